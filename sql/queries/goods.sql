-- The list, walked in its order as far as the page. words: a tsquery that stands for the search where it is not ''. sort: handle, name, updated, or stock, which is counted for every product.
-- name: goods_rows
-- on: shop
-- in: search text, state text, category_id bigint, low bool, sort text, skip bigint, locale text, default_locale text, currency text,
-- at timestamptz, max_rows bigint, few bigint, words text
-- out: id bigint, name text, handle text, state text, picture text?, variants bigint, on_hand bigint, available bigint, minor bigint,
-- highest bigint, tracked bigint, low bigint, publish_at timestamptz, unpublish_at timestamptz, updated_at timestamptz
WITH RECURSIVE below AS (
	SELECT c.id FROM @shop@.category c WHERE c.id = $3
	UNION
	SELECT c.id FROM @shop@.category c JOIN below b ON c.parent_id = b.id
), hits AS MATERIALIZED (
	SELECT DISTINCT s.product_id AS id FROM @shop@.product_search s WHERE $13 <> '' AND s.words @@ nullif($13, '')::tsquery LIMIT 10000
), named AS MATERIALIZED (
	SELECT n.id, row_number() OVER (ORDER BY n.sort_key, n.handle) AS place
	FROM (
		(SELECT p.id, t.sort_key, p.handle
			FROM @shop@.product_text t
			JOIN @shop@.product p ON p.id = t.product_id
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4
			WHERE $13 = '' AND $5 = 'name' AND t.locale = $7
				AND ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low)
				AND ($1 = '' OR strpos(lower(t.name), lower($1)) > 0 OR strpos(lower(p.vendor), lower($1)) > 0
					OR lower($1) = ANY (SELECT lower(x.tag) FROM unnest(p.tags) AS x (tag)) OR EXISTS (
					SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
			ORDER BY t.sort_key, p.handle
			LIMIT $6 + $11)
		UNION ALL
		(SELECT p.id, t.sort_key, p.handle
			FROM @shop@.product_text t
			JOIN @shop@.product p ON p.id = t.product_id
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4
			WHERE $13 = '' AND $5 = 'name' AND t.locale = $8 AND $7 <> $8
				AND NOT EXISTS (SELECT 1 FROM @shop@.product_text o WHERE o.product_id = p.id AND o.locale = $7)
				AND ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low)
				AND ($1 = '' OR strpos(lower(t.name), lower($1)) > 0 OR strpos(lower(p.vendor), lower($1)) > 0
					OR lower($1) = ANY (SELECT lower(x.tag) FROM unnest(p.tags) AS x (tag)) OR EXISTS (
					SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
			ORDER BY t.sort_key, p.handle
			LIMIT $6 + $11)
	) n
	ORDER BY n.sort_key, n.handle
	LIMIT $6 + $11
), wanted AS (
	SELECT f.id, f.place
	FROM (
		SELECT n.id, n.place FROM named n
		UNION ALL
		(SELECT p.id, row_number() OVER (ORDER BY CASE WHEN $5 = 'stock' THEN k.available END, CASE WHEN $5 = 'updated' THEN p.updated_at END DESC,
				CASE WHEN $5 = 'name' THEN (SELECT x.sort_key FROM @shop@.product_text x WHERE x.product_id = p.id AND x.locale IN ($7, $8)
					ORDER BY (x.locale = $7) DESC LIMIT 1) END NULLS LAST, p.handle) AS place
			FROM hits h
			JOIN @shop@.product p ON p.id = h.id
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4 OR $5 = 'stock'
			WHERE ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low))
		UNION ALL
		(SELECT p.id, row_number() OVER (ORDER BY p.updated_at DESC, p.handle) AS place
			FROM @shop@.product p
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4
			WHERE $13 = '' AND $5 = 'updated'
				AND ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low)
				AND ($1 = '' OR strpos(lower(coalesce((SELECT x.name FROM @shop@.product_text x WHERE x.product_id = p.id AND x.locale IN ($7, $8) ORDER BY (x.locale = $7) DESC LIMIT 1), p.handle)), lower($1)) > 0 OR strpos(lower(p.vendor), lower($1)) > 0
					OR lower($1) = ANY (SELECT lower(x.tag) FROM unnest(p.tags) AS x (tag)) OR EXISTS (
					SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
			ORDER BY p.updated_at DESC, p.handle
			LIMIT $6 + $11)
		UNION ALL
		(SELECT p.id, row_number() OVER (ORDER BY p.handle) AS place
			FROM @shop@.product p
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4
			WHERE $13 = '' AND $5 = 'handle'
				AND ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low)
				AND ($1 = '' OR strpos(lower(coalesce((SELECT x.name FROM @shop@.product_text x WHERE x.product_id = p.id AND x.locale IN ($7, $8) ORDER BY (x.locale = $7) DESC LIMIT 1), p.handle)), lower($1)) > 0 OR strpos(lower(p.vendor), lower($1)) > 0
					OR lower($1) = ANY (SELECT lower(x.tag) FROM unnest(p.tags) AS x (tag)) OR EXISTS (
					SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
			ORDER BY p.handle
			LIMIT $6 + $11)
		UNION ALL
		(SELECT p.id, row_number() OVER (ORDER BY k.available, p.handle) AS place
			FROM @shop@.product p
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4 OR $5 = 'stock'
			WHERE $13 = '' AND $5 = 'stock'
				AND ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low)
				AND ($1 = '' OR strpos(lower(coalesce((SELECT x.name FROM @shop@.product_text x WHERE x.product_id = p.id AND x.locale IN ($7, $8) ORDER BY (x.locale = $7) DESC LIMIT 1), p.handle)), lower($1)) > 0 OR strpos(lower(p.vendor), lower($1)) > 0
					OR lower($1) = ANY (SELECT lower(x.tag) FROM unnest(p.tags) AS x (tag)) OR EXISTS (
					SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
			ORDER BY k.available, p.handle
			LIMIT $6 + $11)
		UNION ALL
		(SELECT p.id, row_number() OVER (ORDER BY p.handle) + (SELECT count(*) FROM named)
			FROM @shop@.product p
			LEFT JOIN LATERAL (
				SELECT coalesce(sum(s.available), 0) AS available,
					coalesce(bool_or(w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12), false) AS low
				FROM @shop@.variant w
				LEFT JOIN LATERAL (
					SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
				) s ON true
				WHERE w.product_id = p.id AND w.state = 'active'
			) k ON $4
			WHERE $13 = '' AND $5 = 'name' AND (SELECT count(*) < $6 + $11 FROM named)
				AND NOT EXISTS (SELECT 1 FROM @shop@.product_text o WHERE o.product_id = p.id AND o.locale IN ($7, $8))
				AND ($2 = '' OR p.state = $2)
				AND ($3 = 0 OR EXISTS (SELECT 1 FROM @shop@.product_category pc WHERE pc.product_id = p.id AND pc.category_id IN (SELECT id FROM below)))
				AND (NOT $4 OR k.low)
				AND ($1 = '' OR strpos(lower(coalesce((SELECT x.name FROM @shop@.product_text x WHERE x.product_id = p.id AND x.locale IN ($7, $8) ORDER BY (x.locale = $7) DESC LIMIT 1), p.handle)), lower($1)) > 0 OR strpos(lower(p.vendor), lower($1)) > 0
					OR lower($1) = ANY (SELECT lower(x.tag) FROM unnest(p.tags) AS x (tag)) OR EXISTS (
					SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
			ORDER BY p.handle
			LIMIT $6 + $11)
	) f
	WHERE f.place > $6
	ORDER BY f.place
	LIMIT $11
)
SELECT p.id, coalesce(t.name, d.name, p.handle), p.handle, p.state,
	(SELECT x.address FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL
		ORDER BY x.position, x.id LIMIT 1),
	v.n, v.on_hand, v.available, v.minor, v.highest, v.tracked, v.low, p.publish_at, p.unpublish_at, p.updated_at
FROM wanted
JOIN @shop@.product p ON p.id = wanted.id
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $7
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $8
JOIN LATERAL (
	SELECT count(*) AS n, coalesce(sum(s.on_hand), 0)::bigint AS on_hand, coalesce(sum(s.available), 0)::bigint AS available,
		coalesce(min(pr.minor), 0) AS minor, coalesce(max(pr.minor), 0) AS highest,
		count(*) FILTER (WHERE w.tracked) AS tracked,
		count(*) FILTER (WHERE w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $12) AS low
	FROM @shop@.variant w
	LEFT JOIN @shop@.price pr ON pr.variant_id = w.id AND pr.price_list = 'base' AND pr.currency = $9
		AND pr.min_quantity = 1 AND pr.valid_from <= $10 AND pr.valid_to > $10
	LEFT JOIN LATERAL (
		SELECT sum(q.on_hand) AS on_hand, sum(q.on_hand - q.reserved - q.committed) AS available
		FROM @shop@.stock q WHERE q.variant_id = w.id
	) s ON true
	WHERE w.product_id = p.id AND w.state = 'active'
) v ON true
ORDER BY wanted.place;

-- name: goods_many
-- on: shop
-- in: more_than bigint
-- out: many bool
SELECT count(*) > $1 FROM (SELECT 1 FROM @shop@.product LIMIT $1 + 1) few;

-- name: goods_product
-- on: shop
-- in: id bigint, locale text, default_locale text
-- out: id bigint, name text, handle text, state text, picture text?, version bigint, publish_at timestamptz, unpublish_at timestamptz
SELECT p.id, coalesce(t.name, d.name, p.handle), p.handle, p.state,
	(SELECT x.address FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL
		ORDER BY x.position, x.id LIMIT 1),
	p.version, p.publish_at, p.unpublish_at
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
WHERE p.id = $1;

-- name: goods_set_state
-- on: shop
-- in: id bigint, state text
UPDATE @shop@.product SET state = $2 WHERE id = $1;

-- name: price_start
-- on: shop
-- in: variant_id bigint, currency text, minor bigint, compare_minor bigint?, at timestamptz
INSERT INTO @shop@.price (variant_id, currency, minor, compare_minor, valid_from)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (variant_id, price_list, currency, min_quantity) WHERE valid_to = 'infinity'
DO UPDATE SET minor = excluded.minor, compare_minor = excluded.compare_minor;

-- name: stock_correct
-- on: shop
-- in: variant_id bigint, on_hand bigint, seen_on_hand bigint, location_id bigint
UPDATE @shop@.stock s SET on_hand = $2, backorder = v.backorder
FROM @shop@.location l, @shop@.variant v
WHERE s.variant_id = $1 AND v.id = $1 AND l.id = s.location_id AND (l.id = $4 OR ($4 = 0 AND l.rank = 1)) AND s.on_hand = $3
	AND (v.backorder OR s.reserved + s.committed <= $2);
