/*
 * limit: how much one client and one shop may ask for, by the settings limit_*, so that one shop's flood is no other
 * shop's. Counted by all processes of the box (cache/quota.h); without a cache's folder nothing is limited.
 *
 * A request counts for its client's address (of IPv6 the network of 64 bits, which is what one customer has) and for
 * its shop, each as a page, and besides as what it is if that costs more. What counts for a shop counts by program, so
 * that those who look do not keep those out who pay. The first limit that refuses is the only one that has counted what
 * it refused: a client that is refused takes nothing from its shop.
 */
#ifndef STOA_WEB_LIMIT_H
#define STOA_WEB_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "web/route.h"

/*
 * All return ERR_OK, or ERR_LIMIT with x->res->retry_after set and x->limit.refused: error_page_send_limit() is then
 * the answer. None asks a database.
 *
 * First of all, before any answer: by the address, and by the shop where the host is one that was resolved before.
 */
enum err_code limit_arrival(struct ctx *, struct exchange *);
/*
 * Before a page is made, which costs far more than one from the cache; by what is known so far, as above. again: a page
 * that was kept and has only changed. It does not count for the shop: of those there are no more than the cache holds,
 * one process makes each of them, and a merchant who changes a menu does not send the own shop's crowd away. Where the
 * cache itself is gone (a new build, a box that starts) a crowd fills it at the rate of limit_shop_made, shop by shop,
 * and who comes too early is asked to come again a second later: all shops fill theirs in that moment, from one
 * database.
 */
enum err_code limit_making(struct ctx *, struct exchange *, bool again);
/* Once ctx->tenant is the request's shop: what it counts for the shop, where it was not known before. */
enum err_code limit_shop(struct ctx *, struct exchange *);
/* After the answer: the shop had this process for so many microseconds. */
void limit_over(struct ctx *, const struct exchange *, int64_t took);

#endif
