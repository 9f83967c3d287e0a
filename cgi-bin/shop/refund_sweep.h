/*
 * refund_sweep: refunds whose provider did not answer. Two minutes after the wish was written down, and then again and
 * again, the provider is asked what went back of the payment, and where the money is not among it, for the refund once
 * more under its key.
 */
#ifndef STOA_SHOP_REFUND_SWEEP_H
#define STOA_SHOP_REFUND_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

struct payment_provider;

/* Promises to look at a refund that is written down and not sent yet; nothing where its provider needs no network.
 * Inside a transaction. */
enum err_code refund_sweep_plan(struct ctx *, const struct payment_provider *, int64_t refund_id);

/*
 * *refused: the provider has, for good, and staff have to know. ERR_DOWN: it does not answer, or has too many callers;
 * other errors are ours. What has ended meanwhile is ERR_OK. Outside of a transaction.
 */
enum err_code refund_sweep(struct ctx *, int64_t refund_id, bool *refused);

#endif
