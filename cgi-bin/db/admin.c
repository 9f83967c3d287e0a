#include "db/admin.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/room.h"

enum { SCRIPT_MAX = 4 * 1024 * 1024 };

/* The maintenance database that every cluster has. */
static const char any_database[] = "postgres";

static const struct db_token *token_at(const struct db_token *tokens, const char *p)
{
	for (const struct db_token *t = tokens; t->token; t++)
		if (str_starts(p, t->token))
			return t;
	return NULL;
}

const char *db_fill_in(struct ctx *ctx, const char *sql, const struct db_token *tokens)
{
	struct buf b;

	for (const struct db_token *t = tokens; t->token; t++)
		BUG_IF(t->value[strspn(t->value, "abcdefghijklmnopqrstuvwxyz0123456789_")]);
	buf_init(&b, ctx->arena, SCRIPT_MAX);
	while (*sql) {
		const struct db_token *t = *sql == '@' ? token_at(tokens, sql) : NULL;

		if (t)
			buf_puts(&b, t->value);
		else
			buf_putc(&b, *sql);
		sql += t ? strlen(t->token) : 1;
	}
	BUG_IF(b.overflow);
	return buf_str(&b);
}

static int line_of(const char *sql, const PGresult *r)
{
	const char *field = PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION);
	int64_t position = 0;
	int line = 1;

	if (!field || !str_to_int(field, 1, INT32_MAX, &position))
		return 0;
	/* Postgres counts characters, of which those that start no UTF-8 sequence are none. */
	for (; *sql && position > 1; sql++) {
		line += *sql == '\n';
		position -= ((unsigned char)sql[1] & 0xc0) != 0x80;
	}
	return line;
}

static enum err_code exec(struct ctx *ctx, struct connection *at, const char *what, const char *sql)
{
	PGresult *r = PQexec(at->pg, sql);
	ExecStatusType status = PQresultStatus(r);
	enum err_code err = ERR_OK;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
		int line = line_of(sql, r);

		err = error_of(ctx, at, r, what);
		if (line > 0)
			err_set(ctx, err, "%s:%d: %s", what, line, text);
		else
			err_set(ctx, err, "%s: %s", what, text ? text : error_line(ctx, PQerrorMessage(at->pg)));
	}
	PQclear(r);
	return err;
}

enum err_code db_script(struct ctx *ctx, const char *what, const char *sql, const struct db_token *tokens)
{
	struct db *db = ctx->db;
	struct connection *at = db->tx_at;
	enum err_code err = ERR_OK;

	BUG_IF(!at);
	if (db->tx_err)
		return err_set(ctx, db->tx_err, "%s: the transaction has failed before", what);
	if (db->tx == TX_BEGUN) {
		connection_check(at);
		err = connection_open(ctx, at);
	}
	if (!err && !at->pg)
		err = error_lost(ctx, at, ERR_DOWN, what);
	if (err) {
		db->tx_err = err;
		return err;
	}
	/* Many statements in one message are the simple protocol's, which pipeline mode excludes. */
	BUG_IF(!PQexitPipelineMode(at->pg));
	if (db->tx == TX_BEGUN)
		err = exec(ctx, at, what, "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0");
	db->tx = TX_OPEN;
	db->tx_scripted = true;
	if (!err)
		err = exec(ctx, at, what, db_fill_in(ctx, sql, tokens));
	if (PQstatus(at->pg) != CONNECTION_OK || !PQenterPipelineMode(at->pg))
		connection_close(at);
	db->tx_err = err;
	return err;
}

enum err_code db_command(
    struct ctx *ctx, enum db_target on, const char *what, const char *sql, const struct db_token *tokens)
{
	struct connection *at = on == DB_ON_PLATFORM ? &ctx->db->platform : ctx->db->cell;
	enum err_code err;

	BUG_IF(!at || ctx->db->tx_at || ctx->db->queued > 0);
	connection_check(at);
	err = connection_open(ctx, at);
	if (err)
		return err;
	BUG_IF(!PQexitPipelineMode(at->pg));
	err = exec(ctx, at, what, "SET statement_timeout = 0; SET synchronous_commit = off");
	if (!err)
		err = exec(ctx, at, what, db_fill_in(ctx, sql, tokens));
	/* The next one begins with the settings that all have. */
	connection_close(at);
	return err;
}

const char *db_schema_id(void)
{
	return db_schema_hash;
}

static enum err_code create(struct ctx *ctx, PGconn *pg, const char *name)
{
	char *quoted = PQescapeIdentifier(pg, name, strlen(name));
	enum err_code err = ERR_OK;
	PGresult *r;

	BUG_IF(!quoted);
	r = PQexec(pg,
	    arena_printf(ctx->arena, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'", quoted));
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		err = err_set(ctx, ERR_INTERNAL, "could not create database %s: %s", name,
		    error_line(ctx, PQresultErrorMessage(r)));
	PQclear(r);
	PQfreemem(quoted);
	return err;
}

enum err_code db_create_database(struct ctx *ctx, const char *cell, bool *created)
{
	struct connection *c = cell ? connection_cell(ctx->db, cell) : &ctx->db->platform;
	const char *name;
	enum err_code err = ERR_OK;
	PGconn *pg = connection_aside(ctx, c, any_database, &name);
	PGresult *r;

	*created = false;
	if (!pg)
		return ctx->err.code;
	r = PQexecParams(pg, "SELECT 1 FROM pg_database WHERE datname = $1", 1, NULL, &name, NULL, NULL, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		err = err_set(
		    ctx, ERR_INTERNAL, "could not list databases: %s", error_line(ctx, PQresultErrorMessage(r)));
	else if (PQntuples(r) == 0) {
		err = create(ctx, pg, name);
		*created = !err;
	}
	PQclear(r);
	PQfinish(pg);
	c->retry_at = 0;
	return err;
}

enum err_code db_probe(struct ctx *ctx, const char *cell)
{
	struct connection *c = cell ? connection_cell(ctx->db, cell) : &ctx->db->platform;

	c->retry_at = 0;
	connection_check(c);
	return connection_open(ctx, c);
}

const char *db_schema(struct ctx *ctx)
{
	BUG_IF(ctx->db->tenant == 0);
	return schema_name(ctx->arena, ctx->db->tenant);
}
