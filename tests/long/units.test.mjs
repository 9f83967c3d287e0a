// Under the shipped units (tests/long/units starts them): what a program asks of its sandbox.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { staffOf } from "../lib/admin.mjs";
import { buy, someEmail } from "../lib/buy.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { csv, productRow } from "../lib/goods.mjs";
import { until } from "../lib/import-job.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { look, somePhoto, upload } from "../lib/pictures.mjs";
import { schema, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";

const only = ["lighttpd"], PATIENCE_MS = 90000, shop = await newTill();

test("an order is placed, and the worker sends its mail", { only }, async () => {
	const email = someEmail("units"), { number } = await buy({ shop, email, products: ["/p/mug"] });
	await new Mailbox().waitFor(email, number, { timeout: PATIENCE_MS });
});

test("a picture that staff upload is read, and the worker makes its sizes, which the web server sends", { only }, async () => {
	const client = await staffOf(shop), [{ id }] = shopRows(shop, "SELECT id FROM @shop@.product WHERE handle = 'book'");
	const page = await upload(client, `/en/${shop}/products/${id}/pictures/add`, [["book.jpg", somePhoto("photo.jpg")]]);
	assert.equal(page.status, 200, page.textOf("main"));
	for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
		const [{ n }] = shopRows(shop, `SELECT count(*) AS n FROM @shop@.picture p JOIN @shop@.media m ON m.id = p.media_id WHERE p.product_id = ${id} AND m.state = 'done'`);
		if (n > 0)
			break;
		assert.ok(Date.now() < end, "the sizes are made");
	}
	const shown = [...new Set((await shopClient(shop).get("/en/p/book")).text.match(/\/media\/[^" ,]+\.(avif|webp|jpg)/g))];
	assert.ok(shown.some((a) => a.endsWith(".avif")) && shown.length > 3, shown.join(" "));
	for (const address of shown) {
		const file = await shopClient(shop).get(address);
		assert.equal(file.status, 200, address);
		assert.ok(look(file.bytes).width > 0, address);
	}
});

test("a file of goods that staff upload is looked at and taken in by the worker", { only }, async () => {
	const client = await staffOf(shop), page = await uploadFile(client, shop, csv([productRow("kettle", "Kettle", "31.00")]));
	const checked = await until(client, page.url, ["checked"], PATIENCE_MS / 1000);
	await checked.form('form[action$="/start"]').submit();
	await until(client, page.url, ["done"], PATIENCE_MS / 1000);
	assert.equal((await shopClient(shop).get("/en/p/kettle")).heading, "Kettle");
});

// The container's files are an overlay, where a file is of another device than its folder.
test("of a shop that is dropped no file is left", { only }, async () => {
	const folder = schema(shop).slice(2), dropped = await stoactl(["tenant", "drop", shop, "--yes"]);
	assert.equal(dropped.status, 0, dropped.err);
	for (const place of ["media", "originals"])
		assert.equal(existsSync(join(env.MEDIA_DIR, "..", place, folder)), false, place);
});
