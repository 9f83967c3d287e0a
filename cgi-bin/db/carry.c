#include "db/carry.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/carry_room.h"
#include "db/room.h"

static void end_with_arena(void *arg)
{
	struct carry *c = arg;

	carry_end(&c);
}

void carry_end(struct carry **cp)
{
	struct carry *c = *cp;

	*cp = NULL;
	if (c && c->pg) {
		PQfinish(c->pg);
		c->pg = NULL;
	}
}

static enum err_code fail(struct ctx *ctx, const struct carry *c, const PGresult *r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *text = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	enum err_code code = PQstatus(c->pg) != CONNECTION_OK ? ERR_DOWN : ERR_INTERNAL;

	if (state && str_starts(state, "23"))
		code = ERR_CONFLICT;
	if (state && (str_starts(state, "40") || str_starts(state, "55P03")))
		code = ERR_RETRY;
	return err_set(ctx, code, "cell %s, %s%s%s: %s", c->cell, c->schema, c->table ? "." : "",
	    c->table ? c->table : "", text ? text : error_line(ctx, PQerrorMessage(c->pg)));
}

PGresult *carry_ask(struct ctx *ctx, struct carry *c, const char *sql, int n, const char *const *values)
{
	PGresult *r = PQexecParams(c->pg, sql, n, NULL, values, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(r);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN ||
	    status == PGRES_COPY_OUT)
		return r;
	fail(ctx, c, r);
	PQclear(r);
	return NULL;
}

enum err_code carry_word(struct ctx *ctx, struct carry *c, const char *sql)
{
	PGresult *r = carry_ask(ctx, c, sql, 0, NULL);

	PQclear(r);
	return r ? ERR_OK : ctx->err.code;
}

enum err_code carry_rows(struct ctx *ctx, struct carry *c, const char *sql, int64_t *rows)
{
	PGresult *r = carry_ask(ctx, c, sql, 0, NULL);

	if (!r)
		return ctx->err.code;
	BUG_IF(!str_to_int(PQcmdTuples(r), 0, INT64_MAX, rows));
	PQclear(r);
	return ERR_OK;
}

enum err_code carry_begin(struct ctx *ctx, const char *cell, int64_t tenant_id, struct carry **out)
{
	struct carry *c = ARENA_NEW(ctx->arena, struct carry);
	enum err_code err;

	*out = NULL;
	*c = (struct carry){ .cell = arena_strdup(ctx->arena, cell), .schema = schema_name(ctx->arena, tenant_id) };
	c->pg = connection_own(ctx, connection_cell(ctx->db, cell));
	if (!c->pg)
		return ctx->err.code;
	arena_defer(ctx->arena, end_with_arena, c);
	err = carry_word(ctx, c, "BEGIN ISOLATION LEVEL REPEATABLE READ");
	if (!err)
		err = carry_word(ctx, c, "SET LOCAL statement_timeout = 0");
	if (!err)
		err = carry_word(ctx, c, "SET LOCAL idle_in_transaction_session_timeout = 0");
	if (!err)
		*out = c;
	return err;
}

enum err_code carry_commit(struct ctx *ctx, struct carry **cp)
{
	struct carry *c = *cp;
	enum err_code err;

	c->table = NULL;
	err = carry_word(ctx, c, "COMMIT");
	if (err == ERR_DOWN)
		err = err_set(ctx, ERR_UNKNOWN, "cell %s, %s: connection lost at the end", c->cell, c->schema);
	if (!err)
		carry_end(cp);
	return err;
}

enum err_code carry_hold(struct ctx *ctx, struct carry *c)
{
	/* It takes the snapshot only after that, so an earlier run of migrations is seen whole. */
	return carry_word(
	    ctx, c, arena_printf(ctx->arena, "LOCK TABLE %s.migration IN SHARE ROW EXCLUSIVE MODE", c->schema));
}

const char *carry_text(struct ctx *ctx, const PGresult *r, int row, int column)
{
	return arena_strdup(ctx->arena, PQgetvalue(r, row, column));
}

int64_t carry_number(const PGresult *r, int row, int column)
{
	int64_t n = 0;

	BUG_IF(!str_to_int(PQgetvalue(r, row, column), INT64_MIN, INT64_MAX, &n));
	return n;
}

/*
 * By pg_depend, which has an index by the schema: with thousands of shops in a database pg_class takes long to walk
 * through.
 */
