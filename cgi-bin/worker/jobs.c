#include <inttypes.h>
#include <time.h>

#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "net/mail.h"
#include "shop/hold.h"
#include "shop/order.h"
#include "shop/order_expiry.h"
#include "shop/outbox.h"
#include "shop/tenant.h"
#include "worker/imports.h"
#include "worker/letter.h"
#include "worker/payments.h"
#include "worker/pictures.h"
#include "worker/worker.h"

static const char *const results[] = {
	[MAIL_SENT] = "sent",
	[MAIL_LATER] = "later",
	[MAIL_AWAY] = "away",
	[MAIL_REFUSED] = "refused",
};
_Static_assert(sizeof results / sizeof *results == MAIL_RESULT__MAX, "each result has its word");

static const enum count counts[] = {
	[MAIL_SENT] = COUNT_MAIL_SENT,
	[MAIL_LATER] = COUNT_MAIL_LATER,
	[MAIL_AWAY] = COUNT_MAIL_LATER,
	[MAIL_REFUSED] = COUNT_MAIL_REFUSED,
};
_Static_assert(sizeof counts / sizeof *counts == MAIL_RESULT__MAX, "each result is counted");

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* While the mail went out its shop was moved, with the promise as it was before. ERR_RETRY until it has arrived. */
static enum err_code record_elsewhere(struct ctx *ctx, const struct cell *cell)
{
	const struct tenant *tenant;
	enum err_code err = tenant_by_id(ctx, cell->sent_tenant, &tenant);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (str_eq(tenant->cell, cell->name))
		return err_set(ctx, ERR_RETRY, "shop is being moved");
	db_scope(ctx->db, tenant->id, tenant->cell);
	return outbox_done(
	    ctx, &(struct outbox_job){ .id = cell->sent_job, .kind = OUTBOX_MAIL_PLACED, .lane = OUTBOX_LANE_MAIL });
}

enum err_code job_record(struct ctx *ctx, struct cell *cell)
{
	enum err_code err;

	if (cell->sent_job == 0)
		return ERR_OK;
	db_scope(ctx->db, cell->sent_tenant, cell->name);
	ctx->tenant_id = cell->sent_tenant;
	/* All kinds of mails are counted as one. */
	err = outbox_done(
	    ctx, &(struct outbox_job){ .id = cell->sent_job, .kind = OUTBOX_MAIL_PLACED, .lane = OUTBOX_LANE_MAIL });
	if (err == ERR_MOVED && tenant_fenced(ctx))
		err = record_elsewhere(ctx, cell);
	if (!err)
		cell->sent_job = 0;
	return err;
}

/* No address, no subject: ids and codes. */
static void note(struct ctx *ctx, const struct outbox_job *job, const char *result, const char *code, int64_t started)
{
	enum log_level level = code[0] ? LOG_WARN : LOG_INFO;

	log_event(ctx, level, "mail",
	    "job=%" PRId64 " kind=%s order=%" PRId64 " try=%" PRId64 " result=%s code=%s ms=%" PRId64, job->id,
	    letter_name(job->kind), job->order_id, job->attempts, result, code[0] ? code : "-",
	    milliseconds() - started);
}

/* Where the server is away, one mail after a while finds out whether it still is. */
static void note_server(struct worker *w, struct ctx *ctx, bool is_away, const char *code)
{
	if (!is_away) {
		w->mail_pause = 0;
		return;
	}
	w->mail_pause = worker_longer(w->mail_pause, w->conf->mail_retry_base / 2 + 1);
	w->mail_at = worker_seconds() + w->mail_pause;
	log_event(ctx, LOG_WARN, "away", "mail=1 pause=%d error=%s", w->mail_pause, code);
}

static enum err_code send(
    struct ctx *ctx, struct worker *w, struct cell *cell, const struct outbox_job *job, const struct mail *mail)
{
	int64_t started = milliseconds();
	const char *code;
	enum mail_result result = mail_send(ctx, mail, &code);

	count(counts[result]);
	note(ctx, job, results[result], code, started);
	note_server(w, ctx, result == MAIL_AWAY, code);
	if (result == MAIL_REFUSED)
		return outbox_refused(ctx, job, code);
	if (result == MAIL_AWAY)
		return outbox_put_off(ctx, job, code);
	if (result == MAIL_LATER)
		return outbox_failed(ctx, job, code);
	cell->sent_tenant = ctx->tenant->id;
	cell->sent_job = job->id;
	return job_record(ctx, cell);
}

/* The shop once more, with its texts in the language of the order. */
static enum err_code write(struct ctx *ctx, struct worker *w, const struct outbox_job *job, struct mail *mail)
{
	const struct order *order;
	enum err_code err = order_by_id(ctx, job->order_id, &order);

	if (!err)
		err = stay_speak(ctx, &w->stay, order->locale);
	return err ? err : letter_write(ctx, w->view, &w->stay, job, order, mail);
}

static enum err_code mail_job(struct ctx *ctx, struct worker *w, struct cell *cell, const struct outbox_job *job)
{
	struct mail mail;
	enum err_code err = write(ctx, w, job, &mail);

	/* The lease ends by itself. */
	if (err == ERR_DOWN || err == ERR_RETRY)
		return err;
	if (err) {
		log_event(ctx, LOG_ERROR, "letter", "job=%" PRId64 " code=%s error=%s", job->id, err_name(err),
		    ctx->err.text);
		return outbox_failed(ctx, job, "letter");
	}
	return send(ctx, w, cell, job, &mail);
}

/* What became of a timer of an order. */
static enum err_code timer_end(struct ctx *ctx, const struct outbox_job *job, enum err_code err)
{
	const char *kind = outbox_kind_name(job->kind);

	if (err == ERR_RETRY || err == ERR_UNKNOWN || err == ERR_MOVED)
		return err;
	if (!err)
		return outbox_done(ctx, job);
	log_event(
	    ctx, LOG_ERROR, kind, "order=%" PRId64 " code=%s error=%s", job->ref_id, err_name(err), ctx->err.text);
	return outbox_failed(ctx, job, kind);
}

enum err_code job_next(struct ctx *ctx, struct worker *w, struct cell *cell, unsigned lanes)
{
	struct outbox_job job;
	enum err_code err = outbox_claim_after(ctx, &w->stay.done, lanes, &job);

	if (err)
		return err;
	trace_begin(&ctx->trace, ctx->request_id, job.trace, NULL);
	if (!worker_watch(job.lease)) {
		log_event(ctx, LOG_WARN, "late", "job=%" PRId64 " kind=%s", job.id, outbox_kind_name(job.kind));
		return outbox_again(ctx, &job);
	}
	if (job.kind < OUTBOX_MAIL__MAX)
		err = mail_job(ctx, w, cell, &job);
	else if (job.kind == OUTBOX_HOLD)
		err = timer_end(ctx, &job, hold_over(ctx, job.ref_id));
	else if (job.kind == OUTBOX_EXPIRE)
		err = timer_end(ctx, &job, order_expiry_due(ctx, job.ref_id));
	else if (job.kind == OUTBOX_IMPORT)
		err = imports_job(ctx, &job);
	else if (job.kind == OUTBOX_PAYMENT_ASK)
		err = payments_job(ctx, &job);
	else if (job.kind == OUTBOX_REFUND)
		err = refunds_job(ctx, &job);
	else
		err = pictures_job(ctx, &job);
	worker_watch(0);
	return err;
}
