#include "ops/import.h"

#include <string.h>

#include "base/str.h"
#include "kit/json.h"
#include "kit/text.h"
#include "ops/import_room.h"
#include "queries.h"
#include "shop/tenant.h"

enum { ROWS_MAX = 200000, CELLS_MAX = 200, CELL_BYTES = 1024 * 1024 };

static bool find_columns(struct sheet *s, struct import_report *report)
{
	static const enum column needed[] = { COL_HANDLE, COL_TITLE, COL_PRICE };
	for (int c = 0; c < COL__MAX; c++) {
		s->at[c] = -1;
		for (size_t i = 0; i < s->header->n; i++)
			if (str_eq(s->header->cell[i], sheet_column_name((enum column)c)))
				s->at[c] = (int)i;
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (s->at[needed[i]] < 0) {
			report->missing_column = sheet_column_name(needed[i]);
			return false;
		}
	return true;
}

static const char *label_in(struct ctx *ctx, const char *text)
{
	struct json *out = json_new_object(ctx->arena);
	json_put_text(out, ctx->settings->default_locale, text);
	return json_print(ctx->arena, out);
}

/* The category of a product type, made where the shop has none. */
static enum err_code category_of(struct ctx *ctx, const char *kind, int64_t *id)
{
	const char *code = text_slug(ctx->arena, ctx->settings->default_locale, kind);
	struct import_category_by_code_row found;
	enum err_code e =
	    q_import_category_by_code_one(ctx, &(struct import_category_by_code_in){ .code = code }, &found);
	if (!e)
		*id = found.id;
	if (e != ERR_NOT_FOUND)
		return e;
	err_clear(ctx);
	struct import_category_next_row next;
	struct load_category_row made;
	e = q_import_category_next_one(ctx, &next);
	if (!e)
		e = q_load_category_one(ctx,
		    &(struct load_category_in){ .parent_id_null = true, .code = code, .position = next.position },
		    &made);
	if (e)
		return e;
	*id = made.id;
	struct load_category_text_in text = {
		.category_id = made.id, .locale = ctx->settings->default_locale, .name = kind, .description = ""
	};
	e = q_load_category_text(ctx, &text, NULL);
	return e ? e : goods_add_slug(ctx, "category", text.locale, code, made.id);
}

static enum err_code write_product(struct ctx *ctx, void *arg)
{
	struct goods_new *g = arg;
	enum err_code e = ERR_OK;
	int64_t id = 0;
	if (str_eq(g->tax_class, "untaxed"))
		e = q_import_tax_class_put(ctx,
		    &(struct import_tax_class_put_in){
		        .code = "untaxed", .label = label_in(ctx, "Untaxed"), .position = 1000 },
		    NULL);
	if (!e && *g->kind && *text_slug(ctx->arena, ctx->settings->default_locale, g->kind)) {
		int64_t *category = ARENA_NEW(ctx->arena, int64_t);
		e = category_of(ctx, g->kind, category);
		g->categories = (struct bigints){ .v = category, .n = 1 };
	}
	return e ? e : goods_create(ctx, g, &id);
}

static void refuse_group(
    const struct group *group, struct import_report *report, enum import_fault fault, const char *arg)
{
	for (size_t i = 0; i < group->n; i++) {
		struct import_row *row = &report->rows[group->row[i]];
		if (row->use != IMPORT_REFUSED_ROW)
			*row = (struct import_row){ .line = row->line,
				.use = IMPORT_REFUSED_ROW,
				.fault = i ? IMPORT_PRODUCT : fault,
				.arg = i ? NULL : arg };
	}
}

static void count(const struct goods_new *g, struct import_report *report)
{
	report->products++;
	report->variants += g->n_variants;
	report->pictures += g->n_pictures;
	for (size_t i = 0; i < g->n_variants; i++)
		report->untracked += !g->variants[i].tracked;
}

static enum err_code import_group(
    struct ctx *ctx, const struct sheet *sheet, const struct group *group, struct import_report *report)
{
	struct goods_new g;
	const char *handle = sheet_cell(sheet, group->row[0], COL_HANDLE);
	if (!*handle) {
		refuse_group(group, report, IMPORT_NO_HANDLE, NULL);
		return ERR_OK;
	}
	if (!import_draft(ctx, sheet, group, report, &g)) {
		refuse_group(group, report, IMPORT_PRODUCT, NULL);
		return ERR_OK;
	}
	struct product_by_handle_row taken;
	enum err_code e = q_product_by_handle_one(ctx, &(struct product_by_handle_in){ .handle = handle }, &taken);
	if (!e) {
		refuse_group(group, report, IMPORT_HANDLE_TAKEN, handle);
		return ERR_OK;
	}
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		e = db_tx(ctx, write_product, &g);
	}
	if (e == ERR_CONFLICT && str_eq(db_constraint(ctx->db), "variant_sku_key")) {
		err_clear(ctx);
		refuse_group(group, report, IMPORT_SKU_TAKEN, g.variants[0].sku);
		return ERR_OK;
	}
	if (!e)
		count(&g, report);
	return e;
}

