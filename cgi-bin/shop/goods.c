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

static struct goods_row row_of(const struct goods_rows_row *r, const char *currency)
{
	return (struct goods_row){ .id = r->id,
		.name = r->name,
		.handle = r->handle,
		.state = r->state,
		.picture = r->picture,
		.variants = r->variants,
		.on_hand = r->on_hand,
		.available = r->available,
		.tracked = r->tracked,
		.low = r->low,
		.publish_at = r->publish_at,
		.unpublish_at = r->unpublish_at,
		.updated_at = r->updated_at,
		.price_varies = r->highest != r->minor,
		.price_from = money_of(r->minor, currency) };
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
		v[i] = row_of(&rows[i], s->currency);
	out->more = (int64_t)n > q->limit;
	out->n = out->more ? (size_t)q->limit : n;
	out->v = v;
	return ERR_OK;
}

static struct goods_variant variant_of(struct ctx *ctx, const struct grid_rows_row *r)
{
	const char *currency = ctx->settings->currency;
	return (struct goods_variant){ .id = r->id,
		.sku = r->sku,
		.barcode = r->barcode,
		.options = text_pairs(ctx->arena, ctx->locale, NULL, r->option_values.v, r->option_values.n),
		.price = money_of(r->minor, currency),
		.compare = money_of(r->compare_minor, currency),
		.until = r->until,
		.grams = r->grams,
		.on_hand = r->on_hand,
		.committed = r->committed,
		.tracked = r->tracked,
		.backorder = r->backorder,
		.requires_shipping = r->requires_shipping,
		.active = str_eq(r->state, "active") };
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
		v[i] = variant_of(ctx, &variants[i]);
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
