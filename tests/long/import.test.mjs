// Files of products as large as shops have them.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { staffOf } from "../lib/admin.mjs";
import { exported, uploadFile } from "../lib/catalog.mjs";
import { env } from "../lib/env.mjs";
import { csv, newShop, productRow, readCsv } from "../lib/goods.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const SIZES = ["S", "M", "L", "XL"];

// n rows, four sizes a product; the row at index bad has a price with too many decimals.
function rows(n, bad = -1) {
	return Array.from({ length: n }, (_, i) => {
		const product = Math.floor(i / 4), first = i % 4 === 0;
		return productRow(`shirt-${product}`, first ? `Shirt ${product}` : "", i === bad ? "12.505" : "12.50", {
			"Body (HTML)": first ? `<p>Linen of mill <b>${product}</b></p>` : "", "Option1 Name": "Size", "Option1 Value": SIZES[i % 4],
			"Variant SKU": `SKU-${i}`, "Image Src": first ? `https://pics.example/${product}.jpg` : "", "Tags": first ? "linen, summer" : "" });
	});
}

const count = (shop, table) => shopRows(shop, `SELECT count(*) AS n FROM @shop@.${table}`)[0].n;

async function timed(shop, text) {
	const file = join(env.LOG_DIR, `${shop}.csv`), begun = Date.now();
	writeFileSync(file, text);
	return { ...await stoactl(["import", shop, file]), seconds: (Date.now() - begun) / 1000 };
}

test("50,000 rows with one bad: it is told by its row, the rest is unharmed, and the time grows with the rows alone", async () => {
	const small = await timed(await newShop("small", { locales: "en,de" }), csv(rows(12500)));
	assert.equal(small.status, 0, small.err);
	const shop = await newShop("large", { locales: "en,de" }), large = await timed(shop, csv(rows(50000, 31001)));
	assert.equal(large.status, 0, large.err);
	assert.deepEqual(large.out.split("\n").filter((l) => l.startsWith("line ")), ["line 31003: The price has more decimals than its currency: “12.505”."]);
	assert.match(large.out, /^50000 rows: 12500 begin a product, 37499 more are variants, 0 are pictures, 1 refused$/m);
	assert.deepEqual(["product", "variant", "price", "stock", "picture"].map((t) => count(shop, t)), [12500, 49999, 49999, 49999, 12500]);
	console.log(`12,500 rows in ${small.seconds.toFixed(1)} s, 50,000 in ${large.seconds.toFixed(1)} s`);
	assert.ok(large.seconds < 8 * small.seconds, "four times the rows take less than eight times as long");
	const text = await exported(shop), out = readCsv(text).filter((r) => !r.Record);
	assert.equal(out.length, 49999);
	const again = await timed(shop, text);
	assert.match(again.out, /^0 products are new, 12500 were there before$/m);
	assert.equal(await exported(shop), text, "over itself it changes nothing");
});

test("the worker takes 20,000 rows in turns, and staff see it go on", async () => {
	const shop = await newShop("turns", { locales: "en" }), client = await staffOf(shop);
	const job = () => shopRows(shop, "SELECT state, lines_done, products, refused FROM @shop@.import_job")[0];
	const until = async (state, seen = []) => {
		for (const end = Date.now() + 180000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
			const now = job();
			seen.push(now.lines_done);
			if (now.state === state)
				return seen;
		}
		throw new Error(`not ${state}: ${JSON.stringify(job())}`);
	};
	const page = await uploadFile(client, shop, csv(rows(20000, 7)));
	assert.equal(page.status, 200);
	await until("checked");
	assert.equal(count(shop, "product"), 0);
	await (await client.get(page.url)).form('form[action$="/start"]').submit();
	const seen = await until("done");
	assert.ok(new Set(seen).size > 3, "progress was seen");
	assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
	assert.deepEqual(job(), { state: "done", lines_done: 20000, products: 5000, refused: 1 });
	assert.deepEqual([count(shop, "product"), count(shop, "variant")], [5000, 19999]);
	const [{ n }] = shopRows(shop, "SELECT count(*) AS n FROM @shop@.outbox WHERE kind = 'picture_fetch' AND attempts = 0");
	assert.ok(n > 4000, `${n} pictures wait until the import is over`);
});
