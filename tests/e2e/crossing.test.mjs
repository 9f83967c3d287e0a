/*
 * From one shop into another, by every door there is: the other's addresses, ids, tokens and cookies, names in the request, ways back.
 * The shop that is attacked lies still meanwhile, so that at the end it can be compared with itself, byte by byte.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { staffOf } from "../lib/admin.mjs";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { fullCopy } from "../lib/catalog.mjs";
import { Client, shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { talk } from "../lib/fcgi.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import * as http from "../lib/http.mjs";
import { multipart, somePhoto } from "../lib/pictures.mjs";
import { Program, binary, settingsWith, surroundings } from "../lib/program.mjs";
import { lit, rows, schema, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const only = ["fcgi"];
const canary = "Kanarienvogel";
const port = env.HTTP_PORT;

// theirs: a shop with all that there is, its goods, orders and pages named after the bird; mine: the attacker's own.
const [theirs, mine] = await Promise.all([fullCopy("hafen"), newShop("crossing", { currency: "EUR", country: "DE", locales: "de,en" })]);
const [put, putTheirs] = await Promise.all([
	importCsv(mine, csv([productRow("tasse", "Tasse", "9.90")])),
	importCsv(theirs, csv([productRow("bird", `${canary}-Becher`, "19.90", { "Variant Inventory Qty": "50" })])),
]);
assert.deepEqual([put.status, putTheirs.status], [0, 0], put.err + putTheirs.err);
shopExecute(theirs, `UPDATE @shop@.shop_text SET title = '${canary}'; UPDATE @shop@.page_text SET body = body || ' ${canary}';
	UPDATE @shop@.category_text SET name = name || ' ${canary}'`);
const victim = someEmail(canary.toLowerCase());
const sold = await buy({ shop: theirs, products: ["/p/bird"], email: victim });
const [mineStaff, theirStaff] = [await staffOf(mine), await staffOf(theirs)];
const inCart = shopClient(theirs);
await addToCart(inCart, { product: "/p/bird" });

// Somebody on the last page of a checkout there, who never presses the button.
const buyer = shopClient(theirs);
await addToCart(buyer, { product: "/p/bird" });
const review = await checkoutToReview(buyer, { email: victim });

const secrets = new RegExp([canary, sold.token, sold.number, victim].join("|"), "i");
const silent = (page, where) => assert.doesNotMatch(page.text, secrets, where);
// The worker has yet to send what was promised: the outbox changes by itself.
function fingerprint(shop) {
	const s = schema(shop), tables = rows("CELL", `SELECT tablename AS t FROM pg_tables WHERE schemaname = ${lit(s)} AND tablename NOT IN ('outbox') ORDER BY 1`);
	return Object.fromEntries(rows("CELL", tables.map(({ t }) => `SELECT '${t}' AS t, md5(coalesce(string_agg(x::text, E'\\n' ORDER BY x::text), '')) AS h FROM ${s}.${t} x`).join(" UNION ALL "))
		.map(({ t, h }) => [t, h]));
}
const before = fingerprint(theirs), membersBefore = rows("PLATFORM", `SELECT m.* FROM stoa.membership m JOIN stoa.tenant t ON t.id = m.tenant_id WHERE t.name = ${lit(theirs)}`);

// The last id of each kind in their shop, which mine is too small to have.
const last = (table) => shopRows(theirs, `SELECT max(id) AS id FROM @shop@.${table}`)[0].id ?? 1;
const ids = { orders: sold.order.id, products: last("product"), categories: last("category"), attributes: last("attribute"), pages: last("page"), zones: last("zone"),
	methods: last("shipping_method"), drafts: 1, pickups: 1, files: 1, items: 1, home: 1 };
const codes = { code: "standard", country: "DE", kind: "order_placed", menu: "main", refund: 1 };

const routes = execFileSync(binary("admin"), ["--routes"], { encoding: "utf8", env: surroundings }).trim().split("\n").map((line) => line.split(" "));

// The address of a route in a shop, with ids of theirs.
function address(pattern, shop) {
	const parts = pattern.split("/");
	return parts.map((part, i) => ({ ":locale": "en", ":shop": shop, ":id": ids[parts[i - 1]] ?? ids.products })[part] ?? (part[0] === ":" ? codes[part.slice(1)] : part)).join("/");
}

test("staff of one shop find none of another's at any address of the admin", { only }, async () => {
	const inShop = routes.filter(([, pattern]) => pattern.includes("/:shop"));
	assert.ok(inShop.length > 100, "all routes of the admin");
	for (const [method, pattern] of inShop) {
		const path = address(pattern, theirs), page = await (method === "GET" ? mineStaff.get(path, { follow: false }) : mineStaff.post(path, {}, { follow: false }));
		assert.equal(page.status, 404, `${method} ${path}`);
		silent(page, path);
	}
});

test("ids of another shop are nothing in one's own, at any address that takes one", { only }, async () => {
	const taking = routes.filter(([, pattern]) => /\/(orders|products|categories|attributes|pages|zones|methods|drafts|files)\/:id/.test(pattern));
	assert.ok(taking.length > 40);
	for (const [method, pattern] of taking) {
		const path = address(pattern, mine), page = await (method === "GET" ? mineStaff.get(path, { follow: false }) : mineStaff.post(path, {}));
		// What changes nothing may say so by leading back to a page; that it changed nothing, the last test tells.
		assert.ok((method === "GET" ? [404] : [200, 400, 404, 409, 422]).includes(page.status), `${method} ${path}: ${page.status}`);
		silent(page, path);
	}
	for (const path of [`/slips?id=${ids.orders}`, `/products/bulk?ids=${ids.products}`, "/orders?q=kanarien", "/products?q=kanarien", "/files/products.csv"])
		silent(await mineStaff.get(`/en/${mine}${path}`), path);
});

test("whole forms of another shop, sent as they are or turned to one's own, change nothing there", { only }, async () => {
	const pages = routes.filter(([method, pattern]) => method === "GET" && /^\/:locale\/:shop\//.test(pattern) && !/\.(csv|css)$|:code|:country|:menu|drafts\/:id|pickups\/:id|items\/:id|files\/:id|home\/:id|slips/.test(pattern));
	let sent = 0;
	for (const [, pattern] of pages) {
		const page = await theirStaff.get(address(pattern, theirs).replace(":kind", "order_placed"));
		if (page.status !== 200)
			continue;
		for (const element of page.$$('main form[method="post"]')) {
			const form = page.form(`form[action="${element.getAttribute("action")}"]`), entries = form.entries, to = new URL(element.getAttribute("action"), page.url).pathname;
			const multipart = /multipart/.test(element.getAttribute("enctype") ?? "");
			if (!to.includes(`/${theirs}`) || multipart)
				continue;
			sent++;
			assert.equal((await mineStaff.post(to, entries, { follow: false })).status, 404, to);
			const typed = entries.map(([name, value]) => [name, secrets.test(value) ? "typed" : value]);
			silent(await mineStaff.post(to.replace(`/${theirs}`, `/${mine}`), typed), to);
		}
	}
	assert.ok(sent > 30, `${sent} forms`);
	for (const [path, form] of [["/orders/bulk", { id: ids.orders, action: "paid" }], ["/categories/place", { id: ids.categories }], ["/content/menus/move", { id: 1, direction: "up" }]])
		silent(await mineStaff.post(`/en/${mine}${path}`, form), path);
});

test("files sent to another shop's addresses, or to one's own with its ids, arrive nowhere there", { only }, async () => {
	const kinds = { products: ["goods.csv", "text/csv", () => Buffer.from(csv([productRow("bird", "Spatz", "1.00")]))], other: ["x.jpg", "image/jpeg", somePhoto] };
	const folders = () => [env.MEDIA_DIR, join(env.MEDIA_DIR, "../originals")].map((dir) => join(dir, schema(theirs).slice(2)))
		.map((dir) => existsSync(dir) ? readdirSync(dir, { recursive: true }).sort() : null);
	const lying = folders(), tried = [];
	for (const [, pattern] of routes.filter(([method, p]) => method === "GET" && /^\/:locale\/:shop\//.test(p))) {
		const page = await theirStaff.get(address(pattern, theirs), { follow: false });
		for (const element of page.status === 200 ? page.$$('form[enctype="multipart/form-data"]') : []) {
			element.setAttribute("data-crossing", "");
			const to = new URL(element.getAttribute("action") || page.url, page.url).pathname, entries = page.form("form[data-crossing]").entries;
			const field = element.querySelector('input[type="file"]').getAttribute("name"), [name, type, bytes] = kinds[/\/files$/.test(to) ? "products" : "other"];
			element.removeAttribute("data-crossing");
			const sent = multipart(entries.filter(([n]) => n !== field), [[field, name, type, bytes()]]);
			assert.equal((await mineStaff.raw({ method: "POST", path: new URL(to, env.ADMIN_URL).href, ...sent })).status, 404, to);
			if (/\/\d+\//.test(to))
				assert.equal((await mineStaff.raw({ method: "POST", path: new URL(to.replace(`/${theirs}`, `/${mine}`), env.ADMIN_URL).href, ...sent })).status, 404, `${to} of one's own`);
			tried.push(to);
		}
	}
	for (const needed of [/\/products\/\d+\/pictures\/add$/, /\/files$/, /\/logo$/])
		assert.ok(tried.some((to) => needed.test(to)), `${needed} of ${tried}`);
	assert.deepEqual(folders(), lying);
	assert.equal(shopRows(mine, `SELECT count(*) AS n FROM @shop@.product WHERE id = ${ids.products}`)[0].n, 0);
});

test("a shopper's cookies, cart and order open nothing in another shop", { only }, async () => {
	const visitor = shopClient(mine);
	for (const name of ["cart", "flash", "session", "currency"]) {
		const value = inCart.cookie(name) ?? theirStaff.cookie(name) ?? sold.client.cookie(name);
		if (value)
			visitor.setCookie(name, value);
	}
	assert.ok(visitor.cookie("cart"), "that is the cookie of a full cart");
	for (const path of ["/de/", "/de/cart", "/de/checkout", "/de/checkout/shipping", "/de/checkout/payment", "/de/checkout/review", `/de/order/${sold.token}`, `/de/order/${sold.number}`,
		`/de/order/${sold.token}?fresh=1`, `/de/search?q=${canary}`, `/de/search/suggest?q=${canary}`, "/de/feed/new.xml", "/de/feed/merchant.xml", "/sitemap.xml",
		"/de/p/bird", "/de/c/becher", `/theme/${"0".repeat(32)}.css`]) {
		const page = await visitor.get(path);
		// What was asked for stands in the search's own field.
		assert.doesNotMatch(page.text.replaceAll(`q=${canary}`, "").replaceAll(`value="${canary}"`, "").replaceAll(`„${canary}“`, ""), new RegExp([`${canary}-`, victim, "19,90"].join("|"), "i"), path);
	}
	assert.equal((await visitor.get(`/de/order/${sold.token}`)).status, 404);
	assert.equal((await visitor.post(`/de/order/${sold.token}/pay`, {})).status, 404);
	const variant = shopRows(theirs, "SELECT max(id) AS id FROM @shop@.variant")[0].id;
	assert.notEqual((await visitor.post("/de/cart/add", { variant, quantity: 1 }, { follow: false })).status, 303);
	for (const path of ["/de/cart/update", "/de/cart/remove"])
		silent(await visitor.post(path, { variant, quantity: 3 }), path);
	// Choices of theirs in a checkout of mine.
	const own = shopClient(mine);
	await addToCart(own, { product: "/p/tasse" });
	assert.equal((await own.get("/de/checkout")).status, 200);
	const chosen = await own.post("/de/checkout/shipping", { method: last("shipping_method") });
	silent(chosen, "shipping");
});

test("an order of one shop is placed from the cart of that shop alone", { only }, async () => {
	const spy = shopClient(mine);
	spy.setCookie("cart", buyer.cookie("cart"));
	const placed = await spy.post("/de/checkout/place", review.form('main form[method="post"]').entries);
	silent(placed, "place");
	assert.deepEqual(shopRows(mine, "SELECT id FROM @shop@.orders"), []);
});

// Ways of naming one shop while asking for another: [what, Host, target, further headers].
const tricks = [
	["a port", `${mine}.localhost:1`, "/de/", {}],
	["upper case", `${mine.toUpperCase()}.LOCALHOST`, "/de/", {}],
	["a dot at the end", `${mine}.localhost.`, "/de/", {}],
	["an absolute target", `${mine}.localhost:${port}`, `http://${theirs}.localhost:${port}/de/`, {}],
	["an absolute target with another path", `${mine}.localhost:${port}`, `http://${theirs}.localhost/de/cart`, {}],
	["X-Forwarded-Host", `${mine}.localhost:${port}`, "/de/", { "x-forwarded-host": `${theirs}.localhost`, "x-host": `${theirs}.localhost`, "forwarded": `host=${theirs}.localhost` }],
	["X-Original-URL", `${mine}.localhost:${port}`, "/de/", { "x-original-url": `http://${theirs}.localhost/de/`, "x-rewrite-url": "/de/p/bird" }],
	["two names", `${mine}.localhost, ${theirs}.localhost`, "/de/", {}],
	["a name and a login", `${mine}.localhost@${theirs}.localhost`, "/de/", {}],
	["a second Host", `${mine}.localhost:${port}`, "/de/", { "host": `${theirs}.localhost` }],
	["a blank", `${mine}.localhost ${theirs}.localhost`, "/de/", {}],
	["a query", `${mine}.localhost:${port}`, `/de/?host=${theirs}.localhost`, {}],
	["a path", `${mine}.localhost:${port}`, `/${theirs}.localhost/de/`, {}],
	["another scheme", `${mine}.localhost:443`, "/de/", { "x-forwarded-proto": "https", "x-forwarded-port": "443" }],
];

test("no name in a request mixes two shops, or leaves a page of one where the other's is asked for", { only }, async () => {
	const ways = { fcgi: (request) => talk(`${env.RUN_DIR}/storefront.sock`, request), lighttpd: (request) => http.exchange(Number(port), request), Apache: (request) => http.exchange(Number(env.APACHE_PORT), request) };
	const plain = (shop, way) => way({ method: "GET", host: `${shop}.localhost:${port}`, target: "/de/", headers: [], body: Buffer.alloc(0), timeout: 20000 });
	for (const [name, way] of Object.entries(ways)) {
		const honest = [await plain(mine, way), await plain(theirs, way)].map((a) => a.body.toString());
		assert.ok(!honest[0].includes(canary) && honest[1].includes(canary));
		for (const [what, host, target, headers] of tricks) {
			// Of FastCGI a web server has made one Host already.
			if (name === "fcgi" && headers.host)
				continue;
			const answer = await way({ method: "GET", host, target, headers: Object.entries(headers), body: Buffer.alloc(0), timeout: 20000 }).catch((e) => ({ status: 0, body: Buffer.from(""), e }));
			const body = answer.body.toString(), where = `${name}: ${what}: ${answer.status}`;
			assert.ok(answer.status < 500, where);
			// The whole of it is one shop's: their goods never with links to mine, nor mine with links to theirs.
			assert.ok(!(body.includes(canary) && body.includes(`//${mine}.localhost`)), where);
			assert.ok(!(body.includes(`//${theirs}.localhost`) && !body.includes(canary)), where);
			if (!target.startsWith("http"))
				assert.ok(!body.includes(canary), `${where}: theirs by a request for mine`);
			assert.deepEqual([(await plain(mine, way)).body.toString(), (await plain(theirs, way)).body.toString()], honest, `${where}: and what comes after`);
		}
	}
});

test("one process that serves both by turns never takes one for the other", { only }, async () => {
	const paths = ["/de/", "/de/p/bird", "/de/p/tasse", "/de/search?q=becher", "/de/nowhere", "/de/feed/new.xml", "/robots.txt"];
	await Program.with({ processes: 1 }, async (program) => {
		const ask = async (shop, path) => {
			const a = await program.ask(shop, { path });
			return `${a.status} ${a.body}`;
		};
		const honest = new Map();
		for (const shop of [mine, theirs])
			for (const path of paths)
				honest.set(`${shop} ${path}`, await ask(shop, path));
		assert.match(honest.get(`${theirs} /de/p/bird`), /^200 .*Kanarienvogel/s);
		assert.match(honest.get(`${mine} /de/p/bird`), /^404 /);
		// What the last request was must not show in the next: each pair in both orders, broken ones in between.
		for (const path of paths)
			for (const [shop, other] of [[mine, theirs], [theirs, mine]]) {
				await program.ask(other, { path });
				await program.ask(other, { path: "/de/a%2Fb" });
				assert.equal(await ask(shop, path), honest.get(`${shop} ${path}`), `${shop} ${path}`);
			}
	});
});

// A program with a cache of its own, in which nothing is kept yet.
async function cold(fn) {
	const settings = settingsWith({});
	try {
		return await Program.with({ processes: 1, conf: settings.conf }, fn);
	} finally {
		settings.drop();
	}
}

test("what one visitor sends stands in no page that is kept for others", { only }, async () => {
	const paths = ["/de/", "/de/p/tasse", "/de/search?q=tasse", "/de/search/suggest?q=ta", "/robots.txt", "/sitemap.xml", "/de/feed/new.xml", "/de/nowhere", "/de"];
	const evil = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-prefix": "/evil.example", "x-forwarded-for": "evil.example", "forwarded": "host=evil.example;proto=https",
		"x-original-url": "/evil.example", "referer": "http://evil.example/", "origin": "http://evil.example", "user-agent": "evil.example", "accept-language": "evil.example", "traceparent": "00-eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-eeeeeeeeeeeeeeee-01",
		"cookie": `cart=evil.example; currency=EVI; flash=evil.example; noted=evil.example; cart=${inCart.cookie("cart")}` };
	// All but what tells one request from the next.
	const whole = (a) => JSON.stringify([a.status, a.headers.filter(([n]) => !["date", "traceparent"].includes(n)), a.body.toString()]);
	const ask = (program, path, headers = {}, host = `${mine}.localhost:${port}`) => talk(program.socket, { method: "GET", host, target: path, headers: Object.entries(headers), body: Buffer.alloc(0), timeout: 20000 });
	const honest = {}, statuses = { "/de/nowhere": 404, "/de": 301 };
	const answered = async (program, path) => {
		const answer = await ask(program, path);
		assert.equal(answer.status, statuses[path] ?? 200, program.log);
		return whole(answer);
	};
	await cold(async (program) => {
		for (const path of paths)
			honest[path] = await answered(program, path);
	});
	await cold(async (program) => {
		for (const path of paths) {
			await ask(program, path, evil);
			await ask(program, path, { ...evil, cookie: "" }, `${mine.toUpperCase()}.localhost:6666`);
			await ask(program, `${path}${path.includes("?") ? "&" : "?"}utm_source=evil.example&fbclid=evil.example`, evil);
			await ask(program, path, { ...evil, "cookie": `cart=${inCart.cookie("cart")}` }, `${theirs}.localhost:${port}`);
			const after = await answered(program, path);
			assert.equal(after, honest[path]);
			assert.doesNotMatch(after, /evil|6666/i, path);
		}
	});
});

const away = ["https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "data:text/html,x",
	"https:evil.example", "http:/\\evil.example", "evil.example", " //evil.example", "/%09/evil.example", "//evil.example/%2f..", "////", `https://${mine}.localhost@evil.example/`, "?//evil.example"];
const own = (location, base) => {
	const to = new URL(location, base);
	return to.hostname === new URL(base).hostname && /^https?:$/.test(to.protocol);
};

test("no way back leads out of the shop or the admin", { only }, async () => {
	const visitor = shopClient(mine), base = `http://${mine}.localhost:${port}/de/`;
	for (const back of away) {
		for (const [path, form] of [["/de/currency", { currency: "EUR" }], ["/de/cookies", {}], ["/de/cart/add", { variant: 1, quantity: 1 }]]) {
			const page = await visitor.post(path, { ...form, back }, { follow: false }), to = page.header("location");
			assert.ok(!to || own(to, base), `${path} ${back}: ${to}`);
			assert.ok(to || page.status >= 400 || page.$$("main a[href]").every((a) => own(a.getAttribute("href"), base)), `${path} ${back}`);
		}
		const at = await shopClient(mine).get(`/de/?back=${encodeURIComponent(back)}`, { follow: false });
		assert.ok(!at.header("location") || own(at.header("location"), base), back);
	}
	for (const path of ["//evil.example", "//evil.example/", "/\\evil.example/", "/de//evil.example", "/%2f/evil.example/", "/de/%5cevil.example/", "/.evil.example/", "/de/https://evil.example/", "/de?x=//evil.example",
		"/de/c?//evil.example", "/%0d%0alocation:%20//evil.example/"]) {
		const page = await visitor.raw({ target: path }), to = page.header("location");
		assert.ok(!to || own(to, base), `${path}: ${to}`);
		assert.equal(page.header("set-cookie"), undefined);
	}
});

test("after the login nobody is led away from the admin", { only }, async () => {
	const email = someEmail("login"), password = "correct horse battery";
	assert.equal((await stoactl(["staff", "add", email, "--shop", mine, "--password-file", "-"], { input: `${password}\n` })).status, 0);
	for (const to of away.slice(0, 6)) {
		const page = await new Client(env.ADMIN_URL).post("/en/login", { email, password, to }, { follow: false });
		assert.ok(page.status === 400 || own(page.header("location"), `${env.ADMIN_URL}/en/`), `${to}: ${page.status} ${page.header("location")}`);
	}
});

test("files of another shop's uploads cannot be reached by a path, behind lighttpd and Apache", { only }, async () => {
	const dir = schema(theirs).slice(2);
	for (const [name, at] of [["lighttpd", port], ["Apache", env.APACHE_PORT]]) {
		for (const target of ["/media/../originals/", `/media/%2e%2e/originals/${dir}/`, `/media/${dir}/../../conf/key`, `/media/..%2f..%2fconf%2fkey`, `/media/${dir}/%2e%2e/%2e%2e/conf/stoa.conf`, "/media/.../", `/media/${dir}/`,
			"/media/", "/assets/../../../../etc/passwd", "/media//etc/passwd", `/media/${dir}/..;/key`]) {
			const answer = await http.exchange(Number(at), { method: "GET", host: `${mine}.localhost:${port}`, target, headers: [], body: Buffer.alloc(0), timeout: 20000 });
			assert.ok(answer.status >= 300, `${name} ${target}: ${answer.status}`);
			assert.doesNotMatch(answer.body.toString(), /^[0-9a-f]{64}|root:|platform_database/m, target);
		}
	}
});

test("notices of one shop's payments move nothing in another", { only }, async () => {
	const body = JSON.stringify({ payment: 1, event: "payment.approved", id: "x" });
	for (const path of ["/hook/demo", "/hook/stripe", "/hook/bank_transfer", "/hook/../hook/demo", `/hook/demo?shop=${theirs}`]) {
		const page = await shopClient(mine).raw({ method: "POST", target: path, body, headers: { "content-type": "application/json", "stripe-signature": "t=1,v1=00", "x-demopay-signature": "00" } });
		assert.ok(page.status >= 400 && page.status < 500, `${path}: ${page.status}`);
	}
});

// The last test of the file: after all of the above.
test("and nothing in the attacked shop has changed by all this", { only }, async () => {
	assert.deepEqual(fingerprint(theirs), before);
	assert.deepEqual(rows("PLATFORM", `SELECT m.* FROM stoa.membership m JOIN stoa.tenant t ON t.id = m.tenant_id WHERE t.name = ${lit(theirs)}`), membersBefore);
});
