/*
 * pool: schemas of shops made ahead of time, under the ids that the shops will have, so that a new shop need not wait
 * for 260 ms of catalog writes.
 *
 * The worker makes them by the recipe that stoactl leaves in each cell: its role may do just that (cell.make_shop), and
 * owns nothing. shop_create() takes one by the platform transaction that gives it name and host.
 */
#ifndef STOA_OPS_POOL_H
#define STOA_OPS_POOL_H

#include <stdbool.h>

#include "base/ctx.h"

/* As the owner, in the scope of a cell whose own schema is current: leaves this build's migrations as its recipe. */
enum err_code pool_recipe(struct ctx *);

/* As the worker: makes one more schema where the cell is open and has fewer than conf's pool_shops. */
enum err_code pool_fill(struct ctx *, const char *cell, bool *made);

/* As the owner: takes a schema out of the pool for good. */
enum err_code pool_forget(struct ctx *, const char *cell, int64_t id);

#endif
