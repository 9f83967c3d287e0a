// The pages behind a cart, and the admin's: walked in a real browser, each valid HTML, accessible, and no wider than a phone.
import assert from "node:assert/strict";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { addresses, findProduct, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";

const main = 'main form[method="post"]';

// Looks at each page of a walk: axe and the width at once, the HTML as it was sent in one go at the end.
class Looker {
	constructor(page, name) {
		this.page = page;
		this.name = name;
		this.sent = null;
		this.documents = {};
		page.on("response", (r) => {
			if (r.request().isNavigationRequest() && r.frame() === page.mainFrame() && (r.status() < 300 || r.status() >= 400))
				this.sent = { status: r.status(), text: r.text().catch(() => null) };
		});
	}

	async look(kind, status = 200) {
		assert.equal(this.sent.status, status, `${kind}: ${this.page.url()}`);
		this.documents[kind] = await this.sent.text ?? await this.page.content();
		await keepSight(this.page, `${this.name}-${kind.replaceAll(" ", "-")}`);
		assert.deepEqual(await accessibility(this.page), [], kind);
		const [width, room] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
		assert.ok(width <= room, `${kind} is ${width} px wide`);
	}

	async end() {
		for (const [kind, lines] of Object.entries(await htmlErrors(this.documents)))
			assert.deepEqual(lines, [], kind);
	}
}

// Field errors must come from the server, not from the browser's own check of the form.
const unchecked = (page) => page.evaluate(() => document.querySelectorAll("form").forEach((f) => { f.noValidate = true; }));

async function go(page, selector) {
	await unchecked(page);
	await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
}

// The choice alone is enough: the form is drawn anew in place.
async function chooseCountry(page, country) {
	if (await page.locator('[name="country"]').inputValue() === country)
		return;
	await page.selectOption('[name="country"]', country);
	await page.waitForFunction((c) => document.querySelector('[name="laid"]').value === c, country);
}

for (const [shop, locale, country, dark] of [[env.SHOP, "en", "FR", false], [env.SHOP, "ar", "DE", true], [env.SECOND_SHOP, "ar", "BH", false]]) {
	test(`${shop} ${locale} ${dark ? "dark" : "light"}: from the full cart to the paid order, every page is valid and accessible`, () =>
		withPage({ width: 390, js: true, locale, dark }, async (page) => {
			const product = await findProduct(shopClient(shop), locale), seen = new Looker(page, `${shop}-${locale}`);
			const base = `http://${shop}.localhost:${env.HTTP_PORT}`;
			await page.goto(base + new URL(product.url).pathname);
			await page.fill("#quantity", "9999");
			await go(page, 'form[action$="/cart/add"] button');
			await seen.look("quantity refused", 422);
			await page.fill('[name="quantity"]', "1");
			await go(page, 'form[action$="/cart/add"] button');
			await seen.look("cart filled");
			await page.goto(`${base}/${locale}/checkout`);
			await seen.look("contact");
			await page.fill('[name="email"]', "nobody");
			await go(page, `${main} button:not([name])`);
			await seen.look("contact refused", 422);
			await chooseCountry(page, country);
			for (const [name, value] of Object.entries({ email: someEmail(), ...addresses[country] })) {
				const field = page.locator(`${main} [name="${name}"]`);
				if (await field.count())
					await field.fill(value);
			}
			await go(page, `${main} button:not([name])`);
			await seen.look("shipping");
			await page.locator('[name="method"]').first().check({ force: true });
			await go(page, `${main} button`);
			await seen.look("payment");
			await page.locator('[name="method"][value="demo"]').check({ force: true });
			await go(page, `${main} button`);
			await seen.look("review");
			await go(page, `${main} button`);
			await seen.look("demopay");
			await go(page, '[value="decline"]');
			await seen.look("order declined");
			await go(page, 'form[action$="/pay"] button');
			await go(page, '[value="approve"]');
			await seen.look("order");
			await seen.end();
		}));
}

for (const locale of ["en", "ar"]) {
	test(`admin ${locale}: every page is valid and accessible`, { long: true }, () =>
		withPage({ width: 390, js: true, locale }, async (page) => {
			const seen = new Looker(page, `admin-${locale}`), base = `${env.ADMIN_URL.replace(/\/$/, "")}/${locale}`;
			await page.goto(`${base}/login`);
			await seen.look("login");
			await page.fill('[name="email"]', "nobody@example.org");
			await page.fill('[name="password"]', "wrong");
			await go(page, "main button");
			await seen.look("login refused", 422);
			await page.fill('[name="email"]', env.ADMIN_USER);
			await page.fill('[name="password"]', env.ADMIN_PASSWORD);
			await go(page, "main button");
			await seen.look("shops");
			for (const [kind, path] of [["dashboard", "/"], ["orders", "/orders"], ["orders none", "/orders?q=zzzz"], ["products", "/products"], ["products none", "/products?q=zzzz"]]) {
				await page.goto(`${base}/${env.SHOP}${path}`);
				await seen.look(kind);
			}
			await page.goto(`${base}/${env.SHOP}/orders`);
			await go(page, 'main a[href*="/orders/"]');
			await seen.look("order");
			await page.goto(`${base}/${env.SHOP}/products`);
			await go(page, 'main tbody a[href*="/products/"]');
			await seen.look("product");
			await page.locator('[name^="price_"]').first().fill("x");
			await go(page, `${main} button:not([name="x"])`);
			await seen.look("product refused", 422);
			await page.goto(`${base}/${env.SHOP}/orders/999999999`);
			await seen.look("missing", 404);
			await seen.end();
		}));
}
