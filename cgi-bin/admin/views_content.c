#include "admin/views_content.h"

static const struct view_field categories_fields[] = {
	V_STR(categories_page, new_url),
	V_STRUCT(categories_page, list, &arranged_view),
	V_END,
};
const struct view_type categories_page_view = { "categories_page", sizeof(struct categories_page), categories_fields };

static const struct view_field category_fields[] = {
	V_STR(category_edit_page, title),
	V_STR(category_edit_page, back_url),
	V_STR(category_edit_page, action),
	V_STR(category_edit_page, shop_url),
	V_STRUCT(category_edit_page, form, &form_view),
	V_STR(category_edit_page, remove_url),
	V_STRUCT(category_edit_page, remove_form, &form_view),
	V_STRUCT(category_edit_page, list, &arranged_view),
	V_BOOL(category_edit_page, more),
	V_END,
};
const struct view_type category_edit_page_view = { "category_edit_page", sizeof(struct category_edit_page),
	category_fields };
