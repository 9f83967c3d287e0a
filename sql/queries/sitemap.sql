-- Things that have a page of their own: active products that can be priced, active categories, content pages. slug_bytes: of the longest
-- address, percent-encoded.

-- name: sitemap_files
-- on: shop
-- in: at timestamptz, currency text, things bigint, times bigint, head bigint, max_bytes bigint
-- out: kind text, first_id bigint, last_id bigint, changed_at timestamptz?
SELECT kind, min(id), max(id), max(changed_at)
FROM (
	SELECT t.kind, t.id, t.changed_at, row_number() OVER w - 1 AS place,
		(sum($4 * ($5 + s.slug_bytes)) OVER w)::bigint AS bytes
	FROM (
		SELECT 'product' AS kind, p.id, greatest(p.updated_at, p.publish_at, x.priced_at) AS changed_at
		FROM @shop@.product p
		JOIN (
			SELECT v.product_id, max(r.valid_from) AS priced_at
			FROM @shop@.variant v
			JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.currency = $2
				AND r.min_quantity = 1 AND r.valid_from <= $1 AND r.valid_to > $1
			WHERE v.state = 'active'
			GROUP BY v.product_id
		) x ON x.product_id = p.id
		WHERE p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
		UNION ALL
		SELECT 'category', c.id, NULL FROM @shop@.category c WHERE c.active
		UNION ALL
		SELECT 'page', g.id, NULL FROM @shop@.page g WHERE g.active
	) t
	JOIN (
		SELECT kind, entity_id,
			max(CASE WHEN octet_length(slug) = char_length(slug) THEN 1 ELSE 3 END * octet_length(slug)) AS slug_bytes
		FROM @shop@.slug
		WHERE current
		GROUP BY kind, entity_id
	) s ON s.kind = t.kind AND s.entity_id = t.id
	WINDOW w AS (PARTITION BY t.kind ORDER BY t.id)
) one
GROUP BY kind, place / $3, bytes / $6
ORDER BY kind, min(id);

-- name: sitemap_things
-- on: shop
-- in: kind text, first_id bigint, last_id bigint, max_rows bigint, at timestamptz, currency text
-- out: id bigint, changed_at timestamptz?, locales text[], slugs text[]
SELECT t.id, t.changed_at, s.locales, s.slugs
FROM (
	SELECT p.id, greatest(p.updated_at, p.publish_at, x.priced_at) AS changed_at
	FROM @shop@.product p
	JOIN LATERAL (
		SELECT max(r.valid_from) AS priced_at
		FROM @shop@.variant v
		JOIN @shop@.price r ON r.variant_id = v.id AND r.price_list = 'base' AND r.currency = $6
			AND r.min_quantity = 1 AND r.valid_from <= $5 AND r.valid_to > $5
		WHERE v.product_id = p.id AND v.state = 'active'
	) x ON x.priced_at IS NOT NULL
	WHERE $1 = 'product' AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now() AND p.id BETWEEN $2 AND $3
	UNION ALL
	SELECT c.id, NULL FROM @shop@.category c WHERE $1 = 'category' AND c.active AND c.id BETWEEN $2 AND $3
	UNION ALL
	SELECT g.id, NULL FROM @shop@.page g WHERE $1 = 'page' AND g.active AND g.id BETWEEN $2 AND $3
) t
JOIN LATERAL (
	SELECT array_agg(x.locale ORDER BY x.locale) AS locales, array_agg(x.slug ORDER BY x.locale) AS slugs
	FROM @shop@.slug x WHERE x.kind = $1 AND x.entity_id = t.id AND x.current
	HAVING count(*) > 0
) s ON true
ORDER BY t.id
LIMIT $4;
