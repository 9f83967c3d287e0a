#include <inttypes.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment.h"
#include "shop/stock.h"

/* One change of an order inside its transaction. */
struct change {
	int64_t order_id;
	struct actor actor;
	const char *carrier, *tracking;
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
	if (!str_eq(c->order.payment_state, "unpaid"))
		return ERR_OK;
	for (size_t i = 0; i < c->n_payments && str_eq(c->order.state, "placed"); i++) {
		const struct payment_provider *p = payment_provider(c->payments[i].provider);

		if (!p || !p->paid_by_hand || !is_open(c->payments[i].state))
			continue;
		err = order_move(ctx, AXIS_PAYMENT, c->payments[i].id, "captured", NULL);
		return err ? err : order_settle(ctx, c->order_id, c->actor, NULL);
	}
	return wrong_state(ctx, c, "mark as paid");
}

enum err_code order_mark_paid(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct change c = { .order_id = order_id, .actor = actor };

	return db_tx(ctx, paid_tx, &c);
}

/* What of the lines is still committed: all that was and has not left the house. */
static struct stock_take *committed(struct ctx *ctx, const struct change *c, size_t *n)
{
	struct stock_take *takes = ARENA_ARRAY(ctx->arena, c->n_lines, struct stock_take);

	*n = 0;
	for (size_t i = 0; i < c->n_lines; i++) {
		const struct order_lines_row *l = &c->lines[i];

		if (l->committed && l->quantity > l->shipped)
			takes[(*n)++] =
			    (struct stock_take){ .variant_id = l->variant_id, .quantity = l->quantity - l->shipped };
	}
	return takes;
}

static enum err_code cancel_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	struct stock_take *takes;
	size_t n;
	enum err_code err = load(ctx, c);

	if (err || str_eq(c->order.state, "cancelled"))
		return err;
	if (!str_eq(c->order.shipping_state, "unshipped"))
		return wrong_state(ctx, c, "cancel");
	err = order_move(ctx, AXIS_ORDER, c->order_id, "cancelled", NULL);
	for (size_t i = 0; i < c->n_payments && !err; i++)
		if (is_open(c->payments[i].state))
			err = order_move(ctx, AXIS_PAYMENT, c->payments[i].id, "cancelled", NULL);
	if (!err)
		err = order_event(ctx, c->order_id, "cancelled", c->actor, NULL);
	if (err)
		return err;
	takes = committed(ctx, c, &n);
	return stock_release(ctx, takes, n);
}

enum err_code order_cancel(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct change c = { .order_id = order_id, .actor = actor };

	return db_tx(ctx, cancel_tx, &c);
}

static bool may_ship(const struct change *c)
{
	const struct payment_provider *p = c->n_payments > 0 ? payment_provider(c->payments[0].provider) : NULL;

	if (!str_eq(c->order.state, "placed"))
		return false;
	if (str_eq(c->order.payment_state, "unpaid"))
		return p && p->paid_on_delivery;
	return !str_eq(c->order.payment_state, "refunded");
}

static enum err_code write_shipment(struct ctx *ctx, const struct change *c, int64_t *id)
{
	int64_t *lines = ARENA_ARRAY(ctx->arena, c->n_lines, int64_t);
	int64_t *quantities = ARENA_ARRAY(ctx->arena, c->n_lines, int64_t);
	char key[CRYPTO_TOKEN_SIZE];
	struct shipment_insert_in in = { .order_id = c->order_id, .key = key, .now = ctx->now };
	struct shipment_insert_row row;
	struct shipment_lines_insert_in shipped;
	size_t n = 0;
	enum err_code err;

	crypto_token(key);
	in.carrier = c->carrier;
	in.tracking = c->tracking;
	err = q_shipment_insert_one(ctx, &in, &row);
	if (err)
		return err;
	for (size_t i = 0; i < c->n_lines; i++) {
		if (c->lines[i].quantity == c->lines[i].shipped)
			continue;
		lines[n] = c->lines[i].id;
		quantities[n++] = c->lines[i].quantity - c->lines[i].shipped;
	}
	*id = row.id;
	shipped = (struct shipment_lines_insert_in){
		.shipment_id = row.id, .lines = { lines, n }, .quantities = { quantities, n }
	};
	return q_shipment_lines_insert(ctx, &shipped, NULL);
}

static enum err_code ship_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	struct stock_take *takes;
	size_t n;
	int64_t shipment;
	enum err_code err = load(ctx, c);

	if (err || str_eq(c->order.shipping_state, "shipped"))
		return err;
	if (!may_ship(c))
		return wrong_state(ctx, c, "ship");
	err = order_move(ctx, AXIS_SHIPPED, c->order_id, "shipped", NULL);
	if (!err)
		err = write_shipment(ctx, c, &shipment);
	if (!err)
		err = order_event(ctx, c->order_id, "shipped", c->actor, c->tracking);
	if (!err)
		err = outbox_add(ctx, OUTBOX_MAIL_SHIPPED, c->order_id, shipment);
	if (!err)
		err = order_complete(ctx, c->order_id);
	if (err)
		return err;
	takes = committed(ctx, c, &n);
	return stock_ship(ctx, takes, n);
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
