#include "admin/product_prices.h"

#include <inttypes.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/price.h"
#include "shop/tenant.h"

static struct cell cell_of(struct ctx *ctx, const char *name, const char *label, const char *value)
{
	const struct refusal *why = refusal_for(ctx, name);
	return (struct cell){ .name = name,
		.label = label,
		.value = value,
		.mode = "decimal",
		.maxlength = "20",
		.error = why ? refusal_sentence(ctx, why) : NULL,
		.error_id = why ? arena_printf(ctx->arena, "%s-error", name) : NULL,
		.invalid = why ? "true" : NULL };
}

static const char *shown_amount(struct ctx *ctx, const struct money *m)
{
	return !m || m->minor < 0 ? "" : text_money_field(ctx->arena, ctx->locale, *m);
}

static const struct goods_price_row *entered_now(struct ctx *ctx, const struct prices_sheet *s, int64_t variant_id)
{
	for (size_t i = 0; i < s->n_prices; i++)
		if (s->prices[i].variant_id == variant_id && s->prices[i].quantity == 1 &&
		    s->prices[i].from <= ctx->now && str_eq(s->prices[i].price.currency, s->currency))
			return &s->prices[i];
	return NULL;
}

static void fill_currency(
    struct ctx *ctx, const struct prices_sheet *s, const struct currency_in *typed, struct product_prices_page *view)
{
	view->rows = ARENA_ARRAY(ctx->arena, s->goods->n_variants, struct currency_row);
	for (size_t i = 0; i < s->goods->n_variants; i++) {
		const struct goods_variant *v = &s->goods->variants[i];
		const struct goods_price_row *now = entered_now(ctx, s, v->id);
		if (!v->active || v->price.minor < 0)
			continue;
		const char *label = prices_words(s, v->id), *id = product_digits(ctx, v->id);
		const char *price = shown_amount(ctx, now ? &now->price : NULL);
		const char *compare = shown_amount(ctx, now ? &now->compare : NULL);
		if (typed && param_keyed_find(&typed->price, v->id))
			price = param_keyed_find(&typed->price, v->id);
		if (typed && param_keyed_find(&typed->compare, v->id))
			compare = param_keyed_find(&typed->compare, v->id);
		view->rows[view->n_rows++] = (struct currency_row){ .options = label,
			.computed = price_convert(ctx, v->price.minor, s->currency),
			.price = cell_of(ctx, arena_printf(ctx->arena, "price_%s", id),
			    view_format(ctx, N_("Price, {1}"), label, NULL), price),
			.compare = cell_of(ctx, arena_printf(ctx->arena, "compare_%s", id),
			    view_format(ctx, N_("Price before, {1}"), label, NULL), compare) };
	}
}

static void fill_tabs(struct ctx *ctx, const struct prices_sheet *s, struct product_prices_page *view)
{
	const struct settings *shop = ctx->settings;
	view->currencies = ARENA_ARRAY(ctx->arena, shop->n_currencies, struct product_tab);
	for (size_t i = 0; i < shop->n_currencies; i++) {
		const char *code = shop->currencies[i].code;
		if (str_eq(code, shop->currency))
			continue;
		view->currencies[view->n_currencies++] = (struct product_tab){ code,
			product_url(ctx, s->goods->id, arena_printf(ctx->arena, "/prices?currency=%s", code)),
			str_eq(code, s->currency) };
	}
	view->many = view->n_currencies > 1;
}

static struct form_option *variant_options(struct ctx *ctx, const struct prices_sheet *s, size_t *n)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, s->goods->n_variants + 1, struct form_option);
	*n = 0;
	v[(*n)++] = (struct form_option){ .value = "", .label = view_text(ctx, N_("All variants")) };
	for (size_t i = 0; i < s->goods->n_variants; i++)
		if (s->goods->variants[i].active && s->goods->n_variants > 1)
			v[(*n)++] = (struct form_option){ .value = product_digits(ctx, s->goods->variants[i].id),
				.label = prices_words(s, s->goods->variants[i].id) };
	return v;
}

static struct form_option *currency_options(struct ctx *ctx, size_t *n)
{
	const struct settings *shop = ctx->settings;
	struct form_option *v = ARENA_ARRAY(ctx->arena, shop->n_currencies, struct form_option);
	*n = shop->n_currencies;
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct form_option){ .value = shop->currencies[i].code, .label = shop->currencies[i].code };
	return v;
}

static struct form_field *shared_fields(struct ctx *ctx, const struct prices_sheet *s, size_t more)
{
	struct form_field *f = ARENA_ARRAY(ctx->arena, 2 + more, struct form_field);
	f[0] = (struct form_field){
		.name = "variant", .label = N_("Variant"), .type = "select", .required = true, .width = "half"
	};
	f[0].options = variant_options(ctx, s, &f[0].n_options);
	f[1] = (struct form_field){
		.name = "currency", .label = N_("Currency"), .type = "select", .required = true, .width = "half"
	};
	f[1].options = currency_options(ctx, &f[1].n_options);
	return f;
}

