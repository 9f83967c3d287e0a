// What was sent comes back: a withdrawal by right, a request that staff answer, the parcel, and the money.
import assert from "node:assert/strict";
import { adminAct, adminOrder, staffOf } from "../lib/admin.mjs";
import { buy } from "../lib/buy.mjs";
import { shopClient } from "../lib/client.mjs";
import { env } from "../lib/env.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { newTill, ordersOf, variantOf } from "../lib/till.mjs";

const shop = await newTill(), box = new Mailbox(), staff = await staffOf(shop);
const form = 'form[action$="/return"]', link = 'main a[href$="/return"]';
const now = (sold) => ordersOf(shop, sold.email)[0];
const linesOf = (sold) => shopRows(shop, `SELECT id, name, quantity FROM @shop@.order_line WHERE order_id = ${sold.order.id} ORDER BY position`);
const returnsOf = (sold) => shopRows(shop, `SELECT * FROM @shop@.return_request WHERE order_id = ${sold.order.id} ORDER BY id`);
const refundsOf = (sold) => shopRows(shop, `SELECT * FROM @shop@.refund WHERE order_id = ${sold.order.id} AND state <> 'failed' ORDER BY id`);
const stepsOf = (r) => shopRows(shop, `SELECT from_state, to_state, actor, cause FROM @shop@.state_event WHERE axis = 'return' AND subject_id = ${r.id} ORDER BY id`)
	.map((e) => `${e.from_state}>${e.to_state} ${e.actor} ${e.cause}`);
const shelf = (handle) => shopRows(shop, `SELECT on_hand FROM @shop@.stock WHERE variant_id = ${variantOf(shop, handle)}`)[0].on_hand;
const page = (sold, rest = "/return", locale = "de") => sold.client.get(`/${locale}/order/${sold.token}${rest}`);
const desk = (r, client = staff) => client.get(`/en/${shop}/orders/returns/${r.id}`);

// Bought, paid, and sent; pieces: how many of the first line are in the parcel.
async function sent({ pieces, ...rest } = {}) {
	const sold = await buy({ shop, locale: "de", method: "demo", products: ["/p/mug", "/p/book"], quantity: 2, ...rest });
	const order = await adminOrder(staff, shop, sold.number), [line, other] = linesOf(sold);
	const values = pieces ? { [`pieces_${line.id}`]: String(pieces), [`pieces_${other.id}`]: "0" } : {};
	assert.equal((await adminAct(order, "ship", values)).status, 200);
	return sold;
}

async function asked(sold, values = {}, locale = "de") {
	const read = await (await page(sold, "/return", locale)).form(form).submit(values);
	assert.equal(read.status, 200, read.textOf(".errors"));
	const done = await read.form(form).submit({}, { button: ["confirm", "1"] });
	assert.equal(new URL(done.url).pathname, `/${locale}/order/${sold.token}`);
	return done;
}

