#include "admin/views_pickups.h"

static const struct view_field row_fields[] = {
	V_STR(pickup_row, url),
	V_STR(pickup_row, name),
	V_STRUCT(pickup_row, address, &address_part_view),
	V_STRUCT(pickup_row, status, &status_part_view),
	V_END,
};
static const struct view_type row_view = { "pickup_row", sizeof(struct pickup_row), row_fields };

static const struct view_field pickups_fields[] = {
	V_STR(pickups_page, new_url),
	V_STR(pickups_page, orders_url),
	V_LIST(pickups_page, places, n_places, &row_view),
	V_END,
};
const struct view_type pickups_page_view = { "pickups_page", sizeof(struct pickups_page), pickups_fields };

static const struct view_field pickup_fields[] = {
	V_STR(pickup_page, title),
	V_STR(pickup_page, back_url),
	V_STR(pickup_page, action),
	V_STRUCT(pickup_page, form, &form_view),
	V_END,
};
const struct view_type pickup_page_view = { "pickup_page", sizeof(struct pickup_page), pickup_fields };
