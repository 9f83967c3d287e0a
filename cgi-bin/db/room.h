/*
 * room: what the files of db/ share. Nobody else includes it.
 *
 * A connection stays in libpq's pipeline mode for its whole life: a single call is a batch of one. Every batch ends
 * with one Sync; outside of an explicit transaction the server runs what stands before a Sync as one implicit
 * transaction, so a batch either reads, or holds one writing statement.
 */
#ifndef STOA_DB_ROOM_H
#define STOA_DB_ROOM_H

#include <libpq-fe.h>

#include "db/db.h"

enum {
	BATCH_MAX = 32,
	AHEAD_MAX = 8,
	STATEMENTS_KEPT = 1200, /* prepared at one time, about 50 KB each in the backend */
	/*
	 * Only its end gives the backend's memory back, which grows with each shop that it sees: a connection is
	 * recycled past so many private megabytes, looked at after so many batches, or past so many statements where
	 * the backend runs elsewhere.
	 */
	BACKEND_MEGABYTES = 112,
	/* Of one for what is asked once, which ends, too, when nobody has asked for so long. */
	ASIDE_MEGABYTES = 16,
	ASIDE_MS = 10 * 1000,
	ASIDES_MOST = 2, /* of a process at once */
	BATCHES_A_LOOK = 64,
	STATEMENTS_A_LIFE = 1600,
	CONNECTION_SECONDS = 30 * 60,
	STATEMENT_BUCKETS = 2048,
	CELL_NAME_BYTES = 64,
	CONSTRAINT_BYTES = 64
};

/* A statement prepared on a connection for a shop (tenant 0 for cell and platform queries). Links are slots, -1 for
 * none. */
struct statement {
	const struct db_query *query;
	int64_t tenant;
	unsigned number; /* named s<number> on the server */
	int next_in_bucket;
	int newer, older;
};

struct statements {
	struct statement slot[STATEMENTS_KEPT];
	int bucket[STATEMENT_BUCKETS];
	int newest, oldest;
	int used;          /* slots ever taken */
	int free;          /* chain of given-back slots by next_in_bucket */
	unsigned prepared; /* in the connection's life */
};

struct connection {
	PGconn *pg;                 /* NULL while closed */
	char cell[CELL_NAME_BYTES]; /* "" for the platform */
	int64_t opened_at;          /* monotonic milliseconds, as all times here */
	int64_t retry_at;           /* no attempt to connect before */
	uint64_t used;              /* counts: the least was used longest ago */
	bool is_standby;
	bool sharded;               /* the server is a Citus cluster */
	bool joining;               /* of a standby: being connected to, and of no use yet */
	bool wants_to_read;         /* then: what libpq waits for, to read or to write */
	int64_t pause;              /* of a standby: milliseconds before it is tried again; 0 where it answered */
	uint64_t replayed;          /* of a standby: as far as it was when it said so last */
	struct connection *standby; /* of a cell; NULL where none was wanted yet */
	int looks;                  /* rests since the backend's memory was looked at, of those that follow a use */
	int64_t asked_at;           /* of one aside: its last use; 0 for a cell's own */
	bool stale;                 /* a plan no longer fits the schema: to be recycled */
	struct statements statements;
	struct connection *next;
};

struct call {
	const struct db_query *query;
	int64_t tenant;
	struct connection *at;
	void *rows; /* address of the row array's pointer */
	size_t *n;
	int64_t *affected;
	size_t count; /* rows decoded */
	void *array;
	enum err_code err;
	int n_params;
	Oid *types;
	const char **values;
	int *lengths;
	int *formats;
};

enum { WITNESS_BYTES = 16 };

/* A transaction's key (witness.c). */
struct witness {
	uint8_t id[WITNESS_BYTES];
};

enum tx_state { TX_NONE, TX_BEGUN, TX_OPEN };

struct db {
	struct arena *arena; /* as long as the process */
	const struct conf *conf;
	const char *user; /* NULL: whoever runs the program */
	const char *application;
	int settle_ms; /* for which what became of a lost commit is asked for */
	struct connection platform;
	struct connection *cells;
	uint64_t uses, rested;     /* rested: of them, at the last db_rest() */
	struct connection *asides; /* of cells: for what is asked once */
	bool once;
	int nice;                /* of db_behind(); 0 for none */
	bool beside;             /* the open transaction: within db_beside() */
	int64_t tenant;          /* scope */
	struct connection *cell; /* scope; NULL for none */
	struct call queue[BATCH_MAX];
	size_t queued;
	struct call ahead[AHEAD_MAX]; /* asked for, or about to be: see db_ahead() */
	size_t n_ahead, ahead_sent;   /* the first ones are sent */
	void (*meanwhile)(void *);    /* of db_flush_meanwhile(), until it was called */
	void *meanwhile_arg;
	struct connection *tx_at; /* NULL outside of a transaction */
	enum tx_state tx;         /* TX_BEGUN: BEGIN goes out with the first batch */
	enum err_code tx_err;     /* the first failure inside of it */
	bool again;               /* the last error was 40001, 40P01, a stale plan, or a server that only reads */
	bool tx_wrote;            /* something in it writes */
	bool tx_scripted;         /* it is a script's, which may make the very table of witnesses */
	bool tx_lost;             /* its connection broke before its COMMIT was sent */
	bool has_written;         /* since db_rest(): the first that was committed, or whose fate is not known */
	struct witness written;
	char written_cell[CELL_NAME_BYTES];
	enum err_code (*first)(struct ctx *, void *); /* of db_first(); NULL for none */
	void *first_arg;
	char constraint[CONSTRAINT_BYTES];
	struct db_spent spent;
	db_position_fn *position; /* NULL: standbys are not asked */
	const void *position_arg;
	int64_t until; /* nothing is waited for after it; 0 for no end */
};

