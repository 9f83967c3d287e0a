#include "shop/content.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/page.h"
#include "web/shopfront.h"

enum err_code content_get(struct ctx *ctx, struct exchange *x)
{
	struct slug_meaning it;
	enum err_code e = catalog_resolve(ctx, SLUG_PAGE, x->seg[0], &it);
	if (e)
		return e;
	if (it.current) {
		response_redirect(x->res, 301, shop_url(ctx, "page", it.current));
		return ERR_OK;
	}
	const struct content_page *content;
	e = catalog_page(ctx, it.id, &content);
	if (e)
		return e;
	struct text_page view = { .title = content->title };
	e = content_body(ctx, content->format, content->body, &view.body);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	shop_alternates(ctx, page, SLUG_PAGE, &it);
	view.crumbs = ARENA_ARRAY(ctx->arena, 2, struct page_link);
	view.crumbs[0] = (struct page_link){ .name = view_text(ctx, N_("Home")), .url = page->home_url };
	view.crumbs[1] = (struct page_link){ .name = content->title, .current = true };
	view.n_crumbs = 2;
	page->title = content->title;
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "content", &view, page);
}
