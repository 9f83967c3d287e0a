-- When the money of a way to pay is taken: as soon as the shopper has agreed, or with each parcel.
ALTER TABLE @shop@.payment_method ADD COLUMN capture text NOT NULL DEFAULT 'at_once' CHECK (capture IN ('at_once', 'on_shipping'));
-- Where a payment was taken in parts, what of a refund goes back on which taking: written down before the provider is asked.
CREATE TABLE @shop@.taking_refund (
	refund_key text NOT NULL,
	taking_id bigint NOT NULL REFERENCES @shop@.payment_taking (id),
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	provider_ref text,
	PRIMARY KEY (refund_key, taking_id)
);
CREATE INDEX taking_refund_taking_idx ON @shop@.taking_refund (taking_id);
