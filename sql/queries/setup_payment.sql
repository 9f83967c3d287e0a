-- Ways to pay as a merchant sets them.

-- name: setup_payments
-- on: shop
-- out: code text, provider text, label text, instructions text, countries text[], position bigint, active bool, keyed bool, capture text
SELECT m.code, m.provider, m.label::text, m.instructions::text, m.countries, m.position, m.active,
	EXISTS (SELECT FROM @shop@.credential c WHERE c.provider = m.provider), m.capture
FROM @shop@.payment_method m
ORDER BY m.position, m.code;

-- name: setup_payment_set
-- on: shop
-- in: code text, provider text, label jsonb, instructions jsonb, countries text[], position bigint, active bool, capture text
INSERT INTO @shop@.payment_method (code, provider, label, instructions, countries, position, active, capture)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (code) DO UPDATE SET label = excluded.label, instructions = excluded.instructions,
	countries = excluded.countries, position = excluded.position, active = excluded.active,
	capture = excluded.capture;

-- name: setup_keys_delete
-- on: shop
-- in: provider text
DELETE FROM @shop@.credential WHERE provider = $1;
