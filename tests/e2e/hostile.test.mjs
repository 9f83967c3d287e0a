/*
 * A hostile query in each program's place: as that program's role on its own connection, every table, column and sequence of the catalog is tried, and what
 * Postgres lets happen must be what sql/grants.sql gives it, and nothing else.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env, top } from "../lib/env.mjs";
import { rows, schema } from "../lib/psql.mjs";
import { test } from "../lib/runner.mjs";

const only = ["fcgi"];
const PROGRAMS = ["storefront", "cart", "checkout", "webhook", "admin", "worker", "metrics"];
const shop = schema(env.SECOND_SHOP);
const homes = { tenant: ["CELL", shop, "@shop@"], cell: ["CELL", "cell", "cell"], platform: ["PLATFORM", "stoa", "stoa"] };

// What psql prints, as the role; status 3 where a statement failed.
function as(program, where, sql) {
	const url = env[`${where}_DATABASE_URL`].replace("//stoa@", `//stoa_${program}@`);
	try {
		return { out: execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", url], { input: sql, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"], maxBuffer: 64 << 20 }) };
	} catch (e) {
		return { failed: e.stderr };
	}
}

// What Postgres makes of other columns nobody writes.
// The rights that the file gives, as "storefront SELECT product.id"; a right on a table is one on all of its columns.
function given(folder) {
	const [where, name, token] = homes[folder], sql = readFileSync(join(top, "sql", folder, "grants.sql"), "utf8").replace(/--.*/g, "");
	const columns = Map.groupBy?.(rows(where, columnsOf(name)), (r) => r.t) ?? rows(where, columnsOf(name)).reduce((m, r) => m.set(r.t, [...(m.get(r.t) ?? []), r]), new Map());
	const found = new Set();
	for (const [, rights, things, roles] of sql.matchAll(/\bGRANT\s+([^;]*?)\s+ON\s+([^;]*?)\s+TO\s+([^;]*?);/g)) {
		if (/^(SCHEMA|DATABASE|FUNCTION)\b/.test(things))
			continue;
		for (const [, role] of roles.matchAll(/@role@([a-z]+)/g))
			for (const thing of things.replace(/^SEQUENCE\s+/, "").split(",").map((t) => t.trim().replace(`${token}.`, "")))
				for (const [, right, some] of rights.matchAll(/([A-Z]+)(?:\s*\(([^)]*)\))?/g)) {
					const named = some ? some.split(",").map((c) => c.trim()) : right === "DELETE" || right === "USAGE" ? [""]
						: columns.get(thing).filter((r) => right === "SELECT" || !r.made).map((r) => r.c);
					for (const column of named)
						found.add(`${role} ${right} ${thing}${column && `.${column}`}`);
				}
	}
	return found;
}

const columnsOf = (name) => `SELECT c.relname AS t, a.attname AS c, a.attgenerated <> '' AS made FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = '${name}'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;

// Tries every statement there is, in a subtransaction each that is taken back; what went through is printed.
const attempt = (name) => `DO $tries$
DECLARE
	try record;
	found text := '';
