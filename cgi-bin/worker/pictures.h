/*
 * pictures: the worker's jobs that are about pictures: their sizes, and those that an import names by an address.
 */
#ifndef STOA_WORKER_PICTURES_H
#define STOA_WORKER_PICTURES_H

#include "base/ctx.h"
#include "shop/outbox.h"

/* Does the job and records its end, as job_next() says. */
enum err_code pictures_job(struct ctx *, const struct outbox_job *);

#endif