static const char tables_sql[] =
    "WITH RECURSIVE own AS MATERIALIZED ("
    "  SELECT c.oid, c.relname FROM pg_namespace n"
    "  JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid"
    "  JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid"
    "  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relname <> 'migration'"
    "), edge AS MATERIALIZED ("
    "  SELECT DISTINCT k.conrelid AS child, k.confrelid AS parent FROM own"
    "  JOIN pg_constraint k ON k.conrelid = own.oid AND k.contype = 'f' AND k.confrelid <> k.conrelid"
    "), deep AS ("
    "  SELECT oid, 0 AS depth FROM own"
    "  UNION SELECT e.child, d.depth + 1 FROM deep d JOIN edge e ON e.parent = d.oid WHERE d.depth < 100"
    ") SELECT own.relname, format('%I.%I', $1::text, own.relname),"
    "  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a"
    "   WHERE a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),"
    "  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_index i"
    "   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
    "   WHERE i.indrelid = own.oid AND i.indisprimary)"
    " FROM own JOIN deep ON deep.oid = own.oid"
    " GROUP BY own.oid, own.relname ORDER BY max(deep.depth), own.relname";

enum err_code carry_tables(struct ctx *ctx, struct carry *c, const struct carry_table **out, size_t *n)
{
	PGresult *r = carry_ask(ctx, c, tables_sql, 1, &c->schema);
	struct carry_table *v;

	if (!r)
		return ctx->err.code;
	*n = (size_t)PQntuples(r);
	*out = v = ARENA_ARRAY(ctx->arena, *n, struct carry_table);
	for (int i = 0; i < PQntuples(r); i++)
		v[i] = (struct carry_table){ carry_text(ctx, r, i, 0), carry_text(ctx, r, i, 1),
			carry_text(ctx, r, i, 2), carry_text(ctx, r, i, 3) };
	PQclear(r);
	return ERR_OK;
}

static const char sequences_sql[] =
    "SELECT c.relname, format('%I.%I', $1::text, c.relname) FROM pg_namespace n"
    " JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid"
    " JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid"
    " WHERE n.nspname = $1 AND c.relkind = 'S' ORDER BY c.relname";

enum err_code carry_sequences(struct ctx *ctx, struct carry *c, const struct carry_sequence **out, size_t *n)
{
	PGresult *names = carry_ask(ctx, c, sequences_sql, 1, &c->schema), *r;
	struct carry_sequence *v;
	struct buf sql;

	if (!names)
		return ctx->err.code;
	*n = (size_t)PQntuples(names);
	*out = v = ARENA_ARRAY(ctx->arena, *n, struct carry_sequence);
	buf_init(&sql, ctx->arena, CARRY_LIST_MAX);
	for (size_t i = 0; i < *n; i++) {
		v[i] = (struct carry_sequence){ .name = carry_text(ctx, names, (int)i, 0) };
		buf_printf(&sql, "%sSELECT %zu, last_value, is_called FROM %s", i > 0 ? " UNION ALL " : "", i,
		    PQgetvalue(names, (int)i, 1));
	}
	PQclear(names);
	if (*n == 0)
		return ERR_OK;
	buf_puts(&sql, " ORDER BY 1");
	r = carry_ask(ctx, c, buf_str(&sql), 0, NULL);
	if (!r)
		return ctx->err.code;
	for (size_t i = 0; i < *n; i++) {
		v[i].last = carry_number(r, (int)i, 1);
		v[i].called = str_eq(PQgetvalue(r, (int)i, 2), "t");
	}
	PQclear(r);
	return ERR_OK;
}

/* Their names come from a file, perhaps: as values, never as a part of the text. */
enum err_code carry_set_sequences(struct ctx *ctx, struct carry *c, const struct carry_sequence *s, size_t n)
{
	static const char sql[] = "SELECT setval(format('%I.%I', $1::text, name)::regclass, last, called)"
	                          " FROM unnest($2::text[], $3::bigint[], $4::bool[]) AS s (name, last, called)";
	struct buf names, lasts, called;
	PGresult *r;

