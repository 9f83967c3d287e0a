// The admin: who gets in, what is listed, what becomes of an order, and prices and stock as a merchant edits them.
import assert from "node:assert/strict";
import { adminAct, adminLogin, adminOrder } from "../lib/admin.mjs";
import { buy, someEmail } from "../lib/buy.mjs";
import { Client } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { execute, lit, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const shop = env.SHOP;
let staff = null;

// One session for the file: logins are counted.
async function work() {
	staff ??= await adminLogin();
	return staff;
}

async function someStaff(password, shops) {
	const email = someEmail("staff");
	for (const name of shops)
		assert.equal((await stoactl(["staff", "add", email, "--shop", name, "--password-file", "-"], { input: `${password}\n` })).status, 0);
	return email;
}

function login(client, values, options) {
	return client.get("/en/login").then((page) => page.form().submit(values, options));
}

function order(number) {
	return shopRows(shop, `SELECT * FROM @shop@.orders WHERE number = ${lit(number)}`)[0];
}

function kinds(id) {
	return shopRows(shop, `SELECT kind FROM @shop@.order_event WHERE order_id = ${id} ORDER BY id`).map((r) => r.kind);
}

function count(what, id) {
	return shopRows(shop, `SELECT count(*) AS n FROM @shop@.${what} WHERE order_id = ${id}`)[0].n;
}

function promised(id) {
	return shopRows(shop, `SELECT l.variant_id, l.quantity, s.on_hand, s.reserved + s.committed AS promised FROM @shop@.order_line l
		JOIN @shop@.stock s ON s.variant_id = l.variant_id WHERE l.order_id = ${id}`)[0];
}

// What the form of that action would send, sent again as an impatient finger does.
async function twice(page, action, values = {}) {
	const form = page.form(`form[action$="/${action}"]`);
	const first = await form.submit(values);
	const second = await form.submit(values);
	return [first, second];
}

test("whoever is not logged in is led to the login", { sale: true }, async () => {
	for (const path of ["/de/", `/de/${shop}/`, `/de/${shop}/orders`, `/de/${shop}/products/1`]) {
		const page = await new Client(env.ADMIN_URL).get(path, { follow: false });
		assert.equal(page.status, 303, path);
		assert.equal(new URL(page.header("location"), page.url).pathname, "/de/login");
	}
});

test("after the login comes the page that was asked for, a wrong password between or not", async () => {
	const asked = `/de/${shop}/orders?filter=to_ship&q=Jos%C3%A9+%26+Co`;
	for (const wrong of [false, true]) {
		const client = new Client(env.ADMIN_URL);
		let page = await client.get(asked);
		if (wrong)
			page = await page.form().submit({ email: env.ADMIN_USER, password: "wrong" });
		page = await page.form().submit({ email: env.ADMIN_USER, password: env.ADMIN_PASSWORD }, { follow: false });
		assert.equal(page.header("location"), asked);
	}
});

test("no login leads to another host", async () => {
	for (const to of ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""]) {
		const page = await new Client(env.ADMIN_URL).get(`/en/login?to=${encodeURIComponent(to)}`);
		const next = await page.form().submit({ email: env.ADMIN_USER, password: env.ADMIN_PASSWORD }, { follow: false });
		assert.equal(next.header("location"), "/en/", to);
	}
});

test("the admin's bare host leads to the reader's language", async () => {
	const page = await new Client(env.ADMIN_URL, { headers: { "accept-language": "ja" } }).get("/", { follow: false });
	assert.equal(page.status, 302);
	assert.equal(new URL(page.header("location"), page.url).pathname, "/ja/");
});

test("a shop's host shows no admin, and the admin's no shop", async () => {
	assert.equal((await new Client(env.STOREFRONT_URL).get("/de/login")).status, 404);
	assert.equal((await new Client(env.ADMIN_URL).get("/de/p/x")).status, 404);
});

