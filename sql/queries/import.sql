-- What import reads and writes: many products with one statement a table, their rows as one JSON list.

-- Statements are planned once (db/connect.c); what was planned for an empty shop reads its tables whole when they have grown.
-- name: import_replan
-- on: cell
DISCARD PLANS;

-- Until the transaction ends: nobody has counted yet what an import has brought, and by keys it is right, however much that is.
-- name: import_by_keys
-- on: cell
-- out: seqscan text, hashjoin text, mergejoin text
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);

-- name: import_categories
-- on: shop
-- in: locale text
-- out: id bigint, parent_id bigint, code text, name text, hidden bool, sort text
SELECT c.id, coalesce(c.parent_id, 0), c.code, coalesce(t.name, ''), c.hidden, c.sort
FROM @shop@.category c
LEFT JOIN @shop@.category_text t ON t.category_id = c.id AND t.locale = $1
ORDER BY c.position, c.id;

-- name: import_category_next
-- on: shop
-- out: position bigint
SELECT coalesce(max(position), 0) + 1 FROM @shop@.category;

-- name: import_category_put
-- on: shop
-- in: parent_id bigint?, code text, position bigint
-- out: id bigint
INSERT INTO @shop@.category (parent_id, code, position) VALUES ($1, $2, $3)
RETURNING id;

-- name: import_category_set
-- on: shop
-- in: id bigint, hidden bool, sort text
UPDATE @shop@.category SET hidden = $2, sort = $3, version = version + 1 WHERE id = $1 AND (hidden, sort) <> ($2, $3);

-- name: import_category_text_put
-- on: shop
-- in: category_id bigint, locale text, name text, description text
INSERT INTO @shop@.category_text (category_id, locale, name, description) VALUES ($1, $2, $3, $4)
ON CONFLICT (category_id, locale) DO UPDATE SET name = excluded.name, description = excluded.description
WHERE (category_text.name, category_text.description) <> (excluded.name, excluded.description);

-- name: import_category_texts
-- on: shop
-- in: category_id bigint
-- out: locale text, name text, description text
SELECT locale, name, description FROM @shop@.category_text WHERE category_id = $1;

-- name: import_attributes
-- on: shop
-- out: id bigint, code text, type text, label jsonb, unit text, choices jsonb
SELECT id, code, type, label, unit, choices FROM @shop@.attribute ORDER BY position, id;

-- name: import_attribute_next
-- on: shop
-- out: position bigint
SELECT coalesce(max(position), 0) + 1 FROM @shop@.attribute;

-- name: import_attribute_put
-- on: shop
-- in: code text, type text, label jsonb, unit text, choices jsonb, position bigint
-- out: id bigint
INSERT INTO @shop@.attribute (code, type, label, unit, choices, position) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: import_attribute_set
-- on: shop
-- in: id bigint, label jsonb, unit text, choices jsonb
UPDATE @shop@.attribute SET label = $2, unit = $3, choices = $4 WHERE id = $1 AND (label, unit, choices) <> ($2, $3, $4);

-- name: import_tax_classes
-- on: shop
-- out: code text
SELECT code FROM @shop@.tax_class ORDER BY position, code;

-- name: import_tax_class_put
-- on: shop
-- in: code text, label jsonb, position bigint
INSERT INTO @shop@.tax_class (code, label, position) VALUES ($1, $2, $3)
ON CONFLICT (code) DO NOTHING;

-- name: import_products
-- on: shop
-- in: handles text[]
-- out: id bigint, handle text, state text, tax_class text, vendor text, kind text, tags text[], featured bigint?, position bigint, extra jsonb, created_at timestamptz, publish_at timestamptz, unpublish_at timestamptz,
-- no_withdrawal text
SELECT id, handle, state, tax_class, vendor, kind, tags, featured, position, extra, created_at, publish_at, unpublish_at,
	coalesce(no_withdrawal, '')
FROM @shop@.product
WHERE handle = ANY ($1)
ORDER BY id
FOR UPDATE;

-- name: import_texts
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, locale text, name text, summary text, description text, body text
SELECT product_id, locale, name, summary, description, body FROM @shop@.product_text WHERE product_id = ANY ($1);

-- name: import_slugs
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, locale text, slug text
SELECT entity_id, locale, slug FROM @shop@.slug WHERE kind = 'product' AND entity_id = ANY ($1) AND current;

-- name: import_options
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, id bigint, code text, label jsonb, position bigint
SELECT product_id, id, code, label, position FROM @shop@.product_option WHERE product_id = ANY ($1)
ORDER BY product_id, position, id;

