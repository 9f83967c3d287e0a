-- What comes back: asked for by the shopper, answered and received by staff.

-- Pieces of each line that were sent and neither came back nor are on their way: by returns, and by refunds that were made for none.
-- name: returns_left
-- on: shop
-- in: order_id bigint
-- out: line_id bigint, pieces bigint, no_withdrawal text?
SELECT l.id, greatest(0, coalesce((SELECT sum(s.quantity) FROM @shop@.shipment_line s WHERE s.order_line_id = l.id), 0)
	- coalesce((SELECT sum(coalesce(x.received, x.quantity)) FROM @shop@.return_line x
		JOIN @shop@.return_request r ON r.id = x.return_id
		WHERE x.order_line_id = l.id AND (r.state IN ('requested', 'approved', 'received') OR (r.state = 'closed' AND x.received IS NOT NULL))), 0)
	- coalesce((SELECT sum(x.quantity - x.dropped) FROM @shop@.refund_line x
		JOIN @shop@.refund f ON f.id = x.refund_id AND f.state <> 'failed'
		WHERE x.order_line_id = l.id AND NOT EXISTS (SELECT FROM @shop@.return_request r WHERE r.order_id = $1 AND r.refund_id = f.id)), 0))::bigint,
	l.no_withdrawal
FROM @shop@.order_line l
WHERE l.order_id = $1
ORDER BY l.position;

-- name: return_by_key
-- on: shop
-- in: key text
-- out: id bigint, order_id bigint, number text
SELECT id, order_id, coalesce(number, '') FROM @shop@.return_request WHERE key = $1;

-- name: returns_counted
-- on: shop
-- in: order_id bigint
-- out: n bigint
SELECT count(*) FROM @shop@.return_request WHERE order_id = $1;

-- name: return_insert
-- on: shop
-- in: order_id bigint, key text, number text, withdrawal bool, reason text, note text, now timestamptz
-- out: id bigint
INSERT INTO @shop@.return_request (order_id, key, number, withdrawal, reason, note, state, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 'requested', $7, $7)
RETURNING id;

-- name: return_lines_insert
-- on: shop
-- plan: once
-- in: return_id bigint, lines bigint[], quantities bigint[]
INSERT INTO @shop@.return_line (return_id, order_line_id, quantity)
SELECT $1, n.line_id, n.quantity FROM unnest($2, $3) AS n (line_id, quantity);

-- name: return_read
-- on: shop
-- in: id bigint
-- out: id bigint, order_id bigint, number text, state text, withdrawal bool, reason text, note text, answer text, refund_id bigint,
-- created_at timestamptz, updated_at timestamptz
SELECT id, order_id, coalesce(number, ''), state, coalesce(withdrawal, false), coalesce(reason, ''), coalesce(note, ''), coalesce(answer, ''),
	coalesce(refund_id, 0), created_at, updated_at
FROM @shop@.return_request WHERE id = $1;

-- name: return_lines
-- on: shop
-- in: return_id bigint
-- out: line_id bigint, variant_id bigint, name text, options text, sku text?, committed bool, quantity bigint, received bigint?, restock bool,
-- condition text, no_withdrawal text?
SELECT l.id, l.variant_id, l.name, l.options, l.sku, l.committed, x.quantity, x.received, x.restock, x.condition, l.no_withdrawal
FROM @shop@.return_line x
JOIN @shop@.order_line l ON l.id = x.order_line_id
WHERE x.return_id = $1
ORDER BY l.position;

-- name: returns_of_order
-- on: shop
-- in: order_id bigint
-- out: id bigint, number text, state text, withdrawal bool, created_at timestamptz, answer text
SELECT id, coalesce(number, ''), state, coalesce(withdrawal, false), created_at, coalesce(answer, '')
FROM @shop@.return_request WHERE order_id = $1 ORDER BY id;

-- name: return_answer
-- on: shop
-- in: id bigint, answer text
UPDATE @shop@.return_request SET answer = $2 WHERE id = $1;

-- name: return_set_refund
-- on: shop
-- in: id bigint, refund_id bigint
UPDATE @shop@.return_request SET refund_id = $2 WHERE id = $1;

-- name: return_of_refund
-- on: shop
-- in: order_id bigint, refund_id bigint
-- out: id bigint
SELECT id FROM @shop@.return_request WHERE order_id = $1 AND refund_id = $2;

-- name: return_receive
-- on: shop
-- in: return_id bigint, lines bigint[], received bigint[], restocks bigint[], conditions text[]
UPDATE @shop@.return_line x SET received = n.received, restock = n.restock <> 0, condition = n.condition
FROM unnest($2, $3, $4, $5) AS n (line_id, received, restock, condition)
WHERE x.return_id = $1 AND x.order_line_id = n.line_id;

-- Newest first; before_id 0: from the newest on.
-- name: returns_list
-- on: shop
-- in: states text[], before_id bigint, max_rows bigint
-- out: id bigint, number text, state text, withdrawal bool, created_at timestamptz, order_id bigint, order_number text, name text, pieces bigint
SELECT r.id, coalesce(r.number, ''), r.state, coalesce(r.withdrawal, false), r.created_at, o.id, o.number, coalesce(a.name, ''),
	coalesce((SELECT sum(x.quantity) FROM @shop@.return_line x WHERE x.return_id = r.id), 0)::bigint
FROM @shop@.return_request r
JOIN @shop@.orders o ON o.id = r.order_id
LEFT JOIN @shop@.order_address a ON a.order_id = o.id AND a.kind = 'shipping'
WHERE r.state = ANY ($1) AND ($2 = 0 OR r.id < $2)
ORDER BY r.id DESC
LIMIT $3;

-- What waits for staff: an answer, or the money.
-- name: returns_waiting
-- on: shop
-- out: n bigint
SELECT count(*) FROM @shop@.return_request WHERE state IN ('requested', 'received');

-- When the last parcel left, NULL where something is still to be sent; days: for so long after it one may withdraw.
-- name: returns_sent
-- on: shop
-- in: order_id bigint
-- out: at timestamptz?, days bigint
SELECT CASE WHEN o.shipping_state = 'shipped' THEN (SELECT max(s.shipped_at) FROM @shop@.shipment s WHERE s.order_id = o.id) END,
	h.return_days + h.return_travel_days
FROM @shop@.orders o
JOIN @shop@.shop h ON h.id = 1
WHERE o.id = $1;

-- name: return_terms
-- on: shop
-- out: days bigint, travel_days bigint, address text
SELECT return_days, return_travel_days, return_address FROM @shop@.shop WHERE id = 1;

-- name: return_terms_set
-- on: shop
-- in: days bigint, travel_days bigint, address text
UPDATE @shop@.shop SET return_days = $1, return_travel_days = $2, return_address = $3 WHERE id = 1;

-- name: order_id_by_email
-- on: shop
-- in: number text, email text
-- out: id bigint
SELECT o.id
FROM @shop@.orders o
JOIN @shop@.order_contact c ON c.order_id = o.id
WHERE o.number = $1 AND lower(c.email) = lower($2);
