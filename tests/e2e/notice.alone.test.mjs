// The provider cannot reach the shop.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { addToCart, checkoutToReview, payAtDemo, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";
import { newTill, ordersOf } from "../lib/till.mjs";

test("a notice that does not arrive: the provider asks for patience, and sending it again pays once", async () => {
	const shop = await newTill(), client = shopClient(shop), email = someEmail("notice");
	await addToCart(client, { locale: "de", product: "/p/mug" });
	const review = await checkoutToReview(client, { email, method: "demo" });
	const page = await review.form('main form[method="post"]').submit();
	await without("webhook", async () => {
		const refused = await payAtDemo(page);
		assert.equal(refused.status, 503);
		assert.ok(Number(refused.header("retry-after")) > 0);
	});
	assert.equal(ordersOf(shop, email)[0].payment_state, "unpaid");
	/* A web server that found nobody there waits a second before it looks again. */
	let paid = await payAtDemo(page);
	for (const end = Date.now() + 15000; paid.status === 503 && Date.now() < end;) {
		await sleep(200);
		paid = await payAtDemo(page);
	}
	assert.equal(paid.status, 200);
	assert.equal(ordersOf(shop, email)[0].payment_state, "paid");
});
