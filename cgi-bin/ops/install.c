#include "ops/install.h"

#include <stdio.h>

#include "base/str.h"
#include "db/admin.h"
#include "ops/contract.h"
#include "ops/migrate.h"
#include "ops/pool.h"
#include "queries.h"

/* cell: NULL for the platform. A database that is there already may be one that we may not create. */
static enum err_code make_database(struct ctx *ctx, const char *cell)
{
	const char *name = cell ? arena_printf(ctx->arena, "cell %s", cell) : "platform";
	bool created;
	enum err_code err = db_probe(ctx, cell);

	if (err != ERR_DOWN)
		return err;
	err = db_create_database(ctx, cell, &created);
	if (!err && created)
		printf("%s: database created\n", name);
	return err;
}

static enum err_code bring_up(struct ctx *ctx, enum db_target on, const char *cell)
{
	struct migrations m;
	size_t applied;
	enum err_code err = make_database(ctx, cell);

	if (!err)
		err = migrate_roles(ctx, on);
	if (!err)
		err = migrations_read(ctx, on, &m);
	if (!err)
		err = migrate(ctx, &m, &applied);
	if (!err)
		printf("%s%s: %s\n", cell ? "cell " : "platform", cell ? cell : "",
		    applied ? "schema is current now" : "schema was current");
	return err;
}

enum err_code install_cell(struct ctx *ctx, const char *cell)
{
	enum err_code err;

	db_scope(ctx->db, 0, cell);
	err = bring_up(ctx, DB_ON_CELL, cell);
	return err ? err : pool_recipe(ctx);
}

/* What the version before needs is kept for an installation that had one. */
static enum err_code bring_up_platform(struct ctx *ctx)
{
	struct platform_migration_table_row table = { .present = false };
	bool is_new = q_platform_migration_table_one(ctx, &table) != ERR_OK || !table.present;
	enum err_code err;

	err_clear(ctx);
	err = bring_up(ctx, DB_ON_PLATFORM, NULL);
	return err || !is_new ? err : contract_release_new(ctx);
}

enum err_code install_run(struct ctx *ctx, const char *cell)
{
	enum err_code err = bring_up_platform(ctx);

	if (err)
		return err;
	err = install_cell(ctx, cell);
	return err ? err : q_cell_add(ctx, &(struct cell_add_in){ .name = cell, .now = ctx->now }, NULL);
}
