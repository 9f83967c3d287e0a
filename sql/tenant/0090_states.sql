-- One state machine: its states (cgi-bin/shop/state.c has what each means), a row for each change, and what partial captures, cancelled
-- debts and the tax in refunds need beside the states.

-- Wider than before: no row can be against it.
ALTER TABLE @shop@.orders DROP CONSTRAINT orders_state_check;
ALTER TABLE @shop@.orders ADD CONSTRAINT orders_state_check
	CHECK (state IN ('placed', 'completed', 'cancelled', 'expired'));
ALTER TABLE @shop@.payment DROP CONSTRAINT payment_state_check;
ALTER TABLE @shop@.payment ADD CONSTRAINT payment_state_check
	CHECK (state IN ('created', 'pending', 'authorised', 'part_captured', 'captured', 'voided', 'failed', 'cancelled'));

-- What of the payment is ours. NULL: by its state, all of it or nothing, as programs of the version before leave it.
ALTER TABLE @shop@.payment ADD COLUMN captured_minor bigint;
ALTER TABLE @shop@.payment ADD CONSTRAINT payment_captured_check CHECK (captured_minor BETWEEN 0 AND amount_minor);

-- Of what the row's line, or shipping, costs: what is not owed any more since the order was cancelled before it was paid. The tax is a part of it.
ALTER TABLE @shop@.order_tax ADD COLUMN waived_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE @shop@.order_tax ADD COLUMN waived_tax bigint NOT NULL DEFAULT 0;

-- The tax in the amount. NULL: in proportion, as programs of the version before leave it.
ALTER TABLE @shop@.refund_line ADD COLUMN tax_minor bigint;

-- What a customer wishes to send back.
CREATE SEQUENCE @shop@.return_request_id_seq;
CREATE TABLE @shop@.return_request (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.return_request_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	key text NOT NULL UNIQUE,
	state text NOT NULL CONSTRAINT return_request_state_check CHECK (state IN ('requested', 'approved', 'refused', 'received', 'closed')),
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX return_request_order_idx ON @shop@.return_request (order_id);

-- Each change of a state, written by the statement that makes it. subject_id: the order's, payment's, refund's or return's.
-- cause: a code, or an id of what made it necessary; never personal.
CREATE SEQUENCE @shop@.state_event_id_seq;
CREATE TABLE @shop@.state_event (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.state_event_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	at timestamptz NOT NULL,
	axis text NOT NULL CHECK (axis IN ('order', 'paid', 'shipped', 'payment', 'refund', 'return')),
	subject_id bigint NOT NULL,
	from_state text NOT NULL,
	to_state text NOT NULL,
	actor text NOT NULL CHECK (actor IN ('shopper', 'staff', 'provider', 'system')),
	actor_id bigint,
	cause text NOT NULL
);
CREATE INDEX state_event_order_idx ON @shop@.state_event (order_id, id);
