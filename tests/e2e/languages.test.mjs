// Whole pages in each language: nothing of the interface is left in English, and shop content falls back where it is not written.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { adminAct, adminLogin, adminOrder } from "../lib/admin.mjs";
import { addresses, addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { Client, shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill } from "../lib/till.mjs";

const { SHOP } = env;
const post = 'main form[method="post"]';

// Messages of a catalogue without placeholders, as { English: translation }; those that are spelt alike are left out.
function messages(locale) {
	const found = new Map(), entries = readFileSync(join(top, "locale", `${locale}.po`), "utf8").split("\n\n");
	const field = (entry, name) => [...(new RegExp(`^${name} ((?:"(?:[^"\\\\]|\\\\.)*"\\n?)+)`, "m").exec(`${entry}\n`)?.[1] ?? "").matchAll(/"((?:[^"\\]|\\.)*)"/g)]
		.map((m) => JSON.parse(`"${m[1]}"`)).join("");
	for (const entry of entries) {
		const english = field(entry, "msgid"), own = field(entry, "msgstr");
		if (english && own && own !== english && !/[{<]/.test(english))
			found.set(english, own);
	}
	assert.ok(found.size > 200, `${locale}: ${found.size} messages`);
	return found;
}

// Texts of the interface as the page shows them: of elements without shop content, and of attributes for people.
function textsOf(page) {
	const texts = [];
	const walk = (node) => {
		for (const child of node.childNodes ?? []) {
			if (child.nodeType === 3)
				texts.push(child.textContent.replace(/\s+/g, " ").trim());
			else if (child.nodeType === 1 && !["SCRIPT", "STYLE"].includes(child.tagName.toUpperCase())) {
				for (const name of ["title", "placeholder", "aria-label", "alt", "data-label"])
					texts.push(child.getAttribute(name) ?? "");
				walk(child);
			}
		}
	};
	walk(page.document.documentElement);
	return texts.filter(Boolean);
}

// Every page of a sale in that language, and every page of the admin on the order that came of it.
async function walk(locale) {
	const pages = {}, client = shopClient();
	pages.home = await client.get(`/${locale}/`);
	pages.category = await pages.home.click('nav.aisles a');
	pages.product = await client.get(pages.category.$("a.card").getAttribute("href"));
	pages.content = await pages.home.click('a[href*="/page/"]');
	pages.search = await client.get(`/${locale}/search?q=zzqqzz`);
	pages.missing = await client.get(`/${locale}/no-such-page`);
	pages["empty cart"] = await client.get(`/${locale}/cart`);
	pages.cart = await addToCart(client, { locale });
	pages.contact = await client.get(`/${locale}/checkout`);
	pages["contact refused"] = await pages.contact.form(post).submit({ email: "nobody" });
	pages.shipping = await pages.contact.form(post).submit({ email: someEmail("walk"), ...addresses.DE });
	pages.payment = await pages.shipping.form(post).submit({ method: pages.shipping.form(post).choices("method")[0] });
	pages.review = await pages.payment.form(post).submit({ method: "demo" });
	pages.provider = await pages.review.form(post).submit();
	pages.declined = await pages.provider.form("form").submit({}, { button: ["answer", "decline"] });
	const token = /\/order\/([0-9a-f]{32})/.exec(pages.declined.url)[1];
	const [{ number }] = shopRows(SHOP, `SELECT number FROM @shop@.orders WHERE token = ${lit(token)}`);
	pages.login = await new Client(env.ADMIN_URL).get(`/${locale}/login`);
	const staff = await adminLogin({ locale });
	pages.shops = await staff.get(`/${locale}/`);
	pages.dashboard = await staff.get(`/${locale}/${SHOP}/`);
	pages.orders = await staff.get(`/${locale}/${SHOP}/orders`);
	pages.order = await adminOrder(staff, SHOP, number, locale);
	pages.products = await staff.get(`/${locale}/${SHOP}/products`);
	pages["product of the admin"] = await staff.get(`/${locale}/${SHOP}/products/${shopRows(SHOP, "SELECT min(id) AS id FROM @shop@.product")[0].id}`);
	return pages;
}

for (const locale of ["de", "fr", "ar", "ja"]) {
	test(`${locale}: no page of shop, checkout, provider or admin shows a sentence that has a translation in English`, async () => {
		const english = messages(locale);
		for (const [kind, page] of Object.entries(await walk(locale))) {
			assert.ok([200, 404, 422].includes(page.status), `${kind}: ${page.status}`);
			assert.equal(page.$("html").getAttribute("lang"), locale, kind);
			assert.equal(page.$("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr", kind);
			const left = textsOf(page).filter((t) => english.has(t) && ![...english.values()].includes(t));
			assert.deepEqual(left, [], kind);
			const own = new Set(english.values());
			assert.ok(textsOf(page).filter((t) => own.has(t)).length >= 3, `${kind}: its own words`);
		}
	});
}

test("mails of an order are in the language in which it was placed, not in the shop's or the staff's own", async () => {
	const box = new Mailbox(), kinds = ["placed", "paid", "shipped", "refunded"];
	for (const locale of ["ja", "fr"]) {
		assert.notEqual(shopRows(SHOP, "SELECT default_locale AS l FROM @shop@.shop")[0].l, locale);
		const sold = await buy({ locale, email: someEmail(`mail-${locale}`) }), staff = await adminLogin({ locale: "en" });
		for (const [action, values] of [["paid", {}], ["ship", { carrier: "Post", tracking: "T1" }], ["refund", {}]])
			assert.equal((await adminAct(await adminOrder(staff, SHOP, sold.number), action, values)).status, 200, action);
		for (const end = Date.now() + 20000; box.all(sold.email).length < kinds.length;) {
			assert.ok(Date.now() < end, `${locale}: ${box.all(sold.email).map((m) => m.subject)}`);
			await new Promise((r) => setTimeout(r, 100));
		}
		const own = new Set(messages(locale).values()), english = messages(locale);
		for (const mail of box.all(sold.email)) {
			const page = parseHTML(mail.html).document;
			assert.equal(mail.language, locale);
			assert.equal(page.documentElement.getAttribute("lang"), locale);
			const texts = textsOf({ document: page });
			assert.deepEqual(texts.filter((t) => english.has(t) && !own.has(t)), [], mail.subject);
			assert.ok(texts.filter((t) => own.has(t)).length >= 3, mail.subject);
		}
		assert.deepEqual(box.all(sold.email).map((m) => /^<([a-z]+)\./.exec(m.headers["message-id"][0])[1]).sort(), [...kinds].sort());
	}
});

test("each language has a list of terms, and the catalogues keep to its first words", () => {
	for (const locale of ["de", "fr", "ar", "ja"]) {
		const terms = [...readFileSync(join(top, "locale", "terms", `${locale}.md`), "utf8").matchAll(/^\| ([a-z][^|]*?) \| ([^|]+?) \|$/gm)];
		assert.ok(terms.length >= 40, `${locale}: ${terms.length}`);
		const found = messages(locale), of = (word) => terms.find(([, english]) => english === word)[2].split(/[;,(]/)[0].trim();
		for (const word of ["cart", "postcode"])
			assert.ok([...found.values()].some((t) => t.toLowerCase().includes(of(word).toLowerCase())), `${locale}: ${word} is ${of(word)}`);
	}
});

test("a text that is not written in a language is shown in the shop's own, on every page that names the thing", async () => {
	const shop = await newTill(), id = shopRows(shop, "SELECT id FROM @shop@.product WHERE handle = 'mug'")[0].id;
	shopExecute(shop, `UPDATE @shop@.product_text SET name = 'Becher' WHERE product_id = ${id} AND locale = 'de';
		DELETE FROM @shop@.product_text WHERE product_id = ${id} AND locale = 'ar';
		DELETE FROM @shop@.category_text WHERE locale = 'ar'`);
	const client = shopClient(shop);
	const page = await client.get("/ar/p/mug");
	assert.equal(page.status, 200);
	assert.equal(page.heading, "Becher");
	assert.equal(page.$("html").getAttribute("dir"), "rtl");
	const cart = await page.form('form[action$="/cart/add"]').submit();
	assert.equal(cart.textOf("a.line-name"), "Becher");
	const review = await checkoutToReview(client, { locale: "ar", email: someEmail("fallback") });
	assert.match(review.textOf("main"), /Becher/);
	assert.equal((await client.get("/ar/c/things")).heading, "Things");
});
