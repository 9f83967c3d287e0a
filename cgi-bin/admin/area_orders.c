#include "admin/areas.h"
#include "admin/pages.h"
#include "admin/views.h"
#include "base/limits.h"

enum { CARRIER_POINTS = 60, TRACKING_POINTS = 100 };

static const struct param orders_params[] = {
	PARAM(orders_in, filter, PARAM_CODE, .max = 20),
	PARAM(orders_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(orders_in, before_at, PARAM_ID),
	PARAM(orders_in, before_id, PARAM_ID),
	{ .name = NULL },
};
static const struct param ship_params[] = {
	PARAM(ship_in, carrier, PARAM_TEXT, .max = CARRIER_POINTS),
	PARAM(ship_in, tracking, PARAM_TEXT, .max = TRACKING_POINTS),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/orders", orders_get, ADMIN_MEMBER, .params = orders_params, .in_size = sizeof(struct orders_in) },
	{ HTTP_GET, "/orders/:id", order_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/:id/paid", order_paid_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/ship", order_ship_post, ADMIN_CHANGE, .params = ship_params,
	    .in_size = sizeof(struct ship_in) },
	{ HTTP_POST, "/orders/:id/cancel", order_cancel_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/refund", order_refund_post, ADMIN_CHANGE, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "orders", &orders_page_view },
	{ "order", &order_detail_page_view },
	{ NULL, NULL },
};

const struct area orders_area = { routes, pages };
