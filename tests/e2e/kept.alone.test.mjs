// Kept pages: what everybody gets, what is a reader's own, in which form, and until when.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { header } from "../lib/answer.mjs";
import { fullCopy } from "../lib/catalog.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, transportName } from "../lib/env.mjs";
import { Program, settingsWith, until } from "../lib/program.mjs";
import { execute, lit, rows, schema, shopExecute } from "../lib/psql.mjs";
import { atRest } from "../lib/rest.mjs";
import { test } from "../lib/runner.mjs";
import { ok, pathOf, thing } from "../lib/sight.mjs";

const shop = await fullCopy("hafen");
const tenant = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`)[0].id;
// Else a page might be forgotten between two looks at it.
await atRest(shop);
const log = join(env.LOG_DIR, "storefront.log");
const product = (locale) => pathOf("p", locale, thing("product", "harbour-mug", shop)[locale].slug);
const paths = (locale) => [`/${locale}/`, pathOf("c", locale, thing("category", "ceramics", shop)[locale].slug), product(locale),
	pathOf("page", locale, thing("page", "about", shop)[locale].slug), `/${locale}/search?q=a`, `/${locale}/feed/new.xml`];

// What the log says of this shop's requests during fn: ["miss", "hit"].
async function caches(fn, n) {
	// An answer is there before its line is.
	await sleep(50);
	const from = statSync(log).size;
	await fn();
	const said = () => readFileSync(log).subarray(from).toString().split("\n")
		.filter((l) => l.includes("event=request ") && l.includes(` tenant=${tenant} `)).map((l) => / cache=(\w+)/.exec(l)[1]);
	await until(() => said().length >= n, `${n} lines in the log`);
	return said();
}

const announce = () => execute("CELL", `INSERT INTO cell.change (tenant_id, tags) VALUES (${tenant}, '{s}')`);

// Whoever asks next applies what was announced; the process that follows changes may apply it once more.
async function forgotten() {
	announce();
	await sleep(120);
}

const stop = join(env.RUN_DIR, `fault-store-${tenant}`), reached = `${stop}.reached`;

// While fn runs, whoever has made a page waits before it is stored.
async function heldBack(fn) {
	rmSync(reached, { force: true });
	writeFileSync(stop, "");
	try {
		await fn(() => until(() => existsSync(reached), "a program is between reading and storing"));
	} finally {
		rmSync(stop, { force: true });
		rmSync(reached, { force: true });
	}
}

const told = (program) => [...program.log.matchAll(new RegExp(` event=request .* tenant=${tenant} .* cache=(\\w+)`, "g"))].map((m) => m[1]);

test("what was made once is answered from then on without being made, with the same bytes", { only: ["fcgi"] }, async () => {
	await forgotten();
	for (const path of [...paths("de"), "/robots.txt", "/sitemap.xml"]) {
		const answers = [];
		const said = await caches(async () => {
			for (let i = 0; i < 3; i++)
				answers.push(await ok(shopClient(shop), path));
		}, 3);
		assert.deepEqual(said, ["miss", "hit", "hit"], path);
		for (const a of answers.slice(1)) {
			assert.ok(a.bytes.equals(answers[0].bytes), path);
			assert.deepEqual(a.headers, answers[0].headers, path);
		}
	}
});

test("a name that advertisers hang on a link makes no other page, and stands on none", { only: ["fcgi"] }, async () => {
	await forgotten();
	const path = `${paths("de")[1]}?sort=name`, first = `${path}&utm_source=first&fbclid=abc`;
	const said = await caches(async () => {
		const one = await ok(shopClient(shop), first), two = await ok(shopClient(shop), `${path}&utm_source=second`), three = await ok(shopClient(shop), path);
		assert.ok(one.bytes.equals(two.bytes) && one.bytes.equals(three.bytes));
		assert.doesNotMatch(one.text, /utm_|fbclid/);
		assert.match(one.text, /sort=name/);
	}, 3);
	assert.deepEqual(said, ["miss", "hit", "hit"]);
});

test("a shopper's own cart, notice and message stand on the page that is kept for all, and on nobody else's", { sale: true }, async () => {
	shopExecute(shop, "UPDATE @shop@.shop SET cookie_notice = true");
	await forgotten();
	const path = product("de"), before = await ok(shopClient(shop), path), client = shopClient(shop);
	assert.ok(before.$("form.notice"));
	await before.client.get(path);
	const start = await client.get(path);
	const said = await start.form('form[action$="/cart/add"]').submit({ quantity: 3 }, { follow: false });
	assert.equal(said.status, 303);
	const first = await client.get(path);
	assert.match(first.textOf(".flash"), /Warenkorb/);
	assert.equal(first.header("cache-control"), "private, no-store");
	assert.equal(first.header("etag"), undefined);
	assert.equal(client.cookie("flash"), undefined, "it is taken away");
	const second = await client.get(path);
	assert.equal(second.$(".flash"), null);
	assert.match(second.textOf(".to-cart .count"), /^3$/);
	assert.match(second.textOf(".to-cart .aloud"), /3/);
	assert.match(second.header("cache-control"), /^private, max-age=0, must-revalidate$/);
	assert.ok(second.$("form.notice"));
	await second.form("form.notice").submit({}, { follow: false });
	const third = await client.get(path);
	assert.equal(third.$("form.notice"), null);
	const after = await ok(shopClient(shop), path);
	assert.ok(after.bytes.equals(before.bytes), "nobody else sees any of it");
	assert.match(after.header("cache-control"), /^public, max-age=0, must-revalidate$/);
	// A cookie that nobody signed fills nothing.
	const liar = shopClient(shop);
	liar.setCookie("cart", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	assert.ok((await ok(liar, path)).bytes.equals(before.bytes));
	// Of another shop, neither.
	const stranger = shopClient(env.SHOP);
	stranger.setCookie("cart", client.cookie("cart"));
	assert.equal((await ok(stranger, "/de/")).$(".to-cart .count"), null);
});

test("a page that is filled from what is kept has the bytes of one that is made for its reader", { only: ["fcgi"] }, async () => {
	for (const locale of ["ar"]) {
		const client = shopClient(shop);
		await (await client.get(product(locale))).form('form[action$="/cart/add"]').submit({ quantity: 2 });
		client.setCookie("noted", "1");
		await client.get(`/${locale}/`);
		for (const path of paths(locale).slice(0, 5)) {
			await forgotten();
			const pages = [];
			assert.deepEqual(await caches(async () => {
				for (let i = 0; i < 2; i++)
					pages.push(await ok(client, path));
			}, 2), ["miss", "hit"]);
			assert.ok(pages[0].bytes.equals(pages[1].bytes), path);
			const count = pages[0].textOf(".to-cart .count");
			assert.equal(count, "2");
		}
	}
});

test("each currency is a page of its own; one that the shop does not have is the shop's own", { only: ["fcgi"] }, async () => {
	await forgotten();
	const path = product("en"), ask = async (currency) => {
		const client = shopClient(shop);
		if (currency)
			client.setCookie("currency", currency);
		return ok(client, path);
	};
	const pages = {};
	const said = await caches(async () => {
		for (const currency of ["", "USD", "USD", "EUR", "XTS", "usd", "JPY", ""])
			pages[currency] = await ask(currency);
	}, 8);
	assert.deepEqual(said, ["miss", "miss", "hit", "hit", "hit", "hit", "miss", "hit"]);
	assert.match(pages.USD.textOf(".price"), /\$/);
	assert.match(pages.JPY.textOf(".price"), /¥/);
	for (const currency of ["EUR", "XTS", "usd"])
		assert.ok(pages[currency].bytes.equals(pages[""].bytes), currency);
	for (const currency of ["USD", "EUR", "XTS"])
		assert.match(pages[currency].header("cache-control"), /^private/);
	const known = await shopClient(shop).raw({ path, headers: { "if-none-match": pages.USD.header("etag") } });
	assert.equal(known.status, 200);
});

test("a form is chosen by what the client says it likes, and holds the same page", { sale: true }, async () => {
	const path = product("fr"), plain = await ok(shopClient(shop), path), etag = plain.header("etag");
	const asked = [["gzip", "gzip"], ["gzip, deflate, br", "br"], ["br;q=0.5, gzip;q=0.8", "gzip"], ["gzip;q=0, br;q=0", undefined], ["*", "br"],
		["br;q=0, *;q=0.1", "gzip"], ["identity, gzip;q=0.5", undefined], ["x-gzip", "gzip"], ["GZIP", "gzip"], ["nonsense", undefined], ["", undefined]];
	for (const [accept, encoding] of asked) {
		// What we leave plain web servers compress as they see fit, whatever was refused.
		if (transportName !== "fcgi" && !encoding && /gzip|br/.test(accept))
			continue;
		const page = await shopClient(shop).raw({ path, headers: { "accept-encoding": accept } });
		assert.equal(page.header("content-encoding"), encoding, accept);
		const text = encoding === "gzip" ? gunzipSync(page.bytes) : encoding === "br" ? brotliDecompressSync(page.bytes) : page.bytes;
		assert.ok(text.equals(plain.bytes), accept);
		assert.match(page.header("vary"), /accept-encoding/i);
		assert.equal(page.header("etag"), encoding ? etag.replace(/"$/, encoding === "br" ? '-br"' : '-gzip"') : etag);
		assert.equal(Number(page.header("content-length") ?? page.bytes.length), page.bytes.length);
	}
});

test("what is filled in compressed pages comes out as it does plainly, in every language", { sale: true }, async () => {
	shopExecute(shop, "UPDATE @shop@.shop SET cookie_notice = true");
	await forgotten();
	for (const locale of ["de", "ar", "ja"]) {
		const client = shopClient(shop);
		await (await client.get(product(locale))).form('form[action$="/cart/add"]').submit({ quantity: 4 });
		await client.get(`/${locale}/`);
		for (const noted of [null, "1"]) {
			client.setCookie("noted", noted);
			for (const path of [`/${locale}/`, product(locale)]) {
				const plain = await ok(client, path);
				for (const accept of ["gzip", "br, gzip"]) {
					const page = await client.raw({ path, headers: { "accept-encoding": accept } });
					assert.equal(page.header("content-encoding"), "gzip", "brotli has no pieces to be put together");
					assert.ok(gunzipSync(page.bytes).equals(plain.bytes), `${path} ${noted}`);
				}
			}
		}
	}
});

test("a reader's own page has a tag of its own: known, it is a 304; with another cart, a new page", { sale: true }, async () => {
	const path = product("en"), client = shopClient(shop), plain = (await ok(shopClient(shop), path)).header("etag");
	await (await client.get(path)).form('form[action$="/cart/add"]').submit({ quantity: 1 });
	await client.get("/en/");
	const one = await ok(client, path), etag = one.header("etag");
	assert.notEqual(etag, plain);
	assert.equal((await client.raw({ path, headers: { "if-none-match": plain } })).status, 200, "the page without a cart is another one");
	const known = await client.raw({ path, headers: { "if-none-match": etag } });
	assert.equal(known.status, 304);
	assert.equal(known.header("etag"), etag);
	assert.match(known.header("cache-control"), /^private/);
	assert.equal((await shopClient(shop).raw({ path, headers: { "if-none-match": etag } })).status, 200);
	await one.form('form[action$="/cart/add"]').submit({ quantity: 1 });
	await client.get("/en/");
	assert.equal((await client.raw({ path, headers: { "if-none-match": etag } })).status, 200);
});

test("the tag that a client names in whatever form is the one it is told; a 304 has no body and says what keeps it right", { sale: true }, async () => {
	const path = product("ja"), page = await ok(shopClient(shop), path), etag = page.header("etag"), bare = etag.slice(1, -1);
	for (const form of [`"${bare}-gzip"`, `"${bare}-br"`, etag]) {
		for (const sent of [form, `W/${form}`, `"x", ${form}`]) {
			const known = await shopClient(shop).raw({ path, headers: { "if-none-match": sent, "accept-encoding": "gzip, br" } });
			assert.equal(known.status, 304, sent);
			assert.equal(known.bytes.length, 0);
			assert.equal(known.header("etag"), form);
			assert.match(known.header("vary"), /accept-encoding/i);
			assert.match(known.header("cache-control"), /^public/);
		}
	}
	for (const other of [`"${bare}-"`, `"${bare}-gz"`, `"${bare}.c1"`, `"${bare}`, bare, '""'])
		assert.equal((await shopClient(shop).raw({ path, headers: { "if-none-match": other } })).status, 200, other);
	const head = await shopClient(shop).raw({ method: "HEAD", path, headers: { "accept-encoding": "br" } });
	assert.equal(head.bytes.length, 0);
	assert.equal(head.header("etag"), `"${bare}-br"`);
});

