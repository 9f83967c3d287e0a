// Shops that sell by a provider which may fail, and a checkout of one's own that reaches the providers' fakes through tests/lib/faulty.mjs alone.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addToCart, checkoutToReview, someEmail } from "./buy.mjs";
import { shopClient } from "./client.mjs";
import { talkAgain } from "./fcgi.mjs";
import { Faulty } from "./faulty.mjs";
import { csv, importCsv, newShop, productRow } from "./goods.mjs";
import { FakePaypal } from "./paypal.mjs";
import { newPaypalStand } from "./paypal-stand.mjs";
import { Program, settingsWith } from "./program.mjs";
import { programFor } from "./route.mjs";
import { stoactl } from "./stack.mjs";
import { FakeStripe } from "./stripe.mjs";
import { ordersOf, paymentsOf } from "./till.mjs";
import { exchange } from "./transport.mjs";

export const POST = 'main form[method="post"]', AGAIN = 'div > form[action$="/pay"]', NEXT = 'main a[href*="/moment?"]';

async function stripeKeys(shop, key) {
	const folder = mkdtempSync(join(tmpdir(), "stoa-keys-")), file = (name) => join(folder, name);
	try {
		writeFileSync(file("key"), `${key}\n`);
		writeFileSync(file("hook"), "whsec_providers\n");
		const set = await stoactl(["payment", "set", shop, "stripe", "--secret-key-file", file("key"), "--webhook-secret-file", file("hook"), "--test"]);
		assert.equal(set.status, 0, set.err);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

// What a provider would say had it done what it has not; and the calls by which a payment begins, and by which money is asked about or taken.
const kinds = {
	stripe: {
		begin: /\/v1\/checkout\/sessions$/, back: /\/v1\/checkout\/sessions\/cs_/,
		async stand(fake) {
			const shop = await newShop("stripe", { currency: "EUR", country: "DE", locales: "en,ar,de", shipping: "0" });
			const put = await importCsv(shop, csv([productRow("mug", "Mug", "24.90", { "Variant Inventory Qty": "5000" })]));
			assert.equal(put.status, 0, put.err);
			const key = fake.newKey();
			await stripeKeys(shop, key);
			return { shop, key };
		},
		lie(fake, { method, path, body }) {
			if (method === "POST")
				return { id: "cs_lie", url: `${fake.base}/c/pay/cs_lie`, status: "open", metadata: { payment: new URLSearchParams(String(body)).get("metadata[payment]") } };
			const { session } = fake.sessions.get(path.split("/").at(-1));
			return { ...session, status: "complete", payment_status: "paid", payment_intent: `pi_lie${session.id}` };
		},
		// The shopper pays at the provider's page; the address at which they come back.
		pay: async (fake, url) => fake.pay(url).success_url,
		leave: async (fake, url) => fake.sessions.get(url.split("/").at(-1)).session.success_url,
		taken: (fake, keys) => [...fake.intents.values()].filter((c) => keys.includes(c.metadata.payment)).length,
	},
	paypal: {
		begin: /\/v2\/checkout\/orders$/, back: /\/capture$/,
		async stand(fake) {
			const { shop, app } = await newPaypalStand(fake);
			return { shop, key: "", app };
		},
		lie(fake, { path, body }) {
			const of = /orders\/(\w+)\/capture$/.exec(path), unit = of ? fake.orders.get(of[1]).order.purchase_units[0] : JSON.parse(body).purchase_units[0];
			const { currency_code, value } = unit.amount, capture = { id: `LIE${of?.[1]}`, status: "COMPLETED", amount: { currency_code, value }, custom_id: unit.custom_id };
			const links = [{ rel: "payer-action", href: `${fake.base}/checkoutnow?token=LIE` }];
			return of ? { id: of[1], status: "COMPLETED", purchase_units: [{ ...unit, payments: { captures: [capture] } }] } : { id: "LIE", status: "PAYER_ACTION_REQUIRED", links };
		},
		pay: (fake, url) => fake.answerPage(url),
		leave: (fake, url) => fake.answerPage(url, "leave"),
		taken: (fake, keys) => fake.moved.filter((m) => keys.some((k) => m.custom?.endsWith(k)) && !m.sign).length,
	},
};

const fakes = { stripe: FakeStripe, paypal: FakePaypal };

export class Providers {
	// settings: of the checkout; processes: of it.
	static async open(settings = {}, processes = 4) {
		const all = new Providers();
		all.fakes = { stripe: await fakes.stripe.listen(), paypal: await fakes.paypal.listen() };
		all.proxies = {};
		for (const kind of Object.keys(kinds))
			all.proxies[kind] = await Faulty.listen(all.fakes[kind].base, (call) => kinds[kind].lie(all.fakes[kind], call));
		const { stripe, paypal } = all.proxies;
		all.settings = settingsWith({ limit_shop_calls: 0, limit_all_calls: 50, stripe_url: stripe.base, paypal_url: paypal.base, paypal_sandbox_url: paypal.base, ...settings });
		all.program = new Program("checkout", { processes, conf: all.settings.conf });
		await all.program.ready();
		return all;
	}
	// A shop of its own that sells by "stripe" or "paypal", and by bank transfer; its proxy fails for it alone (of PayPal's shops for all).
	async stand(kind) {
		const fake = this.fakes[kind], made = await kinds[kind].stand(fake);
		return { all: this, kind, fake, ...kinds[kind], ...made, proxy: this.proxies[kind].of(made.key) };
	}
	get way() {
		return (request) => {
			const full = { timeout: 30000, headers: [], body: Buffer.alloc(0), ...request };
			return programFor(full.host, full.target) === "checkout" ? talkAgain(this.program.socket, full) : exchange(full);
		};
	}
	async end() {
		for (const proxy of Object.values(this.proxies))
			proxy.end();
		await this.program.end();
		for (const fake of Object.values(this.fakes))
			fake.end();
		this.settings.drop();
	}
}

// A shopper of the stand, who has chosen all and looks at the review.
export async function reviewer(stand, { locale = "en", method = stand.kind, email = someEmail("providers") } = {}) {
	const client = shopClient(stand.shop, { way: stand.all.way });
	await addToCart(client, { locale, product: "/p/mug" });
	return { stand, client, email, locale, page: await checkoutToReview(client, { locale, country: "DE", email, method }) };
}

/*
 * What a browser does with an answer of the shop: it follows as long as the shop leads on. { page, ms }, or { url, ms } where it leads to the provider. ms: of
 * the slowest answer.
 */
export async function browse(who, ask) {
	let ms = 0;
	for (let next = ask; ;) {
		const began = performance.now(), page = await next();
		ms = Math.max(ms, performance.now() - began);
		const to = page.header("location");
		if (!to || page.status < 300 || page.status > 308)
			return { page, ms };
		const url = new URL(to, page.url).href;
		if (url.startsWith(who.stand.fake.base))
			return { url, ms };
		next = () => who.client.get(url, { follow: false });
	}
}

export const place = (who) => browse(who, () => who.page.form(POST).submit({}, { follow: false }));
// Whatever the page offers: the link of the page that asks for a moment, or the button that begins anew.
export const goOn = (who, page) => browse(who, () => (page.$(NEXT) ? page.click(NEXT, { follow: false }) : page.form(AGAIN).submit({}, { follow: false })));
export const come = (who, path) => browse(who, () => who.client.get(path, { follow: false }));

export const orderOf = (who) => ordersOf(who.stand.shop, who.email)[0];
export const attemptsOf = (who) => paymentsOf(who.stand.shop, orderOf(who));
// What the provider has taken for the order, by all of its attempts.
export const takenFor = (who) => who.stand.taken(who.stand.fake, attemptsOf(who).map((p) => p.key));

// The page that asks for a moment, as it must be.
export function assertMoment(page, asks) {
	assert.equal(page.status, 200);
	assert.equal(page.heading, "One moment, please");
	const [, seconds, url] = /^(\d+); url=(\/\S+)$/.exec(page.header("refresh") ?? "") ?? [];
	assert.ok(Number(seconds) >= 1 && Number(seconds) <= 15, page.header("refresh"));
	assert.equal(page.$(NEXT).getAttribute("href"), url, "the link leads where the browser goes by itself");
	assert.match(page.header("cache-control"), /no-store/);
	assert.match(page.textOf("main"), asks ? /do not pay once more/ : /nothing was charged yet/);
}
