// Payment providers that fail: who is asked for a moment, who is offered another way, who is told; and that nothing is begun twice.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { staffOf } from "../lib/admin.mjs";
import { env } from "../lib/env.mjs";
import { talk } from "../lib/fcgi.mjs";
import { readMetrics, token } from "../lib/metrics.mjs";
import { Program, surroundings, until } from "../lib/program.mjs";
import { AGAIN, NEXT, POST, Providers, assertMoment, attemptsOf, browse, come, goOn, orderOf, place, reviewer, takenFor } from "../lib/providers.mjs";
import { shopExecute } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const only = ["fcgi"];

async function withProviders(settings, fn) {
	const all = await Providers.open({ provider_pause_milliseconds: 60000, ...settings });
	try {
		await fn(all);
	} finally {
		await all.end();
	}
}

// From the page that asks for a moment as often as it does, to the one that asks no more.
async function patiently(who, page) {
	for (let n = 0; page.$(NEXT) && n < 10; n++)
		({ page } = await goOn(who, page));
	return page;
}

// Of the box whose settings these are.
function doctor(conf) {
	try {
		return execFileSync(join(dirname(env.LOG_DIR), "inst", "sbin", "stoactl"), ["doctor"], { env: { ...surroundings, STOA_CONF: conf, PGUSER: "stoa" }, encoding: "utf8" });
	} catch (e) {
		return e.stdout;
	}
}

const figures = (conf) => {
	let told;
	return Program.with({ name: "metrics", conf }, async (program) => {
		const answer = await program.ask("nobody", { path: "/metrics", headers: { authorization: `Bearer ${token()}` } });
		told = readMetrics(answer.body.toString());
	}).then(() => told);
};

test("a provider that fails a shop is left alone by it: other ways are offered, and the merchant and whoever watches are told", { only }, () => withProviders({}, async (all) => {
	const stand = await all.stand("stripe"), other = await all.stand("stripe"), { proxy } = stand, conf = all.settings.conf;
	const staff = await staffOf(stand.shop), desk = async () => {
		const told = {};
		await Program.with({ name: "admin", conf }, async (admin) => {
			staff.exchange = (request) => talk(admin.socket, { timeout: 30000, headers: [], body: Buffer.alloc(0), ...request });
			for (const [name, path] of [["first", ""], ["settings", "settings/payments"]])
				told[name] = (await staff.get(`/en/${stand.shop}/${path}`)).textOf("main");
		});
		return told;
	};
	const who = await reviewer(stand), early = await reviewer(stand), late = await reviewer(stand, { method: "bank_transfer" });
	proxy.set("reset");
	const { page: moment } = await place(who);
	assertMoment(moment, false);
	const page = await patiently(who, moment);
	assert.match(page.textOf("main"), /does not answer at the moment, and nothing was charged\. You can pay another way/);
	assert.ok(!page.$(AGAIN) && page.$(".others[open] button[value=bank_transfer]"), "other ways, and not this one");
	const asked = proxy.taken().length;
	// Who comes to choose is offered the others; who had chosen it is told; who had read over the order has it, and pays otherwise.
	assert.ok(!(await late.client.get("/en/checkout/payment")).form(POST).choices("method").includes("stripe"));
	const chosen = await early.client.get("/en/checkout/review");
	assert.match(chosen.url, /\/checkout\/payment$/);
	assert.match(chosen.textOf("main"), /does not answer at the moment\. Please choose another one/);
	const { page: ordered } = await place(early);
	const paid = await browse(early, () => ordered.form(".others form").submit({}, { button: ["method", "bank_transfer"], follow: false }));
	assert.match(paid.page.textOf("main"), /Bank transfer/);
	assert.deepEqual(attemptsOf(early).map((p) => [p.provider, p.state]), [["stripe", "cancelled"], ["offline", "pending"]]);
	shopExecute(stand.shop, "UPDATE @shop@.payment_method SET active = false WHERE provider <> 'stripe'");
	const alone = await late.client.get("/en/checkout/payment");
	assert.deepEqual(alone.form(POST).choices("method"), ["stripe"], "the only way stays,");
	assert.match(alone.textOf("main"), /Does not answer at the moment\. You can order now, and pay later/, "with a word");
	assert.equal(proxy.taken().length, 0, "it was left alone");
	assert.ok((await place(await reviewer(other))).url, "another shop of the same box goes on with its own");
	const told = await desk(), all_ = await figures(conf);
	assert.match(told.first, /does not answer at the moment\. Shoppers are offered your other ways to pay/);
	assert.match(told.settings, /Does not answer/);
	assert.deepEqual(["open", "half_open"].map((state) => all_.value("stoa_provider_breakers", { provider: "stripe", state })), [1, 0]);
	assert.equal(all_.value("stoa_provider_breaker_total", { program: "checkout", to: "open" }), 1);
	assert.match(doctor(conf), /note {2}stripe: does not answer to 1 shops/);
	const lines = () => all.program.log.split("\n").filter((l) => / event=breaker /.test(l)).map((l) => /provider=(\S+) state=(\S+)/.exec(l).slice(1).join(" "));
	assert.deepEqual(lines(), ["stripe open"], "the log says it once");
	assert.ok(asked >= 3);
}));