test("the right password opens a session that scripts and other sites cannot use", { sale: true }, async () => {
	const client = new Client(env.ADMIN_URL);
	const email = await someStaff("the right password", [env.SHOP, env.SECOND_SHOP]);
	const page = await login(client, { email, password: "the right password" }, { follow: false });
	assert.equal(page.status, 303);
	const cookie = page.headers.find(([n, v]) => n === "set-cookie" && v.startsWith("staff="))[1];
	assert.match(cookie, /^staff=[0-9a-f]{64};/);
	assert.match(cookie, /HttpOnly/i);
	assert.match(cookie, /SameSite=Lax/i);
	assert.match(cookie, /Max-Age=43200/i);
	const shops = await client.get("/en/");
	assert.equal(shops.heading, "Your shops");
	for (const shop of [env.SHOP, env.SECOND_SHOP]) {
		const [{ title }] = shopRows(shop, "SELECT title FROM @shop@.shop_text WHERE locale = 'en'");
		const line = shops.$$(".shops li").find((li) => li.querySelector("a.shop-name").getAttribute("href") === `/en/${shop}/`);
		assert.equal(line.querySelector("a.shop-name").textContent, title);
		assert.match(line.textContent, new RegExp(`\\b${shop}\\b`), "and the name that stoactl knows");
	}
	assert.equal(shops.$$("a.shop-name").length, 2);
});

test("logging out ends the session for good", async () => {
	const client = await adminLogin();
	const token = client.cookie("staff");
	const page = await (await client.get("/en/")).form('form[action$="/logout"]').submit();
	assert.ok(new URL(page.url).pathname.endsWith("/login"));
	assert.match(page.textOf(".flash"), /logged out/);
	client.setCookie("staff", token);
	assert.equal((await client.get("/en/", { follow: false })).status, 303);
});

test("a made-up or changed session is none", async () => {
	const client = await adminLogin();
	const token = client.cookie("staff");
	for (const value of ["", "x", "0".repeat(64), token.slice(1) + token[0], `${token}0`, token.toUpperCase()]) {
		client.setCookie("staff", value);
		assert.equal((await client.get("/en/", { follow: false })).status, 303, value);
	}
});

test("a wrong password or unknown e-mail is a 422 with the same words, and the e-mail stays", async () => {
	const words = [];
	for (const email of [await someStaff("the right password", [shop]), someEmail("nobody")]) {
		const page = await login(new Client(env.ADMIN_URL), { email, password: "wrong" });
		assert.equal(page.status, 422);
		assert.equal(page.form().value("email"), email);
		assert.equal(page.form().value("password"), "");
		words.push(page.textOf(".errors"));
	}
	assert.equal(words[0], words[1]);
	assert.match(words[0], /do not belong together/);
});

test("an empty or malformed login is a 422 at the field", async () => {
	const page = await login(new Client(env.ADMIN_URL), { email: "no address", password: "" });
	assert.equal(page.status, 422);
	assert.equal(page.$$(".field-error").length, 2);
	assert.equal(page.form().value("email"), "no address");
});

test("too many wrong passwords: 429 with a sentence and Retry-After, even for the right one", { only: ["fcgi"] }, async () => {
	const email = await someStaff("the right password", [shop]);
	const client = new Client(env.ADMIN_URL);
	for (let i = 0; i < 5; i++)
		assert.equal((await login(client, { email, password: `wrong ${i}` })).status, 422);
	const page = await login(client, { email, password: "the right password" });
	assert.equal(page.status, 429);
	assert.ok(Number(page.header("retry-after")) > 0);
	assert.match(page.textOf(".errors"), /15 minutes/);
	assert.equal(page.form().value("email"), email);
	/* Failures count for the address too, which all tests share. */
	execute("PLATFORM", "DELETE FROM stoa.login_attempt");
});

test("a member of one shop goes straight there, and finds no other", async () => {
	const client = await adminLogin({ user: await someStaff("one shop only", [env.SECOND_SHOP]), password: "one shop only" });
	assert.equal(new URL((await client.get("/en/")).url).pathname, `/en/${env.SECOND_SHOP}/`);
	for (const path of ["/", "/orders", "/orders/1", "/products", "/products/1"])
		assert.equal((await client.get(`/en/${shop}${path}`)).status, 404, path);
	assert.equal((await client.get("/en/no-such-shop/orders")).status, 404);
	for (const action of ["paid", "ship", "cancel", "refund"])
		assert.equal((await client.post(`/en/${shop}/orders/1/${action}`)).status, 404, action);
});

