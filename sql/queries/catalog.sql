-- name: slug_resolve
-- on: shop
-- in: kind text, slug text, locale text, default_locale text
-- out: entity_id bigint, current text, locales text[], slugs text[]
SELECT s.entity_id, coalesce(c.slug, d.slug, s.slug), o.locales, o.slugs
FROM @shop@.slug s
LEFT JOIN @shop@.slug c ON c.kind = s.kind AND c.entity_id = s.entity_id AND c.locale = $3 AND c.current
LEFT JOIN @shop@.slug d ON d.kind = s.kind AND d.entity_id = s.entity_id AND d.locale = $4 AND d.current
CROSS JOIN LATERAL (
	SELECT coalesce(array_agg(x.locale), '{}') AS locales, coalesce(array_agg(x.slug), '{}') AS slugs
	FROM @shop@.slug x WHERE x.kind = s.kind AND x.entity_id = s.entity_id AND x.current
) o
WHERE s.kind = $1 AND s.slug = $2
ORDER BY (s.locale = $3) DESC, (s.locale = $4) DESC, s.current DESC, s.entity_id
LIMIT 1;

-- name: slugs_of
-- on: shop
-- in: kind text, entity_id bigint
-- out: locale text, slug text
SELECT locale, slug FROM @shop@.slug WHERE kind = $1 AND entity_id = $2 AND current;

-- name: categories_all
-- on: shop
-- in: locale text, default_locale text
-- out: id bigint, parent_id bigint?, code text, name text, slug text, description text, sort text
SELECT c.id, c.parent_id, c.code, coalesce(t.name, d.name, c.code), coalesce(st.slug, sd.slug, ''),
	coalesce(t.description, d.description, ''), c.sort
FROM @shop@.category c
LEFT JOIN @shop@.category_text t ON t.category_id = c.id AND t.locale = $1
LEFT JOIN @shop@.category_text d ON d.category_id = c.id AND d.locale = $2
LEFT JOIN @shop@.slug st ON st.kind = 'category' AND st.entity_id = c.id AND st.locale = $1 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'category' AND sd.entity_id = c.id AND sd.locale = $2 AND sd.current
WHERE c.active
ORDER BY c.position, c.id;

-- name: ids_home
-- on: shop
-- in: max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT p.id FROM @shop@.product p
	WHERE p.featured IS NOT NULL AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
	ORDER BY p.featured, p.id
	LIMIT $1
) AS ids;

-- name: ids_latest
-- on: shop
-- in: max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT p.id FROM @shop@.product p
	WHERE p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
	ORDER BY p.created_at DESC, p.id DESC
	LIMIT $1
) AS ids;

-- name: ids_related
-- on: shop
-- in: product_id bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT p.id
	FROM @shop@.product_category pc
	JOIN @shop@.product p ON p.id = pc.product_id
	WHERE pc.category_id = (
			SELECT own.category_id FROM @shop@.product_category own
			JOIN @shop@.category c ON c.id = own.category_id AND c.active
			WHERE own.product_id = $1 ORDER BY (c.parent_id IS NULL), c.position LIMIT 1)
		AND p.id <> $1 AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
	ORDER BY (p.id < $1), p.id
	LIMIT $2
) AS ids;

-- name: cards
-- on: shop
-- in: ids bigint[], locale text, default_locale text, currency text, own_currency text, at timestamptz
-- out: id bigint, name text, slug text, picture text?, picture_alt text, own bigint[], entered bigint[], own_compare bigint[], entered_compare bigint[], available bigint, endless bool
SELECT p.id, coalesce(t.name, d.name, p.handle), coalesce(st.slug, sd.slug, ''), pic.address,
	coalesce(pic.alt ->> $2, pic.alt ->> $3, ''), v.own, v.entered, v.own_compare, v.entered_compare,
	v.available, v.endless
FROM unnest($1) WITH ORDINALITY wanted (id, place)
JOIN @shop@.product p ON p.id = wanted.id AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN @shop@.slug st ON st.kind = 'product' AND st.entity_id = p.id AND st.locale = $2 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'product' AND sd.entity_id = p.id AND sd.locale = $3 AND sd.current
LEFT JOIN LATERAL (
	SELECT x.address, x.alt FROM @shop@.picture x
	WHERE x.product_id = p.id AND x.address IS NOT NULL
	ORDER BY x.position, x.id LIMIT 1
) pic ON true
JOIN LATERAL (
	SELECT array_agg(o.minor ORDER BY w.id) AS own,
		array_agg(coalesce(e.minor, -1) ORDER BY w.id) AS entered,
		array_agg(coalesce(o.compare_minor, -1) ORDER BY w.id) AS own_compare,
		array_agg(coalesce(e.compare_minor, -1) ORDER BY w.id) AS entered_compare,
		coalesce(sum(greatest(s.available, 0)), 0)::bigint AS available,
		bool_or(w.backorder OR NOT w.tracked) AS endless
	FROM @shop@.variant w
	JOIN @shop@.price o ON o.variant_id = w.id AND o.price_list = 'base' AND o.currency = $5
		AND o.min_quantity = 1 AND o.valid_from <= $6 AND o.valid_to > $6
	LEFT JOIN @shop@.price e ON e.variant_id = w.id AND e.price_list = 'base' AND e.currency = $4
		AND e.min_quantity = 1 AND e.valid_from <= $6 AND e.valid_to > $6
	LEFT JOIN LATERAL (
		SELECT sum(q.on_hand - q.reserved - q.committed) AS available FROM @shop@.stock q WHERE q.variant_id = w.id
	) s ON true
	WHERE w.product_id = p.id AND w.state = 'active'
	HAVING count(*) > 0
) v ON true
ORDER BY wanted.place;

