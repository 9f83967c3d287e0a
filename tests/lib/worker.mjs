// The worker's processes, and its hour.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "./env.mjs";
import { execute, lit, rows } from "./psql.mjs";

// Of the parent, whose number the stack knows.
export function children(pid) {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
	} catch {
		return [];
	}
}

export const workerPid = () => Number(readFileSync(join(env.RUN_DIR, "worker.pid"), "utf8"));

// kill -9 of all of them at once; the stack starts others in their place.
export function killWorkers() {
	const parent = workerPid(), all = [parent, ...children(parent)];
	for (const pid of all)
		process.kill(pid, "SIGKILL");
	return parent;
}

// What comes again and again is due now, for the shop; for the platform too where that is named.
export function timePasses(shop, { platform = false } = {}) {
	const [{ id }] = rows("PLATFORM", `SELECT id FROM stoa.tenant WHERE name = ${lit(shop)} AND state <> 'dropped'`);
	execute("CELL", `UPDATE cell.schedule SET due_at = now() - interval '1 s' WHERE tenant_id IN (0, ${id})`);
	if (platform)
		execute("PLATFORM", "UPDATE stoa.schedule SET due_at = now() - interval '1 s'");
	return id;
}
