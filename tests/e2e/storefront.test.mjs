// What a shopper looks at: addresses and languages, prices and currencies, choices of a product.
import assert from "node:assert/strict";
import { shopClient, Client } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { lit, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { cardPaths, everyKind, locales, ok, pathOf, thing } from "../lib/sight.mjs";

const { SHOP } = env;

async function redirects(path, status, to) {
	const page = await shopClient().get(path, { follow: false });
	assert.equal(page.status, status, path);
	const at = new URL(page.header("location"), page.url);
	assert.equal(at.pathname, to, path);
	return page;
}

const digits = (text) => text.replace(/\D/g, "");

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
