-- Products by category or words and by what was chosen, in their order, and the counts of every choice: each facet's by what was
-- chosen in the others. missing: a bit for each facet whose choice the product fails (1 to 128), 256 the price, 512 availability.
-- A product counts in a facet where it fails nothing, or that facet alone.
-- slot: from 1, one a facet, up to 8; low, high: a range of a number, high not in it; num, den, step:
-- from the shop's own currency, as price.h says.
-- most: products that are looked at; large: there are more, and none was looked at where something is chosen in a category. query: what is asked of the
-- index for words, beyond: what it leaves open, or '' (shop/finding_draw).
-- name: find_products
-- on: shop
-- in: categories bigint[], words text, exact text, locale text, default_locale text, sort text, currency text, own_currency text, num bigint, den bigint, at timestamptz, slot bigint[], facet text[], code text[], low text[], high text[], slots bigint, price_low bigint?, price_high bigint?, in_stock bool, bounds bigint[], step bigint, most bigint, query text, beyond text
-- out: large bool, ids bigint[], base bigint, total bigint, in_stock bigint, missing bigint[], terms bigint[], counts bigint[], buckets bigint[], bucket_counts bigint[], lowest bigint, highest bigint
WITH over AS MATERIALIZED (
	SELECT $2 = '' AND ($17 > 0 OR $18 IS NOT NULL OR $19 IS NOT NULL OR $20) AND (SELECT count(*) FROM (
		SELECT 1 FROM @shop@.product_category pc WHERE pc.category_id = ANY ($1) LIMIT $23 + 1) few) > $23 AS yes
), pick AS MATERIALIZED (
	SELECT coalesce(array_agg(t.id) FILTER (WHERE u.slot = 1), '{}') AS t1, coalesce(array_agg(t.id) FILTER (WHERE u.slot = 2), '{}') AS t2,
		coalesce(array_agg(t.id) FILTER (WHERE u.slot = 3), '{}') AS t3, coalesce(array_agg(t.id) FILTER (WHERE u.slot = 4), '{}') AS t4,
		coalesce(array_agg(t.id) FILTER (WHERE u.slot = 5), '{}') AS t5, coalesce(array_agg(t.id) FILTER (WHERE u.slot = 6), '{}') AS t6,
		coalesce(array_agg(t.id) FILTER (WHERE u.slot = 7), '{}') AS t7, coalesce(array_agg(t.id) FILTER (WHERE u.slot = 8), '{}') AS t8
	FROM unnest($12::bigint[], $13::text[], $14::text[], $15::text[], $16::text[]) u (slot, facet, code, low, high)
	JOIN @shop@.facet_term t ON t.facet = u.facet
		AND (t.code = u.code OR (t.number >= u.low::numeric AND t.number < u.high::numeric))
), seen AS MATERIALIZED (
	(SELECT f.product_id, f.available, f.terms, f.price_minor[width_bucket($11, f.price_from)] AS own, NULL::tsvector AS words
	FROM @shop@.product_facet f
	WHERE $2 = '' AND NOT (SELECT o.yes FROM over o) AND f.marks @@ array_to_string($1::bigint[], '|')::tsquery AND f.visible_from <= $11 AND f.visible_to > $11
	LIMIT $23 + 1)
	UNION ALL
	(SELECT f.product_id, f.available, f.terms, f.price_minor[width_bucket($11, f.price_from)], s.words
	FROM @shop@.product_search s
	JOIN @shop@.product_facet f ON f.product_id = s.product_id
	WHERE $2 <> '' AND s.words @@ nullif($24, '')::tsquery AND ($25 = '' OR s.words @@ nullif($25, '')::tsquery)
		AND f.visible_from <= $11 AND f.visible_to > $11
		AND (s.locale = $4 OR (s.locale = $5 AND NOT EXISTS (
			SELECT 1 FROM @shop@.product_search o WHERE o.product_id = s.product_id AND o.locale = $4)))
	LIMIT $23 + 1)
), priced AS (
	SELECT s.product_id, s.available, s.terms,
		CASE WHEN $2 = '' THEN 0 ELSE ts_rank('{0.05, 0.2, 0.4, 1.0}', s.words, nullif($3, '')::tsquery) * 20
			+ ts_rank('{0.05, 0.2, 0.4, 1.0}', s.words, nullif($2, '')::tsquery, 32) END AS rank,
		CASE WHEN $7 = $8 THEN s.own
			ELSE least(e.price_minor[width_bucket($11, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN s.own ELSE e.rest_minor[width_bucket($11, e.price_from)] END::numeric * $9 + $10 * $22 / 2,
					$10 * $22)::bigint * $22)
		END AS minor
	FROM seen s
	LEFT JOIN @shop@.product_facet_price e ON $7 <> $8 AND e.product_id = s.product_id AND e.currency = $7
	WHERE s.own IS NOT NULL
), marked AS MATERIALIZED (
	SELECT p.product_id, p.available, p.terms, p.rank, p.minor,
		CASE WHEN $17 < 1 OR p.terms && k.t1 THEN 0 ELSE 1 END + CASE WHEN $17 < 2 OR p.terms && k.t2 THEN 0 ELSE 2 END
			+ CASE WHEN $17 < 3 OR p.terms && k.t3 THEN 0 ELSE 4 END + CASE WHEN $17 < 4 OR p.terms && k.t4 THEN 0 ELSE 8 END
			+ CASE WHEN $17 < 5 OR p.terms && k.t5 THEN 0 ELSE 16 END + CASE WHEN $17 < 6 OR p.terms && k.t6 THEN 0 ELSE 32 END
			+ CASE WHEN $17 < 7 OR p.terms && k.t7 THEN 0 ELSE 64 END + CASE WHEN $17 < 8 OR p.terms && k.t8 THEN 0 ELSE 128 END
			+ CASE WHEN p.minor < $18 OR p.minor > $19 THEN 256 ELSE 0 END
			+ CASE WHEN p.available OR NOT $20 THEN 0 ELSE 512 END AS missing
	FROM priced p
	CROSS JOIN pick k
)
SELECT (SELECT o.yes OR (SELECT count(*) > $23 FROM seen) FROM over o), ARRAY (
		SELECT m.product_id
		FROM marked m
		WHERE m.missing = 0 AND ($2 <> '' OR (SELECT count(*) <= $23 FROM seen))
		ORDER BY CASE $6 WHEN 'price' THEN m.minor WHEN 'price-down' THEN - m.minor END NULLS LAST,
			CASE WHEN $6 = 'name' THEN coalesce(
				(SELECT t.sort_key FROM @shop@.product_text t WHERE t.product_id = m.product_id AND t.locale = $4),
				(SELECT t.sort_key FROM @shop@.product_text t WHERE t.product_id = m.product_id AND t.locale = $5)) END,
			CASE WHEN $6 = 'new' THEN (SELECT p.created_at FROM @shop@.product p WHERE p.id = m.product_id) END DESC NULLS LAST,
			CASE WHEN $6 = 'new' THEN m.product_id END DESC NULLS LAST,
			m.rank DESC,
			CASE WHEN $6 = 'featured' AND $2 = '' THEN (SELECT min(pc.position) FROM @shop@.product_category pc
				WHERE pc.product_id = m.product_id AND pc.category_id = ANY ($1)) END NULLS LAST,
			CASE WHEN $2 <> '' THEN (SELECT p.featured FROM @shop@.product p WHERE p.id = m.product_id) END NULLS LAST, m.product_id
		LIMIT 2000
	) AS ids,
	(SELECT count(*) FROM marked) AS base,
	(SELECT count(*) FROM marked m WHERE m.missing = 0) AS total,
	(SELECT count(*) FROM marked m WHERE m.missing IN (0, 512) AND m.available) AS in_stock,
	c.missing, c.terms, c.counts, b.buckets, b.counts, b.lowest, b.highest
FROM (
	SELECT coalesce(array_agg(g.missing::bigint), '{}') AS missing, coalesce(array_agg(g.term), '{}') AS terms,
		coalesce(array_agg(g.n), '{}') AS counts
	FROM (
		SELECT has.missing, has.term, count(*) AS n
		FROM (
			SELECT m.missing, unnest(m.terms) AS term FROM marked m WHERE m.missing IN (0, 1, 2, 4, 8, 16, 32, 64, 128)
		) has
		GROUP BY has.missing, has.term
	) g
) c
CROSS JOIN (
	SELECT coalesce(array_agg(g.bucket ORDER BY g.bucket), '{}') AS buckets, coalesce(array_agg(g.n ORDER BY g.bucket), '{}') AS counts,
		coalesce(min(g.lowest), 0) AS lowest, coalesce(max(g.highest), 0) AS highest
	FROM (
		SELECT width_bucket(m.minor, $21)::bigint AS bucket, count(*) AS n, min(m.minor) AS lowest, max(m.minor) AS highest
		FROM marked m
		WHERE m.missing IN (0, 256)
		GROUP BY 1
	) g
) b;

-- What terms are called; position: of the attribute, -1 for options, which come first.
-- name: find_terms
-- on: shop
-- in: terms bigint[], facets text[], codes text[], locale text, default_locale text
-- out: id bigint, facet text, code text, number text?, type text, unit text, facet_name text, name text, facet_position bigint, position bigint
SELECT t.id, t.facet, t.code, t.number::text, coalesce(a.type, 'option'), coalesce(a.unit, ''),
	coalesce(a.label ->> $4, a.label ->> $5, t.facet_label ->> $4, t.facet_label ->> $5, left(t.facet, -1)),
	coalesce(a.choices -> t.code ->> $4, a.choices -> t.code ->> $5, t.label ->> $4, t.label ->> $5, t.code),
	coalesce(a.position, -1), t.position
FROM @shop@.facet_term t
LEFT JOIN @shop@.attribute a ON a.code || '.' = t.facet
WHERE t.id = ANY ($1) OR EXISTS (SELECT 1 FROM unnest($2::text[], $3::text[]) u (facet, code) WHERE u.facet = t.facet AND u.code = t.code);

-- Words of the shop that may be meant.
-- name: find_near_words
-- on: shop
-- in: locale text, keys bigint[]
-- out: word text, written text
WITH near AS MATERIALIZED (
	SELECT w.word, w.written FROM @shop@.search_word w WHERE w.locale = $1 AND w.near && $2
)
SELECT n.word, n.written FROM near n ORDER BY n.word LIMIT 500;

-- How many products each query finds alone, up to 1000; as many as that are told by the narrowest draw (shop/search_marks), in which they are
-- 16 at least.
-- name: find_word_counts
-- on: shop
-- in: locale text, queries text[], draw text
-- out: products bigint
SELECT CASE WHEN d.n >= 16 THEN 1000 ELSE (SELECT count(*) FROM (
		SELECT 1 FROM @shop@.product_search s
		JOIN @shop@.product_facet f ON f.product_id = s.product_id
		WHERE s.words @@ u.query::tsquery AND s.locale = $1 AND f.visible_from < 'infinity'
		LIMIT 1000) n) END
FROM unnest($2::text[]) WITH ORDINALITY u (query, place)
CROSS JOIN LATERAL (SELECT count(*) AS n FROM @shop@.product_search s WHERE s.words @@ (u.query::tsquery && $3::tsquery)) d
ORDER BY u.place;
