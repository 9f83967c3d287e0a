// A product as staff makes it: created, written in every language, described, given options and a grid, copied, put away.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { addToCart, buy, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { newShop } from "../lib/goods.mjs";
import { somePhoto, upload } from "../lib/pictures.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

let made = null;

// One shop and one session for the file.
function till() {
	made ??= newTill().then(async (shop) => ({ shop, staff: await staffOf(shop) }));
	return made;
}

const form = 'form[method="post"]';

async function create(name, price = "20.00", rest = {}) {
	const { shop, staff } = await till();
	const page = await (await staff.get(`/en/${shop}/products/new`)).form(`main ${form}`).submit({ name_de: name, price, ...rest });
	assert.equal(page.status, 200, page.textOf(".errors"));
	return Number(/\/products\/(\d+)$/.exec(page.url)[1]);
}

async function open(id, tail = "", locale = "en") {
	const { shop, staff } = await till();
	const page = await staff.get(`/${locale}/${shop}/products/${id}${tail}`);
	assert.equal(page.status, 200, tail);
	return page;
}

async function save(id, tail, values, status = 200) {
	const page = await (await open(id, tail)).form(`main ${form}`).submit(values);
	assert.equal(page.status, status, `${tail}: ${page.textOf(".errors")}`);
	return page;
}

async function variants(id) {
	const { shop } = await till();
	return shopRows(shop, `SELECT v.id, v.sku, v.state, v.position, v.grams, (SELECT string_agg(coalesce(x.label ->> 'de', x.code), '/' ORDER BY o.position)
		FROM @shop@.option_value x JOIN @shop@.product_option o ON o.id = x.option_id WHERE x.id = ANY (v.option_values)) AS options,
		(SELECT minor FROM @shop@.price p WHERE p.variant_id = v.id AND currency = 'EUR' AND min_quantity = 1 AND valid_from <= now() AND valid_to > now()) AS minor,
		(SELECT sum(on_hand) FROM @shop@.stock s WHERE s.variant_id = v.id)::int AS pieces
		FROM @shop@.variant v WHERE v.product_id = ${id} ORDER BY v.position, v.id`);
}

async function row(id) {
	return shopRows((await till()).shop, `SELECT * FROM @shop@.product WHERE id = ${id}`)[0];
}

const sold = (list) => list.filter((v) => v.state === "active").map((v) => v.options);

test("a new product is a draft with a name, a handle of that name, a tax class and a price, seen by nobody", async () => {
	const { shop } = await till(), id = await create("Große Kanne", "34,50", { tax_class: "reduced", name_en: "Big jug" });
	const p = await row(id), [v] = await variants(id);
	assert.deepEqual([p.state, p.handle, p.tax_class], ["draft", "grosse-kanne", "reduced"]);
	assert.deepEqual([v.minor, v.pieces], [3450, 0]);
	assert.equal((await shopClient(shop).get("/de/p/grosse-kanne")).status, 404);
	assert.equal((await open(id)).heading, "Big jug");
	await save(id, "", { state: "active" });
	assert.equal((await shopClient(shop).get("/de/p/grosse-kanne")).status, 200);
});

test("a new product without a name, with a price that is none or a handle that is taken is a 422 at the field, kept as typed", async () => {
	const { shop, staff } = await till(), page = await staff.get(`/en/${shop}/products/new`);
	const bad = await page.form(`main ${form}`).submit({ name_de: "", name_en: "Only English", price: "many", handle: "mug" });
	assert.equal(bad.status, 422);
	assert.deepEqual(bad.$$(".field-error").length, 2);
	assert.equal(bad.form(`main ${form}`).value("name_en"), "Only English");
	assert.equal(bad.form(`main ${form}`).value("price"), "many");
	const taken = await page.form(`main ${form}`).submit({ name_de: "Krug", price: "1", handle: "mug" });
	assert.equal(taken.status, 422);
	assert.match(taken.textOf(".errors"), /another product has this handle/i);
});

