// A shop at each provider, and what that provider does: the page, the money, and what is told of it. A notice is an object of the same bytes
// however often it is sent.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { staffOf } from "../../lib/admin.mjs";
import { payAtDemo } from "../../lib/buy.mjs";
import { csv, importCsv, newShop, productRow } from "../../lib/goods.mjs";
import { FakePaypal, postEvent as postPaypal } from "../../lib/paypal.mjs";
import { newPaypalStand } from "../../lib/paypal-stand.mjs";
import { schema, shopExecute } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { FakeStripe, postEvent as postStripe, signed } from "../../lib/stripe.mjs";
import { demoNotice, newTill, sendNotice } from "../../lib/till.mjs";
import { ask } from "./ask.mjs";

/*
 * Each has: shop, method, isPage(url); pay(who, how, patiently): what the shopper does at the page (how: "good", "declined", "pending"), which
 * gives the notices that follow; later(who): notices of what has happened since; settle(who): money that was on its way arrives; givenBack(who):
 * of refunds; byHand(who): the merchant refunds at the provider; dispute(who, state); moved(key): [captures, taken, sent back] of an attempt.
 */
class Stand {
	stories = ["paid", "declined", "called_off", "left"];
	staffs = ["sent_back"];
	// Whether what became of an attempt can be asked there.
	follows = false;
	moved() {
		return null;
	}
	away() {}
	later() {
		return [];
	}
	givenBack() {
		return [];
	}
}

class DemoStand extends Stand {
	static async open() {
		const stand = Object.assign(new DemoStand(), { name: "demo", method: "demo", country: "DE", shop: await newTill() });
		shopExecute(stand.shop, "UPDATE @shop@.stock SET on_hand = 1000000");
		return stand;
	}
	isPage(url) {
		return new URL(url, "http://shop").hostname.startsWith("demopay.");
	}
	async pay(who, how, patiently) {
		const [payment] = await ask(this, `SELECT * FROM @shop@.payment WHERE order_id = ${who.order.id} ORDER BY id DESC LIMIT 1`);
		const page = await patiently(() => who.client.get(who.url));
		await patiently(() => payAtDemo(page, how === "good" ? "approve" : "decline"));
		const notice = demoNotice(this.shop, payment, how === "good" ? "payment.approved" : "payment.declined", { tenant: Number(this.schema.slice(2)) });
		return [{ send: async () => (await sendNotice(this.shop, notice)).status }];
	}
}