test("a withdrawal: a button on the order's page, read over, confirmed, acknowledged by mail with content and time; all money goes back, shipping too", async () => {
	const sold = await sent(), [mug, book] = linesOf(sold), before = [shelf("mug"), shelf("book")];
	const order = await page(sold, "");
	assert.equal(order.$(link).textContent, "Vertrag widerrufen");
	const fill = await order.click(link);
	assert.deepEqual([mug, book].map((l) => fill.form(form).value(`back_${l.id}`)), ["2", "2"], "all of it unless one says otherwise");
	const read = await fill.form(form).submit({ note: "Passt nicht\nins Regal" });
	assert.equal(returnsOf(sold).length, 0, "nothing is declared before it is confirmed");
	assert.match(read.textOf("main"), /2 × mug[^]*2 × book[^]*Passt nicht/);
	assert.equal(read.textOf('button[name="confirm"]'), "Widerruf bestätigen");
	const change = await read.form(form).submit({}, { button: ["change", "1"] });
	assert.equal(change.form(form).value("note").replaceAll("\r", ""), "Passt nicht\nins Regal", "what was typed is there to be changed");
	const done = await (await change.form(form).submit()).form(form).submit({}, { button: ["confirm", "1"] });
	assert.match(done.textOf(".flash"), /Widerruf ist eingegangen/);
	const [r] = returnsOf(sold);
	assert.deepEqual([r.state, r.withdrawal, r.number], ["approved", true, `${sold.number}-R1`]);
	assert.deepEqual(stepsOf(r), [">requested shopper withdrawal", "requested>approved system withdrawal"]);
	const mail = await box.waitFor(sold.email, "Widerruf");
	for (const text of [mail.text, mail.html])
		assert.match(text, new RegExp(`Am \\d{2}\\.\\d{2}\\.\\d{4}, \\d{2}:\\d{2}[^]*${sold.number}[^]*Eingang Ihres Widerrufs[^]*${r.number}[^]*2 × mug[^]*2 × book[^]*Passt nicht`));
	assert.match((await page(sold, "")).textOf("main"), new RegExp(`${r.number} Widerrufen am`));
	assert.ok(!(await page(sold, "")).$(link), "nothing is left to come back");
	assert.ok((await staff.get(`/en/${shop}/orders/returns?filter=coming`)).textOf("main").includes(r.number));
	const there = await adminAct(await desk(r), "receive", { [`condition_${mug.id}`]: "unopened", [`restock_${book.id}`]: null });
	assert.match(there.textOf(".flash"), /pieces are here/);
	assert.deepEqual([shelf("mug") - before[0], shelf("book") - before[1]], [2, 0], "one is for sale again, the other is not");
	assert.match(there.textOf("main"), /unopened Back on the shelf/);
	assert.ok((await staff.get(`/en/${shop}/`)).textOf(".figures").includes("Returns to look at"));
	await box.waitFor(sold.email, "angekommen");
	const paid = await adminAct(there, "refund");
	assert.match(paid.textOf(".flash"), /money goes back/);
	assert.deepEqual(refundsOf(sold).map((f) => [f.state, f.amount_minor]), [["done", sold.order.total_minor]], "what was paid, outbound shipping with it");
	assert.deepEqual([now(sold).payment_state, returnsOf(sold)[0].state], ["refunded", "closed"]);
	assert.deepEqual([shelf("mug") - before[0], shelf("book") - before[1]], [2, 0], "nothing lies on the shelf twice");
	assert.deepEqual(stepsOf(r).slice(2), ["approved>received staff parcel", "received>closed staff close"]);
	await box.waitFor(sold.email, "Erstattung");
});

test("where it is no right, it is asked for with a reason; approved with an address, or refused with a reason, each told by mail", async () => {
	const sold = await sent({ locale: "en", country: "US" }), [mug, book] = linesOf(sold);
	const order = await page(sold, "", "en");
	assert.equal(order.$(link).textContent, "Send something back");
	const none = await (await order.click(link)).form(form).submit({ note: "Hello" });
	assert.equal(none.status, 422);
	assert.match(none.textOf(".errors"), /at least one/);
	assert.match(none.textOf(".field-error"), /choose one/);
	assert.equal(none.form(form).value("note"), "Hello");
	await asked(sold, { [`back_${mug.id}`]: "1", reason: "defective", note: "No handle" }, "en");
	await asked(sold, { [`back_${book.id}`]: "2", reason: "size" }, "en");
	const [one, two] = returnsOf(sold);
	assert.deepEqual([one, two].map((r) => [r.state, r.withdrawal]), [["requested", false], ["requested", false]]);
	const mail = await box.waitFor(sold.email, "request to return");
	assert.match(mail.text, /1 × mug[^]*It does not work[^]*No handle/);
	const todo = await staff.get(`/en/${shop}/orders/returns`);
	for (const r of [one, two])
		assert.ok(todo.textOf("main").includes(r.number));
	for (const action of ["approve", "refuse"]) {
		const empty = await adminAct(await desk(one), action, { answer: "" });
		assert.equal(empty.status, 422, action);
		const long = await adminAct(await desk(one), action, { answer: `x${"y".repeat(1000)}` });
		assert.equal(long.status, 422, action);
		assert.equal(long.form(`form[action$="/${action}"]`).value("answer").length, 1001, "what was typed stays");
	}
	assert.equal(returnsOf(sold)[0].state, "requested");
	await adminAct(await desk(one), "approve", { answer: "Returns desk\n1 Dock St" });
	assert.match((await box.waitFor(sold.email, "Please send us")).text, new RegExp(`${one.number}[^]*1 × mug[^]*Returns desk\\r?\\n1 Dock St`));
	await adminAct(await desk(two), "refuse", { answer: "They were read." });
	assert.match((await box.waitFor(sold.email, "About your return")).text, /2 × book[^]*They were read\./);
	assert.deepEqual(returnsOf(sold).map((r) => r.state), ["approved", "refused"]);
	assert.match((await page(sold, "", "en")).textOf("main"), /Please send it to us[^]*Cannot come back/);
	assert.equal((await page(sold, "/return", "en")).form(form).has(`back_${book.id}`), true, "what was refused can be asked for again");
	await adminAct(await desk(one), "receive");
	await adminAct(await desk(one), "refund");
	assert.deepEqual(refundsOf(sold).map((f) => [f.state, f.amount_minor]), [["done", Math.round(shopRows(shop, `SELECT line_gross FROM @shop@.order_line WHERE id = ${mug.id}`)[0].line_gross / 2)]], "half of the line, and no shipping");
});

