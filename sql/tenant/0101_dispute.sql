-- What a shopper contests at the provider, one row a dispute. state: "open", then "won" or "lost", as the shop sees it.
CREATE SEQUENCE @shop@.dispute_id_seq;
CREATE TABLE @shop@.dispute (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.dispute_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	payment_id bigint NOT NULL REFERENCES @shop@.payment (id),
	provider text NOT NULL,
	provider_ref text NOT NULL,
	state text NOT NULL CHECK (state IN ('open', 'won', 'lost')),
	reason text NOT NULL,
	currency text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
	answer_until timestamptz,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX dispute_ref_key ON @shop@.dispute (provider, provider_ref);
CREATE INDEX dispute_order_idx ON @shop@.dispute (order_id);