static struct form tier_form(struct ctx *ctx, const struct prices_sheet *s)
{
	struct form_field *f = shared_fields(ctx, s, 2);
	f[2] = (struct form_field){ .name = "quantity",
		.label = N_("Pieces, from"),
		.type = "text",
		.inputmode = "numeric",
		.required = true,
		.width = "half",
		.maxlength = "6" };
	f[3] = (struct form_field){ .name = "price",
		.label = N_("Price of one piece"),
		.type = "text",
		.inputmode = "decimal",
		.dir = "ltr",
		.required = true,
		.width = "half",
		.maxlength = "20" };
	return (struct form){ .prefix = "tier", .fields = f, .n_fields = 4 };
}

static struct form sale_form(struct ctx *ctx, const struct prices_sheet *s)
{
	struct form_field *f = shared_fields(ctx, s, 5);
	f[2] = (struct form_field){ .name = "price",
		.label = N_("Price"),
		.type = "text",
		.inputmode = "decimal",
		.dir = "ltr",
		.width = "half",
		.maxlength = "20" };
	f[3] = (struct form_field){ .name = "percent",
		.label = N_("or percent off"),
		.type = "text",
		.inputmode = "decimal",
		.dir = "ltr",
		.width = "half",
		.maxlength = "10" };
	f[4] = (struct form_field){ .name = "from",
		.label = N_("From"),
		.type = "datetime-local",
		.required = true,
		.width = "half",
		.hint = N_("A time that is past means now.") };
	f[5] = (struct form_field){ .name = "until",
		.label = N_("Until"),
		.type = "datetime-local",
		.width = "half",
		.hint = N_("Left empty, it is the price from then on.") };
	f[6] = (struct form_field){ .name = "before",
		.label = N_("Show the price of now struck through"),
		.type = "checkbox",
		.checked = true };
	return (struct form){ .prefix = "sale", .fields = f, .n_fields = 7 };
}

/* Refusals are those of one form: the others are shown without. */
static void fill_form(struct ctx *ctx, struct form *form, const struct exchange *x, bool own)
{
	struct refusal *refusals = ctx->refusals;
	if (!own)
		ctx->refusals = NULL;
	product_fill(ctx, form, own ? x->req : NULL);
	ctx->refusals = refusals;
}

static const struct cell *cell_named(const struct product_prices_page *view, const char *name)
{
	for (size_t i = 0; i < view->n_rows; i++) {
		if (str_eq(view->rows[i].price.name, name))
			return &view->rows[i].price;
		if (str_eq(view->rows[i].compare.name, name))
			return &view->rows[i].compare;
	}
	return NULL;
}

/* The lines of the summary lead to the cells. */
static void name_errors(struct ctx *ctx, const struct product_prices_page *view, struct form *form)
{
	struct form_error *error = form->errors;
	for (const struct refusal *r = ctx->refusals; r; r = r->next, error++) {
		const struct cell *cell = cell_named(view, r->field);
		if (cell)
			*error =
			    (struct form_error){ arena_printf(ctx->arena, "#%s", r->field), cell->label, error->text };
	}
}

static enum err_code load(struct ctx *ctx, int64_t id, const char *currency, struct prices_sheet *s)
{
	const struct settings *shop = ctx->settings;
	enum err_code e = goods_get(ctx, id, &s->goods);
	if (!e)
		e = goods_prices_get(ctx, id, &s->prices, &s->n_prices);
	if (e)
		return e;
	for (size_t i = 0; i < shop->n_currencies; i++)
		if (!str_eq(shop->currencies[i].code, shop->currency) &&
		    (!s->currency || str_eq(shop->currencies[i].code, currency)))
			s->currency = shop->currencies[i].code;
	return ERR_OK;
}

enum err_code product_prices_show(struct ctx *ctx, struct exchange *x, int64_t id, enum prices_form refused)
{
	const struct currency_in *typed = refused == PRICES_CURRENCY ? x->in : NULL;
	const struct product_page_in *asked = refused == PRICES_NONE ? x->in : NULL;
	struct product_prices_page view = { .zone = ctx->settings->time_zone };
	struct goods_head h;
	struct prices_sheet s = { 0 };
	enum err_code e = product_head(ctx, id, "/prices", &h, &view.head);
	if (!e)
		e = load(ctx, id, typed ? typed->currency : asked ? asked->currency : "", &s);
	if (e)
		return e;
	view.version = product_digits(ctx, h.version);
	view.currency = s.currency;
	view.currency_action = product_url(ctx, id, "/prices");
	view.tier_action = product_url(ctx, id, "/prices/tier");
	view.sale_action = product_url(ctx, id, "/prices/sale");
	view.cancel_action = product_url(ctx, id, "/prices/cancel");
	view.tier_form = tier_form(ctx, &s);
	view.sale_form = sale_form(ctx, &s);
	if (s.currency) {
		fill_currency(ctx, &s, typed, &view);
		fill_tabs(ctx, &s, &view);
	}
	product_prices_lists(ctx, &s, &view);
	fill_form(ctx, &view.currency_form, x, refused == PRICES_CURRENCY);
	fill_form(ctx, &view.tier_form, x, refused == PRICES_TIER);
	fill_form(ctx, &view.sale_form, x, refused == PRICES_SALE);
	if (typed)
		name_errors(ctx, &view, &view.currency_form);
	struct page *page = page_create(ctx, x);
	page->title = h.name;
	return page_render(ctx, x, "product-prices", &view, page);
}

enum err_code product_prices_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : product_prices_show(ctx, x, id, PRICES_NONE);
}
