#include <inttypes.h>

#include "base/log.h"
#include "base/money.h"
#include "base/str.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment.h"
#include "shop/refund_plan.h"
#include "shop/refund_sweep.h"
#include "shop/returns.h"
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
	bool fresh; /* written down now, and not by a try before */
	bool quiet; /* the shopper took it back: no mail tells */
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
	struct refund_plan plan;        /* of part's pieces; empty for an amount */
	bool all;                       /* everything goes back, by however many payments */
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

static int64_t left_of(const struct payments_of_order_row *p)
{
	return p->captured_minor - p->refunded_minor;
}

/* What is refunded of the order as it stands, this amount included, is all that was paid. */
static bool is_whole(const struct refunding *r, int64_t amount)
{
	int64_t left = -amount;

	for (size_t i = 0; i < r->n_payments; i++)
		left += left_of(&r->payments[i]);
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

static enum err_code add_wish(struct ctx *ctx, struct refunding *r, const struct payments_of_order_row *p, int64_t rest)
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
		r->more = open->amount_minor < left_of(p);
		r->n_wishes++;
		return ERR_OK;
	}
	/* Made of what is refunded already, so that the same wish has the same key and the next one another. */
	w->key = arena_printf(ctx->arena, "%" PRId64 "-%" PRId64 "-%" PRId64 "-%" PRId64, ctx->tenant->id, p->id,
	    p->refunded_minor, failed);
	in.key = w->key;
	in.again_of_null = in.again_of == 0;
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

static bool has_open(const struct refunding *r, int64_t payment_id, int64_t other_than)
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

	if (by && left_of(p) != minor && payment_moves(by, amount).minor != minor)
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
		int64_t some = left_of(p) < rest ? left_of(p) : rest;

		if (some == 0)
			continue;
		rest -= some;
		err = takes_part(ctx, p, some);
		if (!err)
			err = add_wish(ctx, r, p, some);
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
		left += left_of(p);
		if (has_open(r, p->id, amount.minor))
			return err_set(ctx, ERR_CONFLICT, "a refund of order %" PRId64 " has not ended", r->order_id);
		if (find_open(r, p->id, &failed))
			open = p;
		if (left_of(p) >= amount.minor)
			from = p;
	}
	if (r->part->again_of && refund_made_good(r->refunds, r->n_refunds, r->part->again_of))
		return err_set(ctx, ERR_CONFLICT, "refund %" PRId64 " was made good", r->part->again_of);
	if (left < amount.minor || refunded != r->part->refunded_before)
		return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " has not so much left to refund", r->order_id);
	if (open)
		return add_wish(ctx, r, open, amount.minor);
	err = make_plan(ctx, r);
	if (!err && !from)
		return add_split(ctx, r);
	if (!err)
		err = takes_part(ctx, from, amount.minor);
	return err ? err : add_wish(ctx, r, from, amount.minor);
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
	enum err_code err = load(ctx, r);

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
		if (left_of(&r->payments[i]) > 0)
			err = add_wish(ctx, r, &r->payments[i], left_of(&r->payments[i]));
	if (err || r->n_wishes > 0 || str_eq(r->order.payment_state, "refunded"))
		return err;
	return err_set(
	    ctx, ERR_CONFLICT, "nothing to refund on order %" PRId64 ": it is %s", r->order_id, r->order.payment_state);
}

static enum err_code wish_tx(struct ctx *ctx, void *arg)
{
	enum err_code err = add_wishes(ctx, arg);

	return err ? err : plan_sweeps(ctx, arg);
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

/* Pieces that were still to be sent have left the order, and nothing may be left to send. A refund that is refused
 * leaves them to an order that is there no more. */
static enum err_code settle_pieces(struct ctx *ctx, const struct refunding *r, const struct wish *w)
{
	bool cancelled = order_is_off(r->order.state);
	const char *restock = "unshipped";
	enum err_code err;

	for (size_t i = 0; i < r->n_refunds && !w->refused; i++)
		if (r->refunds[i].id == w->refund_id)
			restock = r->refunds[i].restock;
	if (w->refused && !cancelled)
		return ERR_OK;
	err = refund_plan_stock(ctx, r->order_id, w->refund_id, restock);
	return err || cancelled ? err : order_sent_out(ctx, r->order_id, r->actor);
}

/* The end of one wish, once; r is loaded anew by the caller, under the order's lock. */
static enum err_code settle(struct ctx *ctx, const struct refunding *r, const struct wish *w)
{
	const char *detail = arena_printf(ctx->arena, "%" PRId64, w->refund_id);
	const char *cause = arena_printf(ctx->arena, "refund %" PRId64, w->refund_id);
	struct move m = { .axis = AXIS_REFUND,
		.id = w->refund_id,
		.to = w->refused ? "failed" : "done",
		.actor = r->actor,
		.cause = w->refused ? "refused" : "sent_back" };
	enum err_code err = order_move(ctx, &m);

