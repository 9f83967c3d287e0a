#include "ops/cells.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "db/db.h"
#include "ops/install.h"
#include "ops/pool.h"
#include "queries.h"

enum { NAME_MOST = 31, MEGABYTE = 1024 * 1024 };

static enum err_code check_name(struct ctx *ctx, const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n > NAME_MOST || name[0] < 'a' || name[0] > 'z' ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != n)
		return err_set(
		    ctx, ERR_INPUT, "a cell's name is up to 31 of a-z, 0-9 and _, a letter first: not \"%s\"", name);
	return ERR_OK;
}

enum err_code cell_choose(struct ctx *ctx, const char *except, const char **out)
{
	struct cell_choose_row row = { NULL };
	enum err_code err = q_cell_choose_one(ctx, &(struct cell_choose_in){ .except = except }, &row);

	if (err == ERR_NOT_FOUND)
		err_set(ctx, err, "there is no %sopen cell with room: make one by stoactl cell add NAME",
		    *except ? "other " : "");
	*out = row.name;
	return err;
}

enum err_code cell_add(struct ctx *ctx, const struct cell_plan *p)
{
	enum err_code err = check_name(ctx, p->name);
	const struct cell_put_in in = { .name = p->name,
		.state = p->closed ? "closed" : "open",
		.most = p->most,
		.most_null = !p->limited,
		.now = ctx->now };

	if (!err)
		err = install_cell(ctx, p->name);
	if (!err)
		err = q_cell_put(ctx, &in, NULL);
	if (!err)
		printf("cell %s is %s\n", p->name, p->closed ? "closed to new shops" : "open");
	return err;
}

static const char *size_of(struct ctx *ctx, const char *cell)
{
	struct cell_size_row size;
	enum err_code err;

	db_scope(ctx->db, 0, cell);
	err = q_cell_size_one(ctx, &size);
	db_scope(ctx->db, 0, NULL);
	if (err)
		return "away";
	return arena_printf(ctx->arena, "%lld MB", (long long)size.bytes / MEGABYTE);
}

enum err_code cell_print_all(struct ctx *ctx)
{
	struct cell_overview_row *rows;
	size_t n;
	enum err_code err = q_cell_overview(ctx, &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		const struct cell_overview_row *c = &rows[i];
		const char *most = c->most ? arena_printf(ctx->arena, "%lld", (long long)c->most) : "-";

		printf("%s\t%s\t%lld\t%s\t%lld\t%s\n", c->name, c->state, (long long)c->shops, most,
		    (long long)c->pooled, size_of(ctx, c->name));
	}
	return err;
}

/* Memory of one shop is given back before the next: there may be thousands. */
static enum err_code move_away(
    struct ctx *ctx, const char *cell, const struct schemas_of_cell_row *t, const struct move_manner *manner)
{
	struct ctx one = *ctx;
	struct move_told told;
	const char *to;
	enum err_code err;

	one.arena = arena_create(LIMIT_REQUEST_ARENA);
	err = cell_choose(&one, cell, &to);
	if (!err)
		err = shop_move(&one, t->name, to, manner, &told);
	if (err)
		ctx->err = one.err;
	else
		printf("%s is on %s now: %lld rows, read-only for %lld ms\n", t->name, to, (long long)told.rows,
		    (long long)told.fenced_ms);
	fflush(stdout);
	arena_destroy(&one.arena);
	return err;
}

/* Of states that can go; else it is named, and stays. */
static enum err_code take_away(struct ctx *ctx, const char *cell, const struct schemas_of_cell_row *t,
    const struct move_manner *manner, size_t *left)
{
	if (str_eq(t->state, "pooled"))
		return pool_forget(ctx, cell, t->id);
	if (str_eq(t->state, "active") || str_eq(t->state, "suspended"))
		return move_away(ctx, cell, t, manner);
	(*left)++;
	if (str_eq(t->state, "making"))
		printf("the worker is making schema %lld: drain again in a minute\n", (long long)t->id);
	else
		printf("%s was never completed: repeat stoactl tenant create, or drop it\n", t->name);
	return ERR_OK;
}

enum err_code cell_drain(struct ctx *ctx, const char *name, const struct move_manner *manner)
{
	struct cell_known_row known;
	struct schemas_of_cell_row *rows;
	size_t n, left = 0;
	enum err_code err = q_cell_known_one(ctx, &(struct cell_known_in){ .name = name }, &known);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no cell \"%s\" (stoactl cell list)", name);
	if (!err)
		err = q_cell_set_state(ctx, &(struct cell_set_state_in){ .name = name, .state = "draining" }, NULL);
	if (!err)
		err = q_schemas_of_cell(ctx, &(struct schemas_of_cell_in){ .cell = name }, &rows, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = take_away(ctx, name, &rows[i], manner, &left);
	if (!err && left > 0)
		err = err_set(ctx, ERR_CONFLICT, "%zu stay on %s: see above", left, name);
	if (!err)
		err = q_cell_set_state(ctx, &(struct cell_set_state_in){ .name = name, .state = "closed" }, NULL);
	if (!err)
		printf("cell %s is empty and closed to new shops\n", name);
	return err;
}
