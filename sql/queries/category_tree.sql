-- The tree of categories as a merchant sees and changes it.

-- name: category_rows
-- on: shop
-- in: locale text, default_locale text
-- out: id bigint, parent_id bigint?, name text, hidden bool, active bool, products bigint
SELECT c.id, c.parent_id, coalesce(t.name, d.name, c.code), c.hidden, c.active,
	(SELECT count(*) FROM @shop@.product_category pc WHERE pc.category_id = c.id)
FROM @shop@.category c
LEFT JOIN @shop@.category_text t ON t.category_id = c.id AND t.locale = $1
LEFT JOIN @shop@.category_text d ON d.category_id = c.id AND d.locale = $2
ORDER BY c.position, c.id;

-- name: category_head
-- on: shop
-- in: id bigint
-- out: parent_id bigint?, hidden bool, sort text, version bigint
SELECT parent_id, hidden, sort, version FROM @shop@.category WHERE id = $1;

-- name: category_texts
-- on: shop
-- in: id bigint
-- out: locale text, name text, description text
SELECT locale, name, description FROM @shop@.category_text WHERE category_id = $1;

-- name: category_lock
-- on: shop
-- out: id bigint, parent_id bigint?
SELECT id, parent_id FROM @shop@.category ORDER BY position, id FOR UPDATE;

-- name: category_insert
-- on: shop
-- in: parent_id bigint?, code text, position bigint, hidden bool, sort text
-- out: id bigint
INSERT INTO @shop@.category (parent_id, code, position, hidden, sort) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (code) DO NOTHING
RETURNING id;

-- name: category_update
-- on: shop
-- in: id bigint, version bigint, parent_id bigint?, hidden bool, sort text
UPDATE @shop@.category SET parent_id = $3, hidden = $4, sort = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- name: category_parent_set
-- on: shop
-- in: id bigint, parent_id bigint?
UPDATE @shop@.category SET parent_id = $2 WHERE id = $1;

-- name: category_positions
-- on: shop
-- in: ids bigint[]
UPDATE @shop@.category c SET position = w.place
FROM unnest($1) WITH ORDINALITY w (id, place)
WHERE c.id = w.id;

-- What is hidden takes along what lies below it.
-- name: category_show
-- on: shop
WITH RECURSIVE tree AS (
	SELECT c.id, NOT c.hidden AS shown FROM @shop@.category c WHERE c.parent_id IS NULL
	UNION ALL
	SELECT c.id, tree.shown AND NOT c.hidden FROM @shop@.category c JOIN tree ON c.parent_id = tree.id
)
UPDATE @shop@.category c SET active = tree.shown
FROM tree
WHERE tree.id = c.id AND c.active <> tree.shown;

-- name: category_text_put
-- on: shop
-- in: category_id bigint, locale text, name text, description text
INSERT INTO @shop@.category_text (category_id, locale, name, description) VALUES ($1, $2, $3, $4)
ON CONFLICT (category_id, locale) DO UPDATE SET name = excluded.name, description = excluded.description;

-- name: category_text_drop
-- on: shop
-- in: category_id bigint, locale text
DELETE FROM @shop@.category_text WHERE category_id = $1 AND locale = $2;

-- name: category_products_give
-- on: shop
-- in: from_id bigint, to_id bigint
INSERT INTO @shop@.product_category (category_id, product_id, position)
SELECT $2, product_id, position FROM @shop@.product_category WHERE category_id = $1
ON CONFLICT (category_id, product_id) DO NOTHING;

-- name: category_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.category WHERE id = $1;

-- name: category_product_rows
-- on: shop
-- in: category_id bigint, locale text, default_locale text, max_rows bigint
-- out: id bigint, name text, state text, picture text?
SELECT p.id, coalesce(t.name, d.name, p.handle), p.state,
	(SELECT x.address FROM @shop@.picture x WHERE x.product_id = p.id AND x.address IS NOT NULL
		ORDER BY x.position, x.id LIMIT 1)
FROM @shop@.product_category pc
JOIN @shop@.product p ON p.id = pc.product_id AND p.state <> 'archived'
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
WHERE pc.category_id = $1
ORDER BY pc.position, p.id
LIMIT $4;

-- name: category_product_ids
-- on: shop
-- in: category_id bigint
-- out: product_id bigint
SELECT pc.product_id
FROM @shop@.product_category pc
JOIN @shop@.product p ON p.id = pc.product_id AND p.state <> 'archived'
WHERE pc.category_id = $1
ORDER BY pc.position, pc.product_id
FOR UPDATE OF pc;

-- name: category_product_positions
-- on: shop
-- in: category_id bigint, ids bigint[]
UPDATE @shop@.product_category pc SET position = w.place
FROM unnest($2) WITH ORDINALITY w (id, place)
WHERE pc.category_id = $1 AND pc.product_id = w.id;