test("a page whose data were read before a change and stored after it is not served", { only: ["fcgi"] }, async () => {
	const path = product("en"), price = async () => (await ok(shopClient(shop), path)).textOf(".price");
	announce();
	const old = await price();
	announce();
	await heldBack(async (made) => {
		// The answer is sent, and its page waits to be stored; it was read before the change.
		assert.equal(await price(), old);
		await made();
		shopExecute(shop, `UPDATE @shop@.price SET minor = 4321 WHERE variant_id IN (SELECT id FROM @shop@.variant WHERE product_id = ${thing("product", "harbour-mug", shop).id})`);
		// And the change is known before the page is stored: a mark taken then would call it fresh.
		await forgotten();
		await sleep(300);
	});
	await sleep(200);
	for (let i = 0; i < 3; i++)
		assert.match(await price(), /43\.21/);
});

test("a network in between may keep a page no longer than the clock leaves it", { only: ["fcgi"] }, async () => {
	const settings = settingsWith({ cdn_seconds: 3600, cdn_stale_seconds: 600 });
	await Program.with({ conf: settings.conf }, async (program) => {
		const said = async () => {
			const answer = await program.ask(shop, { path: product("de") });
			assert.equal(answer.status, 200);
			return /^(?:max-age=(\d+), stale-while-revalidate=(\d+), stale-if-error=(\d+)|no-store)$/.exec(header(answer, "cdn-cache-control")).slice(1).map(Number);
		};
		const ends = (when) => shopExecute(shop, `UPDATE @shop@.product SET unpublish_at = ${when} WHERE id = (SELECT entity_id FROM @shop@.slug
			WHERE kind = 'product' AND locale = 'de' AND slug = ${lit(product("de").split("/").pop())})`);
		await forgotten();
		for (let i = 0; i < 2; i++)
			assert.deepEqual(await said(), [3600, 600, 600]);
		// Made, then kept.
		for (const [seconds, stale] of [[1000, 0], [3900, 300]]) {
			ends(`now() + interval '${seconds} seconds'`);
			await forgotten();
			for (let i = 0; i < 2; i++) {
				const [fresh, again, error] = await said();
				assert.ok(fresh > Math.min(seconds, 3600) - 30 && fresh <= Math.min(seconds, 3600), `${fresh} of ${seconds}`);
				assert.ok(again <= stale && again > stale - 30 && again === error, `${again} of ${stale}`);
			}
		}
		ends("'infinity'");
		await forgotten();
	});
	settings.drop();
});

