#include "shop/outbox.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/outbox_hint.h"

enum { TRIES = 20, LONGEST_WAIT = 6 * 3600, LONGEST_PUT_OFF = 600, PUT_OFF_FOR = 5 * 86400, OTHER_VERSION_WAIT = 300 };

static const struct {
	const char *kind;
	const char *effect; /* before the id that makes it one */
	bool of_order;      /* that is the order's, and ref_id stands behind it */
} kinds[] = {
	[OUTBOX_MAIL_PLACED] = { "mail_placed", "mail:order_placed" },
	[OUTBOX_MAIL_PAID] = { "mail_paid", "mail:order_paid", true },
	[OUTBOX_MAIL_SHIPPED] = { "mail_shipped", "mail:shipped" },
	[OUTBOX_MAIL_REFUNDED] = { "mail_refunded", "mail:refunded" },
	[OUTBOX_PICTURE_SIZES] = { "picture_sizes", "picture:sizes" },
	[OUTBOX_PICTURE_FETCH] = { "picture_fetch", "picture:fetch" },
	[OUTBOX_PICTURE_DROP] = { "picture_drop", "picture:drop" },
	[OUTBOX_IMPORT] = { "import", "import" },
	[OUTBOX_PAYMENT_ASK] = { "payment_ask", "payment:ask" },
	[OUTBOX_HOLD] = { "hold", "hold" },
	[OUTBOX_EXPIRE] = { "expire", "expire" },
	[OUTBOX_REFUND] = { "refund", "refund" },
	[OUTBOX_MAIL_READY] = { "mail_ready", "mail:order_ready" },
	[OUTBOX_MAIL_CHANGED] = { "mail_changed", "mail:order_changed", true },
	[OUTBOX_MAIL_CANCELLED] = { "mail_cancelled", "mail:order_cancelled" },
	[OUTBOX_MAIL_CALLED_OFF] = { "mail_called_off", "mail:order_called_off" },
	[OUTBOX_MAIL_EXPIRED] = { "mail_expired", "mail:order_expired" },
	[OUTBOX_MAIL_RETURN_ASKED] = { "mail_return_asked", "mail:return_asked" },
	[OUTBOX_MAIL_RETURN_APPROVED] = { "mail_return_approved", "mail:return_approved" },
	[OUTBOX_MAIL_RETURN_REFUSED] = { "mail_return_refused", "mail:return_refused" },
	[OUTBOX_MAIL_RETURN_ARRIVED] = { "mail_return_arrived", "mail:return_arrived" },
};
_Static_assert(sizeof kinds / sizeof *kinds == OUTBOX_KIND__MAX, "each kind has its name");

const char *outbox_kind_name(enum outbox_kind kind)
{
	return kinds[kind].kind;
}

enum outbox_kind outbox_kind_named(const char *name)
{
	size_t i = 0;

	while (i < OUTBOX_KIND__MAX && !str_eq(kinds[i].kind, name))
		i++;
	return (enum outbox_kind)i;
}

/* Of the request at hand; "" where there is none: stoactl's, or a test's. */
static const char *trace_of(struct ctx *ctx)
{
	char *header = arena_alloc(ctx->arena, TRACE_HEADER_SIZE);

	if (!ctx->trace.id[0])
		return "";
	trace_header(&ctx->trace, header);
	return header;
}

/* The row, and its hint. */
static enum err_code promise(struct ctx *ctx, enum outbox_lane lane, struct outbox_add_in *in)
{
	in->now = ctx->now;
	in->trace = trace_of(ctx);
	in->timer = lane == OUTBOX_LANE_TIMER;
	q_outbox_add_queue(ctx, in);
	outbox_hint(ctx, lane, in->due_at);
	return db_flush_along(ctx);
}

enum err_code outbox_add(struct ctx *ctx, enum outbox_kind kind, int64_t order_id, int64_t ref_id)
{
	struct outbox_add_in in = {
		.order_id = order_id, .ref_id = ref_id, .ref_id_null = ref_id == 0, .due_at = ctx->now
	};

	BUG_IF(kind < 0 || kind >= OUTBOX_MAIL__MAX);
	if (ctx->silent)
		return ERR_OK;
	in.kind = kinds[kind].kind;
	if (kinds[kind].of_order && ref_id)
		in.effect = arena_printf(ctx->arena, "%s:%" PRId64 ".%" PRId64, kinds[kind].effect, order_id, ref_id);
	else
		in.effect = arena_printf(ctx->arena, "%s:%" PRId64, kinds[kind].effect, ref_id ? ref_id : order_id);
	return promise(ctx, OUTBOX_LANE_MAIL, &in);
}

