#include <inttypes.h>

#include "admin/draft.h"
#include "admin/views_drafts.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/address_form.h"
#include "web/sums.h"

enum { OTHER_FIELDS = 12 };

const char *draft_url(struct ctx *ctx, int64_t id, const char *tail)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/drafts/%" PRId64 "%s", id, tail));
}

static const char *error_at(struct ctx *ctx, const char *column, int64_t variant_id)
{
	const struct refusal *why = refusal_for(ctx, arena_printf(ctx->arena, "%s_%" PRId64, column, variant_id));
	return why ? refusal_sentence(ctx, why) : NULL;
}

static void fill_lines(
    struct ctx *ctx, const struct draft_offer *o, const struct draft_in *typed, struct draft_page *view)
{
	view->lines = ARENA_ARRAY(ctx->arena, o->cart.n_lines, struct draft_line_row);
	view->n_lines = o->cart.n_lines;
	for (size_t i = 0; i < o->cart.n_lines; i++) {
		const struct cart_line *l = &o->cart.lines[i];
		const char *quantity = typed ? param_keyed_find(&typed->quantity, l->variant_id) : NULL;
		const char *price = typed ? param_keyed_find(&typed->price, l->variant_id) : NULL;
		view->lines[i] = (struct draft_line_row){
			.id = l->variant_id,
			.name = l->name,
			.options = l->options,
			.sku = l->sku,
			.quantity = quantity ? quantity : text_integer_field(ctx->arena, ctx->locale, l->quantity),
			.quantity_error = error_at(ctx, "quantity", l->variant_id),
			.price = price ? price : text_money_field(ctx->arena, ctx->locale, l->unit),
			.price_error = error_at(ctx, "price", l->variant_id),
			.total = l->total,
		};
	}
}

static enum err_code fill_found(struct ctx *ctx, const struct draft *d, const char *search, struct draft_page *view)
{
	const struct draft_find *found;
	view->query = search;
	view->searched = !str_empty(search);
	if (!view->searched)
		return ERR_OK;
	enum err_code e = draft_search(ctx, d, search, &found, &view->n_found);
	if (e)
		return e;
	view->found = ARENA_ARRAY(ctx->arena, view->n_found, struct draft_found_row);
	for (size_t i = 0; i < view->n_found; i++)
		view->found[i] = (struct draft_found_row){
			.id = found[i].variant_id,
			.name = found[i].name,
			.options = found[i].options,
			.sku = found[i].sku,
			.available = found[i].available,
			.endless = found[i].endless,
		};
	return ERR_OK;
}

static struct form_field *add(struct form *form, struct form_field field)
{
	form->fields[form->n_fields] = field;
	return &form->fields[form->n_fields++];
}

static void add_option(struct form_field *f, const char *value, const char *label, const char *now)
{
	f->options[f->n_options++] =
	    (struct form_option){ .value = value, .label = label, .selected = str_eq(value, now) };
}

static void add_customer(struct ctx *ctx, const struct draft *d, struct form *form)
{
	struct texts countries;
	countries.v = address_countries(&countries.n);
	add(form, (struct form_field){ .name = "email",
	              .section = N_("Customer"),
	              .label = N_("E-mail"),
	              .type = "email",
	              .autocomplete = "off",
	              .dir = "ltr",
	              .required = true,
	              .width = "half",
	              .value = d->contact.email });
	add(form, (struct form_field){ .name = "phone",
	              .label = N_("Phone"),
	              .type = "tel",
	              .autocomplete = "off",
	              .dir = "ltr",
	              .width = "half",
	              .value = d->contact.phone });
	struct form_field *country = add(form, (struct form_field){ .name = "country",
	                                           .label = N_("Country"),
	                                           .type = "select",
	                                           .autocomplete = "off",
	                                           .required = true,
	                                           .button = N_("Show the form of this country"),
	                                           .button_name = "adapt" });
	address_form_countries(ctx, country, countries, d->contact.address.country);
	address_form_add(ctx, form, d->contact.address.country, &d->contact.address);
	address_form_carry(form, d->contact.address.country, &d->contact.address);
}

