#include "checkout/pay.h"

#include "base/conf.h"
#include "base/log.h"
#include "shop/order.h"
#include "shop/payment.h"
#include "shop/provider_call.h"
#include "shop/tenant.h"
#include "web/urls.h"

static const char *order_path(struct ctx *ctx, const struct order *o, const char *tail)
{
	return url_path(ctx, arena_printf(ctx->arena, "/order/%s%s", o->token, tail));
}

const char *pay_moment_url(struct ctx *ctx, const struct order *o, bool asks, int tries)
{
	return order_path(ctx, o, arena_printf(ctx->arena, "/moment?tries=%d%s", tries, asks ? "&asks=1" : ""));
}

/* A provider that was not asked, or did not say what it did, may be asked for the same once more; one that is left
 * alone for now may not. */
static bool worth_a_moment(const struct ctx *ctx, const struct order *o, enum err_code e)
{
	enum provider_said said = provider_said(ctx);
	return e == ERR_DOWN && (said == PROVIDER_BUSY || said == PROVIDER_SILENT) &&
	       !provider_is_away(ctx, o->payment_provider);
}

static enum pay_end settle(struct ctx *ctx, const struct order *o, enum err_code e, const char *event)
{
	bool moment = e && worth_a_moment(ctx, o, e);
	if (e)
		log_event(ctx, LOG_WARN, event, "order=%s again=%d", o->number, moment);
	err_clear(ctx);
	return moment ? PAY_MOMENT : PAY_SETTLED;
}

enum pay_end pay_begin(struct ctx *ctx, const struct order *o, const char **redirect)
{
	/* All that is said of a payment stays the same however often it is begun: a provider refuses the same key with
	 * other words. */
	const char *back = arena_printf(ctx->arena, "/order/%s/back", o->token);
	const char *hook = arena_printf(ctx->arena, "/hook/%s", o->payment_provider);
	provider_hurry(ctx, ctx->conf->provider_milliseconds);
	*redirect = NULL;
	enum err_code e = payment_begin(
	    ctx, o, url_shop(ctx, o->locale, back), url_absolute(ctx, ctx->tenant->primary_host, hook), redirect);
	return settle(ctx, o, e, "payment_not_begun");
}

enum pay_end pay_ask(struct ctx *ctx, const struct order *o)
{
	enum payment_result result;
	provider_hurry(ctx, ctx->conf->provider_milliseconds);
	return settle(ctx, o, payment_follow(ctx, o->payments[0].id, &result), "payment_not_followed");
}

/* The order's page, or the one that asks for a moment. */
static enum err_code go_on(struct ctx *ctx, struct exchange *x, const struct order *o, enum pay_end end, bool asks)
{
	response_redirect(
	    x->res, 303, end == PAY_MOMENT ? pay_moment_url(ctx, o, asks, 0) : order_path(ctx, o, "?fresh=1"));
	return ERR_OK;
}

static enum err_code go(struct ctx *ctx, struct exchange *x, const struct order *o)
{
	const char *redirect = NULL;
	enum pay_end end = order_can(o).pay ? pay_begin(ctx, o, &redirect) : PAY_SETTLED;
	if (!redirect)
		return go_on(ctx, x, o, end, false);
	response_redirect(x->res, 303, redirect);
	return ERR_OK;
}

enum err_code pay_go(struct ctx *ctx, struct exchange *x, const char *token)
{
	const struct order *order;
	enum err_code e = order_by_token(ctx, token, &order);
	return e ? e : go(ctx, x, order);
}

enum err_code pay_otherwise(struct ctx *ctx, struct exchange *x, const char *token, const char *method)
{
	const struct order *order;
	enum err_code e = order_by_token(ctx, token, &order);
	if (e)
		return e;
	if (!order_can(order).pay)
		return go_on(ctx, x, order, PAY_SETTLED, false);
	provider_hurry(ctx, ctx->conf->provider_milliseconds);
	e = payment_switch(ctx, order, method);
	if (!e)
		return pay_go(ctx, x, token);
	return go_on(ctx, x, order, settle(ctx, order, e, "payment_not_switched"), true);
}

enum err_code pay_back(struct ctx *ctx, struct exchange *x, const char *token)
{
	const struct order *order;
	enum err_code e = order_by_token(ctx, token, &order);
	if (e)
		return e;
	bool open = order_can(order).pay && order->n_payments > 0;
	return go_on(ctx, x, order, open ? pay_ask(ctx, order) : PAY_SETTLED, true);
}

bool pay_allow(struct ctx *ctx, struct exchange *x, const char *name)
{
	const struct payment_provider *provider = payment_provider(name);
	if (!provider || !provider->start)
		return false;
	x->res->form_target = x->res->form_target
	                          ? arena_printf(ctx->arena, "%s %s", x->res->form_target, provider->page_address(ctx))
	                          : provider->page_address(ctx);
	return true;
}
