// What a shopper looks at: addresses and languages, lists, prices, search, choices, errors, caching.
import assert from "node:assert/strict";
import { shopClient, Client } from "../lib/client.mjs";
import { env, transportName } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { lit, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const locales = ["de", "en", "fr", "ar", "ja"];
const { SHOP, SECOND_SHOP } = env;

// Of a product, category or page by its handle or code: { id, de: { name, slug }, ... } as the database has them.
function thing(kind, code, shop = SHOP) {
	const [table, key, name] = { product: ["product", "handle", "name"], category: ["category", "code", "name"], page: ["page", "code", "title"] }[kind];
	const rows = shopRows(shop, `SELECT t.locale, t.${name} AS name, s.slug, s.entity_id AS id FROM @shop@.${table} x
		JOIN @shop@.${table}_text t ON t.${table}_id = x.id JOIN @shop@.slug s ON s.kind = '${kind}' AND s.entity_id = x.id
		AND s.locale = t.locale AND s.current WHERE x.${key} = ${lit(code)}`);
	assert.ok(rows.length, `${kind} ${code} is in the shop`);
	return Object.fromEntries([["id", rows[0].id], ...rows.map((r) => [r.locale, r])]);
}

const pathOf = (letter, locale, slug) => `/${locale}/${letter}/${encodeURIComponent(slug)}`;

async function ok(client, path) {
	const page = await client.get(path, { follow: false });
	assert.equal(page.status, 200, `${path}: ${page.status} ${page.header("location") ?? ""}`);
	return page;
}

async function redirects(path, status, to) {
	const page = await shopClient().get(path, { follow: false });
	assert.equal(page.status, status, path);
	const at = new URL(page.header("location"), page.url);
	assert.equal(at.pathname, to, path);
	return page;
}

// One address of each kind of page, in a language.
function everyKind(locale) {
	return {
		home: `/${locale}/`,
		category: pathOf("c", locale, thing("category", "ceramics")[locale].slug),
		product: pathOf("p", locale, thing("product", "harbour-mug")[locale].slug),
		content: pathOf("page", locale, thing("page", "about")[locale].slug),
		search: `/${locale}/search?q=a`,
	};
}

const digits = (text) => text.replace(/\D/g, "");
const cardPaths = (page) => page.$$("a.card").map((a) => decodeURIComponent(new URL(a.getAttribute("href"), page.url).pathname));

test("/ leads to the language that the visitor prefers, else to the shop's own", { sale: true }, async () => {
	for (const [accept, locale] of [["fr-CA,fr;q=0.9,de;q=0.1", "fr"], ["xx, ja;q=0.2", "ja"], ["de;q=0, en", "en"], ["tlh", "de"]]) {
		const page = await shopClient().raw({ path: "/", headers: { "accept-language": accept } });
		assert.equal(page.status, 302, accept);
		assert.equal(new URL(page.header("location"), page.url).pathname, `/${locale}/`, accept);
		assert.match(page.header("vary") ?? "", /accept-language/i);
	}
	const page = await new Client(env.SECOND_STOREFRONT_URL).raw({ path: "/", headers: { "accept-language": "fr" } });
	assert.equal(new URL(page.header("location"), page.url).pathname, "/ar/", "a language that this shop does not speak");
});

test("the language switch stays on the same product, category and page, at the address that it has there", async () => {
	for (const [letter, kind, code] of [["p", "product", "harbour-mug"], ["c", "category", "mugs"], ["page", "page", "about"]]) {
		const it = thing(kind, code), client = shopClient();
		let page = await ok(client, pathOf(letter, "de", it.de.slug));
		for (const locale of ["ar", "ja", "en", "fr", "de"]) {
			page = await page.click(`.tongues a[hreflang="${locale}"]`, { follow: false });
			assert.equal(page.status, 200);
			assert.equal(decodeURIComponent(new URL(page.url).pathname), `/${locale}/${letter}/${it[locale].slug}`);
			assert.equal(page.heading, it[locale].name);
			assert.equal(page.$('.tongues a[aria-current="true"]').getAttribute("hreflang"), locale);
		}
	}
});

test("an address that a thing had before answers 301 to the one it has now", { sale: true }, async () => {
	const mug = thing("product", "harbour-mug"), knife = thing("product", "chefs-knife"), ceramics = thing("category", "ceramics");
	await redirects("/de/p/kaffeebecher-hafen", 301, pathOf("p", "de", mug.de.slug));
	await redirects("/en/p/coffee-mug-harbour", 301, pathOf("p", "en", mug.en.slug));
	await redirects("/ja/p/shefu-naifu", 301, pathOf("p", "ja", knife.ja.slug));
	await redirects("/de/c/geschirr", 301, pathOf("c", "de", ceramics.de.slug));
});

test("the address of another language answers 301 to that of this one", async () => {
	const mug = thing("product", "harbour-mug"), mugs = thing("category", "mugs"), about = thing("page", "about");
	await redirects(pathOf("p", "de", mug.en.slug), 301, pathOf("p", "de", mug.de.slug));
	await redirects(pathOf("p", "ar", mug.ja.slug), 301, pathOf("p", "ar", mug.ar.slug));
	await redirects("/fr/p/kaffeebecher-hafen", 301, pathOf("p", "fr", mug.fr.slug));
	await redirects(pathOf("c", "ja", mugs.de.slug), 301, pathOf("c", "ja", mugs.ja.slug));
	await redirects(pathOf("page", "en", about.de.slug), 301, pathOf("page", "en", about.en.slug));
});

test("each page names itself in every language (hreflang) and by default, and those pages name it back", async () => {
	const client = shopClient();
	const alternates = (page) => Object.fromEntries(page.$$('link[rel="alternate"][hreflang]').map((l) => [l.getAttribute("hreflang"), l.getAttribute("href")]));
	for (const [kind, path] of Object.entries(everyKind("de"))) {
		const page = await ok(client, path);
		if (kind === "search") {
			assert.match(page.$('meta[name="robots"]').getAttribute("content"), /noindex/, "found things are no page to be indexed");
			continue;
		}
		const found = alternates(page);
		assert.deepEqual(Object.keys(found).sort(), [...locales, "x-default"].sort(), kind);
		for (const locale of locales) {
			assert.match(found[locale], /^http:\/\//, "absolute");
			const other = await ok(client, found[locale]);
			assert.equal(other.$("html").getAttribute("lang"), locale);
			assert.deepEqual(alternates(other), found, `${kind} in ${locale}`);
		}
		assert.equal((await client.get(found["x-default"])).status, 200);
	}
});

test("each page says its language and direction", async () => {
	const client = shopClient();
	for (const locale of locales) {
		for (const path of Object.values(everyKind(locale))) {
			const page = await ok(client, path);
			assert.equal(page.header("content-language"), locale, path);
			assert.equal(page.$("html").getAttribute("lang"), locale, path);
			assert.equal(page.$("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr", path);
		}
	}
});

test("what is written in the shop's own language only is shown in it everywhere", async () => {
	const shop = await newShop("fallback", { locales: "de,en,ar" });
	const { status, err } = await importCsv(shop, csv([productRow("feldlerche", "Feldlerche", "12.00", { "Body (HTML)": "<p>Singt im Steigen.</p>" })]));
	assert.equal(status, 0, err);
	const client = shopClient(shop);
	for (const locale of ["de", "en", "ar"]) {
		const page = await ok(client, `/${locale}/p/feldlerche`);
		assert.equal(page.heading, "Feldlerche");
		assert.match(page.text, /Singt im Steigen\./);
		assert.equal(page.$("html").getAttribute("lang"), locale);
		const found = await ok(client, `/${locale}/search?q=feldlerche`);
		assert.deepEqual(cardPaths(found), [`/${locale}/p/feldlerche`]);
	}
});

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

async function shownPrice(client, slug) {
	return (await ok(client, pathOf("p", "de", slug))).textOf(".offer .price .now");
}

test("prices follow the chosen currency: an entered price wins, else the shop's rate, rounded to what the currency has", async () => {
	const client = shopClient(), mug = thing("product", "harbour-mug"), plate = thing("product", "egg-cups");
	const [{ minor }] = shopRows(SHOP, `SELECT pr.minor FROM @shop@.price pr JOIN @shop@.variant v ON v.id = pr.variant_id
		WHERE v.product_id = ${plate.id} AND pr.currency = 'EUR' AND pr.valid_to = 'infinity'`);
	const rates = Object.fromEntries(shopRows(SHOP, "SELECT code, rate_nano::text AS nano FROM @shop@.currency").map((r) => [r.code, BigInt(r.nano)]));
	const page = await ok(client, pathOf("p", "de", mug.de.slug));
	const form = page.form('form[action$="/currency"]');
	assert.deepEqual(form.choices("currency"), ["EUR", "USD", "GBP", "JPY"]);
	const after = await form.submit({ currency: "JPY" });
	assert.equal(new URL(after.url).pathname, pathOf("p", "de", mug.de.slug), "back to where it was chosen");
	assert.equal(digits(after.textOf(".offer .price .now")), "3900", "entered, without decimals");
	const yen = (BigInt(minor) * rates.JPY * 2n / 10n ** 11n + 1n) / 2n;
	assert.equal(digits(await shownPrice(client, plate.de.slug)), String(yen));
	assert.match(await shownPrice(client, plate.de.slug), /¥|JPY/);
	const dollars = (BigInt(minor) * rates.USD * 2n / 10n ** 9n + 1n) / 2n;
	await client.post("/de/currency", { currency: "USD" });
	assert.equal(digits(await shownPrice(client, plate.de.slug)), String(dollars));
	await client.post("/de/currency", { currency: "EUR" });
	assert.equal(digits(await shownPrice(client, plate.de.slug)), String(minor));
});

test("a currency that the shop does not have is a 400 and changes nothing; a strange cookie is the shop's own", { sale: true }, async () => {
	for (const currency of ["CHF", "XXX", "eur", "EURO", ""]) {
		const client = shopClient();
		const page = await client.post("/de/currency", { currency, back: "/de/" }, { follow: false });
		assert.ok([400, 422].includes(page.status), `${currency}: ${page.status}`);
		assert.equal(client.cookie("currency"), undefined);
	}
	const egg = thing("product", "egg-cups");
	for (const value of ["CHF", "jpy", "XXXXXXXX", "%00"]) {
		const client = shopClient();
		client.setCookie("currency", value);
		assert.match(await shownPrice(client, egg.de.slug), /€/, value);
	}
});

test("the currency form leads nowhere but into the shop", async () => {
	for (const back of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"]) {
		const page = await shopClient().post("/de/currency", { currency: "USD", back }, { follow: false });
		assert.equal(page.status, 303, back);
		assert.equal(new URL(page.header("location"), page.url).href, new URL("/de/", page.url).href, back);
	}
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
			assert.equal(page.$("main script"), null);
		}
		assert.notEqual((await ok(client, `/${locale}/search?q=zzqqxxyy`)).heading, empty.heading);
	}
});

test("an over-long search is a 422 that keeps what was typed", { sale: true }, async () => {
	const typed = "ü".repeat(201);
	const page = await shopClient().get(`/de/search?q=${encodeURIComponent(typed)}`);
	assert.equal(page.status, 422);
	assert.equal(page.$("#find").getAttribute("value"), typed);
	assert.equal((await shopClient().get(`/de/search?q=${encodeURIComponent("ü".repeat(200))}`)).status, 200);
});

function variants(handle) {
	return shopRows(SHOP, `SELECT v.id, v.sku, pr.minor, sum(k.on_hand - k.reserved - k.committed) AS left, (SELECT o.label FROM @shop@.option_value o
			WHERE o.id = v.option_values[1]) AS label FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id
		JOIN @shop@.price pr ON pr.variant_id = v.id AND pr.currency = 'EUR' AND pr.valid_to = 'infinity'
		JOIN @shop@.stock k ON k.variant_id = v.id WHERE p.handle = ${lit(handle)} GROUP BY v.id, v.sku, pr.minor ORDER BY v.position`);
}

test("choosing a value of an option shows that variant: its price, its number, its form", async () => {
	const client = shopClient(), mug = thing("product", "harbour-mug"), all = variants("harbour-mug");
	for (const v of all) {
		const page = await ok(client, `${pathOf("p", "de", mug.de.slug)}?v=${v.id}`);
		assert.equal(page.$('.values a[aria-current="true"]').textContent.split(" ")[0], v.label.de);
		assert.ok(page.text.includes(v.sku));
		assert.equal(digits(page.textOf(".offer .price .now")), String(v.minor));
		const form = page.$('form[action$="/cart/add"]');
		assert.equal(form !== null, v.left > 0, `${v.sku} can be bought while there are some`);
		if (form)
			assert.equal(page.form('form[action$="/cart/add"]').value("variant"), String(v.id));
		const next = all[(all.indexOf(v) + 1) % all.length];
		const link = page.$$(".values a").find((a) => a.textContent.startsWith(next.label.de));
		assert.equal(new URL(link.getAttribute("href"), page.url).searchParams.get("v"), String(next.id));
	}
});

test("a value that is sold out says so in words, in every language", async () => {
	const client = shopClient(), mug = thing("product", "harbour-mug"), all = variants("harbour-mug");
	const gone = all.find((v) => v.left === 0), there = all.find((v) => v.left > 5);
	const words = { de: "Ausverkauft", en: "Sold out", fr: /Épuisé|Rupture/i, ar: /نفد|نفذ/, ja: /売り切れ|品切れ|在庫切れ/ };
	for (const locale of locales) {
		const page = await ok(client, pathOf("p", locale, mug[locale].slug));
		const link = (v) => page.$$(".values a").find((a) => a.textContent.trim().startsWith(v.label[locale])).textContent;
		assert.match(link(gone), new RegExp(words[locale], "i"), locale);
		assert.doesNotMatch(link(there), new RegExp(words[locale], "i"), locale);
	}
});

test("an unknown ?v shows the product with its first choice; one that is no number is a 400", { sale: true }, async () => {
	const client = shopClient(), path = pathOf("p", "de", thing("product", "harbour-mug").de.slug);
	const foreign = variants("egg-cups")[0].id, first = variants("harbour-mug").find((v) => v.left > 0).id;
	for (const v of [999999999, foreign]) {
		const page = await ok(client, `${path}?v=${v}`);
		assert.equal(page.form('form[action$="/cart/add"]').value("variant"), String(first));
	}
	for (const v of ["x", "-1", "0", "1e3", "99999999999999999999"])
		assert.equal((await client.get(`${path}?v=${v}`)).status, 400, v);
});

test("a 404 helps: in the page's language, with a search field, the way home and the shelves", { sale: true }, async () => {
	const client = shopClient(), headings = new Set();
	for (const locale of locales) {
		for (const path of ["/p/no-such-thing", "/c/no-such-thing", "/page/no-such-thing", "/no/such/page"]) {
			const page = await client.get(`/${locale}${path}`);
			assert.equal(page.status, 404, path);
			assert.equal(page.$("html").getAttribute("lang"), locale);
			assert.equal(page.header("content-language"), locale);
			assert.match(page.$('meta[name="robots"]').getAttribute("content"), /noindex/);
			const found = await page.form("main form").submit({ q: thing("product", "harbour-mug")[locale].name });
			assert.equal(found.status, 200);
			assert.ok(found.$$("a.card").length > 0);
			assert.ok(page.$(`main a[href="/${locale}/"]`));
			assert.ok(page.$$("nav.aisles a").length > 2);
			headings.add(page.heading);
		}
	}
	assert.equal(headings.size, locales.length, "each language has its own words");
});

test("a language that the shop does not speak is a 404 in its own", { sale: true }, async () => {
	const page = await shopClient().get("/es/");
	assert.equal(page.status, 404);
	assert.equal(page.$("html").getAttribute("lang"), "de");
});

test("an unknown host is a plain 404 that names no shop", { sale: true }, async () => {
	for (const path of ["/", "/de/", "/de/search?q=a"]) {
		const page = await new Client(`http://no-such-shop.localhost:${env.HTTP_PORT}`).get(path, { follow: false });
		assert.equal(page.status, 404);
		assert.ok(page.bytes.length < 2000);
		assert.doesNotMatch(page.text, /stylesheet|hafen|dilmun/i);
		assert.equal(page.header("set-cookie"), undefined);
	}
});

test("HEAD answers as GET does, without the body", { sale: true }, async () => {
	for (const path of [...Object.values(everyKind("de")), "/de/no-such-page", "/de/p/kaffeebecher-hafen"]) {
		const client = shopClient(), get = await client.raw({ path }), head = await client.raw({ method: "HEAD", path });
		assert.equal(head.status, get.status, path);
		assert.equal(head.bytes.length, 0, path);
		for (const name of ["content-type", "content-language", "etag", "cache-control", "location"])
			assert.equal(head.header(name), get.header(name), `${name} of ${path}`);
	}
});

test("a page for a visitor without cookies sets none and is the same to the last byte", async () => {
	for (const path of Object.values(everyKind("de"))) {
		const [one, two] = [await shopClient().raw({ path }), await shopClient().raw({ path })];
		assert.equal(one.status, 200);
		assert.equal(one.header("set-cookie"), undefined, path);
		assert.ok(one.bytes.equals(two.bytes), path);
	}
});

test("a public page has an ETag and answers 304 to who has it", { sale: true }, async () => {
	for (const path of Object.values(everyKind("fr")).filter((p) => !p.includes("search"))) {
		const page = await shopClient().raw({ path }), etag = page.header("etag");
		assert.match(etag ?? "", /^(W\/)?"[^"]+"$/, path);
		assert.match(page.header("cache-control"), /public/);
		for (const known of [etag, `"x", ${etag}`, "*"]) {
			const again = await shopClient().raw({ path, headers: { "if-none-match": known } });
			assert.equal(again.status, 304, `${path} ${known}`);
			assert.equal(again.bytes.length, 0);
			assert.equal(again.header("etag"), etag);
		}
		assert.equal((await shopClient().raw({ path, headers: { "if-none-match": '"other"' } })).status, 200);
	}
	const path = everyKind("de").product, known = (await shopClient().raw({ path })).header("etag");
	for (const currency of ["USD", "JPY"]) {
		const client = shopClient();
		client.setCookie("currency", currency);
		const page = await client.raw({ path, headers: { "if-none-match": known } });
		assert.equal(page.status, 200, "another currency is another page");
		assert.notEqual(page.header("etag"), known);
	}
	assert.match((await shopClient().raw({ path })).header("vary") ?? "", /cookie/i, "a cache between must not mix them up");
});

test("a page that shows something personal is kept by nobody", { sale: true }, async () => {
	const client = shopClient(), path = everyKind("de").product;
	const page = await ok(client, path);
	await page.form('form[action$="/cart/add"]').submit({ quantity: 1 });
	const after = await ok(client, path);
	assert.match(after.header("cache-control"), /private/);
	assert.match(after.textOf(".to-cart"), /1/);
});

test("a page with all that it needs weighs under 100 KB before its pictures", async () => {
	for (const locale of ["de", "ar", "ja"]) {
		for (const [kind, path] of Object.entries(everyKind(locale))) {
			const client = shopClient(), page = await ok(client, path);
			let bytes = page.bytes.length;
			const files = [...page.$$('link[rel="stylesheet"]').map((l) => l.getAttribute("href")), ...page.$$("script[src]").map((s) => s.getAttribute("src"))];
			assert.ok(files.length > 0);
			for (const file of files)
				bytes += (await ok(client, file)).bytes.length;
			assert.ok(bytes < 100 * 1024, `${kind} in ${locale}: ${bytes} bytes`);
			assert.equal(page.$$("style, script:not([src]), [style], [onclick], [onload]").length, 0, "nothing inline");
		}
	}
});

test("a suspended shop answers 503 everywhere and is whole again afterwards", async () => {
	const shop = await newShop("suspended", { locales: "en" });
	assert.equal((await importCsv(shop, csv([productRow("kept", "Kept", "3.00")]))).status, 0);
	await ok(shopClient(shop), "/en/p/kept");
	assert.equal((await stoactl(["tenant", "suspend", shop])).status, 0);
	for (const path of ["/", "/en/", "/en/p/kept", "/en/search?q=kept", "/en/cart"]) {
		const page = await shopClient(shop).get(path, { follow: false });
		assert.equal(page.status, 503, path);
		assert.ok(Number(page.header("retry-after")) > 0);
		assert.doesNotMatch(page.text, /Kept/);
		assert.ok(page.heading, "in words");
	}
	assert.equal((await stoactl(["tenant", "resume", shop])).status, 0);
	await ok(shopClient(shop), "/en/p/kept");
});

test("two shops never meet: one slug, one handle, two products, whatever the request says besides its host", async () => {
	const [one, two] = [await newShop("one", { locales: "en" }), await newShop("two", { locales: "en" })];
	for (const [shop, title] of [[one, "Of the first"], [two, "Of the second"]])
		assert.equal((await importCsv(shop, csv([productRow("same", title, "3.00", { "Variant SKU": "SAME" }), productRow(`only-${title.slice(-1)}`, `Only ${title}`, "1.00")]))).status, 0);
	const other = `${two}.localhost:${env.HTTP_PORT}`;
	const tricks = [{}, { "x-forwarded-host": other }, { "forwarded": `host=${other}` }, { "x-original-host": other }, { "x-host": other }];
	for (const headers of tricks) {
		const page = await shopClient(one).raw({ path: "/en/p/same", headers });
		assert.equal(page.heading, "Of the first", JSON.stringify(headers));
		assert.doesNotMatch(page.text, /second/);
	}
	assert.equal((await shopClient(one).raw({ path: "/en/p/same", host: `${one.toUpperCase()}.LocalHost:${env.HTTP_PORT}` })).heading, "Of the first");
	assert.equal((await shopClient(one).get("/en/p/only-d")).status, 404, "the second shop's own product");
	assert.equal((await shopClient(two).get("/en/p/only-d")).status, 200);
	assert.equal(cardPaths(await ok(shopClient(one), "/en/search?q=of")).length, 2);
});

test("a cart's cookie of one shop is none in another", async () => {
	const [one, two] = [shopClient(SHOP), shopClient(SECOND_SHOP)];
	const page = await ok(one, everyKind("de").product);
	await page.form('form[action$="/cart/add"]').submit({ quantity: 2 });
	two.setCookie("cart", one.cookie("cart"));
	const cart = await ok(two, "/en/cart");
	assert.equal(cart.$("li.line"), null);
	assert.equal(cart.$(".to-cart .count"), null);
});

test("a program serves shops in turn without mixing them", { only: ["fcgi", "lighttpd"] }, async () => {
	const first = shopClient(SHOP), second = new Client(env.SECOND_STOREFRONT_URL);
	await Promise.all(Array.from({ length: transportName === "fcgi" ? 40 : 20 }, async (_, i) => {
		const [client, name] = i % 2 ? [first, "Hafen"] : [second, "Dilmun"];
		const page = await ok(client, "/en/");
		assert.equal(page.textOf(".logo"), name);
	}));
});
