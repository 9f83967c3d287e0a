// The shop's menus as a merchant sets them.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { newShop } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

// A shop with the categories Eins and Zwei and the page Wir.
async function shop() {
	return made ??= (async () => {
		const name = await newShop("menus", { locales: "de,en,ar" }), staff = await staffOf(name);
		const add = async (path, values) => assert.equal((await (await staff.get(`/en/${name}/${path}/new`)).form("main form").submit(values)).status, 200);
		await add("categories", { name_de: "Eins", name_en: "One", name_ar: "واحد" });
		await add("categories", { name_de: "Zwei" });
		await add("content/pages", { title_de: "Wir", title_en: "We" });
		return { name, staff, seen: shopClient(name) };
	})();
}

const id = (what, slug) => shopRows(name_of, `SELECT entity_id AS id FROM @shop@.slug WHERE kind = '${what}' AND slug = '${slug}'`)[0].id;
let name_of = "";

// Begins each test with menus that are not set.
async function fresh() {
	const s = await shop();
	name_of = s.name;
	shopExecute(s.name, "DELETE FROM @shop@.menu_item");
	return s;
}

async function item(menu, values) {
	const { name, staff } = await shop();
	return (await staff.get(`/en/${name}/content/menus/${menu}/new`)).form("main form").submit(values);
}

function links(page, selector) {
	return page.$$(selector).map((a) => [a.textContent, a.getAttribute("href")]);
}
const top = (page) => links(page, ".aisles > ul > li > a");
const below = (page) => links(page, ".aisles li li a");
const foot = (page) => links(page, ".foot nav[aria-labelledby=foot-pages] a");

test("a menu that nobody has set holds the top categories, and the foot the pages", async () => {
	const { seen } = await fresh();
	const page = await seen.get("/de/");
	assert.deepEqual(top(page), [["Eins", "/de/c/eins"], ["Zwei", "/de/c/zwei"]]);
	assert.deepEqual(foot(page), [["Wir", "/de/page/wir"]]);
});

test("the shop's own menu is written down to be changed, its order followed, and thrown away again", async () => {
	const { name, staff, seen } = await fresh();
	const list = await staff.get(`/en/${name}/content/menus`);
	const started = await list.form("form[action$='/menus/start']").submit();
	assert.deepEqual(top(await seen.get("/de/")), [["Eins", "/de/c/eins"], ["Zwei", "/de/c/zwei"]]);
	const last = started.$$("button[name=up]").at(-1).getAttribute("value");
	await started.form("form[action$='/menus/move']").submit({}, { button: ["up", last] });
	assert.deepEqual(top(await seen.get("/de/")), [["Zwei", "/de/c/zwei"], ["Eins", "/de/c/eins"]]);
	/* Begun twice by impatient fingers, it is there once. */
	await list.form("form[action$='/menus/start']").submit();
	assert.equal(top(await seen.get("/de/")).length, 2);
	await (await staff.get(`/en/${name}/content/menus`)).form("form[action$='/menus/reset']").submit();
	assert.deepEqual(top(await seen.get("/de/")), [["Eins", "/de/c/eins"], ["Zwei", "/de/c/zwei"]]);
});

test("items lead home, to categories, pages and addresses, in words of each language or by the target's name", async () => {
	const { seen } = await fresh();
	assert.equal((await item("main", { link: "home" })).status, 200);
	await item("main", { link: "category", category: id("category", "eins"), label_de: "Neuheiten" });
	await item("main", { link: "page", page: id("page", "wir") });
	await item("main", { link: "address", address: "/search?q=krug", label_de: "Krüge", label_ar: "أكواب" });
	await item("footer", { link: "address", address: "https://example.com/a?b=1&c=2", label_de: "Fern" });
	const de = await seen.get("/de/"), ar = await seen.get("/ar/"), en = await seen.get("/en/");
	assert.deepEqual(top(de), [["Startseite", "/de/"], ["Neuheiten", "/de/c/eins"], ["Wir", "/de/page/wir"], ["Krüge", "/de/search?q=krug"]]);
	assert.deepEqual(top(en), [["Home", "/en/"], ["One", "/en/c/one"], ["We", "/en/page/we"], ["Krüge", "/en/search?q=krug"]]);
	assert.equal(top(ar)[1][0], "واحد");
	assert.deepEqual(top(ar)[3], ["أكواب", "/ar/search?q=krug"]);
	assert.deepEqual(foot(de), [["Fern", "https://example.com/a?b=1&c=2"]]);
	assert.equal(de.$(".aisles a[aria-current=page]").textContent, "Startseite");
	/* What finds pages by their role does not look into menus: the cart is dressed alike. */
	assert.deepEqual(top(await seen.get("/de/cart")).length, 4);
});

