/*
 * Prepares every named query on a freshly migrated database and compares its parameters and columns with what its
 * header declares, then holds the schemas to the rules that the catalog can show.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cluster.h"
#include "db/room.h"

enum { SHOP = 1 };

static int failures;

static void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void complain(const char *fmt, ...)
{
	va_list ap;

	failures++;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static bool text_like(Oid oid)
{
	return oid == 25 || oid == 1043 || oid == 1042 || oid == 19;
}

static bool same_type(enum db_type declared, Oid oid)
{
	return oid == db_type_oid[declared] || (declared == DB_TEXT && text_like(oid)) ||
	       (declared == DB_JSON && oid == 114);
}

/* Where a column is a table's own, the catalog knows whether it may be NULL. */
static bool may_be_null(PGconn *pg, const PGresult *r, int column)
{
	char table[32], number[32];
	const char *values[] = { table, number };
	PGresult *a;
	bool nullable;

	if (PQftable(r, column) == 0)
		return false;
	snprintf(table, sizeof(table), "%u", PQftable(r, column));
	snprintf(number, sizeof(number), "%d", PQftablecol(r, column));
	a = PQexecParams(pg, "SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = $1::oid AND attnum = $2::int", 2,
	    NULL, values, NULL, NULL, 0);
	nullable = PQntuples(a) == 1 && *PQgetvalue(a, 0, 0) == 't';
	PQclear(a);
	return nullable;
}

/* `x IS NOT NULL` in the statement is taken as said of the column x. */
static bool excluded(struct ctx *ctx, const struct db_query *q, const char *column)
{
	return strstr(q->sql, arena_printf(ctx->arena, "%s IS NOT NULL", column)) != NULL;
}

static void check_columns(struct ctx *ctx, PGconn *pg, const struct db_query *q, const PGresult *r)
{
	if (PQnfields(r) != (int)q->n_out) {
		complain("%s: gives %d columns, declares %zu", q->name, PQnfields(r), q->n_out);
		return;
	}
	for (size_t i = 0; i < q->n_out; i++) {
		if (!same_type(q->out[i].type, PQftype(r, (int)i)))
			complain("%s: column %zu (%s) has the type %u, declared is %u", q->name, i + 1, q->out[i].name,
			    PQftype(r, (int)i), db_type_oid[q->out[i].type]);
		if (!q->out[i].nullable && may_be_null(pg, r, (int)i) && !excluded(ctx, q, PQfname(r, (int)i)))
			complain("%s: column %zu (%s) may be NULL and has no '?'", q->name, i + 1, q->out[i].name);
	}
}

/* Where a cast stands at the parameter, it is taken for the cast's type; these are cast as they should be. */
static bool may_be_cast(enum db_type declared, Oid oid)
{
	static const struct {
		enum db_type from;
		Oid to;
	} casts[] = { { DB_TEXT, 3614 /* tsvector */ }, { DB_TEXT, 3615 /* tsquery */ }, { DB_BIGINT, 23 },
		{ DB_BIGINT, 1700 /* numeric */ } };

	for (size_t i = 0; i < sizeof(casts) / sizeof(casts[0]); i++)
		if (casts[i].from == declared && casts[i].to == oid)
			return true;
	return same_type(declared, oid);
}

/* What Postgres would take the parameters for, were they not declared. */
static void check_inferred(PGconn *pg, const struct db_query *q, const char *sql)
{
	PGresult *p = PQprepare(pg, "inferred", sql, 0, NULL), *r;

	if (PQresultStatus(p) == PGRES_COMMAND_OK) {
		r = PQdescribePrepared(pg, "inferred");
		for (int i = 0; i < PQnparams(r) && i < (int)q->n_in; i++)
			if (!may_be_cast(q->in[i].type, PQparamtype(r, i)))
				complain("%s: $%d (%s) is taken for type %u, declared is %u", q->name, i + 1,
				    q->in[i].name, PQparamtype(r, i), db_type_oid[q->in[i].type]);
		PQclear(r);
		PQclear(PQexec(pg, "DEALLOCATE inferred"));
	}
	PQclear(p);
}

static void check_query(struct ctx *ctx, PGconn *pg, const struct db_query *q)
{
	const char *sql = statement_sql(ctx, q, SHOP);
	Oid types[64];
	PGresult *p, *r;

	for (size_t i = 0; i < q->n_in; i++)
		types[i] = db_type_oid[q->in[i].type];
	p = PQprepare(pg, "declared", sql, (int)q->n_in, types);
	if (PQresultStatus(p) != PGRES_COMMAND_OK) {
		complain("%s: %s", q->name, PQresultErrorMessage(p));
		PQclear(p);
		return;
	}
	PQclear(p);
	r = PQdescribePrepared(pg, "declared");
	check_columns(ctx, pg, q, r);
	PQclear(r);
	PQclear(PQexec(pg, "DEALLOCATE declared"));
	check_inferred(pg, q, sql);
}

