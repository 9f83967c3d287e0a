/*
 * What a shop's tables hold, compared without what no two runs have alike: times, random values, and what the worker does meanwhile.
 * A state is kept beside the shop, and brought back.
 */
import { execFileSync } from "node:child_process";
import { env } from "./env.mjs";
import { lit, place, rows } from "./psql.mjs";

// The worker's, what only repeats other tables, and what is written down of a form itself.
const others = ["outbox", "sent_form", "media", "migration", "product_doc", "product_offer", "product_near"];
// Made of random bytes, or of the moment.
const randomIn = { zone: ["code"], shipping_method: ["code"], payment_method: ["code"] };
const random = ["token", "token_hash", "key", "place_key", "sealed", "session_ref", "provider_ref", "heard", "effect", "hash", "fingerprint", "cause", "notice_id"];

export class Tables {
	constructor(shop) {
		const { schema, where } = place(shop);
		Object.assign(this, { schema, url: env[`${where}_DATABASE_URL`], beside: `kept_${schema}` });
		const columns = rows(where, `SELECT c.table_name AS t, c.column_name AS c, c.data_type AS d, c.is_generated = 'ALWAYS' AS g
			FROM information_schema.columns c JOIN pg_tables p ON p.schemaname = c.table_schema AND p.tablename = c.table_name WHERE c.table_schema = ${lit(schema)} ORDER BY 1, c.ordinal_position`);
		this.columns = new Map();
		for (const { t, ...c } of columns)
			this.columns.set(t, [...(this.columns.get(t) ?? []), c]);
		this.names = [...this.columns.keys()];
		this.sequences = rows(where, `SELECT sequencename AS s FROM pg_sequences WHERE schemaname = ${lit(schema)}`).map((r) => r.s);
	}
	run(sql) {
		return execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", this.url, "-c", sql], { encoding: "utf8", maxBuffer: 64 << 20 });
	}
	// { table: "rows hash" }; loose: ids are left out, too.
	prints({ loose = false } = {}) {
		const wanted = (t) => (c) => !/^timestamp/.test(c.d) && ![...random, ...(randomIn[t] ?? [])].includes(c.c) && !(loose && /(^|_)ids?$|_values$/.test(c.c));
		const all = this.names.filter((t) => !others.includes(t)).map((t) => {
			const row = `ROW(${this.columns.get(t).filter(wanted(t)).map((c) => `x."${c.c}"`).join(", ")})::text`;
			return `SELECT '${t}' AS t, count(*) || ' ' || md5(coalesce(string_agg(${row}, E'\\n' ORDER BY ${row}), '')) AS h FROM ${this.schema}."${t}" x`;
		});
		return JSON.parse(this.run(`SELECT json_object_agg(t, h) FROM (${all.join(" UNION ALL ")}) q`));
	}
	// From now on restore() brings back what is there.
	keep() {
		const copies = this.names.map((t) => `CREATE TABLE ${this.beside}."${t}" AS TABLE ${this.schema}."${t}"`);
		const at = this.sequences.map((s) => `SELECT '${s}' AS s, last_value AS v, is_called AS c FROM ${this.schema}."${s}"`);
		this.run(`SET client_min_messages = error; DROP SCHEMA IF EXISTS ${this.beside} CASCADE; CREATE SCHEMA ${this.beside}; ${copies.join("; ")}; CREATE TABLE ${this.beside}.sequences AS ${at.join(" UNION ALL ")}`);
	}
	restore(tables = this.names) {
		const back = tables.map((t) => {
			const names = this.columns.get(t).filter((c) => !c.g).map((c) => `"${c.c}"`).join(", ");
			return `DELETE FROM ${this.schema}."${t}"; INSERT INTO ${this.schema}."${t}" (${names}) SELECT ${names} FROM ${this.beside}."${t}"`;
		});
		this.run(`BEGIN; SET LOCAL session_replication_role = replica; ${back.join("; ")}; SELECT setval('${this.schema}.' || quote_ident(s), v, c) FROM ${this.beside}.sequences; COMMIT`);
	}
	drop() {
		this.run(`SET client_min_messages = error; DROP SCHEMA IF EXISTS ${this.beside} CASCADE`);
	}
}

// Tables in which two such states differ.
export function differing(a, b) {
	return Object.keys({ ...a, ...b }).filter((t) => a[t] !== b[t]);
}
