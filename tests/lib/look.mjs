// Looks at screens (lib/screens.mjs): no error of the Nu checker, no violation of axe-core, nothing wider than its window.
//
// Each is made by the tests' client and shown to the browser as it was sent, so that refusals and answers to forms are looked at like any page. In
// the check each has one of four looks (en in one demo shop and ar in the other, light and dark, 390 and 1280 px), in turn; STOA_SCREENS=all gives all eight
// and keeps screenshots, as tests/long/screens does.
import assert from "node:assert/strict";
import { accessibility, htmlErrors, keepSight, withPage } from "./browser.mjs";
import { test } from "./runner.mjs";
import { World } from "./screens.mjs";
import { env } from "./env.mjs";

const everything = process.env.STOA_SCREENS === "all";
const some = [{ locale: "en", dark: false, width: 390 }, { locale: "ar", dark: true, width: 390 }, { locale: "en", dark: true, width: 1280 }, { locale: "ar", dark: false, width: 1280 }];
const looks = everything ? ["en", "ar"].flatMap((locale) => [false, true].flatMap((dark) => [390, 1280].map((width) => ({ locale, dark, width })))) : some;
const worlds = { en: new World("en", env.SHOP), ar: new World("ar", env.SECOND_SHOP) };

async function show(page, sent) {
	await page.context().route((url) => url.href === sent.url, (route) => route.fulfill({
		status: sent.status, body: sent.bytes,
		headers: Object.fromEntries(["content-type", "content-security-policy", "content-language"].map((n) => [n, sent.header(n)]).filter(([, v]) => v)),
	}));
	await page.goto(sent.url);
}

// Declares the tests of a table.
export function look(part, screens) {
	// Locale -> screen's name -> the page as it was sent.
	const sent = { en: {}, ar: {} };

	for (const [i, { locale, dark, width }] of looks.entries())
		test(`${part} ${locale} ${dark ? "dark" : "light"} ${width} px: every screen is accessible and no wider than its window`, async () => {
			const mine = everything ? screens : screens.filter((_, n) => n % looks.length === i);
			assert.ok(mine.length >= 4);
			await withPage({ width, js: true, locale, dark }, async (page) => {
				for (const [name, status, make] of mine) {
					const answer = sent[locale][name] ??= await make(worlds[locale]);
					assert.equal(answer.status, status, `${name}: ${answer.url} ${answer.textOf("h1")} ${answer.textOf(".errors")}`);
					assert.ok(answer.$(`html[lang="${locale}"][dir="${locale === "ar" ? "rtl" : "ltr"}"]`) || name.startsWith("provider,"), `${name}: in ${locale}`);
					await show(page, answer);
					if (everything)
						await keepSight(page, `screen-${part}-${name.replace(/[^a-z]+/g, "-")}-${locale}-${width}${dark ? "-dark" : ""}`);
					assert.deepEqual(await accessibility(page), [], `${name} (${answer.url})`);
					const wide = await page.evaluate(() => document.documentElement.scrollWidth);
					assert.ok(wide <= width, `${name} is ${wide} px wide`);
				}
			});
		});

	test(`${part}: the Nu checker finds no error on any screen`, async () => {
		const documents = Object.fromEntries(Object.entries(sent).flatMap(([locale, pages]) => Object.entries(pages).map(([name, page]) => [`${locale} ${name}`, page.text])));
		assert.equal(Object.keys(documents).length, screens.length * (everything ? 2 : 1));
		for (const [name, lines] of Object.entries(await htmlErrors(documents)))
			assert.deepEqual(lines, [], name);
	});
}