BEGIN
	FOR try IN
		WITH c AS (${columnsOf(name)}), s AS (SELECT relname AS t FROM pg_class WHERE relnamespace = '${name}'::regnamespace AND relkind = 'S')
		SELECT 'SELECT ' || t || '.' || c AS what, format('SELECT %I FROM ${name}.%I LIMIT 0', c, t) AS sql FROM c
		UNION ALL SELECT 'INSERT ' || t || '.' || c, format('INSERT INTO ${name}.%I (%I) SELECT NULL WHERE false', t, c) FROM c WHERE NOT made
		UNION ALL SELECT 'UPDATE ' || t || '.' || c, format('UPDATE ${name}.%I SET %I = DEFAULT WHERE false', t, c) FROM c WHERE NOT made
		UNION ALL SELECT DISTINCT 'DELETE ' || t, format('DELETE FROM ${name}.%I WHERE false', t) FROM c
		UNION ALL SELECT DISTINCT 'TRUNCATE ' || t, format('TRUNCATE ${name}.%I', t) FROM c
		UNION ALL SELECT DISTINCT 'DROP ' || t, format('DROP TABLE ${name}.%I CASCADE', t) FROM c
		UNION ALL SELECT DISTINCT 'ALTER ' || t, format('ALTER TABLE ${name}.%I ADD COLUMN mine text', t) FROM c
		UNION ALL SELECT DISTINCT 'TRIGGER ' || t, format('CREATE TRIGGER mine BEFORE INSERT ON ${name}.%I EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()', t) FROM c
		UNION ALL SELECT 'USAGE ' || t, format('SELECT nextval(%L)', '${name}.' || t) FROM s
		UNION ALL SELECT 'SETVAL ' || t, format('SELECT setval(%L, 1)', '${name}.' || t) FROM s
		UNION ALL SELECT 'PEEK ' || t, format('SELECT last_value FROM ${name}.%I', t) FROM s
	LOOP
		BEGIN
			EXECUTE try.sql;
			found := found || try.what || E'\\n';
			RAISE EXCEPTION USING ERRCODE = 'P0099';
		EXCEPTION
			WHEN insufficient_privilege OR SQLSTATE 'P0099' THEN NULL;
		END;
	END LOOP;
	PERFORM set_config('hostile.found', found, false);
