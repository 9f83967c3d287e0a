// The screens on which orders are handled: valid, accessible, no wider than a phone; and packing slips as they leave the printer.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, buy, someEmail } from "../lib/buy.mjs";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, variantOf } from "../lib/till.mjs";

const shop = await newTill();
const staff = await staffOf(shop);
const main = 'form[action*="/drafts/"]:not([action$="/drop"])', post = 'main form[method="post"]';
const mug = variantOf(shop, "mug");

async function place() {
	await (await staff.get(`/en/${shop}/settings/pickups/new`)).form(post).submit({ label_de: "Laden am Hafen", label_ar: "متجر الميناء",
		hours_de: "Mo–Fr 9–18 Uhr\nSa 10–14 Uhr", line1: "Am Kai 1", postcode: "20457", city: "Hamburg" });
	return shopRows(shop, "SELECT max(id) AS id FROM @shop@.pickup")[0].id;
}

async function collected(id) {
	const client = shopClient(shop);
	await addToCart(client, { locale: "ar", product: "/p/mug" });
	let page = await (await client.get("/ar/checkout")).form(post).submit({ place: String(id) }, { button: ["adapt", "1"] });
	page = await page.form(post).submit({ email: someEmail("collect"), name: "مريم الخليفة" });
	page = await (await page.form(post).submit({ method: "cash_on_delivery" })).form(post).submit();
	return shopRows(shop, `SELECT id, number FROM @shop@.orders WHERE token = '${/order\/([0-9a-f]{32})/.exec(page.url)[1]}'`)[0];
}

// An order of which one parcel has left, one piece came back, and something is noted.
async function busy() {
	const sold = await buy({ shop, locale: "en", products: ["/p/mug", "/p/book"], method: "demo", quantity: 2 });
	const [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id} AND name = 'mug'`);
	let page = await adminOrder(staff, shop, sold.number);
	page = await adminAct(page, "note", { note: "rings twice" });
	const ship = page.form('form[action$="/ship"]'), others = ship.entries.filter(([n]) => n.startsWith("pieces_") && n !== `pieces_${line.id}`);
	await ship.submit({ ...Object.fromEntries(others.map(([n]) => [n, "0"])), [`pieces_${line.id}`]: "1", tracking: "JJD0001" });
	const part = `/en/${shop}/orders/${sold.order.id}/refund-part`;
	const priced = await (await staff.get(part)).form('form[action$="/refund-part"]').submit({ [`back_${line.id}`]: "1" });
	await priced.form('form[action$="/refund-part"]').submit();
	return { ...sold.order, line: line.id, part };
}

async function written() {
	let page = await (await staff.get(`/en/${shop}/drafts`)).form('form[action$="/drafts"]').submit();
	page = await page.form(main).submit({ q: "MUG" });
	page = await page.form(main).submit({ q: "", email: someEmail("draft"), name: "Tessa Telefon", line1: "Am Hörer 1", postcode: "20095", city: "Hamburg" }, { button: ["add", String(mug)] });
	return new URL(page.url).pathname.replace("/en/", "/LOCALE/");
}

const pickup = await place(), order = await busy(), waiting = await collected(pickup), draft = await written();
const dearer = await buy({ shop, locale: "en", products: ["/p/mug"], method: "demo" });
const change = await adminAct(await adminOrder(staff, shop, dearer.number), "edit");
await (await change.form(main).submit({ [`quantity_${mug}`]: "2" })).form(main).submit({}, { button: ["do", "apply"] });
await buy({ shop, locale: "de", products: ["/p/rare"], method: "bank_transfer" });

const screens = {
	today: `/LOCALE/${shop}/`, orders: `/LOCALE/${shop}/orders`, nothing: `/LOCALE/${shop}/orders?q=nothing-at-all`, order: `/LOCALE/${shop}/orders/${order.id}`,
	collected: `/LOCALE/${shop}/orders/${waiting.id}`, dearer: `/LOCALE/${shop}/orders/${dearer.order.id}`, refund: `/LOCALE/${shop}/orders/${order.id}/refund-part`,
	slips: `/LOCALE/${shop}/slips?id=${order.id}&id=${waiting.id}`, drafts: `/LOCALE/${shop}/drafts`, draft, found: `${draft}?q=m`,
	places: `/LOCALE/${shop}/settings/pickups`, place: `/LOCALE/${shop}/settings/pickups/${pickup}`, "new place": `/LOCALE/${shop}/settings/pickups/new`,
};
const at = (path, locale) => path.replace("LOCALE", locale);

test("the screens for orders are valid HTML, full, empty and refused", { long: true }, async () => {
	const documents = {};
	for (const [i, [kind, path]] of Object.entries(screens).entries())
		documents[kind] = (await staff.get(at(path, i % 2 ? "ar" : "en"))).text;
	const refused = {
		"refused refund": (await staff.get(at(screens.refund, "en"))).form('form[action$="/refund-part"]').submit({ amount: "-1" }),
		"refused draft": (await staff.get(at(draft, "en"))).form(main).submit({ [`quantity_${mug}`]: "x" }, { button: ["do", "link"] }),
		"refused place": (await staff.get(at(screens["new place"], "ar"))).form(post).submit({}),
	};
	for (const [kind, page] of Object.entries(refused)) {
		assert.equal((await page).status, 422, kind);
		documents[kind] = (await page).text;
	}
	const client = shopClient(shop);
	await addToCart(client, { locale: "en", product: "/p/mug" });
	const chosen = await (await client.get("/en/checkout")).form(post).submit({ place: String(pickup) }, { button: ["adapt", "1"] });
	documents["who collects"] = chosen.text;
	for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], kind);
});

for (const [locale, dark, width] of [["en", false, 390], ["ar", true, 390], ["ar", false, 1280]]) {
	test(`${locale} ${dark ? "dark" : "light"} ${width}: the screens for orders are accessible, and no wider than the window`, { long: true }, () =>
		withPage({ width, js: true, locale, dark }, async (page, context) => {
			await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
			for (const [kind, path] of Object.entries(screens)) {
				await page.goto(env.ADMIN_URL + at(path, locale));
				await keepSight(page, `orders-${kind.replace(" ", "-")}-${locale}-${width}${dark ? "-dark" : ""}`);
				assert.deepEqual(await accessibility(page), [], kind);
				assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, kind);
			}
		}));
}

test("choosing a place lays the form out anew at once, and what was typed stays", () =>
	withPage({ width: 390, js: true }, async (page) => {
		const base = `http://${shop}.localhost:${env.HTTP_PORT}/en`;
		await page.goto(`${base}/p/mug`);
		await page.locator('form[action$="/cart/add"] button').first().click();
		await page.waitForLoadState("networkidle");
		await page.goto(`${base}/checkout`);
		await page.getByLabel("E-mail").fill("typed@example.org");
		await page.getByLabel("How do you get it?").selectOption(String(pickup));
		await page.getByText("Am Kai 1").waitFor();
		assert.equal(await page.getByLabel("Street and number").count(), 0);
		assert.equal(await page.getByLabel("E-mail").inputValue(), "typed@example.org");
		assert.deepEqual(await accessibility(page), []);
		await keepSight(page, "orders-who-collects-en-390");
	}));

