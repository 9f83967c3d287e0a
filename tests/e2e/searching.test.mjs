// What a shopper types, and what stands first then: queries.json has at least twenty a language.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const queries = JSON.parse(readFileSync(new URL("queries.json", import.meta.url), "utf8"));
const hosts = { hafen: env.SHOP, dilmun: env.SECOND_SHOP };
const known = {};

// The products of a page by their handles, in its order.
function handles(page, shop, locale) {
	known[`${shop} ${locale}`] ??= new Map(shopRows(shop, `SELECT s.slug, p.handle FROM @shop@.slug s JOIN @shop@.product p ON p.id = s.entity_id
		WHERE s.kind = 'product' AND s.locale = ${lit(locale)}`).map((r) => [r.slug, r.handle]));
	return page.$$("a.card").map((a) => known[`${shop} ${locale}`].get(decodeURIComponent(new URL(a.getAttribute("href"), page.url).pathname.split("/").at(-1))));
}

async function search(shop, locale, q, more = "") {
	const page = await shopClient(shop).get(`/${locale}/search?q=${encodeURIComponent(q)}${more}`);
	assert.equal(page.status, 200, q);
	return page;
}

for (const locale of ["de", "en", "fr", "ar", "ja"]) {
	test(`${locale}: what shoppers type finds what they mean, in front of all else`, async () => {
		const own = queries.filter((q) => q.locale === locale), wrong = [];
		assert.ok(own.length >= 20, `${own.length} queries`);
		for (const { shop, q, why, first, meant } of own) {
			const page = await search(hosts[shop], locale, q), found = handles(page, hosts[shop], locale);
			if (JSON.stringify(found.slice(0, first.length).sort()) !== JSON.stringify([...first].sort()))
				wrong.push(`“${q}” (${why}): ${found.slice(0, first.length + 2).join(", ")} instead of ${first.join(", ")}`);
			// Whoever wrote no mistake is told of none, and found by the words themselves.
			const said = page.$(".list-head .lead")?.textContent ?? "";
			if (meant ? !said.includes(meant) : said)
				wrong.push(`“${q}” (${why}): “${said}” instead of ${meant ? `results for “${meant}”` : "plain results"}`);
		}
		assert.deepEqual(wrong, []);
	});
}

test("where nothing has the words, the page says in each language what it shows instead, and links keep what was typed", async () => {
	for (const [locale, typed, meant] of [["de", "Kochmeser", "kochmesser"], ["en", "lantren", "lantern"], ["fr", "paillason", "paillasson"], ["ar", "فانوص", "فانوس"], ["ja", "ティーポッド", "ティーポット"]]) {
		const page = await search(env.SHOP, locale, typed);
		assert.ok(page.textOf(".list-head .lead").includes(typed) && page.textOf(".list-head .lead").includes(meant), page.textOf(".list-head"));
		assert.equal(page.$("#find").getAttribute("value"), typed);
		const sorted = await page.click('.sort a[href*="sort=name"]');
		assert.deepEqual(handles(sorted, env.SHOP, locale).sort(), handles(page, env.SHOP, locale).sort());
	}
	const some = await search(env.SHOP, "en", "whetstone honey");
	assert.match(some.textOf(".list-head .lead"), /some of them/);
	assert.deepEqual(handles(some, env.SHOP, "en").slice(0, 2).sort(), ["heather-honey", "whetstone"]);
	assert.ok(!(await search(env.SHOP, "en", "mug")).$(".list-head .lead"), "nothing is said where all is as typed");
});

test("every part of a product is searched: name, SKU, vendor, tag, option, attribute, category, description; the name weighs most", async () => {
	const shop = await newShop("searching", { locales: "en", currency: "EUR" });
	const rows = [
		productRow("first", "Zanzibar lamp", "1.00"), productRow("second", "Second", "1.00", { "Variant SKU": "ZANZIBAR-77" }),
		productRow("third", "Third", "1.00", { "Vendor": "Zanzibar & Sons" }), productRow("fourth", "Fourth", "1.00", { "Tags": "red, zanzibar" }),
		productRow("fifth", "Fifth", "1.00", { "Option1 Name": "Colour", "Option1 Value": "Zanzibar" }), productRow("sixth", "Sixth", "1.00", { "Type": "Zanzibars" }),
		productRow("seventh", "Seventh", "1.00", { "Body (HTML)": "<p>From the shores of zanzibar.</p>" }), productRow("eighth", "Eighth", "1.00"),
	];
	assert.equal((await importCsv(shop, csv(rows))).status, 0);
	const found = handles(await search(shop, "en", "zanzibar"), shop, "en");
	assert.deepEqual([...found].sort(), ["fifth", "first", "fourth", "second", "seventh", "sixth", "third"]);
	assert.equal(found[0], "first");
	assert.equal(found.at(-1), "seventh");
	for (const sku of ["zanzibar-77", "ZANZIBAR 77", "zanzibar77"])
		assert.deepEqual(handles(await search(shop, "en", sku), shop, "en"), ["second"], sku);
	shopExecute(shop, `INSERT INTO @shop@.attribute (code, type, label, choices, position) VALUES ('wood', 'choice', '{"en": "Wood"}', '{"oak": {"en": "Quercus"}}', 1)`);
	shopExecute(shop, `INSERT INTO @shop@.product_attribute SELECT p.id, a.id, '"oak"' FROM @shop@.product p, @shop@.attribute a WHERE p.handle = 'eighth'`);
	assert.equal((await search(shop, "en", "quercus")).$$("a.card").length, 0);
	assert.equal((await stoactl(["index", shop])).status, 0);
	assert.deepEqual(handles(await search(shop, "en", "quercus"), shop, "en"), ["eighth"]);
});

