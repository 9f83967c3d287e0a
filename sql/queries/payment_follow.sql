-- Attempts that a provider is asked about, what it has taken for them, and what is contested.

-- name: payment_set_session
-- on: shop
-- in: id bigint, session_ref text, now timestamptz
UPDATE @shop@.payment SET session_ref = $2, updated_at = $3 WHERE id = $1;

-- switched: the shopper has chosen another way since.
-- name: payment_followed
-- on: shop
-- in: id bigint
-- out: key text, provider text, state text, session_ref text?, provider_ref text?, currency text, amount_minor bigint,
-- created_at timestamptz, order_id bigint, order_state text, order_paid text, switched bool
SELECT p.key, p.provider, p.state, p.session_ref, p.provider_ref, p.currency, p.amount_minor, p.created_at, o.id, o.state, o.payment_state,
	EXISTS (SELECT 1 FROM @shop@.payment n WHERE n.order_id = p.order_id AND n.id > p.id AND n.method <> p.method)
FROM @shop@.payment p
JOIN @shop@.orders o ON o.id = p.order_id
WHERE p.id = $1;

-- By our key, or by the provider's id of what it has taken.
-- name: payment_named
-- on: shop
-- in: provider text, key text, ref text
-- out: id bigint, key text, state text, session_ref text?, provider_ref text?, currency text, amount_minor bigint
SELECT id, key, state, session_ref, provider_ref, currency, amount_minor
FROM @shop@.payment
WHERE provider = $1 AND id IN (
	SELECT id FROM @shop@.payment WHERE key = $2
	UNION ALL SELECT id FROM @shop@.payment WHERE provider = $1 AND provider_ref = $3 AND $3 <> ''
	UNION ALL SELECT payment_id FROM @shop@.payment_taking WHERE provider = $1 AND provider_ref = $3)
LIMIT 1;

-- Attempts that nobody has heard of for a while, the oldest first.
-- name: payments_hanging
-- on: shop
-- in: before timestamptz, after_id bigint, max bigint
-- out: id bigint
SELECT id
FROM @shop@.payment
WHERE state IN ('created', 'pending') AND session_ref IS NOT NULL AND updated_at < $1 AND id > $2
ORDER BY id
LIMIT $3;

