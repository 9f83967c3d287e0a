#include "admin/pictures.h"

static const struct view_field alt_fields[] = {
	V_STR(picture_alt, id),
	V_STR(picture_alt, lang),
	V_STR(picture_alt, lang_name),
	V_STR(picture_alt, dir),
	V_STR(picture_alt, value),
	V_STR(picture_alt, error),
	V_STR(picture_alt, error_id),
	V_STR(picture_alt, invalid),
	V_END,
};
static const struct view_type alt_view = { "picture_alt", sizeof(struct picture_alt), alt_fields };

static const struct view_field choice_fields[] = {
	V_STR(picture_choice, value),
	V_STR(picture_choice, label),
	V_BOOL(picture_choice, selected),
	V_END,
};
static const struct view_type choice_view = { "picture_choice", sizeof(struct picture_choice), choice_fields };

static const struct view_field item_fields[] = {
	V_STR(picture_item, id),
	V_STR(picture_item, number),
	V_STR(picture_item, place),
	V_PTR(picture_item, picture, &picture_part_view),
	V_STR(picture_item, source),
	V_MSG(picture_item, trouble),
	V_BOOL(picture_item, first),
	V_BOOL(picture_item, last),
	V_BOOL(picture_item, gone),
	V_LIST(picture_item, alts, n_alts, &alt_view),
	V_LIST(picture_item, variants, n_variants, &choice_view),
	V_END,
};
static const struct view_type item_view = { "picture_item", sizeof(struct picture_item), item_fields };

static const struct view_field page_fields[] = {
	V_STRUCT(pictures_page, head, &product_head_view),
	V_STR(pictures_page, action),
	V_STR(pictures_page, add_action),
	V_STRUCT(pictures_page, form, &form_view),
	V_LIST(pictures_page, items, n_items, &item_view),
	V_BOOL(pictures_page, movable),
	V_STR(pictures_page, most),
	V_STR(pictures_page, most_bytes),
	V_STR(pictures_page, alt_points),
	V_STR(pictures_page, file_large),
	V_STR(pictures_page, file_failed),
	V_END,
};
const struct view_type pictures_page_view = { "pictures_page", sizeof(struct pictures_page), page_fields };
