// Stripe: the same calls as its own client's, whole sales and refunds in three kinds of currency, notices that lie, and answers that fail.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { adminAct, adminLogin, adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { talk } from "../lib/fcgi.mjs";
import { Program, settingsWith, until } from "../lib/program.mjs";
import { execute, schema, shopExecute, shopRows } from "../lib/psql.mjs";
import { NEXT, assertMoment } from "../lib/providers.mjs";
import { programFor } from "../lib/route.mjs";
import { Skip, test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { FakeStripe, fixtures, npmStripe, postEvent, signed } from "../lib/stripe.mjs";
import { aroundToday, ordersOf, paymentsOf, tenantId } from "../lib/till.mjs";
import { exchange } from "../lib/transport.mjs";

const fake = await FakeStripe.listen();
const post = 'main form[method="post"]', again = 'form[action$="/pay"]';

// stoactl payment set: { status, out, err }.
async function setKeys(shop, key, secrets, ...options) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-keys-")), file = (name) => join(folder, name);
	try {
		writeFileSync(file("key"), `${key}\n`);
		writeFileSync(file("hook"), secrets.map((s) => `${s}\n`).join(""));
		return await stoactl(["payment", "set", shop, "stripe", "--secret-key-file", file("key"), "--webhook-secret-file", file("hook"), ...options]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

let count = 0;

// A shop with one product and keys of its own.
async function newStand({ currency = "EUR", country = "DE", price = "24.90", shipping = "0", key = fake.newKey(), secrets = [`whsec_stand${++count}`] } = {}) {
	const shop = await newShop("stripe", { currency, country, locales: "en,ar,de", shipping });
	const put = await importCsv(shop, csv([productRow("mug", "Mug", price, { "Variant Inventory Qty": "500" })]));
	assert.equal(put.status, 0, put.err);
	const set = await setKeys(shop, key, secrets, "--test");
	assert.equal(set.status, 0, set.err);
	return { shop, currency, country, key, secrets, secret: secrets[0] };
}

async function review(stand, { locale = "en", email = someEmail("stripe"), client = shopClient(stand.shop), quantity = 1 } = {}) {
	await addToCart(client, { locale, product: "/p/mug", quantity });
	return { client, email, page: await checkoutToReview(client, { locale, country: stand.country, email, method: "stripe" }) };
}

const stateOf = (stand, sold) => ordersOf(stand.shop, sold.email)[0].payment_state;
const statesOf = (stand, sold) => paymentsOf(stand.shop, sold.order).map((p) => p.state);
const refundsOf = (stand, sold) => shopRows(stand.shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id} ORDER BY id`);
const eventsOf = (stand, sold) => shopRows(stand.shop, `SELECT kind FROM @shop@.order_event WHERE order_id = ${sold.order.id} ORDER BY id`).map((e) => e.kind);

// Places an order and stands before Stripe's page: its address in url, or no url where the shop's own page came instead.
async function place(stand, options) {
	const { client, email, page } = await review(stand, options);
	const gone = await page.form(post).submit({}, { follow: false });
	assert.equal(gone.status, 303);
	const to = gone.header("location"), [order] = ordersOf(stand.shop, email);
	return { client, email, order, url: to.startsWith(fake.base) ? to : null, to, csp: page.header("content-security-policy") };
}

const tell = (stand, type, object, fields) => {
	const body = fake.event(type, object, fields);
	return postEvent(stand.shop, body, signed(body, stand.secret));
};

async function sale(stand, options) {
	const sold = await place(stand, options);
	const session = fake.pay(sold.url);
	assert.equal(await tell(stand, "checkout.session.completed", session), 200);
	return { ...sold, session };
}

const refund = (stand, sold, ...options) => stoactl(["refund", stand.shop, sold.order.number, ...options]);

const main = await newStand();

test("bought and paid at Stripe: the order is paid once, the page says so", { sale: true }, async () => {
	const sold = await place(main);
	assert.ok(sold.url, sold.to);
	assert.ok(sold.csp.includes(`form-action 'self' ${fake.base}`), sold.csp);
	assert.equal(stateOf(main, sold), "unpaid");
	const session = fake.pay(sold.url);
	assert.equal(await tell(main, "checkout.session.completed", session), 200);
	assert.equal(stateOf(main, sold), "paid");
	assert.deepEqual(statesOf(main, sold), ["captured"]);
	assert.equal(paymentsOf(main.shop, sold.order)[0].provider_ref, session.payment_intent);
	const page = await sold.client.get(session.success_url);
	assert.equal(page.status, 200);
	assert.ok(page.$(".pill.good"));
	assert.ok(!page.$(again));
});

test("the answers of the fake have the shape of the sample fixtures", async () => {
	if (!fixtures)
		throw new Skip("STOA_SAMPLE_DATA/stripe-fixtures.json is absent");
	const sold = await sale(main);
	for (const [name, object] of [["checkout.session", sold.session], ["charge", fake.chargeOf(sold.session)]])
		for (const field of Object.keys(fixtures[name]))
			assert.ok(field in object, `${name}.${field}`);
});

// Our calls beside those that npm's client makes for the same wishes, as the same recorder saw them.
async function compare(ours, make) {
	const client = new Stripe(/^Bearer (.*)$/.exec(ours.headers.authorization)[1], { host: "127.0.0.1", port: env.STRIPE_PORT, protocol: "http", maxNetworkRetries: 0, telemetry: false });
	const before = fake.calls.length;
	await make(client, { idempotencyKey: ours.headers["idempotency-key"] });
	const theirs = fake.calls[before];
	assert.equal(ours.method, theirs.method);
	assert.equal(ours.path, theirs.path);
	assert.deepEqual(ours.form, theirs.form);
	for (const header of ["authorization", "stripe-version", "idempotency-key", "accept"])
		assert.equal(ours.headers[header], theirs.headers[header], header);
	if (ours.method === "POST")
		assert.equal(ours.headers["content-type"], theirs.headers["content-type"]);
}

test("session, refund and account: the same calls as those of npm's stripe", async () => {
	for (const { currency, country, price } of [{ currency: "EUR", country: "DE", price: "24.90" }, { currency: "JPY", country: "JP", price: "1500" }, { currency: "KWD", country: "BH", price: "5.124" }]) {
		const stand = await newStand({ currency, country, price }), sold = await sale(stand, { locale: "ar" });
		const [payment] = paymentsOf(stand.shop, sold.order), shop = String(tenantId(stand.shop)), back = sold.session.success_url;
		const amount = { EUR: 2490, JPY: 1500, KWD: 5120 }[currency];
		assert.match(back, new RegExp(`^http://${stand.shop}\\.localhost:\\d+/ar/order/${sold.order.token}`));
		const [session] = fake.callsOf(stand.key, "/v1/checkout/sessions");
		assert.equal(session.headers["idempotency-key"], payment.key);
		const metadata = { shop, payment: payment.key };
		await compare(session, (client, options) => client.checkout.sessions.create({
			mode: "payment", client_reference_id: sold.order.number, customer_email: sold.email, locale: "auto", success_url: back, cancel_url: back,
			line_items: [{ quantity: 1, price_data: { currency: currency.toLowerCase(), unit_amount: amount, product_data: { name: sold.order.number } } }],
			metadata, payment_intent_data: { description: sold.order.number, metadata },
		}, options));
		const done = await refund(stand, sold);
		assert.equal(done.status, 0, done.err);
		const [back1] = fake.callsOf(stand.key, "/v1/refunds"), [row] = refundsOf(stand, sold);
		assert.equal(back1.headers["idempotency-key"], `${sold.session.payment_intent}-${row.key}`);
		await compare(back1, (client, options) => client.refunds.create({ payment_intent: sold.session.payment_intent, amount, metadata: { shop, refund: row.key } }, options));
		const [account] = fake.callsOf(stand.key, "/v1/account");
		await compare(account, (client) => client.accounts.retrieveCurrent());
	}
});

