-- name: import_category_by_code
-- on: shop
-- in: code text
-- out: id bigint
SELECT id FROM @shop@.category WHERE code = $1;

-- name: import_category_next
-- on: shop
-- out: position bigint
SELECT coalesce(max(position), 0) + 1 FROM @shop@.category;

-- name: import_tax_class_put
-- on: shop
-- in: code text, label jsonb, position bigint
INSERT INTO @shop@.tax_class (code, label, position) VALUES ($1, $2, $3)
ON CONFLICT (code) DO NOTHING;

-- name: import_tax_class_first
-- on: shop
-- out: code text
SELECT code FROM @shop@.tax_class ORDER BY position, code LIMIT 1;