test("a word is found by each that is changed in it, a draft by none, and by its state as soon as that changes", async () => {
	const shop = await newShop("searching-state", { locales: "en", currency: "EUR" });
	assert.equal((await importCsv(shop, csv([productRow("seen", "Seen lantern", "1.00"), productRow("unseen", "Unseen lantern", "1.00", { "Published": "false" })]))).status, 0);
	assert.deepEqual(handles(await search(shop, "en", "lantern"), shop, "en"), ["seen"]);
	shopExecute(shop, "UPDATE @shop@.product SET state = 'active'");
	assert.equal((await stoactl(["index", shop])).status, 0);
	assert.deepEqual(handles(await search(shop, "en", "lantern"), shop, "en").sort(), ["seen", "unseen"]);
	assert.equal((await stoactl(["index"])).status, 2);
	assert.equal((await stoactl(["index", "nobody"])).status, 1);
});

test("what a shopper writes in quotes, operators and signs of the database is read as words", async () => {
	for (const q of ["mug' | 'knife", "mug & !mug", "mug:*A", "'", "\\", "mug\\", "(((", "<->", "% _", "“mug”", "a".repeat(199), "مَـ", "ー", "ゝ", "🫖", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"]) {
		for (const locale of ["en", "de", "ja"])
			await search(env.SHOP, locale, q);
	}
	assert.deepEqual(handles(await search(env.SHOP, "en", "“harbour mug”"), env.SHOP, "en"), ["harbour-mug"]);
});

test("while a word is written, a few products are suggested: a small public piece that a script can put in", async () => {
	const client = shopClient(env.SHOP), page = await client.get("/de/search/suggest?q=hafenb");
	assert.equal(page.status, 200);
	assert.match(page.header("content-type"), /^text\/html/);
	assert.match(page.header("cache-control"), /public/);
	assert.equal(page.header("x-robots-tag"), "noindex");
	assert.equal((await client.get("/de/search/suggest?q=hafenb", { headers: { "If-None-Match": page.header("etag") } })).status, 304);
	assert.ok(page.bytes.length < 8000, `${page.bytes.length} bytes`);
	assert.doesNotMatch(page.text, /<html|<body|<script/);
	assert.match(page.textOf(".suggestions li a"), /^Hafenbecher/);
	assert.equal(page.$(".suggestions li:last-child a").getAttribute("href"), "/de/search?q=hafenb");
	assert.ok((await client.get("/de/search/suggest?q=be")).$$(".suggestions li").length <= 7);
	for (const q of ["", "q=", "q=h", "q=zzqqxx", `q=${"x".repeat(300)}`]) {
		const none = await client.get(`/de/search/suggest?${q}`);
		assert.equal(none.status, 200, q);
		assert.ok(!none.$(".suggestions"), q);
	}
	assert.equal((await client.get(`/ja/search/suggest?q=${encodeURIComponent("皿")}`)).$$(".suggestions a").length > 0, true);
	assert.equal((await client.get("/de/search/suggest?q=x&n=100")).status, 400);
	assert.equal((await client.post("/de/search/suggest", { q: "x" })).status, 405);
});

test("names stand in the order that readers of each language expect", async () => {
	const names = {
		de: ["Apfel", "Äpfel", "Apfelmus", "Ofen", "Öl", "Olive", "Straße", "Strasse 2", "Zucker"],
		en: ["Ångström", "apple", "Banana", "cherry", "éclair", "encyclopædia", "Encyclopaedia B", "Zebra"],
		fr: ["cote", "coté", "côte", "côté", "ère", "oeil", "œuf", "offre", "Zèbre"],
		ar: ["آنية", "إبريق", "أرز", "باب", "تمر", "ثوب", "هيل", "يد"],
		ja: ["ABC", "アサガオ", "あさひ", "いす", "がっこう", "カップ", "ガラス", "さら", "ん"],
	};
	for (const [locale, list] of Object.entries(names)) {
		const shop = await newShop(`order-${locale}`, { locales: locale, currency: "EUR" });
		const shuffled = [...list].reverse();
		assert.equal((await importCsv(shop, csv(shuffled.map((name, i) => productRow(`p-${i}`, name, "1.00"))))).status, 0);
		const page = await shopClient(shop).get(`/${locale}/c/things?sort=name`);
		const shown = page.$$("a.card .card-name").map((n) => n.textContent);
		assert.deepEqual(shown, list, locale);
	}
});