	if (err || !m.moved)
		return err;
	if (w->refused) {
		err = order_event(ctx, r->order_id, "refund_failed", r->actor, detail);
		return err ? err : settle_pieces(ctx, r, w);
	}
	err = write_money(ctx, w);
	if (!err)
		err = ledger_refunded(ctx, r->order_id, w->refund_id, m.event_id);
	if (!err)
		err = order_balance_move(ctx, r->order_id, r->actor, cause);
	if (!err)
		err = order_event(ctx, r->order_id, "refunded", r->actor, detail);
	if (!err && !w->quiet)
		err = outbox_add(ctx, OUTBOX_MAIL_REFUNDED, r->order_id, w->refund_id);
	return err ? err : settle_pieces(ctx, r, w);
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

/* Something is left to go back, and no part of it has to be sent by hand. */
static bool sent_by_providers(const struct refunding *r)
{
	bool some = false;

	for (size_t i = 0; i < r->n_payments; i++) {
		const struct payment_provider *p = payment_provider(r->payments[i].provider);

		if (left_of(&r->payments[i]) <= 0)
			continue;
		if (!p || p->paid_by_hand)
			return false;
		some = true;
	}
	return some;
}

static enum err_code call_off_tx(struct ctx *ctx, void *arg)
{
	struct refunding *r = arg;
	bool cancelled;
	enum err_code err = order_cancel_within(ctx, r->order_id, r->actor, &cancelled);

	r->n_wishes = 0;
	if (err || !cancelled)
		return err;
	err = outbox_add(ctx, OUTBOX_MAIL_CANCELLED, r->order_id, 0);
	if (!err)
		err = load(ctx, r);
	return err || !sent_by_providers(r) ? err : wish_tx(ctx, r);
}

enum err_code order_call_off(struct ctx *ctx, int64_t order_id)
{
	struct refunding r = { .order_id = order_id, .actor = { .kind = ACTOR_SHOPPER } };
	enum err_code err = db_tx(ctx, call_off_tx, &r);

	if (err)
		return err;
	for (size_t i = 0; i < r.n_wishes; i++)
		if (fulfil(ctx, &r, &r.wishes[i])) {
			log_event(ctx, LOG_WARN, "refund_waits", "refund=%" PRId64 " error=%s", r.wishes[i].refund_id,
			    ctx->err.text);
			err_clear(ctx);
		}
	return ERR_OK;
}

enum err_code order_refund_part(struct ctx *ctx, const struct refund_part *part, struct actor actor)
{
	struct refunding r = { .order_id = part->order_id, .actor = actor, .part = part };

	BUG_IF(part->amount.minor <= 0);
	return refund_round(ctx, &r);
}

enum err_code order_refund_price(struct ctx *ctx, const struct order *o, const struct refund_part *part, int64_t *minor)
{
	struct refund_scope scope = {
		.order_id = o->id,
		.cancelled = order_is_off(o->state),
	};
	struct refund_plan plan;
	enum err_code err = refund_plan_part(ctx, &scope, part, &plan);

	*minor = err ? 0 : plan.amount;
	return err;
}

/* A wish that never ended goes on as it was written; one that was refused is wished anew, for the same pieces. */
struct retry {
	int64_t order_id, refund_id;
	struct actor actor;
	struct refund_part part;
	bool done;
};

static enum err_code read_again(struct ctx *ctx, struct retry *t, const struct refunds_of_order_row *refund)
{
	struct refund_lines_of_row *lines;
	struct refund_piece *pieces;
	size_t n;
	enum err_code err = q_refund_lines_of(ctx, &(struct refund_lines_of_in){ .refund_id = refund->id }, &lines, &n);

	if (err)
		return err;
	pieces = ARENA_ARRAY(ctx->arena, n, struct refund_piece);
	t->part = (struct refund_part){
		.order_id = t->order_id,
		.amount = money_of(refund->amount_minor, refund->currency),
		.pieces = pieces,
		.restock = str_eq(refund->restock, "all"),
		.for_edit = refund->for_edit,
		.sent_back = true,
		.again_of = refund->id,
	};
	for (size_t i = 0; i < n; i++) {
		if (lines[i].dropped > 0)
			t->part.sent_back = false;
		if (lines[i].quantity == 0)
			continue;
		if (lines[i].line_id)
			pieces[t->part.n_pieces++] =
			    (struct refund_piece){ .line_id = lines[i].line_id, .quantity = lines[i].quantity };
		else
			t->part.shipping = lines[i].amount;
	}
	return ERR_OK;
}

/* What is left of the pieces may have another price by now: amounts went back meanwhile. */
static enum err_code price_again(struct ctx *ctx, struct retry *t)
{
	struct refund_scope scope = { .order_id = t->order_id };
	struct refund_plan plan;
	enum err_code err;

