-- Content pages as a merchant writes them.

-- name: content_rows
-- on: shop
-- in: locale text, default_locale text
-- out: id bigint, code text, role text?, active bool, title text, slug text
SELECT p.id, p.code, p.role, p.active, coalesce(t.title, d.title, p.code), coalesce(st.slug, sd.slug, '')
FROM @shop@.page p
LEFT JOIN @shop@.page_text t ON t.page_id = p.id AND t.locale = $1
LEFT JOIN @shop@.page_text d ON d.page_id = p.id AND d.locale = $2
LEFT JOIN @shop@.slug st ON st.kind = 'page' AND st.entity_id = p.id AND st.locale = $1 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'page' AND sd.entity_id = p.id AND sd.locale = $2 AND sd.current
ORDER BY p.position, p.id;

-- name: content_head
-- on: shop
-- in: id bigint
-- out: role text?, active bool, format text, version bigint
SELECT role, active, format, version FROM @shop@.page WHERE id = $1;

-- name: content_texts
-- on: shop
-- in: id bigint
-- out: locale text, title text, body text
SELECT locale, title, body FROM @shop@.page_text WHERE page_id = $1;

-- name: content_lock
-- on: shop
-- out: id bigint
SELECT id FROM @shop@.page ORDER BY position, id FOR UPDATE;

-- name: content_insert
-- on: shop
-- in: code text, position bigint, role text?, active bool, format text
-- out: id bigint
INSERT INTO @shop@.page (code, position, role, active, format) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (code) DO NOTHING
RETURNING id;

-- name: content_update
-- on: shop
-- in: id bigint, version bigint, role text?, active bool, format text
UPDATE @shop@.page SET role = $3, active = $4, format = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- The role that a page takes over is taken from the one that had it.
-- name: content_role_free
-- on: shop
-- in: id bigint, role text
UPDATE @shop@.page SET role = NULL, version = version + 1 WHERE role = $2 AND id <> $1;

-- name: content_text_put
-- on: shop
-- in: page_id bigint, locale text, title text, body text
INSERT INTO @shop@.page_text (page_id, locale, title, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (page_id, locale) DO UPDATE SET title = excluded.title, body = excluded.body;

-- name: content_text_drop
-- on: shop
-- in: page_id bigint, locale text
DELETE FROM @shop@.page_text WHERE page_id = $1 AND locale = $2;

-- name: content_positions
-- on: shop
-- in: ids bigint[]
UPDATE @shop@.page p SET position = w.place
FROM unnest($1) WITH ORDINALITY w (id, place)
WHERE p.id = w.id;

-- name: content_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.page WHERE id = $1;
