// Work that takes longer than its lease: a mail is another's by then, an import goes on.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { staffOf } from "../lib/admin.mjs";
import { buy, someEmail } from "../lib/buy.mjs";
import { uploadFile } from "../lib/catalog.mjs";
import { env } from "../lib/env.mjs";
import { csv, newShop, productRow } from "../lib/goods.mjs";
import { fact, until as untilImport } from "../lib/import-job.mjs";
import { schema, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";
import { Post, Workers, until } from "../soak/lib/post.mjs";

// The statement itself may take ten seconds.
const JOB = 5, ANSWER = 3, STANDSTILL = 9, IMPORT_JOB = 8;

test("a mail that was claimed only when its lease was over is given back, and goes out once", async () => {
	const shop = await newTill();
	await without("worker", async () => {
		const post = await Post.open();
		await buy({ shop, locale: "en", email: someEmail("lease"), method: "bank_transfer", products: ["/p/mug"] });
		const queued = () => shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.outbox WHERE state = 'queued' AND order_id IS NOT NULL")[0].n;
		assert.equal(queued(), 1);
		const still = new Promise((resolve) => execFile("psql", ["-XAtq", env.CELL_DATABASE_URL, "-c",
			`BEGIN; LOCK TABLE ${schema(shop)}.outbox IN SHARE ROW EXCLUSIVE MODE; SELECT pg_sleep(${STANDSTILL}); COMMIT`], resolve));
		await sleep(500);
		post.holdAnswer = 1000;
		const worker = new Workers({ smtp_url: `smtp://localhost:${post.port}`, worker_processes: 6, mail_retry_base: 1, mail_answer_seconds: ANSWER, job_seconds: JOB });
		try {
			await still;
			await until("the mail is done", () => queued() === 0, 60);
			assert.equal(post.mails().length, 1, "once");
			assert.ok(worker.count("event=late") > 0, "it was given back");
		} finally {
			await worker.end();
			await post.close();
		}
	});
});

// An import that is all or nothing is one transaction, and may take many times as long as a job's lease.
test("an import that outlasts its lease keeps it, and ends", async () => {
	const shop = await newShop("lease", { locales: "en" }), client = await staffOf(shop);
	const file = csv(Array.from({ length: 20000 }, (_, i) => productRow(`p-${i}`, `Product ${i}`, "1.00")));
	const page = await untilImport(client, (await uploadFile(client, shop, file, { whole: true })).url, ["checked"], 60);
	await without("worker", async () => {
		const worker = new Workers({ worker_processes: 4, job_seconds: IMPORT_JOB }), began = Date.now();
		try {
			await page.form('form[action$="/start"]').submit();
			const done = await untilImport(client, page.url, ["done"], 120);
			assert.equal(fact(done, "New products"), "20,000");
			assert.ok(Date.now() - began > IMPORT_JOB * 1000, "it took longer than its lease");
			assert.equal(shopRows(shop, "SELECT max(attempts) AS n FROM @shop@.outbox WHERE kind = 'import' AND effect LIKE '%:2'")[0].n, 1, "and was begun once");
		} finally {
			await worker.end();
		}
	});
});
