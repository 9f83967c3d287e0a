-- A guest's cart. token_hash: SHA-256 of the token in the cookie.

-- name: cart_by_token
-- on: shop
-- in: token_hash bytea
-- out: id bigint, state text, shipping_method_id bigint, payment_method text?, pickup_id bigint
SELECT id, state, coalesce(shipping_method_id, 0), payment_method, coalesce(pickup_id, 0) FROM @shop@.cart WHERE token_hash = $1;

-- name: cart_pieces
-- on: shop
-- in: token_hash bytea
-- out: pieces bigint
SELECT coalesce((SELECT sum(l.quantity) FROM @shop@.cart_line l WHERE l.cart_id = c.id), 0)::bigint
FROM @shop@.cart c WHERE c.token_hash = $1 AND c.state = 'open';

-- name: cart_lock
-- on: shop
-- in: token_hash bytea
-- out: id bigint
SELECT id FROM @shop@.cart WHERE token_hash = $1 AND state = 'open' FOR UPDATE;

-- name: cart_make
-- on: shop
-- in: token_hash bytea, now timestamptz
-- out: id bigint
INSERT INTO @shop@.cart (token_hash, state, created_at, updated_at) VALUES ($1, 'open', $2, $2)
RETURNING id;

-- name: cart_touch
-- on: shop
-- in: id bigint, now timestamptz
UPDATE @shop@.cart SET updated_at = $2 WHERE id = $1;

-- name: cart_take
-- on: shop
-- in: token_hash bytea, now timestamptz
-- out: id bigint
UPDATE @shop@.cart SET state = 'ordered', updated_at = $2 WHERE token_hash = $1 AND state = 'open'
RETURNING id;

-- Lines and contact go with it. Asked twice: a cart may be touched between being found and being deleted.
-- name: cart_forget
-- on: shop
-- in: before timestamptz, max_rows bigint
DELETE FROM @shop@.cart
WHERE updated_at < $1 AND id IN (SELECT id FROM @shop@.cart WHERE updated_at < $1 ORDER BY updated_at, id LIMIT $2);

-- own and entered: the price now of so many pieces, in the shop's own currency and as entered in the wanted one.
-- name: cart_lines
-- on: shop
-- in: token_hash bytea, locale text, default_locale text, currency text, own_currency text, at timestamptz
-- out: variant_id bigint, product_id bigint, name text, option_names text[], option_values text[], sku text?, slug text, picture text?,
-- picture_alt text, tax_class text, quantity bigint, grams bigint, requires_shipping bool, tracked bool,
-- backorder bool, for_sale bool, available bigint, own bigint, entered bigint, seen_minor bigint, seen_currency text,
-- no_withdrawal text?
SELECT v.id, p.id, coalesce(t.name, d.name, p.handle), coalesce(o.names, '{}'), coalesce(o.labels, '{}'), v.sku, coalesce(st.slug, sd.slug, ''),
	pic.address, coalesce(pic.alt ->> $2, pic.alt ->> $3, ''), p.tax_class, l.quantity, v.grams, v.requires_shipping,
	v.tracked, v.backorder, p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now() AND v.state = 'active',
	s.available, coalesce(unit.own, -1), coalesce(unit.entered, -1), l.seen_minor, l.seen_currency, p.no_withdrawal
FROM @shop@.cart c
JOIN @shop@.cart_line l ON l.cart_id = c.id
JOIN @shop@.variant v ON v.id = l.variant_id
JOIN @shop@.product p ON p.id = v.product_id
LEFT JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = $2
LEFT JOIN @shop@.product_text d ON d.product_id = p.id AND d.locale = $3
LEFT JOIN @shop@.slug st ON st.kind = 'product' AND st.entity_id = p.id AND st.locale = $2 AND st.current
LEFT JOIN @shop@.slug sd ON sd.kind = 'product' AND sd.entity_id = p.id AND sd.locale = $3 AND sd.current
LEFT JOIN LATERAL (
	SELECT min(x.minor) FILTER (WHERE x.currency = $5) AS own, min(x.minor) FILTER (WHERE x.currency = $4) AS entered
	FROM @shop@.price x
	WHERE x.variant_id = v.id AND x.price_list = 'base' AND x.min_quantity <= l.quantity AND x.valid_from <= $6 AND x.valid_to > $6
) unit ON true
LEFT JOIN LATERAL (
	SELECT array_agg(coalesce(po.label ->> $2, po.label ->> $3, po.code) ORDER BY po.position, po.id) AS names,
		array_agg(coalesce(ov.label ->> $2, ov.label ->> $3, ov.code) ORDER BY po.position, po.id) AS labels
	FROM @shop@.option_value ov
	JOIN @shop@.product_option po ON po.id = ov.option_id
	WHERE ov.id = ANY (v.option_values)
) o ON true
LEFT JOIN LATERAL (
	SELECT x.address, x.alt FROM @shop@.picture x
	WHERE x.product_id = p.id AND x.address IS NOT NULL
	ORDER BY (x.variant_id = v.id) IS TRUE DESC, x.position, x.id LIMIT 1
) pic ON true
LEFT JOIN LATERAL (
	SELECT coalesce(sum(q.on_hand - q.reserved - q.committed), 0)::bigint AS available
	FROM @shop@.stock q
	WHERE q.variant_id = v.id
) s ON true
WHERE c.token_hash = $1
ORDER BY l.added_at, v.id;

-- name: cart_contact
-- on: shop
-- in: token_hash bytea
-- out: email text, phone text, name text, company text, line1 text, line2 text, city text, region text, postcode text, country text
SELECT a.email, a.phone, a.name, a.company, a.line1, a.line2, a.city, a.region, a.postcode, a.country
FROM @shop@.cart c
JOIN @shop@.cart_contact a ON a.cart_id = c.id
WHERE c.token_hash = $1;

