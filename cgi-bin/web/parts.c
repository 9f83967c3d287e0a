#include "web/parts.h"

#include <string.h>
#include <strings.h>

bool picture_is_raster(const char *file)
{
	static const char *const endings[] = { ".jpg", ".jpeg", ".png", ".webp", ".gif" };
	const char *dot = file ? strrchr(file, '.') : NULL;
	for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++)
		if (strcasecmp(dot, endings[i]) == 0)
			return true;
	return false;
}

static const struct view_field picture_fields[] = {
	V_STR(picture_part, src),
	V_STR(picture_part, webp),
	V_STR(picture_part, avif),
	V_STR(picture_part, sizes),
	V_STR(picture_part, loading),
	V_STR(picture_part, priority),
	V_STR(picture_part, alt),
	V_STR(picture_part, width_text),
	V_STR(picture_part, height_text),
	V_END,
};
const struct view_type picture_part_view = { "picture_part", sizeof(struct picture_part), picture_fields };

static const struct view_field price_fields[] = {
	V_MONEY(price_part, now),
	V_MONEY(price_part, was),
	V_BOOL(price_part, reduced),
	V_BOOL(price_part, from),
	V_END,
};
const struct view_type price_part_view = { "price_part", sizeof(struct price_part), price_fields };

static const struct view_field card_fields[] = {
	V_STR(card_part, name),
	V_STR(card_part, url),
	V_PTR(card_part, picture, &picture_part_view),
	V_STRUCT(card_part, price, &price_part_view),
	V_STR(card_part, stock),
	V_STR(card_part, stock_kind),
	V_END,
};
const struct view_type card_part_view = { "card_part", sizeof(struct card_part), card_fields };

static const struct view_field pager_fields[] = {
	V_STR(pager_part, prev_url),
	V_STR(pager_part, first_url),
	V_STR(pager_part, next_url),
	V_INT(pager_part, page),
	V_INT(pager_part, pages),
	V_BOOL(pager_part, many),
	V_END,
};
const struct view_type pager_part_view = { "pager_part", sizeof(struct pager_part), pager_fields };

static const struct view_field status_fields[] = {
	V_MSG(status_part, label),
	V_STR(status_part, kind),
	V_END,
};
const struct view_type status_part_view = { "status_part", sizeof(struct status_part), status_fields };

static const struct view_field address_line_fields[] = {
	V_STR(address_line, text),
	V_END,
};
static const struct view_type address_line_view = { "address_line", sizeof(struct address_line), address_line_fields };

static const struct view_field address_fields[] = {
	V_LIST(address_part, lines, n_lines, &address_line_view),
	V_END,
};
const struct view_type address_part_view = { "address_part", sizeof(struct address_part), address_fields };

static const struct view_field summary_line_fields[] = {
	V_STR(summary_line, name),
	V_STR(summary_line, options),
	V_PTR(summary_line, picture, &picture_part_view),
	V_INT(summary_line, quantity),
	V_MONEY(summary_line, total),
	V_MSG(summary_line, no_withdrawal),
	V_END,
};
static const struct view_type summary_line_view = { "summary_line", sizeof(struct summary_line), summary_line_fields };

static const struct view_field sum_row_fields[] = {
	V_STR(sum_row, label),
	V_MONEY(sum_row, amount),
	V_BOOL(sum_row, free),
	V_STR(sum_row, note),
	V_STR(sum_row, kind),
	V_END,
};
static const struct view_type sum_row_view = { "sum_row", sizeof(struct sum_row), sum_row_fields };

static const struct view_field sums_fields[] = {
	V_LIST(sums_part, rows, n_rows, &sum_row_view),
	V_MONEY(sums_part, total),
	V_END,
};
const struct view_type sums_part_view = { "sums_part", sizeof(struct sums_part), sums_fields };

static const struct view_field summary_fields[] = {
	V_LIST(summary_part, lines, n_lines, &summary_line_view),
	V_STRUCT(summary_part, sums, &sums_part_view),
	V_END,
};
const struct view_type summary_part_view = { "summary_part", sizeof(struct summary_part), summary_fields };

static const struct view_field again_fields[] = {
	V_STR(again_field, name),
	V_STR(again_field, value),
	V_END,
};
static const struct view_type again_field_view = { "again_field", sizeof(struct again_field), again_fields };

static const struct view_field error_fields[] = {
	V_MSG(error_page, heading),
	V_MSG(error_page, text),
	V_STR(error_page, reference),
	V_BOOL(error_page, lost),
	V_BOOL(error_page, later),
	V_STR(error_page, again_url),
	V_BOOL(error_page, both),
	V_STR(error_page, resend_url),
	V_LIST(error_page, fields, n_fields, &again_field_view),
	V_STR(error_page, look_url),
	V_END,
};
const struct view_type error_page_view = { "error_page", sizeof(struct error_page), error_fields };
