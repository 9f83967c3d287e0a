#include "admin/product.h"

#include <inttypes.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/location.h"
#include "shop/tenant.h"
#include "web/pager.h"

/* So many variants are a form; see LIMIT_PARAMS. */
enum { PER_PAGE = 50 };

/* The columns of the form, as their fields are called. */
static const struct column {
	const char *name;
	const char *label; /* {1} is the variant */
	const char *mode;  /* inputmode */
	const char *max;
	size_t typed; /* in struct product_in */
	size_t cell;  /* in struct variant_row */
	bool folded;
} columns[] = {
	{ "price", N_("Price, {1}"), "decimal", "20", offsetof(struct product_in, price),
	    offsetof(struct variant_row, price), false },
	{ "compare", N_("Price before, {1}"), "decimal", "20", offsetof(struct product_in, compare),
	    offsetof(struct variant_row, compare), false },
	{ "on_hand", N_("On the shelf, {1}"), "numeric", "20", offsetof(struct product_in, on_hand),
	    offsetof(struct variant_row, on_hand), false },
	{ "sku", N_("Article number, {1}"), NULL, "100", offsetof(struct product_in, sku),
	    offsetof(struct variant_row, sku_cell), true },
	{ "barcode", N_("Barcode, {1}"), NULL, "100", offsetof(struct product_in, barcode),
	    offsetof(struct variant_row, barcode), true },
	{ "grams", N_("Weight in grams, {1}"), "numeric", "20", offsetof(struct product_in, grams),
	    offsetof(struct variant_row, grams), true },
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const struct flag {
	const char *name;
	const char *label;
	size_t typed; /* in struct product_in */
	size_t tick;  /* in struct variant_row */
} flags[] = {
	{ "active", N_("Is sold, {1}"), offsetof(struct product_in, active), offsetof(struct variant_row, active) },
	{ "ships", N_("Is shipped, {1}"), offsetof(struct product_in, ships), offsetof(struct variant_row, ships) },
	{ "tracked", N_("Pieces are counted, {1}"), offsetof(struct product_in, tracked),
	    offsetof(struct variant_row, tracked) },
	{ "backorder", N_("Is sold beyond the stock, {1}"), offsetof(struct product_in, backorder),
	    offsetof(struct variant_row, backorder) },
};
enum { FLAGS = sizeof flags / sizeof flags[0] };

static const char *field_name(struct ctx *ctx, const char *column, int64_t variant_id)
{
	return arena_printf(ctx->arena, "%s_%" PRId64, column, variant_id);
}

static const char *variant_words(const struct goods *g, const struct goods_variant *v)
{
	return str_empty(v->options) ? g->name : v->options;
}

static const char *known_value(struct ctx *ctx, const struct goods_variant *v, size_t column)
{
	switch (column) {
	case 0:
		return v->price.minor < 0 ? "" : text_money_field(ctx->arena, ctx->locale, v->price);
	case 1:
		return v->compare.minor < 0 ? "" : text_money_field(ctx->arena, ctx->locale, v->compare);
	case 2:
		return text_integer_field(ctx->arena, ctx->locale, v->on_hand);
	case 3:
		return v->sku;
	case 4:
		return v->barcode;
	default:
		return v->grams ? text_integer_field(ctx->arena, ctx->locale, v->grams) : "";
	}
}

/* What the shop has, and over it what was typed and why it was refused. */
static void put_cells(struct ctx *ctx, const struct goods *g, const struct goods_variant *v,
    const struct product_in *typed, struct variant_row *row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];
		struct cell *cell = (struct cell *)((char *)row + c->cell);
		const char *sent =
		    typed ? param_keyed_find((const struct param_keyed *)((const char *)typed + c->typed), v->id)
		          : NULL;
		*cell = (struct cell){ .name = field_name(ctx, c->name, v->id),
			.label = view_format(ctx, c->label, variant_words(g, v), NULL),
			.value = sent ? sent : known_value(ctx, v, i),
			.mode = c->mode,
			.maxlength = c->max };
		const struct refusal *why = refusal_for(ctx, cell->name);
		if (!why)
			continue;
		cell->error = refusal_sentence(ctx, why);
		cell->error_id = arena_printf(ctx->arena, "%s-error-%" PRId64, c->name, v->id);
		cell->invalid = "true";
		row->open = row->open || c->folded;
	}
}

static void put_ticks(
    struct ctx *ctx, const struct goods_variant *v, const struct product_in *typed, struct variant_row *row)
{
	const bool known[FLAGS] = { v->active, v->requires_shipping, v->tracked, v->backorder };
	bool sent = typed && param_keyed_find(&typed->price, v->id);
	for (size_t i = 0; i < FLAGS; i++) {
		struct tick *tick = (struct tick *)((char *)row + flags[i].tick);
		const struct param_keyed *list =
		    typed ? (const struct param_keyed *)((const char *)typed + flags[i].typed) : NULL;
		*tick = (struct tick){ .name = field_name(ctx, flags[i].name, v->id),
			.on = sent ? param_keyed_find(list, v->id) != NULL : known[i] };
		const struct refusal *why = refusal_for(ctx, tick->name);
		if (!why)
			continue;
		tick->error = refusal_sentence(ctx, why);
		tick->error_id = arena_printf(ctx->arena, "%s-error-%" PRId64, flags[i].name, v->id);
		row->open = true;
	}
}

