-- Lists that are too long to look at each product of (shop/finding_large). A set is what passes some of what was chosen, as far as it is
-- counted: the list itself (0), and what fails one facet alone (its bit) or the price alone (256), as in find_products.

-- The terms of what was chosen, by its place in the arrays; a value that no product has gives none.
-- name: find_picks
-- on: shop
-- in: slot bigint[], facet text[], code text[], low text[], high text[]
-- out: slot bigint, id bigint
SELECT u.slot, t.id
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) u (slot, facet, code, low, high)
JOIN @shop@.facet_term t ON t.facet = u.facet AND (t.code = u.code OR (t.number >= u.low::numeric AND t.number < u.high::numeric))
ORDER BY u.slot, t.id;

-- queries: a set's tsquery over marks, or over the words and the marks among them, and beyond: what that leaves open, or '' (shop/finding_draw). priced: 1 within the range, -1 outside, 0
-- wherever. stocked: 1 available alone. most: products that are looked at. ids: the list, best match first.
-- name: find_sets
-- on: shop
-- in: sets bigint[], queries text[], priced bigint[], stocked bigint[], most bigint[], words text, exact text, locale text, default_locale text, currency text, own_currency text, num bigint, den bigint, at timestamptz, price_low bigint?, price_high bigint?, bounds bigint[], step bigint, beyond text[]
-- out: ids bigint[], minors bigint[], sets bigint[], sizes bigint[], in_stock bigint, missing bigint[], terms bigint[], counts bigint[], buckets bigint[], bucket_counts bigint[], lowest bigint, highest bigint
WITH asked AS MATERIALIZED (
	SELECT u.* FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $19::text[]) u (set, query, priced, stocked, most, beyond)
), found AS MATERIALIZED (
	SELECT a.set, r.product_id, r.terms, r.available, r.minor, r.words
	FROM asked a
	CROSS JOIN LATERAL (
		(SELECT f.product_id, f.terms, f.available, v.minor, NULL::tsvector AS words
		FROM @shop@.product_facet f
		CROSS JOIN LATERAL (SELECT CASE WHEN $10 = $11 THEN f.price_minor[width_bucket($14, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($14, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($14, f.price_from)] ELSE e.rest_minor[width_bucket($14, e.price_from)] END::numeric
					* $12 + $13 * $18 / 2, $13 * $18)::bigint * $18)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $10) END AS minor) v
		WHERE $6 = '' AND f.marks @@ nullif(a.query, '')::tsquery AND f.visible_from <= $14 AND f.visible_to > $14 AND v.minor IS NOT NULL
			AND (a.stocked = 0 OR f.available)
			AND (a.priced = 0 OR (a.priced = 1) = (coalesce(v.minor >= $15, true) AND coalesce(v.minor <= $16, true)))
		LIMIT a.most)
		UNION ALL
		(SELECT f.product_id, f.terms, f.available, v.minor, CASE WHEN a.set = 0 THEN s.words END
		FROM @shop@.product_search s
		JOIN @shop@.product_facet f ON f.product_id = s.product_id
		CROSS JOIN LATERAL (SELECT CASE WHEN $10 = $11 THEN f.price_minor[width_bucket($14, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($14, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($14, f.price_from)] ELSE e.rest_minor[width_bucket($14, e.price_from)] END::numeric
					* $12 + $13 * $18 / 2, $13 * $18)::bigint * $18)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $10) END AS minor) v
		WHERE $6 <> '' AND s.words @@ nullif(a.query, '')::tsquery AND (a.beyond = '' OR s.words @@ nullif(a.beyond, '')::tsquery)
			AND (s.locale = $8 OR (s.locale = $9 AND NOT EXISTS (
				SELECT 1 FROM @shop@.product_search o WHERE o.product_id = s.product_id AND o.locale = $8)))
			AND f.visible_from <= $14 AND f.visible_to > $14 AND v.minor IS NOT NULL AND (a.stocked = 0 OR f.available)
			AND (a.priced = 0 OR (a.priced = 1) = (coalesce(v.minor >= $15, true) AND coalesce(v.minor <= $16, true)))
		LIMIT a.most)
	) r
), list AS MATERIALIZED (
	SELECT f.product_id, f.minor, row_number() OVER (ORDER BY
		CASE WHEN $6 <> '' THEN ts_rank('{0.05, 0.2, 0.4, 1.0}', f.words, nullif($7, '')::tsquery) * 20
			+ ts_rank('{0.05, 0.2, 0.4, 1.0}', f.words, nullif($6, '')::tsquery, 32) END DESC,
		CASE WHEN $6 <> '' THEN (SELECT p.featured FROM @shop@.product p WHERE p.id = f.product_id) END NULLS LAST, f.product_id) AS place
	FROM found f
	WHERE f.set = 0
)
SELECT l.ids, l.minors, z.sets, z.sizes, (SELECT count(*) FROM found f WHERE f.set = 0 AND f.available), c.missing, c.terms, c.counts,
	b.buckets, b.counts, b.lowest, b.highest
