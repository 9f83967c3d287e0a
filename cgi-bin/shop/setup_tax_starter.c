#include "base/str.h"
#include "queries.h"
#include "shop/setup_tax.h"
#include "shop/tenant.h"
#include "view/view.h"

static const struct {
	const char *country;
	int64_t ppm;
} standard[] = {
	{ "AT", 200000 },
	{ "BE", 210000 },
	{ "BG", 200000 },
	{ "CY", 190000 },
	{ "CZ", 210000 },
	{ "DE", 190000 },
	{ "DK", 250000 },
	{ "EE", 240000 },
	{ "ES", 210000 },
	{ "FI", 255000 },
	{ "FR", 200000 },
	{ "GR", 240000 },
	{ "HR", 250000 },
	{ "HU", 270000 },
	{ "IE", 230000 },
	{ "IT", 220000 },
	{ "LT", 210000 },
	{ "LU", 170000 },
	{ "LV", 210000 },
	{ "MT", 180000 },
	{ "NL", 210000 },
	{ "PL", 230000 },
	{ "PT", 230000 },
	{ "RO", 210000 },
	{ "SE", 250000 },
	{ "SI", 220000 },
	{ "SK", 230000 },
};
enum { COUNTRIES = sizeof standard / sizeof *standard };

struct starter {
	const char *tax_class, *name, *names;
	int64_t from;
};

static bool has_rate(const struct setup_tax_rate *v, size_t n, const char *country, const char *tax_class, int64_t from)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].country, country) && str_eq(v[i].tax_class, tax_class) && v[i].valid_to > from)
			return true;
	return false;
}

size_t setup_tax_starter_count(const struct setup_tax_rate *rates, size_t n, const char *tax_class, int64_t from)
{
	size_t left = 0;
	for (size_t i = 0; i < COUNTRIES; i++)
		left += !has_rate(rates, n, standard[i].country, tax_class, from);
	return left;
}

static enum err_code starter_tx(struct ctx *ctx, void *arg)
{
	const struct starter *to = arg;
	const struct setup_tax_rate *rates;
	size_t n;
	enum err_code e = setup_tax_rates(ctx, "", &rates, &n);
	for (size_t i = 0; !e && i < COUNTRIES; i++)
		if (!has_rate(rates, n, standard[i].country, to->tax_class, to->from))
			e = q_setup_tax_rate_add(ctx,
			    &(struct setup_tax_rate_add_in){ .country = standard[i].country,
			        .tax_class = to->tax_class,
			        .ppm = standard[i].ppm,
			        .name = to->name,
			        .names = to->names,
			        .valid_from = to->from,
			        .valid_to = INT64_MAX },
			    NULL);
	return e;
}

enum err_code setup_tax_starter(struct ctx *ctx, const char *tax_class, int64_t from)
{
	const struct settings *s = ctx->settings;
	struct localized_text *v = ARENA_ARRAY(ctx->arena, s->locales.n, struct localized_text);
	struct localized names = { v, s->locales.n };
	for (size_t i = 0; i < names.n; i++) {
		struct ctx there = *ctx;
		there.locale = s->locales.v[i];
		v[i] = (struct localized_text){ there.locale, view_text(&there, N_("VAT")) };
	}
	struct starter to = { tax_class, localized_best(&names, s->default_locale, s->default_locale),
		localized_print(ctx, &names), from };
	return setup_change(ctx, starter_tx, &to);
}
