// How far a picture is that is being sent, shown while it is sent.
import assert from "node:assert/strict";
import { staffOf } from "../lib/admin.mjs";
import { withPage } from "../lib/browser.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { somePhoto } from "../lib/pictures.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

test("while pictures are sent, a bar and words say how far it is, and go when all are there", async () => {
	const shop = await newShop("sending", { locales: "en" });
	assert.equal((await importCsv(shop, csv([productRow("cup", "Cup", "5.00")]))).status, 0);
	const client = await staffOf(shop), [{ id }] = shopRows(shop, "SELECT id FROM @shop@.product");
	await withPage({ width: 390, js: true }, async (page, context) => {
		await context.addCookies([{ name: "staff", value: client.cookie("staff"), url: env.ADMIN_URL }]);
		await page.goto(`${env.ADMIN_URL}/en/${shop}/products/${id}/pictures`);
		assert.equal(await page.isVisible(".progress"), false, "nothing to tell before");
		// Each state of the bar that a person could see.
		await page.evaluate(() => {
			const meter = document.querySelector(".progress"), bar = meter.querySelector("progress"), words = meter.querySelector("[role=status]");
			window.seen = [];
			const look = () => {
				if (!meter.hidden)
					window.seen.push([words.textContent, bar.value]);
				requestAnimationFrame(look);
			};
			look();
		});
		const slow = await context.newCDPSession(page);
		await slow.send("Network.enable");
		await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400 * 1024 });
		const photo = somePhoto("large.jpg");
		await page.setInputFiles("#pictures", ["one.jpg", "two.jpg"].map((name) => ({ name, mimeType: "image/jpeg", buffer: photo })));
		await page.click("form.upload button");
		await page.waitForFunction(() => document.querySelectorAll("ol.pictures > li").length === 2 && document.querySelector(".progress").hidden, null, { timeout: 40000 });
		const seen = await page.evaluate(() => window.seen), values = (words) => seen.filter(([said]) => said === words).map(([, value]) => value);
		assert.deepEqual([...new Set(seen.map(([said]) => said))], ["1 / 2 one.jpg", "2 / 2 two.jpg"]);
		const first = values("1 / 2 one.jpg"), second = values("2 / 2 two.jpg");
		assert.ok(first.some((v) => v > 0 && v < 50), `on the way with the first: ${[...new Set(first)]}`);
		assert.ok(second.some((v) => v > 50 && v < 100), `on the way with the second: ${[...new Set(second)]}`);
		assert.deepEqual([...first, ...second], [...first, ...second].sort((a, b) => a - b), "it never goes back");
		assert.equal(await page.isVisible(".progress"), false, "nothing to tell afterwards");
	});
});
