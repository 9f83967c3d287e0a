// What is told of orders that end without being sent, and of what comes back, and how the merchant words it.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop), box = new Mailbox(), kinds = "/settings/mails/";
const page = (tail) => staff.get(`/en/${shop}${tail}`);
const mailsOf = (sold, kind) => shopRows(shop, `SELECT effect, state FROM @shop@.outbox WHERE order_id = ${sold.order.id} AND kind = '${kind}'`);
const stateOf = (sold) => shopRows(shop, `SELECT state FROM @shop@.orders WHERE id = ${sold.order.id}`)[0].state;
const both = (mail) => [mail.text, mail.html.replace(/<[^>]*>/g, " ")];

// Timers of the worker's, for the same order, as if its time were over: more than one may be there.
async function expire(sold, timers = 1) {
	const id = sold.order.id;
	shopExecute(shop, `UPDATE @shop@.orders SET expires_at = now() - interval '1 minute' WHERE id = ${id};
		INSERT INTO @shop@.outbox (effect, kind, ref_id, state, created_at, due_at, timer)
		SELECT 'expire:${id}@' || n || '-' || extract(epoch FROM clock_timestamp()), 'expire', ${id}, 'queued', now(), now(), true FROM generate_series(1, ${timers}) n`);
	shopExecute(shop, "INSERT INTO cell.due (tenant_id, due_at, lane) SELECT substring('@shop@' FROM 3)::bigint, now(), 'timer'");
	const left = () => shopRows(shop, `SELECT id FROM @shop@.outbox WHERE kind = 'expire' AND ref_id = ${id} AND state = 'queued' AND due_at <= now()`).length;
	for (const end = Date.now() + 20000; stateOf(sold) !== "expired" || left() > 0;) {
		assert.ok(Date.now() < end, "the worker's timer");
		await sleep(100);
	}
}

const set = async (kind, words) => {
	const done = await (await page(kinds + kind)).form("main form").submit(words);
	assert.equal(done.status, 200, done.textOf(".errors"));
};

test("an order that nobody paid: one mail in the shopper's language says that it has ended, that nothing was charged, and what to do if one has paid", async () => {
	const sold = await buy({ shop, locale: "de", method: "demo", answer: "leave", products: ["/p/mug"] });
	await expire(sold, 3);
	const mail = await box.waitFor(sold.email, "ohne Zahlung beendet");
	for (const text of both(mail))
		assert.match(text, new RegExp(`${sold.number} vom [^]*freigegeben[^]*nichts abgebucht[^]*nichts mehr zu bezahlen[^]*doch bezahlt\\?[^]*erstatten[^]*mug`));
	await expire(sold, 2);
	assert.deepEqual(mailsOf(sold, "mail_expired").map((m) => m.effect), [`mail:order_expired:${sold.order.id}`], "told once, however often it is looked at");
	const arabic = await buy({ shop, locale: "ar", method: "demo", answer: "leave", products: ["/p/mug"] });
	await expire(arabic);
	const other = await box.waitFor(arabic.email, "من دون دفع");
	assert.equal(other.language, "ar");
	assert.match(other.html, /dir="rtl"/);
});

test("an order that staff cancel: the customer gets a mail, with what goes back of what was paid; who cancels by themselves gets their own", async () => {
	const unpaid = await buy({ shop, locale: "de", method: "bank_transfer", products: ["/p/mug"] });
	const seen = await adminOrder(staff, shop, unpaid.number);
	assert.match(seen.textOf('form[action$="/cancel"]'), /customer gets a mail/);
	await Promise.all([1, 2].map(() => adminAct(seen, "cancel")));
	for (const text of both(await box.waitFor(unpaid.email, "storniert")))
		assert.match(text, /mussten wir Ihre Bestellung[^]*nichts mehr zu bezahlen/);
	assert.equal(mailsOf(unpaid, "mail_called_off").length, 1);
	const paid = await buy({ shop, locale: "en", method: "demo", products: ["/p/mug"] });
	await adminAct(await adminOrder(staff, shop, paid.number), "cancel");
	for (const text of both(await box.waitFor(paid.email, "is cancelled")))
		assert.match(text, /We had to cancel[^]*€29\.80 that you paid goes back/);
	const own = await buy({ shop, locale: "en", method: "demo", products: ["/p/mug"] });
	await (await own.client.get(`/en/order/${own.token}/cancel`)).form("main form").submit();
	assert.equal(stateOf(own), "cancelled");
	assert.deepEqual([mailsOf(own, "mail_cancelled").length, mailsOf(own, "mail_called_off").length], [1, 0]);
});

test("every kind of mail can be worded by the merchant; what the law or the customer needs stands there all the same", async () => {
	const list = await page("/settings/mails"), links = list.$$('main a[href*="/settings/mails/"]').map((a) => a.getAttribute("href"));
	assert.deepEqual(links.map((l) => l.split("/").at(-1)).sort(), ["called-off", "cancelled", "changed", "expired", "paid", "placed", "ready", "refunded", "return-approved",
		"return-arrived", "return-asked", "return-refused", "shipped", "withdrawn"]);
	for (const link of links) {
		const preview = (await staff.get(link)).textOf(".letter");
		assert.ok(preview.length > 40 && !/[{}]/.test(preview), `${link}: ${preview}`);
	}
	await set("expired", { subject_en: "Too late: {number}", opening_en: "Sorry, {name}.", closing_en: "Yours, {shop}" });
	await set("withdrawn", { opening_en: "What a pity, {name}." });
	await set("called-off", { opening_en: "Sold to another one." });
	const late = await buy({ shop, locale: "en", method: "demo", answer: "leave", products: ["/p/mug"] });
	await expire(late);
	for (const text of both(await box.waitFor(late.email, `Too late: ${late.number}`))) {
		assert.match(text, /Sorry, Ünsal Groß\.[^]*Nothing was charged[^]*Yours, Till/);
		assert.doesNotMatch(text, /No payment for your order/);
	}
	const sold = await buy({ shop, locale: "en", method: "demo", products: ["/p/mug"] });
	await adminAct(await adminOrder(staff, shop, sold.number), "ship");
	const read = await (await sold.client.get(`/en/order/${sold.token}/return`)).form('form[action$="/return"]').submit();
	await read.form('form[action$="/return"]').submit({}, { button: ["confirm", "1"] });
	for (const text of both(await box.waitFor(sold.email, "withdrawal")))
		assert.match(text, new RegExp(`What a pity, Ünsal Groß\\.[^]*This is the acknowledgement[^]*${sold.number}-R1`));
	const off = await buy({ shop, locale: "en", method: "bank_transfer", products: ["/p/mug"] });
	await adminAct(await adminOrder(staff, shop, off.number), "cancel");
	for (const text of both(await box.waitFor(off.email, "is cancelled"))) {
		assert.match(text, /Sold to another one\.[^]*Nothing is to be paid/);
		assert.doesNotMatch(text, /We had to cancel/);
	}
	const bad = await (await page(`${kinds}expired`)).form("main form").submit({ opening_en: "On {at}" });
	assert.equal(bad.status, 422);
});
