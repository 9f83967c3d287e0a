// Categories as a merchant arranges them, and what shoppers see of it on the next page.
import assert from "node:assert/strict";
import { stoactl } from "../lib/stack.mjs";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

// A shop of German, English and Arabic with three products, and somebody who works for it.
async function shop() {
	return made ??= (async () => {
		const name = await newShop("shelves", { locales: "de,en,ar" });
		assert.equal((await importCsv(name, csv([productRow("krug", "Krug", "20.00"), productRow("becher", "Becher", "10.00"), productRow("teller", "Teller", "30.00")]))).status, 0);
		return { name, staff: await staffOf(name), seen: shopClient(name) };
	})();
}

const main = "main form[action*='categories/']";

// A new category; values over what the form holds. Returns its id.
async function make(name, values = {}) {
	const { name: s, staff } = await shop();
	const page = await (await staff.get(`/en/${s}/categories/new`)).form(main).submit({ name_de: name, ...values });
	assert.equal(page.status, 200, page.textOf(".errors"));
	return Number(/categories\/(\d+)$/.exec(new URL(page.url).pathname)[1]);
}

async function open(id, locale = "en") {
	const { name, staff } = await shop();
	return staff.get(`/${locale}/${name}/categories/${id}`);
}

// The tree as the list shows it: [name, depth].
async function tree() {
	const { name, staff } = await shop();
	const page = await staff.get(`/en/${name}/categories`);
	return page.$$(".arranged tbody tr").map((r) => [r.querySelector("a").textContent, Number(/depth-(\d)/.exec(r.querySelector("th").className)[1])]);
}

async function nav(locale = "de") {
	const page = await (await shop()).seen.get(`/${locale}/`);
	return page.$$(".aisles a").map((a) => a.textContent);
}

async function put(id, ...products) {
	const { name } = await shop();
	products.forEach((p, i) => shopExecute(name, `INSERT INTO @shop@.product_category (category_id, product_id, position)
		SELECT ${id}, id, ${i + 1} FROM @shop@.product WHERE handle = ${lit(p)}`));
	assert.equal((await stoactl(["index", name])).status, 0);
}

test("a new category stands in the shop's menu at once, in each language with its own name, address and description", async () => {
	const { seen } = await shop();
	await make("Küche & Bad", { name_en: "Kitchen", name_ar: "مطبخ", description_de: "Alles für\nden Herd", description_ar: "كل شيء للموقد", slug_ar: "matbakh" });
	assert.ok((await nav("de")).includes("Küche & Bad"));
	const de = await seen.get("/de/c/kueche-bad"), ar = await seen.get("/ar/c/matbakh");
	assert.equal(de.heading, "Küche & Bad");
	assert.match(de.textOf(".lead"), /^Alles für den Herd$/);
	assert.equal((await seen.get("/en/c/kitchen")).heading, "Kitchen");
	assert.equal(ar.$("html").getAttribute("dir"), "rtl");
	assert.equal(ar.heading, "مطبخ");
	assert.match(ar.textOf(".lead"), /كل شيء للموقد/);
});

test("a text that a language lacks is the shop's own, and taking it away brings that back", async () => {
	const { seen } = await shop();
	const id = await make("Garten", { name_en: "Garden" });
	assert.equal((await seen.get("/ar/c/garten")).heading, "Garten");
	await (await open(id)).form(main).submit({ name_en: "", slug_en: "" });
	assert.equal((await seen.get("/en/c/garten")).heading, "Garten");
	assert.equal(new URL((await seen.get("/en/c/garden")).url).pathname, "/en/c/garten");
});

test("a renamed address leads from the former one by a 301, and can be taken back", async () => {
	const { seen } = await shop();
	const id = await make("Bücher");
	await (await open(id)).form(main).submit({ slug_de: "Lese Stoff!" });
	const old = await seen.get("/de/c/buecher", { follow: false });
	assert.equal(old.status, 301);
	assert.equal(new URL(old.header("location"), old.url).pathname, "/de/c/lese-stoff");
	assert.equal((await seen.get("/de/c/lese-stoff")).status, 200);
	await (await open(id)).form(main).submit({ slug_de: "buecher" });
	assert.equal((await seen.get("/de/c/buecher", { follow: false })).status, 200);
	assert.equal((await seen.get("/de/c/lese-stoff", { follow: false })).status, 301);
});

