#include <inttypes.h>

#include "admin/pages.h"
#include "shop/staff.h"
#include "web/flash.h"

static struct actor actor(const struct ctx *ctx)
{
	return (struct actor){ .kind = ACTOR_STAFF, .id = ctx->staff->id };
}

/* Back to the order, with what became of it; e is what the business said. */
static enum err_code done(struct ctx *ctx, struct exchange *x, int64_t id, enum err_code e, const char *flash)
{
	if (e && e != ERR_CONFLICT)
		return e;
	flash_set(ctx, x, e ? "order_state" : flash);
	response_redirect(x->res, 303, admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64, id)));
	return ERR_OK;
}

enum err_code order_paid_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : done(ctx, x, id, order_mark_paid(ctx, id, actor(ctx)), "order_paid");
}

enum err_code order_ship_post(struct ctx *ctx, struct exchange *x)
{
	const struct ship_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	if (x->in_err) {
		x->res->status = err_http_status(x->in_err);
		return order_show(ctx, x, id);
	}
	return done(ctx, x, id, order_ship(ctx, id, in->carrier, in->tracking, actor(ctx)), "order_shipped");
}

enum err_code order_cancel_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : done(ctx, x, id, order_cancel(ctx, id, actor(ctx)), "order_cancelled");
}

enum err_code order_refund_post(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = order_by_id(ctx, id, &o);
	if (e)
		return e;
	bool by_hand = order_can(o).refund_by_hand;
	e = order_refund(ctx, id, actor(ctx));
	/* Where the order would still allow it, it was the provider that did not. */
	if (e == ERR_CONFLICT && order_by_id(ctx, id, &o) == ERR_OK && order_can(o).refund)
		return done(ctx, x, id, ERR_OK, "refund_refused");
	return done(ctx, x, id, e, by_hand ? "order_refunded_by_hand" : "order_refunded");
}
