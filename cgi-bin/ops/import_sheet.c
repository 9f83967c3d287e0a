#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "ops/import_room.h"
#include "shop/tenant.h"

static int *nowhere(struct ctx *ctx, size_t n)
{
	int *at = ARENA_ARRAY(ctx->arena, n + 1, int);
	for (size_t i = 0; i <= n; i++)
		at[i] = -1;
	return at;
}

static void sheet_init(struct ctx *ctx, struct sheet *s)
{
	s->locales = ctx->settings->locales;
	for (size_t i = 0; i < s->locales.n; i++)
		if (str_eq(s->locales.v[i], ctx->settings->default_locale))
			s->own = i;
	for (int c = 0; c < COL__MAX; c++) {
		s->at[c] = -1;
		if (column_has_locales((enum column)c))
			s->in[c] = nowhere(ctx, s->locales.n);
	}
	s->counted = (struct counted_columns){ -1, -1, -1 };
	s->price = nowhere(ctx, ctx->settings->n_currencies);
	s->compare = nowhere(ctx, ctx->settings->n_currencies);
	s->pieces = nowhere(ctx, s->n_places);
	for (size_t i = 0; i < PRODUCT_OPTIONS_MAX; i++)
		s->options[i] = (struct option_columns){ -1, -1, -1, -1, -1, nowhere(ctx, s->locales.n),
			nowhere(ctx, s->locales.n) };
	s->attributes = ARENA_ARRAY(ctx->arena, s->header->n, struct attribute_columns);
	s->extra = ARENA_ARRAY(ctx->arena, s->header->n, const char *);
}

/* The tag's place among the shop's locales, or currencies; own without one; -1 where the shop has no such. */
static int locale_place(const struct sheet *s, const char *tag)
{
	if (!tag)
		return (int)s->own;
	for (size_t i = 0; i < s->locales.n; i++)
		if (str_eq(s->locales.v[i], tag))
			return (int)i;
	return -1;
}

static int currency_place(struct ctx *ctx, const char *code)
{
	for (size_t i = 0; i < ctx->settings->n_currencies; i++)
		if (str_eq(ctx->settings->currencies[i].code, code))
			return (int)i;
	return -1;
}

/* The first location's pieces stand where those stand that name none. */
static int *pieces_slot(struct sheet *s, const char *tag)
{
	for (size_t i = 0; tag && i < s->n_places; i++)
		if (str_eq(s->places[i].name, tag))
			return i == 0 ? &s->at[COL_QUANTITY] : &s->pieces[i];
	return tag ? NULL : &s->at[COL_QUANTITY];
}

enum err_code sheet_places(struct ctx *ctx, struct sheet *s)
{
	struct location *places;
	size_t n;
	enum err_code e = location_list(ctx, &places, &n, &s->n_places);
	s->places = places;
	return e;
}

static int *attribute_slot(struct ctx *ctx, struct sheet *s, const char *code, int locale)
{
	for (size_t i = 0; i < s->n_attributes; i++)
		if (str_eq(s->attributes[i].code, code))
			return &s->attributes[i].at[locale];
	struct attribute_columns *a = &s->attributes[s->n_attributes++];
	*a = (struct attribute_columns){ .code = code, .at = nowhere(ctx, s->locales.n) };
	return &a->at[locale];
}

static int *option_slot(struct sheet *s, const struct column_name *c, int locale)
{
	struct option_columns *o = &s->options[c->option - 1];
	switch (c->what) {
	case OPT_NAME:
		return &o->names[locale];
	case OPT_VALUE:
		return &o->values[locale];
	case OPT_CODE:
		return c->tag ? NULL : &o->code;
	case OPT_VALUE_CODE:
		return c->tag ? NULL : &o->value_code;
	case OPT_ORDER:
		return c->tag ? NULL : &o->order;
	case OPT__MAX:
		break;
	}
	return NULL;
}

/* Where the column's place is kept; NULL where it has no home in this shop. */
static int *slot(struct ctx *ctx, struct sheet *s, const struct column_name *c, const char *currency)
{
	int locale = locale_place(s, c->tag);
	if (c->attribute)
		return locale < 0 ? NULL : attribute_slot(ctx, s, c->attribute, locale);
	if (c->option)
		return locale < 0 ? NULL : option_slot(s, c, locale);
	if (c->column == COL__MAX)
		return NULL;
	if (column_has_currencies(c->column)) {
		int place = currency_place(ctx, c->tag ? c->tag : currency);
		return place < 0 ? NULL : c->column == COL_PRICE ? &s->price[place] : &s->compare[place];
	}
	if (column_has_locales(c->column))
		return locale < 0 ? NULL : &s->in[c->column][locale];
	if (c->column == COL_QUANTITY)
		return pieces_slot(s, c->tag);
	return c->tag ? NULL : &s->at[c->column];
}

