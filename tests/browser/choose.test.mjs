// Choosing many rows of a list: all at once, several by Shift, and how many they are. Without scripts each has its box all the same.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { accessibility, keepSight, withPage } from "../lib/browser.mjs";
import { buy } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

let made = null;

function work() {
	return made ??= (async () => {
		const shop = await newTill();
		for (let i = 0; i < 3; i++)
			await buy({ shop, locale: "en", products: ["/p/mug"], method: "bank_transfer" });
		return { shop, staff: await staffOf(shop) };
	})();
}

const desk = (options, path, fn) => withPage(options, async (page, context) => {
	const { shop, staff } = await work();
	await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
	await page.goto(`${env.ADMIN_URL}/${options.locale ?? "en"}/${shop}${path}`);
	await fn(page);
});

for (const [path, name, locale, width, dark] of [["/products", "ids", "en", 390, true], ["/orders", "id", "ar", 1280, false]]) {
	test(`${path} in ${locale} at ${width} px: one box chooses all, Shift those between, and it is told how many`, () => desk({ js: true, width, locale, dark }, path, async (page) => {
		const boxes = page.locator(`[name="${name}"]`), all = page.locator("main .check input:not([name])").last(), told = page.locator("main output");
		const chosen = () => boxes.evaluateAll((list) => list.map((b) => Number(b.checked)).join(""));
		const n = await boxes.count(), tick = (i, options) => boxes.nth(i).click(options);
		assert.ok(n >= 3);
		await tick(0);
		assert.equal(await told.textContent(), "1");
		assert.ok(await all.evaluate((b) => b.indeterminate && !b.checked));
		await tick(2, { modifiers: ["Shift"] });
		assert.equal(await chosen(), "111".padEnd(n, "0"));
		await tick(1, { modifiers: ["Shift"] });
		assert.equal(await chosen(), "100".padEnd(n, "0"), "those between are taken out again");
		await all.click();
		assert.equal(await chosen(), "1".repeat(n));
		assert.equal(await told.textContent(), String(n));
		assert.deepEqual(await accessibility(page), []);
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
		await keepSight(page, `choose-${name}-${locale}-${width}`, { fullPage: false });
		await page.keyboard.press("Space");
		assert.equal(await chosen(), "0".repeat(n), "the box for all has the focus");
	}));
}

test("what was chosen is what is sent, and nobody is asked before the list is left", () => desk({ js: true, width: 1280 }, "/products", async (page) => {
	page.on("dialog", () => assert.fail("a question"));
	await page.locator("main .check input:not([name])").last().click();
	const n = await page.locator('[name="ids"]').count();
	await Promise.all([page.waitForNavigation(), page.locator("main .save button").click()]);
	assert.equal(new URL(page.url()).searchParams.getAll("ids").length, n);
	await page.goBack();
	assert.equal(await page.locator("main output").textContent(), String(await page.locator('[name="ids"]:checked').count()), "it tells what the browser kept");
}));

test("without scripts there is no box for all, and each row has its own", () => desk({ js: false, width: 390 }, "/products", async (page) => {
	assert.equal(await page.locator("main output").count(), 0);
	await page.locator('[name="ids"]').nth(1).check();
	await Promise.all([page.waitForNavigation(), page.locator("main .save button").click()]);
	assert.equal(new URL(page.url()).searchParams.getAll("ids").length, 1);
}));
