#include "shop/watch.h"

#include <time.h>

#include "base/log.h"
#include "db/db.h"
#include "queries.h"

static int64_t milliseconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void unheard(struct ctx *ctx, const char *source)
{
	log_event(ctx, LOG_WARN, "unheard", "source=%s error=%s", source, ctx->err.text);
	err_clear(ctx);
}

static void read_platform(struct ctx *ctx, bool shops, struct watch *w)
{
	struct watch_cells_row *cells;
	struct watch_shops_row *counted;

	db_scope(ctx->db, 0, NULL);
	if (q_watch_cells(ctx, &cells, &w->n_cells) || (shops && q_watch_shops(ctx, &counted, &w->n_shops))) {
		w->n_cells = w->n_shops = 0;
		unheard(ctx, "platform");
		return;
	}
	w->platform_up = true;
	w->cells = ARENA_ARRAY(ctx->arena, w->n_cells, struct watch_cell);
	w->shops = ARENA_ARRAY(ctx->arena, w->n_shops, struct watch_shops);
	for (size_t i = 0; i < w->n_cells; i++)
		w->cells[i] = (struct watch_cell){ .name = cells[i].name };
	for (size_t i = 0; i < w->n_shops; i++)
		w->shops[i] = (struct watch_shops){ counted[i].cell, counted[i].state, counted[i].shops };
}

static void read_cell(struct ctx *ctx, struct watch_cell *c)
{
	struct watch_due_row row;

	db_scope(ctx->db, 0, c->name);
	if (q_watch_due_one(ctx, &(struct watch_due_in){ .now = ctx->now }, &row)) {
		unheard(ctx, c->name);
		return;
	}
	c->up = true;
	c->due_shops = row.shops;
	c->due_waited = row.waited;
	c->queued = row.queued;
	c->dead = row.dead;
	c->imports = row.imports;
	c->oldest = row.oldest;
	c->swept = row.swept;
}

/* Who hangs takes the time of those after it, but for the part that is left to each of them. */
static void read_all(struct ctx *ctx, int milliseconds, bool all, struct watch *w)
{
	int64_t until = milliseconds_now() + milliseconds;
	bool enough = false;

	*w = (struct watch){ 0 };
	db_patience(ctx->db, milliseconds / 2);
	read_platform(ctx, all, w);
	for (size_t i = 0; i < w->n_cells && !enough; i++) {
		int64_t left = until - milliseconds_now();
		int share = (int)(left / (int64_t)(w->n_cells - i));

		db_patience(ctx->db, share > 1 ? share : 1);
		read_cell(ctx, &w->cells[i]);
		enough = !all && w->cells[i].up;
	}
	db_patience(ctx->db, 0);
	db_scope(ctx->db, 0, NULL);
}

void watch_read(struct ctx *ctx, int milliseconds, struct watch *out)
{
	read_all(ctx, milliseconds, true, out);
}

void watch_alive(struct ctx *ctx, int milliseconds, struct watch *out)
{
	read_all(ctx, milliseconds, false, out);
}

enum err_code watch_outbox(struct ctx *ctx, struct watch_outbox *out)
{
	struct watch_outbox_row row;
	enum err_code e = q_watch_outbox_one(ctx, &(struct watch_outbox_in){ .now = ctx->now }, &row);

	if (!e)
		*out = (struct watch_outbox){
			.queued = row.queued, .dead = row.dead, .oldest = row.oldest, .imports = row.imports
		};
	return e;
}
