// What scripts add: parts of a page exchanged in place, the cart beside the page, the address form, pages ahead of the finger, the bar that
// tells what is not saved. And that nothing changes where they are missing.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { accessibility, keepSight, withPage } from "../lib/browser.mjs";
import { addToCart, findProduct } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const base = (shop = env.SHOP) => `http://${shop}.localhost:${env.HTTP_PORT}`;
const live = 'body > p[role="status"]';
const add = 'form[action$="/cart/add"] button:not([name])';

// A mark that a full load would wipe away.
const mark = (page) => page.evaluate(() => { window.marked = true; });
const marked = (page) => page.evaluate(() => window.marked === true);
const count = (page) => page.evaluate(() => document.querySelector(".to-cart .count")?.textContent ?? "0");
const said = (page, pattern) => page.waitForFunction(([s, p]) => new RegExp(p).test(document.querySelector(s).textContent), [live, pattern]);

async function openCategory(page, locale = "en") {
	await page.goto(`${base()}/${locale}/`);
	await page.locator(".aisles a").first().click();
	await page.waitForSelector("#list .cards");
}

async function sort(page, code) {
	await page.locator(".sort summary").click();
	await page.locator(`.sort a[href$="sort=${code}"]`).click();
	await page.waitForURL(new RegExp(`sort=${code}$`));
	await page.waitForSelector(`#list:not([aria-busy]) .sort a[aria-current][href$="sort=${code}"]`, { state: "attached" });
}

const names = (page) => page.locator("#list .card-name").allTextContents();

test("another view of a list comes without a full load: history, focus, the words for screen readers and the footer go along", () =>
	withPage({ js: true }, async (page) => {
		await openCategory(page);
		const before = await names(page), path = new URL(page.url()).pathname, words = await page.textContent("#list [data-said]");
		await mark(page);
		await sort(page, "price-down");
		const sorted = await (await shopClient().get(`${path}?sort=price-down`)).$$("#list .card-name").map((e) => e.textContent);
		assert.notDeepEqual(sorted, before);
		assert.deepEqual(await names(page), sorted);
		assert.ok(await marked(page));
		assert.equal(await page.evaluate(() => document.activeElement.localName), "summary", "the link's fold is closed: focus is on what opens it");
		await said(page, words.trim());
		assert.match(await page.locator('#foot input[name="back"]').inputValue(), /\?sort=price-down$/, "another currency comes back to this view");
		await sort(page, "name");
		await page.goBack();
		await page.waitForURL(/price-down$/);
		await page.waitForFunction((first) => document.querySelector("#list .card-name").textContent === first, sorted[0]);
		await page.goBack();
		await page.waitForFunction((first) => document.querySelector("#list .card-name").textContent === first, before[0]);
		await page.goForward();
		await page.waitForFunction((first) => document.querySelector("#list .card-name").textContent === first, sorted[0]);
		assert.ok(await marked(page));
		await page.locator("#list a.card").first().click();
		await page.waitForURL(/\/p\//);
		assert.equal(await marked(page), false, "a card leads to another page");
	}));

test("another choice of a product comes in place, with its price, stock and form", () =>
	withPage({ js: true, width: 390 }, async (page) => {
		const [{ slug }] = shopRows(env.SHOP, `SELECT s.slug FROM @shop@.slug s JOIN @shop@.variant v ON v.product_id = s.entity_id AND v.state = 'active'
			WHERE s.kind = 'product' AND s.locale = 'en' AND s.current GROUP BY s.slug ORDER BY count(*) DESC, s.slug LIMIT 1`);
		await page.goto(`${base()}/en/p/${slug}`);
		await mark(page);
		const link = page.locator(".choice a:not([aria-current])").first(), words = (await link.textContent()).trim();
		const href = await link.getAttribute("href");
		await link.click();
		await page.waitForURL((url) => url.href.endsWith(href));
		await page.waitForSelector("#product:not([aria-busy]) .choice a[aria-current]");
		assert.ok(await marked(page));
		const there = await shopClient().get(href);
		assert.equal(await page.locator('input[name="variant"]').inputValue(), there.$('input[name="variant"]')?.getAttribute("value"));
		assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), words);
		await said(page, there.textOf(".offer .price .now").replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/g, "\\s"));
		assert.deepEqual(await accessibility(page), []);
	}));

