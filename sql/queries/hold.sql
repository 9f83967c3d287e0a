-- What an order holds of the stock, from the moment it is placed until it is sent.

-- name: hold_of
-- on: shop
-- in: order_id bigint
-- out: state text, payment_state text, shipping_state text, channel text, pieces text, kept_until timestamptz
SELECT state, payment_state, shipping_state, channel, pieces, coalesce(kept_until, to_timestamp(0)) FROM @shop@.orders WHERE id = $1;

-- name: hold_seconds
-- on: shop
-- out: online bigint, transfer bigint, expire bigint
SELECT hold_seconds, hold_transfer_seconds, expire_seconds FROM @shop@.shop WHERE id = 1;

-- name: hold_seconds_set
-- on: shop
-- in: online bigint, transfer bigint, expire bigint
UPDATE @shop@.shop SET hold_seconds = $1, hold_transfer_seconds = $2, expire_seconds = $3 WHERE id = 1;

-- name: hold_set
-- on: shop
-- in: order_id bigint, pieces text, kept_until timestamptz?
UPDATE @shop@.orders SET pieces = $2, kept_until = $3, expires_at = NULL WHERE id = $1;

-- Of one whose pieces were let go.
-- name: hold_set_expiry
-- on: shop
-- in: order_id bigint, expires_at timestamptz
UPDATE @shop@.orders SET expires_at = $2 WHERE id = $1;

-- name: hold_expiry
-- on: shop
-- in: order_id bigint
-- out: state text, payment_state text, expires_at timestamptz?
SELECT state, payment_state, expires_at FROM @shop@.orders WHERE id = $1;

-- What is to be sent of an order, of what is counted. going: with what leaves it by refunds that have not ended.
-- name: hold_open
-- on: shop
-- in: order_id bigint, going bool
-- out: variant_id bigint, quantity bigint
SELECT l.variant_id, sum(l.quantity - coalesce(s.shipped, 0) - coalesce(r.dropped, 0))::bigint
FROM @shop@.order_line l
LEFT JOIN LATERAL (
	SELECT sum(x.quantity)::bigint AS shipped FROM @shop@.shipment_line x WHERE x.order_line_id = l.id
) s ON true
LEFT JOIN LATERAL (
	SELECT sum(x.dropped)::bigint AS dropped FROM @shop@.refund_line x
	JOIN @shop@.refund f ON f.id = x.refund_id AND (f.state = 'done' OR (f.state = 'requested' AND NOT $2))
	WHERE x.order_line_id = l.id
) r ON true
WHERE l.order_id = $1 AND l.committed
GROUP BY l.variant_id
HAVING sum(l.quantity - coalesce(s.shipped, 0) - coalesce(r.dropped, 0)) > 0
ORDER BY l.variant_id;

-- Whether one that holds nothing could have all of its pieces now.
-- name: hold_possible
-- on: shop
-- in: order_id bigint
-- out: possible bool
SELECT NOT EXISTS (
	SELECT 1 FROM @shop@.order_line l
	JOIN @shop@.variant v ON v.id = l.variant_id
	WHERE l.order_id = $1 AND l.committed AND NOT v.backorder
		AND l.quantity > coalesce((SELECT sum(q.on_hand - q.reserved - q.committed) FROM @shop@.stock q WHERE q.variant_id = v.id), 0)
);

-- name: reservations_of
-- on: shop
-- in: order_id bigint
-- out: variant_id bigint, quantity bigint
SELECT variant_id, quantity FROM @shop@.reservation WHERE order_id = $1 ORDER BY variant_id;

-- name: reservations_insert
-- on: shop
-- plan: once
-- in: order_id bigint, variants bigint[], quantities bigint[], expires_at timestamptz
INSERT INTO @shop@.reservation (order_id, variant_id, location_id, quantity, expires_at)
SELECT $1, n.variant_id, l.id, n.quantity, $4
FROM unnest($2, $3) AS n (variant_id, quantity)
CROSS JOIN @shop@.location l
WHERE l.is_default;

-- name: reservations_delete
-- on: shop
-- in: order_id bigint
DELETE FROM @shop@.reservation WHERE order_id = $1;

