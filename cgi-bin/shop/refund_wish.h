/*
 * refund_wish: the first of the three steps of a refund (order_refund.c): the wish is written down with its key, or the
 * one from before is found. Inside a transaction, under the order's lock.
 */
#ifndef STOA_SHOP_REFUND_WISH_H
#define STOA_SHOP_REFUND_WISH_H

#include "queries.h"
#include "shop/order.h"
#include "shop/refund_plan.h"

/* What one payment shall send back. */
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

/* The refund of an order: loaded under its lock, and the wishes that are made of it, in the request's arena. */
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

/* Locks the order and reads what it has of payments and refunds. */
enum err_code refund_load(struct ctx *, struct refunding *);
/* Minor units that the payment has taken and not given back. */
int64_t refund_left_of(const struct payments_of_order_row *);
/* A refund of this payment is open, of another amount. */
bool refund_has_open(const struct refunding *, int64_t payment_id, int64_t other_than);
/* One more wish of r: so much of the payment, by an open refund from before or a new one. */
enum err_code refund_wish(struct ctx *, struct refunding *, const struct payments_of_order_row *, int64_t rest);
/*
 * For db_tx(), with struct refunding: all wishes by r->part, or of all that is left. ERR_CONFLICT: nothing is, or more
 * is wanted than that.
 */
enum err_code refund_wishes_tx(struct ctx *, void *refunding);

#endif
