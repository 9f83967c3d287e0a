// After all other tests: whatever they bought, paid, cancelled and gave back, each shop's books say it, too.
import assert from "node:assert/strict";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";

test("the books of every shop agree with its orders, payments and refunds, after all that was done to them", async () => {
	const { out, err } = await stoactl(["ledger", "check", "--all"]);
	assert.ok(out.split("\n").length > 2, err);
	const wrong = out.split("\n").filter((line) => /: order .* instead of /.test(line));
	// A test of long lists writes its orders itself, without lines: nothing of them is posted, and every one of them is named.
	const made = new Map();
	const byHand = (shop, number) => {
		if (!made.has(shop))
			made.set(shop, new Set(shopRows(shop, "SELECT number FROM @shop@.orders o WHERE NOT EXISTS (SELECT FROM @shop@.order_line l WHERE l.order_id = o.id)").map((r) => r.number)));
		return made.get(shop).has(number);
	};
	assert.deepEqual(wrong.filter((line) => !byHand(/^[^:]+/.exec(line)[0], /order (\S+):/.exec(line)[1])), []);
});
