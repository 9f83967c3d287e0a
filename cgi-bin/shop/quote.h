/*
 * quote: what a cart costs, to the minor unit: the one function behind the review page, the order and its mails.
 */
#ifndef STOA_SHOP_QUOTE_H
#define STOA_SHOP_QUOTE_H

#include "base/ctx.h"
#include "base/money.h"
#include "shop/cart.h"
#include "shop/shipping.h"
#include "shop/tax.h"

struct quote_line {
	const struct cart_line *line;
	const struct tax_rate *rate;
	int64_t unit_net, unit_gross;
	struct tax_split split; /* of the whole line */
};

/* Tax of one rate over all lines and shipping. */
struct tax_sum {
	const char *name;
	int64_t ppm;
	int64_t base;
	int64_t amount;
};

struct quote {
	const struct quote_line *lines;
	size_t n_lines;
	const struct shipping_offer *shipping; /* NULL before it was chosen: nothing is added for it */
	const struct tax_rate *shipping_rate;
	struct tax_split shipping_split;
	struct tax_split items;
	const struct tax_sum *taxes; /* by rate, highest first; rates of 0 left out */
	size_t n_taxes;
	struct money tax;
	struct money total; /* what is paid */
};

/* country: the destination; the shop's own before an address is known. shipping may be NULL. */
enum err_code quote_cart(
    struct ctx *, const struct cart *, const char *country, const struct shipping_offer *shipping, struct quote *out);
/* The arithmetic of quote_cart, by rates that were read before. */
void quote_sum(struct ctx *, const struct cart *, const struct tax_table *, const struct shipping_offer *shipping,
    struct quote *out);

#endif