test("after its pause one shopper tries a provider that was left alone, and it is offered as before", { only }, () => withProviders({ provider_pause_milliseconds: 400 }, async (all) => {
	const stand = await all.stand("paypal"), { proxy } = stand, who = await reviewer(stand);
	proxy.set(500);
	let { page, url } = await place(who);
	await until(async () => {
		page = page.$(NEXT) || page.$(AGAIN) ? (await goOn(who, page)).page : page;
		return / does not answer at the moment/.test(page.textOf("main"));
	}, "it is left alone");
	proxy.set(null);
	await until(async () => {
		({ page, url } = page.$(NEXT) || page.$(AGAIN) ? await goOn(who, page) : await come(who, `/en/order/${orderOf(who).token}`));
		return url;
	}, "it is tried again");
	const back = await come(who, await stand.pay(stand.fake, url));
	assert.ok(back.page.$(".pill.good"));
	assert.equal(takenFor(who), 1);
	assert.match(all.program.log, /event=breaker .*provider=paypal state=closed/);
	assert.ok((await place(await reviewer(stand))).url);
}));

test("what became of a payment is not known: it is neither begun anew nor paid another way, its page says so and loads itself, and the sweep finds out", { only }, () => withProviders({}, async (all) => {
	const stand = await all.stand("paypal"), { proxy } = stand, who = await reviewer(stand), { url } = await place(who);
	const back = await stand.pay(stand.fake, url);
	proxy.set("reset-after", { path: /capture$|orders\/\w+$/ });
	const { page: moment } = await come(who, back);
	assertMoment(moment, true);
	proxy.taken();
	const order = orderOf(who), before = attemptsOf(who), pay = (form) => browse(who, () => who.client.post(`/en/order/${order.token}/pay`, form, { follow: false }));
	for (const form of [{}, { method: "bank_transfer" }])
		await pay(form);
	const page = await patiently(who, (await come(who, `/en/order/${order.token}`)).page);
	assert.match(page.textOf("main"), /does not answer at the moment, so we do not know yet whether you have paid/);
	assert.equal(page.header("refresh"), "30");
	assert.ok(!page.$(AGAIN) && !page.$(".others"), "nothing to press that could pay once more");
	for (const form of [{}, { method: "bank_transfer" }])
		await pay(form);
	assert.deepEqual(attemptsOf(who), before, "the attempt is the one that it was");
	assert.equal(proxy.taken().filter((c) => c.method === "POST" && stand.begin.test(c.path)).length, 0);
	assert.equal(orderOf(who).payment_state, "unpaid");
	shopExecute(stand.shop, "UPDATE @shop@.payment SET updated_at = updated_at - interval '5 min'");
	const swept = await stoactl(["payment", "sweep", stand.shop]);
	assert.equal(swept.status, 0, swept.err);
	assert.ok((await come(who, `/en/order/${order.token}`)).page.$(".pill.good"));
	assert.deepEqual([attemptsOf(who).map((p) => p.state), takenFor(who)], [["captured"], 1]);
}));

test("one process a shop and half of all wait for providers, and no more: who comes then is asked for a moment at once, and pages go on", { only }, () => withProviders({ provider_milliseconds: 20000 }, async (all) => {
	const stands = [await all.stand("stripe"), await all.stand("stripe"), await all.stand("stripe")], proxy = all.proxies.stripe;
	const [first, again, second, third] = [await reviewer(stands[0]), await reviewer(stands[0]), await reviewer(stands[1]), await reviewer(stands[2])];
	proxy.set("hang");
	const waiting = [place(first), place(second)];
	await until(() => proxy.calls.length === 2, "two of four processes wait");
	for (const who of [again, third]) {
		const { page, ms } = await place(who);
		assertMoment(page, false);
		assert.ok(ms < 8000, `${ms} ms, and not the 10 s of a call`);
		assert.equal(attemptsOf(who)[0].session_ref, null, "not begun");
	}
	assert.equal(proxy.calls.length, 2, "nobody else was asked");
	assert.equal((await come(again, "/en/checkout")).page.status, 200);
	proxy.set(null);
	await Promise.all(waiting);
	for (const who of [again, third, first, second])
		assert.ok((await until(async () => (await come(who, `/en/order/${orderOf(who).token}/moment?tries=1`)).url, "the payment's page comes")), "nothing is lost");
}));
