#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "ops/move.h"
#include "ops/pool.h"
#include "queries.h"
#include "shop/outbox_hint.h"
#include "shop/picture.h"
#include "shop/product_index.h"
#include "shop/retention.h"
#include "shop/tenant.h"
#include "shop/watch.h"
#include "worker/purge.h"
#include "worker/worker.h"

enum {
	CELLS_SECONDS = 60,    /* until a new cell is noticed */
	PRODUCTS_A_TURN = 250, /* that are written down anew, a second's work, before others have theirs */
	SWEEP_SECONDS = 3600,  /* a hint that was lost delays work by no more than this */
	SWEEP_STEP = 20,       /* shops of a walk between two looks at what is due */
	JOBS_A_VISIT = 20,     /* then the next shop has its turn, */
	VISIT_SECONDS = 5,     /* and where they take long after this */
	ASIDE_SECONDS = 60,    /* before a shop with which we are in trouble is tried again */
	FENCE_SECONDS = 5,     /* and one that is being moved: where it is by then, its hint is */
	SCHEMAS_SECONDS = 3,   /* between two looks at the pool */
	PAUSE_MAX = 10
};

/* Seconds to wait after one more failure. */
static int longer(int pause)
{
	return pause == 0 ? 1 : pause * 2 < PAUSE_MAX ? pause * 2 : PAUSE_MAX;
}

static void away(const struct ctx *ctx, struct cell *cell)
{
	cell->pause = longer(cell->pause);
	cell->retry_at = worker_seconds() + cell->pause;
	log_event(ctx, LOG_WARN, "away", "cell=%s pause=%d error=%s", cell->name, cell->pause, ctx->err.text);
}

static bool is_away(enum err_code err)
{
	return err == ERR_DOWN || err == ERR_RETRY || err == ERR_UNKNOWN;
}

/* Lanes whose work nobody does here: without a mail server the promises of mails stay where they are. */
static unsigned unserved(const struct worker *w)
{
	return w->mail ? 0 : 1U << OUTBOX_LANE_MAIL;
}

static void add_cell(struct worker *w, const char *name)
{
	struct cell *c;

	for (c = w->cells; c; c = c->next)
		if (str_eq(c->name, name))
			return;
	c = ARENA_NEW(w->own, struct cell);
	*c = (struct cell){ .name = arena_strdup(w->own, name), .next = w->cells };
	w->cells = c;
}

/* While the platform is away the cells that we know stay. */
static void read_cells(struct worker *w)
{
	struct ctx ctx;
	const char *const *names;
	size_t n;
	enum err_code err;

	worker_begin(w, &ctx);
	err = tenant_cells(&ctx, &names, &n);
	w->cells_at = worker_seconds() + (err ? PAUSE_MAX : CELLS_SECONDS);
	if (err)
		log_event(&ctx, LOG_WARN, "away", "platform=1 pause=%d error=%s", PAUSE_MAX, ctx.err.text);
	for (size_t i = 0; !err && i < n; i++)
		add_cell(w, names[i]);
}

/* ERR_FORBIDDEN where the shop is not open, or lives on another cell by now. */
static enum err_code enter(struct ctx *ctx, const struct cell *cell, int64_t tenant_id)
{
	const struct tenant *tenant;
	enum err_code err = tenant_by_id(ctx, tenant_id, &tenant);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_FORBIDDEN : err;
	if (!str_eq(tenant->state, "active"))
		return err_set(ctx, ERR_FORBIDDEN, "shop is %s", tenant->state);
	if (!str_eq(tenant->cell, cell->name))
		return err_set(ctx, ERR_FORBIDDEN, "shop is on cell %s", tenant->cell);
	ctx->tenant_id = tenant_id;
	return tenant_enter(ctx, tenant, NULL);
}

/* ERR_OK where a job was tried and there may be more. */
static enum err_code step(struct worker *w, struct ctx *ctx, struct cell *cell, int64_t tenant_id)
{
	enum err_code err;

