// Products as CSV, out and in again: nothing is lost, nothing is deleted, what is bad is told by its row.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyCopy, exported, fullCopy, picturesOf } from "../lib/catalog.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow, readCsv } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { Skip, test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const prices = (shop) => shopRows(shop, `SELECT v.sku, pr.currency, pr.minor FROM @shop@.variant v
	JOIN @shop@.price pr ON pr.variant_id = v.id WHERE pr.valid_to = 'infinity' ORDER BY v.id, pr.currency`);

// Ids, hosts and the shop's folder of pictures are the shop's own.
function normal(page, shop) {
	return page.text.replaceAll(`${shop}.localhost`, "SHOP").replace(/\/media\/\d{6}\//g, "/media/SHOP/").replace(/\?v=\d+/g, "?v=ID")
		.replace(/choice-\d+/g, "choice-ID").replace(/(name="variant" value=")\d+/g, "$1ID");
}

async function looksTheSame(shop, copy, path) {
	const [a, b] = await Promise.all([shopClient(shop).get(path), shopClient(copy).get(path)]);
	assert.equal(a.status, 200, path);
	assert.equal(normal(b, copy), normal(a, shop), path);
}

for (const [name, locales] of [["hafen", ["de", "en", "fr", "ar", "ja"]], ["dilmun", ["ar", "en"]]])
	test(`the catalog of ${name}, exported and imported into an empty shop of its settings: the second export is the same, and so are the pages`, async () => {
		const from = await fullCopy(name), copy = await emptyCopy(name), first = await exported(from), file = join(env.LOG_DIR, `${copy}.csv`);
		writeFileSync(file, first);
		const { status, out, err } = await stoactl(["import", copy, file, "--pictures", picturesOf(from)]);
		assert.equal(status, 0, err);
		assert.match(out, / 0 refused$/m);
		assert.doesNotMatch(out, /warning/);
		assert.equal(await exported(copy), first, "byte by byte");
		const again = await stoactl(["import", copy, file]);
		assert.match(again.out, /^0 products are new/m);
		assert.equal(await exported(copy), first, "and once more over itself");
		const slugs = shopRows(from, "SELECT kind, locale, slug FROM @shop@.slug WHERE current AND kind IN ('category', 'product') ORDER BY kind, slug, locale");
		// Every category, and of the products one in five, in turn in every language.
		const seen = slugs.filter((s, i) => s.kind === "category" ? s.locale === locales[0] || i % 4 === 0 : i % 11 === 0);
		assert.ok(seen.length > 20 && new Set(seen.map((s) => s.locale)).size === locales.length);
		for (const s of seen)
			await looksTheSame(from, copy, `/${s.locale}/${s.kind === "category" ? "c" : "p"}/${encodeURIComponent(s.slug)}`);
		const former = shopRows(from, "SELECT kind, locale, slug FROM @shop@.slug WHERE NOT current ORDER BY kind, slug");
		assert.deepEqual(shopRows(copy, "SELECT kind, locale, slug FROM @shop@.slug WHERE NOT current ORDER BY kind, slug"), former);
	});

for (const name of ["shopify-jewelery.csv", "shopify-home-and-garden.csv"])
	test(`${name}: every cell of every row is in the export again`, async () => {
		const file = join(process.env.STOA_SAMPLE_DATA ?? "", name);
		if (!process.env.STOA_SAMPLE_DATA || !existsSync(file))
			throw new Skip("no sample data: STOA_SAMPLE_DATA names no folder that has it");
		const shop = await newShop("kept", { locales: "en", currency: "EUR" });
		assert.equal((await stoactl(["import", shop, file])).status, 0);
		const source = readCsv(readFileSync(file, "utf8")), out = readCsv(await exported(shop));
		// Amounts have the decimals of their currency; what is said by leaving a cell empty is said in words.
		const amount = (cell) => (cell ? Number(cell).toFixed(2) : "");
		const words = { "Variant Price": amount, "Variant Compare At Price": amount };
		const standard = { "Variant Inventory Qty": "0", "Variant Grams": "0" };
		for (const handle of new Set(source.map((r) => r.Handle))) {
			const was = source.filter((r) => r.Handle === handle), is = out.filter((r) => r.Handle === handle && !r.Record);
			assert.equal(is.length, was.length, handle);
			was.forEach((row, i) => {
				for (const [column, cell] of Object.entries(row)) {
					const wanted = (words[column] ?? ((c) => c))(cell) || (row["Variant Price"] ? standard[column] ?? "" : "");
					if (column === "Tags")
						assert.equal(is[i].Tags.replace(/,\s*/g, ","), cell.replace(/,\s*/g, ","), handle);
					else if (cell || standard[column])
						assert.equal(is[i][column], wanted, `${handle}, ${column}`);
				}
			});
		}
		const again = await exported(shop);
		writeFileSync(join(env.LOG_DIR, `${shop}.csv`), again);
		assert.equal((await stoactl(["import", shop, join(env.LOG_DIR, `${shop}.csv`)])).status, 0);
		assert.equal(await exported(shop), again);
	});

test("the newer names of Shopify's columns are read as the older ones, and the older ones are written", async () => {
	const shop = await newShop("newer", { locales: "en", currency: "EUR" });
	const row = { "Title": "Lamp", "URL handle": "lamp", "Description": "<p>Bright</p>", "Vendor": "Ada", "Product category": "Home > Lamps", "Type": "Lamps",
		"Tags": "b, a", "Published on online store": "TRUE", "Status": "Active", "SKU": "L-1", "Barcode": "4006381333931", "Option1 name": "Size", "Option1 value": "L",
		"Price": "12.50", "Compare-at price": "15", "Cost per item": "4.20", "Charge tax": "TRUE", "Tax code": "X", "Inventory tracker": "shopify", "Inventory quantity": "7",
		"Continue selling when out of stock": "CONTINUE", "Weight value (grams)": "500.0", "Weight unit for display": "kg", "Requires shipping": "FALSE",
		"Fulfillment service": "manual", "Product image URL": "https://pics.example/a.jpg", "Image position": "1", "Image alt text": "A lamp",
		"Variant image URL": "https://pics.example/a.jpg", "Gift card": "FALSE", "SEO title": "Buy a lamp", "SEO description": "Now" };
	const { status, out, err } = await importCsv(shop, csv([row, { ...row, "Title": "", "SKU": "L-2", "Option1 value": "XL", "Price": "13", "Product image URL": "", "Variant image URL": "" }]));
	assert.equal(status, 0, err + out);
	const [first, second] = readCsv(await exported(shop)).filter((r) => !r.Record);
	const wanted = { "Handle": "lamp", "Title": "Lamp", "Body (HTML)": "<p>Bright</p>", "Vendor": "Ada", "Type": "Lamps", "Tags": "b, a", "Published": "true", "Status": "active",
		"Variant SKU": "L-1", "Variant Barcode": "4006381333931", "Option1 Name": "Size", "Option1 Value": "L", "Variant Price": "12.50", "Variant Compare At Price": "15.00",
		"Cost per item": "4.20", "Variant Tax Code": "X", "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "7", "Variant Inventory Policy": "continue",
		"Variant Grams": "500", "Variant Weight Unit": "kg", "Variant Requires Shipping": "false", "Variant Fulfillment Service": "manual", "Image Src": "https://pics.example/a.jpg",
		"Image Position": "1", "Image Alt Text": "A lamp", "Variant Image": "https://pics.example/a.jpg", "Gift Card": "FALSE", "SEO Title": "Buy a lamp",
		"SEO Description": "Now", "Product Category": "Home > Lamps" };
	for (const [column, cell] of Object.entries(wanted))
		assert.equal(first[column], cell, column);
	assert.equal(second["Variant SKU"], "L-2");
	assert.equal(shopRows(shop, "SELECT address, source_address FROM @shop@.picture")[0].source_address, "https://pics.example/a.jpg");
});

test("a column that the file lacks changes nothing; variants, pictures and products that it does not name stay", async () => {
	const shop = await newShop("lacks", { locales: "en,de", currency: "EUR" });
	const size = (value, sku, rest = {}) => productRow("shirt", "", "10.00", { "Option1 Name": "Size", "Option1 Value": value, "Variant SKU": sku, ...rest });
	assert.equal((await importCsv(shop, csv([
		size("S", "A", { "Title": "Shirt", "Body (HTML)": "<b>soft</b>", "Tags": "x, y", "Vendor": "Ada", "Title [de]": "Hemd", "Image Src": "https://pics.example/1.jpg", "SEO Title": "seo" }),
		size("M", "B", { "Image Src": "https://pics.example/2.jpg", "Variant Tax Code": "T" }), size("L", "")]))).status, 0);
	const before = shopRows(shop, "SELECT id, position FROM @shop@.picture ORDER BY position");
	shopExecute(shop, "UPDATE @shop@.picture SET address = '000000/fetched.jpg', width = 10 WHERE source_address LIKE '%1.jpg'");
	const { status, out } = await importCsv(shop, csv([{ "Handle": "shirt", "Title": "", "Option1 Name": "Size", "Option1 Value": "M", "Variant Price": "12.00" },
		{ "Handle": "shirt", "Title": "", "Option1 Name": "Size", "Option1 Value": "XL", "Variant Price": "13.00" }]));
	assert.equal(status, 0, out);
	const [first, ...rest] = readCsv(await exported(shop)).filter((r) => r.Handle === "shirt" && !r.Record);
	assert.deepEqual([first.Title, first["Title [en]"], first["Body (HTML)"], first.Tags, first.Vendor, first["SEO Title"]].filter(Boolean), ["Shirt", "<b>soft</b>", "x, y", "Ada", "seo"]);
	assert.equal(first["Title [de]"], "Hemd");
	assert.deepEqual([first, ...rest].map((r) => [r["Option1 Value"], r["Variant SKU"], r["Variant Price"], r["Variant Inventory Qty"], r["Variant Tax Code"]]),
		[["S", "A", "10.00", "9", ""], ["M", "B", "12.00", "9", "T"], ["L", "", "10.00", "9", ""], ["XL", "", "13.00", "0", ""]]);
	assert.deepEqual(shopRows(shop, "SELECT id, position FROM @shop@.picture ORDER BY position"), before);
	// The same address again: the picture that was fetched stays.
	assert.equal((await importCsv(shop, csv([size("S", "A", { "Image Src": "https://pics.example/1.jpg", "Image Alt Text": "Front" })]))).status, 0);
	assert.deepEqual(shopRows(shop, "SELECT id, address, width, alt FROM @shop@.picture WHERE source_address LIKE '%1.jpg'"),
		[{ id: before[0].id, address: "000000/fetched.jpg", width: 10, alt: { en: "Front" } }]);
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.picture")[0].n, 2);
});

test("states are read in any case, and one that is unknown shows nothing; what is taxed keeps its tax class", async () => {
	const shop = await newShop("states", { country: "DE" }), states = () => Object.fromEntries(shopRows(shop, "SELECT handle, state FROM @shop@.product").map((p) => [p.handle, p.state]));
	const { out } = await importCsv(shop, csv([productRow("a", "A", "1.00", { Status: "Active" }), productRow("b", "B", "1.00", { Status: "DRAFT" }),
		productRow("c", "C", "1.00", { Status: "Archived" }), productRow("d", "D", "1.00", { Status: "unlisted" }), productRow("e", "E", "1.00", { Status: "", "Published": "FALSE" })]));
	assert.match(out, /^line 5: .*: Status\.$/m);
	assert.deepEqual(states(), { a: "active", b: "draft", c: "archived", e: "draft" });
	const taxes = async (rest) => {
		assert.equal((await importCsv(shop, csv([productRow("a", "A", "1.00", rest)]))).status, 0);
		return shopRows(shop, "SELECT tax_class FROM @shop@.product WHERE handle = 'a'")[0].tax_class;
	};
	assert.equal(await taxes({ "Tax class": "reduced", "Variant Taxable": "true" }), "reduced");
	assert.equal(await taxes({ "Variant Taxable": "TRUE" }), "reduced");
	assert.equal(await taxes({ "Variant Taxable": "FALSE" }), "untaxed");
	assert.equal(await taxes({ "Variant Taxable": "TRUE" }), "standard");
});

test("from when until when a product is shown goes out and comes in; a window that never opens is told", async () => {
	const shop = await newShop("window", { locales: "en" }), one = (rest) => csv([productRow("x", "X", "1.00", rest)]);
	const times = () => shopRows(shop, "SELECT publish_at::text AS f, unpublish_at::text AS t FROM @shop@.product").map((r) => [r.f, r.t])[0];
	const seen = async () => (await shopClient(shop).get("/en/p/x")).status;
	assert.equal((await importCsv(shop, one({ "Publish at": "2999-01-02T03:04:05Z", "Unpublish at": "2999-02-01T00:00:00Z" }))).status, 0);
	assert.equal(await seen(), 404);
	const text = await exported(shop), [row] = readCsv(text).filter((r) => !r.Record);
	assert.deepEqual([row["Publish at"], row["Unpublish at"]], ["2999-01-02T03:04:05Z", "2999-02-01T00:00:00Z"]);
	assert.equal((await importCsv(shop, one({}))).status, 0);
	assert.deepEqual(times(), ["2999-01-02 03:04:05+00", "2999-02-01 00:00:00+00"], "without the columns nothing changes");
	const bad = await importCsv(shop, one({ "Publish at": "2999-01-02T03:04:05Z", "Unpublish at": "2998-01-01T00:00:00Z" }));
	assert.match(bad.out, /^line 2: .*: Unpublish at\.$/m);
	assert.match((await importCsv(shop, one({ "Publish at": "tomorrow" }))).out, /^line 2: .*: Publish at\.$/m);
	assert.equal((await importCsv(shop, one({ "Publish at": "", "Unpublish at": "" }))).status, 0);
	assert.deepEqual(times(), ["1970-01-01 00:00:00+00", "infinity"]);
	assert.equal(await seen(), 200);
});

test("a price that changes while others are planned changes now and afterwards, and leaves what is planned", async () => {
	const shop = await newShop("plan", { locales: "en", currency: "EUR" }), one = (price) => csv([productRow("x", "X", price)]);
	assert.equal((await importCsv(shop, one("10.00"))).status, 0);
	shopExecute(shop, "UPDATE @shop@.price SET valid_to = '2999-01-01Z'");
	shopExecute(shop, `INSERT INTO @shop@.price (variant_id, currency, minor, compare_minor, valid_from, valid_to)
		SELECT variant_id, currency, 700, 1000, '2999-01-01Z', '2999-02-01Z' FROM @shop@.price`);
	shopExecute(shop, `INSERT INTO @shop@.price (variant_id, currency, minor, valid_from, valid_to)
		SELECT variant_id, currency, 1000, '2999-02-01Z', 'infinity' FROM @shop@.price WHERE minor = 1000`);
	shopExecute(shop, `INSERT INTO @shop@.price (variant_id, currency, minor, min_quantity, valid_from) SELECT variant_id, currency, 900, 10, 'epoch' FROM @shop@.price WHERE minor = 700`);
	const text = await exported(shop);
	assert.equal(readCsv(text).find((r) => r.Handle === "x")["Variant Price"], "10.00");
	assert.equal((await importCsv(shop, one("12.00"))).status, 0);
	assert.deepEqual(shopRows(shop, `SELECT minor, min_quantity AS pieces, CASE WHEN valid_from <= now() THEN 'now' ELSE valid_from::date::text END AS f, valid_to::date::text AS t
		FROM @shop@.price WHERE valid_to > now() ORDER BY min_quantity, valid_from`).map(Object.values),
	[[1200, 1, "now", "2999-01-01"], [700, 1, "2999-01-01", "2999-02-01"], [1200, 1, "2999-02-01", "infinity"], [900, 10, "now", "infinity"]]);
	const shown = async () => (await shopClient(shop).get("/en/p/x")).textOf(".offer .price .now");
	assert.match(await shown(), /12\.00/);
	// A sale that runs goes on, and the new price comes after it.
	shopExecute(shop, "UPDATE @shop@.price SET valid_to = now() - interval '1 hour' WHERE valid_to = '2999-01-01Z'");
	shopExecute(shop, "UPDATE @shop@.price SET valid_from = now() - interval '1 hour' WHERE minor = 700");
	assert.equal((await importCsv(shop, one("13.00"))).status, 0);
	assert.match(await shown(), /7\.00/);
	assert.deepEqual(shopRows(shop, "SELECT minor FROM @shop@.price WHERE valid_to > now() AND min_quantity = 1 ORDER BY valid_from").map((r) => r.minor), [700, 1300]);
});

test("a dry run says what would be, and writes nothing", async () => {
	const shop = await newShop("dry"), file = join(env.LOG_DIR, `${shop}.csv`);
	writeFileSync(file, csv([productRow("a", "A", "1.00", { "Category path": "New > Deep", "Attribute: wood": "oak" }), productRow("b", "B", "1.234")]));
	const { status, out } = await stoactl(["import", shop, file, "--dry-run"]);
	assert.equal(status, 0);
	assert.match(out, /^line 3: .*decimals.*1\.234/m);
	assert.match(out, /^1 products, 1 variants, 0 pictures to be written/m);
	for (const table of ["product", "category", "attribute", "slug"])
		assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.${table} ${table === "slug" ? "WHERE kind <> 'page'" : ""}`)[0].n, 0, table);
});