FROM (
	SELECT coalesce(array_agg(l.product_id ORDER BY l.place), '{}') AS ids, coalesce(array_agg(l.minor ORDER BY l.place), '{}') AS minors FROM list l
) l
CROSS JOIN (
	SELECT coalesce(array_agg(g.set), '{}') AS sets, coalesce(array_agg(g.n), '{}') AS sizes
	FROM (SELECT f.set, count(*) AS n FROM found f GROUP BY f.set) g
) z
CROSS JOIN (
	SELECT coalesce(array_agg(g.set), '{}') AS missing, coalesce(array_agg(g.term), '{}') AS terms, coalesce(array_agg(g.n), '{}') AS counts
	FROM (
		SELECT has.set, has.term, count(*) AS n
		FROM (SELECT f.set, unnest(f.terms) AS term FROM found f WHERE f.set <> 256) has
		GROUP BY has.set, has.term
	) g
) c
CROSS JOIN (
	SELECT coalesce(array_agg(g.bucket ORDER BY g.bucket), '{}') AS buckets, coalesce(array_agg(g.n ORDER BY g.bucket), '{}') AS counts,
		coalesce(min(g.lowest), 0) AS lowest, coalesce(max(g.highest), 0) AS highest
	FROM (
		SELECT width_bucket(f.minor, $17)::bigint AS bucket, count(*) AS n, min(f.minor) AS lowest, max(f.minor) AS highest
		FROM found f
		WHERE f.set IN (0, 256)
		GROUP BY 1
	) g
) b;

-- Products that are all known, in their order, as find_products has it. places: what stands first where nothing else decides.
-- name: find_order
-- on: shop
-- in: ids bigint[], minors bigint[], sort text, categories bigint[], locale text, default_locale text
-- out: ids bigint[]
SELECT ARRAY (
	SELECT m.product_id
	FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY m (product_id, minor, place)
	LEFT JOIN (
		SELECT pc.product_id, min(pc.position) AS position
		FROM @shop@.product_category pc
		WHERE $3 = 'featured' AND pc.product_id = ANY ($1) AND pc.category_id = ANY ($4)
		GROUP BY pc.product_id
	) shelf ON shelf.product_id = m.product_id
	ORDER BY CASE $3 WHEN 'price' THEN m.minor WHEN 'price-down' THEN - m.minor END NULLS LAST,
		CASE WHEN $3 = 'name' THEN coalesce(
			(SELECT t.sort_key FROM @shop@.product_text t WHERE t.product_id = m.product_id AND t.locale = $5),
			(SELECT t.sort_key FROM @shop@.product_text t WHERE t.product_id = m.product_id AND t.locale = $6)) END,
		CASE WHEN $3 = 'new' THEN (SELECT p.created_at FROM @shop@.product p WHERE p.id = m.product_id) END DESC NULLS LAST,
		CASE WHEN $3 = 'new' THEN m.product_id END DESC NULLS LAST,
		shelf.position NULLS LAST, m.place
	LIMIT 2000
) AS ids;

