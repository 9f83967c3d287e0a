// The pictures of a product in a real browser: sent with and without script, dragged into order, and what a phone then loads.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { picture, somePhoto, upload } from "../lib/pictures.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

let made = null;

async function work() {
	if (made)
		return made;
	const shop = await newShop("gallery", { locales: "en,ar" });
	const out = await importCsv(shop, csv([
		productRow("cup", "Cup", "5.00", { "Option1 Name": "Size", "Option1 Value": "S" }), productRow("cup", "", "6.00", { "Option1 Value": "M", "Type": "" }),
		productRow("plain", "Plain", "5.00"), productRow("gone", "Gone", "5.00", { "Image Src": "http://127.0.0.1/a/picture/that/nobody/can/fetch.jpg" }),
	]));
	assert.equal(out.status, 0, out.err);
	const client = await staffOf(shop), ids = Object.fromEntries(shopRows(shop, "SELECT handle, id FROM @shop@.product").map((r) => [r.handle, r.id]));
	return made = { shop, client, ids, url: (handle, locale = "en") => `${env.ADMIN_URL}/${locale}/${shop}/products/${ids[handle]}/pictures` };
}

function desk(options, fn) {
	return withPage(options, async (page, context) => {
		const { client } = await work();
		await context.addCookies([{ name: "staff", value: client.cookie("staff"), url: env.ADMIN_URL }]);
		return fn(page);
	});
}

const file = (name, buffer) => ({ name, mimeType: "image/jpeg", buffer });
const count = (page) => page.locator("ol.pictures > li").count();

test("with script: files go one by one, what is bad is told, what was typed stays, and dragging puts them in order", () => desk({ width: 1280, js: true }, async (page) => {
	const { shop, ids, url } = await work();
	await page.goto(url("cup"));
	await page.evaluate(() => {
		const meter = document.querySelector(".progress"), bar = meter.querySelector("progress");
		window.seen = [];
		new MutationObserver(() => window.seen.push([!meter.hidden && meter.offsetHeight > 0, meter.querySelector("[role=status]").textContent, bar.value]))
			.observe(meter, { attributes: true, subtree: true, childList: true, characterData: true });
	});
	await page.setInputFiles("#pictures", [file("one.jpg", somePhoto()), file("drawing.jpg", picture("drawing.jpg")), file("two.jpg", somePhoto("upright.jpg"))]);
	await page.click("form.upload button");
	await page.waitForSelector("main > .errors li");
	assert.equal(await count(page), 2);
	assert.match(await page.textContent("main > .errors"), /“drawing.jpg” is no picture/);
	assert.equal(await page.evaluate(() => document.activeElement.className), "errors");
	const seen = (await page.evaluate(() => window.seen)).filter(([visible]) => visible), words = new Set(seen.map((s) => s[1])), bar = seen.map((s) => s[2]);
	assert.deepEqual([...words], ["1 / 3 one.jpg", "2 / 3 drawing.jpg", "3 / 3 two.jpg"], "how far it is, all the time");
	assert.deepEqual(bar, [...bar].sort((a, b) => a - b));
	assert.ok(bar.at(-1) > 66 && bar.some((n) => n > 0 && n < 66), `the bar grows: ${bar}`);
	assert.equal(await page.locator(".progress").isVisible(), false);
	assert.deepEqual(await page.$$eval("ol.pictures .moves", (all) => all.map((e) => [...e.children].map((b) => b.name).join(" "))), ["down", "up"]);

	await page.fill("ol.pictures > li:first-child [lang=en]", "typed meanwhile");
	await page.setInputFiles("#pictures", [file("three.jpg", somePhoto("drawn.webp")), file("huge.jpg", Buffer.alloc(20 << 20, 1))]);
	await page.click("form.upload button");
	await page.waitForFunction(() => document.querySelectorAll("ol.pictures > li").length === 3 && document.querySelectorAll("main > .errors li").length === 2);
	assert.match(await page.textContent("main > .errors"), /“huge.jpg” is larger than 20 MB/);
	assert.equal(await page.inputValue("ol.pictures > li:first-child [lang=en]"), "typed meanwhile");

	await page.setInputFiles("#pictures", [file("four.jpg", somePhoto("drawn.webp"))]);
	await page.click("form.upload button");
	await page.waitForFunction(() => document.querySelectorAll("ol.pictures > li").length === 4);
	await page.waitForFunction(() => document.activeElement === document.querySelector("ol.pictures > li:last-child"));

	await page.evaluate(() => window.scrollTo(0, 0));
	const first = await page.getAttribute("ol.pictures > li:first-child", "id");
	const from = await page.locator("ol.pictures > li:first-child .thumb").boundingBox();
	await page.mouse.move(from.x + 20, from.y + 20);
	await page.mouse.down();
	for (let i = 0; i < 8; i++) {
		const to = await page.locator("ol.pictures > li:last-child").boundingBox();
		await page.mouse.move(to.x + 60, Math.min(to.y + 60, 880));
		await page.mouse.wheel(0, 200);
	}
	await page.mouse.move(600, 40);
	await page.mouse.up();
	assert.equal(await page.locator(".moving").count(), 0, "it is let go wherever the pointer is");
	const order = await page.$$eval("ol.pictures > li", (items) => items.map((e) => e.id));
	assert.notEqual(order[0], first, "it was dragged away from the first place");
	await page.click(".save button");
	await page.waitForSelector(".flash.good");
	assert.deepEqual(shopRows(shop, `SELECT id FROM @shop@.picture WHERE product_id = ${ids.cup} ORDER BY position`).map((r) => `picture-${r.id}`), order);
	assert.deepEqual(shopRows(shop, `SELECT alt FROM @shop@.picture WHERE id = ${first.slice(8)}`)[0].alt, { en: "typed meanwhile" });
}));

