// PayPal as a stateful fake: its interface (tokens, orders, captures, authorisations, refunds, webhooks, disputes, the list of what was moved) and
// its page, on which a shopper agrees without a script. It holds to PayPal's documented rules by itself; tests/soak/contracts puts PayPal's own
// descriptions in front of it. Its webhooks are signed as PayPal signs them: SHA-256 with RSA over "id|time|webhook|CRC-32 of the body".
import { createSign, createVerify, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { shopClient } from "./client.mjs";
import { env } from "./env.mjs";

// developer.paypal.com/reference/currency-codes
const whole = ["HUF", "JPY", "TWD"];
const taken = [..."AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD".split(" "), ...whole];

const letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const id = (n = 17) => [...randomBytes(n)].map((b) => letters[b % letters.length]).join("");
const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

export const hookEvents = ("CHECKOUT.ORDER.APPROVED CHECKOUT.PAYMENT-APPROVAL.REVERSED PAYMENT.CAPTURE.COMPLETED PAYMENT.CAPTURE.DENIED PAYMENT.CAPTURE.DECLINED " +
	"PAYMENT.CAPTURE.PENDING PAYMENT.CAPTURE.REFUNDED PAYMENT.CAPTURE.REVERSED PAYMENT.AUTHORIZATION.CREATED PAYMENT.AUTHORIZATION.VOIDED " +
	"CUSTOMER.DISPUTE.CREATED CUSTOMER.DISPUTE.UPDATED CUSTOMER.DISPUTE.RESOLVED").split(" ");

const table = [...Array(256).keys()].map((n) => {
	for (let i = 0; i < 8; i++)
		n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
	return n >>> 0;
});

export function crc32(text) {
	let c = 0xffffffff;
	for (const byte of Buffer.from(text))
		c = table[(c ^ byte) & 255] ^ (c >>> 8);
	return (c ^ 0xffffffff) >>> 0;
}

// As PayPal words them.
const messages = { 404: "The specified resource does not exist.", 422: "The requested action could not be performed, semantically incorrect, or failed business validation." };
const descriptions = {
	INSTRUMENT_DECLINED: "The instrument presented  was either declined by the processor or bank, or it can't be used for this payment.",
};

class Refused extends Error {
	constructor(status, name, issue) {
		super(issue);
		Object.assign(this, { status, answer: { name, message: messages[status] ?? name, debug_id: id(13).toLowerCase(), details: issue ? [{ issue, description: descriptions[issue] ?? issue.toLowerCase() }] : undefined } });
	}
}

const unprocessable = (issue) => new Refused(422, "UNPROCESSABLE_ENTITY", issue);
const missing = () => new Refused(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID");

// In the currency's smallest unit.
function minor(m) {
	if (!taken.includes(m?.currency_code))
		throw unprocessable("INVALID_CURRENCY_CODE");
	if (typeof m.value !== "string" || !(whole.includes(m.currency_code) ? /^\d{1,10}$/ : /^\d{1,8}\.\d\d$/).test(m.value))
		throw unprocessable("DECIMAL_PRECISION");
	return Number(m.value.replace(".", ""));
}

const money = (n, currency) => ({ currency_code: currency, value: whole.includes(currency) ? String(n) : `${Math.floor(n / 100)}.${String(n % 100).padStart(2, "0")}` });

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

export class FakePaypal {
	constructor() {
		Object.assign(this, { calls: [], apps: new Map(), tokens: new Map(), kept: new Map(), orders: new Map(), captures: new Map(), authorizations: new Map(), refunds: new Map(),
			disputes: new Map(), faults: new Map(), hanging: new Set(), moved: [], base: `http://127.0.0.1:${env.PAYPAL_PORT}` });
	}
	static async listen(port = env.PAYPAL_PORT) {
		const fake = new FakePaypal();
		fake.server = createServer((req, res) => fake.serve(req, res));
		await new Promise((resolve, reject) => fake.server.once("error", reject).listen(port, "127.0.0.1", resolve));
		fake.server.unref();
		return fake;
	}
	// A merchant's app with one webhook: { client, secret, webhook }.
	newApp(url, { events = hookEvents } = {}) {
		const client = `A${id(20)}`, app = { client, secret: `E${id(20)}`, app: `APP-${id(17)}`, webhook: id(17), invoices: new Set() };
		this.apps.set(client, Object.assign(app, { hook: { id: app.webhook, url, event_types: events.map((name) => ({ name })) } }));
		return app;
	}
	callsOf(app, path) {
		return this.calls.filter((c) => c.client === app.client && (!path || (path instanceof RegExp ? path.test(c.path) : c.path === path)));
	}
	async serve(req, res) {
		const chunks = [];
		for await (const chunk of req)
			chunks.push(chunk);
		const call = { method: req.method, path: req.url, headers: req.headers, body: Buffer.concat(chunks).toString("utf8") };
		if (req.url.startsWith("/checkoutnow"))
			return void this.page(call, res);
		const app = this.appOf(call), fault = this.faults.get(app?.client);
		call.client = app?.client;
		this.calls.push(call);
		if (fault && (fault.path ?? /./).test(req.url)) {
			if (fault.kind === "after")
				this.answer(app, call);
			if (fault.kind === "hang")
				return void this.hanging.add(res);
			if (fault.kind === "reset" || fault.kind === "after")
				return void req.socket.destroy();
			res.writeHead(fault.kind === "garbage" ? 200 : fault.kind, { "content-type": "application/json" });
			return void res.end(fault.kind === "garbage" ? "<html>" : JSON.stringify({ name: `FAULT_${fault.kind}` }));
		}
		const [status, answer] = this.answer(app, call);
		res.writeHead(status, { "content-type": "application/json", "paypal-debug-id": id(13) });
		res.end(answer === null ? undefined : JSON.stringify(answer));
	}
	appOf({ headers }) {
		const [kind, text] = (headers.authorization ?? "").split(" ");
		if (kind === "Basic") {
			const [client, secret] = Buffer.from(text, "base64").toString("utf8").split(":"), app = this.apps.get(client);
			return app?.secret === secret ? app : undefined;
		}
		return kind === "Bearer" ? this.apps.get(this.tokens.get(text)) : undefined;
	}
	answer(app, call) {
		if (!app)
			return [401, call.path === "/v1/oauth2/token" ? { error: "invalid_client", error_description: "Client Authentication failed" } : { name: "AUTHENTICATION_FAILURE" }];
		const key = call.headers["paypal-request-id"], name = key && `${app.client} ${key}`, said = JSON.stringify([call.path, call.body]), kept = this.kept.get(name);
		if (kept && kept.said !== said)
			return [422, new Refused(422, "UNPROCESSABLE_ENTITY", "DUPLICATE_REQUEST_ID").answer];
		const answer = kept?.answer ?? this.run(app, call);
		if (key && answer[0] < 300)
			this.kept.set(name, { said, answer: [200, answer[1]] });
		return structuredClone(answer);
	}
	run(app, call) {
		const url = new URL(call.path, this.base);
		try {
			if (call.method === "POST" && call.path === "/v1/oauth2/token")
				return [200, this.newToken(app, call)];
			if (call.body && call.headers["content-type"] !== "application/json")
				throw new Refused(415, "UNSUPPORTED_MEDIA_TYPE");
			for (const [method, pattern, fn] of doors) {
				const found = call.method === method && pattern.exec(url.pathname);
				if (found)
					return fn.call(this, app, found[1], call.body ? JSON.parse(call.body) : {}, url.searchParams, call);
			}
			throw new Refused(404, "NOT_FOUND");
		} catch (e) {
			if (!(e instanceof Refused))
				throw e;
			return [e.status, e.answer];
		}
	}
	newToken(app, call) {
		if (call.body !== "grant_type=client_credentials")
			throw new Refused(400, "unsupported_grant_type");
		const token = `A21AA${randomBytes(32).toString("hex")}`;
		this.tokens.set(token, app.client);
		return { scope: "openid https://uri.paypal.com/services/reporting/search/read", access_token: token, token_type: "Bearer", app_id: app.app, expires_in: app.expires ?? 32400, nonce: now() };
	}
	createOrder(app, _, body) {
		const [unit, more] = body.purchase_units ?? [], context = body.payment_source?.paypal?.experience_context;
		if (!["CAPTURE", "AUTHORIZE"].includes(body.intent) || !unit || more || !context?.return_url || !context.cancel_url)
			throw new Refused(400, "INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER");
		const total = minor(unit.amount), parts = unit.amount.breakdown;
		if (total <= 0)
			throw unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE");
		if (parts && minor(parts.item_total) + (parts.shipping ? minor(parts.shipping) : 0) !== total)
			throw unprocessable("AMOUNT_MISMATCH");
		const order = { id: id(), intent: body.intent, status: "PAYER_ACTION_REQUIRED", create_time: now(), purchase_units: [{ ...unit, payments: undefined }], payment_source: { paypal: {} } };
		order.links = [{ href: `${this.base}/v2/checkout/orders/${order.id}`, rel: "self", method: "GET" }, { href: `${this.base}/checkoutnow?token=${order.id}`, rel: "payer-action", method: "GET" }];
		this.orders.set(order.id, { order, context, app, client: app.client });
		return [200, order];
	}
	found(app, orderId) {
		const known = this.orders.get(orderId);
		if (!known || known.client !== app.client)
			throw missing();
		return known;
	}
	getOrder(app, orderId) {
		return [200, this.found(app, orderId).order];
	}
	agreed(app, orderId) {
		const known = this.found(app, orderId), { order } = known, unit = order.purchase_units[0];
		if (order.status === "COMPLETED")
			throw unprocessable(order.intent === "CAPTURE" ? "ORDER_ALREADY_CAPTURED" : "ORDER_ALREADY_AUTHORIZED");
		if (order.status !== "APPROVED")
			throw unprocessable("ORDER_NOT_APPROVED");
		if (known.instrument === "declined")
			throw unprocessable("INSTRUMENT_DECLINED");
		if (unit.invoice_id && app.invoices.has(unit.invoice_id))
			throw unprocessable("DUPLICATE_INVOICE_ID");
		app.invoices.add(unit.invoice_id);
		return known;
	}
	newCapture(app, { amount, custom_id, invoice_id }, status, final, order) {
		const capture = { id: id(), status, amount, final_capture: final, custom_id, invoice_id, create_time: now(), update_time: now() };
		capture.links = [{ href: `${this.base}/v2/payments/captures/${capture.id}`, rel: "self", method: "GET" }, { href: `${this.base}/v2/payments/captures/${capture.id}/refund`, rel: "refund", method: "POST" },
			{ href: `${this.base}/v2/checkout/orders/${order.id}`, rel: "up", method: "GET" }];
		this.captures.set(capture.id, { capture, client: app.client, refunded: 0, order });
		this.moved.push({ client: app.client, ref: capture.id, code: "T0006", amount, sign: "", at: Date.now(), status: status === "COMPLETED" ? "S" : "P", custom: custom_id });
		return capture;
	}
	captureOrder(app, orderId) {
		const known = this.agreed(app, orderId), { order } = known, unit = order.purchase_units[0];
		if (order.intent !== "CAPTURE")
			throw unprocessable("ACTION_DOES_NOT_MATCH_INTENT");
		const { currency_code, value } = unit.amount;
		const capture = this.newCapture(app, { ...unit, amount: { currency_code, value } }, known.instrument === "pending" ? "PENDING" : "COMPLETED", true, order);
		order.status = "COMPLETED";
		unit.payments = { captures: [capture] };
		return [201, order];
	}
	authorizeOrder(app, orderId) {
		const { order } = this.agreed(app, orderId), unit = order.purchase_units[0];
		if (order.intent !== "AUTHORIZE")
			throw unprocessable("ACTION_DOES_NOT_MATCH_INTENT");
		const { currency_code, value } = unit.amount;
		const authorization = { id: id(), status: "CREATED", amount: { currency_code, value }, custom_id: unit.custom_id, invoice_id: unit.invoice_id, create_time: now(),
			expiration_time: new Date(Date.now() + 29 * 86400000).toISOString().replace(/\.\d+Z$/, "Z") };
		this.authorizations.set(authorization.id, { authorization, client: app.client, captured: 0, order });
		order.status = "COMPLETED";
		unit.payments = { authorizations: [authorization], captures: [] };
		return [201, order];
	}
	authorizationOf(app, ref) {
		const known = this.authorizations.get(ref);
		if (known?.client !== app.client)
			throw missing();
		return known;
	}
	getAuthorization(app, ref) {
		return [200, this.authorizationOf(app, ref).authorization];
	}
	captureAuthorization(app, ref, body) {
		const known = this.authorizationOf(app, ref), { authorization, order } = known, { currency_code } = authorization.amount, whole_ = minor(authorization.amount);
		if (authorization.status === "VOIDED" || authorization.status === "CAPTURED")
			throw unprocessable(authorization.status === "VOIDED" ? "AUTHORIZATION_VOIDED" : "AUTHORIZATION_ALREADY_CAPTURED");
		const amount = body.amount ? minor(body.amount) : whole_ - known.captured;
		if (body.amount && body.amount.currency_code !== currency_code)
			throw unprocessable("CURRENCY_MISMATCH");
		if (amount <= 0 || known.captured + amount > whole_)
			throw unprocessable("MAX_CAPTURE_AMOUNT_EXCEEDED");
		known.captured += amount;
		authorization.status = body.final_capture || known.captured === whole_ ? "CAPTURED" : "PARTIALLY_CAPTURED";
		const capture = this.newCapture(app, { amount: money(amount, currency_code), custom_id: authorization.custom_id, invoice_id: body.invoice_id }, "COMPLETED", Boolean(body.final_capture), order);
		order.purchase_units[0].payments.captures.push(capture);
		return [201, capture];
	}
	voidAuthorization(app, ref) {
		const { authorization } = this.authorizationOf(app, ref);
		if (authorization.status === "VOIDED")
			throw unprocessable("PREVIOUSLY_VOIDED");
		if (authorization.status !== "CREATED" && authorization.status !== "PARTIALLY_CAPTURED")
			throw unprocessable("PREVIOUSLY_CAPTURED");
		authorization.status = "VOIDED";
		return [200, authorization];
	}
	captureOf(app, ref) {
		const known = this.captures.get(ref);
		if (known?.client !== app.client)
			throw missing();
		return known;
	}
	refundCapture(app, ref, body) {
		const known = this.captureOf(app, ref), all = minor(known.capture.amount), { currency_code } = known.capture.amount;
		if (known.capture.status !== "COMPLETED" && known.capture.status !== "PARTIALLY_REFUNDED")
			throw unprocessable(known.capture.status === "REFUNDED" ? "CAPTURE_FULLY_REFUNDED" : "REFUND_NOT_ALLOWED");
		const amount = body.amount ? minor(body.amount) : all - known.refunded;
		if (body.amount && body.amount.currency_code !== currency_code)
			throw unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH");
		if (amount <= 0 || known.refunded + amount > all)
			throw unprocessable("REFUND_AMOUNT_EXCEEDED");
		known.refunded += amount;
		known.capture.status = known.refunded === all ? "REFUNDED" : "PARTIALLY_REFUNDED";
		const refund = { id: id(), status: "COMPLETED", amount: money(amount, currency_code), create_time: now(), update_time: now(),
			seller_payable_breakdown: { gross_amount: money(amount, currency_code), total_refunded_amount: money(known.refunded, currency_code) },
			links: [{ href: `${this.base}/v2/payments/refunds/x`, rel: "self", method: "GET" }, { href: `${this.base}/v2/payments/captures/${ref}`, rel: "up", method: "GET" }] };
		refund.links[0].href = `${this.base}/v2/payments/refunds/${refund.id}`;
		this.refunds.set(refund.id, refund);
		(known.order.purchase_units[0].payments.refunds ??= []).push(refund);
		this.moved.push({ client: app.client, ref: refund.id, of: ref, code: "T1107", amount: refund.amount, sign: "-", at: Date.now(), status: "S" });
		return [201, refund];
	}
	getWebhook(app, ref) {
		if (app.webhook !== ref)
			throw missing();
		return [200, app.hook];
	}
	// As PayPal does: by the bytes of the event that stand in the call.
	verify(app, _, body, __, call) {
		const { transmission_id, transmission_time, transmission_sig, cert_url, auth_algo, webhook_id } = body;
		const text = /"webhook_event":(.*)\}$/s.exec(call.body)?.[1] ?? "";
		const good = webhook_id === app.webhook && auth_algo === "SHA256withRSA" && cert_url === this.certUrl &&
			createVerify("SHA256").update(`${transmission_id}|${transmission_time}|${webhook_id}|${crc32(text)}`).verify(publicKey, transmission_sig, "base64");
		return [200, { verification_status: good ? "SUCCESS" : "FAILURE" }];
	}
	list(app, _, __, query) {
		const from = Date.parse(query.get("start_date")), to = Date.parse(query.get("end_date")), size = Number(query.get("page_size") ?? 100), page = Number(query.get("page") ?? 1);
		if (!(from < to) || to - from > 31 * 86400000 || size > 500)
			throw new Refused(400, "INVALID_REQUEST", "INVALID_DATE_RANGE");
		const rows = this.moved.filter((m) => m.client === app.client && m.at >= from && m.at <= to + 999);
		const part = rows.slice((page - 1) * size, page * size).map((m) => ({ transaction_info: {
			transaction_id: m.ref, ...(m.of ? { paypal_reference_id: m.of, paypal_reference_id_type: "TXN" } : {}), transaction_event_code: m.code,
			transaction_initiation_date: new Date(m.at).toISOString().replace(/\.\d+Z$/, "Z"), transaction_amount: { ...m.amount, value: m.sign + m.amount.value }, transaction_status: m.status,
			...(m.custom ? { custom_field: m.custom } : {}),
		} }));
		return [200, { transaction_details: part, start_date: query.get("start_date"), end_date: query.get("end_date"), last_refreshed_datetime: now(), page, total_items: rows.length,
			total_pages: this.pages ?? Math.max(1, Math.ceil(rows.length / size)) }];
	}
	// The page on which a shopper agrees: a form, no script.
	page({ method, path, body }, res) {
		const url = new URL(path, this.base), known = this.orders.get(url.searchParams.get("token"));
		if (!known) {
			res.writeHead(404).end();
		} else if (method === "GET") {
			const { order, context } = known, { currency_code, value } = order.purchase_units[0].amount;
			res.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<!doctype html><html lang="${context.locale ?? "en"}"><title>PayPal</title>
<form method="post"><p>${context.brand_name ?? ""} ${value} ${currency_code}</p><button name="answer" value="agree">Pay</button><button name="answer" value="leave">Back to the shop</button></form>`);
		} else {
			const agree = new URLSearchParams(body).get("answer") === "agree", to = new URL(agree ? known.context.return_url : known.context.cancel_url);
			if (agree && known.order.status === "PAYER_ACTION_REQUIRED")
				known.order.status = "APPROVED";
			to.searchParams.set("token", known.order.id);
			if (agree)
				to.searchParams.set("PayerID", id(13));
			res.writeHead(303, { location: to.href }).end();
		}
	}
	known(url) {
		return this.orders.get(new URL(url).searchParams.get("token"));
	}
	// The shopper at the page, by HTTP; the address at which they come back. answer: "agree", "leave"; instrument: "good", "declined", "pending".
	async answerPage(url, answer = "agree", instrument = "good") {
		const text = await (await fetch(url)).text();
		if (!text.includes(`value="${answer}"`))
			throw new Error(`no page to agree on but ${text}`);
		this.known(url).instrument = instrument;
		return (await fetch(url, { method: "POST", body: new URLSearchParams({ answer }), redirect: "manual" })).headers.get("location");
	}
	// It ran out: three hours after it was made PayPal forgets an order that nobody has agreed to.
	forget(url) {
		this.orders.delete(new URL(url).searchParams.get("token"));
	}
	settle(capture, status = "COMPLETED") {
		capture.status = status;
		const row = this.moved.find((m) => m.ref === capture.id);
		row.status = status === "COMPLETED" ? "S" : "D";
	}
	captureOfUrl(url) {
		return this.known(url).order.purchase_units[0].payments?.captures?.[0];
	}
	// fees: what PayPal debits the seller for it. Its notice has none of them; who asks for the dispute hears of them.
	newDispute(capture, { status = "OPEN", outcome, reason = "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", amount = capture.amount, dispute_id = `PP-R-${id(3)}-${id(9)}`, fees = [] } = {}) {
		const dispute = { dispute_id, create_time: now(), update_time: now(), status, reason, dispute_amount: amount, dispute_life_cycle_stage: "CHARGEBACK", dispute_channel: "INTERNAL",
			disputed_transactions: [{ seller_transaction_id: capture.id, transaction_status: "COMPLETED", gross_amount: capture.amount }],
			...(status === "RESOLVED" ? { dispute_outcome: { outcome_code: outcome, amount_refunded: amount } } : { seller_response_due_date: "2026-12-24T06:38:29.000Z" }) };
		const settled = { affected_party: "SELLER", amount, initiated_time: now(), type: "DEBIT", reason: "DISPUTE_SETTLEMENT" };
		this.disputes.set(dispute_id, { client: this.captures.get(capture.id)?.client, dispute: { ...dispute, money_movements: [settled, ...fees.map((f) => ({ initiated_time: now(), affected_party: "SELLER", type: "DEBIT", reason: "DISPUTE_FEE", ...f }))] } });
		return dispute;
	}
	getDispute(app, disputeId) {
		const known = this.disputes.get(disputeId);
		if (!known || known.client !== app.client)
			throw missing();
		if (app.noDisputes)
			throw new Refused(403, "NOT_AUTHORIZED", "PERMISSION_DENIED");
		return [200, known.dispute];
	}
	get certUrl() {
		return "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-7a8abba8";
	}
	// What PayPal posts: { body, headers }. lies are laid over the headers.
	event(app, type, resource, { eventId = `WH-${id(17)}-${id(17)}`, lies = {} } = {}) {
		const body = JSON.stringify({ id: eventId, event_version: "1.0", create_time: now(), resource_type: type.split(".")[1].toLowerCase(), event_type: type, summary: "It happened: £, 注文", resource, links: [] });
		const transmission = `${id(8)}-${id(4)}-${id(4)}-${id(12)}`.toLowerCase().replace(/^\d/, "a"), time = now();
		const signature = createSign("SHA256").update(`${transmission}|${time}|${app.webhook}|${crc32(body)}`).sign(privateKey, "base64");
		return { body, headers: { "paypal-transmission-id": transmission, "paypal-transmission-time": time, "paypal-transmission-sig": signature, "paypal-cert-url": this.certUrl,
			"paypal-auth-algo": "SHA256withRSA", ...lies } };
	}
	end() {
		for (const res of this.hanging)
			res.destroy();
		this.server.closeAllConnections();
		this.server.close();
	}
}

const doors = [
	["POST", /^\/v2\/checkout\/orders$/, FakePaypal.prototype.createOrder],
	["GET", /^\/v2\/checkout\/orders\/([A-Z0-9]+)$/, FakePaypal.prototype.getOrder],
	["POST", /^\/v2\/checkout\/orders\/([A-Z0-9]+)\/capture$/, FakePaypal.prototype.captureOrder],
	["POST", /^\/v2\/checkout\/orders\/([A-Z0-9]+)\/authorize$/, FakePaypal.prototype.authorizeOrder],
	["GET", /^\/v1\/customer\/disputes\/([A-Za-z0-9-]+)$/, FakePaypal.prototype.getDispute],
	["GET", /^\/v2\/payments\/authorizations\/([A-Z0-9]+)$/, FakePaypal.prototype.getAuthorization],
	["POST", /^\/v2\/payments\/authorizations\/([A-Z0-9]+)\/capture$/, FakePaypal.prototype.captureAuthorization],
	["POST", /^\/v2\/payments\/authorizations\/([A-Z0-9]+)\/void$/, FakePaypal.prototype.voidAuthorization],
	["POST", /^\/v2\/payments\/captures\/([A-Z0-9]+)\/refund$/, FakePaypal.prototype.refundCapture],
	["GET", /^\/v1\/notifications\/webhooks\/([A-Z0-9]+)$/, FakePaypal.prototype.getWebhook],
	["POST", /^\/v1\/notifications\/verify-webhook-signature$/, FakePaypal.prototype.verify],
	["GET", /^\/v1\/reporting\/transactions$/, FakePaypal.prototype.list],
];

// The status of the shop's answer to an event.
export async function postEvent(shop, { body, headers }) {
	const answer = await shopClient(shop).raw({ method: "POST", path: "/hook/paypal", body, headers: { "content-type": "application/json", ...headers, "origin": null, "sec-fetch-site": null } });
	return answer.status;
}
