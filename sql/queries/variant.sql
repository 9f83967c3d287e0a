-- The variants of a product as staff edits them.

-- Archived ones, too, where all their values are still there; ordered: on an order, or in a cart.
-- name: variants_all
-- on: shop
-- in: product_id bigint
-- out: id bigint, state text, option_values bigint[], position bigint, ordered bool
SELECT v.id, v.state, v.option_values, v.position,
	EXISTS (SELECT 1 FROM @shop@.order_line l WHERE l.variant_id = v.id)
		OR EXISTS (SELECT 1 FROM @shop@.cart_line c WHERE c.variant_id = v.id)
FROM @shop@.variant v
WHERE v.product_id = $1
ORDER BY v.position, v.id;

-- name: options_all
-- on: shop
-- in: product_id bigint
-- out: option_id bigint, option_code text, option_label jsonb, value_id bigint, value_code text, value_label jsonb
SELECT o.id, o.code, o.label, x.id, x.code, x.label
FROM @shop@.product_option o
JOIN @shop@.option_value x ON x.option_id = o.id
WHERE o.product_id = $1
ORDER BY o.position, o.id, x.position, x.id;

-- name: option_append
-- on: shop
-- in: product_id bigint, code text, label jsonb
-- out: id bigint
INSERT INTO @shop@.product_option (product_id, code, label, position)
SELECT $1::bigint, $2::text, $3::jsonb, coalesce(max(position), -1) + 1 FROM @shop@.product_option WHERE product_id = $1
RETURNING id;

-- name: option_value_append
-- on: shop
-- in: option_id bigint, code text, label jsonb
-- out: id bigint
INSERT INTO @shop@.option_value (option_id, code, label, position)
SELECT $1::bigint, $2::text, $3::jsonb, coalesce(max(position), -1) + 1 FROM @shop@.option_value WHERE option_id = $1
RETURNING id;

-- name: option_label
-- on: shop
-- in: id bigint, label jsonb
UPDATE @shop@.product_option SET label = $2 WHERE id = $1;

-- name: option_drop
-- on: shop
-- in: id bigint
DELETE FROM @shop@.product_option WHERE id = $1;

-- name: value_label
-- on: shop
-- in: id bigint, label jsonb
UPDATE @shop@.option_value SET label = $2 WHERE id = $1;

-- name: value_drop
-- on: shop
-- in: id bigint
DELETE FROM @shop@.option_value WHERE id = $1;

-- name: variant_values
-- on: shop
-- in: id bigint, option_values bigint[]
UPDATE @shop@.variant SET option_values = $2 WHERE id = $1;

-- name: variant_places
-- on: shop
-- in: ids bigint[], positions bigint[]
UPDATE @shop@.variant v SET position = n.position
FROM unnest($1, $2) AS n (id, position)
WHERE v.id = n.id AND v.position <> n.position;

-- A new variant like another one, but without what names a single thing: article number, barcode, pieces.
-- name: variant_copy
-- on: shop
-- in: from_id bigint, product_id bigint, option_values bigint[], position bigint
-- out: id bigint
INSERT INTO @shop@.variant (product_id, option_values, state, grams, requires_shipping, tracked, backorder, position, extra)
SELECT $2::bigint, $3, 'active', grams, requires_shipping, tracked, backorder, $4::bigint, extra
FROM @shop@.variant WHERE id = $1
RETURNING id;

-- name: variant_archive
-- on: shop
-- in: id bigint
UPDATE @shop@.variant SET state = 'archived' WHERE id = $1;

-- name: variant_unpicture
-- on: shop
-- in: id bigint
UPDATE @shop@.picture SET variant_id = NULL WHERE variant_id = $1;

-- name: variant_unprice
-- on: shop
-- in: id bigint
DELETE FROM @shop@.price WHERE variant_id = $1;

-- name: variant_unstock
-- on: shop
-- in: id bigint
DELETE FROM @shop@.stock WHERE variant_id = $1;

-- name: variant_unallot
-- on: shop
-- in: id bigint
DELETE FROM @shop@.allocation WHERE variant_id = $1 AND open = 0 AND sent = 0;

-- name: variant_drop
-- on: shop
-- in: id bigint
DELETE FROM @shop@.variant WHERE id = $1;

-- The grid.
-- name: grid_rows
-- on: shop
-- in: product_id bigint, locale text, default_locale text, currency text, at timestamptz
-- out: id bigint, sku text, barcode text, option_values text[], state text, grams bigint, requires_shipping bool, tracked bool, backorder bool,
-- minor bigint, compare_minor bigint, until timestamptz, on_hand bigint, committed bigint
SELECT v.id, coalesce(v.sku, ''), coalesce(v.barcode, ''), o.labels, v.state, v.grams, v.requires_shipping, v.tracked, v.backorder,
	coalesce(pr.minor, -1), coalesce(pr.compare_minor, -1), coalesce(pr.valid_to, 'infinity'), coalesce(s.on_hand, 0), coalesce(s.committed, 0)
FROM @shop@.variant v
JOIN LATERAL (
	SELECT coalesce(array_agg(coalesce(x.label ->> $2, x.label ->> $3, x.code) ORDER BY o.position, o.id), '{}') AS labels, count(*) AS n
	FROM @shop@.option_value x JOIN @shop@.product_option o ON o.id = x.option_id AND o.product_id = $1
	WHERE x.id = ANY (v.option_values)
) o ON o.n = cardinality(v.option_values)
LEFT JOIN @shop@.price pr ON pr.variant_id = v.id AND pr.price_list = 'base' AND pr.currency = $4
	AND pr.min_quantity = 1 AND pr.valid_from <= $5 AND pr.valid_to > $5
LEFT JOIN LATERAL (
	SELECT sum(q.on_hand)::bigint AS on_hand, sum(q.committed)::bigint AS committed FROM @shop@.stock q WHERE q.variant_id = v.id
) s ON true
WHERE v.product_id = $1
	AND (v.state = 'active' OR o.n = (SELECT count(*) FROM @shop@.product_option p WHERE p.product_id = $1))
ORDER BY v.position, v.id;

-- name: variant_put
-- on: shop
-- in: id bigint, sku text?, barcode text?, state text, grams bigint, requires_shipping bool, tracked bool, backorder bool
UPDATE @shop@.variant SET sku = $2, barcode = $3, state = $4, grams = $5, requires_shipping = $6, tracked = $7, backorder = $8
WHERE id = $1;

-- Two variants may change their numbers with one another.
-- name: variants_unnumber
-- on: shop
-- in: ids bigint[]
UPDATE @shop@.variant SET sku = NULL WHERE id = ANY ($1);

-- name: variants_numbered
-- on: shop
-- in: skus text[], but bigint[]
-- out: id bigint, sku text
SELECT id, sku FROM @shop@.variant WHERE sku = ANY ($1) AND sku IS NOT NULL AND state = 'active' AND NOT id = ANY ($2);
