#include "base/str.h"
#include "storefront/narrow.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/page.h"
#include "web/shopfront.h"

/* The list with its choices. An amount that was refused leaves the list as it would be without it. */
static enum err_code fill_list(struct ctx *ctx, const struct narrow *n, struct category_page *view)
{
	struct found found;
	enum err_code e = finding_run(ctx, &n->finding, &found);
	if (e)
		return e;
	narrow_fill(ctx, n, &found, &view->narrow);
	view->cards = shop_cards(ctx, &found.list);
	view->n_cards = found.list.n;
	if (view->n_cards && view->cards[0].picture)
		view->cards[0].picture->priority = "high";
	return narrow_pager(ctx, n, found.list.total, &view->pager);
}

/* What narrows or sorts a list makes no page of its own for search engines: the category is that. */
static void set_robots(struct ctx *ctx, const struct narrow *n, const char *slug, struct page *page)
{
	page->noindex = narrow_any(n) || n->finding.sort != n->own;
	if (n->finding.page > 1 && !narrow_any(n))
		page_paged(ctx, page, shop_tail(ctx, SLUG_CATEGORY, slug), n->finding.page);
}

static enum err_code show(struct ctx *ctx, struct exchange *x, const struct slug_meaning *it)
{
	struct page *page = page_create(ctx, x);
	const struct category *category = page->categories ? categories_find(page->categories, it->id) : NULL;
	const char *elsewhere;
	struct narrow n = { .in = x->in };
	if (!category)
		return err_set(ctx, ERR_NOT_FOUND, "category is not shown");
	n.path = shop_url(ctx, "c", category->slug);
	narrow_sort_of(category->sort, &n.own);
	enum err_code e = narrow_read(ctx, x, &n, &elsewhere);
	if (e && e != ERR_INPUT)
		return e;
	x->res->status = e ? err_http_status(e) : 200;
	if (elsewhere) {
		response_redirect(x->res, 302, elsewhere);
		return ERR_OK;
	}
	struct category_page view = { .name = category->name,
		.description = str_empty(category->description) ? NULL : category->description };
	n.finding.categories = finding_subtree(ctx, page->categories, it->id);
	e = fill_list(ctx, &n, &view);
	if (e)
		return e;
	view.crumbs = shop_crumbs(ctx, page, it->id, false, category->name, &view.n_crumbs);
	view.children = shop_children(ctx, page->categories, it->id, &view.n_children);
	shop_alternates(ctx, page, SLUG_CATEGORY, it);
	narrow_languages(ctx, &n, page);
	page->title = category->name;
	page->description = view.description;
	set_robots(ctx, &n, category->slug, page);
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "category", &view, page);
}

enum err_code category_get(struct ctx *ctx, struct exchange *x)
{
	struct slug_meaning it;
	if (x->in_err && !narrow_refused(ctx))
		return err_set(ctx, ERR_MALFORMED, "no such page or order");
	enum err_code e = catalog_resolve(ctx, SLUG_CATEGORY, x->seg[0], &it);
	if (e)
		return e;
	if (it.current) {
		response_redirect(x->res, 301, shop_url(ctx, "c", it.current));
		return ERR_OK;
	}
	return show(ctx, x, &it);
}