test("never more comes back than was sent: bad numbers, a double click, two tabs, and ten at once", async () => {
	const sold = await sent({ locale: "en", country: "US" }), [mug, book] = linesOf(sold), back = `back_${mug.id}`;
	for (const typed of ["3", "-1", "1.5", "x", "99999999999999999999"]) {
		const bad = await (await page(sold, "/return", "en")).form(form).submit({ [back]: typed, reason: "size" });
		assert.equal(bad.status, 422, typed);
		assert.match(bad.textOf(".field-error"), /from 0 to 2/, typed);
		assert.equal(bad.form(form).value(back), typed.slice(0, 20), "what was typed stays");
	}
	const long = await (await page(sold, "/return", "en")).form(form).submit({ [back]: "1", reason: "size", note: "n".repeat(1001) });
	assert.equal(long.status, 422);
	assert.equal(long.form(form).value("note").length, 1001);
	assert.equal((await sold.client.post(`/en/order/${sold.token}/return`, { key: "short", [back]: "1", reason: "size" })).status, 400);
	assert.equal((await sold.client.post(`/en/order/${sold.token}/return`, { key: "a".repeat(32), [back]: "1", reason: "none-such", confirm: "1" })).status, 422);
	assert.equal(returnsOf(sold).length, 0);
	const read = await (await page(sold, "/return", "en")).form(form).submit({ [back]: "1", reason: "size" });
	const asked = await Promise.all([1, 2].map(() => read.form(form).submit({}, { button: ["confirm", "1"] })));
	// One browser shows a message once, on whichever of the two pages comes first.
	assert.ok(asked.every((done) => done.status === 200) && asked.some((done) => /We have your request/.test(done.textOf(".flash"))));
	assert.equal(returnsOf(sold).length, 1, "one request by two clicks");
	const tabs = await Promise.all(Array.from({ length: 10 }, async () => (await page(sold, "/return", "en")).form(form).submit({ [back]: "1", [`back_${book.id}`]: "1", reason: "size" })));
	const answers = await Promise.all(tabs.map((t) => t.form(form).submit({}, { button: ["confirm", "1"] })));
	assert.equal(returnsOf(sold).length, 2, "the second mug comes back once");
	assert.ok(answers.some((a) => a.status === 422 && /Meanwhile less/.test(a.textOf(".errors"))), "the others are told");
});

test("after its time it is no right any more, and a form from before is a request like others", async () => {
	const sold = await sent(), read = await (await page(sold)).form(form).submit();
	shopExecute(shop, `UPDATE @shop@.shipment SET shipped_at = shipped_at - interval '21 days 1 hour' WHERE order_id = ${sold.order.id}`);
	const late = await read.form(form).submit({}, { button: ["confirm", "1"] });
	assert.equal(late.status, 422);
	assert.match(late.textOf("h1"), /zurückschicken/);
	assert.equal(returnsOf(sold).length, 0);
	assert.equal((await page(sold, "")).$(link).textContent, "Etwas zurückschicken");
});