// What is paid, a part that goes back, and what that leaves; kept: Stripe's own account of it, in its units.
const currencies = [
	{ currency: "JPY", country: "JP", price: "1500", shipping: "500", total: 2000, charged: 2000, part: "700", sent: 700, left: 1300, bad: ["0.5", "3000"] },
	{ currency: "EUR", country: "DE", price: "24.90", shipping: "4.90", total: 2980, charged: 2980, part: "9.99", sent: 999, left: 1981, bad: ["0.005", "30.00"] },
	{ currency: "KWD", country: "BH", price: "5.124", shipping: "0.500", total: 5624, charged: 5620, part: "1.230", sent: 1230, left: 4390, bad: ["1.234", "6.000"] },
];

for (const c of currencies)
	test(`a whole sale and a partial refund in ${c.currency}, then the rest`, async () => {
		const stand = await newStand(c), sold = await sale(stand), charge = fake.chargeOf(sold.session);
		assert.equal(stateOf(stand, sold), "paid");
		assert.equal(paymentsOf(stand.shop, sold.order)[0].amount_minor, c.total);
		assert.equal(charge.amount, c.charged);
		for (const amount of c.bad)
			assert.notEqual((await refund(stand, sold, "--amount", amount)).status, 0, amount);
		assert.equal(charge.amount_refunded, 0);
		const part = await refund(stand, sold, "--amount", c.part);
		assert.equal(part.status, 0, part.err);
		assert.equal(charge.amount_refunded, c.sent);
		assert.equal(stateOf(stand, sold), "part_refunded");
		// Stripe tells what we have asked for: nothing new.
		assert.equal(await tell(stand, "charge.refunded", charge), 200);
		assert.deepEqual(refundsOf(stand, sold).map((r) => [r.state, r.amount_minor]), [["done", c.sent]]);
		const rest = await refund(stand, sold);
		assert.equal(rest.status, 0, rest.err);
		assert.equal(charge.amount_refunded, c.charged, "all of it went back");
		assert.equal(await tell(stand, "charge.refunded", charge), 200);
		assert.equal(stateOf(stand, sold), "refunded");
		assert.deepEqual(refundsOf(stand, sold).map((r) => r.amount_minor), [c.sent, c.total - c.sent]);
		assert.notEqual((await refund(stand, sold, "--amount", c.part)).status, 0, "nothing is left");
	});

test("an amount that Stripe cannot charge is not offered to be paid there", async () => {
	const stand = await newStand({ currency: "KWD", country: "BH", price: "0.004" });
	const client = shopClient(stand.shop), buyer = { locale: "en", country: "BH", email: someEmail("small") };
	await addToCart(client, { locale: "en", product: "/p/mug" });
	await assert.rejects(checkoutToReview(client, { ...buyer, method: "stripe" }), /choose another one/);
	const payment = await client.get("/en/checkout/payment");
	assert.deepEqual(payment.form(post).choices("method").filter((c) => c === "stripe"), []);
	// Two of them can be charged: the way to pay is there again.
	await addToCart(client, { locale: "en", product: "/p/mug" });
	assert.equal((await checkoutToReview(client, { ...buyer, method: "stripe" })).status, 200);
	assert.equal(fake.callsOf(stand.key, "/v1/checkout/sessions").length, 0);
});

test("money that takes days: waiting, then there; or not, and paid by another way", async () => {
	const sold = await place(main), session = fake.pay(sold.url, "unpaid");
	assert.equal(await tell(main, "checkout.session.completed", session), 200);
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["unpaid", ["pending"]]);
	const [{ days }] = shopRows(main.shop, `SELECT (extract(epoch FROM kept_until - placed_at) / 86400)::integer AS days FROM @shop@.orders WHERE id = ${sold.order.id}`);
	assert.equal(days, 14, "its pieces are kept as for a transfer");
	fake.pay(sold.url);
	assert.equal(await tell(main, "checkout.session.async_payment_succeeded", session), 200);
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
	const failing = await place(main), lost = fake.pay(failing.url, "unpaid");
	assert.equal(await tell(main, "checkout.session.completed", lost), 200);
	assert.equal(await tell(main, "checkout.session.async_payment_failed", lost), 200);
	assert.deepEqual([stateOf(main, failing), statesOf(main, failing)], ["unpaid", ["failed"]]);
	const page = await failing.client.get(lost.success_url), next = await page.form(again).submit({}, { follow: false });
	assert.notEqual(next.header("location"), failing.url, "a session of its own");
	assert.equal(await tell(main, "checkout.session.completed", fake.pay(next.header("location"))), 200);
	assert.deepEqual([stateOf(main, failing), statesOf(main, failing)], ["paid", ["failed", "captured"]]);
});

test("a session that ran out is broken off, and can be paid anew", async () => {
	const sold = await place(main), { session } = fake.sessions.get(sold.url.split("/").at(-1));
	assert.equal(await tell(main, "checkout.session.expired", { ...session, status: "expired" }), 200);
	assert.deepEqual(statesOf(main, sold), ["cancelled"]);
	const page = await sold.client.get(session.success_url);
	assert.ok(page.$(".pill.bad"));
	assert.equal(await tell(main, "checkout.session.completed", fake.pay((await page.form(again).submit({}, { follow: false })).header("location"))), 200);
	assert.equal(stateOf(main, sold), "paid");
});

test("walked away and back, in another language too: the same session", async () => {
	const sold = await place(main, { locale: "de" }), path = `/order/${sold.order.token}`;
	for (const locale of ["de", "ar"]) {
		const page = await sold.client.get(`/${locale}${path}`);
		assert.equal((await page.form(again).submit({}, { follow: false })).header("location"), sold.url, locale);
	}
});

test("a refund made by hand at Stripe is written down, in part and in whole", async () => {
	const sold = await sale(main), charge = fake.chargeOf(sold.session);
	Object.assign(charge, { amount_refunded: 490 });
	assert.equal(await tell(main, "charge.refunded", charge), 200);
	assert.equal(stateOf(main, sold), "part_refunded");
	Object.assign(charge, { amount_refunded: charge.amount, refunded: true });
	assert.equal(await tell(main, "charge.refunded", charge), 200);
	assert.equal(stateOf(main, sold), "refunded");
	assert.deepEqual(refundsOf(main, sold).map((r) => [r.state, r.amount_minor]), [["done", 490], ["done", 2000]]);
	assert.equal(eventsOf(main, sold).filter((k) => k === "refunded").length, 2);
});

