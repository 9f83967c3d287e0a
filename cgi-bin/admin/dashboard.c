#include "admin/pages.h"
#include "admin/views.h"
#include "admin/words.h"

enum { WAITING_SHOWN = 10 };

enum err_code dashboard_get(struct ctx *ctx, struct exchange *x)
{
	struct order_query query = { .filter = ORDERS_TO_SHIP, .search = "", .limit = WAITING_SHOWN };
	struct order_rows waiting;
	struct day_figures day;
	enum err_code e = order_figures(ctx, &day);
	if (!e)
		e = order_list(ctx, &query, &waiting);
	if (e)
		return e;
	struct dashboard_page view = {
		.sales_today = day.sales_today,
		.orders_today = day.orders_today,
		.to_ship = day.to_ship,
		.unpaid = day.unpaid,
		.low_stock = day.low_stock,
		.to_ship_url = admin_url(ctx, "/orders?filter=to_ship"),
		.unpaid_url = admin_url(ctx, "/orders?filter=unpaid"),
		.products_url = admin_url(ctx, "/products"),
		.orders = order_row_parts(ctx, &waiting),
		.n_orders = waiting.n,
	};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Today"));
	return page_render(ctx, x, "dashboard", &view, page);
}
