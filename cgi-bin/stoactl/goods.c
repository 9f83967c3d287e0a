#include <stdio.h>

#include "ops/file.h"
#include "ops/import.h"
#include "ops/load.h"
#include "shop/product_index.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"

enum { CSV_MAX = 64 * 1024 * 1024 };

enum err_code enter_shop(struct ctx *ctx, const char *name)
{
	const struct tenant *t;
	enum err_code err = tenant_by_name(ctx, name, &t);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", name);
	return err ? err : tenant_enter(ctx, t, NULL);
}

/* Every row of the file is in one of the counts. */
static void print_report(struct ctx *ctx, const struct import_report *r)
{
	size_t used[IMPORT_USE__MAX] = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		used[r->rows[i].use]++;
		if (r->rows[i].use == IMPORT_REFUSED_ROW)
			printf("line %d: %s\n", r->rows[i].line, import_fault_text(ctx, &r->rows[i]));
	}
	printf("%zu rows: %zu begin a product, %zu more are variants, %zu are pictures, %zu refused\n", r->n,
	    used[IMPORT_PRODUCT_ROW], used[IMPORT_VARIANT_ROW], used[IMPORT_PICTURE_ROW], used[IMPORT_REFUSED_ROW]);
	printf("%zu products, %zu variants, %zu pictures written; %zu variants without stock-keeping\n", r->products,
	    r->variants, r->pictures, r->untracked);
}

enum err_code run_import(struct ctx *ctx, const struct args *args)
{
	struct import_report report = { 0 };
	char *data;
	size_t n;
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = file_read(ctx, args->word[1], CSV_MAX, &data, &n);
	if (err)
		return err;
	err = import_products(ctx, data, n, &report);
	if (err == ERR_MALFORMED && report.missing_column)
		return err_set(ctx, err, "%s has no column \"%s\": it is no product file of Shopify", args->word[1],
		    report.missing_column);
	if (err == ERR_MALFORMED)
		return err_set(ctx, err, "%s:%d: no CSV that can be read", args->word[1], report.fault_line);
	if (report.n > 0)
		print_report(ctx, &report);
	if (!err && report.n > 0 && report.products == 0)
		return err_set(ctx, ERR_CONFLICT, "no product of %s was written", args->word[1]);
	return err;
}

enum err_code run_index(struct ctx *ctx, const struct args *args)
{
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = product_index_all(ctx);
	if (!err)
		printf("the products of %s are indexed anew\n", args->word[0]);
	return err;
}

enum err_code run_load(struct ctx *ctx, const struct args *args)
{
	struct load_report r = { 0 };
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = load_shop(ctx, args->word[1], &r);
	if (!err)
		printf("%zu categories, %zu products, %zu variants, %zu pictures, %zu pages, %zu orders\n",
		    r.categories, r.products, r.variants, r.pictures, r.pages, r.orders);
	return err;
}
