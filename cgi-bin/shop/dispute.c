#include "shop/dispute.h"

#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/order_room.h"

static const struct {
	const char *name;
	const char *event;
} states[] = {
	[DISPUTE_OPEN] = { "open", "dispute_opened" },
	[DISPUTE_WON] = { "won", "dispute_won" },
	[DISPUTE_LOST] = { "lost", "dispute_lost" },
};
_Static_assert(sizeof states / sizeof *states == DISPUTE_STATE__MAX, "each state has its name");

static enum dispute_state state_of(const char *name)
{
	for (size_t i = 0; i < DISPUTE_STATE__MAX; i++)
		if (str_eq(states[i].name, name))
			return (enum dispute_state)i;
	BUG_IF(true);
}

enum err_code disputes_of_order(struct ctx *ctx, int64_t order_id, const struct dispute **out, size_t *n)
{
	struct disputes_of_order_row *rows;
	struct dispute *v;
	enum err_code err = q_disputes_of_order(ctx, &(struct disputes_of_order_in){ .order_id = order_id }, &rows, n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct dispute);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct dispute){
			.provider = rows[i].provider,
			.ref = rows[i].ref,
			.reason = rows[i].reason,
			.state = state_of(rows[i].state),
			.amount = money_of(rows[i].amount_minor, rows[i].currency),
			.fee = money_of(rows[i].fee_minor, rows[i].fee_currency),
			.answer_until = rows[i].answer_until_null ? 0 : rows[i].answer_until,
			.opened_at = rows[i].created_at,
		};
	*out = v;
	return ERR_OK;
}

static enum err_code add(
    struct ctx *ctx, int64_t order_id, int64_t payment_id, const char *provider, const struct payment_dispute *d)
{
	return q_dispute_add(ctx,
	    &(struct dispute_add_in){ .order_id = order_id,
	        .payment_id = payment_id,
	        .provider = provider,
	        .ref = d->ref,
	        .state = states[d->state].name,
	        .reason = d->reason,
	        .currency = d->amount.currency,
	        .amount_minor = d->amount.minor,
	        .answer_until = d->answer_until,
	        .answer_until_null = d->answer_until == 0,
	        .now = ctx->now },
	    NULL);
}

/* It has ended now, and not before. */
static enum err_code settle(struct ctx *ctx, int64_t order_id, int64_t payment_id, const struct payment_provider *p,
    const struct payment_dispute *d)
{
	enum err_code err = ERR_OK;

	if (d->state == DISPUTE_LOST && p->takes_disputed)
		err = order_charged_back(ctx, order_id, payment_id, d->amount.minor, d->ref);
	return err;
}

/* A provider may tell of it after the end only. It is posted once; what it says first counts. */
static enum err_code keep_fee(struct ctx *ctx, int64_t order_id, int64_t payment_id, const struct payment_provider *p,
    const struct payment_dispute *d)
{
	enum err_code err = ERR_OK;

	if (d->state == DISPUTE_OPEN || d->fee.minor <= 0)
		return ERR_OK;
	if (str_eq(d->fee.currency, d->amount.currency))
		err = ledger_fee(ctx, order_id, payment_id, p->name, d->fee, d->ref);
	return err ? err
	           : q_dispute_set_fee(ctx,
	                 &(struct dispute_set_fee_in){ .provider = p->name,
	                     .ref = d->ref,
	                     .fee_minor = d->fee.minor,
	                     .fee_currency = d->fee.currency },
	                 NULL);
}

enum err_code dispute_told(struct ctx *ctx, int64_t order_id, int64_t payment_id, const struct payment_provider *p,
    const struct payment_dispute *d)
{
	struct dispute_by_ref_row known;
	struct dispute_set_in in = { .state = states[d->state].name,
		.amount_minor = d->amount.minor,
		.answer_until = d->answer_until,
		.answer_until_null = d->answer_until == 0,
		.now = ctx->now };
	bool fresh;
	enum err_code err =
	    q_dispute_by_ref_one(ctx, &(struct dispute_by_ref_in){ .provider = p->name, .ref = d->ref }, &known);

	if (err && err != ERR_NOT_FOUND)
		return err;
	fresh = err == ERR_NOT_FOUND;
	if (!fresh && !str_eq(known.state, "open") && d->state == DISPUTE_OPEN)
		return ERR_OK;
	in.id = fresh ? 0 : known.id;
	err_clear(ctx);
	err = fresh ? add(ctx, order_id, payment_id, p->name, d) : q_dispute_set(ctx, &in, NULL);
	if (!err)
		err = keep_fee(ctx, order_id, payment_id, p, d);
	if (err || (!fresh && str_eq(known.state, in.state)))
		return err;
	if (d->state != DISPUTE_OPEN)
		err = settle(ctx, order_id, payment_id, p, d);
	return err ? err
	           : order_event(
	                 ctx, order_id, states[d->state].event, (struct actor){ .kind = ACTOR_PROVIDER }, d->ref);
}
