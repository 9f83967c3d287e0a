-- The books: posting, reading for postings, checking, the journal.

-- An effect that was posted stays as it is.
-- name: ledger_post
-- on: shop
-- plan: once
-- in: order_id bigint, effect text, at timestamptz, event_id bigint?, currency text, debits text[], credits text[], minors bigint[]
INSERT INTO @shop@.ledger_posting (order_id, effect, position, at, event_id, debit, credit, currency, minor)
SELECT $1, $2, n.position, $3, $4, n.debit, n.credit, $5, n.minor
FROM unnest($6, $7, $8) WITH ORDINALITY AS n (debit, credit, minor, position)
ON CONFLICT (order_id, effect, position) DO NOTHING;

-- name: ledger_has
-- on: shop
-- in: order_id bigint, effect text
-- out: found bool
SELECT EXISTS (SELECT FROM @shop@.ledger_posting WHERE order_id = $1 AND effect = $2);

-- What the orders' lines and shipping cost, by rate; at: when they were placed.
-- name: ledger_sales
-- on: shop
-- in: ids bigint[]
-- out: order_id bigint, at timestamptz, currency text, country text, ppm bigint, shipping bool, net bigint, tax bigint, waived_net bigint,
-- waived_tax bigint, updated_at timestamptz, posted bool, waived_posted bool
SELECT o.id, o.placed_at, o.currency, t.jurisdiction, t.rate_ppm, t.order_line_id IS NULL, sum(t.base_minor)::bigint, sum(t.amount_minor)::bigint,
	sum(t.waived_minor - t.waived_tax)::bigint, sum(t.waived_tax)::bigint, o.updated_at,
	EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = o.id AND (g.effect = 'placed' OR starts_with(g.effect, 'edited:'))),
	EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = o.id AND g.effect = 'waived')
FROM @shop@.orders o
JOIN @shop@.order_tax t ON t.order_id = o.id
WHERE o.id = ANY ($1)
GROUP BY o.id, t.jurisdiction, t.rate_ppm, t.order_line_id IS NULL
ORDER BY o.id, t.order_line_id IS NULL, t.rate_ppm DESC, t.jurisdiction;

-- at: as the history tells it.
-- name: ledger_captures
-- on: shop
-- in: ids bigint[]
-- out: order_id bigint, payment_id bigint, provider text, currency text, captured bigint, at timestamptz, posted bool
SELECT p.order_id, p.id, p.provider, p.currency, c.captured, coalesce((SELECT min(e.at) FROM @shop@.order_event e
		WHERE e.order_id = p.order_id AND e.at >= p.created_at AND e.kind IN ('paid', 'part_paid', 'paid_twice', 'paid_after_cancel')), p.updated_at),
	EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = p.order_id AND g.effect = 'captured:' || p.id)
FROM @shop@.payment p
CROSS JOIN LATERAL (SELECT coalesce(p.captured_minor, CASE p.state WHEN 'captured' THEN p.amount_minor ELSE 0 END) AS captured) c
WHERE p.order_id = ANY ($1) AND c.captured > 0
ORDER BY p.order_id, p.id;

-- What went back, by rate; a refund without lines is a row of its own, with an amount of 0. gross, tax: of its lines; amount: of all of it.
-- name: ledger_refunds
-- on: shop
-- in: ids bigint[]
-- out: order_id bigint, refund_id bigint, provider text, currency text, amount bigint, at timestamptz, country text, ppm bigint, gross bigint, tax bigint, posted bool
SELECT f.order_id, f.id, p.provider, f.currency, f.amount_minor, f.updated_at, coalesce(l.jurisdiction, ''), coalesce(l.rate_ppm, 0),
	coalesce(l.gross, 0), coalesce(l.tax, 0), EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = f.order_id AND g.effect = 'refund:' || f.id)
