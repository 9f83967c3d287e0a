/*
 * outbox_dead: promised work that was given up, as the merchant and the hoster see it, try it again or put it away.
 *
 * A job is dead where a further try would end the same (a receiver that does not exist), after its last try, and where
 * it killed its worker again and again. What follows it in its order has gone on meanwhile.
 */
#ifndef STOA_SHOP_OUTBOX_DEAD_H
#define STOA_SHOP_OUTBOX_DEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"
#include "shop/outbox.h"

struct outbox_entry {
	int64_t id;
	enum outbox_kind kind; /* OUTBOX_KIND__MAX: another version's */
	const char *name;      /* "mail_placed" */
	int64_t order_id;      /* 0 for none */
	const char *number;    /* the order's; "" for none */
	int64_t ref_id;
	int64_t attempts;
	int64_t created_at;
	int64_t at;        /* since when it is dead, or when it is due */
	const char *error; /* a short code; "" for none */
};

/* The newest first, beyond the one whose id is before (0: from the first on). */
enum err_code outbox_dead_list(struct ctx *, int64_t before, int64_t max, const struct outbox_entry **rows, size_t *n);
/* What is queued, the longest due first. */
enum err_code outbox_queued_list(struct ctx *, int64_t max, const struct outbox_entry **rows, size_t *n);
enum err_code outbox_dead_count(struct ctx *, int64_t *n);

/* These dead ones, or all of them where ids is NULL: due now, as if they had not been tried. *n: how many were. */
enum err_code outbox_retry(struct ctx *, const struct bigints *ids, int64_t *n);
/* Nobody waits for them any more. */
enum err_code outbox_put_away(struct ctx *, const struct bigints *ids, int64_t *n);
/* What was put off, dead or not, is due now; timers keep their time. */
enum err_code outbox_hurry(struct ctx *, int64_t *n);

#endif
