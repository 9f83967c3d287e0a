// The home page as a merchant arranges it.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { importCsv, csv, newShop, productRow } from "../lib/goods.mjs";
import { multipart, somePhoto } from "../lib/pictures.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

// A shop in German, English and Arabic with the products Alpha to Delta and the categories Oben, Unten (below it) and Leer.
async function shop() {
	return made ??= (async () => {
		const name = await newShop("home", { locales: "de,en,ar" });
		const goods = await importCsv(name, csv(["Alpha", "Beta", "Gamma", "Delta"].map((t, i) => productRow(t.toLowerCase(), t, `${i + 1}.00`, { "Variant SKU": `N-${t}` }))));
		assert.equal(goods.status, 0, goods.err);
		const staff = await staffOf(name), made = {};
		for (const [title, parent] of [["Oben"], ["Unten", "Oben"], ["Leer"]]) {
			const page = await (await staff.get(`/en/${name}/categories/new`)).form("main form").submit({ name_de: title, name_en: `${title} en`, ...(parent && { parent: made[parent] }) });
			assert.equal(page.status, 200);
			made[title] = shopRows(name, `SELECT entity_id AS id FROM @shop@.slug WHERE kind = 'category' AND slug = '${title.toLowerCase()}'`)[0].id;
		}
		assert.equal((await (await staff.get(`/en/${name}/content/pages/new`)).form("main form").submit({ title_de: "Wir" })).status, 200);
		return { name, staff, seen: shopClient(name), categories: made };
	})();
}

// Begins each test with a home page that nobody has set.
async function fresh() {
	const s = await shop();
	shopExecute(s.name, "DELETE FROM @shop@.home_block");
	return s;
}

const product = (name, handle) => shopRows(name, `SELECT id FROM @shop@.product WHERE handle = '${handle}'`)[0].id;
const form = async (kind) => (await (await shop()).staff.get(`/en/${(await shop()).name}/content/home/new/${kind}`)).form("main form");
const add = async (kind, values) => (await form(kind)).submit(values);
async function added(kind, values) {
	const page = await add(kind, values);
	assert.equal(page.status, 200, page.text);
	return shopRows((await shop()).name, "SELECT max(id) AS id FROM @shop@.home_block")[0].id;
}
const edit = async (id) => { const { name, staff } = await shop(); return (await staff.get(`/en/${name}/content/home/${id}`)).form("main form"); };
const heads = (page) => page.$$("main h1, main h2").map((h) => h.textContent.trim());
const cards = (page) => page.$$(".cards .card-name, .cards h3").map((c) => c.textContent.trim());
const listed = (page) => page.$$(".arranged tbody tr").map((tr) => [...tr.querySelectorAll("th, td")].slice(0, 3).map((c) => c.textContent.trim().replace(/\s+/g, " ")));

// A day as a form sends it, so many days from today, in the shop's time zone (UTC unless it is set).
const day = (plus) => new Date(Date.now() + plus * 86400000).toISOString().slice(0, 10);

test("a home page that nobody has set greets, and shows what is newest", async () => {
	const { name, staff, seen } = await fresh();
	const page = await seen.get("/de/");
	assert.equal(page.$$("main h1").length, 1);
	assert.deepEqual([...cards(page)].sort(), ["Alpha", "Beta", "Delta", "Gamma"]);
	const list = await staff.get(`/en/${name}/content/home`);
	assert.equal(list.$$(".arranged").length, 0);
	assert.ok(list.$("form[action$='/content/home/start']"));
});

test("the shop's own page is written down to be changed, looks as before, and is put in another order", async () => {
	const { name, staff, seen } = await fresh();
	const before = await seen.get("/de/");
	const list = await staff.get(`/en/${name}/content/home`);
	const started = await list.form("form[action$='/content/home/start']").submit();
	assert.deepEqual(listed(started).map((r) => r[1]), ["Opening", "Categories", "Products", "Products"]);
	const after = await seen.get("/de/");
	assert.equal(after.$("main").innerHTML, before.$("main").innerHTML);
	/* Begun twice by impatient fingers, it is there once. */
	await list.form("form[action$='/content/home/start']").submit();
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.home_block")[0].n, 4);
	const last = started.$$("button[name=up]").at(-1).getAttribute("value");
	const moved = await started.form("form[action$='/content/home/move']").submit({}, { button: ["up", last] });
	assert.deepEqual(listed(moved).map((r) => r[0]), [listed(started)[0][0], "Categories", "The newest", "Chosen ones"]);
	await moved.form("form[action$='/content/home/reset']").submit();
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.home_block")[0].n, 0);
	assert.equal((await seen.get("/de/")).$("main").innerHTML, before.$("main").innerHTML);
});

