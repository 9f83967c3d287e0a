#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/html.h"
#include "ops/import_known.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"

enum { ADDRESS_BYTES = 2048, FEATURED_MAX = 100000 };

/* A product while its rows are read. */
struct reading {
	struct ctx *ctx;
	struct import *import;
	const struct sheet *sheet;
	struct draft *d;
};

static const char *text_at(const struct reading *r, size_t row, enum column c)
{
	return sheet_text(r->sheet, row, r->sheet->at[c]);
}

/* A column's cells of all locales. */
static const char *const *by_locale(const struct reading *r, size_t row, const int *at)
{
	const char **v = ARENA_ARRAY(r->ctx->arena, r->sheet->locales.n + 1, const char *);
	for (size_t i = 0; i < r->sheet->locales.n; i++)
		v[i] = sheet_cell(r->sheet, row, at[i]);
	return v;
}

static bool read_texts(struct reading *r)
{
	const struct sheet *s = r->sheet;
	size_t row = r->d->first;
	r->d->texts = ARENA_ARRAY(r->ctx->arena, s->locales.n, struct draft_text);
	for (size_t i = 0; i < s->locales.n; i++) {
		struct draft_text *t = &r->d->texts[i];
		*t = (struct draft_text){ .name = sheet_cell(s, row, s->in[COL_TITLE][i]),
			.summary = sheet_cell(s, row, s->in[COL_SUMMARY][i]),
			.body = sheet_cell(s, row, s->in[COL_BODY][i]),
			.slug = sheet_cell(s, row, s->in[COL_SLUG][i]),
			.old_slugs = sheet_cell(s, row, s->in[COL_OLD_SLUGS][i]) };
		if (t->body && html_to_text(r->ctx, t->body, strlen(t->body), &t->description)) {
			err_clear(r->ctx);
			return import_refuse(r->import, row, IMPORT_TOO_LONG, column_title(COL_BODY));
		}
	}
	return true;
}

/* A state that we do not know is no reason to show a product. */
static bool read_state(struct reading *r)
{
	const char *status = str_lower(r->ctx->arena, text_at(r, r->d->first, COL_STATUS));
	bool hidden = cell_is_false(text_at(r, r->d->first, COL_PUBLISHED));
	if (str_eq(status, "draft") || str_eq(status, "archived"))
		r->d->state = status;
	else if (*status && !str_eq(status, "active"))
		return import_refuse(r->import, r->d->first, IMPORT_VALUE, column_title(COL_STATUS));
	else if (r->sheet->at[COL_STATUS] >= 0 || r->sheet->at[COL_PUBLISHED] >= 0)
		r->d->state = hidden ? "draft" : "active";
	return true;
}

static bool read_tax_class(struct reading *r)
{
	const char *named = text_at(r, r->d->first, COL_TAX_CLASS);
	if (*named && !known_tax_class(r->import, named))
		return import_refuse(r->import, r->d->first, IMPORT_TAX_CLASS, named);
	if (*named)
		r->d->tax_class = named;
	else if (r->sheet->at[COL_TAX_CLASS] < 0)
		r->d->taxable = cell_flag(r->import, r->d->first, r->sheet->at[COL_TAXABLE], 1);
	return true;
}

/* The cell that says where a product stands, as read_categories() has it. */
static const char *places_of(const struct sheet *s, size_t row, bool *added)
{
	const char *paths = sheet_cell(s, row, s->at[COL_CATEGORY_PATH]);
	*added = !paths;
	return paths ? paths : sheet_cell(s, row, s->at[COL_TYPE]);
}

static bool read_categories(struct import *m, size_t row, struct bigints **ids, bool *added)
{
	const char *places = places_of(&m->sheet, row, added);
	if (!*added)
		return known_categories(m, places, ids);
	return str_empty(places) || known_kind(m, places, ids);
}

void import_shared(struct import *m, size_t row)
{
	const struct sheet *s = &m->sheet;
	struct bigints *ids;
	const char *json;
	bool added;
	if (m->report.rows[row].use == IMPORT_REFUSED_ROW)
		return;
	read_categories(m, row, &ids, &added);
	for (size_t i = 0; i < s->n_attributes; i++)
		if (!known_attribute_by_code(m->known, s->attributes[i].code))
			known_fact(m, i, row, &json);
}