test("where a part cannot be fetched, the browser goes there by itself", () =>
	withPage({ js: true }, async (page) => {
		for (const answer of [(route) => route.abort(), (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<p>no</p>" }),
			(route) => route.fulfill({ contentType: "text/html", body: "<p id=other>" }), (route) => route.fulfill({ contentType: "text/plain", body: "no" })]) {
			await openCategory(page);
			await mark(page);
			await page.route(/sort=name/, (route) => (route.request().isNavigationRequest() ? route.continue() : answer(route)));
			await page.locator(".sort summary").click();
			await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.locator('.sort a[href$="sort=name"]').click()]);
			assert.equal(await marked(page), false);
			assert.match(page.url(), /sort=name$/);
			await page.unroute(/sort=name/);
		}
	}));

for (const [shop, locale, width] of [[env.SHOP, "en", 1280], [env.SECOND_SHOP, "ar", 390]])
	test(`${shop} ${locale} at ${width} px: what is put into the cart is shown beside the page, counted, changed and taken out there, and is in the cart`, () =>
		withPage({ js: true, width, locale }, async (page, context) => {
			const product = await findProduct(shopClient(shop), locale, undefined, 3);
			await page.goto(product.url);
			await mark(page);
			await page.locator(add).click();
			await page.waitForSelector("dialog[open] .line");
			await keepSight(page, `drawer-${shop}-${locale}-${width}`, { fullPage: false });
			assert.equal(await count(page), "1");
			assert.equal(new URL(page.url()).pathname, new URL(product.url).pathname);
			assert.ok(await page.locator("dialog .flash").isVisible(), "it says what happened");
			assert.equal(await page.evaluate(() => document.activeElement.closest("dialog") !== null), true);
			assert.deepEqual(await accessibility(page), []);
			const quantity = page.locator('dialog input[name="quantity"]');
			await quantity.fill("2");
			await quantity.press("Enter");
			await page.waitForFunction((n) => document.querySelector(".to-cart .count").textContent === n, "2");
			const token = (await context.cookies()).find((c) => c.name === "cart" || /cart/.test(c.name));
			assert.ok(token, "the cart's cookie");
			await page.evaluate(() => document.querySelectorAll("dialog form").forEach((f) => { f.noValidate = true; }));
			await page.locator('dialog input[name="quantity"]').fill("99999");
			await page.locator('dialog input[name="quantity"]').press("Enter");
			await page.waitForSelector("dialog [aria-invalid]");
			assert.equal(await page.locator("dialog [aria-invalid]").inputValue(), "99999", "what was typed stays");
			assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")), "true");
			await page.keyboard.press("Escape");
			assert.equal(await page.locator("dialog[open]").count(), 0);
			assert.ok(await page.evaluate(() => document.activeElement.closest('form[action$="/cart/add"]') !== null), "focus is where it was");
			assert.ok(await marked(page));
			await page.goto(`${base(shop)}/${locale}/cart`);
			assert.equal(await page.locator('main input[name="quantity"]').inputValue(), "2");
			await page.goto(product.url);
			await page.locator(add).click();
			await page.locator('dialog form[action$="/cart/remove"] button').click();
			await page.waitForSelector("dialog .empty");
			assert.equal(await count(page), "0");
			await page.locator("dialog .empty [data-close]").click();
			assert.equal(await page.locator("dialog[open]").count(), 0);
		}));

test("a quantity that is refused is refused on the page that asks for it, and a lost answer leads to the cart", () =>
	withPage({ js: true }, async (page) => {
		const product = await findProduct(shopClient(), "en");
		await page.goto(product.url);
		await page.evaluate(() => { document.querySelector("form[data-drawer]").noValidate = true; });
		await page.fill("#quantity", "99999");
		await Promise.all([page.waitForNavigation(), page.locator(add).click()]);
		assert.equal(await page.locator('[name="quantity"][aria-invalid]').inputValue(), "99999");
		assert.equal(await count(page), "0");
		await page.goto(product.url);
		await page.evaluate(() => {
			const { fetch } = window;
			window.fetch = async (...what) => {
				await fetch(...what);
				throw new TypeError("lost");
			};
		});
		await Promise.all([page.waitForURL(/\/en\/cart$/), page.locator(add).click()]);
		assert.equal(await page.locator('main input[name="quantity"]').inputValue(), "1", "added once, though no answer came");
	}));

