#include "shop/feed.h"

#include <inttypes.h>

#include "base/str.h"
#include "shop/tenant.h"
#include "storefront/documents.h"
#include "storefront/pages.h"
#include "web/document.h"
#include "web/parts.h"
#include "web/shopfront.h"
#include "web/urls.h"

enum { NEWEST = 30 };

static const char *first_raster(struct ctx *ctx, const struct feed_product *p)
{
	for (size_t i = 0; i < p->n_pictures; i++)
		if (picture_is_raster(p->pictures[i].address))
			return url_media_absolute(ctx, p->pictures[i].address);
	return NULL;
}

enum err_code feed_new_get(struct ctx *ctx, struct exchange *x)
{
	struct feed feed;
	enum err_code e = feed_newest(ctx, NEWEST, &feed);
	if (e)
		return e;
	const struct settings *s = ctx->settings;
	struct news_document view = {
		.title = arena_printf(ctx->arena, "%s – %s", s->title, view_text(ctx, N_("New on the shelf"))),
		.link = url_shop(ctx, ctx->locale, "/"),
		.text = str_empty(s->tagline) ? s->title : s->tagline,
		.language = ctx->locale,
		.self = url_shop(ctx, ctx->locale, FEED_NEW_TAIL),
		.date = feed.n ? document_date(ctx, feed.v[0].created_at) : NULL,
		.items = ARENA_ARRAY(ctx->arena, feed.n, struct news_item),
		.n_items = feed.n,
	};
	for (size_t i = 0; i < feed.n; i++) {
		const struct feed_product *p = &feed.v[i];
		view.items[i] = (struct news_item){
			.title = p->name,
			.link = url_shop(ctx, ctx->locale, shop_tail(ctx, SLUG_PRODUCT, p->slug)),
			.text = str_empty(p->text) ? p->name : p->text,
			.guid = arena_printf(ctx->arena, "%s/%" PRId64, ctx->tenant->primary_host, p->id),
			.date = document_date(ctx, p->created_at),
			.picture = first_raster(ctx, p),
		};
	}
	return document_render(ctx, x, "feed-new", &view, "application/rss+xml");
}
