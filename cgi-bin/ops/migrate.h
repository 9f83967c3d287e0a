/*
 * migrate: brings a schema to this build's state, while programs of the version before and of this one use it.
 *
 * sql/platform, sql/cell and sql/tenant each hold files of five kinds.
 *
 * NNNN_name.sql expands: what programs of the version before need stays as it is.
 *
 * NNNN_name.index.sql is one CREATE INDEX @concurrently@, built outside of a transaction so that nobody who writes
 * waits, where the table is not so small that it takes but a moment.
 *
 * NNNN_name.contract.sql takes away what this version no longer needs. It waits until stoactl migrate --contract has
 * made sure that no program of another build is connected (ops/contract.h).
 *
 * grants.sql adds rights whenever it changed, and after a contract.
 *
 * revoke.sql takes all rights away before grants.sql gives them anew: it waits as contracts do.
 *
 * The first three are applied once, in order, and recorded with their checksum in the schema's table migration: all
 * that expands and the grants in one transaction, then the indexes of large tables one by one. A schema that is new
 * gets all in one transaction. A run that was broken off is taken up where it ended, an index that was left half built
 * is built anew.
 *
 * No lock is waited for longer than bootstrap.sql says, since everybody else would wait behind it: the transaction
 * gives up, pauses, and begins again.
 *
 * Errors: ERR_CONFLICT where an applied file was edited or is missing, or roles are; ERR_RETRY where a table stayed
 * locked through all tries; else those of db.
 */
#ifndef STOA_OPS_MIGRATE_H
#define STOA_OPS_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "db/db.h"

struct migration {
	const char *name; /* "0001_shop.sql" */
	const char *path;
	const char *sql; /* as a new schema needs it */
	const char *checksum;
	const char *concurrent; /* of an index: as a schema that is in use needs it; else NULL */
	bool contracts;
	bool again; /* grants.sql */
};

/* The files of one kind of schema, read once for many shops. */
struct migrations {
	enum db_target on;
	const char *bootstrap;
	const char *drop_index;
	const struct migration *file; /* all that a new schema gets, in order, grants.sql last */
	size_t n;
	const struct migration *waiting; /* contracts that were not released */
	size_t n_waiting;
	struct migration revoke;
	bool contract; /* apply revoke.sql, too: set by the caller, where contract_check() allows it */
};

/* Asks the platform which contracts were released. */
enum err_code migrations_read(struct ctx *, enum db_target on, struct migrations *out);

/* Where DB_ON_SHOP: the scope's schema; DB_ON_CELL: the scope's cell. *applied: files run. */
enum err_code migrate(struct ctx *, const struct migrations *, size_t *applied);

/* How far a schema is behind the files. */
struct migrate_state {
	size_t pending;     /* files that migrate() would run */
	const char *next;   /* the first of them; NULL for none */
	size_t to_contract; /* that wait for stoactl migrate --contract */
};
enum err_code migrate_look(struct ctx *, const struct migrations *, struct migrate_state *out);

/* Makes the executables' roles on the server of the platform (DB_ON_PLATFORM) or of the scope's cell. */
enum err_code migrate_roles(struct ctx *, enum db_target on);

struct migrate_manner {
	int jobs;         /* shops at a time */
	int wait_seconds; /* how long to come back to what stays locked or away */
	bool contract;    /* where contract_release() allows it, take away what only the version before needs */
};

/*
 * The platform, then every cell, then every shop that is not dropped, several at a time; says on stdout how far it is.
 * A cell that is away or a shop that fails keeps nobody else waiting; the first reason is the error. One run at a time:
 * a second one waits for the first.
 */
enum err_code migrate_all(struct ctx *, const struct migrate_manner *);

#endif