static bool read_places(struct reading *r)
{
	const struct sheet *s = r->sheet;
	struct draft *d = r->d;
	if (!read_categories(r->import, d->first, &d->categories, &d->categories_added))
		return import_refuse(r->import, d->first, IMPORT_PATH, places_of(s, d->first, &d->categories_added));
	d->facts = ARENA_ARRAY(r->ctx->arena, s->n_attributes + 1, const char *);
	for (size_t i = 0; i < s->n_attributes; i++)
		if (!known_fact(r->import, i, d->first, &d->facts[i]))
			return import_refuse(r->import, d->first, IMPORT_ATTRIBUTE,
			    arena_printf(r->import->ctx->arena, "%s%s", attribute_prefix, s->attributes[i].code));
	return true;
}

/* When it is shown, from when until when. */
static bool read_times(struct reading *r)
{
	struct draft *d = r->d;
	const char *from = sheet_cell(r->sheet, d->first, r->sheet->at[COL_PUBLISH_AT]),
	           *to = sheet_cell(r->sheet, d->first, r->sheet->at[COL_UNPUBLISH_AT]);
	d->publish_at = from ? 0 : -1;
	d->unpublish_at = to ? INT64_MAX : -1;
	if (from && *from && !cell_time(from, &d->publish_at))
		return import_refuse(r->import, d->first, IMPORT_VALUE, column_title(COL_PUBLISH_AT));
	if (to && *to && (!cell_time(to, &d->unpublish_at) || d->unpublish_at <= d->publish_at))
		return import_refuse(r->import, d->first, IMPORT_VALUE, column_title(COL_UNPUBLISH_AT));
	return true;
}

static bool read_product(struct reading *r)
{
	const struct sheet *s = r->sheet;
	struct draft *d = r->d;
	size_t row = d->first;
	const char *tags = sheet_cell(s, row, s->at[COL_TAGS]), *featured = sheet_cell(s, row, s->at[COL_FEATURED]),
	           *created = text_at(r, row, COL_CREATED);
	d->vendor = sheet_cell(s, row, s->at[COL_VENDOR]);
	d->kind = sheet_cell(s, row, s->at[COL_TYPE]);
	d->featured = featured ? 0 : -1;
	d->created_at = -1;
	d->taxable = -1;
	if (tags) {
		struct texts *list = ARENA_NEW(r->ctx->arena, struct texts);
		*list = cell_list(r->ctx, tags, ',');
		d->tags = list;
	}
	if (featured && *featured && !str_to_int(featured, 1, FEATURED_MAX, &d->featured))
		return import_refuse(r->import, row, IMPORT_VALUE, column_title(COL_FEATURED));
	if (*created && !cell_time(created, &d->created_at))
		return import_refuse(r->import, row, IMPORT_VALUE, column_title(COL_CREATED));
	d->no_withdrawal = sheet_cell(s, row, s->at[COL_NO_WITHDRAWAL]);
	if (!str_empty(d->no_withdrawal) && !withdrawal_exclusion(d->no_withdrawal))
		return import_refuse(r->import, row, IMPORT_VALUE, column_title(COL_NO_WITHDRAWAL));
	return read_state(r) && read_times(r) && read_texts(r) && read_tax_class(r) && read_places(r);
}

/* "Title" with "Default Title" stands for a product without options. */
static bool read_options(struct reading *r)
{
	const struct sheet *s = r->sheet;
	struct draft *d = r->d;
	d->options = ARENA_ARRAY(r->ctx->arena, PRODUCT_OPTIONS_MAX, struct draft_option);
	if (str_eq(sheet_text(s, d->first, s->options[0].value), "Default Title"))
		return true;
	for (size_t i = 0; i < PRODUCT_OPTIONS_MAX; i++) {
		const struct option_columns *o = &s->options[i];
		const char *name = sheet_text(s, d->first, o->name);
		if (!*name && !*sheet_text(s, d->first, o->value))
			break;
		for (size_t k = 0; k < i; k++)
			if (*name && str_eq(d->options[k].names[s->own], name))
				return import_refuse(r->import, d->first, IMPORT_OPTIONS, name);
		d->options[i] = (struct draft_option){ .names = by_locale(r, d->first, o->names),
			.code = sheet_text(s, d->first, o->code),
			.order = sheet_text(s, d->first, o->order) };
		d->n_options++;
	}
	return true;
}

static bool same_values(const struct reading *r, const struct draft_value *a, const struct draft_value *b)
{
	for (size_t i = 0; i < r->d->n_options; i++)
		if (!str_eq(a[i].text, b[i].text) || !str_eq(a[i].code, b[i].code))
			return false;
	return true;
}

