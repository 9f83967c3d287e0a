// Keys of a provider as a merchant gives them: asked about first, sealed, never shown again, replaced and removed.
import assert from "node:assert/strict";
import { addToCart, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { form, newStand, refused, set } from "../lib/settings.mjs";
import { FakePaypal } from "../lib/paypal.mjs";
import { hookUrl } from "../lib/paypal-stand.mjs";
import { FakeStripe } from "../lib/stripe.mjs";

const fake = await FakeStripe.listen(), paypal = await FakePaypal.listen();
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

test("PayPal's keys: asked about first, sealed, told as connected and by which app, never shown again, replaced and removed", async () => {
	const { shop, open } = await newStand(), app = paypal.newApp(hookUrl(shop));
	assert.ok(!(await ways(shop)).includes("paypal"));
	const typed = { mode: "sandbox", client_id: app.client, secret: app.secret, webhook_id: app.webhook };
	const page = await set(await open("/payments/paypal"), typed);
	assert.match(page.textOf(".flash.info"), new RegExp(`Connected as ${app.app} with PayPal’s sandbox`));
	for (const tail of ["/payments", "/payments/paypal"])
		assert.ok(!(await open(tail)).text.includes(app.secret), tail);
	assert.ok(!JSON.stringify(shopRows(shop, "SELECT * FROM @shop@.credential")).includes(app.secret));
	assert.ok((await ways(shop)).includes("paypal"));
	const live = await set(await open("/payments/paypal"), { ...typed, mode: "live" });
	assert.match(live.textOf("main"), new RegExp(`Connected as ${app.app} since`));
	// A webhook that sends elsewhere, and one that keeps things to itself.
	const away = paypal.newApp("https://elsewhere.example/hook/paypal"), quiet = paypal.newApp(hookUrl(shop), { events: ["CHECKOUT.ORDER.APPROVED"] });
	for (const [other, said] of [[away, /another address/], [quiet, /does not send all/]])
		assert.match((await (await open("/payments/paypal")).form(form).submit({ ...typed, client_id: other.client, secret: other.secret, webhook_id: other.webhook })).textOf("main"), said);
	await (await open("/payments/paypal")).form('form[action$="/delete"]').submit();
	assert.equal(count(shop), 0);
	assert.ok(!(await ways(shop)).includes("paypal"));
});

test("keys that PayPal refuses, or that are none, are told at their field with what was typed; while it is away nothing is kept", async () => {
	const { shop, open } = await newStand(), app = paypal.newApp(hookUrl(shop));
	const page = () => open("/payments/paypal"), typed = { mode: "sandbox", client_id: app.client, secret: app.secret, webhook_id: app.webhook };
	await refused(await page(), { ...typed, secret: "E123" }, "secret", /sandbox does not accept/);
	await refused(await page(), { ...typed, mode: "live", secret: "E123" }, "secret", /for real money/);
	await refused(await page(), { ...typed, webhook_id: "1ABC" }, "webhook_id", /no webhook with this ID/);
	await refused(await page(), { ...typed, client_id: "two words" }, "client_id", /no client ID/);
	await refused(await page(), { ...typed, secret: "" }, "secret", /fill this in/);
	const again = await (await page()).form(form).submit({ ...typed, secret: "E123" });
	assert.equal(again.form(form).value("client_id"), app.client);
	assert.equal(again.$('[name="secret"]').getAttribute("value") ?? "", "");
	paypal.faults.set(app.client, { kind: 500 });
	const down = await (await page()).form(form).submit(typed);
	assert.equal(down.status, 503);
	assert.match(down.textOf(".flash.bad"), /could not be asked/);
	assert.equal(count(shop), 0);
});
