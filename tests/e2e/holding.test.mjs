// What an unpaid order holds of the stock: for how long, what the shopper reads of it, and what becomes of money that comes too late.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy, payAtDemo } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { demoNotice, newTill, paymentsOf, sendNotice, variantOf } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop);
const stock = (handle) => shopRows(shop, `SELECT on_hand, reserved, committed FROM @shop@.stock WHERE variant_id = ${variantOf(shop, handle)}`)[0];
const row = (sold) => shopRows(shop, `SELECT * FROM @shop@.orders WHERE id = ${sold.order.id}`)[0];
const kinds = (sold) => shopRows(shop, `SELECT kind FROM @shop@.order_event WHERE order_id = ${sold.order.id} ORDER BY id`).map((r) => r.kind);
const page = (sold, locale = "en") => shopClient(shop).get(`/${locale}/order/${sold.token}`);
const left = (answer = "leave", product = "/p/mug") => buy({ shop, locale: "en", method: "demo", answer, products: [product] });
const notice = async (sold, type) => sendNotice(shop, demoNotice(shop, paymentsOf(shop, sold.order).at(-1), type));

async function until(what, fine) {
	for (const end = Date.now() + 20000; !(await fine());) {
		assert.ok(Date.now() < end, what);
		await sleep(100);
	}
}

// Its time is over as soon as the worker looks.
async function runOut(sold) {
	shopExecute(shop, `UPDATE @shop@.orders SET kept_until = now() - interval '1 minute' WHERE id = ${sold.order.id};
		UPDATE @shop@.outbox SET due_at = now() WHERE kind = 'hold' AND ref_id = ${sold.order.id}`);
	shopExecute(shop, "INSERT INTO cell.due (tenant_id, due_at, lane) SELECT substring('@shop@' FROM 3)::bigint, now(), 'timer'");
	await until("the worker lets go", () => row(sold).pieces === "none");
}

async function checked() {
	const found = await stoactl(["stock", "check", shop]);
	assert.equal(found.status, 0, found.out + found.err);
}

test("who has not paid yet has the pieces reserved, and reads until when; money makes them the order's", async () => {
	const had = stock("mug"), sold = await left();
	assert.deepEqual(stock("mug"), { ...had, reserved: had.reserved + 1 });
	let seen = await page(sold);
	assert.match(seen.textOf("main"), /The things are kept for you until /);
	await checked();
	seen = await payAtDemo(await seen.form('form[action$="/pay"]').submit());
	assert.equal(seen.status, 200);
	await until("paid", () => row(sold).payment_state === "paid");
	assert.deepEqual(stock("mug"), { ...had, committed: had.committed + 1 });
	assert.doesNotMatch((await page(sold)).textOf("main"), /kept for you/);
	await checked();
});

test("after the time, or a payment that failed, they are for sale again; paying asks for them anew", async () => {
	const had = stock("mug"), late = await left(), failed = await left("decline");
	await until("told of the failure", () => row(failed).pieces === "none");
	await runOut(late);
	assert.deepEqual(stock("mug"), had);
	assert.ok(kinds(late).includes("let_go"));
	const seen = await page(late);
	assert.match(seen.textOf("main"), /no longer kept for you, but they are still there/);
	await seen.form('form[action$="/pay"]').submit();
	assert.equal(row(late).pieces, "reserved");
	assert.equal(stock("mug").reserved, had.reserved + 1);
	assert.match((await page(late)).textOf("main"), /kept for you until/);
	await checked();
});

test("sold meanwhile: the page says so and offers no payment; a payment that comes all the same is told to staff and refunded by one click", async () => {
	const first = await left("leave", "/p/rare");
	await runOut(first);
	const old = await page(first), second = await left("approve", "/p/rare");
	await until("the second has it", () => row(second).pieces === "committed");
	for (const [locale, said] of [["en", /sold meanwhile/], ["de", /inzwischen sind sie verkauft/], ["ar", /بيعت/]])
		assert.match((await page(first, locale)).textOf("main"), said);
	assert.ok(!(await page(first)).$('form[action$="/pay"]'));
	const pressed = await old.form('form[action$="/pay"]').submit();
	assert.match(pressed.textOf("main"), /sold meanwhile/, "the button of an old page leads to no payment");
	assert.equal(paymentsOf(shop, first.order).length, 1);
	assert.equal((await notice(first, "payment.approved")).status, 200);
	assert.deepEqual([row(first).payment_state, row(first).pieces], ["paid", "none"]);
	assert.match((await page(first)).textOf("main"), /The shop will send your money back/);
	assert.deepEqual(stock("rare"), { on_hand: 1, reserved: 0, committed: 1 });
	let seen = await adminOrder(staff, shop, first.number);
	assert.match(seen.textOf(".note.warn"), /sold out meanwhile/);
	assert.match((await adminAct(seen, "ship", {})).text, /sold out meanwhile/);
	assert.equal(row(first).shipping_state, "unshipped");
	seen = await adminAct(await adminOrder(staff, shop, first.number), "refund");
	assert.equal(row(first).payment_state, "refunded");
	assert.deepEqual(stock("rare"), { on_hand: 1, reserved: 0, committed: 1 });
	await checked();
});

test("a transfer is waited for for days, by the setting; a form with other numbers says what it takes", async () => {
	const address = `/en/${shop}/settings/hold`;
	let seen = await staff.get(address);
	seen = await seen.form("main form").submit({ minutes: "0", days: "ten" });
	assert.equal(seen.status, 422);
	assert.deepEqual([seen.form("main form").value("minutes"), seen.form("main form").value("days")], ["0", "ten"]);
	assert.equal(seen.$$("[id^=f-minutes-error], [id^=f-days-error]").length, 2);
	seen = await seen.form("main form").submit({ minutes: "45", days: "10" });
	assert.equal(seen.status, 200);
	const [bank, card] = [await buy({ shop, locale: "en", products: ["/p/book"] }), await left("leave", "/p/book")];
	assert.equal(Math.round((new Date(row(bank).kept_until) - new Date(row(bank).placed_at)) / 1000), 10 * 86400);
	assert.equal(Math.round((new Date(row(card).kept_until) - new Date(row(card).placed_at)) / 1000), 45 * 60);
	assert.match((await page(bank)).textOf("main"), /Please pay by .*: until then the things are kept for you/);
	await checked();
});

test("stoactl stock check names a variant of which another number is promised than orders hold", async () => {
	shopExecute(shop, `UPDATE @shop@.stock SET committed = committed + 1 WHERE variant_id = ${variantOf(shop, "last")}`);
	const found = await stoactl(["stock", "check", shop]);
	assert.notEqual(found.status, 0);
	assert.match(found.out, /LAST: reserved 0, of reservations 0; committed 1, of orders 0/);
	shopExecute(shop, `UPDATE @shop@.stock SET committed = committed - 1 WHERE variant_id = ${variantOf(shop, "last")}`);
	await checked();
});
