// A shop of so many goods, or orders, that no page looks at all of them: made by SQL in seconds, with the rows by which goods are found.
import { newShop } from "./goods.mjs";
import { shopExecute } from "./psql.mjs";
import { stoactl } from "./stack.mjs";

export const COLOURS = ["red", "blue", "green", "white"], SHAPES = ["round", "square", "long"];
// Product n, from 1 on.
export const colourOf = (n) => COLOURS[n % 4], shapeOf = (n) => SHAPES[n % 3], priceOf = (n) => 100 + (n * 7919) % 100003, inStock = (n) => n % 5 !== 0;
export const nameOf = (n) => `${n % 2 ? "Lamp" : "Torch"} ${String((n * 31) % 9973).padStart(4, "0")}`;

// Products 1 to n, each a lamp by its words, the odd ones by name; all in "all", the first tenth in "few". Their rows are those of a version that
// knew no marks among the words (cgi-bin/shop/search_marks.h): stoactl migrate makes them, as in an upgrade.
export async function largeShop(n) {
	const shop = await newShop("large", { locales: "en,de" });
	const term = (facet, code) => `('x' || left(md5(${facet} || ${code}), 16))::bit(64)::bigint`;
	shopExecute(shop, `
		INSERT INTO @shop@.currency (code, rate_nano, position) VALUES ('JPY', 160000000000, 2);
		INSERT INTO @shop@.attribute (id, code, type, label, choices, position)
			SELECT nextval('@shop@.attribute_id_seq'), code, 'choice', jsonb_build_object('en', initcap(code)), choices::jsonb, place FROM (VALUES
			('colour', 1, '{"red":{"en":"Red"},"blue":{"en":"Blue"},"green":{"en":"Green"},"white":{"en":"White"}}'),
			('shape', 2, '{"round":{"en":"Round"},"square":{"en":"Square"},"long":{"en":"Long"}}')) x (code, place, choices);
		INSERT INTO @shop@.facet_term (id, facet, code)
			SELECT ${term("facet", "code")}, facet, code FROM (
				SELECT 'colour.' AS facet, unnest('{${COLOURS}}'::text[]) AS code UNION ALL SELECT 'shape.', unnest('{${SHAPES}}'::text[])) x;
		INSERT INTO @shop@.category (id, code, position) VALUES (101, 'all', 1), (102, 'few', 2);
		INSERT INTO @shop@.category_text (category_id, locale, name) VALUES (101, 'en', 'All'), (102, 'en', 'Few'), (101, 'de', 'Alle'), (102, 'de', 'Wenige');
		INSERT INTO @shop@.slug (kind, locale, slug, entity_id, current)
			SELECT 'category', l, c.code, c.id, true FROM @shop@.category c, unnest('{en,de}'::text[]) l WHERE c.id IN (101, 102);
		CREATE TEMP TABLE made AS SELECT n, ('{${COLOURS}}'::text[])[1 + n % 4] AS colour, ('{${SHAPES}}'::text[])[1 + n % 3] AS shape,
			100 + (n * 7919) % 100003 AS minor, n % 5 <> 0 AS left,
			CASE WHEN n % 2 = 1 THEN 'Lamp ' ELSE 'Torch ' END || lpad(((n * 31) % 9973)::text, 4, '0') AS name
			FROM generate_series(1, ${n}) n;
		INSERT INTO @shop@.product (id, handle, state, tax_class, position, created_at, updated_at)
			SELECT n, 'p-' || n, 'active', 'standard', n, '2026-01-01'::timestamptz + ((n * 37) % 5003) * interval '1 minute', '2026-01-01' FROM made;
		INSERT INTO @shop@.product_text (product_id, locale, name, sort_key) SELECT n, 'en', name, name::bytea FROM made;
		INSERT INTO @shop@.product_text (product_id, locale, name, sort_key) SELECT n, 'de', 'Leuchte ' || n, ('Leuchte ' || lpad(n::text, 5, '0'))::bytea FROM made WHERE n <= 30;
		INSERT INTO @shop@.slug (kind, locale, slug, entity_id, current) SELECT 'product', l, 'p-' || n, n, true FROM made, unnest('{en,de}'::text[]) l;
		INSERT INTO @shop@.product_category (category_id, product_id, position) SELECT 101, n, (n * 17) % 4001 FROM made;
		INSERT INTO @shop@.product_category (category_id, product_id, position) SELECT 102, n, n FROM made WHERE n % 10 = 1;
		INSERT INTO @shop@.variant (id, product_id, sku, state, position) SELECT n, n, 'S-' || n, 'active', 1 FROM made;
		INSERT INTO @shop@.price (variant_id, currency, minor, valid_from) SELECT n, 'EUR', minor, '2026-01-01' FROM made;
		INSERT INTO @shop@.stock (variant_id, location_id, on_hand) SELECT n, l.id, CASE WHEN made.left THEN 5 ELSE 0 END FROM made, @shop@.location l WHERE l.is_default;
		INSERT INTO @shop@.product_facet (product_id, visible_from, visible_to, available, categories, terms, price_from, price_minor)
			SELECT n, 'epoch', 'infinity', made.left, CASE WHEN n % 10 = 1 THEN '{101,102}'::bigint[] ELSE '{101}' END,
				ARRAY[${term("'colour.'", "colour")}, ${term("'shape.'", "shape")}], '{-infinity}', ARRAY[minor] FROM made;
		INSERT INTO @shop@.product_search (product_id, locale, words)
			SELECT f.product_id, 'en', setweight(to_tsvector('simple', name), 'A') || CASE WHEN n % 2 = 0 THEN 'lamp:9'::tsvector ELSE ''::tsvector END
				|| array_to_tsvector(ARRAY (SELECT '#' || t FROM unnest(f.terms) t)) FROM made JOIN @shop@.product_facet f ON f.product_id = n;
		SELECT setval('@shop@.product_id_seq', ${n}), setval('@shop@.variant_id_seq', ${n}), setval('@shop@.category_id_seq', 200);
		UPDATE @shop@.product_index_state SET version = 3`);
	const migrated = await stoactl(["migrate"]);
	if (migrated.status !== 0)
		throw new Error(migrated.err);
	return shop;
}

