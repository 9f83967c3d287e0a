// Where old addresses lead, as a merchant sets it and a visitor meets it.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

async function shop() {
	return made ??= (async () => {
		const name = await newShop("moved", { locales: "de,en,ar" });
		assert.equal((await importCsv(name, csv([productRow("krug", "Krug", "20.00"), productRow("alt", "Alt", "5.00")]))).status, 0);
		return { name, staff: await staffOf(name), seen: shopClient(name) };
	})();
}

const addForm = "main section form[action$='/redirects']", importForm = "main form[action$='/import']";

async function list(query = "") {
	const { name, staff } = await shop();
	return staff.get(`/en/${name}/content/redirects${query}`);
}
const add = async (path, target, rest = {}) => (await list()).form(addForm).submit({ path, target, ...rest });
const paste = async (lines) => (await list()).form(importForm).submit({ lines });
const count = async () => shopRows((await shop()).name, "SELECT count(*) AS n FROM @shop@.redirect")[0].n;

// Where a path leads: [status, address].
async function leads(path, headers) {
	const page = await (await shop()).seen.get(path, { follow: false, headers });
	return [page.status, page.header("location") ?? null];
}

test("an old address leads to a new one, for good or for the time being, with what hangs on the link", async () => {
	assert.equal((await add("/de/alte-seite.html", "/de/p/krug")).status, 200);
	assert.deepEqual(await leads("/de/alte-seite.html"), [301, "/de/p/krug"]);
	assert.deepEqual(await leads("/de/alte-seite.html?utm_source=brief"), [301, "/de/p/krug?utm_source=brief"]);
	assert.deepEqual(await leads("/en/alte-seite.html"), [404, null]);
	await add("/de/aktion", "/de/search?q=krug", { status: "302" });
	assert.deepEqual(await leads("/de/aktion"), [302, "/de/search?q=krug"]);
	assert.equal((await (await shop()).seen.get("/de/aktion")).status, 200);
});

test("without a language an address counts for all of them and leads to the reader's", async () => {
	await add("/wir", "/p/krug");
	assert.deepEqual(await leads("/ar/wir"), [301, "/ar/p/krug"]);
	assert.deepEqual(await leads("/en/wir"), [301, "/en/p/krug"]);
	assert.deepEqual(await leads("/wir", { "accept-language": "ar" }), [301, "/ar/p/krug"]);
	assert.deepEqual(await leads("/wir", { "accept-language": "en" }), [301, "/en/p/krug"]);
	assert.match((await (await shop()).seen.get("/wir", { follow: false })).header("vary"), /Accept-Language/i);
	/* What is said for one language goes before that. */
	await add("/en/wir", "/en/search?q=us");
	assert.deepEqual(await leads("/en/wir"), [301, "/en/search?q=us"]);
	assert.deepEqual(await leads("/de/wir"), [301, "/de/p/krug"]);
	assert.deepEqual(await leads("/wir/", { "accept-language": "de" }), [301, "/de/p/krug"]);
});

test("addresses in any script, encoded or typed plainly, and whole ones of a former host are understood", async () => {
	const { name } = await shop();
	await add("/de/größe", "/de/c/größe");
	await add("/ar/%D9%83%D9%88%D8%A8", "/ar/p/krug");
	await add("https://www.alt.example/shop/index.php", `http://${name}.localhost/de/p/krug#offer`);
	assert.deepEqual(await leads("/de/gr%C3%B6%C3%9Fe"), [301, "/de/c/gr%C3%B6%C3%9Fe"]);
	assert.deepEqual(await leads("/ar/كوب"), [301, "/ar/p/krug"]);
	assert.deepEqual(await leads("/shop/index.php"), [301, "/de/p/krug#offer"]);
});

test("what the shop answers by itself goes before a redirect, and comes after it is gone", async () => {
	const { name } = await shop();
	shopExecute(name, "UPDATE @shop@.product SET state = 'archived' WHERE handle = 'alt'");
	assert.equal((await add("/de/p/alt", "/de/p/krug")).status, 200);
	assert.deepEqual(await leads("/de/p/alt"), [301, "/de/p/krug"]);
	shopExecute(name, "UPDATE @shop@.product SET state = 'active' WHERE handle = 'alt'");
	assert.deepEqual(await leads("/de/p/alt"), [200, null]);
});

