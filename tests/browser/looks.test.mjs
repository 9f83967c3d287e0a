// What only a browser can tell: a sale without JavaScript, dark mode, paper, the keyboard.
import assert from "node:assert/strict";
import { adminAct, adminLogin, adminOrder } from "../lib/admin.mjs";
import { keepSight, withPage } from "../lib/browser.mjs";
import { addresses, findProduct, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const form = 'main form[method="post"]';
const base = (shop) => `http://${shop}.localhost:${env.HTTP_PORT}`;

async function go(page, selector) {
	await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
}

// From the home page to the thank-you, by what a person can see and press.
async function sale(page, { shop, locale, country, method, email }) {
	const look = (name) => keepSight(page, `sale-${locale}-${name}`);
	await page.goto(`${base(shop)}/${locale}/`);
	const path = new URL((await findProduct(shopClient(shop), locale)).url).pathname;
	await go(page, `a.card[href="${path}"]`);
	await go(page, 'form[action$="/cart/add"] button');
	await look("cart");
	await go(page, 'main a[href$="/checkout"]');
	if (await page.locator(`${form} [name="country"]`).inputValue() !== country) {
		await page.selectOption(`${form} [name="country"]`, country);
		await go(page, `${form} [name="adapt"]`);
	}
	for (const [name, value] of Object.entries({ email, ...addresses[country] })) {
		const field = page.locator(`${form} [name="${name}"]`);
		if (await field.count())
			await field.fill(value);
	}
	await look("contact");
	await go(page, `${form} button:not([name])`);
	await page.locator('[name="method"]').first().check({ force: true });
	await look("shipping");
	await go(page, `${form} button`);
	await page.locator(`[name="method"][value="${method}"]`).check({ force: true });
	await look("payment");
	await go(page, `${form} button`);
	await look("review");
	await go(page, `${form} button`);
	if (method === "demo") {
		await look("provider");
		await go(page, '[value="approve"]');
	}
	await look("thanks");
	assert.match(page.url(), new RegExp(`/${locale}/order/[0-9a-f]{32}`));
}

for (const { shop, locale, width, country, method } of [
	{ shop: env.SECOND_SHOP, locale: "ar", width: 390, country: "BH", method: "demo" },
	{ shop: env.SHOP, locale: "de", width: 1280, country: "DE", method: "bank_transfer" },
]) {
	test(`without JavaScript a browser buys in ${locale} at ${width} px by ${method}; staff ships and refunds, and each mail is in that language`, () =>
		withPage({ width, locale }, async (page) => {
			const email = someEmail(`browser-${locale}`), box = new Mailbox();
			await sale(page, { shop, locale, country, method, email });
			const [{ number }] = shopRows(shop, `SELECT o.number FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE c.email = '${email}'`);
			assert.ok((await page.textContent("main")).includes(number));
			const staff = await adminLogin();
			for (const [action, values] of [...(method === "demo" ? [] : [["paid", {}]]), ["ship", { carrier: "Post", tracking: "X1" }], ["refund", {}]])
				assert.equal((await adminAct(await adminOrder(staff, shop, number), action, values)).status, 200, action);
			for (const end = Date.now() + 20000; box.all(email).length < 4;) {
				assert.ok(Date.now() < end, `four mails to ${email}: ${box.all(email).map((m) => m.subject)}`);
				await new Promise((r) => setTimeout(r, 100));
			}
			assert.deepEqual(box.all(email).map((m) => m.language), [locale, locale, locale, locale]);
			await page.reload();
			assert.ok((await page.textContent("main")).includes("X1"), "the order's page shows where the parcel is");
		}));
}

// Luminance of the page's ground and of its text (WCAG 2.2).
function light(page) {
	return page.evaluate(() => {
		const of = (colour) => {
			const painter = new OffscreenCanvas(1, 1).getContext("2d");
			painter.fillStyle = colour;
			painter.fillRect(0, 0, 1, 1);
			const [r, g, b] = [...painter.getImageData(0, 0, 1, 1).data].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const style = getComputedStyle(document.body);
		const ground = [document.body, document.documentElement].map((e) => getComputedStyle(e).backgroundColor).find((c) => c !== "rgba(0, 0, 0, 0)");
		return { ground: of(ground ?? "rgb(255, 255, 255)"), text: of(style.color) };
	});
}

for (const shop of [env.SHOP, env.SECOND_SHOP]) {
	test(`${shop}: dark mode is dark, the day is light, and paper is white with the words alone`, async () => {
		for (const dark of [false, true]) {
			await withPage({ dark }, async (page) => {
				await page.goto((await findProduct(shopClient(shop), "en")).url);
				const { ground, text } = await light(page);
				assert.ok(dark ? ground < 0.1 && text > 0.5 : ground > 0.7 && text < 0.2, `${dark ? "dark" : "light"}: ${ground} ${text}`);
				await page.emulateMedia({ media: "print" });
				await keepSight(page, `print-${shop}${dark ? "-dark" : ""}`);
				const paper = await light(page);
				assert.ok(paper.ground > 0.98 && paper.text < 0.02, `paper: ${paper.ground} ${paper.text}`);
				for (const selector of ["nav.aisles", ".find", 'form[action$="/cart/add"]', ".skip", ".foot"])
					assert.equal(await page.locator(selector).first().isVisible(), false, `${selector} is not printed`);
				for (const selector of ["h1", ".offer .price", ".facts"])
					assert.equal(await page.locator(selector).first().isVisible(), true, `${selector} is printed`);
			});
		}
	});

	test(`${shop}: the keyboard reaches the content first and then everything, and where it is can be seen`, () =>
		withPage({ js: true }, async (page) => {
			await page.goto((await findProduct(shopClient(shop), "en")).url);
			const now = () => page.evaluate(() => {
				const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
				return { what: `${e.tagName} ${e.className}`, href: e.getAttribute("href"), name: e.getAttribute("name") ?? "", button: e.tagName === "BUTTON",
					seen: (s.outlineStyle !== "none" && Number.parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none", onPage: box.width > 0 && box.bottom > 0 && box.right > 0 };
			});
			const reached = [];
			for (let i = 0; i < 40; i++) {
				await page.keyboard.press("Tab");
				const at = await now();
				if (at.what.startsWith("BODY"))
					break;
				assert.ok(at.seen && at.onPage, `${at.what} ${at.href ?? at.name} has no visible focus`);
				reached.push(at);
			}
			assert.equal(reached[0].href, "#main", "the way past the bar is first");
			assert.ok(reached.some((r) => r.name === "quantity") && reached.some((r) => r.button));
			await page.goto(page.url());
			await page.keyboard.press("Tab");
			await page.keyboard.press("Enter");
			assert.equal(await page.evaluate(() => document.activeElement.id), "main");
		}));
}
