-- What the admin's areas for categories and content share: addresses and their history.

-- name: slug_retire
-- on: shop
-- in: kind text, locale text, entity_id bigint
UPDATE @shop@.slug SET current = false WHERE kind = $1 AND locale = $2 AND entity_id = $3 AND current;

-- name: slug_claim
-- on: shop
-- in: kind text, locale text, slug text, entity_id bigint
INSERT INTO @shop@.slug AS s (kind, locale, slug, entity_id, current) VALUES ($1, $2, $3, $4, true)
ON CONFLICT (kind, locale, slug) DO UPDATE SET current = excluded.current WHERE s.entity_id = excluded.entity_id;

-- name: slugs_give
-- on: shop
-- in: kind text, from_id bigint, to_id bigint
UPDATE @shop@.slug SET entity_id = $3, current = false WHERE kind = $1 AND entity_id = $2;

-- name: slugs_drop
-- on: shop
-- in: kind text, entity_id bigint
DELETE FROM @shop@.slug WHERE kind = $1 AND entity_id = $2;
