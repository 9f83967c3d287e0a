/*
 * db: the one room that knows libpq. One process, one thread: at most one connection to the platform and one per cell,
 * opened when first needed, recycled when broken. Of cells no more than conf's cell_connections are open at a time: the
 * one that was used longest ago is closed.
 *
 * SQL lives in sql/queries/<noun>.sql as named queries; the build turns each into enum query, a struct of parameters, a
 * struct of a row and typed functions (see queries.h, generated). No SQL text is made at run time: one token, @shop@,
 * is replaced by the scope's schema when a statement is prepared for a shop.
 *
 * Rows are decoded into structs in ctx->arena. Text that is NULL is a NULL pointer; other nullable columns carry a
 * `bool <name>_null` beside them.
 *
 * Errors: ERR_NOT_FOUND (no row where one was asked for), ERR_CONFLICT (unique, foreign key or check violation),
 * ERR_RETRY (40001, 40P01 after the retries of db_tx, 57014, 55P03), ERR_DOWN (no connection; nothing was written),
 * ERR_UNKNOWN (connection lost inside COMMIT, or while a writing statement outside of a transaction was under way, and
 * no new one could tell in time what became of it; see db_settle()),
 * ERR_MOVED (42501 in a cell: a fence stands before the shop's schema, ops/fence.h; shop/tenant.h tells it from a
 * grant that is missing), ERR_INTERNAL (all else: a bug in the SQL). A reading statement outside of a transaction is
 * sent once more on a new connection where the old one broke under it, and any where it no longer fitted a migrated
 * schema.
 */
#ifndef STOA_DB_DB_H
#define STOA_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum db_type { DB_BIGINT, DB_INT, DB_TEXT, DB_BOOL, DB_TIME, DB_BYTES, DB_JSON, DB_BIGINTS, DB_TEXTS, DB_TYPE__MAX };
enum db_target { DB_ON_SHOP, DB_ON_CELL, DB_ON_PLATFORM };

/* bigint[] and text[]; an element of texts may be NULL as a parameter, never as a result. */
struct bigints {
	const int64_t *v;
	size_t n;
};
struct texts {
	const char *const *v;
	size_t n;
};
struct bytes {
	const uint8_t *p;
	size_t n;
};

/* One parameter or column: where it stands in the generated struct. */
struct db_field {
	const char *name;
	enum db_type type;
	bool nullable;
	size_t offset;
	size_t null_offset; /* of <name>_null; unused for text */
};

enum db_plan {
	DB_PLAN_ONCE,      /* prepared, by a plan that fits all values */
	DB_PLAN_UNSHARDED, /* likewise, but on a Citus cluster, which cannot prune such a plan of an INSERT ... SELECT
	                    */
	DB_PLAN_EACH       /* with its values: an INSERT ... SELECT with parameters that does not say "-- plan: once" */
};

struct db_query {
	const char *name;
	const char *sql;
	enum db_target on;
	const struct db_field *in;
	size_t n_in;
	const struct db_field *out;
	size_t n_out;
	size_t row_size;
	bool writes; /* INSERT, UPDATE, DELETE or MERGE stands in it: never sent twice */
	enum db_plan plan;
};

/* Generated beside this header at build time: `enum query` and `db_queries[]`. */
extern const struct db_query db_queries[];
extern const size_t db_queries_count;

/*
 * role: database role suffix, the executable's name; NULL connects as whoever runs the program (stoactl). Never fails:
 * connections open when needed.
 */
struct db *db_create(const struct conf *, const char *role);
void db_destroy(struct db **);

/*
 * Nobody waits for what this one does: connections to cells ask their server to let others go first (cell.step_back()),
 * each once when it is opened. nice: by how much, 1 to 19, as setpriority(2) counts.
 */
void db_behind(struct db *, int nice);

/*
 * The shop scope: all DB_ON_SHOP and DB_ON_CELL queries go to this cell and schema until the next call; tenant 0 takes
 * the scope away, and with a cell leaves DB_ON_CELL queries alone possible. cell is copied. Made from a resolved tenant
 * only. The schema's name is t_ and the id in at least six digits.
 */
void db_scope(struct db *, int64_t tenant_id, const char *cell);
/* The shop of the scope; 0 for none. */
int64_t db_tenant(const struct db *);

/* The generated wrappers call these; nothing else should. rows: pointer to the row array's pointer, may be NULL for
 * none. */
enum err_code db_all(struct ctx *, const struct db_query *, const void *in, void *rows, size_t *n);
enum err_code db_one(struct ctx *, const struct db_query *, const void *in, void *row);
enum err_code db_run(struct ctx *, const struct db_query *, const void *in, int64_t *affected);
/*
 * Queues one query of a pipelined batch; in is read at once, rows and n are filled by db_flush(). All queries of a
 * batch go to one database. At most 32 wait; more abort.
 */
void db_queue(struct ctx *, const struct db_query *, const void *in, void *rows, size_t *n);
/* Sends the batch, waits, fills every queue entry. The first failure is returned. */
enum err_code db_flush(struct ctx *);
/*
 * What nobody waits for: inside a transaction what is queued goes along with the next statement, or is sent
 * before the transaction's end; that one's error may be theirs. Outside: db_flush().
 */