test("what is still to be sent stays to be sent when a piece of the same line comes back", async () => {
	const sold = await sent({ pieces: 1 }), [mug] = linesOf(sold);
	assert.equal((await page(sold)).form(form).value(`back_${mug.id}`), "1", "what was sent");
	await asked(sold);
	const [r] = returnsOf(sold);
	await adminAct(await desk(r), "receive");
	await adminAct(await desk(r), "refund");
	assert.equal(refundsOf(sold).length, 1);
	assert.deepEqual(shopRows(shop, `SELECT quantity, dropped FROM @shop@.refund_line WHERE refund_id = ${refundsOf(sold)[0].id} AND quantity > 0`), [{ quantity: 1, dropped: 0 }]);
	const order = await adminAct(await adminOrder(staff, shop, sold.number), "ship");
	assert.equal(order.status, 200);
	assert.equal(now(sold).shipping_state, "shipped");
	assert.equal(shopRows(shop, `SELECT sum(s.quantity)::int AS n FROM @shop@.shipment_line s JOIN @shop@.order_line l ON l.id = s.order_line_id WHERE l.order_id = ${sold.order.id}`)[0].n, 4);
});

test("staff refuse no withdrawal, pay nothing twice, and receive no more than was announced", async () => {
	const sold = await sent(), [mug, book] = linesOf(sold);
	await asked(sold, { [`back_${book.id}`]: "0" });
	const [r] = returnsOf(sold), first = await desk(r), base = `/en/${shop}/orders/returns/${r.id}`;
	assert.ok(!first.$('form[action$="/refuse"]'));
	assert.match((await staff.post(`${base}/refuse`, { answer: "no" })).textOf(".flash"), /Meanwhile/);
	for (const typed of ["3", "-1", "", "x"]) {
		const bad = await adminAct(first, "receive", { [`pieces_${mug.id}`]: typed, [`condition_${mug.id}`]: "fine" });
		assert.equal(bad.status, 422, typed);
		assert.equal(bad.form('form[action$="/receive"]').value(`pieces_${mug.id}`), typed);
		assert.equal(bad.form('form[action$="/receive"]').value(`condition_${mug.id}`), "fine");
	}
	assert.equal((await staff.post(`${base}/refund`, { sum: "4980" })).status, 200);
	assert.equal(refundsOf(sold).length, 0, "not before it is here");
	const before = shelf("mug");
	await Promise.all([1, 2].map(() => adminAct(first, "receive")));
	assert.equal(shelf("mug") - before, 2, "received once");
	const here = await desk(r);
	assert.match((await staff.post(`${base}/refund`, { sum: "1" })).textOf(".flash"), /changed/, "not another sum than was shown");
	await Promise.all([1, 2].map(() => adminAct(here, "refund")));
	assert.deepEqual(refundsOf(sold).map((f) => f.amount_minor), [4980]);
	assert.equal(returnsOf(sold)[0].state, "closed");
});

test("only who has the order's address, and staff of its shop, come near a return", async () => {
	const sold = await sent(), [mug] = linesOf(sold), stranger = shopClient(env.SECOND_SHOP), body = { key: "b".repeat(32), [`back_${mug.id}`]: "1", confirm: "1" };
	assert.equal((await stranger.get(`/ar/order/${sold.token}/return`)).status, 404);
	assert.equal((await stranger.post(`/ar/order/${sold.token}/return`, body)).status, 404);
	assert.equal((await shopClient(shop).post(`/de/order/${"0".repeat(32)}/return`, body)).status, 404);
	assert.equal((await sold.client.post(`/de/order/${sold.token}/return`, body, { headers: { "origin": "http://evil.example", "sec-fetch-site": "cross-site" } })).status, 403);
	const other = await sent();
	assert.equal((await other.client.post(`/de/order/${other.token}/return`, body)).status, 422, "a line of another order is none of this one's");
	assert.equal(returnsOf(sold).length + returnsOf(other).length, 0);
	await asked(sold);
	const [r] = returnsOf(sold), outsider = await staffOf(env.SECOND_SHOP);
	assert.equal((await desk(r, outsider)).status, 404);
	assert.equal((await outsider.get(`/en/${env.SECOND_SHOP}/orders/returns/${r.id}`)).status, 404);
	for (const [action, values] of [["approve", { answer: "x" }], ["receive", {}], ["refund", { sum: "1" }], ["close", {}]]) {
		assert.equal((await outsider.post(`/en/${env.SECOND_SHOP}/orders/returns/${r.id}/${action}`, values)).status, 404, action);
		assert.equal((await outsider.post(`/en/${shop}/orders/returns/${r.id}/${action}`, values)).status, 404, action);
	}
	assert.equal(returnsOf(sold)[0].state, "approved");
	for (const bad of ["0", "x", "999999999"])
		assert.equal((await staff.get(`/en/${shop}/orders/returns/${bad}`)).status, 404, bad);
	assert.equal((await staff.get(`/en/${shop}/orders/returns?filter=maybe`)).status, 404);
});

