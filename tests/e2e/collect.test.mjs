// Orders that are collected in person: places as staff arrange them, the checkout that asks for no address, and the way to the counter.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { addresses, addToCart, buy, someEmail } from "../lib/buy.mjs";
import { Form, shopClient } from "../lib/client.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, ordersOf, variantOf } from "../lib/till.mjs";

const shop = await newTill();
const staff = await staffOf(shop);
const post = 'main form[method="post"]';
const places = `/en/${shop}/settings/pickups`;
const harbour = { label_de: "Laden am Hafen", label_en: "Harbour shop", hours_de: "Mo–Fr 9–18 Uhr\nSa 10–14 Uhr", hours_en: "Mon–Fri 9–18\nSat 10–14",
	line1: "Am Kai 1", postcode: "20457", city: "Hamburg" };

async function newPlace(values = harbour) {
	const page = await (await staff.get(`${places}/new`)).form(post).submit(values);
	assert.equal(page.status, 200, page.textOf(".errors"));
	return shopRows(shop, "SELECT max(id) AS id FROM @shop@.pickup")[0].id;
}

function hide(id) {
	shopExecute(shop, `UPDATE @shop@.pickup SET active = false WHERE id = ${id}`);
}

// In the first step of the checkout, with a mug in the cart.
async function shopper(locale = "en", product = "/p/mug") {
	const client = shopClient(shop);
	await addToCart(client, { locale, product });
	return { client, page: await client.get(`/${locale}/checkout`) };
}

async function chosen(page, place) {
	return page.form(post).submit({ place: String(place) }, { button: ["adapt", "1"] });
}

const here = await newPlace();

test("collected in person: no address, no shipping, the tax of the place; ready by mail in the order's language, then handed over", async () => {
	const email = someEmail("collect");
	let { page } = await shopper();
	assert.ok(page.form(post).has("line1"));
	page = await chosen(page, here);
	assert.equal(page.status, 200);
	assert.match(page.textOf("main"), /Harbour shop.*Am Kai 1.*20457 Hamburg.*Mon–Fri 9–18/s);
	assert.ok(!page.$('main form input[name="line1"]:not([type="hidden"])'), "no address is asked for");
	page = await page.form(post).submit({ email, name: "Carla Collects" });
	assert.match(page.url, /\/checkout\/payment$/, "nothing to be chosen about shipping");
	assert.doesNotMatch(page.textOf(".steps"), /Shipping/);
	page = await page.form(post).submit({ method: "bank_transfer" });
	assert.match(page.textOf(".recap"), /Collected at.*Carla Collects.*Am Kai 1.*Mon–Fri/s);
	assert.doesNotMatch(page.textOf(".recap"), /Travels by/);
	page = await page.form(post).submit();
	assert.match(page.textOf("main"), /Collected at.*Am Kai 1.*Sat 10–14/s);
	const [order] = ordersOf(shop, email);
	assert.deepEqual([order.pickup_id, order.total_minor, order.shipping_gross, order.tax_country, order.shipping_label], [here, 2490, 0, "DE", "Harbour shop"]);
	assert.deepEqual(shopRows(shop, `SELECT name, line1, city, country FROM @shop@.order_address WHERE order_id = ${order.id}`)[0],
		{ name: "Carla Collects", line1: "Am Kai 1", city: "Hamburg", country: "DE" });
	const mails = new Mailbox();
	assert.match((await mails.waitFor(email, new RegExp(order.number))).text, /Collected at[\s\S]*Am Kai 1/);
	let office = await adminOrder(staff, shop, order.number);
	assert.ok(!office.$('form[action$="/ready"]'), "not before it is paid");
	office = await adminAct(office, "paid");
	assert.match((await staff.get(`/en/${shop}/orders?filter=to_collect`)).textOf("main"), new RegExp(order.number));
	office = await adminAct(office, "ready");
	assert.match(office.textOf(".flash"), /ready to collect/);
	const mail = await mails.waitFor(email, /ready/i);
	assert.match(mail.text, /Am Kai 1[\s\S]*Mon–Fri 9–18[\s\S]*Sat 10–14/);
	office = await adminAct(office, "ship");
	assert.match(office.textOf(".flash"), /collected/);
	assert.deepEqual(shopRows(shop, `SELECT state, shipping_state FROM @shop@.orders WHERE id = ${order.id}`)[0], { state: "completed", shipping_state: "shipped" });
	assert.deepEqual(shopRows(shop, `SELECT kind FROM @shop@.order_event WHERE order_id = ${order.id} ORDER BY id`).map((e) => e.kind).slice(0, 4), ["placed", "paid", "ready", "shipped"]);
});

