// Behind Varnish with the shipped VCL (tests/long/cdn starts it): what it may answer, what it forgets, and what it never keeps.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { exchange } from "../lib/http.mjs";
import { until } from "../lib/program.mjs";
import { lit, rows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const port = Number(process.env.CDN_PORT);
const shop = await newShop("cdn", { locales: "en,de" });
assert.equal((await importCsv(shop, csv([productRow("cup", "Cup", "10.00"), productRow("jug", "Jug", "20.00"),
	productRow("lamp", "Lamp", "30.00", { "Type": "Light" })]))).status, 0);
const tenant = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`)[0].id;

const browser = () => shopClient(shop, { way: (request) => exchange(port, { timeout: 60000, headers: [], body: Buffer.alloc(0), ...request }) });

// How often the storefront itself was asked during fn, as soon as its lines are there.
async function asked(fn) {
	const count = () => readFileSync(join(env.LOG_DIR, "storefront.log"), "utf8").split("\n")
		.filter((l) => l.includes("event=request ") && l.includes(` tenant=${tenant} `)).length;
	await sleep(300);
	const before = count();
	await fn();
	await sleep(300);
	return count() - before;
}

// The purge of everything with which a worker begins is over.
await sleep(5000);

test("a page is asked for once, and then answered in front, as its visitors would get it from us", async () => {
	const direct = await shopClient(shop).get("/en/p/cup"), pages = [];
	assert.equal(await asked(async () => {
		for (let i = 0; i < 3; i++)
			pages.push(await browser().get("/en/p/cup"));
		pages.push(await browser().get("/en/p/cup?utm_source=mail&utm_medium=x"));
	}), 1);
	for (const page of pages) {
		assert.equal(page.status, 200);
		assert.ok(page.bytes.equals(direct.bytes));
		assert.equal(page.header("cache-control"), "public, max-age=0, must-revalidate");
		for (const name of ["surrogate-key", "xkey", "cdn-cache-control", "age", "set-cookie"])
			assert.equal(page.header(name), undefined, name);
	}
	assert.match(direct.header("surrogate-key"), new RegExp(`^stoa t${tenant} .*\\bt${tenant}-p\\d+\\b`));
	assert.match(direct.header("cdn-cache-control"), /^max-age=20, stale-while-revalidate=600\b/);
});

test("a known page is a 304 in front, and its compressed form is ours", async () => {
	const page = await browser().raw({ path: "/en/p/cup", headers: { "accept-encoding": "gzip" } });
	assert.equal(page.header("content-encoding"), "gzip");
	assert.match(gunzipSync(page.bytes).toString(), /Cup/);
	assert.equal(await asked(async () => {
		const again = await browser().raw({ path: "/en/p/cup", headers: { "accept-encoding": "gzip", "if-none-match": page.header("etag") } });
		assert.equal(again.status, 304);
	}), 0);
});

test("a visitor with a cart, a currency or a message passes through, and leaves nothing behind", async () => {
	const client = browser();
	await (await client.get("/en/p/cup")).form('form[action$="/cart/add"]').submit({ quantity: 2 });
	assert.ok(client.cookie("cart"));
	assert.equal(await asked(async () => {
		for (let i = 0; i < 2; i++) {
			const page = await client.get("/en/p/cup");
			assert.equal(page.textOf(".to-cart .count"), "2");
			assert.match(page.header("cache-control"), /^private/);
		}
	}), 2);
	const stranger = await browser().get("/en/p/cup");
	assert.equal(stranger.$(".to-cart .count"), null);
	assert.match(stranger.header("cache-control"), /^public/);
});

test("a product whose price changes is forgotten by its key within seconds, and others are not", async () => {
	for (const path of ["/en/p/cup", "/en/p/lamp", "/de/p/cup"])
		await browser().get(path);
	assert.equal((await importCsv(shop, csv([productRow("cup", "Cup", "12.34")]))).status, 0);
	await until(async () => /12\.34/.test((await browser().get("/en/p/cup")).textOf(".price")), "the new price in front", 8);
	assert.match((await browser().get("/de/p/cup")).textOf(".price"), /12,34/);
	assert.equal(await asked(() => browser().get("/en/p/lamp")), 0, "the page of a product that is nowhere near was kept");
	// What was fetched right after the change stays right.
	await sleep(6000);
	assert.match((await browser().get("/en/p/cup")).textOf(".price"), /12\.34/);
});

test("who comes through a proxy may not purge, though the proxy runs on this box", async () => {
	const purge = async (headers) => (await exchange(port, { method: "PURGE", host: `${shop}.localhost`, target: "/", timeout: 10000,
		headers: [["surrogate-key", `t${tenant}`], ...headers], body: Buffer.alloc(0) })).status;
	await browser().get("/en/p/lamp");
	for (const header of [["x-forwarded-for", "203.0.113.9"], ["x-forwarded-for", ""], ["forwarded", "for=203.0.113.9"]])
		assert.equal(await purge([header]), 403, header.join(": "));
	assert.equal(await asked(() => browser().get("/en/p/lamp")), 0, "it was kept");
	assert.equal(await purge([]), 200);
	assert.equal(await asked(() => browser().get("/en/p/lamp")), 1, "it was forgotten");
});

test("when its time is over a page is given at once, and asked for anew behind that", async () => {
	await browser().get("/en/p/jug");
	await sleep(21000);
	let page;
	assert.ok(await asked(async () => {
		const began = Date.now();
		page = await browser().get("/en/p/jug");
		assert.ok(Date.now() - began < 1000);
	}) >= 1, "it is asked for anew");
	assert.equal(page.status, 200);
	assert.equal(await asked(() => browser().get("/en/p/jug")), 0, "and fresh again");
});
