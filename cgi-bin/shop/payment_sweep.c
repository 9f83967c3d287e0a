#include "shop/payment_sweep.h"

#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment_held.h"
#include "shop/payment_room.h"

/* Ages of an attempt at which it is asked about. Pages of providers live for hours, a day at most; money that is on its
 * way by a bank may take weeks. */
static const int64_t ages[] = { 120, 300, 900, 3600, 4 * 3600, 25 * 3600, 72 * 3600, 7 * 86400, 14 * 86400,
	30 * 86400 };

/* UTC seconds; 0 where it is not asked about any more. */
static int64_t next_after(int64_t began, int64_t now)
{
	for (size_t i = 0; i < sizeof ages / sizeof *ages; i++)
		if (began + ages[i] > now)
			return began + ages[i];
	return 0;
}

enum err_code payment_sweep_plan(struct ctx *ctx, int64_t payment_id)
{
	return outbox_add_at(ctx, OUTBOX_PAYMENT_ASK, payment_id, next_after(ctx->now, ctx->now));
}

enum err_code payment_end(struct ctx *ctx, const struct payments_of_order_row *p, struct actor actor, const char *cause)
{
	struct move m = { .axis = AXIS_PAYMENT, .id = p->id, .to = "cancelled", .actor = actor, .cause = cause };
	const struct payment_provider *provider = payment_provider(p->provider);
	enum err_code err = order_move(ctx, &m);

	if (err || !m.moved || !p->session_ref || !provider || !provider->close)
		return err;
	return outbox_add_at(ctx, OUTBOX_PAYMENT_ASK, p->id, ctx->now);
}

struct planning {
	int64_t payment_id, at;
};

static enum err_code plan_tx(struct ctx *ctx, void *arg)
{
	const struct planning *p = arg;

	return outbox_add_at(ctx, OUTBOX_PAYMENT_ASK, p->payment_id, p->at);
}

enum err_code payment_sweep(struct ctx *ctx, int64_t payment_id, enum payment_result *result)
{
	struct planning p = { .payment_id = payment_id };
	struct payment_followed_row now;
	enum err_code err = payment_close(ctx, payment_id);

	if (!err)
		err = payment_follow(ctx, payment_id, result);
	if (!err)
		err = q_payment_followed_one(ctx, &(struct payment_followed_in){ .id = payment_id }, &now);
	/* What is held for an order of which nothing will be sent any more is let go. */
	if (!err && str_eq(now.state, "authorised") && order_is_off(now.order_state))
		return payment_let_go(ctx, now.order_id);
	if (err || !payment_open(now.state))
		return err;
	p.at = next_after(now.created_at, ctx->now);
	return p.at ? db_tx(ctx, plan_tx, &p) : ERR_OK;
}

enum err_code payments_hanging(struct ctx *ctx, int64_t after, const int64_t **ids, size_t *n)
{
	struct payments_hanging_in in = { .before = ctx->now - SWEEP_QUIET, .after_id = after, .max = SWEEP_MAX };
	struct payments_hanging_row *rows;
	int64_t *v;
	enum err_code err = q_payments_hanging(ctx, &in, &rows, n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, int64_t);
	for (size_t i = 0; i < *n; i++)
		v[i] = rows[i].id;
	*ids = v;
	return ERR_OK;
}
