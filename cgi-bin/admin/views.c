#include "admin/views.h"

static const struct view_field login_page_fields[] = {
	V_STR(login_page, action),
	V_STRUCT(login_page, form, &form_view),
	V_END,
};
const struct view_type login_page_view = { "login_page", sizeof(struct login_page), login_page_fields };

static const struct view_field shop_row_fields[] = {
	V_STR(shop_row, title),
	V_STR(shop_row, name),
	V_STR(shop_row, url),
	V_MSG(shop_row, role),
	V_STR(shop_row, storefront),
	V_END,
};
static const struct view_type shop_row_view = { "shop_row", sizeof(struct shop_row), shop_row_fields };

static const struct view_field shops_page_fields[] = {
	V_LIST(shops_page, shops, n_shops, &shop_row_view),
	V_END,
};
const struct view_type shops_page_view = { "shops_page", sizeof(struct shops_page), shops_page_fields };

static const struct view_field order_row_part_fields[] = {
	V_STR(order_row_part, number),
	V_STR(order_row_part, url),
	V_DATETIME(order_row_part, placed_at),
	V_STR(order_row_part, name),
	V_STR(order_row_part, country),
	V_INT(order_row_part, pieces),
	V_MONEY(order_row_part, total),
	V_STRUCT(order_row_part, payment, &status_part_view),
	V_STRUCT(order_row_part, shipping, &status_part_view),
	V_END,
};
static const struct view_type order_row_part_view = { "order_row_part", sizeof(struct order_row_part),
	order_row_part_fields };

static const struct view_field dashboard_page_fields[] = {
	V_MONEY(dashboard_page, sales_today),
	V_INT(dashboard_page, orders_today),
	V_INT(dashboard_page, to_ship),
	V_INT(dashboard_page, unpaid),
	V_INT(dashboard_page, low_stock),
	V_STR(dashboard_page, to_ship_url),
	V_STR(dashboard_page, unpaid_url),
	V_STR(dashboard_page, products_url),
	V_LIST(dashboard_page, orders, n_orders, &order_row_part_view),
	V_END,
};
const struct view_type dashboard_page_view = { "dashboard_page", sizeof(struct dashboard_page), dashboard_page_fields };

static const struct view_field filter_tab_fields[] = {
	V_MSG(filter_tab, label),
	V_STR(filter_tab, url),
	V_BOOL(filter_tab, current),
	V_END,
};
static const struct view_type filter_tab_view = { "filter_tab", sizeof(struct filter_tab), filter_tab_fields };

static const struct view_field orders_page_fields[] = {
	V_LIST(orders_page, tabs, n_tabs, &filter_tab_view),
	V_STR(orders_page, action),
	V_STR(orders_page, filter),
	V_STR(orders_page, query),
	V_LIST(orders_page, orders, n_orders, &order_row_part_view),
	V_STRUCT(orders_page, pager, &pager_part_view),
	V_END,
};
const struct view_type orders_page_view = { "orders_page", sizeof(struct orders_page), orders_page_fields };

static const struct view_field timeline_event_fields[] = {
	V_MSG(timeline_event, what),
	V_STR(timeline_event, who),
	V_STR(timeline_event, detail),
	V_DATETIME(timeline_event, at),
	V_END,
};
static const struct view_type timeline_event_view = { "timeline_event", sizeof(struct timeline_event),
	timeline_event_fields };

static const struct view_field order_detail_line_fields[] = {
	V_STR(order_detail_line, name),
	V_STR(order_detail_line, options),
	V_STR(order_detail_line, sku),
	V_PTR(order_detail_line, picture, &picture_part_view),
	V_INT(order_detail_line, quantity),
	V_INT(order_detail_line, shipped),
	V_MONEY(order_detail_line, unit),
	V_MONEY(order_detail_line, total),
	V_END,
};
static const struct view_type order_detail_line_view = { "order_detail_line", sizeof(struct order_detail_line),
	order_detail_line_fields };

static const struct view_field order_detail_page_fields[] = {
	V_STR(order_detail_page, number),
	V_DATETIME(order_detail_page, placed_at),
	V_STRUCT(order_detail_page, state, &status_part_view),
	V_STRUCT(order_detail_page, payment, &status_part_view),
	V_STRUCT(order_detail_page, shipping, &status_part_view),
	V_LIST(order_detail_page, lines, n_lines, &order_detail_line_view),
	V_STRUCT(order_detail_page, sums, &sums_part_view),
	V_MONEY(order_detail_page, refundable),
	V_STR(order_detail_page, email),
	V_STR(order_detail_page, mail_url),
	V_STR(order_detail_page, phone),
	V_STRUCT(order_detail_page, address, &address_part_view),
	V_STR(order_detail_page, payment_name),
	V_STR(order_detail_page, shipping_name),
	V_STR(order_detail_page, language),
	V_BOOL(order_detail_page, can_pay),
	V_BOOL(order_detail_page, can_ship),
	V_BOOL(order_detail_page, can_cancel),
	V_BOOL(order_detail_page, can_refund),
	V_BOOL(order_detail_page, refund_by_hand),
	V_STR(order_detail_page, paid_url),
	V_STR(order_detail_page, ship_url),
	V_STR(order_detail_page, cancel_url),
	V_STR(order_detail_page, refund_url),
	V_STRUCT(order_detail_page, ship_form, &form_view),
	V_LIST(order_detail_page, events, n_events, &timeline_event_view),
	V_STR(order_detail_page, orders_url),
	V_STR(order_detail_page, shop_url),
	V_END,
};
const struct view_type order_detail_page_view = { "order_detail_page", sizeof(struct order_detail_page),
	order_detail_page_fields };
