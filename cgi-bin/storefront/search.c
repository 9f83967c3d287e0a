#include "shop/search.h"

#include "base/str.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pager.h"
#include "web/shopfront.h"
#include "web/urls.h"

enum err_code search_get(struct ctx *ctx, struct exchange *x)
{
	const struct search_in *in = x->in;
	const char *query = in->q;
	int64_t number = in->page ? in->page : 1;
	struct product_list list = { 0 };
	/* A query that is too long finds nothing, and stands in its field to be shortened. */
	const struct refusal *why = refusal_for(ctx, "q");
	enum err_code e = x->in_err ? ERR_OK : search_products(ctx, query, number, &list);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	const char *first = url_path(ctx, arena_printf(ctx->arena, "/search?q=%s", url_encode(ctx, query)));
	struct pager_place place = { .first = first,
		.base = arena_printf(ctx->arena, "%s&", first),
		.page = number,
		.per_page = CATALOG_PAGE,
		.total = list.total };
	struct search_page view = {
		.query = why ? NULL : query, .total = list.total, .cards = shop_cards(ctx, &list), .n_cards = list.n
	};
	if (page->categories)
		view.categories = shop_children(ctx, page->categories, 0, &view.n_categories);
	e = pager_fill(ctx, &place, &view.pager);
	if (e)
		return e;
	page->title = view_text(ctx, N_("Search"));
	page->search_query = query;
	page->search_error = why ? refusal_sentence(ctx, why) : NULL;
	page->noindex = true;
	page->canonical = NULL;
	x->res->status = x->in_err ? err_http_status(x->in_err) : 200;
	return page_render(ctx, x, "search", &view, page);
}
