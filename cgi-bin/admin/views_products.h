/*
 * views_products: what the templates of the products' area show.
 */
#ifndef STOA_ADMIN_VIEWS_PRODUCTS_H
#define STOA_ADMIN_VIEWS_PRODUCTS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct product_tab {
	const char *label; /* N_() */
	const char *url;
	bool current;
};

/* What stands above every page of a product. */
struct product_head {
	const char *products_url;
	const char *name;
	struct picture_part *picture;
	struct status_part state;
	const char *shop_url; /* the product's page; NULL where it is not shown there */
	const char *pictures_url;
	int64_t pictures_missing; /* that could not be fetched */
	struct product_tab *tabs;
	size_t n_tabs;
};

struct product_row {
	const char *id; /* digits */
	const char *name;
	const char *choose; /* "Choose Mug", for the checkbox */
	const char *url;
	struct picture_part *picture;
	struct status_part state;
	int64_t variants;
	struct money price;
	bool from;
	int64_t available;
	bool counted; /* pieces of this product are counted */
	bool low;     /* a variant runs low */
	int64_t updated_at;
};

struct products_page {
	const char *action; /* GET q, state, category, low, sort */
	const char *query;
	bool filtered;         /* by anything */
	bool searchable;       /* there is something to look for */
	const char *clear_url; /* without search and filters */
	struct form_option *states, *categories, *sorts;
	size_t n_states, n_categories, n_sorts;
	bool low;
	const char *bulk_url; /* GET ids */
	const char *new_url, *attributes_url, *import_url;
	struct product_row *products;
	size_t n_products;
	struct pager_part pager;
};

/* A field in a table; its column's head and its row's give the label. */
struct cell {
	const char *name;
	const char *label;
	const char *value;
	const char *mode;      /* inputmode */
	const char *maxlength; /* digits */
	const char *error;
	const char *error_id; /* NULL where it is fine */
	const char *invalid;  /* likewise, else "true" */
	bool left_out;        /* there is nothing to be typed */
};
/* A checkbox in a table. */
struct tick {
	const char *name;
	const char *error;
	const char *error_id;
	bool on;
};

/* One variant's row in the grid. */
struct variant_row {
	const char *id;      /* digits */
	const char *options; /* the product's name where it has no options */
	const char *sku;
	const char *more; /* "More, Blue": the fold of what is changed seldom */
	bool open;        /* there is an error in it */
	bool away;        /* archived */
	int64_t committed;
	int64_t until; /* 0 for none: the price ends then */
	struct cell price, compare, on_hand, sku_cell, barcode, grams;
	struct tick active, ships, tracked, backorder;
	const char *seen; /* on hand when the form was shown */
	/* Where there are several locations: on hand at all of them, and where that is told apart. Else NULL. */
	const char *shelf, *pieces_url;
};

struct product_edit_page {
	struct product_head head;
	const char *action;
	const char *version, *page; /* digits */
	const char *currency;       /* code, beside the prices */
	bool prices_gross;
	struct form form; /* state: active, draft, archived; its summary lists the rows' errors too */
	struct variant_row *variants;
	size_t n_variants;
	struct pager_part pager;
	const char *duplicate_url; /* POST */
	const char *delete_url;    /* POST; NULL where it must stay */
};

/* A page that is one form. */
struct edit_page {
	struct product_head *head; /* of a product; NULL for anything else */
	const char *up_url, *up;   /* N_(): where it lies; NULL below a head */
	const char *heading;       /* likewise */
	const char *part;          /* N_(): what the form is about, for those who hear the page */
	const char *hint;          /* N_(); NULL for none */
	const char *action;
	const char *version; /* digits; NULL for none */
	const char *save;    /* N_() */
	struct form form;
	const char *delete_url;  /* POST; NULL for none */
	const char *delete_hint; /* what goes with it */
};

struct hidden_field {
	const char *name, *value;
};
struct currency_row {
	const char *options;
	struct money computed;
	struct cell price, compare;
};
struct tier_row {
	const char *options;
	int64_t quantity;
	struct money price;
	struct hidden_field *variants; /* whose tier it is */
	size_t n_variants;
	const char *quantity_text; /* digits */
	const char *price_currency;
	const char *remove; /* what the button is called aloud */
};
struct sale_row {
	const char *options;
	int64_t from; /* 0: it runs */
	int64_t to;   /* 0: for ever */
	struct money price;
	struct money compare;
	bool compared;
	struct hidden_field *prices; /* of each variant that has it */
	size_t n_prices;
	const char *remove;
	bool removable;
};

struct product_prices_page {
	struct product_head head;
	const char *version;
	bool many; /* currencies */
	const char *zone;
	struct product_tab *currencies;
	size_t n_currencies;
	const char *currency; /* code shown in the grid; NULL where the shop has one only */
	const char *currency_action;
	struct form currency_form; /* the grid's summary */
	struct currency_row *rows;
	size_t n_rows;
	const char *tier_action;
	struct form tier_form;
	struct tier_row *tiers;
	size_t n_tiers;
	const char *sale_action, *cancel_action;
	struct form sale_form;
	struct sale_row *sales;
	size_t n_sales;
};

struct bulk_line {
	const char *name;
	const char *options; /* NULL for none */
	const char *before, *after;
};
struct bulk_page {
	const char *products_url;
	const char *chosen; /* "3 products" */
	const char *action;
	struct hidden_field *hidden;
	size_t n_hidden;
	struct form form;
};
struct bulk_confirm_page {
	const char *products_url;
	const char *what; /* "Status: archived" */
	const char *count;
	const char *warning; /* NULL for none */
	const char *action;
	struct hidden_field *hidden;
	size_t n_hidden;
	struct bulk_line *lines;
	size_t n_lines;
};

struct attribute_row {
	const char *name, *url, *code;
	const char *type; /* N_() */
	int64_t products;
};
struct attributes_page {
	const char *products_url, *new_url;
	struct attribute_row *attributes;
	size_t n_attributes;
};

extern const struct view_type product_head_view;
extern const struct view_type products_page_view;
extern const struct view_type product_edit_page_view;
extern const struct view_type edit_page_view;
extern const struct view_type product_prices_page_view;
extern const struct view_type bulk_page_view;
extern const struct view_type bulk_confirm_page_view;
extern const struct view_type attributes_page_view;
extern const struct view_type cell_view;

#endif
