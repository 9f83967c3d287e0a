// The guest's cart: what may be put in, how long it keeps, and that it tells the truth about stock and prices.
import assert from "node:assert/strict";
import { addToCart, buy } from "../lib/buy.mjs";
import { Client, shopClient } from "../lib/client.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, variantOf } from "../lib/till.mjs";

const add = 'form[action$="/cart/add"]', update = 'form[action$="/cart/update"]', remove = 'form[action$="/cart/remove"]';
const shop = await newTill();
const locales = ["de", "en", "ar"];

const cartLines = () => shopRows(shop, "SELECT count(*) AS n FROM @shop@.cart_line")[0].n;
const quantities = (page) => page.$$(`li.line ${update} [name="quantity"]`).map((e) => e.getAttribute("value"));
const amount = (text) => Number(text.replace(/[^0-9]/g, ""));

async function filled(product = "/p/mug", quantity = 1, locale = "en") {
	const client = shopClient(shop);
	return { client, page: await addToCart(client, { locale, product, quantity }) };
}

// What lies in stock changes for the time of fn.
async function withStock(handle, onHand, fn) {
	const set = (n) => shopExecute(shop, `UPDATE @shop@.stock SET on_hand = ${n} WHERE variant_id = ${variantOf(shop, handle)}`);
	const [{ n }] = shopRows(shop, `SELECT on_hand AS n FROM @shop@.stock WHERE variant_id = ${variantOf(shop, handle)}`);
	set(onHand);
	try {
		return await fn();
	} finally {
		set(n);
	}
}

test("a guest's cart survives the browser closing: its cookie keeps for weeks, and scripts cannot read it", { sale: true }, async () => {
	const client = shopClient(shop), page = await client.get("/en/p/mug");
	const answer = await page.form(add).submit({ quantity: 2 }, { follow: false });
	assert.equal(answer.status, 303);
	const [line] = answer.headers.filter(([n, v]) => n === "set-cookie" && v.startsWith("cart=")).map(([, v]) => v);
	assert.ok(Number(/;\s*max-age=(\d+)/i.exec(line)?.[1]) >= 30 * 86400, line);
	assert.match(line, /;\s*httponly/i);
	assert.match(line, /;\s*samesite=lax/i);
	assert.match(line, /;\s*path=\/(;|$)/i);
	const later = new Client(client.base);
	later.setCookie("cart", client.cookie("cart"));
	assert.deepEqual(quantities(await later.get("/de/cart")), ["2"], "another browser session, another language, the same cart");
});

test("the same product twice is one line with the sum; a change and a removal are what they say", { sale: true }, async () => {
	const { client } = await filled("/p/mug", 2);
	await addToCart(client, { locale: "en", product: "/p/book" });
	let page = await addToCart(client, { locale: "en", product: "/p/mug", quantity: 3 });
	assert.deepEqual(quantities(page), ["5", "1"]);
	assert.equal(amount(page.textOf(".sums tr.total td")), 5 * 2490 + 1280);
	page = await page.form(update).submit({ quantity: 4 });
	assert.deepEqual(quantities(page), ["4", "1"]);
	assert.match(page.textOf(".to-cart"), /5/, "the count in the bar");
	page = await page.form(remove).submit();
	assert.deepEqual(quantities(page), ["1"]);
	page = await page.form(update).submit({ quantity: 0 });
	assert.ok(!page.$("li.line"), "nought takes it out");
	assert.ok(page.heading);
});

test("an unknown variant is a 404 and puts nothing into a cart", { sale: true }, async () => {
	const before = cartLines();
	for (const variant of ["999999999", "9223372036854775807"]) {
		const client = shopClient(shop), page = await client.post("/en/cart/add", { variant, quantity: 1 });
		assert.equal(page.status, 404, variant);
		assert.equal(client.cookie("cart"), undefined);
	}
	for (const variant of ["0", "-1", "x", "1.5", "1 ", "9223372036854775808", "1;DROP TABLE cart"]) {
		const page = await shopClient(shop).post("/en/cart/add", { variant, quantity: 1 });
		assert.equal(page.status, 400, `"${variant}"`);
	}
	const { client } = await filled();
	for (const path of ["update", "remove"]) {
		const page = await client.post(`/en/cart/${path}`, { variant: "999999999", ...(path === "update" ? { quantity: 2 } : {}) });
		assert.deepEqual(quantities(page), ["1"], "the cart as it is");
	}
	assert.equal(cartLines(), before + 1);
});

