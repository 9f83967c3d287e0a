#include <stdio.h>

#include "base/str.h"
#include "ops/bundle.h"
#include "stoactl/stoactl.h"

const struct option tenant_export_options[] = {
	{ "without-pictures", NULL, NULL, "leave out the files of pictures and originals" },
	{ .name = NULL },
};

const struct option tenant_import_options[] = {
	{ "name", "NAME", NULL, "call the shop so; else as it was called" },
	{ "host", "HOST", NULL, "its host name; else those that it had" },
	{ "cell", "NAME", NULL, "where it lives; else the open cell with the fewest shops" },
	{ .name = NULL },
};

enum err_code run_tenant_export(struct ctx *ctx, const struct args *args)
{
	const char *name = args->word[0], *path = args->word[1];
	struct bundle_told told;
	enum err_code err = bundle_write(ctx, name, path, !args_get(args, "without-pictures"), &told);

	if (!err)
		printf("shop %s is in %s: %zu tables, %lld rows, %zu files of pictures\n", name, path, told.tables,
		    (long long)told.rows, told.files);
	return err;
}

enum err_code run_tenant_import(struct ctx *ctx, const struct args *args)
{
	const char *host = args_get(args, "host");
	const struct bundle_wish wish = { .path = args->word[0],
		.name = args_get(args, "name"),
		.host = host ? str_lower(ctx->arena, host) : NULL,
		.cell = args_get(args, "cell") };
	struct bundle_told told;
	enum err_code err = bundle_read(ctx, &wish, &told);

	if (err && told.id)
		fprintf(stderr, "stoactl: repeat stoactl tenant import, or stoactl tenant drop %s\n", told.name);
	if (err)
		return err;
	printf("shop %s is %s: %lld%s, %zu tables, %lld rows, %zu files of pictures\n", told.name,
	    str_eq(told.state, "active") ? "live" : told.state, (long long)told.id, told.same_id ? " as before" : "",
	    told.tables, (long long)told.rows, told.files);
	if (told.keys_lost)
		printf("%zu keys of payment providers were sealed by another installation and are left out: stoactl "
		       "payment set\n",
		    told.keys_lost);
	if (told.staff_lost)
		printf("%zu members of its staff are unknown here: stoactl staff add\n", told.staff_lost);
	return ERR_OK;
}
