#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/outbox.h"

/*
 * Money that arrives late is never lost sight of: a failed or cancelled payment may still be captured, and an order
 * that was refunded is open again once more money came. An order that was changed may cost more than was paid.
 */
static const struct {
	enum order_axis axis;
	const char *from, *to;
} transitions[] = {
	{ AXIS_ORDER, "placed", "completed" },
	{ AXIS_ORDER, "placed", "cancelled" },
	{ AXIS_PAID, "unpaid", "paid" },
	{ AXIS_PAID, "paid", "part_refunded" },
	{ AXIS_PAID, "paid", "refunded" },
	{ AXIS_PAID, "part_refunded", "refunded" },
	{ AXIS_PAID, "refunded", "part_refunded" },
	{ AXIS_PAID, "unpaid", "part_paid" },
	{ AXIS_PAID, "part_paid", "paid" },
	{ AXIS_PAID, "part_paid", "part_refunded" },
	{ AXIS_PAID, "part_paid", "refunded" },
	{ AXIS_PAID, "paid", "part_paid" },
	{ AXIS_PAID, "part_refunded", "part_paid" },
	{ AXIS_PAID, "paid", "unpaid" },
	{ AXIS_SHIPPED, "unshipped", "ready" },
	{ AXIS_SHIPPED, "ready", "shipped" },
	{ AXIS_SHIPPED, "unshipped", "part_shipped" },
	{ AXIS_SHIPPED, "unshipped", "shipped" },
	{ AXIS_SHIPPED, "part_shipped", "shipped" },
	{ AXIS_PAYMENT, "created", "pending" },
	{ AXIS_PAYMENT, "created", "captured" },
	{ AXIS_PAYMENT, "created", "failed" },
	{ AXIS_PAYMENT, "created", "cancelled" },
	{ AXIS_PAYMENT, "pending", "captured" },
	{ AXIS_PAYMENT, "pending", "failed" },
	{ AXIS_PAYMENT, "pending", "cancelled" },
	{ AXIS_PAYMENT, "failed", "captured" },
	{ AXIS_PAYMENT, "cancelled", "captured" },
	{ AXIS_REFUND, "requested", "done" },
	{ AXIS_REFUND, "requested", "failed" },
};
enum { TRANSITIONS = sizeof transitions / sizeof *transitions };

bool order_may(enum order_axis axis, const char *from, const char *to)
{
	for (size_t i = 0; i < TRANSITIONS; i++)
		if (transitions[i].axis == axis && str_eq(transitions[i].from, from) && str_eq(transitions[i].to, to))
			return true;
	return false;
}

/* One conditional update, and how the state that stands instead is read. */
struct step {
	int64_t id;
	const char *to;
	struct texts from;
	int64_t affected;
	const char *found;
};

#define UPDATE_BY(query)                                                                                               \
	static enum err_code update_##query(struct ctx *ctx, struct step *s)                                           \
	{                                                                                                              \
		struct query##_in in = { .id = s->id, .to_state = s->to, .from_states = s->from, .now = ctx->now };    \
		return q_##query(ctx, &in, &s->affected);                                                              \
	}
UPDATE_BY(order_set_state)
UPDATE_BY(order_set_payment_state)
UPDATE_BY(order_set_shipping_state)
UPDATE_BY(payment_set_state)
UPDATE_BY(refund_set_state)

#define READ_BY(axis, query, column)                                                                                   \
	static enum err_code read_##axis(struct ctx *ctx, struct step *s)                                              \
	{                                                                                                              \
		struct query##_row row;                                                                                \
		enum err_code err = q_##query##_one(ctx, &(struct query##_in){ .id = s->id }, &row);                   \
		s->found = err ? NULL : row.column;                                                                    \
		return err;                                                                                            \
	}
READ_BY(order, order_states, state)
READ_BY(paid, order_states, payment_state)
READ_BY(shipped, order_states, shipping_state)
READ_BY(payment, payment_state_of, state)
READ_BY(refund, refund_state_of, state)

static const struct {
	const char *name;
	enum err_code (*update)(struct ctx *, struct step *);
	enum err_code (*read)(struct ctx *, struct step *);
} axes[] = {
	[AXIS_ORDER] = { "order", update_order_set_state, read_order },
	[AXIS_PAID] = { "payment of order", update_order_set_payment_state, read_paid },
	[AXIS_SHIPPED] = { "shipping of order", update_order_set_shipping_state, read_shipped },
	[AXIS_PAYMENT] = { "payment", update_payment_set_state, read_payment },
	[AXIS_REFUND] = { "refund", update_refund_set_state, read_refund },
};
_Static_assert(sizeof axes / sizeof *axes == AXIS__MAX, "each axis has its queries");

