/*
 * imports: the worker's part of what staff import (ops/import_job.h).
 */
#ifndef STOA_WORKER_IMPORTS_H
#define STOA_WORKER_IMPORTS_H

#include "base/ctx.h"
#include "shop/outbox.h"

/* Some seconds of the job, then others have their turn; records its end, as job_next() says. */
enum err_code imports_job(struct ctx *, const struct outbox_job *);

#endif
