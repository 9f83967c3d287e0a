#include "admin/views_pieces.h"

static const struct view_field place_fields[] = {
	V_STR(pieces_place, name),
	V_STR(pieces_place, url),
	V_BOOL(pieces_place, current),
	V_END,
};
static const struct view_type place_view = { "pieces_place", sizeof(struct pieces_place), place_fields };

static const struct view_field row_fields[] = {
	V_STR(pieces_row, id),
	V_STR(pieces_row, options),
	V_STRUCT(pieces_row, on_hand, &cell_view),
	V_STR(pieces_row, seen),
	V_INT(pieces_row, promised),
	V_INT(pieces_row, elsewhere),
	V_END,
};
static const struct view_type row_view = { "pieces_row", sizeof(struct pieces_row), row_fields };

static const struct view_field page_fields[] = {
	V_STRUCT(product_pieces_page, head, &product_head_view),
	V_LIST(product_pieces_page, places, n_places, &place_view),
	V_STR(product_pieces_page, place),
	V_STR(product_pieces_page, action),
	V_STR(product_pieces_page, at),
	V_STRUCT(product_pieces_page, form, &form_view),
	V_LIST(product_pieces_page, rows, n_rows, &row_view),
	V_STR(product_pieces_page, move_action),
	V_STRUCT(product_pieces_page, move, &form_view),
	V_END,
};
const struct view_type product_pieces_page_view = { "product_pieces_page", sizeof(struct product_pieces_page),
	page_fields };
