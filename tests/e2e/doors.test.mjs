// Every door that writes is one of the table; whoever sends a form twice has done it once.
import assert from "node:assert/strict";
import { findProduct } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { doors, newWorld, openDoor, postRoutes, programs } from "../lib/doors.mjs";
import { shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { notRefused } from "../lib/refused.mjs";
import { Tables, differing } from "../lib/tables.mjs";
import { sentTwice } from "../lib/twice.mjs";

const only = ["fcgi"], every = Boolean(process.env.STOA_EVERY_DOOR);

test("every address that takes a form is a door of the table", { only }, () => {
	for (const program of programs)
		assert.deepEqual(doors.filter((d) => d.program === program).map((d) => d.pattern).sort(), postRoutes(program).sort(), program);
});

const w = await newWorld(), tables = new Tables(w.shop);
tables.keep();
const base = { loose: tables.prints({ loose: true }), strict: tables.prints() };
process.on("exit", () => tables.drop());

const piecesOf = (token) => shopRows(w.shop, `SELECT l.quantity FROM @shop@.cart_line l JOIN @shop@.cart c ON c.id = l.cart_id WHERE c.token_hash = sha256(convert_to('${token}', 'UTF8'))`).map((r) => r.quantity);
const tokenOf = (client) => Buffer.from(client.cookie("cart"), "base64url").subarray(9, 41).toString();

test("a second click on “add to cart” adds nothing, nor does sending it again after a lost answer; who has seen the first and adds again has one more", { sale: true }, async () => {
	const client = shopClient(w.shop), page = await findProduct(client, "en", "/p/mug"), form = page.form('form[action$="/cart/add"]');
	const clicks = await Promise.all([form.submit({}, { follow: false }), form.submit({}, { follow: false })]);
	assert.deepEqual(clicks.map((c) => c.status), [303, 303]);
	assert.deepEqual(piecesOf(tokenOf(client)), [1], "a visitor's first cart");
	const heard = client.cookie("cart");
	await Promise.all([form.submit({ quantity: 2 }, { follow: false }), form.submit({ quantity: 2 }, { follow: false })]);
	client.setCookie("cart", heard);
	await form.submit({ quantity: 2 });
	assert.deepEqual(piecesOf(tokenOf(client)), [3], "two clicks and a lost answer");
	await form.submit({ quantity: 2 });
	assert.deepEqual(piecesOf(tokenOf(client)), [5], "on purpose, by who knows of the first");
	client.setCookie("cart", heard);
	await form.submit({ quantity: 1 });
	assert.deepEqual(piecesOf(tokenOf(client)), [6], "another quantity is another wish");
	await (await client.get("/en/cart")).form('form[action$="/cart/update"]').submit({ quantity: 1 });
	client.setCookie("cart", heard);
	await form.submit({ quantity: 1 });
	assert.deepEqual(piecesOf(tokenOf(client)), [2], "after another change it is no second click");
});

test("a form of staff under a key that came with other words is a conflict, that keeps what was typed, in the reader's language; who means both sends both", { only }, async () => {
	const notes = () => shopRows(w.shop, "SELECT body FROM @shop@.order_note ORDER BY id").map((n) => n.body);
	const page = await w.staff.get(`/de/${w.shop}/orders/${w.ids.paid}`), form = page.form('form[action$="/note"]');
	assert.match(form.value("once"), /^[0-9a-f]{32}$/);
	assert.notEqual((await w.staff.get(`/de/${w.shop}/orders/${w.ids.paid}`)).form('form[action$="/note"]').value("once"), form.value("once"), "a key of its own for each page");
	for (let i = 0; i < 2; i++)
		assert.equal((await form.submit({ note: "Klingel <kaputt>" })).status, 200);
	assert.deepEqual(notes(), ["Klingel <kaputt>"]);
	const other = await form.submit({ note: "Beim Nachbarn" });
	assert.equal(other.status, 409);
	assert.match(other.textOf("main"), /schon gesendet/);
	assert.deepEqual(notes(), ["Klingel <kaputt>"]);
	assert.equal(other.form(`form[action$="/note"]`).value("note"), "Beim Nachbarn");
	const both = other.form('form[action$="/note"]');
	for (let i = 0; i < 2; i++)
		assert.equal((await both.submit()).status, 200);
	assert.deepEqual(notes(), ["Klingel <kaputt>", "Beim Nachbarn"]);
	const refused = await w.staff.get(`/de/${w.shop}/orders/${w.ids.paid}`), again = refused.form('form[action$="/note"]');
	assert.equal((await again.submit({ note: "" })).status, 422);
	assert.equal((await again.submit({ note: "Jetzt aber" })).status, 200, "what was refused may come again under its key");
	assert.equal(notes().length, 3);
	tables.restore();
});

test("keys are of one address, and one that is none is an unknown field", { only }, async () => {
	const page = await w.staff.get(`${w.root}/orders/${w.ids.paid}`), once = page.form('form[action$="/note"]').value("once");
	const to = (order, key) => w.staff.post(`${w.root}/orders/${order}/note`, { once: key, note: "Hallo" }, { follow: false });
	assert.deepEqual([(await to(w.ids.paid, once)).status, (await to(w.ids.owed, once)).status], [303, 303]);
	assert.equal(shopRows(w.shop, "SELECT count(DISTINCT order_id) AS n FROM @shop@.order_note")[0].n, 2);
	for (const key of ["", "a", once.toUpperCase().replace(/\d/g, "A"), `${once}0`])
		assert.equal((await to(w.ids.paid, key)).status, 400, key);
	assert.equal((await w.shopper.post("/en/cart/add", { variant: w.ids.variant, quantity: 1, once })).status, 400, "shoppers' forms have none");
	tables.restore();
});

for (const door of doors.filter((d) => !d.away && (every || d.money)))
	test(`${door.program} ${door.pattern}: twice at once and once more later is once`, { only }, () => sentTwice(w, tables, door, base));

for (const program of programs)
	test(`${program}: what is malformed, missing, too long, of another type, for what is not there, out of date or from elsewhere is refused at each door, and nothing has changed`, { only }, async () => {
		const wrong = [];
		let then = base.strict;
		for (const door of doors.filter((d) => d.program === program && !d.away)) {
			const form = await openDoor(w, door).catch((e) => wrong.push(`${door.pattern}: ${e.message}`));
			if (!form.path)
				continue;
			// To come before some doors, something is to be done.
			if (door.before || door.open)
				then = tables.prints();
			wrong.push(...(await notRefused(door, form)).map((what) => `${door.pattern} ${what}`));
			if (door.before || door.open || every) {
				const now = tables.prints();
				wrong.push(...differing(then, now).filter((t) => !door.kept?.includes(t)).map((t) => `${door.pattern} has changed ${t}`));
				then = now;
			}
			if (door.before || door.open || door.kept) {
				tables.restore();
				then = base.strict;
			}
		}
		assert.deepEqual([...wrong, ...differing(then, tables.prints())], []);
		tables.restore();
	});
