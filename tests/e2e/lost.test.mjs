// Commits whose answer is lost: nobody is told "failed" of what was done, nor "done" of what was not, and nothing is done twice. Each door is cut at
// each of its commits; tests/long/lost has the doors that take longer.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, buy, checkoutToReview, payAtDemo, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { eachEnd, onTheRoad, taking } from "../lib/cut.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { demoNotice, newTill, ordersOf, paymentsOf } from "../lib/till.mjs";

const only = ["fcgi"], post = 'main form[method="post"]';
const shop = await newTill(), staff = await staffOf(shop);
const base = shopClient(shop).base;
const pieces = (client) => client.get("/en/cart").then((page) => page.$("li.line input[name=quantity]")?.getAttribute("value"));
const events = (order, kind) => shopRows(shop, `SELECT id FROM @shop@.order_event WHERE order_id = ${order.id} AND kind = '${kind}'`).length;

// The button of a page that was away, until it is not: programs ask for a server that was not there once in a while.
async function pressed(page) {
	for (let n = 0; page.status === 503 && n < 40; n++, await sleep(50))
		page = await page.form(post).submit();
	return page;
}

const review = (client, email, method) => addToCart(client, { locale: "en", product: "/p/mug" }).then(() => checkoutToReview(client, { locale: "en", email, method }));

test("a cart: cut off at any of its commits, the thing is in it once", { only }, () => onTheRoad(["cart"], (road, browser) =>
	eachEnd(road, async (arm, what) => {
		const client = browser(base);
		await addToCart(client, { locale: "en", product: "/p/book" });
		const page = await client.get("/en/p/book");
		arm();
		const answer = await page.form('form[action$="/cart/add"]').submit({ quantity: 2 });
		assert.equal(answer.status, 200, what);
		assert.equal(await pieces(client), "3", what);
	})));

