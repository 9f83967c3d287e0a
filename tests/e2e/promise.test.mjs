// What an order and a product page promise: the snapshot that no later change touches, rates by their days, facts and words for pictures.
import assert from "node:assert/strict";
import { adminOrder, staffOf } from "../lib/admin.mjs";
import { buy, checkoutToReview, addToCart, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { lit, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, variantOf } from "../lib/till.mjs";

const post = 'main form[method="post"]';
const shop = await newTill();
const { SHOP } = env;

test("an order keeps what was bought as it was: name, number, price, tax and address outlive every later change", async () => {
	const mine = await newTill(), staff = await staffOf(mine);
	const sold = await buy({ shop: mine, locale: "de", products: ["/p/mug", "/p/book"], method: "bank_transfer" });
	const look = async () => {
		const page = await shopClient(mine).get(`/de/order/${sold.token}`), office = await adminOrder(staff, mine, sold.number, "de");
		return [page, office].map((p) => p.textOf("main").replace(/\d{1,2}:\d{2}(:\d{2})?/g, ""));
	};
	const before = await look();
	assert.match(before[0], /mug/);
	const variant = variantOf(mine, "mug");
	shopExecute(mine, `UPDATE @shop@.product_text SET name = 'Renamed';
		UPDATE @shop@.variant SET sku = 'NEW-' || id;
		UPDATE @shop@.price SET minor = minor * 3;
		UPDATE @shop@.tax_rate SET ppm = 990000, name = 'Other';
		UPDATE @shop@.shipping_rate SET minor = 9999;
		UPDATE @shop@.product SET state = 'archived'`);
	assert.deepEqual(await look(), before);
	assert.match((await shopClient(mine).get("/de/")).textOf("body"), /Till/);
	const [line] = shopRows(mine, `SELECT name, sku, unit_gross FROM @shop@.order_line WHERE order_id = ${sold.order.id} AND variant_id = ${variant}`);
	assert.deepEqual([line.name, line.sku, line.unit_gross], ["mug", "MUG", 2490]);
});

test("a tax rate counts from its first day and before its last, for its country and class", async () => {
	const mine = await newTill(), total = async (country = "DE") => {
		const client = shopClient(mine);
		await addToCart(client, { locale: "en", product: "/p/mug" });
		return checkoutToReview(client, { locale: "en", country, email: someEmail("rate") });
	};
	const taxes = (page) => page.$$(".sums tr.tax").map((e) => e.textContent.replace(/\s+/g, " ").trim());
	assert.equal(taxes(await total()).length, 1);
	assert.match(taxes(await total())[0], /19/);
	shopExecute(mine, `UPDATE @shop@.tax_rate SET valid_to = now() - interval '1 minute' WHERE country = 'DE' AND tax_class = 'standard';
		INSERT INTO @shop@.tax_rate (id, country, tax_class, ppm, name, valid_from, valid_to) SELECT 900001, 'DE', 'standard', 160000, 'MwSt.',
			now() - interval '1 minute', now() + interval '1 hour';
		INSERT INTO @shop@.tax_rate (id, country, tax_class, ppm, name, valid_from, valid_to) SELECT 900002, 'DE', 'standard', 250000, 'MwSt.',
			now() + interval '1 hour', 'infinity'`);
	assert.match(taxes(await total())[0], /16/, "the rate of today, neither that of yesterday nor that of tomorrow");
	assert.match(taxes(await total("FR"))[0], /20/);
	assert.deepEqual(taxes(await total("US")), [], "without a rate it is an export");
});

test("card data never reaches us: no form of ours asks for it, no column could hold it, and paying leads away", async () => {
	const client = shopClient(shop);
	await addToCart(client, { locale: "en", product: "/p/mug" });
	const pages = [await client.get("/en/cart"), await client.get("/en/checkout")];
	const review = await checkoutToReview(client, { locale: "en", method: "demo", email: someEmail("card") });
	pages.push(await client.get("/en/checkout/shipping"), await client.get("/en/checkout/payment"), review);
	for (const page of pages) {
		for (const field of page.$$("input, select, textarea")) {
			const said = ["name", "id", "autocomplete"].map((n) => field.getAttribute(n) ?? "").join(" ");
			assert.doesNotMatch(said, /\bcc-|card(?!_on)|cvc|cvv|iban|expir/i, `${page.url}: ${said}`);
		}
	}
	const away = await review.form(post).submit({}, { follow: false });
	assert.equal(away.status, 303);
	assert.notEqual(new URL(away.header("location")).hostname, new URL(review.url).hostname);
	for (const extra of [{ card_number: "4111111111111111" }, { "cc-number": "4111111111111111" }])
		assert.equal((await client.post("/en/checkout/payment", { method: "demo", ...extra })).status, 400);
	for (const where of ["CELL", "PLATFORM"])
		assert.deepEqual(rows(where, "SELECT column_name FROM information_schema.columns WHERE column_name ~ '(card|cvc|cvv|expiry|iban)' AND table_schema !~ '^(pg_|information)'"), []);
});

test("typed attributes stand on the product page by their names, units and words in each language", async () => {
	const found = shopRows(SHOP, `SELECT p.handle, p.id, a.id AS attribute, to_jsonb(a) AS a, to_jsonb(x) AS value FROM @shop@.product_attribute x
		JOIN @shop@.attribute a ON a.id = x.attribute_id JOIN @shop@.product p ON p.id = x.product_id WHERE p.state = 'active' ORDER BY p.id, a.id`);
	const types = new Set(found.map((f) => f.a.type));
	assert.deepEqual([...types].sort(), ["bool", "choice", "number", "text"], "the demo shop has each type");
	for (const type of types) {
		const one = found.find((f) => f.a.type === type), shown = new Set();
		for (const locale of ["de", "en", "ar"]) {
			const [{ slug }] = shopRows(SHOP, `SELECT slug FROM @shop@.slug WHERE kind = 'product' AND entity_id = ${one.id} AND locale = ${lit(locale)} AND current`);
			const page = await shopClient().get(`/${locale}/p/${encodeURIComponent(slug)}`);
			const row = page.$$(".facts tr").find((r) => r.querySelector("th").textContent.trim() === (one.a.name ?? one.a.label)[locale]);
			assert.ok(row, `${type} in ${locale}: ${page.$$(".facts th").map((e) => e.textContent)}`);
			const value = row.querySelector("td").textContent.trim();
			assert.ok(value, `${type} in ${locale}`);
			if (type === "number" && one.a.unit)
				assert.match(value, locale === "ar" ? /\S/ : new RegExp(one.a.unit));
			shown.add(value);
		}
		assert.ok(type === "number" || shown.size === 3, `${type}: ${[...shown]}`);
	}
});

test("every picture has words for it in the page's language, and is there", async () => {
	const [{ id }] = shopRows(SHOP, "SELECT id FROM @shop@.product WHERE handle = 'harbour-mug'");
	const pictures = shopRows(SHOP, `SELECT address, alt FROM @shop@.picture WHERE product_id = ${id}`);
	for (const locale of ["de", "en", "fr", "ar", "ja"]) {
		const [{ slug }] = shopRows(SHOP, `SELECT slug FROM @shop@.slug WHERE kind = 'product' AND entity_id = ${id} AND locale = ${lit(locale)} AND current`);
		const page = await shopClient().get(`/${locale}/p/${encodeURIComponent(slug)}`);
		const first = page.$("main .gallery img"), drawn = pictures.find((p) => first.getAttribute("src").endsWith(p.address));
		assert.equal(first.getAttribute("alt"), drawn.alt[locale]);
		for (const path of [`/${locale}/`, page.url]) {
			for (const img of (await shopClient().get(path)).$$("img")) {
				assert.notEqual(img.getAttribute("alt"), null, path);
				assert.equal((await shopClient().raw({ method: "HEAD", path: img.getAttribute("src") })).status, 200);
			}
		}
	}
});