test("texts are written in every language; a language left empty falls back to the shop's own", async () => {
	const { shop } = await till(), id = await create("Teller tief");
	await save(id, "", { state: "active" });
	await save(id, "/texts", { name_de: "Teller, tief", summary_de: "Für Suppe.", body_de: "<p>Aus <b>Ton</b> &amp; Glasur</p>", name_ar: "طبق عميق", body_ar: "سطر\n\nسطر" });
	const texts = shopRows(shop, `SELECT locale, name, summary, description, body FROM @shop@.product_text WHERE product_id = ${id} ORDER BY locale`);
	assert.deepEqual(texts.map((t) => [t.locale, t.name]), [["ar", "طبق عميق"], ["de", "Teller, tief"]]);
	assert.equal(texts[1].body, "<p>Aus <b>Ton</b> &amp; Glasur</p>", "markup stays as it was written");
	assert.equal(texts[1].description, "Aus Ton & Glasur");
	assert.deepEqual([texts[0].body, texts[0].description], ["", "سطر\n\nسطر"]);
	const client = shopClient(shop);
	assert.equal((await client.get("/ar/p/teller-tief")).heading, "طبق عميق");
	assert.equal((await client.get("/en/p/teller-tief")).heading, "Teller, tief");
	assert.match((await client.get("/de/search?q=Glasur")).text, /Teller, tief/, "and found by them");
	await save(id, "/texts", { name_ar: "", summary_ar: "", body_ar: "", slug_ar: "" });
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.product_text WHERE product_id = ${id}`)[0].n, 1);
});

test("an address is changed a language at a time, and a former one leads on; another product's is refused", async () => {
	const { shop } = await till(), id = await create("Schale");
	await save(id, "", { state: "active" });
	await save(id, "/texts", { slug_de: "Schöne Schale" });
	const client = shopClient(shop), old = await client.get("/de/p/schale", { follow: false });
	assert.equal(old.status, 301);
	assert.match(old.header("location"), /\/de\/p\/schoene-schale$/);
	await save(id, "/texts", { slug_de: "schale" });
	assert.equal((await client.get("/de/p/schale", { follow: false })).status, 200, "taken back");
	for (const slug of ["mug", "---"]) {
		const bad = await save(id, "/texts", { slug_de: slug, summary_de: "kept" }, 422);
		assert.equal(bad.form(`main ${form}`).value("slug_de"), slug);
		assert.equal(bad.form(`main ${form}`).value("summary_de"), "kept");
		assert.ok(bad.$('[name="slug_de"]').getAttribute("aria-invalid"));
	}
	assert.equal((await save(id, "/texts", { name_de: "" }, 422)).$('[name="name_de"]').getAttribute("aria-invalid"), "true");
});

test("options make the grid: it grows by an option and by a value, and what was there keeps its identity, price and pieces", async () => {
	const id = await create("Hemd", "30"), [first] = await variants(id);
	await save(id, "", { [`sku_${first.id}`]: "HEMD-1", [`on_hand_${first.id}`]: "7", [`grams_${first.id}`]: "250" });
	await save(id, "/options", { new_label_de: "Größe", new_label_en: "Size", new_values: "S, M" });
	await save(id, "/options", { new_label_de: "Farbe", new_values: "Blau، Rot" });
	let now = await variants(id);
	assert.deepEqual(sold(now), ["S/Blau", "S/Rot", "M/Blau", "M/Rot"]);
	assert.deepEqual([now[0].id, now[0].sku, now[0].pieces], [first.id, "HEMD-1", 7]);
	assert.ok(now.slice(1).every((v) => v.minor === 3000 && v.grams === 250 && v.sku === null && v.pieces === 0));
	await save(id, "", { [`price_${now[3].id}`]: "33" });
	const page = await open(id, "/options"), add = page.$$('input[name^="add_"]')[0].getAttribute("name");
	await save(id, "/options", { [add]: "L" });
	const grown = await variants(id);
	assert.deepEqual(sold(grown), ["S/Blau", "S/Rot", "M/Blau", "M/Rot", "L/Blau", "L/Rot"]);
	assert.deepEqual(grown.slice(0, 4).map((v) => v.id), now.map((v) => v.id));
	assert.equal(grown[3].minor, 3300);
	await save(id, "", { state: "active" });
	const shown = await shopClient((await till()).shop).get("/en/p/hemd");
	assert.deepEqual(shown.$$(".choice").map((c) => c.querySelectorAll("li").length), [3, 2]);
	assert.match(shown.textOf(".choice"), /Size/);
});

test("a value taken away deletes its variants, but archives one that was ordered; an option taken away keeps one of each", async () => {
	const { shop } = await till(), id = await create("Mütze", "15");
	await save(id, "/options", { new_label_de: "Farbe", new_values: "Grau, Grün, Gelb" });
	const before = await variants(id);
	await save(id, "", { "state": "active", [`on_hand_${before[1].id}`]: "5" });
	await buy({ shop, locale: "en", products: [`/p/muetze?v=${before[1].id}`] });
	const page = await open(id, "/options"), drops = page.$$('input[name^="drop_value_"]').map((i) => i.getAttribute("name"));
	await save(id, "/options", { [drops[1]]: "1", [drops[2]]: "1" });
	const after = await variants(id);
	assert.deepEqual(after.map((v) => [v.id, v.state]), [[before[0].id, "active"], [before[1].id, "archived"]]);
	const last = (await open(id, "/options")).$('input[name^="drop_value_"]').getAttribute("name");
	assert.match((await save(id, "/options", { [last]: "1" }, 422)).textOf(".errors"), /last value/);
	await save(id, "/options", { [(await open(id, "/options")).$('input[name^="drop_option_"]').getAttribute("name")]: "1" });
	assert.deepEqual((await variants(id)).filter((v) => v.state === "active").map((v) => [v.id, v.options]), [[before[0].id, null]]);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.product_option WHERE product_id = ${id}`)[0].n, 0);
});