test("all or nothing: one bad row keeps everything out and is told; without one all of it is written, and over itself changes nothing", async () => {
	const shop = await newShop("whole", { locales: "en,de" }), record = (kind, handle, rest) => ({ "Record": kind, "Handle": handle, ...rest });
	const there = () => ["product", "variant", "price", "category", "attribute", "product_facet", "slug"].map((t) => shopRows(shop, `SELECT count(*) AS n FROM @shop@.${t}`)[0].n);
	const rows = [record("attribute", "wood", { "Title": "Wood", "Attribute type": "choice" }), record("choice", "wood", { "Title": "Oak", "Attribute choice": "oak" }),
		...Array.from({ length: 260 }, (_, i) => productRow(`t-${i}`, `Table ${i}`, "10.00", { "Category path": "tables > low", "Attribute: wood": "oak", "Variant SKU": `T-${i}` }))];
	const run = async (of) => {
		const folder = mkdtempSync(join(tmpdir(), "stoa-whole-")), file = join(folder, "products.csv");
		writeFileSync(file, csv(of));
		return stoactl(["import", shop, file, "--all-or-nothing"]).finally(() => rmSync(folder, { recursive: true }));
	};
	const before = there(), bad = await run(rows.map((r) => (r.Handle === "t-251" ? { ...r, "Variant Price": "10.005" } : r)));
	assert.equal(bad.status, 1);
	assert.match(bad.out, /^line 255: The price has more decimals than its currency: “10\.005”\.$/m);
	assert.match(bad.err, /1 rows of .* are refused: nothing was written/);
	assert.deepEqual(there(), before, "nothing was written, no category and no attribute either");
	const good = await run(rows);
	assert.equal(good.status, 0, good.err);
	assert.match(good.out, /^260 products, 260 variants, 0 pictures written/m);
	const after = there();
	assert.deepEqual([after[0], after[1], after[4], after[5]], [before[0] + 260, before[1] + 260, before[4] + 1, before[5] + 260]);
	const again = await run(rows);
	assert.match(again.out, /^0 products are new, 260 were there before$/m);
	assert.deepEqual(there(), after);
});

