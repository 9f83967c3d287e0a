// The processes of a program: what ends them, what replaces them, and that nobody in front of them notices.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { header } from "../lib/answer.mjs";
import { env } from "../lib/env.mjs";
import { Program, askCgi, until } from "../lib/program.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const only = ["fcgi"];
const currency = { path: "/de/currency", form: { currency: "EUR", back: "/de/search?q=a" } };

async function answers(program, times = 1) {
	for (let i = 0; i < times; i++)
		assert.equal((await program.ask(env.SHOP, { path: "/de/" })).status, 200);
}

// Processes other than the old ones, as many as there should be.
function renewed(program, old) {
	return until(() => program.pids.length === program.processes && !program.pids.some((p) => old.includes(p)) && program.pids, "new processes");
}

test("a request process killed outright: the next request is answered and a new process stands", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		await answers(program);
		for (let i = 0; i < 3; i++) {
			const [pid] = program.pids;
			process.kill(pid, "SIGKILL");
			await answers(program);
			await renewed(program, [pid]);
		}
		assert.match(program.log, /event=process_ended child=\d+ status=-1 signal=9/);
	}));

test("killed while it works: that visitor's server is told at once, the others are served", { only }, () =>
	Program.with({ processes: 2 }, async (program) => {
		const old = program.pids;
		let go;
		const slow = program.ask(env.SHOP, { ...currency, pause: new Promise((resolve) => (go = resolve)) });
		const failed = assert.rejects(slow);
		await sleep(200);
		old.forEach((pid) => process.kill(pid, "SIGKILL"));
		await failed;
		go();
		await answers(program, 4);
		await renewed(program, old);
	}));

test("SIGTERM: a slow request is answered whole, then all ends and the socket is gone", { only }, () =>
	Program.with({ processes: 2 }, async (program) => {
		let go;
		const pause = new Promise((resolve) => (go = resolve));
		const slow = [1, 2].map(() => program.ask(env.SHOP, { ...currency, pause }));
		await sleep(300);
		program.signal("SIGTERM");
		await sleep(300);
		assert.equal(program.child.exitCode, null, "it waits for them");
		go();
		for (const page of await Promise.all(slow)) {
			assert.equal(page.status, 303);
			assert.equal(header(page, "location"), "/de/search?q=a");
		}
		assert.deepEqual(await program.ended, { code: 0, signal: null });
		assert.deepEqual(program.files, []);
	}));

test("SIGHUP: each process is replaced, and no request is lost meanwhile", { only }, () =>
	Program.with({ processes: 3 }, async (program) => {
		const old = program.pids;
		let done = false;
		const visitors = [1, 2].map(async () => {
			while (!done)
				await answers(program);
		});
		program.signal("SIGHUP");
		await renewed(program, old);
		done = true;
		await Promise.all(visitors);
	}));

test("SIGHUP with settings that cannot be used: the old ones go on", { only }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-conf-")), conf = join(folder, "stoa.conf");
	copyFileSync(env.STOA_CONF, conf);
	try {
		await Program.with({ processes: 1, conf }, async (program) => {
			const old = program.pids;
			for (const bad of ["no_such_key = 1\n", "template_directory = /nonexistent\n", "key_file = /nonexistent\n"]) {
				writeFileSync(conf, readFileSync(env.STOA_CONF, "utf8").replace(new RegExp(`^\\s*${bad.split(" ")[0]} =.*\n`, "m"), "") + bad);
				const before = program.log.split("event=reload_refused").length;
				program.signal("SIGHUP");
				await until(() => program.log.split("event=reload_refused").length > before, `${bad} is refused`);
				await answers(program, 2);
			}
			assert.deepEqual(program.pids, old);
			copyFileSync(env.STOA_CONF, conf);
			program.signal("SIGHUP");
			await renewed(program, old);
			await answers(program);
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("the parent killed outright: its processes end too, and the next start takes over the stale socket", { only }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-program-"));
	const first = new Program("storefront", { processes: 2, folder });
	await first.ready();
	const old = first.pids;
	first.signal("SIGKILL");
	await first.ended;
	assert.deepEqual(first.files, ["s.sock"]);
	const gone = (pid) => {
		try {
			return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
		} catch {
			return true;
		}
	};
	await until(() => old.every(gone), "the request processes end");
	await Program.with({ processes: 1, folder }, (second) => answers(second, 2));
});

test("a socket that somebody answers on, and a file that is no socket, are left alone", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		const second = new Program("storefront", { folder: program.folder });
		assert.deepEqual(await second.ended, { code: 1, signal: null });
		assert.match(second.log, /cannot listen on unix:.*somebody answers there/);
		await answers(program);
		const folder = mkdtempSync(join(tmpdir(), "stoa-program-"));
		writeFileSync(join(folder, "s.sock"), "a letter");
		const third = new Program("storefront", { folder });
		assert.equal((await third.ended).code, 1);
		assert.equal(readFileSync(join(folder, "s.sock"), "utf8"), "a letter");
		rmSync(folder, { recursive: true });
	}));

test("a peer that says nothing, half a request, or nonsense does not keep the next visitor waiting for ever", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		const { connect } = await import("node:net");
		for (const bytes of [[], [1, 1, 0, 1, 0, 8], Buffer.alloc(4096, 0xff)]) {
			const peer = connect(program.socket);
			peer.on("error", () => {});
			await new Promise((resolve) => peer.once("connect", resolve));
			peer.end(Buffer.from(bytes));
			await answers(program);
			peer.destroy();
		}
	}));

