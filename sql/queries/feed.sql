-- name: ids_feed
-- on: shop
-- in: after bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT p.id FROM @shop@.product p
	WHERE p.id > $1 AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
	ORDER BY p.id
	LIMIT $2
) AS ids;

-- name: feed_products
-- on: shop
-- in: ids bigint[], locale text, default_locale text, points bigint
-- out: id bigint, name text, slug text, text text, vendor text, category_id bigint?, created_at timestamptz
SELECT p.id, coalesce(t.name, d.name, p.handle), coalesce(st.slug, sd.slug, ''),
	left(coalesce(nullif(t.description, ''), nullif(t.summary, ''), nullif(d.description, ''), nullif(d.summary, ''), ''), $4::int),
	p.vendor,
	(SELECT pc.category_id FROM @shop@.product_category pc
		JOIN @shop@.category c ON c.id = pc.category_id AND c.active
		WHERE pc.product_id = p.id ORDER BY (c.parent_id IS NULL), c.position LIMIT 1),
	p.created_at
FROM unnest($1) WITH ORDINALITY wanted (id, place)
JOIN @shop@.product p ON p.id = wanted.id AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN @shop@.slug st ON st.kind = 'product' AND st.entity_id = p.id AND st.locale = $2 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'product' AND sd.entity_id = p.id AND sd.locale = $3 AND sd.current
ORDER BY wanted.place;

-- name: feed_variants
-- on: shop
-- in: ids bigint[], currency text, at timestamptz
-- out: product_id bigint, id bigint, barcode text?, option_values bigint[], grams bigint, minor bigint, compare_minor bigint, can_buy bool
SELECT v.product_id, v.id, v.barcode, v.option_values, v.grams, o.minor, coalesce(o.compare_minor, 0),
	(v.backorder OR NOT v.tracked OR coalesce((SELECT sum(q.on_hand - q.reserved - q.committed) FROM @shop@.stock q
		WHERE q.variant_id = v.id), 0) > 0)
FROM @shop@.variant v
JOIN @shop@.price o ON o.variant_id = v.id AND o.price_list = 'base' AND o.currency = $2
	AND o.min_quantity = 1 AND o.valid_from <= $3 AND o.valid_to > $3
WHERE v.product_id = ANY ($1) AND v.state = 'active'
ORDER BY v.product_id, v.position, v.id;

-- name: feed_options
-- on: shop
-- in: ids bigint[], locale text, default_locale text
-- out: product_id bigint, code text, name text, value_id bigint, value text
SELECT o.product_id, o.code, coalesce(o.label ->> $2, o.label ->> $3, o.code), x.id, coalesce(x.label ->> $2, x.label ->> $3, x.code)
FROM @shop@.product_option o
JOIN @shop@.option_value x ON x.option_id = o.id
WHERE o.product_id = ANY ($1)
ORDER BY o.product_id, o.position, o.id, x.position, x.id;

-- name: feed_pictures
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, variant_id bigint?, address text
SELECT product_id, variant_id, address
FROM @shop@.picture
WHERE product_id = ANY ($1) AND address IS NOT NULL
ORDER BY product_id, position, id;
