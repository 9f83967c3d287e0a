// Promised work that was given up: staff and the hoster see it, try it again or put it away; shops that are moved, closed or opened lose none.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { staffOf } from "../lib/admin.mjs";
import { buy, someEmail } from "../lib/buy.mjs";
import { newShop } from "../lib/goods.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { execute, lit, rows, shopExecute, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { stoactl } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";

// Nothing is kept for whoever pays at the door, so a mail is all that such a sale promises.
const only = ["fcgi"], box = new Mailbox(), sale = { method: "cash_on_delivery" };
const jobOf = (shop, order) => shopRows(shop, `SELECT * FROM @shop@.outbox WHERE order_id = ${order.id} ORDER BY id`)[0];
const idOf = (shop) => rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)} AND state <> 'dropped'`)[0].id;

async function until(what, check, ms = 20000) {
	for (const end = Date.now() + ms; ; await sleep(50)) {
		const value = await check();
		if (value)
			return value;
		assert.ok(Date.now() < end, `${what}: not within ${ms} ms`);
	}
}

let shop, staff;
const open = async () => {
	shop ??= await newTill();
	staff ??= await staffOf(shop);
};

// A sale whose mail has been given up.
async function given(why) {
	await open();
	const email = someEmail("failed"), { order } = await buy({ ...sale, shop, locale: "de", email, products: ["/p/mug"] });
	await until("the mail has left", () => jobOf(shop, order).state === "done");
	shopExecute(shop, `UPDATE @shop@.outbox SET state = 'dead', last_error = ${lit(why)}, done_at = now() WHERE order_id = ${order.id}`);
	return { email, order };
}

test("what failed stands on the desk, with what, whose, when and why, in the reader's words", { only }, async () => {
	const { order } = await given("smtp_550");
	const desk = await staff.get(`/de/${shop}/`), link = desk.$('a[href$="/failed"]');
	assert.equal(link.textContent, "Was nicht geklappt hat");
	assert.equal(link.closest("div").querySelector("dd").textContent.trim(), "1");
	const page = await desk.click('a[href$="/failed"]'), row = page.$("tbody tr");
	assert.equal(page.status, 200);
	assert.match(row.textContent, /E-Mail: /);
	assert.match(row.textContent, /hat die E-Mail abgelehnt \(550\)/);
	assert.equal(row.querySelector("a").textContent, order.number);
	assert.match(row.querySelectorAll("td")[1].textContent, /20\d\d/);
	assert.match((await staff.get(`/ar/${shop}/failed`)).$("tbody tr").textContent, /رفض خادم البريد/);
});

test("tried again it is done; a second click is told the same, and another tab that it was seen to", { only }, async () => {
	const { email, order } = await given("smtp_550"), sent = box.all(email).length;
	const page = await staff.get(`/en/${shop}/failed`), tab = await staff.get(`/en/${shop}/failed`), id = jobOf(shop, order).id;
	const form = page.form('form[action$="/failed/retry"]'), again = await form.submit({}, { button: ["id", String(id)] });
	assert.match(again.textOf("[role=status]"), /tried again in a moment/);
	await until("it is sent once more", () => box.all(email).length === sent + 1);
	await until("and done", () => jobOf(shop, order).state === "done");
	assert.match((await form.submit({}, { button: ["id", String(id)] })).textOf("[role=status]"), /tried again in a moment/);
	assert.match((await tab.form('form[action$="/failed/retry"]').submit({}, { button: ["id", String(id)] })).textOf("[role=status]"), /somebody else/);
	await sleep(500);
	assert.equal(box.all(email).length, sent + 1);
});

test("put away it is gone from the list, and why it failed stays on record; a number that is none is refused", { only }, async () => {
	const { email, order } = await given("killed"), sent = box.all(email).length, { id } = jobOf(shop, order);
	const put = await staff.post(`/en/${shop}/failed/away`, { id: String(id) });
	assert.match(put.textOf("[role=status]"), /Put away/);
	assert.equal(put.$(`button[value="${id}"]`), null);
	const job = jobOf(shop, order);
	assert.deepEqual([job.state, job.last_error], ["done", "killed"]);
	assert.equal((await staff.post(`/en/${shop}/failed/away`, { id: "x" })).status, 400);
	await sleep(500);
	assert.equal(box.all(email).length, sent);
});

test("stoactl lists, tries again and drops what was given up, and says what it wants", { only }, async () => {
	const { email, order } = await given("connect"), sent = box.all(email).length, { id } = jobOf(shop, order);
	const listed = await stoactl(["jobs", "list", "--shop", shop]);
	assert.equal(listed.status, 0, listed.err);
	assert.match(listed.out, new RegExp(`^${shop} +${id} +mail_placed +${order.number} .* connect `, "m"));
	assert.match((await stoactl(["jobs", "list"])).out, new RegExp(`^${shop} +${id} `, "m"), "of all shops");
	for (const wrong of [["retry", "--job", String(id)], ["retry", "--shop", shop, "--job", "x"], ["drop"], ["drop", "--shop", shop, "--queued"]])
		assert.notEqual((await stoactl(["jobs", ...wrong])).status, 0, wrong.join(" "));
	assert.equal(jobOf(shop, order).state, "dead");
	assert.equal((await stoactl(["jobs", "retry", "--shop", shop, "--job", String(id)])).out, "1 due now\n");
	await until("it is sent once more", () => box.all(email).length === sent + 1);
	await until("and done", () => jobOf(shop, order).state === "done");
	const other = await given("connect");
	assert.match((await stoactl(["jobs", "drop", "--shop", shop])).out, /^[1-9]\d* put away\n$/);
	assert.equal(jobOf(shop, other.order).state, "done");
});

test("another shop's work is out of reach", { only }, async () => {
	const { order } = await given("smtp_550"), { id } = jobOf(shop, order);
	const neighbour = await newShop("unfailed", { locales: "en" }), stranger = await staffOf(neighbour);
	assert.equal((await stranger.get(`/en/${shop}/failed`)).status, 404);
	await stranger.post(`/en/${neighbour}/failed/retry`, { id: String(id) });
	assert.equal(jobOf(shop, order).state, "dead");
	shopExecute(shop, "UPDATE @shop@.outbox SET state = 'done' WHERE state = 'dead'");
});

test("a shop that was closed does what it owes as soon as it is open again", { only }, async () => {
	await open();
	const email = someEmail("closed"), { order } = await buy({ ...sale, shop, locale: "de", email, products: ["/p/mug"] }), tenant = idOf(shop);
	await until("sent", () => jobOf(shop, order).state === "done");
	assert.equal((await stoactl(["tenant", "suspend", shop])).status, 0);
	shopExecute(shop, `UPDATE @shop@.outbox SET state = 'queued', due_at = now(), done_at = NULL WHERE order_id = ${order.id}`);
	execute("CELL", `INSERT INTO cell.due (tenant_id, due_at, lane) VALUES (${tenant}, now(), 'mail')`);
	await until("its hint is taken away", () => rows("CELL", `SELECT 1 FROM cell.due WHERE tenant_id = ${tenant}`).length === 0);
	assert.equal(jobOf(shop, order).state, "queued");
	assert.equal((await stoactl(["tenant", "resume", shop])).status, 0);
	await until("sent", () => jobOf(shop, order).state === "done");
});

test("what was put off goes out at once when the hoster says so", { only }, async () => {
	await open();
	const email = someEmail("hurry"), { order } = await buy({ ...sale, shop, locale: "de", email, products: ["/p/mug"] });
	await until("sent", () => jobOf(shop, order).state === "done");
	shopExecute(shop, `UPDATE @shop@.outbox SET state = 'queued', claims = 0, due_at = now() + interval '5 h', last_error = 'connect', done_at = NULL WHERE order_id = ${order.id}`);
	assert.match((await stoactl(["jobs", "list", "--queued", "--shop", shop])).out, new RegExp(` mail_placed +${order.number} .* connect `));
	assert.equal((await stoactl(["jobs", "retry", "--queued", "--shop", shop])).out, "1 due now\n");
	await until("sent once more", () => jobOf(shop, order).state === "done");
	assert.equal(box.all(email).length, 2);
});

test("a shop that came from a file has announced what it owes", { only }, async () => {
	await open();
	const { order } = await buy({ ...sale, shop, locale: "de", email: someEmail("carried"), products: ["/p/mug"] }), folder = mkdtempSync(join(tmpdir(), "stoa-jobs-"));
	await until("sent", () => jobOf(shop, order).state === "done");
	shopExecute(shop, `UPDATE @shop@.outbox SET state = 'queued', due_at = now() + interval '5 h', done_at = NULL WHERE order_id = ${order.id}`);
	const copy = `${shop}-copy`, file = join(folder, "shop.tar");
	try {
		for (const args of [["export", shop, file], ["import", file, "--name", copy, "--host", `${copy}.localhost`]])
			assert.equal((await stoactl(["tenant", ...args])).status, 0, args[0]);
	} finally {
		rmSync(folder, { recursive: true });
	}
	await until("the worker has been there, and comes again when it is due", () =>
		rows("CELL", `SELECT 1 FROM cell.due WHERE tenant_id = ${idOf(copy)} AND lane = 'mail' AND due_at > now() + interval '4 h'`).length === 1);
});
