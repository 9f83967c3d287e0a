-- What `stoactl load` writes besides products: a shop's settings, tables and texts.

-- name: load_products_any
-- on: shop
-- out: any_product bool
SELECT EXISTS (SELECT 1 FROM @shop@.product);

-- name: load_settings
-- on: shop
-- in: default_locale text, locales text[], currency text, country text, tax_mode text, time_zone text, theme text, email text, order_prefix text, hero_address text?, hero_alt jsonb
UPDATE @shop@.shop
SET default_locale = $1, locales = $2, currency = $3, country = $4, tax_mode = $5, time_zone = $6, theme = $7, email = $8,
	order_prefix = $9, hero_address = $10, hero_alt = $11, version = version + 1
WHERE id = 1;

-- name: load_clear_texts
-- on: shop
DELETE FROM @shop@.shop_text;

-- name: load_clear_currencies
-- on: shop
DELETE FROM @shop@.currency;

-- name: load_clear_tax_rates
-- on: shop
DELETE FROM @shop@.tax_rate;

-- name: load_clear_shipping
-- on: shop
DELETE FROM @shop@.shipping_method;

-- name: load_clear_zones
-- on: shop
DELETE FROM @shop@.zone;

-- name: load_clear_tax_classes
-- on: shop
DELETE FROM @shop@.tax_class;

-- name: load_clear_payment_methods
-- on: shop
DELETE FROM @shop@.payment_method;

-- name: load_clear_page_slugs
-- on: shop
DELETE FROM @shop@.slug WHERE kind = 'page';

-- name: load_clear_pages
-- on: shop
DELETE FROM @shop@.page;

-- name: load_shop_text
-- on: shop
-- in: locale text, title text, tagline text, headline text, home_text text
INSERT INTO @shop@.shop_text (locale, title, tagline, headline, home_text) VALUES ($1, $2, $3, $4, $5);

-- name: load_currency
-- on: shop
-- in: code text, position bigint, rate_nano bigint
INSERT INTO @shop@.currency (code, position, rate_nano) VALUES ($1, $2, $3);

-- name: load_tax_class
-- on: shop
-- in: code text, label jsonb, position bigint
INSERT INTO @shop@.tax_class (code, label, position) VALUES ($1, $2, $3);

-- name: load_tax_rate
-- on: shop
-- in: country text, tax_class text, ppm bigint, name text, valid_from timestamptz, valid_to timestamptz
INSERT INTO @shop@.tax_rate (country, tax_class, ppm, name, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6);

-- name: load_zone
-- on: shop
-- in: code text, label jsonb, countries text[], position bigint
-- out: id bigint
INSERT INTO @shop@.zone (code, label, countries, position) VALUES ($1, $2, $3, $4)
RETURNING id;

-- name: load_shipping_method
-- on: shop
-- in: zone_id bigint, code text, label jsonb, hint jsonb, basis text, tax_class text, position bigint
-- out: id bigint
INSERT INTO @shop@.shipping_method (zone_id, code, label, hint, basis, tax_class, position)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id;

-- name: load_shipping_rate
-- on: shop
-- in: method_id bigint, currency text, from_value bigint, minor bigint?
INSERT INTO @shop@.shipping_rate (method_id, currency, from_value, minor) VALUES ($1, $2, $3, $4);

-- name: load_payment_method
-- on: shop
-- in: code text, provider text, label jsonb, instructions jsonb, countries text[], position bigint
INSERT INTO @shop@.payment_method (code, provider, label, instructions, countries, position)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: load_category
-- on: shop
-- in: parent_id bigint?, code text, position bigint
-- out: id bigint
INSERT INTO @shop@.category (parent_id, code, position) VALUES ($1, $2, $3)
RETURNING id;

-- name: load_category_text
-- on: shop
-- in: category_id bigint, locale text, name text, description text
INSERT INTO @shop@.category_text (category_id, locale, name, description) VALUES ($1, $2, $3, $4);

-- name: load_attribute
-- on: shop
-- in: code text, type text, label jsonb, unit text, choices jsonb, position bigint
-- out: id bigint
INSERT INTO @shop@.attribute (code, type, label, unit, choices, position) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: load_page
-- on: shop
-- in: code text, position bigint, role text?
-- out: id bigint
INSERT INTO @shop@.page (code, position, role) VALUES ($1, $2, $3)
RETURNING id;

-- name: load_page_text
-- on: shop
-- in: page_id bigint, locale text, title text, body text
INSERT INTO @shop@.page_text (page_id, locale, title, body) VALUES ($1, $2, $3, $4);

-- name: load_variant_by_sku
-- on: shop
-- in: sku text
-- out: id bigint
SELECT id FROM @shop@.variant WHERE sku = $1 AND state = 'active';
