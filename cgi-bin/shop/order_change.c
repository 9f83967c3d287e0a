#include <inttypes.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment.h"
#include "shop/payment_sweep.h"
#include "shop/stock.h"

/* One change of an order inside its transaction. */
struct change {
	int64_t order_id;
	struct actor actor;
	const char *carrier, *tracking;
	const struct ship_part *part; /* NULL: all that is open */
	bool expires;                 /* rather than being cancelled by somebody */
	struct order_lock_row order;
	struct payments_of_order_row *payments; /* newest first */
	size_t n_payments;
	struct order_lines_row *lines;
	size_t n_lines;
};

static enum err_code load(struct ctx *ctx, struct change *c)
{
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = c->order_id }, &c->order);

	if (err)
		return err;
	q_payments_of_order_queue(
	    ctx, &(struct payments_of_order_in){ .order_id = c->order_id }, &c->payments, &c->n_payments);
	q_order_lines_queue(ctx, &(struct order_lines_in){ .order_id = c->order_id }, &c->lines, &c->n_lines);
	return db_flush(ctx);
}

static bool is_open(const char *payment_state)
{
	return str_eq(payment_state, "created") || str_eq(payment_state, "pending");
}

static enum err_code wrong_state(struct ctx *ctx, const struct change *c, const char *what)
{
	return err_set(ctx, ERR_CONFLICT, "could not %s order %" PRId64 ": it is %s, %s, %s", what, c->order_id,
	    c->order.state, c->order.payment_state, c->order.shipping_state);
}

static enum err_code paid_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	enum err_code err = load(ctx, c);

	if (err)
		return err;
	if (!order_owes(c->order.payment_state))
		return ERR_OK;
	for (size_t i = 0; i < c->n_payments && str_eq(c->order.state, "placed"); i++) {
		const struct payment_provider *p = payment_provider(c->payments[i].provider);

		if (!p || !p->paid_by_hand || !is_open(c->payments[i].state))
			continue;
		return order_captured(ctx,
		    &(struct capture){ .order_id = c->order_id, .payment_id = c->payments[i].id, .actor = c->actor });
	}
	return wrong_state(ctx, c, "mark as paid");
}

enum err_code order_mark_paid(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct change c = { .order_id = order_id, .actor = actor };

	return db_tx(ctx, paid_tx, &c);
}

static int64_t open_of(const struct order_lines_row *l)
{
	return l->quantity - l->shipped - l->dropped;
}

static enum err_code cancel_payments(struct ctx *ctx, const struct change *c, const char *cause)
{
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < c->n_payments && !err; i++)
		if (is_open(c->payments[i].state))
			err = payment_end(ctx, &c->payments[i], c->actor, cause);
	return err;
}

/* Money that came, is held for us or on its way keeps an order alive; so does a courier who brings it. */
static bool may_expire(const struct change *c)
{
	for (size_t i = 0; i < c->n_payments; i++) {
		const struct payment_provider *p = payment_provider(c->payments[i].provider);
		bool on_its_way = str_eq(c->payments[i].state, "pending") && p && p->start;

		if (str_eq(c->payments[i].state, "authorised") || c->payments[i].captured_minor > 0 || on_its_way ||
		    (p && p->paid_on_delivery))
			return false;
	}
	return str_eq(c->order.payment_state, "unpaid");
}

/* Who calls off what they have bought gets another mail (order_call_off). */
static enum err_code tell_end(struct ctx *ctx, const struct change *c)
{
	if (c->expires)
		return outbox_add(ctx, OUTBOX_MAIL_EXPIRED, c->order_id, 0);
	return c->actor.kind == ACTOR_STAFF ? outbox_add(ctx, OUTBOX_MAIL_CALLED_OFF, c->order_id, 0) : ERR_OK;
}

static enum err_code cancel_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	struct move m = { .axis = AXIS_ORDER,
		.id = c->order_id,
		.to = c->expires ? "expired" : "cancelled",
		.actor = c->actor,
		.cause = c->expires ? "never_paid" : "cancel" };
	enum err_code err = load(ctx, c);

	if (err || order_is_off(c->order.state))
		return err;
	if (!str_eq(c->order.shipping_state, "unshipped") && !str_eq(c->order.shipping_state, "ready"))
		return wrong_state(ctx, c, "cancel");
	if (c->expires && !may_expire(c))
		return wrong_state(ctx, c, "let expire");
	err = order_move(ctx, &m);
	if (!err)
		err = ledger_waived(ctx, c->order_id, m.event_id);
	if (!err)
		err = cancel_payments(ctx, c, m.cause);
	if (!err)
		err = order_event(ctx, c->order_id, m.to, c->actor, NULL);
	if (!err)
		err = tell_end(ctx, c);
	return err ? err : hold_end(ctx, c->order_id);
}

