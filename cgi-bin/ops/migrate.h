/*
 * migrate: brings a schema to this build's state.
 *
 * sql/platform, sql/cell and sql/tenant each hold NNNN_*.sql, applied once, in order, each in a transaction of its own
 * in which it is recorded with its checksum in the schema's table migration; and grants.sql, applied again whenever it
 * changed or anything before it was applied. A run that was broken off is taken up where it ended.
 *
 * Errors: ERR_CONFLICT where an applied file was edited or is missing, or roles are; else those of db.
 */
#ifndef STOA_OPS_MIGRATE_H
#define STOA_OPS_MIGRATE_H

#include <stddef.h>

#include "base/ctx.h"
#include "db/db.h"

struct migration {
	const char *name; /* "0001_shop.sql" */
	const char *path;
	const char *sql;
	const char *checksum;
	bool again; /* grants.sql */
};

/* The files of one kind of schema, read once for many shops. */
struct migrations {
	enum db_target on;
	const char *bootstrap;
	const struct migration *file;
	size_t n;
};

enum err_code migrations_read(struct ctx *, enum db_target on, struct migrations *out);

/* Where DB_ON_SHOP: the scope's schema; DB_ON_CELL: the scope's cell. *applied: files run. */
enum err_code migrate(struct ctx *, const struct migrations *, size_t *applied);
/* How many files migrate() would run. */
enum err_code migrate_pending(struct ctx *, const struct migrations *, size_t *pending);

/* Makes the executables' roles on the server of the platform (DB_ON_PLATFORM) or of the scope's cell. */
enum err_code migrate_roles(struct ctx *, enum db_target on);

/* The platform, then every cell, then every shop that is not dropped; says what it did on stdout. */
enum err_code migrate_all(struct ctx *);

#endif
