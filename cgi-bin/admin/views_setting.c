#include "admin/views_setting.h"

static const struct view_field note_fields[] = {
	V_STR(setting_note, kind),
	V_STR(setting_note, text),
	V_END,
};
static const struct view_type note_view = { "setting_note", sizeof(struct setting_note), note_fields };

static const struct view_field row_fields[] = {
	V_STR(setting_row, name),
	V_STR(setting_row, url),
	V_STR(setting_row, detail),
	V_PTR(setting_row, status, &status_part_view),
	V_END,
};
static const struct view_type row_view = { "setting_row", sizeof(struct setting_row), row_fields };

static const struct view_field list_fields[] = {
	V_MSG(setting_list, heading),
	V_MSG(setting_list, hint),
	V_MSG(setting_list, empty),
	V_LIST(setting_list, rows, n_rows, &row_view),
	V_STR(setting_list, add_url),
	V_MSG(setting_list, add),
	V_END,
};
static const struct view_type list_view = { "setting_list", sizeof(struct setting_list), list_fields };

static const struct view_field act_fields[] = {
	V_STR(setting_act, action),
	V_MSG(setting_act, label),
	V_MSG(setting_act, hint),
	V_MSG(setting_act, button),
	V_STR(setting_act, kind),
	V_END,
};
static const struct view_type act_view = { "setting_act", sizeof(struct setting_act), act_fields };

static const struct view_field line_fields[] = {
	V_STR(letter_line, text),
	V_END,
};
static const struct view_type line_view = { "letter_line", sizeof(struct letter_line), line_fields };

static const struct view_field letter_fields[] = {
	V_STR(letter_preview, lang),
	V_STR(letter_preview, dir),
	V_STR(letter_preview, subject),
	V_LIST(letter_preview, lines, n_lines, &line_view),
	V_END,
};
static const struct view_type letter_view = { "letter_preview", sizeof(struct letter_preview), letter_fields };

static const struct view_field kind_fields[] = {
	V_STR(theme_kind, kind),
	V_MSG(theme_kind, name),
	V_END,
};
static const struct view_type kind_view = { "theme_kind", sizeof(struct theme_kind), kind_fields };

static const struct view_field theme_fields[] = {
	V_STR(theme_preview, css),
	V_PTR(theme_preview, logo, &picture_part_view),
	V_LIST(theme_preview, kinds, n_kinds, &kind_view),
	V_END,
};
static const struct view_type theme_view = { "theme_preview", sizeof(struct theme_preview), theme_fields };

static const struct view_field setting_fields[] = {
	V_STR(setting_page, up_url),
	V_MSG(setting_page, up_name),
	V_STR(setting_page, title),
	V_MSG(setting_page, lead),
	V_LIST(setting_page, notes, n_notes, &note_view),
	V_PTR(setting_page, theme, &theme_view),
	V_PTR(setting_page, letter, &letter_view),
	V_LIST(setting_page, lists, n_lists, &list_view),
	V_PTR(setting_page, picture, &picture_part_view),
	V_STR(setting_page, action),
	V_STR(setting_page, enctype),
	V_MSG(setting_page, heading),
	V_STRUCT(setting_page, form, &form_view),
	V_MSG(setting_page, button),
	V_MSG(setting_page, second),
	V_STR(setting_page, second_name),
	V_LIST(setting_page, acts, n_acts, &act_view),
	V_END,
};
const struct view_type setting_page_view = { "setting_page", sizeof(struct setting_page), setting_fields };
