// No checkout waits for a mail server, and every mail goes out once (tests/soak/README.md).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../../lib/buy.mjs";
import { execute, lit, rows, shopExecute, shopRows } from "../../lib/psql.mjs";
import { without } from "../../lib/stack.mjs";
import { newTill } from "../../lib/till.mjs";
import { Post, Workers, judge, killAll, until } from "./post.mjs";

const short = process.argv.includes("--short");
const size = short ? { orders: 2, steps: 6, step: 100, patience: 1, hold: 2000, answer: 1000, kills: 1 } : { orders: 40, steps: 24, step: 1500, patience: 30, hold: 60000, answer: 60000, kills: 10 };
// A checkout that waited for the mail server would take as long as that holds it.
const AT_MOST = 4000;
const figures = [], began = Date.now();
let phase = began;

function note([name, value]) {
	figures.push([name, `${value} (${((Date.now() - phase) / 1000).toFixed(1)} s)`]);
	phase = Date.now();
}

const shop = await newTill();
const [{ id: tenant }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)} AND state = 'active'`);
const queued = () => shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.outbox WHERE state = 'queued' AND order_id IS NOT NULL")[0].n;

// Hours are over for all that waits.
const schema = `t_${String(tenant).padStart(6, "0")}`;
function timePasses(hours) {
	execute("CELL", `UPDATE ${schema}.outbox SET due_at = due_at - interval '${hours} h', created_at = created_at - interval '${hours} h' WHERE state = 'queued' AND claims = 0;
		UPDATE cell.due SET due_at = due_at - interval '${hours} h' WHERE tenant_id = ${tenant}`);
}

// Placed and paid: two mails each. The slowest of them, in milliseconds.
async function orders(n) {
	let slowest = 0;
	for (let i = 0; i < n; i++) {
		const at = Date.now();
		await buy({ shop, locale: "en", email: someEmail("soak"), method: "demo", products: ["/p/mug"] });
		slowest = Math.max(slowest, Date.now() - at);
	}
	return slowest;
}

async function drained(seconds) {
	await until("every mail goes out", () => {
		if (queued() === 0)
			return true;
		timePasses(1);
		return sleep(200, false);
	}, seconds);
}

// Whoever lives has come to an end with what was claimed.
async function atRest() {
	let before = -1;
	await until("nothing moves any more", () => {
		const now = queued(), same = now === before;
		before = now;
		return same || sleep(3000, false);
	}, 120);
}

const windows = new Set();
await without("worker", async () => {
	const post = await Post.open();
	phase = Date.now();
	const worker = new Workers({ smtp_url: `smtp://localhost:${post.port}`, worker_processes: 4, mail_retry_base: 1, mail_seconds: size.patience,
		mail_answer_seconds: Math.ceil(size.answer / 1000) * 2, job_seconds: 5 });
	try {
		const free = await orders(size.orders);
		await drained(60);
		note(["with the server there", `${2 * size.orders} mails`]);

		await post.down();
		const away = await orders(size.orders);
		await until("it is tried", () => worker.count("result=away") > 0, 30);
		for (let i = 0; i < size.steps; i++) {
			await sleep(size.step);
			timePasses(24 / size.steps);
		}
		const tries = worker.count("result=away"), waiting = queued();
		assert.equal(waiting, 2 * size.orders, "nothing is given up within a day, and nothing lost");
		await post.up();
		await drained(120);
		note(["away for 24 h", `${waiting} mails waited, ${tries} tries`]);

		// Lines that are open already would go on.
		await post.down();
		post.hold = size.hold;
		await post.up();
		const held = await orders(size.orders);
		await until("connections are held", () => post.held >= 2, 4 * size.hold / 1000 + 10);
		await sleep(size.patience * 1000);
		assert.equal(queued(), 2 * size.orders, "none goes through");
		const most = post.connections;
		post.hold = 0;
		await drained(120);
		note([`each connection held ${size.hold} ms`, `${post.held} held, ${most} connections since the start`]);

		post.held = 0;
		post.holdAnswer = size.answer;
		const slow = await orders(1);
		await drained(240);
		assert.ok(post.held >= 2, "the answers were held");
		post.holdAnswer = 0;
		note([`each answer held ${size.answer} ms`, `${post.held} held, each mail sent once`]);

		// Between the server's acceptance and our record.
		let left = size.kills, killing = false;
		post.taken = async (files) => {
			// Other shops of the stack may have mails of their own; and what is answered while all stand still, nobody hears.
			if (killing || !post.mailsOf(files).some((m) => m.tenant === Number(tenant)) || left-- <= 0)
				return true;
			killing = true;
			for (const job of (await killAll(worker, shop, post)).between)
				windows.add(job);
			killing = false;
			return false;
		};
		// Each kill leaves a lease in the hands of the other process that sends mails, too.
		const killed = await orders(3 * size.kills);
		await until("workers are killed", () => left <= 0, 120);
		await atRest();
		// The lease of who was killed runs out.
		shopExecute(shop, "UPDATE @shop@.outbox SET due_at = now(), claims = 0 WHERE state = 'queued'");
		await drained(120);
		note(["killed between acceptance and record", `${size.kills} times`]);
		note(["slowest whole checkout", `${free} ms with the server there, ${away} away, ${held} held, ${slow} answering late, ${killed} with workers killed`]);
		for (const ms of [away, held, slow, killed])
			assert.ok(ms < free + AT_MOST, `no checkout waits: ${ms} ms where ${free} ms are usual`);

		const found = judge(shop, post, windows);
		note(["mails promised, sent, doubled", `${found.promised}, ${found.sent}, ${found.doubled.length} (by ${windows.size} kills just there)`]);
		assert.deepEqual(found.lost, [], "every mail went out");
		assert.deepEqual(found.left, [], "and is done");
		assert.deepEqual(found.unexcused, [], "none twice but for those kills");
		assert.equal(found.doubled.length, windows.size, "the kills were where they should be");
		assert.deepEqual(found.late, [], "those of an order one after another");
	} finally {
		await worker.end();
		await post.close();
	}
});
for (const [name, value] of [...figures, ["seconds", ((Date.now() - began) / 1000).toFixed(1)]])
	console.log(`${name}: ${value}`);
