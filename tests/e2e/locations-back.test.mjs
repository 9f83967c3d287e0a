// Pieces of several locations on their way: what slips and the picking list say, and where lies what comes back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { csv, importCsv, productRow } from "../lib/goods.mjs";
import { place, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill, variantOf } from "../lib/till.mjs";

const shop = await newTill(), staff = await staffOf(shop), root = `/en/${shop}`;
const last = variantOf(shop, "last");
const places = () => Object.fromEntries(shopRows(shop, "SELECT name, id::int FROM @shop@.location ORDER BY id").map((l) => [l.name, l.id]));
const home = Object.keys(places())[0];
const lies = () => Object.fromEntries(shopRows(shop, `SELECT l.name, on_hand::int AS n FROM @shop@.stock s JOIN @shop@.location l ON l.id = s.location_id
	WHERE variant_id = ${last}`).map((r) => [r.name, r.n]));
const lay = (pieces) => Object.entries(pieces).forEach(([name, n]) => shopExecute(shop, `INSERT INTO @shop@.stock AS s (variant_id, location_id, on_hand)
	VALUES (${last}, ${places()[name]}, ${n}) ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = ${n} + s.reserved + s.committed`));
const slips = async (...sold) => (await staff.get(`${root}/slips?${sold.map((s) => `id=${s.order.id}`).join("&")}`));

async function paid(quantity, locale = "en") {
	const sold = await buy({ shop, locale, method: "demo", products: ["/p/last"], quantity });
	for (const end = Date.now() + 20000; shopRows(shop, `SELECT pieces FROM @shop@.orders WHERE id = ${sold.order.id}`)[0].pieces !== "committed"; await sleep(100))
		assert.ok(Date.now() < end, "paid");
	return sold;
}

async function checked() {
	const found = await stoactl(["stock", "check", shop]);
	assert.equal(found.status, 0, found.out + found.err);
}

async function add(name) {
	assert.equal((await (await staff.get(`${root}/settings/locations/new`)).form("main form").submit({ name })).status, 200);
}

let alone;
test("with one location a packing slip tells of none, there is no picking list, and nothing asks where a piece goes back to", async () => {
	alone = await paid(1);
	const page = await slips(alone);
	assert.equal(page.$$("h2").length, 1);
	assert.doesNotMatch(page.textOf("main"), new RegExp(`${home}|Taken from|Picking list`));
	assert.equal((await staff.get(`${root}/orders/${alone.order.id}/refund-part`)).$$('select[name="back"]').length, 0);
});

test("a slip says for each line from where its pieces are taken, in the customer's language; the picking list what is fetched from each location for all orders, in that of staff", async () => {
	await add("Keller");
	lay({ [home]: 3, Keller: 9 });
	const both = await paid(5, "de"), below = await paid(2, "ar");
	const page = await slips(both, below);
	const sheets = page.$$("section.slip");
	assert.equal(sheets.length, 3);
	const text = (e) => e.textContent.replace(/\s+/g, " ").trim();
	const list = page.$$("section.slip:first-of-type tbody tr").map(text);
	assert.equal(list.length, 2);
	assert.match(list[0], new RegExp(`^3 .*LAST ${both.number}$`));
	assert.match(list[1], new RegExp(`^4 .*LAST ${both.number} ${below.number}$`));
	assert.deepEqual(page.$$("h3.place").map(text), [home, "Keller"]);
	assert.match(text(sheets[1]), new RegExp(`Entnommen aus 5 .*3 × ${home} ?2 × Keller`));
	assert.match(text(sheets[2]), /مأخوذ من 2 .*Keller$/);
	await adminAct(await adminOrder(staff, shop, both.number), "ship");
	assert.match(text((await slips(both)).$$("section.slip")[0]), new RegExp(`3 × ${home} ?2 × Keller`), "also once it has gone");
	assert.match(text((await slips(alone)).$$("section.slip")[1]), new RegExp(`${home}$`), "an order from before lies at the first");
	for (const sold of [alone, below])
		await adminAct(await adminOrder(staff, shop, sold.number), "cancel");
	await checked();
});

