-- When by the clock something else is to be seen (shop/show): the next beginning or end of a price or a product after a moment.

-- Of all of the shop.
-- name: show_turn
-- on: shop
-- in: at timestamptz
-- out: turn timestamptz
SELECT least(
	(SELECT min(r.valid_to) FROM @shop@.price r WHERE r.valid_to > $1 AND r.valid_to < 'infinity'),
	(SELECT min(r.valid_from) FROM @shop@.price r WHERE r.valid_from > $1),
	(SELECT min(p.publish_at) FROM @shop@.product p WHERE p.publish_at > $1 AND p.state = 'active'),
	(SELECT min(p.unpublish_at) FROM @shop@.product p WHERE p.unpublish_at > $1 AND p.unpublish_at < 'infinity' AND p.state = 'active'),
	'infinity') AS turn;

-- Of these products; shelves: and when any product comes or goes.
-- name: show_turn_of
-- on: shop
-- in: product_ids bigint[], at timestamptz, shelves bool
-- out: turn timestamptz
SELECT coalesce(min(t.turn), 'infinity') AS turn
FROM (
	SELECT CASE WHEN p.publish_at > $2 THEN p.publish_at WHEN p.unpublish_at > $2 THEN p.unpublish_at END AS turn
	FROM @shop@.product p
	WHERE p.id = ANY ($1)
	UNION ALL
	SELECT CASE WHEN r.valid_from > $2 THEN r.valid_from ELSE r.valid_to END
	FROM @shop@.variant v
	JOIN @shop@.price r ON r.variant_id = v.id AND r.valid_to > $2
	WHERE v.product_id = ANY ($1) AND v.state = 'active'
	UNION ALL
	SELECT CASE WHEN $3 THEN least(
		(SELECT min(p.publish_at) FROM @shop@.product p WHERE p.publish_at > $2 AND p.state = 'active'),
		(SELECT min(p.unpublish_at) FROM @shop@.product p WHERE p.unpublish_at > $2 AND p.unpublish_at < 'infinity' AND p.state = 'active'))
	END
) t;
