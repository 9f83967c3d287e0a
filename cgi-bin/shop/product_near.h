/*
 * product_near: which shelf a product stands in and what follows it there, written down beside it (a row of
 * product_near), so that its page finds its neighbours by key.
 *
 * The shelf is the first of the product's categories that are shown, those below others before those at the top. Who is
 * near is decided by shelves and ids alone; when each is seen, its row of product_offer says.
 */
#ifndef STOA_SHOP_PRODUCT_NEAR_H
#define STOA_SHOP_PRODUCT_NEAR_H

#include "base/ctx.h"
#include "db/db.h"

enum {
	NEAR_SHOWN = 4, /* on a product's page */
	NEAR_MAX = 8    /* written down: some of them may not be seen at the moment */
};

/*
 * Inside the transaction that changed the products, around the writing of their rows of product_offer: first who of
 * them moves, then what that changes, for them and for those that they follow or followed; shelves that changed are
 * told of (shop/show).
 */
struct near_moved {
	const int64_t *ids, *shelves, *before;
	size_t n;
};
enum err_code product_near_moved(struct ctx *, struct bigints product_ids, struct near_moved *out);
enum err_code product_near_put(struct ctx *, const struct near_moved *);

/* After the tree of categories was changed: of all whose shelf is another one now. As a part of the transaction where
 * one is open, else in some of its own. */
enum err_code product_near_follow(struct ctx *);

#endif
