-- The shop's books, double-entry: each row moves an amount from one account (credit) to another (debit), so that every entry is balanced
-- by its form, in its currency, whatever writes it. Rows are only added. One entry: the rows of one effect ('placed', 'captured:17', 'refund:4'),
-- which is posted once; event_id: the change of state that made it, NULL for what no state tells of. at: when it happened.
-- Accounts: a kind, and where it has any a country and rate in millionths, or a provider: 'revenue:DE:190000', 'cash:stripe'.
CREATE TABLE @shop@.ledger_posting (
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	effect text NOT NULL,
	position bigint NOT NULL,
	at timestamptz NOT NULL,
	event_id bigint,
	debit text NOT NULL,
	credit text NOT NULL,
	currency text NOT NULL,
	minor bigint NOT NULL CHECK (minor > 0),
	PRIMARY KEY (order_id, effect, position),
	CHECK (debit <> credit),
	CHECK (debit ~ '^(receivable|(cash|fees|exchange):[a-z_]+|(revenue|shipping|tax|refunds|discounts):[A-Z]{2}:[0-9]+)$'),
	CHECK (credit ~ '^(receivable|(cash|fees|exchange):[a-z_]+|(revenue|shipping|tax|refunds|discounts):[A-Z]{2}:[0-9]+)$')
);
CREATE INDEX ledger_posting_at_idx ON @shop@.ledger_posting (at, order_id, effect, position);

-- Which number the merchant's accounting program has for an account; one without country and rate, or provider, is for all of them.
CREATE TABLE @shop@.ledger_number (
	account text PRIMARY KEY,
	number text NOT NULL CHECK (number ~ '^[0-9A-Za-z.-]{1,20}$')
);