-- The first products of an order, walked until there are max_rows that have what was chosen. The merchant's order of a category.
-- name: find_walk_featured
-- on: shop
-- in: categories bigint[], query text, currency text, own_currency text, num bigint, den bigint, at timestamptz, price_low bigint?, price_high bigint?, in_stock bool, step bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT r.product_id
	FROM unnest($1::bigint[]) c (id)
	CROSS JOIN LATERAL (
		SELECT pc.product_id, pc.position
		FROM @shop@.product_category pc
		CROSS JOIN LATERAL (SELECT * FROM @shop@.product_facet g WHERE g.product_id = pc.product_id LIMIT 1) f
		CROSS JOIN LATERAL (SELECT CASE WHEN $3 = $4 THEN f.price_minor[width_bucket($7, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($7, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($7, f.price_from)] ELSE e.rest_minor[width_bucket($7, e.price_from)] END::numeric
					* $5 + $6 * $11 / 2, $6 * $11)::bigint * $11)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $3) END AS minor) v
		WHERE pc.category_id = c.id AND f.marks @@ $2::tsquery AND f.visible_from <= $7 AND f.visible_to > $7 AND v.minor IS NOT NULL
			AND (NOT $10 OR f.available) AND coalesce(v.minor >= $8, true) AND coalesce(v.minor <= $9, true)
		ORDER BY pc.position, pc.product_id
		LIMIT $12
	) r
	GROUP BY r.product_id
	ORDER BY min(r.position), r.product_id
	LIMIT $12
) AS ids;

-- Likewise where nothing is chosen, so that nearly all are seen: half as many again, and a hundred, are taken of each category's order, and
-- looked at only then. Where fewer than max_rows come of them, find_walk_featured knows.
-- name: find_walk_shelf
-- on: shop
-- in: categories bigint[], at timestamptz, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT r.product_id
	FROM (
		SELECT t.product_id, min(t.position) AS position
		FROM unnest($1::bigint[]) c (id)
		CROSS JOIN LATERAL (
			SELECT pc.product_id, pc.position
			FROM @shop@.product_category pc
			WHERE pc.category_id = c.id
			ORDER BY pc.position, pc.product_id
			LIMIT $3 + $3 / 2 + 100
		) t
		GROUP BY t.product_id
		ORDER BY min(t.position), t.product_id
		LIMIT $3 + $3 / 2 + 100
	) r
	JOIN @shop@.product_facet f ON f.product_id = r.product_id
	WHERE f.visible_from <= $2 AND f.visible_to > $2 AND f.price_minor[width_bucket($2, f.price_from)] IS NOT NULL
	ORDER BY r.position, r.product_id
	LIMIT $3
) AS ids;

-- By name or age. query: as of a set; '' for any. except: products with a text in this language are left out, '' for none; those whose name is
-- in another language come after all that have one in the reader's.
-- name: find_walk
-- on: shop
-- in: sort text, query text, words text, locale text, default_locale text, walked text, except text, currency text, own_currency text, num bigint, den bigint, at timestamptz, price_low bigint?, price_high bigint?, in_stock bool, step bigint, max_rows bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT w.product_id
	FROM (
		(SELECT t.product_id, row_number() OVER (ORDER BY t.sort_key, t.product_id) AS place
		FROM @shop@.product_text t
		CROSS JOIN LATERAL (SELECT * FROM @shop@.product_facet g WHERE g.product_id = t.product_id LIMIT 1) f
		CROSS JOIN LATERAL (SELECT CASE WHEN $8 = $9 THEN f.price_minor[width_bucket($12, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($12, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($12, f.price_from)] ELSE e.rest_minor[width_bucket($12, e.price_from)] END::numeric
					* $10 + $11 * $16 / 2, $11 * $16)::bigint * $16)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $8) END AS minor) v
		WHERE $1 = 'name' AND t.locale = $6 AND f.visible_from <= $12 AND f.visible_to > $12 AND v.minor IS NOT NULL
			AND ($2 = '' OR $3 <> '' OR f.marks @@ nullif($2, '')::tsquery) AND (NOT $15 OR f.available) AND coalesce(v.minor >= $13, true) AND coalesce(v.minor <= $14, true)
			AND ($3 = '' OR (SELECT s.words @@ (nullif($3, '')::tsquery && $2::tsquery) FROM @shop@.product_search s
				WHERE s.product_id = f.product_id AND s.locale IN ($4, $5) ORDER BY (s.locale = $4) DESC LIMIT 1))
			AND ($7 = '' OR NOT EXISTS (SELECT 1 FROM @shop@.product_text o WHERE o.product_id = t.product_id AND o.locale = $7))
		ORDER BY t.sort_key, t.product_id
		LIMIT $17)
		UNION ALL
		(SELECT p.id, row_number() OVER (ORDER BY p.created_at DESC, p.id DESC)
		FROM @shop@.product p
		CROSS JOIN LATERAL (SELECT * FROM @shop@.product_facet g WHERE g.product_id = p.id LIMIT 1) f
		CROSS JOIN LATERAL (SELECT CASE WHEN $8 = $9 THEN f.price_minor[width_bucket($12, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($12, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($12, f.price_from)] ELSE e.rest_minor[width_bucket($12, e.price_from)] END::numeric
					* $10 + $11 * $16 / 2, $11 * $16)::bigint * $16)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $8) END AS minor) v
		WHERE $1 = 'new' AND f.visible_from <= $12 AND f.visible_to > $12 AND v.minor IS NOT NULL
			AND ($2 = '' OR $3 <> '' OR f.marks @@ nullif($2, '')::tsquery) AND (NOT $15 OR f.available) AND coalesce(v.minor >= $13, true) AND coalesce(v.minor <= $14, true)
			AND ($3 = '' OR (SELECT s.words @@ (nullif($3, '')::tsquery && $2::tsquery) FROM @shop@.product_search s
				WHERE s.product_id = f.product_id AND s.locale IN ($4, $5) ORDER BY (s.locale = $4) DESC LIMIT 1))
		ORDER BY p.created_at DESC, p.id DESC
		LIMIT $17)
	) w
	ORDER BY w.place
	LIMIT $17
) AS ids;

