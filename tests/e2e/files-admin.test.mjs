// Products as CSV in admin: a file is looked at, shown, imported by the worker with progress, cancelled, reported; and exported.
import assert from "node:assert/strict";
import { adminLogin, staffOf } from "../lib/admin.mjs";
import { exported, uploadFile } from "../lib/catalog.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, newShop, productRow, readCsv } from "../lib/goods.mjs";
import { fact, pause, until } from "../lib/import-job.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const count = (shop, table = "product") => shopRows(shop, `SELECT count(*) AS n FROM @shop@.${table}`)[0].n;

test("a file is checked, shown with its counts and bad rows, imported when staff say so, and reported", async () => {
	const shop = await newShop("desk"), client = await staffOf(shop);
	const page = await uploadFile(client, shop, csv([productRow("mug", "Mug", "4.50"), productRow("bad", "Bad", "4.505"), productRow("cup", "Cup", "3.00", { "Vendor": "Ada" })]));
	assert.equal(page.status, 200);
	const checked = await until(client, page.url, ["checked"]);
	assert.equal(count(shop), 0, "nothing is written yet");
	assert.deepEqual(["New products", "Changed products", "Variants", "Rows left out"].map((l) => fact(checked, l)), ["2", "0", "2", "1"]);
	assert.match(checked.textOf("[aria-labelledby=notes]"), /3 left out .*more decimals.*“4\.505”/);
	const started = await checked.form('form[action$="/start"]').submit();
	assert.match(started.textOf("main"), /The import has begun/);
	const done = await until(client, page.url, ["done"]);
	assert.deepEqual(["New products", "Changed products", "Rows left out"].map((l) => fact(done, l)), ["2", "0", "1"]);
	assert.equal((await shopClient(shop).get("/en/p/mug")).heading, "Mug");
	const report = await client.get(done.$('a[href$="/report.csv"]').getAttribute("href"));
	assert.match(report.header("content-type"), /^text\/csv/);
	assert.match(report.header("content-disposition"), /attachment/);
	assert.deepEqual(readCsv(report.text), [{ "Line": "3", "Outcome": "left out", "Reason": "The price has more decimals than its currency: “4.505”." }]);
	assert.equal(count(shop, "import_piece"), 0, "the file goes when the job ends");
	// Once more: everything is there.
	const again = await until(client, (await uploadFile(client, shop, csv([productRow("mug", "Big mug", "4.60")]))).url, ["checked"]);
	assert.deepEqual(["New products", "Changed products"].map((l) => fact(again, l)), ["0", "1"]);
	assert.equal((await client.get(`/en/${shop}/files`)).$$("tbody tr").length, 2);
});

test("a file that cannot be used is told at its field, in the reader's language, and nothing is kept", async () => {
	const shop = await newShop("refused"), client = await staffOf(shop), good = csv([productRow("a", "Größe", "1.00")]);
	for (const [content, en, de] of [
		["", /empty/, /leer/], [Buffer.from(`\ufeff${good}`, "utf16le"), /UTF-16/, /UTF-16/], [Buffer.from(good, "latin1"), /Line 2 is not written in UTF-8/, /Zeile 2 ist nicht in UTF-8/],
		["a,b\n1,2\n", /no column “Handle”/, /Spalte „Handle“/], [`${good}b,"x\n`, /line 3 on/, /ab Zeile 3/],
		[good.replace("Tags", "Title"), /“Title” twice/, /„Title“ steht zweimal/],
	])
		for (const [locale, words] of [["en", en], ["de", de]]) {
			const page = await uploadFile(client, shop, content, { locale });
			assert.equal(page.status, 422);
			assert.match(page.textOf("#f-file-error"), words);
			assert.equal(page.$("#f-file").getAttribute("aria-invalid"), "true");
			assert.match(page.$("#f-file").getAttribute("aria-describedby"), /f-file-error/);
		}
	const none = await client.post(`/en/${shop}/files`, { currency: "EUR" });
	assert.equal(none.status, 422);
	assert.match(none.textOf("#f-file-error"), /fill this in/);
	const currency = await uploadFile(client, shop, good, { currency: "XXX" });
	assert.equal(currency.status, 422);
	assert.match(currency.textOf("#f-currency-error"), /“XXX”/);
	assert.equal(count(shop, "import_job"), 0);
});

