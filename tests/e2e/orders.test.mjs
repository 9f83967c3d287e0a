// What staff do with an order: send it in parts, give parts of it back, note things, print its slip, and see the days' figures.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { demoNotice, newTill, paymentsOf, sendNotice, variantOf } from "../lib/till.mjs";

const shop = await newTill();
const staff = await staffOf(shop);
const form = (page, action) => page.form(`form[action$="/${action}"]`);
const look = (sold, locale) => adminOrder(staff, shop, sold.number, locale);
const row = (sold) => shopRows(shop, `SELECT * FROM @shop@.orders WHERE id = ${sold.order.id}`)[0];
const refunds = (sold) => shopRows(shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id} ORDER BY id`);
const kinds = (sold) => shopRows(shop, `SELECT kind, actor FROM @shop@.order_event WHERE order_id = ${sold.order.id} ORDER BY id`).map((e) => `${e.kind} ${e.actor}`);
const line = (sold, handle) => shopRows(shop, `SELECT * FROM @shop@.order_line WHERE order_id = ${sold.order.id} AND name = '${handle}'`)[0];
const stock = (handle) => shopRows(shop, `SELECT on_hand, reserved + committed AS promised FROM @shop@.stock WHERE variant_id = ${variantOf(shop, handle)}`)[0];

// Three mugs and three books for 113.10 and 4.90 shipping.
async function sale({ method = "demo", ...rest } = {}) {
	return buy({ shop, locale: "en", products: ["/p/mug", "/p/book"], quantity: 3, method, ...rest });
}

async function paid(options) {
	const sold = await sale({ method: "bank_transfer", ...options });
	await adminAct(await look(sold), "paid");
	return sold;
}

async function refundPage(sold) {
	return (await look(sold)).click('a[href$="/refund-part"]');
}

// Both steps: the sum is worked out, then confirmed. Returns the sum that the page named, and the answer.
async function giveBack(sold, values) {
	const counted = await form(await refundPage(sold), "refund-part").submit(values);
	assert.equal(counted.status, 200, counted.textOf(".errors"));
	const named = counted.textOf("#sum");
	return { named, page: await form(counted, "refund-part").submit() };
}

test("pieces and shipping go back: page, mail, provider's record and books name one sum", async () => {
	const sold = await sale(), mug = line(sold, "mug");
	const { named, page } = await giveBack(sold, { [`back_${mug.id}`]: "2", shipping: "4.90" });
	assert.match(named, /54\.70/);
	assert.match(page.textOf(".flash"), /goes back/);
	const [refund] = refunds(sold);
	assert.equal(refund.amount_minor, 5470);
	assert.equal(refund.state, "done");
	assert.equal(paymentsOf(shop, sold.order)[0].refunded_minor, 5470);
	assert.equal(row(sold).payment_state, "part_refunded");
	const lines = shopRows(shop, `SELECT order_line_id, quantity, amount_minor FROM @shop@.refund_line WHERE refund_id = ${refund.id} ORDER BY amount_minor`);
	assert.deepEqual(lines.map((l) => [l.order_line_id, l.quantity, l.amount_minor]), [[null, 1, 490], [mug.id, 2, 4980]]);
	assert.match((await new Mailbox().waitFor(sold.email, /money back/i)).text, /54\.70/);
	assert.match((await look(sold)).textOf("#refunds ~ .refunds"), /54\.70.*Sent back/);
});

test("the parts of a line are the line to the minor unit, and a piece goes back once", async () => {
	const sold = await sale({ quantity: 3 }), book = line(sold, "book");
	shopExecute(shop, `UPDATE @shop@.order_line SET line_gross = 1000, line_net = line_net - 2840 WHERE id = ${book.id}`);
	const sums = [];
	for (let i = 0; i < 3; i++) {
		await giveBack(sold, { [`back_${book.id}`]: "1" });
		sums.push(refunds(sold)[i].amount_minor);
	}
	assert.deepEqual(sums, [333, 334, 333]);
	const page = await refundPage(sold);
	assert.ok(!form(page, "refund-part").has(`back_${book.id}`), "no piece of it is left");
	const bent = await staff.raw({ method: "POST", path: new URL(page.url).pathname, body: `before=1000&known=3&back_${book.id}=1&amount=&shipping=&sum=333`,
		headers: { "content-type": "application/x-www-form-urlencoded" } });
	assert.equal(bent.status, 422);
	assert.equal(refunds(sold).length, 3);
});

test("several amounts never exceed what was paid", async () => {
	const sold = await sale();
	await giveBack(sold, { amount: "100.00" });
	const page = await form(await refundPage(sold), "refund-part").submit({ amount: "18.01" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".field-error"), /At most €18\.00/);
	assert.equal(form(page, "refund-part").value("amount"), "18.01");
	await giveBack(sold, { amount: "18.00" });
	assert.equal(row(sold).payment_state, "refunded");
	const [payment] = paymentsOf(shop, sold.order);
	assert.equal(payment.refunded_minor, payment.amount_minor);
});

test("what makes no sense as a refund is told at its field, and nothing typed is lost", async () => {
	const sold = await sale(), mug = line(sold, "mug");
	const cases = [
		[{ [`back_${mug.id}`]: "4" }, /from 0 to 3/], [{ [`back_${mug.id}`]: "two" }, /from 0 to 3/], [{ amount: "1.234" }, /decimals/i], [{ amount: "x" }, /amount such as/],
		[{ shipping: "5.00" }, /At most €4\.90/], [{}, /what goes back/], [{ amount: "1.00", [`back_${mug.id}`]: "1" }, /either pieces/], [{ amount: "-1" }, /At most/],
	];
	for (const [values, said] of cases) {
		const page = await form(await refundPage(sold), "refund-part").submit(values);
		assert.equal(page.status, 422, JSON.stringify(values));
		assert.match(page.textOf(".errors"), said, JSON.stringify(values));
		for (const [name, value] of Object.entries(values))
			assert.equal(form(page, "refund-part").value(name), value);
	}
	assert.equal(refunds(sold).length, 0);
});

test("pieces put back on the shelf are for sale again, broken ones are not, and neither is sent", async () => {
	const sold = await sale(), mug = line(sold, "mug"), before = stock("mug");
	await giveBack(sold, { [`back_${mug.id}`]: "1" });
	assert.deepEqual(stock("mug"), { on_hand: before.on_hand, promised: before.promised - 1 });
	await giveBack(sold, { [`back_${mug.id}`]: "1", restock: null });
	assert.deepEqual(stock("mug"), { on_hand: before.on_hand - 1, promised: before.promised - 2 });
	await adminAct(await look(sold), "ship");
	assert.deepEqual(stock("mug"), { on_hand: before.on_hand - 2, promised: before.promised - 3 });
	await giveBack(sold, { [`back_${mug.id}`]: "1" });
	assert.deepEqual(stock("mug"), { on_hand: before.on_hand - 1, promised: before.promised - 3 });
});

test("two staff give the same back at once: it goes once, the other is told", async () => {
	const sold = await sale(), mug = line(sold, "mug"), other = await staffOf(shop);
	const [one, two, third] = await Promise.all([staff, other, staff].map(async (who) => {
		const page = await (await adminOrder(who, shop, sold.number)).click('a[href$="/refund-part"]');
		return form(await form(page, "refund-part").submit({ [`back_${mug.id}`]: "2" }), "refund-part");
	}));
	const answers = await Promise.all([one, two].map((f) => f.submit({}, { follow: false })));
	assert.equal(refunds(sold).filter((r) => r.state === "done").length, 1);
	assert.equal(paymentsOf(shop, sold.order)[0].refunded_minor, 4980);
	assert.ok(answers.every((a) => [303, 409].includes(a.status)), answers.map((a) => a.status).join());
	const late = await third.submit();
	assert.equal(late.status, 409);
	assert.match(late.textOf(".errors"), /Meanwhile/);
	assert.equal(form(late, "refund-part").value(`back_${mug.id}`), "2");
});

test("a refund that was refused stands there and can be tried again", async () => {
	const sold = await sale(), book = line(sold, "book");
	await giveBack(sold, { [`back_${book.id}`]: "1" });
	shopExecute(shop, `UPDATE @shop@.refund SET state = 'failed' WHERE order_id = ${sold.order.id};
		DELETE FROM @shop@.ledger_posting WHERE order_id = ${sold.order.id} AND effect LIKE 'refund:%';
		UPDATE @shop@.payment SET refunded_minor = 0 WHERE order_id = ${sold.order.id};
		UPDATE @shop@.orders SET payment_state = 'paid' WHERE id = ${sold.order.id}`);
	let page = await look(sold);
	assert.match(page.textOf(".refunds"), /Refused/);
	page = await page.form(".refunds form").submit();
	assert.match(page.textOf(".flash"), /goes back/);
	assert.deepEqual(refunds(sold).map((r) => [r.state, r.amount_minor]), [["failed", 1280], ["done", 1280]]);
	assert.equal(shopRows(shop, `SELECT quantity FROM @shop@.refund_line WHERE refund_id = ${refunds(sold)[1].id}`)[0].quantity, 1);
});

test("an order leaves in two parcels, each with its number and its mail", async () => {
	const sold = await paid(), mug = line(sold, "mug"), book = line(sold, "book"), had = stock("mug");
	let page = await adminAct(await look(sold), "ship", { [`pieces_${mug.id}`]: "2", [`pieces_${book.id}`]: "0", carrier: "DHL", tracking: "ONE-1" });
	assert.match(page.textOf(".flash"), /shipped/);
	assert.equal(row(sold).shipping_state, "part_shipped");
	assert.equal(row(sold).state, "placed");
	assert.deepEqual(stock("mug"), { on_hand: had.on_hand - 2, promised: had.promised - 2 });
	const first = await new Mailbox().waitFor(sold.email, /on its way/);
	assert.match(first.text, /ONE-1/);
	assert.match(first.text, /In this parcel:\s+2 × mug/);
	page = await adminAct(page, "ship", { tracking: "TWO-2" });
	assert.equal(row(sold).shipping_state, "shipped");
	assert.equal(row(sold).state, "completed");
	assert.match(page.textOf(".parcels"), /ONE-1.*2 × mug.*TWO-2.*1 × mug.*3 × book/);
	assert.deepEqual(kinds(sold).slice(-3), ["part_shipped staff", "shipped staff", "completed system"]);
	assert.match((await sold.client.get(`/en/order/${sold.token}`)).textOf("main"), /ONE-1.*TWO-2/);
});

test("more pieces than are open, or none, are refused at their field; the same parcel twice is one", async () => {
	const sold = await paid(), mug = line(sold, "mug"), book = line(sold, "book");
	const page = await adminAct(await look(sold), "ship", { [`pieces_${mug.id}`]: "4", tracking: "KEEP" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".field-error"), /from 0 to 3/);
	assert.equal(form(page, "ship").value("tracking"), "KEEP");
	assert.equal(form(page, "ship").value(`pieces_${mug.id}`), "4");
	const none = await adminAct(await look(sold), "ship", { [`pieces_${mug.id}`]: "0", [`pieces_${book.id}`]: "0" });
	assert.equal(none.status, 422);
	assert.match(none.textOf("main"), /at least one/);
	const once = form(await look(sold), "ship"), parcel = { [`pieces_${mug.id}`]: "1", [`pieces_${book.id}`]: "0" };
	await once.submit(parcel);
	await once.submit(parcel);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.shipment WHERE order_id = ${sold.order.id}`)[0].n, 1);
});