/* Each query names what breaks the rule (design notes: SQL that runs on one Postgres and on a Citus cluster). */
static const struct {
	const char *rule, *sql;
} rules[] = {
	{ "a table has no primary key", "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = "
	                                "c.relnamespace WHERE n.nspname = $1 "
	                                "AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE "
	                                "k.conrelid = c.oid AND k.contype = 'p')" },
	{ "a table is unlogged or temporary", "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON "
	                                      "n.oid = c.relnamespace WHERE n.nspname = $1 "
	                                      "AND c.relkind IN ('r', 'p') AND c.relpersistence <> 'p'" },
	{ "a constraint is deferrable",
	    "SELECT conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = $1 "
	    "AND (condeferrable OR condeferred)" },
	{ "a key is int or smallint",
	    "SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace JOIN pg_attribute a "
	    "ON "
	    "a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) WHERE n.nspname = $1 AND k.contype IN ('p', 'f') "
	    "AND a.atttypid IN ('int4'::regtype, 'int2'::regtype)" },
	{ "a sequence is not bigint",
	    "SELECT s.seqrelid::regclass::text FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN "
	    "pg_namespace n "
	    "ON n.oid = c.relnamespace WHERE n.nspname = $1 AND s.seqtypid <> 'int8'::regtype" },
	{ "a column is an IDENTITY",
	    "SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = "
	    "a.attrelid "
	    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND a.attidentity <> ''" },
	{ "a foreign key leaves the schema",
	    "SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = "
	    "k.confrelid "
	    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND k.contype = 'f' "
	    "AND f.relnamespace <> c.relnamespace" },
	{ "a view, materialized view or foreign table", "SELECT c.oid::regclass::text FROM pg_class c JOIN "
	                                                "pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
	                                                "AND c.relkind IN ('v', 'm', 'f')" },
	{ "a function", "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
	                "WHERE n.nspname = $1" },
	{ "a column's type or default comes from outside",
	    "SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = "
	    "a.attrelid "
	    "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace tn "
	    "ON tn.oid = "
	    "t.typnamespace LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE n.nspname = "
	    "$1 AND "
	    "a.attnum > 0 AND (tn.nspname NOT IN ('pg_catalog', $1) OR (pg_get_expr(d.adbin, d.adrelid) LIKE "
	    "'nextval(%' AND "
	    "pg_get_expr(d.adbin, d.adrelid) NOT LIKE 'nextval(''' || $1 || '.%'))" },
	{ "a trigger",
	    "SELECT g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = "
	    "c.relnamespace WHERE n.nspname = $1 AND NOT g.tgisinternal" },
	{ "a name of 50 bytes or more",
	    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND "
	    "octet_length(c.relname) >= 50 UNION SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = "
	    "k.connamespace WHERE n.nspname = $1 AND octet_length(k.conname) >= 50" },
	{ "a column without time zone", "SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a "
	                                "JOIN pg_class c ON c.oid = a.attrelid "
	                                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND "
	                                "a.atttypid IN ('timestamp'::regtype, "
	                                "'time'::regtype)" },
	{ "a key of a type that no shard compares alike",
	    "SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace JOIN pg_attribute a "
	    "ON "
	    "a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) WHERE n.nspname = $1 AND k.contype IN ('p', 'f') "
	    "AND a.atttypid NOT IN ('int8'::regtype, 'uuid'::regtype, 'text'::regtype, 'bytea'::regtype, "
	    "'timestamptz'::regtype, 'date'::regtype)" },
	{ "a sequence is unlogged",
	    "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = "
	    "c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'S' AND c.relpersistence <> 'p'" },
	{ "a table inherits or is partitioned",
	    "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
	    "n.nspname = "
	    "$1 AND (c.relkind = 'p' OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid))" },
	{ "a rule or a policy", "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = "
	                        "c.relnamespace WHERE n.nspname = "
	                        "$1 AND c.relkind = 'r' AND (c.relhasrules OR c.relrowsecurity)" },
	{ "a type of its own",
	    "SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = $1 AND "
	    "t.typtype IN ('e', 'd', 'r', 'm')" },
	{ "a constraint was never validated", "SELECT conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = "
	                                      "k.connamespace WHERE n.nspname = $1 AND "
	                                      "NOT convalidated" },
	{ "an index is not whole",
	    "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN "
	    "pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT i.indisvalid" },
	{ "a default that each shard would make by itself",
	    "SELECT d.adrelid::regclass::text || ': ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN "
	    "pg_class "
	    "c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND "
	    "pg_get_expr(d.adbin, d.adrelid) ~ "
	    "'(random|uuid|clock_timestamp|statement_timestamp|timeofday)[a-z_]*\\(' " },
	{ "an expression calls a function from outside",
	    "SELECT pg_describe_object(d.classid, d.objid, 0) FROM pg_depend d JOIN pg_proc p ON d.refclassid = "
	    "'pg_proc'::regclass AND p.oid = d.refobjid LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND "
	    "c.oid "
	    "= d.objid LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid LEFT "
	    "JOIN "
	    "pg_attrdef a ON d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid LEFT JOIN pg_class t ON t.oid = "
	    "a.adrelid JOIN pg_namespace n ON n.oid = coalesce(c.relnamespace, k.connamespace, t.relnamespace) JOIN "
	    "pg_namespace f ON f.oid = p.pronamespace WHERE n.nspname = $1 AND f.nspname <> 'pg_catalog' AND NOT "
	    "EXISTS "
	    "(SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')" },
	{ "a collation from outside",
	    "SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = "
	    "a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_collation o ON o.oid = a.attcollation "
	    "JOIN "
	    "pg_namespace f ON f.oid = o.collnamespace WHERE n.nspname = $1 AND f.nspname <> 'pg_catalog'" },
};

static void check_rules(PGconn *pg, const char *schema)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const char *values[] = { schema };
		PGresult *r = PQexecParams(pg, rules[i].sql, 1, NULL, values, NULL, NULL, 0);

		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			complain("rule \"%s\": %s", rules[i].rule, PQresultErrorMessage(r));
		for (int j = 0; j < PQntuples(r); j++)
			complain("%s: %s: %s", schema, rules[i].rule, PQgetvalue(r, j, 0));
		PQclear(r);
	}
}