test("an order, and the payment that follows: cut off at any commit there is one order, one payment, and the shopper gets on", { only }, () =>
	onTheRoad(["checkout"], (road, browser) => eachEnd(road, async (arm, what) => {
		const client = shopClient(shop), email = someEmail("lost"), seen = await review(client, email, "demo");
		arm();
		const page = await taking(client, browser(base)).post(seen.form(post).element.getAttribute("action"), seen.form(post).entries);
		const orders = ordersOf(shop, email);
		assert.equal(orders.length, 1, what);
		assert.equal(paymentsOf(shop, orders[0]).length, 1, what);
		assert.equal(events(orders[0], "placed"), 1, what);
		assert.match(page.url, /demopay\.|\/order\//, what);
	}, ["late", "after"])));

test("a provider's notice: cut off at any commit the money is counted once, and the provider hears that it was taken", { only }, () =>
	onTheRoad(["webhook"], (road, browser) => eachEnd(road, async (arm, what) => {
		const sold = await buy({ shop, locale: "en", method: "demo", answer: "leave", products: ["/p/mug"] });
		const { body, signature } = demoNotice(shop, paymentsOf(shop, sold.order)[0], "payment.approved");
		arm();
		const answer = await browser(base).raw({ method: "POST", path: "/hook/demo", body,
			headers: { "content-type": "application/json", "stoa-demo-signature": signature, "origin": null, "sec-fetch-site": null } });
		assert.equal(answer.status, 200, what);
		assert.deepEqual(paymentsOf(shop, sold.order).map((p) => [p.state, p.captured_minor]), [["captured", sold.order.total_minor]], what);
		assert.equal(shopRows(shop, `SELECT position FROM @shop@.ledger_posting WHERE order_id = ${sold.order.id} AND effect LIKE 'captured:%'`).length > 0, true, what);
	}, ["late", "after"])));

test("staff: paid, sent and refunded are done once, wherever the commit was cut off, and the page says that they are", { only }, () =>
	onTheRoad(["admin"], async (road, browser) => {
		for (const [action, kind, values] of [["paid", "paid", {}], ["ship", "shipped", {}], ["refund", "refunded", {}], ["note", null, { note: "once" }]]) {
			await eachEnd(road, async (arm, what) => {
				const sold = await buy({ shop, locale: "en", products: ["/p/mug"] });
				let page = await adminOrder(taking(staff, browser(env.ADMIN_URL)), shop, sold.number);
				if (action !== "paid")
					page = await adminAct(page, "paid");
				arm();
				page = await adminAct(page, action, values);
				assert.equal(page.status, 200, `${action}, ${what}: ${page.textOf("main")}`);
				if (kind)
					assert.equal(events(sold.order, kind), 1, `${action}, ${what}`);
				else
					assert.equal(shopRows(shop, `SELECT id FROM @shop@.order_note WHERE order_id = ${sold.order.id}`).length, 1, what);
			}, action === "paid" ? ["late", "after"] : ["after"]);
		}
	}));

test("where Postgres stays away after the last click the page says in the shopper's language that nobody knows yet, and its button does nothing twice", { only }, () =>
	onTheRoad(["cart", "checkout"], async (road, browser) => {
		for (const how of ["before", "after"]) {
			const client = browser(base), email = someEmail("unknown"), seen = await review(client, email, "bank_transfer");
			road.arm(1, how, { closes: true });
			let page = await seen.form(post).submit();
			road.disarm();
			assert.equal(page.status, 503);
			assert.ok(Number(page.header("retry-after")) > 0);
			assert.match(page.textOf("main"), /do not know yet whether your last step arrived/);
			assert.equal(ordersOf(shop, email).length, how === "after" ? 1 : 0);
			await road.up();
			page = await pressed(page);
			assert.equal(page.status, 200);
			assert.match(page.url, /\/order\//, "there is the order, as if nothing had been");
			assert.equal(ordersOf(shop, email).length, 1);
		}
		for (const how of ["after", "then", "before"]) {
			const client = browser(base), goods = await client.get("/de/p/book");
			road.arm(1, how, { closes: true });
			let page = await goods.form('form[action$="/cart/add"]').submit({ quantity: 2 }, { headers: { referer: goods.url } });
			road.disarm();
			assert.equal(page.status, 503);
			assert.match(page.textOf("main"), /Wir wissen noch nicht, ob/, how);
			page = await page.form(post).submit();
			assert.equal(page.status, 503, "still away: the same once more");
			await road.up();
			page = await pressed(page);
			assert.equal(page.status, 200);
			if (how !== "before") {
				assert.equal(page.heading, "Es ist angekommen");
				assert.equal(page.$("main a.button").getAttribute("href"), "/de/p/book", "it leads back to where one was");
			}
			assert.equal(await pieces(client), "2", `${how}: it is in the cart of this very shopper`);
		}
	}));

test("Postgres away at a form: the page keeps what was typed, in the language of the address, and its button sends it", { only }, () =>
	onTheRoad(["cart", "checkout", "admin"], async (road, browser) => {
		const client = browser(base);
		await addToCart(client, { locale: "de", product: "/p/mug" });
		const address = await client.get("/de/checkout"), typed = { email: someEmail("kept"), name: "Zoé O’Neil <b>", line1: "Große Straße 1", postcode: "22767", city: "Hamburg" };
		const order = await buy({ shop, locale: "en", products: ["/p/mug"] });
		const work = await adminOrder(taking(staff, browser(env.ADMIN_URL)), shop, order.number);
		await road.down();
		const page = await address.form(post).submit(typed), note = await adminAct(work, "note", { note: "two\nlines" });
		for (const [seen, lang] of [[page, "de"], [note, "en"]]) {
			assert.equal(seen.status, 503);
			assert.ok(Number(seen.header("retry-after")) > 0);
			assert.equal(seen.document.documentElement.getAttribute("lang"), lang);
			assert.ok(seen.$('link[rel="stylesheet"]'));
		}
		for (const [name, value] of Object.entries(typed))
			assert.equal(page.form(post).value(name), value);
		assert.equal(note.form(post).value("note"), "two\nlines");
		const strange = await browser(base).post("/de/checkout", typed, { headers: { "sec-fetch-site": "cross-site", "origin": "https://elsewhere.example" } });
		assert.equal(strange.status, 503);
		assert.ok(!strange.$(post), "what another site has sent is not offered");
		await road.up();
		assert.equal((await pressed(page)).status, 200);
		assert.equal((await pressed(note)).status, 200);
		assert.equal(shopRows(shop, `SELECT body FROM @shop@.order_note WHERE order_id = ${order.order.id}`)[0].body, "two\nlines");
	}));
