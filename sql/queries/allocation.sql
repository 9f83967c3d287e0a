-- Where the pieces lie that are an order's own, or from where they were sent. At the location that is_default rows tell of sent pieces
-- alone, and only beside those of another location.

-- name: allocations_of
-- on: shop
-- in: order_id bigint
-- out: variant_id bigint, location_id bigint, rank bigint, open bigint, sent bigint
SELECT a.variant_id, a.location_id, coalesce(l.rank, 0), a.open, a.sent
FROM @shop@.allocation a
JOIN @shop@.location l ON l.id = a.location_id
WHERE a.order_id = $1
ORDER BY a.variant_id, l.rank DESC, a.location_id;

-- name: allocations_add
-- on: shop
-- plan: once
-- in: order_id bigint, variants bigint[], locations bigint[], opens bigint[]
INSERT INTO @shop@.allocation (order_id, variant_id, location_id, open, sent)
SELECT $1, n.variant_id, n.location_id, n.open, 0
FROM unnest($2, $3, $4) AS n (variant_id, location_id, open)
ON CONFLICT (order_id, variant_id, location_id) DO UPDATE SET open = @shop@.allocation.open + excluded.open;

-- name: allocations_move
-- on: shop
-- in: order_id bigint, variants bigint[], locations bigint[], opens bigint[], sents bigint[]
UPDATE @shop@.allocation a SET open = a.open + n.open, sent = a.sent + n.sent
FROM unnest($2, $3, $4, $5) AS n (variant_id, location_id, open, sent)
WHERE a.order_id = $1 AND a.variant_id = n.variant_id AND a.location_id = n.location_id;

-- What was sent from a location that no row told of.
-- name: allocations_sent
-- on: shop
-- in: order_id bigint, variants bigint[], locations bigint[], sents bigint[]
INSERT INTO @shop@.allocation (order_id, variant_id, location_id, open, sent)
SELECT $1, n.variant_id, n.location_id, 0, n.sent
FROM unnest($2, $3, $4) AS n (variant_id, location_id, sent)
ON CONFLICT (order_id, variant_id, location_id) DO UPDATE SET sent = @shop@.allocation.sent + excluded.sent;

-- name: location_home
-- on: shop
-- out: id bigint, rank bigint
SELECT id, coalesce(rank, 0) FROM @shop@.location WHERE is_default;
