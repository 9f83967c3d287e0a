// Orders that staff write, and changes before something is sent: prices, stock, money, and two who are at it at once.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy, payAtDemo, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { demoNotice, newTill, ordersOf, paymentsOf, sendNotice, variantOf } from "../lib/till.mjs";

const shop = await newTill();
const staff = await staffOf(shop);
const main = 'form[action*="/drafts/"]:not([action$="/drop"])';
const row = (id) => shopRows(shop, `SELECT * FROM @shop@.orders WHERE id = ${id}`)[0];
const lines = (id) => shopRows(shop, `SELECT name, quantity, unit_gross, line_gross FROM @shop@.order_line WHERE order_id = ${id} ORDER BY position`);
const stock = (handle) => shopRows(shop, `SELECT on_hand, reserved + committed AS promised FROM @shop@.stock WHERE variant_id = ${variantOf(shop, handle)}`)[0];
const kinds = (id) => shopRows(shop, `SELECT kind, actor FROM @shop@.order_event WHERE order_id = ${id} ORDER BY id`).map((e) => `${e.kind} ${e.actor}`);
const mug = variantOf(shop, "mug"), book = variantOf(shop, "book");
const germany = { name: "Tessa Telefon", line1: "Am Hörer 1", postcode: "20095", city: "Hamburg" };
const sums = (id) => {
	const o = row(id);
	assert.equal(o.items_gross + o.shipping_gross, o.total_minor);
	assert.equal(o.items_net + o.shipping_net + o.tax_minor, o.total_minor);
	const [tax] = shopRows(shop, `SELECT sum(amount_minor)::bigint AS tax, sum(base_minor)::bigint AS base FROM @shop@.order_tax WHERE order_id = ${id}`);
	assert.equal(tax.tax, o.tax_minor);
	const [l] = shopRows(shop, `SELECT sum(line_gross)::bigint AS gross FROM @shop@.order_line WHERE order_id = ${id}`);
	assert.equal(l.gross, o.items_gross);
	return o.total_minor;
};

async function draft(who = staff) {
	return (await who.get(`/en/${shop}/drafts`)).form('form[action$="/drafts"]').submit();
}

// What a search finds is added by its button.
async function add(page, search, values = {}) {
	const found = await page.form(main).submit({ q: search, ...values });
	assert.equal(found.status, 200);
	const button = found.$('button[name="add"]');
	assert.ok(button, `nothing found for ${search}`);
	return found.form(main).submit({ q: "" }, { button: ["add", button.getAttribute("value")] });
}

async function filled(email, values = {}) {
	let page = await add(await draft(), "MUG");
	page = await page.form(main).submit({ email, ...germany, payment: "bank_transfer", ...values });
	assert.equal(page.status, 200, page.textOf(".errors"));
	const [method] = page.form(main).choices("shipping").filter((v) => v.startsWith("m"));
	return page.form(main).submit({ shipping: method });
}

const press = (page, what, values = {}) => page.form(main).submit(values, { button: ["do", what] });

async function change(sold) {
	return adminAct(await adminOrder(staff, shop, sold.number), "edit");
}

test("an order by telephone: products by article number, the checkout's prices, and a mail with the way to pay", async () => {
	const email = someEmail("phone"), had = stock("mug");
	let page = await filled(email, { payment: "demo", [`quantity_${mug}`]: "2", note: "rings back at noon" });
	assert.match(page.textOf(".sums .total"), /54\.70/, "2 mugs and a parcel");
	page = await press(page, "link");
	assert.match(page.textOf(".flash"), /placed/);
	const [order] = ordersOf(shop, email);
	assert.equal(sums(order.id), 5470);
	assert.deepEqual([order.channel, order.payment_state, order.locale], ["staff", "unpaid", "de"]);
	assert.deepEqual(kinds(order.id), ["placed staff"]);
	assert.deepEqual(stock("mug"), { on_hand: had.on_hand, promised: had.promised + 2 });
	assert.match(page.textOf(".notes"), /rings back at noon/);
	const mail = await new Mailbox().waitFor(email, new RegExp(order.number));
	const link = /http:\/\/\S+\/de\/order\/([0-9a-f]{32})/.exec(mail.text);
	assert.ok(link, mail.text);
	const customer = shopClient(shop), shown = await customer.get(`/de/order/${link[1]}`);
	const paid = await payAtDemo(await shown.form('form[action$="/pay"]').submit());
	assert.equal(paid.status, 200);
	assert.equal(row(order.id).payment_state, "paid");
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.draft WHERE order_id IS NULL AND state = 'open'")[0].n, 0);
});

