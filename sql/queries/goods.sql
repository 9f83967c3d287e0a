-- name: goods_rows
-- on: shop
-- in: search text, after_handle text, locale text, default_locale text, currency text, at timestamptz, max_rows bigint, few bigint
-- out: id bigint, name text, handle text, state text, picture text?, variants bigint, on_hand bigint, available bigint, minor bigint,
-- highest bigint, tracked bigint, low bigint
SELECT p.id, coalesce(t.name, d.name, p.handle), p.handle, p.state,
	(SELECT x.address FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL
		ORDER BY x.position, x.id LIMIT 1),
	v.n, v.on_hand, v.available, v.minor, v.highest, v.tracked, v.low
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $3
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $4
JOIN LATERAL (
	SELECT count(*) AS n, coalesce(sum(s.on_hand), 0)::bigint AS on_hand, coalesce(sum(s.available), 0)::bigint AS available,
		coalesce(min(pr.minor), 0) AS minor, coalesce(max(pr.minor), 0) AS highest,
		count(*) FILTER (WHERE w.tracked) AS tracked,
		count(*) FILTER (WHERE w.tracked AND NOT w.backorder AND coalesce(s.available, 0) <= $8) AS low
	FROM @shop@.variant w
	LEFT JOIN @shop@.price pr ON pr.variant_id = w.id AND pr.price_list = 'base' AND pr.currency = $5
		AND pr.min_quantity = 1 AND pr.valid_from <= $6 AND pr.valid_to > $6
	LEFT JOIN LATERAL (
		SELECT sum(q.on_hand) AS on_hand, sum(q.on_hand - q.reserved - q.committed) AS available
		FROM @shop@.stock q WHERE q.variant_id = w.id
	) s ON true
	WHERE w.product_id = p.id AND w.state = 'active'
) v ON true
WHERE p.handle > $2
	AND ($1 = '' OR strpos(lower(coalesce(t.name, d.name, p.handle)), lower($1)) > 0 OR EXISTS (
		SELECT 1 FROM @shop@.variant w WHERE w.product_id = p.id AND strpos(lower(w.sku), lower($1)) > 0))
ORDER BY p.handle
LIMIT $7;

-- name: goods_product
-- on: shop
-- in: id bigint, locale text, default_locale text
-- out: id bigint, name text, handle text, state text, picture text?, description text
SELECT p.id, coalesce(t.name, d.name, p.handle), p.handle, p.state,
	(SELECT x.address FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL
		ORDER BY x.position, x.id LIMIT 1),
	coalesce(t.description, d.description, '')
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
WHERE p.id = $1;

-- name: goods_variants
-- on: shop
-- in: product_id bigint, locale text, default_locale text, currency text, at timestamptz
-- out: id bigint, sku text?, option_values text[], minor bigint, compare_minor bigint, on_hand bigint, committed bigint, tracked bool
SELECT v.id, v.sku,
	coalesce((SELECT array_agg(coalesce(x.label ->> $2, x.label ->> $3, x.code) ORDER BY o.position, o.id)
		FROM @shop@.option_value x JOIN @shop@.product_option o ON o.id = x.option_id
		WHERE x.id = ANY (v.option_values)), '{}'),
	coalesce(pr.minor, 0), coalesce(pr.compare_minor, -1), coalesce(s.on_hand, 0), coalesce(s.committed, 0), v.tracked
FROM @shop@.variant v
LEFT JOIN @shop@.price pr ON pr.variant_id = v.id AND pr.price_list = 'base' AND pr.currency = $4
	AND pr.min_quantity = 1 AND pr.valid_from <= $5 AND pr.valid_to > $5
LEFT JOIN @shop@.location l ON l.is_default
LEFT JOIN @shop@.stock s ON s.variant_id = v.id AND s.location_id = l.id
WHERE v.product_id = $1 AND v.state = 'active'
ORDER BY v.position, v.id;

-- name: goods_set_state
-- on: shop
-- in: id bigint, state text, at timestamptz
UPDATE @shop@.product SET state = $2, updated_at = $3 WHERE id = $1;

-- name: price_end
-- on: shop
-- in: variant_id bigint, currency text, at timestamptz
UPDATE @shop@.price SET valid_to = $3
WHERE variant_id = $1 AND price_list = 'base' AND currency = $2 AND min_quantity = 1 AND valid_to = 'infinity'
	AND valid_from < $3;

-- name: price_start
-- on: shop
-- in: variant_id bigint, currency text, minor bigint, compare_minor bigint?, at timestamptz
INSERT INTO @shop@.price (variant_id, currency, minor, compare_minor, valid_from)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (variant_id, price_list, currency, min_quantity) WHERE valid_to = 'infinity'
DO UPDATE SET minor = excluded.minor, compare_minor = excluded.compare_minor;

-- name: stock_correct
-- on: shop
-- in: variant_id bigint, on_hand bigint, seen_on_hand bigint
UPDATE @shop@.stock s SET on_hand = $2
FROM @shop@.location l, @shop@.variant v
WHERE s.variant_id = $1 AND v.id = $1 AND l.id = s.location_id AND l.is_default AND s.on_hand = $3
	AND (v.backorder OR s.reserved + s.committed <= $2);
