// Goods that the law excludes from the right of withdrawal: how they come to be that, where shoppers are told, and that no form says otherwise.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, readCsv } from "../lib/goods.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill, ordersOf } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop), box = new Mailbox();
const form = 'form[action$="/return"]', edit = 'main form[method="post"]', place = 'form[action$="/checkout/place"]';
const productOf = (handle) => shopRows(shop, `SELECT id, no_withdrawal, version FROM @shop@.product WHERE handle = '${handle}'`)[0];
const lineOf = (sold, name) => shopRows(shop, `SELECT * FROM @shop@.order_line WHERE order_id = ${sold.order.id} AND name = '${name}'`)[0];
const returnsOf = (sold) => shopRows(shop, `SELECT r.withdrawal, r.state, (SELECT string_agg(l.name || ' ' || x.quantity, ', ' ORDER BY l.position) FROM @shop@.return_line x
	JOIN @shop@.order_line l ON l.id = x.order_line_id WHERE x.return_id = r.id) AS pieces FROM @shop@.return_request r WHERE r.order_id = ${sold.order.id} ORDER BY r.id`);
const page = (sold, rest = "/return", locale = "de") => sold.client.get(`/${locale}/order/${sold.token}${rest}`);

async function sent(products, rest = {}) {
	const sold = await buy({ shop, locale: "de", method: "demo", products, ...rest });
	assert.equal((await adminAct(await adminOrder(staff, shop, sold.number), "ship")).status, 200);
	return sold;
}

async function review(product, rest = {}) {
	const client = shopClient(shop), email = someEmail();
	await addToCart(client, { locale: "en", product });
	return { client, email, page: await checkoutToReview(client, { locale: "en", email, ...rest }) };
}

test("staff choose the law's reason on the product, in a file or for many at once; a reason that is none is refused, and the file's row left out", async () => {
	const address = `/en/${shop}/products/${productOf("mug").id}/details`;
	let seen = await staff.get(address);
	assert.equal(seen.form(edit).choices("no_withdrawal").length, 10);
	seen = await staff.post(address, { version: productOf("mug").version, handle: "mug", tax_class: "standard", no_withdrawal: "because", vendor: "Mine" });
	assert.equal(seen.status, 422);
	assert.match(seen.textOf(".field-error"), /choose one/);
	assert.equal(seen.form(edit).value("vendor"), "Mine", "what was typed stays");
	assert.equal((await (await staff.get(address)).form(edit).submit({ no_withdrawal: "made_to_measure" })).status, 200);
	assert.equal(productOf("mug").no_withdrawal, "made_to_measure");
	assert.match((await shopClient(shop).get("/en/p/mug")).textOf(".offer"), /made for you, so there is no right of withdrawal/);
	const file = [["mug", ""], ["book", "perishable"], ["fading", "hygiene"], ["shifting", "digital"], ["rare", "nonsense"]];
	const had = readCsv((await stoactl(["export", shop])).out).filter((r) => file.some(([handle]) => handle === r.Handle));
	const read = await importCsv(shop, csv(had.map((r) => ({ ...r, "No withdrawal": file.find(([handle]) => handle === r.Handle)[1] }))));
	assert.match(read.out + read.err, /No withdrawal/);
	assert.deepEqual(file.map(([handle]) => productOf(handle).no_withdrawal), [null, "perishable", "hygiene", "digital", null]);
	assert.equal(readCsv((await stoactl(["export", shop])).out).find((r) => r.Handle === "fading")["No withdrawal"], "hygiene");
	assert.doesNotMatch((await shopClient(shop).get("/en/p/mug")).textOf(".offer"), /withdrawal/);
	const ids = ["last", "book"].map((handle) => productOf(handle).id);
	const bulk = await staff.get(`/en/${shop}/products/bulk?${ids.map((id) => `ids=${id}`).join("&")}`);
	const plan = await bulk.form(edit).submit({ change: "withdrawal", no_withdrawal: "perishable" });
	assert.match(plan.textOf("main"), /last.*None: it spoils quickly/s);
	assert.doesNotMatch(plan.textOf("table"), /book/, "what is so already is no change");
	assert.equal((await plan.form(edit).submit()).status, 200);
	assert.deepEqual(ids.map((id) => shopRows(shop, `SELECT no_withdrawal AS w FROM @shop@.product WHERE id = ${id}`)[0].w), ["perishable", "perishable"]);
});

