// Stripe's interface as a stateful fake: sessions that are paid, or whose money is held and then captured in parts or let go, refunds that use
// up a charge, answers kept under their idempotency key, and faults by secret key. It holds to Stripe's documented rules by tables of its own. Answers are laid over the sample fixtures
// (STOA_SAMPLE_DATA/stripe-fixtures.json) where those are there, and are bare where not.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import Stripe from "stripe";
import { shopClient } from "./client.mjs";
import { env } from "./env.mjs";

const samples = process.env.STOA_SAMPLE_DATA ? join(process.env.STOA_SAMPLE_DATA, "stripe-fixtures.json") : "";

export const fixtures = samples && existsSync(samples) ? JSON.parse(readFileSync(samples, "utf8")).resources : null;

// docs.stripe.com/currencies, by the multiple that an amount must be of; else 1.
const steps = { bhd: 10, jod: 10, kwd: 10, omr: 10, tnd: 10, isk: 100, ugx: 100 };
const least = { eur: 50, jpy: 50, usd: 50 };

const id = (prefix) => `${prefix}_${randomBytes(12).toString("hex")}`;

class Refused extends Error {
	constructor(status, type, code) {
		super(code);
		Object.assign(this, { status, answer: { error: { type, code, message: code } } });
	}
}

const wrong = (code) => new Refused(400, "invalid_request_error", code);

// "a[0][b]=c" as { a: { 0: { b: "c" } } }.
function tree(form) {
	const out = {};
	for (const [name, value] of form) {
		const parts = name.replaceAll("]", "").split("[");
		let at = out;
		for (const part of parts.slice(0, -1))
			at = at[part] ??= {};
		at[parts.at(-1)] = value;
	}
	return out;
}

