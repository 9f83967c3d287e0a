#include "ops/move_room.h"

#include <time.h>

#include "base/str.h"
#include "db/carry.h"
#include "db/db.h"
#include "ops/fence.h"
#include "ops/migrate.h"
#include "queries.h"
#include "shop/outbox_hint.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { HOLD_WAIT_MS = 500, HOLD_NAP_MS = 20 };

struct move {
	const struct move_manner *manner;
	int64_t id;
	const char *from, *to;
	struct move_told *told;
};

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void reached(const struct move *m, enum move_point point)
{
	if (m->manner->reached)
		m->manner->reached(m->manner->arg, point);
}

static void enter(struct ctx *ctx, const struct move *m, const char *cell)
{
	db_scope(ctx->db, m->id, cell);
	ctx->tenant_id = m->id;
}

/* Who goes through all shops has each for a moment only. */
enum err_code shop_hold(struct ctx *ctx, int64_t tenant_id, const char *name, bool alone)
{
	const struct timespec nap = { .tv_nsec = HOLD_NAP_MS * 1000000L };
	int64_t until = milliseconds() + HOLD_WAIT_MS;
	struct shop_hold_row shared = { false };
	struct shop_hold_alone_row own = { false };

	for (;;) {
		enum err_code err =
		    alone ? q_shop_hold_alone_one(ctx, &(struct shop_hold_alone_in){ .tenant_id = tenant_id }, &own)
		          : q_shop_hold_one(ctx, &(struct shop_hold_in){ .tenant_id = tenant_id }, &shared);
		if (err || own.held || shared.held)
			return err;
		if (milliseconds() > until)
			break;
		nanosleep(&nap, NULL);
	}
	return err_set(ctx, ERR_CONFLICT, "the shop %s is at work in another stoactl: wait until that has ended", name);
}

void shop_let_go(struct ctx *ctx, int64_t tenant_id, bool alone)
{
	struct shop_let_go_row own;
	struct shop_let_go_shared_row shared;
	struct err kept = ctx->err;

	if (alone)
		q_shop_let_go_one(ctx, &(struct shop_let_go_in){ .tenant_id = tenant_id }, &own);
	else
		q_shop_let_go_shared_one(ctx, &(struct shop_let_go_shared_in){ .tenant_id = tenant_id }, &shared);
	ctx->err = kept;
}

enum err_code shop_hold_by_id(struct ctx *ctx, int64_t tenant_id, const struct tenant **out)
{
	enum err_code err = tenant_by_id(ctx, tenant_id, out);

	if (!err)
		err = shop_hold(ctx, tenant_id, (*out)->name, false);
	if (err)
		return err;
	err = tenant_by_id(ctx, tenant_id, out);
	if (err)
		shop_let_go(ctx, tenant_id, false);
	return err;
}

static enum err_code announce(struct ctx *ctx, void *arg)
{
	enum err_code err;

	(void)arg;
	outbox_hint(ctx, OUTBOX_LANE__MAX, ctx->now);
	err = db_flush(ctx);
	return err ? err : change_all(ctx);
}

enum err_code shop_announce(struct ctx *ctx)
{
	return db_tx(ctx, announce, NULL);
}

/* After the switch; may be repeated. */
static enum err_code finish(struct ctx *ctx, const struct move *m)
{
	enum err_code err;

	enter(ctx, m, m->to);
	err = shop_announce(ctx);
	if (err)
		return err;
	enter(ctx, m, m->from);
	/* A worker that comes by here learns where its work is now, and whoever keeps this place forgets it. */
	err = shop_announce(ctx);
	if (!err)
		err = fence_close(ctx, m->manner->grace_seconds);
	if (!err)
		err = move_check(ctx, m->id, m->to);
	if (!err)
		err = q_move_end(ctx, &(struct move_end_in){ .tenant_id = m->id }, NULL);
	if (!err)
		reached(m, MOVE_DONE);
	return err;
}

/* Before the switch; may be repeated. The fence goes first: the shop sells again. */
static enum err_code take_back(struct ctx *ctx, const struct move *m, bool fenced)
{
	enum err_code err = ERR_OK;

