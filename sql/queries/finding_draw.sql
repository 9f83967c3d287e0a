-- How many products a search's questions have, as the narrowest draw (shop/search_marks) has it. A query of queries is what a search asks with all
-- that was chosen; begun: the same with the marks of a word's beginning for a word that is only begun, asked only where queries has fewer
-- than enough. draw: mark_draw(); beyond: what begun does not say to the end, '' where it does.
-- name: find_drawn
-- on: shop
-- in: queries text[], begun text[], draw text, enough bigint, beyond text
-- out: products bigint, begun bigint
SELECT w.n, b.n
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY a (query, begun, place)
CROSS JOIN LATERAL (
	SELECT count(*) AS n FROM @shop@.product_search s WHERE s.words @@ (a.query::tsquery && $3::tsquery)
) w
CROSS JOIN LATERAL (
	SELECT count(*) AS n FROM @shop@.product_search s
	WHERE w.n < $4 AND s.words @@ (nullif(a.begun, '')::tsquery && $3::tsquery) AND ($5 = '' OR s.words @@ nullif($5, '')::tsquery)
) b
ORDER BY a.place;
