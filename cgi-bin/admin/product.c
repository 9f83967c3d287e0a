#include "admin/product.h"

#include <inttypes.h>

#include "admin/pages.h"
#include "admin/views.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/catalog.h"
#include "shop/picture.h"
#include "shop/tenant.h"
#include "web/shopfront.h"
#include "web/urls.h"

/* The columns of the form, as their fields are called. */
static const struct column {
	const char *name;
	const char *label; /* {1} is the variant */
	size_t typed;      /* in struct product_in */
	size_t value;      /* in struct variant_row */
	size_t error;      /* likewise */
} columns[] = {
	{ "price", N_("Price, {1}"), offsetof(struct product_in, price), offsetof(struct variant_row, price),
	    offsetof(struct variant_row, price_error) },
	{ "compare", N_("Price before, {1}"), offsetof(struct product_in, compare),
	    offsetof(struct variant_row, compare), offsetof(struct variant_row, compare_error) },
	{ "on_hand", N_("On the shelf, {1}"), offsetof(struct product_in, on_hand),
	    offsetof(struct variant_row, on_hand), offsetof(struct variant_row, on_hand_error) },
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const char *field_name(struct ctx *ctx, const struct column *c, const struct goods_variant *v)
{
	return arena_printf(ctx->arena, "%s_%" PRId64, c->name, v->id);
}

/* Over what the shop has stands what was typed, and why it was refused. */
static void put_typed(
    struct ctx *ctx, const struct product_in *in, const struct goods_variant *v, struct variant_row *row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];
		const char *typed = param_keyed_find((const void *)((const char *)in + c->typed), v->id);
		const struct refusal *why = refusal_for(ctx, field_name(ctx, c, v));
		if (typed)
			*(const char **)((char *)row + c->value) = typed;
		if (why)
			*(const char **)((char *)row + c->error) = refusal_sentence(ctx, why);
	}
}

static const char *variant_words(const struct goods *g, const struct goods_variant *v)
{
	return str_empty(v->options) ? g->name : v->options;
}

static struct variant_row row_of(
    struct ctx *ctx, const struct goods *g, const struct goods_variant *v, const struct product_in *typed)
{
	struct variant_row row = {
		.id = arena_printf(ctx->arena, "%" PRId64, v->id),
		.options = variant_words(g, v),
		.sku = v->sku,
		.committed = v->committed,
		.price = text_money_field(ctx->arena, ctx->locale, v->price),
		.compare = v->compare.minor < 0 ? "" : text_money_field(ctx->arena, ctx->locale, v->compare),
		.on_hand = text_integer_field(ctx->arena, ctx->locale, v->on_hand),
		.seen = arena_printf(ctx->arena, "%" PRId64, v->on_hand),
		.tracked = v->tracked,
	};
	if (typed)
		put_typed(ctx, typed, v, &row);
	return row;
}

/* The summary's lines stand in the order of the refusals; those of a row get its words and its place. */
static void name_errors(struct ctx *ctx, const struct goods *g, struct form *form)
{
	struct form_error *error = form->errors;
	for (const struct refusal *r = ctx->refusals; r; r = r->next, error++)
		for (size_t i = 0; i < g->n_variants * COLUMNS; i++) {
			const struct column *c = &columns[i % COLUMNS];
			const struct goods_variant *v = &g->variants[i / COLUMNS];
			if (!str_eq(r->field, field_name(ctx, c, v)))
				continue;
			error->href = arena_printf(ctx->arena, "#%s", r->field);
			error->label = view_format(ctx, c->label, variant_words(g, v), NULL);
		}
}

/* The product's page in the reader's language, else in the shop's own; NULL where nobody can see it. */
static enum err_code find_shop_url(struct ctx *ctx, const struct goods *g, const char **url)
{
	const struct localized_slug *slugs, *best = NULL;
	size_t n;
	*url = NULL;
	if (!str_eq(g->state, "active"))
		return ERR_OK;
	enum err_code e = catalog_slugs(ctx, SLUG_PRODUCT, g->id, &slugs, &n);
	for (size_t i = 0; !e && i < n; i++) {
		bool own = str_eq(slugs[i].locale, ctx->locale);
		if (own || (!best && str_eq(slugs[i].locale, ctx->settings->default_locale)))
			best = &slugs[i];
		if (own)
			break;
	}
	if (best)
		*url = url_shop(ctx, best->locale, arena_printf(ctx->arena, "/p/%s", url_encode(ctx, best->slug)));
	return e;
}

static struct form_option *state_options(struct ctx *ctx, const char *current)
{
	const struct form_option options[PRODUCT_STATES] = {
		{ .value = "active", .label = N_("For sale") },
		{ .value = "draft", .label = N_("Draft"), .hint = N_("Nobody but you can see it.") },
		{ .value = "archived", .label = N_("Archived"), .hint = N_("Out of the shop; past orders keep it.") },
	};
	struct form_option *v = arena_memdup(ctx->arena, options, sizeof options);
	for (size_t i = 0; i < PRODUCT_STATES; i++) {
		v[i].label = view_text(ctx, v[i].label);
		v[i].hint = v[i].hint ? view_text(ctx, v[i].hint) : NULL;
		v[i].selected = str_eq(v[i].value, current);
	}
	return v;
}

enum err_code product_show(struct ctx *ctx, struct exchange *x, int64_t id, const struct product_in *typed)
{
	const struct goods *g;
	struct form_field fields[] = {
		{ .name = "state",
		    .label = N_("Status"),
		    .type = "radio",
		    .required = true,
		    .n_options = PRODUCT_STATES },
	};
	struct product_edit_page view = {
		.action = admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64, id)),
		.currency = ctx->settings->currency,
		.prices_gross = ctx->settings->prices_gross,
		.form = { .fields = fields, .n_fields = 1 },
		.products_url = admin_url(ctx, "/products"),
		.pictures_url = admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64 "/pictures", id)),
	};
	enum err_code e = goods_get(ctx, id, &g);
	if (!e)
		e = find_shop_url(ctx, g, &view.shop_url);
	if (!e)
		e = picture_missing(ctx, id, &view.pictures_missing);
	if (e)
		return e;
	view.name = g->name;
	view.state = product_status(g->state);
	view.picture = shop_picture(ctx, g->picture, NULL, SLOT_LINE);
	view.variants = ARENA_ARRAY(ctx->arena, g->n_variants, struct variant_row);
	view.n_variants = g->n_variants;
	for (size_t i = 0; i < g->n_variants; i++)
		view.variants[i] = row_of(ctx, g, &g->variants[i], typed);
	fields[0].options = state_options(ctx, g->state);
	form_fill(ctx, &view.form, x->req);
	name_errors(ctx, g, &view.form);
	struct page *page = page_create(ctx, x);
	page->title = g->name;
	return page_render(ctx, x, "product", &view, page);
}

enum err_code product_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : product_show(ctx, x, id, NULL);
}
