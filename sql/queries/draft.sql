-- What staff write before it is an order, or before it changes one.

-- name: draft_add
-- on: shop
-- in: order_id bigint?, order_edits bigint, staff_id bigint, locale text, currency text, email text, phone text, name text,
-- company text, line1 text, line2 text, city text, region text, postcode text, country text, shipping text, shipping_label text,
-- shipping_minor bigint?, payment_method text, now timestamptz
-- out: id bigint
INSERT INTO @shop@.draft (order_id, order_edits, state, staff_id, locale, currency, email, phone, name, company, line1, line2, city,
	region, postcode, country, shipping, shipping_label, shipping_minor, payment_method, created_at, updated_at)
VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)
RETURNING id;

-- The order's lines as they are.
-- name: draft_lines_of_order
-- on: shop
-- in: draft_id bigint, order_id bigint
INSERT INTO @shop@.draft_line (draft_id, variant_id, position, quantity)
SELECT $1, l.variant_id, l.position, l.quantity FROM @shop@.order_line l WHERE l.order_id = $2;

-- name: draft_get
-- on: shop
-- in: id bigint
-- out: id bigint, order_id bigint, order_edits bigint, state text, locale text, currency text, email text, phone text, name text, company text,
-- line1 text, line2 text, city text, region text, postcode text, country text, shipping text, shipping_label text, shipping_minor bigint?,
-- payment_method text, note text, version bigint, updated_at timestamptz
SELECT id, coalesce(order_id, 0), order_edits, state, locale, currency, email, phone, name, company, line1, line2, city, region, postcode,
	country, shipping, shipping_label, shipping_minor, payment_method, note, version, updated_at
FROM @shop@.draft WHERE id = $1;

-- own and entered as cart_lines has them; line_id and what follows: of the order that is changed.
-- name: draft_lines
-- on: shop
-- in: id bigint, locale text, default_locale text, currency text, own_currency text, at timestamptz
-- out: variant_id bigint, product_id bigint, name text, option_names text[], option_values text[], sku text?, picture text?, tax_class text,
-- quantity bigint, grams bigint, requires_shipping bool, tracked bool, backorder bool, for_sale bool, available bigint, own bigint, entered bigint,
-- unit_minor bigint, line_id bigint, line_name text?, line_options text?, line_sku text?, line_picture text?, line_class text?, line_quantity bigint,
-- line_grams bigint, line_ships bool, line_committed bool, line_net bigint, line_gross bigint, returned bigint,
-- no_withdrawal text?
SELECT v.id, p.id, coalesce(t.name, d.name, p.handle), coalesce(o.names, '{}'), coalesce(o.labels, '{}'), v.sku, pic.address, p.tax_class,
	l.quantity, v.grams, v.requires_shipping, v.tracked, v.backorder, p.state = 'active' AND v.state = 'active', s.available,
	coalesce(unit.own, -1), coalesce(unit.entered, -1), coalesce(l.unit_minor, -1), coalesce(x.id, 0), x.name, x.options, x.sku, x.picture,
	x.tax_class, coalesce(x.quantity, 0), coalesce(x.grams, 0), coalesce(x.requires_shipping, false), coalesce(x.committed, false),
	coalesce(x.unit_net, 0), coalesce(x.unit_gross, 0),
	coalesce((SELECT sum(rl.quantity) FROM @shop@.refund_line rl JOIN @shop@.refund r ON r.id = rl.refund_id AND r.state <> 'failed'
		WHERE rl.order_line_id = x.id), 0)::bigint,
	p.no_withdrawal
FROM @shop@.draft f
JOIN @shop@.draft_line l ON l.draft_id = f.id
JOIN @shop@.variant v ON v.id = l.variant_id
JOIN @shop@.product p ON p.id = v.product_id
LEFT JOIN @shop@.order_line x ON x.order_id = f.order_id AND x.variant_id = v.id
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN LATERAL (
	SELECT min(y.minor) FILTER (WHERE y.currency = $5) AS own, min(y.minor) FILTER (WHERE y.currency = $4) AS entered
	FROM @shop@.price y
	WHERE y.variant_id = v.id AND y.price_list = 'base' AND y.min_quantity <= l.quantity AND y.valid_from <= $6 AND y.valid_to > $6
) unit ON true
LEFT JOIN LATERAL (
	SELECT array_agg(coalesce(po.label ->> $2, po.label ->> $3, po.code) ORDER BY po.position, po.id) AS names,
		array_agg(coalesce(ov.label ->> $2, ov.label ->> $3, ov.code) ORDER BY po.position, po.id) AS labels
	FROM @shop@.option_value ov
	JOIN @shop@.product_option po ON po.id = ov.option_id
	WHERE ov.id = ANY (v.option_values)
) o ON true
LEFT JOIN LATERAL (
	SELECT y.address FROM @shop@.picture y
	WHERE y.product_id = p.id AND y.address IS NOT NULL
	ORDER BY (y.variant_id = v.id) IS TRUE DESC, y.position, y.id LIMIT 1
) pic ON true
LEFT JOIN LATERAL (
	SELECT coalesce(sum(q.on_hand - q.reserved - q.committed), 0)::bigint AS available
	FROM @shop@.stock q
	WHERE q.variant_id = v.id
) s ON true
WHERE f.id = $1
ORDER BY l.position, v.id;