-- name: reservations_prolong
-- on: shop
-- in: order_id bigint, expires_at timestamptz
UPDATE @shop@.reservation SET expires_at = $2 WHERE order_id = $1;

-- Money is still expected by another attempt: one that is held, or the newest.
-- name: hold_payment_open
-- on: shop
-- in: order_id bigint
-- out: provider text, state text
SELECT provider, state FROM @shop@.payment WHERE order_id = $1 AND state IN ('created', 'pending', 'authorised')
ORDER BY state = 'authorised' DESC, id DESC LIMIT 1;

-- What the stock says is promised, against the orders that it was promised to.
-- name: stock_faults
-- on: shop
-- in: max_rows bigint
-- out: variant_id bigint, sku text, reserved bigint, reservations bigint, committed bigint, owed bigint
SELECT v.id, coalesce(v.sku, ''), coalesce(s.reserved, 0), coalesce(r.quantity, 0), coalesce(s.committed, 0), coalesce(o.quantity, 0)
FROM @shop@.variant v
LEFT JOIN (
	SELECT variant_id, sum(reserved)::bigint AS reserved, sum(committed)::bigint AS committed FROM @shop@.stock GROUP BY variant_id
) s ON s.variant_id = v.id
LEFT JOIN (
	SELECT x.variant_id, sum(x.quantity)::bigint AS quantity FROM @shop@.reservation x
	JOIN @shop@.orders o ON o.id = x.order_id AND o.state = 'placed' AND o.pieces = 'reserved'
	GROUP BY x.variant_id
) r ON r.variant_id = v.id
LEFT JOIN (
	SELECT w.variant_id, sum(w.quantity)::bigint AS quantity FROM (
	SELECT l.variant_id, sum(l.quantity
		- coalesce((SELECT sum(x.quantity) FROM @shop@.shipment_line x WHERE x.order_line_id = l.id), 0)
		- coalesce((SELECT sum(x.dropped) FROM @shop@.refund_line x
			JOIN @shop@.refund f ON f.id = x.refund_id AND f.state = 'done' WHERE x.order_line_id = l.id), 0))::bigint AS quantity
	FROM @shop@.order_line l
	JOIN @shop@.orders o ON o.id = l.order_id AND o.state = 'placed' AND o.pieces = 'committed'
	WHERE l.committed
	GROUP BY l.variant_id
	-- What leaves an order that is off lies there until its refund has ended.
	UNION ALL
	SELECT l.variant_id, x.dropped FROM @shop@.refund f
	JOIN @shop@.orders o ON o.id = f.order_id AND o.state IN ('cancelled', 'expired') AND o.pieces = 'committed'
	JOIN @shop@.refund_line x ON x.refund_id = f.id AND x.dropped > 0
	JOIN @shop@.order_line l ON l.id = x.order_line_id AND l.committed
	WHERE f.state = 'requested'
	-- So does what was to leave one that is completed, also where that refund was refused: it is tried again.
	UNION ALL
	SELECT l.variant_id, (l.quantity
		- coalesce((SELECT sum(x.quantity) FROM @shop@.shipment_line x WHERE x.order_line_id = l.id), 0)
		- coalesce((SELECT sum(x.dropped) FROM @shop@.refund_line x
			JOIN @shop@.refund f ON f.id = x.refund_id AND f.state = 'done' WHERE x.order_line_id = l.id), 0))::bigint
	FROM @shop@.order_line l
	JOIN @shop@.orders o ON o.id = l.order_id AND o.state = 'completed' AND o.pieces = 'committed'
	WHERE l.committed AND l.id IN (SELECT x.order_line_id FROM @shop@.refund f
		JOIN @shop@.refund_line x ON x.refund_id = f.id AND x.dropped > 0 WHERE f.state <> 'done')
	) w GROUP BY w.variant_id
) o ON o.variant_id = v.id
WHERE coalesce(s.reserved, 0) <> coalesce(r.quantity, 0) OR coalesce(s.committed, 0) <> coalesce(o.quantity, 0)
ORDER BY v.id
LIMIT $1;