test("options that are wrong are a 422 at the field: without a name, twice the same, too many variants, a fourth option", async () => {
	const id = await create("Seil", "3");
	assert.match((await save(id, "/options", { new_values: "1, 2" }, 422)).textOf(".errors"), /fill this in/);
	const twice = await save(id, "/options", { new_label_de: "Länge", new_values: "Lang, lang" }, 422);
	assert.match(twice.textOf(".errors"), /“lang” is there twice/);
	assert.equal(twice.form(`main ${form}`).value("new_values"), "Lang, lang");
	const many = Array.from({ length: 60 }, (_, i) => `v${i}`).join(", ");
	await save(id, "/options", { new_label_de: "Länge", new_values: many });
	assert.match((await save(id, "/options", { new_label_de: "Farbe", new_values: "a, b, c, d, e" }, 422)).textOf(".errors"), /250 variants at most/);
	assert.equal((await variants(id)).length, 60, "nothing of it was kept");
	await save(id, "/options", { new_label_de: "Farbe", new_values: "a" });
	await save(id, "/options", { new_label_de: "Art", new_values: "b" });
	assert.ok(!(await open(id, "/options")).$('[name="new_values"]'), "three options are all");
	const second = await open(id, "?page=2");
	assert.equal(second.$$(".grid tbody tr").length, 10);
	const some = (await variants(id))[55].id;
	await save(id, "?page=2", { [`price_${some}`]: "4.44" });
	assert.equal((await variants(id))[55].minor, 444, "the grid goes on on another page");
});