test("what is not found is not kept, and neither is a redirect or a refusal", { only: ["fcgi"] }, async () => {
	for (const [path, status] of [["/de/p/no-such-thing", 404], ["/de/no/such/page", 404], ["/de/p/kaffeebecher-hafen", 301], ["/de/search?nonsense=1", 400]]) {
		const said = await caches(async () => {
			for (let i = 0; i < 2; i++)
				assert.equal((await shopClient(shop).raw({ path })).status, status, path);
		}, 2);
		assert.ok(!said.includes("hit"), path);
	}
	assert.ok(schema(shop));
});

test("of many that ask for a page that nobody has, one makes it and the others wait for it, but not for long", { only: ["fcgi"] }, () =>
	Program.with({ processes: 4 }, async (program) => {
		const ask = () => program.ask(shop, { path: product("de") });
		let others;
		await forgotten();
		await heldBack(async (made) => {
			program.log = "";
			const first = await ask();
			await made();
			others = [ask(), ask(), ask()];
			await sleep(100);
			assert.deepEqual(told(program), ["miss"], "they wait");
			rmSync(stop);
			for (const page of await Promise.all(others))
				assert.ok(page.body.equals(first.body));
		});
		await until(() => told(program).length === 4, "all is told");
		assert.deepEqual(told(program), ["miss", "hit", "hit", "hit"]);
		await forgotten();
		await heldBack(async (made) => {
			await ask();
			await made();
			const began = Date.now();
			assert.equal((await ask()).status, 200, "who has waited long enough makes it");
			assert.ok(Date.now() - began < 3000);
		});
	}));

