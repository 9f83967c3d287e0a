-- Orders: placing, reading, moving.

-- name: order_ids
-- on: shop
-- out: order_id bigint, number bigint, event_id bigint, hold_seconds bigint, hold_transfer_seconds bigint
SELECT nextval('@shop@.order_id_seq'), nextval('@shop@.order_number_seq'), nextval('@shop@.state_event_id_seq'), hold_seconds,
	hold_transfer_seconds
FROM @shop@.shop WHERE id = 1;

-- name: order_line_ids
-- on: shop
-- in: n bigint
-- out: id bigint
SELECT nextval('@shop@.order_line_id_seq') FROM @shop@.shop CROSS JOIN generate_series(1, $1);

-- name: order_by_place_key
-- on: shop
-- in: place_key text
-- out: id bigint, number text, token text
SELECT id, number, token FROM @shop@.orders WHERE place_key = $1;

-- name: order_insert
-- on: shop
-- in: id bigint, number text, token text, place_key text, payment_state text, locale text, currency text, rate_nano bigint,
-- tax_mode text, tax_country text, payment_method text, payment_label text, shipping_method_id bigint?,
-- shipping_label text, items_net bigint, items_gross bigint, shipping_net bigint, shipping_gross bigint,
-- tax_minor bigint, total_minor bigint, now timestamptz, channel text, pickup_id bigint?,
-- pieces text, kept_until timestamptz?
INSERT INTO @shop@.orders (id, number, token, place_key, state, payment_state, shipping_state, locale, currency, rate_nano,
	tax_mode, channel, price_list, tax_country, payment_method, payment_label, shipping_method_id, shipping_label,
	items_net, items_gross, shipping_net, shipping_gross, tax_minor, total_minor, placed_at, updated_at, pickup_id,
	pieces, kept_until)
VALUES ($1, $2, $3, $4, 'placed', $5, 'unshipped', $6, $7, $8, $9, $22, 'base', $10, $11, $12, $13, $14,
	$15, $16, $17, $18, $19, $20, $21, $21, $23, $24, $25);

-- name: order_lines_insert
-- on: shop
-- plan: once
-- in: order_id bigint, ids bigint[], variants bigint[], names text[], skus text[], options text[], pictures text[],
-- tax_classes text[], quantities bigint[], grams bigint[], requires_shipping bigint[], unit_nets bigint[],
-- unit_grosses bigint[], line_nets bigint[], line_grosses bigint[], committed bigint[], no_withdrawals text[]
INSERT INTO @shop@.order_line (id, order_id, position, variant_id, name, sku, options, picture, tax_class, quantity, grams,
	requires_shipping, unit_net, unit_gross, line_net, line_gross, committed, no_withdrawal)
SELECT n.id, $1, n.position, n.variant_id, n.name, n.sku, n.options, n.picture, n.tax_class, n.quantity, n.grams,
	n.requires_shipping <> 0, n.unit_net, n.unit_gross, n.line_net, n.line_gross, n.committed <> 0, n.no_withdrawal
FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) WITH ORDINALITY
	AS n (id, variant_id, name, sku, options, picture, tax_class, quantity, grams, requires_shipping, unit_net,
	unit_gross, line_net, line_gross, committed, no_withdrawal, position);

-- A line's id of 0 stands for shipping.
-- name: order_taxes_insert
-- on: shop
-- plan: once
-- in: order_id bigint, jurisdiction text, lines bigint[], names text[], ppms bigint[], bases bigint[], amounts bigint[]
INSERT INTO @shop@.order_tax (order_id, order_line_id, name, jurisdiction, rate_ppm, base_minor, amount_minor, rounding)
SELECT $1, nullif(n.line_id, 0), n.name, $2, n.ppm, n.base, n.amount, 'line'
FROM unnest($3, $4, $5, $6, $7) AS n (line_id, name, ppm, base, amount);

-- name: order_contact_insert
-- on: shop
-- in: order_id bigint, email text, phone text
INSERT INTO @shop@.order_contact (order_id, email, phone) VALUES ($1, $2, $3);

-- name: order_address_insert
-- on: shop
-- in: order_id bigint, name text, company text, line1 text, line2 text, city text, region text, postcode text, country text
INSERT INTO @shop@.order_address (order_id, kind, name, company, line1, line2, city, region, postcode, country)
VALUES ($1, 'shipping', $2, $3, $4, $5, $6, $7, $8, $9);

-- name: order_event_add
-- on: shop
-- in: order_id bigint, at timestamptz, kind text, actor text, actor_id bigint?, detail text
INSERT INTO @shop@.order_event (order_id, at, kind, actor, actor_id, detail) VALUES ($1, $2, $3, $4, $5, $6);

-- name: order_id_by_token
-- on: shop
-- in: token text
-- out: id bigint
SELECT id FROM @shop@.orders WHERE token = $1;

