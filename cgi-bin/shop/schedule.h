/*
 * schedule: work that comes again and again, of a shop, a cell or the platform: rows with an interval and the next
 * time.
 *
 * Whoever takes one has it by a lease, as a job of the outbox: two workers never do one at once, one whose worker died
 * comes back when the lease is over, and what was due ten times while nobody worked is done once. The times of a cell's
 * shops are spread over the interval, by the shop's id.
 *
 * A new kind is a line in the table of schedule.c, and one in worker/periodic.c of who does it.
 */
#ifndef STOA_SHOP_SCHEDULE_H
#define STOA_SHOP_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

enum schedule_kind {
	SCHEDULE_SWEEP,    /* of a shop: work without a hint gets one */
	SCHEDULE_TIDY,     /* of a shop, a suspended one too: what was kept long enough goes, what is missing is made */
	SCHEDULE_CELL,     /* of a cell: what was told of changes */
	SCHEDULE_PLATFORM, /* sessions that are over, attempts to log in */
	SCHEDULE_KIND__MAX
};

struct schedule_run {
	enum schedule_kind kind;
	int64_t tenant_id; /* 0: the cell's or the platform's own */
	int64_t due_at;    /* when it was due */
	int64_t lease;     /* until then it is ours */
};

/*
 * Rows for the shops of a cell, beyond after, at most a thousand of them, and for the cell itself; of an interval that
 * was changed, too. *last: the last shop's id; 0 where that was all. In the scope of the cell.
 */
enum err_code schedule_fill(struct ctx *, const char *cell, int64_t after, int64_t *last);
/* Likewise for the platform. */
enum err_code schedule_fill_platform(struct ctx *);

/*
 * Takes what is due, the longest first: of the cell of the scope, or of the platform. One that was taken OUTBOX_CLAIMS
 * times without an end is left for its next time, and that is logged. ERR_NOT_FOUND where none is due.
 */
enum err_code schedule_claim(struct ctx *, struct schedule_run *);
enum err_code schedule_claim_platform(struct ctx *, struct schedule_run *);

/* It is over, however it went: until the next of its times that is still to come. In the scope of the cell. */
enum err_code schedule_end(struct ctx *, const struct schedule_run *);
enum err_code schedule_end_platform(struct ctx *, const struct schedule_run *);

/* All of a kind in the cell of the scope is due now. */
enum err_code schedule_hurry(struct ctx *, enum schedule_kind);

/* The shop is not in this cell, or not any more. */
enum err_code schedule_forget(struct ctx *, int64_t tenant_id);

#endif
