// A whole sale, as a visitor without JavaScript makes it.
import assert from "node:assert/strict";
import { env } from "./env.mjs";
import { shopClient } from "./client.mjs";
import { lit, shopRows } from "./psql.mjs";

const post = 'main form[method="post"]';

export const addresses = {
	DE: { name: "Ünsal Groß", line1: "Große Elbstraße 12", postcode: "22767", city: "Hamburg" },
	FR: { name: "Zoé Lefèvre", line1: "12 rue de l’Église", postcode: "75011", city: "Paris" },
	AT: { name: "Jörg Huber", line1: "Mariahilfer Straße 3", postcode: "1060", city: "Wien" },
	BH: { name: "مريم الخليفة", line1: "طريق 1201", postcode: "317", city: "المنامة" },
	SA: { name: "سارة العتيبي", line1: "شارع العليا", postcode: "12211", city: "الرياض" },
	JP: { name: "山田 太郎", line1: "神南1-19-11", postcode: "150-0041", city: "渋谷区", region: "東京都" },
	US: { name: "Ann O’Neil", line1: "1 Main St", postcode: "02110", city: "Boston", region: "MA" },
};

let count = 0;

// An address that no other test uses.
export function someEmail(word = "buyer") {
	return `${word}-${process.pid}-${Date.now()}-${++count}@example.org`;
}

function pass(page, where) {
	const said = page.$$(".errors, .field-error").map((e) => e.textContent.trim().replace(/\s+/g, " ")).join("; ");
	assert.equal(page.status, 200, `${where}: ${page.status} ${page.url} ${said}`);
	return page;
}

// The page of a product that can be bought: by its path after the locale ("/p/slug"), else the first on the home page of which there are
// enough, and some more, since other tests buy beside this one.
export async function findProduct(client, locale, path, quantity = 1) {
	if (path)
		return pass(await client.get(`/${locale}${path}`), "product");
	const home = pass(await client.get(`/${locale}/`), "home");
	for (const card of home.$$("a.card")) {
		const page = pass(await client.get(new URL(card.getAttribute("href"), home.url).href), "product");
		if (page.$('form[action$="/cart/add"]') && Number(page.$("#quantity").getAttribute("max")) >= quantity + 5)
			return page;
	}
	throw new Error(`nothing on the home page of ${client.base} can be bought`);
}

export async function addToCart(client, { locale = "de", product, quantity = 1 } = {}) {
	const page = await findProduct(client, locale, product, quantity);
	return pass(await page.form('form[action$="/cart/add"]').submit({ quantity }), "add to cart");
}

// Goes as far as the review; the address form may ask for the country first.
export async function checkoutToReview(client, { locale = "de", country = "DE", email, method = "bank_transfer", shipping, address = {} } = {}) {
	let page = pass(await client.get(`/${locale}/checkout`), "checkout");
	if (page.form(post).has("country") && page.form(post).value("country") !== country)
		page = await page.form(post).submit({ country });
	const form = page.form(post);
	const typed = { email, country, ...addresses[country], ...address };
	for (const name of Object.keys(typed)) {
		if (!form.has(name))
			delete typed[name];
	}
	page = pass(await form.submit(typed), "contact");
	const methods = page.form(post).choices("method");
	page = pass(await page.form(post).submit({ method: shipping ?? methods[0] }), "shipping");
	return pass(await page.form(post).submit({ method }), "payment");
}

// On the provider's page: "approve", "decline", or "leave".
export async function payAtDemo(page, answer = "approve") {
	assert.ok(new URL(page.url).hostname.startsWith("demopay."), `not at the provider but at ${page.url}`);
	if (answer === "leave")
		return page.click('a[href*="/order/"]');
	return page.form("form").submit({}, { button: ["answer", answer] });
}

/*
 * Buys and returns { client, page, email, number, token, order }: the thank-you page, and the order's row. method is the code of a payment
 * method ("bank_transfer", "check", "cash_on_delivery", "demo"); answer is what is pressed at the demo provider. products: paths after the
 * locale, each put into the cart once.
 */
export async function buy({ shop = env.SHOP, locale = "de", country = "DE", method = "bank_transfer", answer = "approve",
	products = [undefined], quantity = 1, email = someEmail(), client = shopClient(shop), ...rest } = {}) {
	for (const product of products)
		await addToCart(client, { locale, product, quantity });
	const review = await checkoutToReview(client, { locale, country, email, method, ...rest });
	let page = await review.form(post).submit();
	if (method === "demo")
		page = await payAtDemo(pass(page, "place"), answer);
	pass(page, "thank you");
	const token = /\/order\/([0-9a-f]{32})/.exec(page.url)?.[1];
	assert.ok(token, `no order page but ${page.url}`);
	const [order] = shopRows(shop, `SELECT * FROM @shop@.orders WHERE token = ${lit(token)}`);
	assert.ok(order, "the order is in the database");
	return { client, page, email, number: order.number, token, order };
}
