#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/html.h"
#include "kit/json.h"
#include "kit/text.h"
#include "ops/import_room.h"
#include "shop/tenant.h"

enum { GRAMS_MAX = 100000000, STOCK_MAX = 100000000 };

static const enum column option_name[IMPORT_OPTIONS_MAX] = { COL_OPTION1_NAME, COL_OPTION2_NAME, COL_OPTION3_NAME };
static const enum column option_value[IMPORT_OPTIONS_MAX] = { COL_OPTION1_VALUE, COL_OPTION2_VALUE, COL_OPTION3_VALUE };

/* A product while its rows are read. */
struct reading {
	struct ctx *ctx;
	const struct sheet *sheet;
	const struct group *group;
	struct import_report *report;
	struct goods_option *options;
	struct goods_option_value *values[IMPORT_OPTIONS_MAX];
	size_t n_options;
	struct goods_new_variant *variants;
	size_t n_variants;
	struct goods_picture *pictures;
	size_t n_pictures;
};

static bool refuse_row(struct reading *r, size_t row, enum import_fault fault, const char *arg)
{
	struct import_row *out = &r->report->rows[row];
	out->use = IMPORT_REFUSED_ROW;
	out->fault = fault;
	out->arg = arg;
	return false;
}

static bool is_false(const char *cell)
{
	return str_eq(cell, "false") || str_eq(cell, "FALSE") || str_eq(cell, "False");
}

static const char *label(struct reading *r, const char *text)
{
	struct json *out = json_new_object(r->ctx->arena);
	json_put_text(out, r->ctx->settings->default_locale, text);
	return json_print(r->ctx->arena, out);
}

/* "Title" with "Default Title" stands for a product without options. */
static void read_options(struct reading *r)
{
	size_t first = r->group->row[0];
	r->options = ARENA_ARRAY(r->ctx->arena, IMPORT_OPTIONS_MAX, struct goods_option);
	if (str_eq(sheet_cell(r->sheet, first, COL_OPTION1_VALUE), "Default Title"))
		return;
	for (int i = 0; i < IMPORT_OPTIONS_MAX; i++) {
		const char *name = sheet_cell(r->sheet, first, option_name[i]);
		if (!*name)
			break;
		r->values[i] = ARENA_ARRAY(r->ctx->arena, r->group->n, struct goods_option_value);
		r->options[i] = (struct goods_option){ .code = arena_printf(r->ctx->arena, "option%d", i + 1),
			.label = label(r, name),
			.values = r->values[i] };
		r->n_options++;
	}
}

static size_t value_index(struct reading *r, size_t option, const char *value)
{
	struct goods_option *o = &r->options[option];
	for (size_t i = 0; i < o->n_values; i++)
		if (str_eq(o->values[i].code, value))
			return i;
	r->values[option][o->n_values] = (struct goods_option_value){ .code = value, .label = label(r, value) };
	return o->n_values++;
}

/* The row's values; false where one is missing or an earlier row has the same. */
static bool read_values(struct reading *r, size_t row, size_t *values)
{
	for (size_t i = 0; i < r->n_options; i++) {
		const char *value = sheet_cell(r->sheet, row, option_value[i]);
		if (!*value)
			return false;
		values[i] = value_index(r, i, value);
	}
	for (size_t k = 0; k < r->n_variants; k++)
		if (memcmp(r->variants[k].values, values, r->n_options * sizeof(*values)) == 0)
			return false;
	return true;
}

static bool read_amount(struct reading *r, size_t row, enum column c, int64_t *minor)
{
	const char *cell = sheet_cell(r->sheet, row, c);
	enum text_number n = text_parse_plain(cell, r->ctx->settings->currency, minor);
	if (n == TEXT_NUMBER_OK && *minor >= 0)
		return true;
	enum import_fault fault = c == COL_COMPARE ? IMPORT_COMPARE : IMPORT_PRICE;
	return refuse_row(r, row, n == TEXT_NUMBER_DECIMALS ? IMPORT_PRICE_DECIMALS : fault, cell);
}