/* A rule that finds nothing might look at nothing: a schema that breaks each must be found out. */
static void check_rules_bite(PGconn *pg)
{
	static const char broken[] =
	    "CREATE SCHEMA bad; CREATE SCHEMA other; CREATE TYPE other.kind AS ENUM ('a'); CREATE TABLE other.far (id "
	    "bigint PRIMARY KEY);"
	    "CREATE TABLE bad.nokey (x timestamp); CREATE UNLOGGED TABLE bad.fleeting (id int PRIMARY KEY, k "
	    "other.kind);"
	    "CREATE TABLE bad.self (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, far bigint REFERENCES "
	    "other.far "
	    "DEFERRABLE INITIALLY DEFERRED); CREATE SEQUENCE bad.small AS int; CREATE VIEW bad.v AS SELECT 1;"
	    "CREATE FUNCTION bad.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
	    "CREATE TRIGGER t BEFORE INSERT ON bad.self FOR EACH ROW EXECUTE FUNCTION bad.f();"
	    "CREATE INDEX a_name_that_is_much_longer_than_forty_nine_bytes_are ON bad.self (far);"
	    "CREATE TYPE bad.kind AS ENUM ('a'); CREATE UNLOGGED SEQUENCE bad.fleeting_seq;"
	    "CREATE FUNCTION other.g(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1';"
	    "CREATE COLLATION other.mine FROM \"C\"; CREATE TABLE bad.more (id jsonb PRIMARY KEY, at timestamptz "
	    "DEFAULT "
	    "clock_timestamp(), n bigint DEFAULT other.g(1), t text COLLATE other.mine); CREATE TABLE bad.parts (id "
	    "bigint) "
	    "PARTITION "
	    "BY LIST (id); ALTER TABLE bad.more ADD CHECK (n > 0) NOT VALID; ALTER TABLE bad.more ENABLE ROW LEVEL "
	    "SECURITY; CREATE INDEX half_idx ON bad.more (n);"
	    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'bad.half_idx'::regclass";
	PGresult *r = PQexec(pg, broken);

	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		complain("the schema that breaks the rules: %s", PQresultErrorMessage(r));
	PQclear(r);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const char *values[] = { "bad" };

		r = PQexecParams(pg, rules[i].sql, 1, NULL, values, NULL, NULL, 0);
		if (PQntuples(r) == 0)
			complain("rule \"%s\" does not find what breaks it", rules[i].rule);
		PQclear(r);
	}
}

int main(int argc, char **argv)
{
	struct ctx ctx;
	PGconn *platform, *cell;

	(void)argc;
	cluster_enter(argv);
	cluster_ctx(&ctx, NULL);
	if (cluster_install(&ctx) || cluster_shop(&ctx, SHOP)) {
		printf("could not migrate: %s\n", ctx.err.text);
		return 1;
	}
	platform = PQconnectdb("dbname=stoa_platform options='-c search_path=pg_catalog'");
	cell = PQconnectdb("dbname=stoa_one options='-c search_path=pg_catalog'");
	for (size_t i = 0; i < db_queries_count; i++)
		check_query(&ctx, db_queries[i].on == DB_ON_PLATFORM ? platform : cell, &db_queries[i]);
	check_rules(platform, "stoa");
	check_rules(cell, "cell");
	check_rules(cell, schema_name(ctx.arena, SHOP));
	check_rules_bite(cell);
	printf("%zu queries, %d findings\n", db_queries_count, failures);
	PQfinish(platform);
	PQfinish(cell);
	cluster_leave(&ctx);
	return failures > 0;
}