test("a note is for staff: with its author on the order, and nowhere that the customer looks", async () => {
	const sold = await sale();
	const empty = await adminAct(await look(sold), "note", { note: " " });
	assert.equal(empty.status, 422);
	assert.ok(empty.$("#n-note-error"));
	const page = await adminAct(await look(sold), "note", { note: "Call before\nsending <b>it</b>" });
	assert.match(page.textOf(".notes"), /Call before sending <b>it<\/b>/);
	assert.match(page.textOf(".notes small"), /staff/);
	assert.doesNotMatch((await sold.client.get(`/en/order/${sold.token}`)).text, /Call before/);
});

test("staff read how the goods are called in their own language, beside the words of the sale", async () => {
	const sold = await sale({ locale: "de" });
	shopExecute(shop, `UPDATE @shop@.product_text SET name = 'Becher' WHERE locale = 'en' AND name = 'mug'`);
	try {
		const page = await look(sold, "en");
		assert.match(page.textOf("main table tbody th"), /mug.*Becher/);
		assert.doesNotMatch((await look(sold, "de")).textOf("main table"), /Becher/);
	} finally {
		shopExecute(shop, `UPDATE @shop@.product_text SET name = 'mug' WHERE locale = 'en' AND name = 'Becher'`);
	}
});

test("chosen orders are marked together; one that does not allow it is left as it is", async () => {
	const a = await paid(), b = await sale({ method: "bank_transfer" });
	const list = await staff.get(`/en/${shop}/orders`);
	const bulk = list.form("form.bulk");
	assert.ok(bulk.choices("id").includes(String(a.order.id)));
	const path = new URL(list.url).pathname;
	const send = (body) => staff.post(`${path}/bulk`, body);
	const page = await send([["id", a.order.id], ["id", b.order.id], ["do", "ship"]]);
	assert.match(page.textOf(".flash"), /where the order allowed it/);
	assert.equal(row(a).shipping_state, "shipped");
	assert.equal(row(b).shipping_state, "unshipped");
	assert.match((await send([["id", b.order.id], ["do", "paid"]])).textOf(".flash"), /Done for all/);
	assert.equal(row(b).payment_state, "paid");
	assert.match((await send([["do", "paid"]])).textOf(".flash"), /choose some/);
});

