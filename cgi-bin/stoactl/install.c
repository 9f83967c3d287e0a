#include <string.h>

#include "base/str.h"
#include "ops/install.h"
#include "ops/migrate.h"
#include "stoactl/stoactl.h"

const struct option init_options[] = {
	{ "cell", "NAME", "cell1", "the cell to make, [a-z][a-z0-9_]*; another one later adds a cell" },
	{ .name = NULL },
};

enum err_code run_init(struct ctx *ctx, const struct args *args)
{
	const char *cell = args_get(args, "cell");
	size_t n = strlen(cell);

	if (n == 0 || n > 31 || cell[0] < 'a' || cell[0] > 'z' ||
	    strspn(cell, "abcdefghijklmnopqrstuvwxyz0123456789_") != n)
		return err_set(
		    ctx, ERR_INPUT, "a cell's name is up to 31 of a-z, 0-9 and _, a letter first: not \"%s\"", cell);
	return install_run(ctx, cell);
}

const struct option migrate_options[] = {
	{ "contract", NULL, NULL, "also take away what only the version before needs; refused while its programs run" },
	{ "jobs", "N", "4", "shops at a time, 1 to 64" },
	{ "wait", "SECONDS", "60",
	    "how long to come back to a shop whose tables stay locked, or to a cell that is away" },
	{ .name = NULL },
};

enum err_code run_migrate(struct ctx *ctx, const struct args *args)
{
	struct migrate_manner manner = { .contract = args_get(args, "contract") != NULL };
	int64_t jobs, seconds;

	if (!str_to_int(args_get(args, "jobs"), 1, 64, &jobs))
		return err_set(ctx, ERR_INPUT, "--jobs is a number from 1 to 64");
	if (!str_to_int(args_get(args, "wait"), 0, 86400, &seconds))
		return err_set(ctx, ERR_INPUT, "--wait is a number of seconds from 0 to 86400");
	manner.jobs = (int)jobs;
	manner.wait_seconds = (int)seconds;
	return migrate_all(ctx, &manner);
}