	worker_begin(w, ctx);
	err = enter(ctx, cell, tenant_id);
	return err ? err : job_next(ctx, w, cell, OUTBOX_LANES_ALL & ~unserved(w));
}

/* delay 0: until somebody promises anew, or the walk comes by. */
static enum err_code set_aside(struct worker *w, struct ctx *ctx, const struct cell *cell, int64_t tenant_id, int delay)
{
	worker_begin(w, ctx);
	db_scope(w->db, 0, cell->name);
	return outbox_set_aside(ctx, OUTBOX_LANES_ALL, tenant_id, delay ? ctx->now + delay : 0);
}

static enum err_code visit(struct worker *w, struct ctx *ctx, struct cell *cell, int64_t tenant_id)
{
	enum err_code err = ERR_OK;

	int64_t began = worker_seconds();

	for (int i = 0; i < JOBS_A_VISIT && !err && !worker_stopping(0) && worker_seconds() - began <= VISIT_SECONDS;
	     i++)
		err = step(w, ctx, cell, tenant_id);
	if (err == ERR_OK || err == ERR_NOT_FOUND) {
		worker_begin(w, ctx);
		err = enter(ctx, cell, tenant_id);
		if (!err)
			err = outbox_settle(ctx, OUTBOX_LANES_ALL, unserved(w));
	}
	if (err == ERR_FORBIDDEN) {
		/* It may have moved to a cell that we do not know yet. */
		w->cells_at = 0;
		return set_aside(w, ctx, cell, tenant_id, 0);
	}
	if (err == ERR_OK || is_away(err))
		return err;
	if (err == ERR_MOVED && tenant_fenced(ctx))
		return set_aside(w, ctx, cell, tenant_id, FENCE_SECONDS);
	log_event(ctx, LOG_ERROR, "trouble", "code=%s error=%s", err_name(err), ctx->err.text);
	return set_aside(w, ctx, cell, tenant_id, ASIDE_SECONDS);
}

/* Once each: a walk may come by before the one before is finished. */
static void leave_unfinished(struct cell *cell, struct unfinished u)
{
	for (size_t i = 0; i < cell->n_unfinished; i++)
		if (cell->unfinished[i].tenant_id == u.tenant_id)
			return;
	if (cell->n_unfinished < UNFINISHED_MOST)
		cell->unfinished[cell->n_unfinished++] = u;
}

/*
 * Pictures that nobody has asked for yet: an import of an older version wrote them. Pages of products that are not
 * written down, or may have been changed by an older version since the walk before.
 */
static enum err_code make_up(struct ctx *ctx, struct cell *cell, const struct tenant *tenant)
{
	struct unfinished u = { .tenant_id = tenant->id, .since = ctx->now - 2 * SWEEP_SECONDS };
	enum err_code err = tenant_enter(ctx, tenant, NULL);

	if (!err)
		err = picture_ask_all(ctx);
	if (!err)
		err = product_index_catch_up(ctx, u.since, PRODUCTS_A_TURN, &u.after);
	/* An upgrade comes with a start: later walks do not write a large import down a second time. */
	if (cell->last.oldest > 0)
		u.since = INT64_MAX;
	if (!err && u.after > 0)
		leave_unfinished(cell, u);
	return err;
}

/* One turn of the first of them, which is the last then. Trouble with it is for the next walk. */
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
	err = enter(ctx, cell, u.tenant_id);
	if (!err)
		err = product_index_catch_up(ctx, u.since, PRODUCTS_A_TURN, &u.after);
	if (is_away(err) || (!err && u.after > 0))
		leave_unfinished(cell, u);
	if (err && !is_away(err) && err != ERR_FORBIDDEN && !(err == ERR_MOVED && tenant_fenced(ctx)))
		log_event(ctx, LOG_ERROR, "trouble", "code=%s error=%s", err_name(err), ctx->err.text);
	return is_away(err) ? err : ERR_OK;
}

static enum err_code look_at_outbox(struct ctx *ctx, struct cell *cell)
{
	struct watch_outbox found;
	enum err_code err = watch_outbox(ctx, &found);

