// Prices beyond the one of the grid: in other currencies, by the number of pieces, and by the day.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { addToCart, buy, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, productRow } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, variantOf } from "../lib/till.mjs";

let made = null;

function till() {
	made ??= newTill().then(async (shop) => ({ shop, staff: await staffOf(shop) }));
	return made;
}

async function prices(handle) {
	const { shop, staff } = await till(), id = shopRows(shop, `SELECT id FROM @shop@.product WHERE handle = '${handle}'`)[0].id;
	const page = await staff.get(`/en/${shop}/products/${id}/prices`);
	assert.equal(page.status, 200);
	return page;
}

// The form at the end of a section, which has a select; the rows' own forms have none.
function form(page, part) {
	const at = page.$$(`form[action$="/prices${part}"]`).findIndex((f) => part === "" || f.querySelector("select"));
	assert.ok(at >= 0, part);
	page.$$(`form[action$="/prices${part}"]`)[at].setAttribute("data-test", part || "currency");
	return page.form(`form[data-test="${part || "currency"}"]`);
}

async function add(handle, part, values, status = 200) {
	const page = await form(await prices(handle), part).submit(values);
	assert.equal(page.status, status, page.textOf(".errors"));
	return page;
}

// What the shopper sees in a shop's page, with the cookie of that currency.
async function shown(handle, currency = "EUR") {
	const client = shopClient((await till()).shop);
	if (currency !== "EUR")
		await client.post("/en/currency", { currency, back: "/en/" });
	return (await client.get(`/en/p/${handle}`)).textOf(".offer .price");
}

function rows(shop, handle) {
	return shopRows(shop, `SELECT minor, compare_minor, valid_from <= now() AND valid_to > now() AS now, valid_from > now() AS later, valid_to = 'infinity' AS open FROM @shop@.price
		WHERE variant_id = ${variantOf(shop, handle)} AND currency = 'EUR' AND min_quantity = 1 AND valid_to > now() ORDER BY valid_from`);
}

test("a price in another currency is computed by the rate until one is written, and again when it is taken back", async () => {
	const { shop } = await till(), id = variantOf(shop, "mug");
	assert.equal(await shown("mug", "USD"), "$27.39");
	const page = await prices("mug");
	assert.match(page.textOf("main .grid"), /\$27\.39/);
	await add("mug", "", { [`price_${id}`]: "29.00", [`compare_${id}`]: "35" });
	assert.match(await shown("mug", "USD"), /\$29\.00.*\$35\.00/);
	assert.equal(await shown("mug"), "€24.90");
	const bad = await add("mug", "", { [`price_${id}`]: "dear", [`compare_${id}`]: "30" }, 422);
	assert.equal(bad.form('form[action$="/prices"]').value(`price_${id}`), "dear");
	assert.ok(bad.$(`#price_${id}`).getAttribute("aria-invalid"));
	await add("mug", "", { [`price_${id}`]: "", [`compare_${id}`]: "" });
	assert.equal(await shown("mug", "USD"), "$27.39");
});

