/*
 * views of the storefront: what the templates of templates/storefront/ show. Root types of home, category, product,
 * search, content; `error` is web/parts.h's.
 */
#ifndef STOA_STOREFRONT_VIEWS_H
#define STOA_STOREFRONT_VIEWS_H

#include "storefront/narrow.h"
#include "view/view.h"
#include "web/parts.h"

struct home_block_part {
	const char *kind; /* "hero", "products", "text", "categories", "banner" */
	const char *id;
	const char *headline; /* NULL for none */
	struct html body;
	bool has_body;
	bool main; /* the page's heading */
	struct picture_part *picture;
	const char *url; /* NULL where it leads nowhere */
	const char *button;
	struct page_link *links; /* top categories */
	size_t n_links;
	struct card_part *cards;
	size_t n_cards;
};
struct home_page {
	const char *site_url; /* absolute */
	const char *logo_url; /* absolute; NULL for none, or of a kind that search engines do not take */
	bool has_hero;
	struct home_block_part *blocks;
	size_t n_blocks;
};

struct category_page {
	const char *name;
	const char *description;  /* NULL for none */
	struct page_link *crumbs; /* home first, this category not in it */
	size_t n_crumbs;
	struct page_link *children;
	size_t n_children;
	struct narrow_part narrow;
	struct card_part *cards;
	size_t n_cards;
	struct pager_part pager;
};

/* A value of an option: a link to the best variant that has it and keeps the other choices where it can. */
struct choice_value {
	const char *name;
	const char *url; /* "?v=17#offer" */
	bool current;
	bool sold_out; /* no variant of this value with the other choices is there */
};
struct choice {
	const char *id; /* "choice-12": unique in the page */
	const char *name;
	const char *chosen; /* name of the chosen value */
	struct choice_value *values;
	size_t n_values;
};

struct product_fact_row {
	const char *name;
	const char *value;
};

/* For search engines: values as https://schema.org/Offer wants them. */
struct product_offer {
	const char *url; /* absolute */
	const char *sku;
	const char *gtin; /* NULL for none */
	const char *price;
	const char *currency;
	const char *availability; /* "https://schema.org/InStock" */
};
struct product_image {
	const char *url; /* absolute */
};
struct product_record {
	const char *url;
	const char *about; /* plain text; NULL for none */
	struct product_image *images;
	size_t n_images;
	struct product_offer *offers;
	size_t n_offers;
	bool several; /* offers */
	int64_t count;
	const char *lowest, *highest;
	const char *currency;
};

struct product_tier_row {
	int64_t quantity; /* from so many pieces on */
	struct money price;
};

struct product_page {
	struct product_record record;
	const char *name;
	const char *vendor;  /* NULL for none */
	const char *summary; /* NULL for none */
	struct page_link *crumbs;
	size_t n_crumbs;
	struct picture_part *pictures; /* the chosen variant's first */
	size_t n_pictures;
	bool many_pictures;
	struct price_part price;        /* of the chosen variant */
	struct product_tier_row *tiers; /* of the chosen variant */
	size_t n_tiers;
	bool prices_gross;
	const char *shipping_url; /* the page on shipping; NULL for none */
	struct choice *choices;
	size_t n_choices;
	int64_t variant; /* chosen */
	const char *sku; /* NULL for none */
	bool can_buy;
	const char *stock;         /* in words; NULL for none */
	const char *stock_kind;    /* "good" | "low" | "out" */
	const char *no_withdrawal; /* N_(): why there is no right of withdrawal; NULL where there is */
	const char *max;           /* digits: the most that one can take now */
	const char *add_url;       /* POST variant, quantity, back */
	const char *back;          /* this page's path, to come back to where adding is refused */
	struct html description;
	bool has_description;
	struct product_fact_row *facts;
	size_t n_facts;
	struct card_part *related;
	size_t n_related;
};

struct search_page {
	const char *query;   /* "" where nothing was asked */
	const char *instead; /* what was searched for where nothing had all words; NULL where nothing is near either */
	bool some;           /* the products have some of the words only */
	bool found;          /* before anything was chosen besides */
	int64_t total;
	struct narrow_part narrow;
	struct card_part *cards;
	size_t n_cards;
	struct pager_part pager;
	struct page_link *categories; /* ways onward where nothing was found */
	size_t n_categories;
};

/* Products for a word that is still being written: a piece of a page. */
struct suggest_page {
	struct card_part *cards;
	size_t n_cards;
	const char *all_url; /* the search itself */
	const char *query;
};

struct text_page {
	const char *title;
	struct page_link *crumbs;
	size_t n_crumbs;
	struct html body;
};

extern const struct view_type home_page_view;
extern const struct view_type category_page_view;
extern const struct view_type product_page_view;
extern const struct view_type search_page_view;
extern const struct view_type suggest_page_view;
extern const struct view_type text_page_view;

#endif
