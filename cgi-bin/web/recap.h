/*
 * recap: where it goes and what was bought, for every page and mail that says so again.
 */
#ifndef STOA_WEB_RECAP_H
#define STOA_WEB_RECAP_H

#include "base/ctx.h"
#include "shop/address.h"
#include "shop/order.h"
#include "web/parts.h"

/* An address as lines, as its country sets them, the country in words last. */
struct address_part address_label(struct ctx *, const struct address *);
/* An order as it was placed: its lines and sums. */
struct summary_part order_summary(struct ctx *, const struct order *);

#endif