test("orders are found by a part of the name", async () => {
	const sold = await sale({ address: { name: "Zuzana Quittenbaum" } });
	const page = await staff.get(`/en/${shop}/orders?q=quitten`);
	assert.match(page.textOf("table.orders"), new RegExp(sold.number));
});

test("a packing slip is in the customer's language, whoever prints it, and names what is left to pack", async () => {
	const german = await paid({ locale: "de" }), arabic = await sale({ locale: "ar" }), mug = line(german, "mug"), book = line(german, "book");
	await adminAct(await look(german), "ship", { [`pieces_${mug.id}`]: "3", [`pieces_${book.id}`]: "1" });
	const page = await staff.get(`/en/${shop}/slips?id=${german.order.id}&id=${arabic.order.id}`);
	const [de, ar] = page.$$(".slip");
	assert.equal(de.getAttribute("lang"), "de");
	assert.match(de.textContent, new RegExp(`Bestellung[\\s\\S]*${german.number}`));
	assert.match(de.textContent, /2[\s\S]*Zuvor gesendet: 1[\s\S]*book/);
	assert.match(de.textContent, /Große Elbstraße 12/);
	assert.equal(ar.getAttribute("dir"), "rtl");
	assert.match(ar.textContent, /الطلب/);
	assert.ok(!page.$(".side"));
	assert.equal((await staff.get(`/en/${shop}/slips?id=999999999`)).status, 404);
});