// Orders 1 to n, the newest last, by people called what name says of n (SQL); every hundredth waits to be sent.
export async function manyOrders(shop, n, name) {
	shopExecute(shop, `
		INSERT INTO @shop@.orders (id, number, token, place_key, state, payment_state, shipping_state, locale, currency, rate_nano, tax_mode, channel, price_list,
			tax_country, payment_method, payment_label, shipping_label, items_net, items_gross, shipping_net, shipping_gross, tax_minor, total_minor, placed_at, updated_at)
			SELECT n, (1000 + n)::text, 'token-' || n, 'key-' || n, CASE WHEN n % 100 = 0 THEN 'placed' ELSE 'completed' END, 'paid',
				CASE WHEN n % 100 = 0 THEN 'unshipped' ELSE 'shipped' END, 'en', 'EUR', 1000000000, 'gross', 'web', 'base', 'DE', 'invoice', 'Invoice', 'Parcel',
				100, 100, 0, 0, 0, 100, '2026-01-01'::timestamptz + n * interval '1 minute', '2026-01-01' FROM generate_series(1, ${n}) n;
		INSERT INTO @shop@.order_contact (order_id, email) SELECT n, 'Mail' || n || '@post.example' FROM generate_series(1, ${n}) n;
		INSERT INTO @shop@.order_address (order_id, kind, name, line1, country) SELECT n, 'shipping', ${name}, 'Road 1', 'DE' FROM generate_series(1, ${n}) n;
		SELECT setval('@shop@.order_id_seq', ${n}), setval('@shop@.order_number_seq', ${n + 1000})`);
}