FROM @shop@.refund f
JOIN @shop@.payment p ON p.id = f.payment_id
LEFT JOIN LATERAL (
	SELECT t.jurisdiction, t.rate_ppm, sum(x.amount_minor)::bigint AS gross,
		sum(coalesce(x.tax_minor, round(x.amount_minor::numeric * t.amount_minor / nullif(t.base_minor + t.amount_minor, 0)), 0))::bigint AS tax
	FROM @shop@.refund_line x
	JOIN @shop@.order_tax t ON t.order_id = f.order_id AND coalesce(t.order_line_id, 0) = coalesce(x.order_line_id, 0)
	WHERE x.refund_id = f.id AND NOT f.for_edit
	GROUP BY t.jurisdiction, t.rate_ppm
) l ON true
WHERE f.order_id = ANY ($1) AND f.state = 'done'
ORDER BY f.order_id, f.id, l.rate_ppm DESC, l.jurisdiction;

-- What of the orders' lines is not owed any more; a line's id of 0 stands for shipping.
-- name: ledger_waive
-- on: shop
-- in: order_id bigint, lines bigint[], amounts bigint[], taxes bigint[]
UPDATE @shop@.order_tax t SET waived_minor = t.waived_minor + n.amount, waived_tax = t.waived_tax + n.tax
FROM unnest($2, $3, $4) AS n (line_id, amount, tax)
WHERE t.order_id = $1 AND coalesce(t.order_line_id, 0) = n.line_id;

-- name: ledger_unwaive
-- on: shop
-- in: order_id bigint
UPDATE @shop@.order_tax SET waived_minor = 0, waived_tax = 0 WHERE order_id = $1;

-- Orders of these ids of which something is not posted: programs of the version before wrote it, or the books did not begin yet.
-- name: ledger_missing
-- on: shop
-- in: first bigint, last bigint, max_rows bigint
-- out: id bigint, off bool, updated_at timestamptz
SELECT o.id, o.state IN ('cancelled', 'expired'), o.updated_at
FROM @shop@.orders o
WHERE o.id BETWEEN $1 AND $2 AND (
	(o.total_minor > 0 AND o.state IN ('cancelled', 'expired') AND o.payment_state IN ('unpaid', 'part_paid')
		AND NOT EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = o.id AND g.effect = 'waived'))
	OR (o.total_minor > 0 AND NOT EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = o.id AND (g.effect = 'placed' OR starts_with(g.effect, 'edited:'))))
	OR EXISTS (SELECT FROM @shop@.payment p WHERE p.order_id = o.id AND coalesce(p.captured_minor, CASE p.state WHEN 'captured' THEN p.amount_minor ELSE 0 END) > 0
		AND NOT EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = o.id AND g.effect = 'captured:' || p.id))
	OR EXISTS (SELECT FROM @shop@.refund f WHERE f.order_id = o.id AND f.state = 'done'
		AND NOT EXISTS (SELECT FROM @shop@.ledger_posting g WHERE g.order_id = o.id AND g.effect = 'refund:' || f.id)))
ORDER BY o.id
LIMIT $3;

-- As by whoever changes one of them, in the same order.
-- name: ledger_lock
-- on: shop
-- in: ids bigint[]
-- out: id bigint
SELECT id FROM @shop@.orders WHERE id = ANY ($1) ORDER BY id FOR UPDATE;

-- name: ledger_last_order
-- on: shop
-- out: id bigint
SELECT coalesce(max(id), 0) FROM @shop@.orders;

-- Of the orders of these ids.
-- name: ledger_trial
-- on: shop
-- in: first bigint, last bigint
-- out: account text, currency text, debit bigint, credit bigint
SELECT b.account, b.currency, sum(b.debit)::bigint, sum(b.credit)::bigint
FROM (
	SELECT g.debit AS account, g.currency, g.minor AS debit, 0 AS credit FROM @shop@.ledger_posting g WHERE g.order_id BETWEEN $1 AND $2
	UNION ALL
	SELECT g.credit, g.currency, 0, g.minor FROM @shop@.ledger_posting g WHERE g.order_id BETWEEN $1 AND $2
) b
GROUP BY b.account, b.currency
ORDER BY b.account, b.currency;

