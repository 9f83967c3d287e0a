// The four mails of an order: what they say, in which language, and that their headers are what mail servers expect.
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { adminAct, adminLogin, adminOrder } from "../lib/admin.mjs";
import { addToCart, buy, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { expectedAmounts, htmlAmounts, minor, textAmounts } from "../lib/letter.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { execute, lit, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const box = new Mailbox();
const sales = {
	de: { shop: env.SHOP, locale: "de", country: "DE", dir: "ltr", language: "de" },
	ar: { shop: env.SECOND_SHOP, locale: "ar", country: "BH", dir: "rtl", language: "ar" },
};
const kinds = ["placed", "paid", "shipped", "refunded"];

function kindOf(mail) {
	return /^<([a-z]+)\./.exec(mail.headers["message-id"][0])[1];
}

async function waitForKind(to, kind) {
	await box.waitFor(to, "", { timeout: 30000 });
	for (const end = Date.now() + 20000; ;) {
		const found = box.all(to).filter((m) => kindOf(m) === kind);
		if (found.length)
			return found[0];
		assert.ok(Date.now() < end, `no mail "${kind}" to ${to}`);
		await new Promise((r) => setTimeout(r, 100));
	}
}

// A sale from the order to the money back, with its four mails.
async function wholeSale({ shop, locale, country }) {
	const sold = await buy({ shop, locale, country, method: "bank_transfer", quantity: 2, email: someEmail(`mail-${locale}`) });
	const staff = await adminLogin();
	const steps = [["paid", {}], ["ship", { carrier: "DHL", tracking: "JD-0042-XY" }], ["refund", {}]];
	for (const [action, values] of steps) {
		const page = await adminAct(await adminOrder(staff, shop, sold.number), action, values);
		assert.equal(page.status, 200, action);
	}
	sold.mails = {};
	for (const kind of kinds)
		sold.mails[kind] = await waitForKind(sold.email, kind);
	return sold;
}

const done = {};
function sale(name) {
	return (done[name] ??= wholeSale(sales[name]));
}

for (const name of Object.keys(sales)) {
	const { shop, locale, dir, language } = sales[name];

	test(`${name}: every mail carries the order's own amounts, in text and HTML`, async () => {
		const sold = await sale(name), expected = expectedAmounts(shop, sold.order.id);
		assert.ok(expected.lines.length >= 1);
		for (const kind of kinds) {
			assert.deepEqual(textAmounts(sold.mails[kind]), expected, `${kind}: text`);
			assert.deepEqual(htmlAmounts(sold.mails[kind]), expected, `${kind}: HTML`);
		}
		const shown = sold.page.$$("table.sums td").map((e) => minor(e.textContent));
		assert.deepEqual(shown, expected.sums, "the page says the same");
	});

	test(`${name}: each kind of mail arrives once`, async () => {
		const sold = await sale(name);
		assert.deepEqual(box.all(sold.email).map(kindOf).sort(), [...kinds].sort());
	});

	test(`${name}: subject, heading and texts are in the order's language, with its number`, async () => {
		const sold = await sale(name);
		const subjects = new Set();
		for (const kind of kinds) {
			const mail = sold.mails[kind], { document } = parseHTML(mail.html);
			assert.equal(mail.language, language);
			assert.ok(mail.subject.includes(sold.number), mail.subject);
			assert.equal(document.documentElement.getAttribute("lang"), language);
			assert.equal(document.documentElement.getAttribute("dir"), dir);
			assert.equal(document.querySelector("h1").textContent, mail.subject);
			assert.ok(mail.text.startsWith(mail.subject), "the text part begins with it too");
			assert.doesNotMatch(mail.text, /\b(your order|thank you|payment|shipping)\b/i, "no English left");
			subjects.add(mail.subject);
		}
		assert.equal(subjects.size, kinds.length);
	});

	test(`${name}: the mail leads to the order's page, which opens`, async () => {
		const sold = await sale(name);
		for (const kind of kinds) {
			const { document } = parseHTML(sold.mails[kind].html);
			const url = [...document.querySelectorAll("a")].map((a) => a.getAttribute("href")).find((h) => h.includes("/order/"));
			assert.ok(url.endsWith(`/${locale}/order/${sold.token}`), url);
			assert.ok(sold.mails[kind].text.includes(url));
			if (kind === "placed")
				assert.equal((await shopClient(shop).get(new URL(url).pathname)).status, 200);
		}
	});
}

test("the first mail says how to pay, as long as it is not paid", async () => {
	const { email, number } = await buy({ locale: "de", method: "bank_transfer" });
	const mail = await waitForKind(email, "placed");
	assert.match(mail.text, /IBAN/);
	assert.match(mail.html, /IBAN/);
	const paid = await buy({ locale: "de", method: "demo" });
	await waitForKind(paid.email, "paid");
	assert.doesNotMatch((await waitForKind(paid.email, "placed")).text, /IBAN/);
	assert.ok(number);
});

test("the shipping mail names the tracking number, the refund what was sent back", async () => {
	for (const name of Object.keys(sales)) {
		const sold = await sale(name);
		assert.ok(sold.mails.shipped.text.includes("JD-0042-XY") && sold.mails.shipped.html.includes("JD-0042-XY"));
		assert.ok(sold.mails.shipped.text.includes("DHL"));
		const [first] = sold.mails.refunded.text.split(/\r?\n\r?\n/).slice(2);
		assert.equal(minor(first), sold.order.total_minor);
	}
});

test("the table tells a screen reader what belongs to what", async () => {
	const { document } = parseHTML((await sale("ar")).mails.placed.html);
	const table = document.querySelector("table:not([role])");
	assert.ok(table.querySelector("caption").textContent.trim());
	assert.equal(table.querySelectorAll('thead th[scope="col"]').length, 3);
	for (const row of table.querySelectorAll("tbody tr, tfoot tr"))
		assert.ok(row.querySelector('th[scope="row"]'));
	for (const other of document.querySelectorAll("table"))
		assert.ok(other === table || other.getAttribute("role") === "presentation");
});

test("headers are what mail servers expect", async () => {
	const ids = [];
	for (const name of Object.keys(sales)) {
		const sold = await sale(name);
		for (const kind of kinds) {
			const mail = sold.mails[kind], head = mail.source.split("\r\n\r\n")[0];
			assert.doesNotMatch(head, /[^\x00-\x7f]/, "RFC 2047: ASCII alone");
			for (const line of head.split("\r\n"))
				assert.ok(line.length <= 78, line);
			for (const once of ["from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-language"])
				assert.equal(mail.headers[once]?.length, 1, once);
			assert.match(mail.headers["content-type"][0], /^multipart\/alternative/);
			assert.match(mail.headers["auto-submitted"][0], /^auto-generated/);
			assert.ok(Math.abs(Date.parse(mail.headers.date[0]) - Date.now()) < 600000);
			ids.push(mail.headers["message-id"][0]);
		}
		const [title] = shopRows(sales[name].shop, `SELECT t.title, s.email FROM @shop@.shop s JOIN @shop@.shop_text t ON t.locale = ${lit(name)}`);
		assert.ok(sold.mails.placed.from.includes(title.title), "it comes from the shop");
		assert.ok(sold.mails.placed.headers["reply-to"][0].includes(title.email), "and an answer goes there");
	}
	assert.equal(new Set(ids).size, ids.length);
	for (const id of ids)
		assert.match(id, /^<[a-z]+\.\d+\.\d+\.\d+@[a-z.]+>$/);
});

test("the past orders of a shop that was loaded are mailed about by nobody", () => {
	for (const name of [env.SHOP, env.SECOND_SHOP]) {
		const [{ past }] = shopRows(name, "SELECT count(*) AS past FROM @shop@.orders WHERE placed_at < now() - interval '2 days'");
		assert.ok(past > 3, `${past} past orders`);
		assert.deepEqual(shopRows(name, `SELECT x.kind, x.state FROM @shop@.outbox x JOIN @shop@.orders o ON o.id = x.order_id
			WHERE o.placed_at < now() - interval '2 days'`), []);
	}
});

test("a line break in a name is refused or harmless, never a header", async () => {
	const client = shopClient(), email = someEmail("inject");
	await addToCart(client, { locale: "de" });
	const form = (await client.get("/de/checkout")).form('main form[method="post"]');
	const page = await form.submit({ email, name: "Eve\r\nBcc: victim@example.org", line1: "Weg 1", postcode: "20457", city: "Hamburg" }, { follow: false });
	assert.ok([400, 422].includes(page.status), `${page.status}`);
	const ok = await buy({ email, address: { name: "Eve =?UTF-8?Q?=0D=0ABcc:?= <b>\"x\"</b>" } });
	const mail = await waitForKind(ok.email, "placed");
	assert.equal(mail.headers.bcc, undefined);
	assert.deepEqual(mail.to, [email]);
	assert.ok(mail.text.includes('<b>"x"</b>') && !mail.html.includes("<b>"));
});

test("a shop whose title holds a line break sends nothing, and that is on record", async () => {
	const shop = `mail${process.pid}`;
	assert.equal((await stoactl(["tenant", "create", shop, "--host", `${shop}.localhost`])).status, 0);
	try {
		const loaded = await stoactl(["load", shop, join(top, "contrib", "demo-shops", "dilmun", "shop.json")]);
		assert.equal(loaded.status, 0, loaded.err);
		const [{ id: tenant }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)} AND state = 'active'`);
		const [{ id }] = shopRows(shop, "SELECT min(id) AS id FROM @shop@.orders");
		const email = someEmail("title");
		shopExecute(shop, `UPDATE @shop@.shop_text SET title = E'Evil\\r\\nBcc: victim@example.org';
			UPDATE @shop@.order_contact SET email = ${lit(email)} WHERE order_id = ${id};
			INSERT INTO @shop@.outbox (kind, effect, order_id, state, due_at, created_at) VALUES ('mail_placed', 'test', ${id}, 'queued', now(), now())`);
		execute("CELL", `INSERT INTO cell.due (tenant_id, due_at) VALUES (${tenant}, now())`);
		for (const end = Date.now() + 15000; ;) {
			const [job] = shopRows(shop, "SELECT state, last_error FROM @shop@.outbox WHERE effect = 'test'");
			if (job.state === "dead") {
				assert.equal(job.last_error, "address");
				break;
			}
			assert.ok(Date.now() < end, `the job is ${job.state}`);
			await new Promise((r) => setTimeout(r, 100));
		}
		assert.equal(box.all(email).length, 0);
	} finally {
		await stoactl(["tenant", "drop", shop, "--yes"]);
	}
});