test("in Arabic the button, the page and the mail are Arabic", async () => {
	const sold = await sent({ locale: "ar" });
	assert.equal((await page(sold, "", "ar")).$(link).textContent, "العدول عن العقد هنا");
	await asked(sold, {}, "ar");
	const mail = await box.waitFor(sold.email, "عدولك");
	assert.equal(mail.language, "ar");
	assert.match(mail.html, /dir="rtl"/);
});

test("who has no link withdraws by order number and e-mail address, found in every page's footer; nothing of the order is shown", async () => {
	const sold = await sent(), client = shopClient(shop), to = 'form[action$="/order/withdraw"]';
	const typed = { name: "Ünsal Groß", number: sold.number, email: sold.email.toUpperCase() };
	const start = await (await client.get("/de/")).click('footer a[href$="/order/withdraw"]');
	assert.equal(start.heading, "Vertrag widerrufen");
	for (const [field, value, said] of [["name", "", /ausfüllen|füllen/i], ["number", "", /ausfüllen|füllen/i], ["email", "x", /E-Mail-Adresse wie/],
		["number", `${sold.number}0`, /keine Bestellung/], ["email", "else@example.org", /keine Bestellung/], ["number", "%", /keine Bestellung/]]) {
		const bad = await start.form(to).submit({ ...typed, [field]: value });
		assert.equal(bad.status, 422, `${field}: ${value}`);
		assert.match(bad.textOf(".field-error"), said, `${field}: ${value}`);
		for (const [name, kept] of Object.entries({ ...typed, [field]: value }))
			assert.equal(bad.form(to).value(name), kept, "what was typed stays");
	}
	const read = await start.form(to).submit(typed);
	assert.equal(returnsOf(sold).length, 0, "nothing is declared before it is confirmed");
	assert.ok(!/mug|Hamburg|[0-9a-f]{32}\/return/.test(read.textOf("main")) && !read.text.includes(sold.token), "nothing is given away");
	const answers = await Promise.all([1, 2].map(() => read.form(to).submit({}, { button: ["confirm", "1"] })));
	assert.ok(answers.every((done) => done.status === 200) && answers.some((done) => /Widerruf ist eingegangen/.test(done.textOf(".flash"))));
	assert.deepEqual(returnsOf(sold).map((r) => [r.state, r.withdrawal]), [["approved", true]], "two clicks, one withdrawal");
	assert.match((await box.waitFor(sold.email, "Widerruf")).text, /2 × mug[^]*2 × book[^]*Ünsal Groß/, "with who declared it");
	const fresh = await client.get("/de/order/withdraw");
	assert.match((await fresh.form(to).submit(typed)).textOf(".field-error"), /nichts mehr zu widerrufen/);
	assert.equal((await shopClient(env.SECOND_SHOP).post("/ar/order/withdraw", { key: "c".repeat(32), ...typed, confirm: "1" })).status, 422, "not at another shop");
	const unsent = await buy({ shop, locale: "de", method: "demo", products: ["/p/mug"] });
	const cancelled = await (await fresh.form(to).submit({ ...typed, number: unsent.number, email: unsent.email })).form(to).submit({}, { button: ["confirm", "1"] });
	assert.match(cancelled.textOf(".flash"), /storniert/, "what was not sent is not sent");
	assert.deepEqual([now(unsent).state, now(unsent).payment_state], ["cancelled", "refunded"]);
});