test("placed as paid: at a price and a way to travel of the staff's own, once however often it is pressed", async () => {
	const email = someEmail("counter");
	let page = await filled(email, { [`price_${mug}`]: "20.00", shipping: "own", shipping_label: "By bicycle", shipping_price: "3.00" });
	page = await page.form(main).submit({ shipping: "own" });
	assert.match(page.textOf(".sums"), /By bicycle.*3\.00/);
	const form = page.form(main);
	assert.match((await form.submit({}, { button: ["do", "paid"] })).textOf(".flash"), /placed and paid/);
	await form.submit({}, { button: ["do", "paid"] });
	const orders = ordersOf(shop, email);
	assert.equal(orders.length, 1);
	assert.equal(sums(orders[0].id), 2300);
	assert.equal(orders[0].shipping_label, "By bicycle");
	assert.equal(row(orders[0].id).payment_state, "paid");
	assert.deepEqual(kinds(orders[0].id), ["placed staff", "paid staff"]);
});

test("what is missing or wrong in an order by staff is told at its field, and everything typed stays", async () => {
	let page = await press(await draft(), "link");
	assert.equal(page.status, 422);
	assert.match(page.textOf(".errors"), /add a product/);
	assert.ok(page.$("#f-email-error") && page.$("#f-name-error") && page.$("#f-payment-error"));
	page = await add(await draft(), "MUG", { email: someEmail("kept"), name: "Kept Name" });
	assert.equal(page.form(main).value("name"), "Kept Name");
	for (const [values, field, said] of [
		[{ [`quantity_${mug}`]: "x" }, `quantity-error-${mug}`, /from 0 to/], [{ [`price_${mug}`]: "1.234" }, `price-error-${mug}`, /decimals/i],
		[{ email: "nobody" }, "f-email-error", /e-mail/], [{ phone: "call me" }, "f-phone-error", /phone/],
		[{ shipping: "own", shipping_label: "", shipping_price: "3" }, "f-shipping_label-error", /fill this in/],
	]) {
		const bad = await page.form(main).submit({ note: "still here", ...values });
		assert.equal(bad.status, 422, field);
		assert.match(bad.textOf(`#${field}`), said, field);
		assert.equal(bad.form(main).value("note"), "still here");
		for (const [name, value] of Object.entries(values))
			assert.equal(bad.form(main).value(name), value);
	}
	const paid = await press(await filled(someEmail("card"), { payment: "demo" }), "paid");
	assert.equal(paid.status, 422);
	assert.match(paid.textOf("#f-payment-error"), /bank transfer/);
});

test("staff sell no more than there is, and no price that nobody saw", async () => {
	let page = await add(await draft(), "RARE");
	const rare = variantOf(shop, "rare");
	page = await page.form(main).submit({ email: someEmail("rare"), ...germany, payment: "bank_transfer", [`quantity_${rare}`]: "2" });
	page = await page.form(main).submit({ shipping: page.form(main).choices("shipping").find((v) => v.startsWith("m")) });
	const short = await press(page, "link");
	assert.equal(short.status, 422);
	assert.match(short.textOf(".errors"), /only 1 can be had/);
	const unseen = await press(await filled(someEmail("unseen")), "link", { [`quantity_${mug}`]: "7" });
	assert.equal(unseen.status, 422);
	assert.match(unseen.textOf(".errors"), /total is another one/);
	assert.equal(unseen.form(main).value(`quantity_${mug}`), "7");
	assert.equal((await press(unseen, "link")).status, 200);
});

test("an address is asked for in its country's form, and going there and back loses nothing", async () => {
	let page = await (await filled(someEmail("far"))).form(main).submit({ country: "JP" }, { button: ["adapt", "1"] });
	assert.ok(page.form(main).has("region"));
	page = await page.form(main).submit({ country: "DE" }, { button: ["adapt", "1"] });
	assert.equal(page.form(main).value("postcode"), germany.postcode);
});

