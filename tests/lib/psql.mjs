// Questions to the stack's databases, as its owner.
import { execFileSync } from "node:child_process";
import { env } from "./env.mjs";

function run(url, sql) {
	return execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", url, "-c", sql], { encoding: "utf8", maxBuffer: 64 << 20 });
}

// A literal; numbers, booleans and null as they are.
export function lit(value) {
	return value === null ? "NULL" : typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

// Rows of a SELECT as objects. where: PLATFORM, CELL or, once it was added, SECOND_CELL.
export function rows(where, select) {
	return JSON.parse(run(env[`${where}_DATABASE_URL`], `SELECT coalesce(json_agg(q), '[]') FROM (${select}) q`));
}

export function execute(where, sql) {
	run(env[`${where}_DATABASE_URL`], sql);
}

// Where a shop lives, by its name: { schema, where }.
export function place(shop) {
	const [row] = rows("PLATFORM", `SELECT id, cell FROM stoa.tenant WHERE name = ${lit(shop)} AND state <> 'dropped'`);
	if (!row)
		throw new Error(`no shop "${shop}"`);
	return { schema: `t_${String(row.id).padStart(6, "0")}`, where: row.cell === "cell2" ? "SECOND_CELL" : "CELL" };
}

export function schema(shop) {
	return place(shop).schema;
}

// As rows and execute, with @shop@ as in sql/queries.
export function shopRows(shop, select) {
	const at = place(shop);
	return rows(at.where, select.replaceAll("@shop@", at.schema));
}

export function shopExecute(shop, sql) {
	const at = place(shop);
	execute(at.where, sql.replaceAll("@shop@", at.schema));
}
