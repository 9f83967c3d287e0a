#include <inttypes.h>

#include "admin/order.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/hold.h"
#include "shop/order_expiry.h"
#include "shop/payment_held.h"
#include "shop/staff.h"
#include "web/flash.h"

struct actor order_actor(const struct ctx *ctx)
{
	return (struct actor){ .kind = ACTOR_STAFF, .id = ctx->staff->id };
}

enum err_code order_done(struct ctx *ctx, struct exchange *x, int64_t id, enum err_code e, const char *flash)
{
	if (e && e != ERR_CONFLICT)
		return e;
	return flash_redirect(ctx, x, order_url(ctx, id, ""), e ? "order_state" : flash);
}

enum err_code order_paid_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : order_done(ctx, x, id, order_mark_paid(ctx, id, order_actor(ctx)), "order_paid");
}

/* The provider keeps what it holds: nothing is sent then. */
static enum err_code not_taken(struct ctx *ctx, struct exchange *x, int64_t id, enum err_code e)
{
	if (e != ERR_CONFLICT && e != ERR_DOWN && e != ERR_LIMIT)
		return e;
	return flash_redirect(ctx, x, order_url(ctx, id, ""), e == ERR_CONFLICT ? "capture_refused" : "capture_down");
}

/* Pieces as typed, each at most what is open of its line. */
static enum err_code read_pieces(
    struct ctx *ctx, const struct order *o, const struct ship_in *in, struct refund_piece *pieces, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		const char *typed = param_keyed_find(&in->pieces, l->id);
		int64_t quantity = 0;
		if (!typed || !*typed)
			continue;
		if (text_parse_integer(ctx->locale, typed, &quantity) != TEXT_NUMBER_OK || quantity < 0 ||
		    quantity > l->open)
			refuse(ctx, arena_printf(ctx->arena, "pieces_%" PRId64, l->id), "pieces_range",
			    text_integer(ctx->arena, ctx->locale, l->open), NULL);
		else if (quantity > 0)
			pieces[(*n)++] = (struct refund_piece){ .line_id = l->id, .quantity = quantity };
	}
	if (!ctx->refusals && *n == 0)
		refuse(ctx, "", "pieces_none", NULL, NULL);
	return ctx->refusals ? ERR_INPUT : ERR_OK;
}

enum err_code order_ship_post(struct ctx *ctx, struct exchange *x)
{
	const struct ship_in *in = x->in;
	const struct order *o;
	enum err_code e = order_named(ctx, x, &o);
	if (e)
		return e;
	int64_t id = o->id;
	/* A form from before: what it does is done, or can be done no more. */
	if (!order_can(o).ship || in->pieces.n == 0) {
		e = order_can(o).ship ? payment_take_parcel(ctx, o, NULL, 0) : ERR_OK;
		if (e)
			return not_taken(ctx, x, id, e);
		return order_done(ctx, x, id, order_ship(ctx, id, in->carrier, in->tracking, order_actor(ctx)),
		    o->pickup_id ? "order_collected" : "order_shipped");
	}
	struct refund_piece *pieces = ARENA_ARRAY(ctx->arena, o->n_lines, struct refund_piece);
	struct ship_part part = {
		.order_id = id,
		.carrier = in->carrier,
		.tracking = in->tracking,
		.pieces = pieces,
		.shipped_before = in->before,
		.location_id = in->from,
	};
	e = read_pieces(ctx, o, in, pieces, &part.n_pieces);
	if (!e)
		e = order_places_check(ctx, o, in->from, pieces, part.n_pieces);
	if (e && e != ERR_INPUT)
		return e;
	if (e || x->in_err) {
		x->res->status = err_http_status(ERR_INPUT);
		return order_show(ctx, x, id, &in->pieces);
	}
	e = payment_take_parcel(ctx, o, part.pieces, part.n_pieces);
	if (e)
		return not_taken(ctx, x, id, e);
	return order_done(ctx, x, id, order_ship_part(ctx, &part, order_actor(ctx)),
	    o->pickup_id ? "order_collected" : "order_shipped");
}

enum err_code order_ready_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : order_done(ctx, x, id, order_ready(ctx, id, order_actor(ctx)), "order_ready");
}

enum err_code order_cancel_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	e = order_cancel(ctx, id, order_actor(ctx));
	if (!e)
		e = payment_let_go(ctx, id);
	return order_done(ctx, x, id, e, "order_cancelled");
}

enum err_code order_go_on_post(struct ctx *ctx, struct exchange *x)
{
	bool possible = false;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = hold_possible(ctx, id, &possible);
	if (!e && !possible)
		return flash_redirect(ctx, x, order_url(ctx, id, ""), "order_sold");
	return e ? e : order_done(ctx, x, id, order_go_on(ctx, id, order_actor(ctx)), "order_goes_on");
}

enum err_code order_capture_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	e = payment_take_rest(ctx, id);
	if (e == ERR_NOT_FOUND)
		e = err_set(ctx, ERR_CONFLICT, "nothing is held for the order");
	else if (e)
		return not_taken(ctx, x, id, e);
	return order_done(ctx, x, id, e, "order_paid_now");
}

enum err_code order_refund_post(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	enum err_code e = order_named(ctx, x, &o);
	return e ? e : order_refund_done(ctx, x, o, order_refund(ctx, o->id, order_actor(ctx)));
}

enum err_code order_note_post(struct ctx *ctx, struct exchange *x)
{
	const struct note_in *in = x->in;
	const struct order *o;
	enum err_code e = order_named(ctx, x, &o);
	if (e)
		return e;
	if (x->in_err) {
		x->res->status = err_http_status(x->in_err);
		return order_show(ctx, x, o->id, NULL);
	}
	return order_done(ctx, x, o->id, order_note_add(ctx, o->id, in->note), "saved");
}
