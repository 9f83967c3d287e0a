-- Shipping as a merchant sets it.

-- name: setup_zones
-- on: shop
-- out: id bigint, label text, countries text[], position bigint
SELECT id, label::text, countries, position FROM @shop@.zone ORDER BY position, id;

-- name: setup_zone_add
-- on: shop
-- in: code text, label jsonb, countries text[], position bigint
-- out: id bigint
INSERT INTO @shop@.zone (code, label, countries, position) VALUES ($1, $2, $3, $4)
RETURNING id;

-- name: setup_zone_set
-- on: shop
-- in: id bigint, label jsonb, countries text[], position bigint
UPDATE @shop@.zone SET label = $2, countries = $3, position = $4 WHERE id = $1;

-- name: setup_zone_methods_delete
-- on: shop
-- in: zone_id bigint
DELETE FROM @shop@.shipping_method WHERE zone_id = $1;

-- name: setup_zone_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.zone WHERE id = $1;

-- name: setup_methods
-- on: shop
-- out: id bigint, zone_id bigint, label text, hint text, basis text, tax_class text, position bigint, active bool
SELECT id, zone_id, label::text, hint::text, basis, tax_class, position, active
FROM @shop@.shipping_method
ORDER BY zone_id, position, id;

-- name: setup_method_add
-- on: shop
-- in: zone_id bigint, code text, label jsonb, hint jsonb, basis text, tax_class text, position bigint, active bool
-- out: id bigint
INSERT INTO @shop@.shipping_method (zone_id, code, label, hint, basis, tax_class, position, active)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id;

-- name: setup_method_set
-- on: shop
-- in: id bigint, label jsonb, hint jsonb, basis text, tax_class text, position bigint, active bool
UPDATE @shop@.shipping_method
SET label = $2, hint = $3, basis = $4, tax_class = $5, position = $6, active = $7
WHERE id = $1;

-- name: setup_method_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.shipping_method WHERE id = $1;

-- name: setup_rates
-- on: shop
-- in: method_id bigint
-- out: id bigint, currency text, from_value bigint, minor bigint?
SELECT id, currency, from_value, minor FROM @shop@.shipping_rate WHERE method_id = $1 ORDER BY currency, from_value;

-- name: setup_rates_clear
-- on: shop
-- in: method_id bigint
DELETE FROM @shop@.shipping_rate WHERE method_id = $1;

-- name: setup_rate_add
-- on: shop
-- in: method_id bigint, currency text, from_value bigint, minor bigint?
INSERT INTO @shop@.shipping_rate (method_id, currency, from_value, minor) VALUES ($1, $2, $3, $4);
