// Pieces at several locations: how staff arrange them, count, move and send, and what shoppers see of it.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { addToCart, buy } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { csv, importCsv, productRow, readCsv } from "../lib/goods.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { demoNotice, newTill, paymentsOf, sendNotice, variantOf } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop), root = `/en/${shop}`;
const settings = `${root}/settings/locations`;
const product = (handle) => shopRows(shop, `SELECT product_id AS id FROM @shop@.variant WHERE id = ${variantOf(shop, handle)}`)[0].id;
const places = () => Object.fromEntries(shopRows(shop, "SELECT name, id::int, rank::int FROM @shop@.location ORDER BY id").map((l) => [l.name, l]));
// "on hand/reserved/committed" by location.
const shelf = (handle) => Object.fromEntries(shopRows(shop, `SELECT l.name, on_hand || '/' || reserved || '/' || committed AS pieces FROM @shop@.stock s
	JOIN @shop@.location l ON l.id = s.location_id WHERE variant_id = ${variantOf(shop, handle)}`).map((r) => [r.name, r.pieces]));
const home = Object.keys(places())[0];
const pieces = (handle, at) => staff.get(`${root}/products/${product(handle)}/pieces${at ? `?at=${places()[at].id}` : ""}`);
const order = (sold) => shopRows(shop, `SELECT * FROM @shop@.orders WHERE id = ${sold.order.id}`)[0];

async function until(what, fine) {
	for (const end = Date.now() + 20000; !fine(); await sleep(100))
		assert.ok(Date.now() < end, what);
}

async function checked() {
	const found = await stoactl(["stock", "check", shop]);
	assert.equal(found.status, 0, found.out + found.err);
}

async function count(handle, at, n) {
	const page = await pieces(handle, at);
	const done = await page.form('form[action$="/pieces"]').submit({ [`on_hand_${variantOf(shop, handle)}`]: String(n) });
	assert.equal(done.status, 200, done.textOf(".errors"));
}

test("with one location a product's page is as it always was, and knows nothing of locations", async () => {
	const page = await staff.get(`${root}/products/${product("mug")}`);
	assert.ok(page.$(`input[name="on_hand_${variantOf(shop, "mug")}"]`));
	assert.equal(page.$$('a[href$="/pieces"]').length, 0);
	const list = await staff.get(settings);
	assert.match(list.textOf("main"), new RegExp(`${home}[^]*on the shelf`));
});

test("a location is added, named, raised and closed; what cannot be is said at its field, with what was typed", async () => {
	let page = await (await staff.get(`${settings}/new`)).form("main form").submit({ name: "", address: "Am Kai 3" });
	assert.equal(page.status, 422);
	assert.equal(page.form("main form").value("address"), "Am Kai 3");
	assert.equal(page.$$("[id^=f-name-error]").length, 1);
	page = await page.form("main form").submit({ name: "Keller", address: "Am Kai 3" });
	assert.equal(page.status, 200);
	page = await (await staff.get(`${settings}/new`)).form("main form").submit({ name: "Keller" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".errors"), /Another location is called so/);
	assert.equal((await page.form("main form").submit({ name: "Scheune" })).status, 200);
	assert.deepEqual(Object.values(places()).map((l) => l.rank), [1, 2, 3]);
	page = await staff.get(`${settings}/${places().Scheune.id}`);
	assert.equal((await page.form('form[action$="/raise"]').submit()).status, 200);
	assert.deepEqual([places().Keller.rank, places().Scheune.rank], [3, 2]);
	page = await staff.get(`${settings}/${places().Keller.id}`);
	assert.equal((await page.form('form[action$="/raise"]').submit()).status, 200);
	page = await (await staff.get(`${settings}/${places()[home].id}/close`)).form("main form").submit();
	assert.equal(page.status, 422);
	assert.match(page.textOf(".errors"), /Pieces lie there/);
	page = await (await staff.get(`${settings}/${places().Scheune.id}/close`)).form("main form").submit();
	assert.equal(page.status, 200);
	assert.equal(places().Scheune.rank, null);
	assert.equal((await staff.get(`${settings}/999999`)).status, 404);
});

