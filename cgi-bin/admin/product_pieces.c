#include <inttypes.h>

#include "admin/product.h"
#include "admin/views_pieces.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/location.h"

/* What the page is made of. */
struct sheet {
	const struct goods *goods;
	struct location *places;
	size_t n_places; /* open ones */
	const struct location_pieces *pieces;
	size_t n_pieces;
	const struct location *at;
};

static enum err_code read_sheet(struct ctx *ctx, int64_t product_id, int64_t at, struct sheet *s)
{
	size_t n;
	enum err_code e = goods_get(ctx, product_id, &s->goods);
	if (!e)
		e = location_list(ctx, &s->places, &n, &s->n_places);
	if (!e)
		e = location_pieces(ctx, product_id, &s->pieces, &s->n_pieces);
	if (e)
		return e;
	s->at = at ? location_among(s->places, s->n_places, at) : &s->places[0];
	return s->n_places > 0 && s->at ? ERR_OK : err_set(ctx, ERR_NOT_FOUND, "no such open location: %" PRId64, at);
}

static const char *words(const struct sheet *s, const struct goods_variant *v)
{
	return str_empty(v->options) ? s->goods->name : v->options;
}

static struct pieces_row row_of(
    struct ctx *ctx, const struct sheet *s, const struct goods_variant *v, const struct pieces_in *typed)
{
	struct pieces_row row = { .id = product_digits(ctx, v->id), .options = words(s, v) };
	const char *name = arena_printf(ctx->arena, "on_hand_%s", row.id);
	const char *sent = typed ? param_keyed_find(&typed->on_hand, v->id) : NULL;
	const struct refusal *why = refusal_for(ctx, name);
	int64_t here = 0;
	for (size_t i = 0; i < s->n_pieces; i++) {
		const struct location_pieces *p = &s->pieces[i];
		if (p->variant_id != v->id)
			continue;
		if (p->location_id == s->at->id) {
			here = p->on_hand;
			row.promised = p->promised;
		} else {
			row.elsewhere += p->on_hand;
		}
	}
	row.seen = product_digits(ctx, here);
	row.on_hand = (struct cell){ .name = name,
		.label = view_format(ctx, N_("On the shelf, {1}"), row.options, NULL),
		.value = sent ? sent : text_integer_field(ctx->arena, ctx->locale, here),
		.mode = "numeric",
		.maxlength = "20",
		.error = why ? refusal_sentence(ctx, why) : NULL,
		.error_id = why ? arena_printf(ctx->arena, "%s-error", name) : NULL,
		.invalid = why ? "true" : NULL };
	return row;
}

static struct form_option *place_options(struct ctx *ctx, const struct sheet *s, int64_t chosen)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, s->n_places, struct form_option);
	for (size_t i = 0; i < s->n_places; i++)
		v[i] = (struct form_option){ .value = product_digits(ctx, s->places[i].id),
			.label = s->places[i].name,
			.selected = s->places[i].id == chosen };
	return v;
}

static struct form move_form(struct ctx *ctx, const struct sheet *s)
{
	struct form_field *f = ARENA_ARRAY(ctx->arena, 4, struct form_field);
	int64_t other = s->places[s->at == s->places ? s->n_places - 1 : 0].id;
	struct form_option *variants = ARENA_ARRAY(ctx->arena, s->goods->n_variants, struct form_option);
	size_t n = 0;
	for (size_t i = 0; i < s->goods->n_variants; i++)
		if (s->goods->variants[i].tracked)
			variants[n++] = (struct form_option){ .value = product_digits(ctx, s->goods->variants[i].id),
				.label = words(s, &s->goods->variants[i]) };
	f[0] = (struct form_field){ .name = "variant",
		.label = N_("Variant"),
		.type = "select",
		.required = true,
		.width = "half",
		.options = variants,
		.n_options = n };
	f[1] = (struct form_field){ .name = "pieces",
		.label = N_("Pieces"),
		.type = "text",
		.inputmode = "numeric",
		.autocomplete = "off",
		.dir = "ltr",
		.required = true,
		.width = "half",
		.maxlength = "20" };
	f[2] = (struct form_field){ .name = "from",
		.label = N_("Move from"),
		.type = "select",
		.required = true,
		.width = "half",
		.options = place_options(ctx, s, s->at->id),
		.n_options = s->n_places };
	f[3] = (struct form_field){ .name = "to",
		.label = N_("Move to"),
		.type = "select",
		.required = true,
		.width = "half",
		.options = place_options(ctx, s, other),
		.n_options = s->n_places };
	return (struct form){ .prefix = "move", .fields = f, .n_fields = 4 };
}

/* The refusals of the grid are called by their rows. */
static void name_errors(struct ctx *ctx, struct product_pieces_page *view)
{
	struct form_error *error = view->form.errors;
	for (const struct refusal *r = ctx->refusals; r; r = r->next, error++)
		for (size_t i = 0; i < view->n_rows; i++)
			if (str_eq(r->field, view->rows[i].on_hand.name))
				*error = (struct form_error){ .href = arena_printf(ctx->arena, "#%s", r->field),
					.label = view->rows[i].on_hand.label,
					.text = error->text };
}

