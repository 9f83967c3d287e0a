// What a shopper goes through: categories, their orders and pages, and the plain search.
import assert from "node:assert/strict";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { cardPaths, locales, ok, pathOf, thing } from "../lib/sight.mjs";

const { SHOP } = env;

test("categories form a tree: a shelf shows those below it, what lies on them, and the way back", async () => {
	const client = shopClient(), ceramics = thing("category", "ceramics");
	for (const locale of ["de", "ar"]) {
		const page = await ok(client, pathOf("c", locale, ceramics[locale].slug));
		const below = shopRows(SHOP, `SELECT c.id, t.name FROM @shop@.category c JOIN @shop@.category_text t ON t.category_id = c.id AND t.locale = '${locale}'
			WHERE c.parent_id = ${ceramics.id} AND c.active ORDER BY c.position, c.id`);
		assert.ok(below.length >= 2);
		assert.deepEqual(page.$$(".list-head .chips a").map((a) => a.textContent), below.map((c) => c.name));
		const [{ n }] = shopRows(SHOP, `SELECT count(DISTINCT p.id) AS n FROM @shop@.product p JOIN @shop@.product_category c ON c.product_id = p.id
			WHERE p.state = 'active' AND c.category_id IN (${[ceramics.id, ...below.map((c) => c.id)]})`);
		assert.equal(page.$$("a.card").length, n);
		const child = await page.click(".list-head .chips a");
		assert.equal(child.heading, below[0].name);
		assert.deepEqual(child.$$(".crumbs a").map((a) => new URL(a.getAttribute("href"), child.url).pathname),
			[`/${locale}/`, pathOf("c", locale, ceramics[locale].slug)]);
	}
	const mug = thing("product", "harbour-mug"), mugs = thing("category", "mugs");
	const page = await ok(client, pathOf("p", "de", mug.de.slug));
	assert.deepEqual(page.$$(".crumbs a").slice(1).map((a) => a.textContent), [ceramics.de.name, mugs.de.name]);
	const roots = shopRows(SHOP, `SELECT t.name FROM @shop@.category c JOIN @shop@.category_text t ON t.category_id = c.id AND t.locale = 'de'
		WHERE c.parent_id IS NULL AND c.active ORDER BY c.position, c.id`);
	assert.deepEqual(page.$$("nav.aisles a").map((a) => a.textContent), roots.map((c) => c.name));
});

test("each order of a category is what it says", async () => {
	const client = shopClient(), it = thing("category", "ceramics");
	for (const locale of ["de", "ja"]) {
		const rows = shopRows(SHOP, `SELECT p.id, t.name, s.slug, extract(epoch FROM p.created_at) AS created, min(c.position) AS place,
				(SELECT min(pr.minor) FROM @shop@.price pr JOIN @shop@.variant v ON v.id = pr.variant_id AND v.state = 'active'
					WHERE v.product_id = p.id AND pr.currency = 'EUR' AND pr.valid_from <= now() AND pr.valid_to > now()) AS minor
			FROM @shop@.product p JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = '${locale}'
			JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.locale = '${locale}' AND s.current
			JOIN @shop@.product_category c ON c.product_id = p.id
			JOIN @shop@.category k ON k.id = c.category_id AND ${it.id} IN (k.id, k.parent_id)
			WHERE p.state = 'active' GROUP BY p.id, t.name, s.slug`);
		assert.ok(rows.length > 3 && rows.length <= 24);
		const names = new Intl.Collator(locale);
		const orders = {
			"": (a, b) => a.place - b.place, "name": (a, b) => names.compare(a.name, b.name), "price": (a, b) => a.minor - b.minor,
			"price-down": (a, b) => b.minor - a.minor, "new": (a, b) => b.created - a.created,
		};
		for (const [code, order] of Object.entries(orders)) {
			const page = await ok(client, pathOf("c", locale, it[locale].slug) + (code && `?sort=${code}`));
			const shown = cardPaths(page).map((p) => rows.find((r) => `/${locale}/p/${r.slug}` === p));
			assert.equal(shown.length, rows.length);
			for (let i = 1; i < shown.length; i++)
				assert.ok(order(shown[i - 1], shown[i]) <= 0, `${locale} "${code}": ${shown[i - 1].name} before ${shown[i].name}`);
			assert.equal(page.$$(".sort a").length, 5);
			assert.equal(new URL(page.$('.sort a[aria-current="true"]').getAttribute("href"), page.url).search, code && `?sort=${code}`);
		}
	}
	assert.equal((await client.get(`${pathOf("c", "de", it.de.slug)}?sort=cheapest`)).status, 400);
});

