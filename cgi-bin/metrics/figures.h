/*
 * figures: what is said of the box and of the databases, as text (metrics/text.h).
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
size_t crews_read(const struct metrics *, struct crew out[METRICS_PROGRAMS], struct metrics_process *, size_t *n);

void figures_requests(struct buf *, const struct metrics *);
void figures_counts(struct buf *, const struct metrics *);
void figures_processes(struct buf *, const struct metrics *);
void figures_worker(struct buf *, const struct metrics *);
/* breaker NULL: nobody is left alone. */
void figures_providers(struct buf *, const struct breaker *);
void figures_databases(struct ctx *, struct buf *, const struct watch *);

#endif
