#include "shop/home.h"

#include "base/str.h"
#include "kit/html_marks.h"
#include "shop/tenant.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/links.h"
#include "web/page.h"
#include "web/parts.h"
#include "web/shopfront.h"
#include "web/urls.h"

static const char *words(const struct ctx *ctx, const struct localized *texts)
{
	const char *text = localized_find(texts, ctx->locale);
	if (str_empty(text))
		text = localized_find(texts, ctx->settings->default_locale);
	return str_empty(text) ? NULL : text;
}

/* What stands over a row that the merchant has given no words. */
static const char *own_headline(const struct ctx *ctx, const struct home_block *b)
{
	if (str_eq(b->kind, "hero"))
		return ctx->settings->title;
	if (!str_eq(b->kind, "products") || str_eq(b->source, "category"))
		return NULL;
	return view_text(ctx, str_eq(b->source, "newest") ? N_("New on the shelf") : N_("Chosen for you"));
}

static struct home_block_part part_of(
    struct ctx *ctx, const struct page *page, const struct home_part *from, size_t number)
{
	const struct home_block *b = &from->block;
	const char *name = NULL, *body = words(ctx, &b->body);
	struct home_block_part part = {
		.kind = b->kind,
		.id = arena_printf(ctx->arena, "block-%zu", number + 1),
		.headline = words(ctx, &b->headline),
		.button = words(ctx, &b->button),
		.picture = shop_picture(ctx, b->picture, words(ctx, &b->picture_alt), number ? SLOT_WIDE : SLOT_HERO),
		.cards = shop_cards(ctx, &from->products),
		.n_cards = from->products.n,
	};
	/* A shop that has said nothing here yet greets with its name, and with the line on what it sells. */
	if (!part.headline && !body && str_eq(b->kind, "hero") && !str_empty(ctx->settings->tagline))
		body = ctx->settings->tagline;
	if (!part.headline)
		part.headline = own_headline(ctx, b);
	if (!part.headline && str_eq(b->source, "category") && page->categories) {
		const struct category *c = categories_find(page->categories, b->category_id);
		part.headline = c ? c->name : NULL;
	}
	if (body)
		part.body = html_of_marks(ctx->arena, body);
	part.has_body = body != NULL;
	if (page->shelves)
		part.url = links_url(ctx, page, page->shelves, &b->link, &name);
	if (!part.button)
		part.button = name && !str_eq(b->kind, "hero") ? name : view_text(ctx, N_("Look around"));
	if (str_eq(b->kind, "categories") && page->categories)
		part.links = shop_children(ctx, page->categories, 0, &part.n_links);
	return part;
}

enum err_code home_get(struct ctx *ctx, struct exchange *x)
{
	struct page *page = page_create(ctx, x);
	const struct home_part *parts;
	size_t n;
	enum err_code e = home_parts(ctx, page->categories, &parts, &n);
	if (e)
		return e;
	const struct settings *s = ctx->settings;
	struct home_page view = { .blocks = ARENA_ARRAY(ctx->arena, n, struct home_block_part), .n_blocks = n };
	for (size_t i = 0; i < n; i++) {
		struct home_block_part *part = &view.blocks[i];
		*part = part_of(ctx, page, &parts[i], i);
		part->main = !view.has_hero && str_eq(part->kind, "hero");
		view.has_hero = view.has_hero || part->main;
		if (part->main)
			shop_card_picture(ctx, page, parts[i].block.picture, words(ctx, &parts[i].block.picture_alt));
	}
	view.site_url = url_shop(ctx, ctx->locale, "/");
	if (picture_is_raster(s->logo_address))
		view.logo_url = url_media_absolute(ctx, s->logo_address);
	page->title = NULL;
	page->description = str_empty(s->tagline) ? NULL : s->tagline;
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "home", &view, page);
}
