/*
 * goods_prices: what a product costs beyond the one price of its grid: in other currencies, by the number of pieces,
 * and from a day on or for a time.
 */
#ifndef STOA_SHOP_GOODS_PRICES_H
#define STOA_SHOP_GOODS_PRICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "db/db.h"

/* A price that is valid now or will be. */
struct goods_price_row {
	int64_t id;
	int64_t variant_id;
	int64_t quantity; /* from so many pieces on */
	struct money price;
	struct money compare; /* minor -1 for none */
	int64_t from, to;     /* INT64_MAX for ever */
};
/* In the order of variants, currencies, quantities and time. */
enum err_code goods_prices_get(struct ctx *, int64_t product_id, const struct goods_price_row **out, size_t *n);

/* One variant's price in a currency; minor -1: computed by the rate. */
struct goods_currency_price {
	int64_t variant_id;
	int64_t minor, compare_minor;
};
struct goods_currency_prices {
	int64_t product_id, version;
	const char *currency; /* not the shop's own: that is the grid's */
	const struct goods_currency_price *v;
	size_t n;
};
/* Refuses "compare_not_above" at "compare_<variant>". */
enum err_code goods_currency_save(struct ctx *, const struct goods_currency_prices *);

/* variants: none for all of the product that are sold. ERR_NOT_FOUND where one is not sold or another product's. */
struct goods_tier {
	int64_t product_id;
	struct bigints variants;
	const char *currency;
	int64_t quantity; /* more than 1 */
	int64_t minor;    /* -1 takes the tier away */
};
enum err_code goods_tier_save(struct ctx *, const struct goods_tier *);

struct goods_sale {
	int64_t product_id, variant_id; /* 0 for all that are sold */
	const char *currency;
	int64_t minor;   /* the price meanwhile; -1: by off_ppm */
	int64_t off_ppm; /* parts per million off the price of now */
	bool before;     /* the price of now is struck through beside it */
	int64_t from, to;
};
/* Refuses "sale_no_price" at "currency" where nothing has a price in it that a part could be taken off. */
enum err_code goods_sale_plan(struct ctx *, const struct goods_sale *);
/* All of them, see price_unplan(). */
enum err_code goods_sale_cancel(struct ctx *, int64_t product_id, struct bigints price_ids);

#endif
