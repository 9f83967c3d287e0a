// Payment providers that fail, in every way that faulty.mjs knows: what the shopper sees within 3 s, that the circuit opens and closes, that nothing is charged
// twice; and what the shoppers of other shops notice of one shop's provider that hangs: --pairs N of windows of --seconds N side by side, judged by the long form.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../../lib/buy.mjs";
import { shopClient } from "../../lib/client.mjs";
import { FAULTS } from "../../lib/faulty.mjs";
import { until } from "../../lib/program.mjs";
import { AGAIN, NEXT, Providers, assertMoment, attemptsOf, browse, come, goOn, orderOf, place, reviewer, takenFor } from "../../lib/providers.mjs";
import { shopExecute, shopRows } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { aroundToday, demoNotice, newTill, ordersOf, paymentsOf, sendNotice, tenantId } from "../../lib/till.mjs";

const short = process.argv.includes("--short");
const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const pairs = option("--pairs", short ? 1 : 20), seconds = option("--seconds", short ? 0.7 : 8);
// How long a shopper may wait, and how long a provider is left alone first; the long form has the settings' own patience, and judges by 3 s, the short one
// beside other tests by what is less than the 10 s of a call that nobody hurries.
const patience = short ? 1200 : 2500, pause = 1000, MOST_MS = short ? 8000 : 3000, MOVES_AT_MOST = 1.2;
const began = Date.now(), waits = [];

const seen = (step) => {
	waits.push(step.ms);
	assert.ok(step.ms < MOST_MS, `the shopper waited for ${Math.round(step.ms)} ms`);
	return step;
};
const silent = (fault) => !(fault === 500 || fault === "told-failed" || fault === "told-done");

// From whatever page the shopper stands on to the provider's, once it answers again and is no longer left alone.
async function toProvider(who, page) {
	const token = orderOf(who).token;
	return until(async () => {
		const step = seen(page.$(NEXT) || page.$(AGAIN) ? await goOn(who, page) : await come(who, `/en/order/${token}`));
		page = step.page;
		return step.url;
	}, "the provider's page comes", 20);
}

// A moment, please; or the order's page, where so much had failed before that the provider is left alone, or has just been.
function isToldToWait(page, asks, what) {
	if (page.heading === "One moment, please")
		return assertMoment(page, asks);
	assert.match(page.textOf("main"), asks ? /so we do not know yet whether you have paid|has not told us of a payment yet/ : /nothing was charged/, what);
	return assert.ok(!page.$(".pill.good"), what);
}

// Who has paid and comes back: at once, or as often as it takes where the provider could not be asked in time.
async function isPaidOnce(who, back, what) {
	const page = await until(async () => {
		const step = seen(await come(who, back));
		return step.page.$(".pill.good") && step.page;
	}, `${what}: known in the end`, 30);
	assert.ok(!page.$(AGAIN), `${what}: ${page.textOf("main")}`);
	assert.deepEqual(attemptsOf(who).filter((p) => p.state === "captured").length, 1, what);
	assert.equal(orderOf(who).payment_state, "paid", what);
	assert.equal(takenFor(who), 1, `${what}: taken once`);
}

// The provider fails when the payment begins.
async function failsAtBeginning(stand, fault) {
	const who = await reviewer(stand), { proxy, kind } = stand, what = `${kind} ${fault} at the beginning`;
	proxy.taken();
	proxy.set(fault, { path: stand.begin });
	let { page, url } = seen(await place(who));
	assert.equal(takenFor(who), 0);
	if (fault === "told-done") {
		// Its page does not know the shopper, who comes back.
		assert.match(url ?? (await toProvider(who, page)), /lie/i, what);
		page = seen(await come(who, `/en/order/${orderOf(who).token}/back`)).page;
		assert.match(page.textOf("main"), /nothing was charged/, what);
	} else if (silent(fault)) {
		isToldToWait(page, false, what);
		// Who does not wait may press in two tabs: still one attempt, under one key.
		if (page.$(NEXT))
			await Promise.all([goOn(who, page), goOn(who, page)].map(async (step) => seen(await step)));
	} else {
		assert.match(page.textOf("main"), /nothing was charged/, what);
	}
	proxy.set(null);
	url = await toProvider(who, page);
	const keys = new Set(proxy.taken().filter((c) => c.method === "POST" && stand.begin.test(c.path)).map((c) => c.headers["idempotency-key"] ?? c.headers["paypal-request-id"]));
	// What was never answered is sent again under its own key; only an answer that ends an attempt lets another one begin.
	assert.ok(keys.size <= (silent(fault) || (kind === "paypal" && fault !== "told-done") ? 1 : 2), `${what}: ${keys.size} keys`);
	await isPaidOnce(who, await stand.pay(stand.fake, url), what);
}

