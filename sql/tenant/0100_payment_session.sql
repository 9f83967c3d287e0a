-- What an attempt is called at its provider (an order of PayPal, a Checkout Session of Stripe): by this name the
-- provider is asked what became of it. NULL where none was begun there.
ALTER TABLE @shop@.payment ADD COLUMN session_ref text;
-- The money that a provider took for an attempt, one row a taking: its own id is what refunds and disputes name.
CREATE SEQUENCE @shop@.payment_taking_id_seq;
CREATE TABLE @shop@.payment_taking (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.payment_taking_id_seq'),
	payment_id bigint NOT NULL REFERENCES @shop@.payment (id),
	provider text NOT NULL,
	provider_ref text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	captured_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX payment_taking_ref_key ON @shop@.payment_taking (provider, provider_ref);
CREATE INDEX payment_taking_payment_idx ON @shop@.payment_taking (payment_id);
CREATE INDEX payment_taking_at_idx ON @shop@.payment_taking (captured_at);
