-- name: settings_get
-- on: shop
-- in: locale text?
-- out: default_locale text, locales text[], currency text, country text, tax_mode text, time_zone text, theme text, email text, order_prefix text, hero_address text?, hero_alt text, version bigint, theme_hash text, logo_address text?, logo_width bigint, logo_height bigint, cookie_notice bool, title text, tagline text, headline text, home_text text, cookie_text text
SELECT s.default_locale, s.locales, s.currency, s.country, s.tax_mode, s.time_zone, s.theme, s.email, s.order_prefix,
	s.hero_address, coalesce(s.hero_alt ->> $1, s.hero_alt ->> s.default_locale, ''), s.version,
	s.theme_hash, s.logo_address, s.logo_width, s.logo_height, s.cookie_notice,
	coalesce(nullif(t.title, ''), d.title, ''), coalesce(nullif(t.tagline, ''), d.tagline, ''),
	coalesce(t.headline, d.headline, ''), coalesce(t.home_text, d.home_text, ''),
	coalesce(nullif(t.cookie_text, ''), d.cookie_text, '')
FROM @shop@.shop s
LEFT JOIN @shop@.shop_text t ON t.locale = $1
LEFT JOIN @shop@.shop_text d ON d.locale = s.default_locale
WHERE s.id = 1;

-- name: settings_title
-- on: shop
-- in: locale text
-- out: title text
SELECT coalesce(nullif(t.title, ''), d.title, '')
FROM @shop@.shop s
LEFT JOIN @shop@.shop_text t ON t.locale = $1
LEFT JOIN @shop@.shop_text d ON d.locale = s.default_locale
WHERE s.id = 1;

-- name: settings_currencies
-- on: shop
-- out: code text, rate_nano bigint, step bigint
SELECT code, rate_nano, step FROM @shop@.currency ORDER BY position, code;

-- name: tax_rates
-- on: shop
-- in: country text, at timestamptz, locale text, default_locale text
-- out: tax_class text, name text, ppm bigint
SELECT tax_class, coalesce(names ->> $3, names ->> $4, name), ppm FROM @shop@.tax_rate
WHERE country = $1 AND valid_from <= $2 AND valid_to > $2;
