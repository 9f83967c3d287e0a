#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/goods.h"
#include "shop/goods_room.h"
#include "shop/price_write.h"
#include "shop/tenant.h"

enum { GRAMS_MAX = 100000000 };

static const struct goods_variant *find(const struct goods *g, int64_t id)
{
	for (size_t i = 0; i < g->n_variants; i++)
		if (g->variants[i].id == id)
			return &g->variants[i];
	return NULL;
}

static enum err_code refuse_at(struct ctx *ctx, const char *field, int64_t variant_id, const char *code)
{
	return refuse(ctx, arena_printf(ctx->arena, "%s_%" PRId64, field, variant_id), code, NULL, NULL);
}

static enum err_code refuse_count(struct ctx *ctx, int64_t variant_id, const char *code, int64_t pieces)
{
	return refuse(ctx, arena_printf(ctx->arena, "on_hand_%" PRId64, variant_id), code,
	    text_integer(ctx->arena, ctx->locale, pieces), NULL);
}

static enum err_code check(struct ctx *ctx, const struct goods *g, const struct goods_change *c)
{
	if (!find(g, c->variant_id))
		return err_set(
		    ctx, ERR_NOT_FOUND, "variant %" PRId64 " is not of product %" PRId64, c->variant_id, g->id);
	enum err_code e = ERR_OK;
	if (c->minor < 0 || c->minor > LIMIT_MINOR)
		e = refuse_at(ctx, "price", c->variant_id, "price_range");
	if (c->compare_minor > LIMIT_MINOR || (c->compare_minor >= 0 && c->compare_minor <= c->minor))
		e = refuse_at(ctx, "compare", c->variant_id, "compare_not_above");
	if (c->on_hand < 0 || c->on_hand > LIMIT_STOCK)
		e = refuse_at(ctx, "on_hand", c->variant_id, "stock_range");
	if (c->grams < 0 || c->grams > GRAMS_MAX)
		e = refuse_at(ctx, "grams", c->variant_id, "grams_range");
	return e;
}

static enum err_code set_stock(struct ctx *ctx, int64_t product_id, const struct goods_change *c)
{
	struct stock_set_first_in first = { .variant_id = c->variant_id, .on_hand = c->on_hand };
	const struct goods *goods;
	int64_t changed;
	enum err_code e = q_stock_correct(ctx,
	    &(struct stock_correct_in){
	        .variant_id = c->variant_id, .on_hand = c->on_hand, .seen_on_hand = c->seen_on_hand },
	    &changed);
	if (e || changed > 0)
		return e;
	e = q_stock_set_first(ctx, &first, &changed);
	if (e || changed > 0)
		return e;
	e = goods_get(ctx, product_id, &goods);
	if (e)
		return e;
	const struct goods_variant *now = find(goods, c->variant_id);
	if (now && now->on_hand == c->on_hand)
		return ERR_OK;
	if (now && now->on_hand == c->seen_on_hand)
		return refuse_count(ctx, c->variant_id, "stock_promised", now->committed);
	return refuse_count(ctx, c->variant_id, "stock_changed", now ? now->on_hand : 0);
}

struct update {
	const struct goods_update *to;
	const struct goods *goods;
};

static bool price_differs(const struct goods_variant *old, const struct goods_change *c)
{
	return old->price.minor != c->minor || old->compare.minor != c->compare_minor;
}

static bool looks_differ(const struct goods_variant *old, const struct goods_change *c)
{
	return !str_eq(old->sku, c->sku) || !str_eq(old->barcode, c->barcode) || old->grams != c->grams ||
	       old->tracked != c->tracked || old->backorder != c->backorder ||
	       old->requires_shipping != c->requires_shipping || old->active != c->active;
}

/* Stock is told apart by what was seen of it: selling moves it all day. */
static bool differs(const struct update *u)
{
	if (!str_eq(u->goods->state, u->to->state))
		return true;
	for (size_t i = 0; i < u->to->n; i++) {
		const struct goods_variant *old = find(u->goods, u->to->changes[i].variant_id);
		if (price_differs(old, &u->to->changes[i]) || looks_differ(old, &u->to->changes[i]))
			return true;
	}
	return false;
}

/* What the variant will be, whether the form holds it or not. */
static bool stays_active(const struct update *u, const struct goods_variant *v)
{
	for (size_t i = 0; i < u->to->n; i++)
		if (u->to->changes[i].variant_id == v->id)
			return u->to->changes[i].active;
	return v->active;
}

static enum err_code check_active(struct ctx *ctx, const struct update *u)
{
	for (size_t i = 0; i < u->goods->n_variants; i++)
		if (stays_active(u, &u->goods->variants[i]))
			return ERR_OK;
	return u->to->n ? refuse_at(ctx, "active", u->to->changes[0].variant_id, "keep_one") : ERR_OK;
}