test("packing slips leave the printer a sheet an order, without anything around them, in the customer's language", () =>
	withPage({ js: false }, async (page, context) => {
		await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
		await page.goto(env.ADMIN_URL + at(screens.slips, "ar"));
		const pdf = await page.pdf({ preferCSSPageSize: true });
		const sheets = execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf, encoding: "utf8" }).split("\f").slice(0, -1);
		assert.equal(sheets.length, 2);
		assert.match(sheets[0], new RegExp(order.number));
		assert.match(sheets[0], /Goes to\s+Ünsal Groß[\s\S]*2\s+book/);
		assert.doesNotMatch(sheets[0], /mug/, "one was sent, the other came back");
		assert.match(sheets[1], new RegExp(waiting.number));
		assert.doesNotMatch(sheets[1], new RegExp(order.number));
		for (const sheet of sheets)
			assert.doesNotMatch(sheet, /24\.90|Log out|T1000000/);
		const picture = execFileSync("pdftoppm", ["-r", "150", "-png", "-f", "1", "-l", "1", "-"], { input: pdf, maxBuffer: 64 << 20 });
		const scanned = execFileSync("zbarimg", ["--nodbus", "--quiet", "--raw", "-"], { input: picture, encoding: "utf8" });
		assert.equal(scanned.trim(), order.number);
		const info = execFileSync("pdfinfo", ["-"], { input: pdf, encoding: "utf8" });
		assert.match(info, /Page size:\s+59\d.* x 84\d.*A4/);
	}));

test("the chart of the days has a table behind it with the same numbers, and its bars stay inside, also from right to left", () =>
	withPage({ width: 390, js: true, locale: "ar" }, async (page, context) => {
		await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
		await page.goto(env.ADMIN_URL + at(screens.today, "ar"));
		const cells = (selector) => page.$$eval(selector, (all) => all.map((c) => c.textContent.trim()));
		assert.deepEqual((await cells("table.days tbody tr:last-child td")), (await cells("#sales ~ .table tbody tr:first-child td")), "today");
		const box = await page.locator("svg.chart").boundingBox();
		assert.ok(box.width <= 390 && box.height > 80);
		const inside = await page.$$eval("svg.chart text", (texts) => texts.map((t) => t.getBoundingClientRect()).map((r) => [r.left, r.right]));
		for (const [left, right] of inside)
			assert.ok(left >= box.x - 1 && right <= box.x + box.width + 1, `${left} ${right}`);
	}));

