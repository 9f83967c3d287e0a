/*
 * pay: handing the shopper over to the provider of an order's payment.
 */
#ifndef STOA_CHECKOUT_PAY_H
#define STOA_CHECKOUT_PAY_H

#include "base/ctx.h"
#include "web/route.h"

/*
 * Redirects to the provider's page, or to the order's own where there is none, nothing is left to pay, or the provider
 * is away: the order stands in any case, and its page offers to try again.
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

#endif
