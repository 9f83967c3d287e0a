#include "admin/views_orders.h"

static const struct view_field order_row_part_fields[] = {
	V_ID(order_row_part, id),
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
const struct view_type order_row_part_view = { "order_row_part", sizeof(struct order_row_part), order_row_part_fields };

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
	V_STR(orders_page, bulk_url),
	V_STR(orders_page, slips_url),
	V_STR(orders_page, returns_url),
	V_STR(orders_page, drafts_url),
	V_STR(orders_page, pickups_url),
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

static const struct view_field order_shelf_fields[] = {
	V_STR(order_shelf, name),
	V_INT(order_shelf, quantity),
	V_END,
};
static const struct view_type order_shelf_view = { "order_shelf", sizeof(struct order_shelf), order_shelf_fields };

static const struct view_field order_detail_line_fields[] = {
	V_ID(order_detail_line, id),
	V_STR(order_detail_line, name),
	V_STR(order_detail_line, own_name),
	V_STR(order_detail_line, own_options),
	V_INT(order_detail_line, returned),
	V_INT(order_detail_line, open),
	V_STR(order_detail_line, pieces),
	V_STR(order_detail_line, pieces_error),
	V_LIST(order_detail_line, places, n_places, &order_shelf_view),
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

static const struct view_field parcel_line_fields[] = {
	V_STR(order_parcel_line, name),
	V_INT(order_parcel_line, quantity),
	V_END,
};
static const struct view_type parcel_line_view = { "order_parcel_line", sizeof(struct order_parcel_line),
	parcel_line_fields };

static const struct view_field parcel_fields[] = {
	V_STR(order_parcel, carrier),
	V_STR(order_parcel, tracking),
	V_DATETIME(order_parcel, at),
	V_LIST(order_parcel, lines, n_lines, &parcel_line_view),
	V_END,
};
static const struct view_type parcel_view = { "order_parcel", sizeof(struct order_parcel), parcel_fields };

static const struct view_field refund_row_fields[] = {
	V_MONEY(order_refund_row, amount),
	V_DATETIME(order_refund_row, at),
	V_STRUCT(order_refund_row, status, &status_part_view),
	V_STR(order_refund_row, again_url),
	V_END,
};
static const struct view_type refund_row_view = { "order_refund_row", sizeof(struct order_refund_row),
	refund_row_fields };

static const struct view_field dispute_row_fields[] = {
	V_MONEY(order_dispute_row, amount),
	V_MONEY(order_dispute_row, fee),
	V_BOOL(order_dispute_row, has_fee),
	V_STRUCT(order_dispute_row, status, &status_part_view),
	V_STR(order_dispute_row, what),
	V_STR(order_dispute_row, reason),
	V_STR(order_dispute_row, ref),
	V_STR(order_dispute_row, provider),
	V_DATETIME(order_dispute_row, at),
	V_DATETIME(order_dispute_row, until),
	V_BOOL(order_dispute_row, open),
	V_BOOL(order_dispute_row, answer),
	V_END,
};
static const struct view_type dispute_row_view = { "order_dispute_row", sizeof(struct order_dispute_row),
	dispute_row_fields };

static const struct view_field note_row_fields[] = {
	V_STR(order_note_row, author),
	V_STR(order_note_row, text),
	V_DATETIME(order_note_row, at),
	V_END,
};
static const struct view_type note_row_view = { "order_note_row", sizeof(struct order_note_row), note_row_fields };

static const struct view_field order_detail_page_fields[] = {
	V_BOOL(order_detail_page, can_ready),
	V_BOOL(order_detail_page, can_edit),
	V_BOOL(order_detail_page, pickup),
	V_BOOL(order_detail_page, changed_price),
	V_BOOL(order_detail_page, owes),
	V_MONEY(order_detail_page, due),
	V_STR(order_detail_page, due_url),
	V_STR(order_detail_page, shipped_before),
	V_STR(order_detail_page, ready_url),
	V_STR(order_detail_page, part_url),
	V_STR(order_detail_page, edit_url),
	V_STR(order_detail_page, note_url),
	V_STR(order_detail_page, slip_url),
	V_LIST(order_detail_page, parcels, n_parcels, &parcel_view),
	V_LIST(order_detail_page, refunds, n_refunds, &refund_row_view),
	V_MONEY(order_detail_page, held),
	V_BOOL(order_detail_page, holds),
	V_STR(order_detail_page, capture_url),
	V_BOOL(order_detail_page, paid_late),
	V_BOOL(order_detail_page, can_go_on),
	V_STR(order_detail_page, go_on_url),
	V_BOOL(order_detail_page, expires),
	V_DATETIME(order_detail_page, expires_at),
	V_LIST(order_detail_page, disputes, n_disputes, &dispute_row_view),
	V_LIST(order_detail_page, notes, n_notes, &note_row_view),
	V_STRUCT(order_detail_page, note_form, &form_view),
	V_STR(order_detail_page, number),
	V_DATETIME(order_detail_page, placed_at),
	V_BOOL(order_detail_page, sold_out),
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

static const struct view_field refund_line_row_fields[] = {
	V_ID(refund_line_row, id),
	V_STR(refund_line_row, name),
	V_STR(refund_line_row, options),
	V_STR(refund_line_row, sku),
	V_INT(refund_line_row, left),
	V_MONEY(refund_line_row, total),
	V_STR(refund_line_row, back),
	V_STR(refund_line_row, error),
	V_END,
};
static const struct view_type refund_line_row_view = { "refund_line_row", sizeof(struct refund_line_row),
	refund_line_row_fields };

static const struct view_field refund_page_fields[] = {
	V_STR(refund_page, number),
	V_STR(refund_page, action),
	V_STR(refund_page, order_url),
	V_LIST(refund_page, lines, n_lines, &refund_line_row_view),
	V_STRUCT(refund_page, form, &form_view),
	V_MONEY(refund_page, left),
	V_STR(refund_page, before),
	V_STR(refund_page, known),
	V_BOOL(refund_page, counted),
	V_BOOL(refund_page, by_hand),
	V_MONEY(refund_page, sum),
	V_STR(refund_page, sum_minor),
	V_END,
};
const struct view_type refund_page_view = { "refund_page", sizeof(struct refund_page), refund_page_fields };

static const struct view_field slip_words_fields[] = {
	V_STR(slip_words, order),
	V_STR(slip_words, placed),
	V_STR(slip_words, goes_to),
	V_STR(slip_words, travels_by),
	V_STR(slip_words, product),
	V_STR(slip_words, sku),
	V_STR(slip_words, pieces),
	V_STR(slip_words, shipped_before),
	V_STR(slip_words, taken_from),
	V_END,
};
static const struct view_type slip_words_view = { "slip_words", sizeof(struct slip_words), slip_words_fields };

static const struct view_field slip_place_fields[] = {
	V_STR(slip_place, name),
	V_INT(slip_place, pieces),
	V_END,
};
static const struct view_type slip_place_view = { "slip_place", sizeof(struct slip_place), slip_place_fields };

static const struct view_field slip_line_fields[] = {
	V_STR(slip_line, name),
	V_STR(slip_line, options),
	V_STR(slip_line, sku),
	V_INT(slip_line, pieces),
	V_INT(slip_line, shipped),
	V_LIST(slip_line, places, n_places, &slip_place_view),
	V_END,
};
static const struct view_type slip_line_view = { "slip_line", sizeof(struct slip_line), slip_line_fields };

static const struct view_field slip_fields[] = {
	V_STR(slip, lang),
	V_STR(slip, dir),
	V_STRUCT(slip, words, &slip_words_view),
	V_STR(slip, shop),
	V_STR(slip, number),
	V_STR(slip, placed_at),
	V_STR(slip, travels_by),
	V_STR(slip, bars),
	V_STR(slip, bars_box),
	V_STR(slip, phone),
	V_STRUCT(slip, address, &address_part_view),
	V_LIST(slip, lines, n_lines, &slip_line_view),
	V_BOOL(slip, told_places),
	V_END,
};
static const struct view_type slip_view = { "slip", sizeof(struct slip), slip_fields };

static const struct view_field pick_order_fields[] = {
	V_STR(pick_order, number),
	V_END,
};
static const struct view_type pick_order_view = { "pick_order", sizeof(struct pick_order), pick_order_fields };

static const struct view_field pick_row_fields[] = {
	V_STR(pick_row, name),
	V_STR(pick_row, options),
	V_STR(pick_row, sku),
	V_INT(pick_row, pieces),
	V_LIST(pick_row, orders, n_orders, &pick_order_view),
	V_END,
};
static const struct view_type pick_row_view = { "pick_row", sizeof(struct pick_row), pick_row_fields };

static const struct view_field pick_place_fields[] = {
	V_STR(pick_place, name),
	V_LIST(pick_place, rows, n_rows, &pick_row_view),
	V_END,
};
static const struct view_type pick_place_view = { "pick_place", sizeof(struct pick_place), pick_place_fields };

static const struct view_field slips_page_fields[] = {
	V_LIST(slips_page, picks, n_picks, &pick_place_view),
	V_LIST(slips_page, slips, n_slips, &slip_view),
	V_STR(slips_page, orders_url),
	V_END,
};
const struct view_type slips_page_view = { "slips_page", sizeof(struct slips_page), slips_page_fields };
