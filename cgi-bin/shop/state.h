/*
 * state: the one state machine of order, payment, refund, shipment and return, as data.
 *
 * An axis is one column of states. Its rows here are all that there are: the CHECK constraints of sql/tenant say the
 * same (tests/unit/test_state_db), and a state changes by order_move() alone (tests/lint/states), which names the
 * states that it may come from and writes a row of state_event with actor and cause in the same statement.
 */
#ifndef STOA_SHOP_STATE_H
#define STOA_SHOP_STATE_H

#include <stdbool.h>
#include <stddef.h>

/* What each state means for money and stock stands in the table of state.c. */
enum order_axis {
	AXIS_ORDER,   /* orders.state */
	AXIS_PAID,    /* orders.payment_state: follows from what was captured and refunded (order_balance) */
	AXIS_SHIPPED, /* orders.shipping_state: of all parcels together */
	AXIS_PAYMENT, /* payment.state: one attempt to pay */
	AXIS_REFUND,  /* refund.state */
	AXIS_RETURN,  /* return_request.state */
	AXIS__MAX
};

struct state {
	enum order_axis axis;
	const char *name;
	bool first; /* a row may begin with it */
};

struct transition {
	enum order_axis axis;
	const char *from, *to;
};

/* All of them, in the order of their axes. */
const struct state *states_all(size_t *n);
const struct transition *transitions_all(size_t *n);

/* "order", "paid", ...: as state_event has it. */
const char *axis_name(enum order_axis);

/* Whether the table has the change; a state is not followed by itself. */
bool order_may(enum order_axis, const char *from, const char *to);

#endif
