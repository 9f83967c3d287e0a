/*
 * stock: pieces of a variant at the shop's locations. on_hand = available + reserved + committed, always.
 *
 * All calls but stock_set run inside the caller's transaction; variants are taken in ascending id order so that no two
 * sales can wait for each other.
 */
#ifndef STOA_SHOP_STOCK_H
#define STOA_SHOP_STOCK_H

#include <stdint.h>

#include "base/ctx.h"

/* As many pieces available, or fewer, are running low. */
enum { STOCK_LOW = 3 };
/* Shoppers are told how many there are where they are so few, or fewer: above, an order changes nothing that is shown.
 */
enum { STOCK_FEW = 5 };

struct stock_take {
	int64_t variant_id;
	int64_t quantity;
	int64_t left; /* set where it fails: what is available */
};

/*
 * Takes all pieces or none: one conditional update a variant. ERR_CONFLICT on the first that does not suffice. Reserved
 * pieces are kept for somebody who has not paid yet, committed ones are somebody's: which of them an order has, and how
 * it changes, is shop/hold.h.
 */
enum err_code stock_reserve(struct ctx *, struct stock_take *, size_t n);
enum err_code stock_commit(struct ctx *, struct stock_take *, size_t n);
/* Reserved pieces become committed: nothing can be in the way. */
enum err_code stock_settle(struct ctx *, const struct stock_take *, size_t n);
/* Gives reserved pieces back. */
enum err_code stock_unreserve(struct ctx *, const struct stock_take *, size_t n);
/* Gives committed pieces back (an order cancelled before it was shipped). */
enum err_code stock_release(struct ctx *, const struct stock_take *, size_t n);
/* Committed pieces leave the house. */
enum err_code stock_ship(struct ctx *, const struct stock_take *, size_t n);
/* Pieces that had left come back, and are for sale. */
enum err_code stock_return(struct ctx *, const struct stock_take *, size_t n);
/* Sets what lies at the default location. ERR_CONFLICT where less than is already promised. */
enum err_code stock_set(struct ctx *, int64_t variant_id, int64_t on_hand);

#endif
