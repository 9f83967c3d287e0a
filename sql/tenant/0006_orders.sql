-- Orders in depth: parts given back and sent, notes, changes before shipping, orders that staff write, and collecting in person.

-- As many pieces available, or fewer, are running low.
ALTER TABLE @shop@.shop ADD COLUMN low_stock bigint NOT NULL DEFAULT 3 CHECK (low_stock BETWEEN 0 AND 1000000);

-- Where shoppers collect what they ordered. label, hours: by locale.
CREATE SEQUENCE @shop@.pickup_id_seq;
CREATE TABLE @shop@.pickup (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.pickup_id_seq'),
	label jsonb NOT NULL,
	hours jsonb NOT NULL DEFAULT '{}',
	company text NOT NULL DEFAULT '',
	line1 text NOT NULL,
	line2 text NOT NULL DEFAULT '',
	city text NOT NULL DEFAULT '',
	region text NOT NULL DEFAULT '',
	postcode text NOT NULL DEFAULT '',
	country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
	active bool NOT NULL DEFAULT true,
	position bigint NOT NULL,
	version bigint NOT NULL DEFAULT 1
);
ALTER TABLE @shop@.cart ADD COLUMN pickup_id bigint;

-- edits: how often the order was changed. pickup_id: collected there instead of being sent.
-- part_paid: money came, and more is owed since the order was changed. ready: waits to be collected.
ALTER TABLE @shop@.orders ADD COLUMN edits bigint NOT NULL DEFAULT 0;
ALTER TABLE @shop@.orders ADD COLUMN pickup_id bigint;
ALTER TABLE @shop@.orders DROP CONSTRAINT orders_payment_state_check;
ALTER TABLE @shop@.orders ADD CONSTRAINT orders_payment_state_check
	CHECK (payment_state IN ('unpaid', 'part_paid', 'paid', 'part_refunded', 'refunded'));
ALTER TABLE @shop@.orders DROP CONSTRAINT orders_shipping_state_check;
ALTER TABLE @shop@.orders ADD CONSTRAINT orders_shipping_state_check
	CHECK (shipping_state IN ('unshipped', 'ready', 'part_shipped', 'shipped'));

-- restock: which of the pieces given back are for sale again; 'unshipped' are those that never left the house.
-- for_edit: the order had become cheaper, so that nothing of its total went back.
ALTER TABLE @shop@.refund ADD COLUMN restock text NOT NULL DEFAULT 'no' CHECK (restock IN ('no', 'unshipped', 'all'));
ALTER TABLE @shop@.refund ADD COLUMN for_edit bool NOT NULL DEFAULT false;
-- quantity: pieces given back; 0 where the line only bears its share of an amount. dropped: those of them that had not left the house.
ALTER TABLE @shop@.refund_line ADD COLUMN dropped bigint NOT NULL DEFAULT 0 CHECK (dropped >= 0);
CREATE INDEX refund_line_line_idx ON @shop@.refund_line (order_line_id);
CREATE INDEX shipment_line_line_idx ON @shop@.shipment_line (order_line_id);
UPDATE @shop@.refund_line l SET quantity = 0
FROM @shop@.refund r JOIN @shop@.orders o ON o.id = r.order_id
WHERE r.id = l.refund_id AND r.amount_minor < o.total_minor;

CREATE SEQUENCE @shop@.order_note_id_seq;
CREATE TABLE @shop@.order_note (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.order_note_id_seq'),
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	at timestamptz NOT NULL,
	staff_id bigint NOT NULL,
	body text NOT NULL
);
CREATE INDEX order_note_order_idx ON @shop@.order_note (order_id, id);

-- What staff write before it is an order, or before it changes one: order_id, which had been changed order_edits times by then.
-- Personal: see the retention table in ARCHITECTURE.md.
CREATE SEQUENCE @shop@.draft_id_seq;
CREATE TABLE @shop@.draft (
	id bigint PRIMARY KEY DEFAULT nextval('@shop@.draft_id_seq'),
	order_id bigint REFERENCES @shop@.orders (id),
	order_edits bigint NOT NULL DEFAULT 0,
	state text NOT NULL CHECK (state IN ('open', 'done')),
	staff_id bigint NOT NULL,
	locale text NOT NULL,
	currency text NOT NULL,
	email text NOT NULL DEFAULT '',
	phone text NOT NULL DEFAULT '',
	name text NOT NULL DEFAULT '',
	company text NOT NULL DEFAULT '',
	line1 text NOT NULL DEFAULT '',
	line2 text NOT NULL DEFAULT '',
	city text NOT NULL DEFAULT '',
	region text NOT NULL DEFAULT '',
	postcode text NOT NULL DEFAULT '',
	country text NOT NULL,
	shipping text NOT NULL DEFAULT '',
	shipping_label text NOT NULL DEFAULT '',
	shipping_minor bigint CHECK (shipping_minor >= 0),
	payment_method text NOT NULL DEFAULT '',
	note text NOT NULL DEFAULT '',
	version bigint NOT NULL DEFAULT 1,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX draft_updated_idx ON @shop@.draft (updated_at);
-- unit_minor: a price of the staff's own, in the shop's tax mode; NULL: the shop's price, or the order line's.
CREATE TABLE @shop@.draft_line (
	draft_id bigint NOT NULL REFERENCES @shop@.draft (id) ON DELETE CASCADE,
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	position bigint NOT NULL,
	quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
	unit_minor bigint CHECK (unit_minor >= 0),
	PRIMARY KEY (draft_id, variant_id)
);