test("two categories of one name get addresses of their own; a typed address that is taken is refused", async () => {
	const first = await make("Zwilling"), second = await make("Zwilling");
	const slug = async (id) => (await open(id)).form(main).value("slug_de");
	assert.equal(await slug(first), "zwilling");
	assert.equal(await slug(second), "zwilling-2");
	const page = await (await open(second)).form(main).submit({ slug_de: "zwilling" });
	assert.equal(page.status, 422);
	assert.match(page.textOf("#f-slug_de-error"), /“zwilling” leads to something else/);
	assert.equal(await slug(second), "zwilling-2");
});

test("each bad value is a 422 at its field in the reader's language, and what was typed stays", async () => {
	const { name, staff } = await shop();
	const cases = [
		[{ name_de: "" }, "name_de", "Bitte"], [{ name_de: "x".repeat(201) }, "name_de", "200"], [{ name_de: "Gut", description_en: "Words" }, "name_en", "Bitte"],
		[{ name_de: "Gut", slug_de: "!!!" }, "slug_de", "Buchstaben"], [{ name_de: "Gut", description_de: "y".repeat(4001) }, "description_de", "4.?000"],
	];
	for (const [values, field, sentence] of cases) {
		const page = await (await staff.get(`/de/${name}/categories/new`)).form(main).submit({ description_ar: "", ...values });
		assert.equal(page.status, 422, JSON.stringify(values).slice(0, 60));
		assert.match(page.textOf(`#f-${field}-error`), new RegExp(sentence));
		for (const [n, v] of Object.entries(values))
			assert.equal(page.form(main).value(n), v);
	}
	const page = await (await staff.get(`/ar/${name}/categories/new`)).form(main).submit({ name_de: "" });
	assert.match(page.textOf("#f-name_de-error"), /\p{Script=Arabic}/u);
	assert.equal(shopRows(name, "SELECT 1 AS x FROM @shop@.category_text WHERE name = 'Gut'").length, 0);
});

test("bent forms are refused whole", async () => {
	const { name, staff } = await shop();
	const entries = (await staff.get(`/en/${name}/categories/new`)).form(main).entries;
	const send = async (change) => (await staff.post(`/en/${name}/categories/new`, change(entries))).status;
	assert.equal(await send((e) => [...e, ["nope", "1"]]), 400);
	assert.equal(await send((e) => e.map(([n, v]) => (n === "parent" ? [n, "x"] : [n, v]))), 400);
	assert.equal(await send((e) => e.map(([n, v]) => (n === "sort" ? [n, "random"] : n === "name_de" ? [n, "N"] : [n, v]))), 422);
	assert.equal((await staff.post(`/en/${name}/categories/move`, [])).status, 400);
	assert.equal((await staff.post(`/en/${name}/categories/move`, [["up", "1"], ["down", "1"]])).status, 400);
	assert.equal((await staff.post(`/en/${name}/categories/move`, [["up", "987654321"]])).status, 404);
	assert.equal((await staff.get(`/en/${name}/categories/987654321`)).status, 404);
	assert.equal((await staff.post(`/en/${name}/categories/move`, [["up", "1"]], { headers: { "origin": "https://evil.example", "sec-fetch-site": "cross-site" } })).status, 403);
});