test("an opening, a text and a banner speak each language, else the shop's own, and lead where they say", async () => {
	const { seen, categories } = await fresh();
	await added("hero", { headline_de: "Hallo", headline_ar: "مرحبا", body_de: "Erst.\n\n**Dann** <script>alert(1)</script>", button_de: "Los", link: "category", category: categories.Oben });
	await added("text", { headline_de: "Wir nähen", body_de: "- eins\n- zwei" });
	await added("banner", { headline_de: "Schau", body_de: "hin", link: "address", address: "/search?q=alpha", button_en: "Look" });
	const de = await seen.get("/de/"), en = await seen.get("/en/"), ar = await seen.get("/ar/");
	assert.deepEqual(heads(de), ["Hallo", "Wir nähen", "Schau"]);
	assert.deepEqual(heads(ar), ["مرحبا", "Wir nähen", "Schau"]);
	assert.equal(de.$$("main h1").length, 1);
	assert.equal(de.textOf(".hero strong"), "Dann");
	assert.match(de.textOf(".hero-words"), /<script>alert\(1\)<\/script>/);
	assert.equal(de.$$("main script").length, 0);
	assert.deepEqual(de.$$(".prose li").map((li) => li.textContent), ["eins", "zwei"]);
	const button = (page, of) => [page.textOf(`${of} a.button`), page.$(`${of} a.button`).getAttribute("href")];
	assert.deepEqual(button(de, ".hero"), ["Los", "/de/c/oben"]);
	assert.deepEqual(button(en, ".hero"), ["Los", "/en/c/oben-en"]);
	assert.deepEqual(button(en, ".banner"), ["Look", "/en/search?q=alpha"]);
	assert.equal(button(ar, ".banner")[1], "/ar/search?q=alpha");
});

test("rows of products show the chosen in their order, a category with what lies below it, the newest, and no more than wanted", async () => {
	const { name, staff, seen, categories } = await fresh();
	const ids = Object.fromEntries(["alpha", "beta", "gamma", "delta"].map((h) => [h, product(name, h)]));
	shopExecute(name, `DELETE FROM @shop@.product_category`);
	shopExecute(name, `INSERT INTO @shop@.product_category (product_id, category_id, position) VALUES (${ids.gamma}, ${categories.Unten}, 1), (${ids.alpha}, ${categories.Oben}, 2)`);
	shopExecute(name, `UPDATE @shop@.product_facet SET categories = '{${categories.Unten}}' WHERE product_id = ${ids.gamma}`);
	shopExecute(name, `UPDATE @shop@.product_facet SET categories = '{${categories.Oben}}' WHERE product_id = ${ids.alpha}`);
	const looked = await (await form("products")).submit({ source: "chosen", find: "N-delta" }, { button: "look" });
	const chosen = await looked.form("main form").submit({ [`place_${ids.delta}`]: "2", find: "eta" }, { button: "look" });
	assert.equal(chosen.form("main form").value(`place_${ids.delta}`), "2");
	assert.equal((await chosen.form("main form").submit({ [`place_${ids.beta}`]: "1", headline_de: "Diese" })).status, 200);
	const kept = shopRows(name, "SELECT max(id) AS id FROM @shop@.home_block")[0].id;
	let page = await seen.get("/de/");
	assert.deepEqual(heads(page).slice(-1), ["Diese"]);
	assert.deepEqual(cards(page), ["Beta", "Delta"]);
	/* What is no longer sold is left out, and comes back with it. */
	shopExecute(name, `UPDATE @shop@.product SET state = 'draft' WHERE id = ${ids.beta}`);
	assert.deepEqual(cards(await seen.get("/de/")), ["Delta"]);
	shopExecute(name, `UPDATE @shop@.product SET state = 'active' WHERE id = ${ids.beta}`);
	await (await edit(kept)).submit({ source: "category", shelf: categories.Oben, headline_de: "" });
	page = await seen.get("/de/");
	assert.deepEqual([heads(page).at(-1), cards(page)], ["Oben", ["Gamma", "Alpha"]]);
	assert.deepEqual(heads(await seen.get("/en/")).at(-1), "Oben en");
	await (await edit(kept)).submit({ source: "category", shelf: categories.Leer });
	page = await seen.get("/de/");
	assert.deepEqual(cards(page), [], "a row without products is left out, and so is its headline");
	assert.equal(heads(page).length, 1);
	await (await edit(kept)).submit({ source: "newest", most: "3" });
	page = await seen.get("/de/");
	assert.deepEqual([heads(page).at(-1), cards(page).length], ["Neu eingetroffen", 3]);
	shopExecute(name, `UPDATE @shop@.product SET featured = 1 WHERE id = ${ids.gamma}`);
	await (await edit(kept)).submit({ source: "featured" });
	assert.deepEqual(cards(await seen.get("/de/")), ["Gamma"]);
	shopExecute(name, "UPDATE @shop@.product SET featured = NULL");
	assert.deepEqual(listed(await staff.get(`/en/${name}/content/home`)), [["Chosen ones", "Products", "In the shop"]]);
});