test("an option of as many values as a product can have is named in five languages by one form", async () => {
	const shop = await newShop("names", { locales: "de,en,fr,ar,ja" }), staff = await staffOf(shop), main = `main ${form}`;
	const made = await (await staff.get(`/en/${shop}/products/new`)).form(main).submit({ name_de: "Schraube", price: "1" });
	const grown = await (await staff.get(`${new URL(made.url).pathname}/options`)).form(main).submit({ new_label_de: "Länge", new_values: Array.from({ length: 250 }, (_, i) => `${i}`).join(",") });
	const names = grown.$$('input[name^="value_"][name$="_ja"]').map((i) => i.getAttribute("name"));
	assert.equal(names.length, 250);
	const saved = await grown.form(main).submit(Object.fromEntries(names.map((n, i) => [n, `${i} mm`])));
	assert.equal(saved.status, 200);
	assert.deepEqual(shopRows(shop, "SELECT label ->> 'ja' AS ja FROM @shop@.option_value ORDER BY position").map((r) => r.ja), names.map((_, i) => `${i} mm`));
});

test("the grid holds numbers, weight, what is shipped, counted, sold beyond the stock or not at all", async () => {
	const { shop } = await till(), id = await create("Band", "2");
	await save(id, "/options", { new_label_de: "Breite", new_values: "1 cm, 2 cm" });
	const [a, b] = await variants(id);
	await save(id, "", { "state": "active", [`sku_${a.id}`]: "B-1", [`sku_${b.id}`]: "B-2", [`barcode_${a.id}`]: "4006381333931", [`grams_${a.id}`]: "12",
		[`ships_${a.id}`]: null, [`tracked_${a.id}`]: null, [`backorder_${b.id}`]: "1" });
	const rows = shopRows(shop, `SELECT sku, barcode, grams, requires_shipping, tracked, backorder FROM @shop@.variant WHERE product_id = ${id} ORDER BY position`);
	assert.deepEqual(rows.map(Object.values), [["B-1", "4006381333931", 12, false, false, false], ["B-2", null, 0, true, true, true]]);
	await save(id, "", { [`sku_${a.id}`]: "B-2", [`sku_${b.id}`]: "B-1" });
	assert.deepEqual((await variants(id)).map((v) => v.sku), ["B-2", "B-1"], "two change their numbers");
	assert.match((await save(id, "", { [`grams_${b.id}`]: "much" }, 422)).textOf(`#grams-error-${b.id}`), /whole grams/);
	const taken = await save(id, "", { [`sku_${a.id}`]: "MUG" }, 422);
	assert.match(taken.textOf(`#sku-error-${a.id}`), /Another variant/);
	assert.ok(taken.$(`#sku_${a.id}`).closest("details").hasAttribute("open"), "the fold that holds the error is open");
	await save(id, "", { [`active_${b.id}`]: null });
	assert.deepEqual((await variants(id)).map((v) => v.state), ["active", "archived"]);
	assert.equal((await shopClient(shop).get("/en/p/band")).$$(".choice li a").length, 1);
	assert.match((await save(id, "", { [`active_${a.id}`]: null }, 422)).textOf(".errors"), /One variant at least/);
	await save(id, "", { [`active_${b.id}`]: "1" });
	assert.deepEqual(sold(await variants(id)), ["1 cm", "2 cm"], "and comes back");
});

