// How much one client and one shop may ask for, counted over processes and programs; and who the client is, behind proxies and without.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminLogin } from "../lib/admin.mjs";
import { header } from "../lib/answer.mjs";
import { Client } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { talk } from "../lib/fcgi.mjs";
import { Hosting } from "../lib/hosting.mjs";
import { newShop } from "../lib/goods.mjs";
import { execute, place } from "../lib/psql.mjs";
import { Program, askCgi, settingsWith, until } from "../lib/program.mjs";
import { test } from "../lib/runner.mjs";

const only = ["fcgi"];
const [shop, neighbour] = [env.SHOP, env.SECOND_SHOP];
const narrow = (changes) => settingsWith({ trusted_proxies: "127.0.0.0/8", ...changes });
const from = (address) => ({ headers: { "x-forwarded-for": address } });
const home = (address, rest = {}) => ({ path: "/de/", ...from(address), ...rest });

// Programs of these settings: { storefront: Program, ... }, all at once.
async function withPrograms(changes, names, fn, processes = 2) {
	const settings = narrow(changes), programs = {};
	try {
		for (const name of names)
			programs[name] = new Program(name, { processes, conf: settings.conf });
		await Promise.all(Object.values(programs).map((p) => p.ready()));
		await fn(programs, settings.conf);
	} finally {
		await Promise.all(Object.values(programs).map((p) => p.end()));
		settings.drop();
	}
}

async function statuses(n, ask) {
	const found = [];
	for (let i = 0; i < n; i++)
		found.push((await ask(i)).status);
	return found;
}

const count = (list, status) => list.filter((s) => s === status).length;

test("a client that asks too often gets a plain 429 with Retry-After in its language, from all processes and programs together", { only }, async () => {
	await withPrograms({ limit_address_pages: "6/12" }, ["storefront", "cart"], async ({ storefront, cart }, conf) => {
		const mine = "198.51.100.7";
		const seen = [...await statuses(8, () => storefront.ask(shop, home(mine))), ...await statuses(4, () => cart.ask(shop, { path: "/de/cart", ...from(mine) }))];
		assert.deepEqual(seen, Array(12).fill(200));
		for (const [path, language, text, dir] of [["/de/p/hafenbecher", "de", "Das war etwas zu oft", "ltr"], ["/ar/", "ar", "", "rtl"], ["/xx", "ja", "", "ltr"]]) {
			const refused = await storefront.ask(shop, { path, headers: { "x-forwarded-for": mine, "accept-language": language } }), body = refused.body.toString();
			assert.equal(refused.status, 429);
			assert.match(header(refused, "retry-after"), /^([1-9]|10)$/);
			assert.match(body, new RegExp(`<html lang="${language}" dir="${dir}">`));
			assert.ok(body.includes(text) && !body.includes("stylesheet"), body);
			assert.equal(header(refused, "cache-control"), "private, no-store");
			assert.ok(refused.body.length < 1000 && !header(refused, "set-cookie"));
		}
		const head = await storefront.ask(shop, home(mine, { method: "HEAD" }));
		assert.deepEqual([head.status, head.body.length, Number(header(head, "content-length")) > 100], [429, 0, true]);
		assert.equal((await cart.ask(shop, { path: "/de/cart/add", form: { variant: 1 }, headers: { "x-forwarded-for": mine } })).status, 429);
		assert.equal((await askCgi("storefront", neighbour, { conf, path: "/en/", ...from(mine) })).status, 429, "plain CGI shares the counters");
		assert.equal((await askCgi("storefront", neighbour, { conf, path: "/en/", ...from("203.0.113.9") })).status, 200);
		assert.equal((await storefront.ask(shop, home("198.51.100.8"))).status, 200, "somebody else");
		// What is told of it stands in the log, as of any request.
		assert.match(storefront.log, /event=request .*status=429 .*error=limit/);
	});
});

