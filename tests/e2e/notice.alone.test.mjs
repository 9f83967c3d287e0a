// The provider cannot reach the shop.
import assert from "node:assert/strict";
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
	assert.equal((await payAtDemo(page)).status, 200);
	assert.equal(ordersOf(shop, email)[0].payment_state, "paid");
});
