// The screens for content, and a home page that holds a block of every kind.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { staffOf } from "../lib/admin.mjs";
import { accessibility, htmlErrors, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const photo = readFileSync(join(top, "tests/fuzz/corpus/picture/main-tiny.jpg"));
const PICTURE = photo.subarray(photo.indexOf(Buffer.from([0xff, 0xd8, 0xff])));

const newRedirect = "main section form[action$='/redirects']";

let made = null;

async function shop() {
	return made ??= (async () => {
		const name = await newShop("content", { locales: "en,ar" }), staff = await staffOf(name);
		assert.equal((await importCsv(name, csv(["Alpha", "Beta"].map((t) => productRow(t.toLowerCase(), t, "5.00"))))).status, 0);
		const add = async (path, values, form = "main form") => assert.equal((await (await staff.get(`/en/${name}/${path}`)).form(form).submit(values)).status, 200, path);
		await add("categories/new", { name_en: "Jars", name_ar: "جرار" });
		await add("content/pages/new", { title_en: "About us", title_ar: "من نحن", body_en: "We make jars." });
		const category = shopRows(name, "SELECT entity_id AS id FROM @shop@.slug WHERE kind = 'category' AND slug = 'jars'")[0].id;
		await add("content/menus/main/new", { link: "home" });
		const parent = shopRows(name, "SELECT id FROM @shop@.menu_item")[0].id;
		await add("content/menus/main/new", { link: "category", category, parent });
		await add("content/redirects", { path: "/old", target: "/c/jars" }, newRedirect);
		const words = { headline_en: "Headline", headline_ar: "عنوان", body_en: "Some **words** for all.", body_ar: "كلمات" };
		await add("content/home/new/hero", { ...words, button_en: "Go", link: "category", category });
		await add("content/home/new/banner", { ...words, link: "address", address: "/search?q=a" });
		await add("content/home/new/text", words);
		await add("content/home/new/categories", { headline_en: "Shelves", headline_ar: "الرفوف" });
		await add("content/home/new/products", { headline_en: "", source: "newest" });
		return { name, staff };
	})();
}

// A browser page that is logged in to the shop's admin.
const signedIn = async (options, fn) => withPage(options, async (page, context) => {
	const { name, staff } = await shop();
	await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
	await fn(page, `${env.ADMIN_URL}/${options.locale ?? "en"}/${name}`);
});

test("every screen for content, filled and refused, is valid and accessible and no wider than a phone", async () => {
	const { name, staff } = await shop(), documents = {};
	const row = (table) => shopRows(name, `SELECT max(id) AS id FROM @shop@.${table}`)[0].id;
	const screens = ["pages", "pages/new", `pages/${row("page")}`, "menus", "menus/footer/new", `menus/items/${row("menu_item")}`, "redirects", "redirects?q=none",
		"home", "home/new/hero", "home/new/categories", `home/${row("home_block")}`];
	for (const [i, path] of screens.entries())
		documents[path] = (await staff.get(`/${i % 2 ? "ar" : "en"}/${name}/content/${path}`)).text;
	const refuse = async (path, values, selector = "main form") => (await (await staff.get(`/en/${name}/content/${path}`)).form(selector).submit(values)).text;
	documents["page refused"] = await refuse("pages/new", { title_en: "" });
	documents["block refused"] = await refuse("home/new/products", { source: "chosen", most: "99", from: "never" });
	documents["item refused"] = await refuse("menus/main/new", { link: "address", address: "javascript:x" });
	documents["redirect refused"] = await refuse("redirects", { path: "/old", target: "//x" }, newRedirect);
	documents["block looked"] = (await (await staff.get(`/en/${name}/content/home/new/products`)).form("main form").submit({}, { button: "look" })).text;
	for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], kind);
	await signedIn({ width: 390, js: true }, async (page, base) => {
		for (const [i, path] of screens.entries()) {
			await page.goto(`${i % 2 ? base : base.replace("/en/", "/ar/")}/content/${path}`);
			assert.deepEqual(await accessibility(page), [], path);
			assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, path);
		}
	});
});

test("a picture is chosen in the form of a block and stands in the shop; a home page of every block is valid, accessible and fits", async () => {
	const { name, staff } = await shop();
	const hero = shopRows(name, "SELECT id FROM @shop@.home_block WHERE kind = 'hero'")[0].id;
	await signedIn({ width: 390 }, async (page, base) => {
		await page.goto(`${base}/content/home/${hero}`);
		await page.setInputFiles("input[type=file]", { name: "dot.jpg", mimeType: "image/jpeg", buffer: PICTURE });
		await page.fill("[name=alt_en]", "Two dots");
		await page.click(".save button");
		assert.match(await page.locator(".flash").textContent(), /\S/);
		await page.getByRole("link", { name: "Headline" }).first().click();
		assert.equal(await page.locator(".thumb img").count(), 1);
	});
	const url = `http://${name}.localhost:${env.HTTP_PORT}`, documents = {};
	for (const [locale, width] of [["en", 390], ["ar", 1280], ["en", 1280], ["ar", 390]]) {
		const kind = `${locale} ${width}`;
		await withPage({ width, js: true, dark: width === 390 }, async (page) => {
			await page.goto(`${url}/${locale}/`);
			assert.equal(await page.locator(".hero img").count(), 1);
			assert.equal(await page.locator("h1").count(), 1);
			assert.deepEqual(await accessibility(page), [], kind);
			assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, kind);
			documents[kind] = (await shopClient(name).get(`/${locale}/`)).text;
		});
	}
	for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], kind);
	/* In the phone's language the picture says what it shows. */
	assert.match(documents["en 390"], /alt="Two dots"/);
	shopExecute(name, "UPDATE @shop@.home_block SET active = false");
	await withPage({ js: true }, async (page) => {
		await page.goto(`${url}/en/`);
		assert.equal(await page.locator("h1").count(), 1, "a page without a block still has its heading");
		assert.deepEqual(await accessibility(page), []);
	});
	assert.equal((await staff.get(`/en/${name}/content/home`)).$$(".arranged tbody tr").length, 5);
});

test("the screens of a shop that has set nothing are valid and accessible, too", async () => {
	const { name, staff } = await shop(), documents = {};
	for (const table of ["home_block", "menu_item", "redirect"])
		shopExecute(name, `DELETE FROM @shop@.${table}`);
	await signedIn({ width: 390, js: true }, async (page, base) => {
		for (const path of ["home", "menus", "redirects"]) {
			documents[path] = (await staff.get(`/ar/${name}/content/${path}`)).text;
			await page.goto(`${base}/content/${path}`);
			assert.deepEqual(await accessibility(page), [], path);
			assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, path);
		}
	});
	for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], kind);
});
