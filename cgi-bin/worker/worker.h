/*
 * worker: what the files of the worker share. It does promised work (mails, pictures) of every shop on every cell, and
 * what comes again and again (shop/schedule.h).
 *
 * A parent keeps some processes, each of which does one job at a time. They share the lanes of the outbox, so that a
 * mail server that hangs holds up no picture, and a picture no timer. Several workers may run beside one another, on
 * several boxes, and each process may be killed anywhere: a mail is lost never, and doubled only where one dies, or
 * loses Postgres for longer than the lease, between the mail server's acceptance and our record of it.
 */
#ifndef STOA_WORKER_WORKER_H
#define STOA_WORKER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "view/view.h"
#include "worker/stay.h"

enum { UNFINISHED_MOST = 64 };

/* A cell database, as this process sees it. Times are of worker_seconds(). */
struct cell {
	const char *name;
	int64_t retry_at;   /* not asked before: it was away */
	int pause;          /* seconds of the last wait; 0 while all is well */
	int64_t schemas_at; /* the pool is looked at again */
	int64_t fill_at;    /* its schedules are looked at again, */
	int64_t filled;     /* behind this tenant */
	bool started;       /* what a start brings is under way */
	/* Shops that were left with products to be written down, and after which product it is to go on. */
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
	struct breaker *breaker; /* the box's; NULL where it cannot be opened */
	struct arena *own;       /* as long as the process */
	struct arena *arena;     /* of the job at hand */
	struct stay stay;        /* where it is */
	struct cell *cells;
	int64_t cells_at;        /* the list of cells is read again */
	int64_t platform_at;     /* the platform's schedules are looked at again, */
	int64_t platform_filled; /* and were filled then */
	struct purge *purge;     /* NULL where nobody is to be told of changes */
	bool mail;               /* there is a mail server; without one the promises of mails stay where they are */
	unsigned lanes;          /* of the outbox, whose jobs this process does */
	int64_t began;           /* when the worker started, all of it */
	bool fresh;              /* this process started with it, and not in the place of another */
	bool keeper;             /* this process does schedules, and keeps schemas ready */
	bool teller;             /* this process tells of changes (worker/purge.h) */
	int place, peers;        /* which of so many processes of the same lanes it is */
	int64_t mail_at;         /* no mail before: the server was away */
	int mail_pause;          /* seconds of the last such wait; 0 while all is well */
};

/* A fresh context: what the last job allocated is gone. */
void worker_begin(struct worker *, struct ctx *);
/* Waits up to ms milliseconds for the word to end; true once it has come. */
bool worker_stopping(int ms);
/* Monotonic. */
int64_t worker_seconds(void);
/* Seconds to wait after one more failure. */
int worker_longer(int pause, int most);
/* Whether the code says that a database is away, and not that something is wrong. */
bool worker_is_away(enum err_code);
/*
 * Whoever is still at it shortly before the lease's end (UTC seconds) is ended, since another one has it from then on.
 * False where it is as late already: nothing may be begun. 0: it is over.
 */
bool worker_watch(int64_t lease);

/* rounds.c: looks once at every cell and does what is due. False where there was nothing to do. */
bool worker_round(struct worker *);
/* A last try to record what was sent. */
void worker_finish(struct worker *);

/* periodic.c: does what comes again and again, of a cell; *busy where there was something. In its scope. */
enum err_code periodic_round(struct worker *, struct ctx *, struct cell *, bool *busy);
/* Likewise of the platform. */
void periodic_platform(struct worker *);

/*
 * jobs.c: takes the next due job of ctx's shop, of these lanes, and does it. ERR_NOT_FOUND where none is due. A job
 * that fails is ERR_OK: that is recorded, and it will come again. Any other code is trouble with the database or with
 * ourselves.
 */
enum err_code job_next(struct ctx *, struct worker *, struct cell *, unsigned lanes);
/* Records what cell->sent_* names; ERR_OK where nothing is left to record. */
enum err_code job_record(struct ctx *, struct cell *);

#endif
