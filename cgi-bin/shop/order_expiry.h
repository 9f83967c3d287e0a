/*
 * order_expiry: the end of orders that nobody pays. When an order's pieces are let go (shop/hold.h) it can still be
 * paid until expires_at, some days later, as the shop has it; then a timer of the outbox lets it expire: what it owed
 * is waived, and nobody can pay it any more. Money that comes all the same stands in its history
 * ("paid_after_cancel"): staff refund it, or go on with the order where its pieces are still there.
 */
#ifndef STOA_SHOP_ORDER_EXPIRY_H
#define STOA_SHOP_ORDER_EXPIRY_H

#include "shop/order.h"

/* Its pieces have just been let go. Inside the caller's transaction. */
enum err_code order_expiry_plan(struct ctx *, int64_t order_id);

/*
 * The timer: asks providers about attempts that were begun, and lets the order expire where it is time and no money
 * came or is on its way. An error of a provider that does not answer is returned: then the timer is to try again.
 */
enum err_code order_expiry_due(struct ctx *, int64_t order_id);

/* Whether staff may go on with it: expired, with money of which nothing went back. */
bool order_can_go_on(const struct order *);
/*
 * Staff go on with an order that was paid after it had expired: it is placed again, owes what it cost, and has all of
 * its pieces for good; the customer gets the mail of a paid order. ERR_CONFLICT: they are sold (then nothing changed),
 * or order_can_go_on() does not hold. Done already is ERR_OK.
 */
enum err_code order_go_on(struct ctx *, int64_t order_id, struct actor);

#endif