enum err_code order_move(struct ctx *ctx, enum order_axis axis, int64_t id, const char *to, bool *moved)
{
	const char **from = ARENA_ARRAY(ctx->arena, TRANSITIONS, const char *);
	struct step s = { .id = id, .to = to };
	enum err_code err;

	for (size_t i = 0; i < TRANSITIONS; i++)
		if (transitions[i].axis == axis && str_eq(transitions[i].to, to))
			from[s.from.n++] = transitions[i].from;
	BUG_IF(s.from.n == 0);
	s.from.v = from;
	err = axes[axis].update(ctx, &s);
	if (moved)
		*moved = !err && s.affected > 0;
	if (err || s.affected > 0)
		return err;
	err = axes[axis].read(ctx, &s);
	if (err || str_eq(s.found, to))
		return err;
	return err_set(
	    ctx, ERR_CONFLICT, "%s %" PRId64 " is %s and cannot become %s", axes[axis].name, id, s.found, to);
}

static const char *const actors[] = {
	[ACTOR_SHOPPER] = "shopper",
	[ACTOR_STAFF] = "staff",
	[ACTOR_PROVIDER] = "provider",
	[ACTOR_SYSTEM] = "system",
};
_Static_assert(sizeof actors / sizeof *actors == ACTOR__MAX, "each kind of actor has its name");

const char *actor_name(enum actor_kind kind)
{
	BUG_IF(kind < 0 || kind >= ACTOR__MAX);
	return actors[kind];
}

enum actor_kind actor_kind_of(const char *name)
{
	for (size_t i = 0; i < ACTOR__MAX; i++)
		if (str_eq(actors[i], name))
			return (enum actor_kind)i;
	return ACTOR_SYSTEM;
}

enum err_code order_event(struct ctx *ctx, int64_t order_id, const char *kind, struct actor actor, const char *detail)
{
	struct order_event_add_in in = {
		.order_id = order_id,
		.at = ctx->now,
		.kind = kind,
		.actor = actor_name(actor.kind),
		.actor_id = actor.id,
		.actor_id_null = actor.id == 0,
		.detail = detail ? detail : "",
	};

	return q_order_event_add(ctx, &in, NULL);
}

enum err_code order_complete(struct ctx *ctx, int64_t order_id)
{
	struct order_states_row o;
	enum err_code err = q_order_states_one(ctx, &(struct order_states_in){ .id = order_id }, &o);

	if (err || !str_eq(o.state, "placed") || !str_eq(o.shipping_state, "shipped"))
		return err;
	if (!str_eq(o.payment_state, "paid") && !str_eq(o.payment_state, "part_refunded"))
		return ERR_OK;
	err = order_move(ctx, AXIS_ORDER, order_id, "completed", NULL);
	return err ? err : order_event(ctx, order_id, "completed", (struct actor){ .kind = ACTOR_SYSTEM }, NULL);
}

static enum err_code settled(
    struct ctx *ctx, int64_t order_id, const char *kind, struct actor actor, const char *detail)
{
	enum err_code err = order_balance_move(ctx, order_id);

	return err ? err : order_event(ctx, order_id, kind, actor, detail);
}

enum err_code order_settle(struct ctx *ctx, int64_t order_id, struct actor actor, const char *detail)
{
	struct order_states_row o;
	struct balance b;
	bool owed, cancelled;
	enum err_code err = q_order_states_one(ctx, &(struct order_states_in){ .id = order_id }, &o);

	if (!err)
		err = order_balance(ctx, order_id, &b);
	if (err)
		return err;
	owed = str_eq(o.payment_state, "unpaid") || str_eq(o.payment_state, "part_paid");
	cancelled = str_eq(o.state, "cancelled");
	err = settled(ctx, order_id,
	    cancelled   ? "paid_after_cancel"
	    : !owed     ? "paid_twice"
	    : b.due > 0 ? "part_paid"
	                : "paid",
	    actor, detail);
	/* What came was asked for before the order was changed: the rest is still owed. */
	if (!err && owed && !cancelled && b.due > 0)
		return order_ask(ctx, order_id);
	if (!err && owed && !cancelled)
		err = outbox_add(
		    ctx, OUTBOX_MAIL_PAID, order_id, str_eq(o.payment_state, "part_paid") ? b.last_payment : 0);
	return err ? err : order_complete(ctx, order_id);
}
