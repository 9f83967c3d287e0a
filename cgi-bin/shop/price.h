/*
 * price: what a variant costs, in the currency asked for.
 *
 * An amount entered for the currency wins; else the amount in the shop's own currency is converted by the shop's rate
 * and rounded to the step that the merchant chose for the currency, at least its minor unit. Amounts are gross or net
 * as the shop's tax mode says.
 */
#ifndef STOA_SHOP_PRICE_H
#define STOA_SHOP_PRICE_H

#include <stddef.h>

#include "base/ctx.h"
#include "base/money.h"

/* From the shop's own currency into another that it offers, by its rate; abort where it does not offer it. */
struct money price_convert(const struct ctx *, int64_t own_minor, const char *currency);

/* The same as a fraction: own times num by den, rounded half away from zero to a multiple of the step (minor units). */
void price_fraction(const struct ctx *, const char *currency, int64_t *num, int64_t *den);
int64_t price_step(const struct ctx *, const char *currency);

/* entered: amount in `currency`, or -1 where none is; own: in the shop's own currency. */
struct money price_choose(const struct ctx *, int64_t entered, int64_t own, const char *currency);

/*
 * The price struck through beside the chosen one, in ctx->currency; minor 0 for none. It comes from where the price
 * came from: an entered price is compared with an entered one.
 */
struct money price_compare(const struct ctx *, int64_t entered, int64_t entered_compare, int64_t own_compare);

/*
 * What one piece costs where at least so many are bought. A tier that would make pieces dearer than fewer of them does
 * not count, on pages (shop/product_offer) and in the cart alike.
 */
struct price_tier {
	int64_t quantity; /* more than 1 */
	struct money unit;
};

#endif