static enum err_code show(
    struct ctx *ctx, struct exchange *x, int64_t id, int64_t at, const struct pieces_in *typed, bool moving)
{
	struct sheet s;
	struct goods_head h;
	struct product_pieces_page view = { .action = product_url(ctx, id, "/pieces"),
		.move_action = product_url(ctx, id, "/pieces/move") };
	enum err_code e = product_head(ctx, id, "/pieces", &h, &view.head);
	if (!e)
		e = read_sheet(ctx, id, at, &s);
	if (e)
		return e;
	view.places = ARENA_ARRAY(ctx->arena, s.n_places, struct pieces_place);
	view.n_places = s.n_places;
	for (size_t i = 0; i < s.n_places; i++)
		view.places[i] = (struct pieces_place){ s.places[i].name,
			product_url(ctx, id, arena_printf(ctx->arena, "/pieces?at=%" PRId64, s.places[i].id)),
			&s.places[i] == s.at };
	view.place = s.at->name;
	view.at = product_digits(ctx, s.at->id);
	view.rows = ARENA_ARRAY(ctx->arena, s.goods->n_variants, struct pieces_row);
	for (size_t i = 0; i < s.goods->n_variants; i++)
		if (s.goods->variants[i].tracked)
			view.rows[view.n_rows++] = row_of(ctx, &s, &s.goods->variants[i], typed);
	form_fill(ctx, &view.form, typed ? x->req : NULL);
	view.move = move_form(ctx, &s);
	form_fill(ctx, &view.move, moving ? x->req : NULL);
	if (!moving)
		view.move.n_errors = 0;
	if (typed)
		name_errors(ctx, &view);
	else
		view.form.n_errors = 0;
	struct page *page = page_create(ctx, x);
	page->title = view_format(ctx, N_("{1}, {2}"), s.goods->name, view_text(ctx, N_("Pieces by location")));
	return page_render(ctx, x, "product-pieces", &view, page);
}

enum err_code product_pieces_get(struct ctx *ctx, struct exchange *x)
{
	const struct pieces_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id, in->at, NULL, false);
}

static enum err_code refuse_range(struct ctx *ctx, int64_t variant_id)
{
	return refuse(ctx, arena_printf(ctx->arena, "on_hand_%" PRId64, variant_id), "stock_range", NULL, NULL);
}

/* What was typed of each variant, as far as it is another number than was shown. */
static enum err_code read_counts(struct ctx *ctx, const struct pieces_in *in, struct location_count *v, size_t *n)
{
	enum err_code e = ERR_OK;
	*n = 0;
	for (size_t i = 0; i < in->on_hand.n; i++) {
		const char *seen = param_keyed_find(&in->seen, in->on_hand.v[i].id);
		struct location_count c = { .variant_id = in->on_hand.v[i].id, .location_id = in->at };
		if (!seen || !str_to_int(seen, 0, LIMIT_STOCK, &c.seen))
			return err_set(ctx, ERR_MALFORMED, "variant %" PRId64 " has fields missing", c.variant_id);
		if (text_parse_integer(ctx->locale, in->on_hand.v[i].text, &c.on_hand) != TEXT_NUMBER_OK ||
		    c.on_hand < 0 || c.on_hand > LIMIT_STOCK)
			e = refuse_range(ctx, c.variant_id);
		else if (c.on_hand != c.seen)
			v[(*n)++] = c;
	}
	return e;
}

static const char *here(struct ctx *ctx, int64_t id, int64_t at)
{
	return product_url(ctx, id, arena_printf(ctx->arena, "/pieces?at=%" PRId64, at));
}

enum err_code product_pieces_post(struct ctx *ctx, struct exchange *x)
{
	const struct pieces_in *in = x->in;
	struct location_count *v = ARENA_ARRAY(ctx->arena, in->on_hand.n, struct location_count);
	int64_t id;
	size_t n;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e && (!in->at || in->on_hand.n == 0))
		e = err_set(ctx, ERR_MALFORMED, "nothing was counted anywhere");
	if (!e)
		e = x->in_err ? x->in_err : read_counts(ctx, in, v, &n);
	if (!e)
		e = location_put(ctx, id, v, n);
	if (e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return show(ctx, x, id, in->at, in, false);
	}
	return e ? e : product_done(ctx, x, "saved", here(ctx, id, in->at));
}

enum err_code product_pieces_move_post(struct ctx *ctx, struct exchange *x)
{
	const struct pieces_move_in *in = x->in;
	struct location_carry carry = {
		.variant_id = in->variant, .from = in->from, .to = in->to, .quantity = in->pieces
	};
	enum err_code e = admin_id(ctx, x, &carry.product_id);
	if (e)
		return e;
	e = x->in_err ? x->in_err : location_carry(ctx, &carry);
	if (e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return show(ctx, x, carry.product_id, in->from, NULL, true);
	}
	return e ? e : product_done(ctx, x, "saved", here(ctx, carry.product_id, in->to));
}
