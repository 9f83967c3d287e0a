#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "db/db.h"
#include "ops/import_room.h"
#include "queries.h"
#include "shop/product_index.h"
#include "shop/tenant.h"

/* Pieces that are not stocked somewhere: Shopify writes so where a location has never had the variant. */
static const char not_stocked[] = "not stocked";
static const char no_options[] = "Default Title";
enum { SAYS_NOTHING = -1, NOT_STOCKED = -2 };

/* A step on its way. */
struct pieces {
	struct ctx *ctx;
	struct import *m;
	struct chunk *chunk;
	const struct locations_hold_row *places;
	size_t n_places;
	const struct import_pieces_find_row *variants;
	size_t n_variants;
	const struct import_pieces_lie_row *lie;
	size_t n_lie;
	/* what is to be written: a row for each, and the products that change */
	struct import_pieces_lie_row *put;
	size_t n_put;
	int64_t *products;
	size_t n_products;
};

static const char *location_of(const struct import *m, size_t row)
{
	return sheet_text(&m->sheet, row, m->sheet.counted.location);
}

static const char *sku_of(const struct import *m, size_t row)
{
	return sheet_text(&m->sheet, row, m->sheet.at[COL_SKU]);
}

static const char *handle_of(const struct import *m, size_t row)
{
	return sheet_text(&m->sheet, row, m->sheet.at[COL_HANDLE]);
}

static const char *value_of(const struct import *m, size_t row, size_t option)
{
	const char *text = sheet_text(&m->sheet, row, m->sheet.options[option].value);
	return option == 0 && str_eq(text, no_options) ? "" : text;
}

/* What the row counts, as the file calls it. */
static const char *key_of(const struct import *m, size_t row)
{
	const char *key = sku_of(m, row);
	if (!*key) {
		key = arena_printf(m->ctx->arena, "\t%s", handle_of(m, row));
		for (size_t i = 0; i < PRODUCT_OPTIONS_MAX; i++)
			key = arena_printf(m->ctx->arena, "%s\t%s", key, value_of(m, row, i));
	}
	return arena_printf(m->ctx->arena, "%s\n%s", key, location_of(m, row));
}

void import_refuse_doubled_pieces(struct import *m)
{
	struct import_keyed *v = ARENA_ARRAY(m->ctx->arena, m->sheet.n + 1, struct import_keyed);
	for (size_t i = 0; i < m->sheet.n; i++)
		v[i] = (struct import_keyed){ key_of(m, i), i };
	qsort(v, m->sheet.n, sizeof *v, import_by_key);
	for (size_t i = 1; i < m->sheet.n; i++)
		if (str_eq(v[i].key, v[i - 1].key))
			import_refuse(m, v[i].row, IMPORT_PIECES_TWICE, NULL);
}

/* By its code, or by its name in the shop's own language. */
static bool is_value(const struct import_pieces_find_row *v, size_t option, const char *text)
{
	return str_eq(v->codes.v[option], text) || str_eq(v->labels.v[option], text);
}

/* The variant's option that the file's means: by its name, else the one in its place. */
static size_t option_named(const struct import_pieces_find_row *v, const char *name, size_t place)
{
	for (size_t i = 0; i < v->names.n && *name; i++)
		if (str_eq(v->names.v[i], name) || str_eq(v->option_codes.v[i], name))
			return i;
	return place;
}

static bool has_options(const struct import *m, size_t row, const struct import_pieces_find_row *v)
{
	size_t n = 0;
	for (size_t i = 0; i < PRODUCT_OPTIONS_MAX; i++) {
		const char *text = value_of(m, row, i);
		if (!*text)
			continue;
		size_t at = option_named(v, sheet_text(&m->sheet, row, m->sheet.options[i].name), n++);
		if (at >= v->labels.n || !is_value(v, at, text))
			return false;
	}
	return n == v->labels.n;
}

/* By its article number, else by handle and options. */
static const struct import_pieces_find_row *variant_of(const struct pieces *p, size_t row)
{
	const char *sku = sku_of(p->m, row), *handle = handle_of(p->m, row);
	for (size_t i = 0; i < p->n_variants && *sku; i++)
		if (str_eq(p->variants[i].sku, sku))
			return &p->variants[i];
	for (size_t i = 0; i < p->n_variants && *handle; i++)
		if (str_eq(p->variants[i].handle, handle) && has_options(p->m, row, &p->variants[i]))
			return &p->variants[i];
	return NULL;
}

/* An open one; the one that is asked first where none is named. */
static int64_t open_location(const struct pieces *p, const char *name)
{
	for (size_t i = 0; i < p->n_places; i++)
		if (p->places[i].rank > 0 && (*name ? str_eq(p->places[i].name, name) : p->places[i].rank == 1))
			return p->places[i].id;
	return 0;
}

static bool read_wanted(struct import *m, size_t row, int64_t *wanted)
{
	const struct sheet *s = &m->sheet;
	int at = *sheet_text(s, row, s->counted.now) ? s->counted.now : s->counted.before;
	const char *cell = sheet_text(s, row, at);
	*wanted = *cell ? NOT_STOCKED : SAYS_NOTHING;
	return !*cell || strcasecmp(cell, not_stocked) == 0 || cell_count(m, row, at, IMPORT_QUANTITY, wanted);
}

static const struct import_pieces_lie_row *lie_at(
    const struct import_pieces_lie_row *v, size_t n, int64_t variant_id, int64_t location_id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].variant_id == variant_id && v[i].location_id == location_id)
			return &v[i];
	return NULL;
}

static void note_product(struct pieces *p, int64_t id)
{
	for (size_t i = 0; i < p->n_products; i++)
		if (p->products[i] == id)
			return;
	p->products[p->n_products++] = id;
}

