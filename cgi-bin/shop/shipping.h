/*
 * shipping: which methods bring a cart to a country, and for how much. Zones are lists of countries; a method's table
 * goes by weight or by the items' total. A zone that lists '*' reaches every country; the first zone by position that
 * lists the country counts. A rate without an amount ends the table: not offered from there on.
 */
#ifndef STOA_SHOP_SHIPPING_H
#define STOA_SHOP_SHIPPING_H

#include "base/ctx.h"
#include "base/money.h"
#include "shop/cart.h"
#include "db/db.h"

struct shipping_offer {
	int64_t method_id;
	const char *code;
	const char *name;
	const char *hint;
	const char *tax_class;
	struct money price; /* in ctx->currency, in the shop's tax mode */
};

/*
 * What can be chosen; n 0 where nobody ships there. A cart of goods that need no shipping gets one free offer with
 * method_id 0 and no name.
 */
enum err_code shipping_offers(
    struct ctx *, const struct cart *, const char *country, const struct shipping_offer **out, size_t *n);
/* Is about to be asked that (db_ahead). */
void shipping_offers_ahead(struct ctx *, const struct cart *, const char *country);
/* The tax class of shipping that is no method: that of the first line that needs any. "" for an empty cart. */
const char *shipping_class(const struct cart *);
/* Countries that some zone reaches, ISO codes. */
enum err_code shipping_countries(struct ctx *, struct texts *out);

#endif
