/* storefront: what a shopper looks at. Writes nothing. */
#include "base/limits.h"
#include "storefront/documents.h"
#include "storefront/narrow.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/app.h"
#include "web/shopfront.h"

enum { PAGE_MAX = 1000000 };

/* clang-format off */
#define LIST_PARAMS                                                                                                    \
	PARAM(list_in, f, PARAM_TEXTS),                                                                                \
	PARAM(list_in, price, PARAM_CODE, .min = 4, .max = 50),                                                        \
	PARAM(list_in, min, PARAM_TEXT, .max = 40),                                                                    \
	PARAM(list_in, max, PARAM_TEXT, .max = 40),                                                                    \
	PARAM(list_in, stock, PARAM_CODE, .min = 1, .max = 10),                                                        \
	PARAM(list_in, sort, PARAM_CODE, .min = 1, .max = 20),                                                         \
	PARAM(list_in, page, PARAM_INT, .min = 1, .max = PAGE_MAX)
/* clang-format on */
static const struct param category_params[] = {
	LIST_PARAMS,
	{ .name = NULL },
};
static const struct param product_params[] = {
	PARAM(product_in, v, PARAM_ID),
	{ .name = NULL },
};
static const struct param search_params[] = {
	PARAM(list_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	LIST_PARAMS,
	{ .name = NULL },
};
static const struct param suggest_params[] = {
	PARAM(suggest_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	{ .name = NULL },
};
static const struct param cookies_params[] = {
	PARAM(cookies_in, back, PARAM_TEXT, .max = 2000),
	{ .name = NULL },
};
static const struct param currency_params[] = {
	PARAM(currency_in, currency, PARAM_CODE, .required = true, .min = 3, .max = 3),
	PARAM(currency_in, back, PARAM_TEXT, .max = 2000),
	{ .name = NULL },
};

static const struct param merchant_params[] = {
	PARAM(merchant_in, after, PARAM_ID),
	{ .name = NULL },
};

enum { PAGE = NEED_SHOP | NEED_LOCALE };

static const struct route routes[] = {
	{ HTTP_GET, "/", home_get, PAGE, .kept = true },
	{ HTTP_GET, "/c/:slug", category_get, PAGE, .params = category_params, .in_size = sizeof(struct list_in),
	    .kept = true, .cost = COST_LIST },
	{ HTTP_GET, "/p/:slug", product_get, PAGE, .params = product_params, .in_size = sizeof(struct product_in),
	    .kept = true },
	{ HTTP_GET, "/page/:slug", content_get, PAGE, .kept = true },
	{ HTTP_GET, "/search", search_get, PAGE, .params = search_params, .in_size = sizeof(struct list_in),
	    .kept = true, .cost = COST_SEARCH },
	{ HTTP_GET, "/search/suggest", suggest_get, PAGE, .params = suggest_params,
	    .in_size = sizeof(struct suggest_in), .kept = true, .cost = COST_SEARCH },
	{ HTTP_POST, "/cookies", cookies_post, PAGE | NEED_ORIGIN, .params = cookies_params,
	    .in_size = sizeof(struct cookies_in) },
	{ HTTP_POST, "/currency", currency_post, PAGE | NEED_ORIGIN, .params = currency_params,
	    .in_size = sizeof(struct currency_in) },
	{ HTTP_GET, FEED_NEW_TAIL, feed_new_get, PAGE, .kept = true },
	{ HTTP_GET, FEED_MERCHANT_TAIL, feed_merchant_get, PAGE, .params = merchant_params,
	    .in_size = sizeof(struct merchant_in), .kept = true, .cost = COST_SEARCH },
	{ HTTP_GET, "/theme/:file", theme_get_sheet, NEED_SHOP, .kept = true },
	{ HTTP_GET, "/robots.txt", robots_get, NEED_SHOP, .kept = true },
	{ HTTP_GET, "/sitemap.xml", sitemap_index_get, NEED_SHOP, .kept = true },
	{ HTTP_GET, "/sitemap-:file", sitemap_get, NEED_SHOP, .kept = true, .cost = COST_SEARCH },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "home", &home_page_view },
	{ "category", &category_page_view },
	{ "product", &product_page_view },
	{ "search", &search_page_view },
	{ "suggest", &suggest_page_view },
	{ "content", &text_page_view },
	{ "error", &error_page_view },
	{ "away", &error_page_view },
	{ "robots", &robots_document_view },
	{ "sitemap-index", &sitemap_index_view },
	{ "sitemap", &sitemap_document_view },
	{ "feed-new", &news_document_view },
	{ "feed-merchant", &merchant_document_view },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	static const struct area all = { routes, pages };
	static const struct area *const areas[] = { &all, NULL };
	static const struct app app = {
		.name = "storefront",
		.areas = areas,
		.follows = true,
		.away = true,
		.reads_aside = true,
		.keeps = true,
		.dress = shop_dress,
		.missing = missing_answer,
	};
	return web_main(&app, argc, argv);
}
