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