-- name: import_values
-- on: shop
-- in: ids bigint[]
-- out: option_id bigint, id bigint, code text, label jsonb, position bigint
SELECT x.option_id, x.id, x.code, x.label, x.position
FROM @shop@.product_option o
JOIN @shop@.option_value x ON x.option_id = o.id
WHERE o.product_id = ANY ($1)
ORDER BY o.product_id, x.option_id, x.position, x.id;

-- name: import_variants
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, id bigint, sku text?, barcode text?, option_values bigint[], state text, grams bigint, requires_shipping bool, tracked bool, backorder bool, position bigint, extra jsonb, on_hand bigint, promised bigint
SELECT v.product_id, v.id, v.sku, v.barcode, v.option_values, v.state, v.grams, v.requires_shipping, v.tracked, v.backorder,
	v.position, v.extra, coalesce(s.on_hand, -1), coalesce(s.reserved + s.committed, 0)
FROM @shop@.variant v
LEFT JOIN @shop@.location l ON l.rank = 1
LEFT JOIN @shop@.stock s ON s.variant_id = v.id AND s.location_id = l.id
WHERE v.product_id = ANY ($1)
ORDER BY v.product_id, (v.state <> 'active'), v.position, v.id;

-- What lies at all open locations but the one that is asked first.
-- name: import_elsewhere
-- on: shop
-- in: ids bigint[]
-- out: variant_id bigint, location_id bigint, on_hand bigint, promised bigint
SELECT s.variant_id, s.location_id, s.on_hand, s.reserved + s.committed
FROM @shop@.variant v
JOIN @shop@.stock s ON s.variant_id = v.id
JOIN @shop@.location l ON l.id = s.location_id AND l.rank > 1
WHERE v.product_id = ANY ($1);

-- The price that is to stay; planned: others come before it, or none stays.
-- name: import_prices
-- on: shop
-- in: ids bigint[], at timestamptz
-- out: variant_id bigint, id bigint, currency text, minor bigint, compare_minor bigint, planned bool
SELECT pr.variant_id, (array_agg(pr.id ORDER BY pr.valid_to DESC))[1], pr.currency,
	(array_agg(pr.minor ORDER BY pr.valid_to DESC))[1], (array_agg(coalesce(pr.compare_minor, -1) ORDER BY pr.valid_to DESC))[1],
	count(*) > 1 OR min(pr.valid_from) > $2 OR max(pr.valid_to) < 'infinity'
FROM @shop@.variant v
CROSS JOIN LATERAL (
	SELECT q.variant_id, q.id, q.currency, q.minor, q.compare_minor, q.valid_from, q.valid_to
	FROM @shop@.price q WHERE q.variant_id = v.id AND q.price_list = 'base' AND q.min_quantity = 1 AND q.valid_to > $2 OFFSET 0
) pr
WHERE v.product_id = ANY ($1)
GROUP BY pr.variant_id, pr.currency
ORDER BY pr.variant_id, pr.currency;

-- name: import_pictures
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, id bigint, variant_id bigint?, address text?, source_address text?, width bigint, height bigint, alt jsonb, position bigint
SELECT product_id, id, variant_id, address, source_address, width, height, alt, position
FROM @shop@.picture WHERE product_id = ANY ($1)
ORDER BY product_id, position, id;

-- name: import_memberships
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, category_id bigint
SELECT product_id, category_id FROM @shop@.product_category WHERE product_id = ANY ($1) ORDER BY product_id, category_id;

-- name: import_sku_holders
-- on: shop
-- in: skus text[]
-- out: sku text, id bigint
SELECT coalesce(sku, ''), id FROM @shop@.variant WHERE sku = ANY ($1) AND state = 'active';

-- name: import_new_ids
-- on: shop
-- in: products bigint, options bigint, option_values bigint, variants bigint, pictures bigint
-- out: products bigint[], options bigint[], option_values bigint[], variants bigint[], pictures bigint[]
SELECT ARRAY (SELECT nextval('@shop@.product_id_seq') FROM generate_series(1, $1)),
	ARRAY (SELECT nextval('@shop@.option_id_seq') FROM generate_series(1, $2)),
	ARRAY (SELECT nextval('@shop@.option_value_id_seq') FROM generate_series(1, $3)),
	ARRAY (SELECT nextval('@shop@.variant_id_seq') FROM generate_series(1, $4)),
	ARRAY (SELECT nextval('@shop@.picture_id_seq') FROM generate_series(1, $5));

-- name: import_put_products
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.product (id, handle, state, tax_class, vendor, kind, tags, featured, position, extra, created_at, updated_at,
	publish_at, unpublish_at, no_withdrawal)
SELECT r.id, r.handle, r.state, r.tax_class, r.vendor, r.kind, r.tags, r.featured, r.position, r.extra,
	to_timestamp(r.created_at), to_timestamp(r.updated_at), coalesce(to_timestamp(r.publish_at), 'epoch'),
	coalesce(to_timestamp(r.unpublish_at), 'infinity'), r.no_withdrawal
