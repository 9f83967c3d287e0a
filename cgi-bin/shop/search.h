/*
 * search: products by their words, in the locale's own tokens (kit/text: word breaks, folded, pairs for Japanese).
 */
#ifndef STOA_SHOP_SEARCH_H
#define STOA_SHOP_SEARCH_H

#include "base/ctx.h"
#include "shop/catalog.h"

/* Every word of the query must begin a word of the product; names weigh most. A query without words finds nothing. page
 * from 1. */
enum err_code search_products(struct ctx *, const char *query, int64_t page, struct product_list *out);

/* What of a product can be found, in one locale; NULL for none. */
struct search_source {
	const char *name;
	const char *summary;
	const char *vendor;
	const char *kind;
	struct texts tags; /* tags, option values, SKUs */
};

/* The product's words for the index: the text form of a tsvector, names weighted A. */
const char *search_document(struct ctx *, const char *locale, const struct search_source *);

#endif
