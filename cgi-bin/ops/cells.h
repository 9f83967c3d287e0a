/*
 * cells: the databases that hold the shops' schemas, on this server or others. A cell's name leads to its database by
 * conf's cell_database, usually through libpq's service file.
 */
#ifndef STOA_OPS_CELLS_H
#define STOA_OPS_CELLS_H

#include "base/ctx.h"
#include "ops/move.h"

struct cell_plan {
	const char *name; /* [a-z][a-z0-9_]{0,30} */
	bool closed;      /* made, but takes no new shops yet */
	bool limited;
	int64_t most; /* where limited: new shops go elsewhere once there are so many; 0 for no bound */
};

/* The open cell with the fewest shops but except ("" for none). ERR_NOT_FOUND, with what to do as text. */
enum err_code cell_choose(struct ctx *, const char *except, const char **out);

/* Makes what is missing of database, roles, schema and recipe, and opens it (again). Says what it did on stdout. */
enum err_code cell_add(struct ctx *, const struct cell_plan *);
/* A line a cell: name, state, shops, limit, pool, size of the database. */
enum err_code cell_print_all(struct ctx *);
/*
 * Closes the cell to new shops, takes its pool away and moves its shops to the other open cells, one after another. May
 * be broken off and repeated. ERR_CONFLICT where something stays, each named on stdout.
 */
enum err_code cell_drain(struct ctx *, const char *name, const struct move_manner *);

#endif