FROM jsonb_to_recordset($1) r (id bigint, handle text, state text, tax_class text, vendor text, kind text, tags text[],
	featured bigint, position bigint, extra jsonb, created_at bigint, updated_at bigint, publish_at bigint,
	unpublish_at bigint, no_withdrawal text)
ORDER BY r.id
ON CONFLICT (id) DO UPDATE SET state = excluded.state, tax_class = excluded.tax_class, vendor = excluded.vendor,
	kind = excluded.kind, tags = excluded.tags, featured = excluded.featured, extra = excluded.extra,
	created_at = excluded.created_at, updated_at = excluded.updated_at, publish_at = excluded.publish_at,
	unpublish_at = excluded.unpublish_at, no_withdrawal = excluded.no_withdrawal, version = product.version + 1;

-- name: import_put_texts
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.product_text (product_id, locale, name, summary, description, body, sort_key)
SELECT r.product_id, r.locale, r.name, r.summary, r.description, r.body, decode(r.sort_key, 'hex')
FROM jsonb_to_recordset($1) r (product_id bigint, locale text, name text, summary text, description text, body text,
	sort_key text)
ON CONFLICT (product_id, locale) DO UPDATE SET name = excluded.name, summary = excluded.summary,
	description = excluded.description, body = excluded.body, sort_key = excluded.sort_key;

-- name: import_put_options
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.product_option (id, product_id, code, label, position)
SELECT r.id, r.product_id, r.code, r.label, r.position
FROM jsonb_to_recordset($1) r (id bigint, product_id bigint, code text, label jsonb, position bigint)
ON CONFLICT (id) DO UPDATE SET label = excluded.label;

-- name: import_put_values
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.option_value (id, option_id, code, label, position)
SELECT r.id, r.option_id, r.code, r.label, r.position
FROM jsonb_to_recordset($1) r (id bigint, option_id bigint, code text, label jsonb, position bigint)
ON CONFLICT (id) DO UPDATE SET label = excluded.label;

-- name: import_put_variants
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.variant (id, product_id, sku, barcode, option_values, state, grams, requires_shipping, tracked, backorder,
	position, extra)
SELECT r.id, r.product_id, r.sku, r.barcode, r.option_values, 'active', r.grams, r.requires_shipping, r.tracked, r.backorder,
	r.position, r.extra
FROM jsonb_to_recordset($1) r (id bigint, product_id bigint, sku text, barcode text, option_values bigint[], grams bigint,
	requires_shipping bool, tracked bool, backorder bool, position bigint, extra jsonb)
ON CONFLICT (id) DO UPDATE SET sku = excluded.sku, barcode = excluded.barcode, state = excluded.state,
	grams = excluded.grams, requires_shipping = excluded.requires_shipping, tracked = excluded.tracked,
	backorder = excluded.backorder, extra = excluded.extra;

-- name: import_end_prices
-- on: shop
-- in: ids bigint[], at timestamptz
UPDATE @shop@.price SET valid_to = $2 WHERE id = ANY ($1) AND valid_to = 'infinity' AND valid_from < $2;

-- name: import_put_prices
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.price (variant_id, currency, minor, compare_minor, valid_from)
SELECT r.variant_id, r.currency, r.minor, r.compare_minor, to_timestamp(r.valid_from)
FROM jsonb_to_recordset($1) r (variant_id bigint, currency text, minor bigint, compare_minor bigint, valid_from bigint)
ON CONFLICT (variant_id, price_list, currency, min_quantity) WHERE valid_to = 'infinity'
DO UPDATE SET minor = excluded.minor, compare_minor = excluded.compare_minor;

-- name: import_put_stock
-- on: shop
-- in: rows jsonb, location_id bigint
INSERT INTO @shop@.stock (variant_id, location_id, on_hand, backorder)
SELECT r.variant_id, l.id, r.on_hand, v.backorder
FROM jsonb_to_recordset($1) r (variant_id bigint, location_id bigint, on_hand bigint)
JOIN @shop@.variant v ON v.id = r.variant_id
JOIN @shop@.location l ON l.id = coalesce(r.location_id, $2)
ORDER BY l.rank, r.variant_id
ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand,
	backorder = @shop@.stock.backorder OR excluded.backorder;

-- Of a file that counts pieces: variants by their numbers, and all of these products'.
-- name: import_pieces_find
-- on: shop
-- in: skus text[], handles text[], locale text
-- out: id bigint, product_id bigint, handle text, sku text, backorder bool, option_codes text[], names text[], codes text[], labels text[]
SELECT v.id, p.id, p.handle, coalesce(v.sku, ''), v.backorder, array_remove(array_agg(o.code ORDER BY x.at), NULL),
	array_remove(array_agg(coalesce(o.label ->> $3, o.code) ORDER BY x.at), NULL),
	array_remove(array_agg(y.code ORDER BY x.at), NULL),
	array_remove(array_agg(coalesce(y.label ->> $3, y.code) ORDER BY x.at), NULL)