	c->table = NULL;
	buf_init(&names, ctx->arena, CARRY_LIST_MAX);
	buf_init(&lasts, ctx->arena, CARRY_LIST_MAX);
	buf_init(&called, ctx->arena, CARRY_LIST_MAX);
	for (size_t i = 0; i < n; i++) {
		const char *comma = i > 0 ? "," : "{";

		if (s[i].name[strspn(s[i].name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
			return err_set(ctx, ERR_MALFORMED, "a sequence named \"%s\"", s[i].name);
		buf_printf(&names, "%s%s", comma, s[i].name);
		buf_printf(&lasts, "%s%lld", comma, (long long)s[i].last);
		buf_printf(&called, "%s%s", comma, s[i].called ? "t" : "f");
	}
	if (n == 0)
		return ERR_OK;
	buf_puts(&names, "}");
	buf_puts(&lasts, "}");
	buf_puts(&called, "}");
	r = carry_ask(
	    ctx, c, sql, 4, (const char *[]){ c->schema, buf_str(&names), buf_str(&lasts), buf_str(&called) });
	PQclear(r);
	return r ? ERR_OK : ctx->err.code;
}

enum err_code carry_sums(
    struct ctx *ctx, struct carry *c, const struct carry_table *t, size_t n, const struct carry_sum **out)
{
	struct carry_sum *v = ARENA_ARRAY(ctx->arena, n + 1, struct carry_sum);
	struct buf sql;
	PGresult *r;

	*out = v;
	c->table = NULL;
	buf_init(&sql, ctx->arena, CARRY_LIST_MAX);
	for (size_t i = 0; i < n; i++)
		buf_printf(&sql,
		    "%sSELECT %zu, count(*), coalesce(sum(hashtextextended(row::text, 0)), 0) FROM (SELECT %s FROM %s) "
		    "row",
		    i > 0 ? " UNION ALL " : "", i, t[i].columns, t[i].full);
	if (n == 0)
		return ERR_OK;
	buf_puts(&sql, " ORDER BY 1");
	r = carry_ask(ctx, c, buf_str(&sql), 0, NULL);
	if (!r)
		return ctx->err.code;
	for (size_t i = 0; i < n; i++) {
		v[i].rows = carry_number(r, (int)i, 1);
		v[i].hash = carry_text(ctx, r, (int)i, 2);
	}
	PQclear(r);
	return ERR_OK;
}

/* "VERB a, b, c" */
static enum err_code for_all(struct ctx *ctx, struct carry *c, const char *verb, const struct carry_table *t, size_t n)
{
	struct buf sql;

	c->table = NULL;
	buf_init(&sql, ctx->arena, CARRY_LIST_MAX);
	for (size_t i = 0; i < n; i++)
		buf_printf(&sql, "%s %s", i > 0 ? "," : verb, t[i].full);
	return n == 0 ? ERR_OK : carry_word(ctx, c, buf_str(&sql));
}

enum err_code carry_clear(struct ctx *ctx, struct carry *c, const struct carry_table *t, size_t n)
{
	return for_all(ctx, c, "TRUNCATE", t, n);
}

enum err_code carry_analyze(struct ctx *ctx, struct carry *c, const struct carry_table *t, size_t n)
{
	return for_all(ctx, c, "ANALYZE", t, n);
}

/* What is left of a COPY: its end, or why it failed. */
static enum err_code finish(struct ctx *ctx, struct carry *c)
{
	enum err_code err = ERR_OK;
	PGresult *r;

	while ((r = PQgetResult(c->pg))) {
		if (!err && PQresultStatus(r) != PGRES_COMMAND_OK)
			err = fail(ctx, c, r);
		PQclear(r);
	}
	return err;
}

enum err_code carry_stream(struct ctx *ctx, struct carry *c, const char *sql, carry_sink *sink, void *arg)
{
	enum err_code err = carry_word(ctx, c, sql);
	char *row;
	int n;

	while (!err && (n = PQgetCopyData(c->pg, &row, 0)) > 0) {
		err = sink(ctx, arg, row, (size_t)n);
		PQfreemem(row);
	}
	/* The rest of the rows is nobody's: the transaction is of no use any more. */
	if (err)
		return err;
	return n == -1 ? finish(ctx, c) : fail(ctx, c, NULL);
}

enum err_code carry_out(struct ctx *ctx, struct carry *c, const struct carry_table *t, carry_sink *sink, void *arg)
{
	c->table = t->name;
	return carry_stream(ctx, c, arena_printf(ctx->arena, "COPY %s (%s) TO STDOUT", t->full, t->columns), sink, arg);
}

enum err_code carry_in_begin(struct ctx *ctx, struct carry *c, const struct carry_table *t)
{
	c->table = t->name;
	return carry_word(ctx, c, arena_printf(ctx->arena, "COPY %s (%s) FROM STDIN", t->full, t->columns));
}

enum err_code carry_in(struct ctx *ctx, struct carry *c, const char *data, size_t n)
{
	if (n > INT32_MAX)
		return err_set(ctx, ERR_TOO_LARGE, "a row of %zu bytes", n);
	return PQputCopyData(c->pg, data, (int)n) == 1 ? ERR_OK : fail(ctx, c, NULL);
}

enum err_code carry_in_end(struct ctx *ctx, struct carry *c)
{
	if (PQputCopyEnd(c->pg, NULL) != 1)
		return fail(ctx, c, NULL);
	return finish(ctx, c);
}
