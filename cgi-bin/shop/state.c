#include "shop/state.h"

#include "base/log.h"
#include "base/str.h"

static const struct state states[] = {
	/* The sale is owed and its stock committed. */
	{ AXIS_ORDER, "placed", true },
	/* Paid and sent: nothing more is expected. */
	{ AXIS_ORDER, "completed", false },
	/* What was not paid is not owed any more; what was not sent is free again. */
	{ AXIS_ORDER, "cancelled", false },
	/* Cancelled because no money came in time. Where it comes late, staff may go on with it. */
	{ AXIS_ORDER, "expired", false },

	{ AXIS_PAID, "unpaid", true },
	{ AXIS_PAID, "part_paid", false },
	/* Nothing is owed; where the total is nought, from the beginning. */
	{ AXIS_PAID, "paid", true },
	{ AXIS_PAID, "part_refunded", false },
	{ AXIS_PAID, "refunded", false },

	/* The pieces lie on the shelf, committed. */
	{ AXIS_SHIPPED, "unshipped", true },
	/* They wait to be collected, still committed. */
	{ AXIS_SHIPPED, "ready", false },
	{ AXIS_SHIPPED, "part_shipped", false },
	/* None is committed any more: what was not dropped has left the house. */
	{ AXIS_SHIPPED, "shipped", false },

	/* The shopper was not heard of yet. */
	{ AXIS_PAYMENT, "created", true },
	/* The provider, or the bank, is at it. */
	{ AXIS_PAYMENT, "pending", true },
	/* The provider holds the money for us; none of it is ours. */
	{ AXIS_PAYMENT, "authorised", false },
	/* captured_minor is ours, the rest is still held. */
	{ AXIS_PAYMENT, "part_captured", false },
	/* captured_minor is ours, and nothing more will come. */
	{ AXIS_PAYMENT, "captured", true },
	/* What was held was let go before any of it was taken. */
	{ AXIS_PAYMENT, "voided", false },
	{ AXIS_PAYMENT, "failed", false },
	{ AXIS_PAYMENT, "cancelled", false },

	/* Written down before the provider is asked; its money counts as on its way. */
	{ AXIS_REFUND, "requested", true },
	/* It went back. */
	{ AXIS_REFUND, "done", false },
	{ AXIS_REFUND, "failed", false },

	{ AXIS_RETURN, "requested", true },
	{ AXIS_RETURN, "approved", false },
	{ AXIS_RETURN, "refused", false },
	/* The pieces are back in the house; whether they are for sale again is the refund's to say. */
	{ AXIS_RETURN, "received", false },
	{ AXIS_RETURN, "closed", false },
};

/*
 * Money that arrives late is never lost sight of: a payment that failed or was cancelled may still be captured,
 * whatever became of its order, and an order that was refunded is open again once more money came. An order that was
 * changed may cost more than was paid.
 */
static const struct transition transitions[] = {
	{ AXIS_ORDER, "placed", "completed" },
	{ AXIS_ORDER, "placed", "cancelled" },
	{ AXIS_ORDER, "placed", "expired" },
	{ AXIS_ORDER, "expired", "placed" },

	{ AXIS_PAID, "unpaid", "part_paid" },
	{ AXIS_PAID, "unpaid", "paid" },
	{ AXIS_PAID, "part_paid", "paid" },
	{ AXIS_PAID, "part_paid", "part_refunded" },
	{ AXIS_PAID, "part_paid", "refunded" },
	{ AXIS_PAID, "paid", "unpaid" },
	{ AXIS_PAID, "paid", "part_paid" },
	{ AXIS_PAID, "paid", "part_refunded" },
	{ AXIS_PAID, "paid", "refunded" },
	{ AXIS_PAID, "part_refunded", "part_paid" },
	{ AXIS_PAID, "part_refunded", "refunded" },
	{ AXIS_PAID, "refunded", "part_paid" },
	{ AXIS_PAID, "refunded", "part_refunded" },

	{ AXIS_SHIPPED, "unshipped", "ready" },
	{ AXIS_SHIPPED, "unshipped", "part_shipped" },
	{ AXIS_SHIPPED, "unshipped", "shipped" },
	{ AXIS_SHIPPED, "ready", "shipped" },
	{ AXIS_SHIPPED, "part_shipped", "shipped" },

	{ AXIS_PAYMENT, "created", "pending" },
	{ AXIS_PAYMENT, "created", "authorised" },
	{ AXIS_PAYMENT, "created", "captured" },
	{ AXIS_PAYMENT, "created", "failed" },
	{ AXIS_PAYMENT, "created", "cancelled" },
	{ AXIS_PAYMENT, "pending", "authorised" },
	{ AXIS_PAYMENT, "pending", "captured" },
	{ AXIS_PAYMENT, "pending", "failed" },
	{ AXIS_PAYMENT, "pending", "cancelled" },
	{ AXIS_PAYMENT, "authorised", "part_captured" },
	{ AXIS_PAYMENT, "authorised", "captured" },
	{ AXIS_PAYMENT, "authorised", "voided" },
	{ AXIS_PAYMENT, "authorised", "failed" },
	{ AXIS_PAYMENT, "part_captured", "captured" },
	{ AXIS_PAYMENT, "failed", "authorised" },
	{ AXIS_PAYMENT, "failed", "captured" },
	{ AXIS_PAYMENT, "cancelled", "authorised" },
	{ AXIS_PAYMENT, "cancelled", "captured" },
	{ AXIS_PAYMENT, "voided", "captured" },

	{ AXIS_REFUND, "requested", "done" },
	{ AXIS_REFUND, "requested", "failed" },

	{ AXIS_RETURN, "requested", "approved" },
	{ AXIS_RETURN, "requested", "refused" },
	{ AXIS_RETURN, "requested", "closed" },
	{ AXIS_RETURN, "approved", "received" },
	{ AXIS_RETURN, "approved", "closed" },
	{ AXIS_RETURN, "received", "closed" },
};

static const char *const axes[] = {
	[AXIS_ORDER] = "order",
	[AXIS_PAID] = "paid",
	[AXIS_SHIPPED] = "shipped",
	[AXIS_PAYMENT] = "payment",
	[AXIS_REFUND] = "refund",
	[AXIS_RETURN] = "return",
};
_Static_assert(sizeof axes / sizeof *axes == AXIS__MAX, "each axis has its name");

const struct state *states_all(size_t *n)
{
	*n = sizeof states / sizeof *states;
	return states;
}

const struct transition *transitions_all(size_t *n)
{
	*n = sizeof transitions / sizeof *transitions;
	return transitions;
}

const char *axis_name(enum order_axis axis)
{
	BUG_IF(axis >= AXIS__MAX);
	return axes[axis];
}

bool order_may(enum order_axis axis, const char *from, const char *to)
{
	for (size_t i = 0; i < sizeof transitions / sizeof *transitions; i++)
		if (transitions[i].axis == axis && str_eq(transitions[i].from, from) && str_eq(transitions[i].to, to))
			return true;
	return false;
}
