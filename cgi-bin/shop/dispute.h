/*
 * dispute: what shoppers contest at a provider, as the provider tells it. What is taken back in the end is a refund of
 * the payment: by a notice of its own, or where the provider sends none (takes_disputed) by that of the lost dispute.
 * What the provider keeps for a dispute that has ended is a fee in the books, where it is of the payment's currency.
 */
#ifndef STOA_SHOP_DISPUTE_H
#define STOA_SHOP_DISPUTE_H

#include "shop/payment.h"

struct dispute {
	const char *provider, *ref;
	const char *reason; /* the provider's word; "" for none */
	enum dispute_state state;
	struct money amount;
	struct money fee;     /* that the provider keeps for it; minor 0 for none */
	int64_t answer_until; /* UTC seconds; 0 for none */
	int64_t opened_at;
};

/* Of an order, oldest first. */
enum err_code disputes_of_order(struct ctx *, int64_t order_id, const struct dispute **out, size_t *n);

/*
 * Written down, with an event of the order where it is new or has ended. What has ended does not open again: notices
 * come out of order. Inside a transaction, under the order's lock.
 */
enum err_code dispute_told(struct ctx *, int64_t order_id, int64_t payment_id, const struct payment_provider *,
    const struct payment_dispute *);

#endif
