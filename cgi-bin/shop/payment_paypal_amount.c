#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/payment_paypal_room.h"

/* What PayPal takes, and with how many decimals (developer.paypal.com/reference/currency-codes). */
static const struct rule {
	char currency[4];
	int digits;
} rules[] = { { "AUD", 2 }, { "BRL", 2 }, { "CAD", 2 }, { "CHF", 2 }, { "CNY", 2 }, { "CZK", 2 }, { "DKK", 2 },
	{ "EUR", 2 }, { "GBP", 2 }, { "HKD", 2 }, { "HUF", 0 }, { "ILS", 2 }, { "JPY", 0 }, { "MXN", 2 }, { "MYR", 2 },
	{ "NOK", 2 }, { "NZD", 2 }, { "PHP", 2 }, { "PLN", 2 }, { "SEK", 2 }, { "SGD", 2 }, { "THB", 2 }, { "TWD", 0 },
	{ "USD", 2 } };

#define AMOUNT_MAX INT64_C(9999999999)

static const struct rule *rule_of(const char *currency)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (str_eq(rules[i].currency, currency))
			return &rules[i];
	return NULL;
}

static int64_t power(int n)
{
	int64_t v = 1;

	while (n-- > 0)
		v *= 10;
	return v;
}

/* Our minor units in one of PayPal's smallest; ICU may give a currency more decimals than PayPal does, never fewer. */
static int64_t step_of(const struct rule *r)
{
	int ours = text_currency_digits(r->currency);

	return power(ours > r->digits ? ours - r->digits : 0);
}

struct money paypal_moves(struct money m)
{
	const struct rule *r = rule_of(m.currency);
	int64_t step;

	if (!r || m.minor <= 0 || m.minor > AMOUNT_MAX)
		return money_of(0, m.currency);
	step = step_of(r);
	return money_of((m.minor + step / 2) / step * step, m.currency);
}

static const char *decimal(struct ctx *ctx, int64_t minor, int digits)
{
	int64_t unit = power(digits);

	if (digits == 0)
		return arena_printf(ctx->arena, "%" PRId64, minor);
	return arena_printf(ctx->arena, "%" PRId64 ".%0*" PRId64, minor / unit, digits, minor % unit);
}

const char *paypal_value(struct ctx *ctx, struct money m)
{
	const struct rule *r = rule_of(m.currency);
	struct money moved = paypal_moves(m);

	return moved.minor > 0 ? decimal(ctx, moved.minor / step_of(r), r->digits) : NULL;
}

const struct json *paypal_amount(struct ctx *ctx, struct money m)
{
	struct json *j = json_new_object(ctx->arena);
	const char *value = paypal_value(ctx, m);

	json_put_text(j, "currency_code", m.currency);
	json_put_text(j, "value", value ? value : "0");
	return j;
}

enum err_code paypal_read_amount(struct ctx *ctx, const struct json *j, const char *path, struct money *out)
{
	const char *value, *currency;
	int64_t minor;
	enum err_code err = json_get_text(ctx, j, arena_printf(ctx->arena, "%s.value", path), &value);

	if (!err)
		err = json_get_text(ctx, j, arena_printf(ctx->arena, "%s.currency_code", path), &currency);
	if (err)
		return err;
	if (*value == '-')
		value++;
	if (strlen(currency) != 3 || !text_currency_known(currency) ||
	    text_parse_plain(value, currency, &minor) != TEXT_NUMBER_OK || minor < 0)
		return err_set(ctx, ERR_MALFORMED, "%s is no amount of money", path);
	*out = money_of(minor, currency);
	return ERR_OK;
}

/* Days since 1970 of the proleptic Gregorian calendar. */
static int64_t days_of(int64_t y, int m, int d)
{
	int64_t years = m <= 2 ? y - 1 : y, era = years / 400, of_era = years - era * 400;
	int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t paypal_time(const char *text)
{
	int y, mo, d, h, mi, s, n = 0, oh, om;
	int64_t at;
	const char *rest;

	if (!text || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &s, &n) != 6 || n == 0 ||
	    y < 1970 || mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 60)
		return 0;
	at = days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + s;
	rest = text + n;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	if (*rest == 'Z' || *rest == 'z')
		return at;
	if ((*rest != '+' && *rest != '-') ||
	    (sscanf(rest + 1, "%2d:%2d", &oh, &om) != 2 && sscanf(rest + 1, "%2d%2d", &oh, &om) != 2))
		return 0;
	return at - (*rest == '-' ? -1 : 1) * (oh * 3600 + om * 60);
}
