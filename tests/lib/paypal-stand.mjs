// A shop that sells one thing by PayPal, and what tests do there.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addToCart, checkoutToReview, someEmail } from "./buy.mjs";
import { shopClient } from "./client.mjs";
import { csv, importCsv, newShop, productRow } from "./goods.mjs";
import { postEvent } from "./paypal.mjs";
import { shopRows } from "./psql.mjs";
import { stoactl } from "./stack.mjs";
import { ordersOf, paymentsOf } from "./till.mjs";

const post = 'main form[method="post"]';
export const again = 'form[action$="/pay"]';

// stoactl payment set: { status, out, err }.
export async function setKeys(shop, app, ...options) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-keys-")), file = join(folder, "secret");
	try {
		writeFileSync(file, `${app.secret}\n`);
		return await stoactl(["payment", "set", shop, "paypal", "--client-id", app.client, "--secret-key-file", file, "--webhook-id", app.webhook, ...options]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

export const hookUrl = (shop) => new URL("/hook/paypal", shopClient(shop).base).href;

export async function newPaypalStand(fake, { currency = "EUR", country = "DE", price = "24.90", shipping = "0" } = {}) {
	const shop = await newShop("paypal", { currency, country, locales: "en,ar,de", shipping });
	const put = await importCsv(shop, csv([productRow("mug", "Mug", price, { "Variant Inventory Qty": "500" })]));
	assert.equal(put.status, 0, put.err);
	const app = fake.newApp(hookUrl(shop)), set = await setKeys(shop, app, "--test");
	assert.equal(set.status, 0, set.err);
	return { fake, shop, currency, country, app, set };
}

// Places an order and stands before PayPal's page: its address in url, or no url where the shop's own page came instead.
export async function place(stand, { locale = "en", email = someEmail("paypal"), client = shopClient(stand.shop), quantity = 1 } = {}) {
	await addToCart(client, { locale, product: "/p/mug", quantity });
	const page = await checkoutToReview(client, { locale, country: stand.country, email, method: "paypal" });
	const gone = await page.form(post).submit({}, { follow: false });
	assert.equal(gone.status, 303);
	const to = gone.header("location"), [order] = ordersOf(stand.shop, email);
	return { client, locale, email, order, url: to.startsWith(stand.fake.base) ? to : null, to, csp: page.header("content-security-policy") };
}

export const stateOf = (stand, sold) => ordersOf(stand.shop, sold.email)[0].payment_state;
export const statesOf = (stand, sold) => paymentsOf(stand.shop, sold.order).map((p) => p.state);
export const refundsOf = (stand, sold) => shopRows(stand.shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id} ORDER BY id`);
export const eventsOf = (stand, sold) => shopRows(stand.shop, `SELECT kind FROM @shop@.order_event WHERE order_id = ${sold.order.id} ORDER BY id`).map((e) => e.kind);
export const mailsOf = (stand, sold) => shopRows(stand.shop, `SELECT kind FROM @shop@.outbox WHERE order_id = ${sold.order.id} ORDER BY id`).map((m) => m.kind);

export const tell = (stand, type, resource, options) => postEvent(stand.shop, stand.fake.event(stand.app, type, resource, options));

// Agreed and back in the shop: the page that the shopper sees.
export async function comeBack(stand, sold, answer = "agree", instrument = "good") {
	return sold.client.get(await stand.fake.answerPage(sold.url, answer, instrument));
}

export async function sale(stand, options) {
	const sold = await place(stand, options);
	assert.ok(sold.url, sold.to);
	const page = await comeBack(stand, sold);
	assert.equal(page.status, 200);
	return { ...sold, page, capture: stand.fake.captureOfUrl(sold.url) };
}
