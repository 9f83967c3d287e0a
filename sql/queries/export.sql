-- The catalog as export writes it, beside what it has in common with import.

-- name: export_categories
-- on: shop
-- out: id bigint, parent_id bigint, code text, hidden bool, sort text
WITH RECURSIVE tree (id, parent_id, code, hidden, sort, position, depth) AS (
	SELECT c.id, 0::bigint, c.code, c.hidden, c.sort, c.position, 1
	FROM @shop@.category c WHERE c.parent_id IS NULL
	UNION ALL
	SELECT c.id, c.parent_id, c.code, c.hidden, c.sort, c.position, t.depth + 1
	FROM tree t JOIN @shop@.category c ON c.parent_id = t.id
)
SELECT id, parent_id, code, hidden, sort FROM tree ORDER BY depth, position, id;

-- name: export_category_texts
-- on: shop
-- out: category_id bigint, locale text, name text, description text, slug text, old_slugs text
SELECT t.category_id, t.locale, t.name, t.description, coalesce(s.slug, ''),
	coalesce((SELECT string_agg(o.slug, ', ' ORDER BY o.slug COLLATE "C") FROM @shop@.slug o
		WHERE o.kind = 'category' AND o.entity_id = t.category_id AND o.locale = t.locale AND NOT o.current), '')
FROM @shop@.category_text t
LEFT JOIN @shop@.slug s ON s.kind = 'category' AND s.entity_id = t.category_id AND s.locale = t.locale AND s.current
ORDER BY t.category_id, t.locale;

-- name: export_extras
-- on: shop
-- out: name text
SELECT DISTINCT k.name COLLATE "C" AS name
FROM (
	SELECT jsonb_object_keys(extra) AS name FROM @shop@.product
	UNION ALL
	SELECT jsonb_object_keys(extra) FROM @shop@.variant WHERE state = 'active'
) k
ORDER BY name;

-- name: export_options_most
-- on: shop
-- out: n bigint
SELECT coalesce(max(o.n), 0) FROM (SELECT count(*) AS n FROM @shop@.product_option GROUP BY product_id) o;

-- name: export_page
-- on: shop
-- in: after_position bigint, after_id bigint, max_rows bigint
-- out: id bigint, handle text, state text, tax_class text, vendor text, kind text, tags text[], featured bigint?, position bigint, extra jsonb, created text, publish text, unpublish text,
-- no_withdrawal text
SELECT id, handle, state, tax_class, vendor, kind, tags, featured, position, extra,
	to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	CASE WHEN publish_at > 'epoch' THEN to_char(publish_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE '' END,
	CASE WHEN unpublish_at < 'infinity' THEN to_char(unpublish_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ELSE '' END,
	coalesce(no_withdrawal, '')
FROM @shop@.product
WHERE (position, id) > ($1, $2)
ORDER BY position, id
LIMIT $3;

-- name: export_slugs
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, locale text, slug text, old_slugs text
SELECT s.entity_id, s.locale, s.slug,
	coalesce((SELECT string_agg(o.slug, ', ' ORDER BY o.slug COLLATE "C") FROM @shop@.slug o
		WHERE o.kind = 'product' AND o.entity_id = s.entity_id AND o.locale = s.locale AND NOT o.current), '')
FROM @shop@.slug s
WHERE s.kind = 'product' AND s.entity_id = ANY ($1) AND s.current
ORDER BY s.entity_id, s.locale;

-- name: export_facts
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, code text, labelled bool, value text
SELECT pa.product_id, a.code, jsonb_typeof(pa.value) = 'object', pa.value #>> '{}'
FROM @shop@.product_attribute pa
JOIN @shop@.attribute a ON a.id = pa.attribute_id
WHERE pa.product_id = ANY ($1)
ORDER BY pa.product_id, a.position, a.id;
