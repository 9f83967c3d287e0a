// Many carts at once that want the same things in different orders, checkout after checkout: no deadlock reaches a shopper, no money is taken
// without an order, and no order is without its money (tests/soak/README.md).
import assert from "node:assert/strict";
import { addToCart, checkoutToReview, payAtDemo, someEmail } from "../../lib/buy.mjs";
import { shopClient } from "../../lib/client.mjs";
import { rows, shopExecute, shopRows } from "../../lib/psql.mjs";
import { stoactl } from "../../lib/stack.mjs";
import { newTill } from "../../lib/till.mjs";

const short = process.argv.includes("--short");
const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const carts = option("--carts", short ? 12 : 500), checkouts = option("--checkouts", short ? 36 : 10000), least = option("--seconds", short ? 0 : 300);
const POST = 'main form[method="post"]', THINGS = ["mug", "book", "fading", "shifting", "last"], METHODS = ["demo", "demo", "demo", "bank_transfer", "cash_on_delivery"];

const began = Date.now(), shop = await newTill(), seen = { begun: 0, faults: [], paid: new Set(), placed: new Set() };
shopExecute(shop, "UPDATE @shop@.stock SET on_hand = 1000000");
const deadlocks = () => Number(rows("CELL", "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0].deadlocks), had = deadlocks();

// Two things at least, in an order of its own.
function basket() {
	const rest = [...THINGS], chosen = [];
	for (let n = 2 + Math.floor(Math.random() * (THINGS.length - 1)); n > 0; n--)
		chosen.push(...rest.splice(Math.floor(Math.random() * rest.length), 1));
	return chosen;
}

async function buyOne() {
	const client = shopClient(shop), email = someEmail("basket"), method = METHODS[Math.floor(Math.random() * METHODS.length)];
	for (const thing of basket())
		await addToCart(client, { locale: "en", product: `/p/${thing}` });
	const review = await checkoutToReview(client, { locale: "en", email, method });
	// An impatient finger, now and then.
	const presses = await Promise.all(Array.from({ length: Math.random() < 0.1 ? 2 : 1 }, () => review.form(POST).submit()));
	for (const page of presses)
		assert.equal(page.status, 200, `${page.status} ${page.url}`);
	seen.placed.add(email);
	if (method !== "demo" || Math.random() < 0.1)
		return;
	const page = await payAtDemo(presses[0], "approve");
	assert.equal(page.status, 200, `${page.status} ${page.url}`);
	seen.paid.add(email);
}

async function shopper() {
	while (seen.begun < checkouts || Date.now() - began < least * 1000) {
		seen.begun++;
		try {
			await buyOne();
		} catch (e) {
			seen.faults.push(e.message);
		}
	}
}

await Promise.all(Array.from({ length: carts }, shopper));
const orders = shopRows(shop, `SELECT c.email, o.payment_state, o.pieces, o.total_minor, o.payment_method,
	(SELECT coalesce(sum(p.captured_minor), 0) FROM @shop@.payment p WHERE p.order_id = o.id)::bigint AS captured
	FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id`);
const locks = deadlocks() - had;
console.log(`baskets: ${carts} carts at once, ${seen.begun} checkouts, ${orders.length} orders, ${seen.paid.size} paid; deadlocks that Postgres broke ${locks}, faults that shoppers met ${seen.faults.length}; ` +
	`${((Date.now() - began) / 1000).toFixed(1)} s`);
assert.deepEqual([...new Set(seen.faults)], []);
assert.equal(orders.length, seen.placed.size, "an order for each that was told so, and no other");
assert.equal(new Set(orders.map((o) => o.email)).size, orders.length, "a cart is one order");
for (const o of orders) {
	assert.equal(o.payment_state, seen.paid.has(o.email) ? "paid" : "unpaid", o.email);
	assert.equal(Number(o.captured), seen.paid.has(o.email) ? Number(o.total_minor) : 0, o.email);
	assert.equal(o.pieces, seen.paid.has(o.email) || o.payment_method === "cash_on_delivery" ? "committed" : "reserved", o.email);
}
for (const what of ["stock", "ledger"]) {
	const checked = await stoactl([what, "check", shop]);
	assert.equal(checked.status, 0, checked.out + checked.err);
}
