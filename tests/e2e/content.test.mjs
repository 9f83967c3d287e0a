// Pages that a merchant writes, and what shoppers see of them on the next page.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

async function shop() {
	return made ??= (async () => {
		const name = await newShop("pages", { locales: "de,en,ar" });
		assert.equal((await importCsv(name, csv([productRow("krug", "Krug", "20.00")]))).status, 0);
		return { name, staff: await staffOf(name), seen: shopClient(name) };
	})();
}

const main = "main form[action*='content/pages/']";

async function make(title, values = {}) {
	const { name, staff } = await shop();
	const page = await (await staff.get(`/en/${name}/content/pages/new`)).form(main).submit({ title_de: title, ...values });
	assert.equal(page.status, 200, page.textOf(".errors"));
	return Number(/pages\/(\d+)$/.exec(new URL(page.url).pathname)[1]);
}

async function open(id, locale = "en") {
	const { name, staff } = await shop();
	return staff.get(`/${locale}/${name}/content/pages/${id}`);
}

async function foot(locale = "de") {
	return (await (await shop()).seen.get(`/${locale}/`)).$$(".foot nav[aria-labelledby=foot-pages] a").map((a) => a.textContent);
}

test("a new page stands at the foot of the shop and speaks each language that it was written in", async () => {
	const { seen } = await shop();
	await make("Über uns", { body_de: "Wir sind **da**.\n\n- eins\n- zwei", title_ar: "من نحن", body_ar: "نحن هنا", slug_ar: "man-nahnu" });
	assert.ok((await foot()).includes("Über uns"));
	const de = await seen.get("/de/page/ueber-uns"), ar = await seen.get("/ar/page/man-nahnu"), en = await seen.get("/en/page/ueber-uns");
	assert.equal(de.$("article .prose").innerHTML.trim(), "<p>Wir sind <strong>da</strong>.</p><ul><li>eins</li><li>zwei</li></ul>");
	assert.equal(ar.heading, "من نحن");
	assert.equal(ar.$("html").getAttribute("dir"), "rtl");
	assert.equal(en.heading, "Über uns");
});

test("what is written in a page cannot bring markup or scripts of its own", async () => {
	const { seen } = await shop();
	await make("Fremdes", { body_de: "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [y](//evil.example) [z](/de/)" });
	const page = await seen.get("/de/page/fremdes");
	assert.ok(!page.$("article script"));
	assert.ok(!page.$("article img"));
	assert.deepEqual(page.$$("article a").map((a) => a.getAttribute("href")), ["/de/"]);
	assert.match(page.textOf("article"), /<script>alert\(1\)<\/script>/);
	assert.match(page.header("content-security-policy"), /script-src 'self'/);
});

test("a preview shows what was typed in every language, and saves nothing", async () => {
	const { name, staff } = await shop();
	const form = (await staff.get(`/en/${name}/content/pages/new`)).form(main);
	const page = await form.submit({ title_de: "Vorab", body_de: "# Kopf\nText", body_ar: "مرحبا" }, { button: "preview" });
	assert.equal(page.status, 200);
	assert.equal(page.textOf(".preview[lang=de] h2"), "Kopf");
	assert.equal(page.$(".preview[lang=ar]").getAttribute("dir"), "rtl");
	assert.ok(!page.$(".preview[lang=en]"));
	assert.equal(page.form(main).value("body_de"), "# Kopf\nText");
	assert.equal(shopRows(name, "SELECT 1 AS x FROM @shop@.page_text WHERE title = 'Vorab'").length, 0);
	/* And can be saved from there. */
	assert.equal((await page.form(main).submit({ title_ar: "أهلا" })).status, 200);
	assert.equal(shopRows(name, "SELECT body FROM @shop@.page_text WHERE title = 'Vorab'")[0].body, "# Kopf\nText");
});

test("a hidden page is nowhere in the shop: not at its address, at the foot or in the sitemap", async () => {
	const { seen } = await shop();
	const id = await make("Geheim");
	const sitemap = async () => {
		const index = (await seen.get("/sitemap.xml")).text;
		const file = /<loc>([^<]*sitemap-page[^<]*)<\/loc>/.exec(index)[1];
		return (await seen.get(new URL(file).pathname)).text;
	};
	assert.match(await sitemap(), /\/de\/page\/geheim</);
	await (await open(id)).form(main).submit({ active: null });
	assert.equal((await seen.get("/de/page/geheim")).status, 404);
	assert.ok(!(await foot()).includes("Geheim"));
	assert.doesNotMatch(await sitemap(), /geheim/);
	assert.ok(!(await open(id)).$(".head a"));
	await (await open(id)).form(main).submit({ active: "1" });
	assert.equal((await seen.get("/de/page/geheim")).status, 200);
});