test("a customer's network of IPv6 is one client, and nobody is two by writing an address in two ways", { only }, async () => {
	await withPrograms({ limit_address_pages: "6/6", limit_exempt: "192.0.2.0/24" }, ["storefront"], async ({ storefront }) => {
		const ask = (address) => storefront.ask(shop, { path: "/robots.txt", ...from(address) });
		assert.deepEqual(await statuses(6, (i) => ask(`2001:db8:0:1:${i}::${i}`)), Array(6).fill(200));
		assert.equal((await ask("2001:db8:0:1:ffff::1")).status, 429);
		assert.equal((await ask("[2001:db8:0:1::9]:443")).status, 429);
		assert.equal((await ask("2001:db8:0:2::1")).status, 200);
		assert.deepEqual(await statuses(6, (i) => ask(i % 2 ? "198.51.100.7" : "::ffff:198.51.100.7")), Array(6).fill(200));
		assert.equal((await ask("198.51.100.7:8080")).status, 429);
		assert.deepEqual(await statuses(20, () => ask("192.0.2.77")), Array(20).fill(200), "exempt by the settings");
	}, 1);
});

test("who asks through no proxy of ours is who is connected, whatever the request says", { only }, async () => {
	await withPrograms({ limit_address_pages: "6/6", trusted_proxies: "10.0.0.0/8" }, ["storefront"], async ({ storefront }) => {
		const ask = (remote, headers) => storefront.ask(shop, { path: "/robots.txt", headers, remote });
		const forged = (i) => ({ "x-forwarded-for": `203.0.113.${i}`, "forwarded": `for=203.0.113.${i}`, "x-real-ip": `203.0.113.${i}`, "client-ip": `203.0.113.${i}` });
		assert.deepEqual(await statuses(6, (i) => ask("198.51.100.1", forged(i))), Array(6).fill(200));
		assert.equal((await ask("198.51.100.1", forged(99))).status, 429);
		// Behind ours, what the nearest saw counts, and not what stands left of it.
		assert.deepEqual(await statuses(6, (i) => ask("10.1.1.1", { "x-forwarded-for": `203.0.113.${i}, 198.51.100.2, 10.2.2.2` })), Array(6).fill(200));
		assert.equal((await ask("10.1.1.9", { "x-forwarded-for": "198.51.100.2" })).status, 429);
		assert.equal((await ask("10.1.1.9", { "forwarded": 'for="198.51.100.2:99";proto=https' })).status, 429);
		assert.equal((await ask("10.1.1.9", { "forwarded": "for=198.51.100.3" })).status, 200);
	}, 1);
});

test("behind lighttpd and Apache a forged header makes nobody somebody else", { only }, async () => {
	for (const server of ["lighttpd", "apache"]) {
		await Hosting.with(server, false, async (hosting) => {
			const client = hosting.client();
			const ask = async (headers) => (await client.raw({ path: "/robots.txt", headers })).status;
			// The connection comes from a proxy that the settings name: here as 127.0.0.1. It writes its line below the client's.
			const through = (i) => ({ "x-forwarded-for": `203.0.113.${i}`, "X-Forwarded-For": "198.51.100.7" });
			const answers = [];
			for (let i = 0; i < 9; i++)
				answers.push(await ask(through(i)));
			assert.deepEqual([count(answers, 200), count(answers, 429)], [6, 3], `${server}: ${answers}`);
			assert.equal(await ask({ "x-forwarded-for": "198.51.100.8" }), 200, server);
			assert.equal(await ask({ "forwarded": "for=203.0.113.1, for=198.51.100.7" }), 429, server);
			assert.equal(await ask({ "forwarded": "for=198.51.100.9" }), 200, server);
		}, { limit_address_pages: "6/6", trusted_proxies: "127.0.0.1", cache_directory: "cache" });
	}
});

test("what is dear has tighter limits: searches, suggestions, narrowed lists, and forms", { only }, async () => {
	const settings = { limit_address_searches: "6/6", limit_address_forms: "6/3" };
	await withPrograms(settings, ["storefront"], async ({ storefront }) => {
		const dear = ["/de/search?q=becher", "/de/search/suggest?q=be", "/de/c/becher?sort=price", "/de/feed/merchant.xml", "/de/search?q=tasse", "/de/search?q=x"];
		const [mine, other] = ["198.51.100.7", "198.51.100.8"];
		for (const path of dear)
			assert.notEqual((await storefront.ask(shop, { path, ...from(mine) })).status, 429, path);
		for (const path of dear)
			assert.equal((await storefront.ask(shop, { path, ...from(mine) })).status, 429, path);
		for (const path of ["/de/", "/de/c/becher", "/robots.txt"])
			assert.notEqual((await storefront.ask(shop, { path, ...from(mine) })).status, 429, path);
		assert.equal((await storefront.ask(shop, { path: dear[0], ...from(other) })).status, 200);
		const buy = (address) => storefront.ask(shop, { path: "/de/currency", form: { currency: "EUR", back: "/de/" }, ...from(address) });
		assert.deepEqual(await statuses(4, () => buy(mine)), [303, 303, 303, 429]);
		assert.equal((await buy(other)).status, 303);
	}, 1);
});

