// A home page that holds a block of every kind.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessibility, htmlErrors, withPage } from "../lib/browser.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { arranged } from "../lib/screens-content.mjs";

const photo = readFileSync(join(top, "tests/fuzz/corpus/picture/main-tiny.jpg"));
const PICTURE = photo.subarray(photo.indexOf(Buffer.from([0xff, 0xd8, 0xff])));

// A browser page that is logged in to the shop's admin.
const signedIn = async (options, fn) => withPage(options, async (page, context) => {
	const { name, staff } = await arranged();
	await context.addCookies([{ name: "staff", value: staff.cookie("staff"), url: env.ADMIN_URL }]);
	await fn(page, `${env.ADMIN_URL}/${options.locale ?? "en"}/${name}`);
});

test("a picture is chosen in the form of a block and stands in the shop; a home page of every block is valid, accessible and fits", async () => {
	const { name, staff } = await arranged();
	const hero = shopRows(name, "SELECT id FROM @shop@.home_block WHERE kind = 'hero'")[0].id;
	await signedIn({ width: 390 }, async (page, base) => {
		await page.goto(`${base}/content/home/${hero}`);
		await page.setInputFiles("input[type=file]", { name: "dot.jpg", mimeType: "image/jpeg", buffer: PICTURE });
		await page.fill("[name=alt_en]", "Two dots");
		await page.click(".save button");
		assert.match(await page.locator(".flash").textContent(), /\S/);
		await page.getByRole("link", { name: "Headline" }).first().click();
		assert.equal(await page.locator(".thumb img").count(), 1);
	});
	const url = `http://${name}.localhost:${env.HTTP_PORT}`, documents = {};
	for (const [locale, width] of [["en", 390], ["ar", 1280], ["en", 1280], ["ar", 390]]) {
		const kind = `${locale} ${width}`;
		await withPage({ width, js: true, dark: width === 390 }, async (page) => {
			await page.goto(`${url}/${locale}/`);
			assert.equal(await page.locator(".hero img").count(), 1);
			assert.equal(await page.locator("h1").count(), 1);
			assert.deepEqual(await accessibility(page), [], kind);
			assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, kind);
			documents[kind] = (await shopClient(name).get(`/${locale}/`)).text;
		});
	}
	for (const [kind, lines] of Object.entries(await htmlErrors(documents)))
		assert.deepEqual(lines, [], kind);
	/* In the phone's language the picture says what it shows. */
	assert.match(documents["en 390"], /alt="Two dots"/);
	shopExecute(name, "UPDATE @shop@.home_block SET active = false");
	await withPage({ js: true }, async (page) => {
		await page.goto(`${url}/en/`);
		assert.equal(await page.locator("h1").count(), 1, "a page without a block still has its heading");
		assert.deepEqual(await accessibility(page), []);
	});
	assert.equal((await staff.get(`/en/${name}/content/home`)).$$(".arranged tbody tr").length, 5);
});
