-- Shipping methods and the countries that they reach.

-- One row a rate, cheapest threshold first; a method without a rate in either currency is left out.
-- name: shipping_rates
-- on: shop
-- in: country text, locale text, default_locale text, currency text, own_currency text
-- out: method_id bigint, code text, name text, hint text, tax_class text, basis text, currency text, from_value bigint, minor bigint?
SELECT m.id, m.code, coalesce(m.label ->> $2, m.label ->> $3, m.code), coalesce(m.hint ->> $2, m.hint ->> $3, ''),
	m.tax_class, m.basis, r.currency, r.from_value, r.minor
FROM (
	SELECT x.id FROM @shop@.zone x
	WHERE $1 = ANY (x.countries) OR '*' = ANY (x.countries)
	ORDER BY x.position, x.id LIMIT 1
) z
JOIN @shop@.shipping_method m ON m.zone_id = z.id AND m.active
JOIN @shop@.shipping_rate r ON r.method_id = m.id AND r.currency IN ($4, $5)
ORDER BY m.position, m.id, r.from_value;

-- name: shipping_countries
-- on: shop
-- out: country text
SELECT DISTINCT u.country
FROM @shop@.zone z
CROSS JOIN LATERAL unnest(z.countries) AS u (country)
WHERE EXISTS (SELECT 1 FROM @shop@.shipping_method m WHERE m.zone_id = z.id AND m.active)
ORDER BY u.country;
