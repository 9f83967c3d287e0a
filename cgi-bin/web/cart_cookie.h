/*
 * cart_cookie: the guest's cart in a signed cookie: its token and the count that every page shows, so that showing a
 * page needs no look into the cart.
 */
#ifndef STOA_WEB_CART_COOKIE_H
#define STOA_WEB_CART_COOKIE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "web/route.h"

struct cart_cookie {
	const char *token; /* 32 hex digits */
	int64_t count;     /* pieces, 0..LIMIT_QUANTITY * LIMIT_CART_LINES */
	const char *heard; /* another one wherever a change of the cart has reached the browser: shop/cart.h */
};

/* False, with token and heard NULL and count 0, where there is no cart of this shop or the cookie was tampered with. */
bool cart_cookie_read(struct ctx *, const struct request *, struct cart_cookie *out);
/*
 * Whether this visitor has changed a cart, or ordered, a moment ago: then the database itself must be read, and no copy
 * that may not have it yet. The cookie is not verified: it speaks of its bearer alone.
 */
bool cart_cookie_is_new(struct ctx *, const struct request *);
/* Kept for 60 days from now. */
void cart_cookie_write(struct ctx *, struct exchange *, const char *token, int64_t count);

#endif