-- name: product_get
-- on: shop
-- in: id bigint, locale text, default_locale text
-- out: id bigint, handle text, name text, slug text, summary text, description text, body text, vendor text, tax_class text, category_id bigint?
SELECT p.id, p.handle, coalesce(t.name, d.name, p.handle), coalesce(st.slug, sd.slug, ''),
	coalesce(t.summary, d.summary, ''), coalesce(t.description, d.description, ''), coalesce(t.body, d.body, ''), p.vendor,
	p.tax_class,
	(SELECT pc.category_id FROM @shop@.product_category pc
		JOIN @shop@.category c ON c.id = pc.category_id AND c.active
		WHERE pc.product_id = p.id ORDER BY (c.parent_id IS NULL), c.position LIMIT 1)
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN @shop@.slug st ON st.kind = 'product' AND st.entity_id = p.id AND st.locale = $2 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'product' AND sd.entity_id = p.id AND sd.locale = $3 AND sd.current
WHERE p.id = $1 AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now();

-- name: product_options
-- on: shop
-- in: product_id bigint, locale text, default_locale text
-- out: option_id bigint, option_name text, value_id bigint, value_name text
SELECT o.id, coalesce(o.label ->> $2, o.label ->> $3, o.code), x.id, coalesce(x.label ->> $2, x.label ->> $3, x.code)
FROM @shop@.product_option o
JOIN @shop@.option_value x ON x.option_id = o.id
WHERE o.product_id = $1
ORDER BY o.position, o.id, x.position, x.id;

-- name: product_variants
-- on: shop
-- in: product_id bigint, currency text, own_currency text, at timestamptz
-- out: id bigint, sku text?, barcode text?, option_values bigint[], grams bigint, tracked bool, backorder bool, own bigint, own_compare bigint, entered bigint, entered_compare bigint, available bigint
SELECT v.id, v.sku, v.barcode, v.option_values, v.grams, v.tracked, v.backorder, o.minor, coalesce(o.compare_minor, -1),
	coalesce(e.minor, -1), coalesce(e.compare_minor, -1),
	coalesce((SELECT sum(q.on_hand - q.reserved - q.committed)::bigint FROM @shop@.stock q WHERE q.variant_id = v.id), 0)
FROM @shop@.variant v
JOIN @shop@.price o ON o.variant_id = v.id AND o.price_list = 'base' AND o.currency = $3
	AND o.min_quantity = 1 AND o.valid_from <= $4 AND o.valid_to > $4
LEFT JOIN @shop@.price e ON e.variant_id = v.id AND e.price_list = 'base' AND e.currency = $2
	AND e.min_quantity = 1 AND e.valid_from <= $4 AND e.valid_to > $4
WHERE v.product_id = $1 AND v.state = 'active'
ORDER BY v.position, v.id;

-- name: product_pictures
-- on: shop
-- in: product_id bigint, locale text, default_locale text
-- out: address text, alt text, width bigint, height bigint, variant_id bigint?
SELECT address, coalesce(alt ->> $2, alt ->> $3, ''), width, height, variant_id
FROM @shop@.picture
WHERE product_id = $1 AND address IS NOT NULL
ORDER BY position, id;

-- name: product_facts
-- on: shop
-- in: product_id bigint, locale text, default_locale text
-- out: name text, type text, unit text, value text
SELECT coalesce(a.label ->> $2, a.label ->> $3, a.code), a.type, a.unit,
	coalesce(CASE a.type
		WHEN 'choice' THEN coalesce(a.choices -> (pa.value #>> '{}') ->> $2, a.choices -> (pa.value #>> '{}') ->> $3)
		WHEN 'text' THEN coalesce(pa.value ->> $2, pa.value ->> $3)
	END, pa.value #>> '{}')
FROM @shop@.product_attribute pa
JOIN @shop@.attribute a ON a.id = pa.attribute_id
WHERE pa.product_id = $1
ORDER BY a.position, a.id;

-- name: pages_all
-- on: shop
-- in: locale text, default_locale text
-- out: id bigint, code text, role text?, title text, slug text
SELECT p.id, p.code, p.role, coalesce(t.title, d.title, p.code), coalesce(st.slug, sd.slug, '')
FROM @shop@.page p
LEFT JOIN @shop@.page_text t ON t.page_id = p.id AND t.locale = $1
LEFT JOIN @shop@.page_text d ON d.page_id = p.id AND d.locale = $2
LEFT JOIN @shop@.slug st ON st.kind = 'page' AND st.entity_id = p.id AND st.locale = $1 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'page' AND sd.entity_id = p.id AND sd.locale = $2 AND sd.current
WHERE p.active
ORDER BY p.position, p.id;

-- name: page_get
-- on: shop
-- in: id bigint, locale text, default_locale text
-- out: id bigint, code text, role text?, title text, slug text, format text, body text
SELECT p.id, p.code, p.role, coalesce(t.title, d.title, p.code), coalesce(st.slug, sd.slug, ''), p.format,
	coalesce(t.body, d.body, '')
FROM @shop@.page p
LEFT JOIN @shop@.page_text t ON t.page_id = p.id AND t.locale = $2
LEFT JOIN @shop@.page_text d ON d.page_id = p.id AND d.locale = $3
LEFT JOIN @shop@.slug st ON st.kind = 'page' AND st.entity_id = p.id AND st.locale = $2 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'page' AND sd.entity_id = p.id AND sd.locale = $3 AND sd.current
WHERE p.id = $1 AND p.active;