test("constructEvent of npm's stripe and we agree: good, tampered, old, wrongly keyed, several signatures", { sale: true }, async () => {
	const stand = await newStand({ secrets: ["whsec_first", "whsec_second"] }), sold = await place(stand);
	const body = fake.event("checkout.session.completed", fake.pay(sold.url)), now = Math.floor(Date.now() / 1000);
	const v1 = (header) => header.split(",").find((p) => p.startsWith("v1="));
	const first = signed(body, "whsec_first"), wrong = signed(body, "whsec_wrong"), zeros = `v1=${"0".repeat(64)}`;
	const cases = [
		["tampered", body.replace('"unpaid"', '"paid"').replace(/"amount_total":\d+/, '"amount_total":1'), first, false],
		["a blank more", `${body} `, first, false],
		["old", body, signed(body, "whsec_first", now - 310), false],
		["a day old", body, signed(body, "whsec_first", now - 86400), false],
		["another time", body, first.replace(/t=\d+/, `t=${now - 5}`), false],
		["wrongly keyed", body, wrong, false],
		["no signature", body, "", false],
		["nonsense", body, "t=1,v1=x", false],
		["only v0", body, first.replace("v1=", "v0="), false],
		["no time", body, v1(first), false],
		["zeros", body, `t=${now},${zeros}`, false],
		["the second secret", body, signed(body, "whsec_second", now), true],
		["just in time", body, signed(body, "whsec_first", now - 280), true],
		["several signatures", body, `t=${now},${zeros},${v1(signed(body, "whsec_wrong", now))},${v1(signed(body, "whsec_first", now))},v0=x`, true],
		["good", body, first, true],
	];
	for (const [what, text, header, good] of cases) {
		const theirs = stand.secrets.some((secret) => {
			try {
				return Boolean(npmStripe.webhooks.constructEvent(text, header, secret));
			} catch {
				return false;
			}
		});
		assert.equal(theirs, good, `${what}: npm's stripe`);
		assert.equal(await postEvent(stand.shop, text, header), good ? 200 : 403, `${what}: we`);
		assert.equal(stateOf(stand, sold), good || cases.findIndex((c) => c[0] === what) > 11 ? "paid" : "unpaid", what);
	}
	assert.deepEqual(eventsOf(stand, sold), ["placed", "paid"], "four true ones are one payment");
});

test("a replayed notice is taken and changes nothing; a late failure does not undo", { sale: true }, async () => {
	const sold = await place(main), session = fake.pay(sold.url), body = fake.event("checkout.session.completed", session);
	const look = () => shopRows(main.shop, `SELECT (SELECT count(*) FROM @shop@.order_event WHERE order_id = ${sold.order.id}) AS events,
		(SELECT count(*) FROM @shop@.outbox WHERE order_id = ${sold.order.id}) AS mails, (SELECT updated_at FROM @shop@.payment WHERE order_id = ${sold.order.id}) AS at`)[0];
	assert.equal(await postEvent(main.shop, body, signed(body, main.secret)), 200);
	const once = look();
	for (const status of await Promise.all([1, 2, 3].map(() => postEvent(main.shop, body, signed(body, main.secret)))))
		assert.equal(status, 200);
	assert.equal(await tell(main, "checkout.session.async_payment_failed", session), 200);
	assert.equal(await tell(main, "checkout.session.expired", session), 200);
	assert.deepEqual(look(), once);
	assert.equal(stateOf(main, sold), "paid");
});

test("true notices about nothing of ours are taken and forgotten; of other sums and payments not", async () => {
	const sold = await place(main), session = fake.pay(sold.url), type = "checkout.session.completed";
	for (const [what, event, object, fields] of [
		["another type", "payment_intent.succeeded", session], ["a plan", "plan.created", {}], ["no metadata", type, { ...session, metadata: {} }],
		["another shop", type, { ...session, metadata: { ...session.metadata, shop: "999999" } }], ["real money", type, session, { livemode: true }],
	])
		assert.equal(await tell(main, event, object, fields), 200, what);
	assert.equal(await tell(main, type, { ...session, metadata: { ...session.metadata, payment: "f".repeat(32) } }), 404);
	assert.equal(await tell(main, type, { ...session, amount_total: 1 }), 409);
	assert.equal(await tell(main, type, { ...session, currency: "jpy" }), 409);
	for (const lie of [{ amount_total: -1 }, { amount_total: "2490" }, { currency: "euro" }, { currency: null }])
		assert.equal(await tell(main, type, { ...session, ...lie }), 403, JSON.stringify(lie));
	for (const body of ["", "{}", "[]", '{"id":"evt_1"}', "null"])
		assert.equal(await postEvent(main.shop, body, signed(body, main.secret)), 403, body);
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["unpaid", ["created"]]);
	assert.equal(await tell(main, type, session), 200);
	assert.equal(await postEvent(env.SHOP, "{}", signed("{}", main.secret)), 404, "a shop without keys has no webhook");
});

// Stripe's answers when the session is made: what becomes of the attempt, and whether the next one has another key.
for (const { fault, state } of [
	{ fault: 401, state: "created" }, { fault: 429, state: "created" }, { fault: 409, state: "created" }, { fault: "reset", state: "created" },
	{ fault: "half", state: "created" }, { fault: "garbage", state: "created" }, { fault: "hang", state: "created" },
	{ fault: 500, state: "failed" }, { fault: 402, state: "failed" },
])
	test(`Stripe answers ${fault} to a session: the order stands, and paying again works`, async () => {
		const stand = await newStand();
		fake.faults.set(stand.key, fault);
		const began = Date.now(), sold = await place(stand);
		assert.ok(Date.now() - began < 8000, `${Date.now() - began} ms`);
		assert.equal(sold.url, null);
		assert.deepEqual(statesOf(stand, sold), [state]);
		const page = await sold.client.get(sold.to), silent = typeof fault === "string";
		assert.equal(page.status, 200);
		fake.faults.delete(stand.key);
		// What was not answered is begun again by the page itself.
		if (silent)
			assertMoment(page, false);
		const next = silent ? await page.click(NEXT, { follow: false }) : await page.form(again).submit({}, { follow: false });
		assert.ok(next.header("location").startsWith(fake.base), next.header("location"));
		const keys = fake.callsOf(stand.key, "/v1/checkout/sessions").map((c) => c.headers["idempotency-key"]);
		assert.equal(new Set(keys).size, state === "failed" ? 2 : 1);
		assert.equal(await tell(stand, "checkout.session.completed", fake.pay(next.header("location"))), 200);
		assert.equal(stateOf(stand, sold), "paid");
	});

