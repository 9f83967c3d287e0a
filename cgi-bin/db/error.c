/* What a failure of Postgres means to us: a table by SQLSTATE, most specific first. */
#include "db/room.h"

#include <string.h>

#include "base/count.h"
#include "base/str.h"

enum { SHARD_DIGITS = 6 }; /* Citus numbers shards from 102008 */

struct meaning {
	const char *sqlstate; /* a prefix */
	enum err_code code;
	bool tell; /* the primary message holds no values of ours and goes to the log */
};

/* PostgreSQL 15, appendix A. */
static const struct meaning meanings[] = {
	{ "23505", ERR_CONFLICT, false }, /* unique_violation */
	{ "23503", ERR_CONFLICT, false }, /* foreign_key_violation */
	{ "23514", ERR_CONFLICT, false }, /* check_violation */
	{ "23P01", ERR_CONFLICT, false }, /* exclusion_violation */
	{ "42501", ERR_MOVED, true },     /* insufficient_privilege; of the platform it is a fault of ours */
	{ "40001", ERR_RETRY, true },     /* serialization_failure */
	{ "40P01", ERR_RETRY, true },     /* deadlock_detected */
	{ "55P03", ERR_RETRY, true },     /* lock_not_available */
	{ "57014", ERR_RETRY, true },     /* query_canceled: statement_timeout */
	{ "57P", ERR_DOWN, true },        /* admin_shutdown, crash_shutdown, cannot_connect_now */
	{ "25P03", ERR_DOWN, true },      /* idle_in_transaction_session_timeout */
	{ "25006", ERR_DOWN, true },      /* read_only_sql_transaction: a standby */
	{ "53", ERR_DOWN, true },         /* insufficient_resources */
	{ "08", ERR_DOWN, true },         /* connection_exception */
	{ "22", ERR_INTERNAL, false },    /* data_exception: quotes the value */
	{ "23", ERR_INTERNAL, false },    /* the other violations quote the row */
	{ "", ERR_INTERNAL, true },
};

static const struct meaning *meaning_of(const char *sqlstate)
{
	size_t i = 0;

	while (!str_starts(sqlstate, meanings[i].sqlstate))
		i++;
	return &meanings[i];
}

/* On Citus the error names the shard's constraint: orders_pkey_102042. */
static void keep_constraint(struct db *db, const char *name)
{
	char *mark;

	str_copy(db->constraint, name ? name : "", sizeof(db->constraint));
	mark = strrchr(db->constraint, '_');
	if (mark && strspn(mark + 1, "0123456789") == strlen(mark + 1) && strlen(mark + 1) >= SHARD_DIGITS)
		*mark = '\0';
}

const char *error_line(struct ctx *ctx, const char *text)
{
	return str_trim(ctx->arena, arena_strndup(ctx->arena, text, strcspn(text, "\n")));
}

enum err_code error_of(struct ctx *ctx, struct connection *at, const PGresult *r, const char *what)
{
	struct db *db = ctx->db;
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const struct meaning *m = meaning_of(state ? state : "08");
	enum err_code code = m->code;

	if (code != ERR_CONFLICT)
		count(code == ERR_RETRY ? COUNT_DB_RETRIES : COUNT_DB_ERRORS);
	keep_constraint(db, PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME));
	db->again = state && (str_eq(state, "40001") || str_eq(state, "40P01"));
	/* A cached plan that no longer fits the schema, or a statement that is gone: nothing was done, and a new
	 * connection heals it. */
	if (state && (str_eq(state, "0A000") || str_eq(state, "26000")))
		at->stale = db->again = true;
	/* It was the primary once: by a new connection the one is found that is. */
	if (state && str_eq(state, "25006"))
		at->stale = db->again = true;
	if (code == ERR_MOVED && !at->cell[0])
		code = ERR_INTERNAL;
	if (state && str_eq(state, "XX000") && text && str_starts(text, "could not commit transaction"))
		code = ERR_UNKNOWN;
	if (db->constraint[0])
		return err_set(
		    ctx, code, "query %s: SQLSTATE %s, constraint \"%s\"", what, state ? state : "?", db->constraint);
	if (m->tell && text)
		return err_set(ctx, code, "query %s: SQLSTATE %s: %s", what, state ? state : "?", text);
	return err_set(ctx, code, "query %s: SQLSTATE %s", what, state ? state : "?");
}

enum err_code error_lost(struct ctx *ctx, struct connection *at, enum err_code code, const char *what)
{
	return err_set(ctx, code, "query %s: connection to %s lost", what, at->cell[0] ? at->cell : "the platform");
}
