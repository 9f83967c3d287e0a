/*
 * letter: what a job says to the shopper: an order read, worded in its own language, as text and HTML.
 */
#ifndef STOA_WORKER_LETTER_H
#define STOA_WORKER_LETTER_H

#include "base/ctx.h"
#include "net/mail.h"
#include "shop/order.h"
#include "shop/outbox.h"
#include "view/view.h"
#include "worker/stay.h"

/* "placed", "paid", "shipped", "refunded", "ready", "changed", "cancelled", "called-off", "expired", "return-...": also
 * the templates' names. */
const char *letter_name(enum outbox_kind);

/*
 * ctx is inside the shop, its locale the order's. out is ready for mail_send(). It is sent by the installation's domain
 * (conf's mail_from_domain) where the shop's own address lies elsewhere, since receivers look up whether a sender may
 * speak for a domain (RFC 7489); an answer goes to the shop.
 */
enum err_code letter_write(struct ctx *, const struct view_set *, struct stay *, const struct outbox_job *,
    const struct order *, struct mail *out);

#endif
