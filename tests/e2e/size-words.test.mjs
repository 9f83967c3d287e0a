// Words that so many products have that some of these are drawn (cgi-bin/shop/search_marks.h), and what may be said of the others.
import assert from "node:assert/strict";
import { shopClient } from "../lib/client.mjs";
import { colourOf, inStock, largeShop, priceOf } from "../lib/large.mjs";
import { rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

// Half of them are drawn once: more than enough.
const N = 7200, all = Array.from({ length: N }, (_, i) => i + 1);
let made;
const shopOf = () => (made ??= largeShop(N));
const cards = (page) => page.$$("a.card").map((a) => Number(/p-(\d+)$/.exec(new URL(a.getAttribute("href"), page.url).pathname)[1]));
const total = (page) => page.textOf(".list-tools p");
const has = (shop, lexeme) => new Set(shopRows(shop, `SELECT product_id FROM @shop@.product_search WHERE locale = 'en' AND words @@ quote_literal('${lexeme}')::tsquery`).map((r) => Number(r.product_id)));

test("of a word that very many have, always the same half is looked at, and the page says that there are more", async () => {
	const shop = await shopOf(), client = shopClient(shop), drawn = has(shop, "@en1");
	assert.ok(drawn.size > 3000 && drawn.size < 4200, `half of them are drawn: ${drawn.size}`);
	for (const page of [1, 40, 83]) {
		const first = await client.get(`/en/search?q=lamp&page=${page}`), again = await client.get(`/en/search?q=lamp&page=${page}`);
		assert.equal(total(first), "More than 2,000 products found");
		assert.deepEqual(cards(first), cards(again));
		assert.equal(cards(first).length, 24);
		assert.ok(cards(first).every((n) => drawn.has(n)), `page ${page}`);
	}
});

test("what few of a common word's products have is found to the last: a price, and what is left of it", async () => {
	const client = shopClient(await shopOf()), among = (goods, low, high) => goods.filter((n) => priceOf(n) >= low && priceOf(n) <= high);
	// 1,234 is no round bound: what the marks let through is looked at.
	for (const [low, high] of [[1000, 1999], [1234, 1999], [0, 999], [100000, 900000]]) {
		const page = await client.get(`/en/search?q=lamp&price=EUR${low}-${high}`);
		assert.equal(total(page), `${among(all, low, high).length} products found`, page.url);
	}
	const red = all.filter((n) => colourOf(n) === "red"), page = await client.get("/en/search?q=lamp&f=colour.red&price=EUR2000-9999&stock=in");
	assert.equal(total(page), `${among(red.filter(inStock), 2000, 9999).length} products found`);
	const cheap = await client.get("/en/search?q=lamp&price=EUR1000-1999&sort=price");
	assert.deepEqual(cards(cheap), among(all, 1000, 1999).sort((a, b) => priceOf(a) - priceOf(b)).slice(0, 24));
});

test("a price in another currency is looked for among those of a common word, entered ones too", async () => {
	const shop = await shopOf(), client = shopClient(shop);
	shopExecute(shop, `INSERT INTO @shop@.product_facet_price (product_id, currency, price_from, price_minor, rest_minor) VALUES (88, 'JPY', '{-infinity}', '{170}', '{NULL}');
		INSERT INTO @shop@.price (variant_id, currency, minor, valid_from) VALUES (88, 'JPY', 170, '2026-01-01');
		UPDATE @shop@.product_search SET words = words || '$JPY'::tsvector WHERE product_id = 88`);
	await (await client.get("/en/c/all")).form('form[action*="/currency"]').submit({ currency: "JPY" });
	// 160 yen are a euro.
	const yen = (n) => (n === 88 ? 170 : Math.round(priceOf(n) * 1.6)), page = await client.get("/en/search?q=lamp&price=JPY165-1000&sort=price");
	const goods = all.filter((n) => yen(n) >= 165 && yen(n) <= 1000);
	assert.ok(goods.includes(88) && goods.length > 5, `${goods.length} of them`);
	assert.equal(total(page), `${goods.length} products found`);
	assert.equal(cards(page)[0], goods.sort((a, b) => yen(a) - yen(b))[0]);
	shopExecute(shop, "DELETE FROM @shop@.product_facet_price; DELETE FROM @shop@.price WHERE currency = 'JPY'");
});

test("a word that is only begun is found by its beginning among what is drawn, and a longer one to its last letter", async () => {
	const shop = await shopOf(), client = shopClient(shop), some = all.filter((n) => n <= 3400), draws = [1, 2, 3, 4, 5, 6].map((k) => `@en${k}`);
	// As if there were so many products that these 3,400 are the narrowest draw of them.
	shopExecute(shop, `UPDATE @shop@.product_search SET words = ts_delete(words, '{${draws}}') || CASE WHEN product_id > 3400 THEN ''::tsvector ELSE
		array_to_tsvector('{${draws},~l,~la,~lan,~lante,~lanter}') || CASE WHEN product_id % 17 = 0 THEN 'lanternman:3A' ELSE 'lanternfish:3A' END::tsvector END`);
	const la = await client.get("/en/search?q=lan"), fish = await client.get("/en/search?q=lanternf");
	assert.equal(total(la), "More than 2,000 products found");
	assert.ok(cards(la).every((n) => n <= 3400), "found by the marks of its beginning");
	assert.equal(total(fish), "More than 2,000 products found");
	assert.ok(cards(fish).every((n) => n <= 3400 && n % 17 !== 0), "six letters do not tell one from the other, what follows does");
	assert.equal(total(await client.get("/en/search?q=lanternm")), `${some.filter((n) => n % 17 === 0).length} products found`);
});