test("an answer reaches a server that is still sending a body which nobody reads", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		const form = { currency: "EUR", back: "a".repeat(200000) };
		for (let i = 0; i < 3; i++) {
			assert.equal((await program.ask(env.SHOP, { path: "/de/currency", form, headers: { "sec-fetch-site": "cross-site" } })).status, 403);
			assert.equal((await program.ask(env.SHOP, { path: "/de/nowhere", form })).status, 404);
		}
	}));

test("a connection is closed after its request, even if it was asked to stay", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		const start = Date.now();
		await Promise.all([answers(program), answers(program), answers(program)]);
		assert.ok(Date.now() - start < 5000);
	}));

test("the log names route and shop, never what was searched or looked at", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		for (const path of ["/de/search?q=geheimwort", "/de/p/geheimding", "/de/search?q=geheimwort&nope=geheimnis", "/de/search?q=geheim%ff"])
			await program.ask(env.SHOP, { path, headers: { "user-agent": "geheimagent", "cookie": "cart=geheimkeks", "referer": "http://geheim.example/" } });
		await program.ask(env.SHOP, { path: "/de/currency", form: { currency: "geheim", nope: "geheim" } });
		await until(() => program.log.includes("route=/currency"), "the last line");
		assert.match(program.log, /event=request request=[0-9a-f]{32} tenant=\d+ method=GET route=\/search status=200 /);
		assert.match(program.log, /route=\/p\/:slug status=404 .*error=/);
		assert.doesNotMatch(program.log, /geheim/);
	}));

test("as plain CGI the programs answer GET, HEAD, POST and errors, once each", { only }, async () => {
	const page = await askCgi("storefront", env.SHOP, { path: "/de/" });
	assert.deepEqual([page.status, page.code], [200, 0]);
	assert.match(page.body.toString(), /<html lang="de"/);
	assert.equal(Number(header(page, "content-length")), page.body.length);
	const head = await askCgi("storefront", env.SHOP, { method: "HEAD", path: "/de/" });
	assert.deepEqual([head.status, head.body.length, header(head, "content-length")], [200, 0, header(page, "content-length")]);
	const post = await askCgi("storefront", env.SHOP, currency);
	assert.deepEqual([post.status, header(post, "location")], [303, "/de/search?q=a"]);
	assert.match(header(post, "set-cookie"), /^currency=EUR;/);
	assert.equal((await askCgi("storefront", env.SHOP, { path: "/de/?nope=1" })).status, 400);
	assert.equal((await askCgi("storefront", "nobody", { path: "/de/" })).status, 404);
	assert.equal((await askCgi("cart", env.SHOP, { path: "/de/cart" })).status, 200);
	assert.equal((await askCgi("storefront", env.SHOP, { path: "/de/currency", form: { currency: "EUR" }, headers: { "content-length": 500 } })).status, 400);
});

// What only one of the two shops may say.
function ownWords(shop, other) {
	const words = (s) => shopRows(s, "SELECT DISTINCT name AS w FROM @shop@.product_text WHERE length(name) > 5").map((r) => r.w);
	const theirs = new Set(words(other));
	return words(shop).filter((w) => !theirs.has(w)).map((w) => w.replaceAll("&", "&amp;"));
}

test("two shops in turn on one process: each page is the shop's own, to the last byte", { only }, () =>
	Program.with({ processes: 1 }, async (program) => {
		const shops = [env.SHOP, env.SECOND_SHOP];
		const words = { [env.SHOP]: ownWords(...shops), [env.SECOND_SHOP]: ownWords(...[...shops].reverse()) };
		const paths = ["/ar/", "/en/", "/en/search?q=a", "/en/nowhere", "/en/?nope=1", "/", "/ja/search?q=%E8%8C%B6"];
		const first = new Map();
		const stable = (page) => page.body.toString().replace(/[0-9a-f]{32}/g, "");
		for (let round = 0; round < 3; round++)
			for (const path of paths)
				for (const shop of shops) {
					const page = await program.ask(shop, { path, headers: { "accept-language": "en" } });
					const text = stable(page), key = `${shop} ${path}`;
					const foreign = words[shops.find((s) => s !== shop)].filter((w) => text.includes(`>${w}<`) || text.includes(`"${w}"`));
					assert.deepEqual(foreign, [], key);
					assert.equal(header(page, "set-cookie"), undefined, key);
					assert.equal(text, first.get(key) ?? text, key);
					first.set(key, text);
				}
		assert.equal(program.pids.length, 1);
		assert.ok(first.get(`${env.SHOP} /en/`) !== first.get(`${env.SECOND_SHOP} /en/`));
		for (const shop of shops)
			assert.ok(words[shop].some((w) => first.get(`${shop} /en/search?q=a`).includes(w)), `${shop} shows its products`);
	}));
