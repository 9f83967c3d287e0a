// A shop that the worker leaves alone for an hour: what it does in one that is new or was changed is done, what it does from time to time waits.
import { until } from "./program.mjs";
import { execute, lit, rows } from "./psql.mjs";

export const atRest = (shop) => {
	const tenant = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)}`)[0].id;
	execute("CELL", `UPDATE cell.schedule SET due_at = greatest(due_at, now() + interval '1 hour') WHERE tenant_id = ${tenant} AND kind = 'tidy'`);
	return until(() => rows("CELL", `SELECT 1 AS x FROM cell.change WHERE tenant_id = ${tenant} AND at > now() - interval '1 second'`).length === 0, `nothing changes in ${shop}`);
};
