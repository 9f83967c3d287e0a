// Import and export in admin as staff see them: every state of an import, valid, accessible, on a phone, and followed without a click.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { staffOf } from "../lib/admin.mjs";
import { accessibility, htmlErrors, keepSight, withPage } from "../lib/browser.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { shopClient } from "../lib/client.mjs";
import { env, top } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const goods = csv([productRow("mug", "Mug", "4.50"), productRow("bad", "Bad", "4.505"), productRow("cup", "Cup", "3.00"),
	productRow("plate", "Plate", "-1"), productRow("", "Bowl", "2.00")]);

async function settled(shop) {
	for (let i = 0; i < 200; i++) {
		const [job] = shopRows(shop, "SELECT id, state FROM @shop@.import_job ORDER BY id DESC LIMIT 1");
		if (!["checking", "importing"].includes(job.state))
			return job;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error("the worker did not come");
}

// A shop whose newest import was checked, and a browser that is logged in.
async function withImport(options, fn) {
	const shop = await newShop("see", { locales: "en,de,ar" }), client = await staffOf(shop);
	await uploadFile(client, shop, goods, { name: "spring goods.csv" });
	const { id } = await settled(shop);
	await withPage(options, async (page, context) => {
		await context.addCookies([{ name: "staff", value: client.cookie("staff"), url: env.ADMIN_URL }]);
		await fn(page, { client, shop, path: `/${options.locale ?? "en"}/${shop}/files`, job: `/${options.locale ?? "en"}/${shop}/files/${id}`, id });
	});
}

const states = {
	checking: "state = 'checking', lines_done = 2", importing: "state = 'importing', lines_done = 2", failed: "state = 'failed'",
	cancelled: "state = 'cancelled'", done: "state = 'done'", checked: "state = 'checked'",
};

test("every state of an import, and the page of files with a fault: the Nu checker finds no error", { long: true }, () =>
	withImport({ js: false }, async (page, { client, shop, path, job }) => {
		const documents = { files: (await client.get(path)).text, refused: (await uploadFile(client, shop, "a,b\n", {})).text };
		for (const [state, set] of Object.entries(states)) {
			shopExecute(shop, `UPDATE @shop@.import_job SET ${set}`);
			documents[state] = (await client.get(job)).text;
		}
		for (const [state, lines] of Object.entries(await htmlErrors(documents)))
			assert.deepEqual(lines, [], state);
	}));

for (const [locale, width, dark] of [["en", 390, false], ["ar", 390, true], ["de", 1280, false], ["ar", 1280, false]])
	test(`${locale} ${width} px ${dark ? "dark" : "light"}: files and every state of an import are accessible and no wider than the screen`, { long: true }, () =>
		withImport({ js: true, locale, width, dark }, async (page, { shop, path, job }) => {
			const seen = async (name, address) => {
				await page.goto(env.ADMIN_URL + address);
				await keepSight(page, `files-${name}-${locale}-${width}`);
				assert.deepEqual(await accessibility(page), [], name);
				assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${name} is too wide`);
			};
			await seen("list", path);
			for (const [state, set] of Object.entries(states)) {
				shopExecute(shop, `UPDATE @shop@.import_job SET ${set}`);
				await seen(state, job);
			}
		}));

for (const js of [true, false])
	test(`staff choose a file, see what would happen, import it and read the report ${js ? "without a click between" : "without scripts"}`, async () => {
		const shop = await newShop("walk", { locales: "en" }), client = await staffOf(shop);
		await withPage({ js, width: 390 }, async (page, context) => {
			await context.addCookies([{ name: "staff", value: client.cookie("staff"), url: env.ADMIN_URL }]);
			await page.goto(`${env.ADMIN_URL}/en/${shop}/`);
			await page.goto(`${env.ADMIN_URL}/en/${shop}/files`);
			await page.getByRole("button", { name: "Check the file" }).click();
			assert.match(await page.locator("#f-file-error").textContent(), /fill this in/);
			await page.getByLabel("CSV file").setInputFiles({ name: "goods.csv", mimeType: "text/csv", buffer: Buffer.from(goods) });
			await page.getByRole("button", { name: "Check the file" }).click();
			const headed = async (words) => {
				if (!js) {
					await settled(shop);
					await page.reload();
				}
				await page.getByRole("heading", { name: words }).waitFor();
			};
			await headed("This would happen");
			assert.equal(await page.locator("progress").count(), 0);
			await page.getByRole("button", { name: "Import it now" }).click();
			await headed("The file is imported");
			const download = page.waitForEvent("download");
			await page.getByRole("link", { name: "Download the report" }).click();
			assert.match(readFileSync(await (await download).path(), "utf8"), /^3,left out,/m);
			await page.getByRole("link", { name: "See the products" }).click();
			await page.getByRole("link", { name: "Mug" }).waitFor();
		});
	});

test("no script trick in a description runs in a browser, whether it stands alone or after all the others", async () => {
	const tricks = readFileSync(join(top, "tests/unit/html/tricks.txt"), "utf8").split("\n").filter(Boolean), shop = await newShop("tricks", { locales: "en" });
	const rows = [...tricks, tricks.join("\n")].map((t, i) => productRow(`t-${i}`, `Trick ${i}`, "1.00", { "Body (HTML)": t }));
	assert.equal((await importCsv(shop, csv(rows))).status, 0);
	const client = shopClient(shop), shown = [];
	for (let i = 0; i < rows.length; i++) {
		const page = await client.get(`/en/p/t-${i}`);
		assert.equal(page.status, 200);
		const [, markup = ""] = /<div class="prose"[^>]*>([^]*?)<\/section>/.exec(page.text) ?? [];
		shown.push(markup);
	}
	assert.ok(shown.filter((m) => m.length > 3).length > 40, "descriptions are found");
	// Without the shop's policy, which would stop most of them by itself.
	await withPage({ js: true }, async (page) => {
		const asked = [];
		await page.route("**/*", (route) => (asked.push(route.request().url()), route.abort()));
		for (const markup of [shown.join("\n"), shown.at(-1)]) {
			await page.setContent(`<!DOCTYPE html><base href="https://shop.example/"><title>x</title><body>${markup}`);
			for (const type of ["mouseover", "focus", "toggle", "click"])
				await page.evaluate((t) => document.querySelectorAll("body *").forEach((e) => e.dispatchEvent(new Event(t))), type);
			assert.equal(await page.evaluate(() => window.pwned), undefined);
			const strange = await page.evaluate(() => [...document.body.querySelectorAll("*")].flatMap((e) => [
				...(e.namespaceURI === "http://www.w3.org/1999/xhtml" && !/^(script|style|iframe|form|input|button|object|embed|base|meta|link|template|img|video|audio)$/.test(e.localName) ? [] : [e.localName]),
				...[...e.attributes].filter((a) => /^(on|style|src|id|name|class$)/.test(a.name)).map((a) => `${e.localName} ${a.name}`),
				...(e.localName === "a" && e.hasAttribute("href") && !/^(https?|mailto|tel):/.test(e.protocol) ? [e.href] : [])]));
			assert.deepEqual(strange, []);
		}
		assert.deepEqual(asked, [], "nothing is fetched");
	});
});
