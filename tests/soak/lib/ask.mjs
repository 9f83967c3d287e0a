// Questions to a stand's tables that keep nobody waiting: providers, mail server and shoppers live in the process that asks.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { env } from "../../lib/env.mjs";

const run = promisify(execFile);

async function psql(where, statements) {
	const { stdout } = await run("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", env[`${where}_DATABASE_URL`], ...statements.flatMap((sql) => ["-c", sql])], { encoding: "utf8", maxBuffer: 256 << 20 });
	return stdout;
}

// Rows of a SELECT as objects, with @shop@ as in sql/queries.
export async function ask(stand, select) {
	return JSON.parse(await psql("CELL", [`SELECT coalesce(json_agg(q), '[]') FROM (${select.replaceAll("@shop@", stand.schema)}) q`]));
}

export async function act(stand, ...statements) {
	await psql("CELL", statements.map((sql) => sql.replaceAll("@shop@", stand.schema)));
}

export async function actPlatform(...statements) {
	await psql("PLATFORM", statements);
}

// The orders of a cart's e-mail address.
export const ordersBy = (stand, email) => ask(stand, `SELECT o.* FROM @shop@.orders o JOIN @shop@.order_contact c ON c.order_id = o.id WHERE c.email = '${email}' ORDER BY o.id`);
