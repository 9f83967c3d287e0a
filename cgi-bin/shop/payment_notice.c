#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/dispute.h"
#include "shop/hold.h"
#include "shop/order_room.h"
#include "shop/payment_room.h"

static const struct {
	const char *state; /* of the payment after the notice; refunds leave it as it is */
	const char *event; /* of the order; NULL for none, or one that settling writes */
} results[] = {
	[PAYMENT_PENDING] = { "pending", NULL },
	[PAYMENT_APPROVED] = { NULL, NULL }, /* followed, not applied */
	[PAYMENT_AUTHORISED] = { "authorised", "payment_authorised" },
	[PAYMENT_CAPTURED] = { "captured", NULL },
	[PAYMENT_FAILED] = { "failed", "payment_failed" },
	[PAYMENT_CANCELLED] = { "cancelled", "payment_cancelled" },
	[PAYMENT_REFUNDED] = { "refunded", NULL },
	[PAYMENT_DISPUTED] = { "disputed", NULL },
	[PAYMENT_NO_NEWS] = { NULL, NULL },
};
_Static_assert(sizeof results / sizeof *results == PAYMENT_RESULT__MAX, "each result has its state");

struct taking {
	const struct payment_provider *provider;
	struct payment_notice notice;
};

static enum err_code find_payment(struct ctx *ctx, const struct taking *t, struct payment_by_key_row *p)
{
	struct payment_by_key_in in = { .key = t->notice.key, .provider = t->provider->name };
	struct payment_by_key_row *again;
	struct order_lock_row *locked;
	size_t n, n_locked;
	struct money moved;
	enum err_code err = q_payment_by_key_one(ctx, &in, p);

	if (err)
		return err;
	moved = payment_moves(t->provider, money_of(p->amount_minor, p->currency));
	if (moved.minor != t->notice.amount.minor || !str_eq(moved.currency, t->notice.amount.currency))
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " is of another amount", p->id);
	/* The order first, as everywhere; then the payment's state can no longer change under us. */
	q_order_lock_queue(ctx, &(struct order_lock_in){ .id = p->order_id }, &locked, &n_locked);
	q_payment_by_key_queue(ctx, &in, &again, &n);
	err = db_flush(ctx);
	if (!err && n != 1)
		err = err_set(ctx, ERR_NOT_FOUND, "payment %" PRId64 " is gone", p->id);
	if (!err)
		*p = *again;
	return err;
}

static bool is_held(const char *state)
{
	return str_eq(state, "authorised") || str_eq(state, "part_captured");
}

/* What the provider took, under its own id: refunds and disputes name it, and its list has it. fresh 0: known. */
static enum err_code note_taking(
    struct ctx *ctx, const struct taking *t, const struct payment_by_key_row *p, int64_t *fresh)
{
	const struct payment_notice *n = &t->notice;

	return q_payment_taking_add(ctx,
	    &(struct payment_taking_add_in){ .payment_id = p->id,
	        .provider = t->provider->name,
	        .provider_ref = n->provider_ref,
	        .amount_minor = n->part.minor ? n->part.minor : n->amount.minor,
	        .now = ctx->now },
	    fresh);
}

/* A part is known by the provider's id of it, since it may be told by our own call and by a notice. The payment keeps
 * the id of what is held. */
static enum err_code take_part(
    struct ctx *ctx, const struct taking *t, const struct payment_by_key_row *p, struct capture *c)
{
	int64_t fresh;
	enum err_code err = note_taking(ctx, t, p, &fresh);

	if (err || fresh == 0)
		return err;
	c->minor = t->notice.part.minor;
	/* What was rounded away counts as taken with the last part. */
	if (t->notice.last && p->captured_minor + c->minor >= t->notice.amount.minor)
		c->minor = 0;
	c->last = t->notice.last;
	return order_captured(ctx, c);
}

/* Nothing was taken: the payment's new state, and what it means for the pieces that the order holds. */
static enum err_code move_untaken(
    struct ctx *ctx, const struct taking *t, const struct payment_by_key_row *p, struct move *m)
{
	const char *event = results[t->notice.result].event;
	enum err_code err = order_move(ctx, m);

	if (!err && event)
		err = order_event(ctx, p->order_id, event, m->actor, t->notice.provider_ref);
	if (err)
		return err;
	if (str_eq(m->to, "pending"))
		return hold_pending(ctx, p->order_id);
	if (str_eq(m->to, "authorised"))
		return hold_paid(ctx, p->order_id, m->actor);
	return is_held(p->state) ? hold_voided(ctx, p->order_id) : hold_failed(ctx, p->order_id);
}

static enum err_code move_payment(struct ctx *ctx, const struct taking *t, const struct payment_by_key_row *p)
{
	struct move m = { .axis = AXIS_PAYMENT,
		.id = p->id,
		.to = results[t->notice.result].state,
		.actor = { .kind = ACTOR_PROVIDER },
		.cause = t->notice.notice_id ? arena_printf(ctx->arena, "notice %s", t->notice.notice_id) : "asked" };
	struct capture all = { .order_id = p->order_id,
		.payment_id = p->id,
		.actor = m.actor,
		.detail = t->notice.provider_ref,
		.cause = m.cause };
	struct payment_set_ref_in ref = { .id = p->id, .provider_ref = t->notice.provider_ref, .now = ctx->now };
	int64_t fresh;
	enum err_code err = ERR_OK;

