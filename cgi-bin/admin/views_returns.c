#include "admin/views_returns.h"

static const struct view_field tab_fields[] = {
	V_MSG(filter_tab, label),
	V_STR(filter_tab, url),
	V_BOOL(filter_tab, current),
	V_END,
};
static const struct view_type tab_view = { "filter_tab", sizeof(struct filter_tab), tab_fields };

static const struct view_field row_fields[] = {
	V_STR(returns_row, number),
	V_STR(returns_row, url),
	V_DATETIME(returns_row, at),
	V_STR(returns_row, order),
	V_STR(returns_row, name),
	V_BOOL(returns_row, withdrawal),
	V_INT(returns_row, pieces),
	V_STRUCT(returns_row, status, &status_part_view),
	V_END,
};
static const struct view_type row_view = { "returns_row", sizeof(struct returns_row), row_fields };

static const struct view_field returns_fields[] = {
	V_STR(returns_page, orders_url),
	V_LIST(returns_page, tabs, n_tabs, &tab_view),
	V_LIST(returns_page, returns, n_returns, &row_view),
	V_STRUCT(returns_page, pager, &pager_part_view),
	V_END,
};
const struct view_type returns_page_view = { "returns_page", sizeof(struct returns_page), returns_fields };

static const struct view_field line_fields[] = {
	V_STR(return_page_line, name),
	V_STR(return_page_line, options),
	V_STR(return_page_line, sku),
	V_STR(return_page_line, condition),
	V_MSG(return_page_line, no_withdrawal),
	V_INT(return_page_line, quantity),
	V_INT(return_page_line, received),
	V_BOOL(return_page_line, restock),
	V_END,
};
static const struct view_type line_view = { "return_page_line", sizeof(struct return_page_line), line_fields };

static const struct view_field return_fields[] = {
	V_STR(return_page, number),
	V_STR(return_page, returns_url),
	V_STR(return_page, order_url),
	V_STR(return_page, order),
	V_BOOL(return_page, withdrawal),
	V_DATETIME(return_page, at),
	V_STRUCT(return_page, status, &status_part_view),
	V_MSG(return_page, reason),
	V_STR(return_page, note),
	V_STR(return_page, answer),
	V_LIST(return_page, lines, n_lines, &line_view),
	V_BOOL(return_page, arrived),
	V_BOOL(return_page, can_answer),
	V_BOOL(return_page, can_receive),
	V_BOOL(return_page, can_refund),
	V_BOOL(return_page, can_close),
	V_BOOL(return_page, by_hand),
	V_BOOL(return_page, has_sum),
	V_MONEY(return_page, sum),
	V_STR(return_page, sum_minor),
	V_STRUCT(return_page, approve_form, &form_view),
	V_STRUCT(return_page, refuse_form, &form_view),
	V_STRUCT(return_page, receive_form, &form_view),
	V_STR(return_page, approve_url),
	V_STR(return_page, refuse_url),
	V_STR(return_page, receive_url),
	V_STR(return_page, refund_url),
	V_STR(return_page, close_url),
	V_END,
};
const struct view_type return_page_view = { "return_page", sizeof(struct return_page), return_fields };
