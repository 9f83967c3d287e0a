// A new version takes over while visitors come: none is refused, none is lost.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { env, top } from "../lib/env.mjs";
import { Program, binary, surroundings, until } from "../lib/program.mjs";
import { talk } from "../lib/fcgi.mjs";
import { test } from "../lib/runner.mjs";
import { rush } from "../lib/rush.mjs";

const only = ["fcgi"];
const currency = { path: "/de/currency", form: { currency: "EUR", back: "/de/search?q=a" } };

// Another file at the path, as a package manager puts it there; its inode.
function install(path, from = binary("storefront")) {
	copyFileSync(from, `${path}.new`);
	chmodSync(`${path}.new`, 0o755);
	renameSync(`${path}.new`, path);
	return statSync(path).ino;
}

async function withOwn(options, fn) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-upgrade-")), path = join(folder, "storefront");
	try {
		install(path);
		await Program.with({ ...options, path }, (program) => fn(program, path));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const runs = (program) => statSync(`/proc/${program.child.pid}/exe`).ino;

function renewed(program, old) {
	return until(() => program.pids.length === program.processes && !program.pids.some((p) => old.includes(p)), "new processes", 40);
}

// A request that keeps its process busy until go() is called.
function slowRequest(ask) {
	let go;
	const page = ask({ ...currency, pause: new Promise((resolve) => (go = resolve)) });
	return { go, page };
}

test("SIGUSR2 under load: the new program takes over socket and process id, and every visitor is served", { only }, () =>
	withOwn({ processes: 2 }, async (program, path) => {
		const visitors = rush(() => program.ask(env.SHOP, { path: "/de/" }), 8);
		for (let round = 1; round <= 3; round++) {
			const old = program.pids, inode = install(path), before = visitors.served();
			program.signal("SIGUSR2");
			await renewed(program, old);
			assert.equal(runs(program), inode, "the new file runs");
			await until(() => visitors.served() > before + 8, "visitors go on");
			assert.equal(program.log.split("event=started processes=2 taken_over=3").length, round + 1, "two that answer and the one that follows changes");
		}
		assert.ok(await visitors.end() > 24);
		assert.deepEqual(await program.end(), { code: 0, signal: null });
		assert.doesNotMatch(program.log, /event=process_ended/);
	}));

test("SIGUSR2: what is under way ends whole, and what waits in the backlog is answered by the new program", { only }, () =>
	withOwn({ processes: 2 }, async (program, path) => {
		const slow = [1, 2].map(() => slowRequest((options) => program.ask(env.SHOP, options)));
		await sleep(300);
		const waiting = Array.from({ length: 20 }, () => program.ask(env.SHOP, { path: "/de/" }));
		await sleep(200);
		install(path);
		program.signal("SIGUSR2");
		for (const page of await Promise.all(waiting))
			assert.equal(page.status, 200);
		assert.equal(program.pids.length, 4, "the two old ones still work");
		program.signal("SIGUSR2");
		await until(() => program.log.includes("event=upgrade_refused kept=old reason=busy"), "no second upgrade meanwhile");
		slow.forEach(({ go }) => go());
		for (const { page } of slow)
			assert.equal((await page).status, 303);
		await until(() => program.pids.length === 2, "the old ones end");
	}));

test("SIGUSR2 with a program or settings that would not start: the old ones go on", { only }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-conf-")), conf = join(folder, "stoa.conf");
	copyFileSync(env.STOA_CONF, conf);
	try {
		await withOwn({ processes: 1, conf }, async (program, path) => {
			const old = program.pids;
			const spoil = [
				() => writeFileSync(path + ".new", "#!/bin/sh\nexit 1\n"),
				() => writeFileSync(path + ".new", "no program"),
				() => (copyFileSync(binary("storefront"), path + ".new"), writeFileSync(conf, "no_such_key = 1\n")),
			];
			for (const [i, fault] of spoil.entries()) {
				fault();
				chmodSync(`${path}.new`, 0o755);
				renameSync(`${path}.new`, path);
				program.signal("SIGUSR2");
				await until(() => program.log.split("event=upgrade_refused kept=old reason=check").length === i + 2, "it is refused");
				assert.equal((await program.ask(env.SHOP, { path: "/de/" })).status, 200);
			}
			assert.deepEqual(program.pids, old);
			copyFileSync(env.STOA_CONF, conf);
			program.signal("SIGUSR2");
			await renewed(program, old);
			assert.equal((await program.ask(env.SHOP, { path: "/de/" })).status, 200);
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("SIGTERM in the middle of an upgrade: old and new processes finish, and the socket goes", { only }, () =>
	withOwn({ processes: 1 }, async (program) => {
		const slow = slowRequest((options) => program.ask(env.SHOP, options));
		await sleep(200);
		program.signal("SIGUSR2");
		await until(() => program.pids.length === 2, "the new process");
		program.signal("SIGTERM");
		await sleep(300);
		assert.equal(program.child.exitCode, null, "it waits");
		slow.go();
		assert.equal((await slow.page).status, 303);
		assert.deepEqual(await program.ended, { code: 0, signal: null });
		assert.deepEqual(program.files, []);
	}));

test("a socket that a service manager holds outlives a restart: under load and with a full backlog nobody is lost", { only }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-program-")), path = join(folder, "s.sock");
	const manager = spawn("setpriv", ["--pdeathsig", "TERM", join(top, "tests", "lib", "activate.py"), path, binary("storefront"), "--processes", "2"],
		{ env: surroundings, stdio: ["ignore", "pipe", "ignore"] });
	let said = "";
	const pids = [];
	manager.stdout.on("data", (bytes) => {
		said += bytes;
		pids.splice(0, pids.length, ...said.split("\n").slice(0, -1).map(Number));
	});
	const host = `${env.SHOP}.localhost:${env.HTTP_PORT}`, ask = (target = "/de/") => talk(path, { method: "GET", host, target, headers: [], body: Buffer.alloc(0), timeout: 30000 });
	try {
		await until(() => pids.length && ask().catch(() => null), "it starts");
		const visitors = rush(ask, 6);
		for (let round = 1; round <= 3; round++) {
			const waiting = Array.from({ length: 20 }, () => ask());
			process.kill(pids.at(-1), "SIGTERM");
			await until(() => pids.length === round + 1, "the next one starts");
			for (const page of await Promise.all(waiting))
				assert.equal(page.status, 200);
		}
		assert.ok(await visitors.end() > 6);
		assert.equal(statSync(path).isSocket(), true, "the file is the manager's");
		assert.equal(readlinkSync(`/proc/${pids.at(-1)}/exe`), binary("storefront"));
	} finally {
		manager.kill("SIGTERM");
		await new Promise((resolve) => manager.on("exit", resolve));
		rmSync(folder, { recursive: true });
	}
});

test("LISTEN_FDS that names no single listening socket is refused; one for another process is nobody's", { only }, () => {
	const start = (vars) => spawnSync("/bin/sh", ["-c", `${vars} exec "$0"`, binary("storefront")],
		{ env: surroundings, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	for (const fds of ["0", "1", "2", "x"]) {
		const { status, stderr } = start(`LISTEN_PID=$$ LISTEN_FDS=${fds}`);
		assert.equal(status, 2);
		assert.match(stderr, new RegExp(`LISTEN_FDS=${fds}: expected one listening socket`));
	}
	const { status, stderr } = start("LISTEN_PID=1 LISTEN_FDS=1");
	assert.equal(status, 2);
	assert.match(stderr, /descriptor 0 is no listening socket/);
});
