-- name: search_ids
-- on: shop
-- in: words text, locale text, default_locale text
-- out: ids bigint[]
SELECT ARRAY (
	WITH found AS (
		SELECT s.product_id, s.words
		FROM @shop@.product_search s
		WHERE s.words @@ $1::tsquery
			AND (s.locale = $2 OR (s.locale = $3 AND NOT EXISTS (
				SELECT 1 FROM @shop@.product_search o WHERE o.product_id = s.product_id AND o.locale = $2)))
		LIMIT 2001
	)
	SELECT p.id
	FROM found f
	JOIN @shop@.product p ON p.id = f.product_id
	WHERE p.state = 'active'
	ORDER BY ts_rank(f.words, $1::tsquery) DESC, p.featured NULLS LAST, p.id
) AS ids;