test("prices are of the currency that is named: in its decimals, and a new variant needs the shop's own, too", async () => {
	const shop = await emptyCopy("hafen"), file = join(env.LOG_DIR, `${shop}.csv`);
	writeFileSync(file, csv([productRow("a", "A", "1200", { "Variant SKU": "A", "Variant Price [EUR]": "9.90" }), productRow("b", "B", "12.50", { "Variant Price [EUR]": "1.00" }),
		productRow("c", "C", "1500", { "Variant Price [EUR]": "" })]));
	const { out } = await stoactl(["import", shop, file, "--currency", "JPY"]);
	assert.match(out, /^line 3: .*more decimals.*12\.50/m);
	assert.match(out, /^line 4: .*EUR/m);
	assert.deepEqual(prices(shop), [{ sku: "A", currency: "EUR", minor: 990 }, { sku: "A", currency: "JPY", minor: 1200 }]);
	const unknown = await stoactl(["import", shop, file, "--currency", "KWD"]);
	assert.equal(unknown.status, 1);
	assert.match(unknown.err, /KWD/);
});

test("languages, categories and attributes have columns of their own: made where they are missing, found by code or name", async () => {
	const shop = await newShop("frame", { locales: "de,en", currency: "EUR" });
	const record = (kind, handle, rest) => ({ "Record": kind, "Handle": handle, ...rest });
	const { status, out } = await importCsv(shop, csv([
		productRow("mug", "Becher", "1.00", { "Title [en]": "Mug", "Slug [en]": "the-mug", "Category path": "kitchen > Becher\nGeschenke", "Attribute: material": "Ton", "Attribute: height": "9.5",
			"Attribute: note": "schwer", "Attribute: note [en]": "heavy", "Tax class": "reduced", "Featured": "1" }),
		record("category", "kitchen", { "Title": "Küche", "Title [en]": "Kitchen", "Summary": "Alles", "Slug [en]": "the-kitchen" }),
		record("attribute", "material", { "Title": "Material", "Attribute type": "choice" }), record("choice", "material", { "Attribute choice": "clay", "Title": "Ton", "Title [en]": "Clay" }),
		record("attribute", "height", { "Title": "Höhe", "Attribute type": "number", "Attribute unit": "cm" }),
		productRow("bad-path", "X", "1.00", { "Category path": "Geschenke > kitchen" }), productRow("bad-choice", "X", "1.00", { "Attribute: material": "Holz" }),
		productRow("bad-number", "X", "1.00", { "Attribute: height": "tall" }), productRow("bad-tax", "X", "1.00", { "Tax class": "none" }),
		record("colour", "x", { "Title": "X" }),
	]));
	assert.equal(status, 0, out);
	assert.deepEqual([...out.matchAll(/^line (\d+): (.*?)[.:]/gm)].map((m) => Number(m[1])), [8, 9, 10, 11, 12], out);
	const page = await shopClient(shop).get("/en/p/the-mug");
	assert.equal(page.heading, "Mug");
	const facts = page.$$(".facts tr").map((r) => r.textContent.replace(/\s+/g, " ").trim());
	assert.deepEqual(facts.map((f) => f.replace(/\u00a0/g, " ")), ["MaterialClay", "Höhe9.5 cm", "noteheavy"]);
	const kitchen = await shopClient(shop).get("/en/c/the-kitchen");
	assert.equal(kitchen.heading, "Kitchen");
	assert.equal(kitchen.$$("a.card").length, 1, "a category shows what lies below it");
	assert.deepEqual(shopRows(shop, "SELECT c.code, p.code AS parent FROM @shop@.category c LEFT JOIN @shop@.category p ON p.id = c.parent_id ORDER BY c.code"),
		[{ code: "becher", parent: "kitchen" }, { code: "geschenke", parent: null }, { code: "kitchen", parent: null }]);
});

