#include <inttypes.h>

#include "admin/desk.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/outbox_dead.h"
#include "shop/payment.h"
#include "shop/provider_call.h"
#include "shop/returns.h"
#include "shop/setup_selling.h"
#include "shop/tenant.h"
#include "web/flash.h"

enum { WAITING_SHOWN = 10 };

static const struct {
	const char *label;
	size_t days;
} spans[] = {
	{ N_("Today"), 1 },
	{ N_("7 days"), 7 },
	{ N_("30 days"), 30 },
};
enum { SPANS = sizeof spans / sizeof spans[0] };

static void fill_days(struct ctx *ctx, const struct figures *f, struct dashboard_page *view)
{
	view->spans = ARENA_ARRAY(ctx->arena, SPANS, struct desk_span);
	view->n_spans = SPANS;
	for (size_t i = 0; i < SPANS; i++) {
		struct day_figures sum = figures_span(f, spans[i].days);
		view->spans[i] = (struct desk_span){
			.label = spans[i].label, .placed = sum.placed, .paid = sum.paid, .orders = sum.orders
		};
	}
	view->days = ARENA_ARRAY(ctx->arena, FIGURES_DAYS, struct desk_day);
	view->n_days = FIGURES_DAYS;
	for (size_t i = 0; i < FIGURES_DAYS; i++)
		view->days[i] = (struct desk_day){
			.at = f->days[i].at,
			.placed = f->days[i].placed,
			.paid = f->days[i].paid,
			.orders = f->days[i].orders,
		};
}

static void fill_low(struct ctx *ctx, struct exchange *x, const struct figures *f, struct dashboard_page *view)
{
	const struct form_field field = {
		.name = "few",
		.label = N_("Warn from so many pieces on"),
		.type = "text",
		.inputmode = "numeric",
		.autocomplete = "off",
		.dir = "ltr",
		.required = true,
		.width = "third",
		.value = text_integer_field(ctx->arena, ctx->locale, f->few),
	};
	view->low = ARENA_ARRAY(ctx->arena, f->n_low, struct desk_low);
	view->n_low = f->n_low;
	for (size_t i = 0; i < f->n_low; i++)
		view->low[i] = (struct desk_low){
			.name = f->low[i].name,
			.options = f->low[i].options,
			.sku = f->low[i].sku,
			.url = admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64, f->low[i].product_id)),
			.available = f->low[i].available,
		};
	view->low_form = (struct form){ .fields = arena_memdup(ctx->arena, &field, sizeof field), .n_fields = 1 };
	view->low_url = admin_url(ctx, "/low-stock");
	form_fill(ctx, &view->low_form, x->req);
}

static bool some_are_away(const struct ctx *ctx)
{
	const struct payment_provider *p;
	for (size_t i = 0; (p = payment_provider_at(i)) != NULL; i++)
		if (provider_is_away(ctx, p->name))
			return true;
	return false;
}

static enum err_code fill_away(struct ctx *ctx, struct dashboard_page *view)
{
	const struct setup_payment *v;
	size_t n;
	if (!some_are_away(ctx))
		return ERR_OK;
	enum err_code e = setup_payments(ctx, &v, &n);
	if (e)
		return e;
	view->away = ARENA_ARRAY(ctx->arena, n, struct desk_away);
	for (size_t i = 0; i < n; i++) {
		const char *name = localized_best(&v[i].label, ctx->locale, ctx->settings->default_locale);
		if (v[i].active && v[i].keyed && provider_is_away(ctx, v[i].provider))
			view->away[view->n_away++] = (struct desk_away){ .name = str_empty(name) ? v[i].code : name };
	}
	return ERR_OK;
}

static enum err_code show(struct ctx *ctx, struct exchange *x)
{
	struct order_query query = { .filter = ORDERS_TO_SHIP, .search = "", .limit = WAITING_SHOWN };
	struct order_rows waiting;
	struct figures f;
	int64_t failed = 0;
	int64_t returns;
	enum err_code e = figures_read(ctx, &f);
	if (!e)
		e = order_list(ctx, &query, &waiting);
	if (!e)
		e = outbox_dead_count(ctx, &failed);
	if (!e)
		e = returns_waiting(ctx, &returns);
	if (e)
		return e;
	struct dashboard_page view = {
		.sales_today = f.days[FIGURES_DAYS - 1].placed,
		.orders_today = f.days[FIGURES_DAYS - 1].orders,
		.to_ship = f.to_ship,
		.unpaid = f.unpaid,
		.give_back = f.give_back,
		.give_back_url = admin_url(ctx, "/orders?filter=to_give_back"),
		.returns = returns,
		.returns_url = admin_url(ctx, "/orders/returns"),
		.low_stock = f.low_stock,
		.failed = failed,
		.failed_url = admin_url(ctx, "/failed"),
		.to_ship_url = admin_url(ctx, "/orders?filter=to_ship"),
		.unpaid_url = admin_url(ctx, "/orders?filter=unpaid"),
		.orders = order_row_parts(ctx, &waiting),
		.n_orders = waiting.n,
	};
	fill_days(ctx, &f, &view);
	fill_low(ctx, x, &f, &view);
	desk_draw(ctx, &f, &view);
	e = desk_steps(ctx, &view);
	if (!e)
		e = fill_away(ctx, &view);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Today"));
	return page_render(ctx, x, "dashboard", &view, page);
}

enum err_code dashboard_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x);
}

enum err_code low_post(struct ctx *ctx, struct exchange *x)
{
	const struct low_in *in = x->in;
	if (x->in_err) {
		x->res->status = err_http_status(x->in_err);
		return show(ctx, x);
	}
	enum err_code e = figures_set_few(ctx, in->few);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/"), "saved");
}
