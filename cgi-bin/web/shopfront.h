/*
 * shopfront: what the pages of a shop share beyond the frame: the category bar and footer, product cards, breadcrumbs,
 * stock in words.
 */
#ifndef STOA_WEB_SHOPFRONT_H
#define STOA_WEB_SHOPFRONT_H

#include "base/ctx.h"
#include "shop/catalog.h"
#include "web/page.h"
#include "web/parts.h"

/* app->dress of the shop's executables: category bar and footer pages. Leaves page->categories for the handler. */
enum err_code shop_dress(struct ctx *, struct exchange *, struct page *);

/* Addresses: "/de/p/krug-blau". slug as stored. */
const char *shop_url(struct ctx *, const char *kind, const char *slug);

/* The address after the locale, "/p/krug-blau", of a thing by its slug. */
const char *shop_tail(struct ctx *, enum slug_kind, const char *slug);
/* Of the feed of new products, after the locale. */
#define FEED_NEW_TAIL "/feed/new.xml"

/* The picture with which social networks show a link to the page; left out where they do not take its kind. */
void shop_card_picture(struct ctx *, struct page *, const char *file, const char *alt);

/* One picture for a slot; file is below the media base. NULL where file is NULL. */
struct picture_part *shop_picture(struct ctx *, const char *file, const char *alt, enum picture_slot);

struct card_part *shop_cards(struct ctx *, const struct product_list *);

/* Home, then the categories above the given one, and that itself where with_self; last, as current, the page itself:
 * for search engines, who want a way of two steps at least. */
struct page_link *shop_crumbs(
    struct ctx *, const struct page *, int64_t category_id, bool with_self, const char *here, size_t *n);

/* The children of a category (0: the roots) as links. */
struct page_link *shop_children(struct ctx *, const struct categories *, int64_t parent_id, size_t *n);

/* "Only 2 left", "Sold out", or NULL where there is plenty; *kind "low" or "out". */
const char *shop_stock_words(struct ctx *, int64_t available, const char **kind);

/* Where the page of that role stands ("shipping", "terms", "privacy", "imprint", "withdrawal"); NULL where the shop has
 * none or hides it. */
const char *shop_page_url(const struct page *, const char *role);

/* The current address of a thing in every language of the shop, as alternates of the page. */
void shop_alternates(struct ctx *, struct page *, enum slug_kind, const struct slug_meaning *);

#endif
