-- Taxes as a merchant sets them.

-- name: setup_tax_mode_set
-- on: shop
-- in: tax_mode text
UPDATE @shop@.shop SET tax_mode = $1 WHERE id = 1;

-- name: setup_tax_classes
-- on: shop
-- out: code text, label text, position bigint, used bool
SELECT c.code, c.label::text, c.position,
	EXISTS (SELECT FROM @shop@.product p WHERE p.tax_class = c.code)
		OR EXISTS (SELECT FROM @shop@.shipping_method m WHERE m.tax_class = c.code)
		OR EXISTS (SELECT FROM @shop@.tax_rate r WHERE r.tax_class = c.code)
FROM @shop@.tax_class c
ORDER BY c.position, c.code;

-- name: setup_tax_class_set
-- on: shop
-- in: code text, label jsonb, position bigint
INSERT INTO @shop@.tax_class (code, label, position) VALUES ($1, $2, $3)
ON CONFLICT (code) DO UPDATE SET label = excluded.label, position = excluded.position;

-- name: setup_tax_class_delete
-- on: shop
-- in: code text
DELETE FROM @shop@.tax_class WHERE code = $1;

-- country '': of all.
-- name: setup_tax_rates
-- on: shop
-- in: country text
-- out: id bigint, country text, tax_class text, ppm bigint, name text, names text, valid_from timestamptz, valid_to timestamptz
SELECT id, country, tax_class, ppm, name, names::text, valid_from, valid_to
FROM @shop@.tax_rate
WHERE $1 IN ('', country)
ORDER BY country, tax_class, valid_from;

-- name: setup_tax_rate_end
-- on: shop
-- in: id bigint, country text, valid_to timestamptz
UPDATE @shop@.tax_rate SET valid_to = $3 WHERE id = $1 AND country = $2;

-- name: setup_tax_rate_delete
-- on: shop
-- in: id bigint, country text
DELETE FROM @shop@.tax_rate WHERE id = $1 AND country = $2;

-- name: setup_tax_rate_add
-- on: shop
-- in: country text, tax_class text, ppm bigint, name text, names jsonb, valid_from timestamptz, valid_to timestamptz
INSERT INTO @shop@.tax_rate (country, tax_class, ppm, name, names, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- Past ones keep the name under which they were charged.
-- name: setup_tax_names_set
-- on: shop
-- in: country text, name text, names jsonb, now timestamptz
UPDATE @shop@.tax_rate SET name = $2, names = $3 WHERE country = $1 AND valid_to > $4;

-- The rates of a country that are valid at the same time as another one of their class.
-- name: setup_tax_overlaps
-- on: shop
-- in: country text
-- out: id bigint
SELECT a.id FROM @shop@.tax_rate a
JOIN @shop@.tax_rate b ON b.country = a.country AND b.tax_class = a.tax_class AND b.id <> a.id
	AND a.valid_from < b.valid_from AND b.valid_from < a.valid_to
WHERE a.country = $1
ORDER BY a.id;

-- name: setup_tax_overlap
-- on: shop
-- in: country text, tax_class text, valid_from timestamptz, valid_to timestamptz
-- out: overlaps bool
SELECT EXISTS (SELECT FROM @shop@.tax_rate WHERE country = $1 AND tax_class = $2 AND valid_from < $4 AND $3 < valid_to);
