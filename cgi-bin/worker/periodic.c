#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/outbox_hint.h"
#include "shop/picture.h"
#include "shop/product_index.h"
#include "shop/retention.h"
#include "shop/schedule.h"
#include "shop/tenant.h"
#include "shop/watch.h"
#include "worker/worker.h"

enum {
	RUNS_A_ROUND = 20,     /* between two looks at what is due */
	FILL_SECONDS = 600,    /* until a new shop has its schedules */
	PRODUCTS_A_TURN = 250, /* that are written down anew, a second's work, before others have theirs */
	PLATFORM_SECONDS = 10, /* between two looks at the platform's schedules */
	UPGRADE_SECONDS = 7200 /* for so long an older version may still have written */
};

static enum err_code keep_backlog(struct ctx *ctx, int64_t tenant_id)
{
	struct watch_outbox found;
	enum err_code err = watch_outbox(ctx, &found);
	struct backlog_put_in in = { .tenant_id = tenant_id, .now = ctx->now };

	if (err)
		return err;
	in.queued = found.queued;
	in.dead = found.dead;
	in.imports = found.imports;
	in.oldest = found.oldest;
	return q_backlog_put(ctx, &in, NULL);
}

/* Whatever has lost its hint has one again; whose turn it then is, does it. */
static enum err_code sweep(struct worker *w, struct ctx *ctx, struct cell *cell, const struct tenant *tenant)
{
	enum err_code err = ERR_OK;

	(void)cell;
	if (str_eq(tenant->state, "active"))
		err = outbox_announce(ctx, w->mail ? 0 : 1U << OUTBOX_LANE_MAIL);
	return err ? err : keep_backlog(ctx, tenant->id);
}

/* Once each: the next time may come before the last one is finished. */
static void leave_unfinished(struct cell *cell, struct unfinished u)
{
	for (size_t i = 0; i < cell->n_unfinished; i++)
		if (cell->unfinished[i].tenant_id == u.tenant_id)
			return;
	if (cell->n_unfinished < UNFINISHED_MOST)
		cell->unfinished[cell->n_unfinished++] = u;
}

/*
 * What has been kept long enough goes. Pictures that nobody has asked for yet are asked for: an import of an older
 * version wrote them. Pages of products are written down that are not, or may have been changed by an older version: an
 * upgrade comes with a start, so later times do not write a large import down once more.
 */
static enum err_code tidy(struct worker *w, struct ctx *ctx, struct cell *cell, const struct tenant *tenant)
{
	bool upgraded = worker_seconds() - w->began < w->conf->sweep_seconds;
	struct unfinished u = { .tenant_id = tenant->id, .since = upgraded ? ctx->now - UPGRADE_SECONDS : INT64_MAX };
	enum err_code err = retention_shop(ctx);

	if (err || !str_eq(tenant->state, "active"))
		return err;
	err = tenant_enter(ctx, tenant, NULL);
	if (!err)
		err = picture_ask_all(ctx);
	if (!err)
		err = product_index_catch_up(ctx, u.since, PRODUCTS_A_TURN, &u.after);
	if (!err && u.after > 0)
		leave_unfinished(cell, u);
	return err;
}

static enum err_code catch_up(struct ctx *ctx, const struct cell *cell, struct unfinished *u)
{
	const struct tenant *tenant;
	enum err_code err = tenant_by_id(ctx, u->tenant_id, &tenant);

	if (err)
		return err;
	if (!str_eq(tenant->state, "active") || !str_eq(tenant->cell, cell->name))
		return ERR_FORBIDDEN;
	ctx->tenant_id = u->tenant_id;
	err = tenant_enter(ctx, tenant, NULL);
	return err ? err : product_index_catch_up(ctx, u->since, PRODUCTS_A_TURN, &u->after);
}

/* One turn of the first of them, which is the last then. Trouble with it is for the next time. */
static enum err_code go_on(struct worker *w, struct ctx *ctx, struct cell *cell, bool *busy)
{
	struct unfinished u = cell->unfinished[0];
	enum err_code err;

	if (cell->n_unfinished == 0)
		return ERR_OK;
	cell->n_unfinished--;
	memmove(cell->unfinished, cell->unfinished + 1, cell->n_unfinished * sizeof(u));
	*busy = true;
	worker_begin(w, ctx);
	err = catch_up(ctx, cell, &u);
	if (worker_is_away(err) || (!err && u.after > 0))
		leave_unfinished(cell, u);
	if (err && !worker_is_away(err) && err != ERR_FORBIDDEN && err != ERR_NOT_FOUND &&
	    !(err == ERR_MOVED && tenant_fenced(ctx)))
		log_event(ctx, LOG_ERROR, "trouble", "code=%s error=%s", err_name(err), ctx->err.text);
	return worker_is_away(err) ? err : ERR_OK;
}

