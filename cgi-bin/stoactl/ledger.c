#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "ops/file.h"
#include "ops/shop_view.h"
#include "shop/ledger.h"
#include "shop/ledger_check.h"
#include "shop/ledger_journal.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"

enum { ACCOUNTS_FILE_MAX = 256 * 1024, ACCOUNTS_MAX = 4096 };

const struct option ledger_check_options[] = {
	{ "all", NULL, NULL, "every shop" },
	{ .name = NULL },
};

const struct option ledger_export_options[] = {
	{ "from", "DAY", NULL, "the first day, 2026-01-31, by the shop's time zone; without it from the beginning" },
	{ "to", "DAY", NULL, "the last day; without it up to now" },
	{ "accounts", "FILE", NULL,
	    "numbers of accounts, a line \"revenue:DE:190000 8400\" each; without it the shop's" },
	{ .name = NULL },
};

static const char *amount(struct ctx *ctx, int64_t minor, const char *currency)
{
	return text_money_plain(ctx->arena, money_of(minor, currency));
}

/* *wrong counts the differences of all shops. */
static enum err_code check_shop(struct ctx *ctx, const char *name, size_t *wrong)
{
	struct ledger_report r;
	enum err_code e = ledger_check(ctx, 0, &r);
	if (e)
		return e;
	for (size_t i = 0; i < r.n_faults; i++) {
		const struct ledger_fault *f = &r.faults[i];
		printf("%s: %s%s%s: %s %s instead of %s\n", name, *f->number ? "order " : "", f->number,
		    *f->number ? "" : "all orders",
		    arena_printf(ctx->arena, "%s is %s", f->what, amount(ctx, f->books, f->currency)), f->currency,
		    amount(ctx, f->expected, f->currency));
	}
	*wrong += r.n_faults;
	printf("%s: %zu account%s, %zu difference%s%s\n", name, r.n_sums, r.n_sums == 1 ? "" : "s", r.n_faults,
	    r.n_faults == 1 ? "" : "s", r.n_faults >= LEDGER_FAULTS_MAX ? " or more" : "");
	return ERR_OK;
}

static enum err_code check_named(struct ctx *ctx, const char *name, size_t *wrong)
{
	struct ctx one = *ctx;
	const struct tenant *t;
	one.arena = arena_create(LIMIT_REQUEST_ARENA);
	enum err_code e = tenant_by_name(&one, name, &t);
	if (e == ERR_NOT_FOUND)
		e = err_set(&one, e, "there is no shop named \"%s\" (stoactl tenant list)", name);
	if (!e)
		e = tenant_enter(&one, t, NULL);
	if (!e)
		e = check_shop(&one, name, wrong);
	ctx->err = one.err;
	arena_destroy(&one.arena);
	return e;
}

enum err_code run_ledger_check(struct ctx *ctx, const struct args *args)
{
	bool all = args_get(args, "all") != NULL;
	struct texts names;
	size_t wrong = 0;
	if (all == (args->n > 0))
		return err_set(ctx, ERR_INPUT, "name a shop, or say --all");
	enum err_code e = ERR_OK;
	if (!all)
		e = check_named(ctx, args->word[0], &wrong);
	else
		e = shop_names(ctx, &names);
	for (size_t i = 0; all && !e && i < names.n; i++)
		e = check_named(ctx, names.v[i], &wrong);
	return e || wrong == 0 ? e : err_set(ctx, ERR_CONFLICT, "the books do not say what the orders say");
}

/* "revenue:DE:190000 8400" a line; what begins with # is skipped. */
static enum err_code read_accounts(struct ctx *ctx, const char *path, struct ledger_numbers *out)
{
	struct ledger_number *v = ARENA_ARRAY(ctx->arena, ACCOUNTS_MAX, struct ledger_number);
	char *text, *rest;
	int line = 0;
	enum err_code e = file_read(ctx, path, ACCOUNTS_FILE_MAX, &text, NULL);
	if (e)
		return e;
	*out = (struct ledger_numbers){ .v = v };
	while ((rest = strsep(&text, "\n"))) {
		char *account = str_trim(ctx->arena, rest), *number = strpbrk(account, " \t");
		line++;
		if (!*account || *account == '#')
			continue;
		if (number) {
			*number = '\0';
			number = str_trim(ctx->arena, number + 1);
		}
		if (!number || !ledger_number_valid(number) || ledger_kind_of(account) == LEDGER_KIND__MAX)
			return err_set(ctx, ERR_INPUT,
			    "%s, line %d: an account of ours and its number are wanted, \"tax:DE:190000 1776\"", path,
			    line);
		if (out->n == ACCOUNTS_MAX)
			return err_set(ctx, ERR_INPUT, "%s names more than %d accounts", path, ACCOUNTS_MAX);
		v[out->n++] = (struct ledger_number){ account, number };
	}
	return ERR_OK;
}

static enum err_code read_day(struct ctx *ctx, const struct args *args, const char *option, int64_t *at)
{
	const char *typed = args_get(args, option);
	if (!typed || text_parse_day(ctx->settings->time_zone, typed, at))
		return ERR_OK;
	return err_set(ctx, ERR_INPUT, "--%s is a day, as 2026-01-31", option);
}

static bool print(void *arg, const char *data, size_t n)
{
	(void)arg;
	return fwrite(data, 1, n, stdout) == n;
}

enum err_code run_ledger_export(struct ctx *ctx, const struct args *args)
{
	struct ledger_journal j = { .since = 0, .until = ctx->now + 1, .texts = ledger_texts, .put = print };
	const char *path = args_get(args, "accounts");
	int64_t last = 0;
	size_t rows;
	enum err_code e = enter_shop(ctx, args->word[0]);
	if (!e)
		e = read_day(ctx, args, "from", &j.since);
	if (!e)
		e = read_day(ctx, args, "to", &last);
	if (!e && last)
		j.until = text_day_start(ctx->settings->time_zone, last, 1);
	if (!e && j.until <= j.since)
		e = err_set(ctx, ERR_INPUT, "--to is before --from");
	if (!e)
		e = path ? read_accounts(ctx, path, &j.numbers) : ledger_numbers_read(ctx, &j.numbers);
	return e ? e : ledger_journal(ctx, &j, &rows);
}