test("one shop's flood from a thousand addresses is refused by shop: its neighbour, its cart and who was refused before it take nothing", { only }, async () => {
	const settings = { limit_shop_pages: "6/20", limit_address_pages: "600/10" };
	await withPrograms(settings, ["storefront", "cart"], async ({ storefront, cart }) => {
		// One address alone: what it was refused was not taken from the shop.
		const one = await statuses(30, () => storefront.ask(shop, { path: "/robots.txt", ...from("203.0.113.1") }));
		assert.ok(count(one, 200) >= 10 && count(one, 200) < 15, String(one));
		const many = await statuses(30, (i) => storefront.ask(shop, { path: "/robots.txt", ...from(`198.51.100.${i}`) }));
		assert.equal(count(one, 200) + count(many, 200), 20, String(many));
		const refused = await storefront.ask(shop, home("198.51.100.99"));
		assert.match(refused.body.toString(), /<h1>Einen Moment bitte<\/h1>/, "it is not the shopper's doing");
		assert.ok(Number(header(refused, "retry-after")) >= 1);
		assert.equal((await storefront.ask(neighbour, { path: "/en/", ...from("198.51.100.99") })).status, 200);
		assert.equal((await cart.ask(shop, { path: "/de/cart", ...from("198.51.100.99") })).status, 200, "who pays is not kept out by who looks");
		// By shop, not by name: an upper case host with a port, or a dot at its end, is the same shop.
		for (const host of [`${shop}.LOCALHOST`, `${shop}.localhost.:80`])
			assert.equal((await talk(storefront.socket, { method: "GET", host, target: "/robots.txt", headers: [], body: Buffer.alloc(0), timeout: 9000, remote: "203.0.113.77" })).status, 429, host);
	});
});

test("pages that have to be made, and notices of providers, have limits of their own", { only }, async () => {
	await withPrograms({ limit_shop_made: "6/3", limit_shop_hooks: "6/3", limit_address_pages: "1/1" }, ["webhook"], async ({ webhook }) => {
		const hook = (address) => webhook.ask(shop, { method: "POST", path: "/hook/demo", body: Buffer.from("{}"),
			headers: { "content-type": "application/json", "content-length": 2, "x-forwarded-for": address } });
		const told = await statuses(4, (i) => hook(`203.0.113.${i}`));
		assert.ok(!told.slice(0, 3).includes(429), String(told));
		const last = await hook("203.0.113.9");
		assert.deepEqual([told[3], last.status, last.body.toString()], [429, 429, "limit\n"]);
	}, 1);
	await withPrograms({ limit_shop_made: "6/3" }, ["storefront"], async ({ storefront }) => {
		const made = await statuses(5, (i) => storefront.ask(shop, { path: `/de/search?q=becher${i}`, ...from(`203.0.113.${i}`) }));
		assert.deepEqual(made, [200, 200, 200, 429, 429]);
		assert.equal((await storefront.ask(neighbour, { path: "/en/search?q=coffee", ...from("203.0.113.1") })).status, 200);
	}, 1);
});

test("when something changes that stands on every page, a crowd gets all pages that were there before, beyond what may be made", { only }, async () => {
	const name = await newShop("crowded", { locales: "de,en" }), pages = ["/de/", "/en/", "/de/search?q=a", "/en/search?q=a"];
	await withPrograms({ limit_shop_made: "6/4", limit_shop_searches: "6/2", heard_milliseconds: 0 }, ["storefront"], async ({ storefront }) => {
		const look = (paths) => statuses(paths.length, (i) => storefront.ask(name, { path: paths[i], ...from(`203.0.113.${i}`) }));
		assert.deepEqual(await look(pages), [200, 200, 200, 200]);
		assert.deepEqual(await look(["/de/search?q=new"]), [429], "what was never made is not");
		execute("CELL", `INSERT INTO cell.change (tenant_id, tags) VALUES (${Number(place(name).schema.slice(2))}, '{s}')`);
		assert.deepEqual(await look([...pages, ...pages]), Array(8).fill(200));
		assert.deepEqual(await look(["/en/search?q=new"]), [429]);
	}, 1);
});

