/*
 * catalog: categories and products as a shopper sees them, in ctx->locale (the shop's default where a text is missing)
 * and ctx->currency.
 */
#ifndef STOA_SHOP_CATALOG_H
#define STOA_SHOP_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "db/db.h"
#include "kit/html.h"
#include "shop/price.h"

struct category {
	int64_t id;
	int64_t parent_id; /* 0 for a root */
	const char *code;
	const char *name;
	const char *slug;
	const char *description;
	const char *sort; /* its own order: "featured", "name", "price", "price-down", "new" */
};

struct categories {
	const struct category *v; /* active ones, parents before children, in the merchant's order */
	size_t n;
};

/* A product in a list. */
struct product_card {
	int64_t id;
	const char *name;
	const char *slug;
	const char *picture; /* address below the media base; NULL for none */
	const char *picture_alt;
	struct money price;   /* the lowest among its variants */
	struct money compare; /* struck through beside it; minor 0 for none */
	bool price_varies;
	/* Pieces over all variants, as far as shoppers are told: beyond STOCK_FEW any number stands for more. INT64_MAX
	   where any is untracked or may be backordered. */
	int64_t available;
};

struct option_value {
	int64_t id;
	const char *name;
};

struct product_option {
	int64_t id;
	const char *name;
	const struct option_value *values;
	size_t n_values;
};

struct variant {
	int64_t id;
	const char *sku;       /* NULL for none */
	const char *barcode;   /* as the merchant gave it; NULL for none */
	struct bigints values; /* option_value ids in the order of the product's options */
	const char *options;   /* "Größe: 30 cm, Farbe: Blau"; "" for none */
	struct money price;
	struct money compare; /* minor 0 for none */
	int64_t available;    /* likewise; INT64_MAX where untracked or backordered */
	bool backorder;       /* sold though none is there */
	int64_t grams;
	const struct price_tier *tiers; /* by rising quantity, falling price */
	size_t n_tiers;
};

struct picture {
	const char *address; /* below the media base */
	const char *alt;
	int64_t width, height; /* pixels, 0 where unknown */
	int64_t variant_id;    /* 0 for none */
};

struct product_fact {
	const char *name;
	const char *value; /* formatted for the locale, with its unit; NULL for a yes or no */
	bool yes;          /* where value is NULL */
};

struct product {
	int64_t id;
	const char *handle;
	const char *name;
	const char *slug;
	const char *summary;
	const char *about;  /* in plain text: the summary, else the description; "" for none */
	struct html markup; /* the description; "" for none */
	const char *vendor;
	const char *tax_class;
	const char *no_withdrawal; /* a code of shop/withdrawal; NULL for none */
	int64_t category_id;       /* for the way home; 0 for none */
	const struct product_option *options;
	size_t n_options;
	const struct variant *variants; /* active ones; at least one */
	size_t n_variants;
	const struct picture *pictures;
	size_t n_pictures;
	const struct product_fact *facts;
	size_t n_facts;
};

struct content_page {
	int64_t id;
	const char *code;
	const char
	    *role; /* by which the shop finds it: "imprint", "privacy", "terms", "withdrawal", "shipping"; NULL */
	const char *title;
	const char *slug;
	const char *format; /* of the body: shop/content.h */
	const char *body;
};

/* An address in another locale, for language links and hreflang. */
struct localized_slug {
	const char *locale;
	const char *slug;
};

enum slug_kind { SLUG_CATEGORY, SLUG_PRODUCT, SLUG_PAGE, SLUG_KIND__MAX };

struct slug_meaning {
	int64_t id;
	const char
	    *current; /* the slug to redirect to where another is now in use, or is that of ctx->locale; else NULL */
	const struct localized_slug *slugs; /* as catalog_slugs() has them */
	size_t n_slugs;
};
/* What a slug means that came with ctx->locale. */
enum err_code catalog_resolve(struct ctx *, enum slug_kind, const char *slug, struct slug_meaning *out);
/* The thing's slug in each of the shop's locales (the default's where one has none). */
enum err_code catalog_slugs(struct ctx *, enum slug_kind, int64_t id, const struct localized_slug **out, size_t *n);

/* The same from the slugs that a thing has, locale by locale. */
const struct localized_slug *catalog_localized(struct ctx *, struct texts locales, struct texts slugs, size_t *n);

const struct category *categories_find(const struct categories *, int64_t id);

enum product_sort { SORT_FEATURED, SORT_NAME, SORT_PRICE_UP, SORT_PRICE_DOWN, SORT_NEWEST, SORT__MAX };

struct product_list {
	const struct product_card *cards;
	size_t n;
	int64_t total; /* products of the whole list; pages reach CATALOG_LIST_MAX of them */
};
enum { CATALOG_PAGE = 24, CATALOG_LIST_MAX = 2000 };

/* The page'th CATALOG_PAGE of the ids, as cards; total is the number of ids. */
enum err_code catalog_page_of(struct ctx *, struct bigints ids, int64_t page, struct product_list *out);
enum err_code catalog_featured(struct ctx *, struct product_list *out);
/* As catalog_cards, for n lists at once (32 at most). */
enum err_code catalog_cards_many(struct ctx *, const struct bigints *ids, size_t n, struct product_list *out);
/* Cards of these ids, in this order; ids that are not active are left out. */
enum err_code catalog_cards(struct ctx *, struct bigints ids, struct product_list *out);

struct product_found {
	const struct product *product; /* NULL where meaning.current leads elsewhere */
	struct product_list related;   /* others of its category */
	struct slug_meaning meaning;
};
/* What a slug means that came with ctx->locale, and all that its page shows. ERR_NOT_FOUND unless active. */
enum err_code catalog_product(struct ctx *, const char *slug, struct product_found *out);
const struct variant *product_variant(const struct product *, int64_t variant_id);

/* "12.50" as the locale writes numbers, with the unit; what is no such decimal is shown as it stands. */
const char *product_number_text(struct ctx *, const char *decimal, const char *unit);

/* ERR_NOT_FOUND where it is hidden. */
enum err_code catalog_page(struct ctx *, int64_t id, const struct content_page **out);

struct menu_items;
/*
 * What stands around every page: the categories, the content pages that are not hidden, without their bodies, and the
 * menus as far as they are set (shop/menu.h).
 */
struct shelves {
	const struct menu_items *menu;
	struct categories categories;
	const struct content_page *pages;
	size_t n_pages;
};
enum err_code catalog_shelves(struct ctx *, struct shelves *out);

#endif