export class FakeStripe {
	constructor() {
		Object.assign(this, { calls: [], keys: new Map(), faults: new Map(), kept: new Map(), sessions: new Map(), intents: new Map(), holds: new Map(), multicapture: true, refunds: [], hanging: new Set() });
	}
	get base() {
		return `http://127.0.0.1:${env.STRIPE_PORT}`;
	}
	static async listen() {
		const fake = new FakeStripe();
		fake.server = createServer((req, res) => fake.serve(req, res));
		await new Promise((resolve, reject) => fake.server.once("error", reject).listen(env.STRIPE_PORT, "127.0.0.1", resolve));
		fake.server.unref();
		return fake;
	}
	// A new account's key; fields are laid over its account.
	newKey(fields = {}, prefix = "sk_test_") {
		const key = `${prefix}${randomBytes(12).toString("hex")}`;
		this.keys.set(key, this.shape("account", { id: id("acct"), charges_enabled: true, ...fields }));
		return key;
	}
	shape(resource, fields) {
		return { ...(fixtures ? structuredClone(fixtures[resource]) : { object: resource }), ...fields };
	}
	callsOf(key, path) {
		return this.calls.filter((c) => c.headers.authorization === `Bearer ${key}` && (!path || c.path === path));
	}
	async serve(req, res) {
		const chunks = [];
		for await (const chunk of req)
			chunks.push(chunk);
		const body = Buffer.concat(chunks).toString("utf8"), key = /^Bearer (.*)$/.exec(req.headers.authorization ?? "")?.[1];
		const call = { method: req.method, path: req.url, headers: req.headers, body, form: [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1)) };
		this.calls.push(call);
		const fault = this.faults.get(key);
		if (fault === "hang")
			return void this.hanging.add(res);
		if (fault === "reset")
			return void req.socket.destroy();
		if (fault === "half") {
			res.writeHead(200, { "content-length": 1000 });
			res.write('{"id": "half');
			return void setTimeout(() => req.socket.destroy(), 50);
		}
		const [status, answer] = fault === "garbage" ? [200, "<html>"] : this.answer(key, call, fault);
		res.writeHead(status, { "content-type": "application/json", "request-id": id("req") });
		res.end(typeof answer === "string" ? answer : JSON.stringify(answer));
	}
	answer(key, call, fault) {
		if (!this.keys.has(key))
			return [401, { error: { type: "invalid_request_error", message: "Invalid API Key provided" } }];
		if (typeof fault === "object" && fault?.path.test(call.path))
			return this.after(key, call, fault);
		if ([401, 403, 409, 429].includes(fault) || (fault === 500 && call.method === "GET"))
			return [fault, { error: { type: "api_error", code: `fault_${fault}` } }];
		if (call.method === "GET")
			return this.run(key, call);
		const name = `${key} ${call.headers["idempotency-key"]}`, said = JSON.stringify([call.path, call.form]), kept = this.kept.get(name);
		if (kept && kept.said !== said)
			return [400, { error: { type: "idempotency_error", message: "other parameters under the same key" } }];
		// What began to be done is kept, failures too; what was refused by its form is not.
		const answer = kept?.answer ?? (fault === 500 || fault === 402 ? [fault, { error: { type: fault === 402 ? "card_error" : "api_error", code: "card_declined" } }] : this.run(key, call));
		if (answer[0] !== 400)
			this.kept.set(name, { said, answer });
		return answer;
	}
	// Done, and told as if it had failed: what was kept under the key stays so.
	after(key, call, { status }) {
		this.answer(key, call);
		return [status, { error: { type: "api_error", code: `fault_${status}` } }];
	}
	run(key, { method, path, form, headers }) {
		try {
			if (!headers["stripe-version"])
				throw wrong("no_version");
			if (method === "GET" && path === "/v1/account")
				return [200, this.keys.get(key)];
			const asked = method === "GET" && /^\/v1\/checkout\/sessions\/(cs_\w+)$/.exec(path);
			if (asked)
				return [200, this.found(asked[1])];
			const expired = method === "POST" && /^\/v1\/checkout\/sessions\/(cs_\w+)\/expire$/.exec(path);
			if (expired)
				return [200, this.expire(expired[1])];
			const held = /^\/v1\/payment_intents\/(pi_\w+)(\/capture|\/cancel|\?expand\[\]=latest_charge)?$/.exec(path);
			if (held && method === (/^\/c/.test(held[2] ?? "") ? "POST" : "GET"))
				return [200, { undefined: this.intent, "/capture": this.capture, "/cancel": this.cancel, "?expand[]=latest_charge": this.expanded }[held[2]].call(this, held[1], tree(form))];
			const listed = method === "GET" && /^\/v1\/(charges|refunds)\?(.*)$/.exec(path);
			if (listed)
				return [200, this.list(listed[1] === "charges" ? [...this.intents.values()] : this.refunds, new URLSearchParams(listed[2]))];
			if (method === "POST" && path === "/v1/checkout/sessions")
				return [200, this.createSession(tree(form))];
			if (method === "POST" && path === "/v1/refunds")
				return [200, this.createRefund(tree(form))];
			throw new Refused(404, "invalid_request_error", "resource_missing");
		} catch (e) {
			if (!(e instanceof Refused))
				throw e;
			return [e.status, e.answer];
		}
	}
	found(sessionId) {
		const known = this.sessions.get(sessionId);
		if (!known)
			throw new Refused(404, "invalid_request_error", "resource_missing");
		return known.session;
	}
	expire(sessionId) {
		const session = this.found(sessionId);
		if (session.status !== "open")
			throw wrong("session_not_open");
		return Object.assign(session, { status: "expired", url: null });
	}
	// Newest first, a page at a time.
	list(all, query) {
		const fits = all.filter((o) => o.created >= Number(query.get("created[gte]")) && o.created < Number(query.get("created[lt]"))).reverse();
		const from = query.get("starting_after") ? fits.findIndex((o) => o.id === query.get("starting_after")) + 1 : 0, size = Math.min(Number(query.get("limit")), this.page ?? 100);
		return { object: "list", data: fits.slice(from, from + size), has_more: fits.length > from + size };
	}
	createSession(p) {
		const line = p.line_items?.[0], { currency, unit_amount, product_data } = line?.price_data ?? {}, amount = Number(unit_amount);
		if (p.mode !== "payment" || !p.success_url || !product_data?.name || line.quantity !== "1" || currency !== currency?.toLowerCase())
			throw wrong("parameter_missing");
		if (!/^\d+$/.test(unit_amount) || amount % (steps[currency] ?? 1) !== 0)
			throw wrong("invalid_charge_amount");
		if (amount < (least[currency] ?? 1))
			throw wrong("amount_too_small");
		const card = p.payment_method_options?.card;
		if (card && Object.keys(card).some((name) => name !== "request_multicapture" || card[name] !== "if_available"))
			throw wrong("parameter_unknown");
		if (![undefined, "manual"].includes(p.payment_intent_data?.capture_method))
			throw wrong("parameter_invalid");
		const session = this.shape("checkout.session", {
			id: id("cs_test"), amount_total: amount, amount_subtotal: amount, currency, status: "open", payment_status: "unpaid", payment_intent: null, livemode: false,
			metadata: p.metadata ?? {}, client_reference_id: p.client_reference_id, success_url: p.success_url, cancel_url: p.cancel_url, customer_email: p.customer_email ?? null,
		});
		session.url = `${this.base}/c/pay/${session.id}`;
		this.sessions.set(session.id, { session, intent: p.payment_intent_data, parts: card?.request_multicapture === "if_available" });
		return session;
	}
	intent(id) {
		const known = this.holds.get(id);
		if (!known)
			throw new Refused(404, "invalid_request_error", "resource_missing");
		return known;
	}
	expanded(id) {
		const intent = this.intent(id);
		return { ...intent, latest_charge: this.intents.get(id) ?? null };
	}
	// docs.stripe.com/api/payment_intents/capture: what is not captured by the last time is released.
	capture(id, p) {
		const intent = this.intent(id), charge = this.intents.get(id), final = p.final_capture !== "false";
		const amount = p.amount_to_capture === undefined ? intent.amount_capturable : Number(p.amount_to_capture);
		if (intent.status !== "requires_capture")
			throw wrong("payment_intent_unexpected_state");
		if (!final && charge.payment_method_details.card.multicapture.status !== "available")
			throw wrong("parameter_invalid");
		if (!(amount > 0) || amount > intent.amount_capturable || amount % (steps[intent.currency] ?? 1) !== 0)
			throw wrong("amount_too_large");
		charge.amount_captured += amount;
		intent.amount_received += amount;
		intent.amount_capturable -= amount;
		if (final || intent.amount_capturable === 0) {
			Object.assign(intent, { amount_capturable: 0, status: "succeeded" });
			charge.captured = true;
		}
		return structuredClone(intent);
	}
	cancel(id) {
		const intent = this.intent(id);
		if (!["requires_capture", "requires_payment_method", "processing"].includes(intent.status))
			throw wrong("payment_intent_unexpected_state");
		Object.assign(intent, { amount_capturable: 0, status: intent.amount_received > 0 ? "succeeded" : "canceled" });
		return structuredClone(intent);
	}
	createRefund(p) {
		const charge = this.intents.get(p.payment_intent);
		if (!charge)
			throw wrong("resource_missing");
		const amount = p.amount === undefined ? charge.amount_captured - charge.amount_refunded : Number(p.amount);
		if (charge.disputed)
			throw wrong("charge_disputed");
		if (charge.amount_refunded === charge.amount_captured)
			throw wrong("charge_already_refunded");
		if (!(amount > 0) || amount % (steps[charge.currency] ?? 1) !== 0 || amount > charge.amount_captured - charge.amount_refunded)
			throw wrong("amount_invalid");
		charge.amount_refunded += amount;
		charge.refunded = charge.amount_refunded === charge.amount;
		this.refunds.push(this.shape("refund", { id: id("re"), created: Math.floor(Date.now() / 1000), amount, charge: charge.id, currency: charge.currency, payment_intent: p.payment_intent, metadata: p.metadata ?? {}, status: "succeeded" }));
		return this.refunds.at(-1);
	}
	// The shopper at the page: the session as it is afterwards. status: "paid", or "unpaid" where the money takes days.
	pay(url, status = "paid") {
		const { session, intent, parts } = this.sessions.get(new URL(url).pathname.split("/").at(-1));
		if (session.status === "expired")
			throw new Error("nobody can pay by a session that has expired");
		const held = intent?.capture_method === "manual";
		session.payment_intent ??= id("pi");
		Object.assign(session, { status: "complete", payment_status: held ? "unpaid" : status });
		const amount = session.amount_total, taken = held ? 0 : amount, charge = id("ch"), common = { amount, currency: session.currency, livemode: false, metadata: intent?.metadata ?? {} };
		this.holds.set(session.payment_intent, this.shape("payment_intent", {
			...common, id: session.payment_intent, amount_capturable: held ? amount : 0, amount_received: status === "paid" ? taken : 0, capture_method: held ? "manual" : "automatic",
			latest_charge: status === "paid" ? charge : null, status: status !== "paid" ? "processing" : held ? "requires_capture" : "succeeded",
		}));
		if (status === "paid") {
			const details = this.shape("charge", {}).payment_method_details ?? { card: {} };
			details.card.multicapture = { status: held && parts && this.multicapture ? "available" : "unavailable" };
			this.intents.set(session.payment_intent, this.shape("charge", {
				...common, id: charge, created: Math.floor(Date.now() / 1000), amount_captured: taken, amount_refunded: 0, captured: !held, disputed: false,
				paid: true, payment_intent: session.payment_intent, payment_method_details: details, refunded: false, status: "succeeded",
			}));
		}
		return session;
	}
	chargeOf(session) {
		return this.intents.get(session.payment_intent);
	}
	// An event as it is posted.
	event(type, object, fields = {}) {
		return JSON.stringify(this.shape("event", { id: id("evt"), type, data: { object }, livemode: false, created: Math.floor(Date.now() / 1000), ...fields }));
	}
	end() {
		for (const res of this.hanging)
			res.destroy();
		this.server.closeAllConnections();
		this.server.close();
	}
}

export const npmStripe = new Stripe("sk_test_nobody");

export function signed(body, secret, timestamp = Math.floor(Date.now() / 1000)) {
	return npmStripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
}

// The status of the shop's answer to an event.
export async function postEvent(shop, body, signature) {
	const answer = await shopClient(shop).raw({ method: "POST", path: "/hook/stripe", body,
		headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature, "origin": null, "sec-fetch-site": null } });
	return answer.status;
}
