-- Attempts that a provider is asked about, what it has taken for them, and what is contested.

-- name: payment_set_session
-- on: shop
-- in: id bigint, session_ref text, now timestamptz
UPDATE @shop@.payment SET session_ref = $2, updated_at = $3 WHERE id = $1;

-- name: payment_followed
-- on: shop
-- in: id bigint
-- out: key text, provider text, state text, session_ref text?, provider_ref text?, currency text, amount_minor bigint,
-- order_id bigint, order_state text, order_paid text
SELECT p.key, p.provider, p.state, p.session_ref, p.provider_ref, p.currency, p.amount_minor, o.id, o.state, o.payment_state
FROM @shop@.payment p
JOIN @shop@.orders o ON o.id = p.order_id
WHERE p.id = $1;

-- By our key, or by the provider's id of what it has taken.
-- name: payment_named
-- on: shop
-- in: provider text, key text, ref text
-- out: id bigint, key text, currency text, amount_minor bigint
SELECT id, key, currency, amount_minor
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

-- name: disputes_of_order
-- on: shop
-- in: order_id bigint
-- out: provider text, ref text, state text, reason text, currency text, amount_minor bigint, answer_until timestamptz?, created_at timestamptz
SELECT provider, provider_ref, state, reason, currency, amount_minor, answer_until, created_at
FROM @shop@.dispute
WHERE order_id = $1
ORDER BY id;
