#include "ops/contract.h"

#include "base/conf.h"
#include "base/str.h"
#include "db/admin.h"
#include "ops/file.h"
#include "ops/roles.h"
#include "queries.h"

static const char *const folders[] = { "platform", "cell", "tenant" };
enum { FOLDERS = sizeof(folders) / sizeof(folders[0]) };

enum err_code contract_released(struct ctx *ctx, const char *folder, struct texts *out)
{
	struct contract_table_row table;
	struct contract_list_row *rows;
	const char **names;
	size_t n = 0;
	enum err_code err = q_contract_table_one(ctx, &table);

	*out = (struct texts){ 0 };
	if (err || !table.present)
		return err;
	err = q_contract_list(ctx, &(struct contract_list_in){ .folder = folder }, &rows, &n);
	names = ARENA_ARRAY(ctx->arena, n, const char *);
	for (size_t i = 0; i < n; i++)
		names[i] = rows[i].name;
	*out = (struct texts){ .v = names, .n = n };
	return err;
}

bool contract_is_released(const struct texts *released, const char *name)
{
	for (size_t i = 0; i < released->n; i++)
		if (str_eq(released->v[i], name))
			return true;
	return false;
}

struct others {
	struct contract_other *list;
	size_t n, room;
};

/* The rows of *_programs are alike. */
_Static_assert(sizeof(struct platform_programs_row) == sizeof(struct cell_programs_row), "programs");

static void add(
    struct ctx *ctx, struct others *o, const char *where, const struct platform_programs_row *rows, size_t n)
{
	struct contract_other *list = ARENA_ARRAY(ctx->arena, o->n + n, struct contract_other);

	for (size_t i = 0; i < o->n; i++)
		list[i] = o->list[i];
	for (size_t i = 0; i < n; i++)
		list[o->n++] = (struct contract_other){ where, rows[i].name, rows[i].connections };
	o->list = list;
}

static enum err_code look_at_cell(struct ctx *ctx, const char *cell, struct others *o)
{
	const struct cell_programs_in in = { .roles = roles_of_programs(ctx), .schema = db_schema_id() };
	struct cell_programs_row *rows;
	size_t n;
	enum err_code err;

	db_scope(ctx->db, 0, cell);
	err = q_cell_programs(ctx, &in, &rows, &n);
	if (!err)
		add(ctx, o, arena_printf(ctx->arena, "cell %s", cell), (const struct platform_programs_row *)rows, n);
	db_scope(ctx->db, 0, NULL);
	return err;
}

enum err_code contract_others(struct ctx *ctx, struct contract_other **out, size_t *n)
{
	const struct platform_programs_in in = { .roles = roles_of_programs(ctx), .schema = db_schema_id() };
	struct platform_programs_row *rows;
	struct cell_list_row *cells;
	struct others o = { 0 };
	size_t n_rows, n_cells = 0;
	enum err_code err = q_platform_programs(ctx, &in, &rows, &n_rows);

	if (!err)
		add(ctx, &o, "the platform", rows, n_rows);
	if (!err)
		err = q_cell_list(ctx, &cells, &n_cells);
	for (size_t i = 0; i < n_cells && !err; i++)
		err = look_at_cell(ctx, cells[i].name, &o);
	*out = o.list;
	*n = o.n;
	return err;
}

static enum err_code release_folder(struct ctx *ctx, const char *folder)
{
	const char *path = arena_printf(ctx->arena, "%s/%s", ctx->conf->sql_dir, folder), **names;
	size_t n;
	enum err_code err = file_list(ctx, path, ".contract.sql", &names, &n);
	struct contract_add_in in = { .folder = folder, .now = ctx->now };

	if (!err && n > 0) {
		in.names = (struct texts){ .v = names, .n = n };
		err = q_contract_add(ctx, &in, NULL);
	}
	return err;
}

enum err_code contract_release_new(struct ctx *ctx)
{
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < FOLDERS && !err; i++)
		err = release_folder(ctx, folders[i]);
	return err;
}

enum err_code contract_release(struct ctx *ctx)
{
	struct contract_other *others;
	size_t n;
	enum err_code err = contract_others(ctx, &others, &n);

	if (err)
		return err;
	if (n > 0)
		return err_set(ctx, ERR_CONFLICT,
		    "%s: %s of another build is connected (%lld connections); upgrade all programs first, and let the "
		    "old "
		    "ones end",
		    others[0].where, others[0].name, (long long)others[0].connections);
	return contract_release_new(ctx);
}
