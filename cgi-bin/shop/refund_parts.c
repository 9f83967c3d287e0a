#include "shop/refund_parts.h"

#include "base/log.h"
#include "base/money.h"

/* A line that was changed after a part of it went back may hold less than nothing. */
static int64_t at_least_nought(int64_t minor)
{
	return minor > 0 ? minor : 0;
}

static int64_t tax_of(int64_t tax, int64_t gross, int64_t amount)
{
	return gross > 0 ? money_muldiv(tax, amount, gross) : 0;
}

static struct refund_share share(const struct refund_left *l, int64_t amount)
{
	return (
	    struct refund_share){ .line_id = l->line_id, .amount = amount, .tax = tax_of(l->tax, l->gross, amount) };
}

bool refund_of_pieces(const struct refund_left *l, int64_t pieces, struct refund_share *out)
{
	if (pieces < 1 || pieces > l->pieces)
		return false;
	*out = share(l, money_muldiv(at_least_nought(l->gross), pieces, l->pieces));
	out->quantity = pieces;
	out->dropped = pieces < l->open ? pieces : l->open;
	return true;
}

bool refund_of_part(const struct refund_left *l, int64_t amount, struct refund_share *out)
{
	if (amount < 0 || amount > at_least_nought(l->gross))
		return false;
	*out = share(l, amount);
	return true;
}

int64_t refund_sum(const struct refund_share *v, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i].amount;
	return sum;
}

/* By largest remainder: no part exceeds its weight, since the amount does not exceed their sum. */
static int64_t *parts_of(struct arena *arena, int64_t amount, const int64_t *weights, size_t n)
{
	int64_t *parts = ARENA_ARRAY(arena, n, int64_t);

	money_share(amount, weights, n, parts);
	return parts;
}

int64_t refund_of_all(
    struct arena *arena, const struct refund_left *v, size_t n, int64_t amount, struct refund_share *out)
{
	int64_t *weights = ARENA_ARRAY(arena, n, int64_t), *parts;
	int64_t sum = 0, rest;

	BUG_IF(amount < 0);
	for (size_t i = 0; i < n; i++) {
		weights[i] = at_least_nought(v[i].gross);
		sum += weights[i];
	}
	rest = amount > sum ? amount - sum : 0;
	parts = parts_of(arena, amount - rest, weights, n);
	for (size_t i = 0; i < n; i++)
		out[i] = share(&v[i], parts[i]);
	return rest;
}

void refund_take(struct arena *arena, struct refund_share *from, size_t n, int64_t amount, struct refund_share *out)
{
	int64_t *weights = ARENA_ARRAY(arena, n, int64_t), *parts;

	BUG_IF(amount < 0 || amount > refund_sum(from, n));
	for (size_t i = 0; i < n; i++)
		weights[i] = from[i].amount;
	parts = parts_of(arena, amount, weights, n);
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct refund_share){
			.line_id = from[i].line_id,
			.amount = parts[i],
			.tax = tax_of(from[i].tax, from[i].amount, parts[i]),
		};
		from[i].amount -= out[i].amount;
		from[i].tax -= out[i].tax;
	}
}