test("whoever saves over somebody else's change gets a 409 that keeps what was typed; saved once more, it counts", async () => {
	const { shop } = await till(), id = await create("Streit", "10"), [v] = await variants(id);
	for (const [tail, mine, theirs, field] of [["/texts", { summary_de: "meins" }, { summary_de: "deins" }, "summary_de"],
		["/details", { vendor: "Ich" }, { vendor: "Du" }, "vendor"], ["", { [`price_${v.id}`]: "11" }, { [`price_${v.id}`]: "12" }, `price_${v.id}`]]) {
		const stale = await open(id, tail);
		await save(id, tail, theirs);
		const refused = await stale.form(`main ${form}`).submit(mine);
		assert.equal(refused.status, 409, tail);
		assert.match(refused.textOf(".errors"), /Somebody else has changed this meanwhile/);
		assert.equal(refused.form(`main ${form}`).value(field), Object.values(mine)[0]);
		const saved = await refused.form(`main ${form}`).submit();
		assert.equal(saved.status, 200);
		assert.equal(saved.form(`main ${form}`).value(field), field.startsWith("price") ? "11.00" : Object.values(mine)[0]);
		const twice = await stale.form(`main ${form}`).submit(mine);
		assert.equal(twice.status, 200, "what is so already is fine");
	}
	const stale = await open(id, "/options");
	await save(id, "", { [`price_${v.id}`]: "13" });
	assert.equal((await stale.form(`main ${form}`).submit({ new_label_de: "A", new_values: "b" })).status, 409);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.product_option WHERE product_id = ${id}`)[0].n, 0);
});

test("details: vendor, kind, tags, handle, tax class, categories, place on the home page, shown in the shop at once", async () => {
	const { shop } = await till(), id = await create("Krug, weit", "9");
	await save(id, "", { state: "active" });
	const category = shopRows(shop, "SELECT id FROM @shop@.category LIMIT 1")[0].id;
	await save(id, "/details", { vendor: "Töpferei", kind: "Krug", tags: "Ton, neu ,، Ton", handle: "krug-weit", tax_class: "reduced", [`category_${category}`]: "1", featured: "1" });
	const p = await row(id);
	assert.deepEqual([p.vendor, p.kind, p.tags, p.handle, p.tax_class, p.featured], ["Töpferei", "Krug", ["Ton", "neu"], "krug-weit", "reduced", 1]);
	const client = shopClient(shop);
	assert.match((await client.get("/de/c/things")).text, /Krug, weit/);
	assert.match((await client.get("/de/search?q=neu")).text, /Krug, weit/);
	assert.match((await client.get("/de/")).text, /Krug, weit/);
	await save(id, "/details", { [`category_${category}`]: null });
	assert.doesNotMatch((await client.get("/de/c/things")).text, /Krug, weit/);
	const bad = await save(id, "/details", { handle: "mug", featured: "first", tags: "stays" }, 422);
	assert.ok(bad.$('[name="featured"]').getAttribute("aria-invalid"));
	assert.equal(bad.form(`main ${form}`).value("tags"), "stays");
	assert.match((await save(id, "/details", { handle: "mug" }, 422)).textOf(".errors"), /another product has this handle/i);
});

test("attributes are defined with labels, units and choices, filled in for a product, and read below it in each language", async () => {
	const { shop, staff } = await till(), at = `/en/${shop}/products/attributes`;
	const define = async (values) => {
		const page = await (await staff.get(`${at}/new`)).form(`main ${form}`).submit(values);
		assert.equal(page.status, 200, page.textOf(".errors"));
		return Number(/(\d+)$/.exec(page.url)[1]);
	};
	const wood = await define({ label_de: "Holz", label_en: "Wood", type: "choice", new_choices: "Eiche, Buche" });
	const size = await define({ label_de: "Höhe", type: "number", unit: "cm" });
	const safe = await define({ label_de: "Spülmaschine", label_en: "Dishwasher", type: "bool" });
	const care = await define({ label_de: "Pflege", type: "text" });
	const choices = await (await staff.get(`${at}/${wood}`)).form(`main ${form}`).submit({ choice_1_en: "Beech", choice_2_en: "Oak" });
	assert.equal(choices.status, 200, choices.textOf(".errors"));
	const id = await create("Brett", "12");
	await save(id, "", { state: "active" });
	await save(id, "/details", { [`trait_${wood}`]: "eiche", [`trait_${size}`]: "12.50", [`trait_${safe}`]: "false", [`text_${care}_de`]: "Ölen", [`text_${care}_ar`]: "زيت" });
	const facts = async (locale) => Object.fromEntries((await shopClient(shop).get(`/${locale}/p/brett`)).$$(".facts tr").map((r) => [r.querySelector("th").textContent, r.querySelector("td").textContent]));
	const english = await facts("en");
	assert.deepEqual([english.Wood, english.Dishwasher, english.Pflege], ["Oak", "No", "Ölen"]);
	assert.match(english["Höhe"], /^12\.5\s?cm$/);
	assert.equal((await facts("de")).Holz, "Eiche");
	assert.equal((await facts("ar")).Pflege, "زيت");
	assert.match((await save(id, "/details", { [`trait_${size}`]: "high" }, 422)).textOf(".errors"), /number such as/);
	const used = await (await staff.get(`${at}/${wood}`)).form(`main ${form}`).submit({ drop_2: "1" });
	assert.equal(used.status, 422);
	assert.match(used.textOf(".errors"), /“Oak”/);
	assert.equal((await (await staff.get(`${at}/${wood}`)).form(`main ${form}`).submit({ label_de: "" })).status, 422);
	const gone = await (await staff.get(`${at}/${care}`)).form('form[action$="/delete"]').submit();
	assert.match(gone.textOf(".flash"), /deleted/);
	assert.equal((await facts("de")).Pflege, undefined);
});

test("a product is there from its day until its end without anything having run: page, category, search, sitemap, feeds, cart", async () => {
	const { shop } = await till(), id = await create("Zeitkrug", "9"), [v] = await variants(id), client = shopClient(shop);
	const category = shopRows(shop, "SELECT id FROM @shop@.category LIMIT 1")[0].id;
	await save(id, "", { state: "active", [`on_hand_${v.id}`]: "50" });
	await save(id, "/details", { [`category_${category}`]: "1" });
	const places = async () => {
		const sitemap = await client.get("/sitemap.xml"), files = [...sitemap.text.matchAll(/<loc>([^<]*-product-[^<]*)<\/loc>/g)].map((m) => new URL(m[1].replaceAll("&amp;", "&")).pathname);
		const maps = (await Promise.all(files.map((f) => client.get(f)))).map((p) => p.text).join();
		return [(await client.get("/de/p/zeitkrug")).status === 200, /Zeitkrug/.test((await client.get("/de/c/things")).text), /zeitkrug/.test((await client.get("/de/search?q=Zeitkrug")).textOf("main ul")) || /Zeitkrug/.test((await client.get("/de/search?q=Zeitkrug")).textOf(".cards")),
			/zeitkrug/.test(maps), /zeitkrug/.test((await client.get("/de/feed/new.xml")).text), /zeitkrug/.test((await client.get("/de/feed/merchant.xml")).text)];
	};
	assert.deepEqual(await places(), Array(6).fill(true));
	const cart = await addToCart(client, { locale: "de", product: "/p/zeitkrug" });
	assert.equal(cart.$$(".line-gone").length, 0);
	const page = await save(id, "/details", { publish_at: "2199-01-01T08:00" });
	assert.equal(page.form(`main ${form}`).value("publish_at"), "2199-01-01T08:00");
	assert.match(page.textOf(".pills"), /Coming/);
	assert.deepEqual(await places(), Array(6).fill(false));
	assert.equal((await client.post("/de/cart/add", { variant: v.id, quantity: 1, back: "/de/" })).status, 404);
	assert.equal((await client.get("/de/checkout")).url.includes("/cart"), true, "nothing of it is ordered");
	/* The clock alone brings it and takes it away. */
	shopExecute(shop, `UPDATE @shop@.product SET publish_at = now() - interval '1 hour' WHERE id = ${id}; UPDATE @shop@.product_facet SET visible_from = now() - interval '1 hour' WHERE product_id = ${id}`);
	assert.deepEqual(await places(), Array(6).fill(true));
	shopExecute(shop, `UPDATE @shop@.product SET unpublish_at = now() - interval '1 minute' WHERE id = ${id}; UPDATE @shop@.product_facet SET visible_to = now() - interval '1 minute' WHERE product_id = ${id}`);
	assert.deepEqual(await places(), Array(6).fill(false));
	assert.match((await open(id)).textOf(".pills"), /Time is over/);
});

test("times are the shop's: read in its zone, an hour that clocks skip is the next, and an end before the beginning is refused", async () => {
	const { shop } = await till(), id = await create("Sommerzeit", "9");
	await save(id, "/details", { publish_at: "2199-06-01T12:30", unpublish_at: "2199-06-02T12:30" });
	assert.equal(shopRows(shop, `SELECT extract(epoch FROM publish_at)::bigint AS at FROM @shop@.product WHERE id = ${id}`)[0].at, Date.UTC(2199, 5, 1, 10, 30) / 1000);
	await save(id, "/details", { publish_at: "2027-03-28T02:30", unpublish_at: "" });
	assert.equal((await open(id, "/details")).form(`main ${form}`).value("publish_at"), "2027-03-28T03:00");
	const bad = await save(id, "/details", { publish_at: "2199-06-03T12:30", unpublish_at: "2199-06-02T12:30" }, 422);
	assert.ok(bad.$('[name="unpublish_at"]').getAttribute("aria-invalid"));
	assert.equal(bad.form(`main ${form}`).value("publish_at"), "2199-06-03T12:30");
	const none = await save(id, "/details", { publish_at: "soon" }, 422);
	assert.match(none.textOf(".errors"), /date and time such as/);
	assert.equal(none.$('[name="publish_at"]').getAttribute("type"), "text", "a field for times would not show it");
});

test("a copy is a draft with texts, options, variants, prices, facts, categories and pictures of the other, without pieces and numbers", async () => {
	const { shop } = await till(), id = await create("Urkanne", "40");
	await save(id, "/options", { new_label_de: "Farbe", new_values: "Blau, Rot" });
	const [blue, red] = await variants(id);
	const category = shopRows(shop, "SELECT id FROM @shop@.category LIMIT 1")[0].id;
	await save(id, "", { "state": "active", [`price_${red.id}`]: "44", [`compare_${red.id}`]: "50", [`sku_${blue.id}`]: "UR-1", [`on_hand_${blue.id}`]: "9" });
	await save(id, "/details", { [`category_${category}`]: "1", tags: "alt" });
	await save(id, "/texts", { summary_de: "Sehr schön.", name_en: "First jug" });
	shopExecute(shop, `INSERT INTO @shop@.picture (product_id, variant_id, address, alt, position) SELECT ${id}, ${red.id}, address, '{"de": "Rot"}', 0 FROM @shop@.picture WHERE address IS NOT NULL LIMIT 1;
		INSERT INTO @shop@.price (variant_id, currency, min_quantity, minor, valid_from) VALUES (${red.id}, 'EUR', 10, 3900, now())`);
	const page = await (await open(id)).form('form[action$="/duplicate"]').submit();
	assert.match(page.textOf(".flash"), /This is the copy/);
	const copy = Number(/\/products\/(\d+)$/.exec(page.url)[1]), p = await row(copy), [a, b] = await variants(copy);
	assert.deepEqual([p.state, p.handle, p.tags], ["draft", "urkanne-2", ["alt"]]);
	assert.deepEqual([a, b].map((v) => [v.options, v.minor, v.sku, v.pieces]), [["Blau", 4000, null, 0], ["Rot", 4400, null, 0]]);
	assert.ok(![blue.id, red.id].includes(a.id));
	assert.deepEqual(shopRows(shop, `SELECT min_quantity, minor, compare_minor FROM @shop@.price WHERE variant_id = ${b.id} ORDER BY 1`).map(Object.values), [[1, 4400, 5000], [10, 3900, null]]);
	assert.deepEqual(shopRows(shop, `SELECT locale, name, summary FROM @shop@.product_text WHERE product_id = ${copy} ORDER BY 1`).map(Object.values), [["de", "Urkanne", "Sehr schön."], ["en", "First jug", ""]]);
	assert.equal(shopRows(shop, `SELECT variant_id FROM @shop@.picture WHERE product_id = ${copy}`)[0].variant_id, b.id);
	assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.product_category WHERE product_id = ${copy}`)[0].n, 1);
	assert.equal(shopRows(shop, `SELECT count(DISTINCT slug) AS n FROM @shop@.slug WHERE kind = 'product' AND entity_id IN (${id}, ${copy}) AND locale = 'de' AND current`)[0].n, 2);
});

