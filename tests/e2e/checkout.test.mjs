// From the cart to a placed order: addresses, steps, sums, and what may change on the way.
import assert from "node:assert/strict";
import { addresses, addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, ordersOf, variantOf } from "../lib/till.mjs";

const post = 'main form[method="post"]';
const shop = await newTill();
const cart = (products = ["mug"], locale = "en") => filled(shopClient(shop), products, locale);

async function filled(client, products, locale) {
	for (const product of products)
		await addToCart(client, { locale, product: `/p/${product}` });
	return client;
}

// At the review with a cart of these products.
async function review(products = ["mug"], options = {}) {
	const email = someEmail("checkout"), client = await cart(products);
	const page = await checkoutToReview(client, { locale: "en", email, ...options });
	assert.match(page.url, /\/en\/checkout\/review$/);
	return { client, email, page, form: page.form(post) };
}

const errorAt = (page, name) => page.textOf(`#f-${name}-error`);
const names = (form) => form.controls.filter((c) => c.getAttribute("type") !== "hidden" && c.localName !== "button").map((c) => c.getAttribute("name"));
const labelOf = (page, name) => page.textOf(`label[for="f-${name}"]`).replace(" (optional)", "");
const required = (page, name) => !page.textOf(`label[for="f-${name}"]`).includes("optional");

async function formOf(country, client) {
	const page = await client.get("/en/checkout");
	return page.form(post).value("country") === country ? page : page.form(post).submit({ country }, { button: ["adapt", "1"] });
}

for (const [method, answer, paid] of [["bank_transfer", "", "unpaid"], ["check", "", "unpaid"], ["cash_on_delivery", "", "unpaid"], ["demo", "approve", "paid"]]) {
	test(`a whole sale by ${method}`, { sale: true }, async () => {
		const sold = await buy({ shop, locale: "de", method, answer, products: ["/p/mug", "/p/book"] });
		assert.equal(sold.order.payment_state, paid);
		assert.equal(sold.order.payment_method, method);
		assert.equal(sold.order.total_minor, 2490 + 1280 + 490);
		assert.ok(sold.page.textOf("main").includes(sold.number));
		assert.equal(sold.page.$$(".summary-lines li").length, 2);
		const instructions = { bank_transfer: "IBAN DE02", check: "Payable to Till" }[method];
		assert.equal(sold.page.textOf(".recap").includes(instructions ?? "IBAN"), Boolean(instructions));
		assert.ok(!(await sold.client.get("/de/cart")).$("li.line"), "the cart is empty");
		const mails = shopRows(shop, `SELECT kind FROM @shop@.outbox WHERE order_id = ${sold.order.id}`).map((m) => m.kind);
		assert.equal(mails.length, paid === "paid" ? 2 : 1, mails.join());
	});
}

const forms = {
	DE: { fields: "name company line1 line2 postcode city", required: "name line1 postcode city" },
	GB: { fields: "name company line1 line2 city postcode", required: "name line1 city postcode" },
	US: { fields: "name company line1 line2 city region postcode", required: "name line1 city region postcode", region: "State" },
	JP: { fields: "name company postcode region city line1 line2", required: "name postcode region city line1", region: "Prefecture" },
	AE: { fields: "name company line1 line2 city region", required: "name line1 region", region: "Emirate" },
};
const more = {
	GB: { name: "Ann Smith", line1: "1 High St", city: "London", postcode: "ec1y8sy" },
	AE: { name: "سالم", line1: "شارع زايد 5", city: "دبي", region: "دبي" },
};
const labels = {
	DE: ["Ünsal Groß", "Große Elbstraße 12", "22767 Hamburg", "Germany"],
	GB: ["Ann Smith", "1 High St", "London", "EC1Y 8SY", "United Kingdom"],
	US: ["Ann O’Neil", "1 Main St", "Boston, MA 02110", "United States"],
	JP: ["〒150-0041", "東京都渋谷区", "神南1-19-11", "山田 太郎", "Japan"],
	AE: ["سالم", "شارع زايد 5", "دبي", "دبي", "United Arab Emirates"],
};

