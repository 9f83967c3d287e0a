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
-- out: id bigint, key text, provider text, method text, state text, provider_ref text?, currency text, amount_minor bigint, refunded_minor bigint
SELECT id, key, provider, method, state, provider_ref, currency, amount_minor, refunded_minor
FROM @shop@.payment
WHERE order_id = $1
ORDER BY id DESC;

-- name: payment_by_key
-- on: shop
-- in: key text, provider text
-- out: id bigint, order_id bigint, method text, state text, currency text, amount_minor bigint, refunded_minor bigint
SELECT id, order_id, method, state, currency, amount_minor, refunded_minor FROM @shop@.payment WHERE key = $1 AND provider = $2;

-- name: payment_notice_add
-- on: shop
-- in: provider text, notice_id text, payment_id bigint, kind text, now timestamptz
INSERT INTO @shop@.payment_notice (provider, notice_id, payment_id, kind, received_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (provider, notice_id) DO NOTHING;

-- name: payment_set_state
-- on: shop
-- in: id bigint, to_state text, from_states text[], now timestamptz
UPDATE @shop@.payment SET state = $2, updated_at = $4 WHERE id = $1 AND state = ANY ($3);

-- name: payment_set_ref
-- on: shop
-- in: id bigint, provider_ref text, now timestamptz
UPDATE @shop@.payment SET provider_ref = $2, updated_at = $3 WHERE id = $1;

-- name: payment_refunded
-- on: shop
-- in: id bigint, amount bigint, now timestamptz
UPDATE @shop@.payment SET refunded_minor = refunded_minor + $2, updated_at = $3
WHERE id = $1 AND state = 'captured' AND refunded_minor + $2 <= amount_minor;

-- name: refunds_of_order
-- on: shop
-- in: order_id bigint
-- out: id bigint, payment_id bigint, key text, state text, currency text, amount_minor bigint, provider_ref text?, restock text,
-- for_edit bool, created_at timestamptz
SELECT id, payment_id, key, state, currency, amount_minor, provider_ref, restock, for_edit, created_at
FROM @shop@.refund
WHERE order_id = $1
ORDER BY id;

-- name: refund_insert
-- on: shop
-- in: order_id bigint, payment_id bigint, key text, currency text, amount_minor bigint, restock text, for_edit bool, now timestamptz
-- out: id bigint
INSERT INTO @shop@.refund (order_id, payment_id, key, state, currency, amount_minor, restock, for_edit, created_at, updated_at)
VALUES ($1, $2, $3, 'requested', $4, $5, $6, $7, $8, $8)
RETURNING id;

-- A line's id of 0 stands for shipping.
-- name: refund_lines_insert
-- on: shop
-- in: refund_id bigint, lines bigint[], quantities bigint[], dropped bigint[], amounts bigint[]
INSERT INTO @shop@.refund_line (refund_id, order_line_id, quantity, dropped, amount_minor)
SELECT $1, nullif(n.line_id, 0), n.quantity, n.dropped, n.amount
FROM unnest($2, $3, $4, $5) AS n (line_id, quantity, dropped, amount);

-- name: refund_lines_of
-- on: shop
-- in: refund_id bigint
-- out: line_id bigint, variant_id bigint, quantity bigint, dropped bigint, amount bigint, committed bool
SELECT coalesce(r.order_line_id, 0), coalesce(l.variant_id, 0), r.quantity, r.dropped, r.amount_minor, coalesce(l.committed, false)
FROM @shop@.refund_line r
LEFT JOIN @shop@.order_line l ON l.id = r.order_line_id
WHERE r.refund_id = $1
ORDER BY r.id;

-- What of the shipping costs went back, or is on its way; shares of amounts left out.
-- name: refund_shipping
-- on: shop
-- in: order_id bigint
-- out: minor bigint
SELECT coalesce(sum(l.amount_minor), 0)::bigint
FROM @shop@.refund r
JOIN @shop@.refund_line l ON l.refund_id = r.id
WHERE r.order_id = $1 AND r.state <> 'failed' AND l.order_line_id IS NULL AND l.quantity > 0;

-- What is owed and what was paid, of an order that is locked.
-- name: order_balance
-- on: shop
-- in: id bigint
-- out: total bigint, payment_state text, currency text, captured bigint, refunded bigint, edited bigint, last_id bigint
SELECT o.total_minor, o.payment_state, o.currency,
	(SELECT coalesce(sum(p.amount_minor), 0) FROM @shop@.payment p WHERE p.order_id = o.id AND p.state = 'captured')::bigint,
	(SELECT coalesce(sum(p.refunded_minor), 0) FROM @shop@.payment p WHERE p.order_id = o.id AND p.state = 'captured')::bigint,
	(SELECT coalesce(sum(r.amount_minor), 0) FROM @shop@.refund r
		WHERE r.order_id = o.id AND r.for_edit AND r.state <> 'failed')::bigint,
	(SELECT coalesce(max(p.id), 0) FROM @shop@.payment p WHERE p.order_id = o.id AND p.state = 'captured')::bigint
FROM @shop@.orders o
WHERE o.id = $1;

-- name: refund_set_state
-- on: shop
-- in: id bigint, to_state text, from_states text[], now timestamptz
UPDATE @shop@.refund SET state = $2, updated_at = $4 WHERE id = $1 AND state = ANY ($3);

-- name: refund_set_ref
-- on: shop
-- in: id bigint, provider_ref text
UPDATE @shop@.refund SET provider_ref = $2 WHERE id = $1;

-- name: payment_state_of
-- on: shop
-- in: id bigint
-- out: state text
SELECT state FROM @shop@.payment WHERE id = $1;

-- name: refund_state_of
-- on: shop
-- in: id bigint
-- out: state text
SELECT state FROM @shop@.refund WHERE id = $1;

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
