// Many shoppers race over HTTP for few pieces; processes are killed with -9 under them, and Postgres dies once. Never is more sold than there
// is; when all reservations have run out just as much; and everybody was told the truth.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addToCart, checkoutToReview, payAtDemo, someEmail } from "../../lib/buy.mjs";
import { shopClient } from "../../lib/client.mjs";
import { env } from "../../lib/env.mjs";
import { shopExecute, shopRows } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { newTill, variantOf } from "../../lib/till.mjs";

const short = process.argv.includes("--short");
const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const runs = option("--runs", short ? 1 : 20), shoppers = option("--shoppers", short ? 24 : 1000), pieces = option("--pieces", short ? 6 : 100);
const kills = option("--kills", short ? 4 : 50), hold = option("--hold", short ? 4 : 30), most = option("--seconds", short ? 60 : 900);
const POST = 'main form[method="post"]', PAY = 'form[action$="/pay"]', PREPARE_AT_ONCE = 24;
const PROGRAMS_ASKED = ["storefront", "checkout", "webhook"], PROGRAMS = [...PROGRAMS_ASKED, "worker"];

const leader = (name) => Number(readFileSync(join(env.RUN_DIR, `${name}.pid`), "utf8"));

// The processes of a program: those that its leader started, or the leader where it works itself.
function processesOf(name) {
	try {
		const pid = leader(name), children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
		return children ? children.split(" ").map(Number) : [pid];
	} catch {
		return [];
	}
}

// Whether a process has a connection of the web server's open: one that it accepted on its program's socket.
function inFlight({ name, pid }) {
	try {
		const path = join(env.RUN_DIR, `${name}.sock`);
		const accepted = new Set(readFileSync("/proc/net/unix", "utf8").split("\n").map((l) => l.trim().split(/\s+/))
			.filter((f) => f[7] === path && f[5] === "03").map((f) => f[6]));
		return readdirSync(`/proc/${pid}/fd`).some((fd) => {
			const to = readlinkSync(`/proc/${pid}/fd/${fd}`);
			return accepted.has(/^socket:\[(\d+)\]$/.exec(to)?.[1]);
		});
	} catch {
		return false;
	}
}

// It had just ended, where it gives false.
function signalled(pid, signal) {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}

// It stands still while it is looked at: requests are over in less time than a look takes.
function heldBusy(one) {
	if (!PROGRAMS_ASKED.includes(one.name) || !signalled(one.pid, "SIGSTOP"))
		return false;
	return inFlight(one) || !signalled(one.pid, "SIGCONT");
}

// One of them: three times of four one with a request in flight, where one can be met in time.
async function killOne(n, counts) {
	for (const end = Date.now() + 3000; ;) {
		const all = PROGRAMS.flatMap((name) => processesOf(name).map((pid) => ({ name, pid }))).sort(() => Math.random() - 0.5);
		const wanted = n % 4 > 0 && Date.now() < end, met = wanted ? all.find(heldBusy) : heldBusy(all[0] ?? {}) && all[0], one = met || (wanted ? null : all[0]);
		if (one && signalled(one.pid, "SIGKILL")) {
			counts.kills++;
			counts.busy += Boolean(met);
			counts[one.name] = (counts[one.name] ?? 0) + 1;
			return;
		}
		await sleep(3);
	}
}

// What a shopper does who meets a page that is away: the same once more.
async function patiently(over, fn) {
	for (;;) {
		try {
			const page = await fn();
			if (page.status < 500)
				return page;
		} catch (e) {
			if (!["EPIPE", "ECONNRESET", "ECONNREFUSED", "UND_ERR_SOCKET"].includes(e.code ?? e.cause?.code) && !/50\d|socket hang up|other side closed|no answer/.test(e.message))
				throw e;
		}
		if (over.is)
			return null;
		await sleep(100 + Math.random() * 300);
	}
}

async function prepare(shop, over, who) {
	who.client = shopClient(shop);
	who.email = someEmail("race");
	who.review = await patiently(over, async () => {
		who.client = shopClient(shop);
		await addToCart(who.client, { locale: "en", product: "/p/last" });
		return checkoutToReview(who.client, { locale: "en", email: who.email, method: "demo" });
	});
}

const tokenOf = (page) => /\/order\/([0-9a-f]{32})/.exec(page.url)?.[1];

async function mailed(over, who) {
	while (!over.is) {
		try {
			execFileSync("pg_isready", ["-q", "-h", env.RUN_DIR]);
			return shopRows(who.shop, `SELECT o.token FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE c.email = '${who.email}'`)[0]?.token;
		} catch {
			await sleep(500);
		}
	}
}

// Presses the button until there is an order, or nothing more to be had; pays as this shopper does, and reads the order's page at the end.
async function race(over, who) {
	let page = null;
	while (!over.is && !who.token) {
		page = await patiently(over, () => who.review.form(POST).submit());
		if (!page)
			return;
		if (page.status === 422 || /\/cart|\/checkout/.test(page.url)) {
			who.refused++;
			await sleep(300 + Math.random() * 700);
			continue;
		}
		// The provider's page names no order's address: the shopper finds it in the mail.
		who.token = tokenOf(page) ?? (await mailed(over, who));
	}
	for (let n = 0; !over.is && who.pays && n < 200; n++) {
		if (/demopay\./.test(page.url))
			page = await patiently(over, () => payAtDemo(page, "approve"));
		page = page && await patiently(over, () => who.client.get(`/en/order/${who.token}`));
		if (!page)
			return;
		if (/Paid|money back/.test(page.textOf("main")) && !/not paid/i.test(page.textOf("main").slice(0, 400)) && !page.$(PAY))
			return;
		if (!page.$(PAY)) {
			await sleep(500);
			continue;
		}
		page = await patiently(over, () => page.form(PAY).submit());
		if (!page)
			return;
	}
}

