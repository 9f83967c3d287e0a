#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "ops/export.h"
#include "ops/file.h"
#include "ops/import.h"
#include "ops/load.h"
#include "ops/move.h"
#include "queries.h"
#include "shop/product_index.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"

enum { CSV_MAX = 64 * 1024 * 1024, SAY_SECONDS = 5 };

const struct option import_options[] = {
	{ "dry-run", NULL, NULL, "say what would happen, and write nothing" },
	{ "all-or-nothing", NULL, NULL, "write nothing where a row is refused, or where it is broken off" },
	{ "jobs", "N", NULL,
	    "processes that write at once, 1 to 16; without it all cores but one, half where Postgres lets none make "
	    "way" },
	{ "currency", "CODE", NULL, "currency of the price columns that name none; without it the shop's own" },
	{ "pictures", "FOLDER", NULL, "where the files are that the column \"Picture file\" names" },
	{ .name = NULL },
};

enum err_code enter_shop(struct ctx *ctx, const char *name)
{
	const struct tenant *t;
	enum err_code err = tenant_by_name(ctx, name, &t);

	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "there is no shop named \"%s\" (stoactl tenant list)", name);
	if (!err)
		err = shop_hold(ctx, t->id, name, false);
	/* It may have moved before it was held. */
	if (!err)
		err = tenant_by_name(ctx, name, &t);
	return err ? err : tenant_enter(ctx, t, NULL);
}

static bool line_is_open;

/* On a screen in one line, once a second. */
static void say_progress(size_t done, size_t groups)
{
	static time_t began, said;
	bool screen = isatty(STDOUT_FILENO);
	time_t now = clock_now();

	began = began ? began : now;
	said = said ? said : now;
	if (now - said < (screen ? 1 : SAY_SECONDS))
		return;
	said = now;
	line_is_open = screen;
	printf("%sproducts: %zu of %zu, %lld s%s", screen ? "\r" : "", done, groups, (long long)(now - began),
	    screen ? "" : "\n");
	fflush(stdout);
}

static void end_line(void)
{
	if (line_is_open)
		printf("\n");
	line_is_open = false;
	fflush(stdout);
}

/* In English, with the argument in place of {1}. */
static const char *worded(struct ctx *ctx, const char *sentence, const char *arg)
{
	const char *hole = strstr(sentence, "{1}");

	if (!hole)
		return sentence;
	return arena_printf(
	    ctx->arena, "%.*s%s%s", (int)(hole - sentence), sentence, arg ? arg : "", hole + strlen("{1}"));
}

/* Every row of the file is in one of the counts. */
static void print_report(struct ctx *ctx, const struct import_report *r, bool dry_run)
{
	size_t used[IMPORT_USE__MAX] = { 0 };
	const struct import_counts *c = &r->counts;

	for (size_t i = 0; i < r->n; i++) {
		const struct import_row *row = &r->rows[i];
		used[row->use]++;
		if (row->fault != IMPORT_FINE)
			printf("line %d: %s%s\n", row->line, row->use == IMPORT_REFUSED_ROW ? "" : "warning: ",
			    worded(ctx, import_fault_text(row->fault), row->arg));
	}
	printf("%zu rows: %zu begin a product, %zu more are variants, %zu are pictures, %zu refused\n",
	    r->n - used[IMPORT_RECORD_ROW], used[IMPORT_PRODUCT_ROW], used[IMPORT_VARIANT_ROW],
	    used[IMPORT_PICTURE_ROW], used[IMPORT_REFUSED_ROW]);
	if (used[IMPORT_RECORD_ROW])
		printf("%zu rows of categories, attributes and their choices\n", used[IMPORT_RECORD_ROW]);
	printf("%lld products, %lld variants, %lld pictures %s; %lld variants without stock-keeping\n",
	    (long long)c->products, (long long)c->variants, (long long)c->pictures,
	    dry_run ? "to be written" : "written", (long long)c->untracked);
	printf("%lld products are new, %lld were there before\n", (long long)(c->products - c->updated),
	    (long long)c->updated);
}

