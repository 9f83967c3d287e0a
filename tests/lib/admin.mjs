// A member of staff at work.
import assert from "node:assert/strict";
import { someEmail } from "./buy.mjs";
import { Client } from "./client.mjs";
import { env } from "./env.mjs";
import { stoactl } from "./stack.mjs";

// A client that is logged in.
export async function adminLogin({ locale = "en", user = env.ADMIN_USER, password = env.ADMIN_PASSWORD, client = new Client(env.ADMIN_URL) } = {}) {
	const login = await client.get(`/${locale}/login`);
	const page = await login.form().submit({ email: user, password });
	assert.equal(page.status, 200, `login answers ${page.status}: ${page.textOf(".errors")}`);
	assert.ok(!new URL(page.url).pathname.endsWith("/login"), `still at the login: ${page.textOf("main")}`);
	return client;
}

// A client logged in as somebody new who works for these shops.
export async function staffOf(...shops) {
	const user = someEmail("staff"), password = "correct horse battery";
	for (const shop of shops)
		assert.equal((await stoactl(["staff", "add", user, "--shop", shop, "--password-file", "-"], { input: `${password}\n` })).status, 0);
	return adminLogin({ user, password });
}

// The page of an order by its number.
export async function adminOrder(client, shop, number, locale = "en") {
	const list = await client.get(`/${locale}/${shop}/orders?q=${encodeURIComponent(number)}`);
	const link = list.$$("main a").find((a) => a.textContent.includes(number));
	assert.ok(link, `order ${number} is not in the list`);
	return client.get(new URL(link.getAttribute("href"), list.url).href);
}

// Presses the button of the form whose address ends in action (paid, ship, cancel, refund).
export function adminAct(page, action, values = {}) {
	return page.form(`form[action$="/${action}"]`).submit(values);
}
