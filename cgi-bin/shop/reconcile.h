/*
 * reconcile: what a provider says that it has moved in a period, beside what we have written down. Nothing is changed.
 */
#ifndef STOA_SHOP_RECONCILE_H
#define STOA_SHOP_RECONCILE_H

#include "shop/payment.h"

enum difference_kind {
	DIFFERENCE_UNKNOWN, /* the provider took or sent back something that is not written down */
	DIFFERENCE_MISSING, /* we have written down what the provider does not list */
	DIFFERENCE_AMOUNT,  /* both know it, of other amounts */
	DIFFERENCE__MAX
};

struct difference {
	enum difference_kind kind;
	bool refund;
	const char *order;         /* its number; NULL where there is none */
	const char *ref;           /* the provider's id */
	struct money ours, theirs; /* minor 0 where there is none */
};

struct reconciling {
	size_t takings, refunds; /* of the provider's, that were compared */
	const struct difference *v;
	size_t n;
};

/*
 * from, to: UTC seconds, to excluded. The provider is asked for a day more on either side, since it may count a moment
 * to another day. ERR_CONFLICT where the provider keeps no list; ERR_NOT_FOUND, ERR_DOWN as of its list.
 */
enum err_code reconcile(
    struct ctx *, const struct payment_provider *, int64_t from, int64_t to, struct reconciling *out);

#endif
