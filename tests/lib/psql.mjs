// Questions to the stack's databases, as its owner.
import { MessageChannel, Worker, receiveMessageOnPort } from "node:worker_threads";
import { env } from "./env.mjs";

const PATIENCE_MS = 120000;
let thread = null;

function start() {
	const { port1, port2 } = new MessageChannel(), bell = new Int32Array(new SharedArrayBuffer(4));
	const worker = new Worker(new URL("./postgres-talk.mjs", import.meta.url), { workerData: { port: port2, bell }, transferList: [port2] });
	worker.unref();
	return { port: port1, bell };
}

// The first column of the last row that the statements give; those of one text are one transaction, as with `psql -c`.
function run(url, ...sqls) {
	thread ??= start();
	const { port, bell } = thread;
	Atomics.store(bell, 0, 0);
	port.postMessage({ url, sqls });
	if (Atomics.wait(bell, 0, 0, PATIENCE_MS) === "timed-out")
		throw new Error(`no answer in ${PATIENCE_MS} ms: ${sqls.join("; ")}`);
	const { answer, error } = receiveMessageOnPort(port).message;
	if (error)
		throw new Error(`${error}\n${sqls.join("; ")}`);
	return answer;
}

// A literal; numbers, booleans and null as they are.
export function lit(value) {
	return value === null ? "NULL" : typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

// Rows of a SELECT as objects. where: PLATFORM, CELL or, once it was added, SECOND_CELL.
export function rows(where, select) {
	return JSON.parse(run(env[`${where}_DATABASE_URL`], `SELECT coalesce(json_agg(q), '[]') FROM (${select}) q`));
}

// What is written behind the programs' back they are told of: that all of every shop may have changed.
const toldCell = "INSERT INTO cell.change (tenant_id, tags) SELECT substr(nspname, 3)::bigint, '{s}' FROM pg_namespace WHERE nspname ~ '^t_[0-9]+$'";
const told = {
	CELL: toldCell, SECOND_CELL: toldCell,
	PLATFORM: "INSERT INTO stoa.change (tenant_id, tags) SELECT id, '{s}' FROM stoa.tenant",
};

export function execute(where, sql) {
	run(env[`${where}_DATABASE_URL`], sql, told[where]);
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

const shown = /\b(INSERT INTO|UPDATE|DELETE FROM)\s+@shop@\.(shop|category|slug|product\w*|option_value|variant|price|stock|attribute|picture)\b/;

// What pages show of products is written down beside them: whoever changes them past the programs takes it away, and pages are made
// from the tables.
export function shopExecute(shop, sql) {
	const more = shown.test(sql) ? "; DELETE FROM @shop@.product_doc; DELETE FROM @shop@.product_offer" : "";
	const at = place(shop);
	execute(at.where, (sql + more).replaceAll("@shop@", at.schema));
}
