/*
 * watch: what the databases say to whoever watches an installation, within a time limit: one that is away, or hangs,
 * is told as such and holds nobody up.
 */
#ifndef STOA_SHOP_WATCH_H
#define STOA_SHOP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct watch_cell {
	const char *name;
	bool up;
	int64_t due_shops;  /* shops for which the worker has something to do now */
	int64_t due_waited; /* seconds, of the one that has waited longest; 0 where none has */
	/* Of all its shops, as each one's last sweep found it. */
	int64_t queued, dead, imports;
	int64_t oldest; /* since when the first of those that were due is due; INT64_MAX where none was */
	int64_t swept;  /* the sweep that is longest ago; INT64_MAX where none was */
};

struct watch_shops {
	const char *cell, *state;
	int64_t n;
};

struct watch {
	bool platform_up;
	struct watch_cell *cells; /* none where the platform is away, since nothing else names them */
	size_t n_cells;
	struct watch_shops *shops; /* by cell and state */
	size_t n_shops;
};

/* Asks the platform, then each cell; nothing is waited for longer than that in all. */
void watch_read(struct ctx *, int milliseconds, struct watch *out);
/* The same, but the shops are not counted, and of the cells only the first that answers is asked. */
void watch_alive(struct ctx *, int milliseconds, struct watch *out);

/* Of ctx's shop. */
struct watch_outbox {
	int64_t queued, dead;
	int64_t oldest; /* since when the first of those that are due is due; INT64_MAX where none is */
	int64_t imports;
};
enum err_code watch_outbox(struct ctx *, struct watch_outbox *out);

#endif
