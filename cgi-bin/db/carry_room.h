/*
 * carry_room: what the files of carry share, and nobody else includes.
 */
#ifndef STOA_DB_CARRY_ROOM_H
#define STOA_DB_CARRY_ROOM_H

#include <libpq-fe.h>

#include "db/carry.h"

struct carry {
	PGconn *pg; /* its own, by the role of ctx->db; no request shares it */
	const char *cell;
	const char *schema; /* unquoted, "t_000017" */
	const char *table;  /* under way: for what is said of a failure */
};

/* A text of any length that grows by pieces. */
enum { CARRY_LIST_MAX = 1024 * 1024 };

/* The answer, which the caller clears; NULL with ctx->err set: ERR_DOWN where the connection broke, ERR_CONFLICT and
 * ERR_RETRY by SQLSTATE, else ERR_INTERNAL. values: n texts. */
PGresult *carry_ask(struct ctx *, struct carry *, const char *sql, int n, const char *const *values);
/* What gives no rows. */
enum err_code carry_word(struct ctx *, struct carry *, const char *sql);
/* The same for what changes rows: how many. */
enum err_code carry_rows(struct ctx *, struct carry *, const char *sql, int64_t *rows);
/* Copied into the arena. */
const char *carry_text(struct ctx *, const PGresult *, int row, int column);
/* A number of the server's own; what is none aborts. */
int64_t carry_number(const PGresult *, int row, int column);
/* The rows of a COPY ... TO STDOUT. */
enum err_code carry_stream(struct ctx *, struct carry *, const char *sql, carry_sink *, void *arg);

#endif
