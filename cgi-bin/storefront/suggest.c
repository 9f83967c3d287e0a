#include "base/str.h"
#include "shop/search.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/page.h"
#include "web/shopfront.h"
#include "web/urls.h"

enum { SUGGESTIONS = 6, LEAST_POINTS = 2 };

/* One ideograph is a word already; of other scripts one letter begins too many. */
static bool worth_asking(const char *query)
{
	return utf8_length(query) >= LEAST_POINTS || (unsigned char)query[0] >= 0xe3;
}

enum err_code suggest_get(struct ctx *ctx, struct exchange *x)
{
	const struct suggest_in *in = x->in;
	struct product_list list = { 0 };
	enum err_code e = x->in_err || !worth_asking(in->q) ? ERR_OK : search_suggest(ctx, in->q, SUGGESTIONS, &list);
	if (e)
		return e;
	struct suggest_page view = { .cards = shop_cards(ctx, &list),
		.n_cards = list.n,
		.all_url = url_path(ctx, arena_printf(ctx->arena, "/search?q=%s", url_encode(ctx, in->q))),
		.query = in->q };
	struct page *page = page_create_bare(ctx, x);
	page->noindex = true;
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "suggest", &view, page);
}