-- name: payment_taking_add
-- on: shop
-- in: payment_id bigint, provider text, provider_ref text, amount_minor bigint, now timestamptz
INSERT INTO @shop@.payment_taking (payment_id, provider, provider_ref, amount_minor, captured_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (provider, provider_ref) DO NOTHING;

-- name: dispute_by_ref
-- on: shop
-- in: provider text, ref text
-- out: id bigint, state text
SELECT id, state FROM @shop@.dispute WHERE provider = $1 AND provider_ref = $2;

-- name: dispute_add
-- on: shop
-- in: order_id bigint, payment_id bigint, provider text, ref text, state text, reason text, currency text, amount_minor bigint,
-- answer_until timestamptz?, now timestamptz
INSERT INTO @shop@.dispute
	(order_id, payment_id, provider, provider_ref, state, reason, currency, amount_minor, answer_until, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10);

-- name: dispute_set
-- on: shop
-- in: id bigint, state text, amount_minor bigint, answer_until timestamptz?, now timestamptz
UPDATE @shop@.dispute SET state = $2, amount_minor = $3, answer_until = $4, updated_at = $5 WHERE id = $1;

-- name: dispute_set_fee
-- on: shop
-- in: provider text, ref text, fee_minor bigint, fee_currency text
UPDATE @shop@.dispute SET fee_minor = $3, fee_currency = $4 WHERE provider = $1 AND provider_ref = $2;

-- name: disputes_of_order
-- on: shop
-- in: order_id bigint
-- out: provider text, ref text, state text, reason text, currency text, amount_minor bigint, answer_until timestamptz?, created_at timestamptz,
-- fee_minor bigint, fee_currency text
SELECT provider, provider_ref, state, reason, currency, amount_minor, answer_until, created_at, coalesce(fee_minor, 0), coalesce(fee_currency, currency)
FROM @shop@.dispute
WHERE order_id = $1
ORDER BY id;

-- name: taking_by_ref
-- on: shop
-- in: provider text, ref text
-- out: amount_minor bigint, currency text, number text
SELECT t.amount_minor, p.currency, o.number
FROM @shop@.payment_taking t
JOIN @shop@.payment p ON p.id = t.payment_id
JOIN @shop@.orders o ON o.id = p.order_id
WHERE t.provider = $1 AND t.provider_ref = $2;

-- name: takings_between
-- on: shop
-- in: provider text, from timestamptz, to timestamptz
-- out: ref text, amount_minor bigint, currency text, number text
SELECT t.provider_ref, t.amount_minor, p.currency, o.number
FROM @shop@.payment_taking t
JOIN @shop@.payment p ON p.id = t.payment_id
JOIN @shop@.orders o ON o.id = p.order_id
WHERE t.provider = $1 AND t.captured_at >= $2 AND t.captured_at < $3
ORDER BY t.id;

-- taking: what the money goes back on, as the provider calls it. One that goes back on several is a row each. What a lost dispute took is none.
-- name: refunds_between
-- on: shop
-- in: provider text, from timestamptz, to timestamptz
-- out: ref text, taking text, amount_minor bigint, currency text, number text, at timestamptz
SELECT coalesce(s.provider_ref, r.provider_ref, ''), coalesce(t.provider_ref, p.provider_ref, ''), coalesce(s.amount_minor, r.amount_minor),
	r.currency, o.number, r.updated_at
FROM @shop@.refund r
JOIN @shop@.payment p ON p.id = r.payment_id
JOIN @shop@.orders o ON o.id = r.order_id
LEFT JOIN @shop@.taking_refund s ON s.refund_key = r.key
LEFT JOIN @shop@.payment_taking t ON t.id = s.taking_id
WHERE p.provider = $1 AND r.state = 'done' AND r.updated_at >= $2 AND r.updated_at < $3
	AND NOT EXISTS (SELECT FROM @shop@.dispute d WHERE d.payment_id = r.payment_id AND d.provider_ref = r.provider_ref)
ORDER BY r.id, s.taking_id;

-- What lost disputes took of a payment: a provider's sum of what went back may be without it.
-- name: payment_charged_back
-- on: shop
-- in: payment_id bigint
-- out: minor bigint
SELECT coalesce(sum(r.amount_minor), 0)::bigint
FROM @shop@.refund r
JOIN @shop@.dispute d ON d.payment_id = r.payment_id AND d.provider_ref = r.provider_ref
WHERE r.payment_id = $1 AND r.state = 'done';

-- A refund, with what its provider knows the payment by.
-- name: refund_swept
-- on: shop
-- in: id bigint
-- out: order_id bigint, state text, created_at timestamptz, payment_id bigint, provider text, key text, session_ref text?, provider_ref text?,
-- currency text, amount_minor bigint
SELECT r.order_id, r.state, r.created_at, p.id, p.provider, p.key, p.session_ref, p.provider_ref, p.currency, p.amount_minor
FROM @shop@.refund r
JOIN @shop@.payment p ON p.id = r.payment_id
WHERE r.id = $1;

-- name: payment_method_capture
-- on: shop
-- in: code text
-- out: capture text
SELECT capture FROM @shop@.payment_method WHERE code = $1;

-- What of a payment was taken under which ids, the oldest first, less what was sent back on each.
-- name: takings_of_ref
-- on: shop
-- in: provider text, ref text
-- out: id bigint, ref text, left_minor bigint
SELECT t.id, t.provider_ref, (t.amount_minor
	- coalesce((SELECT sum(r.amount_minor) FROM @shop@.taking_refund r WHERE r.taking_id = t.id), 0))::bigint
FROM @shop@.payment_taking t
JOIN @shop@.payment p ON p.id = t.payment_id
WHERE p.provider = $1 AND p.provider_ref = $2
ORDER BY t.id;

-- Whatever went back since.
-- name: taking_parts_of
-- on: shop
-- in: provider text, ref text
-- out: ref text, amount_minor bigint, at timestamptz
SELECT t.provider_ref, t.amount_minor, t.captured_at
FROM @shop@.payment_taking t
JOIN @shop@.payment p ON p.id = t.payment_id
WHERE p.provider = $1 AND p.provider_ref = $2
ORDER BY t.id;

-- name: taking_refunds_of
-- on: shop
-- in: refund_key text
-- out: taking_id bigint, taking text, amount_minor bigint, ref text?
SELECT r.taking_id, t.provider_ref, r.amount_minor, r.provider_ref
FROM @shop@.taking_refund r
JOIN @shop@.payment_taking t ON t.id = r.taking_id
WHERE r.refund_key = $1
ORDER BY r.taking_id;

-- name: taking_refund_add
-- on: shop
-- in: refund_key text, taking_id bigint, amount_minor bigint
INSERT INTO @shop@.taking_refund (refund_key, taking_id, amount_minor) VALUES ($1, $2, $3);

-- name: taking_refund_done
-- on: shop
-- in: refund_key text, taking_id bigint, ref text
UPDATE @shop@.taking_refund SET provider_ref = $3 WHERE refund_key = $1 AND taking_id = $2;

-- name: taking_refund_drop
-- on: shop
-- in: refund_key text
DELETE FROM @shop@.taking_refund WHERE refund_key = $1;

-- The one of an order that is held and not taken yet, whole or in part.
-- name: payment_held
-- on: shop
-- in: order_id bigint
-- out: id bigint, key text, provider text, state text, provider_ref text, currency text, amount_minor bigint, captured_minor bigint
SELECT id, key, provider, state, coalesce(provider_ref, ''), currency, amount_minor, coalesce(captured_minor, 0)
FROM @shop@.payment
WHERE order_id = $1 AND state IN ('authorised', 'part_captured')
ORDER BY id;

-- name: order_set_payment_method
-- on: shop
-- in: id bigint, code text, label text, now timestamptz
UPDATE @shop@.orders SET payment_method = $2, payment_label = $3, updated_at = $4 WHERE id = $1;
