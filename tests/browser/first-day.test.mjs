// A merchant's first day in a browser, by the screens alone: from the login to a shop that sells, then a parcel sent by phone and a part refunded; and what
// shoppers see of it. FIRST_DAY_PICTURES names a folder for a screenshot of every step; STOA_SCREENS=all walks
// the pairs of language and width that the check leaves out.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { accessibility, withPage } from "../lib/browser.mjs";
import { addresses, someEmail } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { days, drawGoods, drawLogo } from "../lib/first-day.mjs";
import { newShop } from "../lib/goods.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

const walks = process.env.STOA_SCREENS === "all" ? [["en", 390], ["en", 1280], ["ar", 1280]] : [["ar", 390]];

const png = (name, buffer) => ({ name, mimeType: "image/png", buffer });
const words = (text) => text.replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();

// One person before one window. Every page that is reached fits into it, and what is pressed is large enough for a finger.
class Person {
	constructor(page, locale, width, who) {
		Object.assign(this, { page, locale, width, who, steps: 0 });
	}

	async seen(step) {
		const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
		assert.ok(wide <= this.width, `${step} is ${wide} px wide`);
		if (!process.env.FIRST_DAY_PICTURES)
			return;
		mkdirSync(process.env.FIRST_DAY_PICTURES, { recursive: true });
		const name = `${this.locale}-${this.width}-${this.who}-${String(++this.steps).padStart(2, "0")}-${step.replaceAll(" ", "-")}.png`;
		await this.page.screenshot({ path: join(process.env.FIRST_DAY_PICTURES, name), fullPage: true });
	}

	async go(selector, step) {
		const target = this.page.locator(selector).filter({ visible: true }).first();
		const box = await target.boundingBox({ timeout: 5000 }).catch(() => assert.fail(`${step ?? selector}: nothing to press on ${this.page.url()}: ${selector}`));
		if (await target.evaluate((e) => e.matches("button, .button, .tabs a, .side a, .set a")))
			assert.ok(box.height >= 44, `${selector} on ${this.page.url()} is ${box.height} px high`);
		await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), target.click()]);
		if (step)
			await this.seen(step);
	}

	async fill(values) {
		for (const [name, value] of Object.entries(values))
			await this.page.locator(`main [name="${name}"]`).first().fill(value);
	}

	job(tail, step) { return this.go(`.side a[href$="${tail}"]`, step); }
	async setting(area, step) {
		await this.job("/settings");
		await this.go(`main a[href$="/settings/${area}"]`, step);
	}

	// Saves the main form; the page that follows says that it is done.
	async save(step, button = "main .save button:not([name])") {
		await this.go(button);
		assert.equal(await this.page.locator("main .errors").count(), 0, `${step}: ${await this.page.locator("main .errors").allTextContents()}`);
		assert.equal(await this.page.locator(".flash.good").count(), 1, `${step}: nothing says that it is saved`);
		await this.seen(step);
	}

	async open() {
		return words(await this.page.locator(".first-steps li:not(:has(.done)) > a").allTextContents().then((all) => all.join(" | ")));
	}
}

class Merchant extends Person {
	constructor(page, locale, width, shop, day) {
		super(page, locale, width, "merchant");
		Object.assign(this, { shop, day });
	}

	async login(email, password) {
		await this.page.goto(`${env.ADMIN_URL}/${this.locale}/`);
		await this.seen("login");
		await this.fill({ email, password });
		await this.go("main button", "an empty shop");
	}

	// The list of first steps, of which so many are left.
	async left(n) {
		await this.job(`/${this.shop}/`, `${n} first steps left`);
		assert.equal(await this.page.locator(".first-steps li:not(:has(.done))").count(), n, await this.open());
		assert.equal(await this.page.locator(".first-steps").count(), n ? 1 : 0);
	}

	async name() {
		await this.go('.first-steps a[href$="/settings/names"]', "names");
		await this.fill(this.day.names);
		await this.save("names saved");
	}