-- name: order_head
-- on: shop
-- in: id bigint, locale text?, default_locale text
-- out: id bigint, number text, token text, state text, payment_state text, shipping_state text, locale text,
-- currency text, tax_mode text, payment_method text, payment_label text, instructions text, shipping_label text,
-- items_net bigint, items_gross bigint, shipping_net bigint, shipping_gross bigint, tax_minor bigint,
-- total_minor bigint, edits bigint, pickup_id bigint, placed_at timestamptz, email text, phone text, name text, company text, line1 text,
-- line2 text, city text, region text, postcode text, country text, waived bigint,
-- pieces text, kept_until timestamptz, expires_at timestamptz
SELECT o.id, o.number, o.token, o.state, o.payment_state, o.shipping_state, o.locale, o.currency, o.tax_mode,
	o.payment_method, o.payment_label,
	coalesce(m.instructions ->> coalesce($2, o.locale), m.instructions ->> $3, ''), o.shipping_label,
	o.items_net, o.items_gross, o.shipping_net, o.shipping_gross, o.tax_minor, o.total_minor, o.edits,
	coalesce(o.pickup_id, 0), o.placed_at,
	coalesce(c.email, ''), coalesce(c.phone, ''), coalesce(a.name, ''), coalesce(a.company, ''), coalesce(a.line1, ''),
	coalesce(a.line2, ''), coalesce(a.city, ''), coalesce(a.region, ''), coalesce(a.postcode, ''),
	coalesce(a.country, o.tax_country),
	coalesce((SELECT sum(t.waived_minor) FROM @shop@.order_tax t WHERE t.order_id = o.id), 0)::bigint,
	o.pieces, coalesce(o.kept_until, o.placed_at), coalesce(o.expires_at, to_timestamp(0))
FROM @shop@.orders o
LEFT JOIN @shop@.payment_method m ON m.code = o.payment_method
LEFT JOIN @shop@.order_contact c ON c.order_id = o.id
LEFT JOIN @shop@.order_address a ON a.order_id = o.id AND a.kind = 'shipping'
WHERE o.id = $1;

-- name: order_lines
-- on: shop
-- in: order_id bigint
-- out: id bigint, variant_id bigint, name text, sku text?, options text, picture text?, quantity bigint, unit_net bigint,
-- unit_gross bigint, line_net bigint, line_gross bigint, committed bool, requires_shipping bool, shipped bigint, returned bigint,
-- dropped bigint, refunded bigint, no_withdrawal text?
SELECT l.id, l.variant_id, l.name, l.sku, l.options, l.picture, l.quantity, l.unit_net, l.unit_gross, l.line_net,
	l.line_gross, l.committed, l.requires_shipping,
	coalesce((SELECT sum(s.quantity) FROM @shop@.shipment_line s WHERE s.order_line_id = l.id), 0)::bigint,
	coalesce(r.returned, 0), coalesce(r.dropped, 0), coalesce(r.refunded, 0), l.no_withdrawal
FROM @shop@.order_line l
LEFT JOIN LATERAL (
	SELECT sum(x.quantity)::bigint AS returned, sum(x.dropped)::bigint AS dropped, sum(x.amount_minor)::bigint AS refunded
	FROM @shop@.refund_line x
	JOIN @shop@.refund f ON f.id = x.refund_id AND f.state <> 'failed'
	WHERE x.order_line_id = l.id
) r ON true
WHERE l.order_id = $1
ORDER BY l.position;

-- name: order_taxes
-- on: shop
-- in: order_id bigint
-- out: name text, ppm bigint, base bigint, amount bigint
SELECT name, rate_ppm, sum(base_minor)::bigint, sum(amount_minor)::bigint
FROM @shop@.order_tax
WHERE order_id = $1 AND rate_ppm > 0
GROUP BY name, rate_ppm
ORDER BY rate_ppm DESC, name;

-- name: order_events
-- on: shop
-- in: order_id bigint
-- out: at timestamptz, kind text, actor text, actor_id bigint, detail text
SELECT at, kind, actor, coalesce(actor_id, 0), detail FROM @shop@.order_event WHERE order_id = $1 ORDER BY id;

-- name: order_shipments
-- on: shop
-- in: order_id bigint
-- out: id bigint, carrier text, tracking text, shipped_at timestamptz
SELECT id, carrier, tracking, shipped_at FROM @shop@.shipment WHERE order_id = $1 ORDER BY id;

-- name: order_lock
-- on: shop
-- in: id bigint
-- out: id bigint, state text, payment_state text, shipping_state text, currency text, total_minor bigint, shipping_gross bigint,
-- edits bigint, pickup_id bigint
SELECT id, state, payment_state, shipping_state, currency, total_minor, shipping_gross, edits, coalesce(pickup_id, 0)
FROM @shop@.orders WHERE id = $1 FOR UPDATE;

-- name: shipment_insert
-- on: shop
-- in: order_id bigint, key text, carrier text, tracking text, now timestamptz
-- out: id bigint
INSERT INTO @shop@.shipment (order_id, key, carrier, tracking, shipped_at) VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- name: shipment_lines_insert
-- on: shop
-- plan: once
-- in: shipment_id bigint, lines bigint[], quantities bigint[]
INSERT INTO @shop@.shipment_line (shipment_id, order_line_id, quantity)
SELECT $1, n.line_id, n.quantity FROM unnest($2, $3) AS n (line_id, quantity);
