/*
 * metrics: the numbers of all executables of a box, in a file that their processes map: what each has counted
 * (base/count.h), how many requests of each route it answered and how long they took, and which processes are there.
 *
 * Counting is an atomic addition to the process's own program; a killed process takes nothing away. Only whoever comes
 * new waits for anybody, for the moment in which it enters its names. A process is there as long as it holds a lock on
 * its place (an OFD lock, which ends with it, however it ends).
 *
 * The file is one of this boot and of this layout: a program that counts other things has one of its own.
 */
#ifndef STOA_CACHE_METRICS_H
#define STOA_CACHE_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/count.h"

enum {
	METRICS_PROGRAMS = 16,
	METRICS_ROUTES = 384, /* of a program; what comes beyond them is counted as the first */
	METRICS_NAME_BYTES = 16,
	METRICS_ROUTE_BYTES = 96,
	METRICS_BUCKETS = 15,
	METRICS_CLASSES = 5, /* 1xx to 5xx */
	METRICS_PROCESSES = 1024
};

/* The upper edges of the histograms' buckets, in microseconds; the last one has none. */
extern const int64_t metrics_edges[METRICS_BUCKETS - 1];

/* name: "GET /:locale/p/:slug", or "none" for what no route answered, which is the first of each program. */
struct metrics_route {
	char name[METRICS_ROUTE_BYTES];
	_Atomic uint64_t classes[METRICS_CLASSES];
	_Atomic uint64_t buckets[METRICS_BUCKETS]; /* each for itself, not summed up */
	_Atomic uint64_t microseconds;
};

struct metrics_program {
	char name[METRICS_NAME_BYTES];
	struct counts counts;
	_Atomic uint64_t n_routes;
	struct metrics_route routes[METRICS_ROUTES];
};

struct metrics;

/* dir: as cache_open()'s. NULL, with a line in the log, where that cannot be. May be used across a fork. */
struct metrics *metrics_open(const char *dir);
void metrics_close(struct metrics **);

/* Enters the program where it is not there yet. NULL where there is no room for one more. */
struct metrics_program *metrics_program(struct metrics *, const char *name);
/* Likewise a route; never NULL. */
struct metrics_route *metrics_route(struct metrics *, struct metrics_program *, const char *name);
void metrics_request(struct metrics_route *, int status, int64_t microseconds);

/* How many programs there are; they never go. */
size_t metrics_programs(const struct metrics *);
const struct metrics_program *metrics_program_at(const struct metrics *, size_t);

/* A place for this process, held until it ends; NULL where none is free. To be taken after the fork. */
struct metrics_place;
struct metrics_place *metrics_place(struct metrics *, const struct metrics_program *);
/* at: cache_clock() when it began with the request at hand; 0: it waits for one. */
void metrics_busy(struct metrics_place *, int64_t at);
/* Its open connections to databases. */
void metrics_connections(struct metrics_place *, int n);

struct metrics_process {
	const struct metrics_program *program;
	int pid;
	int64_t busy; /* as metrics_busy() was told */
	int connections;
	const char *version;
};
/* The processes that are there now, at most max; their number. */
size_t metrics_processes(const struct metrics *, struct metrics_process *out, size_t max);

#endif
