#include "checkout/visit.h"

#include "base/str.h"
#include "shop/order.h"
#include "shop/tax.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "web/cart_cookie.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/shopfront.h"
#include "web/sums.h"
#include "web/urls.h"

static const struct {
	const char *name;
	const char *tail;
} steps[] = {
	[STEP_CONTACT] = { N_("Address"), "/checkout" },
	[STEP_SHIPPING] = { N_("Shipping"), "/checkout/shipping" },
	[STEP_PAYMENT] = { N_("Payment"), "/checkout/payment" },
	[STEP_REVIEW] = { N_("Review"), "/checkout/review" },
};
_Static_assert(sizeof steps / sizeof *steps == STEP__MAX, "each step has its name");

static void to_cart(struct ctx *ctx, struct exchange *x, const char *flash)
{
	flash_set(ctx, x, flash);
	response_redirect(x->res, 303, url_path(ctx, "/cart"));
}

void visit_end(struct ctx *ctx, struct exchange *x)
{
	err_clear(ctx);
	to_cart(ctx, x, "cart_empty");
}

/* What was ordered already cannot be ordered again: asking for it finds that order. */
static enum err_code to_order(struct ctx *ctx, struct exchange *x, const char *token)
{
	struct order_place place = { .cart_token = token };
	enum err_code e = order_place(ctx, &place);
	if (e)
		return e;
	cart_cookie_write(ctx, x, token, 0);
	response_redirect(x->res, 303, url_path(ctx, arena_printf(ctx->arena, "/order/%s", place.token)));
	return ERR_OK;
}

static enum err_code find_cart(struct ctx *ctx, struct exchange *x, struct visit *v)
{
	struct cart_cookie cookie;
	cart_cookie_read(ctx, x->req, &cookie);
	v->token = cookie.token;
	enum err_code e = v->token ? cart_load_any(ctx, v->token, &v->cart) : ERR_NOT_FOUND;
	if (!e && str_eq(v->cart.state, "ordered"))
		return to_order(ctx, x, v->token);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (e || v->cart.n_lines == 0)
		visit_end(ctx, x);
	return ERR_OK;
}

static void find_shipping(struct visit *v)
{
	for (size_t i = 0; i < v->n_offers; i++)
		if (!v->ships || v->offers[i].method_id == v->cart.shipping_method_id)
			v->shipping = &v->offers[i];
}

static void find_payment(struct visit *v)
{
	for (size_t i = 0; i < v->n_choices; i++)
		if (str_eq(v->choices[i].code, v->cart.payment_method))
			v->payment = &v->choices[i];
}

/* Where it goes, and how it can get there. */
static enum err_code find_way(struct ctx *ctx, struct visit *v)
{
	const struct contact *c = v->cart.contact;
	for (size_t i = 0; i < v->cart.n_lines; i++)
		v->goods = v->goods || v->cart.lines[i].requires_shipping;
	enum err_code e = v->goods ? pickup_list(ctx, false, &v->pickups, &v->n_pickups) : ERR_OK;
	if (e)
		return e;
	if (c)
		v->pickup = pickup_among(v->pickups, v->n_pickups, v->cart.pickup_id);
	v->ships = v->goods && !v->pickup;
	if (c)
		v->goes_to = v->pickup ? pickup_address(v->pickup, c->address.name) : c->address;
	if (c)
		v->country = v->goes_to.country;
	if (!v->pickup)
		return shipping_offers(ctx, &v->cart, v->country, &v->offers, &v->n_offers);
	struct shipping_offer *free_offer = ARENA_NEW(ctx->arena, struct shipping_offer);
	*free_offer = pickup_offer(ctx, v->pickup, &v->cart);
	v->offers = free_offer;
	v->n_offers = 1;
	return ERR_OK;
}

/* All that is asked of the shop for the cart's country, with the first question of it. Who collects is told later which
 * country that is. */
static void ask_ahead(struct ctx *ctx, const struct visit *v)
{
	const struct contact *c = v->cart.contact;
	const char *country = c ? c->address.country : v->country;
	if (v->cart.pickup_id || str_empty(country))
		return;
	shipping_offers_ahead(ctx, &v->cart, country);
	payment_choices_ahead(ctx, country);
	tax_table_ahead(ctx, country);
}

