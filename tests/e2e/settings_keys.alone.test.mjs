// Keys of a provider as a merchant gives them: asked about first, sealed, never shown again, replaced and removed.
import assert from "node:assert/strict";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { form, newStand, refused, set } from "../lib/settings.mjs";
import { FakeStripe } from "../lib/stripe.mjs";

const fake = await FakeStripe.listen();
const count = (shop) => shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.credential")[0].n;

async function ways(shop) {
	const client = shopClient(shop);
	await addToCart(client, { locale: "en", product: "/p/mug" });
	await checkoutToReview(client, { locale: "en", email: someEmail() });
	return (await client.get("/en/checkout/payment")).form('main form[method="post"]').choices("method");
}

test("keys that Stripe knows are sealed, offered at once, told as test or live, and never shown again", async () => {
	const { shop, open } = await newStand();
	assert.ok(!(await ways(shop)).includes("stripe"));
	const key = fake.newKey(), secret = "whsec_settingsSecret";
	const page = await set(await open("/payments/stripe"), { secret_key: key, webhook_secret: secret, test: "1" });
	assert.match(page.textOf(".flash.info"), /test mode/);
	assert.match((await open("/payments")).textOf("main"), /Test mode/);
	for (const tail of ["/payments", "/payments/stripe"]) {
		const { text } = await open(tail);
		assert.ok(!text.includes(key) && !text.includes(secret), tail);
	}
	assert.ok(!JSON.stringify(shopRows(shop, "SELECT * FROM @shop@.credential")).includes(key), "sealed from the first row");
	assert.ok((await ways(shop)).includes("stripe"));
	const second = fake.newKey({}, "sk_live_");
	const live = await set(await open("/payments/stripe"), { secret_key: second, webhook_secret: secret, webhook_secret_2: "whsec_other", test: null });
	assert.match(live.textOf("main"), /Keys for real money/);
	assert.match((await open("/payments")).textOf("main"), /Live/);
	await (await open("/payments/stripe")).form('form[action$="/delete"]').submit();
	assert.equal(count(shop), 0);
	assert.ok(!(await ways(shop)).includes("stripe"));
});

test("keys that Stripe refuses, or that are none, are told at their field, and nothing is kept", async () => {
	const { shop, open } = await newStand();
	const page = () => open("/payments/stripe"), webhook_secret = "whsec_x";
	await refused(await page(), { secret_key: "sk_test_unknown", webhook_secret, test: "1" }, "secret_key", /does not accept that key/);
	await refused(await page(), { secret_key: "pk_test_1", webhook_secret, test: "1" }, "secret_key", /no secret key/);
	await refused(await page(), { secret_key: fake.newKey(), webhook_secret }, "secret_key", /Tick test mode/);
	await refused(await page(), { secret_key: fake.newKey({}, "sk_live_"), webhook_secret, test: "1" }, "secret_key", /real money/);
	await refused(await page(), { secret_key: fake.newKey(), webhook_secret: "secret", test: "1" }, "webhook_secret", /whsec_/);
	await refused(await page(), { secret_key: fake.newKey(), webhook_secret, webhook_secret_2: "secret", test: "1" }, "webhook_secret_2", /whsec_/);
	await refused(await page(), { secret_key: "", webhook_secret }, "secret_key", /fill this in/);
	const again = await (await page()).form(form).submit({ secret_key: "sk_test_unknown", webhook_secret, test: "1" });
	assert.equal(again.$('[name="secret_key"]').getAttribute("value") ?? "", "", "what was typed as a secret is not sent back");
	assert.equal(count(shop), 0);
});

test("while Stripe cannot be asked nothing is kept, and the merchant is told so", async () => {
	const { shop, open } = await newStand();
	const key = fake.newKey();
	fake.faults.set(key, 429);
	const page = await (await open("/payments/stripe")).form(form).submit({ secret_key: key, webhook_secret: "whsec_x", test: "1" });
	assert.equal(page.status, 503);
	assert.match(page.textOf(".flash.bad"), /could not be asked/);
	assert.equal(count(shop), 0);
});
