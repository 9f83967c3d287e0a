#include "shop/refund_wish.h"

#include <inttypes.h>

#include "base/str.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/refund_sweep.h"
#include "shop/tenant.h"

enum err_code refund_load(struct ctx *ctx, struct refunding *r)
{
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = r->order_id }, &r->order);

	if (err)
		return err;
	q_payments_of_order_queue(
	    ctx, &(struct payments_of_order_in){ .order_id = r->order_id }, &r->payments, &r->n_payments);
	q_refunds_of_order_queue(
	    ctx, &(struct refunds_of_order_in){ .order_id = r->order_id }, &r->refunds, &r->n_refunds);
	return db_flush(ctx);
}

/* The refund that was asked for and never ended; failed counts those that did not succeed. */
static const struct refunds_of_order_row *find_open(const struct refunding *r, int64_t payment_id, int64_t *failed)
{
	const struct refunds_of_order_row *open = NULL;

	*failed = 0;
	for (size_t i = 0; i < r->n_refunds; i++) {
		if (r->refunds[i].payment_id != payment_id)
			continue;
		if (str_eq(r->refunds[i].state, "requested"))
			open = &r->refunds[i];
		else if (str_eq(r->refunds[i].state, "failed"))
			++*failed;
	}
	return open;
}

int64_t refund_left_of(const struct payments_of_order_row *p)
{
	return p->captured_minor - p->refunded_minor;
}

/* What is refunded of the order as it stands, this amount included, is all that was paid. */
static bool is_whole(const struct refunding *r, int64_t amount)
{
	int64_t left = -amount;

	for (size_t i = 0; i < r->n_payments; i++)
		left += refund_left_of(&r->payments[i]);
	return left <= 0;
}

static struct refund_scope scope_of(const struct refunding *r)
{
	return (struct refund_scope){
		.order_id = r->order_id,
		.cancelled = order_is_off(r->order.state),
	};
}

static enum err_code write_lines(struct ctx *ctx, struct refunding *r, int64_t refund_id, int64_t amount)
{
	struct refund_scope scope = scope_of(r);
	struct refund_plan shared;
	bool whole = r->all ? r->n_wishes == 0 : !r->part && is_whole(r, amount);
	enum err_code err;

	/* What several payments send back together carries its pieces once. */
	if (r->plan.n > 0)
		return refund_plan_write(ctx, &r->plan, refund_id, amount, r->n_wishes == 0);
	if (r->part && r->part->for_edit)
		return ERR_OK;
	err = refund_plan_amount(ctx, &scope, amount, whole, &shared);
	return err ? err : refund_plan_write(ctx, &shared, refund_id, amount, true);
}

/* Pieces that never left the house are for sale again where everything goes back. */
static const char *restock_of(const struct refunding *r)
{
	if (!r->part)
		return "unshipped";
	return r->part->restock && !order_is_off(r->order.state) ? "all" : "no";
}

enum err_code refund_wish(struct ctx *ctx, struct refunding *r, const struct payments_of_order_row *p, int64_t rest)
{
	struct wish *w = &r->wishes[r->n_wishes];
	int64_t failed;
	const struct refunds_of_order_row *open = find_open(r, p->id, &failed);
	struct refund_insert_in in = { .order_id = r->order_id,
		.payment_id = p->id,
		.currency = p->currency,
		.amount_minor = rest,
		.restock = restock_of(r),
		.for_edit = r->part && r->part->for_edit,
		.again_of =
		    r->part && r->part->again_of ? refund_first_try(r->refunds, r->n_refunds, r->part->again_of) : 0,
		.location_id = r->part ? r->part->location_id : 0,
		.now = ctx->now };
	struct move begun = {
		.axis = AXIS_REFUND, .to = "requested", .actor = r->actor, .cause = r->part ? "part" : "all"
	};
	struct refund_insert_row row;
	enum err_code err;

	*w = (struct wish){ .payment_id = p->id, .provider = p->provider, .amount = money_of(rest, p->currency) };
	w->provider_ref = p->provider_ref ? p->provider_ref : "";
	if (open) {
		w->refund_id = open->id;
		w->key = open->key;
		w->amount = money_of(open->amount_minor, open->currency);
		r->more |= open->amount_minor < refund_left_of(p);
		r->n_wishes++;
		return ERR_OK;
	}
	/* Made of what is refunded already, so that the same wish has the same key and the next one another. */
	w->key = arena_printf(ctx->arena, "%" PRId64 "-%" PRId64 "-%" PRId64 "-%" PRId64, ctx->tenant->id, p->id,
	    p->refunded_minor, failed);
	in.key = w->key;
	in.again_of_null = in.again_of == 0;
	in.location_id_null = in.location_id == 0;
	err = q_refund_insert_one(ctx, &in, &row);
	if (err)
		return err;
	w->refund_id = begun.id = row.id;
	w->fresh = true;
	err = order_began(ctx, r->order_id, &begun);
	if (!err)
		err = write_lines(ctx, r, row.id, rest);
	if (!err && r->part && r->part->return_id && r->n_wishes == 0)
		err = q_return_set_refund(
		    ctx, &(struct return_set_refund_in){ .id = r->part->return_id, .refund_id = row.id }, NULL);
	r->n_wishes++;
	return err;
}