test("a copy keeps a picture that the other product gives up, and the file goes with the last that shows it", async () => {
	const { shop, staff } = await till(), id = await create("Bildkanne", "40");
	assert.equal((await upload(staff, `/en/${shop}/products/${id}/pictures/add`, [["a.jpg", somePhoto()]])).status, 200);
	const media = shopRows(shop, `SELECT media_id FROM @shop@.picture WHERE product_id = ${id}`)[0].media_id;
	const until = async (what, sql) => {
		for (const end = Date.now() + 30000; shopRows(shop, sql)[0].n === 0; await new Promise((r) => setTimeout(r, 150)))
			assert.ok(Date.now() < end, what);
	};
	const page = await (await open(id)).form('form[action$="/duplicate"]').submit(), copy = Number(/(\d+)$/.exec(page.url)[1]);
	await (await open(id)).form('form[action$="/delete"]').submit();
	await until("the first was looked at", `SELECT count(*) AS n FROM @shop@.outbox WHERE kind = 'picture_drop' AND ref_id = ${media} AND state = 'done'`);
	const [kept] = shopRows(shop, `SELECT media_id, address FROM @shop@.picture WHERE product_id = ${copy}`);
	assert.equal(kept.media_id, media);
	assert.equal((await shopClient(shop).get(`/media/${kept.address}`)).status, 200);
	await (await open(copy)).form('form[action$="/delete"]').submit();
	await until("it is gone", `SELECT (count(*) = 0)::int AS n FROM @shop@.media WHERE id = ${media}`);
});

