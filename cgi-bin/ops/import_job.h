/*
 * import_job: an import that staff ask for: the file is looked at at once, gone through by the worker without writing,
 * and written by it when staff say so.
 *
 * The file lies in the shop's own schema, in pieces, so that any worker on any machine can go on with it, and a backup
 * or a move of the shop takes it along; it goes when the job ends. Each step's rows, the job's progress and what was
 * told of the rows are one transaction: a worker that is killed leaves nothing half, and another goes on where it was.
 */
#ifndef STOA_OPS_IMPORT_JOB_H
#define STOA_OPS_IMPORT_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "ops/import.h"

struct import_job {
	int64_t id;
	const char *filename, *currency;
	bool whole;        /* all or nothing */
	const char *state; /* "checking", "checked", "importing", "done", "cancelled", "failed" */
	bool cancel;       /* asked for, and not yet so */
	int64_t groups, done;
	int64_t lines, lines_done;
	struct import_counts counts;
	int64_t refused, warned;
	int64_t created_at;
};

struct import_note {
	int64_t line;
	enum import_fault fault;
	bool refused;
	const char *arg;
};

/* ERR_MALFORMED with *refused, *column and *line where the file cannot be used; nothing is kept then. */
struct import_refused {
	enum import_file why; /* IMPORT_FILE_FINE where the failure is another one */
	const char *column;
	int line;
};
struct import_order {
	const char *filename, *currency;
	bool whole; /* where a row is refused or it is broken off, nothing of it is imported */
};
enum err_code import_job_create(
    struct ctx *, const struct import_order *, const char *data, size_t n, int64_t *id, struct import_refused *);
enum err_code import_job_get(struct ctx *, int64_t id, struct import_job *);
/* The newest ones; with one that is created, older ones go that are not at work. */
enum { IMPORT_JOBS = 20 };
enum err_code import_job_list(struct ctx *, const struct import_job **, size_t *n);
/* After after_line, at most max of them. */
enum err_code import_job_notes(
    struct ctx *, int64_t id, int64_t after_line, int64_t max, const struct import_note **, size_t *n);

/* Whether another import writes. One at a time may. */
enum err_code import_job_waits(struct ctx *, int64_t id, bool *waits);
/* ERR_CONFLICT where the job is not in the state for it (any more), or is to be whole and has rows that are refused. */
enum err_code import_job_start(struct ctx *, int64_t id);
enum err_code import_job_cancel(struct ctx *, int64_t id);

/*
 * For the worker: goes on with the job until it is done or stop says so. whole: it is all or nothing, and would begin
 * anew. alive: now and then while it is, in a transaction beside it; its error ends the work. *more: there is more to
 * do. ERR_OK where the job is gone, over or was cancelled.
 */
struct import_job_manner {
	bool (*stop)(void *arg, bool whole);
	enum err_code (*alive)(struct ctx *, void *arg);
	void *arg;
};
enum err_code import_job_work(struct ctx *, int64_t id, const struct import_job_manner *, bool *more);
/* The job cannot go on. */
enum err_code import_job_give_up(struct ctx *, int64_t id);

#endif