test("what was fetched ahead before the cart changed does not bring the old count back", () =>
	withPage({ js: true }, async (page) => {
		await page.goto((await findProduct(shopClient(), "en")).url);
		await page.locator(".aisles a").first().hover();
		await page.waitForTimeout(600);
		await page.locator(add).click();
		await page.waitForSelector("dialog[open] .line");
		await page.keyboard.press("Escape");
		await page.locator(".aisles a").first().click();
		await page.waitForSelector("#list");
		assert.equal(await count(page), "1");
	}));

test("another country's address form comes in place with what was typed; a postcode of another form is told early, and is the server's to judge", () =>
	withPage({ js: true }, async (page) => {
		await page.goto((await findProduct(shopClient(), "en")).url);
		await page.locator(add).click();
		await page.waitForSelector("dialog[open] .line");
		await page.locator('dialog a[href$="/checkout"]').click();
		await page.waitForSelector("#contact");
		await mark(page);
		await page.fill('[name="email"]', "ann@example.org");
		await page.fill('[name="name"]', "Ann O’Neil");
		await page.fill('[name="line1"]', "1 Main St");
		const country = page.locator('[name="country"]');
		await country.focus();
		await country.selectOption("FR");
		await page.waitForFunction(() => document.querySelector('[name="laid"]').value === "FR");
		await country.selectOption("GB");
		await page.waitForFunction(() => document.querySelector('[name="laid"]').value === "GB");
		assert.ok(await marked(page));
		assert.equal(await page.evaluate(() => document.activeElement.name), "country", "focus stays on the choice");
		assert.equal(await page.locator('[name="name"]').inputValue(), "Ann O’Neil");
		assert.equal(await page.locator('[name="line1"]').inputValue(), "1 Main St");
		await page.route(/\/checkout$/, async (route) => {
			await new Promise((r) => setTimeout(r, 400));
			await route.continue();
		});
		await country.selectOption("FR");
		await page.locator('[name="line1"]').fill("10 Downing Street");
		await page.keyboard.press("Home");
		await page.waitForFunction(() => document.querySelector('[name="laid"]').value === "FR");
		assert.equal(await page.locator('[name="line1"]').inputValue(), "10 Downing Street", "what was typed meanwhile stays");
		assert.deepEqual(await page.evaluate(() => [document.activeElement.name, document.activeElement.selectionStart]), ["line1", 0]);
		await page.unroute(/\/checkout$/);
		await country.focus();
		for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"])
			await page.keyboard.press(key);
		await page.waitForTimeout(200);
		assert.equal(await page.locator('[name="laid"]').inputValue(), "FR", "by keys, one passes other countries");
		await page.keyboard.press("ArrowUp");
		await page.mouse.move(1, 1);
		await page.dispatchEvent("body", "pointerdown");
		await country.selectOption("GB");
		await page.waitForFunction(() => document.querySelector('[name="laid"]').value === "GB");
		const code = page.locator('[name="postcode"]'), hint = await page.locator("#f-postcode-hint").textContent();
		assert.match(hint, /EC1Y 8SY/);
		for (const [typed, unlike] of [["10115", true], ["ec1y8sy", false], ["EC1Y-8S", true], ["SW1A 1AA", false], ["", false]]) {
			await code.fill(typed);
			await code.blur();
			assert.equal(await page.locator("#f-postcode-unlike").count(), unlike ? 1 : 0, `"${typed}"`);
			assert.equal((await code.getAttribute("aria-describedby")).includes("f-postcode-unlike"), unlike);
		}
		await country.selectOption("DE");
		await page.waitForFunction(() => document.querySelector('[name="laid"]').value === "DE");
		for (const [typed, unlike] of [["٢٢٧٦٧", false], ["２２７６７", false], ["2276", true]]) {
			await code.fill(typed);
			await code.blur();
			assert.equal(await page.locator("#f-postcode-unlike").count(), unlike ? 1 : 0, `"${typed}"`);
		}
		assert.match(await page.locator("#f-postcode-unlike").textContent(), /10115/);
		assert.deepEqual(await accessibility(page), []);
		await keepSight(page, "felt-postcode");
		await page.evaluate(() => { document.querySelector("main form").noValidate = true; });
		await page.fill('[name="city"]', "Hamburg");
		await Promise.all([page.waitForNavigation(), page.locator("main form button.large").click()]);
		assert.equal(await code.getAttribute("aria-invalid"), "true", "the server refuses it in its own words");
		assert.equal(await code.inputValue(), "2276");
	}));

