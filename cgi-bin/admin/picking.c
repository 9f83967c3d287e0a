#include <stdlib.h>
#include <string.h>

#include "admin/order.h"
#include "admin/views_orders.h"
#include "base/str.h"
#include "shop/location.h"

/* Of a variant at a location, for one order. */
struct pick {
	size_t place;
	int64_t variant_id;
	const char *name, *options, *sku;
	int64_t pieces;
	const char *order;
	size_t at; /* as they are packed */
};

struct picking {
	struct location *places;
	size_t n_places; /* 0 where the shop has one */
	struct pick *v;
	size_t n, room;
};

enum err_code picking_begin(struct ctx *ctx, struct picking **out)
{
	struct picking *p = *out = ARENA_NEW(ctx->arena, struct picking);
	size_t n_open;
	*p = (struct picking){ 0 };
	enum err_code e = location_list(ctx, &p->places, &p->n_places, &n_open);
	if (e || p->n_places < 2)
		p->n_places = 0;
	return e;
}

static void keep(struct ctx *ctx, struct picking *p, struct pick *one)
{
	if (p->n == p->room) {
		size_t room = p->room * 2 + 16;
		struct pick *more = ARENA_ARRAY(ctx->arena, room, struct pick);
		if (p->n > 0)
			memcpy(more, p->v, p->n * sizeof *more);
		p->v = more;
		p->room = room;
	}
	one->at = p->n;
	p->v[p->n++] = *one;
}

/* Lines of the same variant share what lies there: each takes what those before it have left. */
static void fill_line(struct ctx *ctx, struct picking *p, struct location_share *shares, size_t n, struct pick *one,
    struct slip_line *to, bool gone)
{
	int64_t missing = to->pieces;
	to->places = ARENA_ARRAY(ctx->arena, n, struct slip_place);
	for (size_t i = 0; i < p->n_places; i++)
		for (size_t k = 0; k < n && missing > 0; k++) {
			int64_t pieces = shares[k].quantity < missing ? shares[k].quantity : missing;
			if (shares[k].location_id != p->places[i].id || shares[k].variant_id != one->variant_id ||
			    pieces <= 0)
				continue;
			shares[k].quantity -= pieces;
			missing -= pieces;
			to->places[to->n_places++] = (struct slip_place){ p->places[i].name, pieces };
			one->place = i;
			one->pieces = pieces;
			if (!gone)
				keep(ctx, p, one);
		}
	if (to->n_places == 1 && missing == 0)
		to->places[0].pieces = 0;
}

static const char *own(const char *staffs, const char *words)
{
	return staffs ? staffs : words;
}

enum err_code picking_fill(struct ctx *ctx, struct picking *p, const struct order *o, bool gone, struct slip *slip,
    const struct order_line *const *of_line)
{
	const struct location_share *lie;
	size_t n;
	if (p->n_places == 0)
		return ERR_OK;
	enum err_code e = gone ? location_sent_of_order(ctx, o->id, &lie, &n) : location_of_order(ctx, o->id, &lie, &n);
	/* What things are called in the language of staff. */
	if (!e)
		e = order_for_staff(ctx, &o);
	if (e)
		return e;
	struct location_share *shares = arena_memdup(ctx->arena, lie, n * sizeof *lie);
	for (size_t i = 0; i < slip->n_lines; i++) {
		const struct order_line *l = of_line[i];
		struct pick one = { .variant_id = l->variant_id, .sku = l->sku, .order = o->number };
		for (size_t k = 0; k < o->n_lines; k++)
			if (o->lines[k].id == l->id) {
				one.name = own(o->lines[k].own_name, l->name);
				one.options = own(o->lines[k].own_options, l->options);
			}
		fill_line(ctx, p, shares, n, &one, &slip->lines[i], gone);
		slip->told_places = slip->told_places || slip->lines[i].n_places > 0;
	}
	return ERR_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	int order = strcmp(x->name, y->name);
	if (order == 0 && x->variant_id != y->variant_id)
		order = x->variant_id < y->variant_id ? -1 : 1;
	return order ? order : x->at < y->at ? -1 : 1;
}

static struct pick_row row_of(struct ctx *ctx, const struct pick *v, size_t n)
{
	struct pick_row row = { .name = v->name,
		.options = str_empty(v->options) ? NULL : v->options,
		.sku = v->sku,
		.orders = ARENA_ARRAY(ctx->arena, n, struct pick_order) };
	for (size_t i = 0; i < n; i++) {
		row.pieces += v[i].pieces;
		if (row.n_orders == 0 || !str_eq(row.orders[row.n_orders - 1].number, v[i].order))
			row.orders[row.n_orders++] = (struct pick_order){ v[i].order };
	}
	return row;
}

void picking_end(struct ctx *ctx, struct picking *p, struct slips_page *view)
{
	view->picks = ARENA_ARRAY(ctx->arena, p->n_places, struct pick_place);
	if (p->n > 0)
		qsort(p->v, p->n, sizeof *p->v, by_place);
	for (size_t i = 0, next; i < p->n; i = next) {
		next = i;
		while (next < p->n && p->v[next].place == p->v[i].place && p->v[next].variant_id == p->v[i].variant_id)
			next++;
		if (i == 0 || p->v[i].place != p->v[i - 1].place)
			view->picks[view->n_picks++] = (struct pick_place){ .name = p->places[p->v[i].place].name,
				.rows = ARENA_ARRAY(ctx->arena, p->n - i, struct pick_row) };
		struct pick_place *to = &view->picks[view->n_picks - 1];
		to->rows[to->n_rows++] = row_of(ctx, &p->v[i], next - i);
	}
}
