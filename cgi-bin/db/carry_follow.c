#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/carry_room.h"

/* age() counts back from now, so that both sides agree where the numbers of transactions began anew. */
#define SINCE "age(t.xmin) <= age('%s'::xid)"

enum err_code carry_mark(struct ctx *ctx, struct carry *c, const char **mark)
{
	static const char sql[] =
	    "SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus') THEN ''"
	    " ELSE pg_snapshot_xmin(pg_current_snapshot())::xid::text END";
	PGresult *r;

	c->table = NULL;
	r = carry_ask(ctx, c, sql, 0, NULL);
	if (!r)
		return ctx->err.code;
	*mark = carry_text(ctx, r, 0, 0);
	PQclear(r);
	return ERR_OK;
}

enum err_code carry_changes(struct ctx *ctx, struct carry *c, const struct carry_table *t, size_t n, const char *mark,
    const struct carry_change **out)
{
	struct carry_change *v = ARENA_ARRAY(ctx->arena, n + 1, struct carry_change);
	struct buf sql;
	PGresult *r;

	*out = v;
	c->table = NULL;
	buf_init(&sql, ctx->arena, CARRY_LIST_MAX);
	for (size_t i = 0; i < n; i++)
		buf_printf(&sql,
		    "%sSELECT %zu, count(*), count(*) FILTER (WHERE since), coalesce(sum(hashtextextended(row::text, "
		    "0)) FILTER (WHERE since), 0) FROM %s t CROSS JOIN LATERAL (SELECT " SINCE " AS since) w CROSS "
		    "JOIN LATERAL (SELECT %s) row",
		    i > 0 ? " UNION ALL " : "", i, t[i].full, mark, t[i].columns);
	if (n == 0)
		return ERR_OK;
	buf_puts(&sql, " ORDER BY 1");
	r = carry_ask(ctx, c, buf_str(&sql), 0, NULL);
	if (!r)
		return ctx->err.code;
	for (int i = 0; i < (int)n; i++)
		v[i] = (struct carry_change){ .rows = carry_number(r, i, 1),
			.since = { .rows = carry_number(r, i, 2), .hash = carry_text(ctx, r, i, 3) } };
	PQclear(r);
	return ERR_OK;
}

enum err_code carry_out_since(
    struct ctx *ctx, struct carry *c, const struct carry_table *t, const char *mark, carry_sink *sink, void *arg)
{
	c->table = t->name;
	return carry_stream(ctx, c,
	    arena_printf(ctx->arena, "COPY (SELECT %s FROM %s t WHERE " SINCE ") TO STDOUT", t->columns, t->full, mark),
	    sink, arg);
}

enum err_code carry_out_keys(struct ctx *ctx, struct carry *c, const struct carry_table *t, carry_sink *sink, void *arg)
{
	c->table = t->name;
	return carry_stream(ctx, c, arena_printf(ctx->arena, "COPY %s (%s) TO STDOUT", t->full, t->keys), sink, arg);
}

enum err_code carry_counts(struct ctx *ctx, struct carry *c, const struct carry_table *t, size_t n, const int64_t **out)
{
	int64_t *v = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	struct buf sql;
	PGresult *r;

	*out = v;
	c->table = NULL;
	buf_init(&sql, ctx->arena, CARRY_LIST_MAX);
	for (size_t i = 0; i < n; i++)
		buf_printf(&sql, "%sSELECT %zu, count(*) FROM %s", i > 0 ? " UNION ALL " : "", i, t[i].full);
	if (n == 0)
		return ERR_OK;
	buf_puts(&sql, " ORDER BY 1");
	r = carry_ask(ctx, c, buf_str(&sql), 0, NULL);
	if (!r)
		return ctx->err.code;
	for (size_t i = 0; i < n; i++)
		v[i] = carry_number(r, (int)i, 1);
	PQclear(r);
	return ERR_OK;
}

static enum err_code begin_beside(
    struct ctx *ctx, struct carry *c, const struct carry_table *t, const char *beside, const char *columns)
{
	enum err_code err;

	c->table = t->name;
	err = carry_word(ctx, c,
	    arena_printf(ctx->arena, "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA",
	        beside, columns, t->full));
	return err ? err
	           : carry_word(ctx, c, arena_printf(ctx->arena, "COPY pg_temp.%s (%s) FROM STDIN", beside, columns));
}

enum err_code carry_aside_begin(struct ctx *ctx, struct carry *c, const struct carry_table *t)
{
	return begin_beside(ctx, c, t, "aside", t->columns);
}

enum err_code carry_keys_begin(struct ctx *ctx, struct carry *c, const struct carry_table *t)
{
	return begin_beside(ctx, c, t, "keys", t->keys);
}

/* Of what lies beside the planner has no figures yet. */
static enum err_code take_out(struct ctx *ctx, struct carry *c, const struct carry_table *t, const char *beside,
    const char *keys_of, int64_t *gone)
{
	enum err_code err = carry_word(ctx, c, arena_printf(ctx->arena, "ANALYZE pg_temp.%s", beside));

	if (err)
		return err;
	return carry_rows(
	    ctx, c, arena_printf(ctx->arena, "DELETE FROM %s WHERE (%s) IN (%s)", t->full, t->keys, keys_of), gone);
}

