// Two Postgres servers in step, orders over HTTP, and the primary killed with all its processes: no order that a shopper was told of is lost, none is
// there twice, and orders flow again within 15 s.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addToCart, checkoutToReview, payAtDemo, someEmail } from "../../lib/buy.mjs";
import { shopClient } from "../../lib/client.mjs";
import { env } from "../../lib/env.mjs";
import { readMetrics, token } from "../../lib/metrics.mjs";
import { rows, shopExecute, shopRows } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { newTill } from "../../lib/till.mjs";

const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const runs = option("--runs", 5), shoppers = option("--shoppers", 8), bound = option("--seconds", 15);
const POST = 'main form[method="post"]', BEFORE_MS = 3000, AFTER_MS = 3000, PATIENCE_MS = 60000, REJOIN_MS = 240000, DEAF_MS = 400;
const NODES = ["node1", "node2"];

const seconds = (ms) => (ms / 1000).toFixed(1);

// As the monitor sees them: { node1: "primary", node2: "secondary" }; a state is told once the server has reached it.
function states() {
	const out = execFileSync("psql", ["-XAtq", "-F", "=", env.MONITOR_URL, "-c", "SELECT nodename, CASE WHEN reportedstate = goalstate THEN reportedstate::text ELSE '-' END FROM pgautofailover.node"],
		{ encoding: "utf8" });
	return Object.fromEntries(out.trim().split("\n").map((line) => line.split("=")));
}

async function until(what, fn, ms = PATIENCE_MS) {
	for (const end = Date.now() + ms; ;) {
		const found = await fn();
		if (found)
			return found;
		assert.ok(Date.now() < end, `${what}: not within ${ms / 1000} s; ${JSON.stringify(states())}`);
		await sleep(50);
	}
}

// Who comes back may have to copy all from the other.
const inStep = () => until("both servers in step", () => Object.values(states()).sort().join() === "primary,secondary", REJOIN_MS);
const primary = () => NODES.find((n) => ["primary", "wait_primary", "single"].includes(states()[n]));

function tree(pid) {
	let children = [];
	try {
		children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
	} catch {
		// It has ended.
	}
	return [pid, ...children.flatMap(tree)];
}

// Every process of the server and of its keeper at once; the stack leaves it down until it is let go.
function kill(node) {
	closeSync(openSync(join(env.RUN_DIR, `hold.${node}`), "w"));
	const all = tree(Number(readFileSync(join(env.RUN_DIR, `${node}.pid`), "utf8")));
	for (const pid of all) {
		try {
			process.kill(pid, "SIGKILL");
		} catch {
			// It ended with its parent.
		}
	}
	assert.ok(all.length > 5, `${node} had only ${all.length} processes`);
	return all.length;
}

