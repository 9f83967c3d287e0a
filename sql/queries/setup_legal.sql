-- Which pages are the legal ones, and what a new shop has of them.

-- name: setup_role_free
-- on: shop
-- in: role text
UPDATE @shop@.page SET role = NULL, version = version + 1 WHERE role = $1;

-- name: setup_role_set
-- on: shop
-- in: id bigint, role text
UPDATE @shop@.page SET role = $2, version = version + 1 WHERE id = $1;

-- name: seed_page
-- on: shop
-- in: code text, position bigint
-- out: id bigint
INSERT INTO @shop@.page (code, position, role, active) VALUES ($1, $2, $1, false)
ON CONFLICT (code) DO NOTHING
RETURNING id;

-- name: seed_page_text
-- on: shop
-- in: page_id bigint, locale text, title text, body text
INSERT INTO @shop@.page_text (page_id, locale, title, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (page_id, locale) DO NOTHING;
