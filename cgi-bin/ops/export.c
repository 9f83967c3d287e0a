#include "ops/export.h"

#include <string.h>

#include "base/str.h"
#include "ops/export_room.h"
#include "shop/tenant.h"

enum { STEP_MEMORY = 256 * 1024 * 1024, ROW_BYTES = 64 * 1024 * 1024, OPTIONS_LEAST = 3, TITLES_MAX = 1000 };

struct titles {
	struct ctx *ctx;
	const char **v;
	size_t n;
	bool full;
};

static void add(struct titles *t, const char *title)
{
	if (t->n < TITLES_MAX)
		t->v[t->n++] = title;
	else
		t->full = true;
}

static void add_options(struct titles *t, int64_t n)
{
	for (int i = 1; i <= n; i++) {
		add(t, option_title(t->ctx, i, OPT_NAME));
		add(t, option_title(t->ctx, i, OPT_VALUE));
	}
}

static void add_columns(struct titles *t, enum column first, enum column last)
{
	for (int c = (int)first; c <= (int)last; c++)
		add(t, column_title((enum column)c));
}

/* In every language but the shop's own, whose column has no tag. */
static void add_locales(struct titles *t, const char *name)
{
	const struct settings *s = t->ctx->settings;
	for (size_t i = 0; i < s->locales.n; i++)
		if (!str_eq(s->locales.v[i], s->default_locale))
			add(t, column_tagged(t->ctx, name, s->locales.v[i]));
}

static void add_own(struct titles *t, const struct export *x, int64_t options)
{
	const struct settings *s = t->ctx->settings;
	for (int c = 0; c < COL__MAX; c++)
		if (column_has_locales((enum column)c))
			add_locales(t, column_title((enum column)c));
	for (int i = 1; i <= options; i++) {
		add(t, option_title(t->ctx, i, OPT_CODE));
		add_locales(t, option_title(t->ctx, i, OPT_NAME));
		add(t, option_title(t->ctx, i, OPT_VALUE_CODE));
		add_locales(t, option_title(t->ctx, i, OPT_VALUE));
		add(t, option_title(t->ctx, i, OPT_ORDER));
	}
	for (size_t i = 0; i < s->n_currencies; i++)
		if (!str_eq(s->currencies[i].code, s->currency)) {
			add(t, column_tagged(t->ctx, column_title(COL_PRICE), s->currencies[i].code));
			add(t, column_tagged(t->ctx, column_title(COL_COMPARE), s->currencies[i].code));
		}
	for (size_t i = 1; i < x->sheet.n_places; i++)
		add(t, column_tagged(t->ctx, column_title(COL_QUANTITY), x->sheet.places[i].name));
	for (size_t i = 0; i < x->n_attributes; i++) {
		const char *title = arena_printf(t->ctx->arena, "%s%s", attribute_prefix, x->attributes[i].code);
		add(t, title);
		if (str_eq(x->attributes[i].type, "text"))
			add_locales(t, title);
	}
}

static bool has(const struct titles *t, const char *title)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->v[i], title))
			return true;
	return false;
}

static enum err_code lay_out(
    struct ctx *ctx, struct export *x, const struct export_extras_row *extras, size_t n_extras, int64_t options)
{
	struct titles t = { .ctx = ctx, .v = ARENA_ARRAY(ctx->arena, TITLES_MAX, const char *) };
	struct import_report report = { 0 };
	if (options < OPTIONS_LEAST)
		options = OPTIONS_LEAST;
	if (options > PRODUCT_OPTIONS_MAX)
		return err_set(ctx, ERR_CONFLICT, "a product has more than %d options", (int)PRODUCT_OPTIONS_MAX);
	add_columns(&t, COL_HANDLE, COL_PUBLISHED);
	add_options(&t, options);
	add_columns(&t, COL_SKU, COL__MAX - 1);
	add_own(&t, x, options);
	for (size_t i = 0; i < n_extras; i++)
		if (!has(&t, extras[i].name))
			add(&t, extras[i].name);
	if (t.full)
		return err_set(ctx, ERR_TOO_LARGE, "more than %d columns", (int)TITLES_MAX);
	x->n_columns = t.n;
	x->sheet.header = arena_memdup(ctx->arena, &(struct csv_row){ .n = t.n, .cell = t.v }, sizeof(struct csv_row));
	if (!sheet_open(ctx, &x->sheet, ctx->settings->currency, &report))
		return err_set(ctx, ERR_INTERNAL, "column \"%s\" cannot be laid out", report.column);
	return ERR_OK;
}

