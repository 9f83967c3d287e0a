#include "ops/pool.h"

#include "base/conf.h"
#include "base/str.h"
#include "db/admin.h"
#include "ops/file.h"
#include "ops/fence.h"
#include "ops/migrate.h"
#include "queries.h"

/* What cell.make_shop() replaces by the schema's name. */
static const char placeholder[] = "t_recipe";

static bool is_current(const struct migrations *m, const struct recipe_parts_row *rows, size_t n)
{
	if (n != m->n + 2 || !str_eq(rows[n - 1].checksum, m->revoke.checksum))
		return false;
	for (size_t i = 0; i < m->n; i++)
		if (!str_eq(rows[i + 1].name, m->file[i].name) || !str_eq(rows[i + 1].checksum, m->file[i].checksum))
			return false;
	return true;
}

static enum err_code put_part(struct ctx *ctx, size_t position, const char *name, const char *checksum, const char *sql)
{
	const struct db_token tokens[] = { { "@schema@", placeholder }, { "@shop@", placeholder },
		{ "@role@", ctx->conf->role_prefix }, { NULL, NULL } };
	const struct recipe_put_in in = {
		.position = (int64_t)position, .name = name, .checksum = checksum, .sql = db_fill_in(ctx, sql, tokens)
	};

	return q_recipe_put(ctx, &in, NULL);
}

static enum err_code write_recipe(struct ctx *ctx, void *arg)
{
	const struct migrations *m = arg;
	enum err_code err;

	/* In order: of two who write it, the second waits at the first row. */
	err = put_part(ctx, 0, "bootstrap.sql", "", m->bootstrap);
	for (size_t i = 0; i < m->n && !err; i++)
		err = put_part(ctx, i + 1, m->file[i].name, m->file[i].checksum, m->file[i].sql);
	/* A new schema has no rights that could be taken away: that is all there is to record. */
	if (!err)
		err = put_part(ctx, m->n + 1, m->revoke.name, m->revoke.checksum, "SELECT");
	return err ? err : q_recipe_end(ctx, &(struct recipe_end_in){ .last = (int64_t)m->n + 1 }, NULL);
}

enum err_code pool_recipe(struct ctx *ctx)
{
	struct migrations m;
	struct recipe_parts_row *rows;
	size_t n;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &m);

	if (!err)
		err = q_recipe_parts(ctx, &rows, &n);
	if (err || is_current(&m, rows, n))
		return err;
	return db_tx(ctx, write_recipe, &m);
}

enum err_code pool_fill(struct ctx *ctx, const char *cell, bool *made)
{
	const struct pool_begin_in want = { .cell = cell, .wanted = ctx->conf->pool_shops };
	struct pool_begin_row begun;
	struct pool_make_row whole;
	struct pool_done_row done;
	enum err_code err = q_pool_begin_one(ctx, &want, &begun);

	*made = false;
	if (err || begun.id == 0)
		return err;
	db_scope(ctx->db, 0, cell);
	err = q_pool_make_one(ctx, &(struct pool_make_in){ .id = begun.id }, &whole);
	if (!err)
		err = q_pool_done_one(ctx, &(struct pool_done_in){ .id = begun.id }, &done);
	*made = !err;
	return err;
}

enum err_code pool_forget(struct ctx *ctx, const char *cell, int64_t id)
{
	int64_t mine;
	enum err_code err = q_pool_give_up(ctx, &(struct pool_give_up_in){ .id = id }, &mine);

	if (err || mine == 0)
		return err;
	db_scope(ctx->db, id, cell);
	ctx->tenant_id = id;
	return schema_drop(ctx);
}