static bool refuse_file(struct import_report *report, enum import_file why, const char *column)
{
	report->file = why;
	report->column = column;
	return false;
}

/* Shopify exports what lies at each location apart from its products: by rows, without prices. */
static void find_counted(struct ctx *ctx, struct sheet *s)
{
	struct counted_columns c = { -1, -1, -1 };
	for (size_t i = 0; i < s->header->n; i++) {
		const char *name = s->extra[i] ? s->extra[i] : "";
		if (strcasecmp(name, "Location") == 0)
			c.location = (int)i;
		else if (strcasecmp(name, "On hand (new)") == 0)
			c.now = (int)i;
		else if (strcasecmp(name, "On hand (current)") == 0 || strcasecmp(name, "On hand") == 0)
			c.before = (int)i;
	}
	for (size_t i = 0; i < ctx->settings->n_currencies; i++)
		if (s->price[i] >= 0)
			return;
	if (c.location >= 0 && (c.now >= 0 || c.before >= 0))
		s->counted = c;
}

/* What nobody can do without. */
static bool has_needed(const struct ctx *ctx, const struct sheet *s, struct import_report *report)
{
	const char *missing = NULL;
	if (s->counted.location >= 0)
		return s->at[COL_HANDLE] >= 0 || s->at[COL_SKU] >= 0 ||
		       refuse_file(report, IMPORT_FILE_COLUMN, column_title(COL_HANDLE));
	if (s->at[COL_HANDLE] < 0)
		missing = column_title(COL_HANDLE);
	else if (s->in[COL_TITLE][s->own] < 0)
		missing = column_title(COL_TITLE);
	bool price = false;
	for (size_t i = 0; i < ctx->settings->n_currencies; i++)
		price = price || s->price[i] >= 0;
	if (!missing && !price)
		missing = column_title(COL_PRICE);
	return !missing || refuse_file(report, IMPORT_FILE_COLUMN, missing);
}

bool sheet_open(struct ctx *ctx, struct sheet *s, const char *currency, struct import_report *report)
{
	if (currency_place(ctx, currency) < 0)
		return refuse_file(report, IMPORT_FILE_CURRENCY, currency);
	sheet_init(ctx, s);
	for (size_t i = 0; i < s->header->n; i++) {
		struct column_name c = column_read(ctx, s->header->cell[i]);
		const char *whole = column_tagged(ctx, c.name, c.tag);
		int *at = slot(ctx, s, &c, currency);
		if (!*c.name)
			continue;
		if (at && *at >= 0)
			return refuse_file(report, IMPORT_FILE_TWICE, whole);
		if (at) {
			*at = (int)i;
			continue;
		}
		for (size_t k = 0; k < i; k++)
			if (str_eq(s->extra[k], whole))
				return refuse_file(report, IMPORT_FILE_TWICE, whole);
		s->extra[i] = whole;
	}
	for (int c = 0; c < COL__MAX; c++)
		if (column_has_locales((enum column)c))
			s->at[c] = s->in[c][s->own];
	for (size_t i = 0; i < PRODUCT_OPTIONS_MAX; i++) {
		s->options[i].name = s->options[i].names[s->own];
		s->options[i].value = s->options[i].values[s->own];
	}
	find_counted(ctx, s);
	return has_needed(ctx, s, report);
}

const char *sheet_cell(const struct sheet *s, size_t row, int at)
{
	if (at < 0)
		return NULL;
	return (size_t)at < s->rows[row].n ? cell_unguard(s->rows[row].cell[at]) : "";
}

const char *sheet_text(const struct sheet *s, size_t row, int at)
{
	const char *cell = sheet_cell(s, row, at);
	return cell ? cell : "";
}

static void keep(void *out, const char *name, const struct json *value)
{
	json_put(out, name, value);
}

const char *sheet_extra(
    struct ctx *ctx, const struct sheet *s, size_t row, bool first, bool variant, const char *old, const char *image)
{
	struct json *out = json_new_object(ctx->arena);
	const struct json *before;
	if (json_parse(ctx, old, strlen(old), strlen(old), &before) == ERR_OK)
		json_each(before, keep, out);
	for (size_t i = 0; i < s->header->n; i++) {
		const char *name = s->extra[i], *cell = sheet_text(s, row, (int)i);
		bool variants = !first || (name && column_is_variants(name));
		if (!name || variants != variant)
			continue;
		if (*cell)
			json_put_text(out, name, cell);
		else
			json_remove(out, name);
	}
	if (image && !*image)
		json_remove(out, column_title(COL_VARIANT_IMAGE));
	else if (image)
		json_put_text(out, column_title(COL_VARIANT_IMAGE), image);
	return json_print(ctx->arena, out);
}