test("a change of an unpaid order: kept prices, new goods at today's, stock, sums and the money asked for", async () => {
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], method: "bank_transfer", quantity: 2 });
	const had = { mug: stock("mug"), book: stock("book") };
	shopExecute(shop, `UPDATE @shop@.price SET minor = 2600 WHERE variant_id = ${mug}`);
	try {
		let page = await add(await change(sold), "BOOK");
		page = await page.form(main).submit({ [`quantity_${mug}`]: "3", city: "Bremen" });
		assert.match(page.textOf(".sums .total"), /92\.40/);
		assert.match(page.textOf("main"), /37\.70 more than before/);
		page = await press(page, "apply");
		assert.match(page.textOf(".flash"), /changed/);
	} finally {
		shopExecute(shop, `UPDATE @shop@.price SET minor = 2490 WHERE variant_id = ${mug}`);
	}
	assert.deepEqual(lines(sold.order.id), [{ name: "mug", quantity: 3, unit_gross: 2490, line_gross: 7470 }, { name: "book", quantity: 1, unit_gross: 1280, line_gross: 1280 }]);
	assert.equal(sums(sold.order.id), 9240);
	assert.equal(stock("mug").promised, had.mug.promised + 1);
	assert.equal(stock("book").promised, had.book.promised + 1);
	assert.deepEqual(paymentsOf(shop, sold.order).map((p) => [p.state, p.amount_minor]), [["cancelled", 5470], ["pending", 9240]]);
	assert.ok(kinds(sold.order.id).includes("edited staff"));
	const page = await adminOrder(staff, shop, sold.number);
	assert.match(page.textOf(".timeline"), /€54\.70 → €92\.40/);
	assert.match(page.textOf("address"), /Bremen/);
	const mail = await new Mailbox().waitFor(sold.email, /was changed/);
	assert.match(mail.text, /Still to be paid: €92\.40/);
	await adminAct(page, "paid");
	assert.equal(row(sold.order.id).payment_state, "paid");
});

test("a paid order that becomes dearer waits for the difference, and is paid by its page", async () => {
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], method: "demo" });
	let page = await (await change(sold)).form(main).submit({ [`quantity_${mug}`]: "2" });
	page = await press(page, "apply");
	assert.match(page.textOf("#due"), /24\.90 is still to be paid/);
	assert.equal(row(sold.order.id).payment_state, "part_paid");
	assert.ok(!page.$('form[action$="/ship"]'), "nothing is sent before it is paid");
	const shown = await sold.client.get(`/en/order/${sold.token}`);
	assert.match(shown.textOf('form[action$="/pay"]'), /24\.90/);
	const paid = await payAtDemo(await shown.form('form[action$="/pay"]').submit());
	assert.equal(paid.status, 200);
	assert.equal(row(sold.order.id).payment_state, "paid");
	const mails = new Mailbox(), received = () => mails.all(sold.email).filter((m) => /received your payment/.test(m.subject)).map((m) => /payment of €(\S+)/.exec(m.text)[1]);
	for (let i = 0; i < 100 && received().length < 2; i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.deepEqual(received().sort(), ["24.90", "29.80"], "each payment has its mail");
	assert.deepEqual(paymentsOf(shop, sold.order).map((p) => [p.state, p.amount_minor]), [["captured", 2980], ["captured", 2490]]);
	assert.ok((await adminOrder(staff, shop, sold.number)).$('form[action$="/ship"]'));
});

