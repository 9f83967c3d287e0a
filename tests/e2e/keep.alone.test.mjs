// What is kept for a while only: the worker takes it away, every hour.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { newShop } from "../lib/goods.mjs";
import { execute, lit, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl, without } from "../lib/stack.mjs";
import { timePasses } from "../lib/worker.mjs";

const shop = env.SHOP;
const contacts = (email) => shopRows(shop, `SELECT cart_id FROM @shop@.cart_contact WHERE email = ${lit(email)}`);
const age = (email, days) => shopExecute(shop, `UPDATE @shop@.cart SET updated_at = now() - interval '${days} days'
	WHERE id IN (SELECT cart_id FROM @shop@.cart_contact WHERE email = ${lit(email)})`);

async function until(what, check) {
	for (const end = Date.now() + 20000; !check(); await sleep(100))
		assert.ok(Date.now() < end, `${what}: not within 20 s`);
}

async function leftAtReview(email) {
	const client = shopClient();
	await addToCart(client, { locale: "de" });
	await checkoutToReview(client, { locale: "de", email });
	assert.equal(contacts(email).length, 1);
	return client;
}

test("carts of more than 60 days go with everything personal in them; younger ones, and orders, stay", async () => {
	const old = someEmail("old"), young = someEmail("young"), ordered = someEmail("ordered");
	const client = await leftAtReview(old), other = await leftAtReview(young);
	const sold = await buy({ email: ordered });
	age(old, 61);
	age(young, 59);
	age(ordered, 61);
	timePasses(shop);
	await until("the old carts go", () => contacts(old).length + contacts(ordered).length === 0);
	assert.equal(contacts(young).length, 1);
	assert.equal((await client.get("/de/cart")).$$("li.line").length, 0);
	assert.equal((await other.get("/de/cart")).$$("li.line").length, 1);
	assert.equal((await sold.client.get(`/de/order/${sold.token}`)).status, 200);
	assert.equal(shopRows(shop, `SELECT email FROM @shop@.order_contact WHERE order_id = ${sold.order.id}`)[0].email, ordered);
});

test("a suspended shop's old carts go too, and so do sessions and tries to log in that are over", async () => {
	const closed = await newShop("closed", { locales: "en" });
	await without("worker", async () => {
		shopExecute(closed, "INSERT INTO @shop@.cart (token_hash, state, created_at, updated_at) VALUES ('\\x01', 'open', now() - interval '90 days', now() - interval '61 days')");
		assert.equal((await stoactl(["tenant", "suspend", closed])).status, 0);
		execute("PLATFORM", `INSERT INTO stoa.staff_session SELECT '\\x0badcafe', min(id), now() - interval '2 days', now() - interval '2 days', now() - interval '1 day' FROM stoa.staff;
			DELETE FROM stoa.login_attempt WHERE key_hash = '\\x0badcafe';
			INSERT INTO stoa.login_attempt (key_hash, at) VALUES ('\\x0badcafe', now() - interval '25 hours'), ('\\x0badcafe', now() - interval '23 hours')`);
	});
	await until("its schedules are there, though it is closed", () => rows("CELL", `SELECT 1 FROM cell.schedule WHERE kind = 'tidy'
		AND tenant_id = ${rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(closed)}`)[0].id}`).length === 1);
	timePasses(closed, { platform: true });
	await until("the cart goes", () => shopRows(closed, "SELECT 1 FROM @shop@.cart").length === 0);
	await until("the session goes", () => rows("PLATFORM", "SELECT 1 FROM stoa.staff_session WHERE token_hash = '\\x0badcafe'").length === 0);
	await until("one try goes", () => rows("PLATFORM", "SELECT 1 FROM stoa.login_attempt WHERE key_hash = '\\x0badcafe'").length === 1);
});
