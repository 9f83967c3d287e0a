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

static const struct view_field content_list_fields[] = {
	V_LIST(content_list_page, tabs, n_tabs, &page_link_view),
	V_STR(content_list_page, new_url),
	V_STRUCT(content_list_page, list, &arranged_view),
	V_END,
};
const struct view_type content_list_page_view = { "content_list_page", sizeof(struct content_list_page),
	content_list_fields };

static const struct view_field preview_fields[] = {
	V_STR(content_preview, lang),
	V_STR(content_preview, lang_name),
	V_STR(content_preview, dir),
	V_STR(content_preview, title),
	V_HTML(content_preview, body),
	V_END,
};
static const struct view_type preview_view = { "content_preview", sizeof(struct content_preview), preview_fields };

static const struct view_field content_edit_fields[] = {
	V_STR(content_edit_page, title),
	V_STR(content_edit_page, back_url),
	V_STR(content_edit_page, action),
	V_STR(content_edit_page, shop_url),
	V_STRUCT(content_edit_page, form, &form_view),
	V_LIST(content_edit_page, previews, n_previews, &preview_view),
	V_STR(content_edit_page, remove_url),
	V_END,
};
const struct view_type content_edit_page_view = { "content_edit_page", sizeof(struct content_edit_page),
	content_edit_fields };

static const struct view_field menu_fields[] = {
	V_STR(menu_part, id),
	V_MSG(menu_part, title),
	V_MSG(menu_part, own),
	V_BOOL(menu_part, set),
	V_STR(menu_part, menu),
	V_STR(menu_part, new_url),
	V_STR(menu_part, start_url),
	V_STR(menu_part, reset_url),
	V_STRUCT(menu_part, list, &arranged_view),
	V_END,
};
static const struct view_type menu_part_view = { "menu_part", sizeof(struct menu_part), menu_fields };

static const struct view_field menus_fields[] = {
	V_LIST(menus_page, tabs, n_tabs, &page_link_view),
	V_LIST(menus_page, menus, n_menus, &menu_part_view),
	V_END,
};
const struct view_type menus_page_view = { "menus_page", sizeof(struct menus_page), menus_fields };

static const struct view_field item_edit_fields[] = {
	V_MSG(item_edit_page, title),
	V_STR(item_edit_page, back_url),
	V_STR(item_edit_page, action),
	V_STRUCT(item_edit_page, form, &form_view),
	V_STR(item_edit_page, remove_url),
	V_END,
};
const struct view_type item_edit_page_view = { "item_edit_page", sizeof(struct item_edit_page), item_edit_fields };

static const struct view_field redirect_fields[] = {
	V_STR(redirect_row, id),
	V_STR(redirect_row, path),
	V_STR(redirect_row, target),
	V_BOOL(redirect_row, lasting),
	V_END,
};
static const struct view_type redirect_row_view = { "redirect_row", sizeof(struct redirect_row), redirect_fields };

static const struct view_field redirects_fields[] = {
	V_LIST(redirects_page, tabs, n_tabs, &page_link_view),
	V_STR(redirects_page, action),
	V_STR(redirects_page, import_url),
	V_STR(redirects_page, remove_url),
	V_STR(redirects_page, query),
	V_LIST(redirects_page, rows, n_rows, &redirect_row_view),
	V_STRUCT(redirects_page, pager, &pager_part_view),
	V_STRUCT(redirects_page, form, &form_view),
	V_STRUCT(redirects_page, import_form, &form_view),
	V_END,
};
const struct view_type redirects_page_view = { "redirects_page", sizeof(struct redirects_page), redirects_fields };

static const struct view_field block_kind_fields[] = {
	V_MSG(block_kind, words),
	V_MSG(block_kind, hint),
	V_STR(block_kind, url),
	V_END,
};
static const struct view_type block_kind_view = { "block_kind", sizeof(struct block_kind), block_kind_fields };

static const struct view_field blocks_fields[] = {
	V_LIST(blocks_page, tabs, n_tabs, &page_link_view),
	V_STR(blocks_page, start_url),
	V_STR(blocks_page, reset_url),
	V_STRUCT(blocks_page, list, &arranged_view),
	V_LIST(blocks_page, kinds, n_kinds, &block_kind_view),
	V_END,
};
const struct view_type blocks_page_view = { "blocks_page", sizeof(struct blocks_page), blocks_fields };

static const struct view_field choice_fields[] = {
	V_STR(choice_row, id),
	V_STR(choice_row, name),
	V_STR(choice_row, place),
	V_STRUCT(choice_row, status, &status_part_view),
	V_STR(choice_row, error),
	V_END,
};
static const struct view_type choice_view = { "choice_row", sizeof(struct choice_row), choice_fields };

static const struct view_field block_edit_fields[] = {
	V_MSG(block_edit_page, title),
	V_STR(block_edit_page, back_url),
	V_STR(block_edit_page, action),
	V_STRUCT(block_edit_page, form, &form_view),
	V_BOOL(block_edit_page, leads),
	V_PTR(block_edit_page, picture, &picture_part_view),
	V_STR(block_edit_page, picture_error),
	V_STR(block_edit_page, picture_described),
	V_STR(block_edit_page, picture_invalid),
	V_BOOL(block_edit_page, has_products),
	V_LIST(block_edit_page, choices, n_choices, &choice_view),
	V_STR(block_edit_page, find),
	V_STR(block_edit_page, find_error),
	V_STR(block_edit_page, remove_url),
	V_END,
};
const struct view_type block_edit_page_view = { "block_edit_page", sizeof(struct block_edit_page), block_edit_fields };
