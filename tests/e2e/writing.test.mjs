// What a native reader stumbles over: digits, the signs between a name and its value, units.
import assert from "node:assert/strict";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { adminAct, adminLogin, adminOrder } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { lit, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const { SHOP, SECOND_SHOP } = env;
const box = new Mailbox();
const indic = /[\u0660-\u0669\u06f0-\u06f9\u066a-\u066c]/;

// "N: v, M: w" as each language sets it.
const signs = { de: [": ", ", "], en: [": ", ", "], fr: ["\u00a0: ", ", "], ar: [": ", "، "], ja: ["：", "、"] };

function slugOf(shop, handle, locale) {
	const [row] = shopRows(shop, `SELECT s.slug FROM @shop@.slug s JOIN @shop@.product p ON p.id = s.entity_id
		WHERE s.kind = 'product' AND p.handle = ${lit(handle)} AND s.locale = ${lit(locale)} AND s.current`);
	return encodeURIComponent(row.slug);
}

// A product of the shop with the most options, and the text of its first variant's options in the language.
function optionsOf(locale) {
	const [{ handle }] = shopRows(SHOP, `SELECT p.handle FROM @shop@.product p JOIN @shop@.product_option o ON o.product_id = p.id
		JOIN @shop@.variant v ON v.product_id = p.id JOIN @shop@.stock k ON k.variant_id = v.id
		WHERE p.state = 'active' AND k.on_hand - k.committed - k.reserved > 8 GROUP BY p.id ORDER BY count(DISTINCT o.id) DESC, p.id LIMIT 1`);
	const [colon, comma] = signs[locale];
	return {
		handle,
		fits(text) {
			const parts = text.split(comma).map((part) => part.split(colon));
			const names = shopRows(SHOP, `SELECT o.label ->> ${lit(locale)} AS name FROM @shop@.product_option o JOIN @shop@.product p ON p.id = o.product_id
				WHERE p.handle = ${lit(handle)} ORDER BY o.position, o.id`).map((r) => r.name);
			assert.deepEqual(parts.map((p) => p[0]), names, `${locale}: ${text}`);
			assert.ok(parts.every((p) => p.length === 2 && p[1]), `${locale}: ${text}`);
		},
	};
}

for (const locale of Object.keys(signs)) {
	test(`${locale}: options are written with the language's colon and comma, from the cart to the mail`, async () => {
		const { handle, fits } = optionsOf(locale), email = someEmail(`options-${locale}`), client = shopClient();
		const product = `/p/${slugOf(SHOP, handle, locale)}`;
		const page = await client.get(`/${locale}${product}`);
		const free = page.$('form[action$="/cart/add"]') ? page : await client.get(page.$(".values a[href*='v=']").getAttribute("href"));
		const cart = await free.form('form[action$="/cart/add"]').submit();
		const shown = (await client.get(`/${locale}/cart`)).$("li.line p.small").firstChild.textContent.trim();
		assert.equal(cart.status, 200);
		fits(shown);
		const review = await checkoutToReview(client, { locale, email });
		await review.form('main form[method="post"]').submit();
		const [line] = shopRows(SHOP, `SELECT l.options FROM @shop@.order_line l JOIN @shop@.order_contact c ON c.order_id = l.order_id WHERE c.email = ${lit(email)}`);
		assert.equal(line.options, shown, "the order keeps it so");
		const mail = await box.waitFor(email, "", { timeout: 30000 });
		assert.ok(mail.text.includes(locale === "ja" ? `（${shown}）` : `(${shown})`), mail.text);
	});
}

test("units of measure are the language's own, and stay beside their number", async () => {
	const [one] = shopRows(SHOP, `SELECT p.handle, x.value ->> 'value' AS value, a.label FROM @shop@.product_attribute x JOIN @shop@.attribute a ON a.id = x.attribute_id
		JOIN @shop@.product p ON p.id = x.product_id WHERE a.unit = 'cm' AND p.state = 'active' ORDER BY p.id, a.id LIMIT 1`);
	const units = { de: "cm", en: "cm", fr: "cm", ar: "سم", ja: "cm" };
	for (const [locale, unit] of Object.entries(units)) {
		const page = await shopClient().get(`/${locale}/p/${slugOf(SHOP, one.handle, locale)}`);
		const row = page.$$(".facts tr").find((r) => r.querySelector("th").textContent.trim() === one.label[locale]);
		assert.match(row.querySelector("td").textContent.trim(), new RegExp(`^[\\d.,]+[\u00a0\u202f]${unit}$`), locale);
	}
});

test("digits are of one sort on every Arabic page and in every Arabic mail", async () => {
	const client = shopClient(SECOND_SHOP), locale = "ar", email = someEmail("digits");
	const pages = [await client.get("/ar/"), await client.get("/ar/search?q=a")];
	pages.push(await addToCart(client, { locale, quantity: 2 }), await client.get("/ar/cart"), await client.get("/ar/checkout"));
	const sold = await buy({ shop: SECOND_SHOP, locale, country: "BH", email });
	pages.push(sold.page);
	const staff = await adminLogin({ locale });
	pages.push(await staff.get(`/ar/${SECOND_SHOP}/`), await staff.get(`/ar/${SECOND_SHOP}/orders`), await adminOrder(staff, SECOND_SHOP, sold.number, locale));
	for (const page of pages) {
		assert.equal(page.status, 200, page.url);
		assert.doesNotMatch(page.text, indic, page.url);
	}
	assert.match(sold.page.textOf(".sums tr.total td"), /^\u200f?[\d,]+\.\d{3}\sد\.ب\.\u200f?$/);
	const mail = await box.waitFor(email, "", { timeout: 30000 });
	assert.doesNotMatch(mail.text + mail.html, indic);
});

test("the carrier stands in a sentence of the language on the order's page", async () => {
	for (const [locale, says] of [["de", / mit DHL\b/], ["ar", /، شركة الشحن: DHL/], ["ja", /、配送業者：DHL/]]) {
		const sold = await buy({ locale, country: "DE" });
		const staff = await adminLogin();
		await adminAct(await adminOrder(staff, SHOP, sold.number), "paid");
		await adminAct(await adminOrder(staff, SHOP, sold.number), "ship", { carrier: "DHL", tracking: "JD-1" });
		assert.match((await sold.client.get(`/${locale}/order/${sold.token}`)).textOf("main"), says);
	}
});