	/* Money that was held is let go, not broken off. */
	if (is_held(p->state) && t->notice.result == PAYMENT_CANCELLED)
		m.to = "voided";
	/* Notices come twice and out of order: one that the table does not allow any more tells nothing new. */
	if (!order_may(AXIS_PAYMENT, p->state, m.to))
		return ERR_OK;
	if (is_held(p->state) && t->notice.result == PAYMENT_CAPTURED)
		return take_part(ctx, t, p, &all);
	if (!str_empty(ref.provider_ref))
		q_payment_set_ref_queue(ctx, &ref);
	/* A part was taken of what we did not know to be held. */
	if (t->notice.part.minor && t->notice.part.minor < t->notice.amount.minor) {
		m.to = "authorised";
		if (order_may(AXIS_PAYMENT, p->state, m.to))
			err = order_move(ctx, &m);
		return err ? err : take_part(ctx, t, p, &all);
	}
	if (t->notice.result != PAYMENT_CAPTURED)
		return move_untaken(ctx, t, p, &m);
	err = note_taking(ctx, t, p, &fresh);
	return err ? err : order_captured(ctx, &all);
}

/* All that went back so far is told, of which we know a part; what was rounded away counts as gone back. */
static enum err_code take_refund(struct ctx *ctx, const struct taking *t, const struct payment_by_key_row *p)
{
	bool whole = t->notice.refunded.minor >= t->notice.amount.minor;
	struct payment_charged_back_row lost = { 0 };
	int64_t more;
	enum err_code err = ERR_OK;

	if (t->provider->takes_disputed)
		err = q_payment_charged_back_one(ctx, &(struct payment_charged_back_in){ .payment_id = p->id }, &lost);
	if (err)
		return err;
	more = (whole ? p->amount_minor : t->notice.refunded.minor) + lost.minor - p->refunded_minor;
	return more > 0 ? order_refund_told(ctx, p->order_id, p->id, more, t->notice.provider_ref) : ERR_OK;
}

static enum err_code take_tx(struct ctx *ctx, void *arg)
{
	const struct taking *t = arg;
	struct payment_by_key_row payment;
	struct payment_notice_add_in in = {
		.provider = t->provider->name,
		.notice_id = t->notice.notice_id,
		.kind = results[t->notice.result].state,
		.now = ctx->now,
	};
	int64_t fresh = 1;
	enum err_code err = find_payment(ctx, t, &payment);

	if (err)
		return err;
	if (t->notice.notice_id) {
		in.payment_id = payment.id;
		err = q_payment_notice_add(ctx, &in, &fresh);
	}
	if (err || fresh == 0)
		return err;
	if (t->notice.result == PAYMENT_REFUNDED)
		return take_refund(ctx, t, &payment);
	if (t->notice.result == PAYMENT_DISPUTED)
		return dispute_told(ctx, payment.order_id, payment.id, t->provider, &t->notice.dispute);
	return move_payment(ctx, t, &payment);
}

enum err_code payment_apply(struct ctx *ctx, const struct payment_provider *provider, const struct payment_notice *n)
{
	struct taking t = { .provider = provider, .notice = *n };

	BUG_IF(n->result < 0 || n->result >= PAYMENT_RESULT__MAX || !results[n->result].state);
	return db_tx(ctx, take_tx, &t);
}

/* Money goes back, and is contested, only after it was there: a notice of that may come before the one of this. */
static bool comes_later(const struct payment_notice *n)
{
	return n->result == PAYMENT_APPROVED || n->result == PAYMENT_REFUNDED || n->result == PAYMENT_DISPUTED;
}

enum err_code payment_take_notice(
    struct ctx *ctx, const struct payment_provider *provider, const struct notice_raw *raw)
{
	struct payment_notice n = { .notice_id = NULL };
	struct payment_by_key_row payment;
	enum payment_result now;
	enum err_code err;

	if (!provider->notice)
		return err_set(ctx, ERR_NOT_FOUND, "provider %s sends no notices", provider->name);
	err = provider->notice(ctx, raw, &n);
	if (err)
		return err;
	BUG_IF(n.result < 0 || n.result >= PAYMENT_RESULT__MAX);
	if (n.result == PAYMENT_NO_NEWS)
		return ERR_OK;
	if (comes_later(&n) || n.result == PAYMENT_AUTHORISED) {
		err = q_payment_by_key_one(
		    ctx, &(struct payment_by_key_in){ .key = n.key, .provider = provider->name }, &payment);
		if (!err && comes_later(&n) && payment_open(payment.state))
			err = payment_follow(ctx, payment.id, &now);
		/* Held by an attempt that we have ended: whether it is still wanted is said there. */
		if (!err && n.result == PAYMENT_AUTHORISED && provider->close && str_eq(payment.state, "cancelled"))
			return payment_close(ctx, payment.id);
	}
	return err || n.result == PAYMENT_APPROVED ? err : payment_apply(ctx, provider, &n);
}