test("going to collecting and back to sending loses nothing that was typed, nor does pressing on", async () => {
	let { page, client } = await shopper();
	page = await page.form(post).submit({ email: "kept@example.org", ...addresses.DE, place: String(here) }, { button: ["adapt", "1"] });
	assert.equal(page.form(post).value("email"), "kept@example.org");
	page = await page.form(post).submit({ place: "" });
	assert.equal(page.status, 200, "the address form comes without reproach");
	assert.ok(!page.$(".errors"));
	for (const [name, value] of Object.entries(addresses.DE))
		assert.equal(page.form(post).value(name), value);
	page = await page.form(post).submit();
	assert.match(page.url, /\/checkout\/shipping$/);
	page = await chosen(await client.get("/en/checkout"), here);
	page = await page.form(post).submit({ name: "Somebody Else" });
	assert.match(page.url, /\/checkout\/payment$/);
	page = await client.get("/en/checkout");
	assert.equal(page.form(post).value("place"), String(here));
	page = await page.form(post).submit({ place: "" });
	assert.equal(page.form(post).value("line1"), addresses.DE.line1);
	assert.equal(page.form(post).value("name"), "Somebody Else");
	page = await page.form(post).submit();
	assert.match(page.url, /\/checkout\/shipping$/);
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.cart c JOIN @shop@.cart_contact a ON a.cart_id = c.id WHERE a.name = 'Somebody Else' AND c.pickup_id IS NULL")[0].n, 1);
});

test("who collects gives a name and an e-mail address: what is missing is told at its field", async () => {
	let { page } = await shopper();
	page = await (await chosen(page, here)).form(post).submit({ phone: "call me" });
	assert.equal(page.status, 422);
	assert.ok(page.$("#f-name-error") && page.$("#f-email-error") && page.$("#f-phone-error"));
	assert.equal(page.form(post).value("phone"), "call me");
	assert.equal(page.form(post).value("place"), String(here));
	const unknown = await page.form(post).submit({ place: "999999", email: someEmail(), name: "N", phone: "" });
	assert.equal(unknown.status, 422);
	assert.match(unknown.textOf("#f-place-error"), /no longer collected there/);
});

test("a shopper abroad who collects pays the tax of the place, and one who bought for abroad before, too", async () => {
	let { page, client } = await shopper();
	page = await page.form(post).submit({ country: "FR" }, { button: ["adapt", "1"] });
	page = await page.form(post).submit({ email: someEmail("far"), ...addresses.FR });
	assert.match(page.url, /\/checkout\/shipping$/);
	page = await chosen(await client.get("/en/checkout"), here);
	page = await (await page.form(post).submit()).form(post).submit({ method: "bank_transfer" });
	assert.match(page.textOf(".review-sums"), /MwSt\./);
	assert.doesNotMatch(page.textOf(".review-sums"), /TVA/);
});

test("a place that is no longer offered: the shopper is asked again, and nothing is ordered", async () => {
	const email = someEmail("gone"), gone = await newPlace({ ...harbour, label_de: "Stand auf dem Markt" });
	let { page, client } = await shopper();
	page = await (await chosen(page, gone)).form(post).submit({ email, name: "Gone" });
	const review = await page.form(post).submit({ method: "bank_transfer" });
	hide(gone);
	const late = await review.form(post).submit();
	assert.match(late.url, /\/checkout$/);
	assert.match(late.textOf("#f-place-error"), /no longer collected there/);
	assert.equal(ordersOf(shop, email).length, 0);
	page = await (await chosen(late, here)).form(post).submit();
	assert.match(page.url, /\/checkout\/payment$/);
	assert.equal(page.status, 200);
	await client.get("/en/cart");
});

test("who cannot collect any more has told no address, and is asked for it", async () => {
	const gone = await newPlace({ ...harbour, label_de: "Nur heute" });
	let { page, client } = await shopper();
	page = await (await chosen(page, gone)).form(post).submit({ email: someEmail("today"), name: "Today" });
	hide(gone);
	page = await client.get("/en/checkout/review");
	assert.match(page.url, /\/checkout$/);
	page = await page.form(post).submit({ place: "" });
	assert.equal(page.status, page.form(post).has("line1") && page.$("#f-line1-error") ? 422 : 200);
	page = await page.form(post).submit(addresses.DE);
	assert.match(page.url, /\/checkout\/shipping$/);
});