-- name: draft_lines_removed
-- on: shop
-- in: draft_id bigint, order_id bigint
-- out: line_id bigint, variant_id bigint, quantity bigint, committed bool, returned bigint, named bool
SELECT x.id, x.variant_id, x.quantity, x.committed,
	coalesce((SELECT sum(rl.quantity) FROM @shop@.refund_line rl JOIN @shop@.refund r ON r.id = rl.refund_id AND r.state <> 'failed'
		WHERE rl.order_line_id = x.id), 0)::bigint,
	EXISTS (SELECT 1 FROM @shop@.refund_line rl WHERE rl.order_line_id = x.id)
FROM @shop@.order_line x
WHERE x.order_id = $2 AND NOT EXISTS (SELECT 1 FROM @shop@.draft_line l WHERE l.draft_id = $1 AND l.variant_id = x.variant_id)
ORDER BY x.id;

-- name: draft_save
-- on: shop
-- in: id bigint, version bigint, locale text, currency text, email text, phone text, name text, company text, line1 text, line2 text, city text,
-- region text, postcode text, country text, shipping text, shipping_label text, shipping_minor bigint?, payment_method text, note text, now timestamptz
UPDATE @shop@.draft SET locale = $3, currency = $4, email = $5, phone = $6, name = $7, company = $8, line1 = $9, line2 = $10, city = $11,
	region = $12, postcode = $13, country = $14, shipping = $15, shipping_label = $16, shipping_minor = $17, payment_method = $18,
	note = $19, updated_at = $20, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'open';

-- minors: -1 for the shop's price.
-- name: draft_lines_put
-- on: shop
-- in: draft_id bigint, variants bigint[], quantities bigint[], minors bigint[]
INSERT INTO @shop@.draft_line (draft_id, variant_id, position, quantity, unit_minor)
SELECT $1, n.variant_id, n.position, n.quantity, nullif(n.minor, -1)
FROM unnest($2, $3, $4) WITH ORDINALITY AS n (variant_id, quantity, minor, position);

-- name: draft_lines_clear
-- on: shop
-- in: draft_id bigint
DELETE FROM @shop@.draft_line WHERE draft_id = $1;

-- name: draft_end
-- on: shop
-- in: id bigint, version bigint, now timestamptz
UPDATE @shop@.draft SET state = 'done', updated_at = $3 WHERE id = $1 AND version = $2 AND state = 'open';

-- What it became keeps its own copy.
-- name: draft_forget
-- on: shop
-- in: id bigint
DELETE FROM @shop@.draft WHERE id = $1;

-- name: drafts_forget
-- on: shop
-- in: before timestamptz, max_rows bigint
DELETE FROM @shop@.draft
WHERE id IN (SELECT id FROM @shop@.draft WHERE updated_at < $1 ORDER BY updated_at, id LIMIT $2);

-- New orders only: a change of an order is found on its page.
-- name: drafts
-- on: shop
-- in: max_rows bigint
-- out: id bigint, name text, email text, pieces bigint, updated_at timestamptz
SELECT f.id, f.name, f.email, (SELECT coalesce(sum(l.quantity), 0) FROM @shop@.draft_line l WHERE l.draft_id = f.id)::bigint, f.updated_at
FROM @shop@.draft f
WHERE f.state = 'open' AND f.order_id IS NULL
ORDER BY f.updated_at DESC, f.id DESC
LIMIT $1;

-- name: draft_search
-- on: shop
-- in: draft_id bigint, search text, locale text, default_locale text, max_rows bigint
-- out: variant_id bigint, name text, option_values text[], sku text?, available bigint, endless bool
SELECT v.id, coalesce(t.name, d.name, p.handle), coalesce(o.labels, '{}'), v.sku,
	coalesce((SELECT sum(s.on_hand - s.reserved - s.committed) FROM @shop@.stock s WHERE s.variant_id = v.id), 0)::bigint,
	v.backorder OR NOT v.tracked
