#include "admin/draft.h"

#include <inttypes.h>
#include <string.h>

#include "admin/order.h"
#include "admin/views_drafts.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/address_form.h"
#include "web/flash.h"
#include "web/urls.h"

enum err_code drafts_get(struct ctx *ctx, struct exchange *x)
{
	const struct draft_row *rows;
	size_t n;
	enum err_code e = draft_list(ctx, &rows, &n);
	if (e)
		return e;
	struct drafts_page view = {
		.action = admin_url(ctx, "/drafts"),
		.orders_url = admin_url(ctx, "/orders"),
		.drafts = ARENA_ARRAY(ctx->arena, n, struct draft_row_part),
		.n_drafts = n,
	};
	for (size_t i = 0; i < n; i++)
		view.drafts[i] = (struct draft_row_part){
			.url = draft_url(ctx, rows[i].id, ""),
			.name = str_empty(rows[i].name) ? view_text(ctx, N_("No name yet")) : rows[i].name,
			.email = rows[i].email,
			.pieces = rows[i].pieces,
			.updated_at = rows[i].updated_at,
		};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Orders by staff"));
	return page_render(ctx, x, "drafts", &view, page);
}

enum err_code drafts_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = draft_create(ctx, &id);
	if (!e)
		response_redirect(x->res, 303, draft_url(ctx, id, ""));
	return e;
}

enum err_code order_edit_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id, draft;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = draft_of_order(ctx, id, &draft);
	if (e == ERR_CONFLICT)
		return order_done(ctx, x, id, e, NULL);
	if (!e)
		response_redirect(x->res, 303, draft_url(ctx, draft, ""));
	return e;
}

static enum err_code find(struct ctx *ctx, const struct exchange *x, struct draft *d)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : draft_get(ctx, id, d);
}

static enum err_code show(
    struct ctx *ctx, struct exchange *x, const struct draft *d, const char *search, const struct draft_in *typed)
{
	struct draft_offer offer;
	enum err_code e = draft_price(ctx, d, &offer);
	return e ? e : draft_show(ctx, x, d, &offer, search, typed);
}

enum err_code draft_get_page(struct ctx *ctx, struct exchange *x)
{
	const struct find_in *in = x->in;
	struct draft d;
	enum err_code e = find(ctx, x, &d);
	return e ? e : show(ctx, x, &d, in->q, NULL);
}

enum err_code draft_drop_post(struct ctx *ctx, struct exchange *x)
{
	struct draft d;
	enum err_code e = find(ctx, x, &d);
	if (!e)
		e = draft_delete(ctx, d.id);
	if (e)
		return e;
	response_redirect(x->res, 303,
	    d.order_id ? admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64, d.order_id))
	               : admin_url(ctx, "/drafts"));
	return ERR_OK;
}

static void refuse_money(struct ctx *ctx, const char *field, enum text_number is, const char *currency)
{
	int64_t minor = 1999;
	const char *example = text_money_field(ctx->arena, ctx->locale, money_of(minor, currency));
	refuse(ctx, field,
	    is == TEXT_NUMBER_DECIMALS ? "money_decimals"
	    : is == TEXT_NUMBER_FORM   ? "money_form"
	                               : "price_range",
	    example, NULL);
}

static int64_t read_price(struct ctx *ctx, const char *field, const char *typed, const char *currency)
{
	int64_t minor = 0;
	enum text_number is = text_parse_money(ctx->locale, typed, currency, &minor);
	if (is == TEXT_NUMBER_OK && minor >= 0)
		return minor;
	refuse_money(ctx, field, is == TEXT_NUMBER_OK ? TEXT_NUMBER_RANGE : is, currency);
	return -1;
}

/* A price that stands there as it is counted is nobody's own. */
static void read_lines(struct ctx *ctx, const struct draft_in *in, const struct draft_offer *shown, struct draft *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n_lines; i++) {
		struct draft_line l = d->lines[i];
		const struct cart_line *now = &shown->cart.lines[i];
		const char *quantity = param_keyed_find(&in->quantity, l.variant_id);
		const char *price = param_keyed_find(&in->price, l.variant_id);
		if (quantity && !*quantity)
			continue;
		if (quantity && (text_parse_integer(ctx->locale, quantity, &l.quantity) != TEXT_NUMBER_OK ||
		                    l.quantity < 0 || l.quantity > LIMIT_QUANTITY))
			refuse(ctx, arena_printf(ctx->arena, "quantity_%" PRId64, l.variant_id), "pieces_range",
			    text_integer(ctx->arena, ctx->locale, LIMIT_QUANTITY), NULL);
		else if (quantity && l.quantity == 0)
			continue;
		if (price && *price) {
			int64_t minor = read_price(
			    ctx, arena_printf(ctx->arena, "price_%" PRId64, l.variant_id), price, now->unit.currency);
			if (minor >= 0 && minor != now->unit.minor)
				l.unit_minor = minor;
		} else if (price) {
			l.unit_minor = -1;
		}
		d->lines[n++] = l;
	}
	d->n_lines = n;
}

