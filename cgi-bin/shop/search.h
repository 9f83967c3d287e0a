/*
 * search: products by their words (kit/text_words).
 */
#ifndef STOA_SHOP_SEARCH_H
#define STOA_SHOP_SEARCH_H

#include "base/ctx.h"
#include "shop/catalog.h"

/* Every word of the query must begin a word of the product; names weigh most. A query without words finds nothing. page
 * from 1. */
enum err_code search_products(struct ctx *, const char *query, int64_t page, struct product_list *out);

#endif
