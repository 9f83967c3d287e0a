#include "shop/order_expiry.h"

#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment_room.h"

enum { DAY = 86400 };

static enum err_code plan_at(struct ctx *ctx, int64_t order_id, int64_t at)
{
	enum err_code err =
	    q_hold_set_expiry(ctx, &(struct hold_set_expiry_in){ .order_id = order_id, .expires_at = at }, NULL);

	return err ? err : outbox_add_at(ctx, OUTBOX_EXPIRE, order_id, at);
}

enum err_code order_expiry_plan(struct ctx *ctx, int64_t order_id)
{
	struct hold_seconds_row times;
	enum err_code err = q_hold_seconds_one(ctx, &times);

	return err ? err : plan_at(ctx, order_id, ctx->now + times.expire);
}

static enum err_code is_due(struct ctx *ctx, int64_t order_id, bool *due)
{
	struct hold_expiry_row row;
	enum err_code err = q_hold_expiry_one(ctx, &(struct hold_expiry_in){ .order_id = order_id }, &row);

	*due = !err && str_eq(row.state, "placed") && str_eq(row.payment_state, "unpaid") && !row.expires_at_null &&
	       row.expires_at <= ctx->now;
	return err;
}

static enum err_code expire_tx(struct ctx *ctx, void *arg)
{
	const int64_t *order_id = arg;
	bool due = false;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = *order_id }, NULL);

	if (!err)
		err = is_due(ctx, *order_id, &due);
	if (err || !due)
		return err;
	err = order_expire_within(ctx, *order_id);
	if (err != ERR_CONFLICT)
		return err;
	/* Money is held, or on its way: what becomes of that will be known. */
	err_clear(ctx);
	return plan_at(ctx, *order_id, ctx->now + DAY);
}

static enum err_code ask_providers(struct ctx *ctx, int64_t order_id)
{
	struct payments_of_order_row *payments;
	enum payment_result result;
	size_t n;
	enum err_code err =
	    q_payments_of_order(ctx, &(struct payments_of_order_in){ .order_id = order_id }, &payments, &n);

	for (size_t i = 0; i < n && !err; i++)
		if (payment_open(payments[i].state))
			err = payment_follow(ctx, payments[i].id, &result);
	return err;
}

enum err_code order_expiry_due(struct ctx *ctx, int64_t order_id)
{
	bool due;
	enum err_code err = is_due(ctx, order_id, &due);

	if (!err && due)
		err = ask_providers(ctx, order_id);
	if (err || !due)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return db_tx(ctx, expire_tx, &order_id);
}

bool order_can_go_on(const struct order *o)
{
	int64_t captured = 0;

	for (size_t i = 0; i < o->n_payments; i++)
		captured += o->payments[i].captured.minor;
	for (size_t i = 0; i < o->n_refunds; i++)
		if (!str_eq(o->refunds[i].state, "failed"))
			return false;
	return str_eq(o->state, "expired") && captured > 0;
}

struct going_on {
	int64_t order_id;
	struct actor actor;
};

/* What came may be less than the order costs: the rest is asked for. */
static enum err_code settle(struct ctx *ctx, const struct going_on *g, const char *cause)
{
	struct balance b;
	enum err_code err = order_balance_move(ctx, g->order_id, g->actor, cause);

	if (!err)
		err = order_balance(ctx, g->order_id, &b);
	if (err)
		return err;
	return b.due > 0 ? order_ask(ctx, g->order_id, g->actor, cause)
	                 : outbox_add(ctx, OUTBOX_MAIL_PAID, g->order_id, 0);
}

static enum err_code go_on_tx(struct ctx *ctx, void *arg)
{
	const struct going_on *g = arg;
	struct move m = {
		.axis = AXIS_ORDER, .id = g->order_id, .to = "placed", .actor = g->actor, .cause = "paid_late"
	};
	const struct order *o;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = g->order_id }, NULL);

	if (!err)
		err = order_by_id(ctx, g->order_id, &o);
	if (err || str_eq(o->state, "placed"))
		return err;
	if (!order_can_go_on(o))
		return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " is %s and cannot go on", g->order_id, o->state);
	err = order_move(ctx, &m);
	if (!err)
		err = ledger_owed_again(ctx, g->order_id, m.event_id);
	if (!err)
		err = settle(ctx, g, m.cause);
	if (!err)
		err = order_event(ctx, g->order_id, "went_on", g->actor, NULL);
	return err ? err : hold_again(ctx, g->order_id);
}

enum err_code order_go_on(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct going_on g = { .order_id = order_id, .actor = actor };

	return db_tx(ctx, go_on_tx, &g);
}
