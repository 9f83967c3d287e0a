#include "checkout/pages.h"
#include "checkout/pay.h"
#include "checkout/views.h"
#include "shop/order.h"
#include "web/page.h"
#include "web/urls.h"

enum { MOST_BEGINS = 8, MOST_ASKS = 16, QUICK_ASKS = 4, SECONDS = 2, LONG_SECONDS = 10 };

/* Not all of those who wait together come back together. */
static int pause_before(const struct ctx *ctx, const struct moment_in *in)
{
	int seconds = in->asks && in->tries >= QUICK_ASKS ? LONG_SECONDS : SECONDS;
	return seconds + (ctx->request_id[0] & 1);
}

static enum err_code show(struct ctx *ctx, struct exchange *x, const struct order *o, const struct moment_in *in)
{
	struct moment_page view = {
		.number = o->number,
		.asks = in->asks,
		.next_url = pay_moment_url(ctx, o, in->asks, (int)in->tries + 1),
		.order_url = url_path(ctx, arena_printf(ctx->arena, "/order/%s", o->token)),
	};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("One moment, please"));
	page->noindex = true;
	page->canonical = NULL;
	x->res->refresh = arena_printf(ctx->arena, "%d; url=%s", pause_before(ctx, in), view.next_url);
	return page_render(ctx, x, "moment", &view, page);
}

/*
 * Asked for by the page itself after a pause, or by a link. A browser that asks first and tries later (tries=0) comes
 * from a try that has just failed.
 */
enum err_code moment_get(struct ctx *ctx, struct exchange *x)
{
	const struct moment_in *in = x->in;
	const struct order *o;
	const char *redirect = NULL;
	enum pay_end end = PAY_SETTLED;
	enum err_code e = order_by_token(ctx, x->seg[0], &o);
	if (e)
		return e;
	bool open = order_can(o).pay && o->n_payments > 0;
	if (open && in->tries == 0)
		return show(ctx, x, o, in);
	if (open)
		end = in->asks ? pay_ask(ctx, o) : pay_begin(ctx, o, &redirect);
	if (end == PAY_MOMENT && in->tries < (in->asks ? MOST_ASKS : MOST_BEGINS))
		return show(ctx, x, o, in);
	response_redirect(
	    x->res, 303, redirect ? redirect : url_path(ctx, arena_printf(ctx->arena, "/order/%s?fresh=1", o->token)));
	return ERR_OK;
}