test("a category moves up and down among its siblings, and under another parent", async () => {
	const { name, staff, seen } = await shop();
	const top = await make("Oben"), a = await make("Aa", { parent: top }), b = await make("Bb", { parent: top });
	const below = async () => (await seen.get("/de/c/oben")).$$(".list-head .chips a").map((l) => l.textContent);
	assert.deepEqual(await below(), ["Aa", "Bb"]);
	const list = await staff.get(`/en/${name}/categories`);
	const moved = await list.form("form[action$='/categories/move']").submit({}, { button: ["up", String(b)] });
	assert.equal(moved.status, 200);
	assert.deepEqual(await below(), ["Bb", "Aa"]);
	/* The first one has nowhere to go up. */
	assert.ok(moved.$(`button[name=up][value="${b}"]`).hasAttribute("disabled"));
	assert.ok(!moved.$(`button[name=down][value="${b}"]`).hasAttribute("disabled"));
	await moved.form("form[action$='/categories/move']").submit({}, { button: ["down", String(b)] });
	assert.deepEqual(await below(), ["Aa", "Bb"]);
	await (await open(b)).form(main).submit({ parent: a });
	assert.deepEqual(await below(), ["Aa"]);
	assert.deepEqual((await tree()).slice(-3), [["Oben", 1], ["Aa", 2], ["Bb", 3]]);
	await (await open(b)).form(main).submit({ parent: "" });
	assert.ok((await nav()).includes("Bb"));
});

test("a category cannot lie below itself, nor deeper than the shop can show", async () => {
	const { name, staff } = await shop();
	const ids = [await make("Ebene 1")];
	for (let depth = 2; depth <= 8; depth++)
		ids.push(await make(`Ebene ${depth}`, { parent: ids.at(-1) }));
	for (const parent of [ids[0], ids[3]]) {
		const page = await (await open(ids[0])).form(main).submit({ parent });
		assert.equal(page.status, 422);
		assert.match(page.textOf("#f-parent-error"), /cannot lie below itself/);
		assert.equal(page.form(main).value("parent"), String(parent));
	}
	const deep = await (await staff.get(`/en/${name}/categories/new`)).form(main).submit({ name_de: "Ebene 9", parent: ids.at(-1) });
	assert.equal(deep.status, 422);
	assert.match(deep.textOf("#f-parent-error"), /8/);
	/* The way of the script is refused too, and said on the list. */
	const dragged = await staff.post(`/en/${name}/categories/place`, [["id", ids[0]], ["parent", ids[2]], ["before", ""]]);
	assert.match(dragged.textOf(".flash"), /nothing was moved/);
	assert.equal(shopRows(name, `SELECT parent_id FROM @shop@.category WHERE id = ${ids[0]}`)[0].parent_id, null);
});

test("two moves at once that would make a ring leave none", async () => {
	const { name, staff } = await shop();
	const a = await make("Ring A"), b = await make("Ring B");
	await Promise.all([[a, b], [b, a]].map(([id, parent]) => staff.post(`/en/${name}/categories/place`, [["id", id], ["parent", parent], ["before", ""]])));
	const parents = Object.fromEntries(shopRows(name, `SELECT id, parent_id FROM @shop@.category WHERE id IN (${a}, ${b})`).map((r) => [r.id, r.parent_id]));
	assert.ok(parents[a] === null || parents[b] === null, JSON.stringify(parents));
	assert.ok(parents[a] === b || parents[b] === a, JSON.stringify(parents));
});

test("hiding a category takes along what lies below it, and showing it brings back what was not hidden itself", async () => {
	const { seen } = await shop();
	const id = await make("Lager"), child = await make("Regal", { parent: id }), own = await make("Kiste", { parent: id, hidden: "1" });
	assert.equal((await seen.get("/de/c/regal")).status, 200);
	await (await open(id)).form(main).submit({ hidden: "1" });
	for (const path of ["/de/c/lager", "/de/c/regal"])
		assert.equal((await seen.get(path)).status, 404, path);
	assert.ok(!(await nav()).includes("Lager"));
	assert.ok((await open(child)).form(main).value("hidden") === undefined, "the child's own wish is untouched");
	await (await open(id)).form(main).submit({ hidden: null });
	assert.equal((await seen.get("/de/c/regal")).status, 200);
	assert.equal((await seen.get("/de/c/kiste")).status, 404);
	assert.ok(own);
});