static enum err_code complain(struct ctx *ctx, enum err_code err, const char *path, const struct import_report *r)
{
	const char *line = arena_printf(ctx->arena, "%d", r->line);

	return err_set(
	    ctx, err, "%s:%d: %s", path, r->line, worded(ctx, import_file_text(r->file), r->column ? r->column : line));
}

/* After a dry run that has looked at every row. */
static enum err_code finish_whole(
    struct ctx *ctx, const struct args *args, const struct import *checked, const char *data, size_t n)
{
	struct import_options options = {
		.currency = args_get(args, "currency"), .pictures = args_get(args, "pictures"), .progress = say_progress
	};
	struct import_counts counts;
	struct import_report report = *import_report_of(checked);
	size_t refused = import_refused(checked);
	enum err_code err = ERR_OK;

	if (!refused)
		err = import_whole(ctx, data, n, &options, NULL, NULL, &counts);
	end_line();
	if (!refused && !err)
		report.counts = counts;
	if (!err)
		print_report(ctx, &report, refused > 0);
	if (refused)
		return err_set(
		    ctx, ERR_CONFLICT, "%zu rows of %s are refused: nothing was written", refused, args->word[1]);
	return err ? err_set(ctx, err, "nothing was written: %s", ctx->err.text) : ERR_OK;
}

/* 0 where it was not told. */
static enum err_code read_jobs(struct ctx *ctx, const struct args *args, int64_t *jobs)
{
	const char *told = args_get(args, "jobs");

	*jobs = 0;
	if (told && !str_to_int(told, 1, IMPORT_JOBS_MAX, jobs))
		return err_set(ctx, ERR_INPUT, "--jobs is a number from 1 to %d", IMPORT_JOBS_MAX);
	return ERR_OK;
}

/* So that the shops are not short of cores meanwhile: half of them, or all but one where backends make way. */
static enum err_code usual_jobs(struct ctx *ctx, int64_t *jobs)
{
	struct cell_steps_back_row cell;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	enum err_code err = q_cell_steps_back_one(ctx, &cell);
	if (err)
		return err;
	*jobs = cell.steps_back ? cores - 1 : (cores + 1) / 2;
	*jobs = *jobs < 1 ? 1 : *jobs < IMPORT_JOBS_MAX ? *jobs : IMPORT_JOBS_MAX;
	return ERR_OK;
}

enum err_code run_import(struct ctx *ctx, const struct args *args)
{
	struct import_options options = { .currency = args_get(args, "currency"),
		.dry_run = args_get(args, "dry-run") != NULL,
		.pictures = args_get(args, "pictures"),
		.progress = say_progress };
	struct import *import = NULL;
	bool whole = args_get(args, "all-or-nothing") && !options.dry_run;
	char *data;
	size_t n;
	int64_t jobs;
	enum err_code err = read_jobs(ctx, args, &jobs);

	if (!err)
		err = enter_shop(ctx, args->word[0]);
	if (!err && jobs == 0)
		err = usual_jobs(ctx, &jobs);
	if (!err)
		err = file_read(ctx, args->word[1], CSV_MAX, &data, &n);
	if (err)
		return err;
	options.dry_run |= whole;
	err = import_open(ctx, data, n, &options, &import);
	const struct import_report *r = import_report_of(import);
	if (err)
		return r->file ? complain(ctx, err, args->word[1], r) : err;
	err = import_all(ctx, import, (int)jobs);
	end_line();
	if (!err && whole)
		return finish_whole(ctx, args, import, data, n);
	if (!err || r->done > 0)
		print_report(ctx, r, options.dry_run);
	if (!err && r->n > 0 && r->counts.products == 0 && r->counts.records == 0)
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

static bool put(void *arg, const char *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n;
}

enum err_code run_export(struct ctx *ctx, const struct args *args)
{
	enum err_code err = enter_shop(ctx, args->word[0]);

	return err ? err : export_products(ctx, put, stdout);
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
