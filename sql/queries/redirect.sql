-- Where old addresses lead.

-- name: redirect_find
-- on: shop
-- in: paths text[]
-- out: path text, target text, status bigint
SELECT path, target, status FROM @shop@.redirect WHERE path = ANY ($1);

-- name: redirect_rows
-- on: shop
-- in: search text, after text, max_rows bigint
-- out: id bigint, path text, target text, status bigint
SELECT id, path, target, status FROM @shop@.redirect
WHERE path > $2 AND ($1 = '' OR strpos(lower(path), lower($1)) > 0 OR strpos(lower(target), lower($1)) > 0)
ORDER BY path
LIMIT $3;

-- name: redirect_count
-- on: shop
-- out: n bigint
SELECT count(*) FROM @shop@.redirect;

-- name: redirect_insert
-- on: shop
-- in: path text, target text, status bigint
INSERT INTO @shop@.redirect (path, target, status) VALUES ($1, $2, $3)
ON CONFLICT (path) DO NOTHING;

-- name: redirect_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.redirect WHERE id = $1;

-- Whether an address of a thing shows it, or leads to one that is shown.
-- name: redirect_address_shown
-- on: shop
-- in: kind text, slug text
-- out: shown bool
SELECT EXISTS (
	SELECT 1 FROM @shop@.slug s
	WHERE s.kind = $1 AND s.slug = $2 AND CASE s.kind
		WHEN 'category' THEN EXISTS (SELECT 1 FROM @shop@.category c WHERE c.id = s.entity_id AND c.active)
		WHEN 'page' THEN EXISTS (SELECT 1 FROM @shop@.page g WHERE g.id = s.entity_id AND g.active)
		ELSE EXISTS (SELECT 1 FROM @shop@.product p WHERE p.id = s.entity_id AND p.state = 'active')
	END
);