test("another shop's variant is unknown here", async () => {
	const other = await newTill();
	shopExecute(other, "UPDATE @shop@.variant SET state = 'archived' WHERE product_id IN (SELECT id FROM @shop@.product WHERE handle = 'mug')");
	const page = await shopClient(other).post("/en/cart/add", { variant: variantOf(other, "mug"), quantity: 1 });
	assert.equal(page.status, 404, "withdrawn here, though the same number is for sale there");
	assert.equal(variantOf(other, "mug"), variantOf(shop, "mug"));
});

test("zero, negative, huge and odd quantities: 422 at the field, kept as typed, in the page's language, and nothing is put in", async () => {
	const before = cartLines(), said = {};
	for (const quantity of ["0", "-1", "10000", "99999999999999999999", "2.5", "1e3", "two", ""]) {
		for (const locale of quantity === "-1" ? locales : ["en"]) {
			const client = shopClient(shop);
			const page = await client.post(`/${locale}/cart/add`, { variant: variantOf(shop, "mug"), quantity, back: `/${locale}/p/mug` });
			assert.equal(page.status, 422, `"${quantity}"`);
			const field = page.$('main [name="quantity"]');
			assert.equal(field.getAttribute("value") ?? "", quantity);
			assert.equal(field.getAttribute("aria-invalid"), "true");
			assert.ok(page.textOf(".field-error"), quantity);
			assert.equal(page.$("html").getAttribute("lang"), locale);
			said[locale] = page.textOf(".field-error");
			assert.equal(client.cookie("cart"), undefined, "no cart was made");
			const mended = await page.form('main form[method="post"]').submit({ quantity: 1 });
			assert.deepEqual(quantities(mended), ["1"], "the same form with a good number goes on");
			await mended.form(remove).submit();
		}
	}
	assert.equal(new Set(Object.values(said)).size, locales.length, "each language has its own words");
	assert.equal(cartLines(), before);
});

test("a bad quantity in the cart itself: 422 at its line, kept as typed, and the line stays as it was", { sale: true }, async () => {
	const { client, page } = await filled("/p/mug", 2);
	for (const quantity of ["-3", "10000", "x", "", "99999999999999999999"]) {
		const refused = await page.form(update).submit({ quantity });
		assert.equal(refused.status, 422, quantity);
		const field = refused.$(`${update} [name="quantity"]`), error = refused.$(`#${field.getAttribute("aria-describedby")}`);
		assert.equal(field.getAttribute("value") ?? "", quantity);
		assert.ok(error.textContent.trim());
		assert.deepEqual(quantities(await client.get("/en/cart")), ["2"]);
	}
});

test("stock is told truthfully: the product page counts the last pieces, and no more than these go in", async () => {
	await withStock("rare", 1, async () => {
		const page = await shopClient(shop).get("/en/p/rare");
		assert.match(page.textOf(".stock"), /\b1\b/);
		assert.equal(page.$(`${add} [name="quantity"]`).getAttribute("max"), "1");
		const refused = await page.form(add).submit({ quantity: 2 });
		assert.equal(refused.status, 422);
		assert.match(refused.textOf(".field-error"), /\b1\b/);
	});
	await withStock("rare", 0, async () => {
		const client = shopClient(shop), page = await client.get("/en/p/rare");
		assert.ok(page.textOf(".stock"), "sold out, in words");
		assert.ok(!page.$(add));
		const refused = await client.post("/en/cart/add", { variant: variantOf(shop, "rare"), quantity: 1 });
		assert.equal(refused.status, 422);
		assert.equal(client.cookie("cart"), undefined);
	});
	const plenty = (await shopClient(shop).get("/en/p/mug")).textOf(".stock");
	assert.doesNotMatch(plenty, /1000|999/, "no number where there are many");
});