test("a long shelf has pages of 24; each thing stands on one of them, and behind the last is a 404", async () => {
	const shop = await newShop("paging", { locales: "en,de" });
	const rows = Array.from({ length: 53 }, (_, i) => productRow(`thing-${i}`, `Thing ${i}`, `${10 + i}.00`));
	assert.equal((await importCsv(shop, csv(rows))).status, 0);
	const client = shopClient(shop), seen = [];
	for (const sort of ["", "sort=price&"]) {
		seen.length = 0;
		let page = await ok(client, `/en/c/things${sort && "?sort=price"}`);
		const sizes = [];
		for (;;) {
			sizes.push(page.$$("a.card").length);
			seen.push(...cardPaths(page));
			if (!page.$('.pager a[rel="next"]'))
				break;
			page = await page.click('.pager a[rel="next"]');
			assert.equal(page.status, 200);
			assert.equal(new URL(page.url).search, `?${sort}page=${sizes.length + 1}`);
			assert.ok(page.$('.pager a[rel="prev"]'));
		}
		assert.deepEqual(sizes, [24, 24, 5]);
		assert.equal(new Set(seen).size, 53);
	}
	assert.deepEqual(seen, rows.map((_, i) => `/en/p/thing-${i}`), "by price over all pages");
	for (const [query, status] of [["page=3", 200], ["page=4", 404], ["page=999999", 404], ["page=0", 400], ["page=-1", 400], ["page=x", 400], ["page=1", 200]])
		assert.equal((await client.get(`/en/c/things?${query}`)).status, status, query);
	assert.equal((await client.get("/en/search?q=thing&page=3")).$$("a.card").length, 5);
	assert.equal((await client.get("/en/search?q=thing&page=4")).status, 404);
});

test("search finds a product by its name in every language, whole or begun, in any case", async () => {
	const client = shopClient(), mug = thing("product", "harbour-mug");
	const asked = {
		de: ["Hafenbecher", "hafenb", "HAFENBECHER", " hafenbecher "], en: ["Harbour Mug", "mug harbour", "harb"], fr: ["Mug du port", "port"],
		ar: ["كوب الميناء", "الميناء كوب"], ja: ["港のマグカップ", "マグカップ", "マグ", "グカッ", "港"],
	};
	for (const [locale, queries] of Object.entries(asked)) {
		for (const q of queries) {
			const page = await ok(client, `/${locale}/search?q=${encodeURIComponent(q)}`);
			assert.ok(cardPaths(page).includes(`/${locale}/p/${mug[locale].slug}`), `${locale} "${q}" finds ${cardPaths(page)}`);
			assert.equal(page.$("#find").getAttribute("value"), q.trim(), "the question stands in the field");
		}
	}
});

test("Arabic is found with and without diacritics, accents may be left out", async () => {
	const client = shopClient();
	const finds = async (locale, code, q) => {
		const page = await ok(client, `/${locale}/search?q=${encodeURIComponent(q)}`);
		assert.ok(cardPaths(page).includes(`/${locale}/p/${thing("product", code)[locale].slug}`), `${locale} "${q}" finds ${cardPaths(page)}`);
	};
	const almanac = thing("product", "tide-almanac").ar.name;
	assert.match(almanac, /[\u064B-\u0652]/, "the name is written with a diacritic");
	await finds("ar", "tide-almanac", almanac);
	await finds("ar", "tide-almanac", almanac.replace(/[\u064B-\u0652]/g, ""));
	await finds("ar", "harbour-mug", "كُوبُ المِينَاء");
	await finds("fr", "enamel-mug", "mug emaille");
	await finds("de", "breakfast-bowl", thing("product", "breakfast-bowl").de.name.toLowerCase());
});

test("a search for nothing, or for what is not there, answers kindly and shows ways onward", async () => {
	const client = shopClient();
	for (const locale of locales) {
		const empty = await ok(client, `/${locale}/search`);
		assert.equal(empty.$$("a.card").length, 0);
		for (const q of ["", "%20%20", "%21%3F", "zzqqxxyy", "%27%3B%20DROP%20TABLE%20zzqq--", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"]) {
			const page = await ok(client, `/${locale}/search?q=${q}`);
			assert.equal(page.$$("a.card").length, 0, q);
			assert.ok(page.$$("main .chips a").length > 2, "categories");
			assert.ok(!page.$("main script"));
		}
		assert.notEqual((await ok(client, `/${locale}/search?q=zzqqxxyy`)).heading, empty.heading);
	}
});

test("an over-long search is a 422 that keeps what was typed", async () => {
	const typed = "ü".repeat(201);
	const page = await shopClient().get(`/de/search?q=${encodeURIComponent(typed)}`);
	assert.equal(page.status, 422);
	assert.equal(page.$("#find").getAttribute("value"), typed);
	assert.equal((await shopClient().get(`/de/search?q=${encodeURIComponent("ü".repeat(200))}`)).status, 200);
});
