#include <inttypes.h>

#include "admin/product_prices.h"
#include "base/str.h"
#include "kit/text.h"

const char *prices_words(const struct prices_sheet *s, int64_t variant_id)
{
	for (size_t i = 0; i < s->goods->n_variants; i++)
		if (s->goods->variants[i].id == variant_id && !str_empty(s->goods->variants[i].options))
			return s->goods->variants[i].options;
	return s->goods->name;
}

static size_t n_sold(const struct prices_sheet *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->goods->n_variants; i++)
		n += s->goods->variants[i].active;
	return n;
}

/* Those of variants that are alike in all else, in the order of the variants. */
struct alike {
	const struct goods_price_row **v;
	size_t n;
};

static bool same(const struct ctx *ctx, const struct goods_price_row *a, const struct goods_price_row *b)
{
	bool began = a->from <= ctx->now && b->from <= ctx->now;
	return a->quantity == b->quantity && a->price.minor == b->price.minor && a->compare.minor == b->compare.minor &&
	       (began || a->from == b->from) && a->to == b->to && str_eq(a->price.currency, b->price.currency);
}

static bool seen_before(const struct ctx *ctx, const struct prices_sheet *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same(ctx, &s->prices[k], &s->prices[i]))
			return true;
	return false;
}

static struct alike alike(struct ctx *ctx, const struct prices_sheet *s, size_t first)
{
	struct alike a = { ARENA_ARRAY(ctx->arena, s->n_prices - first, const struct goods_price_row *), 0 };
	for (size_t i = first; i < s->n_prices; i++)
		if (same(ctx, &s->prices[i], &s->prices[first]))
			a.v[a.n++] = &s->prices[i];
	return a;
}

static const char *whose(struct ctx *ctx, const struct prices_sheet *s, const struct alike *a)
{
	if (a->n > 1 && a->n == n_sold(s))
		return view_text(ctx, N_("All variants"));
	const char **names = ARENA_ARRAY(ctx->arena, a->n, const char *);
	for (size_t i = 0; i < a->n; i++)
		names[i] = prices_words(s, a->v[i]->variant_id);
	return product_join(ctx, (struct texts){ names, a->n });
}

static struct hidden_field *hidden(struct ctx *ctx, const char *name, const struct alike *a, bool variants)
{
	struct hidden_field *v = ARENA_ARRAY(ctx->arena, a->n, struct hidden_field);
	for (size_t i = 0; i < a->n; i++)
		v[i] = (struct hidden_field){ name, product_digits(ctx, variants ? a->v[i]->variant_id : a->v[i]->id) };
	return v;
}

static const char *remove_words(struct ctx *ctx, const char *label, struct money price)
{
	return view_format(ctx, N_("Take away: {1}, {2}"), label, text_money(ctx->arena, ctx->locale, price));
}

/* A sale that runs can be ended where a price follows it. */
static bool has_next(const struct goods_price_row *r, const struct prices_sheet *s)
{
	const struct goods_price_row *next = r + 1;
	return next < s->prices + s->n_prices && next->variant_id == r->variant_id && next->quantity == r->quantity &&
	       next->from == r->to && str_eq(next->price.currency, r->price.currency);
}

/* The row before is of the same price and began earlier: this one begins by itself, or ends what ran for a time. */
static bool follows(const struct goods_price_row *r, const struct prices_sheet *s)
{
	return r > s->prices && has_next(r - 1, s);
}

static bool removable(const struct ctx *ctx, const struct prices_sheet *s, const struct alike *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct goods_price_row *r = a->v[i];
		bool runs = r->from <= ctx->now;
		if (runs ? !has_next(r, s) || r->compare.minor < 0 : !follows(r, s))
			return false;
	}
	return true;
}

static struct tier_row tier_of(struct ctx *ctx, const struct prices_sheet *s, const struct alike *a)
{
	const struct goods_price_row *r = a->v[0];
	const char *label = whose(ctx, s, a);
	return (struct tier_row){ .options = label,
		.quantity = r->quantity,
		.price = r->price,
		.variants = hidden(ctx, "variants", a, true),
		.n_variants = a->n,
		.quantity_text = product_digits(ctx, r->quantity),
		.price_currency = arena_strdup(ctx->arena, r->price.currency),
		.remove = remove_words(ctx, label, r->price) };
}

static struct sale_row sale_of(struct ctx *ctx, const struct prices_sheet *s, const struct alike *a)
{
	const struct goods_price_row *r = a->v[0];
	const char *label = whose(ctx, s, a);
	return (struct sale_row){ .options = label,
		.from = r->from <= ctx->now ? 0 : r->from,
		.to = r->to == INT64_MAX ? 0 : r->to,
		.price = r->price,
		.compare = r->compare,
		.compared = r->compare.minor >= 0,
		.prices = hidden(ctx, "price", a, false),
		.n_prices = a->n,
		.removable = removable(ctx, s, a),
		.remove = remove_words(ctx, label, r->price) };
}

void product_prices_lists(struct ctx *ctx, const struct prices_sheet *s, struct product_prices_page *view)
{
	view->tiers = ARENA_ARRAY(ctx->arena, s->n_prices, struct tier_row);
	view->sales = ARENA_ARRAY(ctx->arena, s->n_prices, struct sale_row);
	for (size_t i = 0; i < s->n_prices; i++) {
		const struct goods_price_row *r = &s->prices[i];
		bool tier = r->quantity > 1 && r->from <= ctx->now;
		bool timed = r->quantity == 1 && (r->from > ctx->now || r->to != INT64_MAX);
		if ((!tier && !timed) || seen_before(ctx, s, i))
			continue;
		struct alike a = alike(ctx, s, i);
		if (tier)
			view->tiers[view->n_tiers++] = tier_of(ctx, s, &a);
		else
			view->sales[view->n_sales++] = sale_of(ctx, s, &a);
	}
}
