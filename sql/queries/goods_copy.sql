-- A product made after another one, or taken away for good.

-- name: product_copy
-- on: shop
-- in: from_id bigint, handle text, position bigint, at timestamptz
-- out: id bigint
INSERT INTO @shop@.product (handle, state, tax_class, vendor, kind, tags, position, extra, created_at, updated_at, no_withdrawal)
SELECT $2::text, 'draft', tax_class, vendor, kind, tags, $3::bigint, extra, $4::timestamptz, $4::timestamptz, no_withdrawal
FROM @shop@.product WHERE id = $1
RETURNING id;

-- name: product_text_copy
-- on: shop
-- in: from_id bigint, to_id bigint
INSERT INTO @shop@.product_text (product_id, locale, name, summary, description, body, sort_key)
SELECT $2::bigint, locale, name, summary, description, body, sort_key FROM @shop@.product_text WHERE product_id = $1;

-- name: product_category_copy
-- on: shop
-- in: from_id bigint, to_id bigint, position bigint
INSERT INTO @shop@.product_category (category_id, product_id, position)
SELECT category_id, $2::bigint, $3::bigint FROM @shop@.product_category WHERE product_id = $1;

-- name: product_attribute_copy
-- on: shop
-- in: from_id bigint, to_id bigint
INSERT INTO @shop@.product_attribute (product_id, attribute_id, value)
SELECT $2::bigint, attribute_id, value FROM @shop@.product_attribute WHERE product_id = $1;

-- name: picture_copy
-- on: shop
-- in: from_id bigint, to_id bigint, from_variants bigint[], to_variants bigint[]
INSERT INTO @shop@.picture (product_id, variant_id, media_id, address, source_address, width, height, alt, position)
SELECT $2::bigint, m.to_id, x.media_id, x.address, x.source_address, x.width, x.height, x.alt, x.position
FROM @shop@.picture x
LEFT JOIN unnest($3, $4) AS m (from_id, to_id) ON m.from_id = x.variant_id
WHERE x.product_id = $1
ORDER BY x.position, x.id;

-- name: pictures_drop
-- on: shop
-- in: product_id bigint
-- out: id bigint, media_id bigint
DELETE FROM @shop@.picture WHERE product_id = $1
RETURNING id, coalesce(media_id, 0);

-- name: product_drop
-- on: shop
-- in: id bigint
DELETE FROM @shop@.product WHERE id = $1 AND state = 'draft';
