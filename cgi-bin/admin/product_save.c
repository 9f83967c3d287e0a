#include <inttypes.h>

#include "admin/product.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/flash.h"

static enum err_code refuse_at(
    struct ctx *ctx, const char *column, int64_t variant_id, const char *code, const char *arg)
{
	return refuse(ctx, arena_printf(ctx->arena, "%s_%" PRId64, column, variant_id), code, arg, NULL);
}

/* An amount as somebody here would write it. */
static const char *example(struct ctx *ctx)
{
	int64_t minor = 1999;
	return text_money_field(ctx->arena, ctx->locale, money_of(minor, ctx->settings->currency));
}

static enum err_code read_money(
    struct ctx *ctx, const char *column, int64_t variant_id, const char *typed, int64_t *minor)
{
	switch (text_parse_money(ctx->locale, typed, ctx->settings->currency, minor)) {
	case TEXT_NUMBER_OK:
		break;
	case TEXT_NUMBER_FORM:
		return refuse_at(ctx, column, variant_id, "money_form", example(ctx));
	case TEXT_NUMBER_DECIMALS:
		return refuse_at(ctx, column, variant_id, "money_decimals", example(ctx));
	case TEXT_NUMBER_RANGE:
		return refuse_at(ctx, column, variant_id, "price_range", NULL);
	}
	return *minor < 0 ? refuse_at(ctx, column, variant_id, "price_range", NULL) : ERR_OK;
}

static enum err_code read_count(struct ctx *ctx, int64_t variant_id, const char *typed, int64_t *pieces)
{
	enum text_number is = text_parse_integer(ctx->locale, typed, pieces);
	if (is == TEXT_NUMBER_OK && *pieces >= 0 && *pieces <= LIMIT_STOCK)
		return ERR_OK;
	return refuse_at(ctx, "on_hand", variant_id, "stock_range", NULL);
}

static const struct goods_variant *find(const struct goods *g, int64_t id)
{
	for (size_t i = 0; i < g->n_variants; i++)
		if (g->variants[i].id == id)
			return &g->variants[i];
	return NULL;
}

/* One row of the form. A field left out is no form of ours; an empty one is a price or count that is missing. */
static enum err_code read_row(
    struct ctx *ctx, const struct product_in *in, const struct goods_variant *v, struct goods_change *to)
{
	const char *price = param_keyed_find(&in->price, v->id), *compare = param_keyed_find(&in->compare, v->id);
	const char *on_hand = param_keyed_find(&in->on_hand, v->id), *seen = param_keyed_find(&in->seen, v->id);
	*to = (struct goods_change){ .variant_id = v->id, .compare_minor = -1 };
	if (!price || !compare || !seen || (v->tracked && !on_hand) ||
	    !str_to_int(seen, 0, LIMIT_STOCK, &to->seen_on_hand))
		return err_set(ctx, ERR_MALFORMED, "variant %" PRId64 " has fields missing or bent", v->id);
	to->on_hand = to->seen_on_hand;
	enum err_code bad_price = *price ? read_money(ctx, "price", v->id, price, &to->minor)
	                                 : refuse_at(ctx, "price", v->id, "required", NULL);
	enum err_code bad_compare = *compare ? read_money(ctx, "compare", v->id, compare, &to->compare_minor) : ERR_OK;
	enum err_code bad_count = on_hand ? read_count(ctx, v->id, on_hand, &to->on_hand) : ERR_OK;
	return bad_price || bad_compare || bad_count ? ERR_INPUT : ERR_OK;
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
	return e ? e : goods_update(ctx, id, changes, in->price.n, in->state);
}

enum err_code product_post(struct ctx *ctx, struct exchange *x)
{
	const struct product_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	e = x->in_err ? x->in_err : save(ctx, in, id);
	if (e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return product_show(ctx, x, id, in);
	}
	if (e)
		return e;
	flash_set(ctx, x, "saved");
	response_redirect(x->res, 303, admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64, id)));
	return ERR_OK;
}
