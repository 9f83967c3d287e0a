/*
 * pay: handing the shopper over to the provider of an order's payment.
 *
 * A shopper waits for a provider as long as conf's provider_milliseconds have it, and no longer. What a provider was
 * not asked for, since too many of us wait for one, and what it did not answer is tried again by a page that asks for a
 * moment (moment.c): the order stands, and the same attempt is begun under the same key, or asked about. A provider
 * that is left alone for now (provider_is_away()) is not worth a moment: the order's page offers other ways.
 */
#ifndef STOA_CHECKOUT_PAY_H
#define STOA_CHECKOUT_PAY_H

#include "base/ctx.h"
#include "web/route.h"

struct order;

/*
 * Redirects to the provider's page, or to the order's own where there is none, nothing is left to pay, or the provider
 * is away: the order stands in any case, and its page offers to try again; or to the page that asks for a moment.
 */
enum err_code pay_go(struct ctx *, struct exchange *, const char *order_token);
/* Likewise by another way to pay than was chosen before, where that is still possible. */
enum err_code pay_otherwise(struct ctx *, struct exchange *, const char *order_token, const char *method);
/*
 * The shopper comes back from there: the provider is asked what became of the payment, before its notice comes or
 * instead of it, and the order's page shows the truth, or that it is not known yet.
 */
enum err_code pay_back(struct ctx *, struct exchange *, const char *order_token);
/* Lets this page's forms lead on to the provider's pages. Whether the provider has any. */
bool pay_allow(struct ctx *, struct exchange *, const char *provider);

/* One try, for an order that can be paid. */
enum pay_end {
	PAY_SETTLED, /* begun, known, refused or put off: the order's page tells */
	PAY_MOMENT   /* the same once more, in a moment */
};
/* *redirect: the provider's page; NULL where there is none to go to. */
enum pay_end pay_begin(struct ctx *, const struct order *, const char **redirect);
/* Asks what became of the newest attempt. */
enum pay_end pay_ask(struct ctx *, const struct order *);
/* The page that asks for a moment after so many tries by it; asks: whether it was paid, not to pay. */
const char *pay_moment_url(struct ctx *, const struct order *, bool asks, int tries);

#endif