test("the price of a line follows its quantity: on the product page, in the cart, through to the order", async () => {
	const { shop } = await till(), client = shopClient(shop);
	await add("shifting", "/tier", { quantity: "5", price: "8.00" });
	await add("shifting", "/tier", { quantity: "10", price: "7.50" });
	const page = await client.get("/en/p/shifting");
	assert.deepEqual(page.$$(".tiers tr").map((r) => r.textContent.replace(/\s+/g, " ").trim()), ["from 5 pieces€8.00 each", "from 10 pieces€7.50 each"]);
	let cart = await addToCart(client, { locale: "en", product: "/p/shifting", quantity: 4 });
	assert.match(cart.textOf("main"), /€40\.00/);
	cart = await addToCart(client, { locale: "en", product: "/p/shifting", quantity: 1 });
	assert.match(cart.textOf("main"), /€40\.00/, "five at eight");
	assert.doesNotMatch(cart.textOf("main"), /price has changed/i, "the shopper changed the quantity, not we the price");
	const sold = await buy({ shop, locale: "en", products: ["/p/shifting"], quantity: 12, email: someEmail("tier") });
	const [line] = shopRows(shop, `SELECT * FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	assert.equal(line.quantity, 12);
	assert.equal(sold.order.items_gross, 9000);
	const dollars = shopClient(shop);
	await dollars.post("/en/currency", { currency: "USD", back: "/en/" });
	assert.match((await dollars.get("/en/p/shifting")).textOf(".tiers"), /\$8\.80/);
});

test("an order that staff write has the price of its number of pieces, too", async () => {
	const { shop, staff } = await till(), id = variantOf(shop, "shifting"), main = 'form[action*="/drafts/"]:not([action$="/drop"])';
	let page = await (await staff.get(`/en/${shop}/drafts`)).form('form[action$="/drafts"]').submit();
	page = await page.form(main).submit({ q: "SHIFTING" });
	page = await page.form(main).submit({ q: "" }, { button: ["add", String(id)] });
	assert.match(page.textOf(".sums"), /€10\.00/);
	page = await page.form(main).submit({ [`quantity_${id}`]: "12" });
	assert.match(page.textOf(".sums"), /€90\.00/);
});

test("a tier is said to be wrong where it is, replaced by the same number, and taken away; one that is dearer changes nothing", async () => {
	const { shop } = await till();
	const bad = await add("book", "/tier", { quantity: "1", price: "9,9999" }, 422);
	assert.equal(bad.$$(".field-error").length, 2);
	assert.equal(form(bad, "/tier").value("quantity"), "1");
	assert.equal(form(bad, "/sale").value("price"), "", "the other forms are not concerned");
	await add("book", "/tier", { quantity: "3", price: "20" });
	assert.ok(!(await shopClient(shop).get("/en/p/book")).$(".tiers"));
	const page = await add("book", "/tier", { quantity: "3", price: "9.00" });
	assert.equal(page.$$('form[action$="/prices/tier"]').length, 2);
	assert.match((await shopClient(shop).get("/en/p/book")).textOf(".tiers"), /from 3 pieces/);
	const gone = await page.form('form[action$="/prices/tier"]').submit();
	assert.equal(gone.status, 200);
	assert.ok(!(await shopClient(shop).get("/en/p/book")).$(".tiers"));
});

test("a sale is planned from a day to a day, begins and ends by the clock, and the price goes on as before", async () => {
	const { shop } = await till(), id = variantOf(shop, "anvil");
	const page = await add("anvil", "/sale", { percent: "20", from: "2199-06-01T00:00", until: "2199-06-08T00:00" });
	assert.match(page.textOf("main"), /€79\.20/);
	assert.deepEqual(rows(shop, "anvil").map((r) => [r.minor, r.compare_minor]), [[9900, null], [7920, 9900], [9900, null]]);
	assert.equal(shopRows(shop, `SELECT extract(epoch FROM valid_from)::bigint AS at FROM @shop@.price WHERE variant_id = ${id} AND minor = 7920`)[0].at, Date.UTC(2199, 4, 31, 22) / 1000, "in the shop's zone");
	assert.equal(await shown("anvil"), "€99.00");
	/* As if the day had come. */
	const days = shopRows(shop, `SELECT (extract(day FROM valid_from - now()) + 1)::int AS n FROM @shop@.price WHERE minor = 7920 AND variant_id = ${id}`)[0].n;
	shopExecute(shop, `UPDATE @shop@.price SET valid_from = CASE WHEN valid_from > now() THEN valid_from - interval '${days} days' ELSE valid_from END,
		valid_to = CASE WHEN valid_to < 'infinity' THEN valid_to - interval '${days} days' ELSE valid_to END WHERE variant_id = ${id}`);
	assert.match(await shown("anvil"), /Price now: €79\.20.*Price before: €99\.00/);
	const cart = await addToCart(shopClient(shop), { locale: "en", product: "/p/anvil" });
	assert.match(cart.textOf("main"), /€79\.20/);
	const ended = await (await prices("anvil")).form('form[action$="/prices/cancel"]').submit();
	assert.equal(ended.status, 200);
	assert.equal(await shown("anvil"), "€99.00");
	assert.equal(rows(shop, "anvil").length, 1);
});

test("whoever changes a price changes it before and after a planned sale; a sale taken back leaves one price", async () => {
	const { shop, staff } = await till(), id = variantOf(shop, "last"), product = shopRows(shop, "SELECT id FROM @shop@.product WHERE handle = 'last'")[0].id;
	await add("last", "/sale", { price: "4.00", from: "2199-06-01T00:00", until: "2199-06-08T00:00", before: null });
	const saved = await (await staff.get(`/en/${shop}/products/${product}`)).form("main form").submit({ [`price_${id}`]: "6.00" });
	assert.equal(saved.status, 200);
	assert.match(saved.textOf("main .grid"), /until/);
	assert.deepEqual(rows(shop, "last").map((r) => r.minor), [600, 400, 600]);
	const back = await (await prices("last")).form('form[action$="/prices/cancel"]').submit();
	assert.match(back.textOf(".flash"), /Saved/);
	assert.deepEqual(rows(shop, "last").map((r) => [r.minor, r.open]), [[600, true]]);
	/* Without an end it is the price from then on; what lies in its time gives way. */
	await add("last", "/sale", { price: "5.00", from: "2199-06-01T00:00", until: "2199-06-08T00:00" });
	await add("last", "/sale", { price: "7.00", from: "2199-06-04T00:00", until: "" });
	assert.deepEqual(rows(shop, "last").map((r) => [r.minor, r.open]), [[600, false], [500, false], [700, true]]);
});

test("an imported price is the one before and behind a planned sale, and the sale stays", async () => {
	const { shop } = await till(), send = (price) => importCsv(shop, csv([productRow("imported", "Imported", price)]));
	assert.equal((await send("20.00")).status, 0);
	await add("imported", "/sale", { price: "15.00", from: "2199-06-01T00:00", until: "2199-06-08T00:00" });
	await add("imported", "/sale", { price: "14.00", from: "2199-07-01T00:00", until: "2199-07-08T00:00" });
	shopExecute(shop, `UPDATE @shop@.price SET valid_from = now() - interval '1 hour' WHERE variant_id = ${variantOf(shop, "imported")} AND valid_from <= now()`);
	assert.equal((await send("22.00")).status, 0);
	assert.deepEqual(rows(shop, "imported").map((r) => [r.minor, r.now, r.open]), [[2200, true, false], [1500, false, false], [2200, false, false], [1400, false, false], [2200, false, true]]);
	assert.equal(await shown("imported"), "€22.00");
	assert.equal((await send("22.00")).status, 0);
	assert.equal(rows(shop, "imported").length, 5, "the same again changes nothing");
});

test("what all variants have alike is one row, taken away at once; what some have names them", async () => {
	const { shop, staff } = await till(), product = shopRows(shop, "SELECT id FROM @shop@.product WHERE handle = 'fading'")[0].id;
	const grown = await (await staff.get(`/en/${shop}/products/${product}/options`)).form("main form").submit({ new_label_de: "Farbe", new_values: "Blau, Rot, Gelb" });
	assert.equal(grown.status, 200);
	const [first] = shopRows(shop, `SELECT id FROM @shop@.variant WHERE product_id = ${product} ORDER BY position`);
	await add("fading", "/tier", { quantity: "6", price: "6.00" });
	await add("fading", "/tier", { quantity: "9", price: "5.00", variant: String(first.id) });
	await add("fading", "/sale", { percent: "10", from: "2199-06-01T00:00", until: "2199-06-08T00:00" });
	const page = await prices("fading"), lines = (n) => [...page.$$("table.flow")[n].querySelectorAll("tbody th")].map((h) => h.textContent);
	assert.deepEqual(lines(0), ["All variants", "Blau"]);
	assert.deepEqual(lines(1), ["All variants", "All variants", "All variants"], "before, meanwhile and after");
	const back = await page.form('form[action$="/prices/cancel"]').submit();
	assert.equal(back.$$('form[action$="/prices/cancel"]').length, 0);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.price r JOIN @shop@.variant v ON v.id = r.variant_id WHERE v.product_id = ${product} AND r.valid_to < 'infinity' AND r.valid_to > now()`)[0].n, 0);
	const less = await back.form('form[action$="/prices/tier"]').submit();
	assert.deepEqual(less.$$("table.flow tbody th").map((h) => h.textContent), ["Blau"]);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.price r JOIN @shop@.variant v ON v.id = r.variant_id WHERE v.product_id = ${product} AND r.min_quantity = 6 AND r.valid_to > now()`)[0].n, 0);
});

test("a sale without a price, with two, with an end before its beginning or no time at all is a 422 at the field, kept as typed", async () => {
	for (const [values, field] of [[{ from: "2199-06-01T00:00" }, "price"], [{ price: "1", percent: "10", from: "2199-06-01T00:00" }, "price"], [{ percent: "120", from: "2199-06-01T00:00" }, "percent"],
		[{ price: "1", from: "" }, "from"], [{ price: "1", from: "today" }, "from"], [{ price: "1", from: "2199-06-02T00:00", until: "2199-06-01T00:00" }, "until"]]) {
		const page = await add("rare", "/sale", values, 422);
		const sale = form(page, "/sale");
		assert.ok(sale.controls.find((c) => c.getAttribute("name") === field).getAttribute("aria-invalid"), field);
		for (const [name, value] of Object.entries(values))
			assert.equal(sale.value(name), value);
	}
	const { shop, staff } = await till(), product = shopRows(shop, "SELECT id FROM @shop@.product WHERE handle = 'rare'")[0].id;
	const other = shopRows(shop, `SELECT id FROM @shop@.price WHERE variant_id = ${variantOf(shop, "mug")} LIMIT 1`)[0].id;
	const at = `/en/${shop}/products/${product}/prices`;
	assert.match((await staff.post(`${at}/cancel`, { price: other })).textOf(".flash"), /over already/, "another product's price is not touched");
	assert.equal((await staff.post(`${at}/tier`, { variant: variantOf(shop, "mug"), currency: "EUR", quantity: 5, price: "1" })).status, 404);
	assert.equal((await staff.post(`${at}/tier`, { variant: "", currency: "CHF", quantity: 5, price: "1" })).status, 400);
});
