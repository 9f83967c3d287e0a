#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/payment_stripe.h"

/*
 * Where Stripe departs from two decimals (docs.stripe.com/currencies). exponent: decimals of its integer amounts; step:
 * what they must be a multiple of; rounds: an amount between two steps is taken to the nearest one, else it is refused.
 */
static const struct rule {
	char currency[4];
	int exponent;
	int64_t step;
	bool rounds;
} rules[] = {
	/* Without decimals. */
	{ "BIF", 0, 1, false },
	{ "CLP", 0, 1, false },
	{ "DJF", 0, 1, false },
	{ "GNF", 0, 1, false },
	{ "JPY", 0, 1, false },
	{ "KMF", 0, 1, false },
	{ "KRW", 0, 1, false },
	{ "MGA", 0, 1, false }, /* ISO 4217 has fifths, written as two decimals */
	{ "PYG", 0, 1, false },
	{ "RWF", 0, 1, false },
	{ "VND", 0, 1, false },
	{ "VUV", 0, 1, false },
	{ "XAF", 0, 1, false },
	{ "XOF", 0, 1, false },
	{ "XPF", 0, 1, false },
	/* Three decimals, the last of which must be 0. */
	{ "BHD", 3, 10, true },
	{ "JOD", 3, 10, true },
	{ "KWD", 3, 10, true },
	{ "OMR", 3, 10, true },
	{ "TND", 3, 10, true },
	/* Without decimals, but written with two. */
	{ "ISK", 2, 100, false },
	{ "UGX", 2, 100, false },
	/* Charged with two decimals; without any in payouts only, which are none of ours. */
	{ "HUF", 2, 1, false },
	{ "TWD", 2, 1, false },
};

static const struct rule standard = { "", 2, 1, false };

#define AMOUNT_MAX INT64_C(999999999999)

/* NULL for a currency of three decimals that Stripe does not know. */
static const struct rule *rule_of(const char *currency)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (str_eq(rules[i].currency, currency))
			return &rules[i];
	return text_currency_digits(currency) <= standard.exponent ? &standard : NULL;
}

static int64_t power(int n)
{
	int64_t v = 1;

	while (n-- > 0)
		v *= 10;
	return v;
}

bool stripe_amount(struct money m, int64_t *out)
{
	const struct rule *r = rule_of(m.currency);
	int digits = text_currency_digits(m.currency);
	int64_t v, least;

	if (!r || m.minor <= 0 || m.minor > AMOUNT_MAX)
		return false;
	v = m.minor * power(r->exponent > digits ? r->exponent - digits : 0);
	least = power(digits > r->exponent ? digits - r->exponent : 0);
	if (v % least != 0)
		return false;
	v /= least;
	if (r->rounds)
		v = (v + r->step / 2) / r->step * r->step;
	if (v <= 0 || v % r->step != 0 || v > AMOUNT_MAX)
		return false;
	*out = v;
	return true;
}

bool stripe_money(int64_t amount, const char *currency, struct money *out)
{
	char code[4] = "";
	const struct rule *r;
	int digits;
	int64_t more, less;

	if (strlen(currency) != 3 || amount < 0 || amount > AMOUNT_MAX)
		return false;
	for (size_t i = 0; i < 3; i++)
		code[i] = currency[i] >= 'a' && currency[i] <= 'z' ? (char)(currency[i] - 'a' + 'A') : currency[i];
	if (!text_currency_known(code))
		return false;
	r = rule_of(code);
	if (!r)
		return false;
	digits = text_currency_digits(code);
	more = power(digits > r->exponent ? digits - r->exponent : 0);
	less = power(r->exponent > digits ? r->exponent - digits : 0);
	if (amount % less != 0)
		return false;
	*out = money_of(amount / less * more, code);
	return true;
}
