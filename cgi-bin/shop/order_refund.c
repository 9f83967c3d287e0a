#include <inttypes.h>

#include "base/log.h"
#include "base/money.h"
#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment.h"
#include "shop/tenant.h"

/*
 * Three steps, so that no network call stands inside a transaction and nothing is sent twice: the wish is written down
 * with its key, the provider is asked under that key, the outcome is written down. Whoever comes back finds the wish
 * and goes on with it.
 */
struct wish {
	int64_t refund_id;
	int64_t payment_id;
	const char *key;
	const char *provider;
	const char *provider_ref; /* of the payment; "" where it has none */
	struct money amount;
	const char *ref; /* the provider's, once it has answered */
	bool refused;
};

struct refunding {
	int64_t order_id;
	struct actor actor;
	struct order_lock_row order;
	struct payments_of_order_row *payments;
	size_t n_payments;
	struct refunds_of_order_row *refunds;
	size_t n_refunds;
	struct wish *wishes;
	size_t n_wishes;
	const struct refund_part *part; /* NULL: all that is left */
	bool more;                      /* a refund from before was open: more is left after it */
};

static enum err_code load(struct ctx *ctx, struct refunding *r)
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

/* Shares the amount over lines and shipping by what each of them cost. */
static enum err_code write_lines(struct ctx *ctx, const struct refunding *r, int64_t refund_id, int64_t amount)
{
	struct order_lines_row *lines;
	size_t n;
	int64_t *ids, *quantities, *weights, *amounts, rest = r->order.total_minor;
	struct refund_lines_insert_in in = { .refund_id = refund_id };
	enum err_code err = q_order_lines(ctx, &(struct order_lines_in){ .order_id = r->order_id }, &lines, &n);

	if (err)
		return err;
	ids = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	quantities = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	weights = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	amounts = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++) {
		ids[i] = lines[i].id;
		quantities[i] = lines[i].quantity;
		weights[i] = lines[i].line_gross;
		rest -= lines[i].line_gross;
	}
	/* What the lines do not account for is shipping. */
	weights[n] = rest;
	quantities[n] = 1;
	n += rest > 0;
	money_share(amount, weights, n, amounts);
	in.lines = (struct bigints){ .v = ids, .n = n };
	in.quantities = (struct bigints){ .v = quantities, .n = n };
	in.amounts = (struct bigints){ .v = amounts, .n = n };
	return q_refund_lines_insert(ctx, &in, NULL);
}

static enum err_code add_wish(struct ctx *ctx, struct refunding *r, const struct payments_of_order_row *p, int64_t rest)
{
	struct wish *w = &r->wishes[r->n_wishes];
	int64_t failed;
	const struct refunds_of_order_row *open = find_open(r, p->id, &failed);
	struct refund_insert_in in = { .order_id = r->order_id,
		.payment_id = p->id,
		.currency = p->currency,
		.amount_minor = rest,
		.now = ctx->now };
	struct refund_insert_row row;
	enum err_code err;

	*w = (struct wish){ .payment_id = p->id, .provider = p->provider, .amount = money_of(rest, p->currency) };
	w->provider_ref = p->provider_ref ? p->provider_ref : "";
	if (open) {
		w->refund_id = open->id;
		w->key = open->key;
		w->amount = money_of(open->amount_minor, open->currency);
		r->more = open->amount_minor < p->amount_minor - p->refunded_minor;
		r->n_wishes++;
		return ERR_OK;
	}
	/* Made of what is refunded already, so that the same wish has the same key and the next one another. */
	w->key = arena_printf(ctx->arena, "%" PRId64 "-%" PRId64 "-%" PRId64 "-%" PRId64, ctx->tenant->id, p->id,
	    p->refunded_minor, failed);
	in.key = w->key;
	err = q_refund_insert_one(ctx, &in, &row);
	if (err)
		return err;
	w->refund_id = row.id;
	r->n_wishes++;
	return write_lines(ctx, r, row.id, rest);
}