test("an order of one shop is not in the other", async () => {
	const { order: bought } = await buy();
	const page = await (await work()).get(`/en/${env.SECOND_SHOP}/orders?q=${bought.number}`);
	assert.equal(page.status, 200);
	assert.ok(!page.$("table.orders"));
});

test("the dashboard counts today's sales and what is to be shipped", async () => {
	const figures = async () => {
		const page = await (await work()).get(`/en/${shop}/`);
		return page.$$(".figures .number").map((e) => Number(e.textContent.replace(/[^0-9.]/g, "")));
	};
	const before = await figures();
	const { order: bought } = await buy({ method: "cash_on_delivery" });
	const after = await figures();
	/* Other tests sell meanwhile. */
	assert.ok(after[0] - before[0] - bought.total_minor / 100 > -0.001, `${before[0]} and then ${after[0]}`);
	assert.ok(after[1] > before[1]);
	assert.ok(after[2] > before[2]);
});

test("orders are filtered by tab and searched by number, name and e-mail", async () => {
	const client = await work(), bought = await buy();
	const listed = async (query) => (await client.get(`/en/${shop}/orders?${query}`)).$$("table.orders tbody th").map((e) => e.textContent.trim());
	assert.ok((await listed("filter=unpaid")).includes(bought.number));
	assert.ok(!(await listed("filter=to_ship")).includes(bought.number));
	assert.ok(!(await listed("filter=shipped")).includes(bought.number));
	for (const q of [bought.number, bought.email, bought.email.slice(0, -4).toUpperCase()])
		assert.deepEqual(await listed(`q=${encodeURIComponent(q)}`), [bought.number], q);
	assert.ok((await listed(`q=${encodeURIComponent("ünsal")}`)).includes(bought.number));
	const none = await client.get(`/en/${shop}/orders?q=no-such-order`);
	assert.equal(none.status, 200);
	assert.match(none.textOf(".empty"), /no-such-order/);
	assert.equal(none.$("input[name=q]").getAttribute("value"), "no-such-order");
});

test("the list goes on from where it ended, without a gap and without a repeat", async () => {
	const client = await work();
	const all = shopRows(shop, "SELECT id, number, extract(epoch FROM placed_at)::bigint AS at FROM @shop@.orders ORDER BY placed_at DESC, id DESC");
	const last = all[4];
	const page = await client.get(`/en/${shop}/orders?before_at=${last.at}&before_id=${last.id}`);
	const listed = page.$$("table.orders tbody th").map((e) => e.textContent.trim());
	assert.deepEqual(listed, all.slice(5, 35).map((o) => o.number));
	assert.equal(new URL(page.$(".pager a").getAttribute("href"), page.url).searchParams.has("before_id"), false);
});

test("bent list addresses are refused, not guessed", async () => {
	const client = await work();
	for (const [query, status] of [["filter=nope", 404], ["filter=%3Cb%3E", 400], ["before_id=x", 400], ["nope=1", 400], ["q=a&q=b", 400]])
		assert.equal((await client.get(`/en/${shop}/orders?${query}`)).status, status, query);
	const long = await client.get(`/en/${shop}/orders?q=${"a".repeat(300)}`);
	assert.equal(long.status, 422);
	assert.equal(long.$("input[name=q]").getAttribute("value").length, 300);
	for (const id of ["0", "x", "-1", "99999999999999999999", "987654321"])
		assert.equal((await client.get(`/en/${shop}/orders/${id}`)).status, 404, id);
});