/* "kitchen > knives", by codes. A parent that is missing, or its own, ends the path. */
static const char *path_of(struct ctx *ctx, const struct export *x, const struct export_categories_row *c, int depth)
{
	for (size_t i = 0; i < x->n_categories && depth < 20; i++)
		if (c->parent_id && x->categories[i].id == c->parent_id)
			return arena_printf(ctx->arena, "%s%s%s", path_of(ctx, x, &x->categories[i], depth + 1),
			    path_separator, c->code);
	return c->code;
}

static enum err_code look(struct ctx *ctx, struct export *x)
{
	struct export_extras_row *extras = NULL;
	struct export_options_most_row *most = NULL;
	size_t n_extras = 0, n_most = 0;
	q_export_categories_queue(ctx, &x->categories, &x->n_categories);
	q_import_attributes_queue(ctx, &x->attributes, &x->n_attributes);
	q_export_extras_queue(ctx, &extras, &n_extras);
	q_export_options_most_queue(ctx, &most, &n_most);
	enum err_code e = db_flush(ctx);
	if (!e)
		e = sheet_places(ctx, &x->sheet);
	if (e)
		return e;
	x->paths = ARENA_ARRAY(ctx->arena, x->n_categories + 1, const char *);
	for (size_t i = 0; i < x->n_categories; i++)
		x->paths[i] = path_of(ctx, x, &x->categories[i], 0);
	return lay_out(ctx, x, extras, n_extras, n_most ? most->n : 0);
}

void export_row_init(struct ctx *ctx, const struct export *x, struct export_row *r)
{
	*r = (struct export_row){ .ctx = ctx, .of = x, .cells = ARENA_ARRAY(ctx->arena, x->n_columns, const char *) };
}

void export_put(struct export_row *r, int at, const char *text)
{
	if (at >= 0 && text)
		r->cells[at] = cell_guard(r->ctx, text);
}

void export_put_label(struct export_row *r, const int *at, const char *label)
{
	const struct sheet *s = &r->of->sheet;
	const struct json *j;
	if (json_parse(r->ctx, label, strlen(label), strlen(label), &j) == ERR_OK)
		for (size_t i = 0; i < s->locales.n; i++)
			export_put(r, at[i], json_find_text(j, s->locales.v[i]));
}

static void put_member(void *arg, const char *name, const struct json *value)
{
	struct export_row *r = arg;
	const struct sheet *s = &r->of->sheet;
	for (size_t i = 0; i < s->header->n; i++)
		if (str_eq(s->extra[i], name))
			export_put(r, (int)i, json_find_text(value, ""));
}

void export_put_extra(struct export_row *r, const char *extra)
{
	const struct json *j;
	if (json_parse(r->ctx, extra, strlen(extra), strlen(extra), &j) == ERR_OK)
		json_each(j, put_member, r);
}

static enum err_code write_cells(struct ctx *ctx, const struct export *x, const char *const *cells)
{
	struct buf b;
	buf_init(&b, ctx->arena, ROW_BYTES);
	csv_write_row(&b, cells, x->n_columns);
	if (b.overflow)
		return err_set(ctx, ERR_TOO_LARGE, "a row is beyond %d bytes", (int)ROW_BYTES);
	if (!x->put(x->arg, buf_str(&b), b.len))
		return err_set(ctx, ERR_INTERNAL, "could not write the export");
	return ERR_OK;
}

enum err_code export_write(struct export_row *r)
{
	return write_cells(r->ctx, r->of, r->cells);
}

enum err_code export_products(struct ctx *ctx, export_put_fn *put, void *arg)
{
	struct export x = { .ctx = ctx, .put = put, .arg = arg };
	struct ctx step = *ctx;
	int64_t position = INT64_MIN, id = 0;
	size_t n = 1;
	enum err_code e = look(ctx, &x);
	if (!e)
		e = write_cells(ctx, &x, x.sheet.header->cell);
	step.arena = arena_create(STEP_MEMORY);
	if (!e)
		e = export_records(&step, &x);
	while (!e && n > 0) {
		arena_reset(step.arena);
		e = export_some(&step, &x, &position, &id, &n);
	}
	if (e)
		ctx->err = step.err.code ? step.err : ctx->err;
	arena_destroy(&step.arena);
	return e;
}