	async dress(context) {
		await this.go('.first-steps a[href$="/settings/theme"]', "look");
		await this.fill({ accent: this.day.accent });
		await this.go('main [name="look_first"]', "a look at the colours first");
		await this.save("colours saved");
		await this.go('main a[href$="/settings/theme/logo"]', "logo");
		await this.page.setInputFiles('[name="logo"]', png("logo.png", await drawLogo(context, this.day)));
		await this.save("logo saved");
	}

	async categories() {
		const { locale, day: { other } } = this;
		for (const [i, [, own, name, below]] of this.day.categories.entries()) {
			await this.job("/categories", i === 0 ? "no category yet" : undefined);
			await this.go('main a[href$="/categories/new"]', i === 0 ? "a new category" : undefined);
			await this.fill({ [`name_${locale}`]: own, [`name_${other}`]: name });
			if (below)
				await this.page.locator('[name="parent"]').selectOption({ label: this.day.categories.find(([code]) => code === below)[1] });
			await this.save(i === 0 ? "a category" : `category ${i}`);
		}
		await this.job("/categories", "the tree");
		assert.equal(await this.page.locator("table.arranged tbody tr").count(), this.day.categories.length);
	}

	async product(thing, pictures, first) {
		const { locale, day: { other } } = this, said = (step) => (first ? step : undefined);
		await this.job("/products", said("products"));
		await this.go('main a[href$="/products/new"]', said("a new product"));
		await this.fill({ [`name_${locale}`]: thing.own, [`name_${other}`]: thing.other, price: thing.price });
		await this.save("the draft");
		for (const [label, named, values] of thing.options) {
			await this.go('.tabs a[href$="/options"]', said("options"));
			await this.fill({ [`new_label_${locale}`]: label, [`new_label_${other}`]: named, new_values: values });
			await this.save("options saved");
		}
		await this.go('.tabs a[href$="/details"]', said("details"));
		await this.page.getByLabel(this.day.categories.find(([code]) => code === thing.category)[1], { exact: false }).last().check();
		await this.save("details saved");
		await this.go('.tabs a[href$="/pictures"]', said("no picture yet"));
		await this.page.setInputFiles("#pictures", pictures.map((b, i) => png(`${i}.png`, b)));
		await this.page.locator("form.upload button").click();
		await this.page.waitForFunction(() => document.querySelectorAll("ol.pictures > li").length === 2);
		await this.page.locator(`ol.pictures > li:first-child input[lang="${locale}"]`).fill(thing.own);
		await this.save("pictures saved");
		await this.go(".tabs li:first-child a", said("the grid of variants"));
		const shelf = this.page.locator('[name^="on_hand_"]');
		assert.equal(await shelf.count(), thing.pieces.length, thing.own);
		for (const [i, n] of thing.pieces.entries())
			await shelf.nth(i).fill(String(n));
		await this.page.locator('[name="state"][value="active"]').check();
		await this.save(`product ${thing.hue}`);
	}

	async taxes() {
		await this.go('.first-steps a[href$="/settings/taxes"]', "taxes");
		await this.go(`main a[href$="/countries/${this.day.create.country}"]`, "rates of the country");
		await this.fill({ [`name_${this.locale}`]: this.day.tax.name, [`name_${this.day.other}`]: this.day.tax.named, new_percent: this.day.tax.percent });
		await this.page.locator('[name="new_class"]').selectOption("standard");
		await this.save("rate saved");
	}

	async shipping() {
		await this.go('.first-steps a[href$="/settings/shipping"]', "shipping");
		await this.go('main a[href*="/settings/shipping/methods/"]', "way of shipping");
		await this.fill({ price_1: this.day.shipping });
		await this.save("shipping saved");
	}

	async payment() {
		await this.go('.first-steps a[href$="/settings/payments"]', "payment");
		await this.go('main a[href$="/methods/bank_transfer"]', "bank transfer");
		await this.fill({ [`instructions_${this.locale}`]: this.day.bank[0], [`instructions_${this.day.other}`]: this.day.bank[1] });
		await this.save("bank account saved");
	}

