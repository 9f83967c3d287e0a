/*
 * product_prices: the page of a product's other prices, and its three forms.
 */
#ifndef STOA_ADMIN_PRODUCT_PRICES_H
#define STOA_ADMIN_PRODUCT_PRICES_H

#include "admin/product.h"
#include "shop/goods_prices.h"

enum prices_form { PRICES_NONE, PRICES_CURRENCY, PRICES_TIER, PRICES_SALE };

/* What the page is made of. */
struct prices_sheet {
	const struct goods *goods;
	const struct goods_price_row *prices;
	size_t n_prices;
	const char *currency; /* of the grid; NULL where there is no other than the shop's own */
};
/* The variant's options, or the product where it has none. */
const char *prices_words(const struct prices_sheet *, int64_t variant_id);
/* The tiers and the prices of a time: what several variants have alike is one row. */
void product_prices_lists(struct ctx *, const struct prices_sheet *, struct product_prices_page *);

/* refused: the form to which ctx's refusals and the request's values belong. */
enum err_code product_prices_show(struct ctx *, struct exchange *, int64_t id, enum prices_form refused);

#endif
