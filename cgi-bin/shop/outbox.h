/*
 * outbox: work that is promised inside a transaction and done later by the worker: mails, pictures, imports, and what
 * is to be looked at again at a certain time.
 *
 * Who promises writes the row in the shop and a hint (tenant, due_at, lane) in the cell, in the caller's transaction.
 * An effect ("mail:order_placed:17") happens once: adding it again changes nothing.
 *
 * A promise is queued, done, or dead: given up, until somebody tries it again (shop/outbox_dead.h).
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
	OUTBOX_MAIL_CANCELLED,    /* by the shopper */
	OUTBOX_MAIL_CALLED_OFF,   /* by staff */
	OUTBOX_MAIL_EXPIRED,      /* by itself, since no money came */
	OUTBOX_MAIL_RETURN_ASKED, /* ref_id: the return; of a withdrawal the acknowledgement */
	OUTBOX_MAIL_RETURN_APPROVED,
	OUTBOX_MAIL_RETURN_REFUSED,
	OUTBOX_MAIL_RETURN_ARRIVED,
	OUTBOX_MAIL__MAX,
	OUTBOX_PICTURE_SIZES = OUTBOX_MAIL__MAX, /* ref_id: the media */
	OUTBOX_PICTURE_FETCH,                    /* ref_id: the picture */
	OUTBOX_PICTURE_DROP,                     /* ref_id: the media that perhaps nobody shows any more */
	OUTBOX_IMPORT,                           /* ref_id: the import job */
	OUTBOX_PAYMENT_ASK,                      /* ref_id: the payment; a timer */
	OUTBOX_HOLD,                             /* ref_id: the order whose pieces were kept long enough */
	OUTBOX_EXPIRE,                           /* ref_id: the order that could be paid long enough */
	OUTBOX_REFUND,                           /* ref_id: the refund that was not answered; a timer */
	OUTBOX_KIND__MAX
};

/* Kinds of work that keep out of one another's way: each has workers of its own. Masks are made of 1 << lane. */
enum outbox_lane {
	OUTBOX_LANE_TIMER,
	OUTBOX_LANE_MAIL,
	OUTBOX_LANE_WORK, /* what may take long */
	OUTBOX_LANE__MAX
};
enum { OUTBOX_LANES_ALL = (1 << OUTBOX_LANE__MAX) - 1 };

/* ref_id: the shipment or refund, or what else tells two effects of one order apart; 0 for none. Inside a transaction.
 * Promises nothing where ctx->silent is set. */
enum err_code outbox_add(struct ctx *, enum outbox_kind, int64_t order_id, int64_t ref_id);

/* Work for no order. round: makes the same work one more promise. Inside a transaction. */
enum err_code outbox_add_work(struct ctx *, enum outbox_kind, int64_t ref_id, int64_t round);

/*
 * A timer: at due_at (UTC seconds) the worker does kind for ref_id (an order, a payment, a reservation: as the kind
 * says), within a second or two, before whatever takes long. The same for the same moment is one promise. There is no
 * taking back: whoever does it looks how things stand by then, and may have nothing to do; nothing of it is kept
 * afterwards. It waits for no mail, and keeps none waiting. Inside a transaction.
 */
enum err_code outbox_add_at(struct ctx *, enum outbox_kind, int64_t ref_id, int64_t due_at);

struct outbox_job {
	int64_t id;
	enum outbox_kind kind;
	enum outbox_lane lane;
	int64_t order_id; /* 0 for none */
	int64_t ref_id;
	int64_t attempts;   /* this one included */
	int64_t lease;      /* until then it is ours, UTC seconds */
	int64_t created_at; /* promised */
	const char *trace;  /* of the request that promised it (base/trace.h); "" for none */
};

/*
 * Takes one due job of the lanes by a lease (attempts counts this try): no transaction stays open while the work is
 * done, and a job whose worker died comes back. Who comes to its end after the lease records that it is done, and
 * nothing else. Ordered per order: none while an older one of the same order waits. A job that was taken OUTBOX_CLAIMS
 * times without an end kills its workers: it is dead, and the next one is taken. ERR_NOT_FOUND where none is due.
 */
enum { OUTBOX_CLAIMS = 10 };
enum err_code outbox_claim(struct ctx *, unsigned lanes, struct outbox_job *out);
/*
 * Likewise; a mail or timer is one behind the last of its lane in *done, which moves on to it, so that who takes one
 * after another need not look through what went before each time. {0} stands before all. ERR_NOT_FOUND says nothing
 * about what stands before it.
 */
struct outbox_places {
	struct outbox_place {
		int64_t due_at, id;
	} of[OUTBOX_LANE__MAX];
};
enum err_code outbox_claim_after(struct ctx *, struct outbox_places *done, unsigned lanes, struct outbox_job *out);
/* Seconds for which a lane's jobs are leased. */
int outbox_lease(const struct conf *, enum outbox_lane);

/*
 * Where a quarter of it is over: the lease anew, from now on, for work that takes long and has come further.
 * ERR_LIMIT where the job is no longer ours.
 */
enum err_code outbox_extend(struct ctx *, struct outbox_job *);

/* A mail is done as soon as its id and kind are known; of a timer nothing is left. */
enum err_code outbox_done(struct ctx *, const struct outbox_job *);
/*
 * Back-off: base seconds doubled by attempt, at most 6 hours; after 20 attempts the job is dead. Leaves a hint for the
 * next try. error: a short code.
 */
enum err_code outbox_failed(struct ctx *, const struct outbox_job *, const char *error);
/* What it needs is away, for all such jobs alike: tried again within ten minutes, and given up after five days and
 * twenty tries only (RFC 5321 4.5.4.1). */
enum err_code outbox_put_off(struct ctx *, const struct outbox_job *, const char *error);
/* A part of the work is done and recorded: the job is due again at once, before what was
 * promised after it, as if it had not been tried. */
enum err_code outbox_again(struct ctx *, const struct outbox_job *);
/* Likewise at due_at: a timer that is to look again. */
enum err_code outbox_again_at(struct ctx *, const struct outbox_job *, int64_t due_at);
/* Dead at once: a further try would end the same. */
enum err_code outbox_refused(struct ctx *, const struct outbox_job *, const char *error);

/* The name of a kind as it is written down ("mail_placed"), and back; OUTBOX_KIND__MAX for a name of another version.
 */
const char *outbox_kind_name(enum outbox_kind);
enum outbox_kind outbox_kind_named(const char *);

#endif