END
$tries$;
SELECT current_setting('hostile.found');`;

for (const [folder, [where, name]] of Object.entries(homes))
	test(`in ${folder === "tenant" ? "a shop's schema" : `the ${folder}'s schema`} each role reaches what its grants name, and nothing else goes through`, { only }, () => {
		const expected = given(folder), tables = rows(where, columnsOf(name)).length;
		assert.ok(tables > (folder === "tenant" ? 300 : 3) && expected.size > 5);
		for (const program of PROGRAMS) {
			const tried = as(program, where, attempt(name));
			assert.equal(tried.failed, undefined, program);
			const found = tried.out.trim().split("\n").filter(Boolean).map((line) => `${program} ${line}`);
			// A column that may be read may be named in what writes another; no right is more than its column.
			assert.deepEqual(found.sort(), [...expected].filter((line) => line.startsWith(`${program} `)).sort(), `${program} in ${name}`);
		}
	});

test("what each role has in one shop it has in every shop, so that none has more where nobody looks", { only }, () => {
	const other = schema(env.SHOP), acl = (name) => rows("CELL", `SELECT c.relname, c.relacl::text, (SELECT string_agg(a.attname || a.attacl::text, ' ' ORDER BY a.attname) FROM pg_attribute a
		WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL) AS columns FROM pg_class c WHERE c.relnamespace = '${name}'::regnamespace AND c.relkind IN ('r', 'S') ORDER BY 1`);
	assert.deepEqual(acl(other), acl(shop));
});

// Each must fail for every role in both databases: [what, statement].
const crimes = [
	["a table in the schema of a shop", `CREATE TABLE ${shop}.mine (x int)`, "CELL"],
	["a table in the schema of the platform", "CREATE TABLE stoa.mine (x int)", "PLATFORM"],
	["a table in public", "CREATE TABLE public.mine (x int)"],
	["a temporary table", "CREATE TEMP TABLE mine (x int)"],
	["a schema", "CREATE SCHEMA mine"],
	["a function", "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
	["an extension", "CREATE EXTENSION dblink"],
	["a database", "CREATE DATABASE mine"],
	["a role", "CREATE ROLE mine"],
	["more rights for itself", "ALTER ROLE CURRENT_USER SUPERUSER"],
	["another role", "SET ROLE stoa"],
	["the role of another program", "SET ROLE stoa_admin", null, "admin"],
	["another session", "SET SESSION AUTHORIZATION stoa"],
	["settings of the server", "ALTER SYSTEM SET log_statement = 'all'"],
	["triggers off", "SET session_replication_role = replica"],
	["passwords", "SELECT rolpassword FROM pg_authid"],
	["a file of the server", "SELECT pg_read_file('/etc/passwd')"],
	["a folder of the server", "SELECT pg_ls_dir('.')"],
	["a file by COPY", "DO $$ BEGIN EXECUTE 'COPY pg_catalog.pg_class TO ''/tmp/mine'''; END $$"],
	["a program of the server", "DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''id'''; END $$"],
	["a large object", "SELECT lo_create(0)"],
	["a large object with content", "SELECT lo_from_bytea(0, 'x')"],
	["a file as a large object", "SELECT lo_import('/etc/passwd')"],
	["the end of another connection", "DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user; IF NOT FOUND THEN RAISE insufficient_privilege; END IF; END $$"],
	["a server elsewhere", "CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw"],
	["a publication", "CREATE PUBLICATION mine FOR ALL TABLES"],
	["a slot of replication", "SELECT pg_create_physical_replication_slot('mine')"],
	["a new log", "SELECT pg_rotate_logfile()"],
	["a language", "CREATE LANGUAGE plperlu"],
];

test("no role makes, takes over, reads files or reaches another's connection", { only }, () => {
	for (const program of PROGRAMS)
		for (const where of ["CELL", "PLATFORM"]) {
			const mine = crimes.filter(([, , at, not]) => (!at || at === where) && not !== program);
			const said = as(program, where, mine.map(([what, sql]) => `\\set ON_ERROR_STOP 0\n${sql};\n\\echo ${what}: :ERROR\n`).join("")).out;
			const through = said.split("\n").filter((line) => line.endsWith(": false"));
			assert.deepEqual(through, [], `${program} on ${where}`);
			assert.equal(said.split("\n").filter((line) => line.endsWith(": true")).length, mine.length, said);
		}
});

test("others' statements are not to be seen, and what a role gives away is nothing", { only }, () => {
	for (const program of PROGRAMS) {
		const seen = as(program, "CELL", "SELECT count(*) FROM pg_stat_activity WHERE usename <> current_user AND query <> '' AND query <> '<insufficient privilege>'");
		assert.equal(seen.out.trim(), "0", program);
		as(program, "CELL", `GRANT ALL ON ALL TABLES IN SCHEMA ${shop} TO PUBLIC`);
	}
	assert.deepEqual(rows("CELL", `SELECT relname FROM pg_class WHERE relnamespace = '${shop}'::regnamespace AND relacl::text ~ '(^|[{,])='`), []);
});

test("what acts for its owner finds Postgres' own names alone, and is called by nobody but the worker, where its grants say so", { only }, () => {
	for (const [where, folder] of [["CELL", "cell"], ["PLATFORM", "platform"]]) {
		const text = readFileSync(join(top, "sql", folder, "grants.sql"), "utf8").replace(/--.*/g, "");
		const named = [...text.matchAll(/GRANT EXECUTE ON FUNCTION ([^;]*?)\s+TO\s+([^;]*);/g)].flatMap(([, functions, roles]) => {
			assert.deepEqual([...roles.matchAll(/@role@([a-z]+)/g)].map((m) => m[1]), ["worker"]);
			return [...functions.matchAll(/(?:cell|stoa)\.(\w+)\(/g)].map((m) => m[1]);
		});
		const ours = rows(where, `SELECT n.nspname AS schema, p.proname AS name, p.prosecdef AS for_owner, p.proconfig::text AS settings, ARRAY(SELECT r FROM unnest(ARRAY[${PROGRAMS.map((r) => `'${r}'`)}]) r
			WHERE has_function_privilege('stoa_' || r, p.oid, 'EXECUTE')) AS callers FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^(pg_|information_schema)'`);
		assert.deepEqual(ours.filter((f) => /^t_/.test(f.schema)), [], "in no shop's schema is there one");
		for (const f of ours.filter((f) => f.for_owner)) {
			assert.match(f.settings ?? "", /search_path=pg_catalog/, f.name);
			assert.deepEqual(f.callers, named.includes(f.name) ? ["worker"] : [], f.name);
		}
		assert.deepEqual(named.filter((name) => !ours.some((f) => f.name === name)), []);
	}
});
