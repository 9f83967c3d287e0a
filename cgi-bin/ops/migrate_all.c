#include <stdio.h>

#include "base/limits.h"
#include "base/log.h"
#include "db/admin.h"
#include "ops/migrate.h"
#include "ops/pool.h"
#include "queries.h"
#include "shop/product_index.h"

static void say(const char *what, const char *name, size_t applied)
{
	if (applied > 0)
		printf("%s %s: %zu files applied\n", what, name, applied);
}

static enum err_code migrate_cells(struct ctx *ctx, size_t *total)
{
	struct migrations m;
	struct cell_list_row *cells;
	size_t n, applied;
	enum err_code err = migrations_read(ctx, DB_ON_CELL, &m);

	if (!err)
		err = q_cell_list(ctx, &cells, &n);
	for (size_t i = 0; i < n && !err; i++) {
		db_scope(ctx->db, 0, cells[i].name);
		err = migrate_roles(ctx, DB_ON_CELL);
		if (!err)
			err = migrate(ctx, &m, &applied);
		if (!err)
			err = pool_recipe(ctx);
		if (!err) {
			say("cell", cells[i].name, applied);
			*total += applied;
		}
	}
	return err;
}

/* Memory of one shop is given back before the next: there may be thousands. */
static enum err_code migrate_one(
    struct ctx *ctx, const struct migrations *m, const struct schema_list_row *t, size_t *total)
{
	struct ctx one = *ctx;
	size_t applied;
	enum err_code err;

	one.arena = arena_create(LIMIT_REQUEST_ARENA);
	db_scope(ctx->db, t->id, t->cell);
	err = migrate(&one, m, &applied);
	if (!err)
		err = product_index_bring_up(&one);
	if (err) {
		ctx->err = one.err;
	} else {
		say(t->name[0] ? "shop" : "pool", t->name[0] ? t->name : db_schema(&one), applied);
		*total += applied;
	}
	arena_destroy(&one.arena);
	return err;
}

static enum err_code migrate_shops(struct ctx *ctx, size_t *total)
{
	struct migrations m;
	struct schema_list_row *shops;
	size_t n;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &m);

	if (!err)
		err = q_schema_list(ctx, &shops, &n);
	for (size_t i = 0; i < n && !err; i++)
		err = migrate_one(ctx, &m, &shops[i], total);
	return err;
}

enum err_code migrate_all(struct ctx *ctx)
{
	struct migrations platform;
	size_t total = 0;
	enum err_code err = migrations_read(ctx, DB_ON_PLATFORM, &platform);

	if (!err)
		err = migrate_roles(ctx, DB_ON_PLATFORM);
	if (!err)
		err = migrate(ctx, &platform, &total);
	if (!err) {
		say("platform", "database", total);
		err = migrate_cells(ctx, &total);
	}
	if (!err)
		err = migrate_shops(ctx, &total);
	db_scope(ctx->db, 0, NULL);
	if (!err)
		printf(total > 0 ? "all schemas are current\n" : "all schemas were current\n");
	return err;
}