for (const [country, wanted] of Object.entries(forms)) {
	test(`the address form of ${country} has its own order, required fields and label`, async () => {
		const client = await cart(), email = someEmail("form");
		const page = await formOf(country, client);
		assert.equal(page.status, 200);
		assert.equal(names(page.form(post)).join(" "), `email phone country ${wanted.fields}`);
		assert.equal(wanted.fields.split(" ").filter((n) => required(page, n)).sort().join(" "), wanted.required.split(" ").sort().join(" "));
		if (wanted.region)
			assert.equal(labelOf(page, "region"), wanted.region);
		const next = await page.form(post).submit({ email, ...(more[country] ?? addresses[country]) });
		assert.match(next.url, /\/checkout\/shipping$/, next.textOf(".errors"));
		assert.deepEqual(next.$$("address bdi").map((e) => e.textContent), labels[country]);
	});
}

test("countries are those that parcels go to, by name in the page's language and its order", async () => {
	const client = await cart();
	const options = async (locale) => (await client.get(`/${locale}/checkout`)).$$("#f-country option").map((o) => o.textContent.trim());
	assert.deepEqual(await options("en"), ["France", "Germany", "Japan", "United Arab Emirates", "United Kingdom", "United States"]);
	assert.deepEqual(await options("de"), ["Deutschland", "Frankreich", "Japan", "Vereinigte Arabische Emirate", "Vereinigte Staaten", "Vereinigtes Königreich"]);
	assert.ok((await options("ar")).includes("اليابان"));
});

test("another country's form shows without errors and without losing anything, there and back", async () => {
	const client = await cart(), typed = { email: "x", name: "Ann", line1: "Here 1", postcode: "12345", city: "Town" };
	let page = await client.get("/en/checkout");
	page = await page.form(post).submit({ ...typed, country: "AE" }, { button: ["adapt", "1"] });
	assert.equal(page.status, 200);
	assert.ok(!page.$(".errors, .field-error"));
	assert.ok(!page.$("#f-postcode"), "no postcodes there");
	page = await page.form(post).submit({ region: "Dubai", country: "DE" }, { button: ["adapt", "1"] });
	assert.ok(!page.$(".errors, .field-error"));
	for (const [name, value] of Object.entries({ ...typed, country: "DE", region: "Dubai" }))
		assert.equal(page.form(post).value(name), value, name);
	assert.deepEqual(shopRows(shop, "SELECT 1 FROM @shop@.cart_contact WHERE email = 'x'"), []);
});

test("the Enter key, which presses the country's button, goes on", { sale: true }, async () => {
	const client = await cart();
	const page = await (await client.get("/en/checkout")).form(post).submit({ email: someEmail(), ...addresses.DE }, { button: ["adapt", "1"] });
	assert.match(page.url, /\/checkout\/shipping$/);
});

test("missing fields: each is told at its place, linked from the top, and what was typed stays", { sale: true }, async () => {
	for (const locale of ["en", "ar"]) {
		const client = await cart();
		const page = await (await client.get(`/${locale}/checkout`)).form(post).submit({ city: "Hamburg" });
		assert.equal(page.status, 422);
		assert.equal(page.$("html").getAttribute("lang"), locale);
		for (const name of ["email", "name", "line1", "postcode"]) {
			const field = page.$(`#f-${name}`);
			assert.ok(errorAt(page, name), name);
			assert.equal(field.getAttribute("aria-invalid"), "true");
			assert.ok(field.getAttribute("aria-describedby").split(" ").includes(`f-${name}-error`));
			assert.ok(page.$(`.errors a[href="#f-${name}"]`), `${name} is linked`);
		}
		assert.equal(page.$$(".errors li").length, 4);
		assert.equal(errorAt(page, "city"), "");
		assert.equal(page.form(post).value("city"), "Hamburg");
	}
});

