-- What shop/product_near reads and writes: which shelf a product stands in, and what follows it there.

-- Asked before the rows of offers are put: those of the products that come to a shelf or leave one (before: 0 for none), or are seen
-- from or until another time.
-- name: near_moved
-- on: shop
-- in: product_ids bigint[]
-- out: product_id bigint, shelf bigint, before bigint
SELECT p.id, now.shelf, coalesce(n.shelf, 0)
FROM @shop@.product p
CROSS JOIN LATERAL (
	SELECT coalesce((SELECT pc.category_id FROM @shop@.product_category pc
		JOIN @shop@.category c ON c.id = pc.category_id AND c.active
		WHERE pc.product_id = p.id ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1), 0) AS shelf
) now
LEFT JOIN @shop@.product_near n ON n.product_id = p.id
LEFT JOIN @shop@.product_offer o ON o.product_id = p.id
WHERE p.id = ANY ($1)
	AND (n.shelf, o.visible_from, o.visible_to) IS DISTINCT FROM
		(now.shelf, CASE WHEN p.state = 'active' THEN p.publish_at ELSE 'infinity' END, p.unpublish_at)
ORDER BY p.id;

-- Those whose shelf is another one than is written down: after the tree was changed.
-- name: near_behind
-- on: shop
-- out: ids bigint[]
SELECT ARRAY (
	SELECT p.id
	FROM @shop@.product p
	LEFT JOIN @shop@.product_near n ON n.product_id = p.id
	WHERE n.shelf IS DISTINCT FROM coalesce((SELECT pc.category_id FROM @shop@.product_category pc
		JOIN @shop@.category c ON c.id = pc.category_id AND c.active
		WHERE pc.product_id = p.id ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1), 0)
	ORDER BY p.id
) AS ids;

-- name: near_shelf_put
-- on: shop
-- in: product_ids bigint[], shelves bigint[]
INSERT INTO @shop@.product_near AS n (product_id, shelf, near)
SELECT w.product_id, w.shelf, ARRAY[w.product_id]
FROM unnest($1::bigint[], $2::bigint[]) w (product_id, shelf)
ORDER BY w.product_id
ON CONFLICT (product_id) DO UPDATE SET shelf = excluded.shelf WHERE n.shelf <> excluded.shelf;

-- The products that have a row, and in each of their shelves so many before them in the ring. Held until the end of the transaction, in
-- order, before any of them is written.
-- name: near_lock
-- on: shop
-- in: product_ids bigint[], shelves bigint[], related bigint
-- out: product_id bigint
SELECT own.product_id
FROM @shop@.product_near own
WHERE own.product_id IN (
	SELECT t.product_id
	FROM unnest($1::bigint[], $2::bigint[]) m (product_id, shelf)
	CROSS JOIN LATERAL (
		SELECT m.product_id
		UNION ALL
		(SELECT n.product_id FROM @shop@.product_near n
		WHERE n.shelf = m.shelf AND m.shelf <> 0 AND n.product_id < m.product_id ORDER BY n.product_id DESC LIMIT $3)
		UNION ALL
		(SELECT n.product_id FROM @shop@.product_near n
		WHERE n.shelf = m.shelf AND m.shelf <> 0 AND n.product_id > m.product_id ORDER BY n.product_id DESC LIMIT $3)
	) t)
ORDER BY own.product_id
FOR UPDATE;

-- Lists go on to the related-th product that is seen now and without an end, so that some are left whatever the clock says; max: no
-- further than that. The parts of the ring are taken one after the other.
-- name: near_put
-- on: shop
-- in: product_ids bigint[], related bigint, max bigint, at timestamptz
WITH new AS MATERIALIZED (
	SELECT own.product_id, ARRAY[own.product_id] || ARRAY (
		SELECT r.product_id
		FROM (
			SELECT x.part, x.product_id,
				count(*) FILTER (WHERE x.always) OVER (ORDER BY x.part, x.product_id) - x.always::int AS before
			FROM (
				(SELECT 1 AS part, f.product_id, o.visible_from <= $4 AND o.visible_to = 'infinity' AS always
				FROM @shop@.product_near f
				JOIN @shop@.product_offer o ON o.product_id = f.product_id AND o.visible_from < 'infinity' AND o.visible_to > $4
				WHERE f.shelf = own.shelf AND f.product_id > own.product_id AND own.shelf <> 0
				ORDER BY f.product_id LIMIT $3)
				UNION ALL
				(SELECT 2, f.product_id, o.visible_from <= $4 AND o.visible_to = 'infinity'
				FROM @shop@.product_near f
				JOIN @shop@.product_offer o ON o.product_id = f.product_id AND o.visible_from < 'infinity' AND o.visible_to > $4
				WHERE f.shelf = own.shelf AND f.product_id < own.product_id AND own.shelf <> 0
				ORDER BY f.product_id LIMIT $3)
				LIMIT $3
			) x
		) r
		WHERE r.before < $2
		ORDER BY r.part, r.product_id LIMIT $3) AS near
	FROM @shop@.product_near own
	WHERE own.product_id = ANY ($1)
)
UPDATE @shop@.product_near n SET near = new.near
FROM new
WHERE n.product_id = new.product_id AND n.near <> new.near;