enum err_code outbox_add_work(struct ctx *ctx, enum outbox_kind kind, int64_t ref_id, int64_t round)
{
	struct outbox_add_in in = { .order_id_null = true, .ref_id = ref_id, .due_at = ctx->now };

	BUG_IF(kind < OUTBOX_MAIL__MAX || kind >= OUTBOX_KIND__MAX);
	in.kind = kinds[kind].kind;
	in.effect = arena_printf(ctx->arena, "%s:%" PRId64 ":%" PRId64, kinds[kind].effect, ref_id, round);
	return promise(ctx, OUTBOX_LANE_WORK, &in);
}

enum err_code outbox_add_at(struct ctx *ctx, enum outbox_kind kind, int64_t ref_id, int64_t due_at)
{
	struct outbox_add_in in = { .order_id_null = true, .ref_id = ref_id, .due_at = due_at };

	BUG_IF(kind < OUTBOX_MAIL__MAX || kind >= OUTBOX_KIND__MAX);
	in.kind = kinds[kind].kind;
	in.effect = arena_printf(ctx->arena, "%s:%" PRId64 "@%" PRId64, kinds[kind].effect, ref_id, due_at);
	return promise(ctx, OUTBOX_LANE_TIMER, &in);
}

/* A mail that was given away whole is waited for as long as its answer may take. */
int outbox_lease(const struct conf *conf, enum outbox_lane lane)
{
	return conf->job_seconds + (lane == OUTBOX_LANE_MAIL ? conf->mail_answer_seconds : 0);
}

/* The claims differ in the index that they read; the rows are the same. */
static enum err_code take(struct ctx *ctx, struct outbox_place *after, enum outbox_lane lane, int64_t lease,
    struct outbox_claim_mail_row *row)
{
	struct outbox_claim_timer_in timer_in = { ctx->now, lease, after->due_at, after->id };
	struct outbox_claim_mail_in mail_in = { ctx->now, lease, after->due_at, after->id };
	struct outbox_claim_timer_row timer;
	struct outbox_claim_work_row work;
	enum err_code err;

	switch (lane) {
	case OUTBOX_LANE_TIMER:
		err = q_outbox_claim_timer_one(ctx, &timer_in, &timer);
		if (!err)
			*row = (struct outbox_claim_mail_row){ timer.id, timer.kind, timer.order_id, timer.ref_id,
				timer.attempts, timer.claims, timer.trace, timer.created_at, timer.due_at };
		break;
	case OUTBOX_LANE_WORK:
		err = q_outbox_claim_work_one(
		    ctx, &(struct outbox_claim_work_in){ .now = ctx->now, .lease = lease }, &work);
		if (!err)
			*row = (struct outbox_claim_mail_row){ work.id, work.kind, work.order_id, work.ref_id,
				work.attempts, work.claims, work.trace, work.created_at, 0 };
		break;
	default:
		err = q_outbox_claim_mail_one(ctx, &mail_in, row);
	}
	if (!err)
		*after = (struct outbox_place){ row->due_at, row->id };
	return err;
}

/* *mine: false where it is none to be done, and another one may be taken. */
static enum err_code claim_of(
    struct ctx *ctx, struct outbox_place *after, enum outbox_lane lane, bool *mine, struct outbox_job *out)
{
	struct outbox_claim_mail_row row;
	int64_t lease = ctx->now + outbox_lease(ctx->conf, lane);
	enum err_code err = take(ctx, after, lane, lease, &row);

	if (err)
		return err;
	*out = (struct outbox_job){
		.id = row.id,
		.kind = outbox_kind_named(row.kind),
		.lane = lane,
		.order_id = row.order_id,
		.ref_id = row.ref_id,
		.attempts = row.attempts,
		.lease = lease,
		.created_at = row.created_at,
		.trace = row.trace,
	};
	*mine = out->kind != OUTBOX_KIND__MAX && row.claims <= OUTBOX_CLAIMS;
	if (*mine)
		return ERR_OK;
	if (out->kind != OUTBOX_KIND__MAX)
		return outbox_refused(ctx, out, "killed");
	log_event(ctx, LOG_ERROR, "outbox_unknown", "job=%" PRId64 " kind=%s", out->id, row.kind);
	return outbox_again_at(ctx, out, ctx->now + OTHER_VERSION_WAIT);
}

enum err_code outbox_claim_after(struct ctx *ctx, struct outbox_places *done, unsigned lanes, struct outbox_job *out)
{
	enum err_code err = ERR_NOT_FOUND;
	bool mine = false;

	for (int lane = 0; lane < OUTBOX_LANE__MAX && err == ERR_NOT_FOUND; lane++) {
		if (!(lanes & 1U << lane))
			continue;
		do
			err = claim_of(ctx, &done->of[lane], (enum outbox_lane)lane, &mine, out);
		while (!err && !mine);
	}
	return err;
}

