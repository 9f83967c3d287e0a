#include "admin/views_desk.h"

static const struct view_field span_fields[] = {
	V_MSG(desk_span, label),
	V_MONEY(desk_span, placed),
	V_MONEY(desk_span, paid),
	V_INT(desk_span, orders),
	V_END,
};
static const struct view_type span_view = { "desk_span", sizeof(struct desk_span), span_fields };

static const struct view_field day_fields[] = {
	V_DATE(desk_day, at),
	V_MONEY(desk_day, placed),
	V_MONEY(desk_day, paid),
	V_INT(desk_day, orders),
	V_END,
};
static const struct view_type day_view = { "desk_day", sizeof(struct desk_day), day_fields };

static const struct view_field mark_fields[] = {
	V_STR(desk_mark, x),
	V_STR(desk_mark, y),
	V_STR(desk_mark, text),
	V_END,
};
static const struct view_type mark_view = { "desk_mark", sizeof(struct desk_mark), mark_fields };

static const struct view_field low_fields[] = {
	V_STR(desk_low, name),
	V_STR(desk_low, options),
	V_STR(desk_low, sku),
	V_STR(desk_low, url),
	V_INT(desk_low, available),
	V_END,
};
static const struct view_type low_view = { "desk_low", sizeof(struct desk_low), low_fields };

static const struct view_field step_fields[] = {
	V_MSG(desk_step, label),
	V_MSG(desk_step, detail),
	V_STR(desk_step, url),
	V_STR(desk_step, code),
	V_BOOL(desk_step, done),
	V_BOOL(desk_step, can_settle),
	V_END,
};
static const struct view_type step_view = { "desk_step", sizeof(struct desk_step), step_fields };

static const struct view_field away_fields[] = {
	V_STR(desk_away, name),
	V_END,
};
static const struct view_type away_view = { "desk_away", sizeof(struct desk_away), away_fields };

static const struct view_field dashboard_page_fields[] = {
	V_STR(dashboard_page, steps_lead),
	V_LIST(dashboard_page, steps, n_steps, &step_view),
	V_STR(dashboard_page, steps_url),
	V_MONEY(dashboard_page, sales_today),
	V_INT(dashboard_page, orders_today),
	V_INT(dashboard_page, to_ship),
	V_INT(dashboard_page, unpaid),
	V_INT(dashboard_page, give_back),
	V_STR(dashboard_page, give_back_url),
	V_INT(dashboard_page, returns),
	V_STR(dashboard_page, returns_url),
	V_INT(dashboard_page, low_stock),
	V_INT(dashboard_page, failed),
	V_STR(dashboard_page, failed_url),
	V_LIST(dashboard_page, away, n_away, &away_view),
	V_STR(dashboard_page, to_ship_url),
	V_STR(dashboard_page, unpaid_url),
	V_LIST(dashboard_page, spans, n_spans, &span_view),
	V_LIST(dashboard_page, days, n_days, &day_view),
	V_BOOL(dashboard_page, drawn),
	V_STR(dashboard_page, placed_line),
	V_STR(dashboard_page, paid_line),
	V_LIST(dashboard_page, marks, n_marks, &mark_view),
	V_STRUCT(dashboard_page, placed_mark, &mark_view),
	V_STRUCT(dashboard_page, paid_mark, &mark_view),
	V_STRUCT(dashboard_page, today_mark, &mark_view),
	V_STR(dashboard_page, floor),
	V_STR(dashboard_page, ceiling),
	V_LIST(dashboard_page, low, n_low, &low_view),
	V_STRUCT(dashboard_page, low_form, &form_view),
	V_STR(dashboard_page, low_url),
	V_LIST(dashboard_page, orders, n_orders, &order_row_part_view),
	V_END,
};
const struct view_type dashboard_page_view = { "dashboard_page", sizeof(struct dashboard_page), dashboard_page_fields };

static const struct view_field failed_row_fields[] = {
	V_STR(failed_row, id),
	V_STR(failed_row, what),
	V_STR(failed_row, why),
	V_STR(failed_row, number),
	V_STR(failed_row, order_url),
	V_DATETIME(failed_row, at),
	V_END,
};
static const struct view_type failed_row_view = { "failed_row", sizeof(struct failed_row), failed_row_fields };

static const struct view_field failed_page_fields[] = {
	V_STR(failed_page, retry_url),
	V_STR(failed_page, away_url),
	V_LIST(failed_page, rows, n_rows, &failed_row_view),
	V_STRUCT(failed_page, pager, &pager_part_view),
	V_END,
};
const struct view_type failed_page_view = { "failed_page", sizeof(struct failed_page), failed_page_fields };
