// The books as hoster and merchant see them: checked, exported, with the numbers of the merchant's own accounts.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminAct, adminOrder } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { env, top } from "../lib/env.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newStand, refused, set } from "../lib/settings.mjs";
import { stoactl } from "../lib/stack.mjs";

const head = ["Date", "Document", "Debit", "Credit", "Amount", "Currency", "Text", "Tax code", "Debit account", "Credit account"];

// Rows of a journal as objects; no cell of ours holds a quote or a line.
function read(csv) {
	const [first, ...lines] = csv.trimEnd().split("\r\n");
	assert.deepEqual(first.split(","), head);
	return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [head[i], cell])));
}

// What an account has on its debit side less its credit side, in minor units.
function balance(rows, account) {
	return rows.reduce((sum, r) => sum + Math.round(Number(r.Amount) * 100) * ((r["Debit account"] === account) - (r["Credit account"] === account)), 0);
}

test("both demo shops' books agree with their orders, payments and refunds", async () => {
	for (const shop of [env.SHOP, env.SECOND_SHOP]) {
		const { status, out, err } = await stoactl(["ledger", "check", shop]);
		assert.equal(status, 0, out + err);
		assert.match(out, new RegExp(`^${shop}: \\d+ accounts, 0 differences$`, "m"));
		assert.ok(shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.ledger_posting")[0].n > 20);
	}
	const { status, out } = await stoactl(["ledger", "export", env.SECOND_SHOP]);
	assert.equal(status, 0);
	assert.ok(read(out).every((r) => r.Currency !== "BHD" || /^\d+\.\d{3}$/.test(r.Amount)), "dinars have three decimals");
});

test("a sale, its payment and its refund stand in the journal, and a period takes its part of them", async () => {
	const { shop, staff } = await newStand();
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], quantity: 3 });
	let page = await adminOrder(staff, shop, sold.order.number);
	page = await adminAct(page, "paid");
	await adminAct(page, "refund");
	const { status, out } = await stoactl(["ledger", "export", shop]);
	assert.equal(status, 0);
	const rows = read(out);
	assert.equal(balance(rows, "receivable"), 0);
	assert.equal(balance(rows, "cash:offline"), 0);
	assert.equal(balance(rows, "tax:DE:190000"), 0);
	assert.equal(balance(rows, "revenue:DE:190000") + balance(rows, "shipping:DE:190000"), -balance(rows, "refunds:DE:190000"));
	assert.ok(rows.every((r) => r.Document === sold.order.number && /^\d{4}-\d\d-\d\d$/.test(r.Date)));
	assert.ok(rows.some((r) => r.Text === `Payment of order ${sold.order.number}` && r["Tax code"] === ""));
	assert.ok(rows.some((r) => r.Text === `Refund of order ${sold.order.number}` && r["Tax code"] === "DE-19"));
	assert.deepEqual(read((await stoactl(["ledger", "export", shop, "--to", "2001-01-31"])).out), []);
	assert.equal(read((await stoactl(["ledger", "export", shop, "--from", rows[0].Date, "--to", rows.at(-1).Date])).out).length, rows.length);
	for (const wrong of [["--from", "yesterday"], ["--from", "2026-02-01", "--to", "2026-01-31"], ["--accounts", join(top, "README.md")]]) {
		const bad = await stoactl(["ledger", "export", shop, ...wrong]);
		assert.equal(bad.status, 2, wrong.join(" "));
		assert.ok(bad.err.includes(wrong[0]) || bad.err.includes(wrong[1]), bad.err);
	}
	const accounts = join(tmpdir(), `accounts-${shop}`);
	writeFileSync(accounts, "# ours\ncash 1800\nreceivable\t1210\n");
	const own = read((await stoactl(["ledger", "export", shop, "--accounts", accounts])).out);
	assert.ok(own.some((r) => r.Debit === "1800" && r.Credit === "1210"));
});

test("a difference is named with its order, and the check fails", async () => {
	const { shop } = await newStand();
	const sold = await buy({ shop, locale: "en", products: ["/p/mug"], quantity: 1 });
	assert.equal((await stoactl(["ledger", "check", shop])).status, 0);
	shopExecute(shop, `UPDATE @shop@.ledger_posting SET minor = minor + 1 WHERE order_id = ${sold.order.id} AND position = 1`);
	const { status, out, err } = await stoactl(["ledger", "check", shop]);
	assert.equal(status, 1);
	assert.match(out, new RegExp(`order ${sold.order.number}: receivable is 15\\.01 EUR instead of 15\\.00`));
	assert.match(err, /do not say/);
	assert.equal((await stoactl(["ledger", "check", "no-such-shop"])).status, 1);
	assert.equal((await stoactl(["ledger", "check"])).status, 2);
	assert.equal((await stoactl(["ledger", "check", shop, "--all"])).status, 2);
	shopExecute(shop, `UPDATE @shop@.ledger_posting SET minor = minor - 1 WHERE order_id = ${sold.order.id} AND position = 1`);
});

test("a merchant gives accounts their numbers, one by one or by a chart, and takes the journal of a month", async () => {
	const { shop, staff, open } = await newStand();
	const sold = await buy({ shop, locale: "de", products: ["/p/mug"], quantity: 2 });
	let page = await open("/accounting");
	const field = (words) => page.$$("label").find((l) => l.textContent.trim().startsWith(words)).getAttribute("for").replace("f-", "");
	const sales = field("Sales, Germany, 19"), cash = field("Money received");
	assert.equal(page.form("main form").value(sales), "4000");
	page = await set(page, { [sales]: "8400-1" });
	assert.equal(page.form("main form").value(sales), "8400-1");
	assert.equal(shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.ledger_number")[0].n, 1, "what was left alone is not written down");
	await refused(page, { [cash]: "12 34", [sales]: "4400" }, cash, /letters A to Z/);
	assert.equal((await open("/accounting")).form("main form").value(sales), "8400-1", "nothing of it was kept");
	const month = (await open("/accounting", "de")).$$(".set a").map((a) => a.getAttribute("href")).find((h) => /-01-01&to=\d{4}-12-31/.test(h));
	const journal = await staff.get(month);
	assert.match(journal.header("content-type"), /^text\/csv/);
	assert.match(journal.header("content-disposition"), new RegExp(`${shop}-journal-.*\\.csv`));
	const rows = read(journal.text);
	assert.ok(rows.some((r) => r.Credit === "8400-1" && r.Text === `Bestellung ${sold.order.number}`));
	const chart = (code) => page.form(`form[action$="/preset/${code}"]`).submit({});
	await chart("skr03");
	page = await open("/accounting");
	assert.equal(page.form("main form").value(sales), "8400");
	await chart("plain");
	page = await open("/accounting");
	assert.equal(page.form("main form").value(sales), "4000");
	const stale = await open("/accounting");
	await chart("skr04");
	assert.equal((await stale.form("main form").submit({ [sales]: "1" })).status, 409);
	for (const period of ["from=2026-02-30&to=2026-03-01", "from=2026-03-01&to=2026-02-01", "", "from=a&to=b"]) {
		const bad = await staff.get(`/en/${shop}/settings/accounting/journal.csv?${period}`);
		assert.equal(bad.status, 422, period);
		assert.match(bad.textOf(".flash.bad"), /no period/);
	}
	assert.equal((await staff.post(`/en/${shop}/settings/accounting/preset/none`, {})).status, 404);
});
