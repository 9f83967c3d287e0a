// Narrowing in a real browser: the column on a desk, the sheet on a phone, by keyboard, with and without script, in every state.
import assert from "node:assert/strict";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";

const base = `http://${env.SHOP}.localhost:${env.HTTP_PORT}`;

// Every state of a narrowed list.
const states = (locale, slug) => ({
	plain: `/${locale}/c/${slug}`, chosen: `/${locale}/c/${slug}?f=glaze~blue&f=material.stoneware&price=EUR1000-&stock=in`,
	none: `/${locale}/c/${slug}?f=material.no-such-thing`, refused: `/${locale}/c/${slug}?f=glaze~blue&min=x&max=-1`,
	mended: `/${locale}/search?q=${encodeURIComponent({ en: "lantren", ar: "فانوص" }[locale])}`, searched: `/${locale}/search?q=e&f=material.linen`,
});

test("narrowed lists, empty, refused and mended ones have no error of the Nu checker", { long: true }, async () => {
	const documents = {};
	for (const [locale, slug] of [["en", "ceramics"], ["ar", "khazafiyat"]])
		for (const [state, path] of Object.entries(states(locale, slug)))
			documents[`${locale} ${state}`] = (await shopClient().get(path)).text;
	documents.suggest = `<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>${(await shopClient().get("/en/search/suggest?q=mug")).text}</body></html>`;
	for (const [name, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], name);
});

for (const [locale, slug, dark] of [["en", "ceramics", true], ["ar", "khazafiyat", false]]) {
	test(`${locale}: axe finds no violation in any state, the sheet open, and nothing is wider than a phone`, { long: true }, () => withPage({ width: 390, js: true, locale, dark }, async (page) => {
		for (const [state, path] of Object.entries(states(locale, slug))) {
			await page.goto(base + path);
			await page.locator(".narrow-switch summary").click();
			assert.ok(await page.locator(".narrow").isVisible());
			await keepSight(page, `finding-${locale}-${state}-390`);
			assert.deepEqual(await accessibility(page), [], state);
			assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, state);
			for (const box of await page.locator(".narrow :is(a, summary, button, input:not([type=hidden])), .chosen a").evaluateAll((all) => all.map((e) => e.getBoundingClientRect()).filter((b) => b.width)))
				assert.ok(box.height >= 44, `${state}: a target of ${box.height} px`);
		}
	}));
}

test("on a phone what narrows stays folded until it is asked for; on a desk it is a column", async () => {
	await withPage({ width: 390 }, async (page) => {
		await page.goto(`${base}/de/c/keramik`);
		assert.ok(!(await page.locator(".narrow").isVisible()));
		await page.locator(".narrow-switch summary").click();
		await page.locator(".narrow a.tick", { hasText: "Blau" }).click();
		assert.equal(new URL(page.url()).search, "?f=glaze~blue");
		assert.deepEqual(await page.locator(".chosen a span:not(.aloud):not([aria-hidden])").allTextContents(), ["Glasur: Blau"]);
	});
	await withPage({ width: 1280 }, async (page) => {
		await page.goto(`${base}/ar/c/khazafiyat`);
		const column = await page.locator(".narrow").boundingBox(), list = await page.locator(".cards").boundingBox();
		assert.ok(!(await page.locator(".narrow-switch").isVisible()));
		assert.ok(column.x > list.x + list.width - 1, "the column is at the start, which is right in Arabic");
		await keepSight(page, "finding-ar-1280");
	});
});

test("by keyboard alone a value is chosen, an amount typed, a chip taken away", () => withPage({ width: 1280 }, async (page) => {
	await page.goto(`${base}/en/c/ceramics`);
	await page.locator(".narrow a.tick", { hasText: "Blue" }).focus();
	await page.keyboard.press("Enter");
	await page.waitForURL("**f=glaze~blue");
	await page.locator("#narrow-max").focus();
	await page.keyboard.type("20");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/en/c/ceramics?f=glaze~blue&price=EUR-2000");
	assert.equal(await page.locator("a.card").count(), 1);
	await page.locator(".chosen a").first().focus();
	await page.keyboard.press("Enter");
	await page.waitForURL("**/en/c/ceramics?price=EUR-2000");
}));