test("shoppers read it on the product's page, at review, on the order and in its mail, in their language; where no law has the right, nothing is said", async () => {
	for (const [locale, words] of [["de", /verdirbt schnell/i], ["ar", /يفسد سريعًا/]])
		assert.match((await shopClient(shop).get(`/${locale}/p/book`)).textOf(".offer"), words, locale);
	const client = shopClient(shop), email = someEmail();
	for (const product of ["/p/mug", "/p/book"])
		await addToCart(client, { locale: "de", product });
	const seen = await checkoutToReview(client, { locale: "de", email });
	const [mug, book] = seen.$$(".review-sums .summary-lines li").map((li) => li.textContent);
	assert.doesNotMatch(mug, /Widerruf/);
	assert.match(book, /verdirbt schnell.*Widerrufsrecht/is);
	await seen.form(place).submit();
	const mail = await box.waitFor(email, "Bestellung");
	for (const text of [mail.text, mail.html])
		assert.match(text, /book[^]*verdirbt schnell/i);
	const [order] = ordersOf(shop, email);
	assert.match((await client.get(`/de/order/${order.token}`)).textOf(".summary"), /verdirbt schnell/i);
	assert.doesNotMatch((await review("/p/book", { country: "US" })).page.textOf("main"), /withdrawal/);
});

test("the withdrawal form has the reason in place of a field; a forged one is refused at its line, and so is one sent straight to be done", async () => {
	const sold = await sent(["/p/mug", "/p/book", "/p/fading"]), [mug, book, fading] = ["mug", "book", "fading"].map((n) => lineOf(sold, n));
	assert.deepEqual([mug, book, fading].map((l) => l.no_withdrawal), [null, "perishable", "hygiene"]);
	const seen = await page(sold);
	assert.deepEqual([mug, book, fading].map((l) => seen.form(form).has(`back_${l.id}`)), [true, false, true]);
	assert.match(seen.textOf(".nevers"), /1 × book.*verdirbt schnell/is);
	assert.match(seen.textOf(`#${seen.$(`[name=back_${fading.id}]`).getAttribute("aria-describedby")}`), /Siegel/, "one may, while it is sealed");
	const key = seen.form(form).value("key");
	for (const confirm of [{}, { confirm: "1" }]) {
		const forged = await sold.client.post(`/de/order/${sold.token}/return`, { key, [`back_${mug.id}`]: "1", [`back_${book.id}`]: "1", note: "Hallo", ...confirm });
		assert.equal(forged.status, 422);
		assert.match(forged.textOf(".nevers .field-error"), /book/);
		assert.equal(forged.form(form).value("note"), "Hallo");
		assert.equal(returnsOf(sold).length, 0);
	}
	const read = await seen.form(form).submit();
	assert.match(read.textOf("main"), /1 × fading.*Siegel/s);
	await read.form(form).submit({}, { button: ["confirm", "1"] });
	assert.deepEqual(returnsOf(sold), [{ withdrawal: true, state: "approved", pieces: "mug 1, fading 1" }]);
	const [{ id }] = shopRows(shop, `SELECT id FROM @shop@.return_request WHERE order_id = ${sold.order.id}`);
	assert.match((await staff.get(`/en/${shop}/orders/returns/${id}`)).textOf("main"), /fading.*Lost with the seal/s, "staff look at the seal");
	const mail = await box.waitFor(sold.email, "Widerruf");
	for (const text of [mail.text, mail.html])
		assert.match(text, /1 × mug[^]*1 × fading[^]*Siegel[^]*bleiben[^]*1 × book[^]*verdirbt schnell/i);
});