	if (err)
		return err;
	cell->found.queued += found.queued;
	cell->found.dead += found.dead;
	cell->found.imports += found.imports;
	if (found.oldest < cell->found.oldest)
		cell->found.oldest = found.oldest;
	return ERR_OK;
}

/* A walk is at its end: what all cells have, each as its own last walk found it. */
static void tell_outbox(const struct worker *w)
{
	struct watch_outbox all = { .oldest = INT64_MAX };

	for (const struct cell *c = w->cells; c; c = c->next) {
		all.queued += c->last.queued;
		all.dead += c->last.dead;
		all.imports += c->last.imports;
		if (c->last.oldest < all.oldest && c->last.oldest > 0)
			all.oldest = c->last.oldest;
	}
	gauge_set(GAUGE_OUTBOX_QUEUED, all.queued);
	gauge_set(GAUGE_OUTBOX_DEAD, all.dead);
	gauge_set(GAUGE_IMPORTS_OPEN, all.imports);
	gauge_set(GAUGE_OUTBOX_OLDEST, all.oldest == INT64_MAX ? 0 : all.oldest);
	gauge_set(GAUGE_WALK_AT, clock_now());
}

/* What has been kept long enough goes, from a suspended shop too. Trouble with one shop does not end the walk. */
static enum err_code tidy(struct worker *w, struct ctx *ctx, struct cell *cell, int64_t tenant_id)
{
	const struct tenant *tenant;
	enum err_code err;

	worker_begin(w, ctx);
	err = tenant_by_id(ctx, tenant_id, &tenant);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (!str_eq(tenant->cell, cell->name) ||
	    (!str_eq(tenant->state, "active") && !str_eq(tenant->state, "suspended")))
		return ERR_OK;
	ctx->tenant_id = tenant_id;
	db_scope(w->db, tenant_id, cell->name);
	err = retention_shop(ctx);
	if (!err)
		err = look_at_outbox(ctx, cell);
	if (!err && str_eq(tenant->state, "active"))
		err = make_up(ctx, cell, tenant);
	if (!err || is_away(err))
		return err;
	if (err != ERR_MOVED || !tenant_fenced(ctx))
		log_event(ctx, LOG_ERROR, "trouble", "code=%s error=%s", err_name(err), ctx->err.text);
	return ERR_OK;
}

static void tidy_platform(struct worker *w)
{
	struct ctx ctx;
	enum err_code err;

	worker_begin(w, &ctx);
	err = retention_platform(&ctx);
	w->tidy_at = worker_seconds() + (err ? PAUSE_MAX : SWEEP_SECONDS);
	if (err)
		log_event(&ctx, LOG_WARN, "away", "platform=1 pause=%d error=%s", PAUSE_MAX, ctx.err.text);
}

/*
 * Schemas for shops to come, those that moved away, and a shop that was left behind a fence. Trouble with them is none
 * of the other shops': it is told, and tried again a minute later.
 */
static void keep_schemas(struct worker *w, struct cell *cell, bool *busy)
{
	struct ctx ctx;
	struct left_drop_row gone = { 0 };
	int64_t reopened;
	bool made = false;
	enum err_code err;

	if (worker_seconds() < cell->schemas_at)
		return;
	worker_begin(w, &ctx);
	err = move_reopen(&ctx, cell->name, &reopened);
	if (!err)
		err = pool_fill(&ctx, cell->name, &made);
	db_scope(w->db, 0, cell->name);
	if (!err)
		err = q_left_drop_one(&ctx, &gone);
	*busy = *busy || made || gone.id > 0;
	cell->schemas_at = worker_seconds() + (err && err != ERR_RETRY  ? ASIDE_SECONDS
	                                          : made || gone.id > 0 ? 0
	                                                                : SCHEMAS_SECONDS);
	if (err)
		log_event(&ctx, LOG_WARN, "schemas", "cell=%s error=%s", cell->name, ctx.err.text);
	else if (gone.id > 0 || reopened > 0)
		log_event(&ctx, LOG_INFO, "schemas", "cell=%s dropped=%" PRId64 " reopened=%" PRId64, cell->name,
		    gone.id, reopened);
}