enum err_code order_cancel(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct change c = { .order_id = order_id, .actor = actor };

	return db_tx(ctx, cancel_tx, &c);
}

enum err_code order_cancel_within(struct ctx *ctx, int64_t order_id, struct actor actor, bool *cancelled)
{
	struct change c = { .order_id = order_id, .actor = actor };
	enum err_code err = cancel_tx(ctx, &c);

	*cancelled = !err && !order_is_off(c.order.state);
	return err;
}

enum err_code order_expire_within(struct ctx *ctx, int64_t order_id)
{
	struct change c = { .order_id = order_id, .actor = { .kind = ACTOR_SYSTEM }, .expires = true };

	return cancel_tx(ctx, &c);
}

static enum err_code expire_tx(struct ctx *ctx, void *arg)
{
	return order_expire_within(ctx, *(const int64_t *)arg);
}

enum err_code order_expire(struct ctx *ctx, int64_t order_id)
{
	return db_tx(ctx, expire_tx, &order_id);
}

static bool some_is_taken(const struct change *c)
{
	bool held = false, taken = false;

	for (size_t i = 0; i < c->n_payments; i++) {
		const char *state = c->payments[i].state;

		held |= str_eq(state, "part_captured") || str_eq(state, "authorised");
		taken |= c->payments[i].captured_minor > 0;
	}
	return held && taken;
}

static bool may_ship(const struct change *c)
{
	const struct payment_provider *p = c->n_payments > 0 ? payment_provider(c->payments[0].provider) : NULL;

	if (!str_eq(c->order.state, "placed"))
		return false;
	/* Of what a provider holds, this parcel was taken before it is sent (payment_held). */
	if (order_owes(c->order.payment_state))
		return (p && p->paid_on_delivery) || some_is_taken(c);
	return !str_eq(c->order.payment_state, "refunded");
}

static const struct order_lines_row *line_of(const struct change *c, int64_t id)
{
	for (size_t i = 0; i < c->n_lines; i++)
		if (c->lines[i].id == id)
			return &c->lines[i];
	return NULL;
}

static enum err_code too_many(struct ctx *ctx, const struct change *c)
{
	return err_set(ctx, ERR_CONFLICT, "could not ship so many pieces of order %" PRId64, c->order_id);
}

/* What goes into the parcel: as chosen, or all that is open. *rest: something is left for another one. */
static enum err_code choose(struct ctx *ctx, const struct change *c, struct refund_piece **out, size_t *n, bool *rest)
{
	const struct ship_part *part = c->part;
	struct refund_piece *v = ARENA_ARRAY(ctx->arena, c->n_lines + (part ? part->n_pieces : 0), struct refund_piece);
	int64_t open = 0, sent = 0, shipped = 0;

	*out = v;
	*n = 0;
	*rest = false;
	for (size_t i = 0; i < c->n_lines; i++) {
		open += open_of(&c->lines[i]);
		shipped += c->lines[i].shipped;
		if (!part && open_of(&c->lines[i]) > 0)
			v[(*n)++] =
			    (struct refund_piece){ .line_id = c->lines[i].id, .quantity = open_of(&c->lines[i]) };
	}
	for (size_t i = 0; part && i < part->n_pieces; i++) {
		const struct order_lines_row *l = line_of(c, part->pieces[i].line_id);

		if (!l || part->pieces[i].quantity < 1 || part->pieces[i].quantity > open_of(l))
			return too_many(ctx, c);
		for (size_t k = 0; k < i; k++)
			if (part->pieces[k].line_id == l->id)
				return too_many(ctx, c);
		v[(*n)++] = part->pieces[i];
	}
	if (part && part->shipped_before != shipped)
		return too_many(ctx, c);
	for (size_t i = 0; i < *n; i++)
		sent += v[i].quantity;
	*rest = sent < open;
	return *n > 0 ? ERR_OK : too_many(ctx, c);
}

static enum err_code write_shipment(
    struct ctx *ctx, const struct change *c, const struct refund_piece *pieces, size_t n, int64_t *id)
{
	int64_t *lines = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *quantities = ARENA_ARRAY(ctx->arena, n, int64_t);
	char key[CRYPTO_TOKEN_SIZE];
	struct shipment_insert_in in = { .order_id = c->order_id, .key = key, .now = ctx->now };
	struct shipment_insert_row row;
	struct shipment_lines_insert_in shipped;
	enum err_code err;