test("addresses of the shop's own cannot be led elsewhere, nor anything out of the shop or in a circle", async () => {
	const before = await count();
	const own = ["/", "/de", "/de/", "/de/p/krug", "/p/krug", "/de/search", "/de/cart", "/cart/add", "/en/checkout/review", "/sitemap.xml", "/robots.txt", "/assets/x.css", "/hook/stripe"];
	for (const path of own) {
		const page = await add(path, "/de/neu");
		assert.equal(page.status, 422, path);
		assert.match(page.textOf("#f-path-error"), /itself answers/, path);
		assert.equal(page.form(addForm).value("path"), path);
	}
	for (const path of ["alt", "", "/a?b=1", "/a#b", "//evil.example/x", "/a/../b", "/a//b", "/%zz", "/a%2Fb", "/a\\b"]) {
		const page = await add(path, "/de/neu");
		assert.equal(page.status, 422, path);
		assert.ok(page.textOf("#f-path-error").length > 10, path);
		assert.equal(page.form(addForm).value("target"), "/de/neu");
	}
	for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "neu", "", "/x?q=ü", "/a/../b"]) {
		const page = await add("/de/anderswo", target);
		assert.equal(page.status, 422, target);
		assert.ok(page.textOf("#f-target-error").length > 10, target);
		assert.equal(page.form(addForm).value("target"), target);
	}
	for (const [path, target] of [["/de/kreis", "/de/kreis"], ["/kreis", "/de/kreis"], ["/de/kreis", "/kreis/"]])
		assert.match((await add(path, target)).textOf("#f-target-error"), /circle/, `${path} ${target}`);
	assert.equal(await count(), before);
	await add("/de/a1", "/de/a2");
	await add("/a2", "/a3");
	assert.match((await add("/de/a3", "/de/a1")).textOf("#f-target-error"), /circle/);
	assert.match((await add("/a3", "/a1?x=1")).textOf("#f-target-error"), /circle/);
	assert.match((await add("/de/a1", "/de/b")).textOf("#f-path-error"), /already/);
	assert.equal(await count(), before + 2);
});

test("the list is searched, paged and thinned out", async () => {
	const { name } = await shop();
	shopExecute(name, "INSERT INTO @shop@.redirect (path, target, status) SELECT '/viel/' || lpad(i::text, 3, '0'), '/p/krug', 301 FROM generate_series(1, 120) i");
	const rows = (page) => page.$$("tbody th").map((t) => t.textContent);
	const found = await list("?q=VIEL/01");
	assert.deepEqual(rows(found), Array.from({ length: 10 }, (_, i) => `/viel/01${i}`));
	let page = await list("?q=viel"), all = rows(page);
	while (page.$("a[rel=next]")) {
		page = await page.click("a[rel=next]");
		all = all.concat(rows(page));
	}
	assert.equal(all.length, 120);
	assert.equal(new Set(all).size, 120);
	const id = found.$("button[name=id]").getAttribute("value");
	const removed = await found.form("form[action$='/remove']").submit({}, { button: ["id", id] });
	assert.match(removed.textOf(".flash"), /Deleted/);
	assert.deepEqual(await leads("/de/viel/010"), [404, null]);
	assert.deepEqual(await leads("/de/viel/011"), [301, "/de/p/krug"]);
	const { staff } = await shop();
	assert.equal((await staff.post(`/en/${name}/content/redirects/remove`, [["id", id]])).status, 404);
	assert.equal((await list("?q=nichts")).$$("tbody tr").length, 0);
	shopExecute(name, "DELETE FROM @shop@.redirect WHERE path LIKE '/viel/%'");
});

test("pasted lines come in whole, or not at all with each bad line named", async () => {
	const before = await count();
	const good = await paste("/de/z1 /de/p/krug\n\n/z2,/p/krug,302\r\n/z3;\t/p/krug 301\n");
	assert.equal(good.status, 200, good.textOf(".errors"));
	assert.equal(await count(), before + 3);
	assert.deepEqual(await leads("/de/z2"), [302, "/de/p/krug"]);
	const bad = "/de/y1 /de/p/krug\n/de/p/krug /de/y\nonly\n/y2 /y3 307\n/y4 /y5\n/y5 /y4\n/y1 https://evil.example/";
	const page = await paste(bad);
	assert.equal(page.status, 422);
	const told = page.$$(".errors li").map((l) => /Line (\d+)/.exec(l.textContent)[1]);
	assert.deepEqual(told, ["2", "3", "4", "6", "7"]);
	assert.equal(page.form(importForm).value("lines"), bad);
	assert.equal(await count(), before + 3);
	assert.equal((await paste("")).status, 422);
	assert.equal((await paste(Array.from({ length: 501 }, (_, i) => `/w${i} /p/krug`).join("\n"))).status, 422);
	const many = await paste(Array.from({ length: 500 }, (_, i) => `/w${i} /p/krug`).join("\n"));
	assert.equal(many.status, 200, many.textOf(".errors"));
	assert.equal(await count(), before + 503);
	shopExecute((await shop()).name, "DELETE FROM @shop@.redirect");
});

test("bent forms are refused, and the pages speak every language", async () => {
	const { name, staff } = await shop();
	assert.equal((await staff.post(`/en/${name}/content/redirects`, [["path", "/a"], ["target", "/b"], ["status", "307"]])).status, 422);
	assert.equal((await staff.post(`/en/${name}/content/redirects`, [["path", "/a"], ["target", "/b"], ["status", "x"]])).status, 400);
	assert.equal((await staff.post(`/en/${name}/content/redirects/remove`, [["id", "x"]])).status, 400);
	for (const locale of ["de", "fr", "ar", "ja"]) {
		const page = await (await staff.get(`/${locale}/${name}/content/redirects`)).form(addForm).submit({ path: "x", target: "y" });
		assert.equal(page.status, 422);
		assert.equal(page.$("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
		assert.doesNotMatch(page.textOf("#f-path-error"), /Please/);
	}
});