test("the dashboard tells paid from placed for today, 7 and 30 days, and draws the days", async () => {
	const mine = await newTill(), boss = await staffOf(mine), at = `/en/${mine}/`;
	assert.match((await boss.get(at)).textOf("main"), /Nothing was sold/);
	const one = await buy({ shop: mine, locale: "en", products: ["/p/mug"], method: "demo" });
	const two = await buy({ shop: mine, locale: "en", products: ["/p/mug"], method: "bank_transfer" });
	const old = await buy({ shop: mine, locale: "en", products: ["/p/mug"], method: "demo" });
	shopExecute(mine, `UPDATE @shop@.orders SET placed_at = placed_at - interval '10 days' WHERE id = ${old.order.id}`);
	const page = await boss.get(at);
	const spans = page.$$("#sales ~ .table tbody tr").slice(0, 3).map((tr) => tr.textContent.replace(/\s+/g, " ").trim());
	assert.deepEqual(spans, ["Today 2 €59.60 €29.80", "7 days 2 €59.60 €29.80", "30 days 3 €89.40 €59.60"]);
	const points = (name) => page.$(`polyline.${name}`).getAttribute("points").split(" ").map((p) => p.split(",").map(Number));
	const placed = points("placed"), money = points("paid");
	assert.equal(placed.length, 30);
	assert.ok(placed[29][1] < money[29][1], "more was placed than paid today");
	assert.equal(placed[19][1], money[19][1]);
	assert.ok(placed[0][0] < placed[29][0]);
	const rows = page.$$("table.days tbody tr");
	assert.equal(rows.length, 30);
	assert.match(rows[19].textContent, /29\.80/);
	const arabic = (await boss.get(`/ar/${mine}/`)).$("polyline.placed").getAttribute("points").split(" ").map((p) => Number(p.split(",")[0]));
	assert.ok(arabic[0] > arabic[29], "time runs from right to left");
	await adminAct(await adminOrder(boss, mine, two.number), "cancel");
	assert.match((await boss.get(at)).$$("#sales ~ .table tbody tr")[0].textContent, /29\.80[\s\S]*29\.80/);
	assert.ok(one);
});

