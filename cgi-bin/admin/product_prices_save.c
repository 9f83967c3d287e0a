#include <inttypes.h>

#include "admin/product_prices.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

/* Hundredths of a percent are parts per ten thousand. */
enum { PERCENT_DECIMALS = 4, WHOLE_PPM = 1000000 };

static enum err_code finish(struct ctx *ctx, struct exchange *x, int64_t id, enum err_code e, enum prices_form form)
{
	if (e == ERR_INPUT) {
		x->res->status = product_refused(ctx);
		return product_prices_show(ctx, x, id, form);
	}
	return e ? e : product_done(ctx, x, "saved", product_url(ctx, id, "/prices"));
}

static enum err_code check_currency(struct ctx *ctx, const char *code)
{
	return settings_currency(ctx->settings, code) ? ERR_OK : err_set(ctx, ERR_MALFORMED, "a currency not offered");
}

static bool is_of(const struct goods *g, int64_t variant_id)
{
	for (size_t i = 0; i < g->n_variants; i++)
		if (g->variants[i].id == variant_id)
			return true;
	return false;
}

static enum err_code read_amounts(
    struct ctx *ctx, const struct currency_in *in, size_t i, struct goods_currency_price *to)
{
	int64_t id = in->price.v[i].id;
	const char *price = in->price.v[i].text, *compare = param_keyed_find(&in->compare, id);
	*to = (struct goods_currency_price){ id, -1, -1 };
	if (!compare)
		return err_set(ctx, ERR_MALFORMED, "variant %" PRId64 " has fields missing", id);
	enum err_code e = ERR_OK, c = ERR_OK;
	if (!str_empty(price))
		e = product_read_money(
		    ctx, arena_printf(ctx->arena, "price_%" PRId64, id), price, in->currency, &to->minor);
	const char *field = arena_printf(ctx->arena, "compare_%" PRId64, id);
	if (!str_empty(compare))
		c = str_empty(price) ? refuse(ctx, field, "compare_not_above", NULL, NULL)
		                     : product_read_money(ctx, field, compare, in->currency, &to->compare_minor);
	return e || c ? ERR_INPUT : ERR_OK;
}

enum err_code product_currency_post(struct ctx *ctx, struct exchange *x)
{
	const struct currency_in *in = x->in;
	const struct goods *g;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = check_currency(ctx, in->currency);
	if (!e && str_eq(in->currency, ctx->settings->currency))
		e = err_set(ctx, ERR_MALFORMED, "the shop's own currency");
	if (!e)
		e = goods_get(ctx, id, &g);
	if (e)
		return e;
	struct goods_currency_price *v = ARENA_ARRAY(ctx->arena, in->price.n, struct goods_currency_price);
	e = x->in_err;
	for (size_t i = 0; i < in->price.n; i++) {
		if (!is_of(g, in->price.v[i].id))
			return err_set(ctx, ERR_CONFLICT, "a variant of the form is gone");
		enum err_code row = read_amounts(ctx, in, i, &v[i]);
		if (row && row != ERR_INPUT)
			return row;
		e = row ? row : e;
	}
	if (!e)
		e = goods_currency_save(
		    ctx, &(struct goods_currency_prices){ id, in->version, in->currency, v, in->price.n });
	return finish(ctx, x, id, e, PRICES_CURRENCY);
}

enum err_code product_tier_post(struct ctx *ctx, struct exchange *x)
{
	const struct tier_in *in = x->in;
	struct bigints one = { &in->variant, in->variant != 0 }, named = { in->variants.v, in->variants.n };
	struct goods_tier tier = {
		.variants = named.n ? named : one, .currency = in->currency, .quantity = in->quantity
	};
	enum err_code e = admin_id(ctx, x, &tier.product_id);
	if (!e)
		e = check_currency(ctx, in->currency);
	if (e)
		return e;
	tier.minor = -1;
	if (!in->remove && product_read_money(ctx, "price", in->price, in->currency, &tier.minor))
		e = ERR_INPUT;
	if (x->in_err)
		e = x->in_err;
	if (!e)
		e = goods_tier_save(ctx, &tier);
	return finish(ctx, x, tier.product_id, e, PRICES_TIER);
}

static enum err_code read_time(
    struct ctx *ctx, const char *field, const char *typed, bool last, int64_t unset, int64_t *out)
{
	*out = unset;
	if (str_empty(typed))
		return last ? ERR_OK : refuse(ctx, field, "required", NULL, NULL);
	if (text_parse_local(ctx->settings->time_zone, typed, last, out))
		return ERR_OK;
	return refuse(ctx, field, "time_form", text_local(ctx->arena, ctx->settings->time_zone, ctx->now), NULL);
}

static enum err_code read_how_much(struct ctx *ctx, const struct sale_in *in, struct goods_sale *to)
{
	to->minor = -1;
	if (str_empty(in->price) == str_empty(in->percent))
		return refuse(ctx, "price", "price_or_percent", NULL, NULL);
	if (!str_empty(in->price))
		return product_read_money(ctx, "price", in->price, in->currency, &to->minor);
	if (text_parse_decimal(ctx->locale, in->percent, PERCENT_DECIMALS, &to->off_ppm) != TEXT_NUMBER_OK ||
	    to->off_ppm <= 0 || to->off_ppm > WHOLE_PPM)
		return refuse(ctx, "percent", "percent_form", NULL, NULL);
	return ERR_OK;
}

enum err_code product_sale_post(struct ctx *ctx, struct exchange *x)
{
	const struct sale_in *in = x->in;
	struct goods_sale sale = { .variant_id = in->variant, .currency = in->currency, .before = in->before };
	enum err_code e = admin_id(ctx, x, &sale.product_id);
	if (!e)
		e = check_currency(ctx, in->currency);
	if (e)
		return e;
	enum err_code amount = read_how_much(ctx, in, &sale);
	enum err_code from = read_time(ctx, "from", in->from, false, 0, &sale.from);
	enum err_code until = read_time(ctx, "until", in->until, true, INT64_MAX, &sale.to);
	if (!from && !until && (sale.to <= sale.from || sale.to <= ctx->now))
		until = refuse(ctx, "until", "until_before", NULL, NULL);
	e = amount || from || until || x->in_err ? ERR_INPUT : goods_sale_plan(ctx, &sale);
	return finish(ctx, x, sale.product_id, e, PRICES_SALE);
}

enum err_code product_cancel_post(struct ctx *ctx, struct exchange *x)
{
	const struct cancel_in *in = x->in;
	const struct goods *g;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = goods_get(ctx, id, &g);
	if (!e && in->price.n == 0)
		e = err_set(ctx, ERR_MALFORMED, "no price is named");
	if (e)
		return e;
	e = goods_sale_cancel(ctx, id, (struct bigints){ in->price.v, in->price.n });
	/* It is over, or somebody took it back before: what the merchant wants is so. */
	if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
		return product_done(ctx, x, "price_gone", product_url(ctx, id, "/prices"));
	return e ? e : product_done(ctx, x, "saved", product_url(ctx, id, "/prices"));
}
