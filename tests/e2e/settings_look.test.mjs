// Settings of what is read and seen: colours, fonts, logo, words of mails, the notice about cookies.
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { adminAct, adminOrder } from "../lib/admin.mjs";
import { addToCart, buy, checkoutToReview, someEmail } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { form, newStand, refused, set } from "../lib/settings.mjs";

const only = (shop, sql) => shopRows(shop, sql)[0];

// The address of the shop's own style sheet, null where it has none.
async function sheetOf(shop) {
	const page = await shopClient(shop).get("/en/");
	return page.$('link[rel="stylesheet"][href^="/theme/"]')?.getAttribute("href") ?? null;
}

test("a shop's own colours are a style sheet under an address that names its content", async () => {
	const { shop, open } = await newStand();
	assert.equal(await sheetOf(shop), null, "a look as it comes needs none");
	await set(await open("/theme"), { accent: "#b00020", ground: "#fff8f0", ink: "oklch(0.25 0.03 30)", font_head: "serif", radius: "16" });
	const first = await sheetOf(shop);
	assert.match(first, /^\/theme\/[0-9a-f]{20}\.css$/);
	const sheet = await shopClient(shop).get(first);
	assert.equal(sheet.status, 200);
	assert.equal(sheet.header("content-type"), "text/css; charset=utf-8");
	assert.match(sheet.header("cache-control"), /max-age=31536000, immutable/);
	assert.match(sheet.text, /--accent: #b00020;/);
	assert.match(sheet.text, /--ground: #fff8f0;/);
	assert.match(sheet.text, /--radius: 16px;/);
	assert.match(sheet.text, /--font-head-ar: .*Naskh/);
	assert.match(sheet.text, /prefers-color-scheme: dark/);
	const { pathname } = new URL((await shopClient(shop).get("/en/cart")).$('link[href^="/theme/"]').getAttribute("href"), "http://x");
	assert.equal(pathname, first, "the cart wears it too");
	await set(await open("/theme"), { accent: "#004488" });
	const second = await sheetOf(shop);
	assert.notEqual(second, first);
	assert.equal((await shopClient(shop).get(first)).status, 404, "the former address is nobody's");
	const other = await newStand();
	assert.equal((await shopClient(other.shop).get(second)).status, 404, "nor is it another shop's");
	await set(await open("/theme"), { accent: "", ground: "", ink: "", font_head: "", radius: "", look: "dilmun" });
	assert.equal(await sheetOf(shop), null);
	assert.match((await shopClient(shop).get("/en/")).text, /theme-dilmun/);
});

test("colours that could not be read are mended for light and dark screens, and the merchant is told", async () => {
	const { shop, open } = await newStand();
	const page = await set(await open("/theme"), { accent: "#ffff00", ground: "#ffffff", ink: "#cccccc" });
	const told = page.$$(".flash.info").map((e) => e.textContent.trim()).join("\n");
	assert.match(told, /Text in #cccccc could hardly be read.*#[0-9a-f]{6} is used/);
	assert.match(told, /Links in #ffff00/);
	assert.match(told, /Buttons in #ffff00/);
	const { text } = await shopClient(shop).get(await sheetOf(shop));
	const luminance = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
		.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const contrast = (a, b) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
	for (const block of text.split("@media")) {
		const token = (name) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)[1];
		for (const ground of ["ground", "surface", "raised"]) {
			for (const word of ["text", "muted", "link", "bad", "good", "warn"])
				assert.ok(contrast(token(word), token(ground)) >= 4.5, `${word} on ${ground}: ${contrast(token(word), token(ground))}`);
			for (const edge of ["edge", "accent"])
				assert.ok(contrast(token(edge), token(ground)) >= 3, `${edge} on ${ground}`);
		}
		assert.ok(contrast(token("on-accent"), token("accent")) >= 4.5);
	}
});

test("a look can be seen before it is saved", async () => {
	const { shop, open } = await newStand();
	const page = await (await open("/theme")).form(form).submit({ accent: "#b00020" }, { button: "look_first" });
	assert.equal(page.status, 200);
	assert.equal(page.$$(".look").length, 2);
	assert.equal(page.form(form).value("accent"), "#b00020", "what was typed stays");
	const css = await page.client.get(page.$('main link[rel="stylesheet"]').getAttribute("href"));
	assert.equal(css.header("content-type"), "text/css; charset=utf-8");
	assert.match(css.text, /^\.look\.light \{[^}]*--accent: #b00020/);
	assert.equal(only(shop, "SELECT theme_hash FROM @shop@.shop").theme_hash, "", "nothing is saved");
});

test("bad colours and fonts are told, and none gets into a style sheet", async () => {
	const { shop, open } = await newStand();
	for (const name of ["accent", "ground", "surface", "ink"])
		for (const bad of ["red", "#12", "#fff;}body{display:none", "oklch(2 0 0)", "url(//evil.example)"])
			await refused(await open("/theme"), { [name]: bad }, name, /colour such as/);
	assert.equal((await (await open("/theme")).form(form).submit({ accent: "nonsense" }, { button: "look_first" })).status, 422);
	for (const values of [{ look: "none" }, { font_body: "evil" }, { radius: "99" }])
		assert.equal((await (await open("/theme")).form(form).submit(values)).status, 400, JSON.stringify(values));
	assert.equal(await sheetOf(shop), null);
});

// PNG, annex D.
function crc32(bytes) {
	let c = 0xffffffff;
	for (const b of bytes) {
		c ^= b;
		for (let k = 0; k < 8; k++)
			c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
	}
	return (c ^ 0xffffffff) >>> 0;
}

// A PNG of one colour.
function png(width, height) {
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
		out.writeUInt32BE(data.length);
		body.copy(out, 4);
		out.writeUInt32BE(crc32(body), body.length + 4);
		return out;
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	const rows = Buffer.alloc(height * (width * 3 + 1), 0x60);
	for (let y = 0; y < height; y++)
		rows[y * (width * 3 + 1)] = 0;
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

async function upload(staff, page, name, bytes) {
	const seen = page.form(form).value("seen"), edge = "----stoa";
	const part = (head, data) => [Buffer.from(`--${edge}\r\n${head}\r\n\r\n`), data, Buffer.from("\r\n")];
	const body = Buffer.concat([...part('Content-Disposition: form-data; name="seen"', Buffer.from(seen)),
		...(bytes ? part(`Content-Disposition: form-data; name="logo"; filename="${name}"\r\nContent-Type: image/png`, bytes) : []), Buffer.from(`--${edge}--\r\n`)]);
	const answer = await staff.raw({ method: "POST", path: page.url, body, headers: { "content-type": `multipart/form-data; boundary=${edge}` } });
	return staff.follow(answer);
}

test("a logo takes the place of the shop's name, which its readers still hear", async () => {
	const { shop, open, staff } = await newStand();
	await set(await open("/names"), { title_en: "Lamp" });
	const page = await upload(staff, await open("/theme/logo"), "logo.png", png(120, 40));
	assert.match(page.textOf(".flash"), /Saved/);
	const logo = (await shopClient(shop).get("/en/")).$(".logo img");
	assert.equal(logo.getAttribute("alt"), "Lamp");
	assert.equal(logo.getAttribute("width"), "120");
	assert.equal(logo.getAttribute("height"), "40");
	await (await open("/theme/logo")).form('form[action$="/delete"]').submit();
	assert.equal((await shopClient(shop).get("/en/")).textOf(".logo"), "Lamp");
});

test("a logo that is no picture is refused at its field, and nothing changes", async () => {
	const { shop, open, staff } = await newStand();
	for (const [name, bytes, words] of [["logo.png", Buffer.from("<svg/>"), /no picture that we can take/], ["cut.png", png(120, 40).subarray(0, 60), /damaged|no picture/],
		["none.png", null, /fill this in/]]) {
		const page = await upload(staff, await open("/theme/logo"), name, bytes);
		assert.equal(page.status, 422, name);
		assert.match(page.textOf("#f-logo-error"), words);
	}
	assert.equal(only(shop, "SELECT logo_address FROM @shop@.shop").logo_address, null);
});

test("a merchant's words stand in the mails of their language, escaped, with what they stand for filled in", async () => {
	const { shop, open } = await newStand();
	await set(await open("/mails/placed"), { subject_en: "Hooray {name}: {number}", opening_en: "Dear {name},\n<b>thanks</b> for {amount} & more.", closing_en: "Yours, {shop}" });
	const email = someEmail(), box = new Mailbox();
	const { number } = await buy({ shop, locale: "en", products: ["/p/mug"], email, address: { name: "Ada <Love> & Co" } });
	const mail = await box.waitFor(email, /Hooray/);
	assert.equal(mail.subject, `Hooray Ada <Love> & Co: ${number}`);
	assert.match(mail.text, /Dear Ada <Love> & Co,\r?\n<b>thanks<\/b> for €15\.00 & more\./);
	assert.match(mail.text, /Yours, /);
	assert.match(mail.html, /Dear Ada &lt;Love&gt; &amp; Co,<br>\s*&lt;b&gt;thanks&lt;\/b&gt; for €15\.00 &amp; more\./);
	assert.doesNotMatch(mail.text, /We received your order/);
	assert.match(mail.text, /What you ordered/, "the order itself stays");
	const german = someEmail();
	await buy({ shop, locale: "de", products: ["/p/mug"], email: german });
	assert.match((await box.waitFor(german, /./)).subject, /Vielen Dank|Bestellung/, "a language without words of the merchant's has ours");
	await (await open("/mails/placed")).form('form[action$="/reset"]').submit();
	const again = someEmail();
	await buy({ shop, locale: "en", products: ["/p/mug"], email: again });
	assert.match((await box.waitFor(again, /./)).subject, /Thank you for your order/);
});

test("the mail about a shipped order carries the merchant's words, too", async () => {
	const { shop, open, staff } = await newStand();
	await set(await open("/mails/shipped"), { subject_en: "Off it goes: {number}" });
	const email = someEmail();
	const { number } = await buy({ shop, locale: "en", products: ["/p/mug"], email });
	const page = await adminAct(await adminOrder(staff, shop, number), "paid");
	await adminAct(page, "ship", { carrier: "DHL" });
	const mail = await new Mailbox().waitFor(email, /Off it goes/);
	assert.equal(mail.subject, `Off it goes: ${number}`);
	assert.match(mail.text, /Your order left us/, "what was not worded is ours");
});

test("a placeholder that nothing fills is refused, a mail can be looked at before it is saved", async () => {
	const { shop, open } = await newStand();
	for (const [name, bad] of [["subject_en", "Hi {nane}"], ["opening_en", "{{name}}"], ["closing_de", "{ name }"], ["opening_ar", "{"]])
		await refused(await open("/mails/placed"), { [name]: bad }, name, /\{name\}, \{number\}, \{shop\}, \{amount\}/);
	await refused(await open("/mails/paid"), { subject_en: "x".repeat(151) }, "subject_en", /150/);
	await refused(await open("/mails/paid"), { closing_en: "x".repeat(2001) }, "closing_en", /2000/);
	assert.match((await open("/mails/placed")).textOf(".letter"), /We received your order 1001 on .* 20\d\d/, "our own words are what is worded anew");
	assert.match((await open("/mails/shipped")).textOf(".letter"), /Your order left us on .* 20\d\d/);
	await refused(await open("/mails/placed"), { opening_en: "On {placed_at}" }, "opening_en", /\{placed_at\}/);
	const look = await (await open("/mails/placed")).form(form).submit({ subject_en: "Order {number} <i>", opening_en: "To {name}" }, { button: "look_first" });
	assert.match(look.textOf(".letter"), /Order 1001 <i>/);
	assert.match(look.textOf(".letter"), /To Ada Lovelace/);
	assert.equal(only(shop, "SELECT count(*)::int AS n FROM @shop@.mail_text").n, 0);
	assert.equal((await open("/mails/none")).status, 404);
});

test("the notice about cookies is off; once on it can be read, closed without a script, and stays closed", async () => {
	const { shop, open } = await newStand();
	assert.ok(!(await shopClient(shop).get("/en/")).$(".notice"));
	await set(await open("/cookies"), { notice: "1", text_de: "Nur nötige Kekse <b>" });
	const client = shopClient(shop);
	const page = await client.get("/en/p/mug");
	assert.match(page.textOf(".notice"), /cannot do without/);
	assert.match((await client.get("/de/")).textOf(".notice"), /Nur nötige Kekse <b>/);
	assert.match((await client.get("/en/cart")).textOf(".notice"), /cannot do without/);
	const after = await page.form("form.notice").submit();
	assert.equal(new URL(after.url).pathname, "/en/p/mug", "back where one was");
	assert.ok(!after.$(".notice"));
	assert.ok(!(await client.get("/de/")).$(".notice"));
	assert.equal((await client.post("/en/cookies", { back: "//evil.example/" }, { follow: false })).header("location"), "/en/");
	await refused(await open("/cookies"), { text_en: "x".repeat(1001) }, "text_en", /1000/);
});

test("nothing but the cookies that a shop cannot do without is ever set, and scripts read none of them", async () => {
	const { shop, open } = await newStand();
	await set(await open("/cookies"), { notice: "1" });
	await set(await open("/currencies"), { new_code: "USD", new_rate: "1.1" });
	const client = shopClient(shop), lines = [], keep = client.keepCookies;
	client.keepCookies = function (host, answer) {
		lines.push(...answer.headers.filter(([n]) => n === "set-cookie").map(([, v]) => v));
		return keep.call(this, host, answer);
	};
	const home = await client.get("/en/");
	assert.equal(lines.length, 0, "a visitor who only looks gets none");
	await home.form("form.notice").submit();
	await home.form('form[action$="/currency"]').submit({ currency: "USD" });
	await addToCart(client, { locale: "en", product: "/p/mug" });
	const review = await checkoutToReview(client, { locale: "en", email: someEmail() });
	await review.form('main form[method="post"]').submit();
	const names = new Set(lines.map((l) => l.split("=")[0]));
	assert.deepEqual([...names].sort(), ["cart", "currency", "flash", "noted"]);
	for (const line of lines) {
		assert.match(line, /; HttpOnly/i, line);
		assert.match(line, /; SameSite=Lax/i, line);
	}
});