/* The row's values; false where one is missing or an earlier row has the same. */
static bool read_values(struct reading *r, size_t row, struct draft_value *values)
{
	for (size_t i = 0; i < r->d->n_options; i++) {
		const struct option_columns *o = &r->sheet->options[i];
		values[i] = (struct draft_value){ .text = sheet_text(r->sheet, row, o->value),
			.code = sheet_text(r->sheet, row, o->value_code),
			.names = by_locale(r, row, o->values) };
		if (!*values[i].text && !*values[i].code)
			return false;
	}
	for (size_t k = 0; k < r->d->n_variants; k++)
		if (same_values(r, r->d->variants[k].values, values))
			return false;
	return true;
}

static bool read_prices(struct reading *r, size_t row, struct draft_price *prices)
{
	const struct sheet *s = r->sheet;
	const struct settings *shop = r->ctx->settings;
	for (size_t i = 0; i < shop->n_currencies; i++) {
		const char *code = shop->currencies[i].code;
		struct draft_price *p = &prices[i];
		bool named = str_eq(code, r->import->options.currency);
		*p = (struct draft_price){
			.set = s->price[i] >= 0, .compare_set = s->compare[i] >= 0, .minor = -1, .compare_minor = -1
		};
		if (p->set && (named || *sheet_text(s, row, s->price[i])) &&
		    !cell_amount(r->import, row, s->price[i], code, IMPORT_PRICE, &p->minor))
			return false;
		if (p->compare_set && *sheet_text(s, row, s->compare[i]) &&
		    !cell_amount(r->import, row, s->compare[i], code, IMPORT_COMPARE, &p->compare_minor))
			return false;
	}
	return true;
}

static int policy_of(const struct reading *r, size_t row)
{
	const char *cell = sheet_cell(r->sheet, row, r->sheet->at[COL_POLICY]);
	if (!cell)
		return -1;
	const char *word = str_lower(r->ctx->arena, cell);
	return str_eq(word, "continue") || str_eq(word, "true") || str_eq(word, "yes");
}

static bool read_variant(struct reading *r, size_t row)
{
	const struct sheet *s = r->sheet;
	const char *tracker = sheet_cell(s, row, s->at[COL_TRACKER]), *quantity = text_at(r, row, COL_QUANTITY);
	struct draft_variant v = { .row = row,
		.values = ARENA_ARRAY(r->ctx->arena, r->d->n_options + 1, struct draft_value),
		.sku = sheet_cell(s, row, s->at[COL_SKU]),
		.barcode = sheet_cell(s, row, s->at[COL_BARCODE]),
		.prices = ARENA_ARRAY(r->ctx->arena, r->ctx->settings->n_currencies, struct draft_price),
		.tracked = tracker     ? *tracker != '\0'
		           : *quantity ? 1
		                       : -1,
		.backorder = policy_of(r, row),
		.requires_shipping = cell_flag(r->import, row, s->at[COL_REQUIRES_SHIPPING], 1),
		.pieces = ARENA_ARRAY(r->ctx->arena, s->n_places + 1, int64_t),
		.image = text_at(r, row, COL_VARIANT_IMAGE) };
	if (!read_values(r, row, v.values) || (r->d->n_options == 0 && r->d->n_variants > 0))
		return import_refuse(r->import, row, IMPORT_OPTIONS, NULL);
	if (!read_prices(r, row, v.prices) || !cell_count(r->import, row, s->at[COL_GRAMS], IMPORT_GRAMS, &v.grams) ||
	    !cell_count(r->import, row, s->at[COL_QUANTITY], IMPORT_QUANTITY, &v.on_hand))
		return false;
	for (size_t i = 1; i < s->n_places; i++) {
		if (!cell_count(r->import, row, s->pieces[i], IMPORT_QUANTITY, &v.pieces[i]))
			return false;
		/* Nobody has counted there. */
		if (!*sheet_text(s, row, s->pieces[i]))
			v.pieces[i] = -1;
	}
	r->d->variants[r->d->n_variants++] = v;
	return true;
}

static bool read_size(const char *cell, int64_t *width, int64_t *height)
{
	const char *x = strchr(cell, 'x');
	char first[8];
	if (!x || x - cell >= (long)sizeof first)
		return !*cell;
	str_copy(first, cell, (size_t)(x - cell) + 1);
	return str_to_int(first, 1, 100000, width) && str_to_int(x + 1, 1, 100000, height);
}