static enum err_code tidy_cell(struct worker *w, struct ctx *ctx, struct cell *cell, const struct tenant *tenant)
{
	(void)w;
	(void)cell;
	(void)tenant;
	return retention_cell(ctx);
}

/* tenant: of a shop's; its scope is open. */
static enum err_code (*const doers[])(struct worker *, struct ctx *, struct cell *, const struct tenant *) = {
	[SCHEDULE_SWEEP] = sweep,
	[SCHEDULE_TIDY] = tidy,
	[SCHEDULE_CELL] = tidy_cell,
};

static enum err_code forget(struct worker *w, struct ctx *ctx, const struct cell *cell, int64_t tenant_id)
{
	worker_begin(w, ctx);
	db_scope(w->db, 0, cell->name);
	return schedule_forget(ctx, tenant_id);
}

static enum err_code run(struct worker *w, struct ctx *ctx, struct cell *cell, const struct schedule_run *r)
{
	const struct tenant *tenant = NULL;
	enum err_code err = ERR_OK;

	worker_begin(w, ctx);
	if (r->tenant_id)
		err = tenant_by_id(ctx, r->tenant_id, &tenant);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (r->tenant_id && (err == ERR_NOT_FOUND || !str_eq(tenant->cell, cell->name) ||
	                        (!str_eq(tenant->state, "active") && !str_eq(tenant->state, "suspended"))))
		return forget(w, ctx, cell, r->tenant_id);
	ctx->tenant_id = r->tenant_id;
	db_scope(w->db, r->tenant_id, cell->name);
	return doers[r->kind](w, ctx, cell, tenant);
}

/* Trouble with one shop is told, and is none of the others. */
static enum err_code run_one(struct worker *w, struct ctx *ctx, struct cell *cell)
{
	struct schedule_run r;
	enum err_code err;

	worker_begin(w, ctx);
	db_scope(w->db, 0, cell->name);
	err = schedule_claim(ctx, &r);
	if (err)
		return err;
	/* What was taken so slowly is anybody's again in a moment. */
	if (!worker_watch(r.lease))
		return ERR_OK;
	err = run(w, ctx, cell, &r);
	worker_watch(0);
	if (worker_is_away(err))
		return err;
	if (err && (err != ERR_MOVED || !tenant_fenced(ctx)))
		log_event(ctx, LOG_ERROR, "trouble", "code=%s error=%s", err_name(err), ctx->err.text);
	worker_begin(w, ctx);
	db_scope(w->db, 0, cell->name);
	return schedule_end(ctx, &r);
}

static int fill_seconds(const struct worker *w)
{
	return w->conf->sweep_seconds < FILL_SECONDS ? w->conf->sweep_seconds : FILL_SECONDS;
}

static enum err_code fill(struct worker *w, struct ctx *ctx, struct cell *cell)
{
	enum err_code err;

	if (worker_seconds() < cell->fill_at)
		return ERR_OK;
	worker_begin(w, ctx);
	db_scope(w->db, 0, cell->name);
	err = schedule_fill(ctx, cell->name, cell->filled, &cell->filled);
	if (err || cell->filled > 0)
		return err;
	cell->fill_at = worker_seconds() + fill_seconds(w);
	/* What an upgrade left to be written down is not left for an hour. */
	if (cell->started || !w->fresh)
		return ERR_OK;
	cell->started = true;
	return schedule_hurry(ctx, SCHEDULE_TIDY);
}

enum err_code periodic_round(struct worker *w, struct ctx *ctx, struct cell *cell, bool *busy)
{
	enum err_code err = fill(w, ctx, cell);

	if (!err)
		err = go_on(w, ctx, cell, busy);
	for (int i = 0; i < RUNS_A_ROUND && !err && !worker_stopping(0); i++) {
		err = run_one(w, ctx, cell);
		*busy = *busy || !err;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

void periodic_platform(struct worker *w)
{
	struct schedule_run r;
	struct ctx ctx;
	enum err_code err = ERR_OK;

	if (worker_seconds() < w->platform_at)
		return;
	w->platform_at = worker_seconds() + PLATFORM_SECONDS;
	worker_begin(w, &ctx);
	if (worker_seconds() >= w->platform_filled) {
		err = schedule_fill_platform(&ctx);
		w->platform_filled = worker_seconds() + (err ? PLATFORM_SECONDS : fill_seconds(w));
	}
	if (!err)
		err = schedule_claim_platform(&ctx, &r);
	if (!err)
		err = retention_platform(&ctx);
	if (!err)
		err = schedule_end_platform(&ctx, &r);
	if (err && err != ERR_NOT_FOUND)
		log_event(&ctx, LOG_WARN, "away", "platform=1 pause=%d error=%s", PLATFORM_SECONDS, ctx.err.text);
}
