#include "shop/goods.h"

#include <inttypes.h>

#include "base/str.h"
#include "kit/text.h"
#include "kit/text_words.h"
#include "queries.h"
#include "shop/search_words.h"
#include "shop/stock.h"
#include "shop/tenant.h"

static const char *const sorts[GOODS_SORT__MAX] = {
	[GOODS_BY_HANDLE] = "handle",
	[GOODS_BY_NAME] = "name",
	[GOODS_BY_UPDATED] = "updated",
	[GOODS_BY_STOCK] = "stock",
};

/* The names of very many products are not searched letter by letter: they are found by their words, as shoppers do. */
static enum err_code words_for(struct ctx *ctx, const char *search, const char **words)
{
	enum { LETTER_BY_LETTER = 10000 };
	struct goods_many_row row = { .many = false };
	*words = "";
	enum err_code e =
	    str_empty(search) ? ERR_OK : q_goods_many_one(ctx, &(struct goods_many_in){ LETTER_BY_LETTER }, &row);
	struct text_words t = { .n = 0 };
	if (!e && row.many)
		t = text_words(ctx->arena, ctx->locale, search, TEXT_WORDS_QUERY);
	if (t.n > 0)
		*words = search_all_of(ctx, &t);
	return e;
}

enum err_code goods_list(struct ctx *ctx, const struct goods_query *q, struct goods_rows *out)
{
	const struct settings *s = ctx->settings;
	struct goods_rows_row *rows;
	const char *words;
	size_t n;
	enum err_code e = words_for(ctx, q->search, &words);
	if (e)
		return e;
	e = q_goods_rows(ctx,
	    &(struct goods_rows_in){ .search = q->search,
	        .state = q->state,
	        .category_id = q->category_id,
	        .low = q->low,
	        .sort = sorts[q->sort],
	        .skip = (q->page - 1) * q->limit,
	        .locale = ctx->locale,
	        .default_locale = s->default_locale,
	        .currency = s->currency,
	        .at = ctx->now,
	        .max_rows = q->limit + 1,
	        .few = STOCK_LOW,
	        .words = words },
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
			.publish_at = rows[i].publish_at,
			.unpublish_at = rows[i].unpublish_at,
			.updated_at = rows[i].updated_at,
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
	struct grid_rows_row *variants = NULL;
	size_t n = 0, n_variants = 0;
	q_goods_product_queue(ctx,
	    &(struct goods_product_in){ .id = product_id, .locale = ctx->locale, .default_locale = s->default_locale },
	    &product, &n);
	q_grid_rows_queue(ctx,
	    &(struct grid_rows_in){ .product_id = product_id,
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
			.barcode = variants[i].barcode,
			.options = text_pairs(
			    ctx->arena, ctx->locale, NULL, variants[i].option_values.v, variants[i].option_values.n),
			.price = money_of(variants[i].minor, s->currency),
			.compare = money_of(variants[i].compare_minor, s->currency),
			.until = variants[i].until,
			.grams = variants[i].grams,
			.on_hand = variants[i].on_hand,
			.committed = variants[i].committed,
			.tracked = variants[i].tracked,
			.backorder = variants[i].backorder,
			.requires_shipping = variants[i].requires_shipping,
			.active = str_eq(variants[i].state, "active") };
	struct goods *g = ARENA_NEW(ctx->arena, struct goods);
	*g = (struct goods){ .id = product->id,
		.name = product->name,
		.handle = product->handle,
		.state = product->state,
		.picture = product->picture,
		.version = product->version,
		.publish_at = product->publish_at,
		.unpublish_at = product->unpublish_at,
		.variants = v,
		.n_variants = n_variants };
	*out = g;
	return ERR_OK;
}
