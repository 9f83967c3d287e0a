#include "shop/search_marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "shop/price.h"
#include "shop/product_words.h"
#include "shop/tenant.h"

enum { QUERY_BYTES = 4 * 1024 };

const int64_t *round_bounds(void)
{
	static int64_t bounds[ROUND_BOUNDS];
	int64_t ten = 1;
	if (bounds[0])
		return bounds;
	for (int i = 0; i < ROUND_BOUNDS; i += 3, ten *= 10) {
		bounds[i] = ten;
		bounds[i + 1] = 2 * ten;
		bounds[i + 2] = 5 * ten;
	}
	return bounds;
}

const char *mark_draw(struct ctx *ctx, int times)
{
	const char *own = ctx->locale, *shop = ctx->settings->default_locale;
	if (str_eq(own, shop))
		return arena_printf(ctx->arena, "'@%s%d'", own, times);
	return arena_printf(ctx->arena, "('@%s%d'|('@%s%d'&!'%%%s'))", own, times, shop, times, own);
}

void mark_begun(struct buf *out, const char *word)
{
	size_t n = utf8_prefix(word, MARK_POINTS);
	lexeme_put(out, arena_printf(out->arena, "~%.*s", (int)n, word));
}

/* As width_bucket() has it. */
static int bucket(double minor)
{
	const int64_t *bounds = round_bounds();
	int i = 0;
	while (i < ROUND_BOUNDS && minor >= (double)bounds[i])
		i++;
	return i;
}

const char *mark_prices(struct ctx *ctx, int64_t low, int64_t high)
{
	const char *currency = ctx->currency;
	bool own = str_eq(currency, ctx->settings->currency);
	int64_t num, den, step = price_step(ctx, currency);
	struct buf b;
	if (low < 0 && high < 0)
		return "";
	price_fraction(ctx, currency, &num, &den);
	/* A converted price is rounded to the step. */
	double to_own = (double)den / (double)num, aside = own ? 0 : (double)step;
	int from = low < 0 ? 0 : bucket(((double)low - aside) * to_own - !own);
	int to = high < 0 ? ROUND_BOUNDS : bucket(((double)high + aside) * to_own + !own);
	buf_init(&b, ctx->arena, QUERY_BYTES);
	buf_putc(&b, '(');
	for (int i = from; i <= to; i++)
		buf_printf(&b, "%s'$%d'", i > from ? "|" : "", i);
	if (from > to)
		buf_puts(&b, "'$'");
	if (!own)
		buf_printf(&b, "|'$%s'", currency);
	buf_putc(&b, ')');
	return buf_str(&b);
}

/* The bucket that begins with it; 0 for none. */
static int begun_by(const char *number)
{
	const int64_t *bounds = round_bounds();
	int64_t n = strchr(number, '.') ? 0 : strtoll(number, NULL, 10);
	for (int i = 0; i < ROUND_BOUNDS; i++)
		if (bounds[i] == n)
			return i + 1;
	return 0;
}

const char *mark_numbers(struct ctx *ctx, const char *facet, const char *low, const char *high)
{
	int from = begun_by(low), to = begun_by(high);
	struct buf b;
	if (from == 0 || to <= from)
		return "";
	buf_init(&b, ctx->arena, QUERY_BYTES);
	for (int i = from; i < to; i++) {
		buf_puts(&b, i > from ? "|" : "");
		lexeme_put(&b, arena_printf(ctx->arena, "#%s:%d", facet, i));
	}
	return buf_str(&b);
}
