#include "shop/goods.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/product_index.h"
#include "shop/stock.h"
#include "shop/tenant.h"

enum err_code goods_list(struct ctx *ctx, const struct goods_query *q, struct goods_rows *out)
{
	const struct settings *s = ctx->settings;
	struct goods_rows_row *rows;
	size_t n;
	enum err_code e = q_goods_rows(ctx,
	    &(struct goods_rows_in){ .search = q->search,
	        .after_handle = q->after_handle,
	        .locale = ctx->locale,
	        .default_locale = s->default_locale,
	        .currency = s->currency,
	        .at = ctx->now,
	        .max_rows = q->limit + 1,
	        .few = STOCK_LOW },
	    &rows, &n);
	if (e)
		return e;
	struct goods_row *v = ARENA_ARRAY(ctx->arena, n, struct goods_row);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct goods_row){ .id = rows[i].id,
			.name = rows[i].name,
			.handle = rows[i].handle,
			.state = rows[i].state,
			.picture = rows[i].picture,
			.variants = rows[i].variants,
			.on_hand = rows[i].on_hand,
			.available = rows[i].available,
			.tracked = rows[i].tracked,
			.low = rows[i].low,
			.price_varies = rows[i].highest != rows[i].minor,
			.price_from = money_of(rows[i].minor, s->currency) };
	out->more = (int64_t)n > q->limit;
	out->n = out->more ? (size_t)q->limit : n;
	out->v = v;
	return ERR_OK;
}

enum err_code goods_get(struct ctx *ctx, int64_t product_id, const struct goods **out)
{
	const struct settings *s = ctx->settings;
	struct goods_product_row *product = NULL;
	struct goods_variants_row *variants = NULL;
	size_t n = 0, n_variants = 0;
	q_goods_product_queue(ctx,
	    &(struct goods_product_in){ .id = product_id, .locale = ctx->locale, .default_locale = s->default_locale },
	    &product, &n);
	q_goods_variants_queue(ctx,
	    &(struct goods_variants_in){ .product_id = product_id,
	        .locale = ctx->locale,
	        .default_locale = s->default_locale,
	        .currency = s->currency,
	        .at = ctx->now },
	    &variants, &n_variants);
	enum err_code e = db_flush(ctx);
	if (e)
		return e;
	if (n == 0)
		return err_set(ctx, ERR_NOT_FOUND, "no product %" PRId64, product_id);
	struct goods_variant *v = ARENA_ARRAY(ctx->arena, n_variants, struct goods_variant);
	for (size_t i = 0; i < n_variants; i++)
		v[i] = (struct goods_variant){ .id = variants[i].id,
			.sku = variants[i].sku,
			.options = text_pairs(
			    ctx->arena, ctx->locale, NULL, variants[i].option_values.v, variants[i].option_values.n),
			.price = money_of(variants[i].minor, s->currency),
			.compare = money_of(variants[i].compare_minor, s->currency),
			.on_hand = variants[i].on_hand,
			.committed = variants[i].committed,
			.tracked = variants[i].tracked };
	struct goods *g = ARENA_NEW(ctx->arena, struct goods);
	*g = (struct goods){ .id = product->id,
		.name = product->name,
		.handle = product->handle,
		.state = product->state,
		.picture = product->picture,
		.description = product->description,
		.variants = v,
		.n_variants = n_variants };
	*out = g;
	return ERR_OK;
}

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
	return e;
}

static enum err_code set_price(struct ctx *ctx, const struct goods_change *c)
{
	const char *currency = ctx->settings->currency;
	enum err_code e = q_price_end(
	    ctx, &(struct price_end_in){ .variant_id = c->variant_id, .currency = currency, .at = ctx->now }, NULL);
	if (e)
		return e;
	return q_price_start(ctx,
	    &(struct price_start_in){ .variant_id = c->variant_id,
	        .currency = currency,
	        .minor = c->minor,
	        .compare_minor = c->compare_minor,
	        .compare_minor_null = c->compare_minor < 0,
	        .at = ctx->now },
	    NULL);
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
	const struct goods *goods;
	const struct goods_change *changes;
	size_t n;
	const char *state;
};

static enum err_code write_changes(struct ctx *ctx, void *arg)
{
	const struct update *u = arg;
	enum err_code result = ERR_OK;
	for (size_t i = 0; i < u->n; i++) {
		const struct goods_change *c = &u->changes[i];
		const struct goods_variant *old = find(u->goods, c->variant_id);
		enum err_code e = ERR_OK;
		if (old->price.minor != c->minor || old->compare.minor != c->compare_minor)
			e = set_price(ctx, c);
		if (!e && c->on_hand != c->seen_on_hand)
			e = set_stock(ctx, u->goods->id, c);
		/* Every refusal is told at once, before the transaction is taken back. */
		if (e && e != ERR_INPUT)
			return e;
		result = e ? e : result;
	}
	if (result)
		return result;
	enum err_code e = q_goods_set_state(
	    ctx, &(struct goods_set_state_in){ .id = u->goods->id, .state = u->state, .at = ctx->now }, NULL);
	return e ? e : product_index(ctx, u->goods->id);
}

enum err_code goods_update(
    struct ctx *ctx, int64_t product_id, const struct goods_change *changes, size_t n, const char *state)
{
	struct update u = { .changes = changes, .n = n, .state = state };
	enum err_code e = goods_get(ctx, product_id, &u.goods);
	if (e)
		return e;
	if (!str_eq(state, "draft") && !str_eq(state, "active") && !str_eq(state, "archived"))
		return err_set(ctx, ERR_MALFORMED, "product state is none of ours");
	for (size_t i = 0; i < n; i++) {
		enum err_code c = check(ctx, u.goods, &changes[i]);
		e = e ? e : c;
	}
	return e ? e : db_tx(ctx, write_changes, &u);
}