test("days begin in the shop's own time zone", async () => {
	const mine = await newTill(), boss = await staffOf(mine);
	const sold = await buy({ shop: mine, locale: "en", products: ["/p/mug"], method: "demo" });
	shopExecute(mine, `UPDATE @shop@.shop SET time_zone = 'Pacific/Kiritimati', version = version + 1`);
	shopExecute(mine, `UPDATE @shop@.orders SET placed_at = (date_trunc('day', now() AT TIME ZONE 'Pacific/Kiritimati') - interval '1 second') AT TIME ZONE 'Pacific/Kiritimati' WHERE id = ${sold.order.id}`);
	const spans = (await boss.get(`/en/${mine}/`)).$$("#sales ~ .table tbody tr").map((tr) => tr.textContent.replace(/\s+/g, " "));
	assert.match(spans[0], /Today 0/);
	assert.match(spans[1], /7 days 1/);
});

test("what runs low is listed by the shop's own threshold", async () => {
	const mine = await newTill(), boss = await staffOf(mine), low = (page) => page.textOf("#low ~ .table");
	let page = await boss.get(`/en/${mine}/`);
	assert.match(low(page), /rare.*1.*last.*3/);
	page = await form(page, "low-stock").submit({ few: "2" });
	assert.match(page.textOf(".flash"), /Saved/);
	assert.match(low(page), /rare/);
	assert.doesNotMatch(low(page), /last/);
	for (const few of ["", "-1", "many", "1000001"]) {
		const bad = await form(page, "low-stock").submit({ few });
		assert.equal(bad.status, 422, few);
		assert.ok(bad.$("#f-few-error"), few);
		assert.equal(form(bad, "low-stock").value("few"), few);
	}
});

test("money that a provider takes for an order of before is never lost sight of", async () => {
	const sold = await sale({ answer: "leave" }), [payment] = paymentsOf(shop, sold.order);
	const told = await sendNotice(shop, demoNotice(shop, payment, "payment.approved"));
	assert.equal(told.status, 200);
	assert.equal(row(sold).payment_state, "paid");
});
