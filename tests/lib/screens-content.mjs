// The screens for categories and content in every state, as in screens.mjs; and a shop in which all of it is set.
import assert from "node:assert/strict";
import { staffOf } from "./admin.mjs";
import { csv, importCsv, newShop, productRow } from "./goods.mjs";
import { shopRows } from "./psql.mjs";

export const newRedirect = "main section form[action$='/redirects']";

let made = null;

// { name, staff, id(table) }: menus of two levels, a redirect, pages, and a home page with a block of every kind.
export async function arranged() {
	return made ??= (async () => {
		const name = await newShop("arranged", { locales: "en,ar" }), staff = await staffOf(name);
		assert.equal((await importCsv(name, csv(["Alpha", "Beta"].map((t) => productRow(t.toLowerCase(), t, "5.00"))))).status, 0);
		const add = async (path, values, form = "main form") => assert.equal((await (await staff.get(`/en/${name}/${path}`)).form(form).submit(values)).status, 200, path);
		const id = (table) => shopRows(name, `SELECT max(id) AS id FROM @shop@.${table}`)[0].id;
		await add("categories/new", { name_en: "Jars", name_ar: "جرار" });
		const category = shopRows(name, "SELECT entity_id AS id FROM @shop@.slug WHERE kind = 'category' AND slug = 'jars'")[0].id;
		await add("categories/new", { name_en: "Small jars", parent: category });
		await add("content/pages/new", { title_en: "About us", title_ar: "من نحن", body_en: "We make jars." });
		await add("content/menus/main/new", { link: "home" });
		await add("content/menus/main/new", { link: "category", category, parent: id("menu_item") });
		await add("content/redirects", { path: "/old", target: "/c/jars" }, newRedirect);
		const words = { headline_en: "Headline", headline_ar: "عنوان", body_en: "Some **words** for all.", body_ar: "كلمات" };
		await add("content/home/new/hero", { ...words, button_en: "Go", link: "category", category });
		await add("content/home/new/banner", { ...words, link: "address", address: "/search?q=a" });
		await add("content/home/new/text", words);
		await add("content/home/new/categories", { headline_en: "Shelves", headline_ar: "الرفوف" });
		await add("content/home/new/products", { headline_en: "", source: "newest" });
		return { name, staff, id, category };
	})();
}

const at = async (w, path) => { const { name, staff } = await arranged(); return staff.get(`/${w.locale}/${name}${path}`); };
const send = async (w, path, values, form = "main form", options = {}) => (await at(w, path)).form(form).submit(values, options);
const one = async (w, path, table) => at(w, `${path}/${(await arranged()).id(table)}`);
const bare = async (w, path) => w.admin(path, await w.bare);

export const contentScreens = [
	["categories, full", 200, (w) => at(w, "/categories")],
	["categories, empty", 200, (w) => bare(w, "/categories")],
	["category, new", 200, (w) => at(w, "/categories/new")],
	["category, refused", 422, (w) => send(w, "/categories/new", { name_en: "" })],
	["category", 200, async (w) => at(w, `/categories/${(await arranged()).category}`)],
	["category, changed by two", 409, async (w) => {
		const { category } = await arranged(), mine = await at(w, `/categories/${category}`);
		await send(w, `/categories/${category}`, { description_en: "Theirs" });
		return mine.form("main form").submit({ description_en: "Mine" });
	}],
	["category, not there", 404, (w) => at(w, "/categories/999999999")],
	["pages, full", 200, (w) => at(w, "/content/pages")],
	["pages, empty", 200, (w) => bare(w, "/content/pages")],
	["page, new", 200, (w) => at(w, "/content/pages/new")],
	["page, refused", 422, (w) => send(w, "/content/pages/new", { title_en: "" })],
	["page, previewed", 200, (w) => send(w, "/content/pages/new", { title_en: "Terms", body_en: "**Be** kind." }, "main form", { button: "preview" })],
	["page", 200, (w) => one(w, "/content/pages", "page")],
	["page, not there", 404, (w) => at(w, "/content/pages/999999999")],
	["menus, full", 200, (w) => at(w, "/content/menus")],
	["menus, not set", 200, (w) => bare(w, "/content/menus")],
	["menu item, new", 200, (w) => at(w, "/content/menus/footer/new")],
	["menu item, refused", 422, (w) => send(w, "/content/menus/main/new", { link: "address", address: "javascript:x" })],
	["menu item", 200, (w) => one(w, "/content/menus/items", "menu_item")],
	["redirects, full", 200, (w) => at(w, "/content/redirects")],
	["redirects, empty", 200, (w) => bare(w, "/content/redirects")],
	["redirects, nothing found", 200, (w) => at(w, "/content/redirects?q=zzzz")],
	["redirect, refused", 422, (w) => send(w, "/content/redirects", { path: "/old", target: "//x" }, newRedirect)],
	["redirects, lines refused", 422, (w) => send(w, "/content/redirects", { lines: "/a\n//x /y" }, "main form[action$='/import']")],
	["home page, full", 200, (w) => at(w, "/content/home")],
	["home page, not set", 200, (w) => bare(w, "/content/home")],
	["block, new opening", 200, (w) => at(w, "/content/home/new/hero")],
	["block, new banner", 200, (w) => at(w, "/content/home/new/banner")],
	["block, refused", 422, (w) => send(w, "/content/home/new/products", { source: "chosen", most: "99", from: "never" })],
	["block, products listed", 200, (w) => send(w, "/content/home/new/products", {}, "main form", { button: "look" })],
	["block", 200, (w) => one(w, "/content/home", "home_block")],
	["block, not there", 404, (w) => at(w, "/content/home/999999999")],
];
