-- Orders of three years, each by a customer of its own; :shop is the schema, :orders how many. The newest thousandth waits to be sent. Begun
-- anew where an earlier run was cut short.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
TRUNCATE :shop.orders CASCADE;
CREATE TEMP TABLE goods AS
	SELECT row_number() OVER (ORDER BY v.id) - 1 AS place, v.id, v.sku, t.name, p.minor
	FROM :shop.variant v
	JOIN :shop.product_text t ON t.product_id = v.product_id AND t.locale = 'en'
	JOIN :shop.price p ON p.variant_id = v.id AND p.currency = 'EUR' AND p.valid_to = 'infinity';
CREATE UNIQUE INDEX ON goods (place);
ANALYZE goods;
-- What chance says of order n, and again the same: hash is a number from 0 to 2^31.
CREATE TEMP TABLE made AS
	SELECT nextval(format('%I.order_id_seq', :'shop')) AS id, n, abs(hashint4(n::int)::bigint) AS hash, 1001 + n AS number,
		now() - interval '3 years' * (1 - n::float8 / :orders) AS at
	FROM generate_series(1, :orders) n;
CREATE TEMP TABLE drawn AS
	SELECT m.*, CASE WHEN hash % 100 < 3 THEN 'cancelled' WHEN n > :orders * 0.999 THEN 'placed' WHEN hash % 1000 < 35 THEN 'placed' ELSE 'completed' END AS state,
		CASE WHEN hash % 100 < 3 OR hash % 1000 < 31 THEN 'unpaid' WHEN hash % 1000 < 50 THEN 'refunded' WHEN hash % 1000 < 60 THEN 'part_refunded' ELSE 'paid' END AS paid,
		CASE WHEN hash % 100 < 3 OR n > :orders * 0.999 OR hash % 1000 < 31 THEN 'unshipped' ELSE 'shipped' END AS shipped,
		1 + hash % 3 AS lines, ('{DE,FR,AT,JP,BH}'::text[])[1 + hash % 5] AS country
	FROM made m;
CREATE TEMP TABLE line AS
	SELECT d.id AS order_id, l AS position, g.id AS variant_id, g.name, g.sku, 1 + (d.hash / 7 + l) % 3 AS quantity, g.minor
	FROM drawn d
	CROSS JOIN LATERAL generate_series(1, d.lines) l
	JOIN goods g ON g.place = (d.hash * 31 + l * 7919) % (SELECT count(*) FROM goods);
CREATE TEMP TABLE total AS SELECT order_id, sum(quantity * minor)::bigint AS minor FROM line GROUP BY order_id;

ANALYZE drawn;
ANALYZE total;
ANALYZE line;
INSERT INTO :shop.orders (id, number, token, place_key, state, payment_state, shipping_state, locale, currency, rate_nano, tax_mode, channel, price_list,
	tax_country, payment_method, payment_label, shipping_method_id, shipping_label, items_net, items_gross, shipping_net, shipping_gross, tax_minor,
	total_minor, placed_at, updated_at, pickup_id)
SELECT d.id, d.number::text, md5('token' || d.n), 'key-' || d.n, d.state, d.paid, d.shipped, 'en', 'EUR', 1000000000, 'gross', 'web', 'base', d.country, 'invoice',
	'Invoice', NULL, 'Parcel', t.minor, t.minor, 490, 490, 0, t.minor + 490, d.at, d.at, CASE WHEN d.hash % 50 = 7 THEN 1 END
FROM drawn d JOIN total t ON t.order_id = d.id ORDER BY d.n;
-- What was planned for an empty table would look for each order in all of it.
ANALYZE :shop.orders;
INSERT INTO :shop.order_contact (order_id, email, phone)
SELECT d.id, format('%s.%s@post-%s.example', substr(md5(d.n::text), 1, 6), d.n, d.hash % 500), '+49 40 ' || d.hash FROM drawn d ORDER BY d.n;
INSERT INTO :shop.order_address (order_id, kind, name, line1, city, postcode, country)
SELECT d.id, 'shipping', format('%s %s', ('{Anna,Ben,Chloé,Dilara,Émile,Fatima,Goro,Hanne,Ida,Jonas,Keiko,Leila,Mats,Nour,Olga,Piet}'::text[])[1 + d.hash % 16],
	initcap(translate(substr(md5('name' || d.hash % 40000), 1, 7), '0123456789', 'aeiourstln'))), 'Road ' || d.hash % 300, 'Town', '20457', d.country
FROM drawn d ORDER BY d.n;
INSERT INTO :shop.order_line (order_id, position, variant_id, name, sku, tax_class, quantity, grams, requires_shipping, unit_net, unit_gross, line_net,
	line_gross, committed)
SELECT order_id, position, variant_id, name, sku, 'standard', quantity, 500, true, minor, minor, minor * quantity, minor * quantity, false
FROM line ORDER BY order_id, position;
-- Nothing is taxed here; a row a line and one for shipping all the same, as orders have them: the books are made of these.
INSERT INTO :shop.order_tax (order_id, order_line_id, name, jurisdiction, rate_ppm, base_minor, amount_minor, rounding)
SELECT l.order_id, l.id, '', d.country, 0, l.line_gross, 0, 'line' FROM :shop.order_line l JOIN drawn d ON d.id = l.order_id
UNION ALL
SELECT id, NULL, '', country, 0, 490, 0, 'line' FROM drawn;
INSERT INTO :shop.payment (order_id, key, provider, method, state, currency, amount_minor, captured_minor, refunded_minor, created_at, updated_at)
SELECT d.id, 'pay-' || d.n, CASE WHEN d.hash % 9 = 0 THEN 'cod' ELSE 'invoice' END, 'invoice', CASE WHEN d.paid = 'unpaid' THEN 'pending' ELSE 'captured' END, 'EUR',
	t.minor + 490, CASE WHEN d.paid = 'unpaid' THEN 0 ELSE t.minor + 490 END, CASE d.paid WHEN 'refunded' THEN t.minor + 490 WHEN 'part_refunded' THEN 490 ELSE 0 END,
	d.at, d.at
FROM drawn d JOIN total t ON t.order_id = d.id ORDER BY d.n;
-- Of what was refunded in part, shipping went back.
INSERT INTO :shop.refund (order_id, payment_id, key, state, currency, amount_minor, created_at, updated_at)
SELECT order_id, id, 'back-' || order_id, 'done', currency, refunded_minor, updated_at, updated_at FROM :shop.payment WHERE refunded_minor > 0;
INSERT INTO :shop.refund_line (refund_id, order_line_id, quantity, amount_minor, tax_minor)
SELECT f.id, t.order_line_id, coalesce(l.quantity, 1), t.base_minor, 0
FROM :shop.refund f
JOIN :shop.order_tax t ON t.order_id = f.order_id AND (f.amount_minor > 490 OR t.order_line_id IS NULL)
LEFT JOIN :shop.order_line l ON l.id = t.order_line_id;
SELECT setval(format('%I.order_number_seq', :'shop'), 1001 + :orders);