-- Where the books, the orders and the payments do not say the same, of the orders of these ids. what: an account, or what does not
-- fit beside the books ("refunded of payment 4", "taxes of total", a state). books, expected: debit less credit for accounts.
-- name: ledger_faults
-- on: shop
-- in: first bigint, last bigint, max_rows bigint
-- out: number text, what text, currency text, books bigint, expected bigint
WITH wanted AS MATERIALIZED (
	SELECT o.id, o.number, o.currency, o.total_minor, o.payment_state, o.state FROM @shop@.orders o WHERE o.id BETWEEN $1 AND $2
), paid AS MATERIALIZED (
	SELECT p.order_id, p.id, p.provider, p.refunded_minor,
		coalesce(p.captured_minor, CASE p.state WHEN 'captured' THEN p.amount_minor ELSE 0 END) AS captured
	FROM @shop@.payment p WHERE p.order_id BETWEEN $1 AND $2
), given AS MATERIALIZED (
	SELECT f.order_id, f.id, f.payment_id, f.amount_minor, f.for_edit FROM @shop@.refund f WHERE f.order_id BETWEEN $1 AND $2 AND f.state = 'done'
), taxes AS MATERIALIZED (
	SELECT t.order_id, t.jurisdiction || ':' || t.rate_ppm AS cell, t.base_minor, t.amount_minor, t.waived_minor, t.waived_tax
	FROM @shop@.order_tax t WHERE t.order_id BETWEEN $1 AND $2
), back AS MATERIALIZED (
	SELECT f.order_id, t.jurisdiction || ':' || t.rate_ppm AS cell, x.amount_minor AS gross,
		coalesce(x.tax_minor, round(x.amount_minor::numeric * t.amount_minor / nullif(t.base_minor + t.amount_minor, 0)), 0) AS tax
	FROM @shop@.refund f
	JOIN @shop@.refund_line x ON x.refund_id = f.id
	JOIN @shop@.order_tax t ON t.order_id = f.order_id AND coalesce(t.order_line_id, 0) = coalesce(x.order_line_id, 0)
	WHERE f.order_id BETWEEN $1 AND $2 AND f.state = 'done' AND NOT f.for_edit
), sides AS (
	SELECT g.order_id, g.currency, g.debit AS account, g.minor FROM @shop@.ledger_posting g WHERE g.order_id BETWEEN $1 AND $2
	UNION ALL
	SELECT g.order_id, g.currency, g.credit, - g.minor FROM @shop@.ledger_posting g WHERE g.order_id BETWEEN $1 AND $2
), books AS (
	-- What a provider has taken for itself or rounded came to us, too; what went back is less of what was sold.
	SELECT s.order_id, s.currency, CASE split_part(s.account, ':', 1)
			WHEN 'receivable' THEN 'receivable'
			WHEN 'tax' THEN s.account
			WHEN 'cash' THEN s.account WHEN 'fees' THEN 'cash:' || split_part(s.account, ':', 2)
			WHEN 'exchange' THEN 'cash:' || split_part(s.account, ':', 2)
			ELSE 'revenue:' || split_part(s.account, ':', 2) || ':' || split_part(s.account, ':', 3) END AS what,
		sum(s.minor) AS minor
	FROM sides s GROUP BY 1, 2, 3
), expected AS (
	SELECT c.order_id, w.currency, c.what, sum(c.minor) AS minor FROM (
		SELECT id AS order_id, 'receivable' AS what, total_minor::numeric AS minor FROM wanted
		UNION ALL SELECT order_id, 'receivable', - waived_minor FROM taxes
		UNION ALL SELECT order_id, 'receivable', - captured FROM paid
		UNION ALL SELECT order_id, 'receivable', amount_minor FROM given
		UNION ALL SELECT order_id, 'receivable', - gross FROM back
		UNION ALL SELECT order_id, 'cash:' || provider, captured - refunded_minor FROM paid
		UNION ALL SELECT order_id, 'revenue:' || cell, waived_minor - waived_tax - base_minor FROM taxes
		UNION ALL SELECT order_id, 'tax:' || cell, waived_tax - amount_minor FROM taxes
		UNION ALL SELECT order_id, 'revenue:' || cell, gross - tax FROM back
		UNION ALL SELECT order_id, 'tax:' || cell, tax FROM back
	) c JOIN wanted w ON w.id = c.order_id
	GROUP BY 1, 2, 3
), faults AS (
	SELECT coalesce(k.order_id, x.order_id) AS order_id, coalesce(k.what, x.what) AS what, coalesce(k.currency, x.currency) AS currency,
		coalesce(k.minor, 0) AS books, coalesce(x.minor, 0) AS expected
	FROM books k FULL JOIN expected x ON x.order_id = k.order_id AND x.what = k.what AND x.currency = k.currency
	WHERE coalesce(k.minor, 0) <> coalesce(x.minor, 0)
	UNION ALL
	SELECT p.order_id, 'refunded of payment ' || p.id, w.currency, p.refunded_minor, coalesce(g.amount, 0)
	FROM paid p
	JOIN wanted w ON w.id = p.order_id
	LEFT JOIN (SELECT payment_id, sum(amount_minor) AS amount FROM given GROUP BY payment_id) g ON g.payment_id = p.id
	WHERE p.refunded_minor <> coalesce(g.amount, 0) OR p.refunded_minor > p.captured
	UNION ALL
	SELECT w.id, 'taxes of total', w.currency, coalesce(t.total, 0), w.total_minor
	FROM wanted w
	LEFT JOIN (SELECT order_id, sum(base_minor + amount_minor) AS total FROM taxes GROUP BY order_id) t ON t.order_id = w.id
	WHERE w.total_minor <> coalesce(t.total, 0)
	UNION ALL
	SELECT w.id, 'paid, but ' || w.payment_state, w.currency, coalesce(s.captured, 0), w.total_minor
	FROM wanted w
	LEFT JOIN (SELECT order_id, sum(captured) AS captured FROM paid GROUP BY order_id) s ON s.order_id = w.id
	WHERE w.state IN ('placed', 'completed') AND w.payment_state = 'unpaid' AND s.captured >= w.total_minor AND w.total_minor > 0
		OR w.payment_state = 'paid' AND w.total_minor > 0 AND coalesce(s.captured, 0) = 0
)
SELECT w.number, f.what, f.currency, f.books::bigint, f.expected::bigint
FROM faults f JOIN wanted w ON w.id = f.order_id
ORDER BY w.id, f.what
LIMIT $3;