test("a second level lies below its item, on every page of the shop", async () => {
	const { name, staff, seen } = await fresh();
	await item("main", { link: "home" });
	const parent = shopRows(name, "SELECT id FROM @shop@.menu_item")[0].id;
	await item("main", { link: "category", category: id("category", "zwei"), parent });
	const page = await seen.get("/de/search?q=x");
	assert.deepEqual(top(page), [["Startseite", "/de/"]]);
	assert.deepEqual(below(page), [["Zwei", "/de/c/zwei"]]);
	/* Nor deeper, nor below itself, nor below an item of the other menu. */
	const child = shopRows(name, "SELECT id FROM @shop@.menu_item WHERE parent_id IS NOT NULL")[0].id;
	const entries = (await staff.get(`/en/${name}/content/menus/main/new`)).form("main form").entries;
	const send = (path, change) => staff.post(`/en/${name}/content/menus/${path}`, entries.map(([n, v]) => (n in change ? [n, String(change[n])] : [n, v])).concat([["link", "home"]].filter(() => !entries.some(([n]) => n === "link"))));
	for (const [path, p] of [["main/new", child], [`items/${parent}`, parent], ["footer/new", parent], ["main/new", 987654321]]) {
		const refused = await send(path, { parent: p, link: "home" });
		assert.equal(refused.status, 422, `${path} ${p}`);
		assert.ok(refused.textOf("#f-parent-error").length > 10);
	}
	/* An item goes with what lies below it. */
	await (await staff.get(`/en/${name}/content/menus/items/${parent}`)).form("form[action$='/remove']").submit();
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.menu_item")[0].n, 0);
});

test("what shoppers do not see is left out of a menu, and comes back with it", async () => {
	const { name, staff, seen } = await fresh();
	await item("main", { link: "home" });
	await item("main", { link: "category", category: id("category", "zwei") });
	const edit = async (values) => (await staff.get(`/en/${name}/categories/${id("category", "zwei")}`)).form("main form").submit(values);
	await edit({ hidden: "1" });
	assert.deepEqual(top(await seen.get("/de/")), [["Startseite", "/de/"]]);
	assert.match((await staff.get(`/en/${name}/content/menus`)).textOf(".arranged"), /Zwei.*Hidden/);
	await edit({ hidden: null });
	assert.equal(top(await seen.get("/de/")).length, 2);
});

test("an item leads to nothing but the shop and the web, and each bad value is told at its field", async () => {
	const { name } = await fresh();
	for (const address of ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "ftp://x.example", "https://", "https:///x", "krug", "/a b", "mailto:a@b.example", ""]) {
		const page = await item("main", { link: "address", address, label_de: "X" });
		assert.equal(page.status, 422, address);
		assert.ok(page.textOf("#f-address-error").length > 10, address);
		assert.equal(page.form("main form").value("address"), address);
		assert.equal(page.form("main form").value("label_de"), "X");
	}
	const cases = [[{ link: "address", address: "/x" }, "label_de"], [{ link: "category" }, "category"], [{ link: "page" }, "page"], [{ link: "home", label_en: "x".repeat(101) }, "label_en"]];
	for (const [values, field] of cases) {
		const page = await item("main", values);
		assert.equal(page.status, 422, field);
		assert.ok(page.textOf(`#f-${field}-error`).length > 10, field);
	}
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.menu_item")[0].n, 0);
});

test("menus that do not exist and bent forms are refused", async () => {
	const { name, staff } = await fresh();
	assert.equal((await staff.get(`/en/${name}/content/menus/side/new`)).status, 404);
	assert.equal((await staff.post(`/en/${name}/content/menus/start`, [["menu", "side"]])).status, 400);
	assert.equal((await staff.post(`/en/${name}/content/menus/reset`, [["menu", "side"]])).status, 400);
	assert.equal((await staff.get(`/en/${name}/content/menus/items/987654321`)).status, 404);
	assert.equal((await staff.post(`/en/${name}/content/menus/items/987654321/remove`, [])).status, 404);
	assert.equal((await staff.post(`/en/${name}/content/menus/main/new`, [["nope", "1"]])).status, 400);
});

test("who saves an item over another's change is told", async () => {
	const { name, staff } = await fresh();
	await item("main", { link: "home" });
	const at = shopRows(name, "SELECT id FROM @shop@.menu_item")[0].id;
	const open = () => staff.get(`/en/${name}/content/menus/items/${at}`);
	const mine = await open(), theirs = await open();
	assert.equal((await theirs.form("main form").submit({ label_de: "Ihres" })).status, 200);
	const told = await mine.form("main form").submit({ label_de: "Meines" });
	assert.equal(told.status, 409);
	assert.equal(told.form("main form").value("label_de"), "Meines");
	assert.equal((await told.form("main form").submit()).status, 200);
	assert.equal((await open()).form("main form").value("label_de"), "Meines");
});