test("a bad postcode is refused with an example of that country", async () => {
	const client = await cart(), email = someEmail("postcode");
	for (const [country, bad, example] of [["DE", "1234", "10115"], ["US", "ABCDE", "95014"], ["JP", "12-34", "154-0023"], ["GB", "12345", "EC1Y 8SY"]]) {
		const page = await (await formOf(country, client)).form(post).submit({ email, ...(more[country] ?? addresses[country]), postcode: bad });
		assert.equal(page.status, 422, country);
		assert.ok(errorAt(page, "postcode").includes(example), errorAt(page, "postcode"));
		assert.equal(page.$$(".errors li").length, 1);
		assert.equal(page.form(post).value("postcode"), bad);
	}
	assert.deepEqual(shopRows(shop, `SELECT 1 FROM @shop@.cart_contact WHERE email = '${email}'`), [], "nothing was kept");
});

test("a postcode in full-width or Arabic digits is kept as its country writes it", async () => {
	for (const [country, typed, kept] of [["JP", "１５０００４１", "150-0041"], ["DE", "٢٢٧٦٧", "22767"], ["GB", "ec1y8sy", "EC1Y 8SY"]]) {
		const client = await cart();
		const page = await (await formOf(country, client)).form(post).submit({ email: someEmail(), ...(more[country] ?? addresses[country]), postcode: typed });
		assert.ok(page.textOf("address").includes(kept), `${country}: ${page.textOf("address") || page.textOf(".errors")}`);
	}
});

test("e-mail and phone: lenient, but not everything", async () => {
	const client = await cart(), form = async (typed) => (await client.get("/en/checkout")).form(post).submit({ ...addresses.DE, ...typed });
	for (const email of ["nobody", "a@", "@b.example", "a b@c.example", "a@b@c"])
		assert.ok(errorAt(await form({ email }), "email"), email);
	for (const phone of ["call me", "12", "+49 40 <b>", "1".repeat(60)])
		assert.ok(errorAt(await form({ email: "a@b.example", phone }), "phone"), phone);
	for (const phone of ["", "+49 (40) 123-456", "٠٤٠ ١٢٣٤٥٦", "040/123456"])
		assert.match((await form({ email: "a+b@sub.example.org", phone })).url, /shipping$/, phone);
});

test("over-long fields are refused, not cut", async () => {
	const client = await cart();
	const page = await (await client.get("/en/checkout")).form(post).submit({ email: someEmail(), ...addresses.DE, name: "x".repeat(201), city: "y".repeat(5000) });
	assert.equal(page.status, 422);
	assert.ok(errorAt(page, "name").includes("200") && errorAt(page, "city").includes("200"));
	assert.equal(page.$$(".errors li").length, 2);
});

test("a country that nobody ships to is refused at its field", async () => {
	const client = await cart();
	const form = { email: someEmail(), country: "CH", laid: "DE", ...addresses.DE };
	const page = await client.post("/en/checkout", form);
	assert.equal(page.status, 422);
	assert.ok(errorAt(page, "country"));
	assert.equal((await client.post("/en/checkout", { ...form, country: "Schweiz" })).status, 400);
});

test("what is too heavy for every method says so and offers no button", async () => {
	const client = await cart(["anvil"]);
	const page = await (await client.get("/en/checkout")).form(post).submit({ email: someEmail(), country: "FR", ...addresses.FR });
	assert.match(page.url, /shipping$/);
	assert.ok(page.$(".note.warn"));
	assert.ok(!page.$(post));
	assert.equal((await client.post("/en/checkout/shipping", { method: "1" })).status, 422);
});

