// stoactl import: products in Shopify's CSV format, real files and broken ones.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buy, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, newShop, productRow, readCsv } from "../lib/goods.mjs";
import { rows as rowsOf, shopRows } from "../lib/psql.mjs";
import { Skip, test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const files = ["shopify-jewelery.csv", "shopify-home-and-garden.csv"];

function sample(name) {
	const file = join(process.env.STOA_SAMPLE_DATA ?? "", name);
	if (!process.env.STOA_SAMPLE_DATA || !existsSync(file))
		throw new Skip("no sample data: STOA_SAMPLE_DATA names no folder that has it");
	return file;
}

// What Postgres has broken in the cell so far.
const deadlocks = () => Number(rowsOf("CELL", "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0].deadlocks);

// What the last lines of the report say: { rows, begin, variants, pictures, refused, products }.
function report(out) {
	const a = /^(\d+) rows: (\d+) begin a product, (\d+) more are variants, (\d+) are pictures, (\d+) refused$/m.exec(out);
	const b = /^(\d+) products, (\d+) variants, (\d+) pictures written/m.exec(out);
	assert.ok(a && b, `a report: ${out}`);
	const [rows, begin, variants, pictures, refused] = a.slice(1).map(Number);
	assert.equal(rows, begin + variants + pictures + refused, "every row is accounted for");
	return { rows, begin, variants, pictures, refused, products: Number(b[1]), allVariants: Number(b[2]), allPictures: Number(b[3]) };
}

function products(shop) {
	return shopRows(shop, `SELECT p.handle, p.state, p.vendor, t.name, t.description, (SELECT json_agg(json_build_object('minor', pr.minor,
			'compare', pr.compare_minor, 'on_hand', k.on_hand, 'tracked', v.tracked, 'sku', v.sku) ORDER BY v.position)
			FROM @shop@.variant v JOIN @shop@.price pr ON pr.variant_id = v.id JOIN @shop@.stock k ON k.variant_id = v.id
			WHERE v.product_id = p.id) AS variants, (SELECT count(*) FROM @shop@.picture i WHERE i.product_id = p.id) AS pictures
		FROM @shop@.product p JOIN @shop@.product_text t ON t.product_id = p.id ORDER BY p.handle`);
}

const count = (shop) => shopRows(shop, "SELECT count(*) AS n FROM @shop@.product")[0].n;

function minor(price) {
	const [whole, part = ""] = price.split(".");
	return Number(whole + part.padEnd(2, "0"));
}

let real = null;

// One shop with both real files in it, for the tests that look at it.
async function realShop() {
	if (!real) {
		files.forEach(sample);
		const shop = await newShop("real", { locales: "en,de,ar", country: "DE", currency: "EUR", "tax-rate": "19", shipping: "4.90" });
		real = { shop, runs: [] };
		for (const name of files)
			real.runs.push(await stoactl(["import", shop, sample(name)]));
	}
	return real;
}

test("both real files: every row is accounted for", async () => {
	const { runs } = await realShop();
	files.forEach((name, i) => {
		const rows = readCsv(readFileSync(sample(name), "utf8")), got = report(runs[i].out);
		assert.equal(runs[i].status, 0, runs[i].err);
		assert.equal(got.rows, rows.length, name);
		assert.equal(got.refused, 0, runs[i].out);
		assert.equal(got.products, new Set(rows.map((r) => r.Handle)).size, name);
		assert.equal(got.allVariants, rows.filter((r) => r["Variant Price"]).length, name);
		assert.equal(got.allPictures, rows.filter((r) => r["Image Src"]).length, name);
	});
});

test("both real files: names, prices, stock, pictures of every product and variant are what the file says", async () => {
	const { shop } = await realShop(), found = products(shop);
	const rows = files.flatMap((name) => readCsv(readFileSync(sample(name), "utf8")));
	const handles = [...new Set(rows.map((r) => r.Handle))].sort();
	assert.deepEqual(found.map((p) => p.handle).sort(), handles);
	for (const product of found) {
		const own = rows.filter((r) => r.Handle === product.handle), priced = own.filter((r) => r["Variant Price"]);
		assert.equal(product.name, own[0].Title);
		assert.equal(product.vendor, own[0].Vendor);
		assert.equal(product.state, "active");
		assert.deepEqual(product.variants.map((v) => v.minor), priced.map((r) => minor(r["Variant Price"])), product.handle);
		assert.deepEqual(product.variants.map((v) => v.compare), priced.map((r) => (r["Variant Compare At Price"] ? minor(r["Variant Compare At Price"]) : null)));
		assert.deepEqual(product.variants.map((v) => v.on_hand), priced.map((r) => Math.max(0, Number(r["Variant Inventory Qty"] || 0))), product.handle);
		assert.deepEqual(product.variants.map((v) => v.tracked), priced.map((r) => r["Variant Inventory Tracker"] !== ""), product.handle);
		assert.equal(product.pictures, own.filter((r) => r["Image Src"]).length, product.handle);
	}
});

test("both real files: each product has its page, found by its name, with its description as plain text", async () => {
	const { shop } = await realShop(), client = shopClient(shop);
	for (const product of products(shop)) {
		const page = await client.get(`/en/p/${product.handle}`);
		assert.equal(page.status, 200, product.handle);
		assert.equal(page.heading, product.name);
		assert.doesNotMatch(product.description, /<\w|&\w+;/, "no markup is left");
		if (product.description)
			assert.ok(page.textOf(".details .prose").startsWith(product.description.split("\n")[0].trim().slice(0, 40).replace(/\s+/g, " ")), product.handle);
		const found = await client.get(`/en/search?q=${encodeURIComponent(product.name)}`);
		assert.ok(found.$$("a.card").some((a) => a.getAttribute("href") === `/en/p/${product.handle}`), product.name);
	}
});

test("a variant of a real file is chosen, put into the cart, bought and paid for", async () => {
	const { shop } = await realShop(), client = shopClient(shop);
	const product = await client.get("/en/p/chain-bracelet");
	const black = await product.click(".values a:not([aria-current])");
	assert.equal(black.status, 200);
	assert.equal(black.$('.values a[aria-current="true"]').textContent.trim(), "Black");
	const id = Number(black.form('form[action$="/cart/add"]').value("variant"));
	const cart = await black.form('form[action$="/cart/add"]').submit({ quantity: 2 });
	assert.equal(cart.status, 200);
	assert.match(cart.textOf("main"), /7 Shakra Bracelet[^]*Black/);
	const { order } = await buy({ shop, client, locale: "en", country: "DE", method: "demo", products: [], email: someEmail("real") });
	assert.equal(order.payment_state, "paid");
	const lines = shopRows(shop, `SELECT variant_id, quantity FROM @shop@.order_line WHERE order_id = ${order.id}`);
	assert.deepEqual(lines, [{ variant_id: id, quantity: 2 }]);
	assert.equal(order.items_gross, 2 * 4299);
});

test("a file that is no product file of Shopify writes nothing, says which column is missing, and ends with 1", async () => {
	const shop = await newShop("header");
	for (const [content, column] of [
		["a,b,c\n1,2,3\n", "Handle"], [csv([productRow("x", "X", "1.00")]).replace("Variant Price", "Preis"), "Variant Price"],
		["Handle|Title|Variant Price\nx|X|1.00\n", "Handle"],
	]) {
		const { status, err } = await importCsv(shop, content);
		assert.equal(status, 1);
		assert.ok(err.includes(`“${column}”`), err);
	}
	const empty = await importCsv(shop, "");
	assert.equal(empty.status, 1);
	assert.ok(empty.err.length > 10, "says why");
	assert.equal(count(shop), 0);
});

test("a file that cannot be read as CSV writes nothing, names the line, and ends with 1", async () => {
	const shop = await newShop("broken"), good = csv([productRow("one", "One", "1.00"), productRow("two", "Two", "2.00")]);
	for (const [content, line] of [
		[`${good}three,"Three\n`, 4], [good.replace("Two", 'Tw"o" "x'), 3],
		[Buffer.from(good.replace("Two", "Größe"), "latin1"), 3], [Buffer.from(`\ufeff${good}`, "utf16le"), 1],
		[good.replace("Two", "T\u0000o"), 3],
	]) {
		const { status, err } = await importCsv(shop, content);
		assert.equal(status, 1, err);
		assert.ok(err.includes(`products.csv:${line}:`), `line ${line}: ${err}`);
	}
	assert.equal(count(shop), 0);
});

test("a bad row is refused by its line with the reason; the others are written", async () => {
	const shop = await newShop("rows"), bad = (handle, rest) => productRow(handle, "Bad", "1.00", rest);
	const variant = (handle, value, rest = {}) => Object.fromEntries(Object.entries(productRow(handle, "", "2.00",
		{ "Option1 Name": "", "Option1 Value": value, "Type": "", "Published": "", ...rest })));
	const { status, out } = await importCsv(shop, csv([
		productRow("good", "Good", "1.00"),
		bad("decimals", { "Variant Price": "12.345" }), bad("word", { "Variant Price": "cheap" }), bad("minus", { "Variant Price": "-1.00" }),
		bad("none", { "Variant Price": "" }), bad("pieces", { "Variant Inventory Qty": "many" }), bad("heavy", { "Variant Grams": "1.5kg" }),
		productRow("untitled", "", "1.00"), productRow("", "No handle", "1.00"), bad("long", { "Title": "x".repeat(5000) }),
		productRow("sizes", "Sizes", "2.00", { "Option1 Name": "Size", "Option1 Value": "S" }), variant("sizes", "M"), variant("sizes", "S"), variant("sizes", "", { "Variant Price": "" }),
	]));
	assert.equal(status, 0);
	const lines = Object.fromEntries([...out.matchAll(/^line (\d+): (.*)$/gm)].map((m) => [Number(m[1]), m[2]]));
	const reasons = { 3: /decimals.*12\.345/, 4: /price.*cheap/, 5: /price.*-1\.00/, 6: /price/, 7: /quantity.*many/, 8: /weight.*1\.5kg/, 9: /title/,
		10: /handle/, 11: /too long.*Title/, 14: /option/, 15: /neither/ };
	assert.deepEqual(Object.keys(lines).map(Number), Object.keys(reasons).map(Number), out);
	for (const [line, reason] of Object.entries(reasons))
		assert.match(lines[line], reason, `line ${line}`);
	assert.equal(report(out).refused, 11);
	assert.deepEqual(products(shop).map((p) => [p.handle, p.variants.length]), [["good", 1], ["sizes", 2]]);
	assert.equal((await shopClient(shop).get("/en/p/decimals")).status, 404);
});

test("a file of which nothing can be used ends with 1", async () => {
	const shop = await newShop("nothing"), { status, out, err } = await importCsv(shop, csv([productRow("x", "X", "1.999")]));
	assert.equal(status, 1);
	assert.match(out, /^line 2: /m);
	assert.match(err, /no product/);
});

test("prices are read in the shop's own currency: no decimals for yen, three for dinars", async () => {
	const yen = await newShop("yen", { currency: "JPY", country: "JP", locales: "ja,en" });
	const { out } = await importCsv(yen, csv([productRow("a", "A", "1200"), productRow("b", "B", "1200.00"), productRow("c", "C", "12.50")]));
	assert.match(out, /^line 4: .*more decimals.*12\.50/m);
	assert.deepEqual(products(yen).map((p) => p.variants[0].minor), [1200, 1200]);
	const dinars = await newShop("dinar", { currency: "BHD", country: "BH", locales: "ar,en" });
	assert.equal((await importCsv(dinars, csv([productRow("a", "A", "1.250"), productRow("b", "B", "3.5")]))).status, 0);
	assert.deepEqual(products(dinars).map((p) => p.variants[0].minor), [1250, 3500]);
	assert.match((await shopClient(dinars).get("/en/p/a")).textOf(".offer .price .now"), /1\.250/);
});

test("a second import changes what is there, adds what is new, deletes nothing, and refuses another product's SKU", async () => {
	const shop = await newShop("twice");
	assert.equal((await importCsv(shop, csv([productRow("x", "First", "1.00", { "Variant SKU": "S-1" }), productRow("w", "Stays", "9.00")]))).status, 0);
	const again = await importCsv(shop, csv([productRow("x", "Second", "2.00", { "Variant SKU": "S-1" }), productRow("y", "Other", "3.00", { "Variant SKU": "S-2" }), productRow("z", "New", "4.00")]));
	assert.equal(again.status, 0, again.err);
	assert.match(again.out, /^2 products are new, 1 were there before$/m);
	assert.deepEqual(products(shop).map((p) => [p.handle, p.name, p.variants.length]), [["w", "Stays", 1], ["x", "Second", 2], ["y", "Other", 1], ["z", "New", 1]]);
	const [{ minor: price }] = shopRows(shop, "SELECT minor FROM @shop@.price WHERE valid_to = 'infinity' AND variant_id = (SELECT id FROM @shop@.variant WHERE sku = 'S-1')");
	assert.equal(price, 200, "the price before stays as history, this one counts");
	const taken = await importCsv(shop, csv([productRow("v", "Thief", "3.00", { "Variant SKU": "S-1" })]));
	assert.match(taken.out, /^line 2: .*SKU.*“S-1”/m);
	assert.equal(products(shop).length, 4);
});

test("a description is shown as safe markup; its text goes where markup cannot: feeds, cards, what search engines read", async () => {
	const shop = await newShop("html", { locales: "en" });
	const body = '<h2>Warm</h2><p>Wool &amp; linen,<br>200&nbsp;g &lt;b&gt;not bold&lt;/b&gt; <b onclick="alert(1)">bold</b></p><ul><li>One</li><li>Two</li></ul><a href="javascript:alert(1)">bad</a> <a href="https://mill.example/?a=1&amp;b=2">good</a><script>alert("x")</script><img src=x onerror=alert(1)><style>p{}</style>';
	assert.equal((await importCsv(shop, csv([productRow("x", 'A "quoted" <i>name</i>', "1.00", { "Body (HTML)": body, "Image Src": "" })]))).status, 0);
	const [{ description }] = products(shop);
	assert.match(description, /^Warm\n+Wool & linen,\n200.g <b>not bold<\/b> bold\n+- One\n- Two\n+bad good$/);
	const page = await shopClient(shop).get("/en/p/x");
	assert.equal(page.heading, 'A "quoted" <i>name</i>');
	assert.ok(page.text.includes('<h3>Warm</h3><p>Wool &amp; linen,<br>200\u00a0g &lt;b&gt;not bold&lt;/b&gt; <b>bold</b></p><ul><li>One</li><li>Two</li></ul>'
		+ '<a>bad</a> <a href="https://mill.example/?a=1&amp;b=2">good</a>'), page.text);
	assert.equal(page.$('meta[name="description"]').getAttribute("content"), "Warm");
	const [{ body: kept }] = shopRows(shop, "SELECT body FROM @shop@.product_text");
	assert.equal(kept, body, "the source is kept as it was written");
	const feed = await shopClient(shop).get("/en/feed/merchant.xml");
	assert.ok(feed.text.includes("Wool &amp; linen,\n200\u00a0g &lt;b&gt;not bold&lt;/b&gt; bold"), "plain text in the feed, escaped once");
	assert.doesNotMatch(feed.text, /<ul|&lt;ul|onclick|javascript/);
});

test("drafts and what is not published stay out of sight", async () => {
	const shop = await newShop("drafts", { locales: "en" });
	assert.equal((await importCsv(shop, csv([productRow("seen", "Seen", "1.00", { Status: "active" }), productRow("draft", "Draft", "1.00", { Status: "draft" }),
		productRow("hidden", "Hidden", "1.00", { Published: "false" })]))).status, 0);
	const client = shopClient(shop);
	assert.deepEqual(await Promise.all(["seen", "draft", "hidden"].map(async (h) => (await client.get(`/en/p/${h}`)).status)), [200, 404, 404]);
	assert.equal((await client.get("/en/search?q=draft")).$$("a.card").length, 0);
});

test("several processes write what one writes: the same products in the same order, categories and attributes once, each refused row told", async () => {
	const rows = Array.from({ length: 760 }, (_, i) => productRow(`p${i}`, `Product ${i % 300}`, i % 190 ? "1.00" : "cheap",
		{ "Variant SKU": `S${i}`, "Category path": `Shelf ${i % 7} > Part ${i % 3}`, "Attribute: colour": ["red", "green", "blue"][i % 3] }));
	const seen = [];
	for (const jobs of ["1", "3"]) {
		const shop = await newShop("many", { locales: "en" });
		const { status, out } = await importCsv(shop, csv(rows), "--jobs", jobs);
		assert.equal(status, 0, out);
		const what = shopRows(shop, `SELECT p.handle, p.position, c.code AS category, a.code AS attribute, s.slug LIKE 'product-%' AS slug
			FROM @shop@.product p JOIN @shop@.product_category pc ON pc.product_id = p.id JOIN @shop@.category c ON c.id = pc.category_id
			JOIN @shop@.product_attribute pa ON pa.product_id = p.id JOIN @shop@.attribute a ON a.id = pa.attribute_id
			JOIN @shop@.slug s ON s.kind = 'product' AND s.entity_id = p.id AND s.current ORDER BY p.position`);
		// Where it takes long it says how far it is.
		seen.push({ out: out.replace(/^products: \d+ of .*\n/gm, ""), what: what.map(({ position, ...rest }) => rest), categories: shopRows(shop, "SELECT count(*) AS n FROM @shop@.category")[0].n });
	}
	assert.equal(seen[0].what.length, 756);
	assert.deepEqual(seen[1], seen[0]);
	assert.equal(report(seen[1].out).refused, 4);
	assert.match(seen[1].out, /^line 192: /m);
	assert.equal((await importCsv(await newShop("many-wrong"), csv(rows), "--jobs", "none")).status, 2);
});

test("several processes that write to the same shelves wait for one another, and none in a ring", async () => {
	const shop = await newShop("shelves", { locales: "en,de,fr" }), had = deadlocks();
	const shelved = (shelf) => csv(Array.from({ length: 4000 }, (_, i) => productRow(`p${i}`, `Product ${i}`, "1.00", { "Category path": `Shelf ${shelf(i)}` })));
	for (const shelf of [(i) => (i * i) % 97, (i) => (i * 7) % 89]) {
		const { status, out } = await importCsv(shop, shelved(shelf), "--jobs", "4");
		assert.equal(status, 0, out);
		assert.equal(deadlocks() - had, 0);
	}
	assert.equal(shopRows(shop, "SELECT count(*) AS n FROM @shop@.product_near WHERE cardinality(near) > 4")[0].n, 4000);
});

test("import says how it is used, and refuses an unknown shop or file, by exit code and in words", async () => {
	assert.equal((await stoactl(["import", "--help"])).status, 0);
	assert.equal((await stoactl(["import"])).status, 2);
	const unknown = await importCsv("no-such-shop", csv([productRow("x", "X", "1.00")]));
	assert.equal(unknown.status, 1);
	assert.match(unknown.err, /no-such-shop.*tenant list/);
	const missing = await stoactl(["import", await newShop("missing"), "/no/such/file.csv"]);
	assert.equal(missing.status, 1);
	assert.match(missing.err, /\/no\/such\/file\.csv/);
});
