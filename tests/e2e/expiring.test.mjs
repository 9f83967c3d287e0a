// The end of orders that nobody pays, by the setting; what shopper and staff read of it; and money that comes after it.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { demoNotice, newTill, paymentsOf, sendNotice, variantOf } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop);
const stock = (handle) => shopRows(shop, `SELECT on_hand, reserved, committed FROM @shop@.stock WHERE variant_id = ${variantOf(shop, handle)}`)[0];
const row = (sold) => shopRows(shop, `SELECT * FROM @shop@.orders WHERE id = ${sold.order.id}`)[0];
const page = async (sold, locale = "en") => (await shopClient(shop).get(`/${locale}/order/${sold.token}`)).textOf("main");
const notice = async (sold) => sendNotice(shop, demoNotice(shop, paymentsOf(shop, sold.order).at(-1), "payment.approved"));
const days = (sold) => Math.round((new Date(row(sold).expires_at) - Date.now()) / 86400000);

async function until(what, fine) {
	for (const end = Date.now() + 20000; !(await fine());) {
		assert.ok(Date.now() < end, what);
		await sleep(100);
	}
}

// A timer of the worker's goes off now.
async function due(sold, kind, column, fine) {
	shopExecute(shop, `UPDATE @shop@.orders SET ${column} = now() - interval '1 minute' WHERE id = ${sold.order.id};
		UPDATE @shop@.outbox SET due_at = now() WHERE kind = '${kind}' AND ref_id = ${sold.order.id}`);
	shopExecute(shop, "INSERT INTO cell.due (tenant_id, due_at, lane) SELECT substring('@shop@' FROM 3)::bigint, now(), 'timer'");
	await until(`the worker's timer ${kind}`, () => fine(row(sold)));
}

async function letGo(product = "/p/mug") {
	const sold = await buy({ shop, locale: "en", method: "demo", answer: "leave", products: [product] });
	await due(sold, "hold", "kept_until", (r) => r.pieces === "none");
	return sold;
}

async function ended(product) {
	const sold = await letGo(product);
	await due(sold, "expire", "expires_at", (r) => r.state === "expired");
	return sold;
}

async function checked() {
	for (const what of ["stock", "ledger"]) {
		const found = await stoactl([what, "check", shop]);
		assert.equal(found.status, 0, found.out + found.err);
	}
}

test("an order that was let go ends by itself: until then page and staff are told when, after it that nothing is to be paid any more", async () => {
	const had = stock("mug"), sold = await letGo();
	assert.equal(days(sold), 7);
	for (const [locale, said] of [["en", /can be paid until .* Then it ends/], ["de", /kann bis .* bezahlt werden/], ["ar", /يمكن دفع الطلب حتى/]])
		assert.match(await page(sold, locale), said);
	assert.match((await adminOrder(staff, shop, sold.number)).textOf(".note.warn"), /It can be paid until .*, then it ends by itself/);
	await due(sold, "expire", "expires_at", (r) => r.state === "expired");
	for (const [locale, said] of [["en", /this order has ended. Please do not pay any more/], ["de", /ist diese Bestellung beendet/], ["ar", /فانتهى هذا الطلب/]])
		assert.match(await page(sold, locale), said);
	assert.ok(!(await shopClient(shop).get(`/en/order/${sold.token}`)).$('form[action$="/pay"]'));
	assert.deepEqual(stock("mug"), had);
	assert.match((await adminOrder(staff, shop, sold.number)).textOf(".timeline"), /Cancelled, since no payment came/);
	await checked();
});

test("after how many days is the merchant's to say; other numbers are refused and stay in the field", async () => {
	const address = `/en/${shop}/settings/hold`;
	let seen = await staff.get(address);
	assert.equal(seen.form("main form").value("expire"), "7");
	for (const bad of ["0", "400", "a week"]) {
		seen = await (await staff.get(address)).form("main form").submit({ expire: bad });
		assert.equal(seen.status, 422);
		assert.equal(seen.form("main form").value("expire"), bad);
		assert.equal(seen.$$("[id^=f-expire-error]").length, 1);
	}
	assert.equal((await seen.form("main form").submit({ expire: "3" })).status, 200);
	assert.equal(days(await letGo()), 3);
	assert.equal((await (await staff.get(address)).form("main form").submit({ expire: "7" })).status, 200);
});

test("money that comes after the end is shown to staff, and goes back by one click", async () => {
	const had = stock("mug"), sold = await ended();
	assert.equal((await notice(sold)).status, 200);
	assert.deepEqual([row(sold).state, row(sold).payment_state], ["expired", "paid"]);
	assert.match(await page(sold), /came after that. The shop sends it back to you, or the things/);
	const desk = await staff.get(`/en/${shop}/`), link = desk.$('.figures a[href*="to_give_back"]');
	assert.equal(link.closest("div").querySelector("dd").textContent.trim(), "1");
	assert.ok((await desk.click('.figures a[href*="to_give_back"]')).textOf("main").includes(sold.number));
	let seen = await adminOrder(staff, shop, sold.number);
	assert.match(seen.textOf(".late"), /came after the order had ended/);
	assert.match(seen.textOf(".timeline"), /Payment received after the order was cancelled/);
	seen = await seen.form('.late form[action$="/refund"]').submit();
	assert.equal(row(sold).payment_state, "refunded");
	assert.ok(!seen.$(".late"));
	assert.ok(!(await staff.get(`/en/${shop}/`)).$('.figures a[href*="to_give_back"]'));
	assert.match(await page(sold), /went back to you/);
	assert.deepEqual(stock("mug"), had);
	await checked();
});

test("or the order goes on where its pieces are there: it is paid, promised, mailed, and can be sent", async () => {
	const had = stock("mug"), sold = await ended();
	assert.equal((await notice(sold)).status, 200);
	const old = await adminOrder(staff, shop, sold.number);
	let seen = await old.form('.late form[action$="/go-on"]').submit();
	assert.match(seen.text, /The order goes on/);
	assert.deepEqual([row(sold).state, row(sold).payment_state, row(sold).pieces], ["placed", "paid", "committed"]);
	assert.deepEqual(stock("mug"), { ...had, committed: had.committed + 1 });
	await old.form('.late form[action$="/go-on"]').submit();
	assert.deepEqual(stock("mug"), { ...had, committed: had.committed + 1 }, "a second click changes nothing");
	assert.ok(await new Mailbox().waitFor(sold.email, /paid|payment/i));
	await checked();
	seen = await adminAct(await adminOrder(staff, shop, sold.number), "ship", {});
	assert.equal(row(sold).state, "completed");
	assert.match(seen.textOf(".timeline"), /Goes on, since it was paid after all/);
	await checked();
});

test("with its pieces sold it does not go on, and nothing changes", async () => {
	const sold = await ended("/p/rare");
	const other = await buy({ shop, locale: "en", method: "demo", answer: "approve", products: ["/p/rare"] });
	await until("the other has it", () => row(other).pieces === "committed");
	assert.equal((await notice(sold)).status, 200);
	let seen = await adminOrder(staff, shop, sold.number);
	assert.ok(!seen.$('.late form[action$="/go-on"]'));
	assert.match(seen.textOf(".late"), /Nothing is sent for it. Please send the money back/);
	const at = new URL(seen.url).pathname;
	seen = await staff.post(`${at}/go-on`, {});
	assert.match(seen.text, /Not all of its pieces are there any more/);
	assert.deepEqual([row(sold).state, row(sold).payment_state], ["expired", "paid"]);
	await checked();
});