test("a member of staff ships what was paid at Stripe, and sends the money back", async () => {
	const sold = await sale(main), charge = fake.chargeOf(sold.session), user = someEmail("clerk");
	const added = await stoactl(["staff", "add", user, "--shop", main.shop]);
	assert.equal(added.status, 0, added.err);
	const client = await adminLogin({ user, password: /password: (.*)/.exec(added.out)[1] });
	let page = await adminAct(await adminOrder(client, main.shop, sold.order.number), "ship");
	assert.equal(page.status, 200);
	assert.deepEqual(eventsOf(main, sold), ["placed", "paid", "shipped", "completed"]);
	fake.faults.set(main.key, "reset");
	page = await adminAct(page, "refund");
	assert.match(page.textOf(".flash.bad"), /does not answer/);
	assert.match(page.textOf(".refunds"), /No answer yet/);
	assert.equal(charge.amount_refunded, 0);
	fake.faults.delete(main.key);
	page = await page.form(".refunds form").submit();
	assert.equal(page.status, 200);
	assert.deepEqual([stateOf(main, sold), charge.amount_refunded], ["refunded", charge.amount]);
	assert.ok(!page.$('form[action$="/refund"]'));
});

test("a refund that Stripe refuses ends; one without an answer stays open and is sent once", async () => {
	const stand = await newStand(), sold = await sale(stand), charge = fake.chargeOf(sold.session);
	fake.faults.set(stand.key, 402);
	assert.equal((await refund(stand, sold, "--amount", "1.00")).status, 1);
	assert.deepEqual(refundsOf(stand, sold).map((r) => r.state), ["failed"]);
	assert.equal(stateOf(stand, sold), "paid");
	for (const fault of [401, 429, "reset"]) {
		fake.faults.set(stand.key, fault);
		assert.equal((await refund(stand, sold, "--amount", "2.00")).status, 1, String(fault));
		assert.deepEqual(refundsOf(stand, sold).map((r) => r.state), ["failed", "requested"]);
	}
	fake.faults.delete(stand.key);
	assert.equal((await refund(stand, sold, "--amount", "3.00")).status, 1, "another amount has to wait");
	const done = await refund(stand, sold, "--amount", "2.00");
	assert.equal(done.status, 0, done.err);
	assert.equal(charge.amount_refunded, 200);
	const tried = fake.callsOf(stand.key, "/v1/refunds").filter((c) => c.body.includes("amount=200"));
	assert.equal(new Set(tried.map((c) => c.headers["idempotency-key"])).size, 1);
	assert.equal(stateOf(stand, sold), "part_refunded");
});

test("a refund whose answer was lost is ended by Stripe's notice; the rest goes back afterwards", async () => {
	const stand = await newStand(), sold = await sale(stand), charge = fake.chargeOf(sold.session);
	fake.faults.set(stand.key, "reset");
	assert.equal((await refund(stand, sold, "--amount", "5.00")).status, 1);
	fake.faults.delete(stand.key);
	charge.amount_refunded = 700;
	assert.equal(await tell(stand, "charge.refunded", charge), 409, "of another amount: not clear yet");
	charge.amount_refunded = 500;
	assert.equal(await tell(stand, "charge.refunded", charge), 200);
	assert.deepEqual(refundsOf(stand, sold).map((r) => [r.state, r.amount_minor]), [["done", 500]]);
	const rest = await refund(stand, sold);
	assert.equal(rest.status, 0, rest.err);
	assert.equal(charge.amount_refunded, 2490);
	assert.equal(stateOf(stand, sold), "refunded");
});

test("keys are asked for at Stripe before they are kept, and told when refused", async () => {
	const shop = await newShop("stripe"), hook = ["whsec_a"], good = fake.newKey();
	const state = () => shopRows(shop, "SELECT (SELECT count(*) FROM @shop@.credential) AS keys, (SELECT count(*) FROM @shop@.payment_method WHERE provider = 'stripe') AS methods")[0];
	const narrow = fake.newKey({}, "rk_test_"), silent = fake.newKey();
	fake.faults.set(narrow, 403);
	fake.faults.set(silent, 500);
	for (const [key, secrets, options, status, said] of [
		["sk_test_nobody", hook, ["--test"], 2, /refuses that key/], [narrow, hook, ["--test"], 2, /may not read/], [silent, hook, ["--test"], 1, /could not be asked/],
		["pk_test_public", hook, ["--test"], 2, /no secret key/], ["sk_test_a\r\nX: y", hook, ["--test"], 2, /refuses|no secret key/], ["", hook, ["--test"], 2, /empty/],
		[good, hook, [], 2, /say --test/], ["sk_live_x", hook, ["--test"], 2, /real money/], [good, ["secret"], ["--test"], 2, /signing secret/],
		[good, [], ["--test"], 2, /empty/], [good, Array(9).fill("whsec_a"), ["--test"], 2, /1 to 8/],
	]) {
		const got = await setKeys(shop, key, secrets, ...options);
		assert.equal(got.status, status, `${key}: ${got.err}`);
		assert.match(got.err, said);
		assert.ok(!key || !(got.out + got.err).includes(key), "the key is not shown");
	}
	assert.deepEqual(state(), { keys: 0, methods: 0 });
	assert.equal((await stoactl(["payment", "show", shop, "stripe"])).status, 1);
	assert.equal((await stoactl(["payment", "set", shop, "paypal", "--secret-key-file", "/dev/null"])).status, 2);
	assert.equal((await stoactl(["payment", "set", shop, "stripe"])).status, 2);
	for (let i = 0; i < 2; i++)
		assert.equal((await setKeys(shop, good, ["whsec_a", "whsec_b"], "--test")).status, 0);
	assert.deepEqual(state(), { keys: 2, methods: 1 });
	const shown = await stoactl(["payment", "show", shop, "stripe"]);
	assert.equal(shown.status, 0, shown.err);
	assert.match(shown.out, /test keys, 2 signing secrets/);
	assert.match(shown.out, /method: stripe/);
	assert.ok(!shown.out.includes(good) && !shown.out.includes("whsec_"));
	const unpaid = await setKeys(shop, fake.newKey({ charges_enabled: false }), hook, "--test");
	assert.match(unpaid.out, /may not take money yet/);
});

test("keys lie sealed in the database, and the storefront cannot read them", async () => {
	const found = shopRows(main.shop, "SELECT name, sealed FROM @shop@.credential ORDER BY name");
	assert.deepEqual(found.map((r) => r.name), ["secret_key", "webhook_secrets"]);
	for (const { sealed } of found) {
		const bytes = Buffer.from(sealed, "base64url").toString("latin1");
		assert.ok(!bytes.includes("sk_test_") && !bytes.includes("whsec_") && !sealed.includes("sk_test_"));
	}
	const grants = shopRows(main.shop, `SELECT grantee, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may FROM information_schema.role_table_grants
		WHERE table_schema = '${schema(main.shop)}' AND table_name = 'credential' AND grantee LIKE 'stoa_%' AND grantee <> grantor GROUP BY grantee ORDER BY grantee`);
	assert.deepEqual(grants.map((g) => [g.grantee, g.may]), [["stoa_admin", "DELETE INSERT SELECT UPDATE"], ["stoa_checkout", "SELECT"], ["stoa_webhook", "SELECT"], ["stoa_worker", "SELECT"]]);
});