test("a paid order that becomes cheaper gives the difference back, and goods that leave it are for sale again", async () => {
	const had = stock("book");
	const sold = await buy({ shop, locale: "en", products: ["/p/mug", "/p/book"], method: "demo" });
	let page = await (await change(sold)).form(main).submit({ [`quantity_${book}`]: "0" });
	assert.match(page.textOf("main"), /12\.80 less than before/);
	page = await press(page, "apply");
	assert.deepEqual(stock("book"), had);
	assert.equal(sums(sold.order.id), 2980);
	assert.match(page.textOf("#due"), /12\.80 was paid too much/);
	page = await adminAct(page, "refund-due");
	assert.match(page.textOf(".flash"), /goes back/);
	assert.ok(!page.$("#due"));
	const [refund] = shopRows(shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id}`);
	assert.deepEqual([refund.amount_minor, refund.for_edit, refund.state], [1280, true, "done"]);
	assert.equal(row(sold.order.id).payment_state, "part_refunded");
	assert.equal((await adminAct(page, "ship")).status, 200);
	assert.equal(row(sold.order.id).state, "completed");
});

test("money that comes for the order as it was before the change counts, and the rest is asked for", async () => {
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], method: "demo", answer: "leave" }), [before] = paymentsOf(shop, sold.order);
	await press(await (await change(sold)).form(main).submit({ [`quantity_${mug}`]: "2" }), "apply");
	assert.equal((await sendNotice(shop, demoNotice(shop, before, "payment.approved"))).status, 200);
	assert.equal(row(sold.order.id).payment_state, "part_paid");
	assert.deepEqual(paymentsOf(shop, sold.order).map((p) => [p.state, p.amount_minor]), [["captured", 2980], ["cancelled", 5470], ["created", 2490]]);
});

test("two staff change the same order at once: one does, the other is told and keeps what was typed", async () => {
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], method: "bank_transfer" }), other = await staffOf(shop);
	const forms = await Promise.all([staff, other].map(async (who, i) => {
		const page = await adminAct(await adminOrder(who, shop, sold.number), "edit");
		return (await page.form(main).submit({ [`quantity_${mug}`]: String(i + 2) })).form(main);
	}));
	const answers = await Promise.all(forms.map((f) => f.submit({}, { button: ["do", "apply"], follow: false })));
	assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409]);
	const late = answers.find((a) => a.status === 409), winner = answers.findIndex((a) => a.status === 303);
	assert.match(late.textOf(".errors"), /changed or sent/);
	assert.equal(late.form(main).value(`quantity_${mug}`), String(3 - winner));
	assert.equal(lines(sold.order.id)[0].quantity, winner + 2);
	assert.equal(row(sold.order.id).edits, 1);
	sums(sold.order.id);
});

test("what was sent cannot change any more, also by a form from before", async () => {
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], method: "demo" });
	const office = await adminOrder(staff, shop, sold.number), page = await change(sold);
	await adminAct(office, "ship");
	const late = await press(page, "apply");
	assert.equal(late.status, 409);
	assert.match((await adminAct(office, "edit")).textOf(".flash"), /nothing was done/);
	assert.ok(!(await adminOrder(staff, shop, sold.number)).$('form[action$="/edit"]'));
	assert.equal(row(sold.order.id).edits, 0);
});

test("more than the shelf holds, or fewer than were given back, is refused and nothing of the change is done", async () => {
	const last = variantOf(shop, "last"), sold = await buy({ shop, locale: "en", products: ["/p/last"], method: "demo" }), had = stock("last");
	const page = await (await change(sold)).form(main).submit({ [`quantity_${last}`]: "9" });
	const refused = await press(page, "apply");
	assert.equal(refused.status, 422);
	assert.match(refused.textOf(`#quantity-error-${last}`), /only 3 can be had/);
	assert.deepEqual(stock("last"), had);
	const two = await buy({ shop, locale: "en", products: ["/p/book"], method: "demo", quantity: 3 });
	const [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${two.order.id}`);
	let back = await (await adminOrder(staff, shop, two.number)).click('a[href$="/refund-part"]');
	back = await back.form('form[action$="/refund-part"]').submit({ [`back_${line.id}`]: "2" });
	await back.form('form[action$="/refund-part"]').submit();
	const few = await press(await (await change(two)).form(main).submit({ [`quantity_${book}`]: "1" }), "apply");
	assert.equal(few.status, 422);
	assert.match(few.textOf(`#quantity-error-${book}`), /2 of these were given back/);
});

test("two who save the same draft: the second is told, and saves over it only when asked again", async () => {
	const page = await filled(someEmail("both")), a = page.form(main), other = await staffOf(shop);
	const b = (await other.get(new URL(page.url).pathname)).form(main);
	await a.submit({ name: "First" });
	const late = await b.submit({ name: "Second" });
	assert.equal(late.status, 409);
	assert.match(late.textOf(".errors"), /somebody else/);
	assert.equal(late.form(main).value("name"), "Second");
	assert.equal((await late.form(main).submit()).form(main).value("name"), "Second");
});

test("a draft is listed until it is placed or thrown away", async () => {
	const page = await filled(someEmail("listed"), { name: "Lina Listed" });
	const list = await staff.get(`/en/${shop}/drafts`);
	assert.match(list.textOf("main table"), /Lina Listed/);
	await page.form('form[action$="/drop"]').submit();
	assert.doesNotMatch((await staff.get(`/en/${shop}/drafts`)).textOf("main"), /Lina Listed/);
	assert.equal((await staff.get(new URL(page.url).pathname)).status, 404);
});