	enter(ctx, m, m->from);
	if (fenced)
		err = fence_lower(ctx);
	if (!err) {
		enter(ctx, m, m->to);
		err = schema_drop(ctx);
	}
	return err ? err : q_move_end(ctx, &(struct move_end_in){ .tenant_id = m->id }, NULL);
}

enum err_code move_settle(struct ctx *ctx, int64_t tenant_id, const struct move_manner *manner)
{
	struct move_of_row row;
	enum err_code err = q_move_of_one(ctx, &(struct move_of_in){ .tenant_id = tenant_id }, &row);
	struct move m = { .manner = manner, .id = tenant_id };

	if (err == ERR_NOT_FOUND) {
		err_clear(ctx);
		return ERR_OK;
	}
	if (err)
		return err;
	m.from = row.from_cell;
	m.to = row.to_cell;
	if (str_eq(row.step, "switched"))
		return finish(ctx, &m);
	return take_back(ctx, &m, !str_eq(row.step, "making"));
}

enum err_code move_reopen(struct ctx *ctx, const char *cell, int64_t *reopened)
{
	struct move_abandoned_row left = { 0 };
	struct fence_lower_row lowered;
	struct move_reopened_row done;
	enum err_code err = q_move_abandoned_one(ctx, &(struct move_abandoned_in){ .cell = cell }, &left);

	*reopened = 0;
	if (err || left.id == 0)
		return err;
	db_scope(ctx->db, 0, cell);
	err = q_fence_lower_one(ctx, &(struct fence_lower_in){ .id = left.id }, &lowered);
	if (!err)
		err = q_move_reopened_one(ctx, &(struct move_reopened_in){ .id = left.id }, &done);
	shop_let_go(ctx, left.id, true);
	*reopened = err ? 0 : left.id;
	return err;
}

static enum err_code make_schema(struct ctx *ctx, const struct move *m)
{
	struct migrations files;
	size_t applied;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &files);

	enter(ctx, m, m->from);
	if (!err)
		err = migrate(ctx, &files, &applied);
	enter(ctx, m, m->to);
	/* What a move in the other direction has left here goes now. */
	if (!err)
		err = schema_drop(ctx);
	if (!err)
		err = migrate(ctx, &files, &applied);
	/* A program that remembers this place from an earlier stay writes nothing that the copy would take away. */
	return err ? err : fence_raise(ctx);
}

static enum err_code make_switch(struct ctx *ctx, void *arg)
{
	const struct move *m = arg;
	int64_t moved, stepped;
	enum err_code err = q_move_switch(
	    ctx, &(struct move_switch_in){ .tenant_id = m->id, .from_cell = m->from, .to_cell = m->to }, &moved);

	if (!err && moved == 0)
		err = err_set(ctx, ERR_CONFLICT, "the shop was dropped or moved meanwhile");
	if (err)
		return err;
	err = q_move_step(
	    ctx, &(struct move_step_in){ .tenant_id = m->id, .before = "fencing", .step = "switched" }, &stepped);
	if (!err && stepped == 0)
		err = err_set(ctx, ERR_CONFLICT, "the fence was taken away meanwhile");
	return err;
}

static enum err_code copy_fenced(struct ctx *ctx, struct move *m, struct move_copy *copy, struct carry *from)
{
	enum err_code err;

	enter(ctx, m, m->from);
	err = fence_raise(ctx);
	if (!err)
		err = fence_wait(ctx, m->manner->wait_seconds);
	if (err)
		return err;
	reached(m, MOVE_FENCED);
	/* What it reads is of the moment of its first question: from here on nothing changes. */
	err = move_copy_rest(ctx, copy, from);
	if (err)
		return err;
	/* Not after the switch: whoever were killed in between would leave a shop that nobody can buy in. */
	enter(ctx, m, m->to);
	err = fence_lower(ctx);
	if (err)
		return err;
	m->told->tables = copy->n;
	m->told->rows = copy->rows;
	reached(m, MOVE_COPIED);
	return ERR_OK;
}

