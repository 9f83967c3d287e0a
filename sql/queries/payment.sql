-- Ways to pay, attempts, notices and refunds.

-- name: payment_methods
-- on: shop
-- in: locale text, default_locale text, country text
-- out: code text, provider text, name text, instructions text, keyed bool
SELECT code, provider, coalesce(label ->> $1, label ->> $2, code), coalesce(instructions ->> $1, instructions ->> $2, ''),
	EXISTS (SELECT FROM @shop@.credential c WHERE c.provider = m.provider)
FROM @shop@.payment_method m
WHERE active AND (countries = '{}' OR $3 = ANY (countries))
ORDER BY position, code;

-- name: payment_insert
-- on: shop
-- in: order_id bigint, key text, provider text, method text, state text, currency text, amount_minor bigint, now timestamptz
-- out: id bigint
INSERT INTO @shop@.payment (order_id, key, provider, method, state, currency, amount_minor, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
RETURNING id;

-- name: payments_of_order
-- on: shop
-- in: order_id bigint
-- out: id bigint, key text, provider text, method text, state text, provider_ref text?, currency text, amount_minor bigint, refunded_minor bigint,
-- captured_minor bigint, session_ref text?
SELECT id, key, provider, method, state, provider_ref, currency, amount_minor, refunded_minor,
	coalesce(captured_minor, CASE state WHEN 'captured' THEN amount_minor ELSE 0 END), session_ref
FROM @shop@.payment
WHERE order_id = $1
ORDER BY id DESC;

-- name: payment_by_key
-- on: shop
-- in: key text, provider text
-- out: id bigint, order_id bigint, method text, state text, currency text, amount_minor bigint, refunded_minor bigint, captured_minor bigint
SELECT id, order_id, method, state, currency, amount_minor, refunded_minor, coalesce(captured_minor, 0) FROM @shop@.payment WHERE key = $1 AND provider = $2;

-- name: payment_notice_add
-- on: shop
-- in: provider text, notice_id text, payment_id bigint, kind text, now timestamptz
INSERT INTO @shop@.payment_notice (provider, notice_id, payment_id, kind, received_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (provider, notice_id) DO NOTHING;

-- name: payment_set_ref
-- on: shop
-- in: id bigint, provider_ref text, now timestamptz
UPDATE @shop@.payment SET provider_ref = $2, updated_at = $3 WHERE id = $1;

-- name: payment_refunded
-- on: shop
-- in: id bigint, amount bigint, now timestamptz
UPDATE @shop@.payment SET refunded_minor = refunded_minor + $2, updated_at = $3
WHERE id = $1 AND refunded_minor + $2 <= coalesce(captured_minor, CASE state WHEN 'captured' THEN amount_minor ELSE 0 END);

-- The state moves beside it, by order_captured() alone.
-- name: payment_capture
-- on: shop
-- in: id bigint, amount bigint, now timestamptz
UPDATE @shop@.payment SET captured_minor = coalesce(captured_minor, 0) + $2, updated_at = $3
WHERE id = $1 AND coalesce(captured_minor, 0) + $2 <= amount_minor;

-- name: refunds_of_order
-- on: shop
-- in: order_id bigint
-- out: id bigint, payment_id bigint, key text, state text, currency text, amount_minor bigint, provider_ref text?, restock text,
-- for_edit bool, created_at timestamptz, credited bigint, again_of bigint, location_id bigint
SELECT f.id, f.payment_id, f.key, f.state, f.currency, f.amount_minor, f.provider_ref, f.restock, f.for_edit, f.created_at,
	CASE WHEN f.for_edit THEN f.amount_minor ELSE (f.amount_minor
		- coalesce((SELECT sum(l.amount_minor) FROM @shop@.refund_line l WHERE l.refund_id = f.id), f.amount_minor))::bigint END,
	coalesce(f.again_of, 0), coalesce(f.location_id, 0)
FROM @shop@.refund f
WHERE f.order_id = $1
ORDER BY f.id;

-- name: refund_insert
-- on: shop
-- in: order_id bigint, payment_id bigint, key text, currency text, amount_minor bigint, restock text, for_edit bool, now timestamptz,
-- again_of bigint?, location_id bigint?
-- out: id bigint
INSERT INTO @shop@.refund (order_id, payment_id, key, state, currency, amount_minor, restock, for_edit, created_at, updated_at, again_of, location_id)
VALUES ($1, $2, $3, 'requested', $4, $5, $6, $7, $8, $8, $9, $10)
RETURNING id;

-- A line's id of 0 stands for shipping.
-- name: refund_lines_insert
-- on: shop
-- plan: once
-- in: refund_id bigint, lines bigint[], quantities bigint[], dropped bigint[], amounts bigint[], taxes bigint[]
INSERT INTO @shop@.refund_line (refund_id, order_line_id, quantity, dropped, amount_minor, tax_minor)
SELECT $1, nullif(n.line_id, 0), n.quantity, n.dropped, n.amount, n.tax
FROM unnest($2, $3, $4, $5, $6) AS n (line_id, quantity, dropped, amount, tax);

-- What each line, and then shipping (0), still holds of what it cost: less what was waived, went back or is on its way. What goes back of
-- money beyond the order's cost (for_edit) is none of theirs. Tax that was not written down counts in proportion.
-- name: refund_lefts
-- on: shop
-- in: order_id bigint
-- out: line_id bigint, quantity bigint, shipped bigint, returned bigint, dropped bigint, gross bigint, tax bigint, country text, ppm bigint
SELECT p.line_id, p.quantity, coalesce((SELECT sum(s.quantity) FROM @shop@.shipment_line s WHERE s.order_line_id = p.line_id), 0)::bigint,
	coalesce(r.returned, 0)::bigint, coalesce(r.dropped, 0)::bigint, (p.gross - coalesce(t.waived_minor, 0) - coalesce(r.amount, 0))::bigint,
	(coalesce(t.amount_minor - t.waived_tax, 0) - coalesce(r.tax, 0))::bigint, coalesce(t.jurisdiction, ''), coalesce(t.rate_ppm, 0)
FROM (
	SELECT l.position, l.id AS line_id, l.quantity, l.line_gross AS gross FROM @shop@.order_line l WHERE l.order_id = $1
	UNION ALL
	SELECT 9223372036854775807, 0, 1, o.shipping_gross FROM @shop@.orders o WHERE o.id = $1 AND (o.shipping_gross > 0
		OR EXISTS (SELECT FROM @shop@.refund f JOIN @shop@.refund_line x ON x.refund_id = f.id AND x.order_line_id IS NULL WHERE f.order_id = o.id))
) p
LEFT JOIN @shop@.order_tax t ON t.order_id = $1 AND coalesce(t.order_line_id, 0) = p.line_id
LEFT JOIN LATERAL (
	SELECT sum(x.quantity) AS returned, sum(x.dropped) AS dropped, sum(x.amount_minor) FILTER (WHERE NOT f.for_edit) AS amount,
		sum(coalesce(x.tax_minor, round(x.amount_minor::numeric * t.amount_minor / nullif(t.base_minor + t.amount_minor, 0)), 0))
			FILTER (WHERE NOT f.for_edit) AS tax
	FROM @shop@.refund f
	JOIN @shop@.refund_line x ON x.refund_id = f.id AND coalesce(x.order_line_id, 0) = p.line_id
	WHERE f.order_id = $1 AND f.state <> 'failed'
) r ON true
ORDER BY p.position;

-- name: refund_lines_of
-- on: shop
-- in: refund_id bigint
-- out: line_id bigint, variant_id bigint, quantity bigint, dropped bigint, amount bigint, committed bool
SELECT coalesce(r.order_line_id, 0), coalesce(l.variant_id, 0), r.quantity, r.dropped, r.amount_minor,
	coalesce(l.committed, false)
FROM @shop@.refund_line r
LEFT JOIN @shop@.order_line l ON l.id = r.order_line_id
WHERE r.refund_id = $1
ORDER BY r.id;

-- What is owed and what was paid, of an order that is locked. credited: what went back of money beyond what the order costs.
-- name: order_balance
-- on: shop
-- in: id bigint
-- out: total bigint, payment_state text, currency text, captured bigint, refunded bigint, credited bigint, waived bigint, last_id bigint
SELECT o.total_minor, o.payment_state, o.currency, coalesce(p.captured, 0), coalesce(p.refunded, 0), coalesce(r.credited, 0),
	coalesce((SELECT sum(t.waived_minor) FROM @shop@.order_tax t WHERE t.order_id = o.id), 0)::bigint, coalesce(p.last_id, 0)
FROM @shop@.orders o
LEFT JOIN LATERAL (
	SELECT sum(x.refunded_minor)::bigint AS refunded,
		sum(coalesce(x.captured_minor, CASE x.state WHEN 'captured' THEN x.amount_minor ELSE 0 END))::bigint AS captured,
		max(x.id) FILTER (WHERE x.state IN ('captured', 'part_captured')) AS last_id
	FROM @shop@.payment x WHERE x.order_id = o.id
) p ON true
LEFT JOIN LATERAL (
	SELECT sum(CASE WHEN f.for_edit THEN f.amount_minor
		ELSE f.amount_minor - coalesce((SELECT sum(l.amount_minor) FROM @shop@.refund_line l WHERE l.refund_id = f.id), f.amount_minor) END)::bigint AS credited
	FROM @shop@.refund f WHERE f.order_id = o.id AND f.state <> 'failed'
) r ON true
WHERE o.id = $1;

-- name: refund_set_ref
-- on: shop
-- in: id bigint, provider_ref text
UPDATE @shop@.refund SET provider_ref = $2 WHERE id = $1;

-- The provider keys of the shop.
-- name: credential
-- on: shop
-- in: provider text, name text
-- out: sealed text, set_at timestamptz
SELECT sealed, set_at FROM @shop@.credential WHERE provider = $1 AND name = $2;

-- name: credential_set
-- on: shop
-- in: provider text, name text, sealed text, now timestamptz
INSERT INTO @shop@.credential (provider, name, sealed, set_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (provider, name) DO UPDATE SET sealed = excluded.sealed, set_at = excluded.set_at;

-- name: payment_method_of_provider
-- on: shop
-- in: provider text
-- out: code text, active bool
SELECT code, active FROM @shop@.payment_method WHERE provider = $1 ORDER BY position, code LIMIT 1;

-- Behind what there is; a code that is taken stays as it is.
-- name: payment_method_add
-- on: shop
-- in: code text, provider text, label jsonb
INSERT INTO @shop@.payment_method (code, provider, label, position)
SELECT $1, $2, $3, coalesce(max(position), 0) + 1 FROM @shop@.payment_method
ON CONFLICT (code) DO NOTHING;
