import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { env, top } from "../../lib/env.mjs";
import { csv, importCsv, productRow } from "../../lib/goods.mjs";
import { lit, rows, shopRows } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { leave, quantile, tell, visit } from "./visitors.mjs";

const [trials, changes, prices, file] = [...process.argv.slice(2, 5).map(Number), process.argv[5]];
const SHOP = "shop1", EVERY_MS = 5, LATEST_MS = 20000;

// Runs SQL on the cell again and again, or once; fn is given each line of the answer.
function psql(text, fn) {
	const child = spawn("psql", ["-XAtq", env.CELL_DATABASE_URL], { stdio: ["pipe", "pipe", "inherit"] });
	let rest = "";
	child.stdout.on("data", (bytes) => {
		const lines = (rest + bytes).split("\n");
		rest = lines.pop();
		lines.forEach(fn);
	});
	child.stdin.write(text);
	return child;
}

// When the newest change became visible: seconds by its number.
const committed = new Map();
const clock = psql("SELECT extract(epoch FROM clock_timestamp()), coalesce(max(id), 0) FROM cell.change\n\\watch 0.002\n", (line) => {
	const [at, id] = line.split("|");
	if (id && !committed.has(id))
		committed.set(id, Number(at) * 1000);
});

const product = shopRows(SHOP, `SELECT p.id, p.handle, t.name, s.slug, c.slug AS category FROM @shop@.product p
	JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = 'de' JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.locale = 'de' AND s.current
	JOIN @shop@.product_category pc ON pc.product_id = p.id JOIN @shop@.slug c ON c.kind = 'category' AND c.entity_id = pc.category_id AND c.locale = 'de' AND c.current
	WHERE p.state = 'active' AND (SELECT count(*) FROM @shop@.variant v WHERE v.product_id = p.id AND v.state = 'active') = 1 ORDER BY p.id LIMIT 1`)[0];
assert.ok(product, "a product of one variant");
const sold = shopRows(SHOP, `SELECT sku FROM @shop@.variant WHERE product_id = ${product.id} AND state = 'active'`)[0];

// Odd prices lie between 11 and 19 euros, even ones above; each is another one.
const amount = (i) => (i % 2 ? 1100 : 6100) + i;
const written = (minor) => `${Math.floor(minor / 100)},${String(minor % 100).padStart(2, "0")}`;
const mark = `/de/p/${encodeURIComponent(product.slug)}`;
const pages = {
	page: [mark, (body, minor) => body.includes(written(minor))],
	listing: [`/de/c/${encodeURIComponent(product.category)}`, (body, minor) => body.includes(written(minor))],
	search: [`/de/search?q=${encodeURIComponent(product.name)}`, (body, minor) => body.includes(written(minor))],
	facet: [`/de/c/${encodeURIComponent(product.category)}?price=EUR1000-1999`, (body, minor) => body.includes(mark) === (minor < 2000)],
};

// When each page was right for the first time.
async function watch(minor, stop) {
	const right = {};
	await Promise.all(Object.entries(pages).map(async ([name, [path, is]]) => {
		for (const end = Date.now() + LATEST_MS; Date.now() < end && !stop.failed;) {
			const { status, body } = await visit(SHOP, path);
			assert.equal(status, 200, path);
			if (is(body, minor)) {
				right[name] = Date.now();
				return;
			}
			await sleep(EVERY_MS);
		}
	}));
	return right;
}

async function seenAfter(minor, change) {
	const before = Math.max(0, ...[...committed.keys()].map(Number)), stop = { failed: false };
	const watched = watch(minor, stop);
	await change();
	const right = await watched;
	const [at] = [...committed].filter(([id]) => Number(id) > before).map(([, t]) => t).sort((a, b) => a - b).slice(-1);
	assert.ok(at, "the commit was seen");
	return Object.fromEntries(Object.entries(right).map(([name, t]) => [name, Math.max(0, t - at)]));
}

const put = (minor) => importCsv(SHOP, csv([{ ...productRow(product.handle, product.name, (minor / 100).toFixed(2)), "Variant SKU": sold.sku ?? "" }].map((r) => ({
	"Handle": r.Handle, "Title": r.Title, "Variant Price": r["Variant Price"] })))).then((r) => assert.equal(r.status, 0, r.err));

const times = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
for (let i = 1; i <= trials; i++) {
	const right = await seenAfter(amount(i), () => put(amount(i)));
	for (const name of Object.keys(pages))
		times[name].push(right[name] ?? LATEST_MS);
}

/*
 * The change rows of so many products in one transaction, and one price with them (without the row that repeats it, so that it is read where
 * it stands). Only that price is really another one: what is measured is how long all that is told keeps a page from being right.
 */