test("mark paid, then ship with a tracking number; each twice changes nothing twice", { sale: true }, async () => {
	const client = await work(), bought = await buy();
	let page = await adminOrder(client, shop, bought.number);
	assert.ok(!page.$('form[action$="/ship"]'), "not shipped before it is paid");
	let [first, second] = await twice(page, "paid");
	for (const p of [first, second]) {
		assert.equal(p.status, 200);
		assert.match(p.textOf(".flash"), /marked as paid/);
	}
	assert.equal(order(bought.number).payment_state, "paid");
	const tracking = "00340434161094042557";
	[first, second] = await twice(second, "ship", { carrier: "DHL", tracking });
	assert.match(first.textOf(".flash"), /marked as shipped/);
	assert.match(first.textOf(".timeline"), new RegExp(`Shipped DHL ${tracking}`));
	assert.match(first.textOf(".timeline"), /admin@example\.org/);
	assert.equal(order(bought.number).shipping_state, "shipped");
	assert.equal(order(bought.number).state, "completed");
	assert.equal(count("shipment", bought.order.id), 1);
	assert.deepEqual(kinds(bought.order.id), ["placed", "paid", "shipped", "completed"]);
});

test("the same sentence is not shown a second time", async () => {
	const client = await work(), bought = await buy();
	const page = await adminAct(await adminOrder(client, shop, bought.number), "paid");
	assert.ok(page.$(".flash"));
	assert.ok(!(await client.get(page.url)).$(".flash"));
});

test("cancel gives the pieces back to the shelf, once", async () => {
	/* Something that no other test buys meanwhile. */
	const client = await work(), bought = await buy({ quantity: 2, products: ["/p/jahrgangssardinen"] });
	const before = promised(bought.order.id);
	const [first, second] = await twice(await adminOrder(client, shop, bought.number), "cancel");
	assert.match(first.textOf(".flash"), /cancelled/);
	assert.equal(second.status, 200);
	const after = promised(bought.order.id);
	assert.equal(after.promised, before.promised - before.quantity);
	assert.equal(after.on_hand, before.on_hand);
	assert.deepEqual(kinds(bought.order.id), ["placed", "cancelled"]);
	assert.ok(!first.$('form[action$="/cancel"]'));
	assert.ok(!first.$('form[action$="/paid"]'));
});

test("refund sends everything back, once", async () => {
	const client = await work(), bought = await buy();
	const paid = await adminAct(await adminOrder(client, shop, bought.number), "paid");
	assert.match(paid.textOf('form[action$="/refund"]'), /send the money to the customer yourself/);
	const [first] = await twice(paid, "refund");
	assert.match(first.textOf(".flash"), /Please send the money now/);
	assert.equal(order(bought.number).payment_state, "refunded");
	const refunds = shopRows(shop, `SELECT amount_minor FROM @shop@.refund WHERE order_id = ${bought.order.id}`);
	assert.deepEqual(refunds.map((r) => r.amount_minor), [bought.order.total_minor]);
	assert.ok(!first.$('form[action$="/refund"]'));
	assert.equal(kinds(bought.order.id).filter((k) => k === "refunded").length, 1);
});

test("a provider that moves the money leaves nothing to be sent by hand", async () => {
	const client = await work(), bought = await buy({ method: "demo" });
	const paid = await adminOrder(client, shop, bought.number);
	assert.doesNotMatch(paid.textOf('form[action$="/refund"]'), /yourself/);
	assert.match(paid.textOf('form[action$="/cancel"]'), /refund it afterwards/);
	assert.match((await adminAct(paid, "refund")).textOf(".flash"), /goes back/);
});

test("an action that the order no longer allows says so and changes nothing", async () => {
	const client = await work(), bought = await buy();
	const stale = await adminAct(await adminOrder(client, shop, bought.number), "paid");
	await adminAct(stale, "ship", { tracking: "1" });
	const before = kinds(bought.order.id);
	const page = await adminAct(stale, "cancel");
	assert.equal(page.status, 200);
	assert.match(page.textOf(".flash"), /Meanwhile the order has changed/);
	assert.deepEqual(kinds(bought.order.id), before);
});

test("a tracking number that is too long is a 422 at its field, kept as typed", async () => {
	const client = await work(), bought = await buy({ method: "cash_on_delivery" });
	const tracking = "9".repeat(150);
	const page = await adminAct(await adminOrder(client, shop, bought.number), "ship", { tracking });
	assert.equal(page.status, 422);
	assert.equal(page.form('form[action$="/ship"]').value("tracking"), tracking);
	assert.match(page.textOf('form[action$="/ship"] .field-error'), /100/);
	assert.equal(order(bought.number).shipping_state, "unshipped");
	for (const link of page.$$("footer a"))
		assert.equal((await client.get(new URL(link.getAttribute("href"), page.url).href)).status, 200, link.getAttribute("href"));
});

