// Structured data, judged by validators that are not ours (lib/structured.mjs).
import assert from "node:assert/strict";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { structured } from "../lib/structured.mjs";

const shops = [[env.SHOP, ["de", "en", "fr", "ar", "ja"]], [env.SECOND_SHOP, ["ar", "en"]]];

test("every product page of both demo shops keeps Google's rules for products and offers, and schema.org's vocabulary", async () => {
	for (const [shop, locales] of shops) {
		const slugs = shopRows(shop, `SELECT s.slug, s.locale FROM @shop@.slug s JOIN @shop@.product p ON p.id = s.entity_id AND p.state = 'active'
			WHERE s.kind = 'product' AND s.current ORDER BY s.entity_id, s.locale`).filter((_, i) => i % locales.length === Math.floor(i / locales.length) % locales.length);
		assert.ok(slugs.length >= 30 && new Set(slugs.map((s) => s.locale)).size === locales.length, "each product once, the languages in turn");
		for (const { slug, locale } of slugs) {
			const page = await shopClient(shop).get(`/${locale}/p/${encodeURIComponent(slug)}`), { types, faults } = await structured(page.text);
			assert.deepEqual(faults, [], page.url);
			assert.deepEqual(types, { Product: 1, BreadcrumbList: 1 }, page.url);
		}
	}
});

test("home, categories and contents keep the vocabulary, and say a way of two steps at least", async () => {
	for (const [shop, locales] of shops)
		for (const locale of locales) {
			const client = shopClient(shop), home = await client.get(`/${locale}/`), first = await structured(home.text);
			assert.deepEqual(first.faults, []);
			assert.deepEqual(first.types, { WebSite: 1 });
			for (const selector of [".aisles a", '.foot a[href*="/page/"]']) {
				const { types, faults, wishes } = await structured((await home.click(selector)).text);
				assert.deepEqual([faults, wishes, types], [[], [], { BreadcrumbList: 1 }], selector);
			}
		}
});

test("the home page tells search engines the shop's logo, where it has one that they take", async () => {
	const shop = await newShop("logo", { locales: "en" });
	for (const [address, told] of [["x/logo-120x40.png", /^http.*\/x\/logo-120x40\.png$/], ["x/logo.svg", null], [null, null]]) {
		shopExecute(shop, `UPDATE @shop@.shop SET logo_address = ${address ? lit(address) : "NULL"}, logo_width = 120, logo_height = 40`);
		const { text } = await shopClient(shop).get("/en/"), logo = /<link itemprop="logo" href="([^"]*)">/.exec(text)?.[1] ?? null;
		told ? assert.match(logo, told) : assert.equal(logo, null);
		assert.deepEqual((await structured(text)).faults, []);
	}
});

test("a barcode that is the world's is told as gtin, another one is not", async () => {
	const shop = await newShop("codes", { locales: "en" });
	const made = await importCsv(shop, csv([productRow("world", "World", "5.00", { "Variant Barcode": "4006381333931" }), productRow("inhouse", "In house", "5.00", { "Variant Barcode": "2000000000008" })]));
	assert.equal(made.status, 0, made.err);
	const gtins = async (slug) => (await shopClient(shop).get(`/en/p/${slug}`)).$$('[itemprop="gtin"]').map((m) => m.getAttribute("content"));
	assert.deepEqual([await gtins("world"), await gtins("inhouse")], [["4006381333931"], []]);
});

test("the validators find what breaks the rules", async () => {
	const [{ slug }] = shopRows(env.SHOP, "SELECT s.slug FROM @shop@.slug s JOIN @shop@.product p ON p.id = s.entity_id AND p.state = 'active' WHERE s.kind = 'product' AND s.locale = 'en' AND s.current AND (SELECT count(*) FROM @shop@.variant v WHERE v.product_id = p.id) = 1 ORDER BY s.entity_id LIMIT 1");
	const { text } = await shopClient().get(`/en/p/${slug}`);
	assert.deepEqual((await structured(text)).faults, []);
	for (const [from, to, told] of [
		[/itemprop="price" content="[^"]*"/, 'itemprop="prise" content="1"', /prise/], [/ itemprop="price" content="[^"]*"/g, "", /price/],
		[/schema\.org\/Product"/, 'schema.org/Produkt"', /Produkt/], [/schema\.org\/InStock/, "schema.org/InStok", /InStok/],
		[/itemprop="availability"/, 'itemprop="itemCondition"', /OfferItemCondition/], [/schema\.org\/Brand"/, 'schema.org/Recipe"', /no place for a Recipe/],
		[/<h1 itemprop="name"/, "<h1", /name/], [/ itemprop="position"/, "", /position/],
	]) {
		const broken = text.replace(from, to);
		assert.notEqual(broken, text, String(from));
		const { faults } = await structured(broken);
		assert.ok(faults.some((f) => told.test(f)), `${from}: ${JSON.stringify(faults)}`);
	}
});
