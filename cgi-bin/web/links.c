#include "web/links.h"

#include <string.h>

#include "base/str.h"
#include "shop/menu.h"
#include "shop/tenant.h"
#include "web/shopfront.h"
#include "web/urls.h"

/* Whether a path begins with one of the shop's locales. */
static bool has_locale(const struct ctx *ctx, const char *path)
{
	const struct texts *locales = &ctx->settings->locales;
	for (size_t i = 0; i < locales->n; i++) {
		size_t n = strlen(locales->v[i]);
		if (strncmp(path + 1, locales->v[i], n) == 0 && (path[n + 1] == '/' || path[n + 1] == '\0'))
			return true;
	}
	return false;
}

static const char *address_url(struct ctx *ctx, const char *address)
{
	static const char *const without[] = { "/assets/", "/media/", "/sitemap.xml", "/robots.txt" };
	if (address[0] != '/' || has_locale(ctx, address))
		return address;
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		if (str_starts(address, without[i]))
			return address;
	return url_path(ctx, address);
}

const char *links_url(struct ctx *ctx, const struct page *page, const struct shelves *shelves,
    const struct link_target *target, const char **name)
{
	*name = NULL;
	if (str_eq(target->kind, "home")) {
		*name = view_text(ctx, N_("Home"));
		return page->home_url;
	}
	if (str_eq(target->kind, "category")) {
		const struct category *c = categories_find(&shelves->categories, target->id);
		*name = c ? c->name : NULL;
		return c ? shop_url(ctx, "c", c->slug) : NULL;
	}
	if (str_eq(target->kind, "page"))
		for (size_t i = 0; i < shelves->n_pages; i++)
			if (shelves->pages[i].id == target->id) {
				*name = shelves->pages[i].title;
				return shop_url(ctx, "page", shelves->pages[i].slug);
			}
	return str_eq(target->kind, "address") ? address_url(ctx, target->address) : NULL;
}

static bool link_of(struct ctx *ctx, const struct page *page, const struct shelves *shelves,
    const struct menu_item *item, struct page_link *to)
{
	const char *name, *label = localized_find(&item->label, ctx->locale);
	const char *url = links_url(ctx, page, shelves, &item->target, &name);
	if (!url)
		return false;
	if (str_empty(label))
		label = name ? name : localized_best(&item->label, ctx->locale, ctx->settings->default_locale);
	*to = (struct page_link){ .name = label, .url = url, .current = str_eq(url, page->self_url) };
	return true;
}

static struct page_link *level(struct ctx *ctx, const struct page *page, const struct shelves *shelves,
    const char *menu, int64_t parent_id, size_t *n)
{
	const struct menu_items *all = shelves->menu;
	struct page_link *links = ARENA_ARRAY(ctx->arena, all->n, struct page_link);
	*n = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct menu_item *item = &all->v[i];
		if (!str_eq(item->menu, menu) || item->parent_id != parent_id)
			continue;
		struct page_link *link = &links[*n];
		if (!link_of(ctx, page, shelves, item, link))
			continue;
		if (parent_id == 0)
			link->children = level(ctx, page, shelves, menu, item->id, &link->n_children);
		(*n)++;
	}
	return links;
}

struct page_link *links_menu(
    struct ctx *ctx, const struct page *page, const struct shelves *shelves, const char *menu, size_t *n)
{
	return level(ctx, page, shelves, menu, 0, n);
}
