#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/draft_room.h"
#include "shop/price.h"

enum err_code draft_enter(struct ctx *ctx, const struct draft *d, struct draft_view *out)
{
	struct order_edit_ways_row ways;
	out->ctx = *ctx;
	out->settings = *ctx->settings;
	out->ctx.settings = &out->settings;
	out->ctx.locale = d->locale;
	out->ctx.currency = d->currency;
	if (!settings_currency(ctx->settings, d->currency))
		return err_set(ctx, ERR_CONFLICT, "the shop does not sell in %s", d->currency);
	if (!d->order_id)
		return ERR_OK;
	enum err_code e = q_order_edit_ways_one(ctx, &(struct order_edit_ways_in){ .id = d->order_id }, &ways);
	if (e)
		return e;
	out->settings.prices_gross = str_eq(ways.tax_mode, "gross");
	out->placed_at = ways.placed_at;
	return ERR_OK;
}

enum err_code draft_leave(struct ctx *ctx, const struct draft_view *v, enum err_code e)
{
	ctx->err = v->ctx.err;
	ctx->refusals = v->ctx.refusals;
	return e;
}

/* A line of the order keeps what was agreed; only its price may be another one by the staff's own will. */
static void keep_sold(const struct ctx *ctx, const struct draft_lines_row *r, struct cart_line *l)
{
	l->name = r->line_name;
	l->options = r->line_options;
	l->sku = r->line_sku;
	l->picture = r->line_picture;
	l->tax_class = r->line_class;
	l->grams = r->line_grams;
	l->requires_shipping = r->line_ships;
	l->tracked = r->line_committed;
	l->unit = money_of(ctx->settings->prices_gross ? r->line_gross : r->line_net, ctx->currency);
	/* What the order has already need not be there once more. */
	if (l->available != INT64_MAX)
		l->available += r->line_quantity;
	if (!l->tracked || r->quantity <= r->line_quantity)
		l->available = INT64_MAX;
}

static struct cart_line line_of(struct ctx *ctx, const struct draft_lines_row *r)
{
	bool endless = !r->tracked || r->backorder;
	struct cart_line l = {
		.variant_id = r->variant_id,
		.product_id = r->product_id,
		.name = r->name,
		.options =
		    text_pairs(ctx->arena, ctx->locale, r->option_names.v, r->option_values.v, r->option_values.n),
		.sku = r->sku,
		.picture = r->picture,
		.tax_class = r->tax_class,
		.no_withdrawal = r->no_withdrawal,
		.quantity = r->quantity,
		.available = endless            ? INT64_MAX
		             : r->available > 0 ? r->available
		                                : 0,
		.grams = r->grams,
		.requires_shipping = r->requires_shipping,
		.tracked = r->tracked,
		.unit = price_choose(ctx, r->entered, r->own < 0 ? 0 : r->own, ctx->currency),
	};
	if (r->line_id)
		keep_sold(ctx, r, &l);
	else if (!r->for_sale || (r->own < 0 && r->unit_minor < 0))
		l.trouble = CART_WITHDRAWN;
	if (r->unit_minor >= 0)
		l.unit.minor = r->unit_minor;
	if (l.unit.minor > LIMIT_MINOR / l.quantity) {
		l.unit.minor = 0;
		l.trouble = CART_WITHDRAWN;
	}
	if (!l.trouble && l.available < l.quantity)
		l.trouble = l.available ? CART_SHORT : CART_SOLD_OUT;
	l.total = money_times(l.unit, l.quantity);
	return l;
}

static enum err_code read_lines(struct ctx *ctx, const struct draft *d, struct draft_offer *out)
{
	struct draft_lines_in in = {
		.id = d->id,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
	};
	struct draft_lines_row *rows;
	size_t n;
	enum err_code e = q_draft_lines(ctx, &in, &rows, &n);
	if (e)
		return e;
	struct cart_line *lines = ARENA_ARRAY(ctx->arena, n, struct cart_line);
	int64_t *sold = ARENA_ARRAY(ctx->arena, n, int64_t), *returned = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	out->cart = (struct cart){ .lines = lines, .n_lines = n, .items = money_of(0, ctx->currency) };
	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(ctx, &rows[i]);
		sold[i] = rows[i].line_quantity;
		returned[i] = rows[i].returned;
		ids[i] = rows[i].line_id;
		out->cart.pieces += lines[i].quantity;
		out->cart.items = money_add(out->cart.items, lines[i].total);
		out->cart.blocked = out->cart.blocked || lines[i].trouble != CART_FINE;
		out->ships = out->ships || lines[i].requires_shipping;
	}
	out->sold = sold;
	out->returned = returned;
	out->line_ids = ids;
	return ERR_OK;
}

static void choose_method(const struct draft *d, struct draft_offer *out)
{
	int64_t id;
	for (size_t i = 0; i < out->n_methods; i++) {
		bool none = out->methods[i].method_id == 0;
		if (!none && (d->shipping[0] != 'm' || !str_to_int(d->shipping + 1, 1, INT64_MAX, &id) ||
		                 id != out->methods[i].method_id))
			continue;
		out->shipping = out->methods[i];
		out->chosen = true;
	}
}

