// Workers killed again and again under a stream of orders: everything happens once (tests/soak/README.md).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../../lib/buy.mjs";
import { shopExecute, shopRows } from "../../lib/psql.mjs";
import { without } from "../../lib/stack.mjs";
import { newTill } from "../../lib/till.mjs";
import { Post, Workers, judge, killAll, until } from "./post.mjs";

const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const kills = option("--kills", process.argv.includes("--short") ? 8 : 200);
const LEASE = 5;
const began = Date.now(), windows = new Set();
const shop = await newTill();
let done = 0, busy = 0, sold = 0;
shopExecute(shop, "UPDATE @shop@.stock SET on_hand = 1000000");

async function shopper() {
	while (done < kills) {
		try {
			await buy({ shop, locale: "en", email: someEmail("soak"), method: sold++ % 2 ? "demo" : "bank_transfer", products: ["/p/mug"] });
		} catch (e) {
			// A connection that was cut is the shopper's to try again; what was promised counts from the tables.
			if (!["EPIPE", "ECONNRESET"].includes(e.code))
				throw e;
		}
	}
}

const jobs = (where) => shopRows(shop, `SELECT id FROM @shop@.outbox WHERE ${where}`).map((r) => Number(r.id));

await without("worker", async () => {
	const post = await Post.open();
	const worker = new Workers({ smtp_url: `smtp://localhost:${post.port}`, worker_processes: 6, mail_retry_base: 1, mail_seconds: 2, mail_answer_seconds: 1, job_seconds: LEASE });
	try {
		const shoppers = [shopper(), shopper(), shopper()];
		while (done < kills) {
			await until("the worker is there again", () => worker.pids.length === 6, 60);
			await sleep(400 + Math.random() * 1200);
			const { between, open } = await killAll(worker, shop, post);
			for (const job of between)
				windows.add(job);
			busy += open > 0;
			done++;
		}
		await Promise.all(shoppers);
		await until("all is done", () => {
			shopExecute(shop, "UPDATE @shop@.outbox SET due_at = now() WHERE state = 'queued' AND claims = 0 AND due_at > now()");
			return jobs("state = 'queued' AND order_id IS NOT NULL").length === 0 || sleep(500, false);
		}, 120);
		const found = judge(shop, post, windows);
		console.log(`orders: ${sold}`);
		console.log(`kills of all the worker's processes: ${done}, with a mail under way: ${busy}`);
		console.log(`mails promised, sent, doubled: ${found.promised}, ${found.sent}, ${found.doubled.length} (${windows.size} times killed between acceptance and record)`);
		console.log(`seconds: ${((Date.now() - began) / 1000).toFixed(1)}`);
		assert.ok(busy > 0, "some were killed at work");
		assert.deepEqual(found.lost, [], "every mail went out");
		assert.deepEqual(found.left, [], "and is done; none is dead");
		assert.deepEqual(found.unexcused, [], "none twice but for those kills");
		assert.deepEqual(found.late, [], "those of an order one after another");
	} finally {
		await worker.end();
		await post.close();
	}
});