test("searching products for a row saves nothing and keeps what was typed; without words it lists them", async () => {
	const { name } = await fresh();
	assert.match((await form("products")).element.querySelector("button[name=look]").getAttribute("formaction"), /^\/en\/.*\/content\/home\/new\/products#choice-head$/, "whoever searches stays at the list");
	const nothing = await (await form("products")).submit({ find: "no such thing" }, { button: "look" });
	assert.match(nothing.textOf("main"), /There is none here/);
	const all = await (await form("products")).submit({ headline_de: "Halb", most: "5" }, { button: "look" });
	assert.equal(all.$$("tbody input.place").length, 4);
	assert.equal(all.form("main form").value("headline_de"), "Halb");
	assert.equal(all.form("main form").value("most"), "5");
	const none = await all.form("main form").submit({ find: "no such thing" }, { button: "look" });
	assert.equal(none.$$("tbody input.place").length, 4, "those that were on the form stay on it");
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.home_block")[0].n, 0);
});

test("a block shows from its first day to the end of its last one, and not while it is hidden", async () => {
	const { name, staff, seen } = await fresh();
	await added("text", { headline_de: "Immer" });
	const at = await added("text", { headline_de: "Zeitweise" });
	const states = [
		[{ from: day(0), until: day(0), active: "1" }, true, "In the shop"],
		[{ from: day(-3), until: day(3), active: "1" }, true, "In the shop"],
		[{ from: day(1), until: "", active: "1" }, false, "Comes later"],
		[{ from: "", until: day(-1), active: "1" }, false, "Is over"],
		[{ from: "", until: "", active: null }, false, "Hidden"],
		[{ from: "", until: "", active: "1" }, true, "In the shop"],
	];
	for (const [values, shown, said] of states) {
		assert.equal((await (await edit(at)).submit(values)).status, 200);
		assert.equal(heads(await seen.get("/de/")).includes("Zeitweise"), shown, JSON.stringify(values));
		assert.equal(listed(await staff.get(`/en/${name}/content/home`))[1][2], said);
		assert.deepEqual([(await edit(at)).value("from"), (await edit(at)).value("until")], [values.from, values.until]);
	}
});

// Sends a form with a file in its field "picture".
async function withFile(from, values, filename, bytes) {
	const entries = Object.entries(values).reduce((all, [n, v]) => [...all.filter(([name]) => name !== n), [n, v]], from.entries);
	const { staff } = await shop();
	const page = await staff.raw({ method: "POST", path: from.element.getAttribute("action"), ...multipart(entries, [["picture", filename, "image/png", bytes]]) });
	return staff.follow(page, {});
}

test("a picture is sent with its block, shown with its words, kept when the block changes, and taken away", async () => {
	const { name, seen } = await fresh();
	await added("text", { headline_de: "Oben" });
	const page = await withFile(await form("hero"), { headline_de: "Bild", alt_de: "Ein Punkt" }, "dot.jpg", somePhoto());
	assert.equal(page.status, 200, page.textOf("main"));
	const shown = await seen.get("/de/");
	const img = shown.$(".hero-picture img");
	assert.equal(img.getAttribute("alt"), "Ein Punkt");
	assert.equal((await seen.get(img.getAttribute("src"))).status, env.STOA_TRANSPORT === "fcgi" ? 404 : 200);
	assert.match(shown.$("meta[property='og:image']").getAttribute("content"), /^https?:\/\//);
	const at = shopRows(name, "SELECT id FROM @shop@.home_block WHERE kind = 'hero'")[0].id;
	await (await edit(at)).submit({ headline_de: "Bild, neu" });
	let changed;
	for (const end = Date.now() + 40000; Date.now() < end && !(changed = await seen.get("/de/")).$(".hero-picture source");)
		await new Promise((next) => setTimeout(next, 200));
	assert.match(changed.$(".hero-picture source").getAttribute("srcset"), / 640w/, "the worker's sizes come to the block, though it was saved meanwhile");
	assert.equal(changed.$(".hero-picture img").getAttribute("loading"), "lazy", "what stands further down waits");
	await (await edit(at)).submit({ no_picture: "1" });
	assert.ok(!(await seen.get("/de/")).$(".hero-picture img"));
	/* A file that is no picture is told at its field; the rest stays. */
	const lie = await withFile(await edit(at), { headline_de: "Getippt" }, "lie.png", Buffer.from("<svg onload=alert(1)>"));
	assert.equal(lie.status, 422);
	assert.ok(lie.textOf("#picture-error").length > 10);
	assert.equal(lie.form("main form").value("headline_de"), "Getippt");
	assert.deepEqual(heads(await seen.get("/de/")), ["Oben", "Bild, neu"]);
});

test("each bad value is told at its field, and what was typed stays", async () => {
	const { name, categories } = await fresh();
	const cases = [
		["text", {}, "headline_de"],
		["banner", { headline_en: "only english" }, "headline_de"],
		["text", { headline_de: "x".repeat(201) }, "headline_de"],
		["text", { headline_de: "x", body_ar: "x".repeat(2001) }, "body_ar"],
		["text", { headline_de: "x", from: "gestern" }, "from"],
		["text", { headline_de: "x", until: "2026-02-30" }, "until"],
		["text", { headline_de: "x", from: "2026-05-02", until: "2026-05-01" }, "until"],
		["hero", { link: "category" }, "category"],
		["hero", { link: "page" }, "page"],
		["banner", { headline_de: "x", link: "address", address: "javascript:alert(1)" }, "address"],
		["products", { source: "category" }, "shelf"],
		["products", { source: "chosen" }, "source"],
		["products", { most: "25" }, "most"],
		["products", { most: "0" }, "most"],
		["products", { most: "viele" }, "most"],
	];
	for (const [kind, values, field] of cases) {
		const page = await add(kind, values), what = `${kind} ${JSON.stringify(values).slice(0, 60)}`;
		assert.equal(page.status, 422, what);
		assert.ok(page.textOf(`#f-${field}-error`)?.length > 10, `${what}: told at ${field}`);
		for (const [n, v] of Object.entries(values))
			assert.equal(page.form("main form").value(n), v, `${what}: ${n} is kept`);
	}
	assert.equal((await add("text", { headline_de: "x", from: "gestern" })).$("#f-from").getAttribute("type"), "text", "browsers show nothing of it in a field for days");
	const looked = await (await form("products")).submit({ source: "chosen" }, { button: "look" });
	const place = await looked.form("main form").submit({ [`place_${product(name, "alpha")}`]: "zuerst" });
	assert.equal(place.status, 422);
	assert.equal(place.form("main form").value(`place_${product(name, "alpha")}`), "zuerst");
	assert.ok(place.textOf(`#place-error-${product(name, "alpha")}`).length > 5);
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.home_block")[0].n, 0);
	/* A category that is gone, in a form that was open meanwhile. */
	const at = await added("products", { source: "category", shelf: categories.Leer });
	shopExecute(name, `UPDATE @shop@.home_block SET category_id = 987654321 WHERE id = ${at}`);
	assert.equal((await (await edit(at)).submit()).status, 422);
});

test("who saves a block over another's change is told, and may save it all the same", async () => {
	const { name, staff } = await fresh();
	const at = await added("text", { headline_de: "Alt" });
	const mine = await edit(at), theirs = await edit(at);
	assert.equal((await theirs.submit({ headline_de: "Ihres" })).status, 200);
	const told = await mine.submit({ headline_de: "Meines" });
	assert.equal(told.status, 409);
	assert.equal(told.form("main form").value("headline_de"), "Meines");
	assert.equal((await told.form("main form").submit()).status, 200);
	assert.equal((await edit(at)).value("headline_de"), "Meines");
	await (await staff.get(`/en/${name}/content/home/${at}`)).form("form[action$='/remove']").submit();
	assert.equal((await staff.get(`/en/${name}/content/home/${at}`)).status, 404);
	assert.equal((await mine.submit()).status, 404);
});

test("the home page holds twenty blocks; kinds and blocks that do not exist and bent forms are refused", async () => {
	const { name, staff } = await fresh();
	for (let i = 0; i < 20; i++)
		shopExecute(name, `INSERT INTO @shop@.home_block (kind, position, headline) VALUES ('text', ${i}, '{"de": "Nr. ${i}"}')`);
	const full = await add("text", { headline_de: "Zu viel" });
	assert.equal(full.status, 422);
	assert.match(full.textOf("main"), /20/);
	assert.equal(full.form("main form").value("headline_de"), "Zu viel");
	assert.equal((await staff.get(`/en/${name}/content/home/new/carousel`)).status, 404);
	assert.equal((await staff.get(`/en/${name}/content/home/987654321`)).status, 404);
	assert.equal((await staff.post(`/en/${name}/content/home/987654321/remove`, [])).status, 404);
	assert.equal((await staff.post(`/en/${name}/content/home/new/text`, [["nope", "1"]])).status, 400);
	assert.equal((await staff.post(`/en/${name}/content/home/start`, [], { headers: { "origin": "https://evil.example", "sec-fetch-site": "cross-site" } })).status, 403);
	for (const locale of ["de", "fr", "ar", "ja"]) {
		const page = await staff.get(`/${locale}/${name}/content/home`);
		assert.equal(page.$("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
		assert.doesNotMatch(page.textOf("main"), /Add a block/);
	}
});
