#include "base/str.h"
#include "checkout/choose.h"
#include "checkout/pages.h"

static const char *hint_of(struct ctx *ctx, const struct payment_choice *c)
{
	if (c->away)
		return view_text(ctx,
		    N_("Does not answer at the moment. You can order now, and pay later on the page of your order."));
	return str_empty(c->instructions) ? NULL : c->instructions;
}

static enum err_code show(struct ctx *ctx, struct exchange *x, const struct visit *v, const char *error)
{
	struct choose_page view = {
		.error = error ? choose_error(ctx, error) : NULL,
		.options = ARENA_ARRAY(ctx->arena, v->n_choices, struct checkout_option),
		.n_options = v->n_choices,
	};
	for (size_t i = 0; i < v->n_choices; i++) {
		const struct payment_choice *c = &v->choices[i];
		view.options[i] = (struct checkout_option){
			.value = c->code,
			.name = c->name,
			.hint = hint_of(ctx, c),
			.checked = c == v->payment || v->n_choices == 1,
		};
	}
	return choose_show(ctx, x, v, STEP_PAYMENT, &view);
}

enum err_code payment_get(struct ctx *ctx, struct exchange *x)
{
	struct visit v;
	enum err_code e = visit_reach(ctx, x, STEP_PAYMENT, &v);
	if (e || x->res->location)
		return e;
	bool gone = v.cart.payment_method && !v.payment && v.n_choices;
	return show(ctx, x, &v, !gone ? NULL : v.payment_away ? "payment_away" : "payment_gone");
}

enum err_code payment_post(struct ctx *ctx, struct exchange *x)
{
	const struct payment_in *in = x->in;
	struct visit v;
	enum err_code e = visit_reach(ctx, x, STEP_PAYMENT, &v);
	if (e || x->res->location)
		return e;
	for (size_t i = 0; i < v.n_choices; i++)
		if (str_eq(v.choices[i].code, in->method))
			return choose_done(ctx, x, &v, STEP_PAYMENT, cart_set_payment(ctx, &v.cart, in->method));
	return show(ctx, x, &v, *in->method ? "payment_gone" : "choose_one");
}