// The provider fails when the shopper comes back and is asked what became of it, or takes the money.
async function failsAtReturn(stand, fault) {
	const who = await reviewer(stand), { proxy, kind } = stand, what = `${kind} ${fault} at the return`;
	const first = seen(await place(who)), told = fault === "told-done";
	const url = first.url ?? (await toProvider(who, first.page));
	const back = told && kind === "stripe" ? await stand.leave(stand.fake, url) : await stand.pay(stand.fake, url);
	proxy.taken();
	proxy.set(fault, { path: stand.back });
	const { page } = seen(await come(who, back));
	if (told) {
		// Nobody can know better than the provider, until its own list is compared.
		proxy.set(null);
		assert.ok(page.$(".pill.good"), what);
		const compared = await stoactl(["reconcile", stand.shop, ...aroundToday()]);
		assert.equal(compared.status, 1, what);
		assert.match(compared.out, new RegExp(`order ${orderOf(who).number}\\b`), what);
		return;
	}
	if (silent(fault)) {
		isToldToWait(page, true, what);
	} else if (page.header("refresh")) {
		isToldToWait(page, true, what);
	} else {
		assert.ok(page.$(".pill.warn") && !page.$(".pill.good"), what);
	}
	// Who presses to pay anew, or chooses another way, begins nothing: what became of this is not known.
	const token = orderOf(who).token;
	for (const form of [{}, { method: "bank_transfer" }])
		seen(await browse(who, () => who.client.post(`/en/order/${token}/pay`, form, { follow: false })));
	assert.deepEqual(attemptsOf(who).map((p) => p.state), [attemptsOf(who)[0].state], what);
	assert.equal(proxy.taken().filter((c) => c.method === "POST" && stand.begin.test(c.path)).length, 0, `${what}: nothing is begun`);
	proxy.set(null);
	await isPaidOnce(who, `/en/order/${token}/back`, what);
}

// The demo provider is never called: it can only be late, silent or wrong in what it tells.
async function demoFails(all) {
	const shop = await newTill(), machine = shopClient(shop, { way: all.way }), of = (email) => ordersOf(shop, email)[0];
	const bought = async () => {
		const email = someEmail("demo");
		const { client, page } = await buy({ shop, locale: "en", method: "demo", answer: "leave", products: ["/p/mug"], email, client: shopClient(shop, { way: all.way }) });
		const [payment] = paymentsOf(shop, of(email));
		return { client, email, payment, page };
	};
	const tell = async (payment, type, lies) => (await sendNotice(shop, demoNotice(shop, payment, type, lies), {}, machine)).status;
	const late = await bought();
	assert.match(late.page.textOf("main"), /not told us of a payment yet/);
	assert.equal(await tell(late.payment, "payment.declined"), 200, "told as failed");
	assert.equal(await tell(late.payment, "payment.approved"), 200, "and then as done");
	assert.equal(of(late.email).payment_state, "paid");
	const liar = await bought();
	assert.notEqual(await tell(liar.payment, "payment.approved", { fields: { amount: 1 } }), 200, "told as done, of another sum");
	assert.notEqual((await sendNotice(shop, { body: "<html>", signature: "t=1,v1=00" }, {}, machine)).status, 200, "rubbish");
	const whole = demoNotice(shop, liar.payment, "payment.approved");
	assert.notEqual((await sendNotice(shop, { ...whole, body: whole.body.slice(0, 40) }, {}, machine)).status, 200, "half");
	assert.equal(of(liar.email).payment_state, "unpaid");
	for (let i = 0; i < 5; i++)
		assert.equal(await tell(liar.payment, "payment.approved", { id: "evt_five" }), 200, "five times");
	assert.deepEqual(paymentsOf(shop, of(liar.email)).map((p) => [p.state, p.captured_minor]), [["captured", of(liar.email).total_minor]]);
}

const logged = (stand, word) => stand.all.program.log.split("\n").filter((l) => / event=breaker /.test(l) && l.includes(`tenant=${stand.tenant} `) && l.includes(`state=${word}`)).length;

async function opensAndCloses(stand) {
	const { proxy } = stand;
	stand.tenant = tenantId(stand.shop);
	proxy.set("hang");
	const who = await reviewer(stand), waiting = await reviewer(stand);
	let { page } = seen(await place(who));
	await until(async () => {
		page = seen(page.$(NEXT) || page.$(AGAIN) ? await goOn(who, page) : await come(who, `/en/order/${orderOf(who).token}`)).page;
		return /does not answer at the moment, and nothing was charged/.test(page.textOf("main"));
	}, "it is left alone", 20);
	assert.ok(page.$(".others button"), "another way is offered");
	proxy.taken();
	for (let n = 0; n < 5; n++)
		seen(await come(who, `/en/order/${orderOf(who).token}/moment?tries=1`));
	const tries = proxy.taken().length;
	assert.ok(tries <= 1 + Math.ceil(5 * patience / pause), `${tries} calls while it is left alone`);
	const paid = await browse(who, () => page.form(".others form").submit({}, { button: ["method", "bank_transfer"], follow: false }));
	assert.match(paid.page.textOf("main"), /Bank transfer/i);
	proxy.set(null);
	// As one shopper after another comes: the first whose try falls behind the pause closes it.
	let { page: next, url } = seen(await place(waiting));
	await until(async () => {
		if (!url)
			({ page: next, url } = seen(await (next.$(AGAIN) || next.header("refresh") ? goOn(waiting, next) : come(waiting, `/en/order/${orderOf(waiting).token}`))));
		return url;
	}, "it is tried again", 30);
	await isPaidOnce(waiting, await stand.pay(stand.fake, url), "after the circuit has closed");
	assert.deepEqual([logged(stand, "open"), logged(stand, "closed")], [1, 1], "the log says each change once");
}

