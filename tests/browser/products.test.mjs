// The screens of a product in a browser: valid, accessible, no wider than a phone, and worked by the keyboard alone.
import assert from "node:assert/strict";
import { adminLogin, staffOf } from "../lib/admin.mjs";
import { accessibility, htmlErrors, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

const form = 'main form[method="post"]';

async function as(client, page, context) {
	await context.addCookies([{ name: "staff", value: client.cookie("staff"), url: env.ADMIN_URL }]);
}

test("the screens for products are valid, in every state: first seen, refused, empty, and what will change", { long: true }, async () => {
	const client = await adminLogin(), documents = {};
	const [{ id }] = shopRows(env.SHOP, "SELECT product_id AS id FROM @shop@.variant GROUP BY 1 ORDER BY count(*) DESC LIMIT 1");
	const at = (path, locale = "en") => client.get(`/${locale}/${env.SHOP}/products${path}`);
	for (const [kind, path, locale] of [["list", ""], ["none", "?q=nothing-is-called-so"], ["attributes", "/attributes", "ar"], ["attribute", "/attributes/1"], ["grid", `/${id}`, "ar"],
		["prices", `/${id}/prices`], ["details", `/${id}/details`, "ar"]])
		documents[kind] = (await at(path, locale)).text;
	for (const [kind, path, values] of [["new", "/new", { price: "x" }], ["attribute-new", "/attributes/new", {}], ["texts", `/${id}/texts`, { name_de: "" }],
		["options", `/${id}/options`, { new_values: "1" }], ["details-refused", `/${id}/details`, { publish_at: "x", featured: "x" }]]) {
		const page = await (await at(path)).form(form).submit(values);
		assert.equal(page.status, 422, kind);
		documents[kind] = page.text;
	}
	const bulk = await at(`/bulk?ids=${id}`), plan = await bulk.form(form).submit({ change: "percent", percent: "5", rounding: "99" });
	assert.ok(plan.$('form[action$="/apply"]'));
	Object.assign(documents, { bulk: bulk.text, plan: plan.text, bulkBad: (await bulk.form(form).submit({ change: "amount", amount: "x" })).text });
	for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], kind);
});

for (const [locale, width, dark] of [["en", 390, true], ["ar", 390, false], ["de", 1280, false]]) {
	test(`${locale}, ${width} px, ${dark ? "dark" : "light"}: the screens for products are accessible and no wider than the window`, { long: true }, async () => {
		const client = await adminLogin(), [{ id }] = shopRows(env.SHOP, "SELECT product_id AS id FROM @shop@.variant GROUP BY 1 ORDER BY count(*) DESC LIMIT 1");
		await withPage({ width, dark, js: true }, async (page, context) => {
			await as(client, page, context);
			for (const path of ["", "/new", "/attributes", "/attributes/new", `/bulk?ids=${id}`, `/${id}`, `/${id}/texts`, `/${id}/details`, `/${id}/options`, `/${id}/prices`]) {
				await page.goto(`${env.ADMIN_URL}/${locale}/${env.SHOP}/products${path}`);
				assert.deepEqual(await accessibility(page), [], path);
				assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, path);
			}
		});
	});
}

// Goes on by the Tab key until what has the focus is wanted.
async function reach(page, selector) {
	for (let i = 0; i < 120; i++) {
		if (await page.evaluate((s) => document.activeElement.matches(s), selector))
			return;
		await page.keyboard.press("Tab");
	}
	assert.fail(`the keyboard does not reach ${selector}`);
}

async function write(page, selector, text) {
	await reach(page, selector);
	await page.keyboard.press("Control+A");
	await page.keyboard.type(text);
}

async function press(page, selector, key = "Enter") {
	await reach(page, selector);
	await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

test("a product with options is made, priced, counted and put on sale by the keyboard alone, without scripts", async () => {
	const shop = await newTill(), client = await staffOf(shop);
	await withPage({ width: 1280 }, async (page, context) => {
		await as(client, page, context);
		await page.goto(`${env.ADMIN_URL}/en/${shop}/products`);
		await press(page, 'main a[href$="/products/new"]');
		await write(page, '[name="name_de"]', "Tastenkrug");
		await write(page, '[name="price"]', "12.50");
		await press(page, "main .save button");
		await press(page, '.parts a[href$="/options"]');
		await write(page, '[name="new_label_de"]', "Farbe");
		await write(page, '[name="new_values"]', "Blau, Rot");
		await press(page, "main .save button");
		await press(page, ".parts li:first-child a");
		await reach(page, '[name="state"]');
		await page.keyboard.press("ArrowUp");
		await write(page, '[name^="on_hand_"]', "4");
		await reach(page, ".more summary");
		await page.keyboard.press("Enter");
		await write(page, '[name^="sku_"]', "TASTE-1");
		await reach(page, '[name^="backorder_"]');
		await page.keyboard.press("Space");
		await press(page, "main .save button");
		assert.match(await page.locator(".flash").textContent(), /Saved/);
	});
	const shown = await shopClient(shop).get("/de/p/tastenkrug");
	assert.equal(shown.status, 200);
	assert.deepEqual(shown.$$(".choice li").map((l) => l.textContent.trim()), ["Blau", "Rot Ausverkauft"]);
	assert.deepEqual(shopRows(shop, "SELECT v.sku, v.backorder FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE p.handle = 'tastenkrug' ORDER BY v.position").map(Object.values), [["TASTE-1", true], [null, false]]);
});