/* several: pieces lie at several locations, each of which has its own count. */
static struct variant_row row_of(
    struct ctx *ctx, const struct goods *g, const struct goods_variant *v, const struct product_in *typed, bool several)
{
	struct variant_row row = {
		.id = product_digits(ctx, v->id),
		.options = variant_words(g, v),
		.sku = str_empty(v->sku) ? NULL : v->sku,
		.away = !v->active,
		.committed = v->committed,
		.until = v->until == INT64_MAX ? 0 : v->until,
		.seen = product_digits(ctx, v->on_hand),
	};
	put_cells(ctx, g, v, typed, &row);
	if (several && v->tracked) {
		row.shelf = text_integer(ctx->arena, ctx->locale, v->on_hand);
		row.pieces_url = product_url(ctx, g->id, "/pieces");
	}
	row.on_hand.left_out = !v->tracked || several;
	put_ticks(ctx, v, typed, &row);
	return row;
}

/* A field of the grid by its name; NULL where none is called so. */
static const char *label_of(struct ctx *ctx, const struct goods *g, const char *field)
{
	for (size_t i = 0; i < g->n_variants; i++) {
		const struct goods_variant *v = &g->variants[i];
		for (size_t k = 0; k < COLUMNS; k++)
			if (str_eq(field, field_name(ctx, columns[k].name, v->id)))
				return view_format(ctx, columns[k].label, variant_words(g, v), NULL);
		for (size_t k = 0; k < FLAGS; k++)
			if (str_eq(field, field_name(ctx, flags[k].name, v->id)))
				return view_format(ctx, flags[k].label, variant_words(g, v), NULL);
	}
	return NULL;
}

/* The form knows the state alone: its refusal comes first, those of the grid follow in their order. */
static void name_errors(struct ctx *ctx, const struct goods *g, struct form *form)
{
	struct form_error *error = form->errors + (refusal_for(ctx, "state") ? 1 : 0);
	for (const struct refusal *r = ctx->refusals; r; r = r->next) {
		if (str_eq(r->field, "state"))
			continue;
		const char *label = label_of(ctx, g, r->field);
		if (label)
			*error = (struct form_error){
				.href = arena_printf(ctx->arena, "#%s", r->field), .label = label, .text = error->text
			};
		error++;
	}
}

static enum err_code put_rows(struct ctx *ctx, const struct goods *g, const struct product_in *typed, int64_t page,
    struct product_edit_page *view)
{
	const char *url = product_url(ctx, g->id, "");
	struct pager_place place = { .first = url,
		.base = arena_printf(ctx->arena, "%s?", url),
		.page = page,
		.per_page = PER_PAGE,
		.total = (int64_t)g->n_variants };
	struct location *places;
	size_t n_places, n_open;
	enum err_code e = pager_fill(ctx, &place, &view->pager);
	if (!e)
		e = location_list(ctx, &places, &n_places, &n_open);
	if (e)
		return e;
	size_t first = (size_t)(page - 1) * PER_PAGE;
	view->variants = ARENA_ARRAY(ctx->arena, PER_PAGE, struct variant_row);
	for (size_t i = first; i < g->n_variants && i < first + PER_PAGE; i++)
		view->variants[view->n_variants++] = row_of(ctx, g, &g->variants[i], typed, n_open > 1);
	return ERR_OK;
}

enum err_code product_show(
    struct ctx *ctx, struct exchange *x, int64_t id, int64_t page, const struct product_in *typed)
{
	const struct goods *g;
	struct goods_head h;
	struct form_field fields[] = {
		{ .name = "state",
		    .label = N_("Status"),
		    .type = "radio",
		    .required = true,
		    .n_options = PRODUCT_STATES },
	};
	struct product_edit_page view = {
		.action = product_url(ctx, id, ""),
		.currency = ctx->settings->currency,
		.prices_gross = ctx->settings->prices_gross,
		.form = { .fields = fields, .n_fields = 1 },
		.duplicate_url = product_url(ctx, id, "/duplicate"),
		.page = product_digits(ctx, page),
	};
	enum err_code e = product_head(ctx, id, "", &h, &view.head);
	if (!e)
		e = goods_get(ctx, id, &g);
	if (!e)
		e = put_rows(ctx, g, typed, page, &view);
	if (e)
		return e;
	view.version = product_digits(ctx, g->version);
	if (str_eq(g->state, "draft") && !h.ordered)
		view.delete_url = product_url(ctx, id, "/delete");
	fields[0].options = product_state_options(ctx, g->state);
	form_fill(ctx, &view.form, x->req);
	name_errors(ctx, g, &view.form);
	struct page *p = page_create(ctx, x);
	p->title = g->name;
	return page_render(ctx, x, "product", &view, p);
}

enum err_code product_get(struct ctx *ctx, struct exchange *x)
{
	const struct product_page_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : product_show(ctx, x, id, in->page ? in->page : 1, NULL);
}
