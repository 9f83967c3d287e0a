-- The places where pieces lie, as staff arrange them. Who changes them holds all their rows, alone; who lays pieces down where none lay
-- holds them beside others (by a foreign key, or by locations_hold before it looks): one waits for the other, and sees what it did.

-- name: locations
-- on: shop
-- out: id bigint, name text, address text, rank bigint, home bool
SELECT id, name, coalesce(address, ''), coalesce(rank, 0), is_default FROM @shop@.location ORDER BY rank, name, id;

-- name: location_sums
-- on: shop
-- out: location_id bigint, on_hand bigint, promised bigint
SELECT location_id, sum(on_hand)::bigint, sum(reserved + committed)::bigint FROM @shop@.stock GROUP BY location_id;

-- name: locations_lock
-- on: shop
-- out: id bigint, name text, rank bigint
SELECT id, name, coalesce(rank, 0) FROM @shop@.location ORDER BY id FOR UPDATE;

-- name: locations_hold
-- on: shop
-- out: id bigint, name text, rank bigint, home bool
SELECT id, name, coalesce(rank, 0), is_default FROM @shop@.location ORDER BY id FOR KEY SHARE;

-- name: location_add
-- on: shop
-- in: name text, address text, rank bigint
INSERT INTO @shop@.location (name, address, is_default, rank) VALUES ($1, $2, false, $3);

-- name: location_put
-- on: shop
-- in: id bigint, name text, address text
UPDATE @shop@.location SET name = $2, address = $3 WHERE id = $1;

-- Two may change places: none has one in between.
-- name: locations_unrank
-- on: shop
UPDATE @shop@.location SET rank = NULL WHERE rank IS NOT NULL;

-- name: locations_rank
-- on: shop
-- in: ids bigint[]
UPDATE @shop@.location l SET rank = n.place FROM unnest($1) WITH ORDINALITY n (id, place) WHERE l.id = n.id;

-- Held until the end of the transaction, in the order in which all do.
-- name: location_stock_lock
-- on: shop
-- in: ids bigint[]
-- out: location_id bigint, on_hand bigint, promised bigint
WITH held AS MATERIALIZED (
	SELECT s.location_id, s.on_hand, s.reserved + s.committed AS promised
	FROM @shop@.stock s JOIN @shop@.location l ON l.id = s.location_id
	WHERE s.location_id = ANY ($1)
	ORDER BY l.rank, l.id, s.variant_id
	FOR UPDATE OF s
)
SELECT location_id, coalesce(sum(on_hand), 0)::bigint, coalesce(sum(promised), 0)::bigint FROM held GROUP BY location_id;

-- name: location_stock_move
-- on: shop
-- in: from_id bigint, to_id bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, backorder)
SELECT s.variant_id, $2, s.on_hand, s.backorder FROM @shop@.stock s WHERE s.location_id = $1 AND s.on_hand > 0
ORDER BY s.variant_id
ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = @shop@.stock.on_hand + excluded.on_hand;

-- name: location_stock_clear
-- on: shop
-- in: id bigint
DELETE FROM @shop@.stock WHERE location_id = $1;

-- The rows of one variant, held.
-- name: location_variant_lock
-- on: shop
-- in: variant_id bigint
-- out: location_id bigint, free bigint
WITH held AS MATERIALIZED (
	SELECT s.location_id, s.on_hand - s.reserved - s.committed AS free
	FROM @shop@.stock s JOIN @shop@.location l ON l.id = s.location_id
	WHERE s.variant_id = $1
	ORDER BY l.rank, l.id
	FOR UPDATE OF s
)
SELECT location_id, free FROM held;

-- name: location_variant_take
-- on: shop
-- in: variant_id bigint, location_id bigint, quantity bigint
UPDATE @shop@.stock SET on_hand = on_hand - $3
WHERE variant_id = $1 AND location_id = $2 AND on_hand - reserved - committed >= $3;

-- What lies of a product at each open location.
-- name: location_pieces
-- on: shop
-- in: product_id bigint
-- out: variant_id bigint, location_id bigint, on_hand bigint, promised bigint
SELECT v.id, l.id, coalesce(s.on_hand, 0), coalesce(s.reserved + s.committed, 0)
FROM @shop@.variant v
CROSS JOIN @shop@.location l
LEFT JOIN @shop@.stock s ON s.variant_id = v.id AND s.location_id = l.id
WHERE v.product_id = $1 AND l.rank IS NOT NULL
ORDER BY v.position, v.id, l.rank;

-- From where the pieces of an order were sent and did not come back; what no row tells of, from the one that is_default.
-- name: location_sent_of_order
-- on: shop
-- in: order_id bigint
-- out: location_id bigint, variant_id bigint, quantity bigint
SELECT location_id, variant_id, sent FROM @shop@.allocation WHERE order_id = $1 AND sent > 0
UNION ALL
SELECT h.id, l.variant_id, sum(x.quantity)::bigint
FROM @shop@.shipment_line x
JOIN @shop@.order_line l ON l.id = x.order_line_id
JOIN @shop@.location h ON h.is_default
WHERE l.order_id = $1 AND l.committed
	AND NOT EXISTS (SELECT FROM @shop@.allocation a WHERE a.order_id = $1 AND a.variant_id = l.variant_id)
GROUP BY h.id, l.variant_id;

-- From where the pieces of an order are to be sent: what it holds, by location.
-- name: location_of_order
-- on: shop
-- in: order_id bigint
-- out: location_id bigint, variant_id bigint, quantity bigint
SELECT location_id, variant_id, quantity FROM @shop@.reservation WHERE order_id = $1
UNION ALL
SELECT location_id, variant_id, open FROM @shop@.allocation WHERE order_id = $1 AND open > 0;
