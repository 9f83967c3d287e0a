#include "base/str.h"
#include "shop/tenant.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/page.h"
#include "web/shopfront.h"
#include "web/urls.h"

enum { NEWEST = 8 };

enum err_code home_get(struct ctx *ctx, struct exchange *x)
{
	struct page *page = page_create(ctx, x);
	struct product_list featured, newest;
	enum err_code e = catalog_home(ctx, NEWEST, &featured, &newest);
	if (e)
		return e;
	const struct settings *s = ctx->settings;
	struct home_page view = {
		.headline = str_empty(s->headline) ? s->title : s->headline,
		.text = s->home_text,
		.hero = shop_picture(ctx, s->hero_address, s->hero_alt, SLOT_HERO),
		.featured = shop_cards(ctx, &featured),
		.n_featured = featured.n,
		.newest = shop_cards(ctx, &newest),
		.n_newest = newest.n,
	};
	if (page->categories)
		view.categories = shop_children(ctx, page->categories, 0, &view.n_categories);
	view.hero_url = view.n_categories ? view.categories[0].url : NULL;
	shop_card_picture(ctx, page, s->hero_address, s->hero_alt);
	view.site_url = url_shop(ctx, ctx->locale, "/");
	page->title = NULL;
	page->description = str_empty(s->tagline) ? NULL : s->tagline;
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "home", &view, page);
}
