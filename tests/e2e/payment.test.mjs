// Paying at a provider's page: approve, decline, walk away, pay again; and notices that lie.
import assert from "node:assert/strict";
import { addToCart, buy, checkoutToReview, payAtDemo, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { demoNotice, newTill, ordersOf, paymentsOf, sendNotice } from "../lib/till.mjs";

const shop = await newTill();
const again = 'form[action$="/pay"]';
const sale = (answer, rest = {}) => buy({ shop, locale: "de", method: "demo", answer, products: ["/p/mug"], ...rest });
const stateOf = (sold) => ordersOf(shop, sold.email)[0].payment_state;
const statesOf = (sold) => paymentsOf(shop, sold.order).map((p) => p.state);

// An order that waits for the provider's word, and its payment.
async function waiting() {
	const sold = await sale("leave");
	const [payment] = paymentsOf(shop, sold.order);
	return { ...sold, payment };
}

test("approved: paid once, and the page says so", { sale: true }, async () => {
	const sold = await sale("approve");
	assert.equal(stateOf(sold), "paid");
	assert.deepEqual(statesOf(sold), ["captured"]);
	assert.ok(sold.page.$(".pill.good"));
	assert.ok(!sold.page.$(again));
});

test("declined, declined again, then approved: one order, each attempt on record", async () => {
	const sold = await sale("decline");
	assert.equal(stateOf(sold), "unpaid");
	assert.ok(sold.page.$(".pill.bad"));
	let page = await payAtDemo(await sold.page.form(again).submit(), "decline");
	assert.deepEqual(statesOf(sold), ["failed", "failed"]);
	page = await payAtDemo(await page.form(again).submit(), "approve");
	assert.equal(stateOf(sold), "paid");
	assert.deepEqual(statesOf(sold), ["failed", "failed", "captured"]);
	assert.ok(!page.$(again));
	assert.equal(ordersOf(shop, sold.email).length, 1);
	assert.equal((await page.client.post(`/de/order/${sold.token}/pay`, {}, { follow: false })).header("location"), `/de/order/${sold.token}?fresh=1`, "paid is paid");
});

test("walked away: the order waits and can still be paid, by the same payment", async () => {
	const sold = await sale("leave");
	assert.equal(stateOf(sold), "unpaid");
	assert.ok(sold.page.$(".pill.warn"));
	await payAtDemo(await sold.page.form(again).submit(), "approve");
	assert.equal(stateOf(sold), "paid");
	assert.deepEqual(statesOf(sold), ["captured"]);
});

test("approved in two tabs: paid once", async () => {
	const client = shopClient(shop), email = someEmail("tabs");
	await addToCart(client, { locale: "de", product: "/p/mug" });
	const review = await checkoutToReview(client, { email, method: "demo" });
	const page = await review.form('main form[method="post"]').submit();
	await Promise.all([payAtDemo(page), payAtDemo(page)]);
	const [order] = ordersOf(shop, email);
	assert.equal(order.payment_state, "paid");
	const paid = shopRows(shop, `SELECT kind FROM @shop@.order_event WHERE order_id = ${order.id} AND kind LIKE 'paid%'`);
	assert.deepEqual(paid.map((e) => e.kind), ["paid"]);
});

test("the browser may follow the button to the provider and back, and nowhere else", { sale: true }, async () => {
	const client = shopClient(shop);
	await addToCart(client, { locale: "de", product: "/p/mug" });
	const review = await checkoutToReview(client, { email: someEmail(), method: "demo" });
	assert.match(review.header("content-security-policy"), /form-action 'self' http:\/\/demopay\.localhost:\d+ *(;|$)/);
	const page = await review.form('main form[method="post"]').submit();
	assert.ok(page.header("content-security-policy").includes(`form-action 'self' http://${shop}.localhost:`));
	const offline = await buy({ shop, locale: "de", products: ["/p/mug"] });
	assert.match(offline.page.header("content-security-policy"), /form-action 'self' *(;|$)/);
});

test("the provider's page speaks the shop's language and names shop, amount and order", async () => {
	for (const locale of ["de", "ar"]) {
		const client = shopClient(shop);
		await addToCart(client, { locale, product: "/p/mug" });
		const review = await checkoutToReview(client, { locale, email: someEmail(), method: "demo" });
		const total = review.textOf(".sums tr.total td");
		const page = await review.form('main form[method="post"]').submit();
		assert.equal(page.$("html").getAttribute("lang"), locale);
		assert.ok(page.heading.includes(total), page.heading);
		assert.match(page.textOf("main"), /\bT\d+/);
		const [{ title }] = shopRows(shop, `SELECT coalesce(t.title, d.title) AS title FROM @shop@.shop s LEFT JOIN @shop@.shop_text t ON t.locale = '${locale}'
			JOIN @shop@.shop_text d ON d.locale = s.default_locale`);
		assert.ok(page.textOf("main").includes(title), `${locale}: the shop's title "${title}"`);
		assert.ok(!page.textOf("main").includes(new URL(review.url).hostname), "not its host");
	}
});

test("an address at the provider that no shop made is a 404", { sale: true }, async () => {
	const client = shopClient("demopay");
	const sold = await sale("leave");
	const real = new URL((await sold.page.form(again).submit()).url).pathname;
	assert.equal((await client.get(real)).status, 200);
	const half = Math.floor(real.length / 2);
	for (const path of ["/pay/x", `${real}A`, `${real.slice(0, half)}${real[half] === "A" ? "B" : "A"}${real.slice(half + 1)}`, `/pay/${"0".repeat(200)}`]) {
		assert.equal((await client.get(path)).status, 404, path);
		assert.equal((await client.post(path, { answer: "approve" })).status, 404, path);
	}
	for (const answer of ["maybe", "", "approve; x"])
		assert.ok([400].includes((await client.post(real, { answer })).status), answer);
	assert.equal(stateOf(sold), "unpaid");
});

test("a forged notice is a 403 and changes nothing", { sale: true }, async () => {
	const sold = await waiting(), notice = demoNotice(shop, sold.payment, "payment.approved");
	const other = demoNotice(shop, sold.payment, "payment.approved", { tenant: 999999 });
	for (const [what, body, signature] of [
		["no signature", notice.body, null], ["an empty one", notice.body, ""], ["nonsense", notice.body, "t=1,v1=x"],
		["zeros", notice.body, notice.signature.replace(/v1=.*/, `v1=${"0".repeat(64)}`)],
		["another body", notice.body.replace(String(sold.payment.amount_minor), "1"), notice.signature],
		["another shop's key", other.body, other.signature],
		["a later time", notice.body, notice.signature.replace(/t=(\d+)/, (_, t) => `t=${Number(t) + 1}`)],
	]) {
		const answer = await sendNotice(shop, { body, signature });
		assert.equal(answer.status, 403, what);
		assert.equal(answer.text, "forbidden\n", "one line, for whoever reads the provider's log");
	}
	assert.deepEqual([stateOf(sold), statesOf(sold)], ["unpaid", ["created"]]);
	assert.equal((await sendNotice(shop, notice)).status, 200, "the true one is taken");
	assert.equal(stateOf(sold), "paid");
});

test("a stale notice is a 403", { sale: true }, async () => {
	const sold = await waiting(), now = Math.floor(Date.now() / 1000);
	for (const at of [now - 3600, now - 310, now + 310])
		assert.equal((await sendNotice(shop, demoNotice(shop, sold.payment, "payment.approved", { at }))).status, 403, String(at - now));
	assert.equal(stateOf(sold), "unpaid");
	assert.equal((await sendNotice(shop, demoNotice(shop, sold.payment, "payment.approved", { at: now - 200 }))).status, 200);
});

test("a replayed notice is taken and changes nothing", { sale: true }, async () => {
	const sold = await waiting(), notice = demoNotice(shop, sold.payment, "payment.approved");
	const before = () => shopRows(shop, `SELECT (SELECT count(*) FROM @shop@.order_event WHERE order_id = ${sold.order.id}) AS events,
		(SELECT count(*) FROM @shop@.outbox WHERE order_id = ${sold.order.id}) AS mails, (SELECT updated_at FROM @shop@.payment WHERE id = ${sold.payment.id}) AS at`)[0];
	assert.equal((await sendNotice(shop, notice)).status, 200);
	const once = before();
	for (const again of await Promise.all([1, 2, 3].map(() => sendNotice(shop, notice))))
		assert.equal(again.status, 200);
	assert.deepEqual(before(), once);
});

test("a decline that comes after the approval does not undo it", async () => {
	const sold = await waiting();
	assert.equal((await sendNotice(shop, demoNotice(shop, sold.payment, "payment.approved"))).status, 200);
	await sendNotice(shop, demoNotice(shop, sold.payment, "payment.declined"));
	assert.deepEqual([stateOf(sold), statesOf(sold)], ["paid", ["captured"]]);
});

test("a true signature on a wrong amount, currency, payment or kind changes nothing", async () => {
	const sold = await waiting();
	for (const [fields, status] of [[{ amount: 1 }, 409], [{ currency: "JPY" }, 409], [{ key: "f".repeat(32) }, 404]])
		assert.equal((await sendNotice(shop, demoNotice(shop, sold.payment, "payment.approved", { fields }))).status, status, JSON.stringify(fields));
	for (const fields of [{ type: "payment.maybe" }, { amount: -1 }, { currency: "EURO" }, { id: 7 }])
		assert.equal((await sendNotice(shop, demoNotice(shop, sold.payment, "payment.approved", { fields }))).status, 403, JSON.stringify(fields));
	assert.equal((await sendNotice(env.SHOP, demoNotice(shop, sold.payment, "payment.approved"))).status, 403, "at another shop");
	assert.equal((await shopClient(shop).raw({ method: "POST", path: "/hook/none", body: "{}" })).status, 404);
	assert.equal((await shopClient(shop).get("/hook/demo")).status, 405);
	assert.deepEqual([stateOf(sold), statesOf(sold)], ["unpaid", ["created"]]);
});
