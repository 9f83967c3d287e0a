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

-- Others of the product's shelf (shop/product_near): those that follow it by their ids, in a ring.
-- name: ids_related
-- on: shop
-- in: product_id bigint, shelf bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT x.id
	FROM (
		(SELECT 1 AS part, p.id
		FROM @shop@.product_category pc
		JOIN @shop@.product p ON p.id = pc.product_id AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
		WHERE pc.category_id = $2 AND pc.product_id > $1
			AND pc.category_id = (SELECT own.category_id FROM @shop@.product_category own
				JOIN @shop@.category c ON c.id = own.category_id AND c.active
				WHERE own.product_id = pc.product_id ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1)
		ORDER BY pc.product_id LIMIT $3)
		UNION ALL
		(SELECT 2, p.id
		FROM @shop@.product_category pc
		JOIN @shop@.product p ON p.id = pc.product_id AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
		WHERE pc.category_id = $2 AND pc.product_id < $1
			AND pc.category_id = (SELECT own.category_id FROM @shop@.product_category own
				JOIN @shop@.category c ON c.id = own.category_id AND c.active
				WHERE own.product_id = pc.product_id ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1)
		ORDER BY pc.product_id LIMIT $3)
	) x
	ORDER BY x.part, x.id LIMIT $3
) AS ids;

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
