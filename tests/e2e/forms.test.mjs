// Every form of every program: wrong values are told at their field, in the page's language, and kept; what no form sends is refused.
import assert from "node:assert/strict";
import { adminLogin, adminOrder } from "../lib/admin.mjs";
import { addresses, addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { Client, encodeForm, shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const locales = ["de", "en", "fr", "ar", "ja"];
const post = 'main form[method="post"]';
const long = "x".repeat(250);
const { SHOP } = env;
let staff = null, order = null;

const office = async () => (staff ??= await adminLogin());

async function carried(locale) {
	const client = shopClient();
	await addToCart(client, { locale });
	return client;
}

async function atShipping(locale) {
	const client = await carried(locale);
	const page = await client.get(`/${locale}/checkout`);
	return page.form(post).submit({ email: someEmail("forms"), ...addresses.DE });
}

async function atPayment(locale) {
	const page = await atShipping(locale);
	return page.form(post).submit({ method: page.form(post).choices("method")[0] });
}

const someOrder = async () => (order ??= await buy());
const ship = 'form[action$="/ship"]';

/*
 * What is typed wrongly into which form: run(locale) gives the page that answers; kept names fields with what must still stand in them;
 * at is where the sentence stands.
 */
const forms = {
	"add to cart": {
		run: async (locale) => (await shopClient().get((await addToCart(shopClient(), { locale })).$("a.line-name").getAttribute("href")))
			.form('form[action$="/cart/add"]').submit({ quantity: "-7" }),
		kept: { quantity: "-7" }, at: ".field-error",
	},
	"quantity in the cart": {
		run: async (locale) => (await (await carried(locale)).get(`/${locale}/cart`)).form('form[action$="/cart/update"]').submit({ quantity: "many" }),
		kept: { quantity: "many" }, at: ".field-error",
	},
	"contact and address": {
		run: async (locale) => (await (await carried(locale)).get(`/${locale}/checkout`)).form(post).submit({ email: "nobody", name: long, city: "Kiel" }),
		kept: { email: "nobody", name: long, city: "Kiel" }, at: "#f-email-error",
	},
	"shipping": { run: async (locale) => (await atShipping(locale)).form(post).submit({ method: null }), kept: {}, at: ".errors" },
	"payment": { run: async (locale) => (await atPayment(locale)).form(post).submit({ method: null }), kept: {}, at: ".errors" },
	"place the order": {
		run: async (locale) => {
			const client = shopClient();
			await addToCart(client, { locale });
			return (await checkoutToReview(client, { locale, email: someEmail("forms") })).form(post).submit({ total: "1" });
		},
		kept: {}, at: ".errors",
	},
	"search": { run: (locale) => shopClient().get(`/${locale}/search?q=${long}`), kept: { q: long }, at: "#find-error" },
	"login": {
		run: async (locale) => (await new Client(env.ADMIN_URL).get(`/${locale}/login`)).form().submit({ email: "kim", password: "" }),
		kept: { email: "kim", password: "" }, at: "#f-email-error",
	},
	"mark as shipped": {
		run: async (locale) => {
			const page = await adminOrder(await office(), SHOP, (await someOrder()).number, locale);
			return page.form(ship).submit({ carrier: "Bote", tracking: long });
		},
		kept: { carrier: "Bote", tracking: long }, at: ".field-error",
	},
	"price and stock": {
		run: async (locale) => {
			const [{ id, variant }] = shopRows(SHOP, "SELECT p.id, min(v.id) AS variant FROM @shop@.product p JOIN @shop@.variant v ON v.product_id = p.id GROUP BY p.id ORDER BY p.id LIMIT 1");
			const page = await (await office()).get(`/${locale}/${SHOP}/products/${id}`);
			const answer = await page.form('form[action*="/products/"]').submit({ [`price_${variant}`]: "twelve", [`on_hand_${variant}`]: "-2" });
			assert.equal(answer.form('form[action*="/products/"]').value(`price_${variant}`), "twelve");
			assert.equal(answer.form('form[action*="/products/"]').value(`on_hand_${variant}`), "-2");
			return answer;
		},
		kept: {}, at: ".field-error",
	},
};

for (const [name, { run, kept, at }] of Object.entries(forms)) {
	test(`${name}: what is wrong is a 422 told at its place in each language, and what was typed stays`, { sale: name === "contact and address" }, async () => {
		const said = {};
		if (name === "mark as shipped") {
			const page = await adminOrder(await office(), SHOP, (await someOrder()).number);
			if (!page.$(ship))
				await page.form('form[action$="/paid"]').submit();
		}
		for (const locale of locales) {
			const page = await run(locale);
			assert.equal(page.status, 422, `${locale}: ${page.url}`);
			assert.equal(page.$("html").getAttribute("lang"), locale);
			said[locale] = page.textOf(at);
			assert.ok(said[locale], `${locale}: nothing at ${at}`);
			for (const [field, value] of Object.entries(kept)) {
				const control = page.$$(`[name="${field}"]`).find((e) => e.getAttribute("type") !== "hidden");
				assert.equal(control.getAttribute("value") ?? control.textContent, value, `${locale}: ${field}`);
			}
			if (Object.keys(kept).length) {
				const wrong = page.$('[aria-invalid="true"]');
				assert.ok(wrong.getAttribute("aria-describedby").split(" ").some((id) => page.$(`#${id}`)?.textContent.trim()), "the field names its error");
			}
			assert.match(page.header("cache-control"), /no-store/);
		}
		assert.equal(new Set(Object.values(said)).size, locales.length, Object.values(said).join(" | "));
	});
}

const type = { "content-type": "application/x-www-form-urlencoded" };

// One form of each program, with what a browser would send.
const doors = {
	storefront: { client: () => shopClient(), path: "/de/currency", form: { currency: "USD", back: "/de/" } },
	cart: { client: () => shopClient(), path: "/de/cart/update", form: { variant: "1", quantity: "1" } },
	checkout: { client: () => shopClient(), filled: () => carried("de"), path: "/de/checkout", form: { email: "a@b.example", country: "DE", name: "A" } },
	admin: { client: () => new Client(env.ADMIN_URL), path: "/de/login", form: { email: "a@b.example", password: "secret secret" } },
};

for (const [program, { client, filled = client, path, form }] of Object.entries(doors)) {
	test(`${program}: unknown, doubled, over-long, NUL, bad UTF-8, wrong type, over-large, truncated, foreign: each is refused as such`, async () => {
		const body = encodeForm(form), first = Object.keys(form)[0];
		const send = async (status, bytes, headers = type) => {
			const page = await client().raw({ method: "POST", path, body: bytes, headers });
			assert.equal(page.status, status, `${bytes.slice(0, 80)} ${JSON.stringify(headers)}`);
			assert.equal(page.header("set-cookie"), undefined);
		};
		await send(400, `${body}&unknown=1`);
		await send(400, `${body}&${first}=1`);
		await send(400, `${body}%00`);
		await send(400, `${body}%ff`);
		await send(400, `${body}%ed%a0%80`);
		await send(400, `${body}&%zz=1`);
		await send(400, Array.from({ length: 600 }, () => "a=1").join("&"));
		await send(415, body, { "content-type": "text/plain" });
		await send(415, JSON.stringify(form), { "content-type": "application/json" });
		await send(415, body, {});
		await send(413, `${body}${"a".repeat(300 * 1024)}`);
		await send(403, body, { ...type, "origin": "https://evil.example", "sec-fetch-site": "cross-site" });
		for (const [name, value] of Object.entries(form))
			assert.ok([400, 422].includes((await (await filled()).post(path, { ...form, [name]: value + "x".repeat(20000) })).status), `${name} over-long`);
	});
}
