// The shopper cancels an order that was not sent yet.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, ordersOf, paymentsOf, variantOf } from "../lib/till.mjs";

const shop = await newTill(), box = new Mailbox();
const form = 'form[action$="/cancel"]', link = 'main a[href$="/cancel"]';
const sale = (rest = {}) => buy({ shop, locale: "de", products: ["/p/mug"], ...rest });
const now = (sold) => ordersOf(shop, sold.email)[0];
const refundsOf = (sold) => shopRows(shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id} ORDER BY id`);
const stock = () => shopRows(shop, `SELECT on_hand, committed FROM @shop@.stock WHERE variant_id = ${variantOf(shop, "mug")}`)[0];
const events = (sold) => shopRows(shop, `SELECT kind, actor FROM @shop@.order_event WHERE order_id = ${sold.order.id} ORDER BY id`).map((e) => `${e.kind} ${e.actor}`);

// What the books say is still owed of the order.
function owed(sold) {
	return shopRows(shop, `SELECT coalesce(sum(CASE WHEN debit = 'receivable' THEN minor ELSE 0 END - CASE WHEN credit = 'receivable' THEN minor ELSE 0 END), 0)::int AS n
		FROM @shop@.ledger_posting WHERE order_id = ${sold.order.id}`)[0].n;
}

test("an order that was not paid is asked about once, cancelled, and confirmed by a mail", async () => {
	const before = stock(), sold = await sale();
	const asks = await (await sold.client.get(sold.page.url)).click(link);
	assert.equal(asks.heading, `Bestellung ${sold.number} stornieren?`);
	assert.equal(now(sold).state, "placed", "asking changes nothing");
	const page = await asks.form(form).submit();
	assert.equal(new URL(page.url).pathname, `/de/order/${sold.token}`);
	assert.match(page.textOf(".flash"), /storniert/);
	assert.ok(!page.$(link), "not twice");
	assert.deepEqual([now(sold).state, now(sold).payment_state], ["cancelled", "unpaid"]);
	assert.deepEqual(paymentsOf(shop, sold.order).map((p) => p.state), ["cancelled"]);
	assert.ok(stock().committed <= before.committed, "the pieces are free again");
	assert.deepEqual(events(sold).slice(-1), ["cancelled shopper"]);
	const mail = await box.waitFor(sold.email, "storniert");
	for (const text of [mail.text, mail.html])
		assert.match(text, new RegExp(`${sold.number}[^]*Es ist nichts mehr zu bezahlen`));
});

test("what was paid at a provider goes back with it: once, by two clicks in two tabs", async () => {
	const sold = await sale({ method: "demo" });
	const asks = await sold.client.get(`/de/order/${sold.token}/cancel`);
	assert.match(asks.textOf("main"), /29,80\s€ bezahlt\. Der Betrag geht/);
	const pages = await Promise.all([1, 2].map(() => asks.form(form).submit()));
	// One browser shows a message once, on whichever of the two pages comes first.
	assert.ok(pages.every((page) => page.status === 200) && pages.some((page) => /storniert/.test(page.textOf(".flash"))));
	const page = await sold.client.get(`/de/order/${sold.token}`);
	assert.match(page.textOf("main"), /29,80\s€ wurden Ihnen erstattet/);
	assert.deepEqual([now(sold).state, now(sold).payment_state], ["cancelled", "refunded"]);
	assert.deepEqual(refundsOf(sold).map((r) => [r.state, r.amount_minor]), [["done", sold.order.total_minor]]);
	assert.equal(events(sold).filter((e) => e === "cancelled shopper").length, 1);
	const mail = await box.waitFor(sold.email, "storniert");
	assert.match(mail.text, /29,80\s€/);
	await box.waitFor(sold.email, "Erstattung");
	assert.equal(box.all(sold.email).filter((m) => m.subject.includes("storniert")).length, 1, "one mail");
	assert.equal(owed(sold), 0);
});

test("what came by bank transfer is sent back by the shop's own hand, and nobody says that it was sent", async () => {
	const sold = await sale(), staff = await staffOf(shop);
	await adminAct(await adminOrder(staff, shop, sold.number), "paid");
	const asks = await sold.client.get(`/de/order/${sold.token}/cancel`);
	assert.match(asks.textOf("main"), /Der Shop schickt/);
	const page = await asks.form(form).submit();
	assert.match(page.textOf(".note.warn"), /Der Shop schickt Ihnen 29,80\s€ zurück/);
	assert.deepEqual([now(sold).state, now(sold).payment_state, refundsOf(sold).length], ["cancelled", "paid", 0]);
	const mail = await box.waitFor(sold.email, "storniert");
	assert.match(mail.text, /Wir schicken Ihnen die 29,80\s€ zurück/);
	assert.ok((await adminOrder(staff, shop, sold.number)).$('form[action$="/refund"]'), "staff have the button");
	assert.equal(owed(sold), 0);
});

test("what was sent meanwhile cannot be cancelled, and the page says so", async () => {
	const sold = await sale({ method: "demo" }), staff = await staffOf(shop);
	const asks = await sold.client.get(`/de/order/${sold.token}/cancel`);
	await adminAct(await adminOrder(staff, shop, sold.number), "ship", { carrier: "DHL", tracking: "1" });
	const page = await asks.form(form).submit();
	assert.match(page.textOf(".flash"), /unterwegs/);
	assert.deepEqual([now(sold).state, now(sold).payment_state, refundsOf(sold).length], ["completed", "paid", 0]);
	assert.ok(!page.$(link));
	assert.match((await sold.client.get(`/de/order/${sold.token}/cancel`)).textOf(".flash"), /unterwegs/);
});

test("shipped and cancelled at the same moment, one of both happens", async () => {
	for (let i = 0; i < 3; i++) {
		const sold = await sale({ method: "demo" }), staff = await staffOf(shop);
		const asks = await sold.client.get(`/de/order/${sold.token}/cancel`), order = await adminOrder(staff, shop, sold.number);
		await Promise.all([asks.form(form).submit(), adminAct(order, "ship", { carrier: "", tracking: "" })]);
		const o = now(sold);
		assert.ok((o.state === "cancelled" && o.payment_state === "refunded" && o.shipping_state === "unshipped") ||
			(o.state === "completed" && o.payment_state === "paid" && o.shipping_state === "shipped"), JSON.stringify(o));
		assert.equal(owed(sold), 0);
	}
});

test("only who has the order's address cancels it, at its own shop, from its own page", async () => {
	const sold = await sale(), client = shopClient(shop), other = shopClient(env.SECOND_SHOP);
	for (const token of ["0".repeat(32), sold.token.slice(1), `${sold.token}0`, "x"]) {
		assert.equal((await client.get(`/de/order/${token}/cancel`)).status, 404, token);
		assert.equal((await client.post(`/de/order/${token}/cancel`)).status, 404, token);
	}
	assert.equal((await other.get(`/ar/order/${sold.token}/cancel`)).status, 404);
	assert.equal((await other.post(`/ar/order/${sold.token}/cancel`)).status, 404);
	assert.equal((await client.post(`/de/order/${sold.token}/cancel`, {}, { headers: { "origin": "http://evil.example", "sec-fetch-site": "cross-site" } })).status, 403);
	assert.equal(now(sold).state, "placed");
});

test("in Arabic it is asked and answered in Arabic", async () => {
	const sold = await sale({ locale: "ar", method: "demo" });
	const asks = await sold.client.get(`/ar/order/${sold.token}/cancel`);
	assert.equal(asks.$("html").getAttribute("dir"), "rtl");
	assert.match(asks.heading, /إلغاء الطلب/);
	await asks.form(form).submit();
	const mail = await box.waitFor(sold.email, "أُلغي");
	assert.equal(mail.language, "ar");
	assert.match(mail.html, /dir="rtl"/);
});
