// What is said of an installation whose Postgres is away, or says nothing: the truth, and soon.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "../lib/env.mjs";
import { ownBox, readMetrics, token } from "../lib/metrics.mjs";
import { Program } from "../lib/program.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";

const scrape = async (watch) => {
	const began = Date.now();
	const answer = await watch.ask("nobody", { path: "/metrics", headers: { authorization: `Bearer ${token()}` } });
	assert.equal(answer.status, 200);
	return { took: Date.now() - began, ...readMetrics(answer.body.toString()) };
};

test("Postgres away: stoa_up is 0 at once, readyz says no, healthz says yes; then all is well again", { only: ["fcgi"] }, () =>
	ownBox((conf) => Program.with({ name: "metrics", conf }, async (watch) => {
		const up = async () => (await scrape(watch)).value("stoa_up");
		assert.equal(await up(), 1);
		await without("postgres", async () => {
			const away = await scrape(watch);
			assert.equal(away.value("stoa_up"), 0);
			assert.equal(away.value("stoa_database_up", { database: "platform" }), 0);
			assert.ok(away.took < 3000, `${away.took} ms`);
			assert.ok(away.value("stoa_db_connection_failures_total", { program: "metrics" }) > 0);
			const ready = await watch.ask("nobody", { path: "/readyz" });
			assert.equal(ready.status, 503);
			assert.match(ready.body.toString(), /^the platform's database does not answer\n/);
			assert.equal((await watch.ask("nobody", { path: "/healthz" })).status, 200);
		});
		for (const end = Date.now() + 10000; await up() !== 1 && Date.now() < end;);
		assert.equal(await up(), 1);
		assert.equal((await watch.ask("nobody", { path: "/readyz" })).status, 200);
	})));

// Every process of the server stands still: connections are taken by the kernel, and nothing ever answers.
test("a Postgres that hangs holds the numbers up for their time limit and no longer", { only: ["fcgi"] }, () =>
	ownBox((conf) => Program.with({ name: "metrics", conf }, async (watch) => {
		const up = async () => (await scrape(watch)).value("stoa_up");
		assert.equal(await up(), 1);
		const pid = Number(readFileSync(join(env.RUN_DIR, "postgres.pid"), "utf8"));
		const all = [pid, ...readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number)];
		all.forEach((p) => process.kill(p, "SIGSTOP"));
		try {
			for (const what of ["a connection that was open", "a new one"]) {
				const hung = await scrape(watch);
				assert.equal(hung.value("stoa_up"), 0, what);
				assert.ok(hung.took < 4500, `${what}: ${hung.took} ms`);
			}
		} finally {
			all.forEach((p) => process.kill(p, "SIGCONT"));
		}
		for (const end = Date.now() + 10000; await up() !== 1 && Date.now() < end;);
		assert.equal(await up(), 1);
	})));
