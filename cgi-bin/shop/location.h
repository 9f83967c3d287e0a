/*
 * location: the places where pieces lie, and what lies where.
 *
 * What is sold is taken from the first of them that has it (rank 1), then from the next. One that is closed sells
 * nothing; nothing lies there and nothing is promised from there. The last open one stays open.
 *
 * Names are the merchant's own words, for staff: shoppers read them on a parcel's slip alone.
 */
#ifndef STOA_SHOP_LOCATION_H
#define STOA_SHOP_LOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { LOCATIONS_MAX = 50 };

struct location {
	int64_t id;
	const char *name, *address; /* address: lines as typed, "" for none */
	int64_t rank;               /* from 1; 0: closed */
	bool home;                  /* the first that the shop had */
	int64_t on_hand, promised;  /* of all goods; filled by location_sums() */
};

/* Open ones in their order, then the closed ones. *n_open are open. */
enum err_code location_list(struct ctx *, struct location **out, size_t *n, size_t *n_open);
enum err_code location_sums(struct ctx *, struct location *, size_t n);
/* The one that is asked first. Inside a transaction, before whose end no location closes. */
enum err_code location_first(struct ctx *, int64_t *id);
/* Among these; NULL for none. */
const struct location *location_among(const struct location *, size_t n, int64_t id);

/*
 * id 0 makes a new one, the last in the order. Refuses "name" with "required" or "location_taken" (another one is
 * called so), "" with "location_many" (argument: the most there can be). ERR_NOT_FOUND.
 */
enum err_code location_save(struct ctx *, int64_t id, const char *name, const char *address);
/* One place further up in the order. */
enum err_code location_raise(struct ctx *, int64_t id);
/*
 * to: its pieces are moved there before; 0 for nowhere. Refuses "to" with "location_last", "location_promised"
 * (argument: pieces of orders that are to be sent from there) or "location_full" (argument: pieces that lie there).
 */
enum err_code location_close(struct ctx *, int64_t id, int64_t to);
enum err_code location_reopen(struct ctx *, int64_t id);

/* Of a variant. Refuses "pieces" with "location_short" (argument: how many lie free where they are taken from), "to"
 * with "location_same". Both are open, else ERR_NOT_FOUND. */
struct location_carry {
	int64_t product_id, variant_id, from, to, quantity;
};
enum err_code location_carry(struct ctx *, const struct location_carry *);

/* What lies of a product's variants at each open location: a row for each pair, in the order of both. */
struct location_pieces {
	int64_t variant_id, location_id, on_hand, promised;
};
enum err_code location_pieces(struct ctx *, int64_t product_id, const struct location_pieces **out, size_t *n);

/* What was counted of a variant at a location (0: the one that is asked first), if it is still as the form showed it.
 */
struct location_count {
	int64_t variant_id, location_id, on_hand, seen;
};
/*
 * Counted at one location, all or nothing. Refuses "on_hand_<variant>" with "stock_range", "stock_changed" (argument:
 * pieces there now) or "stock_promised" (argument: pieces sold from there and not yet sent).
 */
enum err_code location_put(struct ctx *, int64_t product_id, const struct location_count *, size_t n);

/* From where an order's pieces are to be sent. What no row tells of lies at the first location that the shop had. */
struct location_share {
	int64_t location_id, variant_id, quantity;
};
enum err_code location_of_order(struct ctx *, int64_t order_id, const struct location_share **out, size_t *n);
/* Likewise from where those were sent that have gone, and did not come back. */
enum err_code location_sent_of_order(struct ctx *, int64_t order_id, const struct location_share **out, size_t *n);

#endif