FROM @shop@.variant v
JOIN @shop@.product p ON p.id = v.product_id
LEFT JOIN LATERAL unnest(v.option_values) WITH ORDINALITY x (id, at) ON true
LEFT JOIN @shop@.option_value y ON y.id = x.id
LEFT JOIN @shop@.product_option o ON o.id = y.option_id
WHERE v.id IN (SELECT s.id FROM @shop@.variant s WHERE s.sku = ANY ($1)
	UNION ALL SELECT h.id FROM @shop@.variant h JOIN @shop@.product q ON q.id = h.product_id WHERE q.handle = ANY ($2))
GROUP BY v.id, p.id
ORDER BY v.state <> 'active', v.id;

-- name: import_pieces_lie
-- on: shop
-- in: ids bigint[]
-- out: variant_id bigint, location_id bigint, on_hand bigint, promised bigint
SELECT variant_id, location_id, on_hand, reserved + committed FROM @shop@.stock WHERE variant_id = ANY ($1);

-- name: import_touch
-- on: shop
-- in: ids bigint[], at timestamptz
UPDATE @shop@.product SET updated_at = $2, version = version + 1 WHERE id = ANY ($1);

-- name: import_put_slugs
-- on: shop
-- in: rows jsonb
-- out: locale text, slug text, entity_id bigint
INSERT INTO @shop@.slug (kind, locale, slug, entity_id, current)
SELECT 'product', r.locale, r.slug, r.entity_id, true
FROM jsonb_to_recordset($1) r (locale text, slug text, entity_id bigint)
ON CONFLICT (kind, locale, slug) DO NOTHING
RETURNING locale, slug, entity_id;

-- name: import_slug_retire
-- on: shop
-- in: kind text, entity_id bigint, locale text, keep text
UPDATE @shop@.slug SET current = false
WHERE kind = $1 AND entity_id = $2 AND locale = $3 AND current AND slug <> $4;

-- name: import_slug_again
-- on: shop
-- in: kind text, entity_id bigint, locale text, slug text
UPDATE @shop@.slug SET current = true WHERE kind = $1 AND entity_id = $2 AND locale = $3 AND slug = $4;

-- name: import_current_slug
-- on: shop
-- in: kind text, entity_id bigint, locale text
-- out: slug text
SELECT slug FROM @shop@.slug WHERE kind = $1 AND entity_id = $2 AND locale = $3 AND current;

-- name: import_drop_memberships
-- on: shop
-- in: products bigint[], categories bigint[]
DELETE FROM @shop@.product_category pc
USING unnest($1, $2) gone (product_id, category_id)
WHERE pc.product_id = gone.product_id AND pc.category_id = gone.category_id;

-- name: import_put_memberships
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.product_category (category_id, product_id, position)
SELECT r.category_id, r.product_id, r.position
FROM jsonb_to_recordset($1) r (category_id bigint, product_id bigint, position bigint)
ON CONFLICT (category_id, product_id) DO NOTHING;

-- name: import_drop_facts
-- on: shop
-- in: products bigint[], attributes bigint[]
DELETE FROM @shop@.product_attribute pa
USING unnest($1, $2) gone (product_id, attribute_id)
WHERE pa.product_id = gone.product_id AND pa.attribute_id = gone.attribute_id;

-- name: import_put_facts
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.product_attribute (product_id, attribute_id, value)
SELECT r.product_id, r.attribute_id, jsonb_strip_nulls(r.value)
FROM jsonb_to_recordset($1) r (product_id bigint, attribute_id bigint, value jsonb)
ON CONFLICT (product_id, attribute_id) DO UPDATE SET value = CASE
	WHEN jsonb_typeof(excluded.value) = 'object' AND jsonb_typeof(product_attribute.value) = 'object'
	THEN jsonb_strip_nulls(product_attribute.value || excluded.value) ELSE excluded.value END;

-- name: import_put_pictures
-- on: shop
-- in: rows jsonb
INSERT INTO @shop@.picture (id, product_id, variant_id, address, source_address, width, height, alt, position)
SELECT r.id, r.product_id, r.variant_id, r.address, r.source_address, r.width, r.height, r.alt, r.position
FROM jsonb_to_recordset($1) r (id bigint, product_id bigint, variant_id bigint, address text, source_address text,
	width bigint, height bigint, alt jsonb, position bigint)
ON CONFLICT (id) DO UPDATE SET variant_id = excluded.variant_id, alt = excluded.alt, position = excluded.position;
