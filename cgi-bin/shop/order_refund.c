#include <inttypes.h>

#include "base/log.h"
#include "base/money.h"
#include "base/str.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment.h"
#include "shop/refund_wish.h"

/*
 * Three steps, so that no network call stands inside a transaction and nothing is sent twice: the wish is written down
 * with its key, the provider is asked under that key, the outcome is written down. Whoever comes back finds the wish
 * and goes on with it. The first step is refund_wish.c; a refund that is tried again by staff, refund_again.c.
 */

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
	const struct refunds_of_order_row *refund = NULL;
	enum err_code err;

	for (size_t i = 0; i < r->n_refunds && !w->refused; i++)
		if (r->refunds[i].id == w->refund_id)
			refund = &r->refunds[i];
	if (w->refused && !cancelled)
		return ERR_OK;
	err = refund_plan_stock(
	    ctx, r->order_id, w->refund_id, refund ? refund->restock : "unshipped", refund ? refund->location_id : 0);
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
	enum err_code err = refund_load(ctx, o->r);

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
	enum err_code err = db_tx(ctx, refund_wishes_tx, r);

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

		if (refund_left_of(&r->payments[i]) <= 0)
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
		err = refund_load(ctx, r);
	return err || !sent_by_providers(r) ? err : refund_wishes_tx(ctx, r);
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
			return ERR_OK;
		}
	/* A part was on its way back when it was called off: now the rest. */
	if (r.more && refund_round(ctx, &r)) {
		log_event(ctx, LOG_WARN, "refund_waits", "order=%" PRId64 " error=%s", order_id, ctx->err.text);
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

static enum err_code told(struct ctx *ctx, struct refunding *r, int64_t payment_id, int64_t minor, struct wish *w)
{
	const struct payments_of_order_row *p = NULL;
	const char *ref = w->ref;
	bool quiet = w->quiet;
	enum err_code err = refund_load(ctx, r);

	if (err)
		return err;
	for (size_t i = 0; i < r->n_payments; i++)
		if (r->payments[i].id == payment_id)
			p = &r->payments[i];
	if (p && quiet && minor > refund_left_of(p))
		minor = refund_left_of(p);
	if (p && quiet && minor == 0)
		return ERR_OK;
	if (!p || refund_left_of(p) < minor || refund_has_open(r, payment_id, minor))
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " has no such refund", payment_id);
	r->wishes = w;
	err = refund_wish(ctx, r, p, minor);
	w->ref = ref;
	w->quiet = quiet;
	if (!err)
		err = refund_load(ctx, r);
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
