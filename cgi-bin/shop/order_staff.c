#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/order.h"
#include "shop/staff.h"
#include "shop/tenant.h"

enum err_code order_note_add(struct ctx *ctx, int64_t order_id, const char *text)
{
	struct order_note_add_in in = {
		.order_id = order_id, .at = ctx->now, .staff_id = ctx->staff->id, .body = text
	};
	return q_order_note_add(ctx, &in, NULL);
}

static enum err_code name_authors(
    struct ctx *ctx, const struct order_notes_row *rows, struct order_note *notes, size_t n)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	struct staff_names_in in = { .ids = { .v = ids, .n = n } };
	struct staff_names_row *names;
	size_t n_names;
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].staff_id;
	enum err_code e = n > 0 ? q_staff_names(ctx, &in, &names, &n_names) : ERR_OK;
	for (size_t i = 0; i < n && !e; i++)
		for (size_t k = 0; k < n_names; k++)
			if (names[k].id == rows[i].staff_id)
				notes[i].author = names[k].name;
	return e;
}

static const struct order_line *name_lines(
    struct ctx *ctx, const struct order *o, const struct order_line_names_row *names, size_t n)
{
	struct order_line *lines = arena_memdup(ctx->arena, o->lines, o->n_lines * sizeof *lines);
	for (size_t i = 0; i < o->n_lines; i++)
		for (size_t k = 0; k < n; k++) {
			if (names[k].line_id != lines[i].id)
				continue;
			lines[i].own_name = names[k].name;
			lines[i].own_options = text_pairs(ctx->arena, ctx->locale, names[k].option_names.v,
			    names[k].option_values.v, names[k].option_values.n);
		}
	return lines;
}

enum err_code order_for_staff(struct ctx *ctx, const struct order **order)
{
	struct order *o = arena_memdup(ctx->arena, *order, sizeof *o);
	struct order_line_names_in in = {
		.order_id = o->id, .locale = ctx->locale, .default_locale = ctx->settings->default_locale
	};
	struct order_line_names_row *names;
	struct order_notes_row *rows;
	size_t n_names, n;
	q_order_line_names_queue(ctx, &in, &names, &n_names);
	q_order_notes_queue(ctx, &(struct order_notes_in){ .order_id = o->id }, &rows, &n);
	enum err_code e = db_flush(ctx);
	if (e)
		return e;
	struct order_note *notes = ARENA_ARRAY(ctx->arena, n, struct order_note);
	for (size_t i = 0; i < n; i++)
		notes[i] = (struct order_note){ .at = rows[i].at, .text = rows[i].body };
	e = name_authors(ctx, rows, notes, n);
	o->notes = notes;
	o->n_notes = n;
	/* Shipments point at the lines: they keep the snapshot's words. */
	o->lines = name_lines(ctx, o, names, n_names);
	*order = o;
	return e;
}