test("an import can be cancelled before it begins and while it runs: what is written stays, nothing is written after", async () => {
	const shop = await newShop("cancel"), client = await staffOf(shop), rows = (n) => Array.from({ length: n }, (_, i) => productRow(`p-${i}`, `Product ${i}`, "1.00"));
	const first = await until(client, (await uploadFile(client, shop, csv(rows(3)))).url, ["checked"]);
	const dropped = await first.form('form[action$="/cancel"]').submit();
	assert.match(dropped.textOf(".pills"), /Cancelled/);
	assert.equal(count(shop, "import_piece"), 0);
	const late = await client.post(`${first.url}/start`, {});
	assert.match(late.textOf("main"), /nothing was done/);
	// The worker takes 250 products a step; the flag is set before it comes to the next.
	const long = await until(client, (await uploadFile(client, shop, csv(rows(3000)))).url, ["checked"]);
	await long.form('form[action$="/start"]').submit();
	for (let i = 0; i < 300 && count(shop) === 0; i++)
		await pause(20);
	const running = await client.get(long.url);
	if (running.$("progress"))
		assert.equal(running.$("progress").getAttribute("max"), "3000");
	await running.form('form[action$="/cancel"]').submit();
	await until(client, long.url, ["cancelled"]);
	const n = count(shop);
	assert.ok(n > 0 && n < 3000 && n % 50 === 0, `${n} products: whole steps`);
	assert.equal(shopRows(shop, "SELECT lines_done FROM @shop@.import_job ORDER BY id DESC LIMIT 1")[0].lines_done, n, "progress and rows are one");
	await pause(500);
	assert.equal(count(shop), n);
});

test("a new file takes the place of those that no list shows any more, but for one that is at work", async () => {
	const shop = await newShop("shelf"), client = await staffOf(shop);
	shopExecute(shop, `INSERT INTO @shop@.import_job (staff_id, filename, currency, state, whole, created_at, updated_at)
		SELECT 1, 'f' || i, 'EUR', CASE i WHEN 1 THEN 'importing' ELSE 'checked' END, false, now(), now() FROM generate_series(1, 25) i`);
	shopExecute(shop, "INSERT INTO @shop@.import_piece (job_id, position, data) SELECT id, 0, 'x' FROM @shop@.import_job");
	await uploadFile(client, shop, csv([productRow("mug", "Mug", "4.50")]));
	assert.equal((await client.get(`/en/${shop}/files`)).$$("tbody tr").length, 20);
	const kept = shopRows(shop, "SELECT filename FROM @shop@.import_job ORDER BY id").map((row) => row.filename);
	assert.deepEqual([kept.length, kept[0], kept[1]], [21, "f1", "f7"]);
	assert.equal(count(shop, "import_piece"), 21);
});