test("no key and no secret stands in a log", { only: ["fcgi"] }, async () => {
	const { execFileSync } = await import("node:child_process");
	const lines = execFileSync("sh", ["-c", 'cat "$0"/*.log', env.LOG_DIR], { encoding: "utf8", maxBuffer: 256 << 20 });
	for (const secret of [main.key, main.secret, "Bearer "])
		assert.ok(!lines.includes(secret));
});

test("while one shop's provider is silent, another of its shoppers is not kept waiting, and other shops are served", { only: ["fcgi"] }, async () => {
	const settings = settingsWith({ limit_shop_calls: 25, limit_all_calls: 50 });
	const silent = await newStand(), next = await newStand();
	try {
		await Program.with({ name: "checkout", processes: 4, conf: settings.conf }, async (program) => {
			const way = (request) => {
				const full = { timeout: 30000, headers: [], body: Buffer.alloc(0), ...request };
				return programFor(request.host, request.target) === "checkout" ? talk(program.socket, full) : exchange(full);
			};
			const shoppers = await Promise.all([silent, silent, next].map((stand) => review(stand, { client: shopClient(stand.shop, { way }) })));
			fake.faults.set(silent.key, "hang");
			const first = shoppers[0].page.form(post).submit({}, { follow: false });
			await until(() => fake.callsOf(silent.key, "/v1/checkout/sessions").length === 1, "the first is on the way to its provider");
			const began = Date.now(), second = await shoppers[1].page.form(post).submit({}, { follow: false });
			const moment = await shoppers[1].client.get(second.header("location"));
			assertMoment(moment, false);
			assertMoment(await moment.click(NEXT), false);
			assert.ok(Date.now() - began < 3000, "and at once");
			assert.equal(fake.callsOf(silent.key, "/v1/checkout/sessions").length, 1);
			const other = await shoppers[2].page.form(post).submit({}, { follow: false });
			assert.ok(other.header("location").startsWith(fake.base), "the other shop's shopper stands before the provider's page");
			for (const response of fake.hanging)
				response.destroy();
			fake.hanging.clear();
			assert.equal((await first).status, 303);
			fake.faults.delete(silent.key);
			const at = await moment.click(NEXT, { follow: false });
			assert.ok(at.header("location").startsWith(fake.base), "nothing is lost");
		});
	} finally {
		settings.drop();
	}
});

test("back before the notice: Stripe is asked, and the page says that it is paid; run out, and begun anew", async () => {
	const sold = await place(main), session = fake.pay(sold.url);
	assert.ok((await sold.client.get(session.success_url)).$(".pill.good"));
	assert.deepEqual([stateOf(main, sold), statesOf(main, sold)], ["paid", ["captured"]]);
	assert.equal(await tell(main, "checkout.session.completed", session), 200);
	assert.deepEqual(eventsOf(main, sold), ["placed", "paid"]);
	const late = await place(main), { session: old } = fake.sessions.get(late.url.split("/").at(-1));
	Object.assign(old, { status: "expired" });
	const next = await (await late.client.get(`/en/order/${late.order.token}`)).form(again).submit({}, { follow: false });
	assert.ok(next.header("location").startsWith(fake.base) && next.header("location") !== late.url);
	assert.deepEqual(statesOf(main, late), ["cancelled", "created"]);
});

test("reconcile reads Stripe's lists in pages, and names what differs", async () => {
	const stand = await newStand(), compare = () => stoactl(["reconcile", stand.shop, ...aroundToday()]), one = await sale(stand), two = await sale(stand);
	assert.equal((await refund(stand, one, "--amount", "4.90")).status, 0);
	fake.page = 1;
	const equal = await compare();
	assert.equal(equal.status, 0, equal.err + equal.out);
	assert.match(equal.out, /stripe: 2 takings and 1 refunds compared, 0 differences/);
	fake.chargeOf(two.session).amount_captured = 2480;
	const differs = await compare();
	delete fake.page;
	assert.equal(differs.status, 1);
	assert.match(differs.out, new RegExp(`taking ${two.session.payment_intent}: of another amount; order ${two.order.number}, ours 24.90 EUR, theirs 24.80 EUR`));
});

test("reconcile takes a page of a hundred charges with long notes, and says where Stripe lists more than it reads", async () => {
	const stand = await newStand(), sold = await sale(stand), charge = fake.chargeOf(sold.session), none = [...fake.intents];
	const compare = () => stoactl(["reconcile", stand.shop, ...aroundToday()]);
	// Of somebody else who sells by the same account.
	const others = (n) => Array.from({ length: n }, (_, i) => fake.intents.set(`pi_other${i}`, { ...charge, id: `ch_other${i}`, payment_intent: `pi_other${i}`, metadata: { order: `${i}`, note: "n".repeat(500) } }));
	try {
		others(120);
		const whole = await compare();
		assert.equal(whole.status, 0, whole.err + whole.out);
		assert.match(whole.out, /stripe: 1 takings and 0 refunds compared, 0 differences/);
		others(1100);
		fake.page = 1;
		const cut = await compare();
		assert.notEqual(cut.status, 0, cut.out);
		assert.match(cut.err, /stripe lists too much of that time/);
	} finally {
		delete fake.page;
		fake.intents = new Map(none);
	}
});

test("a dispute at Stripe is an event of the order, and its end another one", async () => {
	const sold = await sale(main), dispute = { id: `du_${sold.session.payment_intent}`, object: "dispute", amount: 2490, currency: "eur", payment_intent: sold.session.payment_intent, reason: "product_not_received",
		status: "needs_response", evidence_details: { due_by: 1798761599 } };
	for (const body of Array(3).fill(dispute))
		assert.equal(await tell(main, "charge.dispute.created", body), 200);
	assert.equal(await tell(main, "charge.dispute.created", { ...dispute, payment_intent: "pi_of_nobody" }), 200);
	assert.equal(await tell(main, "charge.dispute.closed", { ...dispute, status: "lost" }), 200);
	assert.equal(await tell(main, "charge.dispute.updated", dispute), 200);
	assert.deepEqual(eventsOf(main, sold).filter((k) => k.startsWith("dispute")), ["dispute_opened", "dispute_lost"]);
	assert.deepEqual(shopRows(main.shop, `SELECT state, reason, amount_minor FROM @shop@.dispute WHERE order_id = ${sold.order.id}`), [{ state: "lost", reason: "product_not_received", amount_minor: 2490 }]);
});

// A shop that takes its money with the parcels: three mugs and shipping are 79.60.
async function laterStand(options) {
	const stand = await newStand({ shipping: "4.90", ...options }), staff = await staffOf(stand.shop);
	const page = await staff.get(`/en/${stand.shop}/settings/payments/methods/stripe`);
	assert.match((await page.form("main form").submit({ later: "1" })).textOf(".flash.good"), /Saved/);
	return { ...stand, staff };
}

