// A purchase and a new product by the keyboard alone: every key is a real one (Tab, Enter, Space, arrows, letters), and where one is can always be seen.
import assert from "node:assert/strict";
import { withPage } from "../lib/browser.mjs";
import { addresses, someEmail } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";

// What has the focus, and whether one can see that.
const focused = (page) => page.evaluate(() => {
	const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect(), field = e.closest("label, .option") ?? e;
	// Not wholly behind something that stands still while the page goes by.
	const uncovered = (one, { left, right, top, bottom }) => [[left + right, top + 2 + top + 2], [left + right, top + bottom], [left + right, bottom * 2 - 4]].some(([x, y]) => {
		const over = document.elementFromPoint(x / 2, y / 2);
		return !over || one.contains(over) || over.contains(one) || over.control === one || over.closest("label")?.control === one;
	});
	const seen = (style) => (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
	return { tag: e.localName, id: e.id, name: e.getAttribute("name") ?? "", value: e.value ?? "", type: e.type ?? "", checked: e.checked === true, href: e.getAttribute("href") ?? "",
		words: e.textContent.trim().replace(/\s+/g, " "), card: e.classList.contains("card"), dialog: e.closest("dialog") !== null, main: e.closest("main, dialog, body > form") !== null,
		action: e.closest("form")?.getAttribute("action") ?? "", primary: e.localName === "button" && !e.matches(".quiet, .plain"),
		seen: seen(s) || seen(getComputedStyle(field)), free: uncovered(e, box), inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
});

// Presses Tab until the focus is where it is wanted; every stop on the way can be seen.
async function reach(page, what, wanted, most = 60) {
	const stops = [];
	for (let i = 0; i < most; i++) {
		const at = await focused(page);
		if (wanted(at)) {
			assert.ok(at.seen && at.inside && at.free, `${what}: the focus on ${at.tag} ${at.name}${at.href} is seen`);
			return at;
		}
		await page.keyboard.press("Tab");
		const next = await focused(page);
		if (next.tag !== "body")
			assert.ok(next.seen && next.inside && next.free, `${what}: on the way, the focus on ${next.tag} ${next.name} ${next.href} ${next.words} is seen`);
		stops.push(next.tag + next.name + next.href);
	}
	throw new Error(`${what} is not reached by Tab: ${stops.join(" ")}`);
}

async function press(page, key, url) {
	await Promise.all([page.waitForURL(url), page.keyboard.press(key)]);
	await page.waitForLoadState();
}

// By the arrows, past the countries that come before; then the form of that country.
async function chooseCountry(page, country, js) {
	const at = await reach(page, "country", (f) => f.name === "country");
	const way = await page.evaluate((c) => {
		const { options, selectedIndex } = document.activeElement;
		return [...options].findIndex((o) => o.value === c) - selectedIndex;
	}, country);
	for (let i = 0; i < Math.abs(way); i++)
		await page.keyboard.press(way > 0 ? "ArrowDown" : "ArrowUp");
	assert.equal((await focused(page)).value, country);
	if (at.value === country)
		return;
	if (js) {
		await page.keyboard.press("Tab");
		await page.waitForFunction((c) => document.querySelector('[name="laid"]').value === c, country);
	} else {
		await reach(page, "the form of this country", (f) => f.name === "adapt");
		await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	}
}

async function typeAddress(page, values) {
	for (const name of await page.evaluate(() => [...document.querySelectorAll("main form [name]")].filter((e) => e.type !== "hidden" && e.localName === "input").map((e) => e.name))) {
		if (!(name in values))
			continue;
		const at = await reach(page, name, (f) => f.name === name);
		if (at.value)
			await page.keyboard.press("ControlOrMeta+a");
		await page.keyboard.type(values[name]);
	}
}

// One of a group, by the arrows; the group is one stop of Tab.
async function choose(page, value) {
	await reach(page, "the choice", (f) => f.type === "radio");
	await page.keyboard.press("Space");
	for (let i = 0; i < 10 && (await focused(page)).value !== value && value; i++)
		await page.keyboard.press("ArrowDown");
	const at = await focused(page);
	assert.ok(at.checked && (!value || at.value === value) && at.seen, `${at.value} is chosen, and that is seen`);
}

for (const { shop, locale, width, js, country } of [
	{ shop: env.SHOP, locale: "en", width: 1280, js: true, country: "FR" },
	{ shop: env.SECOND_SHOP, locale: "ar", width: 390, js: false, country: "SA" },
])
	test(`${shop} ${locale} at ${width} px, ${js ? "with" : "without"} scripts: the keyboard alone buys, from the home page to the thanks`, () =>
		withPage({ width, js, locale }, async (page) => {
			const email = someEmail("keys"), go = (f) => f.primary && f.main;
			await page.goto(`http://${shop}.localhost:${env.HTTP_PORT}/${locale}/`);
			await page.keyboard.press("Tab");
			assert.equal((await focused(page)).href, "#main", "the way past the bar is first");
			await page.keyboard.press("Enter");
			const card = await reach(page, "a product", (f) => f.card);
			await press(page, "Enter", (url) => url.pathname === decodeURI(card.href) || url.pathname === card.href);
			await reach(page, "the quantity", (f) => f.name === "quantity");
			await page.keyboard.press("ArrowUp");
			assert.equal((await focused(page)).value, "2");
			await reach(page, "to add it", (f) => go(f) && f.action.endsWith("/cart/add"));
			if (js) {
				await page.keyboard.press("Enter");
				await page.waitForSelector("dialog[open] .line");
				assert.ok((await focused(page)).dialog, "the focus is in what opened");
				await page.keyboard.press("Escape");
				assert.ok((await focused(page)).action.endsWith("/cart/add"), "and where it was after Escape");
				await page.keyboard.press("Shift+Tab");
				await page.keyboard.press("Tab");
				await page.keyboard.press("Enter");
				await page.waitForFunction(() => document.querySelector("dialog[open] .line input[name=quantity]")?.value === "4");
			} else {
				await press(page, "Enter", /\/cart$/);
			}
			await reach(page, "the way to the checkout", (f) => f.href.endsWith("/checkout") && (f.dialog || !js));
			await press(page, "Enter", /\/checkout$/);
			await chooseCountry(page, country, js);
			await page.evaluate(() => scrollTo(0, 0));
			const typed = { email, ...addresses[country] };
			await typeAddress(page, { email: typed.email });
			await typeAddress(page, Object.fromEntries(Object.entries(typed).filter(([n]) => n !== "email")));
			await reach(page, "to go on", go);
			await press(page, "Enter", /\/checkout\/shipping$/);
			await choose(page);
			await reach(page, "to go on", go);
			await press(page, "Space", /\/checkout\/payment$/);
			await choose(page, "demo");
			await press(page, "Enter", /\/checkout\/review$/);
			await reach(page, "to order", (f) => go(f) && /\/place$/.test(f.action));
			await press(page, "Enter", /^http:\/\/demopay\./);
			await reach(page, "to approve", (f) => f.value === "approve");
			await press(page, "Enter", new RegExp(`/${locale}/order/[0-9a-f]{32}`));
			const [order] = shopRows(shop, `SELECT o.number FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE c.email = '${email}'`);
			assert.ok((await page.textContent("main")).includes(order.number));
		}));

for (const { locale, width, js } of [{ locale: "en", width: 390, js: true }, { locale: "ar", width: 1280, js: false }])
	test(`${locale} at ${width} px, ${js ? "with" : "without"} scripts: the keyboard alone makes a product, from the login to the shop`, async () => {
		const shop = await newTill(), name = `Tastenkrug ${locale}`;
		// Somebody of their own: the list of shops of the stack's staff grows with every file before this one.
		const email = someEmail("keys"), password = "correct horse battery";
		for (const one of [shop, env.SHOP])
			assert.equal((await stoactl(["staff", "add", email, "--shop", one, "--password-file", "-"], { input: `${password}\n` })).status, 0);
		await withPage({ width, js, locale }, async (page) => {
			const type = async (field, text) => {
				if ((await reach(page, field, (f) => f.main && f.name === field, 90)).value)
					await page.keyboard.press("ControlOrMeta+a");
				await page.keyboard.type(text);
			};
			const go = async (what, wanted, url) => {
				await reach(page, what, wanted, 90);
				await press(page, "Enter", url);
			};
			const save = (f) => f.primary && f.main;
			await page.goto(`${env.ADMIN_URL}/${locale}/login`);
			await type("email", email);
			await type("password", password);
			await press(page, "Enter", (url) => !url.pathname.endsWith("/login"));
			await go("the shop", (f) => f.href.endsWith(`/${shop}/`), new RegExp(`/${shop}/$`));
			await go("the products", (f) => f.href.endsWith(`/${shop}/products`), /\/products$/);
			await go("a new one", (f) => f.href.endsWith("/products/new"), /\/new$/);
			await type("name_de", name);
			await type("price", "12.50");
			await go("to make it", save, /\/products\/\d+/);
			await go("its options", (f) => f.href.endsWith("/options"), /\/options$/);
			await type("new_label_de", "Farbe");
			await type("new_values", "Blau, Rot");
			await reach(page, "to save it", save);
			await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
			await go("its variants", (f) => /\/products\/\d+$/.test(f.href), /\/products\/\d+$/);
			await reach(page, "its state", (f) => f.name === "state");
			for (let i = 0; i < 3 && (await focused(page)).value !== "active"; i++)
				await page.keyboard.press("ArrowUp");
			assert.ok((await focused(page)).checked);
			const stock = await reach(page, "the stock", (f) => f.name.startsWith("on_hand_"), 90);
			await page.keyboard.press("ControlOrMeta+a");
			await page.keyboard.type("4");
			await reach(page, "to save it", save, 90);
			await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
			assert.equal(await page.inputValue(`[name="${stock.name}"]`), "4");
			await go("it in the shop", (f) => f.main && f.href.includes(`//${shop}.`), new RegExp(`//${shop}\\.`));
			assert.match(await page.textContent("h1"), new RegExp(name));
			assert.equal(await page.locator(".choice li").count(), 2);
		});
	});
