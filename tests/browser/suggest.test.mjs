// Finding with scripts: facets without a full load, and what may be meant shown while it is typed.
import assert from "node:assert/strict";
import { accessibility, keepSight, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";

const base = (shop = env.SHOP) => `http://${shop}.localhost:${env.HTTP_PORT}`;
const mark = (page) => page.evaluate(() => { window.marked = true; });
const marked = (page) => page.evaluate(() => window.marked === true);
const shown = (page) => page.locator("#list .card-name").allTextContents();
const state = (page) => page.evaluate(() => {
	const input = document.getElementById("find"), active = input.getAttribute("aria-activedescendant");
	return { open: input.getAttribute("aria-expanded"), active: active && document.getElementById(active).textContent.trim(), focus: document.activeElement === input };
});

for (const width of [390, 1280])
	test(`facets at ${width} px: each choice comes in place, and is the page behind its address; folds, focus and words for screen readers are kept`, () =>
		withPage({ js: true, width }, async (page) => {
			await page.goto(`${base()}/en/`);
			await page.locator(".aisles a").first().click();
			await page.waitForSelector("#list .narrow", { state: "attached" });
			await mark(page);
			if (width === 390)
				await page.locator(".narrow-switch summary").click();
			for (let i = 0; i < 2; i++) {
				const link = page.locator(".narrow details .tick:not([aria-current])").nth(i + 1), href = await link.getAttribute("href");
				const words = await link.locator("span").first().textContent();
				await link.click();
				await page.waitForURL((url) => url.pathname + url.search === href);
				await page.waitForSelector("#list:not([aria-busy])");
				const there = await shopClient().get(href);
				assert.deepEqual(await shown(page), there.$$("#list .card-name").map((e) => e.textContent));
				assert.ok(await marked(page));
				assert.equal(await page.evaluate(() => document.activeElement.querySelector("span")?.textContent), words, "the focus stays on the choice");
				assert.ok(await page.locator(".narrow").isVisible(), "the sheet stays open");
				const count = there.textOf("#list [data-said]");
				await page.waitForFunction((c) => document.querySelector('body > p[role="status"]').textContent === c, count);
			}
			assert.deepEqual(await accessibility(page), []);
			await page.locator(".chosen a").last().click();
			await page.waitForFunction(() => !document.querySelector(".chosen"));
			await page.goBack();
			await page.waitForSelector(".chosen");
			assert.ok(await marked(page));
			await page.fill("#narrow-min", "10");
			await page.keyboard.press("Enter");
			await page.waitForURL(/min=10/);
			assert.ok(await marked(page), "a form that asks goes the same way");
			await page.waitForSelector("#list:not([aria-busy])");
			await page.fill("#narrow-min", "ten");
			await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
			assert.equal(await page.locator("#narrow-min").inputValue(), "ten", "what is refused is shown with what was typed");
			assert.equal(await page.locator("#narrow-min").getAttribute("aria-invalid"), "true");
		}));

for (const [shop, locale, width, word] of [[env.SHOP, "en", 1280, "mug"], [env.SECOND_SHOP, "ar", 390, "قهوة"]])
	test(`${shop} ${locale} at ${width} px: what may be meant is offered while it is typed, as a combobox that keys and fingers work`, () =>
		withPage({ js: true, width, locale }, async (page) => {
			await page.goto(`${base(shop)}/${locale}/`);
			await page.locator("#find").focus();
			await page.keyboard.type(word);
			await page.waitForSelector("#find-list li");
			const offered = await page.locator("#find-list li").allTextContents();
			const told = (await shopClient(shop).get(`/${locale}/search/suggest?q=${encodeURIComponent(word)}`)).$$(".suggestions a").map((a) => a.textContent);
			assert.ok(offered.length >= 2);
			assert.deepEqual(offered, told);
			assert.deepEqual(await state(page), { open: "true", active: null, focus: true });
			assert.deepEqual(await accessibility(page), []);
			await keepSight(page, `suggest-${shop}-${locale}-${width}`, { fullPage: false });
			const wide = await page.evaluate(() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll("#find-list li")].map((o) => o.getBoundingClientRect().height)]);
			assert.ok(wide[0] <= width && wide.slice(1).every((h) => h >= 44), String(wide));
			await page.keyboard.press("ArrowDown");
			assert.equal((await state(page)).active, offered[0].trim());
			await page.keyboard.press("ArrowUp");
			assert.equal((await state(page)).active, null, "back in the field");
			await page.keyboard.press("ArrowUp");
			assert.equal((await state(page)).active, offered.at(-1).trim());
			await page.keyboard.press("Escape");
			assert.deepEqual(await state(page), { open: "false", active: null, focus: true });
			assert.equal(await page.locator("#find").inputValue(), word, "Escape closes the offer, not the question");
			await page.keyboard.press("ArrowDown");
			await page.waitForSelector("#find-list li");
			await page.keyboard.press("ArrowDown");
			const href = await page.locator('#find-list [aria-selected="true"]').getAttribute("data-href");
			await Promise.all([page.waitForURL((url) => url.pathname === new URL(href, page.url()).pathname), page.keyboard.press("Enter")]);
			await page.goto(`${base(shop)}/${locale}/`);
			await page.fill("#find", word);
			await page.waitForSelector("#find-list li");
			await Promise.all([page.waitForURL(/\/search\?q=/), page.keyboard.press("Enter")]);
			await page.fill("#find", `${word} `);
			await page.fill("#find", word);
			await page.waitForSelector("#find-list li");
			const second = page.locator("#find-list li").first(), to = await second.getAttribute("data-href");
			await Promise.all([page.waitForURL((url) => url.pathname === new URL(to, page.url()).pathname), width < 600 ? second.tap() : second.click()]);
		}));

test("an offer that is late, fails or is nothing is none; the newest question counts, and leaving the field closes it", () =>
	withPage({ js: true }, async (page) => {
		const asked = [];
		await page.route(/\/search\/suggest/, async (route) => {
			const q = new URL(route.request().url()).searchParams.get("q");
			asked.push(q);
			if (q === "mug")
				await new Promise((r) => setTimeout(r, 500));
			return q === "pot" ? route.abort() : route.continue();
		});
		await page.goto(`${base()}/en/`);
		const list = page.locator("#find-list");
		await page.fill("#find", "mug");
		await page.waitForTimeout(250);
		await page.fill("#find", "zzzzqqqq");
		await page.waitForTimeout(800);
		assert.deepEqual(asked, ["mug", "zzzzqqqq"]);
		assert.equal(await list.isVisible(), false, "nothing found, and the older answer does not come back");
		await page.fill("#find", "pot");
		await page.waitForTimeout(300);
		assert.equal(await list.isVisible(), false);
		await page.fill("#find", "tea");
		await list.locator("li").first().waitFor();
		await page.keyboard.press("Tab");
		assert.equal(await list.isVisible(), false);
		await page.fill("#find", "");
		await page.waitForTimeout(300);
		assert.equal(await list.isVisible(), false);
	}));
