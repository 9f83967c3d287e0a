// A planned sale that the clock has ended.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, variantOf } from "../lib/till.mjs";

test("a sale that the clock ended is over on the product page, in a cart that was filled during it and at the checkout, and nothing has run", async () => {
	const shop = await newTill(), staff = await staffOf(shop), id = variantOf(shop, "anvil"), front = shopClient(shop);
	const [{ product_id: product }] = shopRows(shop, `SELECT product_id FROM @shop@.variant WHERE id = ${id}`);
	const page = await staff.get(`/en/${shop}/products/${product}/prices`);
	const at = page.$$('form[action$="/prices/sale"]').find((f) => f.querySelector("select"));
	at.setAttribute("data-test", "sale");
	const planned = await page.form('form[data-test="sale"]').submit({ percent: "20", from: "2199-06-01T00:00", until: "2199-06-08T00:00" });
	assert.equal(planned.status, 200, planned.textOf(".errors"));
	// As if the clock stood so many days after the sale's first one.
	const past = (days) => shopExecute(shop, `UPDATE @shop@.price r SET valid_from = CASE WHEN r.valid_from = '-infinity' THEN r.valid_from ELSE r.valid_from - x.by END,
		valid_to = CASE WHEN r.valid_to = 'infinity' THEN r.valid_to ELSE r.valid_to - x.by END
		FROM (SELECT valid_from - (now() - interval '${days} days') AS by FROM @shop@.price WHERE variant_id = ${id} AND minor = 7920) x WHERE r.variant_id = ${id}`);
	past(1);
	assert.match((await front.get("/en/p/anvil")).textOf(".offer .price"), /€79\.20/);
	const cart = await addToCart(front, { locale: "en", product: "/p/anvil" });
	assert.match(cart.textOf("main"), /€79\.20/);
	past(8);
	assert.equal((await front.get("/en/p/anvil")).textOf(".offer .price"), "€99.00");
	const after = await front.get("/en/cart");
	assert.match(after.textOf("main"), /€99\.00/);
	assert.match(after.textOf(".line .warn"), /79\.20/, "the line says what it was");
	const fresh = shopClient(shop);
	await addToCart(fresh, { locale: "en", product: "/p/anvil" });
	const review = await checkoutToReview(fresh, { locale: "en", email: someEmail() });
	assert.match(review.textOf("main"), /€99\.00/);
	assert.doesNotMatch(review.textOf("main"), /79\.20/);
});