test("a worker that died in the middle leaves whole steps, and another goes on from there", async () => {
	const shop = await newShop("resume"), client = await staffOf(shop);
	const rows = Array.from({ length: 250 }, (_, i) => productRow(`p-${i}`, `Product ${i}`, i === 120 ? "x" : "1.00", { "Attribute: wood": "oak" }));
	rows.unshift({ "Record": "attribute", "Handle": "wood", "Title": "Wood", "Attribute type": "choice" }, { "Record": "choice", "Handle": "wood", "Attribute choice": "oak", "Title": "Oak" });
	const checked = await until(client, (await uploadFile(client, shop, csv(rows))).url, ["checked"]);
	assert.equal(fact(checked, "New products"), "249");
	// As if it had died after the first steps of a check: the lease is over, another worker takes the job.
	shopExecute(shop, "DELETE FROM @shop@.import_note");
	shopExecute(shop, "UPDATE @shop@.import_job SET state = 'checking', done = 52, lines_done = 52, products = 50, refused = 0");
	const effect = (n) => `INSERT INTO @shop@.outbox (kind, effect, ref_id, state, due_at, created_at) SELECT 'import', 'import:again:${n}', id, 'queued', now(), now() FROM @shop@.import_job`;
	const hint = () => shopRows(shop, "SELECT 1") && shopExecute(shop, "INSERT INTO cell.due (tenant_id, due_at) SELECT substr('@shop@', 3)::bigint, now()");
	shopExecute(shop, effect(1));
	hint();
	const again = await until(client, checked.url, ["checked"]);
	assert.equal(fact(again, "New products"), "249", "what came before counts once");
	assert.match(again.textOf("[aria-labelledby=notes]"), /124 left out/);
	await again.form('form[action$="/start"]').submit();
	const done = await until(client, checked.url, ["done"]);
	assert.equal(fact(done, "Rows left out"), "1");
	assert.equal(count(shop), 249);
	assert.equal(count(shop, "product_attribute"), 249);
});

test("the worker may do all that an import does: a price beside planned ones changes, too", async () => {
	const shop = await newShop("planned", { locales: "en", currency: "EUR" }), client = await staffOf(shop);
	const run = async (price) => {
		const url = (await uploadFile(client, shop, csv([productRow("x", "X", price)]))).url;
		await (await until(client, url, ["checked"])).form('form[action$="/start"]').submit();
		await until(client, url, ["done"]);
	};
	await run("10.00");
	for (const [minor, from, to] of [[700, "2999-01-01Z", "2999-02-01Z"], [1000, "2999-02-01Z", "infinity"]]) {
		shopExecute(shop, `UPDATE @shop@.price SET valid_to = '${from}' WHERE valid_to = 'infinity'`);
		shopExecute(shop, `INSERT INTO @shop@.price (variant_id, currency, minor, valid_from, valid_to) SELECT id, 'EUR', ${minor}, '${from}', '${to}' FROM @shop@.variant`);
	}
	shopExecute(shop, "UPDATE @shop@.price SET valid_to = '2999-01-01Z' WHERE minor = 1000 AND valid_from < now()");
	await run("12.00");
	assert.deepEqual(shopRows(shop, "SELECT minor FROM @shop@.price WHERE valid_to > now() ORDER BY valid_from").map((r) => r.minor), [1200, 700, 1200]);
	await run("7.00");
	const left = shopRows(shop, "SELECT DISTINCT minor FROM @shop@.price WHERE valid_to > now()");
	assert.deepEqual(left, [{ minor: 700 }]);
});

test("the catalog is downloaded as the file that stoactl writes; another shop's staff get neither it nor the jobs", async () => {
	const shop = await newShop("download"), client = await staffOf(shop), other = await newShop("other"), stranger = await staffOf(other);
	const page = await uploadFile(client, shop, csv([productRow("mug", "=Mug", "4.50", { "Image Src": "https://pics.example/a.jpg" })]));
	await (await until(client, page.url, ["checked"])).form('form[action$="/start"]').submit();
	await until(client, page.url, ["done"]);
	const list = await client.get(`/en/${shop}/files`), file = await list.click('a[href$="/products.csv"]');
	assert.match(file.header("content-type"), /^text\/csv/);
	assert.match(file.header("content-disposition"), new RegExp(`attachment; filename="${shop}-products.csv"`));
	assert.equal(file.text, await exported(shop));
	for (const path of [`/en/${shop}/files`, `/en/${shop}/files/products.csv`, new URL(page.url).pathname, `${new URL(page.url).pathname}/report.csv`])
		assert.equal((await stranger.get(path)).status, 404, path);
	assert.equal((await stranger.get(new URL(page.url).pathname.replace(shop, other))).status, 404);
	assert.equal((await adminLogin()).constructor.name, "Client");
});