class StripeStand extends Stand {
	stories = ["paid", "declined", "slow", "untold", "called_off", "by_hand", "disputed", "left", "switched", "late"];
	follows = true;
	static async open(fake) {
		const shop = await newShop("permute", { currency: "EUR", country: "DE", locales: "en,de", shipping: "0" });
		const put = await importCsv(shop, csv([productRow("mug", "Mug", "24.90", { "Variant Inventory Qty": "1000000" })]));
		assert.equal(put.status, 0, put.err);
		const stand = Object.assign(new StripeStand(), { name: "stripe", method: "stripe", country: "DE", fake, shop, key: fake.newKey(), secret: `whsec_${shop.replaceAll("-", "")}` });
		await stand.setKeys();
		return stand;
	}
	async setKeys() {
		const folder = mkdtempSync(join(tmpdir(), "stoa-keys-")), file = (name) => join(folder, name);
		try {
			writeFileSync(file("key"), `${this.key}\n`);
			writeFileSync(file("hook"), `${this.secret}\n`);
			const set = await stoactl(["payment", "set", this.shop, "stripe", "--secret-key-file", file("key"), "--webhook-secret-file", file("hook"), "--test"]);
			assert.equal(set.status, 0, set.err);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}
	notice(type, object) {
		const body = this.fake.event(type, object);
		return { send: () => postStripe(this.shop, body, signed(body, this.secret)) };
	}
	isPage(url) {
		return url.startsWith(this.fake.base);
	}
	sessionOf(url) {
		return this.fake.sessions.get(new URL(url).pathname.split("/").at(-1)).session;
	}
	async pay(who, how) {
		who.session = this.sessionOf(who.url);
		if (how === "declined") {
			Object.assign(who.session, { status: "expired" });
			return [this.notice("checkout.session.expired", structuredClone(who.session))];
		}
		this.fake.pay(who.url, how === "good" ? "paid" : "unpaid");
		return [this.notice("checkout.session.completed", structuredClone(who.session))];
	}
	settle(who) {
		this.fake.pay(who.url);
		return [this.notice("checkout.session.async_payment_succeeded", structuredClone(who.session))];
	}
	chargeOf(who) {
		return this.fake.chargeOf(who.session);
	}
	givenBack(who) {
		return [this.notice("charge.refunded", structuredClone(this.chargeOf(who)))];
	}
	byHand(who) {
		const charge = this.chargeOf(who);
		this.fake.createRefund({ payment_intent: charge.payment_intent, amount: "500" });
	}
	dispute(who) {
		const dispute = { id: `du_${who.session.payment_intent}`, object: "dispute", amount: 2490, currency: "eur", payment_intent: who.session.payment_intent, reason: "product_not_received", status: "needs_response",
			evidence_details: { due_by: Math.floor(Date.now() / 1000) + 86400 } };
		return [this.notice("charge.dispute.created", dispute), this.notice("charge.dispute.updated", dispute), this.notice("charge.dispute.closed", { ...dispute, status: "won" })];
	}
	away(is) {
		this.fake.faults[is ? "set" : "delete"](this.key, "reset");
	}
	moved(key) {
		const mine = [...this.fake.intents.values()].filter((c) => c.metadata.payment === key);
		return [mine.length, mine.reduce((n, c) => n + c.amount_captured, 0), mine.reduce((n, c) => n + c.amount_refunded, 0)];
	}
}

// All pieces lie at a second location, so that what is asked there and written down of it is attacked, too.
const CELLAR = `INSERT INTO @shop@.location (name, is_default, rank) VALUES ('Cellar', false, 2); UPDATE @shop@.stock SET on_hand = 0;
	INSERT INTO @shop@.stock (variant_id, location_id, on_hand) SELECT s.variant_id, l.id, 1000000 FROM @shop@.stock s, @shop@.location l WHERE l.rank = 2`;

class PaypalStand extends Stand {
	stories = ["paid", "declined", "slow", "untold", "called_off", "by_hand", "disputed", "left", "switched"];
	follows = true;
	static async open(fake) {
		const made = await newPaypalStand(fake);
		shopExecute(made.shop, CELLAR);
		return Object.assign(new PaypalStand(), { name: "paypal", method: "paypal" }, made);
	}
	notice(type, resource) {
		const event = this.fake.event(this.app, type, resource);
		return { send: () => postPaypal(this.shop, event) };
	}
	isPage(url) {
		return url.startsWith(this.fake.base);
	}
	orderOf(who) {
		return this.fake.known(who.url).order;
	}
	async pay(who, how) {
		const instrument = { good: "good", declined: "declined", pending: "pending" }[how];
		who.back = await this.fake.answerPage(who.url, "agree", instrument);
		return [this.notice("CHECKOUT.ORDER.APPROVED", structuredClone(this.orderOf(who)))];
	}
	capturesOf(who) {
		return this.orderOf(who).purchase_units[0].payments?.captures ?? [];
	}
	later(who) {
		const types = { COMPLETED: "PAYMENT.CAPTURE.COMPLETED", PENDING: "PAYMENT.CAPTURE.PENDING" };
		return this.capturesOf(who).map((c) => types[c.status] && this.notice(types[c.status], structuredClone(c))).filter(Boolean);
	}
	settle(who) {
		for (const c of this.capturesOf(who))
			this.fake.settle(c);
		return this.later(who);
	}
	givenBack(who) {
		const refunds = this.orderOf(who).purchase_units[0].payments.refunds ?? [];
		return refunds.map((r) => this.notice("PAYMENT.CAPTURE.REFUNDED", structuredClone(r)));
	}
	byHand(who) {
		this.fake.refundCapture(this.app, this.capturesOf(who)[0].id, { amount: { currency_code: "EUR", value: "5.00" } });
	}
	dispute(who) {
		const [capture] = this.capturesOf(who), opened = this.fake.newDispute(capture);
		const ended = this.fake.newDispute(capture, { status: "RESOLVED", outcome: "RESOLVED_SELLER_FAVOUR", dispute_id: opened.dispute_id });
		return [this.notice("CUSTOMER.DISPUTE.CREATED", opened), this.notice("CUSTOMER.DISPUTE.UPDATED", opened), this.notice("CUSTOMER.DISPUTE.RESOLVED", ended)];
	}
	away(is) {
		this.fake.faults[is ? "set" : "delete"](this.app.client, { kind: "reset" });
	}
	moved(key) {
		const mine = [...this.fake.captures.values()].filter((c) => c.client === this.app.client && c.capture.custom_id?.endsWith(`-${key}`));
		return [mine.length, mine.reduce((n, c) => n + Math.round(Number(c.capture.amount.value) * 100), 0), mine.reduce((n, c) => n + c.refunded, 0)];
	}
}

// Its money is held, and taken with the parcels by staff.
class HeldStand extends PaypalStand {
	stories = ["let_go"];
	staffs = ["shipped"];
	static async open(fake) {
		const made = await newPaypalStand(fake);
		shopExecute(made.shop, "UPDATE @shop@.stock SET on_hand = 1000000; UPDATE @shop@.payment_method SET capture = 'on_shipping' WHERE code = 'paypal'");
		return Object.assign(new HeldStand(), { name: "held", method: "paypal" }, made);
	}
	later(who) {
		const holds = this.orderOf(who).purchase_units[0].payments?.authorizations ?? [];
		return [...holds.map((a) => this.notice(a.status === "VOIDED" ? "PAYMENT.AUTHORIZATION.VOIDED" : "PAYMENT.AUTHORIZATION.CREATED", structuredClone(a))), ...super.later(who)];
	}
}

// staff: with somebody who works there, for the stories that are theirs.
export async function openStand(name, fakes, { staff }) {
	const open = {
		demo: () => DemoStand.open(), stripe: async () => StripeStand.open(fakes.stripe ??= await FakeStripe.listen()), paypal: async () => PaypalStand.open(fakes.paypal ??= await FakePaypal.listen()),
		held: async () => HeldStand.open(fakes.paypal ??= await FakePaypal.listen()),
	};
	const stand = await open[name]();
	stand.schema = schema(stand.shop);
	if (staff)
		Object.assign(stand, { staff: await staffOf(stand.shop), stories: [...stand.stories, ...stand.staffs] });
	return stand;
}
