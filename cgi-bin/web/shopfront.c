#include "web/shopfront.h"

#include "base/str.h"
#include "shop/menu.h"
#include "shop/stock.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "view/view.h"
#include "web/links.h"
#include "web/urls.h"

enum { FIRST_ROW = 4 };

static const char *const kind_path[SLUG_KIND__MAX] = {
	[SLUG_CATEGORY] = "c",
	[SLUG_PRODUCT] = "p",
	[SLUG_PAGE] = "page",
};

const char *shop_tail(struct ctx *ctx, enum slug_kind kind, const char *slug)
{
	return arena_printf(ctx->arena, "/%s/%s", kind_path[kind], url_encode(ctx, slug));
}

const char *shop_url(struct ctx *ctx, const char *kind, const char *slug)
{
	return url_path(ctx, arena_printf(ctx->arena, "/%s/%s", kind, url_encode(ctx, slug)));
}

static struct page_link link_to(const char *name, const char *url, const char *current)
{
	return (struct page_link){ .name = name, .url = url, .current = str_eq(url, current) };
}

struct page_link *shop_children(struct ctx *ctx, const struct categories *all, int64_t parent_id, size_t *n)
{
	struct page_link *links = ARENA_ARRAY(ctx->arena, all->n, struct page_link);
	*n = 0;
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].parent_id == parent_id)
			links[(*n)++] = link_to(all->v[i].name, shop_url(ctx, "c", all->v[i].slug), NULL);
	return links;
}

/* Early words for the browser: the sheets before it reads the page, and which links may be followed ahead. */
static void speed(struct ctx *ctx, struct response *res)
{
	res->preload = arena_printf(ctx->arena, "<%s>; rel=preload; as=style, <%s>; rel=preload; as=style",
	    view_asset(ctx, "css/base.css"), view_asset(ctx, "css/shop.css"));
	res->ahead = arena_printf(ctx->arena, "\"%s\"", view_asset(ctx, "js/ahead.speculationrules"));
}

enum err_code shop_dress(struct ctx *ctx, struct exchange *x, struct page *page)
{
	speed(ctx, x->res);
	page->feed_url = url_path(ctx, FEED_NEW_TAIL);
	if (withdrawal_by_law(ctx->settings->country))
		page->withdraw_url = url_path(ctx, "/order/withdraw");
	struct shelves *shelves = ARENA_NEW(ctx->arena, struct shelves);
	enum err_code e = catalog_shelves(ctx, shelves);
	if (e)
		return e;
	const struct categories *all = page->categories = &shelves->categories;
	page->shelves = shelves;
	page->nav = shop_children(ctx, all, 0, &page->n_nav);
	for (size_t i = 0; i < page->n_nav; i++)
		page->nav[i].current = str_eq(page->nav[i].url, page->self_url);
	const struct content_page *pages = page->contents = shelves->pages;
	struct page_link *links = ARENA_ARRAY(ctx->arena, shelves->n_pages, struct page_link);
	page->content_links = page->footer_pages = links;
	page->n_contents = page->n_footer_pages = shelves->n_pages;
	for (size_t i = 0; i < shelves->n_pages; i++)
		links[i] = link_to(pages[i].title, shop_url(ctx, "page", pages[i].slug), page->self_url);
	if (menu_is_set(shelves->menu, "main"))
		page->nav = links_menu(ctx, page, shelves, "main", &page->n_nav);
	if (menu_is_set(shelves->menu, "footer"))
		page->footer_pages = links_menu(ctx, page, shelves, "footer", &page->n_footer_pages);
	return ERR_OK;
}

const char *shop_page_url(const struct page *page, const char *role)
{
	for (size_t i = 0; i < page->n_contents; i++)
		if (str_eq(page->contents[i].role, role))
			return page->content_links[i].url;
	return NULL;
}

struct picture_part *shop_picture(struct ctx *ctx, const char *file, const char *alt, enum picture_slot slot)
{
	if (!file)
		return NULL;
	struct picture_part *p = ARENA_NEW(ctx->arena, struct picture_part);
	p->alt = alt ? alt : "";
	picture_show(ctx, p, file, slot);
	return p;
}

void shop_card_picture(struct ctx *ctx, struct page *page, const char *file, const char *alt)
{
	if (page->card_picture || !picture_is_raster(file))
		return;
	page->card_picture = url_media_absolute(ctx, file);
	page->card_alt = str_empty(alt) ? NULL : alt;
}

const char *shop_stock_words(struct ctx *ctx, int64_t available, const char **kind)
{
	if (available <= 0) {
		*kind = "out";
		return view_text(ctx, N_("Sold out"));
	}
	if (available > STOCK_FEW)
		return NULL;
	*kind = "low";
	return view_plural(ctx, "pieces_left", available);
}

struct card_part *shop_cards(struct ctx *ctx, const struct product_list *list)
{
	struct card_part *cards = ARENA_ARRAY(ctx->arena, list->n, struct card_part);
	for (size_t i = 0; i < list->n; i++) {
		const struct product_card *p = &list->cards[i];
		cards[i] = (struct card_part){
			.name = p->name,
			.url = shop_url(ctx, "p", p->slug),
			.picture =
			    shop_picture(ctx, p->picture, p->picture_alt, i < FIRST_ROW ? SLOT_CARD_FIRST : SLOT_CARD),
			.price = { .now = p->price,
			    .was = p->compare,
			    .reduced = p->compare.minor > 0,
			    .from = p->price_varies },
		};
		cards[i].stock = shop_stock_words(ctx, p->available, &cards[i].stock_kind);
	}
	return cards;
}

struct page_link *shop_crumbs(
    struct ctx *ctx, const struct page *page, int64_t category_id, bool with_self, const char *here, size_t *n)
{
	const struct categories *all = page->categories;
	const struct category *way[16];
	size_t depth = 0;
	const struct category *c = categories_find(all, category_id);
	if (c && !with_self)
		c = categories_find(all, c->parent_id);
	for (; c && depth < sizeof(way) / sizeof(way[0]); c = categories_find(all, c->parent_id))
		way[depth++] = c;
	struct page_link *links = ARENA_ARRAY(ctx->arena, depth + 2, struct page_link);
	links[0] = (struct page_link){ .name = view_text(ctx, N_("Home")), .url = page->home_url };
	for (size_t i = 0; i < depth; i++)
		links[i + 1] = (struct page_link){ .name = way[depth - 1 - i]->name,
			.url = shop_url(ctx, "c", way[depth - 1 - i]->slug) };
	links[depth + 1] = (struct page_link){ .name = here, .current = true };
	*n = depth + 2;
	return links;
}

void shop_alternates(struct ctx *ctx, struct page *page, enum slug_kind kind, const struct slug_meaning *it)
{
	for (size_t i = 0; i < it->n_slugs; i++)
		page_alternate(ctx, page, it->slugs[i].locale, shop_tail(ctx, kind, it->slugs[i].slug));
}
