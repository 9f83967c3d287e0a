/*
 * figures: what is said of the box and of the databases, as families of samples appended to a buffer (metrics/text.h).
 * What the box counts is read from its shared file without a lock: sums of one moment may differ by what happens
 * meanwhile. No sample names a shop.
 */
#ifndef STOA_METRICS_FIGURES_H
#define STOA_METRICS_FIGURES_H

#include "base/ctx.h"
#include "cache/breaker.h"
#include "cache/metrics.h"
#include "metrics/text.h"
#include "shop/watch.h"

/* One look at all processes of the box; programs in the order of the table. */
struct crew {
	const struct metrics_program *program;
	int64_t wanted; /* how many its parent keeps; 0: none runs, or it has no parent */
	int busy, idle;
	int64_t least_busy; /* milliseconds, of the process that is busy for the shortest time; 0 where one waits */
	int64_t most_busy;
	int connections;
};
/* Fills both arrays (processes has room for METRICS_PROCESSES) and answers how many programs out has. */
size_t crews_read(
    const struct metrics *, struct crew out[METRICS_PROGRAMS], struct metrics_process *processes, size_t *n);

/* By program and route: how many, of which class of status, how long. Routes that nobody has asked for are left out. */
void figures_requests(struct buf *, const struct metrics *);
/* What base/count.h counts, by program. */
void figures_counts(struct buf *, const struct metrics *);
/* Processes by state and version, their connections, and how long the longest request takes already. */
void figures_processes(struct buf *, const struct metrics *);
/* When the worker last looked at all cells; nothing where none has run since this box was started. */
void figures_worker(struct buf *, const struct metrics *);
/* breaker NULL: nobody is left alone. */
void figures_providers(struct buf *, const struct breaker *);
/* Which databases answer, and what waits in those that do. */
void figures_databases(struct ctx *, struct buf *, const struct watch *);

#endif
