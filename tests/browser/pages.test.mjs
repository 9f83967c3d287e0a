// Every kind of page that a visitor without a cart sees: valid HTML, accessible, nothing wider than a phone.
import assert from "node:assert/strict";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";

// Kind of page -> its path, found by walking the shop as a visitor does.
async function kinds(shop, locale) {
	const client = shopClient(shop);
	const home = await client.get(`/${locale}/`);
	const first = (part) => home.$$("a").map((a) => new URL(a.getAttribute("href"), home.url).pathname).find((p) => p.startsWith(`/${locale}/${part}/`));
	const found = { home: `/${locale}/`, category: first("c"), product: first("p"), content: first("page"), search: `/${locale}/search?q=a`,
		"search without a result": `/${locale}/search?q=zzzzqqqq`, cart: `/${locale}/cart`, missing: `/${locale}/no-such-page` };
	for (const [kind, path] of Object.entries(found))
		assert.ok(path, `the home page of ${shop} links to a ${kind}`);
	return found;
}

// Of light and dark the check looks at one in each, tests/long/screens at both.
for (const [shop, locale, first] of [[env.SHOP, "en", "light"], [env.SHOP, "ar", "dark"], [env.SECOND_SHOP, "ar", "light"]]) {
	test(`${shop} ${locale}: the Nu checker finds no error`, async () => {
		const client = shopClient(shop), documents = {};
		for (const [kind, path] of Object.entries(await kinds(shop, locale)))
			documents[kind] = (await client.get(path)).text;
		for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
			assert.deepEqual(lines, [], kind);
	});

	for (const light of ["light", "dark"]) {
		test(`${shop} ${locale} ${light}: axe-core finds no violation, and no page is wider than a phone`, { long: light !== first }, () =>
			withPage({ width: 390, js: true, locale, dark: light === "dark" }, async (page) => {
				for (const [kind, path] of Object.entries(await kinds(shop, locale))) {
					await page.goto(`http://${shop}.localhost:${env.HTTP_PORT}${path}`);
					await keepSight(page, `${shop}-${locale}-${kind.replaceAll(" ", "-")}${light === "dark" ? "-dark" : ""}`);
					assert.deepEqual(await accessibility(page), [], kind);
					const width = await page.evaluate(() => document.documentElement.scrollWidth);
					assert.ok(width <= 390, `${kind} is ${width} px wide`);
				}
			}));
	}
}
