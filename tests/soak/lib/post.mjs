// A mail server of a soak's own, with a road to it that can be closed, slow or cut, and a worker that uses it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { env, top } from "../../lib/env.mjs";
import { binary, settingsWith, surroundings } from "../../lib/program.mjs";
import { schema, shopRows } from "../../lib/psql.mjs";
import { children } from "../../lib/worker.mjs";

export async function until(what, check, seconds) {
	for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
		const found = await check();
		if (found)
			return found;
		assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
	}
}

function listening(server) {
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

async function freePort() {
	const server = createServer(), port = await listening(server);
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/*
 * The stack's own SMTP server (aiosmtpd with STARTTLS and a login) on a port of its own, and a road to it.
 * hold: milliseconds for which a connection is held before the server's greeting is heard.
 * holdAnswer: for which the answer to a mail that was taken is held back.
 * taken(files): called when the server has taken mails, before its answer goes out; where it gives false, or promises it, the road is cut.
 */
export class Post {
	hold = 0;
	holdAnswer = 0;
	taken = null;
	connections = 0;
	held = 0;
	static async open() {
		const post = new Post();
		post.directory = mkdtempSync(join(tmpdir(), "stoa-post-"));
		post.inner = await freePort();
		const conf = dirname(env.STOA_CONF);
		post.keeper = spawn("setpriv", ["--pdeathsig", "TERM", "/usr/bin/python3", join(top, "contrib/lib/mail-keeper.py"), "--port", String(post.inner),
			"--directory", post.directory, "--certificate", join(conf, "smtp.crt"), "--key", join(conf, "smtp.key"), "--user", "stoa",
			"--password-file", join(conf, "smtp.password")], { stdio: ["ignore", "ignore", openSync(join(post.directory, "log"), "w")] });
		post.seen = new Set();
		post.roads = new Set();
		await until("the mail server answers", () => new Promise((resolve) => {
			const s = connect(post.inner, "127.0.0.1", () => resolve(s.destroy()));
			s.on("error", () => resolve(false));
		}), 15);
		post.port = await freePort();
		await post.up();
		return post;
	}
	async up() {
		this.server = createServer((near) => this.travel(near));
		await new Promise((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
	}
	// Nobody answers at its address, and whoever was connected is cut off.
	async down() {
		for (const s of this.roads)
			s.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}
	async travel(near) {
		this.connections++;
		this.roads.add(near);
		near.on("error", () => {});
		near.pause();
		if (this.hold) {
			this.held++;
			await sleep(this.hold);
		}
		if (near.destroyed)
			return void this.roads.delete(near);
		const far = connect(this.inner, "127.0.0.1");
		far.on("error", () => near.destroy());
		near.on("close", () => (this.roads.delete(near), far.destroy()));
		far.on("close", () => near.destroy());
		near.pipe(far);
		try {
			for await (const bytes of far) {
				if (!(await this.passes()))
					return void near.destroy();
				near.write(bytes);
			}
		} catch {
			// The road was cut.
		}
	}
	// Of what the server says, once it has taken a mail.
	async passes() {
		const fresh = this.fresh();
		if (fresh.length && this.holdAnswer) {
			this.held++;
			await sleep(this.holdAnswer);
		}
		return !fresh.length || !this.taken || this.taken(fresh);
	}
	// Files of mails that were not there when it was asked last.
	fresh() {
		const found = readdirSync(this.directory).filter((f) => f.endsWith(".eml") && !f.startsWith(".") && !this.seen.has(f));
		for (const f of found)
			this.seen.add(f);
		return found;
	}
	// [{ id, kind, tenant, job }] of these files; id is the Message-ID: kind.shop.job.placed@domain.
	mailsOf(files) {
		return files.map((f) => {
			const id = /^Message-ID: <(.*)>/mi.exec(readFileSync(join(this.directory, f), "latin1"))[1];
			const [kind, tenant, job] = id.split(".");
			return { id, kind, tenant: Number(tenant), job: Number(job) };
		});
	}
	// All of them, in the order in which they were taken.
	mails() {
		return this.mailsOf(readdirSync(this.directory).filter((f) => f.endsWith(".eml") && !f.startsWith(".")).sort());
	}
	async close() {
		await this.down();
		this.keeper.kill();
		rmSync(this.directory, { recursive: true, force: true });
	}
}

// A worker with these settings, and its processes. Its parent starts again what is killed.
export class Workers {
	constructor(settings) {
		this.settings = settingsWith(settings);
		this.log = "";
		this.child = spawn("setpriv", ["--pdeathsig", "TERM", binary("worker")], { env: { ...surroundings, STOA_CONF: this.settings.conf }, stdio: ["ignore", "ignore", "pipe"] });
		this.child.stderr.on("data", (bytes) => (this.log += bytes));
		this.ended = new Promise((resolve) => this.child.on("exit", resolve));
	}
	get pids() {
		return children(this.child.pid);
	}
	count(what) {
		return this.log.split(what).length - 1;
	}
	async end() {
		this.child.kill("SIGTERM");
		assert.equal(await this.ended, 0, `the worker ends by itself:\n${this.log.slice(-2000)}`);
		this.settings.drop();
	}
}

/*
 * Kills all processes of a worker at once. They stand still first, so that it is known which mails the server has taken and
 * nobody has recorded. Gives these jobs, and the number of those that were under way.
 */
export async function killAll(worker, shop, post) {
	const pids = worker.pids, tenant = Number(schema(shop).slice(2));
	for (const pid of pids)
		process.kill(pid, "SIGSTOP");
	// What is on the road arrives.
	await sleep(300);
	const taken = new Set(post.mails().filter((m) => m.tenant === tenant).map((m) => m.job));
	const open = shopRows(shop, "SELECT id FROM @shop@.outbox WHERE state = 'queued' AND order_id IS NOT NULL AND claims > 0").map((r) => Number(r.id));
	for (const pid of pids)
		process.kill(pid, "SIGKILL");
	return { between: open.filter((job) => taken.has(job)), open: open.length };
}

// What is promised of mails, and what became of it.
export function judge(shop, post, windows) {
	const tenant = Number(schema(shop).slice(2)), mails = post.mails().filter((m) => m.tenant === tenant), jobs = shopRows(shop, "SELECT id, order_id, kind, state, last_error FROM @shop@.outbox WHERE order_id IS NOT NULL ORDER BY id");
	const times = new Map(), first = new Map();
	mails.forEach((m, i) => {
		times.set(m.job, (times.get(m.job) ?? 0) + 1);
		if (!first.has(m.job))
			first.set(m.job, i);
	});
	const lost = jobs.filter((j) => !times.has(Number(j.id))), left = jobs.filter((j) => j.state !== "done");
	const doubled = [...times].filter(([, n]) => n > 1).map(([job]) => job), unexcused = doubled.filter((job) => !windows.has(job));
	const late = jobs.filter((j, i) => jobs.slice(0, i).some((e) => e.order_id === j.order_id && first.get(Number(e.id)) > first.get(Number(j.id))));
	return { promised: jobs.length, sent: mails.length, lost, left, doubled, unexcused, late };
}
