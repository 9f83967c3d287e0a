// Pages read at a standby: while it is as far as the primary was when its changes were asked for, and never by whoever has just written.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { adminLogin } from "../lib/admin.mjs";
import { addToCart } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { ownBox, readMetrics, token } from "../lib/metrics.mjs";
import { Program, until } from "../lib/program.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { Standby } from "../lib/standby.mjs";

const BOUND_MS = 2000; // what is known of changes is good for so long
const only = ["fcgi"];
const standby = new Standby();
await standby.start();
process.on("exit", () => standby.child.kill("SIGKILL"));

const [product] = shopRows(env.SHOP, `SELECT p.id, t.name, s.slug FROM @shop@.product p JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = 'de'
	JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.locale = 'de' AND s.current WHERE p.handle = 'harbour-mug'`);
const path = `/de/p/${product.slug}`, staff = await adminLogin();
// As the merchant does.
async function rename(name) {
	const form = (await staff.get(`/en/${env.SHOP}/products/${product.id}/texts`)).form("main form");
	assert.equal((await form.submit({ name_de: name })).status, 200);
}
let number = 0;
const fresh = () => `Hafenbecher ${Date.now() % 100000}-${++number}`;

const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);

// A storefront of two processes that follows changes, and what it counts.
function box(fn, more = {}) {
	return ownBox((conf) => Program.with({ conf, processes: 2 }, (shop) => Program.with({ name: "metrics", conf }, async (watch) => {
		const counts = async () => {
			const m = readMetrics((await watch.ask("nobody", { path: "/metrics", headers: { authorization: `Bearer ${token()}` } })).body.toString());
			return Object.fromEntries(["answered", "behind", "away"].map((result) => [result, m.value("stoa_db_standby_total", { program: "storefront", result })]));
		};
		const ask = async (target, pattern, headers) => {
			const began = Date.now(), answer = await shop.ask(env.SHOP, { path: target, headers });
			assert.equal(answer.status, 200, `${answer.status}: ${shop.log.split("\n").slice(-4).join("\n")}`);
			const found = pattern.exec(answer.body.toString());
			assert.ok(found, target);
			return { name: found[1].trim(), took: Date.now() - began };
		};
		// One that may be kept, and one that nobody has asked for before: it is made.
		const page = (headers = {}) => ask(path, /<h1[^>]*>([^<]*)/, headers);
		const made = (headers = {}) => ask(`/de/search?q=hafenbecher&price=EUR1-${1000000 + ++number}`, new RegExp(`href="${path}"[^]*?card-name">([^<]+)`), headers);
		const used = () => until(async () => {
			const before = (await counts()).answered;
			for (let i = 0; i < 4; i++)
				await made();
			return (await counts()).answered >= before + 4;
		}, "the standby is read", 40);
		await used();
		await fn({ shop, page, made, counts, used });
	})), { cell_read_database: standby.pattern, heard_milliseconds: null, ...more });
}

test("pages are read at the standby, and show what was just changed at the primary, kept ones too", { only }, () => box(async ({ page, made, counts }) => {
	assert.match(standby.ask("SELECT string_agg(DISTINCT application_name, ',') FROM pg_stat_activity WHERE usename = 'stoa_storefront'"), /stoa-storefront/);
	const before = await counts();
	for (let i = 0; i < 12; i++) {
		const name = fresh();
		await rename(name);
		const changed = Date.now();
		for (const look of [page, made]) {
			await until(async () => (await look()).name === name, "the new name", 5);
			assert.ok(Date.now() - changed < BOUND_MS + 500, `${Date.now() - changed} ms`);
		}
		// Kept again by now, out of what the standby said: it must not be what was before the change.
		await sleep(100 * (i % 3));
		assert.equal((await page()).name, name);
	}
	const after = await counts();
	assert.ok(after.answered >= before.answered + 12, JSON.stringify([before, after]));
	assert.equal(after.away, before.away);
}));

async function paused() {
	standby.ask("SELECT pg_wal_replay_pause()");
	await until(() => standby.ask("SELECT pg_get_wal_replay_pause_state()") === "paused", "paused");
}

