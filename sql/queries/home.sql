-- The blocks of the home page.

-- name: home_rows
-- on: shop
-- out: id bigint, kind text, active bool, starts_at timestamptz, ends_at timestamptz, headline text, body text, button text, link_kind text?, link_id bigint?, link_address text?, picture text?, picture_alt text, source text, category_id bigint?, products bigint[], max_products bigint, version bigint
SELECT id, kind, active, starts_at, ends_at, headline::text, body::text, button::text, link_kind, link_id, link_address,
	picture, picture_alt::text, source, category_id, products, max_products, version
FROM @shop@.home_block
ORDER BY position, id;

-- name: home_lock
-- on: shop
-- out: id bigint
SELECT id FROM @shop@.home_block ORDER BY position, id FOR UPDATE;

-- name: home_insert
-- on: shop
-- in: kind text, position bigint, active bool, starts_at timestamptz, ends_at timestamptz, headline jsonb, body jsonb, button jsonb, link_kind text?, link_id bigint?, link_address text?, picture text?, picture_alt jsonb, source text, category_id bigint?, products bigint[], max_products bigint
-- out: id bigint
INSERT INTO @shop@.home_block (kind, position, active, starts_at, ends_at, headline, body, button, link_kind, link_id,
	link_address, picture, picture_alt, source, category_id, products, max_products)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
RETURNING id;

-- name: home_update
-- on: shop
-- in: id bigint, version bigint, active bool, starts_at timestamptz, ends_at timestamptz, headline jsonb, body jsonb, button jsonb, link_kind text?, link_id bigint?, link_address text?, picture text?, picture_alt jsonb, source text, category_id bigint?, products bigint[], max_products bigint
UPDATE @shop@.home_block
SET active = $3, starts_at = $4, ends_at = $5, headline = $6, body = $7, button = $8, link_kind = $9, link_id = $10,
	link_address = $11, picture = $12, picture_alt = $13, source = $14, category_id = $15, products = $16,
	max_products = $17, version = version + 1
WHERE id = $1 AND version = $2;

-- name: home_positions
-- on: shop
-- in: ids bigint[]
UPDATE @shop@.home_block b SET position = w.place
FROM unnest($1) WITH ORDINALITY w (id, place)
WHERE b.id = w.id;

-- name: home_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.home_block WHERE id = $1;

-- name: home_clear
-- on: shop
DELETE FROM @shop@.home_block;

-- The greeting in all languages, as the settings have it.
-- name: home_greeting
-- on: shop
-- out: headline text, body text, picture text?, picture_alt text, category_id bigint?
SELECT (SELECT coalesce(jsonb_object_agg(t.locale, t.headline) FILTER (WHERE t.headline <> ''), '{}')
		FROM @shop@.shop_text t)::text,
	(SELECT coalesce(jsonb_object_agg(t.locale, t.home_text) FILTER (WHERE t.home_text <> ''), '{}')
		FROM @shop@.shop_text t)::text,
	s.hero_address, s.hero_alt::text,
	(SELECT c.id FROM @shop@.category c WHERE c.parent_id IS NULL AND c.active ORDER BY c.position, c.id LIMIT 1)
FROM @shop@.shop s
WHERE s.id = 1;

-- What shoppers see of these categories, in the merchant's order.
-- name: home_category_ids
-- on: shop
-- in: categories bigint[], at timestamptz, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT r.product_id
	FROM unnest($1::bigint[]) c (id)
	CROSS JOIN LATERAL (
		SELECT pc.product_id, pc.position
		FROM @shop@.product_category pc
		JOIN @shop@.product_facet f ON f.product_id = pc.product_id
		WHERE pc.category_id = c.id AND f.visible_from <= $2 AND f.visible_to > $2
		ORDER BY pc.position, pc.product_id
		LIMIT $3
	) r
	GROUP BY r.product_id
	ORDER BY min(r.position), r.product_id
	LIMIT $3
) AS ids;

-- Products that a merchant may choose: by name or article number, and those that are chosen.
-- name: home_choices
-- on: shop
-- in: search text, chosen bigint[], locale text, default_locale text, max_rows bigint, every bool
-- out: id bigint, name text, state text
SELECT p.id, coalesce(t.name, d.name, p.handle), p.state
FROM @shop@.product p
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $3
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $4
WHERE p.id = ANY ($2) OR (p.state <> 'archived' AND ($6 OR $1 <> '')
	AND ($6 OR strpos(lower(coalesce(t.name, d.name, p.handle)), lower($1)) > 0
		OR EXISTS (SELECT 1 FROM @shop@.variant v
			WHERE v.product_id = p.id AND v.state = 'active' AND lower(v.sku) = lower($1))))
ORDER BY array_position($2, p.id) NULLS LAST, coalesce(t.name, d.name, p.handle), p.id
LIMIT $5;
