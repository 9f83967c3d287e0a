// What a new shop is told to do first, how the list ticks itself off, and what only the merchant can say.
import assert from "node:assert/strict";
import { adminLogin, staffOf } from "../lib/admin.mjs";
import { env } from "../lib/env.mjs";
import { newShop } from "../lib/goods.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const form = 'main form[method="post"]';
const open = (page) => page.$$(".first-steps li").filter((li) => !li.querySelector(".done")).map((li) => li.querySelector("a").getAttribute("href").split("/").at(-1));

test("a new shop's first page says what to do, each step leads there, and a settled one is ticked off", async () => {
	const shop = await newShop("steps", { locales: "en,de" }), staff = await staffOf(shop);
	let page = await staff.get(`/en/${shop}/`);
	assert.deepEqual(open(page), ["names", "theme", "products", "taxes", "shipping", "payments", "legal"]);
	for (const link of page.$$(".first-steps a"))
		assert.equal((await staff.get(link.getAttribute("href"))).status, 200, link.getAttribute("href"));
	page = await page.form('form[action$="/first-steps"]').submit({}, { button: ["step", "name"] });
	assert.deepEqual(open(page), ["theme", "products", "taxes", "shipping", "payments", "legal"]);
	assert.match(page.textOf(".first-steps .muted"), /1 of 7/);
	for (const step of ["look", "taxes", "shipping", "payment", "legal"])
		page = await page.form(`form[action$="/first-steps"]:has([value="${step}"])`).submit({}, { button: ["step", step] });
	assert.deepEqual(open(page), ["products"]);
	assert.ok(!page.$(".first-steps form"), "a shop without goods cannot be fine as it is");
	page = await (await staff.get(`/en/${shop}/products/new`)).form(form).submit({ name_en: "Cup", price: "5" });
	assert.deepEqual(open(await staff.get(`/en/${shop}/`)), ["products"], "a draft is not for sale");
	await page.form(form).submit({ state: "active" });
	assert.ok(!(await staff.get(`/en/${shop}/`)).$(".first-steps"), "all is done");
});

test("what a merchant sets ticks its step off by itself", async () => {
	const shop = await newShop("ticks", { locales: "en,de", country: "DE" }), staff = await staffOf(shop);
	const set = async (tail, values) => {
		const page = await (await staff.get(`/en/${shop}${tail}`)).form(form).submit(values);
		assert.equal(page.status, 200, `${tail}: ${page.textOf(".errors")}`);
	};
	const left = async () => open(await staff.get(`/en/${shop}/`));
	await set("/settings/names", { tagline_en: "Cups" });
	assert.ok(!(await left()).includes("names"));
	await set("/settings/theme", { accent: "#2f5d3a" });
	assert.ok(!(await left()).includes("theme"));
	await set("/settings/taxes/countries/FR", { name_en: "VAT", new_class: "standard", new_percent: "20" });
	assert.ok((await left()).includes("taxes"), "another country's rate is not the shop's own");
	await set("/settings/taxes/countries/DE", { name_en: "VAT", new_percent: "19" });
	assert.ok(!(await left()).includes("taxes"));
	const [{ id }] = shopRows(shop, "SELECT id FROM @shop@.shipping_method");
	await set(`/settings/shipping/methods/${id}`, { price_1: "4.90" });
	assert.ok(!(await left()).includes("shipping"));
	await set("/settings/payments/methods/bank_transfer", { instructions_en: "IBAN DE02" });
	assert.ok(!(await left()).includes("payments"));
	assert.deepEqual(await left(), ["products", "legal"]);
});

test("legal pages count once they are shown without gaps, and who shows one with gaps is told", async () => {
	const shop = await newShop("gaps", { locales: "en" }), staff = await staffOf(shop);
	const legal = await staff.get(`/en/${shop}/settings/legal`), links = legal.$$('main .set a[href*="/content/pages/"]').map((a) => a.getAttribute("href"));
	assert.equal(links.length, 4);
	assert.equal(legal.$$("main .set .pill.calm").length, 4, "nobody reads them yet");
	for (const link of links) {
		const page = await (await staff.get(link)).form(form).submit({ active: "1" });
		assert.match(page.textOf(".flash.bad"), /gaps in brackets/, link);
	}
	assert.ok(open(await staff.get(`/en/${shop}/`)).includes("legal"));
	for (const link of links) {
		const edit = (await staff.get(link)).form(form);
		const page = await edit.submit({ body_en: `${edit.value("body_en").replace(/\[[^\]]*\]/g, "Cup Ltd")}\n\nSee [our terms](/page/terms).` });
		assert.match(page.textOf(".flash.good"), /Saved/, link);
	}
	assert.ok(!open(await staff.get(`/en/${shop}/`)).includes("legal"));
});

test("a step that does not exist cannot be settled, nor one of another's shop, and a shop that is all set has no list", async () => {
	const shop = await newShop("unsteps"), staff = await staffOf(shop), page = await staff.get(`/en/${shop}/`);
	for (const step of ["products", "x", ""])
		assert.equal((await page.form('form[action$="/first-steps"]').submit({}, { button: ["step", step] })).status, step ? 400 : 422, step);
	assert.equal((await staff.post(`/en/${env.SHOP}/first-steps`, { step: "name" })).status, 404);
	assert.deepEqual(shopRows(shop, "SELECT steps_settled FROM @shop@.shop")[0].steps_settled, []);
	const demo = await adminLogin();
	for (const name of [env.SHOP, env.SECOND_SHOP])
		assert.ok(!(await demo.get(`/en/${name}/`)).$(".first-steps"), name);
});

test("every page of a shop's admin leads to the shop, in the reader's language where the shop speaks it", async () => {
	const shop = await newShop("visit", { locales: "de,ar" }), staff = await staffOf(shop);
	for (const [locale, there] of [["ar", "ar"], ["en", "de"]]) {
		const page = await (await staff.get(`/${locale}/${shop}/orders`)).click("a.visit");
		assert.equal(new URL(page.url).pathname, `/${there}/`);
		assert.equal(new URL(page.url).hostname, `${shop}.localhost`);
	}
	assert.ok(!(await (await adminLogin()).get("/en/")).$("a.visit"), "no shop is chosen yet");
});
