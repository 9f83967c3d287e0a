#include "base/str.h"
#include "ops/import_write.h"
#include "ops/product_picture.h"

struct placed {
	const struct draft_picture *from;
	const struct import_pictures_row *old; /* NULL where it is new */
	int64_t variant_id;                    /* 0 for none */
};

static const struct import_pictures_row *find_old(
    struct writing *w, const struct merged *g, const struct draft_picture *p, const struct placed *before, size_t n)
{
	for (size_t i = 0; g->old && i < w->n_pictures; i++) {
		const struct import_pictures_row *old = &w->pictures[i];
		bool taken = old->product_id != g->id;
		for (size_t k = 0; k < n; k++)
			taken = taken || before[k].old == old;
		if (taken)
			continue;
		if (*p->source && str_eq(old->source_address, p->source))
			return old;
		if (old->address && *p->file && product_picture_same(product_picture_file(old->address), p->file))
			return old;
		if (old->address && *p->source &&
		    product_picture_same(product_picture_file(old->address), product_picture_file(p->source)))
			return old;
	}
	return NULL;
}

/* The first of that address which no variant has yet. */
static struct placed *untied(struct placed *v, size_t n, const char *source)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].from->source, source) && v[i].variant_id == 0)
			return &v[i];
	return NULL;
}

static void tie(struct writing *w, struct merged_variant *variant, struct placed *v, size_t n)
{
	struct texts lines = cell_list(w->ctx, variant->from->image, '\n');
	const char *left = "";
	for (size_t i = 0; i < lines.n; i++) {
		struct placed *p = untied(v, n, lines.v[i]);
		if (p)
			p->variant_id = variant->id;
		else
			left = arena_printf(w->ctx->arena, "%s%s%s", left, *left ? "\n" : "", lines.v[i]);
	}
	variant->image = w->import->sheet.at[COL_VARIANT_IMAGE] >= 0 ? left : NULL;
}

static void put_row(struct writing *w, const struct merged *g, const struct placed *p, int64_t position)
{
	const struct draft_picture *d = p->from;
	const struct import_pictures_row *old = p->old;
	const char *address = NULL;
	if (!old && *d->file)
		address =
		    product_picture_take(w->ctx, w->import->options.pictures, d->file, w->import->options.dry_run);
	if (!old && !address && !*d->source) {
		struct import_row *told = &w->import->report.rows[d->row];
		told->fault = IMPORT_VALUE;
		told->arg = column_title(COL_PICTURE_FILE);
		return;
	}
	struct json *row = json_new_object(w->ctx->arena);
	int64_t id = old ? old->id : pool_take(&w->new_pictures);
	if (!old && !address)
		pair_add(w->ctx, &w->unfetched, g->id, id);
	json_put_int(row, "id", id);
	json_put_int(row, "product_id", g->id);
	if (p->variant_id)
		json_put_int(row, "variant_id", p->variant_id);
	json_put_text(row, "address", address);
	json_put_text(row, "source_address", *d->source ? d->source : NULL);
	json_put_int(row, "width", address ? d->width : 0);
	json_put_int(row, "height", address ? d->height : 0);
	json_put_int(row, "position", position);
	row_put_json(w->ctx, row, "alt", import_relabel(w->ctx, &w->import->sheet, old ? old->alt : "{}", d->alts));
	json_add(w->lists[LIST_PICTURES], row);
	w->chunk->counts.pictures++;
}

/* Pictures that the file does not name stay, behind those that it does. */
static void keep_others(struct writing *w, const struct merged *g, const struct placed *v, size_t n)
{
	int64_t position = (int64_t)n;
	for (size_t i = 0; g->old && n > 0 && i < w->n_pictures; i++) {
		const struct import_pictures_row *old = &w->pictures[i];
		bool named = old->product_id != g->id;
		for (size_t k = 0; k < n; k++)
			named = named || v[k].old == old;
		if (named)
			continue;
		struct json *row = json_new_object(w->ctx->arena);
		json_put_int(row, "id", old->id);
		json_put_int(row, "product_id", g->id);
		if (!old->variant_id_null)
			json_put_int(row, "variant_id", old->variant_id);
		json_put_int(row, "width", old->width);
		json_put_int(row, "height", old->height);
		json_put_int(row, "position", position++);
		row_put_json(w->ctx, row, "alt", old->alt);
		json_add(w->lists[LIST_PICTURES], row);
	}
}

void write_pictures(struct writing *w, struct merged *g)
{
	size_t n = g->from->n_pictures;
	bool ties = w->import->sheet.at[COL_VARIANT_IMAGE] >= 0;
	struct placed *v = ARENA_ARRAY(w->ctx->arena, n + 1, struct placed);
	for (size_t i = 0; i < n; i++) {
		v[i].from = &g->from->pictures[i];
		v[i].old = find_old(w, g, v[i].from, v, i);
		if (!ties && v[i].old && !v[i].old->variant_id_null)
			v[i].variant_id = v[i].old->variant_id;
	}
	for (size_t i = 0; i < g->n_variants; i++)
		tie(w, &g->variants[i], v, n);
	for (size_t i = 0; i < n; i++)
		put_row(w, g, &v[i], (int64_t)i);
	keep_others(w, g, v, n);
}