async function inTurns(list, atOnce, fn) {
	const rest = [...list];
	await Promise.all(Array.from({ length: atOnce }, async () => {
		while (rest.length)
			await fn(rest.shift());
	}));
}

// While Postgres is away nothing is asked.
const state = (shop) => {
	try {
		execFileSync("pg_isready", ["-q", "-h", env.RUN_DIR]);
		return shopRows(shop, `SELECT sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved, sum(committed)::int AS committed
			FROM @shop@.stock WHERE variant_id = ${variantOf(shop, "last")}`)[0];
	} catch {
		return null;
	}
};

async function run(number) {
	const began = Date.now(), shop = await newTill(), over = { is: false }, counts = { kills: 0, busy: 0 };
	const people = Array.from({ length: shoppers }, (_, i) => ({ shop, pays: i % 8 !== 0, refused: 0 }));
	// They lie at two locations, a third of them at the first.
	shopExecute(shop, `INSERT INTO @shop@.location (name, is_default, rank) VALUES ('Cellar', false, 2)`);
	shopExecute(shop, `INSERT INTO @shop@.stock (variant_id, location_id, on_hand) SELECT ${variantOf(shop, "last")}, id, 0 FROM @shop@.location WHERE rank = 2`);
	shopExecute(shop, `UPDATE @shop@.shop SET hold_seconds = ${hold}; UPDATE @shop@.stock SET on_hand = 1000000 WHERE variant_id = ${variantOf(shop, "last")}`);
	await inTurns(people, PREPARE_AT_ONCE, (who) => prepare(shop, over, who));
	const first = Math.floor(pieces / 3);
	shopExecute(shop, `UPDATE @shop@.stock s SET on_hand = CASE l.rank WHEN 1 THEN ${first} ELSE ${pieces - first} END
		FROM @shop@.location l WHERE l.id = s.location_id AND s.variant_id = ${variantOf(shop, "last")}`);
	const raced = Date.now();
	const racing = Promise.all(people.map((who) => race(over, who)));
	const killing = (async () => {
		for (let n = 0; n < kills; n++) {
			await killOne(n, counts);
			if (n === Math.floor(kills / 2)) {
				process.kill(-leader("postgres"), "SIGKILL");
				counts.postgres = 1;
			}
			await sleep(100 + Math.random() * (short ? 300 : 500));
		}
	})();
	const seen = { most: 0 };
	for (; ;) {
		const now = state(shop);
		if (now) {
			seen.most = Math.max(seen.most, now.reserved + now.committed);
			assert.ok(now.reserved + now.committed <= pieces, `${now.reserved + now.committed} of ${pieces} promised`);
			if (now.committed === pieces && now.reserved === 0 && counts.kills >= kills)
				break;
		}
		if (Date.now() - raced > most * 1000)
			break;
		await sleep(250);
	}
	over.is = true;
	await Promise.all([racing, killing]);
	const found = state(shop);
	const orders = shopRows(shop, `SELECT o.token, o.payment_state, o.pieces, c.email, (SELECT count(*) FROM @shop@.payment p WHERE p.order_id = o.id AND p.state = 'captured')::int AS captures
		FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id`);
	const sold = orders.filter((o) => o.payment_state === "paid" && o.pieces === "committed"), late = orders.filter((o) => o.payment_state === "paid" && o.pieces === "none");
	console.log(`run ${number}: ${shoppers} shoppers, ${orders.length} orders, ${sold.length} of ${pieces} pieces sold, ${late.length} paid too late and told so, at most ${seen.most} promised, ` +
		`${people.reduce((n, w) => n + w.refused, 0)} times told “sold out”; kills ${counts.kills} (${PROGRAMS.map((p) => `${p} ${counts[p] ?? 0}`).join(", ")}), in flight ${counts.busy}, ` +
		`Postgres ${counts.postgres ?? 0}; ${((Date.now() - began) / 1000).toFixed(1)} s`);
	assert.deepEqual(found, { on_hand: pieces, reserved: 0, committed: pieces }, "exactly as many as there are, when reservations have run out");
	assert.equal(sold.length, pieces);
	assert.ok(counts.kills >= kills && counts.busy * 2 >= counts.kills, "enough kills, half of them with a request in flight");
	assert.equal(new Set(orders.map((o) => o.email)).size, orders.length, "a cart is one order");
	assert.ok(orders.every((o) => o.captures === (o.payment_state === "paid" ? 1 : 0)), "a payment for each that is paid, and one only");
	// Everybody reads once more what has become of it.
	for (const order of orders) {
		const page = await shopClient(shop).get(`/en/order/${order.token}`), text = page.textOf("main");
		assert.equal(page.status, 200);
		if (order.payment_state !== "paid")
			assert.match(text, /sold meanwhile/, order.token);
		else if (order.pieces === "none")
			assert.match(text, /The shop will send your money back/, order.token);
		else
			assert.ok(/Being prepared/.test(text) && !/sold meanwhile/.test(text), text);
	}
	for (const what of ["stock", "ledger"]) {
		const checked = await stoactl([what, "check", shop]);
		assert.equal(checked.status, 0, checked.out + checked.err);
	}
	return counts;
}

const total = { kills: 0, busy: 0 };
for (let n = 1; n <= runs; n++) {
	const counts = await run(n);
	total.kills += counts.kills;
	total.busy += counts.busy;
}
console.log(`oversell: ${runs} runs held, ${total.kills} kills, ${total.busy} of them with a request in flight`);
process.exit(0);
