// Services taken away and brought back while shops are open.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopRows } from "../lib/psql.mjs";
import { env } from "../lib/env.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";

// The page once it answers 200 again.
async function back(client, path) {
	for (const end = Date.now() + 15000; ;) {
		const page = await client.get(path);
		if (page.status === 200 || Date.now() > end)
			return page;
		await sleep(200);
	}
}

test("Postgres away: a kind 503 that says when to come back, then business as usual", async () => {
	const client = shopClient();
	const home = await client.get("/de/");
	assert.equal(home.status, 200);
	await without("postgres", async () => {
		const kept = await client.get("/de/");
		assert.equal(kept.status, 200, "what was kept is answered with for a minute");
		assert.ok(kept.bytes.equals(home.bytes));
		for (const path of ["/de/cart", "/de/search?q=nobody+asked+this+before", "/de/p/no-such-thing"]) {
			const start = Date.now();
			const page = await client.get(path);
			assert.equal(page.status, 503, path);
			assert.ok(Number(page.header("retry-after")) > 0, `${path}: Retry-After`);
			assert.match(page.header("content-type"), /^text\/html/);
			assert.ok(Date.now() - start < 8000, `${path} took ${Date.now() - start} ms`);
		}
	});
	// libpq and libc have German texts of their own; the log is read by whoever runs the installation.
	const said = readFileSync(join(env.LOG_DIR, "storefront.log"), "utf8").split("\n").filter((l) => l.includes("could not connect to"));
	assert.ok(said.some((l) => / failed: |a moment ago/.test(l)), said.at(-1));
	for (const line of said)
		assert.doesNotMatch(line, /Verbindung|fehlgeschlagen|Datei oder Verzeichnis|abgelehnt/);
	assert.equal((await back(client, "/de/")).status, 200);
});

test("Postgres restarts between two clicks: the cart is still there", async () => {
	const client = shopClient();
	await addToCart(client, { locale: "de", quantity: 2 });
	await without("postgres", () => {});
	const page = await back(client, "/de/cart");
	assert.equal(page.status, 200);
	assert.equal(page.$$("li.line").length, 1);
	assert.equal(page.$("li.line input[name=quantity]").getAttribute("value"), "2");
});

test("Postgres away at the last click: nothing half-written, and the same click succeeds later", async () => {
	const client = shopClient(), email = someEmail("away");
	await addToCart(client, { locale: "de" });
	const review = await checkoutToReview(client, { locale: "de", email });
	const form = review.form('main form[method="post"]');
	await without("postgres", async () => {
		assert.equal((await form.submit({}, { follow: false })).status, 503);
	});
	const orders = () => shopRows(env.SHOP, `SELECT o.id FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE c.email = '${email}'`);
	assert.equal(orders().length, 0);
	await back(client, "/de/cart");
	assert.equal((await form.submit()).status, 200);
	assert.equal(orders().length, 1);
});

test("SMTP away: the order stands, and its mail goes out when the server is back", async () => {
	const email = someEmail("smtp");
	await without("mail", async () => {
		await buy({ locale: "fr", country: "FR", email });
		await sleep(2000);
		assert.equal(new Mailbox().all(email).length, 0);
	});
	const mail = await new Mailbox().waitFor(email, "", { timeout: 60000 });
	assert.ok(mail.text && mail.html);
	await sleep(3000);
	assert.equal(new Mailbox().all(email).length, 1, "sent once");
});

test("the worker away: mail waits for it", async () => {
	const email = someEmail("worker");
	await without("worker", () => buy({ email }));
	await new Mailbox().waitFor(email, "", { timeout: 30000 });
});
