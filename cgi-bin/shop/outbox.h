/*
 * outbox: work that is promised inside a transaction and done later by the worker: mails, pictures, imports.
 *
 * outbox_add() writes the row in the shop and a hint (tenant, due_at) in the cell, in the caller's transaction. An
 * effect
 * ("mail:order_placed:17") happens once: adding it again changes nothing.
 */
#ifndef STOA_SHOP_OUTBOX_H
#define STOA_SHOP_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum outbox_kind {
	OUTBOX_MAIL_PLACED,
	OUTBOX_MAIL_PAID,
	OUTBOX_MAIL_SHIPPED,
	OUTBOX_MAIL_REFUNDED,
	OUTBOX_MAIL_READY,
	OUTBOX_MAIL_CHANGED,
	OUTBOX_MAIL__MAX,
	OUTBOX_PICTURE_SIZES = OUTBOX_MAIL__MAX, /* ref_id: the media */
	OUTBOX_PICTURE_FETCH,                    /* ref_id: the picture */
	OUTBOX_PICTURE_DROP,                     /* ref_id: the media that perhaps nobody shows any more */
	OUTBOX_IMPORT,                           /* ref_id: the import job */
	OUTBOX_KIND__MAX
};

/* ref_id: the shipment or refund, or what else tells two effects of one order apart; 0 for none. Inside a transaction.
 * Promises nothing where ctx->silent is set. */
enum err_code outbox_add(struct ctx *, enum outbox_kind, int64_t order_id, int64_t ref_id);

/* Work for no order. round: makes the same work one more promise. Inside a transaction. */
enum err_code outbox_add_work(struct ctx *, enum outbox_kind, int64_t ref_id, int64_t round);

struct outbox_job {
	int64_t id;
	enum outbox_kind kind;
	int64_t order_id; /* 0 for none */
	int64_t ref_id;
	int64_t attempts;  /* this one included */
	const char *trace; /* of the request that promised it (base/trace.h); "" for none */
};

/*
 * Takes one due job by a lease of five minutes (attempts counts this try): no transaction stays open while the mail is
 * sent, and a job whose worker died comes back. Ordered per order: none while an older one of the same order waits.
 * ERR_NOT_FOUND where none is due. mail false: mails are left where they are.
 */
enum err_code outbox_claim(struct ctx *, bool mail, struct outbox_job *out);
/* Of the job, id and kind are looked at. */
enum err_code outbox_done(struct ctx *, const struct outbox_job *);
/*
 * Back-off: base seconds doubled by attempt, at most 6 hours; after 20 attempts the job is dead. Leaves a hint for the
 * next try. error: a short code.
 */
enum err_code outbox_failed(struct ctx *, const struct outbox_job *, const char *error);
/* A part of the work is done and recorded: the job is due again at once, before what was
 * promised after it, as if it had not been tried. */
enum err_code outbox_again(struct ctx *, const struct outbox_job *);
/* Dead at once: a further try would end the same. */
enum err_code outbox_refused(struct ctx *, const struct outbox_job *, const char *error);

/* Tenants of the scope's cell that have due hints, longest waiting first, at most OUTBOX_DUE_MAX of them. */
enum { OUTBOX_DUE_MAX = 100 };
enum err_code outbox_due(struct ctx *, const int64_t **tenants, size_t *n);
/*
 * After the due jobs of ctx's shop were tried: takes its due hints away and leaves one for the job that can be taken
 * next, so that a shop with queued jobs always has a hint, whoever dies when.
 */
enum err_code outbox_settle(struct ctx *, bool mail);
/* Takes the due hints of a shop away that cannot be entered now, and leaves one for later; until 0 leaves none. */
enum err_code outbox_set_aside(struct ctx *, int64_t tenant_id, int64_t until);

#endif
