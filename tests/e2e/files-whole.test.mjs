// All or nothing, as staff may ask for it; and one import at a time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { staffOf } from "../lib/admin.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { fact, pause, until } from "../lib/import-job.mjs";
import { place, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const rows = (n, rest = {}) => Array.from({ length: n }, (_, i) => productRow(`p-${i}`, `Product ${i}`, "1.00", rest));
const count = (shop, table = "product") => shopRows(shop, `SELECT count(*) AS n FROM @shop@.${table}`)[0].n;
const job = (shop) => shopRows(shop, "SELECT id, state, done, lines_done, products FROM @shop@.import_job ORDER BY id DESC LIMIT 1")[0];

// Locks rows of a table; returns what lets them go.
async function heldRows(shop, table, where) {
	const { schema, where: cell } = place(shop), child = spawn("psql", ["-XAtq", env[`${cell}_DATABASE_URL`]], { stdio: ["pipe", "pipe", "inherit"] });
	const locked = new Promise((done) => child.stdout.once("data", done));
	child.stdin.write(`BEGIN;\nSELECT id FROM ${schema}.${table} WHERE ${where} FOR UPDATE;\n`);
	await locked;
	return () => child.stdin.end("ROLLBACK;\n");
}

// A product, so that an import waits before it.
const held = (shop, handle) => heldRows(shop, "product", `handle = '${handle}'`);

test("all or nothing: a file with a bad row is not imported, and says so; the tick is kept when the form comes back", async () => {
	const shop = await newShop("strict", { locales: "en,de" }), client = await staffOf(shop), bad = csv([...rows(2), productRow("bad", "Bad", "4.505")]);
	const again = await uploadFile(client, shop, "a,b\n1,2\n", { whole: true });
	assert.equal(again.status, 422);
	assert.ok(again.$("#f-whole").hasAttribute("checked"));
	const page = await until(client, (await uploadFile(client, shop, bad, { whole: true })).url, ["checked"]);
	assert.equal(fact(page, "Rows left out"), "1");
	assert.match(page.textOf(".note"), /none is imported/);
	assert.equal(page.$('form[action$="/start"]'), null);
	assert.match((await client.get(page.url.replace("/en/", "/de/"))).textOf(".note"), /Alles oder nichts/);
	const started = await client.post(`${page.url}/start`, {});
	assert.match(started.textOf("main"), /nothing was done/);
	assert.equal(count(shop), 0);
	// Without the tick the same file leaves out the one row.
	const partly = await until(client, (await uploadFile(client, shop, bad)).url, ["checked"]);
	assert.ok(partly.$('form[action$="/start"]'));
});

test("all or nothing: how far it is can be seen, what it brings not before all of it is there", async () => {
	const shop = await newShop("strict", { locales: "en" }), client = await staffOf(shop);
	await importCsv(shop, csv([productRow("p-1099", "Held", "1.00")]));
	const page = await until(client, (await uploadFile(client, shop, csv(rows(1100)), { whole: true })).url, ["checked"]);
	const release = await held(shop, "p-1099");
	await page.form('form[action$="/start"]').submit();
	while (job(shop).lines_done < 1000)
		await pause(20);
	const running = await client.get(page.url), there = count(shop);
	release();
	assert.equal(running.$("progress").getAttribute("value"), "1000");
	assert.match(running.textOf("#job"), /when all of it is imported/);
	assert.equal(there, 1);
	const done = await until(client, page.url, ["done"]);
	assert.equal(fact(done, "New products"), "1,099");
	assert.equal(count(shop), 1100);
	assert.equal(count(shop, "import_piece"), 0);
	assert.equal((await shopClient(shop).get("/en/p/p-1099")).status, 200);
});

test("all or nothing: cancelled in the middle leaves nothing; a worker that died begins anew and repeats nothing", async () => {
	const shop = await newShop("strict", { locales: "en" }), client = await staffOf(shop), file = csv(rows(1100));
	await importCsv(shop, csv([productRow("p-500", "Held", "1.00")]));
	const page = await until(client, (await uploadFile(client, shop, file, { whole: true })).url, ["checked"]);
	const release = await held(shop, "p-500");
	await page.form('form[action$="/start"]').submit();
	while (job(shop).lines_done === 0)
		await pause(10);
	const cancelled = await client.post(`${page.url}/cancel`, {});
	release();
	assert.equal(cancelled.status, 200);
	assert.match((await until(client, page.url, ["cancelled"])).textOf("#job"), /nothing of the file was imported/);
	assert.deepEqual(shopRows(shop, "SELECT p.handle, t.name FROM @shop@.product p JOIN @shop@.product_text t ON t.product_id = p.id"), [{ handle: "p-500", name: "Held" }]);
	const small = await until(client, (await uploadFile(client, shop, csv(rows(3)), { whole: true })).url, ["checked"]);
	// As one leaves it that died in the middle: its progress was told, its rows are gone, the lease is over.
	shopExecute(shop, "UPDATE @shop@.import_job SET state = 'importing', lines_done = 2 WHERE state = 'checked'");
	shopExecute(shop, "INSERT INTO @shop@.outbox (kind, effect, ref_id, state, due_at, created_at) SELECT 'import', 'import:again:1', max(id), 'queued', now(), now() FROM @shop@.import_job");
	shopExecute(shop, "INSERT INTO cell.due (tenant_id, due_at) SELECT substr('@shop@', 3)::bigint, now()");
	const done = await until(client, small.url, ["done"]);
	assert.deepEqual(["New products", "Changed products"].map((l) => fact(done, l)), ["3", "0"]);
	assert.deepEqual([job(shop).lines_done, count(shop)], [3, 4]);
});

test("all or nothing: a row that is refused only when it is written brings the file back to its check", async () => {
	const shop = await newShop("strict", { locales: "en" }), client = await staffOf(shop);
	const page = await until(client, (await uploadFile(client, shop, csv(rows(2).concat(productRow("mug", "Mug", "2.00", { "Variant SKU": "M-1" }))), { whole: true })).url, ["checked"]);
	assert.equal((await importCsv(shop, csv([productRow("cup", "Cup", "2.00", { "Variant SKU": "M-1" })]))).status, 0);
	await page.form('form[action$="/start"]').submit();
	while (shopRows(shop, "SELECT refused FROM @shop@.import_job WHERE state = 'checked'")[0]?.refused !== 1)
		await pause(50);
	const back = await client.get(page.url);
	assert.match(back.textOf("[aria-labelledby=notes]"), /“M-1”/);
	assert.equal(back.$('form[action$="/start"]'), null);
	assert.deepEqual(shopRows(shop, "SELECT handle FROM @shop@.product"), [{ handle: "cup" }]);
});

test("one import writes at a time: another is told so, and can be started afterwards", async () => {
	const shop = await newShop("second", { locales: "en" }), client = await staffOf(shop);
	const first = await until(client, (await uploadFile(client, shop, csv(rows(1)))).url, ["checked"]);
	const second = await until(client, (await uploadFile(client, shop, csv(rows(2)))).url, ["checked"]);
	shopExecute(shop, `UPDATE @shop@.import_job SET state = 'importing' WHERE id = ${/\d+$/.exec(first.url)[0]}`);
	const told = await client.get(second.url);
	assert.match(told.textOf(".note"), /Another file is being imported/);
	assert.equal(told.$('form[action$="/start"]'), null);
	assert.match((await client.post(`${second.url}/start`, {})).textOf("main"), /wait until that is done/);
	assert.equal(job(shop).state, "checked");
	await client.post(`${first.url}/cancel`, {});
	await (await client.get(second.url)).form('form[action$="/start"]').submit();
	await until(client, second.url, ["done"]);
	assert.equal(count(shop), 2);
});

test("of two files that are started in the same moment one is imported, and the other one waits to be started again", async () => {
	const shop = await newShop("twice", { locales: "en" }), client = await staffOf(shop), other = await staffOf(shop), pages = [];
	for (let i = 0; i < 2; i++)
		pages.push(await until(client, (await uploadFile(client, shop, csv(rows(300)))).url, ["checked"]));
	const release = await heldRows(shop, "import_job", "state = 'checked'");
	const started = [client.post(`${pages[0].url}/start`, {}), other.post(`${pages[1].url}/start`, {})];
	await pause(500);
	release();
	const answers = await Promise.all(started);
	assert.equal(answers.filter((a) => /nothing was done/.test(a.textOf("main"))).length, 1);
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.import_job WHERE state = 'checked'")[0].n, 1);
	await until(client, pages.find((_, i) => !/nothing was done/.test(answers[i].textOf("main"))).url, ["done"], 60);
});
