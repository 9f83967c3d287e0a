// A shop for the tests of the checkout: few products, each with a part to play, two tax classes, no parcels to Switzerland.
import assert from "node:assert/strict";
import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shopClient } from "./client.mjs";
import { env, top } from "./env.mjs";
import { newShop } from "./goods.mjs";
import { lit, shopRows } from "./psql.mjs";
import { stoactl } from "./stack.mjs";

const picture = { file: "pictures/thing.svg", alt: text("A thing") };

function text(s) {
	return { de: s, en: s, ar: s };
}

function product(handle, price, rest = {}) {
	const { tax_class = "standard", grams = 400, stock = 1000 } = rest;
	return {
		handle, name: text(handle), slug: text(handle), summary: text("A thing."), description: text("A thing."), vendor: "Till", tax_class,
		categories: ["things"], attributes: {}, options: [],
		variants: [{ sku: handle.toUpperCase(), options: {}, price, grams, stock, backorder: false }], pictures: [picture], created: "2026-01-10",
	};
}

function rate(country, cls, ppm, name) {
	return { country, class: cls, ppm, name, from: "2020-01-01", to: null };
}

const description = {
	title: text("Till"), tagline: text("Everything has its price"), theme: "hafen", email: "till@example.com", order_prefix: "T", country: "DE",
	currency: "EUR", time_zone: "Europe/Berlin", currencies: [{ code: "USD", rate: "1.1" }], default_locale: "de", locales: ["de", "en", "ar"], tax_mode: "gross",
	tax_classes: [{ code: "standard", name: text("Standard") }, { code: "reduced", name: text("Reduced") }],
	tax_rates: [rate("DE", "standard", 190000, "MwSt."), rate("DE", "reduced", 70000, "MwSt."),
		rate("FR", "standard", 200000, "TVA"), rate("FR", "reduced", 55000, "TVA")],
	zones: [{ code: "de", name: text("Germany"), countries: ["DE"] }, { code: "far", name: text("Far"), countries: ["FR", "GB", "US", "JP", "AE"] }],
	shipping_methods: [
		{ code: "parcel", zone: "de", name: text("Parcel"), hint: text("Two days"), basis: "weight", tax_class: "standard",
			rates: [{ currency: "EUR", from: 0, price: "4.90" }, { currency: "EUR", from: 5000, price: "9.90" }, { currency: "EUR", from: 30000, price: null }] },
		{ code: "pickup", zone: "de", name: text("Pick up"), hint: text("At the till"), basis: "flat", tax_class: "standard",
			rates: [{ currency: "EUR", from: 0, price: "0.00" }] },
		{ code: "ship", zone: "far", name: text("Ship"), hint: text("Two weeks"), basis: "weight", tax_class: "standard",
			rates: [{ currency: "EUR", from: 0, price: "18.90" }, { currency: "EUR", from: 30000, price: null }] },
	],
	payment_methods: [
		{ code: "bank_transfer", provider: "offline", name: text("Bank transfer"), instructions: text("IBAN DE02 1203 0000 0000 2020 51") },
		{ code: "check", provider: "offline", name: text("Check"), instructions: text("Payable to Till") },
		{ code: "cash_on_delivery", provider: "cash_on_delivery", name: text("Cash on delivery"), countries: ["DE"] },
		{ code: "demo", provider: "demo", name: text("Demo card") },
	],
	categories: [{ code: "things", parent: null, name: text("Things"), description: text("Things.") }],
	attributes: [], include: [],
	products: [product("mug", "24.90"), product("book", "12.80", { tax_class: "reduced", grams: 300 }), product("anvil", "99.00", { grams: 40000 }),
		product("fading", "7.00"), product("shifting", "10.00"), product("rare", "50.00", { stock: 1 }), product("last", "5.00", { stock: 3 })],
	pages: [], home: { headline: text("Till"), text: text("Things."), picture, featured: ["mug"] }, orders: [],
};

// A new shop of that description; its name.
export async function newTill() {
	const shop = await newShop("till", { currency: "EUR" });
	const folder = mkdtempSync(join(tmpdir(), "stoa-till-")), file = join(folder, "shop.json");
	try {
		mkdirSync(join(folder, "pictures"));
		copyFileSync(join(top, "contrib/demo-shops/hafen/pictures/hero.svg"), join(folder, picture.file));
		writeFileSync(file, JSON.stringify(description));
		const loaded = await stoactl(["load", shop, file]);
		assert.equal(loaded.status, 0, loaded.err);
	} finally {
		rmSync(folder, { recursive: true });
	}
	return shop;
}

export function variantOf(shop, handle) {
	return shopRows(shop, `SELECT v.id FROM @shop@.variant v JOIN @shop@.product p ON p.id = v.product_id WHERE p.handle = ${lit(handle)}`)[0].id;
}

export function ordersOf(shop, email) {
	return shopRows(shop, `SELECT o.* FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE c.email = ${lit(email)} ORDER BY o.id`);
}

export function paymentsOf(shop, order) {
	return shopRows(shop, `SELECT * FROM @shop@.payment WHERE order_id = ${order.id} ORDER BY id`);
}

export function tenantId(shop) {
	return shopRows(shop, "SELECT substring('@shop@' FROM 3)::bigint AS id")[0].id;
}

// Days for `stoactl reconcile`: now lies between them in every shop's time zone.
export function aroundToday() {
	const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
	return ["--from", day(-1), "--to", day(1)];
}

/*
 * A notice of the demo provider on a payment's row, signed as that provider does it; with { at, id, key, amount } of a liar's choice.
 * Returns { body, signature }.
 */
export function demoNotice(shop, payment, type, { at = Math.floor(Date.now() / 1000), id = `evt_${randomBytes(16).toString("hex")}`, ...lies } = {}) {
	const purpose = Buffer.alloc("demopay-notice".length + 9);
	purpose.write("demopay-notice");
	purpose.writeBigInt64BE(BigInt(lies.tenant ?? tenantId(shop)), "demopay-notice".length + 1);
	const master = Buffer.from(readFileSync(/^key_file = (.*)$/m.exec(readFileSync(env.STOA_CONF, "utf8"))[1], "utf8").trim(), "hex");
	const key = Buffer.from(hkdfSync("sha256", master, "stoa master key", purpose, 32));
	const body = JSON.stringify({ id, type, key: payment.key, ref: `dp_${payment.key.slice(0, 24)}`, amount: payment.amount_minor, currency: payment.currency, ...lies.fields });
	return { body, signature: `t=${at},v1=${createHmac("sha256", key).update(`${at}.${body}`).digest("hex")}` };
}

export function sendNotice(shop, { body, signature }, headers = {}, client = shopClient(shop)) {
	return client.raw({ method: "POST", path: "/hook/demo", body,
		headers: { "content-type": "application/json", "stoa-demo-signature": signature, "origin": null, "sec-fetch-site": null, ...headers } });
}