static bool read_picture(struct reading *r, size_t row)
{
	struct draft *d = r->d;
	struct draft_picture p = {
		.row = row, .source = text_at(r, row, COL_IMAGE), .file = text_at(r, row, COL_PICTURE_FILE)
	};
	if (!*p.source && !*p.file)
		return true;
	if (strlen(p.source) > ADDRESS_BYTES)
		return import_refuse(r->import, row, IMPORT_TOO_LONG, column_title(COL_IMAGE));
	if (!read_size(text_at(r, row, COL_PICTURE_SIZE), &p.width, &p.height))
		return import_refuse(r->import, row, IMPORT_VALUE, column_title(COL_PICTURE_SIZE));
	str_to_int(text_at(r, row, COL_IMAGE_POSITION), 1, IMPORT_PRODUCT_ROWS, &p.position);
	for (size_t i = 0; i < d->n_pictures; i++)
		if (str_eq(d->pictures[i].source, p.source) && str_eq(d->pictures[i].file, p.file))
			return true;
	p.alts = by_locale(r, row, r->sheet->in[COL_IMAGE_ALT]);
	/* By their places where the file has them; the others stay as they stand in it. */
	size_t at = d->n_pictures++;
	for (; p.position && at > 0 && d->pictures[at - 1].position > p.position; at--)
		d->pictures[at] = d->pictures[at - 1];
	d->pictures[at] = p;
	return true;
}

static bool has_variant(const struct reading *r, size_t row)
{
	const struct sheet *s = r->sheet;
	for (size_t i = 0; i < r->ctx->settings->n_currencies; i++)
		if (*sheet_text(s, row, s->price[i]))
			return true;
	return *sheet_text(s, row, s->options[0].value) || *text_at(r, row, COL_SKU);
}

static bool row_is_sound(struct reading *r, size_t row)
{
	const struct csv_row *cells = &r->sheet->rows[row];
	if (cells->overlong)
		return import_refuse(r->import, row, IMPORT_CELL_SIZE, NULL);
	for (size_t i = r->sheet->header->n; i < cells->n; i++)
		if (*cells->cell[i])
			return import_refuse(r->import, row, IMPORT_CELLS, NULL);
	return !cell_too_long(r->import, row);
}

static void read_row(struct reading *r, size_t row)
{
	struct import_row *out = &r->import->report.rows[row];
	bool lead = row == r->d->first, variant = has_variant(r, row);
	bool picture = *text_at(r, row, COL_IMAGE) || *text_at(r, row, COL_PICTURE_FILE);
	if (out->use == IMPORT_REFUSED_ROW || !row_is_sound(r, row))
		return;
	if (!variant && !picture && !lead) {
		import_refuse(r->import, row, IMPORT_EMPTY, NULL);
		return;
	}
	if ((variant && !read_variant(r, row)) || !read_picture(r, row))
		return;
	out->use = lead ? IMPORT_PRODUCT_ROW : variant ? IMPORT_VARIANT_ROW : IMPORT_PICTURE_ROW;
}

bool import_draft(struct ctx *ctx, struct import *m, const struct group *group, struct draft *d)
{
	struct reading r = { .ctx = ctx, .import = m, .sheet = &m->sheet, .d = d };
	*d = (struct draft){ .group = group, .first = group->row[0] };
	d->handle = text_at(&r, d->first, COL_HANDLE);
	if (!*d->handle)
		import_refuse_group(m, group, IMPORT_NO_HANDLE, NULL);
	else if (group->n > IMPORT_PRODUCT_ROWS)
		import_refuse_group(m, group, IMPORT_TOO_MANY, NULL);
	if (m->report.rows[d->first].use == IMPORT_REFUSED_ROW || !row_is_sound(&r, d->first) || !read_options(&r) ||
	    !read_product(&r)) {
		import_refuse_group(m, group, IMPORT_PRODUCT, NULL);
		return false;
	}
	d->variants = ARENA_ARRAY(ctx->arena, group->n, struct draft_variant);
	d->pictures = ARENA_ARRAY(ctx->arena, group->n, struct draft_picture);
	for (size_t i = 0; i < group->n; i++)
		read_row(&r, group->row[i]);
	bool used = m->report.rows[d->first].use == IMPORT_PRODUCT_ROW;
	if (!used)
		import_refuse_group(m, group, IMPORT_PRODUCT, NULL);
	return used;
}
