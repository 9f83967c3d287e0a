#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/payment_sweep.h"
#include "shop/reconcile.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"

enum { DAY = 86400, LATE_HOURS = 4 };

const struct option reconcile_options[] = {
	{ "from", "DAY", NULL, "first day of the shop's time zone: 2026-01-01; needed" },
	{ "to", "DAY", NULL, "last day; needed" },
	{ "provider", "NAME", NULL, "only this one; else all that the shop has keys for" },
	{ .name = NULL },
};

static const char *const provider_names[] = { "stripe", "paypal" };

static const char *const kinds[] = {
	[DIFFERENCE_UNKNOWN] = "not written down here",
	[DIFFERENCE_MISSING] = "not in the provider's list",
	[DIFFERENCE_AMOUNT] = "of another amount",
};
_Static_assert(sizeof kinds / sizeof *kinds == DIFFERENCE__MAX, "each kind has its words");

static const char *amount(struct ctx *ctx, struct money m)
{
	return m.minor ? arena_printf(ctx->arena, "%s %s", text_money_plain(ctx->arena, m), m.currency) : "-";
}

static void print(struct ctx *ctx, const char *provider, const struct difference *d)
{
	printf("%s: %s %s: %s; order %s, ours %s, theirs %s\n", provider, d->refund ? "refund" : "taking", d->ref,
	    kinds[d->kind], d->order ? d->order : "-", amount(ctx, d->ours), amount(ctx, d->theirs));
}

static enum err_code compare(struct ctx *ctx, const char *name, int64_t from, int64_t to, size_t *differences)
{
	struct reconciling r;
	enum err_code err = reconcile(ctx, payment_provider(name), from, to, &r);

	if (err)
		return err;
	for (size_t i = 0; i < r.n; i++)
		print(ctx, name, &r.v[i]);
	printf("%s: %zu takings and %zu refunds compared, %zu differences\n", name, r.takings, r.refunds, r.n);
	*differences += r.n;
	return ERR_OK;
}

static enum err_code read_days(struct ctx *ctx, const struct args *args, int64_t *from, int64_t *to)
{
	const char *zone = ctx->settings->time_zone, *first = args_get(args, "from"), *last = args_get(args, "to");

	if (!first || !last || !text_parse_day(zone, first, from) || !text_parse_day(zone, last, to))
		return err_set(ctx, ERR_INPUT, "say which days: --from 2026-01-01 --to 2026-01-31");
	*to = text_day_start(zone, *to, 1);
	if (*from >= *to)
		return err_set(ctx, ERR_INPUT, "the first day is after the last one");
	return ERR_OK;
}

static enum err_code compare_all(
    struct ctx *ctx, const char *only, int64_t from, int64_t to, size_t *asked, size_t *differences)
{
	for (size_t i = 0; i < sizeof provider_names / sizeof *provider_names; i++) {
		const char *name = provider_names[i];
		enum err_code err;

		if (only && !str_eq(only, name))
			continue;
		err = compare(ctx, name, from, to, differences);
		/* A provider of which the shop has no keys is only missed where it was named. */
		if (err == ERR_NOT_FOUND && !only)
			continue;
		if (err)
			return err;
		++*asked;
	}
	return ERR_OK;
}

enum err_code run_reconcile(struct ctx *ctx, const struct args *args)
{
	const char *only = args_get(args, "provider");
	int64_t from = 0, to = 0;
	size_t asked = 0, differences = 0;
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = read_days(ctx, args, &from, &to);
	if (!err)
		err = compare_all(ctx, only, from, to, &asked, &differences);
	if (err)
		return err;
	if (asked == 0)
		return err_set(ctx, ERR_INPUT, "the shop has keys of no provider that keeps a list (stripe, paypal)");
	if (to > ctx->now - LATE_HOURS * 3600)
		printf("note: PayPal lists what it moved some hours later\n");
	if (differences > 0)
		return err_set(ctx, ERR_CONFLICT, "%zu differences", differences);
	return ERR_OK;
}

static const char *const results[] = {
	[PAYMENT_PENDING] = "on its way",
	[PAYMENT_APPROVED] = "agreed to",
	[PAYMENT_AUTHORISED] = "held",
	[PAYMENT_CAPTURED] = "captured",
	[PAYMENT_FAILED] = "failed",
	[PAYMENT_CANCELLED] = "broken off",
	[PAYMENT_REFUNDED] = "refunded",
	[PAYMENT_DISPUTED] = "contested",
	[PAYMENT_NO_NEWS] = "still open",
};
_Static_assert(sizeof results / sizeof *results == PAYMENT_RESULT__MAX, "each result has its word");

enum err_code run_payment_sweep(struct ctx *ctx, const struct args *args)
{
	const int64_t *ids;
	int64_t after = 0;
	size_t n = 0, unknown = 0;
	enum payment_result result;
	enum err_code err = enter_shop(ctx, args->word[0]);

	while (!err && !(err = payments_hanging(ctx, after, &ids, &n)) && n > 0) {
		for (size_t i = 0; i < n; i++) {
			enum err_code e = payment_sweep(ctx, ids[i], &result);

			printf("payment %" PRId64 ": %s\n", ids[i], e ? ctx->err.text : results[result]);
			unknown += e != ERR_OK;
			err_clear(ctx);
		}
		after = ids[n - 1];
	}
	return !err && unknown > 0 ? err_set(ctx, ERR_DOWN, "of %zu payments the outcome is not known", unknown) : err;
}
