-- A shop as one file: what is told of it by the platform, and what changes in it where it comes back under another id.

-- Only the shop that was dropped comes back under its own id: the same name, made in the same second.
-- name: tenant_revive
-- on: platform
-- in: id bigint, name text, created_at timestamptz, cell text
UPDATE stoa.tenant SET state = 'creating', cell = $4
WHERE id = $1 AND name = $2 AND state = 'dropped' AND created_at >= $3 AND created_at < $3 + interval '1 second';

-- name: credential_all
-- on: shop
-- out: provider text, name text, sealed text
SELECT provider, name, sealed FROM @shop@.credential ORDER BY provider, name;

-- name: credential_reseal
-- on: shop
-- in: provider text, name text, sealed text
UPDATE @shop@.credential SET sealed = $3 WHERE provider = $1 AND name = $2;

-- Only as it was read.
-- name: credential_rotate
-- on: shop
-- in: provider text, name text, sealed text, before text
UPDATE @shop@.credential SET sealed = $3 WHERE provider = $1 AND name = $2 AND sealed = $4;

-- name: credential_forget
-- on: shop
-- in: provider text, name text
DELETE FROM @shop@.credential WHERE provider = $1 AND name = $2;

-- Addresses of pictures begin with the shop's id.
-- name: readdress_pictures
-- on: shop
-- in: before text, after text
UPDATE @shop@.picture SET address = $2 || substr(address, length($1) + 1) WHERE starts_with(address, $1);

-- name: readdress_media
-- on: shop
-- in: before text, after text
UPDATE @shop@.media SET address = $2 || substr(address, length($1) + 1) WHERE starts_with(address, $1);

-- name: readdress_blocks
-- on: shop
-- in: before text, after text
UPDATE @shop@.home_block SET picture = $2 || substr(picture, length($1) + 1) WHERE starts_with(picture, $1);

-- name: readdress_orders
-- on: shop
-- in: before text, after text
UPDATE @shop@.order_line SET picture = $2 || substr(picture, length($1) + 1) WHERE starts_with(picture, $1);

-- name: readdress_hero
-- on: shop
-- in: before text, after text
UPDATE @shop@.shop SET hero_address = $2 || substr(hero_address, length($1) + 1) WHERE starts_with(hero_address, $1);

-- name: readdress_logo
-- on: shop
-- in: before text, after text
UPDATE @shop@.shop SET logo_address = $2 || substr(logo_address, length($1) + 1) WHERE starts_with(logo_address, $1);

-- What pages show of products is written down with addresses, too: made anew by the worker.
-- name: product_docs_forget
-- on: shop
DELETE FROM @shop@.product_doc;

-- name: product_offers_forget
-- on: shop
DELETE FROM @shop@.product_offer;

-- People of another installation are nobody here, though somebody has the same number.
-- name: staff_forget_notes
-- on: shop
UPDATE @shop@.order_note SET staff_id = 0;

-- name: staff_forget_drafts
-- on: shop
UPDATE @shop@.draft SET staff_id = 0;

-- name: staff_forget_imports
-- on: shop
UPDATE @shop@.import_job SET staff_id = 0;

-- name: staff_forget_state_events
-- on: shop
UPDATE @shop@.state_event SET actor_id = NULL WHERE actor = 'staff';

-- name: staff_forget_events
-- on: shop
UPDATE @shop@.order_event SET actor_id = NULL WHERE actor = 'staff';