static void add_shipping(struct ctx *ctx, const struct draft *d, const struct draft_offer *o, struct form *form)
{
	struct form_field *f = add(form, (struct form_field){ .name = "shipping",
	                                     .section = N_("Shipping"),
	                                     .label = N_("Travels by"),
	                                     .type = "select",
	                                     .autocomplete = "off",
	                                     .required = true });
	f->options = ARENA_ARRAY(ctx->arena, o->n_methods + o->n_pickups + 2, struct form_option);
	add_option(f, "", view_text(ctx, o->ships ? N_("Please choose") : N_("Nothing is sent")), d->shipping);
	for (size_t i = 0; i < o->n_methods && o->ships; i++)
		add_option(f, arena_printf(ctx->arena, "m%" PRId64, o->methods[i].method_id),
		    arena_printf(ctx->arena, "%s, %s", o->methods[i].name,
		        text_money(ctx->arena, ctx->locale, o->methods[i].price)),
		    d->shipping);
	for (size_t i = 0; i < o->n_pickups && o->ships; i++)
		add_option(f, arena_printf(ctx->arena, "p%" PRId64, o->pickups[i].id),
		    view_format(ctx, N_("Collected at {1}"), o->pickups[i].name, NULL), d->shipping);
	add_option(f, DRAFT_SHIPPING_OWN, arena_strdup(ctx->arena, view_text(ctx, N_("Other, at a price of your own"))),
	    d->shipping);
	add(form, (struct form_field){ .name = "shipping_label",
	              .label = N_("Name of the other way"),
	              .type = "text",
	              .autocomplete = "off",
	              .dir = "auto",
	              .width = "half",
	              .value = d->shipping_label });
	add(form, (struct form_field){ .name = "shipping_price",
	              .label = N_("Its price"),
	              .type = "text",
	              .inputmode = "decimal",
	              .autocomplete = "off",
	              .dir = "ltr",
	              .width = "half",
	              .value = d->shipping_minor < 0 ? ""
	                                             : text_money_field(ctx->arena, ctx->locale,
	                                                   money_of(d->shipping_minor, d->currency)) });
}

/* A change keeps the way to pay, the language and the currency of the sale. */
static void add_terms(struct ctx *ctx, const struct draft *d, const struct draft_offer *o, struct form *form)
{
	const struct settings *s = ctx->settings;
	struct form_field *f = add(form, (struct form_field){ .name = "payment",
	                                     .section = N_("Payment"),
	                                     .label = N_("Paid by"),
	                                     .type = "select",
	                                     .autocomplete = "off",
	                                     .required = true });
	f->options = ARENA_ARRAY(ctx->arena, o->n_choices + 1, struct form_option);
	add_option(f, "", arena_strdup(ctx->arena, view_text(ctx, N_("Please choose"))), d->payment_method);
	for (size_t i = 0; i < o->n_choices; i++)
		add_option(f, o->choices[i].code, o->choices[i].name, d->payment_method);
	f = add(form, (struct form_field){ .name = "locale",
	                  .label = N_("Language"),
	                  .type = "select",
	                  .autocomplete = "off",
	                  .required = true,
	                  .width = "half" });
	f->options = ARENA_ARRAY(ctx->arena, s->locales.n, struct form_option);
	for (size_t i = 0; i < s->locales.n; i++)
		add_option(f, s->locales.v[i], text_language_name(ctx->arena, s->locales.v[i]), d->locale);
	f = add(form, (struct form_field){ .name = "currency",
	                  .label = N_("Currency"),
	                  .type = "select",
	                  .autocomplete = "off",
	                  .required = true,
	                  .width = "half" });
	f->options = ARENA_ARRAY(ctx->arena, s->n_currencies, struct form_option);
	for (size_t i = 0; i < s->n_currencies; i++)
		add_option(f, s->currencies[i].code, text_currency_name(ctx->arena, ctx->locale, s->currencies[i].code),
		    d->currency);
}