static bool read_count(struct reading *r, size_t row, enum column c, int64_t max, int64_t *out)
{
	const char *cell = sheet_cell(r->sheet, row, c);
	*out = 0;
	if (!*cell || str_to_int(cell, c == COL_QUANTITY ? -max : 0, max, out))
		return true;
	return refuse_row(r, row, c == COL_QUANTITY ? IMPORT_QUANTITY : IMPORT_GRAMS, cell);
}

static bool read_variant(struct reading *r, size_t row)
{
	const struct sheet *s = r->sheet;
	size_t *values = ARENA_ARRAY(r->ctx->arena, IMPORT_OPTIONS_MAX, size_t);
	const char *sku = sheet_cell(s, row, COL_SKU), *barcode = sheet_cell(s, row, COL_BARCODE);
	struct goods_new_variant v = { .values = values,
		.sku = *sku ? sku : NULL,
		.barcode = *barcode ? barcode : NULL,
		.compare_minor = -1,
		.tracked = *sheet_cell(s, row, COL_TRACKER) != '\0',
		.backorder = str_eq(sheet_cell(s, row, COL_POLICY), "continue"),
		.requires_shipping = !is_false(sheet_cell(s, row, COL_REQUIRES_SHIPPING)),
		.extra = sheet_extra(r->ctx, s, row, true) };
	if (!read_values(r, row, values) || (r->n_options == 0 && r->n_variants > 0))
		return refuse_row(r, row, IMPORT_OPTIONS, NULL);
	if (!read_amount(r, row, COL_PRICE, &v.minor))
		return false;
	if (*sheet_cell(s, row, COL_COMPARE) && !read_amount(r, row, COL_COMPARE, &v.compare_minor))
		return false;
	if (!read_count(r, row, COL_GRAMS, GRAMS_MAX, &v.grams) ||
	    !read_count(r, row, COL_QUANTITY, STOCK_MAX, &v.on_hand))
		return false;
	if (v.on_hand < 0)
		v.on_hand = 0;
	r->variants[r->n_variants++] = v;
	return true;
}

static void read_picture(struct reading *r, size_t row)
{
	const char *source = sheet_cell(r->sheet, row, COL_IMAGE);
	const char *alt = sheet_cell(r->sheet, row, COL_IMAGE_ALT);
	if (!*source)
		return;
	r->pictures[r->n_pictures++] =
	    (struct goods_picture){ .source_address = source, .alt = *alt ? label(r, alt) : "{}", .variant = -1 };
}

/* A row that names a variant's picture gives that picture to it. */
static void tie_picture(struct reading *r, size_t row, int variant)
{
	const char *source = sheet_cell(r->sheet, row, COL_VARIANT_IMAGE);
	for (size_t i = 0; *source && i < r->n_pictures; i++)
		if (str_eq(r->pictures[i].source_address, source) && r->pictures[i].variant < 0) {
			r->pictures[i].variant = variant;
			return;
		}
}

static bool too_long(struct reading *r, size_t row)
{
	static const enum column names[] = { COL_HANDLE, COL_TITLE, COL_VENDOR, COL_TYPE, COL_SKU, COL_OPTION1_VALUE };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (utf8_length(sheet_cell(r->sheet, row, names[i])) > LIMIT_NAME_POINTS) {
			refuse_row(r, row, IMPORT_TOO_LONG, sheet_column_name(names[i]));
			return true;
		}
	return false;
}

static void read_row(struct reading *r, size_t i)
{
	size_t row = r->group->row[i];
	struct import_row *out = &r->report->rows[row];
	if (too_long(r, row))
		return;
	bool is_variant =
	    i == 0 || *sheet_cell(r->sheet, row, COL_PRICE) || *sheet_cell(r->sheet, row, COL_OPTION1_VALUE);
	bool has_picture = *sheet_cell(r->sheet, row, COL_IMAGE) != '\0';
	if (!is_variant && !has_picture) {
		refuse_row(r, row, IMPORT_EMPTY, NULL);
		return;
	}
	if (is_variant && !read_variant(r, row))
		return;
	out->use = i == 0 ? IMPORT_PRODUCT_ROW : is_variant ? IMPORT_VARIANT_ROW : IMPORT_PICTURE_ROW;
	read_picture(r, row);
}

