// The tree of categories under a finger, a mouse and a screen reader.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { withPage } from "../lib/browser.mjs";
import { env } from "../lib/env.mjs";
import { newShop } from "../lib/goods.mjs";
import { test } from "../lib/runner.mjs";

// A shop with four categories, Aa to Dd, and a browser page that is logged in.
async function withTree(options, fn) {
	const shop = await newShop("drag", { locales: "en,ar" }), client = await staffOf(shop);
	for (const name of ["Aa", "Bb", "Cc", "Dd"])
		assert.equal((await (await client.get(`/en/${shop}/categories/new`)).form("main form").submit({ name_en: name })).status, 200);
	await withPage(options, async (page, context) => {
		await context.addCookies([{ name: "staff", value: client.cookie("staff"), url: env.ADMIN_URL }]);
		await page.goto(`${env.ADMIN_URL}/${options.locale ?? "en"}/${shop}/categories`);
		await fn(page, client, shop);
	});
}

// The names in their order, indented by what they lie below.
function tree(page) {
	return page.$$eval(".arranged tbody tr", (rows) => rows.map((r) => "-".repeat(Number(/depth-(\d)/.exec(r.querySelector("th").className)[1]) - 1) + r.querySelector("a").textContent));
}

// Takes the row's handle to a part of another row's height.
async function drag(page, from, to, part, patience = 5000) {
	const handle = await page.locator(`tr:has(a:text-is("${from}")) .handle`).boundingBox();
	const row = await page.locator(`tr:has(a:text-is("${to}"))`).boundingBox();
	await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
	await page.mouse.down();
	await page.mouse.move(row.x + row.width / 2, row.y + row.height / 2, { steps: 4 });
	await page.mouse.move(row.x + row.width / 2, row.y + row.height * part);
	const loaded = page.waitForNavigation({ timeout: patience }).catch(() => null);
	await page.mouse.up();
	return loaded;
}

for (const locale of ["en", "ar"]) {
	test(`${locale}: a dragged category goes before, behind or below another one, and not below itself`, () =>
		withTree({ js: true, locale }, async (page) => {
			await drag(page, "Dd", "Bb", 0.1);
			assert.deepEqual(await tree(page), ["Aa", "Dd", "Bb", "Cc"]);
			await drag(page, "Aa", "Cc", 0.9);
			assert.deepEqual(await tree(page), ["Dd", "Bb", "Cc", "Aa"]);
			await drag(page, "Cc", "Dd", 0.5);
			assert.deepEqual(await tree(page), ["Dd", "-Cc", "Bb", "Aa"]);
			assert.match(await page.locator(".flash").textContent(), /\S/);
			assert.equal(await drag(page, "Dd", "Cc", 0.5, 500), null, "nothing is sent");
			assert.deepEqual(await tree(page), ["Dd", "-Cc", "Bb", "Aa"]);
			await drag(page, "Cc", "Aa", 0.9);
			assert.deepEqual(await tree(page), ["Dd", "Bb", "Aa", "Cc"]);
		}));
}

test("without scripts there are no handles, and the buttons do it", () =>
	withTree({ js: false, width: 390 }, async (page) => {
		assert.equal(await page.locator(".handle").count(), 0);
		await page.getByRole("button", { name: "Move Cc up" }).click();
		assert.deepEqual(await tree(page), ["Aa", "Cc", "Bb", "Dd"]);
	}));