test("each step needs those before it", async () => {
	const nobody = shopClient(shop);
	for (const path of ["", "/shipping", "/payment", "/review"]) {
		const page = await nobody.get(`/en/checkout${path}`);
		assert.equal(new URL(page.url).pathname, "/en/cart", path);
		assert.ok(page.$(".flash"), "and says why");
	}
	const client = await cart(), lands = async (path) => new URL((await client.get(`/en/checkout${path}`)).url).pathname.replace("/en/checkout", "");
	assert.deepEqual([await lands("/shipping"), await lands("/payment"), await lands("/review")], ["", "", ""]);
	let page = await (await client.get("/en/checkout")).form(post).submit({ email: someEmail(), ...addresses.DE });
	assert.deepEqual([await lands("/payment"), await lands("/review")], ["/shipping", "/shipping"]);
	page = await page.form(post).submit({ method: page.form(post).choices("method")[0] });
	assert.deepEqual([await lands("/payment"), await lands("/review")], ["/payment", "/payment"]);
	assert.equal((await client.post("/en/checkout/place", { total: "2980" }, { follow: false })).header("location"), "/en/checkout/payment");
	await page.form(post).submit({ method: "check" });
	assert.equal(await lands("/review"), "/review");
});

test("nothing chosen, or what is not offered: 422 with a sentence", { sale: true }, async () => {
	const client = await cart();
	let page = await (await client.get("/en/checkout")).form(post).submit({ email: someEmail(), ...addresses.DE });
	for (const [path, values] of [["shipping", [undefined, "999999"]], ["payment", [undefined, "gold"]]]) {
		for (const method of values) {
			const refused = await client.post(`/en/checkout/${path}`, method ? { method } : {});
			assert.equal(refused.status, 422, `${path} ${method}`);
			assert.ok(refused.textOf(".errors"));
		}
		page = await page.form(post).submit({ method: page.form(post).choices("method")[0] });
	}
	assert.equal((await client.post("/en/checkout/shipping", { method: "1; DROP" })).status, 400);
	assert.equal((await client.post("/en/checkout/payment", { method: "a b" })).status, 400);
});

test("moving to another country asks for shipping anew, and cash on delivery stays at home", async () => {
	const { client } = await review(["mug"], { method: "cash_on_delivery" });
	let page = await (await formOf("FR", client)).form(post).submit({ ...addresses.FR });
	assert.match(page.url, /shipping$/);
	page = await page.form(post).submit({ method: page.form(post).choices("method")[0] });
	assert.deepEqual(page.form(post).choices("method"), ["bank_transfer", "check", "demo"]);
	assert.match((await client.get("/en/checkout/review")).url, /payment$/);
});

const amount = (text) => Number(text.replace(/[^0-9]/g, ""));
const split = (gross, ppm) => gross - Math.round((gross * 1e6) / (1e6 + ppm));

for (const [country, standard, reduced, shipping] of [["DE", 190000, 70000, 490], ["FR", 200000, 55000, 1890]]) {
	test(`two tax classes to ${country}: review, order page, mail and database agree to the cent`, async () => {
		const { page, form, email } = await review(["mug", "book"], { country });
		const wanted = [split(2490, standard) + split(shipping, standard), split(1280, reduced)];
		const total = 2490 + 1280 + shipping;
		const thanks = await form.submit();
		const [order] = ordersOf(shop, email);
		for (const shown of [page, thanks]) {
			assert.deepEqual(shown.$$(".sums tr.tax td").map((e) => amount(e.textContent)), wanted);
			assert.equal(amount(shown.textOf(".sums tr.total td")), total);
		}
		const taxes = shopRows(shop, `SELECT rate_ppm, sum(base_minor)::bigint AS base, sum(amount_minor)::bigint AS amount FROM @shop@.order_tax
			WHERE order_id = ${order.id} GROUP BY rate_ppm ORDER BY rate_ppm DESC`);
		assert.deepEqual(taxes.map((t) => [t.rate_ppm, t.amount]), [[standard, wanted[0]], [reduced, wanted[1]]]);
		assert.deepEqual([order.total_minor, order.tax_minor], [total, wanted[0] + wanted[1]]);
		assert.equal(taxes.reduce((sum, t) => sum + t.base + t.amount, 0), total);
		const mail = await new Mailbox().waitFor(email, order.number);
		for (const cell of page.$$(".sums td").map((e) => e.textContent.trim()))
			assert.ok(mail.text.includes(cell), `${cell} stands in the mail`);
	});
}

