// What the border refuses before any page runs: "Bad input", one test for each kind.
import assert from "node:assert/strict";
import { Client, shopClient } from "../lib/client.mjs";
import { env, transportName } from "../lib/env.mjs";
import { newShop } from "../lib/goods.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const form = { "content-type": "application/x-www-form-urlencoded" };

async function refused(expected, request) {
	const page = await shopClient().raw(request);
	assert.ok([expected].flat().includes(page.status), `${request.method ?? "GET"} ${request.target ?? request.path}: ${page.status}, not ${expected}`);
	return page;
}

function post(body, headers = form, rest = {}) {
	return { method: "POST", path: "/de/cart/add", body, headers, ...rest };
}

test("an unknown host gets a plain 404", { sale: true }, async () => {
	const client = new Client(`http://nobody.localhost:${env.HTTP_PORT}`);
	for (const path of ["/", "/de/", "/de/cart", "/de/checkout", "/hook/demo"]) {
		const page = await client.get(path, { follow: false });
		assert.equal(page.status, 404, path);
		assert.ok(page.bytes.length < 2000, "plain: no shop's page");
		assert.equal(page.header("set-cookie"), undefined);
	}
});

test("a missing or broken Host names no shop", { only: ["fcgi"] }, async () => {
	for (const host of ["", "hafen.localhost@evil.example", "hafen localhost", "hafen.localhost/../x", "[::1", "hafen.localhost:99999x"])
		await refused([400, 404], { path: "/de/", host });
});

test("an unknown query parameter is a 400", { sale: true }, () => refused(400, { path: "/de/?nope=1" }));

test("a doubled query parameter is a 400", () => refused(400, { path: "/de/search?q=a&q=b" }));

test("an unknown form field is a 400", { sale: true }, () => refused(400, post("variant=1&quantity=1&nope=1")));

test("a doubled form field is a 400", () => refused(400, post("variant=1&variant=2&quantity=1")));

test("an over-long query is refused", () => refused([400, 413, 414, 431], { path: `/de/search?q=${"a".repeat(9000)}` }));

test("too many form fields are a 400", () => refused(400, post(Array.from({ length: 600 }, (_, i) => `x${i}=1`).join("&"))));

test("NUL in path, query or form is a 400", { sale: true }, async () => {
	// Apache has no file of such a name.
	await refused(transportName === "apache" ? [400, 404] : 400, { target: "/de/p/a%00b" });
	await refused(400, { target: "/de/search?q=a%00b" });
	await refused(400, post("variant=1&quantity=1%00"));
});

test("invalid UTF-8 in path, query or form is a 400", { sale: true }, async () => {
	for (const bytes of ["%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%e2%82"]) {
		await refused(400, { target: `/de/p/${bytes}` });
		await refused(400, { target: `/de/search?q=${bytes}` });
		await refused(400, post(`variant=1&quantity=1&back=${bytes}`));
	}
});

test("a control character in a form is a 400", () => refused(400, post("variant=1&quantity=1&back=%01")));

test("broken percent encoding is a 400", async () => {
	// lighttpd sends a lone % on as %25: a search for what was typed.
	await refused(transportName === "lighttpd" ? [200, 400] : 400, { target: "/de/search?q=%zz" });
	await refused(400, { target: "/de/p/%4" });
});

test("an encoded slash or a dot segment leads nowhere", async () => {
	await refused([400, 404], { target: "/de/p/a%2Fb" });
	await refused([400, 404], { target: "/de/%2e%2e/admin" });
	await refused([400, 404], { target: "/de/../../etc/passwd" });
});

test("a wrong content type is a 415", { sale: true }, async () => {
	for (const type of ["text/plain", "application/json", "application/octet-stream", "text/html; charset=utf-8"])
		await refused(415, post("variant=1&quantity=1", { "content-type": type }));
});

test("a body without a content type is a 415", () => refused(415, post("variant=1&quantity=1", {})));

test("an over-large body is a 413", { sale: true }, () => refused(413, post(`variant=1&quantity=1&back=${"a".repeat(300 * 1024)}`)));

test("a body that claims to be huge is a 413 without being read", { only: ["fcgi"] }, () =>
	refused(413, post("variant=1", { ...form, "content-length": 1e12 })));

test("a truncated body is a 400", { only: ["fcgi"] }, () =>
	refused(400, post("variant=1&quantity=1", { ...form, "content-length": 500 })));

test("a body cut off on the way changes nothing and the next visitor is served", { only: ["lighttpd", "apache"] }, async () => {
	const client = shopClient();
	try {
		const page = await client.raw(post("variant=1&quantity=1", { ...form, "content-length": 500 }, { truncated: true, timeout: 15000 }));
		assert.ok(page.status >= 400, `answers ${page.status}`);
	} catch (e) {
		assert.ok(["NOANSWER", "ECONNRESET", "EPIPE"].includes(e.code), e.message);
	}
	assert.equal((await client.get("/de/")).status, 200);
});

test("a content length that is no number is a 400", { only: ["fcgi"] }, async () => {
	for (const length of ["-1", "abc", "1e3", "99999999999999999999", "+5", "5 5"])
		await refused([400, 413], post("variant=1", { ...form, "content-length": length }));
});

test("a broken multipart body is a 400", async () => {
	const type = { "content-type": "multipart/form-data; boundary=xyz" };
	await refused([400, 415], post("--xyz\r\nContent-Disposition: form-data; name=\"variant\"\r\n\r\n1", type));
	await refused([400, 415], post("no boundary here", type));
	await refused([400, 415], post("--\r\n\r\n--", { "content-type": "multipart/form-data" }));
});