/* Article numbers are unique among what is sold. */
static enum err_code check_numbers(struct ctx *ctx, const struct update *u)
{
	const struct goods_change *v = u->to->changes;
	const char **skus = ARENA_ARRAY(ctx->arena, u->to->n, const char *);
	int64_t *ids = ARENA_ARRAY(ctx->arena, u->to->n, int64_t);
	struct variants_numbered_row *taken;
	size_t n_taken = 0;
	for (size_t i = 0; i < u->to->n; i++) {
		skus[i] = v[i].active ? v[i].sku : "";
		ids[i] = v[i].variant_id;
	}
	enum err_code e = q_variants_numbered(ctx,
	    &(struct variants_numbered_in){ .skus = { skus, u->to->n }, .but = { ids, u->to->n } }, &taken, &n_taken);
	if (e)
		return e;
	for (size_t i = 0; i < u->to->n; i++) {
		bool twice = false;
		for (size_t k = 0; k < i; k++)
			twice = twice || str_eq(skus[i], skus[k]);
		for (size_t k = 0; k < n_taken; k++)
			twice = twice || str_eq(skus[i], taken[k].sku);
		if (twice && *skus[i])
			e = refuse_at(ctx, "sku", ids[i], "sku_taken");
	}
	return e;
}

static enum err_code set_looks(struct ctx *ctx, const struct update *u)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, u->to->n, int64_t);
	size_t n = 0;
	for (size_t i = 0; i < u->to->n; i++)
		if (looks_differ(find(u->goods, u->to->changes[i].variant_id), &u->to->changes[i]))
			ids[n++] = u->to->changes[i].variant_id;
	if (n == 0)
		return ERR_OK;
	enum err_code e = q_variants_unnumber(ctx, &(struct variants_unnumber_in){ .ids = { ids, n } }, NULL);
	for (size_t i = 0; !e && i < u->to->n; i++) {
		const struct goods_change *c = &u->to->changes[i];
		if (!looks_differ(find(u->goods, c->variant_id), c))
			continue;
		e = q_variant_put(ctx,
		    &(struct variant_put_in){ .id = c->variant_id,
		        .sku = *c->sku ? c->sku : NULL,
		        .barcode = *c->barcode ? c->barcode : NULL,
		        .state = c->active ? "active" : "archived",
		        .grams = c->grams,
		        .requires_shipping = c->requires_shipping,
		        .tracked = c->tracked,
		        .backorder = c->backorder },
		    NULL);
	}
	return e;
}

static enum err_code write_changes(struct ctx *ctx, const struct update *u)
{
	enum err_code result = set_looks(ctx, u);
	if (result)
		return result;
	for (size_t i = 0; i < u->to->n; i++) {
		const struct goods_change *c = &u->to->changes[i];
		struct price_key key = { c->variant_id, ctx->settings->currency, 1 };
		enum err_code e = ERR_OK;
		if (price_differs(find(u->goods, c->variant_id), c))
			e = price_put(ctx, &key, &(struct price_amount){ c->minor, c->compare_minor });
		if (!e && c->on_hand != c->seen_on_hand)
			e = set_stock(ctx, u->goods->id, c);
		/* Every refusal is told at once, before the transaction is taken back. */
		if (e && e != ERR_INPUT)
			return e;
		result = e ? e : result;
	}
	if (!result)
		result = q_goods_set_state(
		    ctx, &(struct goods_set_state_in){ .id = u->goods->id, .state = u->to->state }, NULL);
	return result ? result : goods_changed(ctx, u->goods->id);
}

static enum err_code update_tx(struct ctx *ctx, void *arg)
{
	struct update u = { .to = arg };
	int64_t version;
	enum err_code e = goods_lock(ctx, u.to->product_id, &version);
	if (!e)
		e = goods_get(ctx, u.to->product_id, &u.goods);
	if (e)
		return e;
	for (size_t i = 0; i < u.to->n; i++) {
		enum err_code c = check(ctx, u.goods, &u.to->changes[i]);
		if (c && c != ERR_INPUT)
			return c;
		e = c ? c : e;
	}
	enum err_code active = e ? e : check_active(ctx, &u);
	enum err_code numbers = e ? e : check_numbers(ctx, &u);
	if (active || numbers)
		return active ? active : numbers;
	if (version != u.to->version && differs(&u))
		return goods_refuse_stale(ctx);
	return write_changes(ctx, &u);
}

enum err_code goods_update(struct ctx *ctx, const struct goods_update *to)
{
	if (!str_eq(to->state, "draft") && !str_eq(to->state, "active") && !str_eq(to->state, "archived"))
		return err_set(ctx, ERR_MALFORMED, "product state is none of ours");
	return db_tx(ctx, update_tx, (void *)to);
}
