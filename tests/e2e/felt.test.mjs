// Speed that is felt, as far as it can be told from what is sent: early words in the header, scripts and pictures, files kept for ever.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { adminLogin } from "../lib/admin.mjs";
import { addToCart, checkoutToReview, findProduct, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { merchantFaults, textOf, xml, elements } from "../lib/found.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const SHOP = env.SHOP;
const assets = (page, selector, attribute) => page.$$(selector).map((e) => e.getAttribute(attribute));

async function pages() {
	const client = shopClient(SHOP), shopper = shopClient(SHOP), home = await client.get("/de/");
	const review = (await addToCart(shopper, {})) && (await checkoutToReview(shopper, { email: someEmail() }));
	const staff = await adminLogin();
	return {
		home, category: await home.click(".aisles a"), product: await findProduct(client, "de"), search: await client.get("/de/search?q=a"),
		missing: await client.get("/de/no-such-page"), cart: await shopper.get("/de/cart"), checkout: await shopper.get("/de/checkout"), review,
		admin: await staff.get(`/en/${SHOP}/products`),
	};
}

test("scripts are files of our own, deferred; no page carries one in itself, and the policy would not let it run", { sale: true }, async () => {
	for (const [kind, page] of Object.entries(await pages())) {
		const scripts = page.$$("script");
		assert.ok(scripts.length > 0, kind);
		for (const s of scripts) {
			assert.match(s.getAttribute("src"), /^\/assets\/js\/[a-z]+\.[0-9a-f]{10}\.js$/, kind);
			assert.ok(s.hasAttribute("defer"), kind);
			assert.equal(s.textContent, "", kind);
		}
		for (const e of page.$$("*"))
			for (const { name } of e.attributes)
				assert.ok(!name.startsWith("on") && name !== "style", `${kind}: ${name}`);
		const policy = page.header("content-security-policy");
		assert.match(policy, /script-src 'self' *;/, kind);
		assert.doesNotMatch(policy, /unsafe|inline|nonce|sha256/, kind);
	}
});

test("the pages of a shop name their style sheets before they are read, and what may be fetched ahead; the admin fetches nothing ahead", async () => {
	const all = await pages();
	for (const kind of ["home", "category", "product", "search", "cart", "checkout"]) {
		const page = all[kind], linked = assets(page, 'link[rel="stylesheet"]', "href");
		const early = [...page.header("link").matchAll(/<([^>]+)>; rel=preload; as=style/g)].map((m) => m[1]);
		assert.deepEqual(early, linked.slice(0, 2), kind);
		const rules = /^"(\/assets\/js\/ahead\.[0-9a-f]{10}\.speculationrules)"$/.exec(page.header("speculation-rules"))?.[1];
		assert.ok(rules, kind);
		const { prefetch } = JSON.parse(readFileSync(join(env.ASSETS_DIR, rules.replace("/assets/", "")), "utf8"));
		assert.equal(prefetch[0].eagerness, "moderate");
	}
	assert.equal(all.admin.header("speculation-rules"), undefined);
});

test("whatever changes the cart makes the browser forget what it fetched ahead, and nothing else does", { sale: true }, async () => {
	const client = shopClient(SHOP), product = await findProduct(client, "de");
	assert.equal(product.header("clear-site-data"), undefined);
	const added = await product.form('form[action$="/cart/add"]').submit({}, { follow: false });
	assert.equal(added.status, 303);
	assert.equal(added.header("clear-site-data"), '"prefetchCache"');
	assert.equal((await client.get("/de/cart")).header("clear-site-data"), undefined);
});

test("assets under hashed names are kept for a year, as scripts, sheets and rules of their own types", { only: ["lighttpd", "apache", "cgi"] }, async () => {
	const home = await shopClient(SHOP).get("/de/");
	const rules = home.header("speculation-rules").slice(1, -1);
	const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", svg: "image/svg+xml", speculationrules: "application/speculationrules+json" };
	const files = [...assets(home, 'link[rel="stylesheet"], link[rel="icon"]', "href"), ...assets(home, "script", "src"), rules];
	for (const file of files) {
		const answer = await shopClient(SHOP).get(file);
		assert.equal(answer.status, 200, file);
		assert.match(answer.headers.filter(([n]) => n === "cache-control").map(([, v]) => v).join(", "), /^(public, )?max-age=31536000, immutable$/, file);
		assert.equal(answer.header("content-type").replace(/;\s*/, "; "), types[file.split(".").at(-1)], file);
		assert.equal(answer.header("x-content-type-options"), "nosniff");
	}
	const none = await shopClient(SHOP).get("/assets/js/page.0000000000.js");
	assert.equal(none.status, 404);
	assert.doesNotMatch(none.header("cache-control") ?? "", /max-age/, "what is not there yet may come");
});

test("the picture that a page is looked at for goes first, and those below wait", async () => {
	const { home, category, product } = await pages();
	const images = (page) => page.$$("main img").map((i) => [i.getAttribute("fetchpriority"), i.getAttribute("loading")]);
	for (const [kind, page] of Object.entries({ home, category, product })) {
		const [first, ...rest] = images(page);
		assert.deepEqual(first, ["high", null], kind);
		assert.ok(rest.every(([priority]) => priority === null), `${kind}: one alone`);
		assert.ok(rest.at(-1)[1] === "lazy", `${kind}: the last is lazy`);
	}
});

test("a social card says its language and the others, with the region that is likeliest", { sale: true }, async () => {
	const of = (page, name) => page.$$(`meta[property="${name}"]`).map((m) => m.getAttribute("content"));
	const home = await shopClient(SHOP).get("/de/"), arab = await shopClient(env.SECOND_SHOP).get("/ar/");
	assert.deepEqual(of(home, "og:locale"), ["de_DE"]);
	assert.deepEqual(of(home, "og:locale:alternate").sort(), ["ar_EG", "en_US", "fr_FR", "ja_JP"]);
	assert.deepEqual(of(arab, "og:locale"), ["ar_EG"]);
	assert.deepEqual(of(arab, "og:locale:alternate"), ["en_US"]);
});

test("Google is told up to ten more pictures of a product, none of another variant, none twice, no drawing", async () => {
	const shop = await newShop("album", { locales: "en" });
	const made = await importCsv(shop, csv([
		productRow("many", "Many", "5.00"),
		productRow("cup", "Cup", "5.00", { "Option1 Name": "Color", "Option1 Value": "Red" }),
		productRow("cup", "", "5.00", { "Option1 Name": "", "Option1 Value": "Blue" }),
	]));
	assert.equal(made.status, 0, made.err);
	shopExecute(shop, "DELETE FROM @shop@.picture");
	shopExecute(shop, `INSERT INTO @shop@.picture (product_id, address, width, height, position) SELECT p.id, 'x/' || n || CASE n WHEN 3 THEN '.svg' ELSE '.jpg' END, 600, 400, n
		FROM @shop@.product p, generate_series(1, 14) n WHERE p.handle = 'many'`);
	shopExecute(shop, `INSERT INTO @shop@.picture (product_id, variant_id, address, width, height, position) SELECT v.product_id, v.id, 'x/own-' || v.position || '.jpg', 600, 400, 5 + v.position
		FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE p.handle = 'cup'`);
	shopExecute(shop, "INSERT INTO @shop@.picture (product_id, address, width, height, position) SELECT id, 'x/all.jpg', 600, 400, 1 FROM @shop@.product WHERE handle = 'cup'");
	const client = shopClient(shop), page = await client.get("/en/feed/merchant.xml");
	assert.deepEqual(merchantFaults(page.text), []);
	const name = (address) => address.slice(`${client.base}/media/x/`.length);
	const told = elements(xml(page.text), "item").map((i) => [textOf(i, "g:title"), name(textOf(i, "g:image_link")), elements(i, "g:additional_image_link").map((e) => name(e.textContent))]);
	const [{ first, second }] = shopRows(shop, `SELECT min(v.position) AS first, max(v.position) AS second FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE p.handle = 'cup'`);
	assert.deepEqual(told.find(([t]) => t === "Many").slice(1), ["1.jpg", [2, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => `${n}.jpg`)]);
	assert.deepEqual(told.find(([t]) => t.includes("Red")).slice(1), [`own-${first}.jpg`, ["all.jpg"]]);
	assert.deepEqual(told.find(([t]) => t.includes("Blue")).slice(1), [`own-${second}.jpg`, ["all.jpg"]]);
});