test("products stand in the order that the merchant makes, or by the category's rule, and shoppers may choose another", async () => {
	const { name, seen } = await shop();
	const id = await make("Geschirr");
	await put(id, "krug", "becher", "teller");
	const cards = async (query = "") => (await seen.get(`/de/c/geschirr${query}`)).$$(".card-name").map((c) => c.textContent);
	assert.deepEqual(await cards(), ["Krug", "Becher", "Teller"]);
	const page = await open(id);
	const teller = shopRows(name, "SELECT id FROM @shop@.product WHERE handle = 'teller'")[0].id;
	const moved = await page.form("form[action$='/products']").submit({}, { button: ["up", String(teller)] });
	assert.equal(moved.status, 200);
	assert.deepEqual(await cards(), ["Krug", "Teller", "Becher"]);
	for (const [sort, order] of [["name", ["Becher", "Krug", "Teller"]], ["price", ["Becher", "Krug", "Teller"]], ["price-down", ["Teller", "Krug", "Becher"]]]) {
		await (await open(id)).form(main).submit({ sort });
		assert.deepEqual(await cards(), order, sort);
	}
	assert.deepEqual(await cards("?sort=featured"), ["Krug", "Teller", "Becher"]);
	assert.equal((await seen.get("/de/c/geschirr?sort=featured")).$("meta[name=robots]")?.getAttribute("content"), "noindex");
	assert.ok(!(await seen.get("/de/c/geschirr")).$("meta[name=robots]"));
});

test("a category is deleted when it is empty; else its products and addresses go to another one", async () => {
	const { name, seen } = await shop();
	const from = await make("Altes"), to = await make("Neues"), parent = await make("Eltern");
	await put(from, "krug", "becher");
	await put(to, "krug");
	const remove = async (id, value) => (await open(id)).form("form[action$='/remove']").submit({ to: value });
	const full = await remove(from, "");
	assert.equal(full.status, 422);
	assert.match(full.textOf("#remove-to-error"), /products in it: 2/);
	assert.equal((await remove(from, from)).status, 422);
	const done = await remove(from, to);
	assert.equal(done.status, 200);
	assert.match(done.textOf(".flash"), /Deleted/);
	assert.equal(shopRows(name, `SELECT count(*) AS n FROM @shop@.product_category WHERE category_id = ${to}`)[0].n, 2);
	const old = await seen.get("/de/c/altes", { follow: false });
	assert.equal(old.status, 301);
	assert.equal(new URL(old.header("location"), old.url).pathname, "/de/c/neues");
	const child = await make("Kind", { parent });
	assert.match((await remove(parent, "")).textOf("#remove-to-error"), /categories below/);
	assert.equal((await remove(child, "")).status, 200);
	assert.equal((await remove(parent, "")).status, 200);
	assert.equal((await seen.get("/de/c/eltern")).status, 404);
});

test("who saves over another's change is told, keeps what was typed, and can save it all the same", async () => {
	const id = await make("Zwei Leute");
	const mine = await open(id), theirs = await open(id);
	assert.equal((await theirs.form(main).submit({ name_de: "Ihres" })).status, 200);
	const told = await mine.form(main).submit({ name_de: "Meines", slug_de: "" });
	assert.equal(told.status, 409);
	assert.match(told.textOf(".errors"), /Somebody else has changed this/);
	assert.equal(told.form(main).value("name_de"), "Meines");
	assert.equal((await open(id)).form(main).value("name_de"), "Ihres");
	assert.equal((await told.form(main).submit()).status, 200);
	assert.equal((await open(id)).form(main).value("name_de"), "Meines");
});

test("a product is found by the new name of its category, also where that lies above its own", async () => {
	const { seen } = await shop();
	const id = await make("Tonwerk"), child = await make("Regalfach", { parent: id });
	await put(child, "krug");
	const found = async (q) => (await seen.get(`/de/search?q=${q}`)).$$(".card-name").map((c) => c.textContent);
	await (await open(child)).form(main).submit({ name_de: "Sonderposten", slug_de: "" });
	assert.deepEqual(await found("Sonderposten"), ["Krug"]);
	await (await open(id)).form(main).submit({ name_de: "Manufaktur", slug_de: "" });
	assert.deepEqual(await found("Manufaktur"), ["Krug"]);
	await (await open(id)).form(main).submit({ hidden: "1" });
	assert.deepEqual(await found("Manufaktur"), []);
});