enum err_code carry_aside_make_room(struct ctx *ctx, struct carry *c, const struct carry_table *t, int64_t *gone)
{
	return take_out(ctx, c, t, "aside", arena_printf(ctx->arena, "SELECT %s FROM pg_temp.aside", t->keys), gone);
}

enum err_code carry_keys_retain(struct ctx *ctx, struct carry *c, const struct carry_table *t, int64_t *gone)
{
	const char *others =
	    arena_printf(ctx->arena, "SELECT %s FROM %s EXCEPT SELECT %s FROM pg_temp.keys", t->keys, t->full, t->keys);
	enum err_code err = take_out(ctx, c, t, "keys", others, gone);

	return err ? err : carry_word(ctx, c, "DROP TABLE pg_temp.keys");
}

enum err_code carry_aside_put(struct ctx *ctx, struct carry *c, const struct carry_table *t, struct carry_sum *put)
{
	const char *sql = arena_printf(ctx->arena,
	    "WITH put AS (INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM pg_temp.aside RETURNING %s)"
	    " SELECT count(*), coalesce(sum(hashtextextended(put::text, 0)), 0) FROM put",
	    t->full, t->columns, t->columns, t->columns);
	PGresult *r = carry_ask(ctx, c, sql, 0, NULL);

	if (!r)
		return ctx->err.code;
	*put = (struct carry_sum){ .rows = carry_number(r, 0, 0), .hash = carry_text(ctx, r, 0, 1) };
	PQclear(r);
	return carry_word(ctx, c, "DROP TABLE pg_temp.aside");
}

/* By pg_depend, as the tables. */
#define OWN_REFERENCES                                                                                                 \
	" FROM pg_namespace n"                                                                                         \
	" JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid"                          \
	" JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid"                                     \
	" JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'"                                              \
	" WHERE n.nspname = $1"

enum err_code carry_references(struct ctx *ctx, struct carry *c, const struct carry_reference **out, size_t *n)
{
	static const char sql[] = "SELECT format('%I.%I', n.nspname, c.relname), quote_ident(k.conname),"
	                          " pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN ' NOT VALID' ELSE "
	                          "'' END" OWN_REFERENCES " ORDER BY 1, 2";
	PGresult *r;
	struct carry_reference *v;

	c->table = NULL;
	r = carry_ask(ctx, c, sql, 1, &c->schema);
	if (!r)
		return ctx->err.code;
	*n = (size_t)PQntuples(r);
	*out = v = ARENA_ARRAY(ctx->arena, *n + 1, struct carry_reference);
	for (int i = 0; i < PQntuples(r); i++)
		v[i] = (struct carry_reference){ carry_text(ctx, r, i, 0), carry_text(ctx, r, i, 1),
			carry_text(ctx, r, i, 2) };
	PQclear(r);
	return ERR_OK;
}

/* One statement a table, of those that come one after the other. */
static enum err_code alter(
    struct ctx *ctx, struct carry *c, const struct carry_reference *v, size_t n, const char *verb, bool define)
{
	enum err_code err = ERR_OK;

	c->table = NULL;
	for (size_t i = 0; i < n && !err;) {
		const char *full = v[i].full;
		struct buf sql;

		buf_init(&sql, ctx->arena, CARRY_LIST_MAX);
		buf_printf(&sql, "ALTER TABLE %s", full);
		for (size_t first = i; i < n && str_eq(v[i].full, full); i++)
			buf_printf(&sql, "%s %s CONSTRAINT %s %s", i > first ? "," : "", verb, v[i].name,
			    define ? v[i].definition : "");
		err = carry_word(ctx, c, buf_str(&sql));
	}
	return err;
}

enum err_code carry_references_drop(struct ctx *ctx, struct carry *c, const struct carry_reference *v, size_t n)
{
	return alter(ctx, c, v, n, "DROP", false);
}

enum err_code carry_references_put(struct ctx *ctx, struct carry *c, const struct carry_reference *v, size_t n)
{
	return alter(ctx, c, v, n, "ADD", true);
}

enum err_code carry_references_check(struct ctx *ctx, struct carry *c)
{
	static const char sql[] = "SELECT format('%I.%I', n.nspname, c.relname), quote_ident(k.conname)" OWN_REFERENCES
	                          " AND NOT k.convalidated ORDER BY 1, 2";
	PGresult *r;
	enum err_code err = ERR_OK;

	c->table = NULL;
	r = carry_ask(ctx, c, sql, 1, &c->schema);
	if (!r)
		return ctx->err.code;
	for (int i = 0; i < PQntuples(r) && !err; i++)
		err = carry_word(ctx, c,
		    arena_printf(
		        ctx->arena, "ALTER TABLE %s VALIDATE CONSTRAINT %s", PQgetvalue(r, i, 0), PQgetvalue(r, i, 1)));
	PQclear(r);
	return err;
}