test("pieces that others have bought are gone from the page and from every cart", async () => {
	const { client, page } = await filled("/p/last", 2);
	assert.ok(!page.$(".line .bad"));
	await buy({ shop, locale: "en", products: ["/p/last"], quantity: 2 });
	const look = await client.get("/en/cart");
	assert.match(look.textOf(".line .bad"), /\b1\b/, "one is left");
	assert.ok(look.$(".note.bad"));
	assert.ok(!look.$('.box a[href$="/checkout"]'), "no way to the checkout before it is mended");
	const mended = await look.form(update).submit({ quantity: 1 });
	assert.ok(!mended.$(".line .bad"));
	assert.ok(mended.$('.box a[href$="/checkout"]'));
});

test("a product withdrawn while in the cart stays as a marked line that can only be removed", async () => {
	const { client } = await filled("/p/mug");
	await addToCart(client, { locale: "en", product: "/p/fading" });
	const set = (state) => shopExecute(shop, `UPDATE @shop@.product SET state = ${lit(state)} WHERE handle = 'fading'`);
	set("archived");
	try {
		const page = await client.get("/en/cart");
		assert.equal(page.$$("li.line").length, 2);
		assert.ok(page.textOf(".line .bad"));
		assert.equal(amount(page.textOf(".sums tr.total td")), 2490, "what cannot be bought costs nothing");
		assert.equal(page.$$(update).length, 1);
		const again = await client.post("/en/cart/add", { variant: variantOf(shop, "fading"), quantity: 1 });
		assert.equal(again.status, 404);
		const gone = page.$$(remove).find((f) => f.querySelector('[name="variant"]').getAttribute("value") === String(variantOf(shop, "fading")));
		gone.setAttribute("id", "gone");
		const mended = await page.form("#gone").submit();
		assert.equal(mended.$$("li.line").length, 1);
		assert.ok(!mended.$(".bad"));
	} finally {
		set("active");
	}
});

test("a price that changed is said once at its line, then it is the price", async () => {
	const { client } = await filled("/p/shifting");
	const set = (minor) => shopExecute(shop, `UPDATE @shop@.price SET minor = ${minor} WHERE variant_id = ${variantOf(shop, "shifting")}`);
	set(1300);
	try {
		const page = await client.get("/en/cart");
		assert.match(page.textOf(".line .warn"), /10\.00/);
		assert.equal(amount(page.textOf(".sums tr.total td")), 1300);
		assert.ok(!(await client.get("/en/cart")).$(".line .warn"));
	} finally {
		set(1000);
	}
});

test("a cart holds 100 different things, and says so at the next", async () => {
	const { client } = await filled();
	const [{ id }] = shopRows(shop, "SELECT max(cart_id) AS id FROM @shop@.cart_line");
	const source = variantOf(shop, "mug");
	shopExecute(shop, `INSERT INTO @shop@.variant SELECT (jsonb_populate_record(v, jsonb_build_object('id', v.id + 100000 + n, 'sku', 'FULL-' || n, 'position', 100 + n))).*
		FROM @shop@.variant v, generate_series(1, 99) n WHERE v.id = ${source}`);
	shopExecute(shop, `INSERT INTO @shop@.cart_line SELECT (jsonb_populate_record(l, jsonb_build_object('variant_id', ${source} + 100000 + n))).*
		FROM @shop@.cart_line l, generate_series(1, 99) n WHERE l.cart_id = ${id}`);
	try {
		const page = await client.post("/en/cart/add", { variant: variantOf(shop, "book"), quantity: 1 });
		assert.equal(page.status, 422);
		assert.ok(page.textOf(".field-error, .errors"));
	} finally {
		shopExecute(shop, `DELETE FROM @shop@.cart_line WHERE variant_id > ${source} + 100000`);
		shopExecute(shop, `DELETE FROM @shop@.variant WHERE id > ${source} + 100000`);
	}
});