test("a product's pieces are counted by location; a number of another moment, or none, is refused and kept", async () => {
	const v = variantOf(shop, "last");
	let page = await staff.get(`${root}/products/${product("last")}`);
	assert.ok(!page.$(`input[name="on_hand_${v}"]`), "each location has a count of its own");
	page = await page.click('td a[href$="/pieces"]');
	assert.equal(page.form('form[action$="/pieces"]').value(`on_hand_${v}`), "3");
	await count("last", "Keller", 4);
	assert.deepEqual(shelf("last"), { [home]: "3/0/0", Keller: "4/0/0" });
	page = await pieces("last", "Keller");
	const old = await pieces("last", "Keller");
	page = await page.form('form[action$="/pieces"]').submit({ [`on_hand_${v}`]: "many" });
	assert.equal(page.status, 422);
	assert.equal(page.form('form[action$="/pieces"]').value(`on_hand_${v}`), "many");
	shopExecute(shop, `UPDATE @shop@.stock SET on_hand = 2 WHERE variant_id = ${v} AND location_id = ${places().Keller.id}`);
	page = await old.form('form[action$="/pieces"]').submit({ [`on_hand_${v}`]: "9" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".errors"), /2 are on the shelf now/);
	await count("last", "Keller", 4);
});

test("pieces move as far as they are free, and nothing moves where the form is refused", async () => {
	const v = variantOf(shop, "last"), move = 'form[action$="/move"]';
	const wish = { variant: String(v), from: String(places()[home].id), to: String(places().Keller.id) };
	let page = await (await pieces("last")).form(move).submit({ ...wish, pieces: "5" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".errors"), /Only 3 of these lie free there/);
	assert.equal(page.form(move).value("pieces"), "5");
	page = await page.form(move).submit({ ...wish, to: wish.from, pieces: "1" });
	assert.equal(page.status, 422);
	page = await page.form(move).submit({ ...wish, pieces: "many" });
	assert.equal(page.status, 422);
	assert.deepEqual(shelf("last"), { [home]: "3/0/0", Keller: "4/0/0" });
	assert.equal((await page.form(move).submit({ ...wish, pieces: "2" })).status, 200);
	assert.deepEqual(shelf("last"), { [home]: "1/0/0", Keller: "6/0/0" });
	page = await pieces("last", "Keller");
	assert.equal((await page.form(move).submit({ variant: String(v), from: wish.to, to: wish.from, pieces: "3" })).status, 200);
	assert.deepEqual(shelf("last"), { [home]: "4/0/0", Keller: "3/0/0" });
});

test("a shopper buys what lies at all of them together; the order says from where it is sent, and what is let go lies there again", async () => {
	const had = shelf("last"), client = shopClient(shop);
	await addToCart(client, { locale: "en", product: "/p/last", quantity: 7 });
	const sold = await buy({ shop, locale: "en", method: "demo", answer: "leave", products: ["/p/last"], quantity: 6 });
	assert.deepEqual(shelf("last"), { [home]: "4/4/0", Keller: "3/2/0" });
	await checked();
	let page = await adminOrder(staff, shop, sold.number);
	assert.match(page.textOf("main"), new RegExp(`To be sent: 4 from ${home}[^]*To be sent: 2 from Keller`));
	assert.equal((await sendNotice(shop, demoNotice(shop, paymentsOf(shop, sold.order).at(-1), "payment.declined"))).status, 200);
	await until("let go", () => order(sold).pieces === "none");
	assert.deepEqual(shelf("last"), had);
	await checked();
});

