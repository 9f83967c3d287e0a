/*
 * pages: the handlers of the storefront, one file each.
 */
#ifndef STOA_STOREFRONT_PAGES_H
#define STOA_STOREFRONT_PAGES_H

#include "web/route.h"

struct product_in {
	int64_t v;
};
struct suggest_in {
	const char *q;
};
struct cookies_in {
	const char *back;
};
struct currency_in {
	const char *currency;
	const char *back;
};

struct merchant_in {
	int64_t after;
};

/* Of the feed for Google Merchant Center, after the locale. */
#define FEED_MERCHANT_TAIL "/feed/merchant.xml"

handler_fn theme_get_sheet;
handler_fn home_get;
handler_fn category_get;
handler_fn product_get;
handler_fn search_get;
handler_fn suggest_get;
handler_fn content_get;
handler_fn cookies_post;
handler_fn currency_post;
/* app->missing: the merchant's redirects. */
enum err_code missing_answer(struct ctx *, struct exchange *);
/* What programs read. */
handler_fn robots_get;
handler_fn sitemap_index_get;
handler_fn sitemap_get;
handler_fn feed_new_get;
handler_fn feed_merchant_get;

#endif
