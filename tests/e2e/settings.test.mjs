// Settings: what a merchant sets is what the shopper sees and pays from the next page on, and bad input is told at its field.
import assert from "node:assert/strict";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { newShop } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { form, newStand, openSettings, refused, set } from "../lib/settings.mjs";

function only(shop, sql) {
	return shopRows(shop, sql)[0];
}

async function atReview(shop, { locale = "en", country = "DE", ...rest } = {}) {
	const client = shopClient(shop);
	await addToCart(client, { locale, product: "/p/mug" });
	return checkoutToReview(client, { locale, country, email: someEmail(), ...rest });
}

const sums = (page) => page.textOf(".review-sums .sums");

test("the settings lead to every area, in the reader's language", async () => {
	const { open } = await newStand();
	const page = await open("");
	assert.equal(page.status, 200);
	const links = page.$$(".set a").map((a) => a.getAttribute("href").replace(/^.*\/settings/, ""));
	for (const tail of ["/names", "/currencies", "/taxes", "/shipping", "/pickups", "/payments", "/theme", "/mails", "/legal", "/cookies", "/accounting"]) {
		assert.ok(links.includes(tail), tail);
		for (const locale of ["en", "ar"]) {
			const area = await open(tail, locale);
			assert.equal(area.status, 200, `${locale} ${tail}`);
			assert.equal(area.$("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
		}
	}
	assert.equal(page.$$('.side a[aria-current="page"]').length, 1);
});

test("name, tagline and order prefix are what shoppers read next", async () => {
	const { shop, open } = await newStand();
	await set(await open("/names"), { title_en: "Lamp & Sons <b>", tagline_en: "Light for all", title_de: "Lampen Söhne", order_prefix: "L-", email: "ask@lamp.example" });
	assert.equal((await shopClient(shop).get("/en/")).textOf(".logo"), "Lamp & Sons <b>");
	assert.equal((await shopClient(shop).get("/de/")).textOf(".logo"), "Lampen Söhne");
	assert.equal((await shopClient(shop).get("/ar/")).textOf(".logo"), "Lamp & Sons <b>", "a language without a name of its own has the shop's");
	assert.match((await shopClient(shop).get("/en/")).text, /Light for all/);
	const { number } = await buy({ shop, locale: "en", products: ["/p/mug"] });
	assert.match(number, /^L-\d+$/);
});

test("a language that is switched off is gone, a new one is there; the shop's own cannot be taken away", async () => {
	const { shop, open } = await newStand();
	assert.equal((await shopClient(shop).get("/de/")).status, 200);
	await set(await open("/names"), { speak_de: null, speak_fr: "1" });
	assert.equal((await shopClient(shop).get("/de/")).status, 404);
	const french = await shopClient(shop).get("/fr/");
	assert.equal(french.status, 200);
	assert.deepEqual(french.$$(".foot .tongues a").map((a) => a.getAttribute("lang")), ["en", "ar", "fr"]);
	await refused(await open("/names"), { speak_en: null }, "speak_en", /own language/);
	await refused(await open("/names"), { default_locale: "ar" }, "default_locale", /without a text in this language: 2/);
	assert.equal(only(shop, "SELECT default_locale FROM @shop@.shop").default_locale, "en");
	shopExecute(shop, "INSERT INTO @shop@.product_text (product_id, locale, name, sort_key) SELECT product_id, 'ar', 'كوب', sort_key FROM @shop@.product_text");
	shopExecute(shop, "INSERT INTO @shop@.category_text (category_id, locale, name) SELECT category_id, 'ar', 'أشياء' FROM @shop@.category_text WHERE locale = 'en'");
	await set(await open("/names"), { default_locale: "ar", title_ar: "مصباح" });
	assert.equal(new URL((await shopClient(shop, { headers: { "accept-language": "ru" } }).get("/")).url).pathname, "/ar/");
});

test("an order's page in a language that is no longer offered leads on to the shop's own", async () => {
	const { shop, open } = await newStand();
	const { token } = await buy({ shop, locale: "de", products: ["/p/mug"] });
	await set(await open("/names"), { speak_de: null });
	const page = await shopClient(shop).get(`/de/order/${token}`);
	assert.equal(page.status, 200);
	assert.equal(new URL(page.url).pathname, `/en/order/${token}`);
});

test("bad input in names is told at its field, and what was typed stays", async () => {
	const { open } = await newStand();
	await refused(await open("/names"), { title_en: "", tagline_en: "kept" }, "title_en", /fill this in/);
	await refused(await open("/names"), { title_de: "x".repeat(81) }, "title_de", /80 characters/);
	await refused(await open("/names"), { tagline_en: "x".repeat(161) }, "tagline_en", /160 characters/);
	await refused(await open("/names"), { email: "nowhere" }, "email", /e-mail/);
	for (const order_prefix of ["H1", "H 1-", "ÄÖ"])
		await refused(await open("/names"), { order_prefix }, "order_prefix", /no digit at the end/);
	await refused(await open("/names"), { order_prefix: "ABCDEFGHIJK" }, "order_prefix", /10 characters/);
});

test("what was not offered as a choice is no form of ours", async () => {
	const { open } = await newStand();
	for (const [tail, values] of [["/names", { country: "XX" }], ["/names", { time_zone: "Mars/Base" }], ["/names", { default_locale: "tlh" }],
		["/currencies", { own: "XXX" }], ["/currencies", { new_code: "DEM", new_rate: "2" }], ["/taxes", { tax_mode: "both" }], ["/taxes", { add_country: "XX" }]])
		assert.equal((await (await open(tail)).form(form).submit(values)).status, 400, JSON.stringify(values));
	for (const tail of ["/taxes/countries/XX", "/taxes/classes/none", "/shipping/zones/999999", "/shipping/methods/999999", "/payments/methods/none"])
		assert.equal((await open(tail)).status, 404, tail);
});

test("two who change the same: the second is told, keeps what was typed, and may save then", async () => {
	const { shop, open } = await newStand();
	const first = await open("/names"), second = await open("/names");
	await set(first, { title_en: "First" });
	const told = await second.form(form).submit({ title_en: "Second" });
	assert.equal(told.status, 409);
	assert.match(told.textOf(".flash.bad"), /Somebody has changed this meanwhile/);
	assert.equal(told.form(form).value("title_en"), "Second");
	assert.equal((await shopClient(shop).get("/en/")).textOf(".logo"), "First");
	await set(told, {});
	assert.equal((await shopClient(shop).get("/en/")).textOf(".logo"), "Second");
});

test("changes of different areas do not get into each other's way", async () => {
	const { open } = await newStand();
	const names = await open("/names"), money = await open("/currencies");
	await set(names, { title_en: "Other" });
	await set(money, { new_code: "USD", new_rate: "1.1" });
});

test("a currency is offered, converted, rounded, put in order and taken away again", async () => {
	const { shop, open } = await newStand();
	await set(await open("/currencies"), { new_code: "USD", new_rate: "1.0842" });
	let page = await set(await open("/currencies"), { new_code: "JPY", new_rate: "162.35" });
	page = await set(page, { step_1: "50", position_1: "3", position_2: "1" });
	const client = shopClient(shop);
	const home = await client.get("/en/");
	assert.deepEqual(home.form('form[action$="/currency"]').choices("currency"), ["EUR", "JPY", "USD"]);
	await home.form('form[action$="/currency"]').submit({ currency: "USD" });
	assert.match((await client.get("/en/p/mug")).textOf(".price"), /\$11\.00/, "10.842 to the next half dollar");
	for (const [price, found] of [["USD1100-1100", 1], ["USD1084-1084", 0]])
		assert.equal((await client.get(`/en/search?q=mug&price=${price}`)).$$("main a.card").length, found, "lists round alike");
	await (await client.get("/en/")).form('form[action$="/currency"]').submit({ currency: "JPY" });
	assert.match((await client.get("/en/p/mug")).textOf(".price"), /¥1,624/);
	page = await open("/currencies");
	await set(page, { remove_1: "1" });
	assert.match((await client.get("/en/p/mug")).textOf(".price"), /€10\.00/, "a cookie of a currency that is gone counts for nothing");
	assert.deepEqual((await client.get("/en/")).form('form[action$="/currency"]').choices("currency"), ["EUR", "USD"]);
});

test("bad rates and places of currencies are told; the own currency stays once there are prices", async () => {
	const { shop, open } = await newStand();
	for (const new_rate of ["", "0", "-1", "abc", "1.0000000001", "999999999999"])
		await refused(await open("/currencies"), { new_code: "USD", new_rate }, "new_rate", /./);
	await refused(await open("/currencies"), { new_rate: "2" }, "new_code", /choose one/);
	await set(await open("/currencies"), { new_code: "USD", new_rate: "1.1" });
	await refused(await open("/currencies"), { rate_1: "x" }, "rate_1", /such as 1\.0842/);
	await refused(await open("/currencies"), { position_1: "first" }, "position_1", /place/);
	assert.deepEqual((await open("/currencies")).form(form).choices("own"), ["EUR"], "no other to choose");
	assert.equal((await (await open("/currencies")).form(form).submit({ own: "USD" })).status, 400);
	assert.equal(only(shop, "SELECT currency FROM @shop@.shop").currency, "EUR");
});

test("before there are prices the own currency can be changed, and shipping comes along", async () => {
	const shop = await newShop("set", { currency: "EUR", country: "DE", locales: "en", shipping: "5.00" });
	const { open } = await openSettings(shop);
	await set(await open("/currencies"), { own: "KWD" });
	assert.deepEqual(only(shop, "SELECT currency, minor FROM @shop@.shipping_rate"), { currency: "KWD", minor: 5000 });
	assert.equal(only(shop, "SELECT currency FROM @shop@.shop").currency, "KWD");
});

test("a new tax rate is what shoppers pay from its first day, under the name of their language", async () => {
	const { shop, open } = await newStand();
	assert.match(sums(await atReview(shop)), /19%/);
	const today = new Date().toISOString().slice(0, 10);
	let page = await open("/taxes/countries/DE");
	const until = page.$('[name^="until_"]').getAttribute("name");
	await refused(page, { new_class: "standard", new_percent: "25", new_from: today }, "new_from", /two rates/);
	const yesterday = new Date(Date.now() - 26 * 3600e3).toISOString().slice(0, 10);
	page = await set(page, { name_en: "VAT", name_de: "MwSt.", name_ar: "ضريبة", [until]: yesterday, new_class: "standard", new_percent: "25", new_from: today });
	assert.match(sums(await atReview(shop)), /VAT/);
	assert.match(sums(await atReview(shop)), /25%/);
	assert.match(sums(await atReview(shop)), /€3\.00/, "25 % out of 15.00");
	assert.match(sums(await atReview(shop, { locale: "de" })), /MwSt\./);
	assert.match(sums(await atReview(shop, { locale: "ar" })), /ضريبة/);
	assert.match(page.textOf("main"), /Past rates/);
	const { order } = await buy({ shop, locale: "de", products: ["/p/mug"] });
	assert.equal(only(shop, `SELECT name FROM @shop@.order_tax WHERE order_line_id IN (SELECT id FROM @shop@.order_line WHERE order_id = ${order.id})`).name, "MwSt.");
});

test("a rate of the future waits, and can be taken back", async () => {
	const { shop, open } = await newStand();
	let page = await open("/taxes");
	page = await page.form(form).submit({ add_country: "FR" });
	assert.equal(page.heading, "France");
	page = await set(page, { name_en: "TVA", new_class: "standard", new_percent: "20", new_from: "2099-01-01" });
	assert.equal(only(shop, "SELECT count(*)::int AS n FROM @shop@.tax_rate WHERE country = 'FR'").n, 1);
	const remove = page.$('[name^="remove_"]').getAttribute("name");
	await set(page, { [remove]: "1" });
	assert.equal(only(shop, "SELECT count(*)::int AS n FROM @shop@.tax_rate WHERE country = 'FR'").n, 0);
});

test("bad input about taxes is told at its field", async () => {
	const { open } = await newStand();
	const country = () => open("/taxes/countries/DE"), until = (await country()).$('[name^="until_"]').getAttribute("name");
	await refused(await country(), { name_en: "" }, "name_en", /fill this in/);
	for (const new_percent of ["", "101", "-1", "x", "1.23456"])
		await refused(await country(), { new_class: "reduced", new_percent }, "new_percent", /./);
	await refused(await country(), { new_percent: "7" }, "new_class", /choose one/);
	for (const day of ["2026-02-30", "soon", "31.12.2026"])
		await refused(await country(), { new_class: "reduced", new_percent: "7", new_from: day }, "new_from", /day of the calendar/);
	await refused(await country(), { new_class: "reduced", new_percent: "7", new_from: "2030-02-01", new_until: "2030-01-31" }, "new_until", /before the first/);
	await refused(await country(), { [until]: "1950-01-01" }, until, /before the first/);
	await refused(await open("/taxes/classes"), { label_en: "", code: "x" }, "label_en", /fill this in/);
	await refused(await open("/taxes/classes"), { label_en: "Books", code: "Bücher" }, "code", /small letters/);
	await refused(await open("/taxes/classes"), { label_en: "Books", code: "standard" }, "code", /called that already/);
	await refused(await open("/taxes/classes"), { label_en: "Books", code: "books", position: "x" }, "position", /whole number/);
});

test("the standard rates of the European Union are entered for a start, and leave what there is", async () => {
	const { shop, open } = await newStand({ "tax-rate": "21" });
	const page = await open("/taxes");
	assert.match(page.textOf("main"), /European Commission’s figures of January 1, 2026/);
	assert.match((await page.form('form[action$="/starter"]').submit()).textOf(".flash"), /^Saved\./);
	const rates = Object.fromEntries(shopRows(shop, "SELECT country, ppm, names FROM @shop@.tax_rate").map((r) => [r.country, r]));
	assert.equal(Object.keys(rates).length, 27);
	assert.equal(rates.DE.ppm, 210000, "what the merchant has entered stays");
	assert.equal(rates.FI.ppm, 255000);
	assert.equal(rates.FR.names.de, "MwSt.");
	shopExecute(shop, "UPDATE @shop@.zone SET countries = '{*}'");
	assert.match(sums(await atReview(shop, { country: "FR" })), /20%/);
	const after = await open("/taxes");
	assert.ok(!after.$('form[action$="/starter"]'), "nothing is left to enter");
	shopExecute(shop, "DELETE FROM @shop@.tax_rate WHERE country = 'AT'");
	await (await open("/taxes")).form('form[action$="/starter"]').submit();
	assert.equal(only(shop, "SELECT count(*)::int AS n FROM @shop@.tax_rate").n, 27);
});

test("all countries of the European Union get into a zone by one box, the others stand by continent", async () => {
	const { shop, open } = await newStand();
	const page = await open("/shipping/zones");
	const heads = page.$$("details.fold summary").map((e) => e.textContent.trim());
	assert.deepEqual(heads.toSorted(), ["Africa", "Americas", "Asia", "Europe", "Oceania"], heads.join());
	const after = await set(page, { label_en: "Union", eu: "1", position: "1" });
	assert.equal(after.$$("details.fold[open] summary")[0].textContent.trim(), "Countries chosen");
	const { countries } = only(shop, "SELECT countries FROM @shop@.zone WHERE label ->> 'en' = 'Union'");
	assert.equal(countries.length, 27);
	assert.ok(countries.includes("CY") && !countries.includes("GB"));
});

test("a tax class is made, named, and deleted as long as nothing belongs to it", async () => {
	const { shop, open, staff } = await newStand();
	await set(await open("/taxes/classes"), { label_en: "Books", label_de: "Bücher", code: "books" });
	assert.match((await open("/taxes", "de")).textOf("main"), /Books|Bücher/);
	await set(await open("/taxes/classes/books"), { label_en: "Printed books" });
	assert.ok(!(await open("/taxes/classes/standard")).$('form[action$="/delete"]'), "a class in use has no such button");
	const path = `/en/${shop}/settings/taxes/classes`;
	assert.match((await staff.post(`${path}/standard/delete`)).textOf(".flash"), /still uses it/);
	await (await open("/taxes/classes/books")).form('form[action$="/delete"]').submit();
	assert.equal(only(shop, "SELECT count(*)::int AS n FROM @shop@.tax_class WHERE code = 'books'").n, 0);
});

test("prices with tax or without: the same figures, another total", async () => {
	const { shop, open } = await newStand();
	assert.match(sums(await atReview(shop)), /Total\s*€15\.00/);
	await set(await open("/taxes"), { tax_mode: "net" });
	assert.match(sums(await atReview(shop)), /Total\s*€17\.85/);
});

test("a zone and its table of prices decide what shipping costs, from the next page on", async () => {
	const { shop, open, staff } = await newStand();
	const overview = await open("/shipping");
	assert.match(overview.textOf(".flash.info"), /in no zone/);
	const key = (c) => `in_${(c.charCodeAt(0) - 65) * 26 + c.charCodeAt(1) - 65 + 1}`;
	let zone = await set(await open("/shipping/zones"), { label_en: "Neighbours", label_de: "Nachbarn", [key("FR")]: "1", [key("AT")]: "1", position: "2" });
	assert.equal(zone.heading, "Neighbours");
	assert.match(zone.textOf("main"), /nobody can order to here/);
	const add = await zone.click('a[href$="/methods"]');
	zone = await set(add, { label_en: "Van", label_de: "Wagen", hint_en: "Two days", basis: "weight", currency_1: "EUR", from_1: "", price_1: "7.50", currency_2: "EUR", from_2: "0.15", price_2: "9.90", currency_3: "EUR", from_3: "0.25", price_3: "" });
	let review = await atReview(shop, { country: "FR" });
	assert.match(review.textOf(".recap"), /Van/);
	assert.match(sums(review), /€7\.50/);
	const two = shopClient(shop);
	await addToCart(two, { locale: "en", product: "/p/mug", quantity: 2 });
	assert.match(sums(await checkoutToReview(two, { locale: "en", country: "AT", email: someEmail() })), /€9\.90/);
	const method = await zone.click('.set a[href*="/methods/"]');
	assert.equal(method.form(form).value("from_2"), "0.15");
	await set(method, { price_1: "3.33" });
	assert.match(sums(await atReview(shop, { country: "FR" })), /€3\.33/);
	await set(await zone.click('.set a[href*="/methods/"]'), { active: null });
	await assert.rejects(atReview(shop, { country: "FR" }), /country/, "nobody ships there now");
	await (await zone.click('.set a[href*="/methods/"]')).form('form[action$="/delete"]').submit();
	await (await staff.get(zone.url)).form('form[action$="/delete"]').submit();
	assert.equal(only(shop, "SELECT count(*)::int AS n FROM @shop@.zone").n, 1);
});

test("a zone for everywhere else, and a country in two zones, are told apart", async () => {
	const { open } = await newStand();
	const key = (c) => `in_${(c.charCodeAt(0) - 65) * 26 + c.charCodeAt(1) - 65 + 1}`;
	await set(await open("/shipping/zones"), { label_en: "World", everywhere: "1", [key("DE")]: "1" });
	const page = await open("/shipping");
	assert.doesNotMatch(page.textOf("main"), /in no zone:/);
	assert.match(page.textOf(".flash.info"), /In several zones.*Germany/);
});

test("bad input about shipping is told at its field", async () => {
	const { shop, open } = await newStand();
	const [{ id, zone_id }] = shopRows(shop, "SELECT id, zone_id FROM @shop@.shipping_method");
	await refused(await open("/shipping/zones"), { label_en: "" }, "label_en", /fill this in/);
	await refused(await open("/shipping/zones"), { label_en: "Empty" }, "everywhere", /at least one country/);
	await refused(await open("/shipping/zones"), { label_en: "Z", position: "-1" }, "position", /smallest/);
	const method = () => open(`/shipping/methods/${id}`);
	await refused(await method(), { label_en: "" }, "label_en", /fill this in/);
	for (const [price_1, words] of [["x", /amount such as/], ["1.234", /decimals/], ["-1", /zero up/]])
		await refused(await method(), { price_1 }, "price_1", words);
	await refused(await method(), { from_2: "1", price_2: "3.00" }, "from_2", /One price for all/);
	await refused(await method(), { basis: "weight", from_2: "x", price_2: "3.00" }, "from_2", /from zero up/);
	await refused(await method(), { basis: "price", from_2: "0", price_2: "3.00" }, "from_2", /already/);
	await refused(await method(), { remove_1: "1" }, "price_1", /at least one price in EUR/);
	await refused(await method(), { position: "" }, "position", /fill this in/);
	await refused(await open(`/shipping/zones/${zone_id}/methods`), { label_en: "Van" }, "price_1", /at least one price in EUR/);
	assert.equal((await (await method()).form(form).submit({ tax_class: "none" })).status, 400);
	assert.equal((await (await method()).form(form).submit({ basis: "moon" })).status, 400);
});

test("a way to pay is renamed, explained, kept to countries, put first and switched off", async () => {
	const { shop, open } = await newStand();
	const key = (c) => `in_${(c.charCodeAt(0) - 65) * 26 + c.charCodeAt(1) - 65 + 1}`;
	await set(await open("/payments/methods/check"), { label_en: "Cheque by post", instructions_en: "To:\nLamp & Sons\n<b>Box 1</b>", position: "0" });
	const review = await atReview(shop, { method: "check" });
	assert.match(review.textOf(".recap"), /Cheque by post/);
	assert.match(review.textOf(".recap"), /<b>Box 1<\/b>/);
	const payment = await review.client.get("/en/checkout/payment");
	assert.equal(payment.form('main form[method="post"]').choices("method")[0], "check");
	await set(await open("/payments/methods/check"), { [key("FR")]: "1" });
	assert.ok(!(await review.client.get("/en/checkout/payment")).form('main form[method="post"]').choices("method").includes("check"), "not to Germany");
	await set(await open("/payments/methods/bank_transfer"), { active: null });
	assert.ok(!(await review.client.get("/en/checkout/payment")).form('main form[method="post"]').choices("method").includes("bank_transfer"));
	await refused(await open("/payments/methods/check"), { label_en: "" }, "label_en", /fill this in/);
	await refused(await open("/payments/methods/check"), { instructions_en: "x".repeat(1001) }, "instructions_en", /1000 characters/);
	await refused(await open("/payments/methods/check"), { position: "x" }, "position", /whole number/);
	await set(await open("/payments/methods"), { label_en: "Second bank", provider: "offline", position: "1" });
	assert.match((await review.client.get("/en/checkout/payment")).textOf("main"), /Second bank/);
	await refused(await open("/payments/methods"), { label_en: "" }, "label_en", /fill this in/);
});

test("nobody from another shop or another site changes settings", async () => {
	const { shop, open, staff } = await newStand();
	const page = await open("/names"), values = page.form(form).entries;
	const foreign = await staff.post(`/en/${shop}/settings/names`, values, { headers: { "origin": "https://evil.example", "sec-fetch-site": "cross-site" } });
	assert.equal(foreign.status, 403);
	assert.equal((await staff.get(`/en/nobody-s-shop/settings/names`)).status, 404);
	const out = await shopClient(shop).get(`/en/settings/names`);
	assert.equal(out.status, 404);
});
