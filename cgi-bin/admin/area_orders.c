#include "admin/areas.h"
#include "admin/order.h"
#include "admin/views_orders.h"
#include "base/limits.h"

enum { CARRIER_POINTS = 60, TRACKING_POINTS = 100, NUMBER_POINTS = 20, AMOUNT_POINTS = 40, NOTE_POINTS = 2000 };

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
	{ "pieces_", PARAM_KEYED, .offset = offsetof(struct ship_in, pieces), .max = NUMBER_POINTS },
	PARAM(ship_in, before, PARAM_INT, .min = 0, .max = INT64_MAX),
	{ .name = NULL },
};
static const struct param bulk_params[] = {
	PARAM(bulk_in, id, PARAM_IDS),
	{ "do", PARAM_CODE, .required = true, .offset = offsetof(struct bulk_in, do_), .max = 20 },
	{ .name = NULL },
};
static const struct param slips_params[] = {
	PARAM(slips_in, id, PARAM_IDS),
	{ .name = NULL },
};
static const struct param note_params[] = {
	PARAM(note_in, note, PARAM_LINES, .required = true, .max = NOTE_POINTS),
	{ .name = NULL },
};
static const struct param back_params[] = {
	{ "back_", PARAM_KEYED, .offset = offsetof(struct back_in, back), .max = NUMBER_POINTS },
	PARAM(back_in, shipping, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(back_in, amount, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(back_in, restock, PARAM_BOOL),
	PARAM(back_in, before, PARAM_INT, .min = 0, .max = INT64_MAX),
	PARAM(back_in, sum, PARAM_INT, .min = 0, .max = INT64_MAX, .had_offset = offsetof(struct back_in, has_sum)),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/orders", orders_get, ADMIN_MEMBER, .params = orders_params, .in_size = sizeof(struct orders_in) },
	{ HTTP_POST, "/orders/bulk", orders_bulk_post, ADMIN_CHANGE, .params = bulk_params,
	    .in_size = sizeof(struct bulk_in) },
	{ HTTP_GET, "/slips", slips_get, ADMIN_MEMBER, .params = slips_params, .in_size = sizeof(struct slips_in) },
	{ HTTP_GET, "/orders/:id", order_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/:id/paid", order_paid_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/ship", order_ship_post, ADMIN_CHANGE, .params = ship_params,
	    .in_size = sizeof(struct ship_in) },
	{ HTTP_POST, "/orders/:id/cancel", order_cancel_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/refund", order_refund_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/ready", order_ready_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/note", order_note_post, ADMIN_CHANGE, .params = note_params,
	    .in_size = sizeof(struct note_in) },
	{ HTTP_GET, "/orders/:id/refund-part", refund_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/:id/refund-part", refund_post, ADMIN_CHANGE, .params = back_params,
	    .in_size = sizeof(struct back_in) },
	{ HTTP_POST, "/orders/:id/refund-due", refund_due_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/refunds/:refund", refund_again_post, ADMIN_CHANGE, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "orders", &orders_page_view },
	{ "order", &order_detail_page_view },
	{ "refund", &refund_page_view },
	{ "slips", &slips_page_view },
	{ NULL, NULL },
};

const struct area orders_area = { routes, pages };
