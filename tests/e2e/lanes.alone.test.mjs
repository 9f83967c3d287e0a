// The worker's processes: which of them step behind the programs that answer shoppers, and what one that sends many mails of a shop remembers of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../lib/buy.mjs";
import { Mailbox } from "../lib/mailbox.mjs";
import { rows, shopExecute } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";
import { children, workerPid } from "../lib/worker.mjs";

const only = ["fcgi"];
// proc(5): the 19th field; the second one, a name, may hold anything.
const niceOf = (pid) => Number(readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /s, "").split(" ")[16]);

test("mails that go out in one go are each in the language of its order, by the merchant's words of that language, and new words count at once", { only }, async () => {
	const shop = await newTill(), box = new Mailbox();
	const word = (locale, subject) => shopExecute(shop, `INSERT INTO @shop@.mail_text (kind, locale, subject, opening, closing) VALUES ('placed', '${locale}', '${subject}', '', '')
		ON CONFLICT (kind, locale) DO UPDATE SET subject = excluded.subject`);
	const told = async (email) => {
		const { subject, language } = await box.waitFor(email, /./, { timeout: 30000 });
		return [language, subject];
	};
	const sold = [];
	word("en", "Hooray {number}");
	await without("worker", async () => {
		for (const locale of ["en", "de", "en"])
			sold.push({ locale, ...await buy({ shop, locale, email: someEmail("lanes"), products: ["/p/mug"] }) });
	});
	for (const { locale, number, email } of sold)
		assert.deepEqual(await told(email), [locale, { en: `Hooray ${number}`, de: `Vielen Dank für Ihre Bestellung ${number}` }[locale]]);
	word("en", "Yippee {number}");
	const { number, email } = await buy({ shop, locale: "en", email: someEmail("lanes"), products: ["/p/mug"] });
	assert.deepEqual(await told(email), ["en", `Yippee ${number}`]);
});

test("mails and timers go beside the programs that answer shoppers, pictures and imports behind them", { only }, async () => {
	// They were started anew a moment ago, in the order of their lanes: mails, timers, work.
	const parent = niceOf(workerPid()), expected = [parent, parent, Math.min(19, parent + 5)], found = () => children(workerPid()).map(niceOf);
	for (const end = Date.now() + 10000; Date.now() < end && `${found()}` !== `${expected}`; await sleep(50))
		;
	assert.deepEqual(found(), expected);
});

test("what imports write goes behind in Postgres, too, where its administrator lets it", { only }, async () => {
	const backends = () => rows("CELL", "SELECT pid FROM pg_stat_activity WHERE usename = 'stoa_worker' AND datname = current_database() ORDER BY 1").map((r) => niceOf(r.pid)).sort((a, b) => a - b);
	const own = niceOf(workerPid()), expected = [own, own, Math.max(5, own)];
	for (const end = Date.now() + 10000; Date.now() < end && `${backends()}` !== `${expected}`; await sleep(50))
		;
	assert.deepEqual(backends(), expected);
	const others = rows("CELL", `SELECT rolname FROM pg_roles WHERE rolname LIKE 'stoa\\_%' AND rolname <> 'stoa_worker'
		AND (has_function_privilege(oid, 'cell.step_back(integer)', 'EXECUTE') OR has_schema_privilege(oid, 'stoa_host', 'USAGE') OR has_function_privilege(oid, 'stoa_host.step_back(integer)', 'EXECUTE'))`);
	assert.deepEqual(others, []);
});