	// Each of the starters: the gaps in brackets filled, then shown.
	async legal() {
		await this.go('.first-steps a[href$="/settings/legal"]', "legal pages");
		const pages = await this.page.locator('main .set a[href*="/content/pages/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
		assert.equal(pages.length, 4, "all starters are linked");
		for (const [i, path] of pages.entries()) {
			await this.go(`main a[href="${path}"]`, i === 0 ? "a legal page" : undefined);
			for (const locale of [this.locale, this.day.other]) {
				const text = this.page.locator(`[name="body_${locale}"]`);
				await text.fill((await text.inputValue()).replace(/\[[^\]]*\](?!\()/g, this.day.create.title));
			}
			await this.page.locator('[name="active"]').check();
			await this.save(`legal page ${i + 1}`);
			await this.setting("legal", i === 0 ? "one legal page is out" : undefined);
		}
		await this.job("/content", "all pages");
		assert.equal(await this.page.locator("table.arranged .pill.good").count(), pages.length);
	}

	// From the list to the order that this person placed.
	async order(number, step) {
		await this.job("/orders", `${step}, orders`);
		await this.go(`main a:has-text("${number}")`, `${step}, order`);
	}

	async paid() {
		await this.save("marked as paid", 'form[action$="/paid"] button');
	}

	async ship() {
		await this.fill({ carrier: "DHL", tracking: "JJD014600003" });
		await this.save("shipped", 'form[action$="/ship"] button');
	}

	// One of the pieces goes back.
	async refund(back) {
		await this.go('main a[href$="/refund-part"]', "refund a part");
		await this.page.locator('[name^="back_"]').first().fill("1");
		await this.go('form[action$="/refund-part"] .actions button', "the sum that goes back");
		assert.match(words(await this.page.locator("#sum").textContent()), new RegExp(back.replace(".", "[.٫]")));
		await this.save("a part refunded", 'form[action$="/refund-part"] button.danger');
	}
}

// Puts so many of the first variant into the cart, and pays; the order's number.
async function buy(person, day, { thing, pieces, method, email }) {
	const { page, locale } = person, base = `http://${new URL(page.url()).host}/${locale}`;
	await page.goto(`${base}/`);
	const search = page.locator('form[role="search"] [name="q"]').filter({ visible: true });
	await search.fill(thing.own);
	await Promise.all([page.waitForNavigation(), search.press("Enter")]);
	await person.go("a.card", `${method}, product`);
	assert.equal(words(await page.locator("h1").textContent()), thing.own);
	await page.fill("#quantity", String(pieces));
	await page.locator('form[action$="/cart/add"] button').click();
	await page.locator("dialog[open] .drawer-body").waitFor();
	await person.seen(`${method}, cart`);
	await person.go('dialog[open] a[href$="/checkout"]', `${method}, contact`);
	for (const [name, value] of Object.entries({ email, ...addresses[day.shopper.country] })) {
		const field = page.locator(`main form[method="post"] [name="${name}"]`);
		if (await field.count())
			await field.fill(value);
	}
	await person.go('main form[method="post"] button:not([name])', `${method}, shipping`);
	await page.locator('[name="method"]').first().check({ force: true });
	await person.go('main form[method="post"] button', `${method}, payment`);
	await page.locator(`[name="method"][value="${method}"]`).check({ force: true });
	await person.go('main form[method="post"] button', `${method}, review`);
	const sums = words(await page.locator("main").textContent());
	await person.go('main form[method="post"] button');
	if (method === "demo")
		await person.go('[value="approve"]');
	await person.seen(`${method}, thank you`);
	return { number: words(await page.locator("main").textContent()).match(/\b\d{4,}\b/)[0], sums, url: page.url() };
}

// What the shop looks like to its first visitor.
async function visit(person, day) {
	const { page } = person;
	await person.seen("home");
	assert.equal(await page.locator(".banner img, header img").first().evaluate((e) => e.complete && e.naturalWidth > 0), true, "the logo is there");
	const accent = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim());
	assert.ok(accent, "the colours are the shop's own");
	assert.ok(await page.locator('link[href*="/theme/"]').count(), "by a style sheet of its own");
	assert.deepEqual((await page.locator("nav.aisles a").allTextContents()).map(words).sort(), day.categories.filter(([, , , below]) => !below).map(([, own]) => own).sort());
	assert.ok(await page.locator(".foot a[href*='/page/']").count() >= 4, "the legal pages are linked at the foot");
	assert.deepEqual(await accessibility(page), []);
	await person.go("nav.aisles a", "category");
	assert.ok(await page.locator("a.card").count() >= 4, "what lies in the categories below is shown above");
}