async function hold(stand, options) {
	const sold = await place(stand, options), session = fake.pay(sold.url), page = await sold.client.get(session.success_url);
	return { ...sold, session, page, intent: fake.intent(session.payment_intent), charge: fake.chargeOf(session) };
}

const order = (stand, sold) => adminOrder(stand.staff, stand.shop, sold.order.number);
const press = async (stand, sold, action, fields) => (await order(stand, sold)).form(`form[action$="/${action}"]`).submit(fields);

async function shipSome(stand, sold, n) {
	const [line] = shopRows(stand.shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	return press(stand, sold, "ship", { [`pieces_${line.id}`]: String(n) });
}

const compared = async (stand) => (await stoactl(["reconcile", stand.shop, ...aroundToday()])).out;

test("money that Stripe holds: agreed, then taken with each parcel to the cent, and refunded over all that was taken", async () => {
	const stand = await laterStand(), sold = await hold(stand, { quantity: 3 });
	assert.match(sold.page.textOf(".pill.good"), /approved/);
	assert.ok(!sold.page.$(again), "nothing more is to be paid");
	assert.deepEqual([stateOf(stand, sold), statesOf(stand, sold), sold.intent.amount_capturable], ["unpaid", ["authorised"], 7960]);
	assert.match((await order(stand, sold)).textOf(".held"), /79\.60/);
	assert.match((await shipSome(stand, sold, 1)).textOf(".flash.good"), /shipped/);
	assert.deepEqual([sold.intent.amount_received, stateOf(stand, sold), statesOf(stand, sold)], [2980, "part_paid", ["part_captured"]], "a mug and the shipping");
	assert.match((await shipSome(stand, sold, 2)).textOf(".flash.good"), /shipped/);
	assert.deepEqual([sold.intent.amount_received, stateOf(stand, sold), statesOf(stand, sold)], [7960, "paid", ["captured"]]);
	// What Stripe tells of it, late, often and out of order.
	const told = ["payment_intent.succeeded", "payment_intent.amount_capturable_updated", "payment_intent.succeeded", "payment_intent.canceled"];
	for (const type of told)
		assert.equal(await tell(stand, type, sold.intent), 200);
	assert.equal(await tell(stand, "checkout.session.completed", sold.session), 200);
	assert.equal(paymentsOf(stand.shop, sold.order)[0].captured_minor, 7960);
	const [first, rest] = fake.callsOf(stand.key, `/v1/payment_intents/${sold.intent.id}/capture`), { key } = paymentsOf(stand.shop, sold.order)[0];
	await compare(first, (client, options) => client.paymentIntents.capture(sold.intent.id, { amount_to_capture: 2980, final_capture: false }, options));
	assert.deepEqual([first, rest].map((c) => c.headers["idempotency-key"]), [`${key}-0`, `${key}-2980`]);
	assert.equal((await refund(stand, sold, "--amount", "60.00")).status, 0);
	assert.equal((await refund(stand, sold)).status, 0);
	assert.deepEqual([sold.charge.amount_refunded, stateOf(stand, sold)], [7960, "refunded"]);
	assert.match(await compared(stand), /2 takings and 2 refunds compared, 0 differences/);
	const proof = await stoactl(["ledger", "check", stand.shop]);
	assert.equal(proof.status, 0, proof.out);
});

test("money that Stripe holds: a card that can be charged once is charged whole with the first parcel", async () => {
	const stand = await laterStand();
	fake.multicapture = false;
	const sold = await hold(stand, { quantity: 3 });
	fake.multicapture = true;
	assert.match((await shipSome(stand, sold, 1)).textOf(".flash.good"), /shipped/);
	assert.deepEqual([sold.intent.amount_received, stateOf(stand, sold), statesOf(stand, sold)], [7960, "paid", ["captured"]]);
	assert.match((await shipSome(stand, sold, 2)).textOf(".flash.good"), /shipped/);
	assert.equal(sold.charge.amount_captured, 7960);
	assert.match(await compared(stand), /1 takings and 0 refunds compared, 0 differences/);
});

test("money that Stripe holds: let go when the order is cancelled; refused or unanswered, nothing is shipped; taken all the same, it is found", async () => {
	const stand = await laterStand(), [sold, broken, third, byHand] = [await hold(stand), await hold(stand), await hold(stand), await hold(stand)];
	fake.faults.set(stand.key, { path: /\/capture$|expand/, status: 503 });
	assert.match((await press(stand, broken, "ship")).textOf(".flash.bad"), /does not answer/);
	fake.faults.delete(stand.key);
	assert.deepEqual([statesOf(stand, broken), ordersOf(stand.shop, broken.email)[0].shipping_state, broken.intent.status], [["authorised"], "unshipped", "succeeded"]);
	assert.match((await press(stand, broken, "capture")).textOf(".flash.good"), /yours/);
	assert.deepEqual([stateOf(stand, broken), broken.intent.amount_received], ["paid", 2980]);
	assert.match((await press(stand, sold, "cancel")).textOf(".flash"), /cancelled/i);
	assert.deepEqual([sold.intent.status, statesOf(stand, sold)], ["canceled", ["voided"]]);
	fake.cancel(third.intent.id);
	assert.match((await press(stand, third, "ship")).textOf(".flash.bad"), /refuses/);
	assert.equal(await tell(stand, "payment_intent.canceled", third.intent), 200);
	assert.deepEqual(statesOf(stand, third), ["voided"]);
	// Taken by the merchant's own hand at Stripe, less than all of it: nothing more will come of that.
	fake.capture(byHand.intent.id, { amount_to_capture: "2000" });
	assert.equal(await tell(stand, "payment_intent.succeeded", byHand.intent), 200);
	assert.deepEqual([statesOf(stand, byHand), paymentsOf(stand.shop, byHand.order)[0].captured_minor], [["captured", "created"], 2000], "and the rest is owed");
});

const drafting = 'form[action*="/drafts/"]:not([action$="/drop"])';

// Staff change how many mugs are ordered.
async function changeTo(stand, sold, quantity) {
	const [line] = shopRows(stand.shop, `SELECT variant_id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`), staff = stand.staff ?? await staffOf(stand.shop);
	const page = (await adminOrder(staff, stand.shop, sold.order.number)).form('form[action$="/edit"]');
	const draft = await (await page.submit()).form(drafting).submit({ [`quantity_${line.variant_id}`]: String(quantity) });
	const changed = await draft.form(drafting).submit({}, { button: ["do", "apply"] });
	assert.match(changed.textOf(".flash"), /changed/);
}

const askedOf = (stand, sold) => paymentsOf(stand.shop, sold.order).map((p) => [p.state, p.amount_minor]);

test("money that Stripe holds, of an order that is changed: what became cheaper is taken at what it costs, what became dearer asks for the difference alone", async () => {
	const stand = await laterStand(), cheaper = await hold(stand, { quantity: 3 }), dearer = await hold(stand), once = await hold(stand, { quantity: 3 });
	await changeTo(stand, cheaper, 2);
	assert.deepEqual(askedOf(stand, cheaper), [["authorised", 7960]], "nothing that is held is asked for once more");
	assert.ok(!(await cheaper.client.get(cheaper.session.success_url)).$(again));
	assert.match((await press(stand, cheaper, "ship")).textOf(".flash.good"), /shipped/);
	assert.deepEqual([cheaper.intent.amount_received, stateOf(stand, cheaper), paymentsOf(stand.shop, cheaper.order)[0].captured_minor], [5470, "paid", 5470]);
	await changeTo(stand, dearer, 2);
	assert.deepEqual(askedOf(stand, dearer), [["authorised", 2980], ["created", 2490]]);
	assert.ok(!(await order(stand, dearer)).$('form[action$="/ship"]'), "not before the difference is there");
	const next = await (await dearer.client.get(dearer.session.success_url)).form(again).submit({}, { follow: false }), more = fake.pay(next.header("location"));
	await dearer.client.get(more.success_url);
	assert.deepEqual(askedOf(stand, dearer), [["authorised", 2980], ["authorised", 2490]]);
	assert.match((await shipSome(stand, dearer, 1)).textOf(".flash.good"), /shipped/);
	assert.deepEqual([dearer.intent.amount_received, fake.intent(more.payment_intent).amount_received], [2980, 0], "the oldest first");
	assert.match((await shipSome(stand, dearer, 1)).textOf(".flash.good"), /shipped/);
	assert.deepEqual([dearer.intent.amount_received, fake.intent(more.payment_intent).amount_received, stateOf(stand, dearer)], [2980, 2490, "paid"]);
	// A card that can be charged once is charged what is owed, not what is held.
	await changeTo(stand, once, 2);
	fake.multicapture = false;
	fake.intent(once.session.payment_intent);
	assert.match((await shipSome(stand, once, 1)).textOf(".flash.good"), /shipped/);
	fake.multicapture = true;
	assert.ok([2980, 5470].includes(once.intent.amount_received), String(once.intent.amount_received));
	assert.match((await shipSome(stand, once, 1)).textOf(".flash.good"), /shipped/);
	assert.deepEqual([once.intent.amount_received, stateOf(stand, once)], [5470, "paid"]);
	assert.match(await compared(stand), / 0 differences/);
	const proof = await stoactl(["ledger", "check", stand.shop]);
	assert.equal(proof.status, 0, proof.out);
});

test("money that is on its way, of an order that is changed: the difference alone is asked for", async () => {
	const sold = await place(main), session = fake.pay(sold.url, "unpaid");
	assert.equal(await tell(main, "checkout.session.completed", session), 200);
	await changeTo(main, sold, 2);
	assert.deepEqual(askedOf(main, sold), [["pending", 2490], ["created", 2490]]);
	fake.pay(sold.url);
	assert.equal(await tell(main, "checkout.session.async_payment_succeeded", session), 200);
	assert.deepEqual([stateOf(main, sold), askedOf(main, sold)], ["part_paid", [["captured", 2490], ["created", 2490]]]);
});

const sessionOf = (sold) => fake.sessions.get(sold.url.split("/").at(-1)).session;
const closed = (sold) => until(() => sessionOf(sold).status === "expired", "its page at Stripe is closed");
const byTransfer = async (sold) => (await sold.client.get(`/en/order/${sold.order.token}`)).form(".others form").submit({}, { button: ["method", "bank_transfer"] });

// As if the shopper had been faster than the closing of the page.
function payAllTheSame(sold) {
	Object.assign(sessionOf(sold), { status: "open" });
	return fake.pay(sold.url);
}

test("an attempt to pay at Stripe that has ended: its page is closed, by the call of npm's stripe, again where Stripe did not answer", async () => {
	const stand = await newStand(), [otherWay, cancelled, changed, unanswered] = [await place(stand), await place(stand), await place(stand), await place(stand)];
	await byTransfer(otherWay);
	await closed(otherWay);
	assert.deepEqual(statesOf(stand, otherWay), ["cancelled", "pending"]);
	const { id } = sessionOf(otherWay), [call] = fake.callsOf(stand.key, `/v1/checkout/sessions/${id}/expire`);
	await compare(call, (client, options) => client.checkout.sessions.expire(id, {}, options).catch((e) => assert.equal(e.code, "session_not_open")));
	const staff = await staffOf(stand.shop);
	await (await adminOrder(staff, stand.shop, cancelled.order.number)).form('form[action$="/cancel"]').submit();
	await closed(cancelled);
	await changeTo(stand, changed, 2);
	await closed(changed);
	assert.deepEqual(askedOf(stand, changed), [["cancelled", 2490], ["created", 4980]]);
	fake.faults.set(stand.key, { path: /\/expire$/, status: 503 });
	await byTransfer(unanswered);
	await closed(unanswered);
	fake.faults.delete(stand.key);
	const [{ id: payment }] = paymentsOf(stand.shop, unanswered.order), left = () => shopRows(stand.shop, `SELECT attempts, last_error FROM @shop@.outbox WHERE kind = 'payment_ask' AND ref_id = ${payment} AND attempts > 0`);
	await until(() => left().some((job) => job.last_error === "provider"), "it is asked again");
});

test("paid at Stripe after another way was chosen: what is held there is let go, what was taken counts", async () => {
	const later = await laterStand(), held = await place(later), taken = await place(main);
	for (const sold of [held, taken]) {
		await byTransfer(sold);
		await closed(sold);
	}
	const intent = fake.intent(payAllTheSame(held).payment_intent);
	for (let i = 0; i < 2; i++)
		assert.equal(await tell(later, "payment_intent.amount_capturable_updated", intent), 200);
	assert.deepEqual([fake.intent(intent.id).status, statesOf(later, held), stateOf(later, held)], ["canceled", ["cancelled", "pending"], "unpaid"]);
	assert.equal(await tell(main, "checkout.session.completed", payAllTheSame(taken)), 200);
	assert.deepEqual([stateOf(main, taken), statesOf(main, taken)], ["paid", ["captured", "pending"]]);
});

test("a part is held at Stripe, and the rest paid by another way: the rest alone is asked for", async () => {
	const stand = await laterStand(), sold = await hold(stand);
	await changeTo(stand, sold, 2);
	await byTransfer(sold);
	assert.deepEqual(askedOf(stand, sold), [["authorised", 2980], ["cancelled", 2490], ["pending", 2490]]);
});

test("money that Stripe holds: known by its notice where the browser does not come back, and by asking where no notice comes", async () => {
	const stand = await laterStand({ currency: "KWD", country: "BH", price: "5.124", shipping: "0.500" }), [quiet, lost] = [await place(stand), await place(stand)];
	const session = fake.pay(quiet.url), intent = fake.intent(session.payment_intent);
	assert.equal(intent.amount_capturable, 5620);
	assert.equal(await tell(stand, "checkout.session.completed", session), 200);
	assert.deepEqual(statesOf(stand, quiet), ["pending"]);
	assert.equal(await tell(stand, "payment_intent.amount_capturable_updated", { ...intent, metadata: {} }), 200);
	assert.deepEqual(statesOf(stand, quiet), ["pending"]);
	assert.equal(await tell(stand, "payment_intent.amount_capturable_updated", intent), 200);
	assert.deepEqual(statesOf(stand, quiet), ["authorised"]);
	const other = fake.intent(fake.pay(lost.url).payment_intent);
	shopExecute(stand.shop, `UPDATE @shop@.payment SET updated_at = updated_at - interval '1 hour' WHERE order_id = ${lost.order.id}`);
	assert.equal((await stoactl(["payment", "sweep", stand.shop])).status, 0);
	assert.deepEqual(statesOf(stand, lost), ["authorised"]);
	// Rounded to what Stripe can charge, and still whole.
	assert.match((await press(stand, lost, "ship")).textOf(".flash.good"), /shipped/);
	assert.deepEqual([other.amount_received, stateOf(stand, lost), paymentsOf(stand.shop, lost.order)[0].captured_minor], [5620, "paid", 5624]);
});

const hurry = (stand) => {
	shopExecute(stand.shop, "UPDATE @shop@.outbox SET due_at = now() WHERE kind = 'refund' AND state = 'queued'");
	execute("CELL", `INSERT INTO cell.due (tenant_id, due_at, lane) VALUES (${tenantId(stand.shop)}, now(), 'timer')`);
};

test("a refund without an answer is sent by itself: asked about first, once under its key; only a refusal is told to staff", async () => {
	const stand = await newStand(), staff = await staffOf(stand.shop), mine = { ...stand, staff };
	const [lost, away, refused] = [await sale(stand), await sale(stand), await sale(stand)];
	// Sent, and the answer lost; not sent; not sent, and refused by then.
	fake.faults.set(stand.key, { path: /\/refunds$/, status: 500 });
	await refund(stand, lost, "--amount", "4.90");
	fake.faults.set(stand.key, "reset");
	await refund(stand, away, "--amount", "4.90");
	assert.match((await press(mine, refused, "refund")).textOf(".flash.bad"), /tried again by itself/);
	for (const one of [lost, away, refused])
		assert.deepEqual(refundsOf(stand, one).map((r) => r.state), ["requested"]);
	const timers = shopRows(stand.shop, "SELECT extract(epoch FROM due_at - created_at)::int AS after FROM @shop@.outbox WHERE kind = 'refund'");
	assert.deepEqual(timers.map((t) => t.after), [120, 120, 120]);
	fake.chargeOf(refused.session).disputed = true;
	fake.faults.delete(stand.key);
	hurry(stand);
	await until(() => [lost, away].every((one) => refundsOf(stand, one)[0].state === "done") && refundsOf(stand, refused)[0].state === "failed", "the refunds' ends");
	for (const one of [lost, away])
		assert.deepEqual([fake.chargeOf(one.session).amount_refunded, refundsOf(stand, one).length, stateOf(stand, one)], [490, 1, "part_refunded"]);
	assert.equal(fake.callsOf(stand.key, "/v1/refunds").filter((c) => c.headers["idempotency-key"].startsWith(lost.session.payment_intent)).length, 1);
	await until(() => shopRows(stand.shop, "SELECT 1 FROM @shop@.outbox WHERE kind = 'refund' AND state = 'queued'").length === 0, "no timer");
	const failed = await staff.get(`/en/${stand.shop}/failed`);
	assert.match(failed.textOf("main"), /Refund[^]*did not send the money back/);
	assert.ok(failed.textOf("main").includes(refused.order.number));
	assert.ok(!failed.textOf("main").includes(away.order.number));
});

test("the desk counts cancelled orders whose money is still here, and leads to them", async () => {
	const stand = await newStand(), staff = await staffOf(stand.shop), mine = { ...stand, staff }, sold = await sale(stand), kept = await sale(stand);
	const desk = async () => (await staff.get(`/en/${stand.shop}/`)).textOf(".figures");
	assert.doesNotMatch(await desk(), /Money to send back/);
	await press(mine, sold, "cancel");
	assert.match(await desk(), /Money to send back\s*1/);
	const list = await (await staff.get(`/en/${stand.shop}/`)).click('a[href*="to_give_back"]');
	assert.ok(list.textOf("main").includes(sold.order.number) && !list.textOf("main").includes(kept.order.number));
	assert.equal((await refund(stand, sold)).status, 0);
	assert.doesNotMatch(await desk(), /Money to send back/);
});

test("a dispute that is lost is in the books: the money, the tax in it and Stripe's fee, once; what goes back by hand afterwards counts beside it", async () => {
	const stand = await newStand(), sold = await sale(stand), charge = fake.chargeOf(sold.session);
	const dispute = { id: `du_${sold.session.payment_intent}`, object: "dispute", amount: 2000, currency: "eur", payment_intent: sold.session.payment_intent, reason: "fraudulent", status: "needs_response",
		balance_transactions: [{ amount: -2000, fee: 1500, net: -3500, currency: "eur" }] };
	const books = () => Object.fromEntries(shopRows(stand.shop, `SELECT a.account, sum(a.minor)::bigint AS minor FROM @shop@.ledger_posting p
		CROSS JOIN LATERAL (VALUES (p.debit, p.minor), (p.credit, -p.minor)) a (account, minor) WHERE p.order_id = ${sold.order.id} GROUP BY 1`).map((r) => [r.account.split(":")[0], r.minor]));
	assert.equal(await tell(stand, "charge.dispute.created", dispute), 200);
	assert.equal(books().cash, 2490);
	for (const type of ["charge.dispute.closed", "charge.dispute.closed", "charge.dispute.updated"])
		assert.equal(await tell(stand, type, { ...dispute, status: "lost" }), 200);
	assert.deepEqual([books().cash, books().fees, stateOf(stand, sold)], [2490 - 2000 - 1500, 1500, "part_refunded"]);
	assert.deepEqual(refundsOf(stand, sold).map((r) => [r.state, r.amount_minor, r.provider_ref]), [["done", 2000, dispute.id]]);
	assert.ok(!shopRows(stand.shop, `SELECT kind FROM @shop@.outbox WHERE order_id = ${sold.order.id}`).some((m) => m.kind === "mail_refunded"), "no mail says that the shop sent it");
	// The rest, by the merchant's own hand at Stripe, whose sum does not count the dispute.
	charge.amount_refunded = 490;
	assert.equal(await tell(stand, "charge.refunded", charge), 200);
	assert.deepEqual([refundsOf(stand, sold).map((r) => r.amount_minor), stateOf(stand, sold)], [[2000, 490], "refunded"]);
	const proof = await stoactl(["ledger", "check", stand.shop]);
	assert.equal(proof.status, 0, proof.out);
	// One that is won costs nothing where Stripe gives its fee back.
	const won = await sale(stand), kept = { ...dispute, id: "du_won", payment_intent: won.session.payment_intent, status: "won", balance_transactions: [{ amount: -2490, fee: 1500, currency: "eur" }, { amount: 2490, fee: -1500, currency: "eur" }] };
	assert.equal(await tell(stand, "charge.dispute.closed", kept), 200);
	assert.deepEqual([stateOf(stand, won), refundsOf(stand, won).length], ["paid", 0]);
});
