-- Pictures: what is kept of each file, and which product shows it where.

-- The same file again is the row that is there, with the sizes that it has.
-- name: media_add
-- on: shop
-- in: hash text, kind text, address text, bytes bigint, now timestamptz, shared bool
-- out: id bigint, address text, state text
INSERT INTO @shop@.media AS m (hash, kind, address, state, bytes, touched_at, shared)
VALUES ($1, $2, $3, 'waiting', $4, $5, $6)
ON CONFLICT (hash) DO UPDATE SET touched_at = excluded.touched_at, shared = m.shared OR excluded.shared
RETURNING id, address, state;

-- name: media_by_id
-- on: shop
-- in: id bigint
-- out: id bigint, kind text, address text, state text
SELECT id, kind, address, state FROM @shop@.media WHERE id = $1;

-- name: media_done
-- on: shop
-- in: id bigint, address text, state text
UPDATE @shop@.media SET address = $2, state = $3 WHERE id = $1;

-- Everything that shows the picture by its address takes the new one. Orders keep theirs: it stays good.
-- name: media_moved_pictures
-- on: shop
-- in: id bigint, address text
-- out: product_id bigint
UPDATE @shop@.picture SET address = $2 WHERE media_id = $1 RETURNING product_id;

-- name: media_moved_blocks
-- on: shop
-- in: before text, address text
-- out: id bigint
UPDATE @shop@.home_block SET picture = $2 WHERE picture = $1 RETURNING id;

-- name: media_moved_hero
-- on: shop
-- in: before text, address text
-- out: id bigint
UPDATE @shop@.shop SET hero_address = $2 WHERE hero_address = $1 RETURNING id::bigint;

-- name: media_moved_logo
-- on: shop
-- in: before text, address text
-- out: id bigint
UPDATE @shop@.shop SET logo_address = $2 WHERE logo_address = $1 RETURNING id::bigint;

-- name: picture_list
-- on: shop
-- in: product_id bigint
-- out: id bigint, variant_id bigint, media_id bigint, address text?, source_address text, fetch_error text, alt jsonb
SELECT id, coalesce(variant_id, 0), coalesce(media_id, 0), address, coalesce(source_address, ''), fetch_error, alt
FROM @shop@.picture
WHERE product_id = $1
ORDER BY position, id;

-- name: picture_missing
-- on: shop
-- in: product_id bigint
-- out: pictures bigint
SELECT count(*) FROM @shop@.picture WHERE product_id = $1 AND address IS NULL AND fetch_error <> '';

-- name: picture_last
-- on: shop
-- in: product_id bigint
-- out: pictures bigint, position bigint
SELECT count(*), coalesce(max(position), -1) FROM @shop@.picture WHERE product_id = $1;

-- name: picture_add
-- on: shop
-- in: product_id bigint, media_id bigint, address text, width bigint, height bigint, position bigint
INSERT INTO @shop@.picture (product_id, media_id, address, width, height, position)
VALUES ($1, $2, $3, $4, $5, $6);

-- A text that became empty is taken out.
-- name: picture_change
-- on: shop
-- in: id bigint, product_id bigint, variant_id bigint?, alt jsonb, position bigint
UPDATE @shop@.picture SET variant_id = $3, alt = jsonb_strip_nulls(alt || $4), position = $5
WHERE id = $1 AND product_id = $2;

-- name: picture_remove
-- on: shop
-- in: ids bigint[], product_id bigint
-- out: id bigint, media_id bigint
DELETE FROM @shop@.picture WHERE id = ANY($1) AND product_id = $2
RETURNING id, coalesce(media_id, 0);

-- Nobody shows it any more. What knows the address alone shows it as well: an order's line, a product that was filled from another one.
-- name: media_free
-- on: shop
-- in: id bigint
-- out: kind text, address text
DELETE FROM @shop@.media m
WHERE m.id = $1 AND NOT m.shared
	AND NOT EXISTS (SELECT 1 FROM @shop@.picture p WHERE p.media_id = m.id OR strpos(p.address, m.hash) > 0)
	AND NOT EXISTS (SELECT 1 FROM @shop@.order_line l WHERE strpos(l.picture, m.hash) > 0)
	AND NOT EXISTS (SELECT 1 FROM @shop@.shop s WHERE strpos(s.hero_address, m.hash) > 0)
RETURNING m.kind, m.address;

-- name: picture_touch
-- on: shop
-- in: product_id bigint, now timestamptz
UPDATE @shop@.product SET updated_at = $2 WHERE id = $1;

-- name: picture_source
-- on: shop
-- in: id bigint
-- out: source_address text, address text?
SELECT coalesce(source_address, ''), address FROM @shop@.picture WHERE id = $1;

-- One more try at an address: the round makes the promise another one.
-- name: picture_ask
-- on: shop
-- in: id bigint, product_id bigint
-- out: fetch_round bigint
UPDATE @shop@.picture SET fetch_round = fetch_round + 1, fetch_error = ''
WHERE id = $1 AND product_id = $2 AND address IS NULL AND source_address IS NOT NULL
RETURNING fetch_round;

-- name: picture_unasked
-- on: shop
-- in: max_rows bigint
-- out: id bigint, product_id bigint
SELECT id, product_id FROM @shop@.picture
WHERE address IS NULL AND source_address IS NOT NULL AND fetch_round = 0 ORDER BY id LIMIT $1;

-- name: picture_fetched
-- on: shop
-- in: id bigint, media_id bigint, address text, width bigint, height bigint
-- out: product_id bigint
UPDATE @shop@.picture SET media_id = $2, address = $3, width = $4, height = $5, fetch_error = ''
WHERE id = $1 AND address IS NULL
RETURNING product_id;

-- name: picture_not_fetched
-- on: shop
-- in: id bigint, error text
UPDATE @shop@.picture SET fetch_error = $2 WHERE id = $1 AND address IS NULL;
