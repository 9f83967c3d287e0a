-- Prices from a number of pieces on.

-- own, entered: what one piece costs now where so many are bought, in the shop's own currency and as entered in the wanted one.
-- name: product_tiers
-- on: shop
-- in: product_id bigint, currency text, own_currency text, at timestamptz
-- out: variant_id bigint, min_quantity bigint, own bigint, entered bigint
SELECT v.id, q.min_quantity, unit.own, coalesce(unit.entered, -1)
FROM @shop@.variant v
JOIN LATERAL (
	SELECT DISTINCT x.min_quantity FROM @shop@.price x
	WHERE x.variant_id = v.id AND x.price_list = 'base' AND x.min_quantity > 1 AND x.currency IN ($2, $3)
		AND x.valid_from <= $4 AND x.valid_to > $4
) q ON true
JOIN LATERAL (
	SELECT min(x.minor) FILTER (WHERE x.currency = $3) AS own, min(x.minor) FILTER (WHERE x.currency = $2) AS entered
	FROM @shop@.price x
	WHERE x.variant_id = v.id AND x.price_list = 'base' AND x.min_quantity <= q.min_quantity
		AND x.valid_from <= $4 AND x.valid_to > $4
) unit ON unit.own IS NOT NULL
WHERE v.product_id = $1 AND v.state = 'active'
ORDER BY v.id, q.min_quantity;
