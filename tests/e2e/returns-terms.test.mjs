// How the shop takes things back: days, way and address as the merchant sets them; and a refund for a return that goes wrong first.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

const shop = await newTill(), box = new Mailbox(), staff = await staffOf(shop);
const address = `/en/${shop}/settings/returns`, form = 'form[action$="/return"]', DAY = 86400000;
const page = (sold, rest = "/return", locale = "de") => sold.client.get(`/${locale}/order/${sold.token}${rest}`);
const returnsOf = (sold) => shopRows(shop, `SELECT * FROM @shop@.return_request WHERE order_id = ${sold.order.id} ORDER BY id`);
const refundsOf = (sold) => shopRows(shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id} ORDER BY id`);
const desk = (r) => staff.get(`/en/${shop}/orders/returns/${r.id}`);

async function sent(rest = {}) {
	const sold = await buy({ shop, locale: "de", method: "demo", products: ["/p/mug"], ...rest });
	assert.equal((await adminAct(await adminOrder(staff, shop, sold.number), "ship", {})).status, 200);
	return sold;
}

// As if the last parcel had left so many days ago.
function sentBefore(sold, days) {
	shopExecute(shop, `UPDATE @shop@.shipment SET shipped_at = now() - interval '${days} days' WHERE order_id = ${sold.order.id}`);
}

async function sendBack(sold, locale = "de", values = {}) {
	const seen = await page(sold, "/return", locale), [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	const read = await seen.form(form).submit({ [`back_${line.id}`]: "1", ...values });
	assert.equal(read.status, 200, read.textOf(".errors"));
	await read.form(form).submit({}, { button: ["confirm", "1"] });
	return returnsOf(sold).at(-1);
}

test("days, way and address of returns are the merchant's to set, never fewer days than the law gives; bad ones stay in their fields", async () => {
	let seen = await staff.get(address);
	const f = () => seen.form("main form");
	assert.deepEqual([f().value("days"), f().value("travel"), f().value("address").trim()], ["14", "7", ""]);
	seen = await f().submit({ days: "13", travel: "61", address: "x".repeat(501) });
	assert.equal(seen.status, 422);
	assert.deepEqual([f().value("days"), f().value("travel"), f().value("address").length], ["13", "61", 501]);
	assert.equal(seen.$$("[id^=f-days-error], [id^=f-travel-error], [id^=f-address-error]").length, 3);
	seen = await f().submit({ days: "30", travel: "2", address: "Lager Nord\r\nWeg 7\r\n20095 Hamburg" });
	assert.equal(seen.status, 200);
	assert.deepEqual([f().value("days"), f().value("travel")], ["30", "2"]);
});

test("by them a withdrawal is a right for so long, and mails and staff's form name the address", async () => {
	const sold = await sent();
	sentBefore(sold, 31);
	assert.match((await page(sold, "")).textOf("main"), /Vertrag/, "32 days are not over");
	await sendBack(sold);
	const mail = await box.waitFor(sold.email, "Widerruf");
	assert.match(mail.text, /Lager Nord\r?\nWeg 7\r?\n20095 Hamburg/);
	const late = await sent({ locale: "en", country: "US" });
	await sendBack(late, "en", { reason: "size" });
	assert.match((await desk(returnsOf(late)[0])).form('form[action$="/approve"]').value("answer"), /Lager Nord\r?\nWeg 7/);
	const over = await sent();
	sentBefore(over, 33);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.shipment WHERE order_id = ${over.order.id} AND shipped_at < now() - interval '32 days'`)[0].n, 1);
	assert.doesNotMatch((await page(over, "")).textOf("main"), /Vertrag widerrufen/);
});

test("what failed and was made good is not sent once more, from a page of before or by another one", async () => {
	const sold = await sent({ quantity: 2 }), back = await sendBack(sold), again = (page) => page.form('form[action*="/refunds/"]');
	await adminAct(await desk(back), "receive");
	shopExecute(shop, `UPDATE @shop@.payment SET provider_ref = NULL WHERE order_id = ${sold.order.id}`);
	await adminAct(await desk(back), "refund");
	const before = await adminOrder(staff, shop, sold.number);
	await again(await adminOrder(staff, shop, sold.number)).submit();
	assert.deepEqual(refundsOf(sold).map((r) => r.state), ["failed", "failed"]);
	shopExecute(shop, `UPDATE @shop@.payment SET provider_ref = key WHERE order_id = ${sold.order.id}`);
	await adminAct(await desk(back), "refund");
	const [first, second, done] = refundsOf(sold);
	assert.deepEqual([done.state, done.amount_minor, [second, done].map((r) => Number(r.again_of))], ["done", first.amount_minor, [Number(first.id), Number(first.id)]]);
	await again(before).submit();
	assert.deepEqual(refundsOf(sold).map((r) => r.state), ["failed", "failed", "done"], "the other piece stays paid");
	assert.equal((await adminOrder(staff, shop, sold.number)).$('form[action*="/refunds/"]'), null, "and nobody is asked to try");
});

test("a refund of a return that was refused, tried again from the order's page, is the return's: it closes, and its pieces count once", async () => {
	const sold = await sent(), back = await sendBack(sold);
	await adminAct(await desk(back), "receive");
	shopExecute(shop, `UPDATE @shop@.payment SET provider_ref = NULL WHERE order_id = ${sold.order.id}`);
	await adminAct(await desk(back), "refund");
	assert.deepEqual(refundsOf(sold).map((r) => r.state), ["failed"]);
	assert.equal(returnsOf(sold)[0].state, "received");
	shopExecute(shop, `UPDATE @shop@.payment SET provider_ref = key WHERE order_id = ${sold.order.id}`);
	const order = await adminOrder(staff, shop, sold.number);
	await order.form(`form[action$="/refunds/${refundsOf(sold)[0].id}"]`).submit();
	const [failed, done] = refundsOf(sold);
	assert.deepEqual([failed.state, done.state, done.amount_minor], ["failed", "done", failed.amount_minor]);
	assert.deepEqual(returnsOf(sold).map((r) => [r.state, Number(r.refund_id)]), [["closed", Number(done.id)]]);
	assert.equal((await page(sold, "")).$('main a[href$="/return"]'), null, "nothing is left to come back, and nothing came twice");
});
