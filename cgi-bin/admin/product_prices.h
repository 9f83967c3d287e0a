/*
 * product_prices: the page of a product's other prices, and its three forms.
 */
#ifndef STOA_ADMIN_PRODUCT_PRICES_H
#define STOA_ADMIN_PRODUCT_PRICES_H

#include "admin/product.h"
#include "shop/goods_prices.h"

enum prices_form { PRICES_NONE, PRICES_CURRENCY, PRICES_TIER, PRICES_SALE };

/* refused: the form to which ctx's refusals and the request's values belong. */
enum err_code product_prices_show(struct ctx *, struct exchange *, int64_t id, enum prices_form refused);

#endif