test("a return goes back to where it was sent from, to no location more than left it, unless staff choose another; one that was closed meanwhile is refused, and what was typed stays", async () => {
	lay({ [home]: 1, Keller: 2 });
	await add("Scheune");
	const sold = await paid(3), [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	await adminAct(await adminOrder(staff, shop, sold.number), "ship");
	assert.deepEqual(lies(), { [home]: 0, Keller: 0 });
	async function back(pieces) {
		const page = await (await sold.client.get(`/en/order/${sold.token}/return`)).form('form[action$="/return"]').submit({ [`back_${line.id}`]: String(pieces) });
		await page.form('form[action$="/return"]').submit({}, { button: ["confirm", "1"] });
		return staff.get(`${root}/orders/returns/${shopRows(shop, `SELECT max(id) AS id FROM @shop@.return_request WHERE order_id = ${sold.order.id}`)[0].id}`);
	}
	let page = await back(2);
	assert.equal((await adminAct(page, "receive")).status, 200);
	assert.deepEqual(lies(), { [home]: 1, Keller: 1 });
	page = await back(1);
	shopExecute(shop, `UPDATE @shop@.location SET rank = NULL WHERE id = ${places().Scheune}`);
	page = await adminAct(page, "receive", { back: String(places().Scheune), [`condition_${line.id}`]: "like new" });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".field-error"), /has been closed/);
	assert.equal(page.form('form[action$="/receive"]').value(`condition_${line.id}`), "like new");
	assert.deepEqual(lies(), { [home]: 1, Keller: 1 });
	page = await adminAct(page, "receive", { back: String(places()[home]) });
	assert.equal(page.status, 200);
	assert.deepEqual(lies(), { [home]: 2, Keller: 1 });
	await checked();
});

test("a refund of pieces that were sent asks where they lie now, and keeps the answer while the sum is worked out", async () => {
	lay({ [home]: 0, Keller: 2 });
	const sold = await paid(2), [line] = shopRows(shop, `SELECT id FROM @shop@.order_line WHERE order_id = ${sold.order.id}`);
	await adminAct(await adminOrder(staff, shop, sold.number), "ship");
	const address = `${root}/orders/${sold.order.id}/refund-part`, form = 'form[action$="/refund-part"]';
	let page = await (await staff.get(address)).form(form).submit({ [`back_${line.id}`]: "1", back: String(places().Scheune) });
	assert.equal(page.status, 422);
	assert.match(page.textOf(".field-error"), /has been closed/);
	page = await page.form(form).submit({ back: String(places()[home]) });
	assert.equal(page.status, 200);
	assert.equal(page.form(form).value("back"), String(places()[home]));
	assert.equal((await page.form(form).submit()).status, 200);
	assert.deepEqual(lies(), { [home]: 1, Keller: 0 });
	page = await (await staff.get(address)).form(form).submit({ [`back_${line.id}`]: "1" });
	assert.equal((await page.form(form).submit()).status, 200);
	assert.deepEqual(lies(), { [home]: 1, Keller: 1 });
	await checked();
});

test("a file's pieces at a location that is closed at that very moment are left out, and its row says so: nothing lies where nothing is sold", async () => {
	const { schema, where } = place(shop), closing = spawn("psql", ["-XAtq", env[`${where}_DATABASE_URL`]], { stdio: ["pipe", "pipe", "inherit"] });
	closing.stdin.write(`BEGIN;\nUPDATE ${schema}.location SET rank = NULL WHERE name = 'Keller';\nSELECT 1;\n`);
	await once(closing.stdout, "data");
	const reading = importCsv(shop, csv([productRow("jar", "Jar", "5.00", { "Variant Inventory Qty": "7", "Variant Inventory Qty [Keller]": "2" })]));
	const waits = () => Number(rows(where, "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%location%'")[0].n) > 0;
	for (const end = Date.now() + 20000; !waits(); await sleep(50))
		assert.ok(Date.now() < end, "the file waits for who closes it");
	closing.stdin.end("COMMIT;\n");
	const read = await reading;
	assert.equal(read.status, 0, read.out + read.err);
	assert.match(read.out + read.err, /“Keller” was closed meanwhile/);
	assert.deepEqual(shopRows(shop, `SELECT l.name, s.on_hand::int AS n FROM @shop@.stock s JOIN @shop@.location l ON l.id = s.location_id
		WHERE s.variant_id = ${variantOf(shop, "jar")}`), [{ name: home, n: 7 }]);
	await checked();
});
