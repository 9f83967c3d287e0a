// How a shop answers: what is not there, what caches and browsers are told, how much is sent, and that shops never meet.
import assert from "node:assert/strict";
import { shopClient, Client } from "../lib/client.mjs";
import { env, transportName } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { test } from "../lib/runner.mjs";
import { cardPaths, everyKind, locales, ok, thing } from "../lib/sight.mjs";
import { stoactl } from "../lib/stack.mjs";

const { SHOP, SECOND_SHOP } = env;

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
		const answers = [];
		for (let i = 0; i < 3; i++)
			answers.push(await shopClient().raw({ path }));
		const [one, two, three] = answers;
		assert.equal(one.status, 200);
		assert.equal(one.header("set-cookie"), undefined, path);
		// An order of another test may change it once.
		assert.ok(two.bytes.equals(one.bytes) || two.bytes.equals(three.bytes), path);
	}
});

// False where the page changed meanwhile, by an order of another test.
async function knownIs304(path) {
	const page = await shopClient().raw({ path }), etag = page.header("etag");
	assert.match(etag ?? "", /^(W\/)?"[^"]+"$/, path);
	assert.match(page.header("cache-control"), /public/);
	for (const known of [etag, `"x", ${etag}`, "*"]) {
		const again = await shopClient().raw({ path, headers: { "if-none-match": known } });
		if (again.header("etag") !== etag)
			return false;
		assert.equal(again.status, 304, `${path} ${known}`);
		assert.equal(again.bytes.length, 0);
	}
	assert.equal((await shopClient().raw({ path, headers: { "if-none-match": '"other"' } })).status, 200);
	return true;
}

test("a public page has an ETag and answers 304 to who has it", { sale: true }, async () => {
	for (const path of Object.values(everyKind("fr")).filter((p) => !p.includes("search")))
		assert.ok(await knownIs304(path) || await knownIs304(path) || await knownIs304(path), `${path} changes each time`);
	const path = everyKind("de").product, known = (await shopClient().raw({ path })).header("etag");
	for (const currency of ["USD", "JPY"]) {
		const client = shopClient();
		client.setCookie("currency", currency);
		const page = await client.raw({ path, headers: { "if-none-match": known } });
		assert.equal(page.status, 200, "another currency is another page");
		assert.notEqual(page.header("etag"), known);
	}
	assert.equal((await shopClient().raw({ path })).header("cache-control"), "public, max-age=0, must-revalidate", "a cache between asks each time, with the cookies");
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
	assert.ok(!cart.$("li.line"));
	assert.ok(!cart.$(".to-cart .count"));
});

test("a program serves shops in turn without mixing them", { only: ["fcgi", "lighttpd"] }, async () => {
	const first = shopClient(SHOP), second = new Client(env.SECOND_STOREFRONT_URL);
	await Promise.all(Array.from({ length: transportName === "fcgi" ? 40 : 20 }, async (_, i) => {
		const [client, name] = i % 2 ? [first, "Hafen"] : [second, "Dilmun"];
		const page = await ok(client, "/en/");
		assert.equal(page.textOf(".logo"), name);
	}));
});
