#include <string.h>

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

enum err_code run_migrate(struct ctx *ctx, const struct args *args)
{
	(void)args;
	return migrate_all(ctx);
}
