-- Pieces at the default location, where all sales come from until a shop has several. What may be promised beyond what lies there is
-- written down by whoever takes or counts pieces, so that the table's constraint judges by it.

-- name: stock_reserve
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET reserved = s.reserved + $2, backorder = v.backorder
FROM @shop@.location l, @shop@.variant v
WHERE s.variant_id = $1 AND v.id = $1 AND l.is_default AND s.location_id = l.id
	AND (v.backorder OR s.on_hand - s.reserved - s.committed >= $2)
RETURNING s.variant_id;

-- A variant that may be backordered and never lay at the location.
-- name: stock_reserve_first
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, reserved, backorder)
SELECT v.id, l.id, 0, $2, true
FROM @shop@.variant v, @shop@.location l
WHERE v.id = $1 AND v.backorder AND l.is_default
ON CONFLICT (variant_id, location_id) DO UPDATE SET reserved = @shop@.stock.reserved + excluded.reserved, backorder = true
RETURNING variant_id;

-- name: stock_unreserve
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET reserved = s.reserved - $2
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.is_default AND s.location_id = l.id
RETURNING s.variant_id;

-- name: stock_settle
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET reserved = s.reserved - $2, committed = s.committed + $2
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.is_default AND s.location_id = l.id
RETURNING s.variant_id;

-- name: stock_commit
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET committed = s.committed + $2, backorder = v.backorder
FROM @shop@.location l, @shop@.variant v
WHERE s.variant_id = $1 AND v.id = $1 AND l.is_default AND s.location_id = l.id
	AND (v.backorder OR s.on_hand - s.reserved - s.committed >= $2)
RETURNING s.variant_id;

-- A variant that may be backordered and never lay at the location.
-- name: stock_commit_first
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, committed, backorder)
SELECT v.id, l.id, 0, $2, true
FROM @shop@.variant v, @shop@.location l
WHERE v.id = $1 AND v.backorder AND l.is_default
ON CONFLICT (variant_id, location_id) DO UPDATE SET committed = @shop@.stock.committed + excluded.committed, backorder = true
RETURNING variant_id;

-- name: stock_left
-- on: shop
-- in: variant_id bigint
-- out: available bigint
SELECT coalesce(sum(s.on_hand - s.reserved - s.committed), 0)::bigint AS available
FROM @shop@.stock s
JOIN @shop@.location l ON l.id = s.location_id AND l.is_default
WHERE s.variant_id = $1;

-- name: stock_release
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET committed = s.committed - $2
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.is_default AND s.location_id = l.id
RETURNING s.variant_id;

-- A backordered piece leaves as soon as it came: it may never have been counted as on hand.
-- name: stock_ship
-- on: shop
-- in: variant_id bigint, quantity bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET committed = s.committed - $2, on_hand = greatest(s.on_hand - $2, 0)
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.is_default AND s.location_id = l.id
RETURNING s.variant_id;

-- name: stock_set
-- on: shop
-- in: variant_id bigint, on_hand bigint
UPDATE @shop@.stock s SET on_hand = $2, backorder = v.backorder
FROM @shop@.location l, @shop@.variant v
WHERE s.variant_id = $1 AND v.id = $1 AND l.is_default AND s.location_id = l.id
	AND (v.backorder OR s.reserved + s.committed <= $2);

-- name: stock_set_first
-- on: shop
-- in: variant_id bigint, on_hand bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, backorder)
SELECT v.id, l.id, $2, v.backorder
FROM @shop@.variant v, @shop@.location l
WHERE v.id = $1 AND l.is_default
ON CONFLICT (variant_id, location_id) DO NOTHING;
