-- Several places where pieces lie. rank: which is asked first when pieces are sold, from 1 on without a gap; NULL for one that is closed.
-- Programs of the version before make the one location of a new shop.
ALTER TABLE @shop@.location ADD COLUMN rank bigint, ADD COLUMN address text;
ALTER TABLE @shop@.location ALTER COLUMN rank SET DEFAULT 1;
UPDATE @shop@.location l SET rank = CASE WHEN l.is_default THEN 1 ELSE 1 + (SELECT count(*) FROM @shop@.location o WHERE NOT o.is_default AND o.id <= l.id) END;
CREATE UNIQUE INDEX location_rank_key ON @shop@.location (rank);

-- Where the pieces lie that are an order's own, as far as that is another place than the location that is_default: what no row
-- tells of lies there, or was sent from there, as with all orders that programs of the version before placed.
-- open: still to be sent from there; sent: left from there, and did not come back.
CREATE TABLE @shop@.allocation (
	order_id bigint NOT NULL REFERENCES @shop@.orders (id),
	variant_id bigint NOT NULL REFERENCES @shop@.variant (id),
	location_id bigint NOT NULL REFERENCES @shop@.location (id),
	open bigint NOT NULL CHECK (open >= 0),
	sent bigint NOT NULL CHECK (sent >= 0),
	PRIMARY KEY (order_id, variant_id, location_id)
);
CREATE INDEX allocation_variant_idx ON @shop@.allocation (variant_id);
