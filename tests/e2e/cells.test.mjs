// Shops move between databases while they sell.
import assert from "node:assert/strict";
import { addresses, addToCart, buy, someEmail } from "../lib/buy.mjs";
import { fence, move, Patient, secondCell, sums } from "../lib/cells.mjs";
import { shopClient } from "../lib/client.mjs";
import { newShop } from "../lib/goods.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { execute, lit, place, rows, shopRows } from "../lib/psql.mjs";
import { until } from "../lib/program.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill, ordersOf } from "../lib/till.mjs";

// What the first move has left behind, for the last test.
let left;
const state = (shop) => rows("PLATFORM", `SELECT cell, state FROM stoa.tenant WHERE name = ${lit(shop)}`)[0];

test("a shop moves there and back while it sells: no order is lost, no page is missed", { only: ["fcgi"] }, async () => {
	const shop = await newTill(), placed = [], clients = [];
	await secondCell();
	let done = false, seen = 0;
	const buyers = ["de", "ar"].map(async (locale) => {
		while (!done) {
			const client = new Patient(shop), sold = await buy({ shop, locale, client, products: ["/p/mug"] });
			clients.push(client);
			placed.push(sold);
		}
	});
	const reader = (async () => {
		const client = shopClient(shop);
		while (!done) {
			for (const path of ["/de/", "/ar/p/mug", "/en/search?q=book", "/de/cart"]) {
				const page = await client.get(path);
				assert.equal(page.status, 200, path);
				seen++;
			}
		}
	})();
	try {
		for (const [cell, where] of [["cell2", "SECOND_CELL"], ["cell1", "CELL"]]) {
			const before = placed.length;
			assert.match(await move(shop, cell, ["--keep", "0"]), new RegExp(`is on ${cell}: \\d+ tables, \\d+ rows, read-only for \\d+ ms`));
			assert.equal(place(shop).where, where);
			await until(() => placed.length >= before + 2, "orders go on", 30);
		}
	} finally {
		done = true;
		await Promise.all([...buyers, reader]);
	}
	assert.ok(seen > 10);
	const kept = shopRows(shop, "SELECT o.token, c.email FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id");
	for (const sold of placed)
		assert.ok(kept.some((o) => o.token === sold.token && o.email === sold.email), sold.number);
	assert.equal(new Set(placed.map((sold) => sold.number)).size, placed.length);
	const [mug] = shopRows(shop, "SELECT s.reserved + s.committed AS promised FROM @shop@.stock s JOIN @shop@.variant v ON v.id = s.variant_id WHERE v.sku = 'MUG'");
	assert.equal(Number(mug.promised), kept.length, "each order holds its piece");
	const at = place(shop), { id } = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`)[0];
	// Its work goes on there, too.
	const last = placed.at(-1);
	await new Mailbox().waitFor(last.email, last.number);
	const before = sums(shop, ["outbox"]);
	await move(shop, "cell2");
	assert.deepEqual(sums(shop, ["outbox"]), before);
	left = { id, schema: at.schema };
});

test("while a shop is on its way its pages are there, and a form is kept with a button to send it again, in the shopper's language", { only: ["fcgi"] }, async () => {
	const shop = await newTill(), email = someEmail("fence"), client = shopClient(shop);
	const at = place(shop), id = Number(at.schema.slice(2));
	const locales = { de: /Shop zieht gerade um/, ar: /نقل هذا المتجر/ };
	for (const locale of Object.keys(locales))
		await addToCart(client, { locale, product: "/p/mug" });
	const contact = await client.get("/ar/checkout");
	fence(shop);
	for (const path of ["/de/", "/de/p/mug", "/de/cart", "/ar/checkout"])
		assert.equal((await client.get(path)).status, 200, path);
	for (const [locale, words] of Object.entries(locales)) {
		const page = await (await client.get(`/${locale}/p/book`)).form('form[action$="/cart/add"]').submit({ quantity: 2 });
		assert.equal(page.status, 503);
		assert.equal(page.header("content-language"), locale);
		assert.ok(Number(page.header("retry-after")) > 0);
		assert.match(page.textOf("main"), words);
	}
	const typed = { ...addresses.DE, email, name: "Ada & \"Söhne\" <x>" };
	const refused = await contact.form('main form[method="post"]').submit(typed);
	assert.equal(refused.status, 503);
	assert.equal(refused.$("html").getAttribute("dir"), "rtl");
	const kept = refused.form("main form.actions");
	for (const [name, value] of Object.entries(typed))
		assert.equal(kept.value(name), value, name);
	assert.ok(refused.$("main form.actions button").textContent.trim());
	execute("CELL", `DELETE FROM cell.fence WHERE tenant_id = ${id};
		GRANT SELECT, INSERT, UPDATE ON ${at.schema}.cart_contact, ${at.schema}.cart TO stoa_checkout`);
	const taken = await kept.submit();
	assert.equal(taken.status, 200);
	assert.match(taken.url, /\/ar\/checkout/);
	assert.equal(shopRows(shop, `SELECT 1 FROM @shop@.cart_contact WHERE email = ${lit(email)}`).length, 1);
	// A grant that is missing without a fence is a fault of ours, and not called a move.
	execute("CELL", `REVOKE SELECT ON ${at.schema}.cart_line FROM stoa_cart`);
	assert.equal((await client.get("/de/cart")).status, 500);
});

test("a program that goes by the old place is refused there, and resolves the shop anew", { only: ["fcgi"] }, async () => {
	const shop = await newTill();
	await secondCell();
	await move(shop, "cell2");
	const at = place(shop), old = rows("CELL", `SELECT state FROM cell.fence WHERE tenant_id = ${Number(at.schema.slice(2))}`);
	assert.deepEqual(old.map((r) => r.state), ["left"]);
	for (const role of ["storefront", "cart", "checkout", "admin", "worker", "webhook"]) {
		const may = rows("CELL", `SELECT count(*) AS n FROM pg_tables WHERE schemaname = '${at.schema}'
			AND has_table_privilege('stoa_${role}', format('%I.%I', schemaname, tablename), 'SELECT, INSERT, UPDATE, DELETE')`);
		assert.equal(Number(may[0].n), 0, role);
	}
	const sold = await buy({ shop, locale: "de", products: ["/p/mug"] });
	assert.equal(ordersOf(shop, sold.email).length, 1);
	assert.equal((await stoactl(["tenant", "drop", shop, "--yes"])).status, 0);
});

test("the pool is kept filled, and a new shop takes a schema of it", { only: ["fcgi"] }, async () => {
	const pooled = () => rows("PLATFORM", "SELECT id FROM stoa.tenant WHERE state = 'pooled' AND cell = 'cell1' ORDER BY id").map((r) => r.id);
	await until(() => pooled().length > 0, "the worker makes schemas", 60);
	const ready = pooled(), shop = await newShop("pool");
	const { id } = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`)[0];
	// Other tests make shops beside this one.
	assert.ok(id >= ready[0]);
	assert.equal((await shopClient(shop).get("/en/")).status, 200);
	const list = await stoactl(["cell", "list"]);
	assert.match(list.out, /^cell1\topen\t\d+\t-\t\d+\t\d+ MB$/m);
	assert.doesNotMatch((await stoactl(["tenant", "list"])).out, /pooled|making/);
	assert.equal(state(shop).state, "active");
});

test("what a shop has left behind goes when its time has come", { only: ["fcgi"] }, async () => {
	const there = () => rows("CELL", `SELECT 1 FROM pg_namespace WHERE nspname = '${left.schema}'`).length;
	assert.equal(there(), 1, "kept for an hour");
	execute("CELL", `UPDATE cell.fence SET drop_at = now() WHERE tenant_id = ${left.id} AND state = 'left'`);
	await until(() => there() === 0, "the worker drops it", 30);
});
