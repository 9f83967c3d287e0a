/*
 * count: what an executable has done, as numbers that only grow, and a few that say how things stand; the sum of all
 * its processes on this box. Whoever does a thing counts it: count(COUNT_MAIL_SENT).
 *
 * One atomic addition, no lock, no allocation. The numbers lie in the process's own memory until count_at() names a
 * place that all processes share (cache/metrics.h), so that nothing that was counted is lost with a process.
 *
 * Of the process, as the program's name in the log is: nothing of a request is kept here, and never which shop it was
 * (there are thousands; the log line has the tenant). What each is called for the outside stands in metrics/names.c.
 */
#ifndef STOA_BASE_COUNT_H
#define STOA_BASE_COUNT_H

#include <stdatomic.h>
#include <stdint.h>

enum count {
	/* finished pages (web/): found, made and looked for in vain, made because the request is nobody else's */
	COUNT_PAGE_HIT,
	COUNT_PAGE_MISS,
	COUNT_PAGE_PASS,
	COUNT_PAGE_STORED,
	/* db/: a trip is a batch that was sent and answered */
	COUNT_DB_TRIPS,
	COUNT_DB_STATEMENTS,
	COUNT_DB_MICROSECONDS, /* waited for answers and connections */
	COUNT_DB_CONNECTS,
	COUNT_DB_CONNECT_FAILURES,
	COUNT_DB_LOST,       /* connections that broke under a statement */
	COUNT_DB_SETTLED,    /* commits whose answer was lost, and of which a new connection told what became */
	COUNT_DB_UNSETTLED,  /* of which it could not in time */
	COUNT_DB_RETRIES,    /* serialization failures and deadlocks */
	COUNT_DB_ERRORS,     /* statements that failed for any other reason than a constraint */
	COUNT_STANDBY_TRIPS, /* of the trips, those that a standby answered */
	COUNT_STANDBY_BEHIND,
	COUNT_STANDBY_AWAY,
	/* net/fetch: requests to providers */
	COUNT_FETCHES,
	COUNT_FETCH_FAILURES, /* no answer at all */
	COUNT_FETCH_MICROSECONDS,
	/* shop/provider_call: not asked since too many wait; a provider is left alone by a shop, and asked again */
	COUNT_CALLS_HELD_BACK,
	COUNT_BREAKER_OPENED,
	COUNT_BREAKER_CLOSED,
	/* answers of 429, by what was met */
	COUNT_LIMITED,
	/* worker/ */
	COUNT_ROUNDS, /* that found nothing to do */
	COUNT_ROUNDS_BUSY,
	COUNT_MAIL_SENT,
	COUNT_MAIL_LATER,
	COUNT_MAIL_REFUSED,
	/* jobs of the outbox, three of a kind: done, tried in vain and put off, given up */
	COUNT_MAIL_JOBS,
	COUNT_PICTURE_JOBS = COUNT_MAIL_JOBS + 3,
	COUNT_IMPORT_JOBS = COUNT_PICTURE_JOBS + 3,
	COUNT_OTHER_JOBS = COUNT_IMPORT_JOBS + 3,
	/* web/server */
	COUNT_PROCESS_STARTED = COUNT_OTHER_JOBS + 3,
	COUNT_PROCESS_DIED, /* without having been told to end */
	COUNT__MAX
};

/* How things stood when the program looked last. */
enum gauge {
	GAUGE_PROCESSES, /* that should run; 0: no parent runs */
	GAUGE_ROUND_AT,  /* the worker's last round, UTC seconds */
	GAUGE__MAX
};

struct counts {
	_Atomic uint64_t count[COUNT__MAX];
	_Atomic int64_t gauge[GAUGE__MAX];
};

extern struct counts *counts_here;

/* What was counted so far goes along. NULL: back into the process's own memory. */
void counts_at(struct counts *);

static inline void count_add(enum count which, uint64_t n)
{
	atomic_fetch_add_explicit(&counts_here->count[which], n, memory_order_relaxed);
}

static inline void count(enum count which)
{
	count_add(which, 1);
}

static inline void gauge_set(enum gauge which, int64_t value)
{
	atomic_store_explicit(&counts_here->gauge[which], value, memory_order_relaxed);
}

#endif