test("replay paused: pages come from the primary, none shows what is older than the bound, none fails; then the standby is read again", { only }, () => box(async ({ page, made, counts, used }) => {
	await paused();
	try {
		const before = await counts();
		for (let i = 0; i < 6; i++) {
			const name = fresh(), old = (await page()).name;
			await rename(name);
			const changed = Date.now();
			for (let seen = old; Date.now() < changed + 400 || seen === old; await sleep(20)) {
				for (const look of [page, made]) {
					const asked = Date.now();
					seen = (await look()).name;
					assert.ok(seen !== old || asked < changed + BOUND_MS, `the old name ${asked - changed} ms after the change`);
				}
			}
		}
		const after = await counts();
		assert.ok(after.behind > before.behind, JSON.stringify([before, after]));
		assert.equal(after.away, before.away);
	} finally {
		standby.ask("SELECT pg_wal_replay_resume()");
	}
	await used();
}));

// Whoever follows changes stands still: for two seconds nobody knows that the standby is behind.
test("who has just written reads at the primary, at once; others may see it later, but within the bound", { only }, () => box(async ({ shop, made, counts, used }) => {
	const client = shopClient();
	await addToCart(client, { locale: "de" });
	const cookie = `cart=${client.cookie("cart")}`, follower = children(shop.child.pid).find((pid) => !shop.pids.includes(pid));
	const name = fresh(), old = (await made()).name;
	await used();
	await paused();
	process.kill(follower, "SIGSTOP");
	try {
		await rename(name);
		const changed = Date.now(), before = await counts(), others = (await made()).name;
		assert.equal((await made({ cookie })).name, name, "one's own click is seen at once");
		if (others === old)
			assert.ok((await counts()).answered > before.answered, "that was the standby");
		await until(async () => (await made()).name === name, "the others see it, too", 3);
		assert.ok(Date.now() - changed < BOUND_MS + 300, `${Date.now() - changed} ms`);
	} finally {
		process.kill(follower, "SIGCONT");
		standby.ask("SELECT pg_wal_replay_resume()");
	}
	await used();
	await addToCart(client, { locale: "de" });
	const again = `cart=${client.cookie("cart")}`, before = await counts();
	for (let i = 0; i < 6; i++)
		await made({ cookie: again });
	const after = await counts();
	assert.equal(after.answered, before.answered, "all of the page is the primary's");
	await sleep(16000);
	for (let i = 0; i < 6; i++)
		await made({ cookie: again });
	assert.ok((await counts()).answered >= after.answered + 6, "the click is long ago");
}));

test("a standby killed under readers: every page comes, soon and from the primary; once it is back it is read again", { only }, () => box(async ({ page, made, counts, used }) => {
	let stop = false, pages = 0, slowest = 0;
	const readers = [1, 2].map(async () => {
		while (!stop) {
			slowest = Math.max(slowest, (await made()).took);
			pages++;
		}
	});
	await sleep(300);
	await standby.kill();
	const name = fresh();
	await rename(name);
	await sleep(1500);
	for (const look of [page, made])
		assert.equal((await look()).name, name);
	stop = true;
	await Promise.all(readers);
	assert.ok(pages > 30 && slowest < 900, `${pages} pages, the slowest in ${slowest} ms`);
	assert.ok((await counts()).away > 0);
	await standby.start();
	await used();
}));

test("a standby that hangs costs a page its second, once in a while, and no page fails", { only }, () => box(async ({ made, counts, used }) => {
	const before = await counts(), took = [];
	standby.signal("SIGSTOP");
	try {
		for (let i = 0; i < 30; i++)
			took.push((await made()).took);
	} finally {
		standby.signal("SIGCONT");
	}
	took.sort((a, b) => a - b);
	assert.ok(took.at(-1) < 2500 && took[20] < 500, took.join());
	assert.ok((await counts()).away > before.away);
	await used();
}));

// Last: it is no standby of ours afterwards.
test("a standby that was promoted is not read, though it answers", { only }, () => box(async ({ made, counts }) => {
	const name = fresh();
	standby.ask("SELECT pg_promote()");
	await until(() => standby.ask("SELECT pg_is_in_recovery()") === "f", "promoted");
	await rename(name);
	await until(async () => (await made()).name === name, "the primary's name", 5);
	await sleep(300);
	const before = await counts();
	for (let i = 0; i < 20; i++)
		assert.equal((await made()).name, name);
	assert.equal((await counts()).answered, before.answered);
	await rename(product.name);
	await standby.end();
}));