static void fill_form(struct ctx *ctx, struct exchange *x, const struct draft *d, const struct draft_offer *o,
    const struct draft_in *typed, struct draft_page *view)
{
	struct form *form = &view->form;
	form->fields = ARENA_ARRAY(ctx->arena, ADDRESS_FIELD__MAX + OTHER_FIELDS, struct form_field);
	add_customer(ctx, d, form);
	add_shipping(ctx, d, o, form);
	if (!d->order_id)
		add_terms(ctx, d, o, form);
	add(form, (struct form_field){ .name = "note",
	              .section = N_("Notes"),
	              .label = N_("Note"),
	              .type = "textarea",
	              .autocomplete = "off",
	              .dir = "auto",
	              .hint = N_("Only staff can read it."),
	              .value = d->note });
	form_fill(ctx, form, typed ? x->req : NULL);
	/* What no field of this form shows is of a line, or of all. */
	struct form_error *error = form->errors + form->n_errors;
	for (const struct refusal *r = ctx->refusals; r; r = r->next)
		error -= form_find(form, r->field) == NULL;
	for (const struct refusal *r = ctx->refusals; r; r = r->next) {
		if (form_find(form, r->field))
			continue;
		if (str_starts(r->field, "quantity_") || str_starts(r->field, "price_"))
			error->href = arena_printf(ctx->arena, "#%s", r->field);
		error++;
	}
}

static enum err_code fill_change(
    struct ctx *ctx, const struct draft *d, const struct draft_offer *o, struct draft_page *view)
{
	const struct order *order;
	if (!d->order_id) {
		view->back_url = admin_url(ctx, "/drafts");
		return ERR_OK;
	}
	enum err_code e = order_by_id(ctx, d->order_id, &order);
	if (e)
		return e;
	view->number = order->number;
	view->prices_gross = order->prices_gross;
	view->back_url = admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64, order->id));
	view->dearer = o->quote.total.minor > order->total.minor;
	view->cheaper = o->quote.total.minor < order->total.minor;
	view->difference =
	    view->cheaper ? money_sub(order->total, o->quote.total) : money_sub(o->quote.total, order->total);
	return ERR_OK;
}

enum err_code draft_show(struct ctx *ctx, struct exchange *x, const struct draft *d, const struct draft_offer *o,
    const char *search, const struct draft_in *typed)
{
	struct draft_page view = {
		.action = draft_url(ctx, d->id, ""),
		.drop_url = draft_url(ctx, d->id, "/drop"),
		.currency = d->currency,
		.prices_gross = ctx->settings->prices_gross,
		.priced = o->cart.n_lines > 0,
		.total_minor = arena_printf(ctx->arena, "%" PRId64, o->quote.total.minor),
		.version = arena_printf(ctx->arena, "%" PRId64, d->version),
	};
	enum err_code e = fill_change(ctx, d, o, &view);
	if (!e)
		e = fill_found(ctx, d, search, &view);
	if (e)
		return e;
	fill_lines(ctx, o, typed, &view);
	fill_form(ctx, x, d, o, typed, &view);
	sums_of_quote(ctx, &o->quote, &view.sums);
	/* The second row, which the checkout speaks of as the shopper's choice. */
	if (!o->chosen)
		view.sums.rows[1].note = arena_strdup(ctx->arena, view_text(ctx, N_("Not chosen yet")));
	struct page *page = page_create(ctx, x);
	page->title = view.number ? view_format(ctx, N_("Change of order {1}"), view.number, NULL)
	                          : view_text(ctx, N_("New order"));
	return page_render(ctx, x, "draft", &view, page);
}
