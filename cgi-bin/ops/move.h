/*
 * move: a shop from one cell to another, while it sells.
 *
 * The tables are copied into a schema that the migrations made while people write in them. Then only writing stops, for
 * a second or so: the old cell refuses it by its fence (ops/fence.h), what was changed since is copied, all is counted
 * and compared (ops/move_room.h), and one platform transaction changes the shop's place. Each step stands in stoa.move
 * before it is taken, so that whoever comes next finishes what was switched and takes back what was not, wherever the
 * process before ended. The old schema is kept closed for a while and then dropped by the worker.
 */
#ifndef STOA_OPS_MOVE_H
#define STOA_OPS_MOVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct tenant;

enum move_point {
	MOVE_BEGUN,    /* written down */
	MOVE_MADE,     /* the new schema is there, empty */
	MOVE_AHEAD,    /* all was copied once, beside writers */
	MOVE_FENCED,   /* nobody writes any more */
	MOVE_COPIED,   /* what they wrote meanwhile, too, and compared */
	MOVE_SWITCHED, /* the shop lives in the new cell */
	MOVE_DONE,     /* announced there, closed here */
	MOVE_POINT__MAX
};

struct move_manner {
	int wait_seconds;  /* for transactions that were writing when the fence was raised */
	int grace_seconds; /* until the old schema may be dropped */
	void (*reached)(void *arg, enum move_point);
	void *arg; /* reached may be NULL */
};

struct move_told {
	bool moved; /* false: it lived there already, or was taken back there */
	size_t tables;
	int64_t rows;
	int64_t fenced_ms; /* nobody could write */
};

/*
 * ERR_NOT_FOUND (shop, cell), ERR_CONFLICT (not in a state to move, somebody works on it by stoactl, or the copy
 * differs), ERR_RETRY (somebody writes for longer than may be waited); after any failure the shop is where it was, and
 * writable, unless the text says that a further call is needed.
 */
enum err_code shop_move(
    struct ctx *, const char *name, const char *cell, const struct move_manner *, struct move_told *);

/* Finishes or takes back what an earlier move of the shop left open; ERR_OK where there is none. */
enum err_code move_settle(struct ctx *, int64_t tenant_id, const struct move_manner *);

/*
 * As the worker: a shop of the cell that is still fenced though the process that moved it is gone takes writes again.
 * *reopened: its id, 0 for none.
 */
enum err_code move_reopen(struct ctx *, const char *cell, int64_t *reopened);

/*
 * Keeps the shop for this process until it ends: shared with others that work on it by stoactl, or alone. ERR_CONFLICT
 * where somebody else has it.
 */
enum err_code shop_hold(struct ctx *, int64_t tenant_id, const char *name, bool alone);
void shop_let_go(struct ctx *, int64_t tenant_id, bool alone);
/*
 * As above, shared, of one shop of many: *out is where it is once it is held. ERR_NOT_FOUND where it was dropped
 * meanwhile. Give it back by shop_let_go().
 */
enum err_code shop_hold_by_id(struct ctx *, int64_t tenant_id, const struct tenant **out);

/* In the scope of a shop that was moved, imported or restored: its work and its pages are announced anew. */
enum err_code shop_announce(struct ctx *);

#endif