enum err_code db_flush_along(struct ctx *);
/*
 * A question that is certain to be asked soon: it goes along with the next one to the same database, and whoever asks
 * it in the same words gets that answer, once. At most 8 wait; what is beyond is asked when it is asked. A write, the
 * begin and end of a transaction, and another scope forget all of them.
 */
void db_ahead(struct ctx *, const struct db_query *, const void *in);
/*
 * db_flush(); work(arg) is called once, while the database is at it, and also where that fails. It must not use the
 * database.
 */
enum err_code db_flush_meanwhile(struct ctx *, void (*work)(void *), void *arg);

/*
 * Runs fn beside the open transaction, on a connection of its own: what it writes is seen at once, and stays where the
 * transaction is rolled back. It must not wait for rows that the transaction holds.
 */
enum err_code db_beside(struct ctx *, enum err_code (*fn)(struct ctx *, void *), void *arg);

/*
 * Runs fn inside one READ COMMITTED transaction on the cell (db_tx) or the platform (db_tx_platform). Anything but
 * ERR_OK from fn rolls back. Retried from the start, at most 5 times with a short random pause, on 40001, 40P01 and
 * where a prepared statement no longer fitted a schema that was migrated, so fn must not do anything but SQL and
 * memory; refusals and errors of a failed try are forgotten. Not nested. Where the connection breaks before COMMIT it
 * begins again once on a new one; where the answer to COMMIT is lost, a new connection is asked what became of it:
 * done is ERR_OK, not done begins again, and not known within seconds is ERR_UNKNOWN.
 */
enum err_code db_tx(struct ctx *, enum err_code (*fn)(struct ctx *, void *), void *arg);
enum err_code db_tx_platform(struct ctx *, enum err_code (*fn)(struct ctx *, void *), void *arg);
/*
 * The next transaction on the cell that is committed begins with fn (NULL takes it back), which queues nothing; what
 * writes outside of one becomes one. Where fn fails, so does the transaction, and the one after it begins with fn
 * again. Who asks whether it still waits hears whether anything was committed.
 */
void db_first(struct db *, enum err_code (*fn)(struct ctx *, void *), void *arg);
bool db_first_waits(const struct db *);
/* As a part of the cell's transaction where one is open, else as db_tx: a part that fails has failed the whole. */
enum err_code db_tx_within(struct ctx *, enum err_code (*fn)(struct ctx *, void *), void *arg);

/*
 * A name of the first that was written since db_rest(), or of which nobody knows whether it was, in ctx->arena, to ask
 * about later; NULL where nothing was. db_settle() asks: VOID says that it was not done, and never will be any more. Of
 * a cell only within its scope, else UNKNOWN; text that we did not write is UNKNOWN, too.
 */
enum db_fate { DB_FATE_UNKNOWN, DB_FATE_DONE, DB_FATE_VOID };
const char *db_written(struct ctx *);
enum db_fate db_settle(struct ctx *, const char *name);

/* The first key of witnesses that were drawn at that time or later: whoever deletes older ones goes by it. */
struct bytes db_witness_bound(struct ctx *, int64_t seconds);

/*
 * From now on, until it is taken back: queries of shops and cells that are asked once for each shop and then kept by
 * the caller. They go over a connection of their own, and are not prepared: a backend never gives back what it has
 * learned of a shop's tables and statements, and that of the pages shall hold no more than pages ask for. Reading
 * alone, outside of transactions, with nothing queued.
 */
void db_once(struct db *, bool once);

/* After ERR_CONFLICT: the violated constraint's name (Citus shard suffix stripped), else "". */
const char *db_constraint(const struct db *);

/*
 * From now on nothing is waited for longer than that, connections included: what is asked too late is ERR_DOWN. 0: no
 * such end; the limits of the connections count. Until db_rest().
 */
void db_patience(struct db *, int milliseconds);

/*
 * What only reads, outside of transactions, of a cell, may from now on be answered by a standby of it (conf's
 * cell_read_database) that has replayed the primary's log up to a position, in bytes: asked for by each batch anew, 0
 * where none is known. Where there is no such standby the primary answers as ever. Until db_rest(). NULL: the primary
 * alone.
 *
 * Whoever keeps what he reads takes his mark (cache_mark()) first, and gives cache_position() here: what the standby
 * then shows has all that the mark counts.
 */
typedef uint64_t db_position_fn(const void *arg, const char *cell);
void db_read_aside(struct db *, db_position_fn *, const void *arg);

/* What was waited for since db_rest(): connections and answers, and how many batches were asked. */
struct db_spent {
	int64_t microseconds;
	int trips;
};
struct db_spent db_spent(const struct db *);
/* How many connections are open. */
int db_connections(const struct db *);

/* Called by web/ between requests: closes connections that are in a failed transaction, or due for recycling. One that
 * the server has ended is found out when it is asked next. */
void db_rest(struct db *);

#endif
