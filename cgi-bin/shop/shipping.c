#include "shop/shipping.h"

#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/address.h"
#include "shop/price.h"
#include "shop/tenant.h"

/* What a cart measures by each basis. */
struct measure {
	int64_t grams;
	int64_t items; /* minor units of ctx->currency */
	bool ships;
};

static struct measure measure_of(const struct cart *cart)
{
	struct measure m = { .items = cart->items.minor };

	for (size_t i = 0; i < cart->n_lines; i++) {
		const struct cart_line *l = &cart->lines[i];

		if (!l->requires_shipping)
			continue;
		m.ships = true;
		m.grams += l->grams * l->quantity;
	}
	return m;
}

static bool reached(const struct ctx *ctx, const struct shipping_rates_row *r, const struct measure *m)
{
	if (str_eq(r->basis, "flat"))
		return true;
	if (str_eq(r->basis, "weight"))
		return r->from_value <= m->grams;
	/* The table may stand in the shop's own currency while the cart is in another. */
	return (str_eq(r->currency, ctx->currency)
	               ? r->from_value
	               : price_convert(ctx, r->from_value, ctx->currency).minor) <= m->items;
}

static bool entered_here(const struct ctx *ctx, const struct shipping_rates_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].currency, ctx->currency))
			return true;
	return false;
}

/* The rows of one method, by threshold: its offer, where it has one for the measure. */
static bool offer_of(const struct ctx *ctx, const struct shipping_rates_row *rows, size_t n, const struct measure *m,
    struct shipping_offer *out)
{
	const char *currency = entered_here(ctx, rows, n) ? ctx->currency : ctx->settings->currency;
	const struct shipping_rates_row *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].currency, currency) && reached(ctx, &rows[i], m))
			best = &rows[i];
	if (!best || best->minor_null)
		return false;
	*out = (struct shipping_offer){
		.method_id = best->method_id,
		.code = best->code,
		.name = best->name,
		.hint = best->hint,
		.tax_class = best->tax_class,
		.price = str_eq(currency, ctx->currency) ? money_of(best->minor, currency)
		                                         : price_convert(ctx, best->minor, ctx->currency),
	};
	return true;
}

static void offer_nothing_to_ship(
    struct ctx *ctx, const struct cart *cart, const struct shipping_offer **out, size_t *n)
{
	struct shipping_offer *free_offer = ARENA_NEW(ctx->arena, struct shipping_offer);

	*free_offer = (struct shipping_offer){
		.code = "",
		.name = "",
		.hint = "",
		.tax_class = shipping_class(cart),
		.price = money_of(0, ctx->currency),
	};
	*out = free_offer;
	*n = 1;
}

const char *shipping_class(const struct cart *cart)
{
	for (size_t i = 0; i < cart->n_lines; i++)
		if (cart->lines[i].requires_shipping)
			return cart->lines[i].tax_class;
	return cart->n_lines > 0 ? cart->lines[0].tax_class : "";
}

static struct shipping_rates_in rates_for(const struct ctx *ctx, const char *country)
{
	return (struct shipping_rates_in){
		.country = country,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
	};
}

void shipping_offers_ahead(struct ctx *ctx, const struct cart *cart, const char *country)
{
	struct shipping_rates_in in = rates_for(ctx, country);

	if (measure_of(cart).ships)
		q_shipping_rates_ahead(ctx, &in);
}

enum err_code shipping_offers(
    struct ctx *ctx, const struct cart *cart, const char *country, const struct shipping_offer **out, size_t *n)
{
	struct shipping_rates_in in = rates_for(ctx, country);
	struct measure m = measure_of(cart);
	struct shipping_rates_row *rows;
	struct shipping_offer *offers;
	size_t n_rows;
	enum err_code err;

	if (!m.ships) {
		offer_nothing_to_ship(ctx, cart, out, n);
		return ERR_OK;
	}
	err = q_shipping_rates(ctx, &in, &rows, &n_rows);
	if (err)
		return err;
	offers = ARENA_ARRAY(ctx->arena, n_rows, struct shipping_offer);
	*n = 0;
	for (size_t i = 0, k; i < n_rows; i += k) {
		for (k = 1; i + k < n_rows && rows[i + k].method_id == rows[i].method_id;)
			k++;
		if (offer_of(ctx, &rows[i], k, &m, &offers[*n]))
			++*n;
	}
	*out = offers;
	return ERR_OK;
}

enum err_code shipping_countries(struct ctx *ctx, struct texts *out)
{
	struct shipping_countries_row *rows;
	size_t n;
	const char **v;
	enum err_code err = q_shipping_countries(ctx, &rows, &n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, n, const char *);
	*out = (struct texts){ .v = v, .n = n };
	for (size_t i = 0; i < n; i++) {
		if (str_eq(rows[i].country, "*")) {
			out->v = address_countries(&out->n);
			return ERR_OK;
		}
		v[i] = rows[i].country;
	}
	return ERR_OK;
}