test("a draft that was never ordered is deleted with all that is its own; what was ordered or is sold stays", async () => {
	const { shop, staff } = await till(), id = await create("Irrtum", "1");
	const gone = await (await open(id)).form('form[action$="/delete"]').submit();
	assert.match(gone.textOf(".flash"), /deleted/);
	assert.equal((await staff.get(`/en/${shop}/products/${id}`)).status, 404);
	for (const table of ["product WHERE id", "variant WHERE product_id", "product_text WHERE product_id", "slug WHERE kind = 'product' AND entity_id"])
		assert.equal(shopRows(shop, `SELECT count(*) AS n FROM @shop@.${table} = ${id}`)[0].n, 0, table);
	const kept = await create("Bleibt", "1"), [v] = await variants(kept);
	const draft = await open(kept);
	await save(kept, "", { "state": "active", [`on_hand_${v.id}`]: "5" });
	assert.ok(!(await open(kept)).$('form[action$="/delete"]'));
	await buy({ shop, locale: "en", products: ["/p/bleibt"], email: someEmail("keeps") });
	await save(kept, "", { state: "draft" });
	assert.ok(!(await open(kept)).$('form[action$="/delete"]'));
	assert.match((await draft.form('form[action$="/delete"]').submit()).textOf(".flash"), /so it stays/);
	assert.equal((await row(kept)).state, "draft");
});

test("a bent form of a product is refused: unknown fields, a tax class or category that is none, another shop's product", async () => {
	const { shop, staff } = await till(), id = await create("Bieg", "1"), details = await open(id, "/details");
	const entries = details.form(`main ${form}`).entries, send = async (list, tail = "/details") => (await staff.post(`/en/${shop}/products/${id}${tail}`, list)).status;
	assert.equal(await send([...entries, ["nope", "1"]]), 400);
	assert.equal(await send(entries.map(([n, v]) => (n === "tax_class" ? [n, "mine"] : [n, v]))), 400);
	assert.equal(await send([...entries, ["text_1_xx_yy", "1"]]), 400);
	assert.equal(await send(entries.map(([n, v]) => (n === "version" ? [n, "x"] : [n, v]))), 400);
	assert.equal((await staff.post(`/en/${shop}/products/987654321/details`, entries)).status, 404);
	assert.equal((await staff.post(`/en/${shop}/products/987654321/duplicate`, [])).status, 404);
	assert.equal((await staff.post(`/en/${shop}/products/new`, [["name_xx", "a"], ["name_de", "b"], ["price", "1"], ["tax_class", "standard"], ["handle", ""]])).status, 400);
});
