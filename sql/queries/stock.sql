-- Pieces at the shop's locations. Rows are locked in one order: by the location's rank, then by variant. A location of 0 is the one
-- that is_default. What may be promised beyond what lies there is written down by whoever takes or counts pieces, so that the
-- table's constraint judges by it.

-- As many as lie free at the location of this rank, and of what may be promised beyond that all that lies at no later one either.
-- name: stock_take
-- on: shop
-- in: variant_id bigint, quantity bigint, rank bigint, own bool
-- out: location_id bigint, taken bigint, home bool
WITH here AS MATERIALIZED (
	SELECT s.location_id, l.is_default AS home, v.backorder, CASE
		WHEN s.on_hand - s.reserved - s.committed >= $2 THEN $2
		WHEN v.backorder THEN greatest(s.on_hand - s.reserved - s.committed, 0, $2 - (
			SELECT coalesce(sum(greatest(o.on_hand - o.reserved - o.committed, 0)), 0)::bigint
			FROM @shop@.stock o JOIN @shop@.location k ON k.id = o.location_id AND k.rank > $3
			WHERE o.variant_id = $1))
		ELSE s.on_hand - s.reserved - s.committed END AS taken
	FROM @shop@.stock s
	JOIN @shop@.location l ON l.id = s.location_id AND l.rank = $3
	JOIN @shop@.variant v ON v.id = s.variant_id
	WHERE s.variant_id = $1
	FOR UPDATE OF s
)
UPDATE @shop@.stock s SET reserved = s.reserved + CASE WHEN $4 THEN 0 ELSE h.taken END,
	committed = s.committed + CASE WHEN $4 THEN h.taken ELSE 0 END, backorder = h.backorder
FROM here h
WHERE s.variant_id = $1 AND s.location_id = h.location_id AND h.taken > 0
RETURNING s.location_id, h.taken, h.home;

-- A variant that may be backordered and never lay anywhere: at the location that is asked first.
-- name: stock_take_first
-- on: shop
-- in: variant_id bigint, quantity bigint, own bool
-- out: location_id bigint, home bool
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, reserved, committed, backorder)
SELECT v.id, l.id, 0, CASE WHEN $3 THEN 0 ELSE $2 END, CASE WHEN $3 THEN $2 ELSE 0 END, true
FROM @shop@.variant v, @shop@.location l
WHERE v.id = $1 AND v.backorder AND l.rank = 1
ON CONFLICT (variant_id, location_id) DO UPDATE SET reserved = @shop@.stock.reserved + excluded.reserved,
	committed = @shop@.stock.committed + excluded.committed, backorder = true
RETURNING location_id, (SELECT l.is_default FROM @shop@.location l WHERE l.id = location_id);

-- name: stock_give
-- on: shop
-- in: variant_id bigint, quantity bigint, location_id bigint, own bool
-- out: variant_id bigint
UPDATE @shop@.stock s SET reserved = s.reserved - CASE WHEN $4 THEN 0 ELSE $2 END, committed = s.committed - CASE WHEN $4 THEN $2 ELSE 0 END
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.id = s.location_id AND (l.id = $3 OR ($3 = 0 AND l.is_default))
RETURNING s.variant_id;

-- name: stock_settle
-- on: shop
-- in: variant_id bigint, quantity bigint, location_id bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET reserved = s.reserved - $2, committed = s.committed + $2
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.id = s.location_id AND (l.id = $3 OR ($3 = 0 AND l.is_default))
RETURNING s.variant_id;

-- name: stock_left
-- on: shop
-- in: variant_id bigint
-- out: available bigint
SELECT coalesce(sum(greatest(s.on_hand - s.reserved - s.committed, 0)), 0)::bigint AS available
FROM @shop@.stock s
WHERE s.variant_id = $1;

-- name: stock_ranks
-- on: shop
-- out: n bigint
SELECT coalesce(max(rank), 0) FROM @shop@.location;

-- A backordered piece leaves as soon as it came: it may never have been counted as on hand.
-- name: stock_ship
-- on: shop
-- in: variant_id bigint, quantity bigint, location_id bigint
-- out: variant_id bigint
UPDATE @shop@.stock s SET committed = s.committed - $2, on_hand = greatest(s.on_hand - $2, 0)
FROM @shop@.location l
WHERE s.variant_id = $1 AND l.id = s.location_id AND (l.id = $3 OR ($3 = 0 AND l.is_default))
RETURNING s.variant_id;

-- Pieces that came back lie on the shelf again; where that location is closed, at the one that is asked first.
-- name: stock_return
-- on: shop
-- in: variant_id bigint, quantity bigint, location_id bigint
-- out: variant_id bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, backorder)
SELECT v.id, l.id, $2, v.backorder
FROM @shop@.variant v
CROSS JOIN (
	SELECT o.id FROM @shop@.location o WHERE o.rank IS NOT NULL
	ORDER BY (o.id = $3 OR ($3 = 0 AND o.is_default)) DESC, o.rank LIMIT 1
) l
WHERE v.id = $1
ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = @shop@.stock.on_hand + excluded.on_hand
RETURNING variant_id;

-- What is counted at a location, at the one that is asked first where none is named.
-- name: stock_set
-- on: shop
-- in: variant_id bigint, on_hand bigint, location_id bigint
UPDATE @shop@.stock s SET on_hand = $2, backorder = v.backorder
FROM @shop@.location l, @shop@.variant v
WHERE s.variant_id = $1 AND v.id = $1 AND l.id = s.location_id AND (l.id = $3 OR ($3 = 0 AND l.rank = 1))
	AND (v.backorder OR s.reserved + s.committed <= $2);

-- name: stock_set_first
-- on: shop
-- in: variant_id bigint, on_hand bigint, location_id bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, backorder)
SELECT v.id, l.id, $2, v.backorder
FROM @shop@.variant v, @shop@.location l
WHERE v.id = $1 AND (l.id = $3 OR ($3 = 0 AND l.rank = 1)) AND l.rank IS NOT NULL
ON CONFLICT (variant_id, location_id) DO NOTHING;