static struct texts read_tags(struct ctx *ctx, const char *cell)
{
	size_t room = 1, n = 0;
	for (const char *c = cell; *c; c++)
		room += *c == ',';
	const char **v = ARENA_ARRAY(ctx->arena, room, const char *);
	while (*cell) {
		size_t len = strcspn(cell, ",");
		const char *tag = str_trim(ctx->arena, arena_strndup(ctx->arena, cell, len));
		if (*tag)
			v[n++] = tag;
		cell += len + (cell[len] == ',');
	}
	return (struct texts){ .v = v, .n = n };
}

static const char *state_of(const struct sheet *s, size_t row)
{
	const char *status = sheet_cell(s, row, COL_STATUS);
	if (str_eq(status, "draft") || str_eq(status, "archived"))
		return status;
	return is_false(sheet_cell(s, row, COL_PUBLISHED)) ? "draft" : "active";
}

static bool describe(struct reading *r, struct goods_new *g)
{
	struct ctx *ctx = r->ctx;
	size_t row = r->group->row[0];
	const char *body = sheet_cell(r->sheet, row, COL_BODY);
	struct goods_text *t = ARENA_NEW(ctx->arena, struct goods_text);
	/* The handle is the address that the product had, and that others link to. */
	const char *slug = text_slug(ctx->arena, ctx->settings->default_locale, sheet_cell(r->sheet, row, COL_HANDLE));
	*t = (struct goods_text){ .locale = ctx->settings->default_locale,
		.name = sheet_cell(r->sheet, row, COL_TITLE),
		.slug = *slug ? slug : NULL,
		.summary = "",
		.body = body };
	if (html_to_text(ctx, body, strlen(body), &t->description))
		return refuse_row(r, row, IMPORT_TOO_LONG, sheet_column_name(COL_BODY));
	*g = (struct goods_new){ .handle = sheet_cell(r->sheet, row, COL_HANDLE),
		.state = state_of(r->sheet, row),
		.tax_class = is_false(sheet_cell(r->sheet, row, COL_TAXABLE)) ? "untaxed" : r->sheet->default_tax_class,
		.vendor = sheet_cell(r->sheet, row, COL_VENDOR),
		.kind = sheet_cell(r->sheet, row, COL_TYPE),
		.tags = read_tags(ctx, sheet_cell(r->sheet, row, COL_TAGS)),
		.created_at = ctx->now,
		.extra = sheet_extra(ctx, r->sheet, row, false),
		.texts = t,
		.n_texts = 1,
		.options = r->options,
		.n_options = r->n_options,
		.variants = r->variants,
		.n_variants = r->n_variants,
		.pictures = r->pictures,
		.n_pictures = r->n_pictures };
	return true;
}

bool import_draft(struct ctx *ctx, const struct sheet *sheet, const struct group *group, struct import_report *report,
    struct goods_new *g)
{
	struct reading r = { .ctx = ctx, .sheet = sheet, .group = group, .report = report };
	r.variants = ARENA_ARRAY(ctx->arena, group->n, struct goods_new_variant);
	r.pictures = ARENA_ARRAY(ctx->arena, group->n, struct goods_picture);
	if (!*sheet_cell(sheet, group->row[0], COL_TITLE))
		return refuse_row(&r, group->row[0], IMPORT_NO_TITLE, NULL);
	read_options(&r);
	for (size_t i = 0; i < group->n; i++)
		read_row(&r, i);
	int variant = 0;
	for (size_t i = 0; i < group->n; i++) {
		enum import_use use = report->rows[group->row[i]].use;
		if (use == IMPORT_PRODUCT_ROW || use == IMPORT_VARIANT_ROW)
			tie_picture(&r, group->row[i], variant++);
	}
	return report->rows[group->row[0]].use == IMPORT_PRODUCT_ROW && describe(&r, g);
}
