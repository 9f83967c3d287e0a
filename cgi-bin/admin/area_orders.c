#include "admin/areas.h"
#include "admin/draft.h"
#include "admin/order.h"
#include "admin/views_drafts.h"
#include "admin/views_orders.h"
#include "base/limits.h"

enum {
	CARRIER_POINTS = 60,
	TRACKING_POINTS = 100,
	NUMBER_POINTS = 20,
	AMOUNT_POINTS = 40,
	NOTE_POINTS = 2000,
	LABEL_POINTS = 100
};

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
	PARAM(ship_in, from, PARAM_ID),
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
	PARAM(slips_in, once, PARAM_CODE),
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
	{ "back", PARAM_ID, .offset = offsetof(struct back_in, back_at) },
	PARAM(back_in, before, PARAM_INT, .min = 0, .max = INT64_MAX),
	PARAM(back_in, known, PARAM_INT, .min = 0, .max = INT64_MAX),
	PARAM(back_in, sum, PARAM_INT, .min = 0, .max = INT64_MAX, .had_offset = offsetof(struct back_in, has_sum)),
	{ .name = NULL },
};

/* shop/address judges the length of what is typed, so that each field is refused once. */
#define TYPED(field) PARAM(draft_in, field, PARAM_TEXT, .max = LIMIT_BODY_BYTES)

static const struct param draft_params[] = {
	{ "do", PARAM_CODE, .offset = offsetof(struct draft_in, do_), .max = 20 },
	PARAM(draft_in, add, PARAM_ID),
	PARAM(draft_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(draft_in, adapt, PARAM_BOOL),
	PARAM(draft_in, version, PARAM_INT, .required = true, .min = 0, .max = INT64_MAX),
	PARAM(draft_in, total, PARAM_INT, .min = 0, .max = INT64_MAX),
	{ "quantity_", PARAM_KEYED, .offset = offsetof(struct draft_in, quantity), .max = NUMBER_POINTS },
	{ "price_", PARAM_KEYED, .offset = offsetof(struct draft_in, price), .max = AMOUNT_POINTS },
	PARAM(draft_in, email, PARAM_EMAIL),
	TYPED(phone),
	PARAM(draft_in, country, PARAM_CODE, .min = 2, .max = 2),
	TYPED(name),
	TYPED(company),
	TYPED(line1),
	TYPED(line2),
	TYPED(city),
	TYPED(region),
	TYPED(postcode),
	PARAM(draft_in, locale, PARAM_CODE, .max = 20),
	PARAM(draft_in, currency, PARAM_CODE, .max = 3),
	PARAM(draft_in, shipping, PARAM_CODE, .max = 30),
	PARAM(draft_in, shipping_label, PARAM_TEXT, .max = LABEL_POINTS),
	PARAM(draft_in, shipping_price, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(draft_in, payment, PARAM_CODE),
	PARAM(draft_in, note, PARAM_LINES, .max = NOTE_POINTS),
	{ .name = NULL },
};
static const struct param find_params[] = {
	PARAM(find_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/orders", orders_get, ADMIN_MEMBER, .params = orders_params, .in_size = sizeof(struct orders_in),
	    .cost = COST_LIST },
	{ HTTP_POST, "/orders/bulk", orders_bulk_post, ADMIN_CHANGE, .params = bulk_params,
	    .in_size = sizeof(struct bulk_in) },
	{ HTTP_GET, "/slips", slips_get, ADMIN_MEMBER, .params = slips_params, .in_size = sizeof(struct slips_in) },
	{ HTTP_GET, "/orders/:id", order_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/:id/paid", order_paid_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/ship", order_ship_post, ADMIN_CHANGE, .params = ship_params,
	    .in_size = sizeof(struct ship_in) },
	{ HTTP_POST, "/orders/:id/capture", order_capture_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/cancel", order_cancel_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/go-on", order_go_on_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/refund", order_refund_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/ready", order_ready_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/note", order_note_post, ADMIN_CHANGE, .params = note_params,
	    .in_size = sizeof(struct note_in) },
	{ HTTP_GET, "/orders/:id/refund-part", refund_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/:id/refund-part", refund_post, ADMIN_CHANGE, .params = back_params,
	    .in_size = sizeof(struct back_in) },
	{ HTTP_POST, "/orders/:id/refund-due", refund_due_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/refunds/:refund", refund_again_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/edit", order_edit_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_GET, "/drafts", drafts_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/drafts", drafts_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_GET, "/drafts/:id", draft_get_page, ADMIN_MEMBER, .params = find_params,
	    .in_size = sizeof(struct find_in) },
	{ HTTP_POST, "/drafts/:id", draft_post, ADMIN_CHANGE, .params = draft_params,
	    .in_size = sizeof(struct draft_in) },
	{ HTTP_POST, "/drafts/:id/drop", draft_drop_post, ADMIN_CHANGE, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "orders", &orders_page_view },
	{ "order", &order_detail_page_view },
	{ "refund", &refund_page_view },
	{ "slips", &slips_page_view },
	{ "draft", &draft_page_view },
	{ "drafts", &drafts_page_view },
	{ NULL, NULL },
};

const struct area orders_area = { routes, pages };
