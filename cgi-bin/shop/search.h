/*
 * search: products by a shopper's words. The one door: pages ask here, and know nothing of how words are found.
 */
#ifndef STOA_SHOP_SEARCH_H
#define STOA_SHOP_SEARCH_H

#include "base/ctx.h"
#include "shop/finding.h"

enum search_how {
	SEARCH_EXACT, /* every word is found, the last one perhaps only begun */
	SEARCH_NEAR,  /* nothing had all words: others that are nearest stand for them, or some are left out */
	SEARCH_SOME,  /* nothing had all words: these have some */
};

struct search_result {
	struct found found;
	enum search_how how;
	const char *instead; /* of SEARCH_NEAR: what was searched for instead */
};

/*
 * f says what was chosen besides, and the page; its words and categories are set here. A query without words finds
 * nothing. A page past the end is ERR_NOT_FOUND, but the first.
 */
enum err_code search_products(struct ctx *, const char *query, struct finding *f, struct search_result *out);

/* The first few products for a word that is still being written; mistakes are not mended. */
enum err_code search_suggest(struct ctx *, const char *query, size_t limit, struct product_list *out);

#endif