test("staff meet the limits too: uploads are refused unread, one shop's do not touch another's, and strangers take nothing from a shop", { only }, async () => {
	await withPrograms({ limit_shop_uploads: "6/3", limit_shop_imports: "6/2", limit_address_pages: "60000/6000" }, ["admin"], async ({ admin }) => {
		const way = (request) => talk(admin.socket, { timeout: 30000, headers: [], body: Buffer.alloc(0), ...request });
		const staff = await adminLogin({ client: new Client(env.ADMIN_URL, { way }) }), stranger = new Client(env.ADMIN_URL, { way });
		const upload = (client, name, where = "files") => client.raw({ method: "POST", path: `/en/${name}/${where}`, body: "x".repeat(200000), headers: { "content-type": "multipart/form-data; boundary=b" } });
		assert.deepEqual(await statuses(3, () => upload(stranger, shop)), [303, 303, 303]);
		const mine = await statuses(4, () => upload(staff, shop));
		assert.ok(!mine.slice(0, 2).includes(429), String(mine));
		assert.deepEqual(mine.slice(2), [429, 429]);
		assert.match((await upload(staff, shop)).text, /still taking in the files that came just before/);
		assert.deepEqual((await statuses(4, () => upload(staff, shop, "settings/theme/logo"))).map((status) => status === 429), [false, false, false, true],
			"pictures count for themselves");
		assert.notEqual((await upload(staff, neighbour)).status, 429);
		assert.equal((await staff.get(`/en/${shop}/files`)).status, 200);
	}, 1);
});

// A form that stops in its middle holds its process until the rest comes.
function slow(program, name, milliseconds) {
	const body = Buffer.from("currency=EUR&back=/de/"), host = `${name}.localhost:${env.HTTP_PORT}`;
	return talk(program.socket, { method: "POST", host, target: `/${name === shop ? "de" : "en"}/currency`, body, timeout: 30000, pause: sleep(milliseconds),
		headers: Object.entries({ "content-type": "application/x-www-form-urlencoded", "content-length": body.length, "origin": `http://${host}` }) });
}

test("a shop that has held more than its share of the processes for seconds holds no more of them; a killed one gives its place back", { only }, async () => {
	await withPrograms({ limit_shop_share: 50 }, ["storefront"], async ({ storefront }) => {
		// A crowd may have all of them for a while.
		const crowd = await Promise.all(Array.from({ length: 4 }, () => slow(storefront, shop, 4000)));
		assert.deepEqual(crowd.map((a) => a.status), [303, 303, 303, 303]);
		const held = [slow(storefront, shop, 4000).catch(() => null), slow(storefront, shop, 4000).catch(() => null)];
		// Not before both are there: whoever comes first holds a place.
		await sleep(500);
		const refused = await storefront.ask(shop, { path: "/de/" });
		assert.deepEqual([refused.status, header(refused, "retry-after")], [429, "2"]);
		assert.equal((await storefront.ask(neighbour, { path: "/en/" })).status, 200);
		// Both holders die: their count dies with them.
		const busy = storefront.pids;
		for (const pid of busy)
			process.kill(pid, "SIGKILL");
		await Promise.all(held);
		await storefront.ready();
		assert.equal((await storefront.ask(shop, { path: "/de/" })).status, 200);
	}, 4);
});

test("requests that do not end count against the shop's share while they go on", { only }, async () => {
	await withPrograms({ limit_shop_share: 50 }, ["storefront"], async ({ storefront }) => {
		const held = [slow(storefront, shop, 4000), slow(storefront, shop, 4000)];
		await sleep(300);
		assert.equal((await storefront.ask(shop, { path: "/de/" })).status, 200, "for moments anybody may");
		await until(async () => (await storefront.ask(shop, { path: "/de/" })).status === 429, "for seconds they may not", 3.5);
		assert.equal((await storefront.ask(neighbour, { path: "/en/" })).status, 200);
		assert.deepEqual((await Promise.all(held)).map((a) => a.status), [303, 303]);
		assert.equal((await storefront.ask(neighbour, { path: "/en/" })).status, 200);
	}, 4);
});
