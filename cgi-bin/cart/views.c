#include "cart/views.h"

static const struct view_field line_fields[] = {
	V_STR(cart_page_line, id),
	V_STR(cart_page_line, name),
	V_STR(cart_page_line, url),
	V_STR(cart_page_line, options),
	V_PTR(cart_page_line, picture, &picture_part_view),
	V_MONEY(cart_page_line, unit),
	V_MONEY(cart_page_line, total),
	V_INT(cart_page_line, quantity),
	V_STR(cart_page_line, quantity_text),
	V_STR(cart_page_line, max),
	V_STR(cart_page_line, trouble),
	V_STR(cart_page_line, trouble_kind),
	V_STR(cart_page_line, error),
	V_BOOL(cart_page_line, sellable),
	V_END,
};
static const struct view_type line_view = { "cart_page_line", sizeof(struct cart_page_line), line_fields };

static const struct view_field cart_fields[] = {
	V_LIST(cart_page, lines, n_lines, &line_view),
	V_STRUCT(cart_page, sums, &sums_part_view),
	V_BOOL(cart_page, blocked),
	V_BOOL(cart_page, prices_gross),
	V_STR(cart_page, update_url),
	V_STR(cart_page, remove_url),
	V_STR(cart_page, checkout_url),
	V_STR(cart_page, shopping_url),
	V_STR(cart_page, shipping_url),
	V_LIST(cart_page, featured, n_featured, &card_part_view),
	V_END,
};
const struct view_type cart_page_view = { "cart_page", sizeof(struct cart_page), cart_fields };

static const struct view_field add_page_fields[] = {
	V_STRUCT(add_page, form, &form_view),
	V_STR(add_page, action),
	V_STR(add_page, back_url),
	V_END,
};
const struct view_type add_page_view = { "add_page", sizeof(struct add_page), add_page_fields };
