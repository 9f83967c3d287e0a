-- Many products changed at once.

-- name: bulk_lock
-- on: shop
-- in: ids bigint[]
-- out: id bigint
SELECT id FROM @shop@.product WHERE id = ANY ($1) ORDER BY id FOR UPDATE;

-- name: bulk_products
-- on: shop
-- in: ids bigint[], category_id bigint, locale text, default_locale text
-- out: id bigint, name text, state text, tags text[], placed bool, position bigint, no_withdrawal text
SELECT p.id, coalesce(t.name, d.name, p.handle), p.state, p.tags,
	EXISTS (SELECT 1 FROM @shop@.product_category c WHERE c.product_id = p.id AND c.category_id = $2), p.position,
	coalesce(p.no_withdrawal, '')
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $3
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $4
WHERE p.id = ANY ($1)
ORDER BY coalesce(t.sort_key, d.sort_key) NULLS LAST, p.id;

-- name: bulk_prices
-- on: shop
-- in: ids bigint[], locale text, default_locale text, at timestamptz
-- out: product_id bigint, variant_id bigint, option_values text[], currency text, min_quantity bigint, minor bigint, compare_minor bigint
SELECT v.product_id, v.id,
	coalesce((SELECT array_agg(coalesce(x.label ->> $2, x.label ->> $3, x.code) ORDER BY o.position, o.id)
		FROM @shop@.option_value x JOIN @shop@.product_option o ON o.id = x.option_id
		WHERE x.id = ANY (v.option_values)), '{}'),
	r.currency, r.min_quantity, r.minor, coalesce(r.compare_minor, -1)
FROM @shop@.variant v
JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.valid_from <= $4 AND r.valid_to > $4
WHERE v.product_id = ANY ($1) AND v.state = 'active'
ORDER BY v.product_id, v.position, v.id, r.currency, r.min_quantity;

-- name: goods_set_tags
-- on: shop
-- in: id bigint, tags text[]
UPDATE @shop@.product SET tags = $2 WHERE id = $1;

-- name: goods_place_drop
-- on: shop
-- in: product_id bigint, category_id bigint
DELETE FROM @shop@.product_category WHERE product_id = $1 AND category_id = $2;

-- name: goods_set_no_withdrawal
-- on: shop
-- in: id bigint, reason text
UPDATE @shop@.product SET no_withdrawal = nullif($2, '') WHERE id = $1;
