// Many shops in one installation: they never meet; and the two demo shops are what a visitor of the demo is promised.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminOrder, staffOf } from "../lib/admin.mjs";
import { buy, someEmail } from "../lib/buy.mjs";
import { Client, shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { execute, lit, rows, schema, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { demoNotice, newTill, ordersOf, paymentsOf, sendNotice } from "../lib/till.mjs";

const demo = [env.SHOP, env.SECOND_SHOP];
const one = (shop, select) => shopRows(shop, select)[0];

test("the same e-mail and the same order number in two shops are two orders that never meet", async () => {
	const [first, second] = [await newTill(), await newTill()], email = someEmail("both");
	const a = await buy({ shop: first, locale: "de", email, products: ["/p/mug"] });
	const b = await buy({ shop: second, locale: "de", email, products: ["/p/book"] });
	assert.equal(ordersOf(first, email).length, 1);
	assert.equal(ordersOf(second, email).length, 1);
	shopExecute(second, `UPDATE @shop@.orders SET number = ${lit(a.number)} WHERE id = ${b.order.id}`);
	assert.equal((await shopClient(second).get(`/de/order/${a.token}`)).status, 404);
	assert.equal((await shopClient(first).get(`/de/order/${b.token}`)).status, 404);
	const staff = await staffOf(first, second);
	for (const [shop, mine, other] of [[first, "mug", "book"], [second, "book", "mug"]]) {
		const list = await staff.get(`/en/${shop}/orders?q=${encodeURIComponent(email)}`);
		assert.equal(list.$$("main a").filter((link) => link.textContent.includes(a.number)).length, 1, shop);
		const page = await adminOrder(staff, shop, a.number);
		assert.match(page.textOf("main"), new RegExp(mine));
		assert.doesNotMatch(page.textOf("main"), new RegExp(other));
	}
	const page = await (await adminOrder(staff, first, a.number)).form('form[action$="/paid"]').submit();
	assert.equal(page.status, 200);
	assert.equal(ordersOf(first, email)[0].payment_state, "paid");
	assert.equal(ordersOf(second, email)[0].payment_state, "unpaid");
	const box = new Mailbox();
	for (const end = Date.now() + 20000; box.all(email).length < 3;) {
		assert.ok(Date.now() < end, `three mails to ${email}`);
		await new Promise((r) => setTimeout(r, 100));
	}
	const placed = box.all(email).filter((m) => /^<placed\./.test(m.headers["message-id"][0]));
	assert.equal(placed.length, 2);
	assert.equal(placed.filter((m) => m.text.includes(a.token) && m.text.includes("mug") && !m.text.includes("book")).length, 1);
	assert.equal(placed.filter((m) => m.text.includes(b.token) && m.text.includes("book") && !m.text.includes("mug")).length, 1);
});

test("a payment notice of one shop is forged at another, whatever it names", async () => {
	const [first, second] = [await newTill(), await newTill()], email = someEmail("notice");
	await buy({ shop: first, locale: "de", method: "demo", answer: "leave", email, products: ["/p/mug"] });
	const [payment] = paymentsOf(first, ordersOf(first, email)[0]);
	assert.equal((await sendNotice(second, demoNotice(first, payment, "payment.succeeded"))).status, 403);
	assert.equal(ordersOf(first, email)[0].payment_state, "unpaid");
});

test("each shop is one schema named after its id; a dropped shop leaves neither schema nor page, and others stay", async () => {
	const [gone, stays] = [await newTill(), await newTill()], name = schema(gone);
	assert.match(name, /^t_\d{6,}$/);
	assert.equal((await shopClient(gone).get("/de/p/mug")).status, 200);
	assert.equal((await stoactl(["tenant", "drop", gone, "--yes"])).status, 0);
	assert.deepEqual(rows("CELL", `SELECT 1 FROM pg_namespace WHERE nspname = ${lit(name)}`), []);
	const page = await shopClient(gone).get("/de/p/mug", { follow: false });
	assert.equal(page.status, 404);
	assert.ok(page.bytes.length < 2000, "the plain page of an unknown host");
	assert.equal((await shopClient(stays).get("/de/p/mug")).status, 200);
});

test("nothing in a shop's schema reaches out of it", () => {
	const found = rows("CELL", `SELECT c.conname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
		WHERE c.contype = 'f' AND a.relnamespace <> b.relnamespace
		UNION ALL SELECT t.tgname FROM pg_trigger t JOIN pg_class a ON a.oid = t.tgrelid JOIN pg_namespace n ON n.oid = a.relnamespace
		WHERE NOT t.tgisinternal AND n.nspname LIKE 't\\_%'
		UNION ALL SELECT a.relname FROM pg_class a JOIN pg_namespace n ON n.oid = a.relnamespace WHERE n.nspname LIKE 't\\_%' AND a.relkind IN ('v', 'm')
		UNION ALL SELECT a.relname FROM pg_class a JOIN pg_namespace n ON n.oid = a.relnamespace WHERE n.nspname LIKE 't\\_%' AND a.relkind = 'r'
		AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.oid AND i.indisprimary)`);
	assert.deepEqual(found, []);
	assert.equal(rows("PLATFORM", "SELECT current_database() AS d")[0].d === rows("CELL", "SELECT current_database() AS d")[0].d, false, "platform and cell are two databases");
});

test("each program works under a database role of its own", { only: ["fcgi"] }, async () => {
	await shopClient().get("/de/");
	await shopClient().get("/de/cart");
	await shopClient().get(`/de/order/${"0".repeat(32)}`);
	await new Client(env.ADMIN_URL).get("/en/login");
	await buy();
	const users = new Set(rows("CELL", "SELECT DISTINCT usename FROM pg_stat_activity WHERE usename LIKE 'stoa_%'").map((r) => r.usename));
	for (const program of ["storefront", "cart", "checkout", "worker"])
		assert.ok(users.has(`stoa_${program}`), `${program}: ${[...users]}`);
	const may = rows("CELL", `SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls AS much FROM pg_roles WHERE rolname LIKE 'stoa\\_%' AND rolname <> 'stoa_owner'`);
	assert.deepEqual(may.filter((r) => r.much), []);
	for (const name of ["storefront", "cart", "checkout", "admin", "webhook", "worker"])
		assert.ok(may.some((r) => r.rolname === `stoa_${name}`), name);
});

test("the demo shops differ in language, direction, currency, tax mode and look, and one speaks all five", async () => {
	const settings = demo.map((shop) => one(shop, "SELECT default_locale, currency, tax_mode, theme, country, time_zone FROM @shop@.shop"));
	for (const name of Object.keys(settings[0]))
		assert.notEqual(settings[0][name], settings[1][name], name);
	const [left, right] = await Promise.all(demo.map((shop) => shopClient(shop).get("/")));
	assert.deepEqual([left, right].map((p) => p.$("html").getAttribute("dir")), ["ltr", "rtl"]);
	const sheets = (page) => page.$$('link[rel="stylesheet"]').map((l) => l.getAttribute("href")).join();
	assert.notEqual(sheets(left), sheets(right));
	const decimals = (currency) => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
	assert.equal(decimals(settings[0].currency), 2);
	assert.ok([0, 3].includes(decimals(settings[1].currency)));
	assert.deepEqual(left.$$(".tongues a").map((a) => a.getAttribute("hreflang")).sort(), ["ar", "de", "en", "fr", "ja"]);
});

test("each demo shop has around 40 products with variants, texts in its languages, drawn pictures with words for them, and past orders", () => {
	for (const shop of demo) {
		const locales = shopRows(shop, "SELECT locale FROM @shop@.shop_text").map((r) => r.locale);
		const { n } = one(shop, "SELECT count(*) AS n FROM @shop@.product WHERE state = 'active'");
		assert.ok(n >= 36 && n <= 48, `${shop}: ${n}`);
		const { many } = one(shop, "SELECT count(*) AS many FROM (SELECT product_id FROM @shop@.variant GROUP BY product_id HAVING count(*) > 1) v");
		assert.ok(many >= 15, `${shop}: ${many} with variants`);
		const texts = one(shop, `SELECT count(*) AS n, min(length(description)) AS shortest FROM @shop@.product_text`);
		assert.equal(texts.n, n * locales.length);
		assert.ok(texts.shortest >= 20, `${shop}: ${texts.shortest}`);
		assert.equal(one(shop, "SELECT count(*) AS n FROM @shop@.product p WHERE NOT EXISTS (SELECT 1 FROM @shop@.picture i WHERE i.product_id = p.id)").n, 0);
		const orders = shopRows(shop, "SELECT placed_at < now() AS past FROM @shop@.orders");
		assert.ok(orders.filter((o) => o.past).length >= 8);
		const { countries, classes, rates } = one(shop, "SELECT count(DISTINCT country) AS countries, count(DISTINCT tax_class) AS classes, count(DISTINCT ppm) AS rates FROM @shop@.tax_rate");
		assert.ok(countries >= 2 && classes >= 2 && rates >= 3, `${shop}: ${countries} countries, ${classes} classes, ${rates} rates`);
	}
});

test("a shop that is dropped while shops are migrated is waited for by nobody, and leaves nothing behind", { only: ["fcgi"] }, async () => {
	const shop = await newTill(), name = schema(shop);
	// As "stoactl tenant drop" leaves it for a moment, to whoever has read its name before.
	execute("CELL", `DROP SCHEMA ${name} CASCADE`);
	const migrating = stoactl(["migrate"]);
	await sleep(3000);
	execute("PLATFORM", `UPDATE stoa.tenant SET state = 'dropped' WHERE name = ${lit(shop)}`);
	const { status, err } = await migrating;
	assert.equal(status, 0, err);
	assert.equal(rows("CELL", `SELECT 1 AS x FROM pg_namespace WHERE nspname = ${lit(name)}`).length, 0);
});
