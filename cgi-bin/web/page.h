/*
 * page: what every page of a set shares. Templates name it as `page.`; handlers make it with page_create(), set what is
 * their own (title, alternates, robots) and send it with page_render().
 *
 * Addresses are paths ("/de/cart") but for the absolute ones that machines read (canonical, alternates).
 */
#ifndef STOA_WEB_PAGE_H
#define STOA_WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "view/view.h"
#include "web/route.h"

struct categories;
struct shelves;
struct content_page;
struct picture_part;

/* A link of the category bar, the footer or a menu. */
struct page_link {
	const char *name;
	const char *url;
	bool current;
	struct page_link *children; /* of a menu: one level below it */
	size_t n_children;
};

/* The same page in another language. */
struct page_language {
	const char *code; /* "de": also hreflang */
	const char *name; /* in that language itself */
	const char *dir;
	const char *url;         /* path */
	const char *absolute;    /* for hreflang */
	const char *card_locale; /* "de_DE", as social networks write it */
	bool current;
};

struct page_currency {
	const char *code;
	const char *name;
	bool current;
};

struct page {
	const char *title;       /* of the page alone; the layout adds the shop's name */
	const char *description; /* meta description, NULL for none */
	const char *lang;
	const char *dir; /* "ltr" or "rtl" */
	const char *shop_name;
	const char *tagline;
	const char *theme_css;     /* address of the shop's own style sheet; NULL where it has none */
	struct picture_part *logo; /* instead of the name; NULL for none */
	const char *theme;         /* "hafen": css/theme-hafen.css; "plain" where the shop has none */
	const char *home_url;
	const char *search_url;
	const char *search_query; /* what was searched, to stand in the field again */
	const char *search_error; /* why it was refused; NULL where it was not */
	const char *cart_url;
	const char *checkout_url;
	const char *cookies_url;  /* where the notice about cookies is closed; NULL where none is shown */
	const char *cookie_text;  /* the merchant's words in it; NULL for ours */
	const char *currency_url; /* where the currency form posts */
	const char *back_url;     /* this page, as a path with its query: the currency form comes back here */
	const char *self_url;     /* this page's path without query */
	int64_t cart_count;
	const char *cart_label;  /* "3 items in your cart", in words */
	const char *flash;       /* one sentence after a redirect, NULL for none */
	const char *flash_kind;  /* "good" | "bad" | "info" */
	const char *canonical;   /* absolute; NULL leaves the link out */
	const char *default_url; /* absolute, for hreflang x-default; NULL where there is one language only */
	bool noindex;
	const char *card_kind;    /* how social networks show a link to it: "website" | "product" */
	const char *card_locale;  /* "de_DE" */
	const char *card_picture; /* absolute, of a kind that they take; NULL for none */
	const char *card_alt;
	const char *feed_url; /* of the newest products; NULL where there is none */
	const char *year;
	const char *media_base;
	struct page_link *nav;
	size_t n_nav;
	struct page_link *footer_pages;
	size_t n_footer_pages;
	const char *withdraw_url;        /* NULL where no law has that right */
	struct page_language *languages; /* all that the shop offers, this one included */
	size_t n_languages;
	bool many_languages;
	struct page_currency *currencies;
	size_t n_currencies;
	bool many_currencies;
	const struct shelves *shelves;         /* read by shop_dress(), for handlers; templates do not see it */
	const struct categories *categories;   /* read by shop_dress(), for handlers; templates do not see it */
	const struct content_page *contents;   /* likewise */
	const struct page_link *content_links; /* to contents, in their order */
	size_t n_contents;
	const char *staff_name; /* admin; NULL where nobody is logged in */
	const char
	    *base_url; /* admin: "/de/hafen", put before paths of the chosen shop, NULL before one is; shops: "/de" */
	const char *logout_url; /* admin; NULL where nobody is logged in */
	const char *shops_url;  /* admin: choice of shop; likewise */
	const char *once;       /* admin: the key of this page's forms (web/once.h); NULL before a shop is chosen */
	const char *visit_url;  /* admin: the chosen shop as its visitors see it; NULL before one is */
};

extern const struct view_type page_view;
extern const struct view_type page_link_view;

/*
 * The common data of ctx's shop and locale, without SQL. Reads the flash message and the cart's count from their
 * cookies and clears the former on x->res, but for a page that is made for everybody (x->for_all). Then the
 * executable's app->dress adds what it has (navigation).
 */
struct page *page_create(struct ctx *, struct exchange *);
/* The same without flash and app->dress: for the error page of a failing service. */
struct page *page_create_bare(struct ctx *, struct exchange *);
/* The path of this page in another language, after the locale: "/p/krug-blau". Without it the request's own path is
 * used. */
void page_alternate(struct ctx *, struct page *, const char *locale, const char *tail);
/* The same path in all languages: where a form was refused, the request's own path is not the page's. */
void page_alternates(struct ctx *, struct page *, const char *tail);
/*
 * The one address by which machines should know this page: path after the locale with its query, "/c/mugs?page=2".
 * Without it, the request's own path without query.
 */
void page_canonical(struct ctx *, struct page *, const char *tail);
/* This page is the number'th (> 1) of a list: canonical and alternates name the same one. tail: of the list. */
void page_paged(struct ctx *, struct page *, const char *tail, int64_t number);
/*
 * Renders into x->res->body and sets language and robots. A page that shows nothing personal may be kept by caches:
 * set x->res->cache = CACHE_PUBLIC before; it is taken back where a flash, a cart or the log-in shows. One that is made
 * for everybody tells its holes in x->holes.
 */
enum err_code page_render(struct ctx *, struct exchange *, const char *template, const void *data, struct page *);

#endif
