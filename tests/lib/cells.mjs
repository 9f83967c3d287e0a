// A second cell, and shoppers who press "Try again" while their shop is on its way there.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.mjs";
import { env } from "./env.mjs";
import { execute, place, rows } from "./psql.mjs";
import { stoactl } from "./stack.mjs";

// cell2 of the stack, closed, so that the shops of other tests stay where those look for them.
export async function secondCell() {
	await done(["cell", "add", "cell2", "--closed"]);
}

// Runs stoactl; what it said.
export async function done(args) {
	const ran = await stoactl(args);
	assert.equal(ran.status, 0, ran.err);
	return ran.out;
}

export const tenant = (shop) => rows("PLATFORM", `SELECT id, state, cell FROM stoa.tenant WHERE name = '${shop}' AND state <> 'dropped'`)[0];

export async function move(shop, cell, options = []) {
	return done(["tenant", "move", shop, cell, ...options]);
}

// The fence as sql/fence.sql raises it, for as long as a test looks at it.
export function fence(shop) {
	const { schema, where } = place(shop);
	execute(where, `INSERT INTO cell.fence (tenant_id, state, since) VALUES (${Number(schema.slice(2))}, 'moving', now());
		REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} FROM stoa_cart, stoa_checkout, stoa_admin, stoa_worker, stoa_webhook`);
}

// Does with a refusal what its page offers; refused counts them.
export class Patient extends Client {
	refused = 0;
	constructor(shop, options) {
		super(`http://${shop}.localhost:${env.HTTP_PORT}`, options);
	}
	async post(path, form, options) {
		const page = await super.post(path, form, options);
		if (page.status !== 503)
			return page;
		this.refused++;
		assert.ok(this.refused < 500, "the shop takes nothing in for long");
		assert.ok(Number(page.header("retry-after")) > 0);
		assert.equal(page.header("cache-control"), "private, no-store");
		await sleep(50);
		return page.form("main form.actions").submit();
	}
}

// { TABLE: "rows hash" } of all that a shop has.
export function sums(shop, without = []) {
	const at = place(shop);
	const names = rows(at.where, `SELECT tablename FROM pg_tables WHERE schemaname = '${at.schema}' AND tablename <> 'migration'`)
		.map((r) => r.tablename).filter((n) => !without.includes(n));
	const all = names.map((n) => `SELECT '${n}' AS name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS sum FROM ${at.schema}."${n}" t`);
	return Object.fromEntries(rows(at.where, all.join(" UNION ALL ")).map((r) => [r.name, r.sum]));
}
