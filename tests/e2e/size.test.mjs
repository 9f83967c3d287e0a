// Lists of which no page looks at everything: goods in a shelf and by words, orders.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { colourOf, inStock, largeShop, manyOrders, nameOf, priceOf, shapeOf } from "../lib/large.mjs";
import { newShop } from "../lib/goods.mjs";
import { shopExecute } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

// So many that half of those that have a word in common are looked at (cgi-bin/shop/finding_draw.c).
const N = 7200, all = Array.from({ length: N }, (_, i) => i + 1);
let made;
const shopOf = () => (made ??= largeShop(N));
const cards = (page) => page.$$("a.card").map((a) => Number(/p-(\d+)$/.exec(new URL(a.getAttribute("href"), page.url).pathname)[1]));
const total = (page) => page.textOf(".list-tools p");
// { Red: "1,400", Blue: "1,234+" }, of everything that can be chosen.
const counts = (page) => Object.fromEntries(page.$$(".narrow a.tick").map((a) => {
	const count = a.querySelector(".muted").textContent;
	return [a.textContent.replace(count, "").trim(), count];
}));
const by = (...keys) => (a, b) => {
	for (const key of keys)
		if (key(a) !== key(b))
			return key(a) < key(b) ? -1 : 1;
	return 0;
};
const ordered = (goods, ...keys) => [...goods].sort(by(...keys));
const age = (n) => -((n * 37) % 5003), place = (n) => (n * 17) % 4001, id = (n) => n;

// Each of these pages of the list shows its 24 of the goods, in their order.
async function holdOrder(client, path, goods, pages = [1, 2, 80]) {
	for (const page of pages) {
		const shown = await client.get(`${path}${path.includes("?") ? "&" : "?"}page=${page}`);
		assert.equal(shown.status, 200, shown.url);
		assert.deepEqual(cards(shown), goods.slice((page - 1) * 24, page * 24), shown.url);
	}
}

test("a shelf of more than 5,000 says so, and that its counts may be more; one of fewer counts to the last", async () => {
	const client = shopClient(await shopOf()), page = await client.get("/en/c/all"), few = await client.get("/en/c/few");
	assert.equal(total(page), "More than 5,000 products");
	const said = counts(page);
	assert.ok(["Red", "Blue", "Green", "White", "Round", "Square", "Long", "In stock"].every((n) => /^\d,\d{3}\+$/.test(said[n])), JSON.stringify(said));
	assert.equal(total(few), `${N / 10} products`);
	assert.equal(counts(few).Round, String(all.filter((n) => n % 10 === 1 && shapeOf(n) === "round").length));
	assert.equal(total(await client.get("/de/c/all")), "Mehr als 5.000 Artikel");
});

test("what a choice leaves of a long shelf is counted to the last, in each of the other facets too", async () => {
	const client = shopClient(await shopOf()), page = await client.get("/en/c/all?f=colour.red"), red = all.filter((n) => colourOf(n) === "red");
	const n = (goods) => goods.length.toLocaleString("en"), said = counts(page);
	assert.equal(total(page), `${n(red)} products`);
	for (const shape of ["round", "square", "long"])
		assert.equal(said[shape[0].toUpperCase() + shape.slice(1)], n(red.filter((x) => shapeOf(x) === shape)));
	assert.equal(said["In stock"], n(red.filter(inStock)));
	assert.match(said.Blue, /^\d+\+$/, "what else could be chosen is counted among fewer");
	const both = await client.get("/en/c/all?f=colour.red&f=shape.round"), left = red.filter((x) => shapeOf(x) === "round");
	assert.equal(total(both), `${n(left)} products`);
	assert.equal(counts(both).Square, n(red.filter((x) => shapeOf(x) === "square")));
	assert.equal(counts(both).Blue, n(all.filter((x) => shapeOf(x) === "round" && colourOf(x) === "blue")));
	const dear = await client.get("/en/c/all?f=colour.red&price=EUR1000-9999&stock=in"), range = red.filter((x) => inStock(x) && priceOf(x) >= 1000 && priceOf(x) <= 9999);
	assert.equal(total(dear), `${n(range)} products`);
	assert.deepEqual(cards(dear), ordered(range, place, id).slice(0, 24));
	assert.equal(total(await client.get("/en/c/all?f=colour.pink")), "0 products", "a colour that nothing has finds nothing");
});

test("a long shelf stands in each order, on its first page and far behind", async () => {
	const client = shopClient(await shopOf());
	await holdOrder(client, "/en/c/all", ordered(all, place, id));
	await holdOrder(client, "/en/c/all?sort=price", ordered(all, priceOf, id));
	await holdOrder(client, "/en/c/all?sort=price-down", ordered(all, (n) => -priceOf(n), (n) => -n));
	await holdOrder(client, "/en/c/all?sort=new", ordered(all, age, (n) => -n));
	await holdOrder(client, "/en/c/all?sort=name", ordered(all, nameOf, id));
	await holdOrder(client, "/en/c/all?stock=in&sort=price", ordered(all.filter(inStock), priceOf, id), [1, 60]);
	assert.equal((await client.get("/en/c/all?page=85")).status, 404);
	assert.deepEqual(cards(await client.get("/de/c/all?sort=name&page=2")), [25, 26, 27, 28, 29, 30, ...ordered(all.filter((n) => n > 30), nameOf, id).slice(0, 18)],
		"names of another language stand behind those of the reader's");
});

