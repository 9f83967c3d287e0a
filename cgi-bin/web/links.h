/*
 * links: what a merchant lets menus and blocks lead to, as links of the shop.
 */
#ifndef STOA_WEB_LINKS_H
#define STOA_WEB_LINKS_H

#include "shop/catalog.h"
#include "shop/link.h"
#include "web/page.h"

/*
 * Where the target stands in ctx->locale; NULL where it is nowhere or is not shown. *name is what it is called (NULL
 * for an address). A path without a locale gets the page's.
 */
const char *links_url(
    struct ctx *, const struct page *, const struct shelves *, const struct link_target *, const char **name);

/* The menu as the merchant has set it; current is the page's own address. */
struct page_link *links_menu(struct ctx *, const struct page *, const struct shelves *, const char *menu, size_t *n);

#endif
