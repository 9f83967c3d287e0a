-- Prices as they are written. The rows of a variant, currency and number of pieces never overlap, so that one at most is valid at a time.

-- Those that are valid now or will be.
-- name: price_rows
-- on: shop
-- in: variant_id bigint, currency text, min_quantity bigint, at timestamptz
-- out: id bigint, minor bigint, compare_minor bigint, valid_from timestamptz, valid_to timestamptz
SELECT id, minor, coalesce(compare_minor, -1), valid_from, valid_to
FROM @shop@.price
WHERE variant_id = $1 AND price_list = 'base' AND currency = $2 AND min_quantity = $3 AND valid_to > $4
ORDER BY valid_from;

-- name: price_add
-- on: shop
-- in: variant_id bigint, currency text, min_quantity bigint, minor bigint, compare_minor bigint?, valid_from timestamptz, valid_to timestamptz
INSERT INTO @shop@.price (variant_id, currency, min_quantity, minor, compare_minor, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: price_span
-- on: shop
-- in: id bigint, valid_from timestamptz, valid_to timestamptz
UPDATE @shop@.price SET valid_from = $2, valid_to = $3 WHERE id = $1;

-- name: price_value
-- on: shop
-- in: id bigint, minor bigint, compare_minor bigint?
UPDATE @shop@.price SET minor = $2, compare_minor = $3 WHERE id = $1;

-- name: price_remove
-- on: shop
-- in: id bigint
DELETE FROM @shop@.price WHERE id = $1;

-- name: price_find
-- on: shop
-- in: id bigint, product_id bigint
-- out: variant_id bigint, currency text, min_quantity bigint
SELECT r.variant_id, r.currency, r.min_quantity
FROM @shop@.price r
JOIN @shop@.variant v ON v.id = r.variant_id
WHERE r.id = $1 AND r.price_list = 'base' AND v.product_id = $2;

-- Every price of a product that is valid now or will be.
-- name: prices_of_product
-- on: shop
-- in: product_id bigint, at timestamptz
-- out: id bigint, variant_id bigint, currency text, min_quantity bigint, minor bigint, compare_minor bigint, valid_from timestamptz, valid_to timestamptz
SELECT r.id, r.variant_id, r.currency, r.min_quantity, r.minor, coalesce(r.compare_minor, -1), r.valid_from, r.valid_to
FROM @shop@.variant v
JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.valid_to > $2
WHERE v.product_id = $1 AND v.state = 'active'
ORDER BY v.position, v.id, r.currency, r.min_quantity, r.valid_from;

-- name: price_copy
-- on: shop
-- in: from_id bigint, to_id bigint, at timestamptz
INSERT INTO @shop@.price (variant_id, price_list, currency, min_quantity, minor, compare_minor, valid_from, valid_to)
SELECT $2::bigint, price_list, currency, min_quantity, minor, compare_minor, valid_from, valid_to
FROM @shop@.price WHERE variant_id = $1 AND valid_to > $3;
