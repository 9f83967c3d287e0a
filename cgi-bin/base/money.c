#include "base/money.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"

typedef __int128 wide;

struct money money_of(int64_t minor, const char *currency)
{
	struct money m = { .minor = minor };

	BUG_IF(strlen(currency) != 3);
	memcpy(m.currency, currency, 4);
	return m;
}

struct money money_add(struct money a, struct money b)
{
	BUG_IF(!str_eq(a.currency, b.currency));
	BUG_IF(__builtin_add_overflow(a.minor, b.minor, &a.minor));
	return a;
}

struct money money_sub(struct money a, struct money b)
{
	BUG_IF(!str_eq(a.currency, b.currency));
	BUG_IF(__builtin_sub_overflow(a.minor, b.minor, &a.minor));
	return a;
}

struct money money_times(struct money m, int64_t quantity)
{
	BUG_IF(__builtin_mul_overflow(m.minor, quantity, &m.minor));
	return m;
}

int64_t money_muldiv(int64_t value, int64_t num, int64_t den)
{
	BUG_IF(den <= 0);
	wide product = (wide)value * num;
	wide half = den / 2;
	/* Away from zero at exactly half; for an odd den no exact half exists and den / 2 rounds down as it should. */
	wide rounded = product >= 0 ? (product + half) / den : (product - half) / den;
	BUG_IF(rounded > INT64_MAX || rounded < INT64_MIN);
	return (int64_t)rounded;
}

static wide magnitude(int64_t v)
{
	return v < 0 ? -(wide)v : (wide)v;
}

/* The part that waits longest for one more unit: largest remainder among those still at their floor, lowest index
 * first. */
static size_t next_in_line(wide total, const int64_t *weights, size_t n, wide sum, const int64_t *parts)
{
	size_t best = n;
	wide best_rest = -1;

	for (size_t i = 0; i < n; i++) {
		wide floor = total * weights[i] / sum;
		wide rest = total * weights[i] % sum;
		if (magnitude(parts[i]) == floor && rest > best_rest) {
			best = i;
			best_rest = rest;
		}
	}
	BUG_IF(best == n);
	return best;
}

void money_share(int64_t total, const int64_t *weights, size_t n, int64_t *parts)
{
	wide whole = magnitude(total);
	wide sum = 0, given = 0;
	int sign = total < 0 ? -1 : 1;

	BUG_IF(n == 0 && total != 0);
	for (size_t i = 0; i < n; i++) {
		BUG_IF(weights[i] < 0);
		sum += weights[i];
		parts[i] = 0;
	}
	if (n == 0)
		return;
	if (sum == 0) {
		parts[0] = total;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		wide part = whole * weights[i] / sum;
		parts[i] = (int64_t)(sign * part);
		given += part;
	}
	for (; given < whole; given++)
		parts[next_in_line(whole, weights, n, sum, parts)] += sign;
}
