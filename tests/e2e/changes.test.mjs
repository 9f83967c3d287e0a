// Who follows what has changed, by an installation's own settings: one process of the box, and where that is gone whoever answers.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csv, importCsv, newShop, productRow } from "../lib/goods.mjs";
import { seen, settings, usual } from "../lib/kept.mjs";
import { Program, until } from "../lib/program.mjs";
import { test } from "../lib/runner.mjs";

const count = (program, event) => program.log.split(`event=${event} `).length - 1;

async function price(shop, amount) {
	const imported = await importCsv(shop, csv([productRow("mug", "Mug", amount)]));
	assert.equal(imported.status, 0, imported.err);
}

const shows = (program, shop, amount, seconds) => until(async () => (await seen(program, shop, "/en/p/mug")).includes(`€${amount}`), `the page shows ${amount}: ${program.log}`, seconds);

test("one process of the box follows changes; after kill -9 of it pages are right within two seconds, and it is there again", { only: ["fcgi"] }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "stoa-follow-"));
	try {
		const options = { conf: settings(folder, "stoa.conf", usual(folder)), processes: 1 }, shop = await newShop("follow", { locales: "en" });
		await price(shop, "24.90");
		await Program.with(options, (a) => Program.with(options, async (b) => {
			await until(() => count(a, "changes_led") + count(b, "changes_led") > 0, "one leads");
			const [one, other] = count(a, "changes_led") ? [a, b] : [b, a];
			await shows(other, shop, "24.90");
			await price(shop, "31.00");
			await shows(other, shop, "31.00", 1);
			const { follower } = one;
			process.kill(follower, "SIGKILL");
			await price(shop, "32.00");
			await shows(other, shop, "32.00", 2);
			await shows(one, shop, "32.00", 2);
			await until(() => one.follower && one.follower !== follower, "a new one comes");
			await until(() => count(a, "changes_led") + count(b, "changes_led") === 2, "and one of the two leads again");
			assert.match(one.log, new RegExp(`event=process_ended child=${follower} `));
			await price(shop, "33.00");
			await shows(other, shop, "33.00", 1);
		}));
	} finally {
		rmSync(folder, { recursive: true });
	}
});