	if (t->part.n_pieces == 0 && t->part.shipping == 0)
		return ERR_OK;
	err = refund_plan_part(ctx, &scope, &t->part, &plan);
	if (!err && plan.amount > 0)
		t->part.amount.minor = plan.amount;
	return err;
}

/* The return that the refund was made for, where it was: the next one is made for it, too. */
static enum err_code read_return(struct ctx *ctx, struct retry *t)
{
	struct return_of_refund_in in = { .order_id = t->order_id, .refund_id = t->refund_id };
	struct return_of_refund_row *rows;
	size_t n;
	enum err_code err = q_return_of_refund(ctx, &in, &rows, &n);

	if (!err && n > 0)
		t->part.return_id = rows->id;
	return err;
}

static enum err_code find_again(struct ctx *ctx, struct retry *t)
{
	struct payments_of_order_row *payments;
	struct refunds_of_order_row *refunds;
	size_t n_payments, n_refunds, i = 0;
	enum err_code err;

	q_payments_of_order_queue(
	    ctx, &(struct payments_of_order_in){ .order_id = t->order_id }, &payments, &n_payments);
	q_refunds_of_order_queue(ctx, &(struct refunds_of_order_in){ .order_id = t->order_id }, &refunds, &n_refunds);
	err = db_flush(ctx);
	if (err)
		return err;
	while (i < n_refunds && refunds[i].id != t->refund_id)
		i++;
	if (i == n_refunds)
		return err_set(ctx, ERR_NOT_FOUND, "no refund %" PRId64, t->refund_id);
	t->done = str_eq(refunds[i].state, "done") || refund_made_good(refunds, n_refunds, t->refund_id);
	err = read_again(ctx, t, &refunds[i]);
	if (!err)
		err = read_return(ctx, t);
	if (!err && str_eq(refunds[i].state, "failed"))
		err = price_again(ctx, t);
	for (size_t k = 0; k < n_payments; k++)
		t->part.refunded_before += payments[k].refunded_minor;
	return err;
}

enum err_code order_refund_again(struct ctx *ctx, int64_t order_id, int64_t refund_id, struct actor actor)
{
	struct retry t = { .order_id = order_id, .refund_id = refund_id, .actor = actor };
	enum err_code err = find_again(ctx, &t);

	if (err || t.done)
		return err;
	err = order_refund_part(ctx, &t.part, actor);
	return err || !t.part.return_id ? err : return_close(ctx, t.part.return_id, actor);
}

static enum err_code told(struct ctx *ctx, struct refunding *r, int64_t payment_id, int64_t minor, struct wish *w)
{
	const struct payments_of_order_row *p = NULL;
	const char *ref = w->ref;
	bool quiet = w->quiet;
	enum err_code err = load(ctx, r);

	if (err)
		return err;
	for (size_t i = 0; i < r->n_payments; i++)
		if (r->payments[i].id == payment_id)
			p = &r->payments[i];
	if (p && quiet && minor > left_of(p))
		minor = left_of(p);
	if (p && quiet && minor == 0)
		return ERR_OK;
	if (!p || left_of(p) < minor || has_open(r, payment_id, minor))
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " has no such refund", payment_id);
	r->wishes = w;
	err = add_wish(ctx, r, p, minor);
	w->ref = ref;
	w->quiet = quiet;
	if (!err)
		err = load(ctx, r);
	return err ? err : settle(ctx, r, w);
}

enum err_code order_refund_told(
    struct ctx *ctx, int64_t order_id, int64_t payment_id, int64_t amount_minor, const char *provider_ref)
{
	struct refunding r = { .order_id = order_id, .actor = { .kind = ACTOR_PROVIDER } };
	struct wish w = { .ref = provider_ref };

	return told(ctx, &r, payment_id, amount_minor, &w);
}

enum err_code order_charged_back(
    struct ctx *ctx, int64_t order_id, int64_t payment_id, int64_t amount_minor, const char *dispute_ref)
{
	struct refunding r = { .order_id = order_id, .actor = { .kind = ACTOR_PROVIDER } };
	struct wish w = { .ref = dispute_ref, .quiet = true };

	return told(ctx, &r, payment_id, amount_minor, &w);
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
