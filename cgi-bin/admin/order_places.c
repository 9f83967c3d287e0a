#include <inttypes.h>

#include "admin/order.h"
#include "admin/views_orders.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/location.h"

/* The shop's locations, and what lies where for the order; n 0 where there is one location. */
struct sheet {
	struct location *places;
	size_t n_places;
	const struct location_share *shares;
	size_t n;
};

static enum err_code read(struct ctx *ctx, const struct order *o, struct sheet *s)
{
	size_t n_open;
	enum err_code e = location_list(ctx, &s->places, &s->n_places, &n_open);
	s->n = 0;
	return e || s->n_places < 2 ? e : location_of_order(ctx, o->id, &s->shares, &s->n);
}

static void fill_line(struct ctx *ctx, const struct sheet *s, const struct order_line *l, struct order_detail_line *to)
{
	to->places = ARENA_ARRAY(ctx->arena, s->n, struct order_shelf);
	for (size_t i = 0; i < s->n_places; i++)
		for (size_t k = 0; k < s->n; k++)
			if (s->shares[k].variant_id == l->variant_id && s->shares[k].location_id == s->places[i].id)
				to->places[to->n_places++] =
				    (struct order_shelf){ s->places[i].name, s->shares[k].quantity };
}

/* Those at which anything lies for the order; none where it is one. */
static void fill_choice(struct ctx *ctx, const struct sheet *s, struct form_field *from)
{
	from->options = ARENA_ARRAY(ctx->arena, s->n_places + 1, struct form_option);
	from->options[0] = (struct form_option){ .value = "", .label = view_text(ctx, N_("Wherever they lie")) };
	from->n_options = 1;
	for (size_t i = 0; i < s->n_places; i++) {
		bool any = false;
		for (size_t k = 0; k < s->n; k++)
			any = any || s->shares[k].location_id == s->places[i].id;
		if (any)
			from->options[from->n_options++] =
			    (struct form_option){ .value = arena_printf(ctx->arena, "%" PRId64, s->places[i].id),
				    .label = s->places[i].name };
	}
}

enum err_code order_places(
    struct ctx *ctx, const struct order *o, struct order_detail_page *view, struct form_field *from)
{
	struct sheet s;
	enum err_code e = read(ctx, o, &s);
	*from = (struct form_field){ .name = "from", .label = N_("Sent from"), .type = "select" };
	for (size_t i = 0; i < view->n_lines && !e; i++)
		fill_line(ctx, &s, &o->lines[i], &view->lines[i]);
	if (!e && s.n > 0)
		fill_choice(ctx, &s, from);
	return e;
}

static int64_t there(const struct sheet *s, int64_t variant_id, int64_t from)
{
	int64_t n = 0;
	for (size_t k = 0; k < s->n; k++)
		if (s->shares[k].variant_id == variant_id && s->shares[k].location_id == from)
			n += s->shares[k].quantity;
	return n;
}

enum err_code order_places_check(
    struct ctx *ctx, const struct order *o, int64_t from, const struct refund_piece *pieces, size_t n)
{
	struct sheet s;
	enum err_code e = from ? read(ctx, o, &s) : ERR_OK;
	for (size_t i = 0; i < n && from && !e; i++)
		for (size_t k = 0; k < o->n_lines; k++) {
			int64_t has = there(&s, o->lines[k].variant_id, from);
			if (o->lines[k].id == pieces[i].line_id && o->lines[k].counted && pieces[i].quantity > has)
				return refuse(ctx, arena_printf(ctx->arena, "pieces_%" PRId64, pieces[i].line_id),
				    "pieces_elsewhere", text_integer(ctx->arena, ctx->locale, has), NULL);
		}
	return e;
}

enum err_code order_places_back(struct ctx *ctx, struct form_field *f)
{
	struct location *places;
	size_t n, n_open;
	enum err_code e = location_list(ctx, &places, &n, &n_open);
	*f = (struct form_field){ .name = "back",
		.row = view_text(ctx, N_("What goes back on the shelf")),
		.label = N_("It lies at"),
		.type = "select" };
	if (e || n_open < 2)
		return e;
	f->options = ARENA_ARRAY(ctx->arena, n_open + 1, struct form_option);
	f->n_options = n_open + 1;
	f->options[0] = (struct form_option){ .value = "", .label = view_text(ctx, N_("Where it was sent from")) };
	for (size_t i = 0; i < n_open; i++)
		f->options[i + 1] = (struct form_option){ .value = arena_printf(ctx->arena, "%" PRId64, places[i].id),
			.label = places[i].name };
	return ERR_OK;
}

enum err_code order_places_back_check(struct ctx *ctx, int64_t location_id)
{
	struct location *places;
	size_t n, n_open;
	enum err_code e = location_id ? location_list(ctx, &places, &n, &n_open) : ERR_OK;
	if (e || !location_id || location_among(places, n_open, location_id))
		return e;
	return refuse(ctx, "back", "location_closed", NULL, NULL);
}
