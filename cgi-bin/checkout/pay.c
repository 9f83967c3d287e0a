#include "checkout/pay.h"

#include "base/log.h"
#include "shop/order.h"
#include "shop/payment.h"
#include "shop/tenant.h"
#include "web/urls.h"

enum err_code pay_go(struct ctx *ctx, struct exchange *x, const char *token)
{
	const char *tail = arena_printf(ctx->arena, "/order/%s?fresh=1", token), *redirect = NULL;
	const char *back = arena_printf(ctx->arena, "/order/%s/back", token);
	const struct order *order;
	enum err_code e = order_by_token(ctx, token, &order);
	if (e)
		return e;
	if (order_can(order).pay) {
		/* All that is said of a payment stays the same however often it is begun: a provider refuses the same
		 * key with other words. */
		const char *hook = arena_printf(ctx->arena, "/hook/%s", order->payment_provider);
		e = payment_begin(ctx, order, url_shop(ctx, order->locale, back),
		    url_absolute(ctx, ctx->tenant->primary_host, hook), &redirect);
		if (e)
			log_event(ctx, LOG_WARN, "payment_not_begun", "order=%s", order->number);
		err_clear(ctx);
	}
	response_redirect(x->res, 303, redirect ? redirect : url_path(ctx, tail));
	return ERR_OK;
}

enum err_code pay_otherwise(struct ctx *ctx, struct exchange *x, const char *token, const char *method)
{
	const struct order *order;
	enum err_code e = order_by_token(ctx, token, &order);
	if (e)
		return e;
	if (order_can(order).pay) {
		e = payment_switch(ctx, order, method);
		if (!e)
			return pay_go(ctx, x, token);
		log_event(ctx, LOG_WARN, "payment_not_switched", "order=%s", order->number);
		err_clear(ctx);
	}
	response_redirect(x->res, 303, url_path(ctx, arena_printf(ctx->arena, "/order/%s?fresh=1", token)));
	return ERR_OK;
}

enum err_code pay_back(struct ctx *ctx, struct exchange *x, const char *token)
{
	const struct order *order;
	enum payment_result result;
	enum err_code e = order_by_token(ctx, token, &order);
	if (e)
		return e;
	if (order_can(order).pay && order->n_payments > 0) {
		e = payment_follow(ctx, order->payments[0].id, &result);
		if (e)
			log_event(ctx, LOG_WARN, "payment_not_followed", "order=%s", order->number);
		err_clear(ctx);
	}
	response_redirect(x->res, 303, url_path(ctx, arena_printf(ctx->arena, "/order/%s?fresh=1", token)));
	return ERR_OK;
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
