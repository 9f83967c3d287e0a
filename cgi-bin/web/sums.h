/*
 * sums: items, shipping, taxes and total as rows, worded once for cart, checkout, order page, mails and admin.
 */
#ifndef STOA_WEB_SUMS_H
#define STOA_WEB_SUMS_H

#include "base/ctx.h"
#include "shop/order.h"
#include "shop/quote.h"
#include "web/parts.h"

/* A cart on its way: the shipping row says that it comes later where nothing is chosen yet. */
void sums_of_quote(struct ctx *, const struct quote *, struct sums_part *out);
/* What was ordered, as it was then. */
void sums_of_order(struct ctx *, const struct order *, struct sums_part *out);

#endif
