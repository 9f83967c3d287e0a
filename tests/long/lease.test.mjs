// A worker whose claim took longer than the lease that it was for: the job is another's by then.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../lib/buy.mjs";
import { env } from "../lib/env.mjs";
import { schema, shopRows } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";
import { without } from "../lib/stack.mjs";
import { newTill } from "../lib/till.mjs";
import { Post, Workers, until } from "../soak/lib/post.mjs";

// The statement itself may take ten seconds.
const JOB = 5, ANSWER = 3, STANDSTILL = 9;

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
