// PayPal: whole sales through its page, with notices first, last, five times, shuffled or never; refunds to the cent; disputes; and answers that fail.
import assert from "node:assert/strict";
import { adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { FakePaypal, postEvent } from "../lib/paypal.mjs";
import { NEXT, assertMoment } from "../lib/providers.mjs";
import { again, comeBack, eventsOf, mailsOf, newPaypalStand, place, refundsOf, sale, setKeys, stateOf, statesOf, tell } from "../lib/paypal-stand.mjs";
import { until } from "../lib/program.mjs";
import { execute, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { aroundToday, ordersOf, paymentsOf, tenantId } from "../lib/till.mjs";

const fake = await FakePaypal.listen(), main = await newPaypalStand(fake);
const orders = "/v2/checkout/orders", refund = (stand, sold, ...options) => stoactl(["refund", stand.shop, sold.order.number, ...options]);
const customOf = (stand, sold) => `${tenantId(stand.shop)}-${paymentsOf(stand.shop, sold.order).at(-1).key}`;
const approvedOf = (sold) => structuredClone(fake.known(sold.url).order);

for (const locale of ["de", "ar"])
	test(`a sale by PayPal in ${locale}, without JavaScript: agreed there, captured when the shopper is back`, async () => {
		const sold = await sale(main, { locale });
		assert.ok(sold.csp.includes(`form-action 'self' ${fake.base}`), sold.csp);
		assert.equal(sold.page.url.split("?")[0], `${shopClient(main.shop).base}/${locale}/order/${sold.order.token}`);
		assert.ok(sold.page.$(".pill.good"), "the page says that it is paid");
		assert.ok(!sold.page.$(again));
		assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
		assert.equal(paymentsOf(main.shop, sold.order)[0].provider_ref, sold.capture.id);
		assert.equal(sold.capture.custom_id, customOf(main, sold));
		assert.equal(fake.known(sold.url).context.locale, { de: "de-DE", ar: "ar-EG" }[locale]);
	});

test("order and capture are made once, under keys of ours, and the token is asked for once a process", async () => {
	const sold = await sale(main), [payment] = paymentsOf(main.shop, sold.order);
	const [made] = fake.callsOf(main.app, orders).filter((c) => JSON.parse(c.body).purchase_units[0].custom_id === customOf(main, sold));
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

test("agreed, and then another way is wanted: the money that was agreed to is taken, and no second sum asked for", async () => {
	const sold = await place(main), page = await sold.client.get(`/en/order/${sold.order.token}`);
	await fake.answerPage(sold.url);
	const done = await page.form(".others form").submit({}, { button: ["method", "bank_transfer"] });
	assert.ok(done.$(".pill.good"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
	// Nor is one that was agreed to after it was given up.
	const late = await place(main), old = await late.client.get(`/en/order/${late.order.token}`);
	await old.form(".others form").submit({}, { button: ["method", "bank_transfer"] });
	await fake.answerPage(late.url);
	assert.equal(await tell(main, "CHECKOUT.ORDER.APPROVED", approvedOf(late)), 200);
	assert.deepEqual([stateOf(main, late), statesOf(main, late)], ["unpaid", ["cancelled", "pending"]]);
});

test("agreed and then pressed to pay again instead of coming back: it is captured, and not begun a second time", async () => {
	const sold = await place(main), page = await sold.client.get(`/en/order/${sold.order.token}`);
	await fake.answerPage(sold.url);
	const done = await page.form(again).submit();
	assert.ok(done.$(".pill.good"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
});

// As PayPal does: who is asked to come again comes again.
async function deliver(event) {
	for (;;) {
		const status = await postEvent(main.shop, event);
		if (status !== 503)
			return status;
		await new Promise((done) => setTimeout(done, 100));
	}
}

test("every notice five times, shuffled, beside the browser's return: one capture, one event, one mail", { sale: true }, async () => {
	const sold = await place(main), back = await fake.answerPage(sold.url), approved = approvedOf(sold);
	const first = fake.event(main.app, "CHECKOUT.ORDER.APPROVED", approved);
	const early = await Promise.all([...Array(5).keys()].map(() => deliver(first)).concat(sold.client.get(back).then((p) => p.status)));
	assert.deepEqual(early, Array(6).fill(200));
	const capture = fake.captureOfUrl(sold.url), done = fake.event(main.app, "PAYMENT.CAPTURE.COMPLETED", capture), pending = fake.event(main.app, "PAYMENT.CAPTURE.PENDING", { ...capture, status: "PENDING" });
	const late = [done, pending, first].flatMap((e) => Array(5).fill(e)).sort(() => Math.random() - 0.5);
	assert.deepEqual(await Promise.all(late.map(deliver)), Array(15).fill(200));
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

test("what PayPal keeps for a dispute is in the books and with the order, once, however late it is told; none is made up where the app may not ask", async () => {
	const admin = await staffOf(main.shop), fee = { amount: { currency_code: "EUR", value: "14.00" } };
	const feesOf = (sold) => shopRows(main.shop, `SELECT p.debit, p.credit, p.minor FROM @shop@.ledger_posting p WHERE p.order_id = ${sold.order.id} AND p.debit LIKE 'fees:%'`);
	const end = async (sold, outcome, fees, type = "CUSTOMER.DISPUTE.RESOLVED", of = {}) => {
		const dispute = fake.newDispute(sold.capture, { status: "RESOLVED", outcome, fees, ...of });
		assert.equal(await tell(main, type, dispute), 200);
		return dispute;
	};
	const lost = await sale(main), { dispute_id } = await end(lost, "RESOLVED_BUYER_FAVOUR", []);
	assert.deepEqual(feesOf(lost), [], "not told yet");
	for (const again of [1, 2])
		await end(lost, "RESOLVED_BUYER_FAVOUR", [fee], again === 1 ? "CUSTOMER.DISPUTE.UPDATED" : "CUSTOMER.DISPUTE.RESOLVED", { dispute_id });
	assert.deepEqual(feesOf(lost), [{ debit: "fees:paypal", credit: "cash:paypal", minor: 1400 }]);
	assert.match((await adminOrder(admin, main.shop, lost.order.number)).textOf(".disputes"), /PayPal keeps a fee of €14\.00/);
	const won = await sale(main), buyers = { ...fee, affected_party: "BUYER" }, back = { ...fee, type: "CREDIT" };
	await end(won, "RESOLVED_SELLER_FAVOUR", [fee, back, buyers]);
	assert.deepEqual(feesOf(won), []);
	assert.doesNotMatch((await adminOrder(admin, main.shop, won.order.number)).textOf(".disputes"), /fee/);
	main.app.noDisputes = true;
	const blind = await sale(main);
	await end(blind, "RESOLVED_BUYER_FAVOUR", [fee]);
	main.app.noDisputes = false;
	assert.deepEqual([feesOf(blind), shopRows(main.shop, `SELECT state FROM @shop@.dispute WHERE order_id = ${blind.order.id}`)], [[], [{ state: "lost" }]], "the notice counts all the same");
	const dollars = await sale(main);
	await end(dollars, "RESOLVED_BUYER_FAVOUR", [{ amount: { currency_code: "USD", value: "15.00" } }]);
	assert.deepEqual(feesOf(dollars), [], "what is of another currency is no entry of these books");
	assert.match((await adminOrder(admin, main.shop, dollars.order.number)).textOf(".disputes"), /\$15\.00/);
	const proof = await stoactl(["ledger", "check", main.shop]);
	assert.equal(proof.status, 0, proof.out);
});

test("forged, tampered and foreign notices change nothing, and those that name no payment cost no call", async () => {
	const sold = await place(main), other = fake.newApp("https://elsewhere.example/hook/paypal");
	await fake.answerPage(sold.url);
	const approved = approvedOf(sold), good = fake.event(main.app, "CHECKOUT.ORDER.APPROVED", approved), before = fake.callsOf(main.app).length;
	for (const [what, event, status] of [
		["nothing of ours", fake.event(main.app, "CHECKOUT.ORDER.APPROVED", { ...approved, purchase_units: [{ custom_id: `${tenantId(main.shop)}-${"f".repeat(32)}` }] }), 200],
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
	assert.equal(await tell(main, "PAYMENT.CAPTURE.COMPLETED", { ...done, custom_id: customOf(main, little), amount: { currency_code: "EUR", value: "0.01" } }), 409);
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
		if (kind === 500)
			assert.ok(page.$(".pill.warn") && !page.$(".pill.good"), `${kind}: neither paid nor refused`);
		else
			assertMoment(page, true);
		assert.ok((await (kind === 500 ? page.form(again).submit() : page.click(NEXT))).$(".pill.good"), String(kind));
		const payments = paymentsOf(main.shop, sold.order);
		assert.deepEqual(payments.map((p) => p.state), ["captured"]);
		assert.equal(fake.moved.filter((m) => m.custom === customOf(main, sold)).length, 1);
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
	// Another way for a shopper who does not want to wait.
	const hurried = await place(stand), other = await (await hurried.client.get(hurried.to)).form(".others form").submit({}, { button: ["method", "bank_transfer"] });
	assert.match(other.textOf("main"), /Bank transfer/i);
	assert.deepEqual(paymentsOf(stand.shop, hurried.order).map((p) => [p.provider, p.state]), [["paypal", "cancelled"], ["offline", "pending"]]);
	assert.equal(ordersOf(stand.shop, hurried.email)[0].payment_method, "bank_transfer");
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

test("a payment of which nobody tells is asked about, and captured: by the worker's timer, and by stoactl", async () => {
	const [sold, open] = [await place(main), await place(main)];
	await fake.answerPage(sold.url);
	const timers = shopRows(main.shop, `SELECT extract(epoch FROM o.due_at - p.created_at)::int AS after FROM @shop@.outbox o JOIN @shop@.payment p ON p.id = o.ref_id
		WHERE o.kind = 'payment_ask' AND p.order_id = ${sold.order.id}`);
	assert.equal(timers.length, 1);
	assert.ok(Math.abs(timers[0].after - 120) <= 5, `asked after ${timers[0].after} s`);
	const age = (order) => shopExecute(main.shop, `UPDATE @shop@.payment SET updated_at = updated_at - interval '1 hour' WHERE order_id = ${order.id}`);
	age(sold.order);
	age(open.order);
	const swept = await stoactl(["payment", "sweep", main.shop]);
	assert.equal(swept.status, 0, swept.err);
	assert.match(swept.out, new RegExp(`payment ${paymentsOf(main.shop, sold.order)[0].id}: captured\\n`));
	assert.match(swept.out, new RegExp(`payment ${paymentsOf(main.shop, open.order)[0].id}: still open\\n`));
	assert.deepEqual([stateOf(main, sold), stateOf(main, open)], ["paid", "unpaid"]);
	// The timer itself, its time come.
	await fake.answerPage(open.url);
	shopExecute(main.shop, `UPDATE @shop@.outbox SET due_at = now() WHERE kind = 'payment_ask' AND ref_id = ${paymentsOf(main.shop, open.order)[0].id}`);
	execute("CELL", `UPDATE cell.due SET due_at = now() WHERE tenant_id = ${tenantId(main.shop)}`);
	await until(() => stateOf(main, open) === "paid", "the timer's answer");
	assert.deepEqual(statesOf(main, open), ["captured"]);
});

test("reconcile: equal where it is, and every kind of difference named with its order", async () => {
	const stand = await newPaypalStand(fake), days = aroundToday(), compare = () => stoactl(["reconcile", stand.shop, ...days]), [, before, , after] = days;
	const sold = await sale(stand), part = await refund(stand, sold, "--amount", "9.99");
	assert.equal(part.status, 0, part.err);
	const equal = await compare();
	assert.equal(equal.status, 0, equal.err + equal.out);
	assert.match(equal.out, /paypal: 1 takings and 1 refunds compared, 0 differences/);
	// One that was captured there and told to nobody, one refund by hand, and a capture that is not in the list.
	const quiet = await place(stand), lost = await sale(stand), odd = await sale(stand);
	await fake.answerPage(quiet.url);
	const [, order] = fake.captureOrder(stand.app, fake.known(quiet.url).order.id);
	fake.refundCapture(stand.app, sold.capture.id, { amount: { currency_code: "EUR", value: "1.00" } });
	fake.moved.splice(fake.moved.findIndex((m) => m.ref === lost.capture.id), 1);
	fake.moved.find((m) => m.ref === odd.capture.id).amount = { currency_code: "EUR", value: "24.80" };
	const differs = await compare();
	assert.equal(differs.status, 1);
	for (const line of [`paypal: taking ${order.purchase_units[0].payments.captures[0].id}: not written down here; order -, ours -, theirs 24.90 EUR`,
		`paypal: taking ${lost.capture.id}: not in the provider's list; order ${lost.order.number}, ours 24.90 EUR, theirs -`,
		`paypal: taking ${odd.capture.id}: of another amount; order ${odd.order.number}, ours 24.90 EUR, theirs 24.80 EUR`, "not written down here; order -, ours -, theirs 1.00 EUR", ", 4 differences"])
		assert.ok(differs.out.includes(line), `${line}\n${differs.out}`);
	fake.pages = 1001;
	const cut = await compare();
	delete fake.pages;
	assert.notEqual(cut.status, 0);
	assert.match(cut.err, /paypal lists too much of that time/);
	assert.notEqual((await stoactl(["reconcile", stand.shop, "--from", after, "--to", before])).status, 0);
	assert.notEqual((await stoactl(["reconcile", stand.shop, "--from", "soon", "--to", after])).status, 0);
});

// A shop that takes its money with the parcels: three mugs and shipping are 79.60.
async function laterStand() {
	const stand = await newPaypalStand(fake, { shipping: "4.90" }), staff = await staffOf(stand.shop);
	const page = await staff.get(`/en/${stand.shop}/settings/payments/methods/paypal`);
	assert.match((await page.form("main form").submit({ later: "1" })).textOf(".flash.good"), /Saved/);
	return { ...stand, staff };
}

const heldOf = (known) => fake.authorizations.get(known.order.purchase_units[0].payments.authorizations[0].id);

test("money that is held: taken with each parcel, to the cent, and refunded over all that was taken", async () => {
	const stand = await laterStand(), sold = await place(stand, { quantity: 3 }), page = await comeBack(stand, sold);
	assert.match(page.textOf(".pill.good"), /approved/);
	assert.ok(!page.$(again), "nothing more is to be paid");
	assert.deepEqual([stateOf(stand, sold), statesOf(stand, sold)], ["unpaid", ["authorised"]]);
	const held = heldOf(fake.known(sold.url));
	assert.deepEqual([held.authorization.amount.value, held.captured], ["79.60", 0]);
	assert.equal(await tell(stand, "PAYMENT.AUTHORIZATION.CREATED", held.authorization), 200);
	const [line] = shopRows(stand.shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`), order = () => adminOrder(stand.staff, stand.shop, sold.order.number);
	const ship = async (n) => (await order()).form('form[action$="/ship"]').submit({ [`pieces_${line.id}`]: String(n) });
	assert.match((await order()).textOf(".held"), /79\.60/);
	assert.match((await ship(1)).textOf(".flash.good"), /shipped/);
	assert.equal(held.captured, 2980, "a mug and the shipping");
	assert.deepEqual([stateOf(stand, sold), statesOf(stand, sold)], ["part_paid", ["part_captured"]]);
	// PayPal tells what we have taken ourselves, five times.
	const [first] = fake.known(sold.url).order.purchase_units[0].payments.captures, told = fake.event(stand.app, "PAYMENT.CAPTURE.COMPLETED", first);
	assert.deepEqual(await Promise.all([1, 2, 3, 4, 5].map(() => postEvent(stand.shop, told))), Array(5).fill(200));
	assert.equal(paymentsOf(stand.shop, sold.order)[0].captured_minor, 2980);
	assert.match((await ship(2)).textOf(".flash.good"), /shipped/);
	assert.equal(held.captured, 7960);
	assert.deepEqual([stateOf(stand, sold), statesOf(stand, sold)], ["paid", ["captured"]]);
	// More than either taking holds goes back over both.
	assert.equal((await refund(stand, sold, "--amount", "60.00")).status, 0);
	assert.notEqual((await refund(stand, sold, "--amount", "19.61")).status, 0);
	assert.equal((await refund(stand, sold)).status, 0);
	assert.deepEqual(fake.known(sold.url).order.purchase_units[0].payments.captures.map((c) => [c.amount.value, c.status]), [["29.80", "REFUNDED"], ["49.80", "REFUNDED"]]);
	assert.equal(stateOf(stand, sold), "refunded");
	const compared = await stoactl(["reconcile", stand.shop, ...aroundToday()]);
	assert.match(compared.out, /2 takings and 3 refunds compared, 0 differences/);
});

test("money that is held: let go when the order is cancelled; refused or unanswered, nothing is shipped", async () => {
	const stand = await laterStand(), sold = await place(stand), broken = await place(stand), third = await place(stand);
	for (const one of [sold, broken, third])
		await comeBack(stand, one);
	const order = (one) => adminOrder(stand.staff, stand.shop, one.order.number), press = async (one, action) => (await order(one)).form(`form[action$="/${action}"]`).submit();
	fake.faults.set(stand.app.client, { kind: "after", path: /\/capture$/ });
	assert.match((await press(broken, "ship")).textOf(".flash.bad"), /does not answer/);
	fake.faults.delete(stand.app.client);
	assert.deepEqual([statesOf(stand, broken), ordersOf(stand.shop, broken.email)[0].shipping_state], [["authorised"], "unshipped"]);
	// It had been taken: the same wish again finds it, and takes nothing a second time.
	assert.match((await press(broken, "capture")).textOf(".flash.good"), /yours/);
	assert.deepEqual([stateOf(stand, broken), heldOf(fake.known(broken.url)).captured], ["paid", 2980]);
	assert.match((await press(sold, "cancel")).textOf(".flash"), /cancelled/i);
	assert.deepEqual([heldOf(fake.known(sold.url)).authorization.status, statesOf(stand, sold)], ["VOIDED", ["voided"]]);
	const gone = heldOf(fake.known(third.url)).authorization;
	gone.status = "VOIDED";
	assert.match((await press(third, "ship")).textOf(".flash.bad"), /refuses/);
	assert.equal(await tell(stand, "PAYMENT.AUTHORIZATION.VOIDED", gone), 200);
	assert.deepEqual(statesOf(stand, third), ["voided"]);
});
