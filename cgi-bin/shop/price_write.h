/*
 * price_write: prices as a merchant sets and plans them. History is kept: what was valid once is never changed.
 *
 * A price belongs to a variant, a currency and a number of pieces; its rows follow one another without overlap. A sale
 * cuts the row that it falls into: price, sale, price again. Whoever then changes the price changes both ends of it.
 * All calls run inside the caller's transaction.
 */
#ifndef STOA_SHOP_PRICE_WRITE_H
#define STOA_SHOP_PRICE_WRITE_H

#include <stdint.h>

#include "base/ctx.h"

struct price_key {
	int64_t variant_id;
	const char *currency;
	int64_t min_quantity; /* 1 for the price of a single piece */
};
struct price_amount {
	int64_t minor;
	int64_t compare; /* the price struck through; -1 for none */
};

#define PRICE_FOREVER INT64_MAX

/* From ctx->now on, until what is planned; planned rows that said the same as the one changed follow it. */
enum err_code price_put(struct ctx *, const struct price_key *, const struct price_amount *);
/* No price of this key from ctx->now on; what is planned and differs stays. */
enum err_code price_clear(struct ctx *, const struct price_key *);
/* Within [from, to), PRICE_FOREVER for no end; what was there before and behind stays. from before ctx->now is now. */
enum err_code price_plan(struct ctx *, const struct price_key *, const struct price_amount *, int64_t from, int64_t to);
/*
 * Takes a planned price back, or ends one that runs for a time: the price before it goes on. ERR_NOT_FOUND where the
 * product has none of that id, or it is over.
 */
enum err_code price_unplan(struct ctx *, int64_t product_id, int64_t price_id);

#endif
