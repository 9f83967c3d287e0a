-- What the dashboard counts. give_back: nobody sends back the money of these cancelled orders by itself.

-- Sales by day, currency and rate, so that each sum is converted once. bounds: when each day began, in seconds. paid: of these orders,
-- what came and has not gone back.
-- name: figures_days
-- on: shop
-- in: bounds bigint[], since timestamptz
-- out: day bigint, currency text, rate_nano bigint, orders bigint, placed bigint, paid bigint
SELECT width_bucket(extract(epoch FROM o.placed_at)::bigint, $1)::bigint, o.currency, o.rate_nano, count(*), sum(o.total_minor)::bigint,
	coalesce(sum((SELECT sum(coalesce(p.captured_minor, p.amount_minor) - p.refunded_minor) FROM @shop@.payment p
		WHERE p.order_id = o.id AND p.state IN ('captured', 'part_captured'))), 0)::bigint
FROM @shop@.orders o
WHERE o.placed_at >= $2 AND o.state NOT IN ('cancelled', 'expired')
GROUP BY 1, 2, 3
ORDER BY 1;

-- name: figures_counts
-- on: shop
-- in: unpaid_providers text[]
-- out: to_ship bigint, unpaid bigint, give_back bigint, low_stock bigint, few bigint
SELECT
	(SELECT count(*) FROM @shop@.orders o
		WHERE o.state = 'placed' AND o.shipping_state <> 'shipped' AND (o.payment_state IN ('paid', 'part_refunded')
			OR (o.payment_state IN ('unpaid', 'part_paid') AND EXISTS (SELECT 1 FROM @shop@.payment p
				WHERE p.order_id = o.id AND p.provider = ANY ($1))))),
	(SELECT count(*) FROM @shop@.orders o WHERE o.state = 'placed' AND o.payment_state IN ('unpaid', 'part_paid')),
	(SELECT count(*) FROM @shop@.orders o WHERE o.state IN ('cancelled', 'expired') AND o.payment_state IN ('part_paid', 'paid', 'part_refunded')
		AND o.total_minor > 0
		AND NOT EXISTS (SELECT FROM @shop@.refund r WHERE r.order_id = o.id AND r.state = 'requested')),
	(SELECT count(*) FROM @shop@.variant v
		JOIN @shop@.product p ON p.id = v.product_id AND p.state = 'active'
		WHERE v.state = 'active' AND v.tracked AND NOT v.backorder
			AND (SELECT coalesce(sum(s.on_hand - s.reserved - s.committed), 0) FROM @shop@.stock s
				WHERE s.variant_id = v.id) <= h.low_stock),
	h.low_stock
FROM @shop@.shop h WHERE h.id = 1;

-- Fewest first.
-- name: figures_low
-- on: shop
-- in: locale text, default_locale text, max_rows bigint
-- out: product_id bigint, name text, option_values text[], sku text?, available bigint
SELECT p.id, coalesce(t.name, d.name, p.handle), coalesce(o.labels, '{}'), v.sku, q.available
FROM @shop@.shop h
JOIN @shop@.variant v ON v.state = 'active' AND v.tracked AND NOT v.backorder
JOIN @shop@.product p ON p.id = v.product_id AND p.state = 'active'
CROSS JOIN LATERAL (
	SELECT coalesce(sum(s.on_hand - s.reserved - s.committed), 0)::bigint AS available FROM @shop@.stock s WHERE s.variant_id = v.id
) q
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $1
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $2
LEFT JOIN LATERAL (
	SELECT array_agg(coalesce(ov.label ->> $1, ov.label ->> $2, ov.code) ORDER BY po.position, po.id) AS labels
	FROM @shop@.option_value ov
	JOIN @shop@.product_option po ON po.id = ov.option_id
	WHERE ov.id = ANY (v.option_values)
) o ON true
WHERE h.id = 1 AND q.available <= h.low_stock
ORDER BY q.available, p.id, v.position
LIMIT $3;

-- name: low_stock_set
-- on: shop
-- in: few bigint
UPDATE @shop@.shop SET low_stock = $1 WHERE id = 1;
