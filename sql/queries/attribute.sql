-- What products can be said to be.

-- name: attributes_all
-- on: shop
-- out: id bigint, code text, type text, label jsonb, unit text, choices jsonb, position bigint, products bigint
SELECT a.id, a.code, a.type, a.label, a.unit, a.choices, a.position,
	(SELECT count(*) FROM @shop@.product_attribute pa WHERE pa.attribute_id = a.id)
FROM @shop@.attribute a
ORDER BY a.position, a.id;

-- name: attribute_add
-- on: shop
-- in: code text, type text, label jsonb, unit text, choices jsonb, position bigint
-- out: id bigint
INSERT INTO @shop@.attribute (code, type, label, unit, choices, position) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: attribute_put
-- on: shop
-- in: id bigint, type text, label jsonb, unit text, choices jsonb, position bigint
UPDATE @shop@.attribute SET type = $2, label = $3, unit = $4, choices = $5, position = $6 WHERE id = $1;

-- name: attribute_drop
-- on: shop
-- in: id bigint
DELETE FROM @shop@.attribute WHERE id = $1;

-- Choices that a product has made.
-- name: attribute_used
-- on: shop
-- in: id bigint
-- out: used text[]
SELECT ARRAY (SELECT DISTINCT value #>> '{}' FROM @shop@.product_attribute WHERE attribute_id = $1) AS used;
