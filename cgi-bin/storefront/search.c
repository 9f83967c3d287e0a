#include "shop/search.h"

#include "base/str.h"
#include "storefront/narrow.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/form.h"
#include "web/page.h"
#include "web/shopfront.h"
#include "web/urls.h"

static enum err_code find(struct ctx *ctx, struct narrow *n, struct search_page *view)
{
	struct search_result result = { .how = SEARCH_EXACT };
	/* A query that is too long finds nothing, and stands in its field to be shortened. */
	enum err_code e = refusal_for(ctx, "q") ? ERR_OK : search_products(ctx, n->in->q, &n->finding, &result);
	if (e)
		return e;
	view->total = result.found.list.total;
	view->found = result.found.base > 0;
	view->instead = result.how == SEARCH_NEAR ? result.instead : NULL;
	view->some = result.how == SEARCH_SOME;
	view->cards = shop_cards(ctx, &result.found.list);
	view->n_cards = result.found.list.n;
	narrow_fill(ctx, n, &result.found, &view->narrow);
	return narrow_pager(ctx, n, result.found.list.total, &view->pager);
}

enum err_code search_get(struct ctx *ctx, struct exchange *x)
{
	struct list_in *in = x->in;
	const char *elsewhere;
	struct narrow n = { .in = in, .path = url_path(ctx, "/search"), .own = SORT_FEATURED };
	const struct refusal *why = refusal_for(ctx, "q");
	if (x->in_err && !why && !narrow_refused(ctx))
		return err_set(ctx, ERR_MALFORMED, "no such page");
	enum err_code e = narrow_read(ctx, x, &n, &elsewhere);
	if (e && e != ERR_INPUT)
		return e;
	if (elsewhere && !x->in_err) {
		response_redirect(x->res, 302, elsewhere);
		return ERR_OK;
	}
	x->res->status = e || x->in_err ? err_http_status(ERR_INPUT) : 200;
	struct search_page view = { .query = why ? NULL : in->q };
	e = find(ctx, &n, &view);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	if (page->categories)
		view.categories = shop_children(ctx, page->categories, 0, &view.n_categories);
	narrow_languages(ctx, &n, page);
	page->title = view_text(ctx, N_("Search"));
	page->search_query = in->q;
	page->search_error = why ? refusal_sentence(ctx, why) : NULL;
	page->noindex = true;
	page->canonical = NULL;
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "search", &view, page);
}