test("the page used for shipping is the one that the product page links to, and a new one takes over", async () => {
	const { name, seen } = await shop();
	const link = async () => (await seen.get("/de/p/krug")).$$("main a").map((a) => a.getAttribute("href")).filter((h) => h.includes("/page/"));
	assert.deepEqual(await link(), []);
	const first = await make("Versand", { role: "shipping" });
	assert.deepEqual(await link(), ["/de/page/versand"]);
	const second = await make("Lieferung", { role: "shipping" });
	assert.deepEqual(await link(), ["/de/page/lieferung"]);
	assert.equal((await open(first)).form(main).value("role"), "");
	await (await open(second)).form(main).submit({ active: null });
	assert.deepEqual(await link(), []);
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.page WHERE role = 'shipping'")[0].n, 1);
});

test("the merchant's order of pages is that of the foot", async () => {
	const { name, staff } = await shop();
	const a = await make("Reihe A"), b = await make("Reihe B");
	const order = async () => (await foot()).filter((t) => t.startsWith("Reihe"));
	assert.deepEqual(await order(), ["Reihe A", "Reihe B"]);
	const list = () => staff.get(`/en/${name}/content/pages`);
	await (await list()).form("form[action$='/pages/move']").submit({}, { button: ["up", String(b)] });
	assert.deepEqual(await order(), ["Reihe B", "Reihe A"]);
	await (await list()).form("form[action$='/pages/move']").submit({}, { button: ["up", String(a)] });
	assert.deepEqual(await order(), ["Reihe A", "Reihe B"]);
});

test("a page's former address leads to it, and a deleted page leads nowhere", async () => {
	const { seen } = await shop();
	const id = await make("Alte Seite");
	await (await open(id)).form(main).submit({ slug_de: "neue-seite" });
	const old = await seen.get("/de/page/alte-seite", { follow: false });
	assert.equal(old.status, 301);
	assert.equal(new URL(old.header("location"), old.url).pathname, "/de/page/neue-seite");
	const done = await (await open(id)).form("form[action$='/remove']").submit();
	assert.match(done.textOf(".flash"), /Deleted/);
	for (const path of ["/de/page/alte-seite", "/de/page/neue-seite"])
		assert.equal((await seen.get(path)).status, 404);
	assert.equal((await open(id)).status, 404);
});

test("each bad value of a page is a 422 at its field, and nothing typed is lost", async () => {
	const { name, staff } = await shop();
	await make("Belegt");
	const cases = [
		[{ title_de: "" }, "title_de"], [{ title_de: "x".repeat(201) }, "title_de"], [{ title_de: "T", body_ar: "نص" }, "title_ar"],
		[{ title_de: "T", body_de: "ä".repeat(20001) }, "body_de"], [{ title_de: "T", slug_en: "?" }, "slug_en"], [{ title_de: "T", slug_de: "belegt" }, "slug_de"],
	];
	for (const locale of ["en", "ar"])
		for (const [values, field] of cases) {
			const page = await (await staff.get(`/${locale}/${name}/content/pages/new`)).form(main).submit(values);
			assert.equal(page.status, 422, JSON.stringify(values).slice(0, 60));
			assert.ok(page.textOf(`#f-${field}-error`).length > 10, field);
			for (const [n, v] of Object.entries(values))
				assert.equal(page.form(main).value(n), v);
		}
	const entries = (await staff.get(`/en/${name}/content/pages/new`)).form(main).entries;
	const send = async (n, v) => (await staff.post(`/en/${name}/content/pages/new`, entries.map(([k, old]) => (k === "title_de" ? [k, "T"] : k === n ? [k, v] : [k, old])))).status;
	assert.equal(await send("role", "boss"), 422);
	assert.equal(await send("format", "rtf"), 422);
	assert.equal(await send("role", "a b"), 400);
	assert.equal(shopRows(name, "SELECT count(*) AS n FROM @shop@.page_text WHERE title = 'T'")[0].n, 0);
});

test("legal texts as long as they may be fit in one form in every language", async () => {
	const { seen } = await shop();
	const id = await make("Lang", { title_ar: "طويل", title_en: "Long", body_de: "ß".repeat(20000), body_en: "x".repeat(20000), body_ar: "ش".repeat(20000) });
	assert.equal((await seen.get("/ar/page/long")).status, 200);
	assert.equal((await open(id)).form(main).value("body_ar").length, 20000);
});

test("who saves a page over another's change is told, and a preview in between changes nothing of that", async () => {
	const id = await make("Zu zweit");
	const mine = await open(id), theirs = await open(id);
	assert.equal((await theirs.form(main).submit({ body_de: "Ihres" })).status, 200);
	const preview = await mine.form(main).submit({ body_de: "Meines" }, { button: "preview" });
	const told = await preview.form(main).submit();
	assert.equal(told.status, 409);
	assert.equal(told.form(main).value("body_de"), "Meines");
	assert.equal((await open(id)).form(main).value("body_de"), "Ihres");
	assert.equal((await told.form(main).submit()).status, 200);
	assert.equal((await open(id)).form(main).value("body_de"), "Meines");
});
