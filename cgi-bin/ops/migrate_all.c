#include <stdio.h>
#include <time.h>

#include "base/str.h"
#include "ops/contract.h"
#include "ops/migrate_room.h"
#include "ops/pool.h"

/* What a run has come to. The first reason that something was left behind becomes its error. */
struct run {
	const struct migrate_manner *manner;
	size_t total; /* files applied */
	size_t behind;
	enum err_code err;
	const char *why;
};

static void say(const char *what, const char *name, size_t applied)
{
	if (applied > 0)
		printf("%s%s: %zu files applied\n", what, name, applied);
}

static bool may_pass(enum err_code err)
{
	return err == ERR_RETRY || err == ERR_DOWN || err == ERR_UNKNOWN;
}

/* What stands in the way may pass: a long transaction, a server that starts again. */
static enum err_code patiently(struct ctx *ctx, const struct migrations *m, int seconds, size_t *applied)
{
	const struct timespec pause = { .tv_sec = 1 };
	enum err_code err;

	for (int s = 0;; s++) {
		err = m->on == DB_ON_CELL ? migrate_roles(ctx, m->on) : ERR_OK;
		if (!err)
			err = migrate(ctx, m, applied);
		if (!may_pass(err) || s >= seconds)
			return err;
		nanosleep(&pause, NULL);
	}
}

static enum err_code migrate_platform(struct ctx *ctx, struct run *r)
{
	struct migrations m;
	size_t applied = 0;
	enum err_code err = migrate_roles(ctx, DB_ON_PLATFORM);

	if (!err)
		err = migrations_read(ctx, DB_ON_PLATFORM, &m);
	if (!err)
		err = patiently(ctx, &m, r->manner->wait_seconds, &applied);
	if (err || !r->manner->contract)
		goto done;
	/* Only now is there surely a table to release them in. */
	err = contract_release(ctx);
	if (!err)
		err = migrations_read(ctx, DB_ON_PLATFORM, &m);
	m.contract = true;
	r->total += applied;
	if (!err)
		err = patiently(ctx, &m, r->manner->wait_seconds, &applied);
done:
	if (!err)
		r->total += applied;
	say("platform", "", applied);
	return err;
}

static void leave_behind(struct ctx *ctx, struct run *r, const char *cell, enum err_code err)
{
	fprintf(stderr, "stoactl: cell %s: %s\n", cell, ctx->err.text);
	r->behind++;
	if (!r->err) {
		r->err = err;
		r->why = arena_printf(ctx->arena, "cell %s: %s", cell, ctx->err.text);
	}
	err_clear(ctx);
}

static enum err_code migrate_cells(struct ctx *ctx, struct run *r)
{
	struct migrations m;
	struct cell_list_row *cells;
	size_t n = 0;
	enum err_code err = migrations_read(ctx, DB_ON_CELL, &m);

	m.contract = r->manner->contract;
	if (!err)
		err = q_cell_list(ctx, &cells, &n);
	for (size_t i = 0; i < n && !err; i++) {
		size_t applied = 0;
		enum err_code one;

		db_scope(ctx->db, 0, cells[i].name);
		one = patiently(ctx, &m, r->manner->wait_seconds, &applied);
		if (!one)
			one = pool_recipe(ctx);
		if (one)
			leave_behind(ctx, r, cells[i].name, one);
		r->total += applied;
		say("cell ", cells[i].name, applied);
	}
	db_scope(ctx->db, 0, NULL);
	return err;
}

/* What the run calls current is to be so after a crash of the server as well. */
static enum err_code settle(struct ctx *ctx)
{
	struct cell_list_row *cells;
	size_t n = 0;
	enum err_code err = q_cell_list(ctx, &cells, &n);

	for (size_t i = 0; i < n && !err; i++) {
		db_scope(ctx->db, 0, cells[i].name);
		err = q_cell_settle(ctx, NULL);
	}
	db_scope(ctx->db, 0, NULL);
	return err;
}

/* What one run releases, another must not be in the middle of. */
static enum err_code take_turn(struct ctx *ctx)
{
	const struct timespec pause = { .tv_nsec = 200 * 1000000L };

	for (bool told = false;; told = true) {
		struct migration_turn_row turn;
		enum err_code err = q_migration_turn_one(ctx, &turn);

		if (err || turn.mine)
			return err;
		if (!told)
			fprintf(stderr, "stoactl: another stoactl migrate is at work; waiting for it\n");
		nanosleep(&pause, NULL);
	}
}

static void conclude(struct ctx *ctx, const struct run *r, size_t waiting)
{
	if (r->behind > 0) {
		err_set(ctx, r->err ? r->err : ERR_INTERNAL, "%s; %zu are not current: repeat stoactl migrate",
		    r->why ? r->why : "see above", r->behind);
		return;
	}
	printf(r->total > 0 ? "all schemas are current\n" : "all schemas were current\n");
	if (waiting > 0)
		printf("what only the version before needs is still there: once all programs are upgraded, run stoactl "
		       "migrate --contract\n");
}

/* One look at one shop tells for all. */
static enum err_code look_for_waiting(struct ctx *ctx, size_t *waiting)
{
	struct migrations m;
	struct migration_shops_row *shops;
	struct migrate_state state = { 0 };
	size_t n;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &m);

	if (!err)
		err = q_migration_shops(ctx, &shops, &n);
	if (err || n == 0)
		return err;
	db_scope(ctx->db, shops[0].id, shops[0].cell);
	err = migrate_look(ctx, &m, &state);
	db_scope(ctx->db, 0, NULL);
	*waiting = state.to_contract;
	return err;
}

enum err_code migrate_all(struct ctx *ctx, const struct migrate_manner *manner)
{
	struct run r = { .manner = manner };
	size_t waiting = 0;
	enum err_code err = take_turn(ctx);

	if (!err)
		err = migrate_platform(ctx, &r);
	if (!err)
		err = migrate_cells(ctx, &r);
	if (!err)
		err = migrate_shops(ctx, manner, &r.total, &r.behind, &r.why);
	if (!err && r.behind == 0 && r.total > 0)
		err = settle(ctx);
	if (!err && r.behind == 0)
		err = look_for_waiting(ctx, &waiting);
	if (err)
		return err;
	conclude(ctx, &r, waiting);
	return ctx->err.code;
}