	crypto_token(key);
	in.carrier = c->carrier;
	in.tracking = c->tracking;
	err = q_shipment_insert_one(ctx, &in, &row);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		lines[i] = pieces[i].line_id;
		quantities[i] = pieces[i].quantity;
	}
	*id = row.id;
	shipped = (struct shipment_lines_insert_in){
		.shipment_id = row.id, .lines = { lines, n }, .quantities = { quantities, n }
	};
	return q_shipment_lines_insert(ctx, &shipped, NULL);
}

static void add_take(struct stock_take *takes, size_t *n, int64_t variant_id, int64_t quantity)
{
	for (size_t i = 0; i < *n; i++)
		if (takes[i].variant_id == variant_id) {
			takes[i].quantity += quantity;
			return;
		}
	takes[(*n)++] = (struct stock_take){ .variant_id = variant_id, .quantity = quantity };
}

static enum err_code take_out(struct ctx *ctx, const struct change *c, const struct refund_piece *pieces, size_t n)
{
	struct stock_take *takes = ARENA_ARRAY(ctx->arena, n, struct stock_take);
	int64_t location_id = c->part ? c->part->location_id : 0, there;
	size_t n_takes = 0;
	enum err_code err;

	for (size_t i = 0; i < n; i++) {
		const struct order_lines_row *l = line_of(c, pieces[i].line_id);

		if (l->committed)
			add_take(takes, &n_takes, l->variant_id, pieces[i].quantity);
	}
	err = hold_send(ctx, c->order_id, takes, n_takes, location_id, &there);
	if (err != ERR_CONFLICT || !location_id)
		return err;
	err_clear(ctx);
	return refuse(ctx, "from", "pieces_elsewhere", arena_printf(ctx->arena, "%" PRId64, there), NULL);
}

static enum err_code ship_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	struct move m = { .axis = AXIS_SHIPPED, .id = c->order_id, .actor = c->actor, .cause = "parcel" };
	struct refund_piece *pieces;
	size_t n;
	bool rest;
	int64_t shipment;
	enum err_code err = load(ctx, c);

	if (err || (!c->part && str_eq(c->order.shipping_state, "shipped")))
		return err;
	if (!may_ship(c) || str_eq(c->order.shipping_state, "shipped"))
		return wrong_state(ctx, c, "ship");
	err = choose(ctx, c, &pieces, &n, &rest);
	/* Paid after its pieces had been let go: perhaps there are some again. */
	if (!err)
		err = hold_keep(ctx, c->order_id);
	if (err)
		return err;
	m.to = rest ? "part_shipped" : "shipped";
	err = order_move(ctx, &m);
	if (!err)
		err = write_shipment(ctx, c, pieces, n, &shipment);
	if (!err)
		err = order_event(ctx, c->order_id, m.to, c->actor, c->tracking);
	/* Who has just been handed the things over knows. */
	if (!err && !c->order.pickup_id)
		err = outbox_add(ctx, OUTBOX_MAIL_SHIPPED, c->order_id, shipment);
	if (!err)
		err = order_complete(ctx, c->order_id);
	return err ? err : take_out(ctx, c, pieces, n);
}

enum err_code order_ship(
    struct ctx *ctx, int64_t order_id, const char *carrier, const char *tracking, struct actor actor)
{
	struct change c = {
		.order_id = order_id,
		.actor = actor,
		.carrier = carrier ? carrier : "",
		.tracking = tracking ? tracking : "",
	};

	return db_tx(ctx, ship_tx, &c);
}

enum err_code order_ship_part(struct ctx *ctx, const struct ship_part *part, struct actor actor)
{
	struct change c = {
		.order_id = part->order_id,
		.actor = actor,
		.carrier = part->carrier,
		.tracking = part->tracking,
		.part = part,
	};

	return db_tx(ctx, ship_tx, &c);
}

static enum err_code ready_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	struct move m = {
		.axis = AXIS_SHIPPED, .id = c->order_id, .to = "ready", .actor = c->actor, .cause = "packed"
	};
	enum err_code err = load(ctx, c);

	if (err)
		return err;
	if (!c->order.pickup_id || !may_ship(c))
		return wrong_state(ctx, c, "make ready");
	err = order_move(ctx, &m);
	if (err || !m.moved)
		return err;
	err = order_event(ctx, c->order_id, "ready", c->actor, NULL);
	return err ? err : outbox_add(ctx, OUTBOX_MAIL_READY, c->order_id, 0);
}

enum err_code order_ready(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct change c = { .order_id = order_id, .actor = actor };

	return db_tx(ctx, ready_tx, &c);
}
