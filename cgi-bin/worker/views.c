#include "worker/views.h"

static const struct view_field frame_fields[] = {
	V_STR(mail_frame, title),
	V_STR(mail_frame, lang),
	V_STR(mail_frame, dir),
	V_STR(mail_frame, start),
	V_STR(mail_frame, end),
	V_STR(mail_frame, shop_name),
	V_STR(mail_frame, tagline),
	V_STR(mail_frame, home_url),
	V_BOOL(mail_frame, answers),
	V_END,
};
const struct view_type mail_frame_view = { "mail_frame", sizeof(struct mail_frame), frame_fields };

static const struct view_field line_fields[] = {
	V_STR(mail_line, text),
	V_END,
};
static const struct view_type line_view = { "mail_line", sizeof(struct mail_line), line_fields };

static const struct view_field piece_fields[] = {
	V_INT(mail_piece, quantity),
	V_STR(mail_piece, name),
	V_MSG(mail_piece, no_withdrawal),
	V_END,
};
static const struct view_type piece_view = { "mail_piece", sizeof(struct mail_piece), piece_fields };

static const struct view_field shipment_fields[] = {
	V_LIST(mail_shipment, pieces, n_pieces, &piece_view),
	V_STR(mail_shipment, carrier),
	V_STR(mail_shipment, tracking),
	V_DATE(mail_shipment, at),
	V_END,
};
static const struct view_type shipment_view = { "mail_shipment", sizeof(struct mail_shipment), shipment_fields };

static const struct view_field return_fields[] = {
	V_STR(mail_return, number),
	V_DATETIME(mail_return, at),
	V_BOOL(mail_return, withdrawal),
	V_MSG(mail_return, reason),
	V_LIST(mail_return, note, n_note, &line_view),
	V_LIST(mail_return, answer, n_answer, &line_view),
	V_LIST(mail_return, where, n_where, &line_view),
	V_LIST(mail_return, pieces, n_pieces, &piece_view),
	V_LIST(mail_return, arrived, n_arrived, &piece_view),
	V_LIST(mail_return, nevers, n_nevers, &piece_view),
	V_END,
};
static const struct view_type return_view = { "mail_return", sizeof(struct mail_return), return_fields };

static const struct view_field mail_fields[] = {
	V_STR(mail_page, name),
	V_LIST(mail_page, opening, n_opening, &line_view),
	V_LIST(mail_page, closing, n_closing, &line_view),
	V_STR(mail_page, number),
	V_DATE(mail_page, placed_at),
	V_MONEY(mail_page, amount),
	V_MONEY(mail_page, due),
	V_DATETIME(mail_page, at),
	V_BOOL(mail_page, was_paid),
	V_BOOL(mail_page, by_hand),
	V_BOOL(mail_page, owes),
	V_BOOL(mail_page, some_paid),
	V_BOOL(mail_page, pickup),
	V_LIST(mail_page, hours, n_hours, &line_view),
	V_STR(mail_page, order_url),
	V_BOOL(mail_page, cancelled),
	V_BOOL(mail_page, to_ship),
	V_BOOL(mail_page, can_pay),
	V_BOOL(mail_page, on_delivery),
	V_LIST(mail_page, how_to_pay, n_how_to_pay, &line_view),
	V_STR(mail_page, payment_name),
	V_STR(mail_page, shipping_name),
	V_STRUCT(mail_page, address, &address_part_view),
	V_PTR(mail_page, shipment, &shipment_view),
	V_PTR(mail_page, returned, &return_view),
	V_STRUCT(mail_page, summary, &summary_part_view),
	V_END,
};
static const struct view_type mail_view = { "mail_page", sizeof(struct mail_page), mail_fields };

const struct view_page mail_pages[] = {
	{ "placed", &mail_view },
	{ "placed.text", &mail_view },
	{ "paid", &mail_view },
	{ "paid.text", &mail_view },
	{ "shipped", &mail_view },
	{ "shipped.text", &mail_view },
	{ "refunded", &mail_view },
	{ "refunded.text", &mail_view },
	{ "ready", &mail_view },
	{ "ready.text", &mail_view },
	{ "changed", &mail_view },
	{ "changed.text", &mail_view },
	{ "cancelled", &mail_view },
	{ "cancelled.text", &mail_view },
	{ "called-off", &mail_view },
	{ "called-off.text", &mail_view },
	{ "expired", &mail_view },
	{ "expired.text", &mail_view },
	{ "return-asked", &mail_view },
	{ "return-asked.text", &mail_view },
	{ "return-approved", &mail_view },
	{ "return-approved.text", &mail_view },
	{ "return-refused", &mail_view },
	{ "return-refused.text", &mail_view },
	{ "return-arrived", &mail_view },
	{ "return-arrived.text", &mail_view },
	{ NULL, NULL },
};
