// Files of products as spreadsheet programs write them where the comma is for decimals: semicolons, tabs, marks, other encodings.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { fact, until } from "../lib/import-job.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

// The rows with other separators; cells that hold one of them are quoted.
function parted(rows, separator) {
	const names = Object.keys(rows[0]), cell = (v) => (/[",;\t\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);
	return [names, ...rows.map((r) => names.map((n) => r[n]))].map((r) => r.map(cell).join(separator)).join("\r\n");
}

const found = (shop) => shopRows(shop, `SELECT p.handle, t.name, pr.minor, v.grams, a.value #>> '{}' AS height FROM @shop@.product p
	JOIN @shop@.product_text t ON t.product_id = p.id AND t.locale = 'de' JOIN @shop@.variant v ON v.product_id = p.id
	JOIN @shop@.price pr ON pr.variant_id = v.id AND pr.valid_to = 'infinity' LEFT JOIN @shop@.product_attribute a ON a.product_id = p.id ORDER BY p.id`);

const rows = [productRow("mug", "Becher; groß, blau", "4,50", { "Variant Grams": "300,0", "Attribute: height": "12,5" }), productRow("pot", "Kanne", "1299.00", { "Variant Grams": "900", "Attribute: height": "20" })];
const height = csv([{ Record: "attribute", Handle: "height", Title: "Höhe", "Attribute type": "number", "Attribute unit": "cm", "Variant Price": "" }]);

for (const [what, separator, before] of [["semicolons", ";", ""], ["semicolons behind a byte order mark", ";", "\ufeff"], ["tabs", "\t", ""], ["semicolons, and says so first", ";", "sep=;\r\n"]])
	test(`a file parted by ${what} is read as one with commas, and a comma in a number is a decimal's`, async () => {
		const shop = await newShop("parted", { locales: "de", country: "DE", currency: "EUR" });
		assert.equal((await importCsv(shop, height)).status, 0);
		const { status, out, err } = await importCsv(shop, before + parted(rows, separator));
		assert.equal(status, 0, out + err);
		assert.deepEqual(found(shop), [
			{ handle: "mug", name: "Becher; groß, blau", minor: 450, grams: 300, height: "12.5" },
			{ handle: "pot", name: "Kanne", minor: 129900, grams: 900, height: "20" }]);
	});

test("a comma is no decimal's where commas part the cells, nor where a point stands beside it", async () => {
	const shop = await newShop("thousands", { locales: "de", country: "DE", currency: "EUR" }), one = [productRow("mug", "Becher", "4,50")];
	assert.match((await importCsv(shop, csv(one))).out, /^line 2: .*“4,50”/m);
	assert.match((await importCsv(shop, parted([productRow("mug", "Becher", "1.234,50")], ";"))).out, /^line 2: .*“1\.234,50”/m);
	assert.match((await importCsv(shop, parted([productRow("mug", "Becher", "4,505")], ";"))).out, /^line 2: .*decimals.*“4,505”/m);
	assert.deepEqual(found(shop), []);
});

test("staff upload a file parted by semicolons; one in Windows-1252 is told by its line, with what to do", async () => {
	const shop = await newShop("excel", { locales: "de", country: "DE", currency: "EUR" }), client = await staffOf(shop), text = parted([rows[1]], ";").replace("Kanne", "Größe");
	const bad = await uploadFile(client, shop, Buffer.from(text, "latin1"), { locale: "de" });
	assert.equal(bad.status, 422);
	assert.match(bad.textOf("#f-file-error"), /Zeile 2 .*UTF-8/);
	const page = await until(client, (await uploadFile(client, shop, text)).url, ["checked"]);
	assert.equal(fact(page, "New products"), "1");
});