/* Rows of one handle need not stand together; *taken marks those that a group has. */
static struct group collect(struct ctx *ctx, const struct sheet *s, size_t first, bool *taken)
{
	const char *handle = sheet_cell(s, first, COL_HANDLE);
	size_t n = 0, room = 0;
	size_t *rows = NULL;
	for (size_t i = first; i < s->n; i++) {
		if (taken[i] || (i != first && (!*handle || !str_eq(sheet_cell(s, i, COL_HANDLE), handle))))
			continue;
		if (n == room) {
			size_t *more = ARENA_ARRAY(ctx->arena, room = room ? room * 2 : 8, size_t);
			if (n)
				memcpy(more, rows, n * sizeof(*rows));
			rows = more;
		}
		taken[i] = true;
		rows[n++] = i;
	}
	return (struct group){ .row = rows, .n = n };
}

enum err_code import_products(struct ctx *ctx, const char *data, size_t n, struct import_report *out)
{
	struct csv csv;
	*out = (struct import_report){ 0 };
	struct csv_caps caps = { .rows = ROWS_MAX, .cells = CELLS_MAX, .cell_bytes = CELL_BYTES };
	enum err_code e = csv_read(ctx, data, n, caps, &csv);
	if (e) {
		out->fault_line = csv.fault_line;
		return e;
	}
	if (csv.n == 0)
		return err_set(ctx, ERR_MALFORMED, "the file is empty");
	struct sheet sheet = { .header = &csv.rows[0], .rows = csv.rows + 1, .n = csv.n - 1 };
	if (!find_columns(&sheet, out))
		return err_set(ctx, ERR_MALFORMED, "the header lacks the column \"%s\"", out->missing_column);
	struct import_tax_class_first_row tax;
	e = q_import_tax_class_first_one(ctx, &tax);
	if (e)
		return e;
	sheet.default_tax_class = tax.code;
	out->n = sheet.n;
	out->rows = ARENA_ARRAY(ctx->arena, sheet.n, struct import_row);
	bool *taken = ARENA_ARRAY(ctx->arena, sheet.n, bool);
	for (size_t i = 0; i < sheet.n; i++)
		out->rows[i].line = sheet.rows[i].line;
	for (size_t i = 0; !e && i < sheet.n; i++) {
		if (taken[i])
			continue;
		struct group group = collect(ctx, &sheet, i, taken);
		e = import_group(ctx, &sheet, &group, out);
	}
	return e;
}

const char *import_fault_text(struct ctx *ctx, const struct import_row *row)
{
	static const char *const texts[IMPORT_FAULT__MAX] = {
		[IMPORT_NO_HANDLE] = "no handle",
		[IMPORT_NO_TITLE] = "no title",
		[IMPORT_HANDLE_TAKEN] = "the shop has this product already; it was left as it is",
		[IMPORT_PRICE] = "not a price",
		[IMPORT_PRICE_DECIMALS] = "more decimals than the shop's currency has",
		[IMPORT_COMPARE] = "not a compare-at price",
		[IMPORT_QUANTITY] = "not a quantity",
		[IMPORT_GRAMS] = "not a weight in grams",
		[IMPORT_OPTIONS] = "an option has no value, or an earlier row has the same values",
		[IMPORT_SKU_TAKEN] = "a SKU of this product is in use already",
		[IMPORT_TOO_LONG] = "too long",
		[IMPORT_EMPTY] = "neither a variant nor a picture",
		[IMPORT_PRODUCT] = "its product's first row was refused",
	};
	const char *text = texts[row->fault] ? texts[row->fault] : "";
	return row->arg ? arena_printf(ctx->arena, "%s: \"%s\"", text, row->arg) : text;
}
