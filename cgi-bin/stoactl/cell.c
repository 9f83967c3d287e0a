#include <stdio.h>

#include "base/str.h"
#include "ops/cells.h"
#include "ops/move.h"
#include "stoactl/stoactl.h"

enum { LIMIT_MOST = 1000000, SECONDS_MOST = 30 * 86400 };

const struct option cell_add_options[] = {
	{ "limit", "N", NULL, "shops that it takes; new ones go elsewhere then; 0 for no limit" },
	{ "closed", NULL, NULL, "make it, and let no new shops in yet" },
	{ .name = NULL },
};

const struct option move_options[] = {
	{ "wait", "SECONDS", "20", "for what is being written when writing stops; else nothing is moved" },
	{ "keep", "SECONDS", "3600", "keep the closed old schema for so long; then the worker drops it" },
	{ .name = NULL },
};

enum err_code run_cell_add(struct ctx *ctx, const struct args *args)
{
	const char *limit = args_get(args, "limit");
	struct cell_plan plan = {
		.name = args->word[0], .closed = args_get(args, "closed") != NULL, .limited = limit != NULL
	};

	if (limit && !str_to_int(limit, 0, LIMIT_MOST, &plan.most))
		return err_set(ctx, ERR_INPUT, "--limit is a number from 0 to %d", LIMIT_MOST);
	return cell_add(ctx, &plan);
}

enum err_code run_cell_list(struct ctx *ctx, const struct args *args)
{
	(void)args;
	return cell_print_all(ctx);
}

static enum err_code read_manner(struct ctx *ctx, const struct args *args, struct move_manner *out)
{
	int64_t wait, keep;

	if (!str_to_int(args_get(args, "wait"), 0, SECONDS_MOST, &wait) ||
	    !str_to_int(args_get(args, "keep"), 0, SECONDS_MOST, &keep))
		return err_set(ctx, ERR_INPUT, "--wait and --keep are seconds, at most %d", SECONDS_MOST);
	*out = (struct move_manner){ .wait_seconds = (int)wait, .grace_seconds = (int)keep };
	return ERR_OK;
}

enum err_code run_cell_drain(struct ctx *ctx, const struct args *args)
{
	struct move_manner manner;
	enum err_code err = read_manner(ctx, args, &manner);

	return err ? err : cell_drain(ctx, args->word[0], &manner);
}

enum err_code run_tenant_move(struct ctx *ctx, const struct args *args)
{
	const char *name = args->word[0], *cell = args->word[1];
	struct move_manner manner;
	struct move_told told;
	enum err_code err = read_manner(ctx, args, &manner);

	if (!err)
		err = shop_move(ctx, name, cell, &manner, &told);
	if (err)
		return err;
	if (told.moved)
		printf("shop %s is on %s: %zu tables, %lld rows, read-only for %lld ms\n", name, cell, told.tables,
		    (long long)told.rows, (long long)told.fenced_ms);
	else
		printf("shop %s is on %s\n", name, cell);
	return ERR_OK;
}
