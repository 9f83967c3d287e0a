-- What a merchant sets for the whole shop.

-- Every change of settings counts the version on, and none goes over another that was not seen.
-- name: setup_begin
-- on: shop
-- in: version bigint
UPDATE @shop@.shop SET version = version + 1 WHERE id = 1 AND version = $1;

-- name: setup_texts
-- on: shop
-- out: locale text, title text, tagline text, cookie_text text
SELECT locale, title, tagline, cookie_text FROM @shop@.shop_text ORDER BY locale;

-- name: setup_text_set
-- on: shop
-- in: locale text, title text, tagline text
INSERT INTO @shop@.shop_text (locale, title, tagline) VALUES ($1, $2, $3)
ON CONFLICT (locale) DO UPDATE SET title = excluded.title, tagline = excluded.tagline;

-- name: setup_cookie_text_set
-- on: shop
-- in: locale text, cookie_text text
INSERT INTO @shop@.shop_text (locale, title, cookie_text) VALUES ($1, '', $2)
ON CONFLICT (locale) DO UPDATE SET cookie_text = excluded.cookie_text;

-- name: setup_cookie_notice_set
-- on: shop
-- in: cookie_notice bool
UPDATE @shop@.shop SET cookie_notice = $1 WHERE id = 1;

-- name: setup_names_set
-- on: shop
-- in: default_locale text, locales text[], country text, time_zone text, email text, order_prefix text
UPDATE @shop@.shop
SET default_locale = $1, locales = $2, country = $3, time_zone = $4, email = $5, order_prefix = $6
WHERE id = 1;

-- What nobody could read where this were the shop's own language.
-- name: setup_untold
-- on: shop
-- in: locale text
-- out: things bigint
SELECT (SELECT count(*) FROM @shop@.product p WHERE p.state = 'active' AND NOT EXISTS (
		SELECT FROM @shop@.product_text t WHERE t.product_id = p.id AND t.locale = $1))
	+ (SELECT count(*) FROM @shop@.category c WHERE c.active AND NOT EXISTS (
		SELECT FROM @shop@.category_text t WHERE t.category_id = c.id AND t.locale = $1))
	+ (SELECT count(*) FROM @shop@.page p WHERE p.active AND NOT EXISTS (
		SELECT FROM @shop@.page_text t WHERE t.page_id = p.id AND t.locale = $1));

-- name: setup_sold
-- on: shop
-- out: sold bool
SELECT EXISTS (SELECT FROM @shop@.price) OR EXISTS (SELECT FROM @shop@.orders);

-- name: setup_currencies
-- on: shop
-- out: code text, position bigint, rate_nano bigint, step bigint
SELECT code, position, rate_nano, step FROM @shop@.currency ORDER BY position, code;

-- name: setup_currency_set
-- on: shop
-- in: code text, position bigint, rate_nano bigint, step bigint
INSERT INTO @shop@.currency (code, position, rate_nano, step) VALUES ($1, $2, $3, $4)
ON CONFLICT (code) DO UPDATE SET position = excluded.position, rate_nano = excluded.rate_nano, step = excluded.step;

-- name: setup_currency_delete
-- on: shop
-- in: code text
DELETE FROM @shop@.currency WHERE code = $1;

-- name: setup_own_currency_set
-- on: shop
-- in: code text
UPDATE @shop@.shop SET currency = $1 WHERE id = 1;

-- Amounts keep their figures: 5.00 becomes 5 where the other currency has no decimals.
-- name: setup_rates_move
-- on: shop
-- in: from_code text, to_code text, times bigint, over bigint
UPDATE @shop@.shipping_rate SET currency = $2, minor = minor * $3 / $4 WHERE currency = $1;

-- name: setup_rates_drop
-- on: shop
-- in: code text
DELETE FROM @shop@.shipping_rate WHERE currency = $1;