test("what a category, an attribute or a choice is newly called finds its products; what is called as before is left alone", async () => {
	const shop = await newShop("anew", { locales: "en" }), client = shopClient(shop), record = (kind, handle, rest) => ({ "Record": kind, "Handle": handle, "Title": "", "Variant Price": "", ...rest });
	const frame = (shelf, wood) => [record("category", "shelf", { "Title": shelf, "Slug": "shelf" }), record("attribute", "wood", { "Title": "Wood", "Attribute type": "choice" }),
		record("choice", "wood", { "Attribute choice": "oak", "Title": wood })];
	const finds = async (word) => (await client.get(`/en/search?q=${word}`)).$$("a.card").length;
	assert.equal((await importCsv(shop, csv([...frame("Quarters", "Fumed"), productRow("x", "Thing", "1.00", { "Category path": "shelf", "Attribute: wood": "oak" })]))).status, 0);
	assert.deepEqual([await finds("quarters"), await finds("fumed"), await finds("bedroom"), await finds("limed")], [1, 1, 0, 0]);
	const written = () => shopRows(shop, "SELECT xmin::text FROM @shop@.product_search");
	const before = written();
	assert.equal((await importCsv(shop, csv(frame("Quarters", "Fumed")))).status, 0);
	assert.deepEqual(written(), before, "nothing was written");
	assert.equal((await importCsv(shop, csv(frame("Bedroom", "Limed")))).status, 0);
	assert.deepEqual([await finds("quarters"), await finds("fumed"), await finds("bedroom"), await finds("limed")], [0, 0, 1, 1]);
});