static enum err_code fenced_part(struct ctx *ctx, struct move *m, struct move_copy *copy, struct carry *from)
{
	int64_t began = milliseconds();
	enum err_code err = copy_fenced(ctx, m, copy, from);

	if (!err)
		err = db_tx_platform(ctx, make_switch, m);
	m->told->fenced_ms = milliseconds() - began;
	return err;
}

static enum err_code copy_and_switch(struct ctx *ctx, struct move *m, struct carry *from)
{
	struct move_copy copy = { .id = m->id, .from = m->from, .to = m->to };
	const struct move_step_in fencing = { .tenant_id = m->id, .before = "making", .step = "fencing" };
	enum err_code err = move_copy_ahead(ctx, &copy);

	if (err)
		return err;
	reached(m, MOVE_AHEAD);
	err = q_move_step(ctx, &fencing, NULL);
	return err ? err : fenced_part(ctx, m, &copy, from);
}

static enum err_code go(struct ctx *ctx, struct move *m)
{
	struct carry *from = NULL;
	enum err_code err = make_schema(ctx, m);

	if (err)
		return err;
	reached(m, MOVE_MADE);
	err = carry_begin(ctx, m->from, m->id, &from);
	/* Held until the switch: nobody changes a table, or brings grants back, by bringing the schema up. */
	if (!err)
		err = carry_hold(ctx, from);
	if (!err)
		err = copy_and_switch(ctx, m, from);
	carry_end(&from);
	if (err)
		return err;
	reached(m, MOVE_SWITCHED);
	return finish(ctx, m);
}

/* Whatever went wrong, the platform's row says on which side of the switch we are. */
static enum err_code recover(struct ctx *ctx, const struct move *m, enum err_code why)
{
	struct err kept = ctx->err;

	if (move_settle(ctx, m->id, m->manner)) {
		const char *then = arena_strdup(ctx->arena, ctx->err.text);

		return err_set(ctx, why, "%s; then %s: call it again", kept.text, then);
	}
	ctx->err = kept;
	return why;
}

static enum err_code begin(struct ctx *ctx, struct move *m)
{
	const struct move_add_in in = { .tenant_id = m->id, .from_cell = m->from, .to_cell = m->to, .now = ctx->now };
	struct cell_known_row known;
	enum err_code err = q_cell_known_one(ctx, &(struct cell_known_in){ .name = m->to }, &known);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no cell \"%s\" (stoactl cell list)", m->to);
	if (!err)
		err = q_move_add(ctx, &in, NULL);
	if (err)
		return err;
	reached(m, MOVE_BEGUN);
	err = go(ctx, m);
	m->told->moved = !err;
	return err ? recover(ctx, m, err) : ERR_OK;
}

static enum err_code find(struct ctx *ctx, const char *name, struct tenant_by_name_row *out)
{
	enum err_code err = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = name }, out);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", name);
	if (!err && !str_eq(out->state, "active") && !str_eq(out->state, "suspended"))
		return err_set(ctx, ERR_CONFLICT, "the shop %s is %s: it cannot move", name, out->state);
	return err;
}

static enum err_code move_alone(struct ctx *ctx, const char *name, struct move *m)
{
	struct tenant_by_name_row t;
	enum err_code err = move_settle(ctx, m->id, m->manner);

	if (!err)
		err = find(ctx, name, &t);
	if (err)
		return err;
	m->from = t.cell;
	return str_eq(t.cell, m->to) ? ERR_OK : begin(ctx, m);
}

enum err_code shop_move(
    struct ctx *ctx, const char *name, const char *cell, const struct move_manner *manner, struct move_told *told)
{
	struct tenant_by_name_row t;
	enum err_code err = find(ctx, name, &t);
	struct move m = { .manner = manner, .to = cell, .told = told };

	*told = (struct move_told){ .moved = false };
	if (!err)
		err = shop_hold(ctx, t.id, name, true);
	if (err)
		return err;
	m.id = t.id;
	err = move_alone(ctx, name, &m);
	db_scope(ctx->db, 0, NULL);
	ctx->tenant_id = 0;
	shop_let_go(ctx, m.id, true);
	return err;
}