test("without script: the same form sends several at once, buttons move them, Enter saves", () => desk({ width: 390, js: false }, async (page) => {
	const { shop, ids, url } = await work();
	await page.goto(url("plain").replace(/\/pictures$/, ""));
	await page.click('main a[href$="/pictures"]');
	await page.setInputFiles("#pictures", [file("one.jpg", somePhoto()), file("two.jpg", somePhoto("upright.jpg"))]);
	await page.click("form.upload button");
	await page.waitForSelector(".flash.good");
	assert.equal(await count(page), 2);
	const first = await page.getAttribute("ol.pictures > li:first-child", "id");
	await page.click("ol.pictures > li:last-child [name=up]");
	await page.waitForSelector(".flash.good");
	assert.equal(await page.getAttribute("ol.pictures > li:last-child", "id"), first);
	await page.fill("ol.pictures > li:last-child [lang=en]", "by Enter");
	await page.press("ol.pictures > li:last-child [lang=en]", "Enter");
	await page.waitForLoadState();
	assert.equal(await page.getAttribute("ol.pictures > li:last-child", "id"), first, "Enter moves nothing");
	assert.deepEqual(shopRows(shop, `SELECT alt FROM @shop@.picture WHERE product_id = ${ids.plain} ORDER BY position DESC LIMIT 1`)[0].alt, { en: "by Enter" });
}));

test("other languages are folded away until they are asked for, and open where one of them is refused", () => desk({ width: 390, js: false }, async (page) => {
	const { shop, ids, url } = await work();
	await page.goto(url("plain"));
	const english = page.locator("ol.pictures > li:first-child input[lang=en]"), arabic = page.locator("ol.pictures > li:first-child input[lang=ar]");
	assert.deepEqual([await english.isVisible(), await arabic.isVisible()], [true, false]);
	await page.locator("ol.pictures > li:first-child summary").press("Enter");
	await arabic.evaluate((e) => e.removeAttribute("maxlength"));
	await arabic.fill("x".repeat(251));
	await page.click(".save button");
	assert.ok(await arabic.isVisible(), "the refused text is to be seen");
	await page.click(".errors a");
	assert.ok(await arabic.evaluate((e) => e === document.activeElement));
	for (const end = Date.now() + 60000; !shopRows(shop, `SELECT 1 AS x FROM @shop@.picture WHERE product_id = ${ids.gone} AND fetch_error <> ''`).length;) {
		assert.ok(Date.now() < end, "the address is asked within 30 s");
		await new Promise((r) => setTimeout(r, 200));
	}
	await page.goto(url("gone").replace(/\/pictures$/, ""));
	await page.click(".flash.warn a");
	assert.match(await page.textContent("li:has(> :target)"), /within our own network/);
}));

