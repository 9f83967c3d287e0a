-- The staff's list of orders, the newest first, from one order on. In each query states, payment_states, shipping_states say what is let
-- through; unpaid_providers: unpaid orders of these count whatever payment_states says; pickups: only those that are collected; costly:
-- only those that cost something.

-- Each combination of states is read from its newest order on, as far as the page goes.
-- name: order_list_newest
-- on: shop
-- in: states text[], payment_states text[], shipping_states text[], unpaid_providers text[], pickups bool, before_at timestamptz, before_id bigint, max_rows bigint, costly bool
-- out: ids bigint[]
SELECT ARRAY (
	SELECT t.id
	FROM (
		SELECT o.id, o.placed_at
		FROM unnest($1::text[]) a (state)
		CROSS JOIN unnest($2::text[]) b (payment_state)
		CROSS JOIN unnest($3::text[]) c (shipping_state)
		CROSS JOIN LATERAL (
			SELECT x.id, x.placed_at FROM @shop@.orders x
			WHERE x.state = a.state AND x.payment_state = b.payment_state AND x.shipping_state = c.shipping_state
				AND (NOT $5 OR x.pickup_id IS NOT NULL) AND (NOT $9 OR x.total_minor > 0) AND (x.placed_at, x.id) < ($6, $7)
			ORDER BY x.placed_at DESC, x.id DESC
			LIMIT $8
		) o
		UNION ALL
		SELECT o.id, o.placed_at
		FROM unnest($1::text[]) a (state)
		CROSS JOIN (SELECT s.payment_state FROM (VALUES ('unpaid'), ('part_paid')) s (payment_state)
			WHERE cardinality($4::text[]) > 0 AND s.payment_state <> ALL ($2::text[])) b
		CROSS JOIN unnest($3::text[]) c (shipping_state)
		CROSS JOIN LATERAL (
			SELECT x.id, x.placed_at FROM @shop@.orders x
			WHERE x.state = a.state AND x.payment_state = b.payment_state AND x.shipping_state = c.shipping_state
				AND EXISTS (SELECT 1 FROM @shop@.payment p WHERE p.order_id = x.id AND p.provider = ANY ($4))
				AND (NOT $5 OR x.pickup_id IS NOT NULL) AND (NOT $9 OR x.total_minor > 0) AND (x.placed_at, x.id) < ($6, $7)
			ORDER BY x.placed_at DESC, x.id DESC
			LIMIT $8
		) o
	) t
	ORDER BY t.placed_at DESC, t.id DESC
	LIMIT $8
) AS ids;

-- Orders whose number or e-mail begins with the words, or whose name holds them: two letters at least. No more than most, in no order.
-- name: order_list_hits
-- on: shop
-- in: search text, most bigint
-- out: ids bigint[]
SELECT ARRAY (
	SELECT hit.id
	FROM (
		(SELECT o.id FROM @shop@.orders o
			WHERE lower(o.number) COLLATE "C" >= lower($1) AND lower(o.number) COLLATE "C" < lower($1) || chr(1114111) LIMIT $2)
		UNION
		(SELECT c.order_id FROM @shop@.order_contact c
			WHERE lower(c.email) COLLATE "C" >= lower($1) AND lower(c.email) COLLATE "C" < lower($1) || chr(1114111) LIMIT $2)
		UNION
		(SELECT a.order_id FROM @shop@.order_address a
			WHERE a.kind = 'shipping' AND strpos(lower(a.name), lower($1)) > 0
				AND string_to_array(
					regexp_replace(lower(a.name), '(..)', '\1' || chr(31), 'g') || chr(31) || regexp_replace(substr(lower(a.name), 2), '(..)', '\1' || chr(31), 'g') || chr(31)
					|| regexp_replace(lower(a.name), '(...)', '\1' || chr(31), 'g') || chr(31) || regexp_replace(substr(lower(a.name), 2), '(...)', '\1' || chr(31), 'g') || chr(31)
					|| regexp_replace(substr(lower(a.name), 3), '(...)', '\1' || chr(31), 'g'), chr(31))
					@> ARRAY (SELECT substr(lower($1), i, least(3, length($1))) FROM generate_series(1, greatest(length($1) - 2, 1)) i)
			LIMIT $2)
	) hit
	LIMIT $2
) AS ids;

-- name: order_list_among
-- on: shop
-- in: among bigint[], states text[], payment_states text[], shipping_states text[], unpaid_providers text[], pickups bool, before_at timestamptz, before_id bigint, max_rows bigint, costly bool
-- out: ids bigint[]
SELECT ARRAY (
	SELECT o.id
	FROM unnest($1::bigint[]) h (id)
	JOIN @shop@.orders o ON o.id = h.id
	WHERE o.state = ANY ($2) AND o.shipping_state = ANY ($4)
		AND (o.payment_state = ANY ($3) OR (o.payment_state IN ('unpaid', 'part_paid') AND EXISTS (SELECT 1 FROM @shop@.payment p
			WHERE p.order_id = o.id AND p.provider = ANY ($5))))
		AND (NOT $6 OR o.pickup_id IS NOT NULL) AND (NOT $10 OR o.total_minor > 0)
		AND (o.placed_at, o.id) < ($7, $8)
	ORDER BY o.placed_at DESC, o.id DESC
	LIMIT $9
) AS ids;

-- What so many orders have that a page of them is soon found: from the newest on.
-- name: order_list_walk
-- on: shop
-- in: search text, states text[], payment_states text[], shipping_states text[], unpaid_providers text[], pickups bool, before_at timestamptz, before_id bigint, max_rows bigint, costly bool
-- out: ids bigint[]
SELECT ARRAY (
	SELECT o.id
	FROM @shop@.orders o
	LEFT JOIN @shop@.order_contact c ON c.order_id = o.id
	LEFT JOIN @shop@.order_address a ON a.order_id = o.id AND a.kind = 'shipping'
	WHERE o.state = ANY ($2) AND o.shipping_state = ANY ($4)
		AND (o.payment_state = ANY ($3) OR (o.payment_state IN ('unpaid', 'part_paid') AND EXISTS (SELECT 1 FROM @shop@.payment p
			WHERE p.order_id = o.id AND p.provider = ANY ($5))))
		AND (starts_with(lower(o.number), lower($1)) OR starts_with(lower(c.email), lower($1)) OR strpos(lower(a.name), lower($1)) > 0)
		AND (NOT $6 OR o.pickup_id IS NOT NULL) AND (NOT $10 OR o.total_minor > 0)
		AND (o.placed_at, o.id) < ($7, $8)
	ORDER BY o.placed_at DESC, o.id DESC
	LIMIT $9
) AS ids;

-- name: order_list
-- on: shop
-- in: ids bigint[]
-- out: id bigint, number text, name text, email text, country text, state text, payment_state text, shipping_state text,
-- currency text, total_minor bigint, pieces bigint, placed_at timestamptz
SELECT o.id, o.number, coalesce(a.name, ''), coalesce(c.email, ''), coalesce(a.country, o.tax_country), o.state,
	o.payment_state, o.shipping_state, o.currency, o.total_minor,
	(SELECT coalesce(sum(l.quantity), 0) FROM @shop@.order_line l WHERE l.order_id = o.id)::bigint, o.placed_at
FROM unnest($1::bigint[]) WITH ORDINALITY u (id, place)
JOIN @shop@.orders o ON o.id = u.id
LEFT JOIN @shop@.order_contact c ON c.order_id = o.id
LEFT JOIN @shop@.order_address a ON a.order_id = o.id AND a.kind = 'shipping'
ORDER BY u.place;