test("a product withdrawn while in the cart: nothing is ordered, and the cart says which", async () => {
	const { client, email, form } = await review(["mug", "fading"]);
	shopExecute(shop, "UPDATE @shop@.product SET state = 'archived' WHERE handle = 'fading'");
	const page = await form.submit();
	assert.equal(page.status, 422);
	assert.ok(page.textOf(".errors"));
	assert.ok(!page.$(post), "no button until the cart is mended");
	assert.deepEqual(ordersOf(shop, email), []);
	const mended = await client.get("/en/checkout/review");
	assert.equal(new URL(mended.url).pathname, "/en/cart");
	assert.ok(mended.$(".flash"));
});

test("a price changed at the review: the page says so, orders nothing, and then takes the new price", async () => {
	const { client, email, form } = await review(["shifting"]);
	const set = (minor) => shopExecute(shop, `UPDATE @shop@.price SET minor = ${minor} WHERE variant_id = ${variantOf(shop, "shifting")}`);
	set(1100);
	const page = await form.submit();
	assert.equal(page.status, 422);
	assert.ok(page.textOf(".errors"));
	assert.equal(amount(page.textOf(".sums tr.total td")), 1100 + 490);
	assert.deepEqual(ordersOf(shop, email), []);
	set(1200);
	const looked = await client.get("/en/checkout/review");
	assert.equal(looked.status, 200);
	assert.ok(looked.textOf(".errors"), "said on a mere look too");
	assert.equal((await page.form(post).submit()).status, 422, "the sum of a page that is out of date");
	assert.deepEqual(ordersOf(shop, email), []);
	const thanks = await (await client.get("/en/checkout/review")).form(post).submit();
	assert.match(thanks.url, /\/order\//);
	assert.equal(ordersOf(shop, email)[0].total_minor, 1200 + 490);
});

test("a shipping price changed at the review is a changed total", async () => {
	const { email, form } = await review(["mug"], { country: "FR" });
	const set = (minor) => shopExecute(shop, `UPDATE @shop@.shipping_rate SET minor = ${minor} WHERE minor = ${minor === 1890 ? 1990 : 1890}`);
	set(1990);
	try {
		const page = await form.submit();
		assert.equal(page.status, 422);
		assert.equal(amount(page.textOf(".sums tr.total td")), 2490 + 1990);
		assert.deepEqual(ordersOf(shop, email), []);
	} finally {
		set(1890);
	}
});

test("sold out at the last click: the second buyer reads which product, and stock stays true", async () => {
	const first = await review(["rare"]), second = await review(["rare"]);
	const [one, two] = await Promise.all([first.form.submit(), second.form.submit()]);
	const won = [one, two].filter((p) => p.status === 200 && /\/order\//.test(p.url)), [lost] = [one, two].filter((p) => p.status === 422);
	assert.equal(won.length, 1);
	assert.ok(lost.textOf(".errors").includes("rare"));
	assert.equal(ordersOf(shop, first.email).length + ordersOf(shop, second.email).length, 1);
	const [stock] = shopRows(shop, `SELECT on_hand, reserved FROM @shop@.stock WHERE variant_id = ${variantOf(shop, "rare")}`);
	assert.deepEqual(stock, { on_hand: 1, reserved: 1 });
});

test("fewer left than wanted: the page says how many", async () => {
	const client = shopClient(shop), email = someEmail("fewer");
	await addToCart(client, { locale: "en", product: "/p/last", quantity: 3 });
	const page = await checkoutToReview(client, { locale: "en", email });
	await buy({ shop, locale: "en", products: ["/p/last"] });
	const refused = await page.form(post).submit();
	assert.equal(refused.status, 422);
	assert.match(refused.textOf(".errors"), /2.*last/);
	assert.deepEqual(ordersOf(shop, email), []);
});

test("a double click, two tabs and a reload make one order", { sale: true }, async () => {
	const { client, email, form } = await review();
	const jar = client.cookie("cart");
	const answers = await Promise.all([1, 2, 3, 4].map(() => form.submit({}, { follow: false })));
	assert.deepEqual(answers.map((a) => a.status), [303, 303, 303, 303]);
	assert.equal(new Set(answers.map((a) => a.header("location"))).size, 1);
	assert.equal(ordersOf(shop, email).length, 1);
	/* A browser whose answer was lost still has the cart's cookie. */
	for (const path of ["/en/checkout", "/en/checkout/review"]) {
		client.setCookie("cart", jar);
		assert.match((await client.get(path)).url, /\/order\/[0-9a-f]{32}/, path);
	}
	client.setCookie("cart", jar);
	assert.match((await form.submit()).url, /\/order\/[0-9a-f]{32}/);
	assert.match((await form.submit()).url, /\/order\/[0-9a-f]{32}/, "another tab's click, after the answer");
	assert.match((await client.get("/en/checkout")).url, /\/order\/[0-9a-f]{32}/, "Back, then on");
	assert.ok(!(await client.get("/en/cart")).$(".to-cart .count"), "the cart is empty all the same");
	assert.equal(ordersOf(shop, email).length, 1);
	assert.equal((await addToCart(client, { locale: "en" })).textOf(".to-cart .count"), "1", "and takes new things");
});

test("the order button says that it costs money and nothing else; the sum stands right above it", async () => {
	const words = { de: "Zahlungspflichtig bestellen", en: "Buy now", fr: "Commander avec obligation de paiement", ar: "تأكيد الطلب مع الالتزام بالدفع", ja: "注文を確定する" };
	for (const [locale, said] of Object.entries(words)) {
		const client = shopClient();
		await addToCart(client, { locale });
		const review = await checkoutToReview(client, { locale, email: someEmail() });
		const form = review.$(post), button = form.querySelector("button");
		assert.equal(button.textContent.trim(), said);
		const total = form.previousElementSibling.querySelector("tr.total td");
		assert.match(total.textContent, /\d/);
	}
});

test("a tampered total orders nothing", async () => {
	const { client, email } = await review();
	for (const total of ["1", "0", "-5", "2981", "", "x", "99999999999999999999"]) {
		const page = await client.post("/en/checkout/place", { total });
		assert.equal(page.status, 422, total);
		assert.ok(page.textOf(".errors"));
	}
	assert.equal((await client.post("/en/checkout/place", { total: "2980", price: "1" })).status, 400);
	assert.deepEqual(ordersOf(shop, email), []);
});

test("a tampered cart cookie is no cart, and another shop's neither", { sale: true }, async () => {
	const { client, email, form } = await review();
	const good = client.cookie("cart"), half = Math.floor(good.length / 2);
	const other = shopClient();
	await addToCart(other);
	for (const bad of [`${good.slice(0, half)}${good[half] === "A" ? "B" : "A"}${good.slice(half + 1)}`, good.slice(0, -2), other.cookie("cart"), "0".repeat(32)]) {
		client.setCookie("cart", bad);
		assert.equal(new URL((await form.submit()).url).pathname, "/en/cart");
		client.setCookie("cart", bad);
		assert.equal(new URL((await client.get("/en/checkout/review")).url).pathname, "/en/cart");
	}
	assert.deepEqual(ordersOf(shop, email), []);
});

test("an order's page is private, and only its whole token opens it", { sale: true }, async () => {
	const sold = await buy({ shop, locale: "de" }), client = shopClient(shop);
	const page = await client.get(`/en/order/${sold.token}`);
	assert.equal(page.status, 200);
	assert.match(page.header("cache-control"), /private, no-store/);
	assert.match(page.header("x-robots-tag"), /noindex/);
	const last = sold.token.at(-1) === "0" ? "1" : "0";
	for (const token of [sold.token.slice(0, -1) + last, sold.token.slice(0, -1), sold.token.toUpperCase(), `${sold.token}0`])
		assert.equal((await client.get(`/en/order/${token}`)).status, token === sold.token ? 200 : 404, token);
	assert.equal((await shopClient().get(`/de/order/${sold.token}`)).status, 404, "in another shop");
	assert.equal((await client.get(`/en/order/${sold.token}?fresh=maybe`)).status, 400);
});
