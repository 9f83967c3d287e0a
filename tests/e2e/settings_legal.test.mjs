// Legal pages: what a new shop starts with, which page is which, and what the checkout says of them.
import assert from "node:assert/strict";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { form, newStand, openSettings, refused, set } from "../lib/settings.mjs";

async function atReview(shop, locale = "en") {
	const client = shopClient(shop);
	await addToCart(client, { locale, product: "/p/mug" });
	return checkoutToReview(client, { locale, email: someEmail() });
}

const idOf = (shop, code) => shopRows(shop, `SELECT id FROM @shop@.page WHERE code = ${lit(code)}`)[0].id;

test("a new shop has hidden starters of the legal pages in its languages, with gaps to fill", async () => {
	const { shop, open } = await newStand();
	const pages = shopRows(shop, "SELECT code, role, active FROM @shop@.page ORDER BY position");
	assert.deepEqual(pages.map((p) => p.role), ["imprint", "privacy", "terms", "withdrawal"]);
	assert.ok(pages.every((p) => !p.active));
	const texts = shopRows(shop, "SELECT locale, title, body FROM @shop@.page_text");
	assert.equal(texts.length, 12);
	assert.ok(texts.every((t) => /\[[^\]]+\]/.test(t.body)), "each shows what is missing");
	assert.ok(texts.some((t) => t.locale === "de" && t.title === "Impressum"));
	assert.ok(texts.some((t) => t.locale === "ar" && t.title === "إشعار الخصوصية"));
	assert.doesNotMatch((await shopClient(shop).get("/en/")).textOf(".foot"), /Legal notice/);
	assert.equal((await open("/legal")).$$(".set .pill.calm").length, 4, "the merchant is told that nobody reads them yet");
});

test("the last step of the checkout links to terms, withdrawal and privacy once they are published", async () => {
	const { shop } = await newStand();
	assert.equal((await atReview(shop)).$$(".rules a").length, 0);
	shopExecute(shop, "UPDATE @shop@.page SET active = true");
	const page = await atReview(shop, "de");
	const links = page.$$(".rules a");
	assert.equal(links.length, 3);
	for (const link of links)
		assert.equal((await page.client.get(new URL(link.getAttribute("href"), page.url).href)).status, 200);
	assert.match(page.textOf(".rules"), /AGB|Geschäftsbedingungen/);
});

test("another page takes over a role, and one page has one role only", async () => {
	const { shop, open } = await newStand();
	shopExecute(shop, "UPDATE @shop@.page SET active = true");
	const terms = idOf(shop, "terms"), imprint = idOf(shop, "imprint");
	await refused(await open("/legal"), { terms: imprint }, "terms", /something else already/);
	await set(await open("/legal"), { terms: imprint, imprint: terms });
	assert.equal(shopRows(shop, `SELECT role FROM @shop@.page WHERE id = ${imprint}`)[0].role, "terms");
	await set(await open("/legal"), { terms: "", privacy: "" });
	assert.equal((await atReview(shop)).$$(".rules a").length, 1);
	assert.equal((await (await open("/legal")).form(form).submit({ terms: "999999" })).status, 400);
});

test("the pages of a shop made from a file are the legal ones that their codes name", async () => {
	const page = await (await openSettings(env.SHOP)).open("/legal");
	for (const role of ["imprint", "privacy", "terms", "shipping"])
		assert.match(page.form(form).value(role), /^\d+$/, role);
	assert.equal(page.form(form).value("withdrawal"), "");
});
