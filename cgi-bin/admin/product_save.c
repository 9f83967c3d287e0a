#include <inttypes.h>

#include "admin/product.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

enum { GRAMS_MAX = 100000000 };

static enum err_code refuse_at(struct ctx *ctx, const char *column, int64_t variant_id, const char *code)
{
	return refuse(ctx, arena_printf(ctx->arena, "%s_%" PRId64, column, variant_id), code, NULL, NULL);
}

static enum err_code read_money(
    struct ctx *ctx, const char *column, int64_t variant_id, const char *typed, int64_t *minor)
{
	return product_read_money(
	    ctx, arena_printf(ctx->arena, "%s_%" PRId64, column, variant_id), typed, ctx->settings->currency, minor);
}

static enum err_code read_count(struct ctx *ctx, int64_t variant_id, const char *typed, int64_t *pieces)
{
	enum text_number is = text_parse_integer(ctx->locale, typed, pieces);
	if (is == TEXT_NUMBER_OK && *pieces >= 0 && *pieces <= LIMIT_STOCK)
		return ERR_OK;
	return refuse_at(ctx, "on_hand", variant_id, "stock_range");
}

static enum err_code read_grams(struct ctx *ctx, int64_t variant_id, const char *typed, int64_t *grams)
{
	*grams = 0;
	if (str_empty(typed) ||
	    (text_parse_integer(ctx->locale, typed, grams) == TEXT_NUMBER_OK && *grams >= 0 && *grams <= GRAMS_MAX))
		return ERR_OK;
	return refuse_at(ctx, "grams", variant_id, "grams_range");
}

static const struct goods_variant *find(const struct goods *g, int64_t id)
{
	for (size_t i = 0; i < g->n_variants; i++)
		if (g->variants[i].id == id)
			return &g->variants[i];
	return NULL;
}

static const char *sent(const struct param_keyed *list, int64_t id, const char *otherwise)
{
	const char *text = param_keyed_find(list, id);
	return text ? text : otherwise;
}

/* One row of the form. A price left out is no form of ours; an empty one is a price or count that is missing. */
static enum err_code read_row(
    struct ctx *ctx, const struct product_in *in, const struct goods_variant *v, struct goods_change *to)
{
	const char *price = param_keyed_find(&in->price, v->id), *compare = param_keyed_find(&in->compare, v->id);
	const char *on_hand = param_keyed_find(&in->on_hand, v->id), *seen = param_keyed_find(&in->seen, v->id);
	*to = (struct goods_change){ .variant_id = v->id,
		.compare_minor = -1,
		.sku = sent(&in->sku, v->id, v->sku),
		.barcode = sent(&in->barcode, v->id, v->barcode),
		.active = param_keyed_find(&in->active, v->id) != NULL,
		.requires_shipping = param_keyed_find(&in->ships, v->id) != NULL,
		.tracked = param_keyed_find(&in->tracked, v->id) != NULL,
		.backorder = param_keyed_find(&in->backorder, v->id) != NULL };
	if (!price || !compare || !seen || !str_to_int(seen, 0, LIMIT_STOCK, &to->seen_on_hand))
		return err_set(ctx, ERR_MALFORMED, "variant %" PRId64 " has fields missing or bent", v->id);
	to->on_hand = to->seen_on_hand;
	enum err_code bad_price = read_money(ctx, "price", v->id, price, &to->minor);
	enum err_code bad_compare = *compare ? read_money(ctx, "compare", v->id, compare, &to->compare_minor) : ERR_OK;
	enum err_code bad_count = on_hand ? read_count(ctx, v->id, on_hand, &to->on_hand) : ERR_OK;
	const char *grams = param_keyed_find(&in->grams, v->id);
	to->grams = v->grams;
	enum err_code bad_grams = grams ? read_grams(ctx, v->id, grams, &to->grams) : ERR_OK;
	return bad_price || bad_compare || bad_count || bad_grams ? ERR_INPUT : ERR_OK;
}

/* Everything that is wrong with the form is told at once. */
static enum err_code read_rows(
    struct ctx *ctx, const struct product_in *in, const struct goods *g, struct goods_change *changes)
{
	enum err_code result = ERR_OK;
	for (size_t i = 0; i < in->price.n; i++) {
		const struct goods_variant *v = find(g, in->price.v[i].id);
		if (!v)
			return err_set(ctx, ERR_CONFLICT, "a variant of the form is gone");
		enum err_code e = read_row(ctx, in, v, &changes[i]);
		if (e && e != ERR_INPUT)
			return e;
		result = e ? e : result;
	}
	return result;
}

static enum err_code save(struct ctx *ctx, const struct product_in *in, int64_t id)
{
	const struct goods *g;
	enum err_code e = goods_get(ctx, id, &g);
	if (e)
		return e;
	struct goods_change *changes = ARENA_ARRAY(ctx->arena, in->price.n, struct goods_change);
	e = read_rows(ctx, in, g, changes);
	if (e)
		return e;
	return goods_update(ctx,
	    &(struct goods_update){
	        .product_id = id, .version = in->version, .state = in->state, .changes = changes, .n = in->price.n });
}

enum err_code product_post(struct ctx *ctx, struct exchange *x)
{
	const struct product_in *in = x->in;
	int64_t id, page = in->page ? in->page : 1;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	e = x->in_err ? x->in_err : save(ctx, in, id);
	if (e == ERR_INPUT) {
		x->res->status = product_refused(ctx);
		return product_show(ctx, x, id, page, in);
	}
	if (e)
		return e;
	return product_done(ctx, x, "saved",
	    page == 1 ? product_url(ctx, id, "")
	              : product_url(ctx, id, arena_printf(ctx->arena, "?page=%" PRId64, page)));
}
