/*
 * payments: what the worker does about payments and refunds of which nobody tells.
 */
#ifndef STOA_WORKER_PAYMENTS_H
#define STOA_WORKER_PAYMENTS_H

#include "shop/outbox.h"

/* Asks about one. A provider that is away is asked again later, and that is no error here. */
enum err_code payments_job(struct ctx *, const struct outbox_job *);
/* Sends a refund that was not answered. One that is refused is given up, so that staff are told. */
enum err_code refunds_job(struct ctx *, const struct outbox_job *);

#endif
