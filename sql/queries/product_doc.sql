-- What shop/product_doc reads and writes: products as their pages and cards show them.

-- What a page of a product needs: its own row (with doc) and, for cards, those of the products near it, by key, whether they are seen
-- now or not. Each backend holds this plan for each shop that it is asked for: the words JOIN and ON would make it half as large again
-- (each is one more list of all columns), and so would a few names more.
-- name: doc_by_slug
-- on: shop
-- in: slug text, locale text
-- out: product_id bigint, category_id bigint, doc bytea?, card bytea?, offer bytea, pieces bigint[], visible_from timestamptz, visible_to timestamptz
SELECT o.product_id, shelf, CASE WHEN o.product_id = d.product_id THEN doc END, face, offer, pieces, visible_from, visible_to
FROM @shop@.product_doc d, @shop@.product_near n, @shop@.product_offer o
WHERE slug = $1 AND locale = $2 AND own_slug AND n.product_id = d.product_id AND o.product_id = ANY (near);

-- Cards of these, of those that are seen now, likewise.
-- name: doc_cards
-- on: shop
-- in: ids bigint[], locale text
-- out: product_id bigint, name text?, slug text?, picture text?, picture_alt text?, offer bytea, pieces bigint[]
SELECT o.product_id, d.name, d.slug, d.picture, d.picture_alt, o.offer, o.pieces
FROM unnest($1) WITH ORDINALITY wanted (id, place)
JOIN @shop@.product_offer o ON o.product_id = wanted.id AND o.visible_from <= now() AND o.visible_to > now()
LEFT JOIN @shop@.product_doc d ON d.product_id = wanted.id AND d.locale = $2
ORDER BY wanted.place;

-- The same of products that are not written down: those of the ids that are seen now, in their order.
-- name: doc_now
-- on: shop
-- in: ids bigint[]
-- out: product_id bigint, stock_of bigint[], pieces bigint[]
SELECT p.id, s.stock_of, s.pieces
FROM unnest($1) WITH ORDINALITY wanted (id, place)
JOIN @shop@.product p ON p.id = wanted.id AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
CROSS JOIN LATERAL (
	SELECT coalesce(array_agg(q.variant_id), '{}') AS stock_of,
		coalesce(array_agg(q.on_hand - q.reserved - q.committed), '{}') AS pieces
	FROM @shop@.variant v
	JOIN @shop@.stock q ON q.variant_id = v.id
	WHERE v.product_id = p.id AND v.state = 'active'
) s
ORDER BY wanted.place;

-- name: doc_category
-- on: shop
-- in: product_id bigint
-- out: category_id bigint
SELECT coalesce((SELECT own.category_id FROM @shop@.product_category own
	JOIN @shop@.category c ON c.id = own.category_id AND c.active
	WHERE own.product_id = $1 ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1), 0);

-- What is written down, of some products in some languages, each in its order. OFFSET 0: by the product's id, whatever Postgres takes
-- a table for that has grown since it was counted.

-- name: doc_texts
-- on: shop
-- in: product_ids bigint[], locales text[], default_locale text
-- out: product_id bigint, locale text, handle text, vendor text, tax_class text, name text, slug text, own_slug bool, summary text, description text, body text,
-- no_withdrawal text?
SELECT p.id, l.locale, p.handle, p.vendor, p.tax_class, coalesce(t.name, d.name, p.handle), coalesce(st.slug, sd.slug, ''),
	st.slug IS NOT NULL, coalesce(t.summary, d.summary, ''), coalesce(t.description, d.description, ''),
	coalesce(t.body, d.body, ''), p.no_withdrawal
FROM @shop@.product p
CROSS JOIN unnest($2) WITH ORDINALITY l (locale, place)
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = l.locale
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN LATERAL (SELECT x.locale, x.slug FROM @shop@.slug x
	WHERE x.kind = 'product' AND x.entity_id = p.id AND x.current OFFSET 0) st ON st.locale = l.locale
LEFT JOIN LATERAL (SELECT x.locale, x.slug FROM @shop@.slug x
	WHERE x.kind = 'product' AND x.entity_id = p.id AND x.current OFFSET 0) sd ON sd.locale = $3
WHERE p.id = ANY ($1)
ORDER BY p.id, l.place;

-- name: doc_slugs
-- on: shop
-- in: product_ids bigint[]
-- out: product_id bigint, locale text, slug text
SELECT s.entity_id, s.locale, s.slug FROM @shop@.slug s
WHERE s.kind = 'product' AND s.entity_id = ANY ($1) AND s.current
ORDER BY s.entity_id, s.locale;