-- By price. What is cheapest now stands in an index where no clock will change it; the others, and amounts that are entered in another
-- currency, are put in order.
-- name: find_walk_price
-- on: shop
-- in: down bool, query text, words text, locale text, currency text, own_currency text, num bigint, den bigint, at timestamptz, price_low bigint?, price_high bigint?, in_stock bool, step bigint, max_rows bigint, default_locale text
-- out: ids bigint[]
SELECT ARRAY (
	SELECT w.product_id
	FROM (
		(SELECT f.product_id, v.minor, f.price_minor[1] AS own
		FROM @shop@.product_facet f
		CROSS JOIN LATERAL (SELECT CASE WHEN $5 = $6 THEN f.price_minor[width_bucket($9, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($9, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($9, f.price_from)] ELSE e.rest_minor[width_bucket($9, e.price_from)] END::numeric
					* $7 + $8 * $13 / 2, $8 * $13)::bigint * $13)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $5) END AS minor) v
		WHERE NOT $1 AND cardinality(f.price_minor) = 1 AND f.price_minor[1] IS NOT NULL
			AND ($5 = $6 OR NOT EXISTS (SELECT 1 FROM @shop@.product_facet_price o WHERE o.product_id = f.product_id AND o.currency = $5))
			AND f.visible_from <= $9 AND f.visible_to > $9 AND v.minor IS NOT NULL
			AND ($2 = '' OR $3 <> '' OR f.marks @@ nullif($2, '')::tsquery) AND (NOT $12 OR f.available) AND coalesce(v.minor >= $10, true) AND coalesce(v.minor <= $11, true)
			AND ($3 = '' OR (SELECT s.words @@ (nullif($3, '')::tsquery && $2::tsquery) FROM @shop@.product_search s
				WHERE s.product_id = f.product_id AND s.locale IN ($4, $15) ORDER BY (s.locale = $4) DESC LIMIT 1))
		ORDER BY f.price_minor[1], f.product_id
		LIMIT $14)
		UNION ALL
		(SELECT f.product_id, v.minor, f.price_minor[1] AS own
		FROM @shop@.product_facet f
		CROSS JOIN LATERAL (SELECT CASE WHEN $5 = $6 THEN f.price_minor[width_bucket($9, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($9, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($9, f.price_from)] ELSE e.rest_minor[width_bucket($9, e.price_from)] END::numeric
					* $7 + $8 * $13 / 2, $8 * $13)::bigint * $13)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $5) END AS minor) v
		WHERE $1 AND cardinality(f.price_minor) = 1 AND f.price_minor[1] IS NOT NULL
			AND ($5 = $6 OR NOT EXISTS (SELECT 1 FROM @shop@.product_facet_price o WHERE o.product_id = f.product_id AND o.currency = $5))
			AND f.visible_from <= $9 AND f.visible_to > $9 AND v.minor IS NOT NULL
			AND ($2 = '' OR $3 <> '' OR f.marks @@ nullif($2, '')::tsquery) AND (NOT $12 OR f.available) AND coalesce(v.minor >= $10, true) AND coalesce(v.minor <= $11, true)
			AND ($3 = '' OR (SELECT s.words @@ (nullif($3, '')::tsquery && $2::tsquery) FROM @shop@.product_search s
				WHERE s.product_id = f.product_id AND s.locale IN ($4, $15) ORDER BY (s.locale = $4) DESC LIMIT 1))
		ORDER BY f.price_minor[1] DESC, f.product_id DESC
		LIMIT $14)
		UNION ALL
		(SELECT f.product_id, v.minor, f.price_minor[width_bucket($9, f.price_from)] AS own
		FROM @shop@.product_facet f
		CROSS JOIN LATERAL (SELECT CASE WHEN $5 = $6 THEN f.price_minor[width_bucket($9, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($9, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($9, f.price_from)] ELSE e.rest_minor[width_bucket($9, e.price_from)] END::numeric
					* $7 + $8 * $13 / 2, $8 * $13)::bigint * $13)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $5) END AS minor) v
		WHERE cardinality(f.price_minor) <> 1
			AND f.visible_from <= $9 AND f.visible_to > $9 AND v.minor IS NOT NULL
			AND ($2 = '' OR $3 <> '' OR f.marks @@ nullif($2, '')::tsquery) AND (NOT $12 OR f.available) AND coalesce(v.minor >= $10, true) AND coalesce(v.minor <= $11, true)
			AND ($3 = '' OR (SELECT s.words @@ (nullif($3, '')::tsquery && $2::tsquery) FROM @shop@.product_search s
				WHERE s.product_id = f.product_id AND s.locale IN ($4, $15) ORDER BY (s.locale = $4) DESC LIMIT 1))
		ORDER BY CASE WHEN $1 THEN - v.minor ELSE v.minor END
		LIMIT $14)
		UNION ALL
		(SELECT f.product_id, v.minor, f.price_minor[width_bucket($9, f.price_from)] AS own
		FROM @shop@.product_facet_price x
		JOIN @shop@.product_facet f ON f.product_id = x.product_id AND cardinality(f.price_minor) = 1
		CROSS JOIN LATERAL (SELECT CASE WHEN $5 = $6 THEN f.price_minor[width_bucket($9, f.price_from)] ELSE (
			SELECT least(e.price_minor[width_bucket($9, e.price_from)],
				div(CASE WHEN e.product_id IS NULL THEN f.price_minor[width_bucket($9, f.price_from)] ELSE e.rest_minor[width_bucket($9, e.price_from)] END::numeric
					* $7 + $8 * $13 / 2, $8 * $13)::bigint * $13)
			FROM (SELECT 1) one LEFT JOIN @shop@.product_facet_price e ON e.product_id = f.product_id AND e.currency = $5) END AS minor) v
		WHERE $5 <> $6 AND x.currency = $5
			AND f.visible_from <= $9 AND f.visible_to > $9 AND v.minor IS NOT NULL
			AND ($2 = '' OR $3 <> '' OR f.marks @@ nullif($2, '')::tsquery) AND (NOT $12 OR f.available) AND coalesce(v.minor >= $10, true) AND coalesce(v.minor <= $11, true)
			AND ($3 = '' OR (SELECT s.words @@ (nullif($3, '')::tsquery && $2::tsquery) FROM @shop@.product_search s
				WHERE s.product_id = f.product_id AND s.locale IN ($4, $15) ORDER BY (s.locale = $4) DESC LIMIT 1))
		ORDER BY CASE WHEN $1 THEN - v.minor ELSE v.minor END
		LIMIT $14)
	) w
	ORDER BY CASE WHEN $1 THEN - w.minor ELSE w.minor END, CASE WHEN $1 THEN - w.own ELSE w.own END,
		CASE WHEN $1 THEN - w.product_id ELSE w.product_id END
	LIMIT $14
) AS ids;
