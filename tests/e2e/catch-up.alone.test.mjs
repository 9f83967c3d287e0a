// What an upgrade leaves to the worker: pages of products that nobody has written down yet.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../lib/buy.mjs";
import { newShop } from "../lib/goods.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";

test("the worker writes down all products of a large shop, in turns between which others' mails go out", async () => {
	const shop = await newShop("unwritten", { locales: "de" }), email = someEmail("between");
	const written = () => Number(shopRows(shop, "SELECT count(*) AS n FROM @shop@.product_doc")[0].n);
	await without("worker", () => shopExecute(shop, `INSERT INTO @shop@.product (id, handle, state, tax_class, created_at, updated_at)
		SELECT i, 'unwritten' || i, 'active', 'standard', '2020-01-01', '2020-01-01' FROM generate_series(1, 900) i`));
	const sold = await buy({ email });
	await new Mailbox().waitFor(email, sold.number);
	for (const end = Date.now() + 30000; written() < 900; await sleep(100))
		assert.ok(Date.now() < end, `${written()} of 900 after 30 s`);
});