test("a staff form from another site, or from nowhere, is a 403", { sale: true }, async () => {
	const client = await work(), bought = await buy();
	const path = `/en/${shop}/orders/${bought.order.id}/cancel`;
	for (const headers of [
		{ "origin": "https://evil.example", "sec-fetch-site": "cross-site" },
		{ "origin": env.STOREFRONT_URL, "sec-fetch-site": "same-site" },
		{ "origin": env.STOREFRONT_URL, "sec-fetch-site": null },
		{ "origin": null, "sec-fetch-site": null, "referer": "https://evil.example/" },
		{ "origin": null, "sec-fetch-site": null },
	])
		assert.equal((await client.post(path, {}, { headers })).status, 403, JSON.stringify(headers));
	assert.equal(order(bought.number).state, "placed");
	assert.equal((await client.get(path)).status, 405);
});

// A product with counted variants that no other test of this file touches.
let taken = 0;
function product() {
	const found = shopRows(shop, `SELECT p.id, p.handle, v.id AS variant, v.sku, s.on_hand, s.committed FROM @shop@.product p
		JOIN @shop@.variant v ON v.product_id = p.id AND v.state = 'active' AND v.tracked
		JOIN @shop@.stock s ON s.variant_id = v.id AND s.committed = 0 AND s.on_hand > 3
		WHERE p.state = 'active' AND v.position = (SELECT min(position) FROM @shop@.variant w WHERE w.product_id = p.id)
		ORDER BY p.id DESC`);
	return found[taken++];
}

function prices(variant) {
	return shopRows(shop, `SELECT minor, compare_minor, valid_to = 'infinity' AS open FROM @shop@.price
		WHERE variant_id = ${variant} AND price_list = 'base' AND currency = 'EUR' ORDER BY valid_from`);
}

function stock(variant) {
	return shopRows(shop, `SELECT on_hand FROM @shop@.stock WHERE variant_id = ${variant}`)[0].on_hand;
}

async function edit(p, values, { locale = "en" } = {}) {
	const page = await (await work()).get(`/${locale}/${shop}/products/${p.id}`);
	assert.equal(page.status, 200);
	return page.form("main form").submit(Object.fromEntries(Object.entries(values).map(([k, v]) => [k === "state" ? k : `${k}_${p.variant}`, v])));
}

test("products are listed, searched by name and article number, and go on", async () => {
	const client = await work(), p = product();
	const all = await client.get(`/en/${shop}/products`);
	assert.ok(all.$$("main tbody tr").length >= 30);
	const next = await all.click('.pager a[rel="next"]');
	assert.equal(next.status, 200);
	const names = (page) => page.$$("main tbody th a").map((a) => a.getAttribute("href"));
	assert.equal(names(next).filter((n) => names(all).includes(n)).length, 0);
	const total = shopRows(shop, "SELECT count(*) AS n FROM @shop@.product")[0].n;
	assert.equal(names(all).length + names(next).length, Math.min(total, 60));
	const found = await client.get(`/en/${shop}/products?q=${encodeURIComponent(p.sku.toLowerCase())}`);
	assert.deepEqual(names(found), [`/en/${shop}/products/${p.id}`]);
	const none = await client.get(`/en/${shop}/products?q=no-such-thing`);
	assert.match(none.textOf(".empty"), /no-such-thing/);
});

test("a new price, old price and count are saved; the price before is history", { sale: true }, async () => {
	const p = product(), before = prices(p.variant);
	const euros = before.at(-1).minor < 200000 ? 3000 : 1500;
	const page = await edit(p, { price: `${Math.floor(euros / 1000)},${String(euros % 1000).padStart(3, "0")}.50`, compare: "5,000", on_hand: String(p.on_hand + 5) });
	assert.equal(page.status, 200, page.textOf(".errors"));
	assert.match(page.textOf(".flash"), /Saved/);
	const after = prices(p.variant);
	assert.equal(after.filter((r) => r.open).length, 1);
	assert.equal(after.length, before.length + 1, "the old row ended");
	assert.deepEqual([after.at(-1).minor, after.at(-1).compare_minor], [euros * 100 + 50, 500000]);
	assert.equal(stock(p.variant), p.on_hand + 5);
	assert.equal(page.form("main form").value(`price_${p.variant}`), `${euros}.50`);
});

