-- What a new shop still needs.

-- Each is told from what shoppers would meet. Ways to pay that a shop has from its first day count once they say how: an account to transfer to,
-- or keys of a provider; legal pages, once nothing in brackets is left in them to be filled.
-- name: first_steps
-- on: shop
-- in: default_locale text, roles text[]
-- out: named bool, dressed bool, on_sale bool, taxed bool, shipping bool, payable bool, legal bool, settled text[]
SELECT
	EXISTS (SELECT FROM @shop@.shop_text t WHERE t.locale = $1 AND t.tagline <> ''),
	h.logo_address IS NOT NULL OR h.theme_hash <> '' OR h.theme <> 'plain',
	EXISTS (SELECT FROM @shop@.product p JOIN @shop@.variant v ON v.product_id = p.id AND v.state = 'active' WHERE p.state = 'active'),
	EXISTS (SELECT FROM @shop@.tax_rate r WHERE r.country = h.country AND r.ppm > 0),
	EXISTS (SELECT FROM @shop@.shipping_rate r JOIN @shop@.shipping_method m ON m.id = r.method_id AND m.active WHERE r.minor > 0),
	EXISTS (SELECT FROM @shop@.payment_method m WHERE m.active
		AND (EXISTS (SELECT FROM jsonb_each_text(m.instructions) i WHERE i.value <> '')
			OR EXISTS (SELECT FROM @shop@.credential c WHERE c.provider = m.provider))),
	(SELECT count(*) FROM @shop@.page p WHERE p.active AND p.role = ANY ($2) AND NOT EXISTS (
		SELECT FROM @shop@.page_text t WHERE t.page_id = p.id AND t.locale = $1 AND t.body ~ '\[[^]]+\]([^(]|$)')) = cardinality($2),
	h.steps_settled
FROM @shop@.shop h WHERE h.id = 1;

-- name: first_step_settle
-- on: shop
-- in: step text
UPDATE @shop@.shop SET steps_settled = steps_settled || $1 WHERE id = 1 AND NOT $1 = ANY (steps_settled);
