#include "admin/views_drafts.h"

static const struct view_field line_fields[] = {
	V_ID(draft_line_row, id),
	V_STR(draft_line_row, name),
	V_STR(draft_line_row, options),
	V_STR(draft_line_row, sku),
	V_STR(draft_line_row, quantity),
	V_STR(draft_line_row, quantity_error),
	V_STR(draft_line_row, price),
	V_STR(draft_line_row, price_error),
	V_MONEY(draft_line_row, total),
	V_END,
};
static const struct view_type line_view = { "draft_line_row", sizeof(struct draft_line_row), line_fields };

static const struct view_field found_fields[] = {
	V_ID(draft_found_row, id),
	V_STR(draft_found_row, name),
	V_STR(draft_found_row, options),
	V_STR(draft_found_row, sku),
	V_INT(draft_found_row, available),
	V_BOOL(draft_found_row, endless),
	V_END,
};
static const struct view_type found_view = { "draft_found_row", sizeof(struct draft_found_row), found_fields };

static const struct view_field draft_page_fields[] = {
	V_STR(draft_page, number),
	V_STR(draft_page, action),
	V_STR(draft_page, back_url),
	V_STR(draft_page, drop_url),
	V_STR(draft_page, currency),
	V_BOOL(draft_page, prices_gross),
	V_LIST(draft_page, lines, n_lines, &line_view),
	V_STR(draft_page, query),
	V_BOOL(draft_page, searched),
	V_LIST(draft_page, found, n_found, &found_view),
	V_STRUCT(draft_page, form, &form_view),
	V_STRUCT(draft_page, sums, &sums_part_view),
	V_BOOL(draft_page, priced),
	V_MONEY(draft_page, difference),
	V_BOOL(draft_page, dearer),
	V_BOOL(draft_page, cheaper),
	V_STR(draft_page, total_minor),
	V_STR(draft_page, version),
	V_END,
};
const struct view_type draft_page_view = { "draft_page", sizeof(struct draft_page), draft_page_fields };

static const struct view_field draft_row_fields[] = {
	V_STR(draft_row_part, url),
	V_STR(draft_row_part, name),
	V_STR(draft_row_part, email),
	V_INT(draft_row_part, pieces),
	V_DATETIME(draft_row_part, updated_at),
	V_END,
};
static const struct view_type draft_row_view = { "draft_row_part", sizeof(struct draft_row_part), draft_row_fields };

static const struct view_field drafts_page_fields[] = {
	V_STR(drafts_page, action),
	V_STR(drafts_page, orders_url),
	V_LIST(drafts_page, drafts, n_drafts, &draft_row_view),
	V_END,
};
const struct view_type drafts_page_view = { "drafts_page", sizeof(struct drafts_page), drafts_page_fields };
