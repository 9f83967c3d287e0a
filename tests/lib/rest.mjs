// A shop that the worker leaves alone for an hour: what it does in one that is new or was changed is done, what it does from time to time waits.
import { until } from "./program.mjs";
import { execute, lit, rows } from "./psql.mjs";

export const atRest = async (shop) => {
	const [{ id }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`), tidying = `tenant_id = ${id} AND kind = 'tidy'`;
	execute("CELL", `INSERT INTO cell.schedule (tenant_id, kind, every, due_at) VALUES (${id}, 'tidy', 3600, now())
		ON CONFLICT (tenant_id, kind) DO UPDATE SET due_at = excluded.due_at, claims = 0`);
	await until(() => rows("CELL", `SELECT 1 AS x FROM cell.schedule WHERE ${tidying} AND claims = 0 AND due_at > now()`).length > 0, `the worker tidies ${shop}`, 60);
	execute("CELL", `UPDATE cell.schedule SET due_at = greatest(due_at, now() + interval '1 hour') WHERE ${tidying}`);
	return until(() => rows("CELL", `SELECT 1 AS x FROM cell.change WHERE tenant_id = ${id} AND at > now() - interval '1 second'`).length === 0, `nothing changes in ${shop}`);
};
