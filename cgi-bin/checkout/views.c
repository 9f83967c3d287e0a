#include "checkout/views.h"

static const struct view_field step_fields[] = {
	V_MSG(checkout_step, name),
	V_STR(checkout_step, url),
	V_STR(checkout_step, current),
	V_END,
};
static const struct view_type step_view = { "checkout_step", sizeof(struct checkout_step), step_fields };

static const struct view_field frame_fields[] = {
	V_LIST(checkout_frame, steps, n_steps, &step_view),
	V_STRUCT(checkout_frame, summary, &summary_part_view),
	V_STR(checkout_frame, back_url),
	V_END,
};
static const struct view_type frame_view = { "checkout_frame", sizeof(struct checkout_frame), frame_fields };

static const struct view_field contact_fields[] = {
	V_STRUCT(contact_page, frame, &frame_view),
	V_STR(contact_page, action),
	V_BOOL(contact_page, pickup),
	V_STRUCT(contact_page, address, &address_part_view),
	V_STR(contact_page, hours),
	V_STRUCT(contact_page, form, &form_view),
	V_END,
};
const struct view_type contact_page_view = { "contact_page", sizeof(struct contact_page), contact_fields };

static const struct view_field option_fields[] = {
	V_STR(checkout_option, id),
	V_STR(checkout_option, value),
	V_STR(checkout_option, name),
	V_STR(checkout_option, hint),
	V_MONEY(checkout_option, price),
	V_BOOL(checkout_option, has_price),
	V_BOOL(checkout_option, free),
	V_BOOL(checkout_option, checked),
	V_END,
};
static const struct view_type option_view = { "checkout_option", sizeof(struct checkout_option), option_fields };

static const struct view_field choose_fields[] = {
	V_STRUCT(choose_page, frame, &frame_view),
	V_STR(choose_page, action),
	V_STR(choose_page, error),
	V_LIST(choose_page, options, n_options, &option_view),
	V_STRUCT(choose_page, address, &address_part_view),
	V_STR(choose_page, contact_url),
	V_END,
};
const struct view_type choose_page_view = { "choose_page", sizeof(struct choose_page), choose_fields };

static const struct view_field review_fields[] = {
	V_STRUCT(review_page, frame, &frame_view),
	V_STR(review_page, email),
	V_STRUCT(review_page, address, &address_part_view),
	V_BOOL(review_page, pickup),
	V_STR(review_page, hours),
	V_STR(review_page, shipping),
	V_STR(review_page, payment),
	V_STR(review_page, payment_hint),
	V_STR(review_page, contact_url),
	V_STR(review_page, shipping_url),
	V_STR(review_page, payment_url),
	V_STR(review_page, place_url),
	V_STR(review_page, total_minor),
	V_STR(review_page, currency),
	V_STR(review_page, told),
	V_BOOL(review_page, agree),
	V_STR(review_page, agree_error),
	V_STR(review_page, error),
	V_STR(review_page, cart_url),
	V_STR(review_page, terms_url),
	V_STR(review_page, privacy_url),
	V_STR(review_page, withdrawal_url),
	V_BOOL(review_page, blocked),
	V_BOOL(review_page, pays_elsewhere),
	V_END,
};
const struct view_type review_page_view = { "review_page", sizeof(struct review_page), review_fields };

static const struct view_field shipment_fields[] = {
	V_STR(order_page_shipment, carrier),
	V_STR(order_page_shipment, tracking),
	V_DATE(order_page_shipment, at),
	V_END,
};
static const struct view_type shipment_view = { "order_page_shipment", sizeof(struct order_page_shipment),
	shipment_fields };

static const struct view_field other_fields[] = {
	V_STR(order_page_other, code),
	V_STR(order_page_other, name),
	V_END,
};
static const struct view_type other_view = { "order_page_other", sizeof(struct order_page_other), other_fields };
static const struct view_field order_return_fields[] = {
	V_STR(order_page_return, number),
	V_DATE(order_page_return, at),
	V_BOOL(order_page_return, withdrawal),
	V_STRUCT(order_page_return, status, &status_part_view),
	V_END,
};
static const struct view_type order_return_view = { "order_page_return", sizeof(struct order_page_return),
	order_return_fields };

