/*
 * worker: what the files of the worker share. One process, one thread: it does promised work (mails, pictures) of every
 * shop on every cell, one job at a time, and once an hour takes away what was kept long enough (shop/retention.h).
 * Several workers may run beside one another, and each may be killed anywhere: a mail is lost never, and doubled only
 * where one dies, or loses Postgres for longer than the lease, between the mail server's acceptance and our record of
 * it.
 */
#ifndef STOA_WORKER_WORKER_H
#define STOA_WORKER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "shop/watch.h"
#include "view/view.h"

/* More of them wait for the next walk. */
enum { UNFINISHED_MOST = 64 };

/* A cell database, as this worker sees it. Times are of worker_seconds(). */
struct cell {
	const char *name;
	int64_t retry_at; /* not asked before: it was away */
	int pause;        /* seconds of the last wait; 0 while all is well */
	int64_t sweep_at; /* the next walk through all shops begins */
	int64_t swept;    /* the walk is behind this tenant */
	bool sweeping;
	/* What this walk has found so far, and the one before it in all. */
	struct watch_outbox found, last;
	int64_t schemas_at; /* the pool is looked at again */
	/* Shops of which the walk left products behind, and after which product it is to go on. */
	struct unfinished {
		int64_t tenant_id, after, since;
	} unfinished[UNFINISHED_MOST];
	size_t n_unfinished;
	/* A mail that was sent and not yet recorded as done: goes before everything else of the cell. 0 for none. */
	int64_t sent_tenant, sent_job;
	struct cell *next;
};

struct purge;

struct worker {
	const struct conf *conf;
	struct view_set *view;
	struct db *db;
	struct arena *own;   /* as long as the process */
	struct arena *arena; /* of the job at hand */
	struct cell *cells;
	int64_t cells_at;    /* the list of cells is read again */
	int64_t tidy_at;     /* the platform is tidied again */
	struct purge *purge; /* NULL where nobody is to be told of changes */
	bool mail;           /* there is a mail server; without one the promises of mails stay where they are */
};

/* A fresh context: what the last job allocated is gone. */
void worker_begin(struct worker *, struct ctx *);
/* Waits up to ms milliseconds for the word to end; true once it has come. */
bool worker_stopping(int ms);
/* Monotonic. */
int64_t worker_seconds(void);

/* rounds.c: looks once at every cell and does what is due. False where there was nothing to do. */
bool worker_round(struct worker *);
/* A last try to record what was sent. */
void worker_finish(struct worker *);

/*
 * jobs.c: takes the next due job of ctx's shop, of these lanes, and does it. ERR_NOT_FOUND where none is due. A job
 * that fails is ERR_OK: that is recorded, and it will come again. Any other code is trouble with the database or with
 * ourselves.
 */
enum err_code job_next(struct ctx *, struct worker *, struct cell *, unsigned lanes);
/* Records what cell->sent_* names; ERR_OK where nothing is left to record. */
enum err_code job_record(struct ctx *, struct cell *);

#endif