test("saving what is there already changes nothing", async () => {
	const p = product(), before = prices(p.variant);
	assert.equal((await edit(p, {})).status, 200);
	assert.deepEqual(prices(p.variant), before);
	assert.equal(stock(p.variant), p.on_hand);
});

test("amounts are read as each language writes them", async () => {
	const p = product();
	for (const [locale, typed, minor] of [["de", "17,90", 1790], ["fr", "1 018,05", 101805], ["ar", "٢١٫٥٠", 2150], ["ja", "２３.５", 2350], ["en", "24", 2400]]) {
		const page = await edit(p, { price: typed, compare: "" }, { locale });
		assert.equal(page.status, 200, `${locale} ${typed}: ${page.textOf(".errors")}`);
		assert.equal(prices(p.variant).find((r) => r.open).minor, minor, `${locale} ${typed}`);
		/* What the form shows it also reads: sent as it stands, nothing changes. */
		assert.equal((await edit(p, {}, { locale })).status, 200);
		assert.equal(prices(p.variant).find((r) => r.open).minor, minor, `${locale}, sent back`);
	}
});

test("each bad value is a 422 at its field, kept as typed, and nothing of the form is saved", async () => {
	const p = product(), before = prices(p.variant);
	const cases = [
		["price", ""], ["price", "abc"], ["price", "-1"], ["price", "1.234567"], ["price", "9".repeat(30)], ["price", "1".repeat(60)], ["price", "<b>"],
		["compare", "x"], ["compare", "-5"], ["compare", "0.01"], ["compare", "99999999999999999"],
		["on_hand", ""], ["on_hand", "x"], ["on_hand", "-1"], ["on_hand", "1.5"], ["on_hand", "99999999999999999999"],
	];
	for (const [field, typed] of cases) {
		const values = { price: "50", on_hand: String(p.on_hand + 1), state: "draft", [field]: typed };
		const page = await edit(p, values);
		const name = `${field}_${p.variant}`;
		assert.equal(page.status, 422, `${field} "${typed}"`);
		assert.equal(page.form("main form").value(name), typed, `${field} "${typed}"`);
		const input = page.$(`[name="${name}"]`);
		assert.equal(input.getAttribute("aria-invalid"), "true", `${field} "${typed}"`);
		assert.ok(page.textOf(`#${input.getAttribute("aria-describedby")}`).length > 5);
		assert.equal(page.$(".errors a").getAttribute("href"), `#${name}`);
		assert.equal(page.form("main form").value("state"), "draft");
		assert.deepEqual(prices(p.variant), before);
		assert.equal(stock(p.variant), p.on_hand);
	}
	assert.equal(shopRows(shop, `SELECT state FROM @shop@.product WHERE id = ${p.id}`)[0].state, "active");
});

test("bent product forms are refused whole", async () => {
	const client = await work(), p = product(), other = product();
	const page = await client.get(`/en/${shop}/products/${p.id}`);
	const entries = page.form("main form").entries;
	const send = async (change) => (await client.post(page.url, change(entries))).status;
	assert.equal(await send((e) => [...e, ["nope", "1"]]), 400);
	assert.equal(await send((e) => [...e, ["price_x", "1"]]), 400);
	assert.equal(await send((e) => [...e, [`price_0${p.variant}`, "1"]]), 400);
	assert.equal(await send((e) => [...e, [`price_${p.variant}`, "1"]]), 400);
	assert.equal(await send((e) => e.filter(([n]) => n !== `seen_${p.variant}`)), 400);
	assert.equal(await send((e) => e.map(([n, v]) => (n.startsWith("seen_") ? [n, "x"] : [n, v]))), 400);
	assert.equal(await send((e) => e.map(([n, v]) => (n === "state" ? [n, "sold"] : [n, v]))), 400);
	assert.equal(await send((e) => [...e, [`price_${other.variant}`, "1"], [`compare_${other.variant}`, ""], [`on_hand_${other.variant}`, "1"], [`seen_${other.variant}`, "1"]]), 409);
	assert.equal((await client.post(`/en/${shop}/products/987654321`, entries)).status, 404);
});

