#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"

/* One conditional update, and how the state that stands instead is read. */
struct step {
	struct move *move;
	struct texts from;
	size_t affected;
	const char *found;
};

#define UPDATE_BY(query)                                                                                               \
	static enum err_code update_##query(struct ctx *ctx, struct step *s)                                           \
	{                                                                                                              \
		const struct move *m = s->move;                                                                        \
		struct query##_in in = { .id = m->id,                                                                  \
			.to_state = m->to,                                                                             \
			.from_states = s->from,                                                                        \
			.now = ctx->now,                                                                               \
			.actor = actor_name(m->actor.kind),                                                            \
			.actor_id = m->actor.id,                                                                       \
			.actor_id_null = m->actor.id == 0,                                                             \
			.cause = m->cause };                                                                           \
		struct query##_row *rows;                                                                              \
		enum err_code err = q_##query(ctx, &in, &rows, &s->affected);                                          \
		if (!err && s->affected > 0)                                                                           \
			s->move->event_id = rows->event_id;                                                            \
		return err;                                                                                            \
	}
UPDATE_BY(order_set_state)
UPDATE_BY(order_set_payment_state)
UPDATE_BY(order_set_shipping_state)
UPDATE_BY(payment_set_state)
UPDATE_BY(refund_set_state)
UPDATE_BY(return_set_state)

#define READ_BY(axis, query, column)                                                                                   \
	static enum err_code read_##axis(struct ctx *ctx, struct step *s)                                              \
	{                                                                                                              \
		struct query##_row row;                                                                                \
		enum err_code err = q_##query##_one(ctx, &(struct query##_in){ .id = s->move->id }, &row);             \
		s->found = err ? NULL : row.column;                                                                    \
		return err;                                                                                            \
	}
READ_BY(order, order_states, state)
READ_BY(paid, order_states, payment_state)
READ_BY(shipped, order_states, shipping_state)
READ_BY(payment, payment_state_of, state)
READ_BY(refund, refund_state_of, state)
READ_BY(return, return_state_of, state)

static const struct {
	enum err_code (*update)(struct ctx *, struct step *);
	enum err_code (*read)(struct ctx *, struct step *);
} axes[] = {
	[AXIS_ORDER] = { update_order_set_state, read_order },
	[AXIS_PAID] = { update_order_set_payment_state, read_paid },
	[AXIS_SHIPPED] = { update_order_set_shipping_state, read_shipped },
	[AXIS_PAYMENT] = { update_payment_set_state, read_payment },
	[AXIS_REFUND] = { update_refund_set_state, read_refund },
	[AXIS_RETURN] = { update_return_set_state, read_return },
};
_Static_assert(sizeof axes / sizeof *axes == AXIS__MAX, "each axis has its queries");

enum err_code order_move(struct ctx *ctx, struct move *m)
{
	size_t n;
	const struct transition *t = transitions_all(&n);
	const char **from = ARENA_ARRAY(ctx->arena, n, const char *);
	struct step s = { .move = m };
	enum err_code err;

	BUG_IF(str_empty(m->cause));
	for (size_t i = 0; i < n; i++)
		if (t[i].axis == m->axis && str_eq(t[i].to, m->to))
			from[s.from.n++] = t[i].from;
	BUG_IF(s.from.n == 0);
	s.from.v = from;
	err = axes[m->axis].update(ctx, &s);
	m->moved = !err && s.affected > 0;
	if (err || m->moved)
		return err;
	err = axes[m->axis].read(ctx, &s);
	if (err || str_eq(s.found, m->to))
		return err;
	return err_set(
	    ctx, ERR_CONFLICT, "%s %" PRId64 " is %s and cannot become %s", axis_name(m->axis), m->id, s.found, m->to);
}

enum err_code order_began(struct ctx *ctx, int64_t order_id, const struct move *m)
{
	struct state_begun_in in = {
		.order_id = order_id,
		.at = ctx->now,
		.axis = axis_name(m->axis),
		.subject_id = m->id,
		.to_state = m->to,
		.actor = actor_name(m->actor.kind),
		.actor_id = m->actor.id,
		.actor_id_null = m->actor.id == 0,
		.cause = m->cause,
	};
	struct state_begun_row row;

	return q_state_begun_one(ctx, &in, &row);
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

	q_order_event_add_queue(ctx, &in);
	return db_flush_along(ctx);
}

enum err_code order_complete(struct ctx *ctx, int64_t order_id)
{
	struct move m = { .axis = AXIS_ORDER,
		.id = order_id,
		.to = "completed",
		.actor = { .kind = ACTOR_SYSTEM },
		.cause = "fulfilled" };
	struct order_states_row o;
	enum err_code err = q_order_states_one(ctx, &(struct order_states_in){ .id = order_id }, &o);

	if (err || !str_eq(o.state, "placed") || !str_eq(o.shipping_state, "shipped"))
		return err;
	if (!str_eq(o.payment_state, "paid") && !str_eq(o.payment_state, "part_refunded"))
		return ERR_OK;
	err = order_move(ctx, &m);
	return err ? err : order_event(ctx, order_id, "completed", m.actor, NULL);
}
