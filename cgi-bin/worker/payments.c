#include "worker/payments.h"

#include <inttypes.h>

#include "base/conf.h"
#include "base/log.h"
#include "shop/payment_sweep.h"
#include "shop/provider_call.h"
#include "shop/refund_sweep.h"

/* Nobody looks on, but timers of other shops wait. */
enum { PATIENCE = 2 };

/* Postgres away leaves the lease to end; a provider away, or one that says what cannot be, is asked later. */
enum err_code payments_job(struct ctx *ctx, const struct outbox_job *job)
{
	enum payment_result result;
	enum err_code err;

	provider_hurry(ctx, PATIENCE * ctx->conf->provider_milliseconds);
	err = payment_sweep(ctx, job->ref_id, &result);

	if (!err || err == ERR_NOT_FOUND)
		return outbox_done(ctx, job);
	if (err == ERR_RETRY || err == ERR_UNKNOWN || err == ERR_MOVED)
		return err;
	log_event(ctx, LOG_WARN, "payment_ask", "job=%" PRId64 " payment=%" PRId64 " code=%s error=%s", job->id,
	    job->ref_id, err_name(err), ctx->err.text);
	return outbox_failed(ctx, job, "provider");
}

/* A provider that is away for days is told to staff in the end, one that refuses at once. */
enum err_code refunds_job(struct ctx *ctx, const struct outbox_job *job)
{
	bool refused;
	enum err_code err;

	provider_hurry(ctx, PATIENCE * ctx->conf->provider_milliseconds);
	err = refund_sweep(ctx, job->ref_id, &refused);
	if (!err)
		return refused ? outbox_refused(ctx, job, "refund_refused") : outbox_done(ctx, job);
	if (err == ERR_RETRY || err == ERR_UNKNOWN || err == ERR_MOVED)
		return err;
	log_event(ctx, LOG_WARN, "refund", "job=%" PRId64 " refund=%" PRId64 " code=%s error=%s", job->id, job->ref_id,
	    err_name(err), ctx->err.text);
	return outbox_put_off(ctx, job, "provider");
}
