-- What a new shop starts with. Every statement may be repeated and leaves alone what the merchant has changed since.

-- name: seed_shop
-- on: shop
-- in: default_locale text, locales text[], currency text, country text, tax_mode text, time_zone text, email text
INSERT INTO @shop@.shop (id, default_locale, locales, currency, country, tax_mode, time_zone, email)
VALUES (1, $1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING;

-- name: seed_shop_text
-- on: shop
-- in: locale text, title text
INSERT INTO @shop@.shop_text (locale, title) VALUES ($1, $2)
ON CONFLICT (locale) DO NOTHING;

-- name: seed_currency
-- on: shop
-- in: code text
INSERT INTO @shop@.currency (code, position, rate_nano) VALUES ($1, 1, 1000000000)
ON CONFLICT (code) DO NOTHING;

-- name: seed_tax_class
-- on: shop
-- in: code text, label jsonb, position bigint
INSERT INTO @shop@.tax_class (code, label, position) VALUES ($1, $2, $3)
ON CONFLICT (code) DO NOTHING;

-- name: seed_tax_rate
-- on: shop
-- in: country text, tax_class text, ppm bigint, name text, valid_from timestamptz
INSERT INTO @shop@.tax_rate (country, tax_class, ppm, name, valid_from) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (country, tax_class, valid_from) DO NOTHING;

-- name: seed_location
-- on: shop
-- in: name text
INSERT INTO @shop@.location (name, is_default) VALUES ($1, true)
ON CONFLICT (is_default) WHERE is_default DO NOTHING;

-- name: seed_zone
-- on: shop
-- in: code text, label jsonb, countries text[], position bigint
INSERT INTO @shop@.zone (code, label, countries, position) VALUES ($1, $2, $3, $4)
ON CONFLICT (code) DO NOTHING;

-- name: seed_zone_id
-- on: shop
-- in: code text
-- out: id bigint
SELECT id FROM @shop@.zone WHERE code = $1;

-- name: seed_shipping_method
-- on: shop
-- in: zone_id bigint, code text, label jsonb, tax_class text
INSERT INTO @shop@.shipping_method (zone_id, code, label, basis, tax_class, position) VALUES ($1, $2, $3, 'flat', $4, 1)
ON CONFLICT (zone_id, code) DO NOTHING;

-- name: seed_shipping_method_id
-- on: shop
-- in: zone_id bigint, code text
-- out: id bigint
SELECT id FROM @shop@.shipping_method WHERE zone_id = $1 AND code = $2;

-- name: seed_shipping_rate
-- on: shop
-- in: method_id bigint, currency text, minor bigint
INSERT INTO @shop@.shipping_rate (method_id, currency, from_value, minor) VALUES ($1, $2, 0, $3)
ON CONFLICT (method_id, currency, from_value) DO NOTHING;

-- name: seed_payment_method
-- on: shop
-- in: code text, provider text, label jsonb, position bigint
INSERT INTO @shop@.payment_method (code, provider, label, position) VALUES ($1, $2, $3, $4)
ON CONFLICT (code) DO NOTHING;
