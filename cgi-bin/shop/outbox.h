/*
 * outbox: work that is promised inside a transaction and done later by the worker: mails, today.
 *
 * outbox_add() writes the row in the shop and a hint (tenant, due_at) in the cell, in the caller's transaction. An effect
 * ("mail:order_placed:17") happens once: adding it again changes nothing.
 */
#ifndef STOA_SHOP_OUTBOX_H
#define STOA_SHOP_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum outbox_kind { OUTBOX_MAIL_PLACED, OUTBOX_MAIL_PAID, OUTBOX_MAIL_SHIPPED, OUTBOX_MAIL_REFUNDED, OUTBOX_KIND__MAX };

/* ref_id: the shipment or refund; 0 for none. Inside a transaction. */
enum err_code outbox_add(struct ctx *, enum outbox_kind, int64_t order_id, int64_t ref_id);

struct outbox_job {
	int64_t id;
	enum outbox_kind kind;
	int64_t order_id;
	int64_t ref_id;
	int64_t attempts; /* this one included */
};

/*
 * Takes one due job by a lease of five minutes (attempts counts this try): no transaction stays open while the mail is sent, and a
 * job whose worker died comes back. Ordered per order: none while an older one of the same order waits. ERR_NOT_FOUND where none is due.
 */
enum err_code outbox_claim(struct ctx *, struct outbox_job *out);
enum err_code outbox_done(struct ctx *, int64_t id);
/*
 * Back-off: base seconds doubled by attempt, at most 6 hours; after 20 attempts the job is dead. Leaves a hint for the next
 * try. error: a short code.
 */
enum err_code outbox_failed(struct ctx *, const struct outbox_job *, const char *error);

#endif