static const struct view_field order_fields[] = {
	V_STR(order_page, number),
	V_DATE(order_page, placed_at),
	V_BOOL(order_page, fresh),
	V_STR(order_page, email),
	V_STRUCT(order_page, payment, &status_part_view),
	V_STRUCT(order_page, shipping, &status_part_view),
	V_BOOL(order_page, cancelled),
	V_BOOL(order_page, expired),
	V_BOOL(order_page, expires),
	V_DATETIME(order_page, expires_at),
	V_BOOL(order_page, waits),
	V_BOOL(order_page, unbegun),
	V_BOOL(order_page, unsure),
	V_BOOL(order_page, away),
	V_BOOL(order_page, kept),
	V_DATETIME(order_page, kept_until),
	V_BOOL(order_page, let_go),
	V_BOOL(order_page, sold),
	V_BOOL(order_page, paid_sold),
	V_MONEY(order_page, due),
	V_BOOL(order_page, gave_back),
	V_MONEY(order_page, returned),
	V_BOOL(order_page, goes_back),
	V_BOOL(order_page, by_hand),
	V_MONEY(order_page, back),
	V_STR(order_page, cancel_url),
	V_STR(order_page, return_url),
	V_BOOL(order_page, withdrawal),
	V_LIST(order_page, returns, n_returns, &order_return_view),
	V_BOOL(order_page, part_paid),
	V_BOOL(order_page, pickup),
	V_STR(order_page, hours),
	V_BOOL(order_page, can_pay),
	V_STR(order_page, pay_url),
	V_LIST(order_page, others, n_others, &other_view),
	V_STR(order_page, payment_name),
	V_STR(order_page, instructions),
	V_STR(order_page, shipping_name),
	V_STRUCT(order_page, address, &address_part_view),
	V_LIST(order_page, shipments, n_shipments, &shipment_view),
	V_STRUCT(order_page, summary, &summary_part_view),
	V_STR(order_page, shopping_url),
	V_END,
};
const struct view_type order_page_view = { "order_page", sizeof(struct order_page), order_fields };

static const struct view_field moment_fields[] = {
	V_STR(moment_page, number),
	V_BOOL(moment_page, asks),
	V_STR(moment_page, next_url),
	V_STR(moment_page, order_url),
	V_END,
};
const struct view_type moment_page_view = { "moment_page", sizeof(struct moment_page), moment_fields };

static const struct view_field cancel_fields[] = {
	V_STR(cancel_page, number),
	V_STR(cancel_page, action),
	V_STR(cancel_page, order_url),
	V_BOOL(cancel_page, paid),
	V_BOOL(cancel_page, by_hand),
	V_MONEY(cancel_page, amount),
	V_STRUCT(cancel_page, summary, &summary_part_view),
	V_END,
};
const struct view_type cancel_page_view = { "cancel_page", sizeof(struct cancel_page), cancel_fields };

static const struct view_field return_piece_fields[] = {
	V_STR(return_page_piece, field),
	V_STR(return_page_piece, value),
	V_STR(return_page_piece, name),
	V_STR(return_page_piece, options),
	V_INT(return_page_piece, quantity),
	V_MSG(return_page_piece, no_withdrawal),
	V_END,
};
static const struct view_type return_piece_view = { "return_page_piece", sizeof(struct return_page_piece),
	return_piece_fields };

static const struct view_field never_fields[] = {
	V_STR(return_page_never, name),
	V_MSG(return_page_never, reason),
	V_STR(return_page_never, error),
	V_END,
};
static const struct view_type never_view = { "return_page_never", sizeof(struct return_page_never), never_fields };

static const struct view_field return_fields[] = {
	V_STR(return_page, number),
	V_STR(return_page, action),
	V_STR(return_page, order_url),
	V_BOOL(return_page, withdrawal),
	V_BOOL(return_page, ask),
	V_DATE(return_page, until),
	V_LIST(return_page, nevers, n_nevers, &never_view),
	V_STR(return_page, ask_url),
	V_STR(return_page, key),
	V_STRUCT(return_page, form, &form_view),
	V_BOOL(return_page, confirm),
	V_LIST(return_page, chosen, n_chosen, &return_piece_view),
	V_STR(return_page, reason),
	V_MSG(return_page, reason_name),
	V_STR(return_page, note),
	V_STR(return_page, name),
	V_STR(return_page, email),
	V_END,
};
const struct view_type return_page_view = { "return_page", sizeof(struct return_page), return_fields };

static const struct view_field withdraw_fields[] = {
	V_STR(withdraw_page, action),
	V_STR(withdraw_page, key),
	V_BOOL(withdraw_page, confirm),
	V_BOOL(withdraw_page, not_all),
	V_STRUCT(withdraw_page, form, &form_view),
	V_STR(withdraw_page, name),
	V_STR(withdraw_page, number),
	V_STR(withdraw_page, email),
	V_END,
};
const struct view_type withdraw_page_view = { "withdraw_page", sizeof(struct withdraw_page), withdraw_fields };