/* Generated: a hash of sql/platform, sql/cell and sql/tenant. */
extern const char db_schema_hash[];

/* call.c */
void ahead_forget(struct db *);

/* connect.c */
int64_t db_monotonic(void);
/* Microseconds, of the same clock. */
int64_t db_instant(void);
enum err_code connection_open(struct ctx *, struct connection *);
void connection_close(struct connection *);
/* A connection that is being made. */
PGconn *connection_begin(struct ctx *, struct connection *);
/* Closed where the server has hung up on an idle connection. */
void connection_check(struct connection *);
/* What the backend holds for itself, in bytes; -1 where that cannot be known: it runs elsewhere. */
int64_t connection_bytes(const struct connection *);
struct connection *connection_cell(struct db *, const char *cell);
/* One more connection to the same database, outside of pipeline mode; NULL (with ctx->err set) on failure. */
PGconn *connection_own(struct ctx *, struct connection *);
/* Another one to the same cell, for what is asked once. */
struct connection *connection_aside_of(struct db *, const struct connection *);
/* A connection outside of pipeline mode to another database of the same server; NULL (with ctx->err set) on failure. */
PGconn *connection_aside(struct ctx *, struct connection *, const char *database, const char **own_database);

/* wait.c */
enum { WAIT_NOT = -1 };
/* As PQconnectdbParams(), at most until then (0: as long as it takes; WAIT_NOT: only begun); not connected where that
 * was too short. */
PGconn *wait_dial(const char *const *keys, const char *const *values, int64_t until);
/* False where the next result did not come until then, or the connection broke. */
bool wait_answer(PGconn *, int64_t until);

/* statement.c */
void statements_clear(struct statements *);
struct statement *statement_find(struct statements *, const struct db_query *, int64_t tenant);
/* A new slot; where all are taken the oldest is given up and its number left in *evicted (else 0). */
struct statement *statement_add(struct statements *, const struct db_query *, int64_t tenant, unsigned *evicted);
void statement_remove(struct statements *, struct statement *);
/* The query's text for the schema, in ctx->arena. */
const char *statement_sql(struct ctx *, const struct db_query *, int64_t tenant);
const char *schema_name(struct arena *, int64_t tenant);

/* encode.c, decode.c */
extern const Oid db_type_oid[DB_TYPE__MAX];
void encode_params(struct ctx *, struct call *, const void *in);
enum err_code decode_rows(struct ctx *, const struct call *, const PGresult *, void **array, size_t *count);

/* batch.c */
/* Runs the calls as one batch on one connection; each call's err is set, the first failure is returned. */
enum err_code batch_run(struct ctx *, struct connection *, struct call *, size_t n);
/* The same outside of a transaction and on a connection that is open, and once. */
enum err_code batch_once(struct ctx *, struct connection *, struct call *, size_t n);
/* Calls what db_flush_meanwhile() was given, unless that was done. */
void work_meanwhile(struct db *);
/* Whether one of them writes. */
bool batch_writes(const struct call *, size_t n);
/* COMMIT or ROLLBACK. witness: put before it, or NULL. ERR_DOWN: it was not sent; ERR_UNKNOWN: the connection broke
 * before the answer. */
enum err_code batch_word(struct ctx *, struct connection *, const char *sql, const struct witness *);

/* tx.c */
/* As db_tx(), on that connection. */
enum err_code tx_run(struct ctx *, struct connection *, enum err_code (*fn)(struct ctx *, void *), void *arg);

/* witness.c */
/* A key that was never drawn before. */
void witness_draw(struct witness *);
/* The statement that puts it. */
void witness_call(struct ctx *, struct connection *, const struct witness *, struct call *);
/* It was committed, or nobody knows. */
void witness_note(struct db *, const struct connection *, const struct witness *);
/* What became of it, on a new connection and within seconds; what ctx->err says stays. */
enum db_fate witness_settle(struct ctx *, struct connection *, const struct witness *);

/* tx.c */
/* The same in a transaction of its own. */
enum err_code tx_batch(struct ctx *, struct connection *, struct call *, size_t n);

/* standby.c */
/* Whether a standby of the cell has answered all of them. */
bool standby_run(struct ctx *, struct connection *cell, struct call *, size_t n);

/* error.c */
/* Classifies a failed result, sets ctx->err, keeps the constraint's name. what: the query's name. */
enum err_code error_of(struct ctx *, struct connection *, const PGresult *, const char *what);
/* The connection broke. */
enum err_code error_lost(struct ctx *, struct connection *, enum err_code, const char *what);
/* First line of libpq's text, in ctx->arena. */
const char *error_line(struct ctx *, const char *text);

#endif
