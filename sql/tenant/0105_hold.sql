-- What an order holds of the stock: kept for a while where it is still to be paid, its own once money came.

-- Seconds for which pieces are kept for an order: while the shopper is at the provider, and until a transfer arrives.
ALTER TABLE @shop@.shop ADD COLUMN hold_seconds bigint NOT NULL DEFAULT 1800 CHECK (hold_seconds BETWEEN 1 AND 86400);
ALTER TABLE @shop@.shop ADD COLUMN hold_transfer_seconds bigint NOT NULL DEFAULT 1209600
	CHECK (hold_transfer_seconds BETWEEN 1 AND 7776000);

-- pieces: 'reserved' (until kept_until), 'committed', or 'none': let go. Programs of the version before commit at once.
ALTER TABLE @shop@.orders ADD COLUMN pieces text NOT NULL DEFAULT 'committed';
ALTER TABLE @shop@.orders ADD CONSTRAINT orders_pieces_check CHECK (pieces IN ('reserved', 'committed', 'none'));
ALTER TABLE @shop@.orders ADD COLUMN kept_until timestamptz;
ALTER TABLE @shop@.orders ADD CONSTRAINT orders_kept_check CHECK (pieces <> 'reserved' OR kept_until IS NOT NULL);

CREATE TABLE @shop@.reservation (
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	location_id bigint NOT NULL REFERENCES @shop@.location (id),
	quantity bigint NOT NULL CHECK (quantity > 0),
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (order_id, variant_id, location_id)
);
CREATE INDEX reservation_variant_idx ON @shop@.reservation (variant_id);

-- backorder: more may be promised than lies there. It follows the variant's where pieces are taken or counted, by the same statement,
-- so that the constraint holds whatever a program believes.
ALTER TABLE @shop@.stock ADD COLUMN backorder bool NOT NULL DEFAULT true;
UPDATE @shop@.stock s SET backorder = false
FROM @shop@.variant v
WHERE v.id = s.variant_id AND NOT v.backorder AND s.on_hand >= s.reserved + s.committed;
ALTER TABLE @shop@.stock ADD CONSTRAINT stock_promised_check CHECK (backorder OR on_hand >= reserved + committed);
