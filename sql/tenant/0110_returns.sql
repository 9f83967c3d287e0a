-- What a customer sends back, or withdraws from: with number, reason, and the pieces. Columns without a default: the version before knows
-- none of them, and writes no such row.

-- number: as the customer is told ("T1001-R1"). withdrawal: a right, that needs no reason and no approval. reason: a code of shop/returns.
-- note: the customer's own words. answer: staff's: where the parcel goes, or why not. refund_id: the refund that was made for it.
ALTER TABLE @shop@.return_request
	ADD COLUMN number text,
	ADD COLUMN withdrawal bool,
	ADD COLUMN reason text,
	ADD COLUMN note text,
	ADD COLUMN answer text,
	ADD COLUMN refund_id bigint;

-- quantity: pieces as announced. received: as they came, NULL until then. restock: they are for sale again. condition: staff's note.
CREATE TABLE @shop@.return_line (
	return_id bigint NOT NULL REFERENCES @shop@.return_request (id),
	order_line_id bigint NOT NULL REFERENCES @shop@.order_line (id),
	quantity bigint NOT NULL CHECK (quantity > 0),
	received bigint CHECK (received BETWEEN 0 AND quantity),
	restock bool NOT NULL DEFAULT false,
	condition text NOT NULL DEFAULT '',
	PRIMARY KEY (return_id, order_line_id)
);
CREATE INDEX return_line_line_idx ON @shop@.return_line (order_line_id);
