#include "shop/outbox.h"

#include <inttypes.h>

#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/tenant.h"

enum { TRIES = 20, LONGEST_WAIT = 6 * 3600, LEASE = 300 };

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
	[OUTBOX_MAIL_READY] = { "mail_ready", "mail:order_ready" },
	[OUTBOX_MAIL_CHANGED] = { "mail_changed", "mail:order_changed", true },
};
_Static_assert(sizeof kinds / sizeof *kinds == OUTBOX_KIND__MAX, "each kind has its name");

static void queue_hint(struct ctx *ctx, int64_t due_at)
{
	struct outbox_hint_in in = { .tenant_id = ctx->tenant->id, .due_at = due_at };

	q_outbox_hint_queue(ctx, &in);
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

enum err_code outbox_add(struct ctx *ctx, enum outbox_kind kind, int64_t order_id, int64_t ref_id)
{
	struct outbox_add_in in = { .order_id = order_id,
		.ref_id = ref_id,
		.ref_id_null = ref_id == 0,
		.now = ctx->now,
		.trace = trace_of(ctx) };

	BUG_IF(kind < 0 || kind >= OUTBOX_MAIL__MAX);
	if (ctx->silent)
		return ERR_OK;
	in.kind = kinds[kind].kind;
	if (kinds[kind].of_order && ref_id)
		in.effect = arena_printf(ctx->arena, "%s:%" PRId64 ".%" PRId64, kinds[kind].effect, order_id, ref_id);
	else
		in.effect = arena_printf(ctx->arena, "%s:%" PRId64, kinds[kind].effect, ref_id ? ref_id : order_id);
	q_outbox_add_queue(ctx, &in);
	queue_hint(ctx, ctx->now);
	return db_flush(ctx);
}

enum err_code outbox_add_work(struct ctx *ctx, enum outbox_kind kind, int64_t ref_id, int64_t round)
{
	struct outbox_add_in in = { .order_id_null = true, .ref_id = ref_id, .now = ctx->now, .trace = trace_of(ctx) };

	BUG_IF(kind < OUTBOX_MAIL__MAX || kind >= OUTBOX_KIND__MAX);
	in.kind = kinds[kind].kind;
	in.effect = arena_printf(ctx->arena, "%s:%" PRId64 ":%" PRId64, kinds[kind].effect, ref_id, round);
	q_outbox_add_queue(ctx, &in);
	queue_hint(ctx, ctx->now);
	return db_flush(ctx);
}

enum err_code outbox_claim(struct ctx *ctx, bool mail, struct outbox_job *out)
{
	struct outbox_claim_in in = { .now = ctx->now, .lease = ctx->now + LEASE, .mail = mail };
	struct outbox_claim_row row;
	enum err_code err = q_outbox_claim_one(ctx, &in, &row);

	if (err)
		return err;
	for (size_t i = 0; i < OUTBOX_KIND__MAX; i++) {
		if (!str_eq(kinds[i].kind, row.kind))
			continue;
		*out = (struct outbox_job){
			.id = row.id,
			.kind = (enum outbox_kind)i,
			.order_id = row.order_id,
			.ref_id = row.ref_id,
			.attempts = row.attempts,
			.trace = row.trace,
		};
		return ERR_OK;
	}
	return err_set(ctx, ERR_INTERNAL, "outbox job %" PRId64 " has the unknown kind \"%s\"", row.id, row.kind);
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

enum err_code outbox_done(struct ctx *ctx, const struct outbox_job *job)
{
	enum err_code err = q_outbox_done(ctx, &(struct outbox_done_in){ .id = job->id, .now = ctx->now }, NULL);

	if (!err)
		count_end(job->kind, END_DONE);
	return err;
}

static int64_t wait_after(const struct ctx *ctx, int64_t attempts)
{
	int64_t wait = ctx->conf->mail_retry_base > 0 ? ctx->conf->mail_retry_base : 1;

	for (int64_t i = 1; i < attempts && wait < LONGEST_WAIT; i++)
		wait *= 2;
	return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

enum err_code outbox_refused(struct ctx *ctx, const struct outbox_job *job, const char *error)
{
	struct outbox_dead_in dead = { .id = job->id, .now = ctx->now, .error = error };

	count_end(job->kind, END_DEAD);
	log_event(ctx, LOG_ERROR, "outbox_dead", "job=%" PRId64 " error=%s", job->id, error);
	return q_outbox_dead(ctx, &dead, NULL);
}

enum err_code outbox_again(struct ctx *ctx, const struct outbox_job *job)
{
	q_outbox_again_queue(ctx, &(struct outbox_again_in){ .id = job->id });
	queue_hint(ctx, ctx->now);
	return db_flush(ctx);
}

enum err_code outbox_failed(struct ctx *ctx, const struct outbox_job *job, const char *error)
{
	struct outbox_failed_in in = { .id = job->id, .error = error };

	if (job->attempts >= TRIES)
		return outbox_refused(ctx, job, error);
	count_end(job->kind, END_LATER);
	in.due_at = ctx->now + wait_after(ctx, job->attempts);
	q_outbox_failed_queue(ctx, &in);
	queue_hint(ctx, in.due_at);
	return db_flush(ctx);
}

enum err_code outbox_due(struct ctx *ctx, const int64_t **tenants, size_t *n)
{
	struct outbox_due_row *rows;
	struct outbox_due_in in = { .now = ctx->now, .max_rows = OUTBOX_DUE_MAX };
	enum err_code err = q_outbox_due(ctx, &in, &rows, n);
	int64_t *ids;

	if (err)
		return err;
	ids = ARENA_ARRAY(ctx->arena, *n, int64_t);
	for (size_t i = 0; i < *n; i++)
		ids[i] = rows[i].tenant_id;
	*tenants = ids;
	return ERR_OK;
}

/* The hints go first: a promise made meanwhile is then either seen by what follows, or its hint is still there. */
static enum err_code settle_tx(struct ctx *ctx, void *arg)
{
	struct outbox_hints_delete_in in = { .tenant_id = ctx->tenant->id, .now = ctx->now };
	struct outbox_hint_missing_in missing = { .tenant_id = ctx->tenant->id };
	struct outbox_next_row next;
	const bool *mail = arg;
	enum err_code err = q_outbox_hints_delete(ctx, &in, NULL);

	if (!err)
		err = q_outbox_next_one(ctx, &(struct outbox_next_in){ .mail = *mail }, &next);
	if (err || next.due_at == INT64_MAX)
		return err;
	missing.due_at = next.due_at;
	return q_outbox_hint_missing(ctx, &missing, NULL);
}

enum err_code outbox_settle(struct ctx *ctx, bool mail)
{
	return db_tx(ctx, settle_tx, &mail);
}

struct aside {
	int64_t tenant_id, until;
};

static enum err_code set_aside_tx(struct ctx *ctx, void *arg)
{
	const struct aside *a = arg;
	struct outbox_hints_delete_in in = { .tenant_id = a->tenant_id, .now = ctx->now };
	struct outbox_hint_in hint = { .tenant_id = a->tenant_id, .due_at = a->until };
	enum err_code err = q_outbox_hints_delete(ctx, &in, NULL);

	return err || a->until == 0 ? err : q_outbox_hint(ctx, &hint, NULL);
}

enum err_code outbox_set_aside(struct ctx *ctx, int64_t tenant_id, int64_t until)
{
	return db_tx(ctx, set_aside_tx, &(struct aside){ .tenant_id = tenant_id, .until = until });
}