test("stock that moved meanwhile is not overwritten, and the page says how many there are now", async () => {
	const p = product();
	const page = await (await work()).get(`/en/${shop}/products/${p.id}`);
	shopExecute(shop, `UPDATE @shop@.stock SET on_hand = on_hand - 2 WHERE variant_id = ${p.variant}`);
	const name = `on_hand_${p.variant}`, wanted = String(p.on_hand + 10), before = prices(p.variant);
	const minor = before.at(-1).minor + 100;
	const refused = await page.form("main form").submit({ [name]: wanted, [`price_${p.variant}`]: (minor / 100).toFixed(2) });
	assert.equal(refused.status, 422);
	assert.match(refused.textOf(`#on_hand-error-${p.variant}`), new RegExp(`\\b${p.on_hand - 2}\\b`));
	assert.equal(refused.form("main form").value(name), wanted);
	assert.equal(stock(p.variant), p.on_hand - 2);
	assert.deepEqual(prices(p.variant), before, "all or none");
	/* Seen and sent once more, it is what the merchant means. */
	const saved = await refused.form("main form").submit();
	assert.equal(saved.status, 200);
	assert.equal(stock(p.variant), p.on_hand + 10);
	assert.equal(prices(p.variant).find((r) => r.open).minor, minor);
});

test("the same form sent twice changes nothing twice", async () => {
	const p = product(), before = prices(p.variant).length;
	const page = await (await work()).get(`/en/${shop}/products/${p.id}`);
	const form = page.form("main form"), values = { [`on_hand_${p.variant}`]: String(p.on_hand + 3), [`price_${p.variant}`]: "61.10" };
	for (let i = 0; i < 2; i++)
		assert.equal((await form.submit(values)).status, 200);
	assert.equal(stock(p.variant), p.on_hand + 3);
	assert.ok(prices(p.variant).length <= before + 1);
});

test("fewer pieces than are promised is a 422 that says how many", async () => {
	const p = product();
	shopExecute(shop, `UPDATE @shop@.stock SET committed = 2 WHERE variant_id = ${p.variant}`);
	const page = await edit(p, { on_hand: "1" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(`#on_hand-error-${p.variant}`), /^2 pieces/);
	assert.equal(stock(p.variant), p.on_hand);
	shopExecute(shop, `UPDATE @shop@.stock SET committed = 0 WHERE variant_id = ${p.variant}`);
});

test("a product put away leaves the shop at once and comes back", async () => {
	const p = product(), client = await work();
	const before = await client.get(`/en/${shop}/products/${p.id}`);
	const url = before.$$(".head a").at(-1).getAttribute("href");
	const seen = new Client(env.STOREFRONT_URL);
	assert.equal((await seen.get(url)).status, 200);
	const away = await edit(p, { state: "archived" });
	assert.match(away.textOf(".pills"), /Archived/);
	assert.equal((await seen.get(url)).status, 404);
	assert.equal((await edit(p, { state: "active" })).status, 200);
	assert.equal((await seen.get(url)).status, 200);
});

test("every page of the admin speaks every language", async () => {
	const client = await work(), p = product();
	const id = shopRows(shop, "SELECT id FROM @shop@.orders ORDER BY id LIMIT 1")[0].id;
	for (const locale of ["en", "de", "fr", "ar", "ja"]) {
		for (const path of ["/", "/orders", `/orders/${id}`, "/products", `/products/${p.id}`]) {
			const page = await client.get(`/${locale}/${shop}${path}`);
			assert.equal(page.status, 200, `${locale} ${path}`);
			assert.equal(page.$("html").getAttribute("lang"), locale);
			assert.equal(page.$("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
		}
	}
});
