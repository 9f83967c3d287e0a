-- name: product_insert
-- on: shop
-- in: handle text, state text, tax_class text, vendor text, kind text, tags text[], featured bigint?, position bigint, extra jsonb, created_at timestamptz, at timestamptz
-- out: id bigint
INSERT INTO @shop@.product (handle, state, tax_class, vendor, kind, tags, featured, position, extra, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING id;

-- name: product_by_handle
-- on: shop
-- in: handle text
-- out: id bigint
SELECT id FROM @shop@.product WHERE handle = $1;

-- name: product_position_next
-- on: shop
-- out: position bigint
SELECT coalesce(max(position), 0) + 1 FROM @shop@.product;

-- name: product_text_insert
-- on: shop
-- in: product_id bigint, locale text, name text, summary text, description text, body text, sort_key bytea
INSERT INTO @shop@.product_text (product_id, locale, name, summary, description, body, sort_key)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: slug_insert
-- on: shop
-- in: kind text, locale text, slug text, entity_id bigint, current bool
INSERT INTO @shop@.slug (kind, locale, slug, entity_id, current) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, locale, slug) DO NOTHING;

-- name: product_category_insert
-- on: shop
-- in: category_id bigint, product_id bigint, position bigint
INSERT INTO @shop@.product_category (category_id, product_id, position) VALUES ($1, $2, $3)
ON CONFLICT (category_id, product_id) DO NOTHING;

-- name: product_attribute_insert
-- on: shop
-- in: product_id bigint, attribute_id bigint, value jsonb
INSERT INTO @shop@.product_attribute (product_id, attribute_id, value) VALUES ($1, $2, $3);

-- name: option_insert
-- on: shop
-- in: product_id bigint, code text, label jsonb, position bigint
-- out: id bigint
INSERT INTO @shop@.product_option (product_id, code, label, position) VALUES ($1, $2, $3, $4)
RETURNING id;

-- name: option_value_insert
-- on: shop
-- in: option_id bigint, code text, label jsonb, position bigint
-- out: id bigint
INSERT INTO @shop@.option_value (option_id, code, label, position) VALUES ($1, $2, $3, $4)
RETURNING id;

-- name: variant_insert
-- on: shop
-- in: product_id bigint, sku text?, barcode text?, option_values bigint[], grams bigint, requires_shipping bool, tracked bool, backorder bool, position bigint, extra jsonb
-- out: id bigint
INSERT INTO @shop@.variant (product_id, sku, barcode, option_values, state, grams, requires_shipping, tracked, backorder,
	position, extra)
VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $9, $10)
RETURNING id;

-- name: stock_insert
-- on: shop
-- in: variant_id bigint, location_id bigint, on_hand bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, backorder)
SELECT v.id, $2, $3, v.backorder FROM @shop@.variant v WHERE v.id = $1;

-- name: picture_insert
-- on: shop
-- in: product_id bigint, variant_id bigint?, address text?, source_address text?, width bigint, height bigint, alt jsonb, position bigint
-- out: id bigint
INSERT INTO @shop@.picture (product_id, variant_id, address, source_address, width, height, alt, position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id;
