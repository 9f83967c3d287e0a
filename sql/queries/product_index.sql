-- What shop/product_index reads and writes: the words and facets of products.

-- name: index_texts
-- on: shop
-- in: product_ids bigint[], default_locale text
-- out: product_id bigint, locale text, name text, summary text, description text, slug text, vendor text, kind text, tags text[], codes text[], labels text[], shelves text[]
SELECT p.id, t.locale, t.name, t.summary, t.description, coalesce(s.slug, ''), p.vendor, p.kind, p.tags,
	ARRAY (SELECT c.code FROM @shop@.variant v CROSS JOIN LATERAL (VALUES (v.sku), (v.barcode)) c (code)
		WHERE v.product_id = p.id AND v.state = 'active' AND c.code IS NOT NULL ORDER BY v.position, v.id, c.code),
	ARRAY (SELECT l.label FROM (
		SELECT coalesce(x.label ->> t.locale, x.label ->> $2, x.code) AS label
		FROM @shop@.option_value x
		JOIN @shop@.product_option o ON o.id = x.option_id
		WHERE o.product_id = p.id AND EXISTS (SELECT 1 FROM @shop@.variant v
			WHERE v.product_id = p.id AND v.state = 'active' AND x.id = ANY (v.option_values))
		UNION ALL
		SELECT CASE a.type
			WHEN 'choice' THEN coalesce(a.choices -> (pa.value #>> '{}') ->> t.locale, a.choices -> (pa.value #>> '{}') ->> $2)
			WHEN 'text' THEN coalesce(pa.value ->> t.locale, pa.value ->> $2)
			WHEN 'bool' THEN CASE WHEN pa.value = 'true' THEN coalesce(a.label ->> t.locale, a.label ->> $2, a.code) END
			ELSE pa.value #>> '{}' || ' ' || a.unit
		END
		FROM @shop@.product_attribute pa
		JOIN @shop@.attribute a ON a.id = pa.attribute_id
		WHERE pa.product_id = p.id
	) l WHERE l.label IS NOT NULL ORDER BY l.label),
	ARRAY (SELECT DISTINCT coalesce(ct.name, cd.name, c.code) || ' ' || coalesce(cs.slug, '')
		FROM @shop@.product_category pc
		JOIN @shop@.category own ON own.id = pc.category_id
		JOIN @shop@.category c ON c.active AND (c.id = own.id OR c.id = own.parent_id)
		LEFT JOIN @shop@.category_text ct ON ct.category_id = c.id AND ct.locale = t.locale
		LEFT JOIN @shop@.category_text cd ON cd.category_id = c.id AND cd.locale = $2
		LEFT JOIN LATERAL (SELECT x.locale, x.slug FROM @shop@.slug x
			WHERE x.kind = 'category' AND x.entity_id = c.id AND x.current OFFSET 0) cs ON cs.locale = t.locale
		WHERE pc.product_id = p.id ORDER BY 1)
FROM @shop@.product p
JOIN @shop@.product_text t ON t.product_id = p.id
LEFT JOIN LATERAL (SELECT x.locale, x.slug FROM @shop@.slug x
	WHERE x.kind = 'product' AND x.entity_id = p.id AND x.current OFFSET 0) s ON s.locale = t.locale
WHERE p.id = ANY ($1)
ORDER BY p.id, t.locale;

-- After the facets and prices: what is known of the product stands among the words as marks (shop/search_marks). bounds: round_bounds();
-- draws, begun_draws, points: MARK_DRAWS, MARK_BEGUN, MARK_POINTS. Of a product that is drawn often enough the beginnings of its words
-- are marks, too; the marks themselves have no weight, so that what was read from a row is made anew by being put again.
-- name: index_words_put
-- on: shop
-- in: product_ids bigint[], locales text[], words text[], bounds bigint[], draws bigint, begun_draws bigint, points bigint
WITH known AS MATERIALIZED (
	SELECT f.product_id,
		CASE WHEN f.visible_from < 'infinity' THEN ('x' || left(md5(f.product_id::text), 8))::bit(32)::bigint END AS draw,
		ARRAY (
			SELECT '='
			UNION ALL
			SELECT '#' || t.id FROM unnest(f.terms) t (id)
			UNION ALL
			SELECT '#' || x.facet || ':' || width_bucket(x.number, ($4::bigint[])::numeric[]) FROM @shop@.facet_term x
			WHERE x.id = ANY (f.terms) AND x.number IS NOT NULL
			UNION ALL
			SELECT '+' WHERE f.available
			UNION ALL
			SELECT '$' || width_bucket(p.minor, $4::bigint[]) FROM unnest(f.price_minor) p (minor) WHERE p.minor IS NOT NULL
			UNION ALL
			SELECT '$' || e.currency FROM @shop@.product_facet_price e WHERE e.product_id = f.product_id
		) AS marks
	FROM @shop@.product_facet f
	WHERE f.product_id = ANY ($1)
), given AS MATERIALIZED (
	SELECT w.product_id, w.locale, w.words::tsvector AS words, k.draw, k.marks
	FROM unnest($1::bigint[], $2::text[], $3::text[]) w (product_id, locale, words)
	JOIN known k ON k.product_id = w.product_id
), new AS MATERIALIZED (
	SELECT g.product_id, g.locale, g.words || array_to_tsvector(g.marks || ARRAY (
		SELECT '@' || g.locale || k.n FROM generate_series(1, $5) k (n) WHERE g.draw % (1::bigint << k.n::int) = 0
		UNION ALL
		SELECT '%' || o.locale FROM given o WHERE o.product_id = g.product_id AND g.draw % 2 = 0
		UNION ALL
		SELECT '~' || left(b.word, k.n::int)
		FROM (SELECT ltrim(u.lexeme, '+^') AS word FROM unnest(ts_filter(g.words, '{a,b,c}')) u) b
		CROSS JOIN generate_series(1, $7) k (n)
		WHERE g.draw % (1::bigint << $6::int) = 0 AND length(b.word) >= k.n
	)) AS words
	FROM given g
)
INSERT INTO @shop@.product_search (product_id, locale, words)
SELECT n.product_id, n.locale, n.words FROM new n
ON CONFLICT (product_id, locale) DO UPDATE SET words = excluded.words;

-- The words of products whose marks are missing, without any that they have. A product's row is locked first, as who writes it does.
-- name: index_words_of
-- on: shop
-- in: product_ids bigint[]
-- out: product_id bigint, locale text, words text
SELECT s.product_id, s.locale, ts_filter(s.words, '{a,b,c,d}')::text
FROM @shop@.product_facet f
JOIN @shop@.product_search s ON s.product_id = f.product_id
WHERE f.product_id = ANY ($1) AND NOT s.words @@ '''='''::tsquery
ORDER BY s.product_id, s.locale
FOR UPDATE;

-- name: index_words_prune
-- on: shop
-- in: product_ids bigint[]
DELETE FROM @shop@.product_search s
WHERE s.product_id = ANY ($1)
	AND NOT EXISTS (SELECT 1 FROM @shop@.product_text t WHERE t.product_id = s.product_id AND t.locale = s.locale);

-- Words in ascending order, so that two writers cannot wait for one another; first and last: the word's part of near, from 1.
-- name: index_vocabulary_put
-- on: shop
-- in: locales text[], words text[], written text[], first bigint[], last bigint[], near bigint[]
INSERT INTO @shop@.search_word (locale, word, written, near)
SELECT w.locale, w.word, w.written, ($6::bigint[])[w.first:w.last]
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) w (locale, word, written, first, last)
WHERE NOT EXISTS (SELECT 1 FROM @shop@.search_word o WHERE o.locale = w.locale AND o.word = w.word)
ORDER BY w.locale COLLATE "C", w.word COLLATE "C"
ON CONFLICT (locale, word) DO NOTHING;

-- name: index_vocabulary_clear
-- on: shop
DELETE FROM @shop@.search_word;

-- name: index_terms_clear
-- on: shop
DELETE FROM @shop@.facet_term;

-- OFFSET 0: by keys, whatever Postgres takes a table for that has grown since it was counted.
-- Terms of an option take the name that they were written with last.
-- name: index_terms_put
-- on: shop
-- in: product_ids bigint[]
WITH has AS MATERIALIZED (
	SELECT DISTINCT ON (h.facet, h.code) h.facet, h.code, h.number, h.facet_label, h.label, h.position
	FROM (
		SELECT a.code || '.' AS facet,
			CASE a.type WHEN 'bool' THEN CASE WHEN pa.value = 'true' THEN 'yes' ELSE 'no' END
				WHEN 'number' THEN trim_scale((pa.value #>> '{}')::numeric)::text ELSE pa.value #>> '{}' END AS code,
			CASE a.type WHEN 'number' THEN (pa.value #>> '{}')::numeric END AS number,
			NULL::jsonb AS facet_label, NULL::jsonb AS label, 0::bigint AS position, 0::bigint AS id
		FROM @shop@.product_attribute pa
		CROSS JOIN LATERAL (SELECT b.code, b.type FROM @shop@.attribute b WHERE b.id = pa.attribute_id OFFSET 0) a
		WHERE pa.product_id = ANY ($1) AND a.type <> 'text'
		UNION ALL
		SELECT o.code || '~', x.code, NULL, o.label, x.label, x.position, x.id
		FROM @shop@.product_option o
		CROSS JOIN LATERAL (
			SELECT y.id, y.code, y.label, y.position FROM @shop@.option_value y WHERE y.option_id = o.id OFFSET 0
		) x
		WHERE o.product_id = ANY ($1)
	) h
	ORDER BY h.facet, h.code, h.id DESC
), keyed AS MATERIALIZED (
	SELECT ('x' || left(md5(has.facet || has.code), 16))::bit(64)::bigint AS id, has.* FROM has
)
INSERT INTO @shop@.facet_term (id, facet, code, number, facet_label, label, position)
SELECT k.id, k.facet, k.code, k.number, k.facet_label, k.label, k.position
FROM keyed k
WHERE NOT EXISTS (SELECT 1 FROM @shop@.facet_term o WHERE o.id = k.id AND o.facet_label IS NOT DISTINCT FROM k.facet_label
	AND o.label IS NOT DISTINCT FROM k.label AND o.position = k.position)
ORDER BY k.id
ON CONFLICT (id) DO UPDATE SET facet_label = excluded.facet_label, label = excluded.label, position = excluded.position;

-- name: index_facets_put
-- on: shop
-- in: product_ids bigint[], own_currency text, at timestamptz
WITH new AS MATERIALIZED (
	SELECT p.id,
		CASE WHEN p.state = 'active' THEN p.publish_at ELSE 'infinity' END AS visible_from, p.unpublish_at AS visible_to,
		EXISTS (SELECT 1 FROM @shop@.variant v
			WHERE v.product_id = p.id AND v.state = 'active' AND (v.backorder OR NOT v.tracked OR EXISTS (
				SELECT 1 FROM @shop@.stock q WHERE q.variant_id = v.id AND q.on_hand - q.reserved - q.committed > 0))) AS available,
		ARRAY (SELECT pc.category_id FROM @shop@.product_category pc WHERE pc.product_id = p.id ORDER BY 1) AS categories,
		ARRAY (SELECT DISTINCT ('x' || left(md5(h.facet || h.code), 16))::bit(64)::bigint FROM (
			SELECT a.code || '.' AS facet,
				CASE a.type WHEN 'bool' THEN CASE WHEN pa.value = 'true' THEN 'yes' ELSE 'no' END
					WHEN 'number' THEN trim_scale((pa.value #>> '{}')::numeric)::text ELSE pa.value #>> '{}' END AS code
			FROM @shop@.product_attribute pa
			JOIN @shop@.attribute a ON a.id = pa.attribute_id
			WHERE pa.product_id = p.id AND a.type <> 'text'
			UNION ALL
			SELECT o.code || '~', x.code
			FROM @shop@.variant v
			CROSS JOIN LATERAL unnest(v.option_values) value (id)
			JOIN @shop@.option_value x ON x.id = value.id
			JOIN @shop@.product_option o ON o.id = x.option_id
			WHERE v.product_id = p.id AND v.state = 'active'
		) h ORDER BY 1) AS terms,
		prices.price_from, prices.price_minor
	FROM @shop@.product p
	CROSS JOIN LATERAL (
		SELECT array_agg(b.t ORDER BY b.t) AS price_from, array_agg(b.minor ORDER BY b.t) AS price_minor
		FROM (
			SELECT x.t, (SELECT min(r.minor) FROM @shop@.variant v
				JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.currency = $2 AND r.min_quantity = 1
					AND r.valid_from <= greatest(x.t, $3) AND r.valid_to > greatest(x.t, $3)
				WHERE v.product_id = p.id AND v.state = 'active') AS minor
			FROM (
				SELECT '-infinity'::timestamptz AS t
				UNION SELECT e.t FROM @shop@.variant v
				JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.currency = $2 AND r.min_quantity = 1
				CROSS JOIN LATERAL (VALUES (r.valid_from), (r.valid_to)) e (t)
				WHERE v.product_id = p.id AND v.state = 'active' AND e.t > $3 AND e.t < 'infinity'
			) x
		) b
	) prices
	WHERE p.id = ANY ($1)
)
INSERT INTO @shop@.product_facet (product_id, visible_from, visible_to, available, categories, terms, price_from, price_minor)
SELECT n.id, n.visible_from, n.visible_to, n.available, n.categories, n.terms, n.price_from, n.price_minor
FROM new n
ORDER BY n.id
ON CONFLICT (product_id) DO UPDATE SET visible_from = excluded.visible_from, visible_to = excluded.visible_to,
	available = excluded.available, categories = excluded.categories, terms = excluded.terms, price_from = excluded.price_from,
	price_minor = excluded.price_minor;

-- name: index_prices_clear
-- on: shop
-- in: product_ids bigint[]
DELETE FROM @shop@.product_facet_price WHERE product_id = ANY ($1);

-- name: index_prices_put
-- on: shop
-- in: product_ids bigint[], own_currency text, at timestamptz
WITH new AS MATERIALIZED (
	SELECT c.product_id, c.currency, prices.price_from, prices.price_minor, prices.rest_minor
	FROM (
		SELECT DISTINCT v.product_id, r.currency
		FROM @shop@.variant v
		JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.currency <> $2 AND r.min_quantity = 1
			AND r.valid_to > $3
		WHERE v.product_id = ANY ($1) AND v.state = 'active'
	) c
	CROSS JOIN LATERAL (
		SELECT array_agg(b.t ORDER BY b.t) AS price_from, array_agg(b.minor ORDER BY b.t) AS price_minor,
			array_agg(b.rest ORDER BY b.t) AS rest_minor
		FROM (
			SELECT x.t, low.minor, low.rest
			FROM (
				SELECT '-infinity'::timestamptz AS t
				UNION SELECT e.t FROM @shop@.variant v
				JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.currency IN ($2, c.currency)
					AND r.min_quantity = 1
				CROSS JOIN LATERAL (VALUES (r.valid_from), (r.valid_to)) e (t)
				WHERE v.product_id = c.product_id AND v.state = 'active' AND e.t > $3 AND e.t < 'infinity'
			) x
			CROSS JOIN LATERAL (
				SELECT min(e.minor) AS minor, min(o.minor) FILTER (WHERE e.minor IS NULL) AS rest
				FROM @shop@.variant v
				JOIN @shop@.price o ON o.variant_id = v.id AND o.price_list = 'base' AND o.currency = $2 AND o.min_quantity = 1
					AND o.valid_from <= greatest(x.t, $3) AND o.valid_to > greatest(x.t, $3)
				LEFT JOIN @shop@.price e ON e.variant_id = v.id AND e.price_list = 'base' AND e.currency = c.currency
					AND e.min_quantity = 1 AND e.valid_from <= greatest(x.t, $3) AND e.valid_to > greatest(x.t, $3)
				WHERE v.product_id = c.product_id AND v.state = 'active'
			) low
		) b
	) prices
)
INSERT INTO @shop@.product_facet_price (product_id, currency, price_from, price_minor, rest_minor)
SELECT n.product_id, n.currency, n.price_from, n.price_minor, n.rest_minor
FROM new n
ORDER BY n.product_id, n.currency;

-- Held until the end of the transaction, in order: who comes second sees what the first has sold.
-- name: index_stock_lock
-- on: shop
-- in: variant_ids bigint[]
-- out: product_id bigint
SELECT f.product_id
FROM @shop@.product_facet f
WHERE f.product_id IN (SELECT v.product_id FROM @shop@.variant v WHERE v.id = ANY ($1))
ORDER BY f.product_id
FOR UPDATE;

-- categories: of the products whose availability has changed.
-- name: index_stock_put
-- on: shop
-- in: product_ids bigint[]
-- out: categories bigint[]
WITH turned AS (
	UPDATE @shop@.product_facet f SET available = now.available
	FROM (
		SELECT p.id, EXISTS (SELECT 1 FROM @shop@.variant v
			WHERE v.product_id = p.id AND v.state = 'active' AND (v.backorder OR NOT v.tracked OR EXISTS (
				SELECT 1 FROM @shop@.stock q WHERE q.variant_id = v.id AND q.on_hand - q.reserved - q.committed > 0))) AS available
		FROM @shop@.product p
		WHERE p.id = ANY ($1)
	) now
	WHERE f.product_id = now.id AND f.available <> now.available
	RETURNING f.product_id, f.available, f.categories
), marked AS (
	UPDATE @shop@.product_search s SET words = CASE WHEN t.available THEN s.words || '+'::tsvector ELSE ts_delete(s.words, '+') END
	FROM turned t
	WHERE s.product_id = t.product_id
)
SELECT ARRAY (SELECT DISTINCT c.id FROM turned t CROSS JOIN LATERAL unnest(t.categories) c (id) ORDER BY 1) AS categories;

-- turned: variants of which none is left, or some again. products: of those, and where the words for what is left are other ones.
-- name: index_stock_words
-- on: shop
-- in: variant_ids bigint[], more bigint[], few bigint
-- out: products bigint[], turned bigint[]
WITH moved AS MATERIALIZED (
	SELECT v.id, v.product_id, s.pieces AS now, s.pieces - u.more AS before
	FROM (SELECT m.id, sum(m.more)::bigint AS more FROM unnest($1::bigint[], $2::bigint[]) m (id, more) GROUP BY m.id) u
	JOIN @shop@.variant v ON v.id = u.id AND v.tracked
	CROSS JOIN LATERAL (
		SELECT coalesce(sum(q.on_hand - q.reserved - q.committed), 0)::bigint AS pieces FROM @shop@.stock q WHERE q.variant_id = v.id
	) s
)
SELECT ARRAY (SELECT DISTINCT m.product_id FROM moved m
		WHERE m.now <> m.before AND least(m.now, m.before) <= $3 AND greatest(m.now, m.before) > 0 ORDER BY 1) AS products,
	ARRAY (SELECT m.id FROM moved m WHERE (m.now > 0) <> (m.before > 0) ORDER BY 1) AS turned;

-- The categories and those above them.
-- name: index_lists
-- on: shop
-- in: categories bigint[]
-- out: lists bigint[]
WITH RECURSIVE up AS (
	SELECT c.id, c.parent_id FROM @shop@.category c WHERE c.id = ANY ($1)
	UNION
	SELECT c.id, c.parent_id FROM up JOIN @shop@.category c ON c.id = up.parent_id
)
SELECT ARRAY (SELECT DISTINCT up.id FROM up ORDER BY 1) AS lists;

-- Asked before the products' rows are written. lists: of all categories that they are or were in, and above; shelves: of those
-- that one of them came to or left, or is seen in from another time on.
-- name: index_shelves
-- on: shop
-- in: product_ids bigint[]
-- out: lists bigint[], shelves bigint[]
WITH RECURSIVE changed AS MATERIALIZED (
	SELECT f.categories || n.categories AS categories,
		(f.categories, f.visible_from, f.visible_to) IS DISTINCT FROM (n.categories, n.visible_from, n.visible_to) AS moved
	FROM (
		SELECT p.id, ARRAY (SELECT pc.category_id FROM @shop@.product_category pc WHERE pc.product_id = p.id ORDER BY 1) AS categories,
			CASE WHEN p.state = 'active' THEN p.publish_at ELSE 'infinity' END AS visible_from, p.unpublish_at AS visible_to
		FROM @shop@.product p
		WHERE p.id = ANY ($1)
	) n
	LEFT JOIN @shop@.product_facet f ON f.product_id = n.id
), up AS (
	SELECT c.id, c.parent_id, x.moved
	FROM changed x
	JOIN @shop@.category c ON c.id = ANY (x.categories)
	UNION
	SELECT c.id, c.parent_id, up.moved FROM up JOIN @shop@.category c ON c.id = up.parent_id
)
SELECT ARRAY (SELECT DISTINCT up.id FROM up ORDER BY 1) AS lists,
	ARRAY (SELECT DISTINCT up.id FROM up WHERE up.moved ORDER BY 1) AS shelves;

-- name: index_products_after
-- on: shop
-- in: after bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (SELECT p.id FROM @shop@.product p WHERE p.id > $1 ORDER BY p.id LIMIT $2) AS ids;

-- name: index_products_of_category
-- on: shop
-- in: category_id bigint, after bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT DISTINCT pc.product_id FROM @shop@.product_category pc
	JOIN @shop@.category c ON c.id = pc.category_id
	WHERE (c.id = $1 OR c.parent_id = $1) AND pc.product_id > $2
	ORDER BY 1 LIMIT $3
) AS ids;

-- name: index_products_of_attribute
-- on: shop
-- in: attribute_id bigint, after bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT pa.product_id FROM @shop@.product_attribute pa
	WHERE pa.attribute_id = $1 AND pa.product_id > $2
	ORDER BY 1 LIMIT $3
) AS ids;

-- name: index_version
-- on: shop
-- out: version bigint
SELECT coalesce((SELECT version FROM @shop@.product_index_state WHERE id = 1), 0);

-- name: index_version_put
-- on: shop
-- in: version bigint
INSERT INTO @shop@.product_index_state (id, version) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET version = excluded.version;