static const char *offered(struct texts known, const char *code, const char *otherwise)
{
	for (size_t i = 0; i < known.n; i++)
		if (str_eq(known.v[i], code))
			return code;
	return otherwise;
}

static void read_terms(struct ctx *ctx, const struct draft_in *in, struct draft *d)
{
	const char *const *countries;
	size_t n;
	countries = address_countries(&n);
	d->contact = (struct contact){
		.email = in->email,
		.phone = in->phone,
		.address = {
		    .name = in->name,
		    .company = in->company,
		    .line1 = in->line1,
		    .line2 = in->line2,
		    .city = in->city,
		    .region = in->region,
		    .postcode = in->postcode,
		    .country = offered((struct texts){ countries, n }, in->country, d->contact.address.country),
		},
	};
	address_form_phone(ctx, in->phone);
	d->shipping = in->shipping;
	d->shipping_label = in->shipping_label;
	d->shipping_minor =
	    *in->shipping_price ? read_price(ctx, "shipping_price", in->shipping_price, d->currency) : -1;
	if (str_eq(in->shipping, DRAFT_SHIPPING_OWN) && !*in->shipping_label)
		refuse(ctx, "shipping_label", "required", NULL, NULL);
	if (str_eq(in->shipping, DRAFT_SHIPPING_OWN) && !*in->shipping_price)
		refuse(ctx, "shipping_price", "required", NULL, NULL);
	d->note = in->note;
	if (d->order_id)
		return;
	d->payment_method = in->payment;
	d->locale = offered(ctx->settings->locales, in->locale, d->locale);
	if (settings_currency(ctx->settings, in->currency) && !str_eq(in->currency, d->currency)) {
		d->currency = settings_currency(ctx->settings, in->currency)->code;
		/* Prices of the staff's own are of the currency in which they were written. */
		for (size_t i = 0; i < d->n_lines; i++)
			d->lines[i].unit_minor = -1;
	}
}

static enum err_code refused(
    struct ctx *ctx, struct exchange *x, enum err_code e, const struct draft *d, const struct draft_in *in)
{
	struct draft now;
	struct refusal *why = ctx->refusals;
	x->res->status = err_http_status(e);
	e = draft_get(ctx, d->id, &now);
	ctx->refusals = why;
	return e ? e : show(ctx, x, &now, in->q, in);
}

static enum err_code act(struct ctx *ctx, struct exchange *x, const struct draft *d, const struct draft_in *in)
{
	bool paid = str_eq(in->do_, "paid"), apply = str_eq(in->do_, "apply");
	int64_t order_id = d->order_id;
	enum err_code e = apply ? draft_apply(ctx, d, in->total) : draft_place(ctx, d, in->total, paid, &order_id);
	if (e == ERR_CONFLICT)
		refuse(ctx, "", apply ? "draft_order_changed" : "draft_changed", NULL, NULL);
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return refused(ctx, x, e, d, in);
	return e ? e
	         : flash_redirect(ctx, x, order_url(ctx, order_id, ""),
	               apply  ? "order_edited"
	               : paid ? "order_placed_paid"
	                      : "order_placed");
}

enum err_code draft_post(struct ctx *ctx, struct exchange *x)
{
	const struct draft_in *in = x->in;
	struct draft d;
	struct draft_offer shown;
	enum err_code e = find(ctx, x, &d);
	/* A second click after the first has made an order of it. */
	if (e == ERR_NOT_FOUND && (str_eq(in->do_, "link") || str_eq(in->do_, "paid")) &&
	    admin_id(ctx, x, &d.id) == ERR_OK && draft_placed(ctx, d.id, &d.order_id) == ERR_OK)
		return order_done(ctx, x, d.order_id, ERR_OK, "order_placed");
	if (!e)
		e = draft_price(ctx, &d, &shown);
	if (e)
		return e;
	if (in->version != d.version) {
		refuse(ctx, "", "draft_changed", NULL, NULL);
		return refused(ctx, x, ERR_CONFLICT, &d, in);
	}
	read_lines(ctx, in, &shown, &d);
	read_terms(ctx, in, &d);
	if (ctx->refusals)
		return refused(ctx, x, ERR_INPUT, &d, in);
	if (in->add)
		d.lines[d.n_lines++] = (struct draft_line){ .variant_id = in->add, .quantity = 1, .unit_minor = -1 };
	e = draft_save(ctx, &d);
	if (e == ERR_CONFLICT) {
		refuse(ctx, "", "draft_changed", NULL, NULL);
		return refused(ctx, x, e, &d, in);
	}
	if (e)
		return e;
	d.version++;
	if (*in->do_)
		return act(ctx, x, &d, in);
	if (!*in->q && !in->add && !in->adapt)
		flash_set(ctx, x, "saved");
	response_redirect(x->res, 303,
	    draft_url(ctx, d.id, *in->q && !in->add ? arena_printf(ctx->arena, "?q=%s", url_encode(ctx, in->q)) : ""));
	return ERR_OK;
}