static int64_t left_of(const struct payments_of_order_row *p)
{
	return str_eq(p->state, "captured") ? p->amount_minor - p->refunded_minor : 0;
}

static bool has_open(const struct refunding *r, int64_t payment_id, int64_t other_than)
{
	int64_t failed;
	const struct refunds_of_order_row *open = find_open(r, payment_id, &failed);

	return open && open->amount_minor != other_than;
}

static enum err_code add_part(struct ctx *ctx, struct refunding *r)
{
	const struct payments_of_order_row *from = NULL;
	struct money amount = r->part->amount;
	int64_t refunded = 0;

	for (size_t i = 0; i < r->n_payments; i++) {
		const struct payments_of_order_row *p = &r->payments[i];

		refunded += p->refunded_minor;
		if (has_open(r, p->id, amount.minor))
			return err_set(ctx, ERR_CONFLICT, "a refund of order %" PRId64 " has not ended", r->order_id);
		if (left_of(p) >= amount.minor && str_eq(p->currency, amount.currency))
			from = p;
	}
	if (!from || refunded != r->part->refunded_before)
		return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " has not so much left to refund", r->order_id);
	const struct payment_provider *by = payment_provider(from->provider);
	/* The rest may be rounded, as the whole was when it was charged; a part must leave a rest that fits. */
	if (by && left_of(from) != amount.minor && payment_moves(by, amount).minor != amount.minor)
		return err_set(ctx, ERR_INPUT, "%s cannot send back just that amount", by->name);
	return add_wish(ctx, r, from, amount.minor);
}

static enum err_code wish_tx(struct ctx *ctx, void *arg)
{
	struct refunding *r = arg;
	enum err_code err = load(ctx, r);

	if (err)
		return err;
	r->n_wishes = 0;
	r->more = false;
	r->wishes = ARENA_ARRAY(ctx->arena, r->n_payments, struct wish);
	if (r->part)
		return add_part(ctx, r);
	for (size_t i = r->n_payments; i-- > 0 && !err;)
		if (left_of(&r->payments[i]) > 0)
			err = add_wish(ctx, r, &r->payments[i], left_of(&r->payments[i]));
	if (err || r->n_wishes > 0 || str_eq(r->order.payment_state, "refunded"))
		return err;
	return err_set(
	    ctx, ERR_CONFLICT, "nothing to refund on order %" PRId64 ": it is %s", r->order_id, r->order.payment_state);
}

/* What the order is after one more refund: money that is still with the merchant makes it a part. */
static const char *state_after(const struct refunding *r, const struct wish *w)
{
	int64_t kept = -w->amount.minor;

	for (size_t i = 0; i < r->n_payments; i++)
		if (str_eq(r->payments[i].state, "captured"))
			kept += r->payments[i].amount_minor - r->payments[i].refunded_minor;
	return kept > 0 ? "part_refunded" : "refunded";
}

static enum err_code write_money(struct ctx *ctx, const struct wish *w)
{
	struct payment_refunded_in in = { .id = w->payment_id, .amount = w->amount.minor, .now = ctx->now };
	struct refund_set_ref_in ref = { .id = w->refund_id, .provider_ref = w->ref };
	int64_t affected;
	enum err_code err = q_payment_refunded(ctx, &in, &affected);

	if (!err && affected != 1)
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " has no such amount left", w->payment_id);
	return err ? err : q_refund_set_ref(ctx, &ref, NULL);
}

struct outcome {
	struct refunding *r;
	const struct wish *w;
};

/* The end of one wish, once; r is loaded anew by the caller, under the order's lock. */
static enum err_code settle(struct ctx *ctx, const struct refunding *r, const struct wish *w)
{
	const char *detail = arena_printf(ctx->arena, "%" PRId64, w->refund_id);
	bool moved;
	enum err_code err = order_move(ctx, AXIS_REFUND, w->refund_id, w->refused ? "failed" : "done", &moved);

