#include <inttypes.h>

#include "base/str.h"
#include "checkout/pages.h"
#include "checkout/pay.h"
#include "checkout/visit.h"
#include "shop/order.h"
#include "shop/withdrawal.h"
#include "web/cart_cookie.h"
#include "web/form.h"
#include "web/page.h"
#include "web/recap.h"
#include "web/shopfront.h"
#include "web/urls.h"

/* The page itself tells new prices; from then on they are the ones that the shopper has seen. */
static enum err_code show(struct ctx *ctx, struct exchange *x, const struct visit *v, const char *error)
{
	struct review_page view = {
		.email = v->cart.contact->email,
		.address = address_label(ctx, &v->goes_to),
		.pickup = v->pickup != NULL,
		.hours = v->pickup && *v->pickup->hours ? v->pickup->hours : NULL,
		.shipping = v->pickup || str_empty(v->shipping->name) ? NULL : v->shipping->name,
		.payment = v->payment->name,
		.payment_hint = str_empty(v->payment->instructions) ? NULL : v->payment->instructions,
		.contact_url = step_url(ctx, STEP_CONTACT),
		.shipping_url = step_url(ctx, STEP_SHIPPING),
		.payment_url = step_url(ctx, STEP_PAYMENT),
		.place_url = url_path(ctx, "/checkout/place"),
		.total_minor = arena_printf(ctx->arena, "%" PRId64, v->quote.total.minor),
		.currency = v->quote.total.currency,
		.error = error,
		.cart_url = url_path(ctx, "/cart"),
		.blocked = v->cart.blocked,
		.pays_elsewhere = pay_allow(ctx, x, v->payment->provider) && v->quote.total.minor > 0,
	};
	view.told = withdrawal_told_cart(ctx, &v->cart, v->country, &view.agree);
	if (refusal_for(ctx, "agreed"))
		view.agree_error = refusal_sentence(ctx, refusal_for(ctx, "agreed"));
	visit_frame(ctx, v, STEP_REVIEW, &view.frame);
	if (v->cart.price_changed && !v->cart.blocked) {
		enum err_code e = cart_seen(ctx, &v->cart);
		if (e)
			return e;
	}
	struct page *page = checkout_page(ctx, x, view_text(ctx, N_("Check your order")));
	view.terms_url = shop_page_url(page, "terms");
	view.privacy_url = shop_page_url(page, "privacy");
	view.withdrawal_url = shop_page_url(page, "withdrawal");
	return page_render(ctx, x, "review", &view, page);
}

static const char *sentence(struct ctx *ctx, struct refusal why)
{
	if (str_eq(why.code, "sold_out") && str_eq(why.arg[1], "0"))
		why.code = "sold_out_all";
	return refusal_sentence(ctx, &why);
}

enum err_code review_get(struct ctx *ctx, struct exchange *x)
{
	struct visit v;
	enum err_code e = visit_reach(ctx, x, STEP_REVIEW, &v);
	if (e || x->res->location)
		return e;
	struct refusal changed = { .field = "", .code = "price_changed" };
	return show(ctx, x, &v, v.cart.price_changed ? sentence(ctx, changed) : NULL);
}

/* Shows the new state of things and why nothing was ordered, or the step that has to be done again. */
static enum err_code refused(struct ctx *ctx, struct exchange *x)
{
	struct refusal why = *ctx->refusals;
	struct visit v;
	enum err_code e = visit_open(ctx, x, &v);
	if (e || x->res->location || visit_go_back(ctx, x, &v, STEP_REVIEW))
		return e;
	if (v.cart.price_changed && !v.cart.blocked)
		why = (struct refusal){ .field = "", .code = "price_changed" };
	x->res->status = 422;
	return show(ctx, x, &v, str_eq(why.field, "agreed") ? NULL : sentence(ctx, why));
}

enum err_code place_post(struct ctx *ctx, struct exchange *x)
{
	const struct place_in *in = x->in;
	struct cart_cookie cookie;
	cart_cookie_read(ctx, x->req, &cookie);
	/* A total that no page of ours showed is one that has changed. */
	ctx->refusals = NULL;
	struct order_place place = { .cart_token = cookie.token,
		.shown_total = x->in_err ? -1 : in->total,
		.shown_currency = in->currency,
		.told = in->told,
		.agreed = in->agreed };
	enum err_code e = cookie.token ? order_place(ctx, &place) : ERR_NOT_FOUND;
	if (e == ERR_INPUT)
		return refused(ctx, x);
	if (e == ERR_NOT_FOUND) {
		visit_end(ctx, x);
		return ERR_OK;
	}
	if (e)
		return e;
	/* The cookie stays: a click from another tab, or after Back, finds this order by it. */
	cart_cookie_write(ctx, x, cookie.token, 0);
	return pay_go(ctx, x, place.token);
}
