-- A product as staff edits it.

-- ordered: a variant of it was ever ordered, so that it is archived and never deleted.
-- name: goods_head
-- on: shop
-- in: id bigint, locale text, default_locale text
-- out: id bigint, handle text, state text, tax_class text, vendor text, kind text, tags text[], featured bigint, position bigint,
-- publish_at timestamptz, unpublish_at timestamptz, version bigint, name text, picture text?, ordered bool, variants bigint, no_withdrawal text
SELECT p.id, p.handle, p.state, p.tax_class, p.vendor, p.kind, p.tags, coalesce(p.featured, 0), p.position, p.publish_at, p.unpublish_at,
	p.version, coalesce(t.name, d.name, p.handle),
	(SELECT x.address FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL
		ORDER BY x.position, x.id LIMIT 1),
	EXISTS (SELECT 1 FROM @shop@.variant v JOIN @shop@.order_line l ON l.variant_id = v.id WHERE v.product_id = p.id),
	(SELECT count(*) FROM @shop@.variant v WHERE v.product_id = p.id AND v.state = 'active'), coalesce(p.no_withdrawal, '')
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
WHERE p.id = $1;

-- name: goods_lock
-- on: shop
-- in: id bigint
-- out: version bigint
SELECT version FROM @shop@.product WHERE id = $1 FOR UPDATE;

-- name: goods_touch
-- on: shop
-- in: id bigint, at timestamptz
UPDATE @shop@.product SET version = version + 1, updated_at = $2 WHERE id = $1;

-- name: goods_texts
-- on: shop
-- in: product_id bigint
-- out: locale text, name text, summary text, description text, body text, slug text
SELECT t.locale, t.name, t.summary, t.description, t.body, coalesce(s.slug, '')
FROM @shop@.product_text t
LEFT JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = t.product_id AND s.locale = t.locale AND s.current
WHERE t.product_id = $1
ORDER BY t.locale;

-- name: goods_text_put
-- on: shop
-- in: product_id bigint, locale text, name text, summary text, description text, body text, sort_key bytea
INSERT INTO @shop@.product_text (product_id, locale, name, summary, description, body, sort_key)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (product_id, locale) DO UPDATE SET name = excluded.name, summary = excluded.summary, description = excluded.description,
	body = excluded.body, sort_key = excluded.sort_key;

-- name: goods_text_drop
-- on: shop
-- in: product_id bigint, locale text
DELETE FROM @shop@.product_text WHERE product_id = $1 AND locale = $2;

-- name: slug_owner
-- on: shop
-- in: kind text, locale text, slug text
-- out: entity_id bigint
SELECT entity_id FROM @shop@.slug WHERE kind = $1 AND locale = $2 AND slug = $3;

-- name: goods_details_put
-- on: shop
-- in: id bigint, handle text, tax_class text, vendor text, kind text, tags text[], featured bigint?, publish_at timestamptz, unpublish_at timestamptz,
-- no_withdrawal text
UPDATE @shop@.product SET handle = $2, tax_class = $3, vendor = $4, kind = $5, tags = $6, featured = $7, publish_at = $8, unpublish_at = $9,
	no_withdrawal = nullif($10, '')
WHERE id = $1;

-- name: goods_places
-- on: shop
-- in: product_id bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT category_id FROM @shop@.product_category WHERE product_id = $1 ORDER BY category_id
) AS ids;

-- name: goods_places_keep
-- on: shop
-- in: product_id bigint, ids bigint[]
DELETE FROM @shop@.product_category WHERE product_id = $1 AND NOT category_id = ANY ($2);

-- name: goods_facts
-- on: shop
-- in: product_id bigint
-- out: attribute_id bigint, value jsonb
SELECT attribute_id, value FROM @shop@.product_attribute WHERE product_id = $1 ORDER BY attribute_id;

-- name: goods_facts_drop
-- on: shop
-- in: product_id bigint
DELETE FROM @shop@.product_attribute WHERE product_id = $1;

-- Every category, those that are put away too, parents before children.
-- name: goods_categories
-- on: shop
-- in: locale text, default_locale text
-- out: id bigint, parent_id bigint, name text
SELECT c.id, coalesce(c.parent_id, 0), coalesce(t.name, d.name, c.code)
FROM @shop@.category c
LEFT JOIN @shop@.category_text t ON t.category_id = c.id AND t.locale = $1
LEFT JOIN @shop@.category_text d ON d.category_id = c.id AND d.locale = $2
ORDER BY c.position, c.id;

-- name: tax_classes
-- on: shop
-- out: code text, label jsonb
SELECT code, label FROM @shop@.tax_class ORDER BY position, code;
