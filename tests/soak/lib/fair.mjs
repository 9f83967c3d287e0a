// One shop with very much to do keeps no other waiting (tests/soak/README.md).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { buy, someEmail } from "../../lib/buy.mjs";
import { execute, lit, rows, shopRows } from "../../lib/psql.mjs";
import { without } from "../../lib/stack.mjs";
import { newTill } from "../../lib/till.mjs";
import { Post, Workers, until } from "./post.mjs";

const option = (name, standard) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : standard);
const many = option("--mails", process.argv.includes("--short") ? 2000 : 100000), rounds = option("--rounds", 8);
// A visit to the busy shop is 20 mails or five seconds; a look at who waits, and the mail itself.
const AT_MOST = 8000;
const began = Date.now();
const busy = await newTill(), other = await newTill();
const [{ id: tenant }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(busy)} AND state = 'active'`);
const schema = `t_${String(tenant).padStart(6, "0")}`;
const left = (shop) => shopRows(shop, "SELECT count(*)::int AS n FROM @shop@.outbox WHERE state = 'queued' AND order_id IS NOT NULL")[0].n;

// As many orders as one like it, each with a mail that has waited for an hour.
function queue(order) {
	const copies = (table, key, changes) => `INSERT INTO ${schema}.${table} SELECT (jsonb_populate_record(x, jsonb_build_object(${changes}))).*
		FROM ${schema}.${table} x, generate_series(1, ${many}) i WHERE x.${key} = ${order.id};`;
	execute("CELL", `${copies("orders", "id", "'id', 1000000 + i, 'number', 'X' || i, 'token', 'x' || i, 'place_key', 'x' || i")}
		${copies("order_contact", "order_id", "'order_id', 1000000 + i")}
		${copies("order_address", "order_id", "'order_id', 1000000 + i")}
		INSERT INTO ${schema}.outbox (kind, effect, order_id, state, due_at, created_at)
			SELECT 'mail_placed', 'many:' || i, 1000000 + i, 'queued', now() - interval '1 h', now() - interval '1 h' FROM generate_series(1, ${many}) i;
		INSERT INTO cell.due (tenant_id, due_at, lane) SELECT ${tenant}, now() - interval '1 h', 'mail' FROM generate_series(1, ${many});
		ANALYZE ${schema}.outbox; ANALYZE ${schema}.orders; ANALYZE cell.due`);
}

await without("worker", async () => {
	const post = await Post.open();
	queue((await buy({ shop: busy, locale: "en", email: someEmail("busy"), products: ["/p/mug"] })).order);
	const worker = new Workers({ smtp_url: `smtp://localhost:${post.port}`, worker_processes: 3 });
	try {
		const before = left(busy), at = Date.now(), waits = [];
		for (let i = 0; i < rounds; i++) {
			await buy({ shop: other, locale: "en", email: someEmail("other"), products: ["/p/mug"] });
			const sold = Date.now();
			await until("the other shop's mail", () => left(other) === 0, 60);
			waits.push(Date.now() - sold);
			await sleep(500);
		}
		const done = before - left(busy), seconds = (Date.now() - at) / 1000;
		console.log(`mails queued in one shop: ${before}; sent meanwhile, by one process of the sanitizer build: ${done} in ${seconds.toFixed(1)} s`);
		console.log(`another shop's mail waited: ${waits.sort((a, b) => a - b)[Math.floor(rounds / 2)]} ms in the middle, ${waits.at(-1)} ms at most, of ${rounds}`);
		console.log(`seconds: ${((Date.now() - began) / 1000).toFixed(1)}`);
		assert.ok(left(busy) > 0 && done > 0, "the busy shop had something to do all the time");
		assert.ok(waits.at(-1) <= AT_MOST, `none waits for longer than ${AT_MOST} ms`);
	} finally {
		execute("CELL", `UPDATE ${schema}.outbox SET state = 'done' WHERE state = 'queued'`);
		await worker.end();
		await post.close();
	}
});