async function many() {
	const [{ id }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(SHOP)}`), last = amount(trials + 1);
	await put(last);
	await sleep(1000);
	const next = amount(trials + 3), tell = `INSERT INTO cell.change (tenant_id, tags)
		SELECT ${id}, array_agg('p' || n) || '{g,c1,c2,c3}' FROM generate_series(1, ${changes}) n GROUP BY n / 25;\n`;
	const price = `UPDATE t_${String(id).padStart(6, "0")}.price SET minor = ${next} WHERE valid_to = 'infinity' AND currency = 'EUR' AND min_quantity = 1 AND variant_id IN
		(SELECT id FROM t_${String(id).padStart(6, "0")}.variant WHERE product_id = ${product.id});
		DELETE FROM t_${String(id).padStart(6, "0")}.product_offer WHERE product_id = ${product.id};\n`;
	const own = `INSERT INTO cell.change (tenant_id, tags) VALUES (${id}, '{g,p${product.id}}');\n`;
	let done;
	const over = new Promise((resolve) => (done = resolve));
	const right = await new Promise((resolve, reject) => {
		const writer = psql(`BEGIN;\n${tell}${price}${own}COMMIT;\nSELECT extract(epoch FROM clock_timestamp());\n\\q\n`, (line) => done(Number(line) * 1000));
		writer.on("error", reject);
		const [path, is] = pages.page;
		(async () => {
			for (const end = Date.now() + LATEST_MS * 3; Date.now() < end; await sleep(EVERY_MS))
				if (is((await visit(SHOP, path)).body, next))
					return Date.now();
			return Infinity;
		})().then(resolve, reject);
	});
	return Math.max(0, right - await over);
}
const bulk = await many();

// An import by the program: all prices of so many variants (five for three products) in one transaction.
async function dearer() {
	const csvFile = join(env.LOG_DIR ?? tmpdir(), `prices-${process.pid}.csv`), products = Math.ceil((prices * 3) / 5);
	const make = (...more) => execFileSync("python3", [join(top, "tests/bench/lib/catalog_csv.py"), csvFile, "--first", "0", "--products", String(products), "--languages", "de", ...more]);
	const load = async (...more) => assert.equal((await stoactl(["import", SHOP, csvFile, ...more])).status, 0);
	const first = `SELECT s.slug, t.name, r.minor FROM @shop@.product p JOIN @shop@.variant v ON v.product_id = p.id JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = 'de'
		JOIN @shop@.price r ON r.variant_id = v.id AND r.valid_to = 'infinity' AND r.currency = 'EUR' JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.locale = 'de' AND s.current
		WHERE p.handle = 'p-10'`;
	const seconds = {};
	const timed = async (name, work) => {
		const begun = Date.now();
		await work();
		seconds[name] = (Date.now() - begun) / 1000;
	};
	make();
	await timed("goods", () => load());
	const [was] = shopRows(SHOP, first), right = {}, ended = { at: 0 };
	make("--dearer", "100");
	const watched = Promise.all([["page", `/de/p/${was.slug}`], ["search", `/de/search?q=${encodeURIComponent(was.name)}`]].map(async ([name, path]) => {
		for (; !right[name] && !(ended.at && Date.now() > ended.at + LATEST_MS); await sleep(EVERY_MS * 4)) {
			const { status, body } = await visit(SHOP, path);
			assert.equal(status, 200, path);
			if (body.includes(written(was.minor + 100)))
				right[name] = Date.now();
		}
	}));
	const before = Math.max(0, ...[...committed.keys()].map(Number));
	await timed("prices", () => load("--all-or-nothing"));
	ended.at = Date.now();
	await watched;
	rmSync(csvFile);
	const n = shopRows(SHOP, "SELECT count(*) AS n FROM @shop@.price WHERE valid_from > '1970-01-02' AND valid_to = 'infinity'")[0].n;
	assert.ok(n >= prices, `${n} prices have changed`);
	const at = Math.max(...[...committed].filter(([id]) => Number(id) > before).map(([, t]) => t));
	return { n, seconds, late: Object.fromEntries(["page", "search"].map((name) => [name, right[name] ? Math.max(0, right[name] - at) : Infinity])) };
}
const dear = prices ? await dearer() : null;
clock.kill();
leave();

const table = [["machine.cores", availableParallelism(), "cores"], ["machine.cpu", cpus()[0].model, "name"], ["run.trials", trials, "changes"], ["run.changes", changes, "changes in one"]];
for (const [name, list] of Object.entries(times)) {
	const sorted = list.sort((a, b) => a - b);
	for (const [what, q] of [["p50", 0.5], ["p99", 0.99]])
		table.push([`invalidation.${name}.${what}`, Math.round(quantile(sorted, q)), "ms"]);
	table.push([`invalidation.${name}.max`, Math.round(sorted.at(-1)), "ms", 1000, sorted.at(-1) <= 1000]);
}
table.push(["invalidation.import", Number.isFinite(bulk) ? Math.round(bulk) : "never", "ms", 5000, bulk <= 5000]);
if (dear) {
	table.push(["run.prices", dear.n, "prices of one import"], ["invalidation.prices.seconds", dear.seconds.prices.toFixed(1), "s"]);
	for (const [name, ms] of Object.entries(dear.late))
		table.push([`invalidation.prices.${name}`, Number.isFinite(ms) ? Math.round(ms) : "never", "ms", 5000, ms <= 5000]);
}
tell(table, (text) => writeFileSync(file, text));
