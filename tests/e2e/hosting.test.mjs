// Each configuration that we ship, brought up as it is, and a sale walked through it: plain, and with TLS and what belongs to it.
import assert from "node:assert/strict";
import { adminAct, adminLogin, adminOrder } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { Hosting } from "../lib/hosting.mjs";
import { until } from "../lib/program.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const only = ["fcgi"];
const servers = { lighttpd: "lighttpd", apache: "Apache by mod_proxy_fcgi", fcgid: "Apache by mod_fcgid", cgi: "plain CGI" };
const all = (page, name) => page.headers.filter(([n]) => n === name).map(([, v]) => v);
const stsOf = (page) => all(page, "strict-transport-security");

// What each page, cookie and file says about TLS; the cookies are those of a cart and of a session.
async function speaksOfTls(client, cookies, secure) {
	const sts = secure ? ["max-age=31536000"] : [];
	const home = await client.get("/de/");
	const asset = await client.get(home.$('link[rel="stylesheet"]').getAttribute("href"));
	for (const page of [home, asset, await client.get("/de/nowhere"), await client.get("/de/cart")])
		assert.deepEqual(stsOf(page), sts, page.url);
	assert.deepEqual([asset.status, /^(public, )?max-age=31536000, immutable$/.test(all(asset, "cache-control").join(", "))], [200, true]);
	assert.ok(cookies.length > 0);
	for (const cookie of cookies)
		assert.equal(/;\s*secure\s*(;|$)/i.test(cookie), secure, cookie);
}

// Keeps the Set-Cookie lines that a client is sent.
function watch(client) {
	const way = client.exchange, seen = [];
	client.exchange = async (request) => {
		const answer = await way(request);
		seen.push(...answer.headers.filter(([n]) => n === "set-cookie").map(([, v]) => v));
		return answer;
	};
	return seen;
}

// A visitor buys, a member of staff sends it off. The demo provider's notice needs a certificate that the system trusts.
async function wholeSale(hosting, { method }) {
	const client = hosting.client(), cookies = watch(client), staff = hosting.client("admin");
	const own = watch(staff);
	const sold = await buy({ client, method });
	assert.equal(new URL(sold.page.url).origin, client.base);
	if (method === "bank_transfer")
		assert.equal((await adminAct(await adminOrder(await adminLogin({ client: staff }), env.SHOP, sold.number), "paid")).status, 200);
	else
		await adminLogin({ client: staff });
	assert.equal((await adminAct(await adminOrder(staff, env.SHOP, sold.number), "ship", { tracking: "T-1" })).status, 200);
	const [{ payment_state, shipping_state }] = shopRows(env.SHOP, `SELECT * FROM @shop@.orders WHERE id = ${sold.order.id}`);
	assert.deepEqual([payment_state, shipping_state], ["paid", "shipped"]);
	await speaksOfTls(client, [...cookies, ...own], hosting.secure);
}

// What is for the programs to judge reaches them: the answers are in the shop's look.
async function bordersHold(hosting) {
	const client = hosting.client();
	const pages = [await client.get("/de/a%2Fb"), await client.get("/de//x"), await client.post("/de/cart/add", { back: "a".repeat(300 * 1024) }),
		await client.post("/hook/demo", {}), await client.get("/", { follow: false, headers: { "accept-language": "ja" } })];
	assert.deepEqual(pages.map((p) => p.status).slice(2), [413, 403, 302]);
	for (const page of pages.slice(0, 3))
		assert.match(page.text, /<html lang="de"/, `${page.url} ${page.status}`);
	assert.match(pages[4].header("location"), /\/ja\/$/);
	assert.equal((await hosting.client("nobody-here", { tls: { checkServerIdentity: () => undefined } }).get("/de/")).status, 404);
}

for (const [server, name] of Object.entries(servers))
	test(`${name}: a sale from home page to parcel; no word of TLS without it`, { only }, () => Hosting.with(server, false, async (hosting) => {
		await wholeSale(hosting, { method: "demo" });
		await bordersHold(hosting);
	}));

async function leadsToHttps(hosting) {
	const client = hosting.client(env.SHOP, { secure: false }), secure = hosting.client().base;
	/* lighttpd tidies a %2F of the path, for pages as well. */
	const slash = /apache|fcgid/.test(hosting.server) ? "%2F" : "/";
	for (const target of ["/", "/de/search?q=Tee%20%26%20Tasse&page=2", `/de/a${slash}b%3Fc?d=%2F`, "/%D9%85?q=%E8%8C%B6", "/assets/none.css", "/de/?"]) {
		const page = await client.raw({ target });
		assert.equal(page.status, 308, target);
		assert.equal(page.header("location").replace(/\?$/, ""), (secure + target).replace(/\?$/, ""), target);
		assert.deepEqual([stsOf(page), all(page, "set-cookie")], [[], []], target);
	}
	const post = await client.post("/de/cart/add", { quantity: 1 }, { follow: false });
	assert.deepEqual([post.status, post.header("location")], [308, `${secure}/de/cart/add`]);
	const staff = await hosting.client("admin", { secure: false }).raw({ path: "/en/login" });
	assert.equal(staff.header("location"), `${hosting.client("admin").base}/en/login`);
	assert.equal((await client.get("/de/")).status, 200, "and there is the shop");
	assert.equal((await client.raw({ target: "/.well-known/acme-challenge/challenge-1" })).text, "the answer");
	for (const target of ["/de/a%0d%0aX:y", "/de/?q=%0d%0aX:y"]) {
		const page = await client.raw({ target });
		assert.ok(page.status === 400 || page.header("location") === secure + target, `${target}: ${page.status}`);
		assert.equal(page.header("x"), undefined);
	}
	for (const host of ["evil.example/path", "a b", "x\tX-Y:z"]) {
		const page = await client.raw({ host, target: "/de/" });
		assert.ok(page.status === 400 || !page.header("location").includes("/path"), `${host}: ${page.status} ${page.header("location")}`);
	}
}

async function speaksModernTls(hosting) {
	const hello = (version) => hosting.client(env.SHOP, { tls: { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" } }).get("/de/");
	for (const version of ["TLSv1.2", "TLSv1.3"])
		assert.equal((await hello(version)).status, 200);
	for (const version of ["TLSv1", "TLSv1.1"])
		await assert.rejects(hello(version), (e) => /alert protocol version|unsupported protocol|ECONNRESET/i.test(e.message + e.code), version);
	const weak = hosting.client(env.SHOP, { tls: { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" } });
	await assert.rejects(weak.get("/de/"), /handshake failure/);
}

for (const [server, name] of Object.entries(servers))
	test(`${name} with TLS: HTTP leads there by 308, cookies are Secure, HSTS is told once, and a sale goes through`, { only }, () =>
		Hosting.with(server, true, async (hosting) => {
			await leadsToHttps(hosting);
			await speaksModernTls(hosting);
			await wholeSale(hosting, { method: "bank_transfer" });
			await bordersHold(hosting);
		}));

test("Apache by mod_fcgid, reloaded: new processes take the place of all old ones and serve", { only }, () => Hosting.with("fcgid", false, async (hosting) => {
	const serves = async () => (await hosting.client().get("/de/")).status === 200;
	assert.ok(await serves());
	const old = new Set(hosting.programs);
	assert.ok(old.size > 0);
	hosting.children[0].kill("SIGUSR1");
	await until(() => !hosting.programs.some((pid) => old.has(pid)), "the old ones end", 30);
	await until(serves, "new ones serve", 30);
	assert.ok(hosting.programs.length > 0);
}));