// The standby hears nothing for a moment: what is committed then waits for it, and is on the primary alone when that dies.
async function deafened(node, fn) {
	const receivers = tree(Number(readFileSync(join(env.RUN_DIR, `${node}.pid`), "utf8"))).filter((pid) => /walreceiver/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8")));
	assert.equal(receivers.length, 1);
	process.kill(receivers[0], "SIGSTOP");
	try {
		await sleep(DEAF_MS);
		return fn();
	} finally {
		process.kill(receivers[0], "SIGCONT");
	}
}

// Commits whose answer the programs have lost so far: { yes: those of which a new connection told what became, no: the others }.
async function lostCommits() {
	const page = await shopClient("admin").get("/metrics", { headers: { authorization: `Bearer ${token()}` } });
	assert.equal(page.status, 200);
	const found = { yes: 0, no: 0 };
	for (const [name, value] of readMetrics(page.text).samples)
		if (name.startsWith("stoa_db_lost_commits_total"))
			found[/settled="(yes|no)"/.exec(name)[1]] += value;
	return found;
}

const release = (node) => rmSync(join(env.RUN_DIR, `hold.${node}`), { force: true });
const tokenOf = (page) => /\/order\/([0-9a-f]{32})/.exec(page.url)?.[1];

/*
 * What a shopper does who is asked to come back: the button of that page, which holds what was typed, else the same once more. What no page answers is
 * a fault.
 */
async function press(over, seen, fn) {
	for (let next = fn; !over.is;) {
		const began = Date.now();
		let page;
		try {
			page = await next();
		} catch (e) {
			seen.faults.push(`${e.code ?? e.cause?.code ?? ""} ${e.message}`);
			await sleep(300);
			continue;
		}
		seen.longest = Math.max(seen.longest, Date.now() - began);
		if (page.status < 500)
			return { page, began };
		if (page.status !== 503 || !(Number(page.header("retry-after")) > 0) || !page.$("h1"))
			seen.faults.push(`${page.status} ${page.url}`);
		const form = page.$(POST) ? page.form(POST) : null;
		seen.away++;
		next = form ? () => form.submit() : fn;
		await sleep(200 + Math.random() * 300);
	}
	return {};
}

// Buys again and again. An order is acknowledged when its page, or the provider's, stands in the answer.
async function shopping(shop, over, seen, n) {
	while (!over.is) {
		const client = shopClient(shop), order = { email: someEmail("failover"), pays: n % 2 === 0 };
		const step = async (fn) => {
			const { page, began } = await press(over, seen, fn);
			order.began = began;
			return page;
		};
		const goods = await step(() => client.get("/en/p/mug"));
		if (!goods || !(await step(() => goods.form('form[action$="/cart/add"]').submit({ quantity: 1 }))))
			return;
		const review = await step(() => checkoutToReview(client, { locale: "en", email: order.email, method: order.pays ? "demo" : "bank_transfer" }).catch((e) => {
			// One of its pages was away: the shopper begins at the first one again.
			if (/503/.test(e.message))
				return { status: 503, url: "/checkout", header: () => "1", $: () => true, text: "", form: () => null, away: true };
			throw e;
		}));
		if (!review)
			return;
		seen.orders.push(order);
		let page = await step(() => review.form(POST).submit());
		if (!page)
			return;
		if (page.status !== 200 || !(tokenOf(page) || /demopay\./.test(page.url))) {
			seen.faults.push(`placing: ${page.status} ${page.url} ${page.textOf(".errors")}`);
			continue;
		}
		order.acknowledged = Date.now();
		order.sent = order.began;
		if (order.pays && /demopay\./.test(page.url)) {
			page = await step(() => payAtDemo(page, "approve"));
			order.paid = Boolean(page && tokenOf(page) && /Paid/.test(page.textOf("main")) && !/not paid/i.test(page.textOf("main").slice(0, 400)));
		}
	}
}

const placed = (shop) => shopRows(shop, `SELECT o.id, o.token, o.payment_state, c.email, (SELECT count(*) FROM @shop@.payment p WHERE p.order_id = o.id AND p.state = 'captured')::int AS captures
	FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id`);

// What was acknowledged against what there is.
async function judge(shop, seen) {
	const found = placed(shop), of = (email) => found.filter((o) => o.email === email);
	const acknowledged = seen.orders.filter((o) => o.acknowledged);
	const lost = acknowledged.filter((o) => of(o.email).length === 0).length + acknowledged.filter((o) => o.paid && of(o.email)[0]?.payment_state !== "paid").length;
	const doubled = seen.orders.filter((o) => of(o.email).length > 1 || of(o.email)[0]?.captures > 1).length;
	for (const what of ["stock", "ledger"]) {
		const checked = await stoactl([what, "check", shop]);
		assert.equal(checked.status, 0, checked.out + checked.err);
	}
	return { acknowledged: acknowledged.length, paid: acknowledged.filter((o) => o.paid).length, lost, doubled };
}

async function run(shop, number) {
	await inStep();
	const over = { is: false }, seen = { orders: [], faults: [], away: 0, longest: 0 }, before = await lostCommits();
	const all = Promise.all(Array.from({ length: shoppers }, (_, n) => shopping(shop, over, seen, n)));
	await sleep(BEFORE_MS);
	const killed = primary(), deaf = number % 2 === 1, successor = NODES.find((n) => n !== killed);
	const processes = deaf ? await deafened(successor, () => kill(killed)) : kill(killed), at = Date.now();
	const flows = () => seen.orders.filter((o) => o.sent > at && o.acknowledged).map((o) => o.acknowledged).sort()[0];
	const first = await until("orders flow again", flows);
	await sleep(AFTER_MS);
	over.is = true;
	await all;
	release(killed);
	await inStep();
	const sum = await judge(shop, seen), healed = first - at, after = await lostCommits();
	const settled = after.yes - before.yes, unsettled = after.no - before.no;
	console.log(`run ${number}: ${killed} killed (${processes} processes${deaf ? ", with commits that the other had not heard of" : ""}), orders again after ${seconds(healed)} s; ${sum.acknowledged} orders acknowledged, ${sum.paid} of them paid; ` +
		`lost ${sum.lost}, doubled ${sum.doubled}; commits without answer ${settled + unsettled}, of which ${unsettled} were not known in time; asked to come back ${seen.away} times, longest answer ${seconds(seen.longest)} s`);
	assert.deepEqual(seen.faults, [], "everybody had an answer that says what is so");
	assert.ok(!deaf || settled + unsettled > 0, "commits were cut off");
	assert.equal(sum.lost, 0, "acknowledged orders lost");
	assert.equal(sum.doubled, 0, "orders doubled");
	assert.ok(healed <= bound * 1000, `orders flow again within ${bound} s`);
	return { healed, ...sum };
}

// The only standby is lost: what is written waits for it until the monitor lets the primary go on alone.
async function alone(shop) {
	await inStep();
	const over = { is: false }, seen = { orders: [], faults: [], away: 0, longest: 0 };
	const standby = NODES.find((n) => n !== primary()), all = Promise.all(Array.from({ length: shoppers }, (_, n) => shopping(shop, over, seen, n)));
	await sleep(BEFORE_MS);
	kill(standby);
	const at = Date.now();
	await until("the primary goes on alone", () => states()[primary()] === "wait_primary");
	const decided = Date.now() - at, first = await until("orders flow", () => seen.orders.filter((o) => o.sent > at && o.acknowledged).map((o) => o.acknowledged).sort()[0]);
	await sleep(AFTER_MS);
	over.is = true;
	await all;
	release(standby);
	await inStep();
	const sum = await judge(shop, seen);
	console.log(`the only standby lost (${standby}): the primary goes on alone after ${seconds(decided)} s, the next order is acknowledged ${seconds(first - at)} s after the loss; longest answer ${seconds(seen.longest)} s; ` +
		`${sum.acknowledged} orders acknowledged, lost ${sum.lost}, doubled ${sum.doubled}; asked to come back ${seen.away} times`);
	assert.deepEqual(seen.faults, []);
	assert.ok(sum.lost === 0 && sum.doubled === 0);
}

await inStep();
const shop = await newTill();
shopExecute(shop, "UPDATE @shop@.stock SET on_hand = 1000000");
assert.equal(rows("CELL", "SELECT pg_is_in_recovery() AS standby")[0].standby, false);
const total = [];
for (let n = 1; n <= runs; n++)
	total.push(await run(shop, n));
await alone(shop);
const sum = (what) => total.reduce((n, t) => n + t[what], 0);
console.log(`failover: ${runs} runs held: acknowledged ${sum("acknowledged")}, lost ${sum("lost")}, doubled ${sum("doubled")}; orders again after ${total.map((t) => seconds(t.healed)).join(", ")} s`);
process.exit(0);