test("a page that the pointer rests on is fetched ahead, once, and no cart, no checkout, no view of the same page", () =>
	withPage({ js: true }, async (page, context) => {
		const client = await context.newCDPSession(page), ahead = [];
		await client.send("Preload.enable");
		client.on("Preload.prefetchStatusUpdated", (e) => ahead.push(new URL(e.prefetchUrl).pathname));
		await openCategory(page);
		await page.mouse.move(0, 0);
		ahead.length = 0;
		await page.locator(".to-cart").hover();
		await page.waitForTimeout(500);
		await page.locator(".sort summary").click();
		await page.locator(".sort a").last().hover();
		await page.waitForTimeout(500);
		assert.deepEqual(ahead, []);
		await page.keyboard.press("Escape");
		const card = page.locator("#list a.card").last(), path = await card.getAttribute("href");
		await card.hover();
		for (let i = 0; i < 50 && !ahead.includes(path); i++)
			await page.waitForTimeout(50);
		assert.ok(ahead.includes(path));
		await page.waitForTimeout(200);
		await Promise.all([page.waitForURL(/\/p\//), card.click()]);
		assert.equal(await page.evaluate(() => performance.getEntriesByType("navigation")[0].deliveryType), "navigational-prefetch");
	}));

test("a browser without speculation rules is told to fetch ahead by a link, unless data are to be saved or the page is a shopper's own", () =>
	withPage({ js: true }, async (page) => {
		const hints = async () => page.evaluate(() => [...document.querySelectorAll("link[rel=prefetch]")].map((l) => new URL(l.href).pathname));
		await page.addInitScript(() => { HTMLScriptElement.supports = () => false; });
		await page.goto(`${base()}/en/`);
		await page.locator(".to-cart").hover();
		await page.waitForTimeout(200);
		assert.deepEqual(await hints(), []);
		const card = page.locator("a.card").first(), path = await card.getAttribute("href");
		await card.hover();
		await page.waitForSelector("link[rel=prefetch]", { state: "attached" });
		await page.locator(".to-cart").hover();
		await card.hover();
		await page.waitForTimeout(200);
		assert.deepEqual(await hints(), [path], "once");
		await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
		await page.reload();
		await card.hover();
		await page.waitForTimeout(200);
		assert.deepEqual(await hints(), []);
	}));

test("admin: what is not saved is told at the bar that saves it, and asked about before it is left", () =>
	withPage({ js: true }, async (page) => {
		const admin = env.ADMIN_URL.replace(/\/$/, "");
		await page.goto(`${admin}/en/login`);
		await page.fill('[name="email"]', env.ADMIN_USER);
		await page.fill('[name="password"]', env.ADMIN_PASSWORD);
		await Promise.all([page.waitForNavigation(), page.locator("main button").click()]);
		await page.goto(`${admin}/en/${env.SHOP}/products`);
		await Promise.all([page.waitForNavigation(), page.locator('main tbody a[href*="/products/"]').first().click()]);
		const price = page.locator('[name^="price_"]').first(), old = await price.inputValue(), note = page.locator(".save .unsaved");
		const asked = [];
		page.on("dialog", (d) => { asked.push(d.type()); d.dismiss(); });
		assert.equal(await note.textContent(), "");
		await price.fill(`${old}1`);
		assert.match(await note.textContent(), /not saved/);
		await keepSight(page, "felt-unsaved", { fullPage: false });
		assert.deepEqual(await accessibility(page), []);
		await price.fill(old);
		assert.equal(await note.textContent(), "", "typed back is saved");
		await price.fill("x");
		await page.locator(".side a").first().click();
		await page.waitForTimeout(300);
		assert.deepEqual(asked, ["beforeunload"]);
		assert.equal(await price.inputValue(), "x", "still here");
		await Promise.all([page.waitForNavigation(), page.locator(".save button").click()]);
		assert.equal(asked.length, 1, "to save is not to leave");
		assert.match(await note.textContent(), /not saved/, "what was refused is not saved");
		await price.fill(old);
		await Promise.all([page.waitForNavigation(), page.locator(".save button").click()]);
		assert.equal(await note.textContent(), "");
	}));

test("with scripts that do not come, everything goes the way of pages", () =>
	withPage({ js: true }, async (page) => {
		await page.route(/\.js$/, (route) => route.abort());
		await page.goto((await findProduct(shopClient(), "en")).url);
		await Promise.all([page.waitForURL(/\/en\/cart$/), page.locator(add).click()]);
		assert.equal(await page.locator("main .line").count(), 1);
		await page.goto(`${base()}/en/checkout`);
		await page.selectOption('[name="country"]', "FR");
		assert.equal(await page.locator('[name="laid"]').inputValue(), "DE");
		assert.ok(await page.locator("[data-redraw]").isVisible(), "the button is there");
		await Promise.all([page.waitForNavigation(), page.locator("[data-redraw]").click()]);
		assert.equal(await page.locator('[name="laid"]').inputValue(), "FR");
		await openCategory(page);
		await page.locator(".sort summary").click();
		await Promise.all([page.waitForNavigation(), page.locator('.sort a[href$="sort=name"]').click()]);
		assert.match(page.url(), /sort=name$/);
	}));

test("nothing moves while a page comes, at 390 and 1280 px: no shift of the layout on home, category, product, cart and checkout", async () => {
	for (const [shop, width] of [[env.SHOP, 390], [env.SECOND_SHOP, 1280]])
		await withPage({ js: true, width }, async (page, context) => {
			const client = shopClient(shop), product = await addToCart(client, { locale: "en" }) && await findProduct(client, "en");
			const host = `${shop}.localhost`;
			await context.addCookies(client.cookieHeader(host).split("; ").map((c) => ({ name: c.split("=")[0], value: c.slice(c.indexOf("=") + 1), url: base(shop) })));
			const home = await client.get("/en/");
			const shown = { home: "/en/", category: new URL(home.$(".aisles a").getAttribute("href"), home.url).pathname, product: new URL(product.url).pathname,
				cart: "/en/cart", checkout: "/en/checkout" };
			for (const [kind, path] of Object.entries(shown)) {
				await page.goto(base(shop) + path, { waitUntil: "load" });
				const shift = await page.evaluate(() => new Promise((resolve) => {
					let sum = 0;
					new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
					setTimeout(() => resolve(sum), 400);
				}));
				assert.equal(shift, 0, `${shop} ${kind} at ${width} px`);
			}
		});
});

test("who wants less motion gets none", () =>
	withPage({ js: true }, async (page) => {
		await page.emulateMedia({ reducedMotion: "reduce" });
		await page.goto((await findProduct(shopClient(), "en")).url);
		const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((e) => {
			const s = getComputedStyle(e);
			return s.animationName !== "none" || s.transitionDuration.split(",").some((t) => parseFloat(t) > 0) && s.transitionProperty !== "none";
		}).map((e) => e.className));
		assert.deepEqual(moving, []);
	}));

test("all scripts together are under 12 KB compressed, and come without what only we read", () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-assets-"));
	try {
		execFileSync(join(top, "contrib", "build", "assets"), [join(top, "htdocs"), folder]);
		const scripts = readdirSync(join(folder, "js")).filter((f) => f.endsWith(".js")).map((f) => readFileSync(join(folder, "js", f)));
		assert.equal(scripts.length, readdirSync(join(top, "htdocs", "js")).filter((f) => f.endsWith(".js")).length);
		const bytes = scripts.reduce((n, script) => n + gzipSync(script, { level: 6 }).length, 0);
		assert.ok(bytes < 12 * 1024, `${bytes} bytes`);
		for (const text of [...scripts, ...readdirSync(join(folder, "css")).map((f) => readFileSync(join(folder, "css", f)))])
			assert.doesNotMatch(String(text), /^\s*(\/\*|\/\/)|^\t/m);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("a script whose lines may not be taken apart is refused when it is built", () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-assets-"));
	try {
		mkdirSync(join(folder, "in", "js"), { recursive: true });
		writeFileSync(join(folder, "in", "js", "a.js"), "const a = `one\n\t// two`;\n");
		const { status, stderr } = spawnSync(join(top, "contrib", "build", "assets"), [join(folder, "in"), join(folder, "out")], { encoding: "utf8" });
		assert.equal(status, 1);
		assert.match(stderr, /a\.js:1: a template literal goes over lines/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