static void count_row(struct pieces *p, size_t row)
{
	struct import_row *told = &p->m->report.rows[row];
	const struct import_pieces_find_row *v = variant_of(p, row);
	int64_t wanted, location_id = open_location(p, location_of(p->m, row));
	if (!v) {
		import_refuse(p->m, row, IMPORT_UNKNOWN, *sku_of(p->m, row) ? sku_of(p->m, row) : handle_of(p->m, row));
		return;
	}
	if (!location_id) {
		import_refuse(p->m, row, IMPORT_LOCATION, location_of(p->m, row));
		return;
	}
	if (!read_wanted(p->m, row, &wanted))
		return;
	if (lie_at(p->put, p->n_put, v->id, location_id)) {
		import_refuse(p->m, row, IMPORT_PIECES_TWICE, NULL);
		return;
	}
	const struct import_pieces_lie_row *now = lie_at(p->lie, p->n_lie, v->id, location_id);
	told->use = IMPORT_VARIANT_ROW;
	p->chunk->counts.variants++;
	if (wanted == NOT_STOCKED)
		wanted = now ? 0 : SAYS_NOTHING;
	if (wanted == SAYS_NOTHING || (now && now->on_hand == wanted))
		return;
	if (now && !v->backorder && now->promised > wanted) {
		told->fault = IMPORT_STOCK;
		told->arg = sku_of(p->m, row);
		return;
	}
	p->put[p->n_put++] = (struct import_pieces_lie_row){ v->id, location_id, wanted, 0 };
	note_product(p, v->product_id);
}

/* The rows of the step's groups, those that are not refused; *n of them. */
static size_t *rows_of(const struct pieces *p, size_t *n)
{
	size_t room = 0;
	for (size_t g = p->chunk->first; g < p->chunk->next; g++)
		room += p->m->groups[g].n;
	size_t *rows = ARENA_ARRAY(p->ctx->arena, room + 1, size_t);
	*n = 0;
	for (size_t g = p->chunk->first; g < p->chunk->next; g++)
		for (size_t i = 0; i < p->m->groups[g].n; i++)
			if (p->m->report.rows[p->m->groups[g].row[i]].use != IMPORT_REFUSED_ROW)
				rows[(*n)++] = p->m->groups[g].row[i];
	return rows;
}

static enum err_code read_shop(struct pieces *p, const size_t *rows, size_t n)
{
	const char **skus = ARENA_ARRAY(p->ctx->arena, n + 1, const char *);
	const char **handles = ARENA_ARRAY(p->ctx->arena, n + 1, const char *);
	struct import_pieces_find_in find = {
		.skus = { skus, n }, .handles = { handles, n }, .locale = p->ctx->settings->default_locale
	};
	struct locations_hold_row *places;
	struct import_pieces_find_row *variants;
	struct import_pieces_lie_row *lie;
	for (size_t i = 0; i < n; i++) {
		skus[i] = sku_of(p->m, rows[i]);
		handles[i] = handle_of(p->m, rows[i]);
	}
	q_locations_hold_queue(p->ctx, &places, &p->n_places);
	q_import_pieces_find_queue(p->ctx, &find, &variants, &p->n_variants);
	enum err_code e = db_flush(p->ctx);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(p->ctx->arena, p->n_variants + 1, int64_t);
	for (size_t i = 0; i < p->n_variants; i++)
		ids[i] = variants[i].id;
	e = q_import_pieces_lie(
	    p->ctx, &(struct import_pieces_lie_in){ .ids = { ids, p->n_variants } }, &lie, &p->n_lie);
	p->places = places;
	p->variants = variants;
	p->lie = lie;
	return e;
}

static enum err_code write_pieces(struct pieces *p)
{
	struct json *list = json_new_list(p->ctx->arena);
	struct bigints products = { p->products, p->n_products };
	for (size_t i = 0; i < p->n_put; i++) {
		struct json *row = json_new_object(p->ctx->arena);
		json_put_int(row, "variant_id", p->put[i].variant_id);
		json_put_int(row, "location_id", p->put[i].location_id);
		json_put_int(row, "on_hand", p->put[i].on_hand);
		json_add(list, row);
	}
	if (p->n_put == 0)
		return ERR_OK;
	q_import_put_stock_queue(p->ctx, &(struct import_put_stock_in){ json_print(p->ctx->arena, list), 0 });
	q_import_touch_queue(p->ctx, &(struct import_touch_in){ .ids = products, .at = p->ctx->now });
	enum err_code e = db_flush(p->ctx);
	return e ? e : product_index_some(p->ctx, products);
}

enum err_code import_write_pieces(struct ctx *ctx, void *arg)
{
	struct chunk *c = arg;
	struct pieces p = { .ctx = ctx, .m = c->import, .chunk = c };
	size_t n, *rows = rows_of(&p, &n);
	c->counts = (struct import_counts){ 0 };
	p.put = ARENA_ARRAY(ctx->arena, n + 1, struct import_pieces_lie_row);
	p.products = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	enum err_code e = read_shop(&p, rows, n);
	for (size_t i = 0; i < n && !e; i++)
		count_row(&p, rows[i]);
	for (size_t g = c->first; g < c->next && !e; g++) {
		bool used = false;
		for (size_t i = 0; i < p.m->groups[g].n; i++)
			used = used || p.m->report.rows[p.m->groups[g].row[i]].use == IMPORT_VARIANT_ROW;
		c->counts.products += used;
		c->counts.updated += used;
	}
	if (!e && !p.m->options.dry_run)
		e = write_pieces(&p);
	struct import_step step = { .first = c->first, .next = c->next, .counts = c->counts };
	return e || !c->done ? e : c->done(ctx, c->import, &step, c->arg);
}
