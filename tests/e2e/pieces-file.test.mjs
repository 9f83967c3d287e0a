// Shopify's separate file of what lies at each location, with the columns of its newer and of its older exports.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { csv, importCsv, productRow } from "../lib/goods.mjs";
import { until } from "../lib/import-job.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop);
const home = shopRows(shop, "SELECT name FROM @shop@.location")[0].name;
const header = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,Bin name,"
	+ "Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)";
const row = (handle, options, sku, location, current, fresh = "") => [handle, "A title", ...[0, 1, 2].flatMap((i) => options[i] ?? ["", ""]), sku, "6912.00", "PT", location, "A-1",
	"0", "0", "0", current, current, fresh].join(",");
const plain = [["Title", "Default Title"]];
const file = (...rows) => [header, ...rows].join("\r\n") + "\r\n";
const lies = (handle) => Object.fromEntries(shopRows(shop, `SELECT coalesce(v.sku, '') || ' ' || l.name AS at, s.on_hand::int AS n FROM @shop@.stock s JOIN @shop@.variant v ON v.id = s.variant_id
	JOIN @shop@.product p ON p.id = v.product_id JOIN @shop@.location l ON l.id = s.location_id WHERE p.handle = '${handle}' ORDER BY 1`).map((r) => [r.at, r.n]));
const all = () => JSON.stringify(shopRows(shop, "SELECT variant_id, location_id, on_hand FROM @shop@.stock ORDER BY 1, 2"));

test("its rows count pieces by article number, or by handle and options, at the location that they name; the new number counts, and not stocked is none", async () => {
	assert.equal((await (await staff.get(`/en/${shop}/settings/locations/new`)).form("main form").submit({ name: "Keller" })).status, 200);
	const option = (size, colour) => ({ "Option1 Name": "Size", "Option1 Value": size, "Option2 Name": "Colour", "Option2 Value": colour });
	const made = await importCsv(shop, csv([productRow("shirt", "Shirt", "9.00", { ...option("S", "red"), "Variant SKU": "S-RED", "Variant Inventory Qty": "1" }),
		productRow("shirt", "", "9.00", { ...option("M", "red"), "Variant SKU": "", "Variant Inventory Qty": "2" })]));
	assert.equal(made.status, 0, made.out + made.err);
	const colourFirst = (size, colour) => [["Colour", colour], ["Size", size]];
	const read = await importCsv(shop, file(row("mug", plain, "MUG", "Keller", 12), row("mug", plain, "MUG", home, 3, 4), row("another-handle", [], "BOOK", "Keller", -2),
		row("last", plain, "", "Keller", "not stocked"), row("last", plain, "", home, "Not stocked"), row("shirt", colourFirst("S", "red"), "", "Keller", 5),
		row("shirt", colourFirst("M", "red"), "", "Keller", 6), row("shirt", colourFirst("M", "red"), "", "", 7), row("anvil", plain, "ANVIL", home, "")));
	assert.equal(read.status, 0, read.out + read.err);
	assert.doesNotMatch(read.out, /line \d/);
	assert.deepEqual(lies("mug"), { [`MUG ${home}`]: 4, "MUG Keller": 12 });
	assert.deepEqual(lies("book"), { [`BOOK ${home}`]: 1000, "BOOK Keller": 0 });
	assert.deepEqual(lies("last"), { [`LAST ${home}`]: 0 });
	assert.deepEqual(lies("shirt"), { [` ${home}`]: 7, " Keller": 6, "S-RED Keller": 5, [`S-RED ${home}`]: 1 });
	assert.deepEqual(lies("anvil"), { [`ANVIL ${home}`]: 1000 });
	assert.deepEqual(shopRows(shop, "SELECT DISTINCT title FROM (SELECT name AS title FROM @shop@.product_text WHERE locale = 'de' AND product_id = (SELECT id FROM @shop@.product WHERE handle = 'mug')) t"), [{ title: "mug" }]);
});

test("an unknown location, product or number is told at its line and leaves the rest unharmed; what is counted twice counts once, and nothing that is promised goes", async () => {
	shopExecute(shop, "UPDATE @shop@.stock SET committed = 3 WHERE variant_id = (SELECT id FROM @shop@.variant WHERE sku = 'MUG') AND location_id = (SELECT id FROM @shop@.location WHERE name = 'Keller')");
	const read = await importCsv(shop, file(row("mug", plain, "MUG", "Nowhere", 1), row("gone", plain, "", "Keller", 1), row("shirt", [["Size", "XL"], ["Colour", "red"]], "", "Keller", 1),
		row("book", plain, "BOOK", home, "many"), row("book", plain, "BOOK", "Keller", 8), row("book", plain, "BOOK", "Keller", 9), row("mug", plain, "MUG", "Keller", 2)));
	assert.equal(read.status, 0, read.err);
	assert.match(read.out, /line 2: No open location of the shop is called “Nowhere”\.\nline 3: The shop has no such product or variant: “gone”\.\nline 4: The shop has no such .*“shirt”\.\nline 5: .*many.*\nline 7: An earlier row counts the same.*\nline 8: warning: .*more are sold/);
	assert.match(read.out, /5 refused/);
	assert.deepEqual([lies("mug"), lies("book")], [{ [`MUG ${home}`]: 4, "MUG Keller": 12 }, { [`BOOK ${home}`]: 1000, "BOOK Keller": 8 }]);
	shopExecute(shop, "UPDATE @shop@.stock SET committed = 0 WHERE variant_id = (SELECT id FROM @shop@.variant WHERE sku = 'MUG')");
	shopExecute(shop, "UPDATE @shop@.location SET rank = NULL WHERE name = 'Keller'");
	const closed = await importCsv(shop, file(row("book", plain, "BOOK", "Keller", 3)));
	assert.match(closed.out, /No open location of the shop is called “Keller”/);
	shopExecute(shop, "UPDATE @shop@.location SET rank = 2 WHERE name = 'Keller'");
});

test("the older file without new numbers is read, a dry run writes nothing, and a file without location or number is refused as a whole", async () => {
	const had = all(), older = `Handle,Title,Option1 Name,Option1 Value,SKU,Location,Incoming,Unavailable,Committed,Available,On hand\nmug,Mug,Title,Default Title,MUG,Keller,0,0,1,4,5\n`;
	assert.equal((await importCsv(shop, older, "--dry-run")).status, 0);
	assert.equal(all(), had);
	assert.equal((await importCsv(shop, older, "--all-or-nothing")).status, 0);
	assert.equal(lies("mug")["MUG Keller"], 5);
	const none = await importCsv(shop, "Handle,Title,SKU,Location,Available\nmug,Mug,MUG,Keller,4\n");
	assert.notEqual(none.status, 0);
	assert.match(none.err, /Variant Price/);
});

test("staff bring it in the admin: what is wrong stands at its line before anything is written, then the pieces lie there, in the shop too", async () => {
	const had = all();
	let page = await until(staff, (await uploadFile(staff, shop, file(row("fading", plain, "FADING", "Keller", 0, 21), row("fading", plain, "FADING", "Nowhere", 1)))).url, ["checked"]);
	assert.match(page.textOf("main"), /No open location of the shop is called “Nowhere”/);
	assert.equal(all(), had);
	page = await page.form('form[action$="/start"]').submit();
	await until(staff, page.url, ["done"]);
	assert.deepEqual(lies("fading"), { [`FADING ${home}`]: 1000, "FADING Keller": 21 });
	const checked = await stoactl(["stock", "check", shop]);
	assert.equal(checked.status, 0, checked.out + checked.err);
});