static void choose_pickup(struct ctx *ctx, const struct draft *d, struct draft_offer *out)
{
	int64_t id;
	if (d->shipping[0] != 'p' || !str_to_int(d->shipping + 1, 1, INT64_MAX, &id))
		return;
	out->pickup = pickup_among(out->pickups, out->n_pickups, id);
	if (!out->pickup)
		return;
	out->shipping = pickup_offer(ctx, out->pickup, &out->cart);
	out->chosen = true;
}

static enum err_code choose_shipping(struct ctx *ctx, const struct draft *d, struct draft_offer *out)
{
	enum err_code e = shipping_offers(ctx, &out->cart, d->contact.address.country, &out->methods, &out->n_methods);
	if (!e)
		e = pickup_list(ctx, false, &out->pickups, &out->n_pickups);
	if (e)
		return e;
	choose_method(d, out);
	if (!out->ships)
		return ERR_OK;
	choose_pickup(ctx, d, out);
	if (str_eq(d->shipping, DRAFT_SHIPPING_OWN) && d->shipping_minor >= 0 && !str_empty(d->shipping_label)) {
		out->shipping = (struct shipping_offer){
			.code = "",
			.name = d->shipping_label,
			.hint = "",
			.tax_class = shipping_class(&out->cart),
			.price = money_of(d->shipping_minor, ctx->currency),
		};
		out->chosen = true;
	}
	return ERR_OK;
}

enum err_code draft_offer_read(struct draft_view *view, const struct draft *d, struct draft_offer *out)
{
	struct ctx *ctx = &view->ctx;
	*out = (struct draft_offer){ 0 };
	enum err_code e = read_lines(ctx, d, out);
	if (!e)
		e = choose_shipping(ctx, d, out);
	if (e)
		return e;
	/* Who comes for it buys there. */
	const char *country = out->pickup ? out->pickup->address.country : d->contact.address.country;
	struct ctx then = *ctx;
	/* The tax of the sale, where one changes. */
	if (view->placed_at)
		then.now = view->placed_at;
	e = quote_cart(&then, &out->cart, country, out->chosen ? &out->shipping : NULL, &out->quote);
	ctx->err = then.err;
	if (!e)
		e = payment_choices(ctx, country, &out->choices, &out->n_choices);
	if (e)
		return e;
	out->quote.shipping = out->chosen ? &out->shipping : NULL;
	payment_choices_for(ctx, out->quote.total, &out->choices, &out->n_choices);
	for (size_t i = 0; i < out->n_choices; i++)
		if (str_eq(out->choices[i].code, d->payment_method))
			out->payment = &out->choices[i];
	return ERR_OK;
}

enum err_code draft_price(struct ctx *ctx, const struct draft *d, struct draft_offer *out)
{
	struct draft_view *v = ARENA_NEW(ctx->arena, struct draft_view);
	enum err_code e = draft_enter(ctx, d, v);
	return e ? e : draft_leave(ctx, v, draft_offer_read(v, d, out));
}

static void check_lines(struct ctx *ctx, const struct draft_offer *o)
{
	if (o->cart.n_lines == 0)
		refuse(ctx, "", "draft_empty", NULL, NULL);
	for (size_t i = 0; i < o->cart.n_lines; i++) {
		const struct cart_line *l = &o->cart.lines[i];
		const char *field = arena_printf(ctx->arena, "quantity_%" PRId64, l->variant_id);
		if (l->trouble == CART_WITHDRAWN)
			refuse(ctx, field, "draft_withdrawn", l->name, NULL);
		else if (l->trouble)
			refuse(
			    ctx, field, "draft_sold_out", l->name, arena_printf(ctx->arena, "%" PRId64, l->available));
		else if (l->quantity < o->returned[i])
			refuse(
			    ctx, field, "draft_returned", arena_printf(ctx->arena, "%" PRId64, o->returned[i]), NULL);
	}
}

enum err_code draft_check(
    struct ctx *ctx, const struct draft *d, const struct draft_offer *o, int64_t shown_total, struct contact *contact)
{
	*contact = d->contact;
	check_lines(ctx, o);
	if (str_empty(contact->email))
		refuse(ctx, "email", "required", NULL, NULL);
	if (o->pickup)
		contact->address = pickup_address(o->pickup, d->contact.address.name);
	address_check(ctx, &contact->address);
	if (!o->chosen)
		refuse(ctx, "shipping", "choose_one", NULL, NULL);
	if (!d->order_id && !o->payment)
		refuse(ctx, "payment", "choose_one", NULL, NULL);
	if (!ctx->refusals && o->quote.total.minor != shown_total)
		refuse(ctx, "", "draft_total", NULL, NULL);
	return ctx->refusals ? ERR_INPUT : ERR_OK;
}
