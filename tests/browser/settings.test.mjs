// Every screen of the settings in a browser: valid, accessible, no wider than a phone; what is refused is told there, too.
import assert from "node:assert/strict";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { form, openSettings } from "../lib/settings.mjs";

const { staff, open } = await openSettings(env.SHOP);
const first = (sql) => Object.values(shopRows(env.SHOP, sql)[0])[0];
const zone = first("SELECT id FROM @shop@.zone ORDER BY id LIMIT 1");
const screens = {
	overview: "", names: "/names", currencies: "/currencies", taxes: "/taxes", "a new tax class": "/taxes/classes", "a tax class": "/taxes/classes/standard",
	"the rates of a country": "/taxes/countries/DE", shipping: "/shipping", "a new zone": "/shipping/zones", "a zone": `/shipping/zones/${zone}`,
	"a new way of shipping": `/shipping/zones/${zone}/methods`,
	"a way of shipping": `/shipping/methods/${first("SELECT id FROM @shop@.shipping_method ORDER BY id LIMIT 1")}`, payments: "/payments",
	"a new way to pay": "/payments/methods", "a way to pay": "/payments/methods/bank_transfer", keys: "/payments/stripe", "keys of PayPal": "/payments/paypal", theme: "/theme", logo: "/theme/logo",
	mails: "/mails", "a mail": "/mails/placed", "legal pages": "/legal", cookies: "/cookies", accounting: "/accounting", "unpaid orders": "/hold", "terms of returns": "/returns",
};
// What is refused on some of them.
const wrong = { "/names": { title_de: "", email: "x" }, "/taxes/countries/DE": { new_class: "standard", new_percent: "x" }, "/theme": { accent: "red" },
	"/mails/placed": { opening_en: "{x}" }, "/accounting": { number_1: "12 34" }, [`/shipping/zones/${zone}/methods`]: { label_de: "", from_1: "x" } };

test("the Nu checker finds no error on any screen, nor where one refuses", { long: true }, async () => {
	const documents = {};
	for (const [name, tail] of Object.entries(screens)) {
		const page = await open(tail, "ar");
		assert.equal(page.status, 200, name);
		documents[name] = page.text;
	}
	for (const [tail, values] of Object.entries(wrong)) {
		const page = await (await open(tail)).form(form).submit(values);
		assert.equal(page.status, 422, tail);
		documents[`${tail} refused`] = page.text;
	}
	documents["a look first"] = (await (await open("/theme")).form(form).submit({ accent: "#ffff00" }, { button: "look_first" })).text;
	for (const [name, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], name);
});

// Half of the screens each, since all are of one make: what differs between them is seen in one of the two.
for (const { locale, width, dark, odd } of [{ locale: "en", width: 1280, dark: true, odd: 0 }, { locale: "ar", width: 390, dark: false, odd: 1 }])
	test(`${locale}, ${width} px, ${dark ? "dark" : "light"}: axe-core finds no violation on every second screen, and none is wider than the window`, { long: true }, () =>
		withPage({ width, locale, dark, js: true }, async (page, context) => {
			await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
			const check = async (name) => {
				assert.deepEqual(await accessibility(page), [], name);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth);
				assert.ok(wide <= width, `${name} is ${wide} px wide`);
			};
			for (const [name, tail] of Object.entries(screens).filter((_, i) => i % 2 === odd)) {
				await page.goto(`${env.ADMIN_URL}/${locale}/${env.SHOP}/settings${tail}`);
				await keepSight(page, `settings-${locale}-${name.replaceAll(" ", "-")}`);
				await check(name);
			}
			await page.goto(`${env.ADMIN_URL}/${locale}/${env.SHOP}/settings/theme`);
			await page.fill('[name="accent"]', "red");
			await page.click(`${form} .save button:not([name])`);
			assert.equal(await page.locator("#f-accent-error").count(), 1);
			await check("a refused colour");
			await page.fill('[name="accent"]', "#ffff00");
			await page.click(`${form} [name="look_first"]`);
			await keepSight(page, `settings-${locale}-look`);
			await check("a look first");
		}));
