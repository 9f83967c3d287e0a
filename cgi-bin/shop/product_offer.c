#include <string.h>

#include "base/str.h"
#include "shop/price.h"
#include "shop/product_doc_room.h"
#include "shop/tenant.h"

static bool counts(const struct ctx *ctx, const struct offer_price *p, int64_t variant_id, const char *currency)
{
	return p->variant_id == variant_id && p->from <= ctx->now && p->to > ctx->now && str_eq(p->currency, currency);
}

static const struct offer_price *single(
    const struct ctx *ctx, const struct offer *o, int64_t variant_id, const char *currency)
{
	for (size_t i = 0; i < o->n_prices; i++)
		if (o->prices[i].quantity == 1 && counts(ctx, &o->prices[i], variant_id, currency))
			return &o->prices[i];
	return NULL;
}

/* The lowest where so many are bought; -1 for none. */
static int64_t lowest(
    const struct ctx *ctx, const struct offer *o, int64_t variant_id, const char *currency, int64_t quantity)
{
	int64_t low = -1;
	for (size_t i = 0; i < o->n_prices; i++) {
		const struct offer_price *p = &o->prices[i];
		if (p->quantity <= quantity && counts(ctx, p, variant_id, currency) && (low < 0 || p->minor < low))
			low = p->minor;
	}
	return low;
}

/* The next number of pieces beyond `after` for which there is an amount; 0 for none. */
static int64_t next_quantity(const struct ctx *ctx, const struct offer *o, int64_t variant_id, int64_t after)
{
	int64_t next = 0;
	for (size_t i = 0; i < o->n_prices; i++) {
		const struct offer_price *p = &o->prices[i];
		bool asked =
		    counts(ctx, p, variant_id, ctx->settings->currency) || counts(ctx, p, variant_id, ctx->currency);
		if (asked && p->quantity > after && (next == 0 || p->quantity < next))
			next = p->quantity;
	}
	return next;
}

static void set_tiers(struct ctx *ctx, const struct offer *o, struct variant *v)
{
	struct price_tier *tiers = NULL;
	int64_t before = v->price.minor;
	for (int64_t q = 1; (q = next_quantity(ctx, o, v->id, q)) != 0;) {
		int64_t own = lowest(ctx, o, v->id, ctx->settings->currency, q);
		int64_t entered = lowest(ctx, o, v->id, ctx->currency, q);
		if (!tiers)
			tiers = ARENA_ARRAY(ctx->arena, o->n_prices, struct price_tier);
		struct money unit =
		    own < 0 ? money_of(before, ctx->currency) : price_choose(ctx, entered, own, ctx->currency);
		if (unit.minor >= before)
			continue;
		tiers[v->n_tiers++] = (struct price_tier){ .quantity = q, .unit = unit };
		before = unit.minor;
	}
	v->tiers = tiers;
}

/* Both amounts of one piece; false where it has none in the shop's own currency. */
struct amounts {
	struct money price, compare;
};
static bool amounts_now(struct ctx *ctx, const struct offer *o, int64_t variant_id, struct amounts *out)
{
	const struct offer_price *own = single(ctx, o, variant_id, ctx->settings->currency);
	const struct offer_price *entered = single(ctx, o, variant_id, ctx->currency);
	if (!own)
		return false;
	int64_t minor = entered ? entered->minor : -1;
	out->price = price_choose(ctx, minor, own->minor, ctx->currency);
	out->compare = price_compare(ctx, minor, entered ? entered->compare : -1, own->compare);
	return true;
}

static const struct offer_variant *offered(const struct offer *o, int64_t variant_id)
{
	for (size_t i = 0; i < o->n_variants; i++)
		if (o->variants[i].id == variant_id)
			return &o->variants[i];
	return NULL;
}

void offer_pieces(struct ctx *ctx, struct bigints of, struct bigints left, struct offer *o)
{
	struct offer_variant *variants = arena_memdup(ctx->arena, o->variants, o->n_variants * sizeof *o->variants);
	for (size_t i = 0; i < o->n_variants; i++)
		for (size_t k = 0; k < of.n; k++)
			if (of.v[k] == variants[i].id)
				variants[i].left += left.v[k];
	o->variants = variants;
}

void offer_apply(struct ctx *ctx, const struct offer *o, struct product *p)
{
	struct variant *list = ARENA_ARRAY(ctx->arena, p->n_variants, struct variant);
	size_t n = 0;
	for (size_t i = 0; i < p->n_variants; i++) {
		const struct offer_variant *how = offered(o, p->variants[i].id);
		struct amounts now;
		if (!how || !amounts_now(ctx, o, how->id, &now))
			continue;
		struct variant *v = &list[n++];
		*v = p->variants[i];
		v->price = now.price;
		v->compare = now.compare.minor > now.price.minor ? now.compare : money_of(0, ctx->currency);
		v->available = how->endless ? INT64_MAX : how->left > 0 ? how->left : 0;
		v->backorder = how->backorder && how->left <= 0;
		set_tiers(ctx, o, v);
	}
	p->variants = list;
	p->n_variants = n;
}

bool offer_card(struct ctx *ctx, const struct offer *o, struct product_card *card)
{
	struct money high = { 0 };
	bool any = false, endless = false;
	for (size_t i = 0; i < o->n_variants; i++) {
		const struct offer_variant *v = &o->variants[i];
		struct amounts now;
		if (!amounts_now(ctx, o, v->id, &now))
			continue;
		card->available += v->left > 0 ? v->left : 0;
		endless |= v->endless;
		if (!any || now.price.minor > high.minor)
			high = now.price;
		if (!any || now.price.minor < card->price.minor) {
			card->price = now.price;
			card->compare = now.compare;
		}
		any = true;
	}
	card->price_varies = high.minor != card->price.minor;
	if (card->compare.minor <= card->price.minor)
		card->compare.minor = 0;
	if (endless)
		card->available = INT64_MAX;
	return any;
}