FROM @shop@.variant v
JOIN @shop@.product p ON p.id = v.product_id AND p.state = 'active'
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $3
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $4
LEFT JOIN LATERAL (
	SELECT array_agg(coalesce(ov.label ->> $3, ov.label ->> $4, ov.code) ORDER BY po.position, po.id) AS labels
	FROM @shop@.option_value ov
	JOIN @shop@.product_option po ON po.id = ov.option_id
	WHERE ov.id = ANY (v.option_values)
) o ON true
WHERE v.state = 'active' AND NOT EXISTS (SELECT 1 FROM @shop@.draft_line l WHERE l.draft_id = $1 AND l.variant_id = v.id)
	AND (strpos(lower(coalesce(t.name, '')), lower($2)) > 0 OR strpos(lower(coalesce(d.name, '')), lower($2)) > 0
		OR starts_with(lower(coalesce(v.sku, '')), lower($2)) OR v.barcode = $2)
ORDER BY (lower(v.sku) = lower($2)) IS TRUE DESC, 2, v.position, v.id
LIMIT $5;

-- name: order_edit_head
-- on: shop
-- in: id bigint, edits bigint, tax_country text, shipping_method_id bigint?, shipping_label text, pickup_id bigint?, items_net bigint,
-- items_gross bigint, shipping_net bigint, shipping_gross bigint, tax_minor bigint, total_minor bigint, now timestamptz
UPDATE @shop@.orders SET edits = edits + 1, tax_country = $3, shipping_method_id = $4, shipping_label = $5, pickup_id = $6, items_net = $7,
	items_gross = $8, shipping_net = $9, shipping_gross = $10, tax_minor = $11, total_minor = $12, updated_at = $13
WHERE id = $1 AND edits = $2 AND state = 'placed' AND shipping_state = 'unshipped';

-- name: order_edit_line
-- on: shop
-- in: id bigint, quantity bigint, unit_net bigint, unit_gross bigint, line_net bigint, line_gross bigint
UPDATE @shop@.order_line SET quantity = $2, unit_net = $3, unit_gross = $4, line_net = $5, line_gross = $6 WHERE id = $1;

-- name: order_line_add
-- on: shop
-- in: id bigint, order_id bigint, variant_id bigint, name text, sku text?, options text, picture text?, tax_class text, quantity bigint, grams bigint,
-- requires_shipping bool, unit_net bigint, unit_gross bigint, line_net bigint, line_gross bigint, committed bool,
-- no_withdrawal text?
INSERT INTO @shop@.order_line (id, order_id, position, variant_id, name, sku, options, picture, tax_class, quantity, grams, requires_shipping,
	unit_net, unit_gross, line_net, line_gross, committed, no_withdrawal)
SELECT $1, $2, (SELECT coalesce(max(l.position), 0) + 1 FROM @shop@.order_line l WHERE l.order_id = $2), $3, $4, $5, $6, $7, $8, $9, $10,
	$11, $12, $13, $14, $15, $16, $17;

-- name: order_lines_delete
-- on: shop
-- in: ids bigint[]
DELETE FROM @shop@.order_line WHERE id = ANY ($1);

-- name: order_taxes_delete
-- on: shop
-- in: order_id bigint
DELETE FROM @shop@.order_tax WHERE order_id = $1;

-- name: order_contact_set
-- on: shop
-- in: order_id bigint, email text, phone text
UPDATE @shop@.order_contact SET email = $2, phone = $3 WHERE order_id = $1;

-- name: order_address_set
-- on: shop
-- in: order_id bigint, name text, company text, line1 text, line2 text, city text, region text, postcode text, country text
UPDATE @shop@.order_address SET name = $2, company = $3, line1 = $4, line2 = $5, city = $6, region = $7, postcode = $8, country = $9
WHERE order_id = $1 AND kind = 'shipping';

-- name: draft_line_rows
-- on: shop
-- in: id bigint
-- out: variant_id bigint, quantity bigint, unit_minor bigint
SELECT variant_id, quantity, coalesce(unit_minor, -1) FROM @shop@.draft_line WHERE draft_id = $1 ORDER BY position, variant_id;

-- name: order_edit_ways
-- on: shop
-- in: id bigint
-- out: method_id bigint, tax_mode text, placed_at timestamptz
SELECT coalesce(shipping_method_id, 0), tax_mode, placed_at FROM @shop@.orders WHERE id = $1;