test("prices that change by the clock, and amounts entered in another currency, stand in their place in a long shelf", async () => {
	const shop = await shopOf(), client = shopClient(shop);
	shopExecute(shop, `UPDATE @shop@.product_facet SET price_from = '{-infinity,2001-01-01}', price_minor = '{999999,1}' WHERE product_id = 77;
		UPDATE @shop@.price SET minor = 1 WHERE variant_id = 77;
		INSERT INTO @shop@.product_facet_price (product_id, currency, price_from, price_minor, rest_minor) VALUES (88, 'JPY', '{-infinity}', '{2}', '{NULL}');
		INSERT INTO @shop@.price (variant_id, currency, minor, valid_from) VALUES (88, 'JPY', 2, '2026-01-01')`);
	const rest = ordered(all.filter((n) => n !== 77), priceOf, id);
	assert.deepEqual(cards(await client.get("/en/c/all?sort=price")), [77, ...rest.slice(0, 23)]);
	assert.deepEqual(cards(await client.get("/en/c/all?sort=price-down")), ordered(rest, (n) => -priceOf(n), (n) => -n).slice(0, 24));
	const yen = await (await client.get("/en/c/all")).form('form[action*="/currency"]').submit({ currency: "JPY" });
	assert.equal(yen.status, 200);
	assert.deepEqual(cards(await client.get("/en/c/all?sort=price")).slice(0, 3), [77, 88, rest.filter((n) => n !== 88)[0]]);
	shopExecute(shop, `UPDATE @shop@.product_facet SET price_from = '{-infinity}', price_minor = ARRAY[${priceOf(77)}] WHERE product_id = 77;
		DELETE FROM @shop@.product_facet_price`);
});

test("a word that more than 2,000 have finds the best of them, says so, and is narrowed to the last product", async () => {
	const client = shopClient(await shopOf()), page = await client.get("/en/search?q=lamp");
	assert.equal(total(page), "More than 2,000 products found");
	assert.ok(cards(page).every((n) => n % 2 === 1), "those that have it in their name come first");
	const green = all.filter((n) => colourOf(n) === "green" && shapeOf(n) === "long"), few = await client.get("/en/search?q=lamp&f=colour.green&f=shape.long");
	assert.equal(total(few), `${green.length} products found`);
	assert.equal(counts(few).Round, all.filter((n) => colourOf(n) === "green" && shapeOf(n) === "round").length.toLocaleString("en"));
	assert.deepEqual(cards(await client.get("/en/search?q=lamp&f=colour.green&f=shape.long&sort=price")), ordered(green, priceOf, id).slice(0, 24));
	await holdOrder(client, "/en/search?q=lamp&sort=price", ordered(all, priceOf, id), [1, 80]);
	await holdOrder(client, "/en/search?q=lamp&sort=new", ordered(all, age, (n) => -n), [1, 3]);
	const one = await client.get(`/en/search?q=${encodeURIComponent(nameOf(4711))}`);
	assert.deepEqual(cards(one).slice(0, 1), [4711]);
	const begun = await client.get("/en/search?q=lam");
	assert.equal(total(begun), "More than 2,000 products found", "a word that is only begun");
	assert.equal((await client.get("/en/search/suggest?q=la")).$$("a.card, .suggestions a").length > 0, true);
});

test("orders are found by a number's or e-mail's beginning and by any part of the name, among ten thousand", async () => {
	const shop = await newShop("orders", { locales: "en" }), client = await staffOf(shop);
	await manyOrders(shop, 10200, `CASE n % 5000 WHEN 7 THEN 'Zoë Quandt' WHEN 8 THEN '田中 健' WHEN 9 THEN '50% "Bob" | _x' ELSE 'Anna Schmitz ' || n END`);
	const found = async (query) => {
		const page = await client.get(`/en/${shop}/orders?${query}`);
		assert.equal(page.status, 200, page.url);
		return [...new Set(page.$$("main a").map((a) => a.textContent.trim().replace("#", "")).filter((t) => /^\d{4,5}$/.test(t)).map((t) => Number(t) - 1000))];
	};
	const q = (text) => `q=${encodeURIComponent(text)}`;
	const is = async (query, expected) => assert.deepEqual(await found(query), expected, query);
	const newest = (keep, n = 50) => all10k.filter(keep).reverse().slice(0, n), all10k = Array.from({ length: 10200 }, (_, i) => i + 1);
	await is(q("quan"), [10007, 5007, 7]);
	await is(q("ZOË q"), [10007, 5007, 7]);
	await is(q("田中"), [10008, 5008, 8]);
	await is(q("健"), [10008, 5008, 8]);
	await is(q('% "bob" | _'), [10009, 5009, 9]);
	await is(q("mail777@"), [777]);
	await is(q("1120"), [10200, 1120, 120]);
	assert.equal((await found(q("nobody at all"))).length, 0);
	assert.deepEqual((await found(q("anna"))).slice(0, 1), newest((n) => n % 5000 < 7 || n % 5000 > 9, 1), "so many are not put in order, but met from the newest on");
	const waiting = newest((n) => n % 100 === 0);
	assert.deepEqual((await found("filter=to_ship")).slice(0, 3), waiting.slice(0, 3));
	const first = await client.get(`/en/${shop}/orders?${q("anna")}`), next = first.$$('a[rel="next"]')[0];
	assert.ok(next, "there is a next page");
});