test("a place has a name and an address in its country's form; what is wrong is told there and stays as typed", async () => {
	const page = await (await staff.get(`${places}/new`)).form(post).submit({ ...harbour, label_de: "", postcode: "12", line1: "" });
	assert.equal(page.status, 422);
	for (const field of ["label_de", "postcode", "line1"])
		assert.ok(page.$(`#f-${field}-error`), field);
	assert.equal(page.form(post).value("postcode"), "12");
	assert.equal(page.form(post).value("hours_en").replaceAll("\r", ""), harbour.hours_en);
	assert.equal(page.form(post).value("active"), "1");
	assert.match((await staff.get(places)).textOf("main"), /Harbour shop/);
});

test("two staff change the same place: the second is told, and saves over it only when asked again", async () => {
	const id = await newPlace({ ...harbour, label_de: "Zwei" }), other = await staffOf(shop);
	const a = (await staff.get(`${places}/${id}`)).form(post), b = (await other.get(`${places}/${id}`)).form(post);
	await a.submit({ label_de: "Erste", active: null });
	const late = await b.submit({ label_de: "Zweite" });
	assert.equal(late.status, 409);
	assert.match(late.textOf(".errors"), /Somebody else/);
	assert.equal(late.form(post).value("label_de"), "Zweite");
	await late.form(post).submit({ active: null });
	assert.equal(shopRows(shop, `SELECT label ->> 'de' AS de FROM @shop@.pickup WHERE id = ${id}`)[0].de, "Zweite");
	assert.equal((await staff.get(`${places}/999999`)).status, 404);
});

test("staff write an order that is collected, and an order that was to be sent becomes one", async () => {
	const main = 'form[action*="/drafts/"]:not([action$="/drop"])', mug = variantOf(shop, "mug"), email = someEmail("counter");
	let page = await (await staff.get(`/en/${shop}/drafts`)).form('form[action$="/drafts"]').submit();
	page = await page.form(main).submit({ q: "MUG" });
	page = await page.form(main).submit({ q: "" }, { button: ["add", String(mug)] });
	page = await page.form(main).submit({ email, name: "Counter", payment: "bank_transfer", shipping: `p${here}` });
	assert.match(page.textOf(".sums .total"), /24\.90/);
	page = await page.form(main).submit({}, { button: ["do", "paid"] });
	assert.match(page.textOf("main"), /Collected at.*Am Kai 1/s);
	assert.ok(page.$('form[action$="/ready"]'));
	const [order] = ordersOf(shop, email);
	assert.deepEqual([order.pickup_id, order.tax_country], [here, "DE"]);
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], method: "bank_transfer" });
	page = await adminAct(await adminOrder(staff, shop, sold.number), "edit");
	page = await page.form(main).submit({ shipping: `p${here}` });
	page = await page.form(main).submit({}, { button: ["do", "apply"] });
	assert.match(page.textOf("main"), /Collected at.*Am Kai 1/s);
	assert.deepEqual(shopRows(shop, `SELECT pickup_id, shipping_gross, total_minor, edits FROM @shop@.orders WHERE id = ${sold.order.id}`)[0],
		{ pickup_id: here, shipping_gross: 0, total_minor: 2490, edits: 1 });
	assert.match((await sold.client.get(`/en/order/${sold.token}`)).textOf("main"), /Collected at.*Ünsal Groß.*Am Kai 1.*Mon–Fri/s);
});

test("goods that need no way are bought as ever, whatever places there are", async () => {
	const book = variantOf(shop, "book");
	shopExecute(shop, `UPDATE @shop@.variant SET requires_shipping = false WHERE id = ${book}`);
	try {
		let { page, client } = await shopper("en", "/p/book");
		assert.ok(!page.form(post).has("place"));
		await addToCart(client, { locale: "en", product: "/p/mug" });
		page = await (await chosen(await client.get("/en/checkout"), here)).form(post).submit({ email: someEmail("file"), name: "File" });
		const cart = await client.get("/en/cart"), mug = cart.$(`#quantity-${variantOf(shop, "mug")}`).closest("form");
		await new Form(cart, mug).submit({ quantity: "0" });
		page = await client.get("/en/checkout/review");
		assert.match(page.url, /\/checkout$/, "an address was not told yet");
	} finally {
		shopExecute(shop, `UPDATE @shop@.variant SET requires_shipping = true WHERE id = ${book}`);
	}
});