-- What must be known of a variant before so many go into a cart (with those that are there already where added is true). had: pieces in this
-- one already; had_own, had_entered: the price of so many. again: the last change of this line was such an add by whoever had heard just that.
-- name: cart_variant
-- on: shop
-- in: cart_id bigint, variant_id bigint, currency text, own_currency text, at timestamptz, quantity bigint, added bool, heard text?
-- out: endless bool, available bigint, own bigint, entered bigint, had bigint, had_own bigint, had_entered bigint, lines bigint, again bool
SELECT v.backorder OR NOT v.tracked,
	(SELECT coalesce(sum(q.on_hand - q.reserved - q.committed), 0)::bigint FROM @shop@.stock q
		WHERE q.variant_id = v.id),
	unit.own, coalesce(unit.entered, -1), had.quantity, coalesce(unit.had_own, -1), coalesce(unit.had_entered, -1),
	(SELECT count(*) FROM @shop@.cart_line l WHERE l.cart_id = $1), coalesce(had.heard = $8, false)
FROM @shop@.variant v
JOIN @shop@.product p ON p.id = v.product_id AND p.state = 'active' AND p.publish_at <= now() AND p.unpublish_at > now()
CROSS JOIN LATERAL (
	SELECT coalesce(max(l.quantity), 0) AS quantity, max(l.heard) AS heard FROM @shop@.cart_line l WHERE l.cart_id = $1 AND l.variant_id = $2
) had
CROSS JOIN LATERAL (
	SELECT min(x.minor) FILTER (WHERE x.currency = $4 AND x.min_quantity <= n.pieces) AS own,
		min(x.minor) FILTER (WHERE x.currency = $3 AND x.min_quantity <= n.pieces) AS entered,
		min(x.minor) FILTER (WHERE x.currency = $4 AND x.min_quantity <= had.quantity) AS had_own,
		min(x.minor) FILTER (WHERE x.currency = $3 AND x.min_quantity <= had.quantity) AS had_entered
	FROM @shop@.price x
	CROSS JOIN (SELECT $6 + CASE WHEN $7 THEN had.quantity ELSE 0 END AS pieces) n
	WHERE x.variant_id = v.id AND x.price_list = 'base' AND x.valid_from <= $5 AND x.valid_to > $5
) unit
WHERE v.id = $2 AND v.state = 'active' AND unit.own IS NOT NULL;

-- name: cart_line_quantity
-- on: shop
-- in: cart_id bigint, variant_id bigint
-- out: quantity bigint
SELECT quantity FROM @shop@.cart_line WHERE cart_id = $1 AND variant_id = $2;

-- had_minor: what so many as were there cost now. A shopper who has seen that knows the new unit price, too: it follows the quantity.
-- name: cart_line_put
-- on: shop
-- in: cart_id bigint, variant_id bigint, quantity bigint, seen_minor bigint, seen_currency text, had_minor bigint, now timestamptz, heard text?
INSERT INTO @shop@.cart_line AS l (cart_id, variant_id, quantity, seen_minor, seen_currency, added_at, heard)
VALUES ($1, $2, $3, $4, $5, $7, $8)
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, heard = excluded.heard,
	seen_minor = CASE WHEN l.seen_minor = $6 AND l.seen_currency = excluded.seen_currency THEN excluded.seen_minor ELSE l.seen_minor END;

-- The cart is another one: who adds what was added before means one more.
-- name: cart_lines_unheard
-- on: shop
-- in: cart_id bigint
UPDATE @shop@.cart_line SET heard = NULL WHERE cart_id = $1 AND heard IS NOT NULL;

-- name: cart_line_remove
-- on: shop
-- in: cart_id bigint, variant_id bigint
DELETE FROM @shop@.cart_line WHERE cart_id = $1 AND variant_id = $2;

-- name: cart_lines_seen
-- on: shop
-- in: cart_id bigint, variants bigint[], minors bigint[], currency text
UPDATE @shop@.cart_line l SET seen_minor = n.minor, seen_currency = $4
FROM unnest($2, $3) AS n (variant_id, minor)
WHERE l.cart_id = $1 AND l.variant_id = n.variant_id AND (l.seen_minor <> n.minor OR l.seen_currency <> $4);

-- name: cart_contact_put
-- on: shop
-- in: cart_id bigint, email text, phone text, name text, company text, line1 text, line2 text, city text, region text, postcode text, country text
INSERT INTO @shop@.cart_contact (cart_id, email, phone, name, company, line1, line2, city, region, postcode, country)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (cart_id) DO UPDATE SET email = excluded.email, phone = excluded.phone, name = excluded.name,
	company = excluded.company, line1 = excluded.line1, line2 = excluded.line2, city = excluded.city,
	region = excluded.region, postcode = excluded.postcode, country = excluded.country;

-- name: cart_lock_id
-- on: shop
-- in: id bigint
-- out: id bigint
SELECT id FROM @shop@.cart WHERE id = $1 AND state = 'open' FOR UPDATE;

-- name: cart_shipping_put
-- on: shop
-- in: id bigint, method_id bigint?, now timestamptz
UPDATE @shop@.cart SET shipping_method_id = $2, updated_at = $3 WHERE id = $1 AND state = 'open';

-- name: cart_payment_put
-- on: shop
-- in: id bigint, method text, now timestamptz
UPDATE @shop@.cart SET payment_method = $2, updated_at = $3 WHERE id = $1 AND state = 'open';
