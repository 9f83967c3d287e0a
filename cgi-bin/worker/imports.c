#include "worker/imports.h"

#include <inttypes.h>

#include "base/log.h"
#include "ops/import_job.h"
#include "worker/worker.h"

/* Well below the lease of a job. */
enum { TURN_SECONDS = 4, TRIES = 4 };

struct turn {
	int64_t until;
	struct outbox_job job; /* its lease is extended */
};

static bool stop(void *arg, bool whole)
{
	const struct turn *turn = arg;

	return (!whole && worker_seconds() >= turn->until) || worker_stopping(0);
}

static enum err_code alive(struct ctx *ctx, void *arg)
{
	struct turn *turn = arg;
	int64_t before = turn->job.lease;
	enum err_code e = outbox_extend(ctx, &turn->job);

	if (!e && turn->job.lease != before)
		worker_watch(turn->job.lease);
	return e;
}

enum err_code imports_job(struct ctx *ctx, const struct outbox_job *claimed)
{
	struct turn turn = { .until = worker_seconds() + TURN_SECONDS, .job = *claimed };
	const struct outbox_job *job = &turn.job;
	bool more;
	enum err_code e = import_job_work(ctx, job->ref_id, &(struct import_job_manner){ stop, alive, &turn }, &more);

	if (!e)
		return more ? outbox_again(ctx, job) : outbox_done(ctx, job);
	if (e == ERR_DOWN || e == ERR_RETRY || e == ERR_UNKNOWN || e == ERR_MOVED)
		return e;
	log_event(ctx, LOG_ERROR, "import", "job=%" PRId64 " import=%" PRId64 " code=%s error=%s", job->id, job->ref_id,
	    err_name(e), ctx->err.text);
	if (job->attempts < TRIES)
		return outbox_failed(ctx, job, "import");
	e = import_job_give_up(ctx, job->ref_id);
	return e ? e : outbox_refused(ctx, job, "import");
}
