/*
 * payments: what the worker does about payments of which nobody tells.
 */
#ifndef STOA_WORKER_PAYMENTS_H
#define STOA_WORKER_PAYMENTS_H

#include "shop/outbox.h"

/* Asks about one. A provider that is away is asked again later, and that is no error here. */
enum err_code payments_job(struct ctx *, const struct outbox_job *);

#endif
