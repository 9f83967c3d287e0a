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
-- out: variant_id bigint, location_id bigint, quantity bigint, rank bigint, home bool
SELECT r.variant_id, r.location_id, r.quantity, coalesce(l.rank, 0), l.is_default
FROM @shop@.reservation r
JOIN @shop@.location l ON l.id = r.location_id
WHERE r.order_id = $1
ORDER BY r.variant_id, l.rank;

-- A location of 0 is the one that is asked first.
-- name: reservations_insert
-- on: shop
-- plan: once
-- in: order_id bigint, variants bigint[], quantities bigint[], expires_at timestamptz, locations bigint[]
-- out: variant_id bigint, location_id bigint
INSERT INTO @shop@.reservation (order_id, variant_id, location_id, quantity, expires_at)
SELECT $1, n.variant_id, l.id, n.quantity, $4
FROM unnest($2, $3, $5) AS n (variant_id, quantity, location_id)
JOIN @shop@.location l ON l.id = n.location_id OR (n.location_id = 0 AND l.rank = 1)
RETURNING variant_id, location_id;

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

-- What the stock says is promised at each location, against the orders that it was promised to.
-- name: stock_faults
-- on: shop
-- in: max_rows bigint
-- out: variant_id bigint, sku text, location text, reserved bigint, reservations bigint, committed bigint, owed bigint
WITH owed AS MATERIALIZED (
	SELECT w.order_id, w.variant_id, sum(w.quantity)::bigint AS quantity FROM (
	SELECT l.order_id, l.variant_id, (l.quantity
		- coalesce((SELECT sum(x.quantity) FROM @shop@.shipment_line x WHERE x.order_line_id = l.id), 0)
		- coalesce((SELECT sum(x.dropped) FROM @shop@.refund_line x
			JOIN @shop@.refund f ON f.id = x.refund_id AND f.state = 'done' WHERE x.order_line_id = l.id), 0))::bigint AS quantity
	FROM @shop@.order_line l
	JOIN @shop@.orders o ON o.id = l.order_id AND o.state = 'placed' AND o.pieces = 'committed'
	WHERE l.committed
	-- What leaves an order that is off lies there until its refund has ended.
	UNION ALL
	SELECT o.id, l.variant_id, x.dropped FROM @shop@.refund f
	JOIN @shop@.orders o ON o.id = f.order_id AND o.state IN ('cancelled', 'expired') AND o.pieces = 'committed'
	JOIN @shop@.refund_line x ON x.refund_id = f.id AND x.dropped > 0
	JOIN @shop@.order_line l ON l.id = x.order_line_id AND l.committed
	WHERE f.state = 'requested'
	-- So does what was to leave one that is completed, also where that refund was refused: it is tried again.
	UNION ALL
	SELECT l.order_id, l.variant_id, (l.quantity
		- coalesce((SELECT sum(x.quantity) FROM @shop@.shipment_line x WHERE x.order_line_id = l.id), 0)
		- coalesce((SELECT sum(x.dropped) FROM @shop@.refund_line x
			JOIN @shop@.refund f ON f.id = x.refund_id AND f.state = 'done' WHERE x.order_line_id = l.id), 0))::bigint
	FROM @shop@.order_line l
	JOIN @shop@.orders o ON o.id = l.order_id AND o.state = 'completed' AND o.pieces = 'committed'
	WHERE l.committed AND l.id IN (SELECT x.order_line_id FROM @shop@.refund f
		JOIN @shop@.refund_line x ON x.refund_id = f.id AND x.dropped > 0 WHERE f.state <> 'done')
	) w GROUP BY w.order_id, w.variant_id
), said AS (
	SELECT variant_id, location_id, reserved, committed, 0::bigint AS reservations, 0::bigint AS owed FROM @shop@.stock
	UNION ALL
	SELECT x.variant_id, x.location_id, 0, 0, x.quantity, 0 FROM @shop@.reservation x
	JOIN @shop@.orders o ON o.id = x.order_id AND o.state = 'placed' AND o.pieces = 'reserved'
	UNION ALL
	SELECT a.variant_id, a.location_id, 0, 0, 0, a.open FROM @shop@.allocation a
	-- What no allocation tells of lies at the location that is_default.
	UNION ALL
	SELECT w.variant_id, h.id, 0, 0, 0, greatest(w.quantity - coalesce((SELECT sum(a.open) FROM @shop@.allocation a
		WHERE a.order_id = w.order_id AND a.variant_id = w.variant_id), 0), 0)::bigint
	FROM owed w
	JOIN @shop@.location h ON h.is_default
), wrong AS MATERIALIZED (
	SELECT variant_id, location_id, sum(reserved)::bigint AS reserved, sum(reservations)::bigint AS reservations,
		sum(committed)::bigint AS committed, sum(owed)::bigint AS owed
	FROM said
	GROUP BY variant_id, location_id
	HAVING sum(reserved) <> sum(reservations) OR sum(committed) <> sum(owed)
)
SELECT v.id, coalesce(v.sku, ''), CASE WHEN (SELECT count(*) > 1 FROM @shop@.location) THEN l.name ELSE '' END, w.reserved, w.reservations,
	w.committed, w.owed
FROM wrong w
JOIN @shop@.variant v ON v.id = w.variant_id
JOIN @shop@.location l ON l.id = w.location_id
ORDER BY v.id, l.id
LIMIT $1;
