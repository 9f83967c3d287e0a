-- What staff do with orders: notes, and what is shown beside an order.

-- name: order_note_add
-- on: shop
-- in: order_id bigint, at timestamptz, staff_id bigint, body text
INSERT INTO @shop@.order_note (order_id, at, staff_id, body) VALUES ($1, $2, $3, $4);

-- name: order_notes
-- on: shop
-- in: order_id bigint
-- out: at timestamptz, staff_id bigint, body text
SELECT at, staff_id, body FROM @shop@.order_note WHERE order_id = $1 ORDER BY id DESC;

-- How the goods of an order are called in another language than its own, now.
-- name: order_line_names
-- on: shop
-- in: order_id bigint, locale text, default_locale text
-- out: line_id bigint, name text, option_names text[], option_values text[]
SELECT l.id, coalesce(t.name, d.name, p.handle), coalesce(o.names, '{}'), coalesce(o.labels, '{}')
FROM @shop@.order_line l
JOIN @shop@.variant v ON v.id = l.variant_id
JOIN @shop@.product p ON p.id = v.product_id
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN LATERAL (
	SELECT array_agg(coalesce(po.label ->> $2, po.label ->> $3, po.code) ORDER BY po.position, po.id) AS names,
		array_agg(coalesce(ov.label ->> $2, ov.label ->> $3, ov.code) ORDER BY po.position, po.id) AS labels
	FROM @shop@.option_value ov
	JOIN @shop@.product_option po ON po.id = ov.option_id
	WHERE ov.id = ANY (v.option_values)
) o ON true
WHERE l.order_id = $1
ORDER BY l.position;

-- name: shipment_lines_of_order
-- on: shop
-- in: order_id bigint
-- out: shipment_id bigint, line_id bigint, quantity bigint
SELECT x.shipment_id, x.order_line_id, x.quantity
FROM @shop@.shipment_line x
JOIN @shop@.shipment s ON s.id = x.shipment_id
WHERE s.order_id = $1
ORDER BY x.shipment_id, x.order_line_id;