-- The journal, in order, a page at a time: what follows (at, order, effect, position).
-- name: ledger_journal
-- on: shop
-- in: since timestamptz, until timestamptz, after_at timestamptz, after_order bigint, after_effect text, after_position bigint, max_rows bigint
-- out: at timestamptz, order_id bigint, number text, effect text, position bigint, debit text, credit text, currency text, minor bigint
SELECT g.at, g.order_id, o.number, g.effect, g.position, g.debit, g.credit, g.currency, g.minor
FROM @shop@.ledger_posting g
JOIN @shop@.orders o ON o.id = g.order_id
WHERE g.at >= $1 AND g.at < $2 AND (g.at, g.order_id, g.effect, g.position) > ($3, $4, $5, $6)
ORDER BY g.at, g.order_id, g.effect, g.position
LIMIT $7;

-- Accounts that the books, the shop's rates and its ways to pay have, or that were given a number.
-- name: ledger_accounts
-- on: shop
-- out: account text
SELECT g.debit FROM @shop@.ledger_posting g
UNION SELECT g.credit FROM @shop@.ledger_posting g
UNION SELECT k.kind || ':' || r.country || ':' || r.ppm
	FROM @shop@.tax_rate r JOIN @shop@.shop s ON s.id = 1 AND s.country = r.country
	CROSS JOIN (VALUES ('revenue'), ('tax'), ('refunds')) k (kind)
UNION SELECT 'cash:' || m.provider FROM @shop@.payment_method m WHERE m.active
UNION SELECT n.account FROM @shop@.ledger_number n
ORDER BY 1;

-- name: ledger_numbers
-- on: shop
-- out: account text, number text
SELECT account, number FROM @shop@.ledger_number ORDER BY account;

-- name: ledger_numbers_clear
-- on: shop
DELETE FROM @shop@.ledger_number;

-- name: ledger_numbers_put
-- on: shop
-- in: accounts text[], numbers text[]
INSERT INTO @shop@.ledger_number (account, number)
SELECT n.account, n.number FROM unnest($1, $2) AS n (account, number);