const quantile = (list, q) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];

// Milliseconds of each answer of other shops' checkout, for so long, while a crowd presses to pay in the shop whose provider hangs or does not.
async function window_(hanging, crowd, others) {
	const end = performance.now() + seconds * 1000, took = [];
	hanging.proxy.set(hanging.hangs ? "hang" : null);
	const press = crowd.map(async (who) => {
		while (performance.now() < end) {
			await browse(who, () => who.client.post(`/en/order/${who.token}/pay`, {}, { follow: false }));
			await sleep(200);
		}
	});
	const sell = others.map(async (other) => {
		while (performance.now() < end) {
			const way = async (request) => {
				const t = performance.now(), answer = await other.all.way(request);
				if (/\/(checkout|order)(\/|$)/.test(request.target.split("?")[0]))
					took.push(performance.now() - t);
				return answer;
			};
			const who = await reviewer({ ...other, all: { ...other.all, way } });
			const { page, url } = await place(who);
			await come(who, await other.pay(other.fake, url ?? await toProvider(who, page)));
		}
	});
	await Promise.all([...press, ...sell]);
	hanging.proxy.release();
	return took;
}

async function othersNotice(all, hanging, others) {
	const crowd = [];
	// More than the windows of a quick machine can sell.
	for (const { shop } of [hanging, ...others])
		shopExecute(shop, "UPDATE @shop@.stock SET on_hand = 1000000");
	for (let n = 0; n < (short ? 2 : 4); n++) {
		const who = await reviewer(hanging);
		await place(who);
		crowd.push(Object.assign(who, { token: orderOf(who).token }));
	}
	const took = { answers: [], hangs: [] }, ratios = [];
	for (let n = 0; n < pairs; n++) {
		const pair = {};
		for (const how of n % 2 ? ["hangs", "answers"] : ["answers", "hangs"]) {
			pair[how] = await window_({ ...hanging, hangs: how === "hangs" }, crowd, others);
			took[how].push(...pair[how]);
		}
		ratios.push(quantile(pair.hangs, 0.99) / quantile(pair.answers, 0.99));
	}
	hanging.proxy.set(null);
	const p = (q) => Object.fromEntries(Object.entries(took).map(([how, list]) => [how, quantile(list, q)]));
	const half = p(0.5), most = p(0.99), moved = most.hangs / most.answers;
	console.log(`other shops' checkout while one shop's provider answers, and hangs: ${took.answers.length} and ${took.hangs.length} answers, p50 ${half.answers.toFixed(1)} and ${half.hangs.toFixed(1)} ms, ` +
		`p99 ${most.answers.toFixed(1)} and ${most.hangs.toFixed(1)} ms: ${moved.toFixed(2)} times (${pairs} pairs of windows, in the middle ${quantile(ratios, 0.5).toFixed(2)} times)`);
	if (!short)
		assert.ok(moved < MOVES_AT_MOST, "the other shops' p99 moves by less than 20 %");
}

const all = await Providers.open({ provider_milliseconds: patience, provider_pause_milliseconds: pause }, 8);
try {
	const [stripe, paypal, opens] = await Promise.all(["stripe", "paypal", "stripe"].map((kind) => all.stand(kind))), cases = { stripe: 0, paypal: 0 };
	const each = async (stand, fn, faults) => {
		for (const fault of faults) {
			await fn(stand, fault);
			cases[stand.kind]++;
		}
	};
	if (short) {
		await Promise.all([each(stripe, failsAtBeginning, ["hang-after", "drip", "told-failed", "told-done"]), each(paypal, failsAtReturn, ["reset-after", 500, "rubbish"]), demoFails(all), opensAndCloses(opens)]);
	} else {
		await Promise.all([each(stripe, failsAtBeginning, FAULTS), each(paypal, failsAtReturn, FAULTS), demoFails(all), opensAndCloses(opens)]);
		await Promise.all([each(stripe, failsAtReturn, FAULTS), each(paypal, failsAtBeginning, FAULTS)]);
	}
	const worst = Math.max(...waits);
	await othersNotice(all, opens, [stripe, paypal]);
	console.log(`providers: ${cases.stripe} failures of Stripe, ${cases.paypal} of PayPal and 6 of the demo provider met by shoppers: ${waits.length} answers, ${Math.round(worst)} ms at most, nothing charged twice; ` +
		`the circuit opened and closed; ${((Date.now() - began) / 1000).toFixed(1)} s`);
} catch (e) {
	console.error(all.program.log.split("\n").filter((l) => !/status=(200|303) /.test(l)).slice(-40).join("\n"));
	throw e;
} finally {
	await all.end();
}
process.exit(0);
