/*
 * stock: pieces of a variant at the shop's locations. on_hand = available + reserved + committed, always, by location.
 *
 * What is sold is taken from the location that is asked first (location.rank 1), what is missing there from the next
 * one, and so on; pieces go back to where they were taken from. All calls but stock_set run inside the caller's
 * transaction; rows are locked by the location's rank, then by variant, so that no two sales can wait for each other.
 */
#ifndef STOA_SHOP_STOCK_H
#define STOA_SHOP_STOCK_H

#include <stdbool.h>
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

/* Pieces of a variant at a location. */
struct stock_place {
	int64_t variant_id;
	int64_t quantity;
	int64_t location_id; /* 0: the one that is_default */
	int64_t rank;        /* 0 is last: the location is closed */
	bool home;           /* it is the one that is_default */
};

struct stock_places {
	struct stock_place *v;
	size_t n;
};

/*
 * Takes all pieces or none: a conditional update for each variant and location that is asked. *out, which may be NULL,
 * is where they were taken. ERR_CONFLICT on the first that does not suffice. Reserved pieces are kept for somebody who
 * has not paid yet, committed ones are somebody's: which of them an order has, and how it changes, is shop/hold.h.
 */
enum err_code stock_reserve(struct ctx *, struct stock_take *, size_t n, struct stock_places *out);
enum err_code stock_commit(struct ctx *, struct stock_take *, size_t n, struct stock_places *out);
/* Reserved pieces become committed: nothing can be in the way. */
enum err_code stock_settle(struct ctx *, const struct stock_place *, size_t n);
/* Gives reserved pieces back. */
enum err_code stock_unreserve(struct ctx *, const struct stock_place *, size_t n);
/* Gives committed pieces back (an order cancelled before it was shipped). */
enum err_code stock_release(struct ctx *, const struct stock_place *, size_t n);
/* Committed pieces leave the house. */
enum err_code stock_ship(struct ctx *, const struct stock_place *, size_t n);
/* Pieces that had left come back, and are for sale; where their location is closed, at the one that is asked first. */
enum err_code stock_return(struct ctx *, const struct stock_place *, size_t n);
/* Sets what lies at a location (0: the one that is asked first). ERR_CONFLICT where less than is already promised. */
enum err_code stock_set(struct ctx *, int64_t variant_id, int64_t location_id, int64_t on_hand);

#endif