	if (err || !moved)
		return err;
	if (w->refused)
		return order_event(ctx, r->order_id, "refund_failed", r->actor, detail);
	err = write_money(ctx, w);
	if (!err)
		err = order_move(ctx, AXIS_PAID, r->order_id, state_after(r, w), NULL);
	if (!err)
		err = order_event(ctx, r->order_id, "refunded", r->actor, detail);
	return err ? err : outbox_add(ctx, OUTBOX_MAIL_REFUNDED, r->order_id, w->refund_id);
}

static enum err_code done_tx(struct ctx *ctx, void *arg)
{
	const struct outcome *o = arg;
	enum err_code err = load(ctx, o->r);

	return err ? err : settle(ctx, o->r, o->w);
}

/* A provider that is away leaves the wish open for the next try; one that refuses ends it. */
static enum err_code fulfil(struct ctx *ctx, struct refunding *r, struct wish *w)
{
	const struct payment_provider *p = payment_provider(w->provider);
	struct outcome o = { .r = r, .w = w };
	enum err_code refused, err;

	if (!p)
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " is of the unknown provider \"%s\"",
		    w->payment_id, w->provider);
	refused = p->refund(ctx, w->provider_ref, w->key, w->amount, &w->ref);
	if (refused && refused != ERR_CONFLICT)
		return refused;
	w->refused = refused != ERR_OK;
	err = db_tx(ctx, done_tx, &o);
	return err ? err : refused;
}

static enum err_code refund_round(struct ctx *ctx, struct refunding *r)
{
	enum err_code err = db_tx(ctx, wish_tx, r);

	for (size_t i = 0; i < r->n_wishes && !err; i++)
		err = fulfil(ctx, r, &r->wishes[i]);
	return err;
}

enum err_code order_refund(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct refunding r = { .order_id = order_id, .actor = actor };
	enum err_code err = refund_round(ctx, &r);

	return !err && r.more ? refund_round(ctx, &r) : err;
}

enum err_code order_refund_part(struct ctx *ctx, const struct refund_part *part, struct actor actor)
{
	struct refunding r = { .order_id = part->order_id, .actor = actor, .part = part };

	BUG_IF(part->amount.minor <= 0);
	return refund_round(ctx, &r);
}

enum err_code order_refund_told(
    struct ctx *ctx, int64_t order_id, int64_t payment_id, int64_t amount_minor, const char *provider_ref)
{
	struct refunding r = { .order_id = order_id, .actor = { .kind = ACTOR_PROVIDER } };
	const struct payments_of_order_row *p = NULL;
	struct wish w;
	enum err_code err = load(ctx, &r);

	if (err)
		return err;
	for (size_t i = 0; i < r.n_payments; i++)
		if (r.payments[i].id == payment_id)
			p = &r.payments[i];
	if (!p || left_of(p) < amount_minor || has_open(&r, payment_id, amount_minor))
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " has no such refund", payment_id);
	r.wishes = &w;
	err = add_wish(ctx, &r, p, amount_minor);
	w.ref = provider_ref;
	return err ? err : settle(ctx, &r, &w);
}

enum err_code order_refund_amount(struct ctx *ctx, int64_t order_id, int64_t refund_id, struct money *out)
{
	struct refunds_of_order_row *refunds;
	size_t n;
	enum err_code err =
	    q_refunds_of_order(ctx, &(struct refunds_of_order_in){ .order_id = order_id }, &refunds, &n);

	for (size_t i = 0; !err && i < n; i++) {
		if (refunds[i].id != refund_id)
			continue;
		*out = money_of(refunds[i].amount_minor, refunds[i].currency);
		return ERR_OK;
	}
	return err ? err : err_set(ctx, ERR_NOT_FOUND, "no refund %" PRId64, refund_id);
}
