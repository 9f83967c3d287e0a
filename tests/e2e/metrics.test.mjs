// What an installation says of itself: numbers for Prometheus, health, readiness, the log line of a request and its trace.
import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { header } from "../lib/answer.mjs";
import { buy } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { ownBox, readMetrics, token } from "../lib/metrics.mjs";
import { Program, askCgi, until } from "../lib/program.mjs";
import { rows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { timePasses } from "../lib/worker.mjs";
import { stoactl } from "../lib/stack.mjs";
import { exchange } from "../lib/transport.mjs";

const only = ["fcgi"];
const bearer = (t) => ({ authorization: `Bearer ${t}` });
const metrics = (conf, fn, rest = {}) => Program.with({ name: "metrics", conf, ...rest }, fn);

// All requests of storefronts.
const countOf = (m) => [...m.samples].filter(([k]) => k.startsWith('stoa_http_requests_total{program="storefront"')).reduce((sum, [, v]) => sum + v, 0);

const requestsOf = (log, route) => log.split("\n").slice(0, -1).filter((l) => l.includes("event=request ") && l.includes(`route=${route} `));

async function scrape(program) {
	const answer = await program.ask("nobody", { path: "/metrics", headers: bearer(token()) });
	assert.equal(answer.status, 200, String(answer.body));
	return readMetrics(answer.body.toString());
}

test("numbers, health and readiness behind each web server: the token opens the one, this box alone sees the others", { sale: true }, async () => {
	const ask = (target, headers = []) => exchange({ method: "GET", host: `admin.localhost:${env.HTTP_PORT}`, target, headers });
	const open = await ask("/metrics", [["authorization", `Bearer ${token()}`]]);
	assert.equal(open.status, 200);
	assert.match(header(open, "content-type"), /^text\/plain; version=0\.0\.4/);
	assert.equal(readMetrics(open.body.toString()).value("stoa_up"), 1);
	assert.equal((await ask("/metrics")).status, 403);
	assert.equal((await ask("/metrics", [["authorization", `Bearer ${token()}x`]])).status, 403);
	assert.equal((await ask("/metrics", [["authorization", token()]])).status, 403);
	for (const [path, said] of [["/healthz", "ok\n"], ["/readyz", "ready\n"]]) {
		const answer = await ask(path);
		assert.equal(answer.status, 200, `${path}: ${answer.body}`);
		assert.equal(answer.body.toString(), said);
		assert.match(header(answer, "cache-control"), /no-store/);
		assert.equal((await ask(path, [["x-forwarded-for", "203.0.113.9"]])).status, 403, `${path} for somebody from outside`);
	}
});

test("without a token file nobody reads the numbers; one that others can read, or that is too short, is told in the log", { only }, () =>
	ownBox(async (conf, folder) => {
		const file = join(folder, "token"), asks = (t) => ({ path: "/metrics", headers: bearer(t) });
		writeFileSync(file, "0123456789abcdef\n", { mode: 0o600 });
		await metrics(conf, async (program) => {
			assert.equal((await program.ask("nobody", asks("0123456789abcdef"))).status, 200);
			writeFileSync(file, "another-token-0123456789\n");
			assert.equal((await program.ask("nobody", asks("0123456789abcdef"))).status, 403);
			assert.equal((await program.ask("nobody", asks("another-token-0123456789"))).status, 200, "a new one counts at once");
			chmodSync(file, 0o644);
			assert.equal((await program.ask("nobody", asks("another-token-0123456789"))).status, 500);
			await until(() => /error=internal why="metrics_token_file: it is open to others/.test(program.log), "the log says why");
			writeFileSync(file, "short");
			chmodSync(file, 0o600);
			assert.equal((await program.ask("nobody", asks("short"))).status, 500);
			assert.doesNotMatch(program.log, /another-token|0123456789abcdef\b(?! )/);
		});
		writeFileSync(conf, readFileSync(conf, "utf8").replace(/^metrics_token_file.*\n/m, ""));
		await metrics(conf, async (program) => {
			assert.equal((await program.ask("nobody", asks(""))).status, 404);
			assert.equal((await program.ask("nobody", { path: "/healthz" })).status, 200);
		});
	}, { metrics_token_file: "token" }));

test("each request is counted once, by program, route and status, whichever process answered it, and though it was killed", { only }, () =>
	ownBox((conf) => metrics(conf, (watch) => Program.with({ conf, processes: 2 }, async (program) => {
		const get = { program: "storefront", method: "GET" }, page = { ...get, route: "/:locale/search" };
		const before = await scrape(watch);
		// A request is counted once its answer is out: who is killed in between counts it never, who asks in between too early.
		const counted = (n) => until(async () => {
			const now = await scrape(watch);
			return countOf(now) >= countOf(before) + n && now;
		}, `${n} requests are counted`);
		for (let i = 0; i < 6; i++)
			assert.equal((await program.ask(env.SHOP, { path: "/de/search?q=a" })).status, 200);
		await counted(6);
		const [pid] = program.pids;
		process.kill(pid, "SIGKILL");
		await until(() => program.pids.length === 2 && !program.pids.includes(pid), "another process");
		assert.equal((await program.ask(env.SHOP, { path: "/de/search?q=b" })).status, 200);
		assert.equal((await program.ask(env.SHOP, { path: "/de/p/nothing-of-that-name" })).status, 404);
		assert.equal((await program.ask(env.SHOP, { path: "/de/nowhere" })).status, 404);
		const after = await counted(9), requests = (labels, status) => after.value("stoa_http_requests_total", { ...labels, status });
		assert.equal(requests(page, "2xx"), 7);
		assert.equal(requests({ ...get, route: "/:locale/p/:slug" }, "4xx"), 1);
		const none = (m) => m.value("stoa_http_requests_total", { program: "storefront", method: "", route: "none", status: "4xx" }) ?? 0;
		assert.equal(none(after) - none(before), 1);
		const buckets = [...after.samples].filter(([k]) => k.startsWith("stoa_http_request_duration_seconds_bucket") && k.includes('route="/:locale/search"')).map(([, v]) => v);
		assert.equal(buckets.length, 15);
		assert.deepEqual(buckets, [...buckets].sort((a, b) => a - b));
		assert.equal(buckets.at(-1), 7);
		assert.equal(after.value("stoa_http_request_duration_seconds_count", page), 7);
		assert.ok(after.value("stoa_http_request_duration_seconds_sum", page) > 0.001);
		const of = (name, more = {}) => after.value(name, { program: "storefront", ...more });
		// Two, the one after the killed one, and the one that follows changes.
		assert.equal(of("stoa_process_starts_total"), 4);
		assert.equal(of("stoa_process_deaths_total"), 1);
		assert.equal(of("stoa_processes", { state: "idle" }), 2);
		assert.equal(of("stoa_processes", { state: "busy" }), 0);
		assert.equal(of("stoa_processes_wanted"), 2);
		assert.ok(of("stoa_db_connections") >= 2);
		assert.ok(of("stoa_db_round_trips_total") >= 14 && of("stoa_db_statements_total") > of("stoa_db_round_trips_total"));
		assert.ok(of("stoa_db_seconds_total") > 0 && of("stoa_db_connections_opened_total") >= 4);
		assert.equal(of("stoa_db_errors_total"), 0);
		assert.equal(after.value("stoa_processes", { program: "metrics", state: "busy" }), 1, "whoever asks is at work");
		assert.ok([...after.samples.keys()].some((k) => /^stoa_build_info\{program="storefront",version="[0-9.]+"\}$/.test(k)));
	}))));

test("no number tells which shop it was", async () => {
	await shopClient().get("/de/");
	const answer = await exchange({ method: "GET", host: `admin.localhost:${env.HTTP_PORT}`, target: "/metrics", headers: [["authorization", `Bearer ${token()}`]] });
	assert.doesNotMatch(answer.body.toString(), new RegExp(`${env.SHOP}|tenant|t_0000`));
});

test("as plain CGI requests are counted, too, and no process is said to be there", { only }, () =>
	ownBox(async (conf) => {
		const one = await askCgi("storefront", env.SHOP, { conf, path: "/de/" });
		assert.equal(one.status, 200);
		const answer = await askCgi("metrics", "nobody", { conf, path: "/metrics", headers: bearer(token()) });
		const said = readMetrics(answer.body.toString());
		assert.equal(said.value("stoa_http_requests_total", { program: "storefront", method: "GET", route: "/:locale/", status: "2xx" }), 1);
		assert.equal(said.value("stoa_processes", { program: "storefront", state: "idle" }), 0);
		assert.equal((await askCgi("metrics", "nobody", { conf, path: "/readyz" })).status, 200);
	}));

test("ready means: a program whose processes are gone is named, one that was stopped on purpose is not missed", { only }, () =>
	ownBox((conf) => metrics(conf, async (watch) => {
		const ready = () => watch.ask("nobody", { path: "/readyz" });
		await Program.with({ conf, processes: 2 }, async () => assert.equal((await ready()).status, 200));
		assert.equal((await ready()).status, 200, "it was told to end");
		const program = new Program("storefront", { conf });
		await program.ready();
		program.signal("SIGKILL");
		await program.ended;
		const answer = await until(async () => {
			const a = await ready();
			return a.status === 503 && a;
		}, "readyz says no");
		assert.equal(answer.body.toString(), "storefront: no process runs\n");
		assert.ok(Number(header(answer, "retry-after")) > 0);
		assert.equal((await watch.ask("nobody", { path: "/healthz" })).status, 200, "it lives all the same");
		await program.end();
	})));

test("what the worker has done and what waits for it is counted", async () => {
	const read = async () => readMetrics((await exchange({ method: "GET", host: `admin.localhost:${env.HTTP_PORT}`, target: "/metrics", headers: [["authorization", `Bearer ${token()}`]] })).body.toString());
	const before = await read();
	await buy({});
	timePasses(env.SHOP);
	const sent = (m) => m.value("stoa_mails_total", { program: "worker", result: "sent" }), done = (m) => m.value("stoa_jobs_total", { program: "worker", kind: "mail", result: "done" });
	const after = await until(async () => {
		const m = await read();
		return sent(m) > sent(before) && done(m) > done(before) && m.value("stoa_outbox_jobs", { state: "dead" }) >= 0 && m;
	}, "the mail is counted", 30);
	const now = Date.now() / 1000;
	assert.ok(now - after.value("stoa_worker_round_timestamp_seconds") < 30);
	assert.ok(now - after.value("stoa_worker_walk_timestamp_seconds") < 3600);
	assert.ok(after.value("stoa_outbox_jobs", { state: "dead" }) >= 0);
	assert.ok(after.value("stoa_queue_waited_seconds", { cell: "cell1" }) >= 0);
	assert.ok(after.value("stoa_shops", { cell: "cell1", state: "active" }) >= 2);
	assert.equal(after.value("stoa_database_up", { database: "cell1" }), 1);
});

test("dashboard and alerts ask for numbers that there are, by labels that these have", async () => {
	await shopClient().get("/de/");
	const said = readMetrics((await exchange({ method: "GET", host: `admin.localhost:${env.HTTP_PORT}`, target: "/metrics", headers: [["authorization", `Bearer ${token()}`]] })).body.toString());
	const read = (file) => readFileSync(join(top, "contrib", file), "utf8");
	const board = JSON.parse(read("grafana/stoa.json")), rules = read("prometheus/stoa.rules.yml");
	const asked = [...board.panels.flatMap((p) => (p.targets ?? []).map((t) => t.expr)), ...board.templating.list.map((v) => v.query.query),
		...[...rules.matchAll(/^ +expr: (.+)$/gm)].map((m) => m[1])];
	assert.ok(asked.length > 60, `${asked.length} questions`);
	const labelsOf = (name) => [...said.samples.keys()].filter((k) => k.startsWith(`${name}{`)).flatMap((k) => [...k.matchAll(/([a-z_]+)="([^"]*)"/g)].map((m) => [m[1], m[2]]));
	for (const q of asked) {
		for (const [, name, , inner] of q.matchAll(/\b(stoa_[a-z_]+)(\{([^}]*)\})?/g)) {
			const family = name.replace(/_(bucket|sum|count)$/, "");
			assert.ok(said.types.has(name) || said.types.get(family) === "histogram", `${name} in ${q}`);
			const has = labelsOf(name);
			for (const [, label, equals, value] of (inner ?? "").matchAll(/([a-z_]+)(=~|!=|=)"([^"]*)"/g)) {
				assert.ok(label === "instance" || has.some(([l]) => l === label), `${name} has no label ${label}: ${q}`);
				assert.ok(equals !== "=" || value === "5xx" || has.some(([l, v]) => l === label && v === value), `${name} is never ${label}="${value}": ${q}`);
			}
		}
	}
	const used = new Set(asked.flatMap((q) => [...q.matchAll(/\bstoa_[a-z_]+/g)].map((m) => m[0].replace(/_(bucket|sum|count)$/, ""))));
	assert.deepEqual([...said.types.keys()].filter((name) => !used.has(name)), [], "numbers that nobody looks at");
});

// What Grafana 9 refuses or shows wrongly: ids that come twice, panels over one another, a data source of somebody else's.
test("the dashboard is one that Grafana imports", { only }, () => {
	const board = JSON.parse(readFileSync(join(top, "contrib/grafana/stoa.json"), "utf8"));
	assert.equal(board.id, null);
	assert.ok(board.uid && board.title && board.schemaVersion >= 36);
	assert.deepEqual(board.__inputs.map((i) => [i.name, i.type, i.pluginId]), [["DS_PROMETHEUS", "datasource", "prometheus"]]);
	assert.equal(new Set(board.panels.map((p) => p.id)).size, board.panels.length);
	const taken = new Set(), needs = new Set(board.__requires.filter((r) => r.type === "panel").map((r) => r.id));
	for (const p of board.panels) {
		const { x, y, w, h } = p.gridPos;
		assert.ok(x >= 0 && x + w <= 24 && h > 0, p.title);
		for (let i = x; i < x + w; i++) {
			for (let j = y; j < y + h; j++) {
				assert.ok(!taken.has(`${i} ${j}`), `${p.title} lies over another`);
				taken.add(`${i} ${j}`);
			}
		}
		if (p.type === "row")
			continue;
		assert.ok(needs.has(p.type), p.type);
		assert.ok(p.title && p.fieldConfig.defaults.unit && p.targets.length > 0, p.title);
		assert.equal(new Set(p.targets.map((t) => t.refId)).size, p.targets.length);
		for (const source of [p.datasource, ...p.targets.map((t) => t.datasource)])
			assert.deepEqual(source, { type: "prometheus", uid: "${DS_PROMETHEUS}" }, p.title);
	}
	for (const v of board.templating.list)
		assert.ok(v.name && v.type === "query" && v.datasource.uid === "${DS_PROMETHEUS}");
});

test("whoever had taken over the program that says all this would learn how many shops wait, and nothing of them", { only }, () => {
	const rights = (database) => rows(database, `SELECT DISTINCT p.name || ' ' || n.nspname || '.' || c.relname || '.' || a.attname AS may
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) p (name)
		WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind IN ('r', 'p', 'v', 'm') AND has_schema_privilege('stoa_metrics', n.oid, 'USAGE')
			AND CASE WHEN p.name = 'DELETE' THEN has_table_privilege('stoa_metrics', c.oid, p.name) ELSE has_column_privilege('stoa_metrics', c.oid, a.attnum, p.name) END
		ORDER BY 1`).map((r) => r.may);
	assert.deepEqual(rights("PLATFORM"), ["SELECT stoa.cell.name", "SELECT stoa.tenant.cell", "SELECT stoa.tenant.state"]);
	assert.deepEqual(rights("CELL"), ["SELECT cell.backlog.dead", "SELECT cell.backlog.imports",
		"SELECT cell.backlog.oldest", "SELECT cell.backlog.queued", "SELECT cell.backlog.seen_at", "SELECT cell.due.due_at", "SELECT cell.due.since", "SELECT cell.due.tenant_id"]);
});

test("which shop costs is told from the log, and by its number where nobody knows its name", { only }, () =>
	Program.with({}, async (program) => {
		for (const [shop, n] of [[env.SHOP, 3], [env.SECOND_SHOP, 2]]) {
			for (let i = 0; i < n; i++)
				assert.equal((await program.ask(shop, { path: "/ar/" })).status, 200);
		}
		await until(() => requestsOf(program.log, "/").length === 5, "the log");
		const table = (out) => out.trim().split("\n").slice(1).map((l) => l.trim().split(/\s{2,}|(?<=\S) (?=\d)/));
		const told = await stoactl(["top", "--by", "requests"], { input: program.log });
		assert.equal(told.status, 0, told.err);
		const rows = table(told.out);
		assert.deepEqual(rows.slice(0, 2).map((r) => r.slice(0, 3)), [[env.SHOP, "3", "0"], [env.SECOND_SHOP, "2", "0"]]);
		assert.ok(rows.every((r) => Number(r[3]) > 0 || r[0] === "(no shop)"));
		assert.match(told.out, /^\(no shop\) .*$/m, "the driver's first question has none");
		assert.equal((await stoactl(["top", "--rows", "1"], { input: program.log })).out.trim().split("\n").length, 3);
		const nobody = "2026-01-01T00:00:00.000Z level=info program=storefront pid=1 event=request request=0 tenant=999999 method=GET route=/ status=503 us=1500000 db_us=0\n";
		assert.match((await stoactl(["top"], { input: nobody })).out, /^999999 +1 +1 +1\.500 100\.0 +0\.000 +2097\.2$/m);
		assert.equal((await stoactl(["top"], { input: "nothing of ours\n" })).status, 1);
		assert.equal((await stoactl(["top", "--by", "colour"], { input: nobody })).status, 2);
	}));

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736", PARENT = "00f067aa0ba902b7";
test("a request goes on in the trace that it came with; without a right one it begins its own", { only }, () =>
	Program.with({}, async (program) => {
		const said = async (headers, n) => {
			await program.ask(env.SHOP, { path: "/de/search?q=a", headers });
			return (await until(() => requestsOf(program.log, "/search").length === n && requestsOf(program.log, "/search"), "its line in the log")).at(-1);
		};
		const first = await said({ traceparent: `00-${TRACE}-${PARENT}-01` }, 1);
		assert.match(first, new RegExp(` trace=${TRACE} tenant=\\d+ method=GET .* us=\\d+ db_us=\\d+ trips=\\d+ bytes=\\d+ cache=\\w+ span=[0-9a-f]{16} parent=${PARENT}$`));
		assert.equal(/ request=([0-9a-f]{16})/.exec(first)[1], / span=([0-9a-f]{16})/.exec(first)[1]);
		let n = 1;
		for (const bad of [`00-${TRACE.toUpperCase()}-${PARENT}-01`, `ff-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`]) {
			const own = await said({ traceparent: bad }, ++n);
			assert.match(own, / span=[0-9a-f]{16} parent=-$/);
			assert.doesNotMatch(own, / trace=/);
		}
		const spans = requestsOf(program.log, "/search").map((l) => / span=(\S+)/.exec(l)[1]);
		assert.equal(new Set(spans).size, spans.length, "each has a span of its own");
	}));

test("the provider's notice is of the trace of the click that caused it", { only }, async () => {
	await buy({ method: "demo", answer: "approve" });
	const log = (program, route) => requestsOf(readFileSync(join(env.LOG_DIR, `${program}.log`), "utf8"), route);
	const caused = await until(() => {
		const clicks = log("demopay", "/pay/:blob").filter((l) => l.includes("method=POST")).map((l) => [/ request=(\S+)/.exec(l)[1], / span=(\S+)/.exec(l)[1]].join());
		return log("webhook", "/hook/:provider").filter((l) => clicks.includes([/ trace=(\S+)/.exec(l)?.[1], / parent=(\S+)/.exec(l)[1]].join()));
	}, "notices of clicks");
	assert.ok(caused.length > 0);
});

test("what was promised by a click is done in its trace", { only }, async () => {
	const sold = await buy({});
	const read = (name) => readFileSync(join(env.LOG_DIR, `${name}.log`), "utf8").split("\n").slice(0, -1);
	const mail = await until(() => read("worker").find((l) => l.includes("event=mail ") && l.includes(` order=${sold.order.id} `)), "the mail's line", 30);
	const [, trace] = / trace=([0-9a-f]{32}) /.exec(mail);
	const click = read("checkout").find((l) => l.includes(` request=${trace} `) && l.includes("event=request "));
	assert.match(click, / method=POST route=\/checkout\/place status=303 /);
});

test("a proxy of ours may ask for health by itself, but not for whoever it lets through", { only }, () =>
	ownBox((conf) => metrics(conf, async (program) => {
		const ask = async (remote, headers = {}) => (await program.ask("nobody", { path: "/readyz", headers, remote })).status;
		assert.equal(await ask("192.0.2.7"), 200);
		assert.equal(await ask("192.0.2.7", { "x-forwarded-for": "127.0.0.1" }), 403);
		assert.equal(await ask("192.0.2.7", { "forwarded": "for=127.0.0.1" }), 403);
		assert.equal(await ask("198.51.100.1"), 403);
		assert.equal(await ask("198.51.100.1", bearer(token())), 200);
	}), { trusted_proxies: "192.0.2.0/24" }));
