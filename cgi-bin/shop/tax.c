#include "shop/tax.h"

#include "base/money.h"
#include "base/str.h"
#include "queries.h"
#include "shop/tenant.h"

enum { PPM = 1000000 };

static struct tax_rates_in asked(const struct ctx *ctx, const char *country)
{
	return (struct tax_rates_in){ .country = country,
		.at = ctx->now,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale };
}

void tax_table_ahead(struct ctx *ctx, const char *country)
{
	struct tax_rates_in in = asked(ctx, country);
	q_tax_rates_ahead(ctx, &in);
}

enum err_code tax_table(struct ctx *ctx, const char *country, struct tax_table *out)
{
	struct tax_rates_in in = asked(ctx, country);
	struct tax_rates_row *rows;
	size_t n;
	enum err_code e = q_tax_rates(ctx, &in, &rows, &n);
	if (e)
		return e;
	struct tax_rate *rates = ARENA_ARRAY(ctx->arena, n, struct tax_rate);
	for (size_t i = 0; i < n; i++)
		rates[i] = (struct tax_rate){
			.tax_class = rows[i].tax_class, .name = rows[i].name, .country = country, .ppm = rows[i].ppm
		};
	*out = (struct tax_table){ .country = country, .rates = rates, .n = n };
	return ERR_OK;
}

const struct tax_rate *tax_rate_for(const struct tax_table *table, const char *tax_class)
{
	static const struct tax_rate untaxed = { .tax_class = "", .name = "", .country = "", .ppm = 0 };
	for (size_t i = 0; i < table->n; i++)
		if (str_eq(table->rates[i].tax_class, tax_class))
			return &table->rates[i];
	return &untaxed;
}

struct tax_split tax_split(int64_t amount, int64_t ppm, bool amount_is_gross)
{
	if (amount_is_gross) {
		int64_t tax = money_muldiv(amount, ppm, PPM + ppm);
		return (struct tax_split){ .net = amount - tax, .tax = tax, .gross = amount };
	}
	int64_t tax = money_muldiv(amount, ppm, PPM);
	return (struct tax_split){ .net = amount, .tax = tax, .gross = amount + tax };
}