test("UTF-16 and Latin-1 are told as such; a byte order mark and every kind of line end are read", async () => {
	const shop = await newShop("encoding"), text = csv([productRow("a", "Größe", "1.00"), productRow("b", "Über", "2.00")]);
	for (const bytes of [Buffer.from(`\ufeff${text}`, "utf16le"), Buffer.from(text, "utf16le"), Buffer.from(`\ufeff${text}`, "utf16le").swap16()]) {
		const { status, err } = await importCsv(shop, bytes);
		assert.equal(status, 1);
		assert.match(err, /UTF-16.*CSV UTF-8/);
	}
	const latin = await importCsv(shop, Buffer.from(text, "latin1"));
	assert.equal(latin.status, 1);
	assert.match(latin.err, /:2: Line 2 is not written in UTF-8/);
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.product")[0].n, 0);
	for (const variant of [`\ufeff${text}`, text.replaceAll("\r\n", "\n"), text.trimEnd()])
		assert.equal((await importCsv(shop, variant)).status, 0);
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.product")[0].n, 2);
});

test("a cell of 10 MB, a row of too many cells, doubled options, a doubled SKU: each is told by its row, the others are written", async () => {
	const shop = await newShop("rows-of"), rows = [
		productRow("big", "Big", "1.00", { "Body (HTML)": "x".repeat(10 << 20) }), productRow("good", "Good", "1.00", { "Variant SKU": "G" }),
		productRow("wide", "Wide", "1.00"), productRow("twice", "Twice", "1.00", { "Variant SKU": "G" }),
		productRow("same", "Same", "1.00", { "Option1 Name": "Size", "Option1 Value": "S", "Option2 Name": "Size", "Option2 Value": "S" }),
		productRow("late", "", "1.00", { "Option1 Name": "Size", "Option1 Value": "S" }), productRow("late", "Late", "2.00", { "Option1 Name": "Size", "Option1 Value": "M" }),
		productRow("alone", "", "1.00"),
	];
	const text = csv(rows).replace(/(^wide.*)\r$/m, "$1,broken,row\r"), { status, out } = await importCsv(shop, text);
	assert.equal(status, 0, out);
	const lines = Object.fromEntries([...out.matchAll(/^line (\d+): (.*)$/gm)].map((m) => [m[1], m[2]]));
	assert.deepEqual(Object.keys(lines), ["2", "4", "5", "6", "9"], out);
	for (const [line, why] of [["2", /megabyte/], ["4", /more cells/], ["5", /“G”/], ["6", /option/], ["9", /title/]])
		assert.match(lines[line], why);
	assert.deepEqual(shopRows(shop, "SELECT p.handle, count(*) AS variants FROM @shop@.product p JOIN @shop@.variant v ON v.product_id = p.id GROUP BY 1 ORDER BY 1"),
		[{ handle: "good", variants: 1 }, { handle: "late", variants: 2 }]);
});

