#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/outbox.h"

/* What the history calls it, by what stood before and what is owed after it. */
static const char *told_as(const struct order_states_row *before, const struct balance *after)
{
	if (!str_eq(before->state, "placed") && !str_eq(before->state, "completed"))
		return "paid_after_cancel";
	if (!order_owes(before->payment_state))
		return "paid_twice";
	return after->due > 0 ? "part_paid" : "paid";
}

static enum err_code settle(
    struct ctx *ctx, const struct capture *c, const struct order_states_row *before, const char *cause, bool whole)
{
	struct balance b;
	const char *kind;
	enum err_code err = order_balance_move(ctx, c->order_id, c->actor, cause);

	if (!err)
		err = order_balance(ctx, c->order_id, &b);
	if (err)
		return err;
	kind = told_as(before, &b);
	err = order_event(ctx, c->order_id, kind, c->actor, c->detail);
	/* What came was asked for before the order was changed, or is all that will come of it: the rest is still owed.
	 */
	if (!err && str_eq(kind, "part_paid") && whole)
		return order_ask(ctx, c->order_id, c->actor, cause);
	if (!err && str_eq(kind, "paid"))
		err = outbox_add(ctx, OUTBOX_MAIL_PAID, c->order_id,
		    str_eq(before->payment_state, "part_paid") ? b.last_payment : 0);
	return err ? err : order_complete(ctx, c->order_id);
}

static enum err_code find(
    struct ctx *ctx, const struct capture *c, struct order_states_row *before, struct payments_of_order_row *out)
{
	struct payments_of_order_row *rows;
	struct order_states_row *states;
	size_t n, n_states;
	enum err_code err;

	q_order_states_queue(ctx, &(struct order_states_in){ .id = c->order_id }, &states, &n_states);
	q_payments_of_order_queue(ctx, &(struct payments_of_order_in){ .order_id = c->order_id }, &rows, &n);
	err = db_flush(ctx);
	if (!err && n_states == 1)
		*before = *states;
	else if (!err)
		err = err_set(ctx, ERR_NOT_FOUND, "no order %" PRId64, c->order_id);
	for (size_t i = 0; i < n && !err; i++) {
		if (rows[i].id != c->payment_id)
			continue;
		*out = rows[i];
		return ERR_OK;
	}
	return err ? err : err_set(ctx, ERR_NOT_FOUND, "no payment %" PRId64 " of the order", c->payment_id);
}

enum err_code order_captured(struct ctx *ctx, const struct capture *c)
{
	struct move m = {
		.axis = AXIS_PAYMENT, .id = c->payment_id, .actor = c->actor, .cause = c->cause ? c->cause : "by_hand"
	};
	struct payment_capture_in in = { .id = c->payment_id, .now = ctx->now };
	struct order_states_row before = { 0 };
	struct payments_of_order_row p = { 0 };
	const char *cause;
	int64_t left, affected;
	enum err_code err = find(ctx, c, &before, &p);

	if (err || str_eq(p.state, "captured"))
		return err;
	left = p.amount_minor - p.captured_minor;
	in.amount = c->minor ? c->minor : left;
	if (in.amount < 0 || in.amount > left)
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " has not so much left to capture", p.id);
	cause = arena_printf(ctx->arena, "payment %" PRId64, p.id);
	m.to = c->last || in.amount == left ? "captured" : "part_captured";
	err = order_move(ctx, &m);
	if (!err)
		err = q_payment_capture(ctx, &in, &affected);
	if (!err && affected != 1)
		err = err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " was captured meanwhile", p.id);
	if (!err)
		err = ledger_captured(
		    ctx, c->order_id, p.id, m.event_id, p.provider, money_of(in.amount, p.currency), p.captured_minor);
	if (!err)
		err = settle(ctx, c, &before, cause, str_eq(m.to, "captured"));
	return err ? err : hold_paid(ctx, c->order_id, c->actor);
}
