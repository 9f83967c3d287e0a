/*
 * order_room: what the files of order and payment share, and nobody else needs: moving states, events, settling.
 *
 * Everything here runs inside the caller's transaction, after order_lock(): the order's row is locked first, then its
 * payments, refunds and stock, so that two changes of one order stand in line.
 */
#ifndef STOA_SHOP_ORDER_ROOM_H
#define STOA_SHOP_ORDER_ROOM_H

#include "db/db.h"
#include "shop/order.h"

enum order_axis {
	AXIS_ORDER,   /* orders.state */
	AXIS_PAID,    /* orders.payment_state */
	AXIS_SHIPPED, /* orders.shipping_state */
	AXIS_PAYMENT, /* payment.state */
	AXIS_REFUND,  /* refund.state */
	AXIS__MAX
};

/* The table of allowed changes; a state is not followed by itself. */
bool order_may(enum order_axis, const char *from, const char *to);

/*
 * A conditional update by the table. Being there already is ERR_OK with *moved false; any other state is ERR_CONFLICT.
 * id: of the order, payment or refund. moved may be NULL.
 */
enum err_code order_move(struct ctx *, enum order_axis, int64_t id, const char *to, bool *moved);

/* detail: ids and codes only; NULL for none. */
enum err_code order_event(struct ctx *, int64_t order_id, const char *kind, struct actor, const char *detail);
const char *actor_name(enum actor_kind);
enum actor_kind actor_kind_of(const char *name);

/* After a payment of the order was captured: the order's state, event and mail. */
enum err_code order_settle(struct ctx *, int64_t order_id, struct actor, const char *detail);
/* Moves an order that is paid and shipped to completed. */
enum err_code order_complete(struct ctx *, int64_t order_id);

/*
 * A provider says that so much more of the payment went back: the refund that we asked for and whose end we do not know
 * yet, or one of the merchant's own at the provider. ERR_CONFLICT while an open refund of another amount leaves it
 * unclear: the notice comes again.
 */
enum err_code order_refund_told(
    struct ctx *, int64_t order_id, int64_t payment_id, int64_t amount_minor, const char *provider_ref);

/* Orders of these may be shipped unpaid; for queries. */
struct texts payment_on_delivery(struct ctx *);

#endif