test("a process killed while it stores a page takes nothing along: the next ones are answered, and find what is kept", { only: ["fcgi"] }, () =>
	Program.with({ processes: 3 }, async (program) => {
		const path = product("fr"), ask = () => program.ask(shop, { path });
		const right = (await ask()).body;
		for (let round = 0; round < 1; round++) {
			await forgotten();
			await heldBack(async (made) => {
				program.log = "";
				await ask();
				await made();
				const [, pid] = await until(() => / pid=(\d+) event=request /.exec(program.log), "its line");
				process.kill(Number(pid), "SIGKILL");
			});
			const began = Date.now();
			const page = await until(() => ask().catch(() => null), "an answer");
			assert.ok(page.body.equals(right));
			assert.ok(Date.now() - began < 5000);
			program.log = "";
			await until(async () => (await ask()).status === 200 && told(program).includes("hit"), "it is kept again");
			await until(() => program.pids.length === 3, "a new process");
		}
		// At whatever moment it comes.
		for (let round = 0; round < 3; round++) {
			await forgotten();
			const asked = Array.from({ length: 3 }, () => ask().catch(() => null));
			await sleep(round * 4);
			process.kill(program.pids[round % 3], "SIGKILL");
			for (const page of await Promise.all(asked))
				assert.ok(!page || page.body.equals(right));
			await until(() => program.pids.length === 3, "a new process");
		}
		assert.ok((await ask()).body.equals(right));
	}));