bool refund_has_open(const struct refunding *r, int64_t payment_id, int64_t other_than)
{
	int64_t failed;
	const struct refunds_of_order_row *open = find_open(r, payment_id, &failed);

	return open && open->amount_minor != other_than;
}

/* The rest of a payment may be rounded, as the whole was when it was charged; a part must leave a rest that fits. */
static enum err_code takes_part(struct ctx *ctx, const struct payments_of_order_row *p, int64_t minor)
{
	const struct payment_provider *by = payment_provider(p->provider);
	struct money amount = money_of(minor, p->currency);

	if (by && refund_left_of(p) != minor && payment_moves(by, amount).minor != minor)
		return err_set(ctx, ERR_INPUT, "%s cannot send back just that amount", by->name);
	return ERR_OK;
}

/* No payment holds so much, but all of them together do: the older ones first. */
static enum err_code add_split(struct ctx *ctx, struct refunding *r)
{
	int64_t rest = r->part->amount.minor;
	enum err_code err = ERR_OK;

	for (size_t i = r->n_payments; i-- > 0 && rest > 0 && !err;) {
		const struct payments_of_order_row *p = &r->payments[i];
		int64_t some = refund_left_of(p) < rest ? refund_left_of(p) : rest;

		if (some == 0)
			continue;
		rest -= some;
		err = takes_part(ctx, p, some);
		if (!err)
			err = refund_wish(ctx, r, p, some);
	}
	return err;
}

static enum err_code make_plan(struct ctx *ctx, struct refunding *r)
{
	struct refund_scope scope = scope_of(r);
	enum err_code err;

	if (r->part->n_pieces == 0 && r->part->shipping == 0)
		return ERR_OK;
	err = refund_plan_part(ctx, &scope, r->part, &r->plan);
	if (!err && r->plan.amount != r->part->amount.minor)
		return err_set(
		    ctx, ERR_CONFLICT, "what is given back of order %" PRId64 " costs something else", r->order_id);
	return err;
}

static enum err_code add_part(struct ctx *ctx, struct refunding *r)
{
	const struct payments_of_order_row *from = NULL, *open = NULL;
	struct money amount = r->part->amount;
	int64_t refunded = 0, left = 0, failed;
	enum err_code err;

	for (size_t i = 0; i < r->n_payments; i++) {
		const struct payments_of_order_row *p = &r->payments[i];

		refunded += p->refunded_minor;
		if (!str_eq(p->currency, amount.currency))
			continue;
		left += refund_left_of(p);
		if (refund_has_open(r, p->id, amount.minor))
			return err_set(ctx, ERR_CONFLICT, "a refund of order %" PRId64 " has not ended", r->order_id);
		if (find_open(r, p->id, &failed))
			open = p;
		if (refund_left_of(p) >= amount.minor)
			from = p;
	}
	if (r->part->again_of && refund_made_good(r->refunds, r->n_refunds, r->part->again_of))
		return err_set(ctx, ERR_CONFLICT, "refund %" PRId64 " was made good", r->part->again_of);
	if (left < amount.minor || refunded != r->part->refunded_before)
		return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " has not so much left to refund", r->order_id);
	if (open)
		return refund_wish(ctx, r, open, amount.minor);
	err = make_plan(ctx, r);
	if (!err && !from)
		return add_split(ctx, r);
	if (!err)
		err = takes_part(ctx, from, amount.minor);
	return err ? err : refund_wish(ctx, r, from, amount.minor);
}

/* Whoever dies from here on leaves a refund that is looked after. */
static enum err_code plan_sweeps(struct ctx *ctx, const struct refunding *r)
{
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < r->n_wishes && !err; i++)
		if (r->wishes[i].fresh)
			err = refund_sweep_plan(ctx, payment_provider(r->wishes[i].provider), r->wishes[i].refund_id);
	return err;
}

static enum err_code add_wishes(struct ctx *ctx, struct refunding *r)
{
	enum err_code err = refund_load(ctx, r);

	if (err)
		return err;
	r->n_wishes = 0;
	r->more = false;
	r->all = !r->part;
	r->plan = (struct refund_plan){ 0 };
	r->wishes = ARENA_ARRAY(ctx->arena, r->n_payments, struct wish);
	if (r->part)
		return add_part(ctx, r);
	for (size_t i = r->n_payments; i-- > 0 && !err;)
		if (refund_left_of(&r->payments[i]) > 0)
			err = refund_wish(ctx, r, &r->payments[i], refund_left_of(&r->payments[i]));
	if (err || r->n_wishes > 0 || str_eq(r->order.payment_state, "refunded"))
		return err;
	return err_set(
	    ctx, ERR_CONFLICT, "nothing to refund on order %" PRId64 ": it is %s", r->order_id, r->order.payment_state);
}

enum err_code refund_wishes_tx(struct ctx *ctx, void *arg)
{
	enum err_code err = add_wishes(ctx, arg);

	return err ? err : plan_sweeps(ctx, arg);
}
