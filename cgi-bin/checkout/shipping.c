#include <inttypes.h>

#include "base/str.h"
#include "checkout/choose.h"
#include "checkout/pages.h"

static enum err_code show(struct ctx *ctx, struct exchange *x, const struct visit *v, const char *error)
{
	struct choose_page view = {
		.error = error ? choose_error(ctx, error) : NULL,
		.options = ARENA_ARRAY(ctx->arena, v->n_offers, struct checkout_option),
		.n_options = v->n_offers,
	};
	for (size_t i = 0; i < v->n_offers; i++) {
		const struct shipping_offer *o = &v->offers[i];
		view.options[i] = (struct checkout_option){
			.value = arena_printf(ctx->arena, "%" PRId64, o->method_id),
			.name = o->name,
			.hint = str_empty(o->hint) ? NULL : o->hint,
			.price = o->price,
			.has_price = true,
			.free = o->price.minor == 0,
			.checked = o == v->shipping || v->n_offers == 1,
		};
	}
	return choose_show(ctx, x, v, STEP_SHIPPING, &view);
}

/* As visit_reach, but past this step where nothing needs shipping. */
static enum err_code reach(struct ctx *ctx, struct exchange *x, struct visit *v)
{
	enum err_code e = visit_reach(ctx, x, STEP_SHIPPING, v);
	if (!e && !x->res->location && !v->ships)
		response_redirect(x->res, 303, step_url(ctx, STEP_PAYMENT));
	return e;
}

enum err_code shipping_get(struct ctx *ctx, struct exchange *x)
{
	struct visit v;
	enum err_code e = reach(ctx, x, &v);
	if (e || x->res->location)
		return e;
	bool gone = v.cart.shipping_method_id && !v.shipping && v.n_offers;
	return show(ctx, x, &v, gone ? "shipping_gone" : NULL);
}

enum err_code shipping_post(struct ctx *ctx, struct exchange *x)
{
	const struct shipping_in *in = x->in;
	struct visit v;
	enum err_code e = reach(ctx, x, &v);
	if (e || x->res->location)
		return e;
	for (size_t i = 0; i < v.n_offers; i++)
		if (v.offers[i].method_id == in->method)
			return choose_done(ctx, x, &v, STEP_SHIPPING, cart_set_shipping(ctx, &v.cart, in->method));
	return show(ctx, x, &v, in->method ? "shipping_gone" : "choose_one");
}
