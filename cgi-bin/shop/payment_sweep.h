/*
 * payment_sweep: payments of which nobody tells. A browser may not come back, a notice may be lost: the provider is
 * asked about an attempt after two, five, fifteen and sixty minutes, and then ever more rarely, until it has ended or
 * nobody can still pay by it.
 */
#ifndef STOA_SHOP_PAYMENT_SWEEP_H
#define STOA_SHOP_PAYMENT_SWEEP_H

#include "shop/order.h"
#include "shop/payment.h"

struct payments_of_order_row;

/* Promises to ask about an attempt that has just begun at its provider. Inside a transaction. */
enum err_code payment_sweep_plan(struct ctx *, int64_t payment_id);
/*
 * An attempt ends by which nobody is to pay any more; its page at the provider is closed soon afterwards
 * (payment_close). Inside a transaction.
 */
enum err_code payment_end(struct ctx *, const struct payments_of_order_row *, struct actor, const char *cause);
/* Asks, and promises the next time where it is still open; closes the page of one that has ended. Errors as of
 * payment_follow(): to be tried again. */
enum err_code payment_sweep(struct ctx *, int64_t payment_id, enum payment_result *result);

/* Open attempts beyond after of which nothing was heard for that long, in order, at most SWEEP_MAX of them. */
enum { SWEEP_MAX = 100, SWEEP_QUIET = 120 };
enum err_code payments_hanging(struct ctx *, int64_t after, const int64_t **ids, size_t *n);

#endif
