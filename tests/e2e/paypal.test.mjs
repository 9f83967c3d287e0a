// PayPal: whole sales through its page, with notices first, last, five times, shuffled or never; refunds to the cent; disputes; and answers that fail.
import assert from "node:assert/strict";
import { adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { FakePaypal, postEvent } from "../lib/paypal.mjs";
import { again, comeBack, eventsOf, mailsOf, newPaypalStand, place, refundsOf, sale, setKeys, stateOf, statesOf, tell } from "../lib/paypal-stand.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { paymentsOf } from "../lib/till.mjs";

const fake = await FakePaypal.listen(), main = await newPaypalStand(fake);
const orders = "/v2/checkout/orders", refund = (stand, sold, ...options) => stoactl(["refund", stand.shop, sold.order.number, ...options]);
const approvedOf = (sold) => structuredClone(fake.known(sold.url).order);

for (const locale of ["de", "ar"])
	test(`a sale by PayPal in ${locale}, without JavaScript: agreed there, captured when the shopper is back`, { sale: true }, async () => {
		const sold = await sale(main, { locale });
		assert.ok(sold.csp.includes(`form-action 'self' ${fake.base}`), sold.csp);
		assert.equal(sold.page.url.split("?")[0], `${shopClient(main.shop).base}/${locale}/order/${sold.order.token}`);
		assert.ok(sold.page.$(".pill.good"), "the page says that it is paid");
		assert.ok(!sold.page.$(again));
		assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
		assert.equal(paymentsOf(main.shop, sold.order)[0].provider_ref, sold.capture.id);
		assert.equal(sold.capture.custom_id, paymentsOf(main.shop, sold.order)[0].key);
		assert.equal(fake.known(sold.url).context.locale, { de: "de-DE", ar: "ar-EG" }[locale]);
	});

test("order and capture are made once, under keys of ours, and the token is asked for once a process", async () => {
	const sold = await sale(main), [payment] = paymentsOf(main.shop, sold.order);
	const [made] = fake.callsOf(main.app, orders).filter((c) => JSON.parse(c.body).purchase_units[0].custom_id === payment.key);
	assert.equal(made.headers["paypal-request-id"], payment.key);
	const captures = fake.callsOf(main.app, `${orders}/${payment.session_ref}/capture`);
	assert.deepEqual(captures.map((c) => c.headers["paypal-request-id"]), [`${payment.key}-capture`]);
	const calls = fake.callsOf(main.app), tokens = fake.callsOf(main.app, "/v1/oauth2/token");
	assert.ok(tokens.length < calls.length / 2, `${tokens.length} tokens for ${calls.length} calls`);
});

test("the amount is said by PayPal's rules, goods and shipping apart, and adds up", async () => {
	const stand = await newPaypalStand(fake, { currency: "HUF", price: "2490.60", shipping: "499.60" }), sold = await sale(stand), { amount } = fake.known(sold.url).order.purchase_units[0];
	assert.deepEqual([amount.value, amount.breakdown.item_total.value, amount.breakdown.shipping.value], ["2990", "2490", "500"]);
	assert.equal(stateOf(stand, sold), "paid");
});

test("a currency that PayPal does not take is not offered to be paid there", async () => {
	const stand = await newPaypalStand(fake, { currency: "KWD", country: "BH", price: "5.124" }), client = shopClient(stand.shop);
	await addToCart(client, { locale: "en", product: "/p/mug" });
	await assert.rejects(checkoutToReview(client, { locale: "en", country: "BH", email: someEmail(), method: "paypal" }), /choose another one/);
	assert.equal(fake.callsOf(stand.app, orders).length, 0);
});

test("declined by the bank: told, and paid by a second try", async () => {
	const sold = await place(main), page = await comeBack(main, sold, "agree", "declined");
	assert.ok(page.$(".pill.bad"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["unpaid", ["failed"]]);
	const next = await page.form(again).submit({}, { follow: false });
	assert.notEqual(next.header("location"), sold.url, "an order of its own at PayPal");
	assert.ok((await comeBack(main, { ...sold, url: next.header("location") })).$(".pill.good"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["failed", "captured"]]);
});

test("left without paying, and back by the button: the same order at PayPal; run out, and another one", async () => {
	const sold = await place(main), page = await comeBack(main, sold, "leave");
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["unpaid", ["created"]]);
	const second = await page.form(again).submit({}, { follow: false });
	assert.equal(second.header("location"), sold.url);
	// The browser's back button: the page from before, its form sent once more.
	assert.equal((await page.form(again).submit({}, { follow: false })).header("location"), sold.url);
	fake.forget(sold.url);
	const third = (await page.form(again).submit({}, { follow: false })).header("location");
	assert.ok(third.startsWith(fake.base) && third !== sold.url, third);
	assert.deepEqual(statesOf(main, sold), ["cancelled", "created"]);
	assert.ok((await comeBack(main, { ...sold, url: third })).$(".pill.good"));
	// Back in the history once more, and the same address again: still one capture.
	const back = await sold.client.get(`/en/order/${sold.order.token}/back`);
	assert.ok(back.$(".pill.good"));
	assert.equal(fake.callsOf(main.app, /\/capture$/).filter((c) => c.path.includes(paymentsOf(main.shop, sold.order)[1].session_ref)).length, 1);
});

test("agreed, and the browser never comes back: the notice takes the money", async () => {
	const sold = await place(main);
	await fake.answerPage(sold.url);
	assert.equal(await tell(main, "CHECKOUT.ORDER.APPROVED", approvedOf(sold)), 200);
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
	assert.equal((await sold.client.get(`/en/order/${sold.order.token}`)).status, 200);
});

test("agreed and then pressed to pay again instead of coming back: it is captured, and not begun a second time", async () => {
	const sold = await place(main), page = await sold.client.get(`/en/order/${sold.order.token}`);
	await fake.answerPage(sold.url);
	const done = await page.form(again).submit();
	assert.ok(done.$(".pill.good"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
});

test("every notice five times, shuffled, beside the browser's return: one capture, one event, one mail", { sale: true }, async () => {
	const sold = await place(main), back = await fake.answerPage(sold.url), approved = approvedOf(sold);
	const first = fake.event(main.app, "CHECKOUT.ORDER.APPROVED", approved);
	const early = await Promise.all([...Array(5).keys()].map(() => postEvent(main.shop, first)).concat(sold.client.get(back).then((p) => p.status)));
	assert.deepEqual(early, Array(6).fill(200));
	const capture = fake.captureOfUrl(sold.url), done = fake.event(main.app, "PAYMENT.CAPTURE.COMPLETED", capture), pending = fake.event(main.app, "PAYMENT.CAPTURE.PENDING", { ...capture, status: "PENDING" });
	const late = [done, pending, first].flatMap((e) => Array(5).fill(e)).sort(() => Math.random() - 0.5);
	assert.deepEqual(await Promise.all(late.map((e) => postEvent(main.shop, e))), Array(15).fill(200));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
	assert.deepEqual(eventsOf(main, sold).filter((k) => k === "paid"), ["paid"]);
	assert.equal(mailsOf(main, sold).filter((k) => k.includes("paid")).length, 1);
	assert.equal(fake.moved.filter((m) => m.custom === capture.custom_id).length, 1);
});

test("money that takes days: waiting, then there; or not, and nothing is lost", async () => {
	const sold = await place(main), page = await comeBack(main, sold, "agree", "pending"), capture = fake.captureOfUrl(sold.url);
	assert.ok(page.$(".pill.warn"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["unpaid", ["pending"]]);
	fake.settle(capture);
	assert.equal(await tell(main, "PAYMENT.CAPTURE.COMPLETED", capture), 200);
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
	const failing = await place(main);
	await comeBack(main, failing, "agree", "pending");
	const lost = fake.captureOfUrl(failing.url);
	fake.settle(lost, "DECLINED");
	assert.equal(await tell(main, "PAYMENT.CAPTURE.DENIED", lost), 200);
	assert.deepEqual([stateOf(main, failing), statesOf(main, failing)], ["unpaid", ["failed"]]);
});

test("refunds in parts to the cent, the rest, and no cent more; PayPal's own notices of them tell nothing new", async () => {
	const sold = await sale(main), { id } = sold.capture, known = fake.captures.get(id);
	for (const part of ["9.99", "0.01", "7.45"]) {
		const done = await refund(main, sold, "--amount", part);
		assert.equal(done.status, 0, done.err);
	}
	assert.equal(known.refunded, 1745);
	assert.notEqual((await refund(main, sold, "--amount", "7.46")).status, 0, "a cent more than is left");
	assert.equal((await refund(main, sold)).status, 0);
	assert.deepEqual([known.refunded, known.capture.status, stateOf(main, sold)], [2490, "REFUNDED", "refunded"]);
	assert.deepEqual(refundsOf(main, sold).map((r) => [r.state, r.amount_minor]), [["done", 999], ["done", 1], ["done", 745], ["done", 745]]);
	for (const row of refundsOf(main, sold))
		assert.equal(await tell(main, "PAYMENT.CAPTURE.REFUNDED", fake.refunds.get(row.provider_ref)), 200);
	assert.equal(refundsOf(main, sold).length, 4);
	const keys = fake.callsOf(main.app, `/v2/payments/captures/${id}/refund`).map((c) => c.headers["paypal-request-id"]);
	assert.equal(new Set(keys).size, 4);
});

test("a refund made by hand at PayPal is written down, also where its notice comes before that of the capture", async () => {
	const sold = await place(main);
	await fake.answerPage(sold.url);
	const [, order] = fake.captureOrder(main.app, fake.known(sold.url).order.id), [capture] = order.purchase_units[0].payments.captures;
	const [, back] = fake.refundCapture(main.app, capture.id, { amount: { currency_code: "EUR", value: "4.90" } });
	assert.equal(await tell(main, "PAYMENT.CAPTURE.REFUNDED", { ...back, custom_id: capture.custom_id }), 200);
	assert.equal(stateOf(main, sold), "part_refunded");
	assert.equal(await tell(main, "PAYMENT.CAPTURE.COMPLETED", capture), 200);
	assert.equal(await tell(main, "PAYMENT.CAPTURE.REVERSED", { ...back, seller_payable_breakdown: { total_refunded_amount: capture.amount } }), 200);
	assert.equal(stateOf(main, sold), "refunded");
	assert.deepEqual(refundsOf(main, sold).map((r) => r.amount_minor), [490, 2000]);
});

test("disputes are shown to staff, won and lost, and a late notice opens none again", async () => {
	const admin = await staffOf(main.shop);
	for (const [outcome, state, shown] of [["RESOLVED_SELLER_FAVOUR", "won", /You have won/], ["RESOLVED_BUYER_FAVOUR", "lost", /You have lost/]]) {
		const sold = await sale(main), dispute = fake.newDispute(sold.capture), opened = fake.event(main.app, "CUSTOMER.DISPUTE.CREATED", dispute);
		assert.equal(await postEvent(main.shop, opened), 200);
		assert.equal(await postEvent(main.shop, opened), 200);
		const page = await adminOrder(admin, main.shop, sold.order.number);
		assert.match(page.textOf(".disputes"), /contests/);
		assert.match(page.textOf(".disputes"), /24\.90/);
		const ended = fake.newDispute(sold.capture, { status: "RESOLVED", outcome, dispute_id: dispute.dispute_id });
		assert.equal(await tell(main, "CUSTOMER.DISPUTE.RESOLVED", ended), 200);
		assert.equal(await tell(main, "CUSTOMER.DISPUTE.UPDATED", dispute), 200);
		assert.deepEqual(eventsOf(main, sold).filter((k) => k.startsWith("dispute")), ["dispute_opened", `dispute_${state}`]);
		assert.match((await adminOrder(admin, main.shop, sold.order.number)).textOf(".disputes"), shown);
		assert.deepEqual(shopRows(main.shop, `SELECT state FROM @shop@.dispute WHERE order_id = ${sold.order.id}`), [{ state }]);
	}
});

test("forged, tampered and foreign notices change nothing, and those that name no payment cost no call", async () => {
	const sold = await place(main), other = fake.newApp("https://elsewhere.example/hook/paypal");
	await fake.answerPage(sold.url);
	const approved = approvedOf(sold), good = fake.event(main.app, "CHECKOUT.ORDER.APPROVED", approved), before = fake.callsOf(main.app).length;
	for (const [what, event, status] of [
		["nothing of ours", fake.event(main.app, "CHECKOUT.ORDER.APPROVED", { ...approved, purchase_units: [{ custom_id: "f".repeat(32) }] }), 200],
		["a capture of another shop", fake.event(main.app, "PAYMENT.CAPTURE.REFUNDED", { id: "X", links: [{ rel: "up", href: "https://api.paypal.com/v2/payments/captures/NOBODY" }] }), 200],
		["another type", fake.event(main.app, "VAULT.PAYMENT-TOKEN.CREATED", approved), 200], ["no JSON", { ...good, body: "{" }, 403], ["a list", { ...good, body: "[]" }, 403], ["no resource", { ...good, body: "{}" }, 403],
		["no signature", { ...good, headers: { ...good.headers, "paypal-transmission-sig": null } }, 403],
	])
		assert.equal(await postEvent(main.shop, event), status, what);
	assert.equal(fake.callsOf(main.app).length, before);
	for (const [what, event] of [
		["signed by another webhook", fake.event(other, "CHECKOUT.ORDER.APPROVED", approved)], ["tampered", { ...good, body: good.body.replace('"status":"APPROVED"', '"status":"COMPLETED"') }], ["a blank more", { ...good, body: `${good.body} ` }],
		["another time", fake.event(main.app, "CHECKOUT.ORDER.APPROVED", approved, { lies: { "paypal-transmission-time": "2026-01-01T00:00:00Z" } })],
		["a certificate from elsewhere", fake.event(main.app, "CHECKOUT.ORDER.APPROVED", approved, { lies: { "paypal-cert-url": "https://evil.example/cert" } })],
	])
		assert.equal(await postEvent(main.shop, event), 403, what);
	assert.deepEqual(statesOf(main, sold), ["created"]);
	assert.equal(await postEvent(main.shop, good), 200);
	assert.equal(stateOf(main, sold), "paid");
	const done = fake.captureOfUrl(sold.url), little = await place(main);
	assert.equal(await tell(main, "PAYMENT.CAPTURE.COMPLETED", { ...done, custom_id: paymentsOf(main.shop, little.order)[0].key, amount: { currency_code: "EUR", value: "0.01" } }), 409);
	assert.deepEqual(statesOf(main, little), ["created"]);
});

test("PayPal hangs up, fails or talks rubbish at a capture: the page waits, and coming back takes the money once", async () => {
	// "after": it is done, and the answer is lost.
	for (const kind of [500, "reset", "after", "garbage"]) {
		const sold = await place(main), back = await fake.answerPage(sold.url);
		fake.faults.set(main.app.client, { kind, path: /\/capture$/ });
		const page = await sold.client.get(back);
		fake.faults.delete(main.app.client);
		assert.equal(page.status, 200);
		assert.ok(page.$(".pill.warn") && !page.$(".pill.good"), `${kind}: neither paid nor refused`);
		assert.ok((await page.form(again).submit()).$(".pill.good"), String(kind));
		const payments = paymentsOf(main.shop, sold.order);
		assert.deepEqual(payments.map((p) => p.state), ["captured"]);
		assert.equal(fake.moved.filter((m) => m.custom === payments[0].key).length, 1);
	}
});

test("keys that PayPal refuses meanwhile: the order stands, the shopper is told, and new keys go on with it", async () => {
	const stand = await newPaypalStand(fake), { secret } = stand.app;
	stand.app.secret = "another";
	fake.tokens.clear();
	const sold = await place(stand);
	assert.equal(sold.url, null);
	assert.deepEqual(statesOf(stand, sold), ["created"]);
	const page = await sold.client.get(sold.to);
	assert.equal(page.status, 200);
	stand.app.secret = `${secret}2`;
	assert.equal((await setKeys(stand.shop, stand.app, "--test")).status, 0);
	const next = await page.form(again).submit({}, { follow: false });
	assert.ok((await comeBack(stand, { ...sold, url: next.header("location") })).$(".pill.good"));
});

test("stoactl says whose keys they are, refuses wrong ones, and tells of a webhook that sends elsewhere", async () => {
	const { shop, app, set } = main;
	assert.match(set.out, new RegExp(`by paypal app ${app.app}\\n`));
	assert.doesNotMatch(set.out, /note:/);
	assert.match((await stoactl(["payment", "show", shop, "paypal"])).out, new RegExp(`sandbox keys of app ${app.app}`));
	for (const [what, lies, said] of [["a wrong secret", { secret: "E1" }, /refuses these keys/], ["a webhook of nobody", { webhook: "1ABC" }, /no such webhook/], ["nonsense", { client: "a b" }, /no client id/]]) {
		const wrong = await setKeys(shop, { ...app, ...lies }, "--test");
		assert.equal(wrong.status !== 0, true, what);
		assert.match(wrong.err, said, what);
	}
	const { shop: other } = await newPaypalStand(fake), away = fake.newApp("https://elsewhere.example/hook/paypal", { events: ["CHECKOUT.ORDER.APPROVED"] });
	const told = await setKeys(other, away, "--test");
	assert.match(told.out, /sends to another address[^]*does not send [^]*PAYMENT\.CAPTURE\.COMPLETED/);
});
