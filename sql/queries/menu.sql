-- The menus that a merchant has set.

-- name: menu_rows
-- on: shop
-- out: id bigint, menu text, parent_id bigint?, kind text, target_id bigint?, address text?, label text, version bigint
SELECT id, menu, parent_id, kind, target_id, address, label::text, version FROM @shop@.menu_item ORDER BY position, id;

-- name: menu_lock
-- on: shop
-- in: menu text
-- out: id bigint, parent_id bigint?
SELECT id, parent_id FROM @shop@.menu_item WHERE menu = $1 ORDER BY position, id FOR UPDATE;

-- name: menu_insert
-- on: shop
-- in: menu text, parent_id bigint?, position bigint, kind text, target_id bigint?, address text?, label jsonb
-- out: id bigint
INSERT INTO @shop@.menu_item (menu, parent_id, position, kind, target_id, address, label) VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id;

-- name: menu_update
-- on: shop
-- in: id bigint, version bigint, parent_id bigint?, kind text, target_id bigint?, address text?, label jsonb
UPDATE @shop@.menu_item
SET parent_id = $3, kind = $4, target_id = $5, address = $6, label = $7, version = version + 1
WHERE id = $1 AND version = $2;

-- name: menu_positions
-- on: shop
-- in: ids bigint[]
UPDATE @shop@.menu_item m SET position = w.place
FROM unnest($1) WITH ORDINALITY w (id, place)
WHERE m.id = w.id;

-- name: menu_delete
-- on: shop
-- in: id bigint
DELETE FROM @shop@.menu_item WHERE id = $1;

-- name: menu_clear
-- on: shop
-- in: menu text
DELETE FROM @shop@.menu_item WHERE menu = $1;

-- name: menu_forget
-- on: shop
-- in: kind text, target_id bigint
DELETE FROM @shop@.menu_item WHERE kind = $1 AND target_id = $2;