/*
 * last: how far the walk has come; NULL where it is none. The ids lie in the arena that the first visit takes back, so
 * they are copied.
 */
static enum err_code visit_all(
    struct worker *w, struct ctx *ctx, struct cell *cell, const int64_t *found, size_t n, int64_t *last)
{
	int64_t ids[OUTBOX_DUE_MAX];
	enum err_code err = ERR_OK;

	BUG_IF(n > OUTBOX_DUE_MAX);
	for (size_t i = 0; i < n; i++)
		ids[i] = found[i];
	for (size_t i = 0; i < n && !err && !worker_stopping(0); i++) {
		err = visit(w, ctx, cell, ids[i]);
		if (!err && last)
			err = tidy(w, ctx, cell, ids[i]);
		if (!err && last)
			*last = ids[i];
	}
	return err;
}

static enum err_code do_due(struct worker *w, struct ctx *ctx, struct cell *cell, bool *busy)
{
	const int64_t *ids;
	size_t n;
	enum err_code err;

	worker_begin(w, ctx);
	err = job_record(ctx, cell);
	if (err)
		return err;
	db_scope(w->db, 0, cell->name);
	err = outbox_due(ctx, OUTBOX_LANES_ALL, &ids, &n);
	if (err || n == 0)
		return err;
	*busy = true;
	return visit_all(w, ctx, cell, ids, n, NULL);
}

/* A part of the walk through every shop: work without a hint is found, what is old is taken away. */
static enum err_code do_sweep(struct worker *w, struct ctx *ctx, struct cell *cell, bool *busy)
{
	const int64_t *ids;
	size_t n;
	enum err_code err;

	if (!cell->sweeping && worker_seconds() < cell->sweep_at)
		return ERR_OK;
	if (!cell->sweeping) {
		cell->sweeping = true;
		cell->swept = 0;
		cell->found = (struct watch_outbox){ .oldest = INT64_MAX };
		cell->sweep_at = worker_seconds() + SWEEP_SECONDS;
	}
	worker_begin(w, ctx);
	if (cell->swept == 0) {
		db_scope(w->db, 0, cell->name);
		err = retention_cell(ctx);
		if (err)
			return err;
	}
	err = tenant_ids_after(ctx, cell->name, cell->swept, SWEEP_STEP, &ids, &n);
	if (err)
		return err;
	cell->sweeping = n == SWEEP_STEP;
	*busy = *busy || n > 0;
	err = visit_all(w, ctx, cell, ids, n, &cell->swept);
	if (err)
		cell->sweeping = true;
	if (!cell->sweeping && !worker_stopping(0)) {
		cell->last = cell->found;
		tell_outbox(w);
	}
	return err;
}

bool worker_round(struct worker *w)
{
	bool busy = false;

	if (worker_seconds() >= w->cells_at)
		read_cells(w);
	if (worker_seconds() >= w->tidy_at)
		tidy_platform(w);
	/* Where it is away, what it told is told later. */
	(void)purge_round(w, w->purge, "");
	for (struct cell *c = w->cells; c && !worker_stopping(0); c = c->next) {
		struct ctx ctx;
		enum err_code err;

		if (worker_seconds() < c->retry_at)
			continue;
		err = purge_round(w, w->purge, c->name);
		if (err)
			worker_begin(w, &ctx);
		else
			err = do_due(w, &ctx, c, &busy);
		if (!err)
			err = do_sweep(w, &ctx, c, &busy);
		if (!err)
			err = go_on(w, &ctx, c, &busy);
		if (err)
			away(&ctx, c);
		else
			c->pause = 0;
		if (!err)
			keep_schemas(w, c, &busy);
	}
	return busy;
}

void worker_finish(struct worker *w)
{
	struct ctx ctx;

	for (struct cell *c = w->cells; c; c = c->next) {
		worker_begin(w, &ctx);
		if (job_record(&ctx, c))
			log_event(&ctx, LOG_ERROR, "unrecorded", "cell=%s job=%" PRId64, c->name, c->sent_job);
	}
}