test("a doubled column is told before anything is written", async () => {
	const shop = await newShop("columns"), text = csv([productRow("a", "A", "1.00")]);
	const twice = await importCsv(shop, text.replace("Variant SKU", "Price"));
	assert.equal(twice.status, 1);
	assert.match(twice.err, /“Variant Price” twice/);
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.product")[0].n, 0);
});

test("options that differ from the shop's, and less stock than is sold, change nothing and are told", async () => {
	const shop = await newShop("differ"), one = (rest) => csv([productRow("x", "X", "1.00", rest)]);
	assert.equal((await importCsv(shop, one({ "Option1 Name": "Size", "Option1 Value": "S" }))).status, 0);
	const other = await importCsv(shop, one({ "Option1 Name": "Size", "Option1 Value": "S", "Option2 Name": "Colour", "Option2 Value": "Red" }));
	assert.match(other.out, /^line 2: .*“x”.*options/m);
	shopExecute(shop, "UPDATE @shop@.stock SET committed = 5");
	const less = await importCsv(shop, one({ "Option1 Name": "Size", "Option1 Value": "S", "Variant Inventory Qty": "3" }));
	assert.match(less.out, /^line 2: warning: .*sold/m);
	assert.deepEqual(shopRows(shop, "SELECT on_hand, committed FROM @shop@.stock"), [{ on_hand: 9, committed: 5 }]);
});

test("what a spreadsheet program would take for a formula is written as text, and read as it was", async () => {
	const shop = await newShop("formula", { locales: "en" }), title = '=HYPERLINK("https://evil.example","x")';
	assert.equal((await importCsv(shop, csv([productRow("x", title, "1.00", { "Vendor": "@SUM(A1)", "Tags": "-20%", "SEO Title": "+1" }), productRow("y", "'=1", "1.00")]))).status, 0);
	const text = await exported(shop), [x, y] = readCsv(text).filter((r) => !r.Record);
	assert.deepEqual([x.Title, x.Vendor, x.Tags, x["SEO Title"], y.Title], [`'${title}`, "'@SUM(A1)", "'-20%", "'+1", "'=1"]);
	for (const cell of Object.values(x))
		assert.doesNotMatch(cell, /^[=+\-@]/);
	assert.equal(shopRows(shop, "SELECT name FROM @shop@.product_text ORDER BY product_id")[0].name, title);
	assert.equal((await importCsv(shop, text)).status, 0);
	assert.equal(await exported(shop), text);
});
