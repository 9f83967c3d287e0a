#include "base/conf.h"
#include "base/str.h"
#include "checkout/pages.h"
#include "checkout/views.h"
#include "shop/order.h"
#include "shop/payment_held.h"
#include "shop/provider_call.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/recap.h"
#include "web/urls.h"

static const char *order_path(struct ctx *ctx, const struct order *o, const char *tail)
{
	return url_path(ctx, arena_printf(ctx->arena, "/order/%s%s", o->token, tail));
}

static enum err_code too_late(struct ctx *ctx, struct exchange *x, const struct order *o)
{
	err_clear(ctx);
	return flash_redirect(
	    ctx, x, order_path(ctx, o, ""), order_is_off(o->state) ? "order_called_off" : "order_too_late");
}

enum err_code cancel_get(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	enum err_code e = order_by_token(ctx, x->seg[0], &o);
	if (e)
		return e;
	if (!order_can(o).cancel)
		return too_late(ctx, x, o);
	struct page *page = page_create(ctx, x);
	struct cancel_page view = {
		.number = o->number,
		.action = order_path(ctx, o, "/cancel"),
		.order_url = order_path(ctx, o, ""),
		.by_hand = order_can(o).refund_by_hand,
		.amount = order_paid_left(o),
	};
	view.paid = view.amount.minor > 0;
	view.summary = order_summary(ctx, o);
	page->title = view_format(ctx, N_("Cancel order {1}?"), o->number, NULL);
	page->noindex = true;
	page->canonical = NULL;
	return page_render(ctx, x, "cancel", &view, page);
}

/* Pressed twice, or in two tabs: the second one finds it cancelled, and says so. */
enum err_code cancel_post(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	enum err_code e = order_by_token(ctx, x->seg[0], &o);
	provider_hurry(ctx, ctx->conf->provider_milliseconds);
	if (!e)
		e = order_call_off(ctx, o->id);
	if (!e)
		e = payment_let_go(ctx, o->id);
	/* The other of the two may have done it since this one looked. */
	if (e == ERR_CONFLICT)
		return order_by_token(ctx, x->seg[0], &o) ? e : too_late(ctx, x, o);
	return e ? e : flash_redirect(ctx, x, order_path(ctx, o, ""), "order_called_off");
}