-- name: doc_options
-- on: shop
-- in: product_ids bigint[], locales text[], default_locale text
-- out: product_id bigint, locale text, option_id bigint, option_name text, value_id bigint, value_name text
SELECT o.product_id, l.locale, o.id, coalesce(o.label ->> l.locale, o.label ->> $3, o.code), x.id,
	coalesce(x.label ->> l.locale, x.label ->> $3, x.code)
FROM @shop@.product_option o
JOIN @shop@.option_value x ON x.option_id = o.id
CROSS JOIN unnest($2) WITH ORDINALITY l (locale, place)
WHERE o.product_id = ANY ($1)
ORDER BY o.product_id, l.place, o.position, o.id, x.position, x.id;

-- name: doc_variants
-- on: shop
-- in: product_ids bigint[]
-- out: product_id bigint, id bigint, sku text?, barcode text?, option_values bigint[], grams bigint, tracked bool, backorder bool
SELECT v.product_id, v.id, v.sku, v.barcode, v.option_values, v.grams, v.tracked, v.backorder
FROM @shop@.variant v
WHERE v.product_id = ANY ($1) AND v.state = 'active'
ORDER BY v.product_id, v.position, v.id;

-- name: doc_pictures
-- on: shop
-- in: product_ids bigint[], locales text[], default_locale text
-- out: product_id bigint, locale text, address text, alt text, width bigint, height bigint, variant_id bigint
SELECT p.product_id, l.locale, p.address, coalesce(p.alt ->> l.locale, p.alt ->> $3, ''), p.width, p.height,
	coalesce(p.variant_id, 0)
FROM @shop@.picture p
CROSS JOIN unnest($2) WITH ORDINALITY l (locale, place)
WHERE p.product_id = ANY ($1) AND p.address IS NOT NULL
ORDER BY p.product_id, l.place, p.position, p.id;

