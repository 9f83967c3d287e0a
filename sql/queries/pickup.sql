-- Places where orders are collected.

-- id: of one; 0 for all. any: also those that are not offered.
-- name: pickups
-- on: shop
-- in: id bigint, any bool
-- out: id bigint, label text, hours text, company text, line1 text, line2 text, city text, region text, postcode text, country text,
-- active bool, version bigint
SELECT id, label::text, hours::text, company, line1, line2, city, region, postcode, country, active, version
FROM @shop@.pickup
WHERE ($1 = 0 OR id = $1) AND ($2 OR active)
ORDER BY position, id;

-- name: pickup_add
-- on: shop
-- in: label jsonb, hours jsonb, company text, line1 text, line2 text, city text, region text, postcode text, country text, active bool
-- out: id bigint
INSERT INTO @shop@.pickup (label, hours, company, line1, line2, city, region, postcode, country, active, position)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce(max(position), 0) + 1 FROM @shop@.pickup
RETURNING id;

-- name: pickup_save
-- on: shop
-- in: id bigint, version bigint, label jsonb, hours jsonb, company text, line1 text, line2 text, city text, region text, postcode text, country text, active bool
UPDATE @shop@.pickup SET label = $3, hours = $4, company = $5, line1 = $6, line2 = $7, city = $8, region = $9, postcode = $10,
	country = $11, active = $12, version = version + 1
WHERE id = $1 AND version = $2;

-- name: cart_pickup_put
-- on: shop
-- in: id bigint, pickup_id bigint?, now timestamptz
UPDATE @shop@.cart SET pickup_id = $2, updated_at = $3 WHERE id = $1 AND state = 'open';
