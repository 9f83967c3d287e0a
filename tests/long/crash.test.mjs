// Postgres dies at once, with all its processes, while people look and buy: what they see, what stays, and that nobody has to do anything.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addToCart, buy, checkoutToReview, findProduct, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const post = 'main form[method="post"]', ROUNDS = 3, HEALED_SECONDS = 30;
const pid = (name) => Number(readFileSync(join(env.RUN_DIR, `${name}.pid`), "utf8"));

// The postmaster leads a group of its own; its processes are of it.
function kill() {
	const leader = pid("postgres");
	process.kill(-leader, "SIGKILL");
	return leader;
}

// An answer that is no page, or a page that says neither what was asked for nor when to come back.
function fault(page, path) {
	if (page.status === 200 || page.status === 303)
		return page.status === 200 && !page.text.includes("</html>") ? `${path}: half a page` : null;
	if (page.status !== 503)
		return `${path}: ${page.status}`;
	if (!(Number(page.header("retry-after")) > 0))
		return `${path}: 503 without Retry-After`;
	return page.$("h1") && page.text.includes("</html>") ? null : `${path}: 503 without a word`;
}

// Looks at pages until `over.is`; notes what was wrong, and how many were asked to come back.
async function look(over, seen) {
	for (let i = 0; !over.is; i++) {
		const path = ["/de/", "/de/search?q=becher", "/fr/cart", "/ar/", "/de/search?q=teller"][i % 5];
		try {
			const page = await shopClient().get(path), what = fault(page, path);
			seen.asked++;
			seen.away += page.status === 503;
			if (what)
				seen.faults.push(what);
		} catch (error) {
			seen.faults.push(`${path}: ${error.message}`);
		}
	}
}

// Buys again and again. An order is acknowledged when its page stands in the answer; one that was asked to come back presses the button again.
async function shop(over, orders) {
	while (!over.is) {
		const client = shopClient(), order = { email: someEmail("crash"), acknowledged: false };
		orders.push(order);
		try {
			await addToCart(client, { locale: "de" });
			const review = await checkoutToReview(client, { locale: "de", email: order.email });
			order.pressed = true;
			order.place = () => review.form(post).submit();
			const page = await order.place();
			order.acknowledged = page.status === 200 && page.url.includes("/order/");
		} catch {
			// Before the last click: the cart is still there, and the shopper goes on some other day.
			await sleep(100);
		}
	}
}

async function healed() {
	const begun = Date.now();
	for (;;) {
		const page = await shopClient().get(`/de/search?q=nach${begun}`).catch(() => ({}));
		if (page.status === 200)
			return (Date.now() - begun) / 1000;
		assert.ok(Date.now() - begun < HEALED_SECONDS * 1000, `not healed after ${HEALED_SECONDS} s`);
		await sleep(100);
	}
}

test("Postgres is killed under load three times: pages or a kind 503, back by itself, and no acknowledged order is lost or doubled", async () => {
	shopExecute(env.SHOP, "UPDATE @shop@.stock SET on_hand = 1000000");
	assert.equal(rows("CELL", "SELECT current_setting('recovery_init_sync_method') AS how")[0].how, "syncfs", "the hoster's settings");
	const programs = ["storefront", "cart", "checkout", "worker"], before = programs.map(pid);
	const over = { is: false }, seen = { asked: 0, away: 0, faults: [] }, orders = [];
	const people = [look(over, seen), look(over, seen), ...Array.from({ length: 4 }, () => shop(over, orders))];
	const took = [];
	try {
		for (let round = 0; round < ROUNDS; round++) {
			await sleep(5000);
			const killed = kill();
			await sleep(300);
			took.push(await healed());
			assert.notEqual(pid("postgres"), killed, "another postmaster");
		}
		await sleep(3000);
	} finally {
		over.is = true;
		await Promise.all(people);
	}
	assert.deepEqual([...new Set(seen.faults)], []);
	assert.ok(seen.away > 0, `nobody met the crash in ${seen.asked} pages`);
	assert.deepEqual(programs.map(pid), before, "no program was started anew");
	const acknowledged = orders.filter((o) => o.acknowledged);
	assert.ok(acknowledged.length > 10, `${acknowledged.length} orders of ${orders.length}`);
	const count = (email) => shopRows(env.SHOP, `SELECT count(*)::int AS n FROM @shop@.order_contact WHERE email = '${email}'`)[0].n;
	for (const { email } of acknowledged)
		assert.equal(count(email), 1, `the order of ${email}`);
	// Who got no answer to the last click presses again, and has one order, whether or not the first click had been heard.
	const unsure = orders.filter((o) => o.pressed && !o.acknowledged);
	for (const { email, place } of unsure) {
		const page = await place();
		assert.equal(page.status, 200, `${email}: ${page.status} ${page.url}`);
		assert.equal(count(email), 1, `the order of ${email}`);
	}
	const [{ stray }] = shopRows(env.SHOP, "SELECT count(*)::int AS stray FROM @shop@.stock WHERE committed < 0 OR reserved < 0 OR on_hand < 0");
	assert.equal(stray, 0);
	console.log(`${seen.asked} pages, ${seen.away} of them 503; ${acknowledged.length} orders acknowledged, ${unsure.length} pressed twice; back after ${took.join(", ")} s`);
});

test("after it the shop sells as before, and its mails are sent", async () => {
	const { email } = await buy({ locale: "de" });
	await findProduct(shopClient(), "de");
	for (const end = Date.now() + 30000; ;) {
		const [{ n }] = shopRows(env.SHOP, `SELECT count(*)::int AS n FROM @shop@.outbox b JOIN @shop@.order_contact c ON c.order_id = b.order_id
			WHERE c.email = '${email}' AND b.state = 'done'`);
		if (n > 0)
			break;
		assert.ok(Date.now() < end, "the mail is not sent");
		await sleep(200);
	}
});