test("what is excluded can be broken: it is asked for by a form of its own; an order of nothing else is asked for at once", async () => {
	const sold = await sent(["/p/mug", "/p/book"]), book = lineOf(sold, "book"), mug = lineOf(sold, "mug");
	const ask = await (await page(sold)).click(".nevers a");
	assert.deepEqual([mug, book].map((l) => ask.form(form).has(`back_${l.id}`)), [false, true], "nobody asks for what is a right");
	const bare = await ask.form(form).submit({ [`back_${book.id}`]: "1" });
	assert.equal(bare.status, 422, "a request has a reason");
	const read = await bare.form(form).submit({ reason: "damaged" });
	await read.form(form).submit({}, { button: ["confirm", "1"] });
	assert.deepEqual(returnsOf(sold), [{ withdrawal: false, state: "requested", pieces: "book 1" }]);
	const only = await sent(["/p/book"]);
	assert.equal((await page(only, "")).$('main a[href$="/return"]').textContent, "Etwas zurückschicken");
	assert.match((await page(only)).textOf(".nevers"), /verdirbt schnell/i);
	assert.equal((await page(only)).form(form).has(`back_${lineOf(only, "book").id}`), true);
});

test("who has no link withdraws from what there is a right to, is told that it is not all, and where there is none of it is refused", async () => {
	const sold = await sent(["/p/mug", "/p/book"]), only = await sent(["/p/book"]), to = 'form[action$="/order/withdraw"]';
	const start = await shopClient(shop).get("/de/order/withdraw"), typed = { name: "Ünsal Groß", number: sold.number, email: sold.email };
	const refused = await start.form(to).submit({ ...typed, number: only.number, email: only.email });
	assert.equal(refused.status, 422);
	assert.match(refused.textOf(".field-error"), /nichts mehr zu widerrufen/);
	const read = await start.form(to).submit(typed);
	assert.match(read.textOf(".note"), /einem Teil/);
	await read.form(to).submit({}, { button: ["confirm", "1"] });
	assert.deepEqual(returnsOf(sold).map((r) => r.pieces), ["mug 1"]);
	assert.equal(returnsOf(only).length, 0);
});

test("an order binds by what was told: what changed meanwhile is told first, digital content needs consent, and later changes leave the order as it is", async () => {
	const { client, page: seen, email } = await review("/p/rare");
	const address = `/en/${shop}/products/${productOf("rare").id}/details`;
	await (await staff.get(address)).form(edit).submit({ no_withdrawal: "made_to_measure" });
	const told = await seen.form(place).submit();
	assert.equal(told.status, 422);
	assert.match(told.textOf(".errors"), /has changed since you last looked/);
	assert.match(told.textOf(".review-sums"), /made for you/);
	assert.equal(ordersOf(shop, email).length, 0);
	assert.equal((await client.post("/en/checkout/place", { total: told.form(place).value("total"), told: "0".repeat(64) })).status, 422);
	await told.form(place).submit();
	const [order] = ordersOf(shop, email);
	await (await staff.get(address)).form(edit).submit({ no_withdrawal: "" });
	assert.match((await client.get(`/en/order/${order.token}`)).textOf(".summary"), /made for you/);
	const digital = await review("/p/shifting"), without = await digital.page.form(place).submit();
	assert.equal(without.status, 422);
	assert.match(without.textOf(".field-error"), /agree/);
	assert.equal(without.$("#f-agreed").getAttribute("aria-invalid"), "true");
	assert.equal(ordersOf(shop, digital.email).length, 0);
	await without.form(place).submit({ agreed: "1" });
	const kept = (email) => shopRows(shop, `SELECT no_withdrawal AS w FROM @shop@.order_line WHERE order_id = ${ordersOf(shop, email)[0].id}`).map((l) => l.w);
	assert.deepEqual(kept(digital.email), ["digital"]);
	const abroad = await review("/p/shifting", { country: "US" });
	assert.equal(abroad.page.$("#f-agreed"), null);
	await abroad.page.form(place).submit();
	assert.deepEqual(kept(abroad.email), [null], "what nobody has agreed to is not kept");
});