test("a parcel leaves from the location that staff choose, which has no more for it than lies there; a return goes back there or elsewhere", async () => {
	const sold = await buy({ shop, locale: "en", method: "demo", products: ["/p/last"], quantity: 6 });
	await until("paid", () => order(sold).pieces === "committed");
	const [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`), field = `pieces_${line.id}`;
	let page = await adminOrder(staff, shop, sold.number);
	page = await adminAct(page, "ship", { from: String(places().Keller.id), [field]: "3" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".field-error"), /Only 2 of these lie there/);
	assert.deepEqual([page.form('form[action$="/ship"]').value(field), page.form('form[action$="/ship"]').value("from")], ["3", String(places().Keller.id)]);
	assert.deepEqual(shelf("last"), { [home]: "4/0/4", Keller: "3/0/2" });
	assert.equal((await adminAct(page, "ship", { from: String(places().Keller.id), [field]: "2" })).status, 200);
	assert.deepEqual(shelf("last"), { [home]: "4/0/4", Keller: "1/0/0" });
	page = await adminOrder(staff, shop, sold.number);
	assert.doesNotMatch(page.textOf("main"), /from Keller/);
	assert.equal((await adminAct(page, "ship", { [field]: "4" })).status, 200);
	assert.deepEqual(shelf("last"), { [home]: "0/0/0", Keller: "1/0/0" });
	await checked();
	page = await (await sold.client.get(`/en/order/${sold.token}/return`)).form('form[action$="/return"]').submit({ [`back_${line.id}`]: "1" });
	await page.form('form[action$="/return"]').submit({}, { button: ["confirm", "1"] });
	const [r] = shopRows(shop, `SELECT id FROM @shop@.return_request WHERE order_id = ${sold.order.id}`);
	page = await staff.get(`${root}/orders/returns/${r.id}`);
	page = await adminAct(page, "receive", { back: String(places()[home].id) });
	assert.equal(page.status, 200);
	assert.deepEqual(shelf("last"), { [home]: "1/0/0", Keller: "1/0/0" });
	await checked();
});

test("the check names the location at which another number is promised than orders hold", async () => {
	const at = `variant_id = ${variantOf(shop, "last")} AND location_id = ${places().Keller.id}`;
	shopExecute(shop, `UPDATE @shop@.stock SET committed = committed + 1 WHERE ${at}`);
	const found = await stoactl(["stock", "check", shop]);
	assert.notEqual(found.status, 0);
	assert.match(found.out, /LAST at Keller: reserved 0, of reservations 0; committed 1, of orders 0/);
	shopExecute(shop, `UPDATE @shop@.stock SET committed = committed - 1 WHERE ${at}`);
	await checked();
});

test("a file names a location in a column's head; without one the pieces lie at the first, and what is exported goes in again as it was", async () => {
	const qty = "Variant Inventory Qty";
	const read = await importCsv(shop, csv([productRow("jar", "Jar", "5.00", { [qty]: "7", [`${qty} [Keller]`]: "2", [`${qty} [Nowhere]`]: "4" }),
		productRow("lid", "Lid", "5.00", { [qty]: "3" })]));
	assert.equal(read.status, 0, read.out + read.err);
	const [first] = Object.values(places()).filter((l) => l.rank === 1).map((l) => l.name);
	assert.deepEqual(shelf("jar"), { [first]: "7/0/0", Keller: "2/0/0" });
	assert.deepEqual(shelf("lid"), { [first]: "3/0/0" });
	const out = await stoactl(["export", shop]);
	assert.equal(out.status, 0, out.err);
	const jar = readCsv(out.out).find((r) => r.Handle === "jar");
	assert.deepEqual([jar[qty], jar[`${qty} [Keller]`]], ["7", "2"]);
	await count("jar", "Keller", 1);
	assert.equal((await importCsv(shop, out.out)).status, 0);
	assert.deepEqual(shelf("jar"), { [first]: "7/0/0", Keller: "2/0/0" });
	await checked();
});
