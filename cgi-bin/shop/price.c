#include "shop/price.h"

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

#define NANO INT64_C(1000000000)

void price_fraction(const struct ctx *ctx, const char *currency, int64_t *num, int64_t *den)
{
	const struct settings *s = ctx->settings;
	*num = *den = 1;
	if (str_eq(currency, s->currency))
		return;
	const struct currency_rate *rate = settings_currency(s, currency);
	BUG_IF(!rate);
	*num = rate->rate_nano;
	*den = NANO;
	for (int d = text_currency_digits(currency) - text_currency_digits(s->currency); d != 0; d += d > 0 ? -1 : 1) {
		if (d > 0)
			*num *= 10;
		else
			*den *= 10;
	}
}

int64_t price_step(const struct ctx *ctx, const char *currency)
{
	const struct currency_rate *rate = settings_currency(ctx->settings, currency);
	return str_eq(currency, ctx->settings->currency) || !rate ? 1 : rate->step;
}

struct money price_convert(const struct ctx *ctx, int64_t own_minor, const char *currency)
{
	int64_t num, den, step = price_step(ctx, currency);
	price_fraction(ctx, currency, &num, &den);
	return money_of(money_muldiv(own_minor, num, den * step) * step, currency);
}

struct money price_choose(const struct ctx *ctx, int64_t entered, int64_t own, const char *currency)
{
	return entered >= 0 ? money_of(entered, currency) : price_convert(ctx, own, currency);
}

struct money price_compare(const struct ctx *ctx, int64_t entered, int64_t entered_compare, int64_t own_compare)
{
	if (entered >= 0)
		return money_of(entered_compare > 0 ? entered_compare : 0, ctx->currency);
	return own_compare > 0 ? price_convert(ctx, own_compare, ctx->currency) : money_of(0, ctx->currency);
}
