// Workers that die, several of them at once, hints that are lost: every mail arrives, and once.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { execute, lit, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";
import { children, killWorkers, timePasses } from "../lib/worker.mjs";

const box = new Mailbox();
const shop = env.SHOP;

const pidOf = (service) => Number(readFileSync(join(env.RUN_DIR, `${service}.pid`), "utf8"));
const tenant = () => rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)} AND state = 'active'`)[0].id;
const jobOf = (order) => shopRows(shop, `SELECT *, due_at > now() AS later FROM @shop@.outbox WHERE order_id = ${order.id} ORDER BY id`)[0];
const hints = () => rows("CELL", `SELECT * FROM cell.due WHERE tenant_id = ${tenant()}`);

async function until(what, check, ms = 20000) {
	for (const end = Date.now() + ms; ; await sleep(50)) {
		const value = check();
		if (value)
			return value;
		assert.ok(Date.now() < end, `${what}: not within ${ms} ms`);
	}
}

// kill -9 of all its processes, and wait for the one that the stack starts in its place.
async function killWorker() {
	const old = killWorkers();
	await until("another worker", () => pidOf("worker") !== old);
}

async function arrivesOnce(email, timeout = 30000) {
	const mail = await box.waitFor(email, "", { timeout });
	await sleep(1500);
	assert.equal(box.all(email).length, 1, "sent once");
	return mail;
}

test("a worker killed in the middle of sending: its mail arrives when the lease is over, once", async () => {
	const email = someEmail("killed"), mail = pidOf("mail");
	let order;
	process.kill(mail, "SIGSTOP");
	try {
		({ order } = await buy({ email }));
		await until("the job is taken", () => jobOf(order).attempts === 1);
		await sleep(300);
		await killWorker();
	} finally {
		process.kill(mail, "SIGCONT");
	}
	await until("a hint for the lease's end", () => hints().length > 0);
	assert.equal(jobOf(order).state, "queued");
	assert.ok(jobOf(order).later, "nobody else takes it before");
	await sleep(1500);
	assert.equal(box.all(email).length, 0);
	shopExecute(shop, `UPDATE @shop@.outbox SET due_at = now() WHERE order_id = ${order.id}`);
	execute("CELL", `UPDATE cell.due SET due_at = now() WHERE tenant_id = ${tenant()}`);
	await arrivesOnce(email);
	assert.equal(jobOf(order).attempts, 2);
});

test("all hints lost: the sweep of the shop's outbox finds the promise", async () => {
	const email = someEmail("hint");
	await without("worker", async () => {
		await buy({ email });
		execute("CELL", "DELETE FROM cell.due");
	});
	await sleep(1500);
	assert.equal(box.all(email).length, 0, "nobody looks into a shop without a hint");
	assert.deepEqual(hints(), []);
	timePasses(shop);
	await arrivesOnce(email);
});

test("a job that failed leaves a hint, and handled hints are taken away", async () => {
	const email = someEmail("retry");
	const { order } = await without("mail", async () => {
		const sold = await buy({ email });
		await until("a failed try", () => jobOf(sold.order).last_error !== "");
		assert.ok(hints().length > 0);
		return sold;
	});
	await arrivesOnce(email, 60000);
	assert.equal(jobOf(order).state, "done");
	await until("no hint left behind", () => !rows("CELL", `SELECT 1 FROM cell.due WHERE tenant_id = ${tenant()} AND due_at < now() - interval '3 s'`).length);
});

test("Postgres away while a mail is under way: it is recorded later and not sent twice", async () => {
	const email = someEmail("record"), mail = pidOf("mail");
	process.kill(mail, "SIGSTOP");
	let order;
	try {
		({ order } = await buy({ email }));
		await until("the job is taken", () => jobOf(order).attempts === 1);
		await without("postgres", async () => {
			process.kill(mail, "SIGCONT");
			await box.waitFor(email);
			await sleep(1500);
		});
	} finally {
		process.kill(mail, "SIGCONT");
	}
	await until("recorded", () => jobOf(order).state === "done", 30000);
	await arrivesOnce(email);
});

test("a mail server that hangs holds up no picture", async () => {
	const email = someEmail("hung"), mail = pidOf("mail"), [{ id }] = shopRows(shop, "SELECT min(id) AS id FROM @shop@.media WHERE state = 'done'");
	process.kill(mail, "SIGSTOP");
	try {
		const { order } = await buy({ email });
		await until("a mail hangs", () => jobOf(order).attempts === 1);
		shopExecute(shop, `UPDATE @shop@.media SET state = 'waiting' WHERE id = ${id};
			INSERT INTO @shop@.outbox (kind, effect, ref_id, state, due_at, created_at) VALUES ('picture_sizes', 'hung:${order.id}', ${id}, 'queued', now(), now())`);
		execute("CELL", `INSERT INTO cell.due (tenant_id, due_at, lane) VALUES (${tenant()}, now(), 'work')`);
		await until("the picture is made", () => shopRows(shop, `SELECT 1 FROM @shop@.outbox WHERE effect = 'hung:${order.id}' AND state = 'done'`).length === 1);
		assert.equal(jobOf(order).state, "queued", "the mail hangs still");
	} finally {
		process.kill(mail, "SIGCONT");
	}
	await arrivesOnce(email);
});

test("a process that is killed again and again is started again, and the others go on", async () => {
	const [first] = children(pidOf("worker"));
	process.kill(first, "SIGKILL");
	await until("another in its place", () => children(pidOf("worker")).length === 3 && !children(pidOf("worker")).includes(first));
	const email = someEmail("again");
	await buy({ email });
	await arrivesOnce(email);
});

test("several workers at once: every mail once, none left", async () => {
	const program = join(env.ASSETS_DIR, "..", "..", "..", "libexec", "stoa", "worker");
	const as = process.getuid() === 0 ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"] : [];
	const [command, ...args] = [...as, program];
	const settings = { ...process.env, STOA_CONF: env.STOA_CONF, PGSERVICEFILE: join(env.STOA_CONF, "..", "pg_service.conf") };
	const emails = [];
	let more = [];
	try {
		await without("worker", async () => {
			for (let i = 0; i < 8; i++) {
				emails.push(someEmail("many"));
				await buy({ email: emails[i] });
			}
			more = [1, 2, 3].map(() => spawn(command, args, { cwd: "/", env: settings, stdio: "ignore" }));
		});
		for (const email of emails)
			await box.waitFor(email, "", { timeout: 30000 });
	} finally {
		const ended = more.map((m) => new Promise((resolve) => m.on("exit", resolve)));
		for (const m of more)
			m.kill("SIGTERM");
		assert.deepEqual(await Promise.all(ended), more.map(() => 0), "each ends by itself");
	}
	await sleep(1000);
	for (const email of emails)
		assert.equal(box.all(email).length, 1);
});

test("the worker's log names no address", () => {
	const log = readFileSync(join(env.LOG_DIR, "worker.log"), "utf8");
	assert.match(log, /event=mail .*result=sent/);
	assert.doesNotMatch(log, /@example\.org/);
});
