#include <inttypes.h>

#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "ops/move.h"
#include "ops/pool.h"
#include "queries.h"
#include "shop/outbox_hint.h"
#include "shop/tenant.h"
#include "worker/purge.h"
#include "worker/worker.h"

enum {
	CELLS_SECONDS = 60,  /* until a new cell is noticed */
	JOBS_A_VISIT = 20,   /* then the next shop has its turn; where none waited, once the second is over, */
	JOBS_IN_A_CROWD = 5, /* sooner where more than so many wait, */
	CROWD = 10,
	VISIT_SECONDS = 5,   /* and where they take long after this; then it is asked anew whose turn it is */
	ASIDE_SECONDS = 60,  /* before a shop with which we are in trouble is tried again */
	FENCE_SECONDS = 5,   /* and one that is being moved: where it is by then, its hint is */
	SCHEMAS_SECONDS = 3, /* between two looks at the pool */
	PAUSE_MAX = 10
};

int worker_longer(int pause, int most)
{
	int next = pause == 0 ? 1 : pause * 2;

	return next < most ? next : most;
}

static void away(const struct ctx *ctx, struct cell *cell)
{
	cell->pause = worker_longer(cell->pause, PAUSE_MAX);
	cell->retry_at = worker_seconds() + cell->pause;
	log_event(ctx, LOG_WARN, "away", "cell=%s pause=%d error=%s", cell->name, cell->pause, ctx->err.text);
}

bool worker_is_away(enum err_code err)
{
	return err == ERR_DOWN || err == ERR_RETRY || err == ERR_UNKNOWN;
}

/* Lanes whose work nobody does here: without a mail server the promises of mails stay where they are. */
static unsigned unserved(const struct worker *w)
{
	return w->mail ? 0 : 1U << OUTBOX_LANE_MAIL;
}

/* While the mail server is away its lane is left alone, hints and all. */
static unsigned lanes_now(const struct worker *w)
{
	return worker_seconds() < w->mail_at ? w->lanes & ~(1U << OUTBOX_LANE_MAIL) : w->lanes;
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

/* ERR_OK where a job was tried and there may be more. */
static enum err_code step(struct worker *w, struct ctx *ctx, struct cell *cell, int64_t tenant_id)
{
	unsigned lanes = lanes_now(w) & ~unserved(w);
	enum err_code err;

	if (lanes == 0)
		return ERR_NOT_FOUND;
	worker_begin(w, ctx);
	err = stay_enter(ctx, &w->stay, cell->name, tenant_id);
	return err ? err : job_next(ctx, w, cell, lanes);
}

/* delay 0: until somebody promises anew, or the sweep comes by. */
static enum err_code set_aside(struct worker *w, struct ctx *ctx, const struct cell *cell, int64_t tenant_id, int delay)
{
	worker_begin(w, ctx);
	db_scope(w->db, 0, cell->name);
	return outbox_set_aside(ctx, w->lanes, tenant_id, delay ? ctx->now + delay : 0);
}

static enum err_code settle(struct worker *w, struct ctx *ctx, struct cell *cell, int64_t tenant_id)
{
	unsigned lanes = lanes_now(w);
	enum err_code err;

	if (lanes == 0)
		return ERR_OK;
	worker_begin(w, ctx);
	err = stay_enter(ctx, &w->stay, cell->name, tenant_id);
	return err ? err : outbox_settle(ctx, lanes, unserved(w));
}

/* waiting: so many shops wait for a visit, this one included. */
static bool stays(size_t waiting, int jobs, int64_t seconds)
{
	if (jobs < (waiting > CROWD ? JOBS_IN_A_CROWD : JOBS_A_VISIT))
		return seconds <= VISIT_SECONDS;
	return waiting == 1 && seconds == 0;
}

static enum err_code visit(struct worker *w, struct ctx *ctx, struct cell *cell, int64_t tenant_id, size_t waiting)
{
	enum err_code err = ERR_OK;
	int64_t began = worker_seconds();

	stay_anew(&w->stay);
	for (int i = 0; stays(waiting, i, worker_seconds() - began) && !err && !worker_stopping(0); i++)
		err = step(w, ctx, cell, tenant_id);
	if (err == ERR_OK || err == ERR_NOT_FOUND)
		err = settle(w, ctx, cell, tenant_id);
	if (err == ERR_FORBIDDEN) {
		/* It may have moved to a cell that we do not know yet. */
		w->cells_at = 0;
		return set_aside(w, ctx, cell, tenant_id, 0);
	}
	if (err == ERR_OK || worker_is_away(err))
		return err;
	if (err == ERR_MOVED && tenant_fenced(ctx))
		return set_aside(w, ctx, cell, tenant_id, FENCE_SECONDS);
	log_event(ctx, LOG_ERROR, "trouble", "code=%s error=%s", err_name(err), ctx->err.text);
	return set_aside(w, ctx, cell, tenant_id, ASIDE_SECONDS);
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
 * Those whose turn it is, each process from another one of them on. The ids lie in the arena that the first visit takes
 * back, so they are copied.
 */
static enum err_code visit_all(struct worker *w, struct ctx *ctx, struct cell *cell, const int64_t *found, size_t n)
{
	int64_t ids[OUTBOX_DUE_MAX], began = worker_seconds();
	size_t first = n * (size_t)w->place / (size_t)w->peers;
	enum err_code err = ERR_OK;

	BUG_IF(n > OUTBOX_DUE_MAX);
	for (size_t i = 0; i < n; i++)
		ids[i] = found[(first + i) % n];
	for (size_t i = 0; i < n && !err && !worker_stopping(0) && worker_seconds() - began <= VISIT_SECONDS; i++)
		err = visit(w, ctx, cell, ids[i], n);
	return err;
}

static enum err_code do_due(struct worker *w, struct ctx *ctx, struct cell *cell, bool *busy)
{
	unsigned lanes = lanes_now(w);
	const int64_t *ids;
	size_t n;
	enum err_code err;

	worker_begin(w, ctx);
	err = job_record(ctx, cell);
	if (err || lanes == 0)
		return err;
	db_scope(w->db, 0, cell->name);
	err = outbox_due(ctx, lanes, &ids, &n);
	if (err || n == 0)
		return err;
	*busy = true;
	return visit_all(w, ctx, cell, ids, n);
}

static void round_of(struct worker *w, struct cell *c, bool *busy)
{
	struct ctx ctx;
	enum err_code err = purge_round(w, w->purge, c->name);

	if (err)
		worker_begin(w, &ctx);
	else
		err = do_due(w, &ctx, c, busy);
	if (!err && w->keeper)
		err = periodic_round(w, &ctx, c, busy);
	if (err)
		away(&ctx, c);
	else
		c->pause = 0;
	if (!err && w->keeper)
		keep_schemas(w, c, busy);
}

bool worker_round(struct worker *w)
{
	bool busy = false;

	if (worker_seconds() >= w->cells_at)
		read_cells(w);
	if (w->keeper)
		periodic_platform(w);
	/* Where it is away, what it told is told later. */
	(void)purge_round(w, w->purge, "");
	for (struct cell *c = w->cells; c && !worker_stopping(0); c = c->next)
		if (worker_seconds() >= c->retry_at)
			round_of(w, c, &busy);
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