enum err_code outbox_claim(struct ctx *ctx, unsigned lanes, struct outbox_job *out)
{
	return outbox_claim_after(ctx, &(struct outbox_places){ 0 }, lanes, out);
}

enum end { END_DONE, END_LATER, END_DEAD };

static void count_end(enum outbox_kind kind, enum end end)
{
	enum count first = COUNT_OTHER_JOBS;

	if (kind < OUTBOX_MAIL__MAX)
		first = COUNT_MAIL_JOBS;
	else if (kind <= OUTBOX_PICTURE_DROP)
		first = COUNT_PICTURE_JOBS;
	else if (kind == OUTBOX_IMPORT)
		first = COUNT_IMPORT_JOBS;
	count((enum count)(first + end));
}

enum err_code outbox_extend(struct ctx *ctx, struct outbox_job *job)
{
	int seconds = outbox_lease(ctx->conf, job->lane);
	int64_t now = clock_now(), changed = 0;
	struct outbox_extend_in in = { .id = job->id, .lease = job->lease, .next = now + seconds };
	enum err_code err;

	if ((job->lease - now) * 4 > seconds * 3)
		return ERR_OK;
	err = q_outbox_extend(ctx, &in, &changed);
	if (!err && changed == 0)
		return err_set(ctx, ERR_LIMIT, "the lease of job %" PRId64 " is over", job->id);
	if (!err)
		job->lease = in.next;
	return err;
}

enum err_code outbox_done(struct ctx *ctx, const struct outbox_job *job)
{
	enum err_code err;

	if (job->lane == OUTBOX_LANE_TIMER)
		err = q_outbox_timer_done(
		    ctx, &(struct outbox_timer_done_in){ .id = job->id, .lease = job->lease }, NULL);
	else
		err = q_outbox_done(ctx, &(struct outbox_done_in){ .id = job->id, .now = ctx->now }, NULL);
	if (!err)
		count_end(job->kind, END_DONE);
	return err;
}

static int64_t wait_after(const struct ctx *ctx, int64_t attempts, int64_t longest)
{
	int64_t wait = ctx->conf->mail_retry_base > 0 ? ctx->conf->mail_retry_base : 1;

	for (int64_t i = 1; i < attempts && wait < longest; i++)
		wait *= 2;
	return wait < longest ? wait : longest;
}

enum err_code outbox_refused(struct ctx *ctx, const struct outbox_job *job, const char *error)
{
	struct outbox_dead_in dead = { .id = job->id, .lease = job->lease, .now = ctx->now, .error = error };

	count_end(job->kind, END_DEAD);
	log_event(ctx, LOG_ERROR, "outbox_dead", "job=%" PRId64 " error=%s", job->id, error);
	return q_outbox_dead(ctx, &dead, NULL);
}

enum err_code outbox_again(struct ctx *ctx, const struct outbox_job *job)
{
	q_outbox_again_queue(ctx, &(struct outbox_again_in){ .id = job->id, .lease = job->lease });
	outbox_hint(ctx, job->lane, ctx->now);
	return db_flush(ctx);
}

enum err_code outbox_again_at(struct ctx *ctx, const struct outbox_job *job, int64_t due_at)
{
	q_outbox_again_at_queue(
	    ctx, &(struct outbox_again_at_in){ .id = job->id, .lease = job->lease, .due_at = due_at });
	outbox_hint(ctx, job->lane, due_at);
	return db_flush(ctx);
}

static enum err_code try_later(struct ctx *ctx, const struct outbox_job *job, int64_t due_at, const char *error)
{
	struct outbox_failed_in in = { .id = job->id, .lease = job->lease, .due_at = due_at, .error = error };

	count_end(job->kind, END_LATER);
	q_outbox_failed_queue(ctx, &in);
	if (job->order_id)
		q_outbox_failed_before_queue(ctx,
		    &(struct outbox_failed_before_in){ .order_id = job->order_id, .id = job->id, .due_at = due_at });
	outbox_hint(ctx, job->lane, due_at);
	return db_flush(ctx);
}

enum err_code outbox_failed(struct ctx *ctx, const struct outbox_job *job, const char *error)
{
	if (job->attempts >= TRIES)
		return outbox_refused(ctx, job, error);
	return try_later(ctx, job, ctx->now + wait_after(ctx, job->attempts, LONGEST_WAIT), error);
}

enum err_code outbox_put_off(struct ctx *ctx, const struct outbox_job *job, const char *error)
{
	if (ctx->now - job->created_at > PUT_OFF_FOR && job->attempts >= TRIES)
		return outbox_refused(ctx, job, error);
	return try_later(ctx, job, ctx->now + wait_after(ctx, job->attempts, LONGEST_PUT_OFF), error);
}