test("the page is valid and accessible in every state, en and ar, and no wider than a phone", { long: true }, async () => {
	const { client, url, ids, shop } = await work();
	const documents = {}, states = ["cup", "plain", "gone"];
	for (const locale of ["en", "ar"]) {
		for (const handle of states)
			documents[`${handle} ${locale}`] = (await client.get(url(handle, locale))).text;
		documents[`refused ${locale}`] = (await upload(client, new URL(`${url("plain", locale)}/add`).pathname, [["cut.jpg", picture("cut.jpg")]])).text;
		const [{ id }] = shopRows(shop, `SELECT id FROM @shop@.picture WHERE product_id = ${ids.plain} LIMIT 1`);
		documents[`too long ${locale}`] = (await client.post(new URL(url("plain", locale)).pathname, { [`alt_en_${id}`]: "x".repeat(300) })).text;
	}
	for (const [name, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], name);
	for (const [locale, dark] of [["en", true], ["ar", false]])
		await desk({ width: 390, js: true, locale, dark }, async (page) => {
			for (const handle of states) {
				await page.goto(url(handle, locale));
				await keepSight(page, `admin-pictures-${handle}-${locale}`);
				assert.deepEqual(await accessibility(page), [], `${handle} ${locale}`);
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390, `${handle} ${locale}`);
				for (const box of await page.locator("main button:visible, main select, main input:visible:not([type=checkbox])").all())
					assert.ok((await box.boundingBox()).height >= 43.5, `${handle} ${locale}: a target under 44 px`);
			}
		});
});

test("a phone loads a small file of a new kind, a desktop a larger one, none is broken and nothing moves", async () => {
	const { shop, client, ids, url } = await work();
	await upload(client, new URL(`${url("gone")}/add`).pathname, [["a.jpg", somePhoto("photo.jpg")]]);
	for (const end = Date.now() + 60000; !shopRows(shop, `SELECT 1 AS x FROM @shop@.picture WHERE product_id = ${ids.gone} AND address LIKE '%-wa.%'`).length;) {
		assert.ok(Date.now() < end, "the sizes within 60 s");
		await new Promise((r) => setTimeout(r, 200));
	}
	for (const [width, most] of [[390, 640], [1280, 1280]])
		await withPage({ width, js: true }, async (page) => {
			await page.goto(`http://${shop}.localhost:${env.HTTP_PORT}/en/p/gone`, { waitUntil: "networkidle" });
			const img = page.locator(".gallery img").first();
			const [source, natural] = await img.evaluate((e) => [e.currentSrc, e.naturalWidth]);
			assert.match(source, /\.avif$/);
			assert.ok(Number(/-(\d+)\.avif$/.exec(source)[1]) <= most, source);
			assert.ok(natural > 0);
			const moved = await page.evaluate(() => new Promise((r) => {
				let sum = 0;
				new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value))).observe({ type: "layout-shift", buffered: true });
				setTimeout(() => r(sum), 200);
			}));
			assert.ok(moved < 0.01, `the page moved by ${moved}`);
			await page.goto(`http://${shop}.localhost:${env.HTTP_PORT}/en/search?q=gone`, { waitUntil: "networkidle" });
			assert.match(await page.locator(".card img").first().evaluate((e) => e.currentSrc), /-(160|320|480|640)\.webp$/);
		});
});