-- name: doc_facts
-- on: shop
-- in: product_ids bigint[], locales text[], default_locale text
-- out: product_id bigint, locale text, name text, type text, unit text, value text
SELECT pa.product_id, l.locale, coalesce(a.label ->> l.locale, a.label ->> $3, a.code), a.type, a.unit,
	coalesce(CASE a.type
		WHEN 'choice' THEN coalesce(a.choices -> (pa.value #>> '{}') ->> l.locale, a.choices -> (pa.value #>> '{}') ->> $3)
		WHEN 'text' THEN coalesce(pa.value ->> l.locale, pa.value ->> $3)
	END, pa.value #>> '{}')
FROM @shop@.product_attribute pa
JOIN @shop@.attribute a ON a.id = pa.attribute_id
CROSS JOIN unnest($2) WITH ORDINALITY l (locale, place)
WHERE pa.product_id = ANY ($1)
ORDER BY pa.product_id, l.place, a.position, a.id;

-- name: doc_prices
-- on: shop
-- in: product_ids bigint[], at timestamptz
-- out: product_id bigint, variant_id bigint, currency text, min_quantity bigint, minor bigint, compare_minor bigint, valid_from timestamptz, valid_to timestamptz
SELECT v.product_id, v.id, r.currency, r.min_quantity, r.minor, coalesce(r.compare_minor, -1), r.valid_from, r.valid_to
FROM @shop@.variant v
CROSS JOIN LATERAL (
	SELECT q.currency, q.min_quantity, q.minor, q.compare_minor, q.valid_from, q.valid_to
	FROM @shop@.price q WHERE q.variant_id = v.id AND q.price_list = 'base' AND q.valid_to > $2 OFFSET 0
) r
WHERE v.product_id = ANY ($1) AND v.state = 'active'
ORDER BY v.product_id, v.position, v.id, r.currency, r.min_quantity, r.valid_from;

-- firsts and lengths: each row's piece of docs, from 1. What is the same already stays as it lies.
-- name: doc_put
-- on: shop
-- in: product_ids bigint[], locales text[], slugs text[], own_slugs bigint[], names text[], pictures text[], alts text[], firsts bigint[], lengths bigint[], docs bytea
INSERT INTO @shop@.product_doc AS d (product_id, locale, slug, own_slug, name, picture, picture_alt, doc)
SELECT w.product_id, w.locale, w.slug, w.own_slug = 1, w.name, w.picture, w.alt, substring($10::bytea FROM w.first::int FOR w.length::int)
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
	w (product_id, locale, slug, own_slug, name, picture, alt, first, length)
ORDER BY w.product_id, w.locale
ON CONFLICT (product_id, locale) DO UPDATE SET slug = excluded.slug, own_slug = excluded.own_slug, name = excluded.name,
	picture = excluded.picture, picture_alt = excluded.picture_alt, doc = excluded.doc
WHERE d.doc <> excluded.doc OR d.slug <> excluded.slug OR d.own_slug <> excluded.own_slug OR d.name <> excluded.name
	OR d.picture IS DISTINCT FROM excluded.picture OR d.picture_alt <> excluded.picture_alt;

-- name: doc_prune
-- on: shop
-- in: product_ids bigint[], locales text[]
DELETE FROM @shop@.product_doc WHERE product_id = ANY ($1) AND locale <> ALL ($2);

-- The pieces of offers, variants and cards, likewise. Who has put it holds the row.
-- name: doc_offers_put
-- on: shop
-- in: product_ids bigint[], firsts bigint[], lengths bigint[], offers bytea, firsts_of bigint[], lengths_of bigint[], variants bigint[], card_firsts bigint[], card_lengths bigint[], cards bytea
INSERT INTO @shop@.product_offer AS o (product_id, visible_from, visible_to, variants, pieces, offer, face)
SELECT p.id, CASE WHEN p.state = 'active' THEN p.publish_at ELSE 'infinity' END, p.unpublish_at,
	($7::bigint[])[w.first_of:w.first_of + w.length_of - 1], '{}', substring($4::bytea FROM w.first::int FOR w.length::int),
	substring($10::bytea FROM w.card_first::int FOR w.card_length::int)
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $5::bigint[], $6::bigint[], $8::bigint[], $9::bigint[])
	w (product_id, first, length, first_of, length_of, card_first, card_length)
JOIN @shop@.product p ON p.id = w.product_id
ORDER BY p.id
ON CONFLICT (product_id) DO UPDATE SET visible_from = excluded.visible_from, visible_to = excluded.visible_to,
	variants = excluded.variants, offer = excluded.offer, face = excluded.face
WHERE o.offer <> excluded.offer OR o.face IS DISTINCT FROM excluded.face OR o.variants <> excluded.variants OR o.visible_from <> excluded.visible_from
	OR o.visible_to <> excluded.visible_to;

-- Held until the end of the transaction, in order: who comes second sees what the first has sold.
-- name: doc_pieces_lock
-- on: shop
-- in: product_ids bigint[]
-- out: product_id bigint
SELECT o.product_id FROM @shop@.product_offer o WHERE o.product_id = ANY ($1) ORDER BY o.product_id FOR UPDATE;

-- Of whoever holds the rows. few: beyond it one more stands for all that there are.
-- name: doc_pieces_put
-- on: shop
-- in: product_ids bigint[], few bigint
UPDATE @shop@.product_offer o SET pieces = now.pieces
FROM (
	SELECT f.product_id, ARRAY (SELECT least((SELECT coalesce(sum(q.on_hand - q.reserved - q.committed), 0)::bigint
			FROM @shop@.stock q WHERE q.variant_id = v.id), $2 + 1)
		FROM unnest(f.variants) WITH ORDINALITY v (id, place) ORDER BY v.place) AS pieces
	FROM @shop@.product_offer f
	WHERE f.product_id = ANY ($1)
) now
WHERE o.product_id = now.product_id AND o.pieces <> now.pieces;

-- Taken away where what they repeat changes for many products at once: pages are made from the tables until they are written again.

-- name: doc_forget
-- on: shop
DELETE FROM @shop@.product_doc;

-- name: doc_forget_cards
-- on: shop
UPDATE @shop@.product_offer SET face = NULL WHERE face IS NOT NULL;

-- name: doc_forget_attribute
-- on: shop
-- in: attribute_id bigint
DELETE FROM @shop@.product_doc d USING @shop@.product_attribute pa
WHERE pa.attribute_id = $1 AND d.product_id = pa.product_id;

-- Those that lack a row or stand on another shelf, or were changed since then, maybe by a program of a version that knows nothing of these rows.
-- name: doc_behind
-- on: shop
-- in: after bigint, locales bigint, since timestamptz, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT p.id FROM @shop@.product p
	WHERE p.id > $1 AND (p.updated_at >= $3
		OR NOT EXISTS (SELECT 1 FROM @shop@.product_offer o JOIN @shop@.product_near n ON n.product_id = o.product_id
			WHERE o.product_id = p.id AND o.face IS NOT NULL
				AND n.shelf = coalesce((SELECT pc.category_id FROM @shop@.product_category pc
					JOIN @shop@.category c ON c.id = pc.category_id AND c.active
					WHERE pc.product_id = p.id ORDER BY (c.parent_id IS NULL), c.position, c.id LIMIT 1), 0))
		OR (SELECT count(*) FROM @shop@.product_doc d WHERE d.product_id = p.id) < $2)
	ORDER BY p.id LIMIT $4
) AS ids;