enum err_code visit_open(struct ctx *ctx, struct exchange *x, struct visit *v)
{
	*v = (struct visit){ .country = ctx->settings->country };
	enum err_code e = find_cart(ctx, x, v);
	if (e || x->res->location)
		return e;
	ask_ahead(ctx, v);
	e = find_way(ctx, v);
	if (!e)
		e = payment_choices(ctx, v->country, &v->choices, &v->n_choices);
	if (e)
		return e;
	find_shipping(v);
	e = quote_cart(ctx, &v->cart, v->country, v->shipping, &v->quote);
	if (e)
		return e;
	payment_choices_for(ctx, v->quote.total, &v->choices, &v->n_choices);
	find_payment(v);
	v->payment_away = v->payment && v->payment->away;
	v->payment = NULL;
	payment_choices_now(ctx, &v->choices, &v->n_choices);
	find_payment(v);
	return ERR_OK;
}

bool visit_go_back(struct ctx *ctx, struct exchange *x, const struct visit *v, enum step step)
{
	const bool done[STEP__MAX] = {
		/* Who wanted to collect, and cannot any more, has told no address. */
		[STEP_CONTACT] =
		    v->cart.contact && !str_empty(v->goes_to.line1) && (!v->goods || v->pickup || !v->cart.pickup_id),
		[STEP_SHIPPING] = v->shipping != NULL,
		[STEP_PAYMENT] = v->payment != NULL,
	};
	for (enum step before = 0; before < step; before++) {
		if (done[before])
			continue;
		response_redirect(x->res, 303, step_url(ctx, before));
		return true;
	}
	return false;
}

enum err_code visit_reach(struct ctx *ctx, struct exchange *x, enum step step, struct visit *v)
{
	enum err_code e = visit_open(ctx, x, v);
	if (e || x->res->location)
		return e;
	if (v->cart.blocked)
		to_cart(ctx, x, "cart_changed");
	else
		visit_go_back(ctx, x, v, step);
	return ERR_OK;
}

const char *step_url(struct ctx *ctx, enum step step)
{
	return url_path(ctx, steps[step].tail);
}

const char *visit_next_url(struct ctx *ctx, const struct visit *v, enum step step, int way)
{
	int next = (int)step + way;
	if (next == STEP_SHIPPING && !v->ships)
		next += way;
	return next < 0 ? url_path(ctx, "/cart") : step_url(ctx, (enum step)next);
}

static void fill_steps(struct ctx *ctx, const struct visit *v, enum step now, struct checkout_frame *out)
{
	out->steps = ARENA_ARRAY(ctx->arena, STEP__MAX, struct checkout_step);
	for (enum step s = 0; s < STEP__MAX; s++) {
		if (s == STEP_SHIPPING && !v->ships)
			continue;
		out->steps[out->n_steps++] = (struct checkout_step){
			.name = steps[s].name,
			.url = s < now ? step_url(ctx, s) : NULL,
			.current = s == now ? "step" : NULL,
		};
	}
}

void visit_frame(struct ctx *ctx, const struct visit *v, enum step now, struct checkout_frame *out)
{
	const struct cart *cart = &v->cart;
	*out = (struct checkout_frame){ .back_url = visit_next_url(ctx, v, now, -1) };
	fill_steps(ctx, v, now, out);
	out->summary.lines = ARENA_ARRAY(ctx->arena, cart->n_lines, struct summary_line);
	out->summary.n_lines = cart->n_lines;
	for (size_t i = 0; i < cart->n_lines; i++) {
		const struct cart_line *l = &cart->lines[i];
		out->summary.lines[i] = (struct summary_line){
			.name = l->name,
			.options = str_empty(l->options) ? NULL : l->options,
			.picture = shop_picture(ctx, l->picture, l->picture_alt, SLOT_LINE),
			.quantity = l->quantity,
			.total = l->total,
			.no_withdrawal = withdrawal_told(v->country, l->no_withdrawal),
		};
	}
	sums_of_quote(ctx, &v->quote, &out->summary.sums);
}

struct page *checkout_page(struct ctx *ctx, struct exchange *x, const char *title)
{
	struct page *page = page_create(ctx, x);
	page->title = title;
	page->noindex = true;
	page->canonical = NULL;
	return page;
}
