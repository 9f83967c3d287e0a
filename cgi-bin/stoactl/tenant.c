#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/text.h"
#include "ops/shops.h"
#include "ops/shop_view.h"
#include "stoactl/stoactl.h"

const struct option tenant_create_options[] = {
	{ "host", "HOST", NULL, "the shop's host name; this or --domain is needed" },
	{ "domain", "DOMAIN", NULL, "the shop gets the host NAME.DOMAIN" },
	{ "title", "TEXT", NULL, "the shop's name for people; else its NAME" },
	{ "email", "ADDRESS", "", "the shop's own address" },
	{ "currency", "CODE", "EUR", "ISO 4217" },
	{ "country", "CODE", "DE", "ISO 3166-1 alpha-2" },
	{ "locales", "LIST", "en", "languages, the default one first: de,en" },
	{ "tax-mode", "MODE", "gross", "prices are gross or net" },
	{ "tax-rate", "PERCENT", "0", "standard rate in the shop's country: 19 or 5.5" },
	{ "shipping", "AMOUNT", "0", "flat price of shipping within the country: 4.90" },
	{ "time-zone", "ZONE", "Europe/Berlin", "where the shop's day begins" },
	{ "cell", "NAME", NULL, "where it lives; else the open cell with the fewest shops" },
	{ .name = NULL },
};

const struct option tenant_drop_options[] = {
	{ "yes", NULL, NULL, "needed: there is no way back" },
	{ .name = NULL },
};

static struct texts split(struct arena *a, const char *list)
{
	const char **v = ARENA_ARRAY(a, strlen(list) / 2 + 1, const char *);
	size_t n = 0;

	while (*list) {
		size_t len = strcspn(list, ",");

		if (len > 0)
			v[n++] = arena_strndup(a, list, len);
		list += len + (list[len] == ',');
	}
	return (struct texts){ .v = v, .n = n };
}

/* "5.5" is 55000 parts per million. */
static bool read_percent(struct arena *a, const char *text, int64_t *ppm)
{
	const char *dot = strchr(text, '.');
	int64_t whole, part = 0, unit = 1000;

	if (!str_to_int(arena_strndup(a, text, dot ? (size_t)(dot - text) : strlen(text)), 0, 100, &whole))
		return false;
	for (const char *p = dot ? dot + 1 : ""; *p; p++, unit /= 10) {
		if (*p < '0' || *p > '9' || unit == 0)
			return false;
		part += (*p - '0') * unit;
	}
	*ppm = whole * 10000 + part;
	return *ppm <= 1000000;
}

static enum err_code read_plan(struct ctx *ctx, const struct args *args, struct shop_plan *p)
{
	const char *host = args_get(args, "host"), *domain = args_get(args, "domain"), *title = args_get(args, "title");

	*p = (struct shop_plan){ .name = args->word[0],
		.cell = args_get(args, "cell"),
		.email = args_get(args, "email"),
		.title = title ? title : args->word[0],
		.currency = args_get(args, "currency"),
		.country = args_get(args, "country"),
		.locales = split(ctx->arena, args_get(args, "locales")),
		.tax_mode = args_get(args, "tax-mode"),
		.time_zone = args_get(args, "time-zone") };
	if (!host == !domain)
		return err_set(ctx, ERR_INPUT, "give --host HOST, or --domain DOMAIN for %s.DOMAIN", p->name);
	p->host = str_lower(ctx->arena, host ? host : arena_printf(ctx->arena, "%s.%s", p->name, domain));
	if (!read_percent(ctx->arena, args_get(args, "tax-rate"), &p->tax_ppm))
		return err_set(ctx, ERR_INPUT, "--tax-rate is a percentage from 0 to 100 (19 or 5.5)");
	if (!text_currency_known(p->currency))
		return err_set(ctx, ERR_INPUT, "\"%s\" is no currency of ISO 4217 (EUR)", p->currency);
	if (text_parse_plain(args_get(args, "shipping"), p->currency, &p->shipping_minor) != TEXT_NUMBER_OK ||
	    p->shipping_minor < 0)
		return err_set(ctx, ERR_INPUT, "--shipping is an amount in %s (4.90)", p->currency);
	return ERR_OK;
}

enum err_code run_tenant_create(struct ctx *ctx, const struct args *args)
{
	struct shop_plan plan;
	int64_t id;
	enum err_code err = read_plan(ctx, args, &plan);

	if (!err)
		err = shop_create(ctx, &plan, &id);
	if (!err)
		printf("shop %s is live: %lld at %s\n", plan.name, (long long)id, plan.host);
	return err;
}

enum err_code run_tenant_list(struct ctx *ctx, const struct args *args)
{
	(void)args;
	return shop_print_all(ctx);
}

enum err_code run_tenant_show(struct ctx *ctx, const struct args *args)
{
	return shop_print(ctx, args->word[0]);
}

static enum err_code set_state(struct ctx *ctx, const char *name, const char *state)
{
	enum err_code err = shop_set_state(ctx, name, state);

	if (!err)
		printf("shop %s is %s\n", name, state);
	return err;
}

enum err_code run_tenant_suspend(struct ctx *ctx, const struct args *args)
{
	return set_state(ctx, args->word[0], "suspended");
}

enum err_code run_tenant_resume(struct ctx *ctx, const struct args *args)
{
	return set_state(ctx, args->word[0], "active");
}

enum err_code run_tenant_drop(struct ctx *ctx, const struct args *args)
{
	enum err_code err;

	if (!args_get(args, "yes"))
		return err_set(ctx, ERR_INPUT, "this deletes the shop %s with its orders; say --yes if you mean it",
		    args->word[0]);
	err = shop_drop(ctx, args->word[0]);
	if (!err)
		printf("shop %s is gone\n", args->word[0]);
	return err;
}