for (const [locale, width] of walks)
	test(`${locale}, ${width} px: a merchant's first day, from the login to a parcel sent by phone and a part refunded`, async () => {
		const day = days[locale], shop = await newShop("firstday", day.create), email = someEmail("merchant"), password = "correct horse battery";
		assert.equal((await stoactl(["staff", "add", email, "--shop", shop, "--password-file", "-"], { input: `${password}\n` })).status, 0);
		await withPage({ width, locale, js: true }, async (page, context) => {
			const merchant = new Merchant(page, locale, width, shop, day);
			await merchant.login(email, password);
			await merchant.left(7);
			await merchant.name();
			await merchant.left(6);
			await merchant.dress(context);
			await merchant.left(5);
			await merchant.categories();
			const pictures = await drawGoods(context, day);
			for (const [i, thing] of day.goods.entries())
				await merchant.product(thing, pictures[i], i === 0);
			await merchant.left(4);
			await merchant.taxes();
			await merchant.left(3);
			await merchant.shipping();
			await merchant.left(2);
			await merchant.payment();
			await merchant.left(1);
			await merchant.legal();
			await merchant.left(0);
			await merchant.go("header a.visit");
			await withPage({ width, locale, js: true }, async (window) => {
				const shopper = new Person(window, locale, width, "shopper"), buyer = someEmail("first");
				await window.goto(page.url());
				await visit(shopper, day);
				const bought = await buy(shopper, day, { thing: day.goods[0], pieces: 2, method: "demo", email: buyer });
				for (const sum of Object.values(day.sums).slice(0, 4))
					assert.ok(bought.sums.includes(sum), `${sum} in ${bought.sums}`);
				const other = await buy(shopper, day, { thing: day.goods[5], pieces: 1, method: "bank_transfer", email: buyer });
				await page.goto(`${env.ADMIN_URL}/${locale}/${shop}/`);
				await merchant.order(bought.number, "to refund");
				await merchant.refund(day.sums.back);
				await sendByPhone(context, merchant, other.number);
				const mail = await new Mailbox().waitFor(buyer, other.number);
				assert.ok(mail.text.includes(day.bank[0]), "the first mail says where to transfer the money to");
				await shopper.page.goto(other.url);
				await shopper.seen("the order has left");
				assert.match(await window.locator("main").textContent(), /JJD014600003/);
				await shopper.page.goto(bought.url);
				await shopper.seen("a part came back");
				assert.ok(words(await window.locator("main").textContent()).includes(day.sums.back));
			});
		});
	});

// The same merchant, in the storeroom.
function sendByPhone(context, { locale, shop, day }, number) {
	return context.cookies().then((cookies) => withPage({ width: 390, locale, js: true }, async (page, phone) => {
		await phone.addCookies(cookies);
		const merchant = new Merchant(page, locale, 390, shop, day);
		merchant.who = "phone";
		await page.goto(`${env.ADMIN_URL}/${locale}/${shop}/`);
		await merchant.order(number, "to ship");
		await merchant.paid();
		await merchant.ship();
	}));
}