test("a method that a page does not have is a 405 that names those it has", async () => {
	const page = await refused(405, { method: "GET", path: "/de/cart/add" });
	assert.match(page.header("allow"), /\bPOST\b/);
	await refused(405, { method: "DELETE", path: "/de/" });
	assert.equal((await refused(405, post("a=1", form, { path: "/" }))).header("allow"), "GET, HEAD");
});

test("a form from another site is a 403 and changes nothing", { sale: true }, async () => {
	const foreign = { ...form, "origin": "https://evil.example", "sec-fetch-site": "cross-site" };
	await refused(403, post("variant=1&quantity=1", foreign));
	await refused(403, post("variant=1&quantity=1", { ...form, "origin": "https://evil.example", "sec-fetch-site": null }));
	await refused(403, post("variant=1&quantity=1", { ...form, "origin": null, "sec-fetch-site": null, "referer": "https://evil.example/x" }));
});

test("a cookie of an unknown making is no cart", { sale: true }, async () => {
	for (const value of ["x", "a.b.c", "%00", "=".repeat(100), "ÿ", Buffer.alloc(100, 7).toString("base64url"), ""]) {
		const client = shopClient();
		client.setCookie("cart", value);
		const page = await client.get("/de/cart");
		assert.ok([200, 400].includes(page.status), `cookie "${value}": ${page.status}`);
		assert.ok(!page.$("li.line"));
	}
});

// Other programs of the domain set cookies too: a refusal would lock the visitor out until they are gone.
test("more cookies than the limit are none, or refused by the web server", async () => {
	const headers = { cookie: `currency=USD; a=${"b".repeat(9000)}` };
	const page = await refused(transportName === "fcgi" ? 200 : [200, 400, 413, 431], { path: "/de/", headers });
	if (page.status === 200)
		assert.equal(page.text, (await shopClient().raw({ path: "/de/" })).text);
});

test("a token that no order has is a 404", { sale: true }, async () => {
	for (const token of ["0".repeat(32), "f".repeat(32)])
		await refused(404, { path: `/de/order/${token}` });
	for (const token of ["x", "0".repeat(31), "0".repeat(33), "G".repeat(32), "1%20OR%201=1"])
		await refused([400, 404], { path: `/de/order/${token}` });
});

test("bad input to a closed shop is a 400 that does not ask to come back", { only: ["fcgi"] }, async () => {
	const shop = await newShop("closed", { locales: "en" });
	assert.equal((await stoactl(["tenant", "suspend", shop])).status, 0);
	const page = await shopClient(shop).raw({ target: "/en/search?q=%ff" });
	assert.equal(page.status, 400);
	assert.equal(page.header("retry-after"), undefined);
	assert.equal((await shopClient(shop).raw({ target: "/en/" })).status, 503);
});

test("a language that the shop does not speak is a 404", () => refused(404, { path: "/xx/" }));

test("every answer carries the security headers", { sale: true }, async () => {
	for (const path of ["/de/", "/de/cart", "/de/no-such-page", "/de/?nope=1", "/de/checkout"]) {
		const page = await shopClient().raw({ path });
		const policy = page.header("content-security-policy") ?? "";
		assert.match(policy, /default-src 'none'/, path);
		assert.match(policy, /frame-ancestors 'none'/, path);
		assert.doesNotMatch(policy, /unsafe/, path);
		assert.equal(page.header("x-content-type-options"), "nosniff", path);
		assert.equal(page.header("referrer-policy"), "same-origin", path);
	}
});

test("HEAD is answered like GET without a body", { sale: true }, async () => {
	const page = await shopClient().raw({ method: "HEAD", path: "/de/" });
	assert.equal(page.status, 200);
	assert.equal(page.bytes.length, 0);
	if (transportName === "fcgi")
		assert.match(page.header("content-type"), /^text\/html/);
});

test("the bare host leads to the visitor's language", { sale: true }, async () => {
	for (const [accept, locale] of [["fr", "fr"], ["ja,en;q=0.5", "ja"], ["ar-EG, de;q=0.9", "ar"], ["xx", "de"], [null, "de"]]) {
		const page = await shopClient().raw({ path: "/", headers: { "accept-language": accept } });
		assert.equal(page.status, 302);
		assert.ok(new URL(page.header("location"), page.url).pathname === `/${locale}/`, `${accept}: ${page.header("location")}`);
		assert.match(page.header("vary") ?? "", /accept-language/i);
	}
});

test("what an advertiser hangs on a link disturbs no page and stays on the way to it", { sale: true }, async () => {
	for (const query of ["utm_source=x&utm_medium=y", "gclid=1", "fbclid=a.b", "_gl=1*2"]) {
		await refused(200, { target: `/de/?${query}` });
		assert.equal((await refused(302, { target: `/?${query}` })).header("location").replace(/^http:\/\/[^/]*/, "").split("?")[1], query);
	}
	await refused(400, post("variant=1&quantity=1&utm_source=x"));
});

test("a slash too much or too few at the end is mended, with the query, for readers only", async () => {
	for (const [from, to] of [["/de", "/de/"], ["/de/search/?q=a", "/de/search?q=a"], ["/de/p/t%C3%B6pfe/", "/de/p/t%C3%B6pfe"], ["/de/p/%5Cevil/", "/de/p/%5Cevil"]]) {
		const page = await refused(301, { target: from });
		assert.equal(page.header("location").replace(/^http:\/\/[^/]*/, ""), to);
	}
	await refused([400, 404], { target: "//evil.example/" });
	await refused(404, post("variant=1&quantity=1", form, { path: "/de/cart/add/" }));
});

test("an Accept-Language of any kind never breaks the page", async () => {
	for (const accept of ["*", ";;;", "q=1", "de;q=nan", "a".repeat(2000), "%00", "de-DE-x-".repeat(50), "../../etc"])
		await refused(302, { path: "/", headers: { "accept-language": accept } });
});
