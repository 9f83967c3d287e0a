// What we say to PayPal, and what our fake of it answers, by PayPal's own descriptions: prism stands between the two, one process a description,
// and refuses whatever does not fit. --short: each flow once; else --rounds N of them (20).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { adminOrder, staffOf } from "../../lib/admin.mjs";
import { env, top } from "../../lib/env.mjs";
import { FakePaypal } from "../../lib/paypal.mjs";
import { comeBack, newPaypalStand, place, refundsOf, stateOf, statesOf, tell } from "../../lib/paypal-stand.mjs";
import { shopRows } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { aroundToday } from "../../lib/till.mjs";

const option = (name, otherwise) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : otherwise);
const rounds = process.argv.includes("--short") ? 1 : option("--rounds", 20), began = Date.now(), MOMENTS = 20;
const folder = mkdtempSync(join(tmpdir(), "stoa-contracts-"));
// The token's address has no description.
const descriptions = [
	["paypal-checkout-orders-v2", /^\/v2\/checkout\//], ["paypal-payments-v2", /^\/v2\/payments\//],
	["paypal-notifications-webhooks-v1", /^\/v1\/notifications\//], ["paypal-reporting-transactions-v1", /^\/v1\/reporting\//],
].map(([name, paths]) => ({ name, paths }));
let mended = 0, violations = [];
const seen = new Map(), children = [];

/*
 * A description with one pattern that JavaScript cannot read makes prism pass over the whole body without a word, so such patterns are
 * taken out; that prism looks at what is left is tried below. Examples are only long.
 */
function mend(at) {
	for (const [key, value] of Object.entries(at)) {
		if (key === "example" || key === "examples") {
			delete at[key];
		} else if (key === "pattern" && typeof value === "string") {
			try {
				new RegExp(value, "u");
			} catch {
				delete at[key];
				mended++;
			}
		} else if (value && typeof value === "object") {
			mend(value);
		}
	}
	return at;
}

async function freePort() {
	const server = createServer();
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

async function startPrism(d, upstream) {
	const file = join(folder, `${d.name}.json`);
	writeFileSync(file, JSON.stringify(mend(JSON.parse(readFileSync(join(process.env.STOA_SAMPLE_DATA, `${d.name}.openapi.json`), "utf8")))));
	d.port = await freePort();
	const child = spawn(process.execPath, [join(top, "tests/node_modules/.bin/prism"), "proxy", file, upstream, "--port", String(d.port), "--host", "127.0.0.1", "--errors"], { stdio: ["ignore", "pipe", "pipe"] });
	children.push(child);
	let said = "";
	child.stderr.on("data", (text) => (said += text));
	child.stdout.on("data", (text) => (said += text));
	for (const end = Date.now() + 60000; !said.includes("Prism is listening"); await sleep(50))
		assert.ok(child.exitCode === null && Date.now() < end, `prism did not start with ${d.name}: ${said.slice(-500)}`);
}

function forward(req, body, port) {
	return new Promise((resolve, reject) => {
		const out = request({ host: "127.0.0.1", port, path: req.url, method: req.method, headers: { ...req.headers, host: `127.0.0.1:${port}` } }, async (res) => {
			const chunks = [];
			for await (const chunk of res)
				chunks.push(chunk);
			resolve({ status: res.statusCode, headers: res.headers, body: Buffer.concat(chunks) });
		});
		out.once("error", reject).end(body);
	});
}

const isPrisms = (answer) => /stoplight\.io\/prism|"validation":/.test(answer.body.toString("utf8")) || answer.headers["sl-violations"];

async function serve(fake, req, res) {
	const chunks = [];
	for await (const chunk of req)
		chunks.push(chunk);
	const body = Buffer.concat(chunks), d = descriptions.find(({ paths }) => paths.test(req.url));
	const answer = await forward(req, body, d?.port ?? fake.server.address().port);
	if (d) {
		const name = `${req.method} ${req.url.split("?")[0].replace(/\/(?=[A-Z0-9]*\d)[A-Z0-9]{10,}/g, "/ID")}`;
		seen.set(name, (seen.get(name) ?? 0) + 1);
		if (isPrisms(answer))
			violations.push(`${name}: ${answer.body.toString("utf8").slice(0, 600)} ${answer.headers["sl-violations"] ?? ""}`);
	}
	delete answer.headers["transfer-encoding"];
	delete answer.headers["content-length"];
	res.writeHead(answer.status, answer.headers).end(answer.body);
}

// One wrong request each: prism must refuse it, and the fake not hear of it.
const wrong = [
	["/v2/checkout/orders", { intent: "KEEP", purchase_units: [] }],
	["/v2/checkout/orders", { intent: "CAPTURE", purchase_units: [{ amount: { currency_code: "EUR", value: "1,00" } }] }],
	["/v2/checkout/orders", { intent: "CAPTURE", purchase_units: [{ amount: { currency_code: "EUR", value: "1.00" } }], payment_source: { paypal: { experience_context: { user_action: "PAY LATER" } } } }],
	["/v2/payments/captures/ABC/refund", { amount: { value: "1.00" } }],
	["/v2/payments/authorizations/ABC/capture", { amount: { currency_code: "EURO", value: "1.00" } }],
	["/v1/notifications/verify-webhook-signature", { webhook_id: "ABC" }],
];

async function refusesWhatIsWrong(fake) {
	for (const [path, body] of wrong) {
		const heard = () => fake.calls.filter((call) => call.path === path && call.body === JSON.stringify(body)).length;
		const answer = await fetch(`${fake.base}${path}`, { method: "POST", headers: { "content-type": "application/json", authorization: "Bearer x" }, body: JSON.stringify(body) });
		assert.ok(answer.status >= 400 && heard() === 0, `prism lets ${path} ${JSON.stringify(body)} through`);
	}
	const list = await fetch(`${fake.base}/v1/reporting/transactions?start_date=today&end_date=tomorrow`, { headers: { authorization: "Bearer x" } });
	assert.ok(list.status >= 400, "prism lets a list of no days through");
	const refused = violations.length;
	violations = [];
	seen.clear();
	return refused;
}

// prism takes its time, more where the machine is busy: a page that says "one moment" is followed where it leads, as a browser does.
async function backInTheShop(stand, one, ...how) {
	let page = await comeBack(stand, one, ...how);
	for (let tries = 0; page.header("refresh") && tries < MOMENTS; tries++) {
		const [, seconds, to] = /^(\d+); url=(\S+)$/.exec(page.header("refresh"));
		await sleep(Number(seconds) * 1000);
		page = await one.client.get(to);
	}
	return page;
}

async function flows(fake, stand) {
	const sold = await place(stand);
	await backInTheShop(stand, sold);
	assert.equal(stateOf(stand, sold), "paid");
	assert.equal((await stoactl(["refund", stand.shop, sold.order.number, "--amount", stand.currency === "JPY" ? "99" : "9.99"])).status, 0);
	assert.equal((await stoactl(["refund", stand.shop, sold.order.number])).status, 0);
	assert.equal(stateOf(stand, sold), "refunded");
	const told = await place(stand);
	await fake.answerPage(told.url);
	assert.equal(await tell(stand, "CHECKOUT.ORDER.APPROVED", structuredClone(fake.known(told.url).order)), 200);
	assert.equal(stateOf(stand, told), "paid");
	assert.equal(await tell(stand, "PAYMENT.CAPTURE.COMPLETED", fake.captureOfUrl(told.url)), 200);
	assert.equal(await tell(stand, "CUSTOMER.DISPUTE.CREATED", fake.newDispute(fake.captureOfUrl(told.url))), 200);
	await backInTheShop(stand, await place(stand), "agree", "declined");
	await backInTheShop(stand, await place(stand), "agree", "pending");
	await backInTheShop(stand, await place(stand), "leave");
	assert.equal(refundsOf(stand, sold).length, 2);
	const listed = await stoactl(["reconcile", stand.shop, ...aroundToday()]);
	assert.equal(listed.status, 0, listed.err + listed.out);
}

// Held first, taken in two parts, sent back over both; and let go.
async function heldFlows(fake, stand) {
	const sold = await place(stand, { quantity: 2 }), gone = await place(stand);
	for (const one of [sold, gone])
		await backInTheShop(stand, one);
	const [line] = shopRows(stand.shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	const press = async (one, action, values) => (await adminOrder(stand.staff, stand.shop, one.order.number)).form(`form[action$="/${action}"]`).submit(values);
	await press(sold, "ship", { [`pieces_${line.id}`]: "1" });
	await press(sold, "capture");
	assert.equal(stateOf(stand, sold), "paid");
	const refunded = await stoactl(["refund", stand.shop, sold.order.number]);
	assert.equal(refunded.status, 0, refunded.err);
	await press(gone, "cancel");
	assert.deepEqual(statesOf(stand, gone), ["voided"]);
}

async function laterStand(fake) {
	const stand = await newPaypalStand(fake, { shipping: "4.90" }), staff = await staffOf(stand.shop);
	await (await staff.get(`/en/${stand.shop}/settings/payments/methods/paypal`)).form("main form").submit({ later: "1" });
	return { ...stand, staff };
}

const needed = ["POST /v2/checkout/orders", "GET /v2/checkout/orders/ID", "POST /v2/checkout/orders/ID/capture", "POST /v2/payments/captures/ID/refund",
	"POST /v2/checkout/orders/ID/authorize", "POST /v2/payments/authorizations/ID/capture", "POST /v2/payments/authorizations/ID/void", "GET /v1/notifications/webhooks/ID", "POST /v1/notifications/verify-webhook-signature", "GET /v1/reporting/transactions"];

let status = 1;
try {
	const fake = await FakePaypal.listen(0), front = createServer((req, res) => void serve(fake, req, res));
	await new Promise((resolve, reject) => front.once("error", reject).listen(env.PAYPAL_PORT, "127.0.0.1", resolve));
	front.unref();
	await Promise.all(descriptions.map((d) => startPrism(d, `http://127.0.0.1:${fake.server.address().port}`)));
	const refused = await refusesWhatIsWrong(fake), ready = Date.now();
	for (const currency of [["EUR", "DE", "24.90", "4.90"], ["JPY", "JP", "1500", "500"]].slice(0, rounds > 1 ? 2 : 1)) {
		const [code, country, price, shipping] = currency, stand = await newPaypalStand(fake, { currency: code, country, price, shipping });
		for (let i = 0; i < Math.ceil(rounds / (rounds > 1 ? 2 : 1)); i++)
			await flows(fake, stand);
	}
	const later = await laterStand(fake);
	for (let i = 0; i < Math.ceil(rounds / 4); i++)
		await heldFlows(fake, later);
	for (const name of needed)
		assert.ok(seen.get(name), `no flow has asked ${name}: ${[...seen.keys()]}`);
	assert.deepEqual(violations, [], "what does not fit PayPal's descriptions");
	console.log(`patterns that JavaScript cannot read, taken out\t${mended}`);
	console.log(`wrong requests refused\t${refused} of ${wrong.length + 1}`);
	for (const [name, n] of [...seen].sort())
		console.log(`${name}\t${n}`);
	console.log(`violations\t${violations.length}`);
	console.log(`seconds\t${((ready - began) / 1000).toFixed(1)} to start, ${((Date.now() - ready) / 1000).toFixed(1)} for ${rounds} round${rounds > 1 ? "s" : ""}`);
	status = 0;
} catch (e) {
	console.error(violations.slice(0, 5).join("\n"));
	console.error(e);
} finally {
	for (const child of children)
		child.kill();
	rmSync(folder, { recursive: true });
}
process.exit(status);
