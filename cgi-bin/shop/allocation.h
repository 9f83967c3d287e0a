/*
 * allocation: where the pieces lie that are an order's own, and from where they were sent.
 *
 * A row for each order, variant and location that is not the one that is_default: what no row tells of lies there.
 * So a shop with one location has no rows, and orders that were placed when there was one need none. Where a variant
 * has such rows, what is sent of it from the one that is_default has a row too, so that each location is known to get
 * back no more than left from there.
 *
 * Everything runs inside the caller's transaction, after order_lock(). Pieces that go are chosen from the location that
 * is asked last when things are sold, which leaves an order's rest where most of it lies. Those that come back go to
 * where they were sent from, in the order in which the locations are asked: pieces that are alike do not tell which
 * parcel they were in.
 */
#ifndef STOA_SHOP_ALLOCATION_H
#define STOA_SHOP_ALLOCATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "shop/stock.h"

/* The order's own from now on. Goes along with the next statement. */
enum err_code allocation_add(struct ctx *, int64_t order_id, const struct stock_place *, size_t n);

enum allocation_move {
	ALLOCATION_GIVE, /* the order has them no more */
	ALLOCATION_SEND, /* they leave for the customer */
	ALLOCATION_BACK, /* they came back from there */
};
/*
 * Chooses so many of the order's pieces, and writes down that they go. location_id: all of them from there (0: from
 * anywhere), for which open tells of each how many the order has to be sent; ERR_CONFLICT where fewer of one lie there,
 * *short_of is its index and *there how many.
 *
 * ALLOCATION_BACK: *out is where they lie now, which is an open location: location_id, or, with 0, where they were sent
 * from; the one that is asked first in place of a closed one. None of them closes before the transaction has ended.
 */
struct allocation_wish {
	int64_t order_id;
	enum allocation_move move;
	const struct stock_take *takes;
	size_t n;
	int64_t location_id;
	const int64_t *open;
	/* set where it fails */
	size_t short_of;
	int64_t there;
};
enum err_code allocation_choose(struct ctx *, struct allocation_wish *, struct stock_places *out);

#endif
