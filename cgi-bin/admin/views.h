/* views of the admin: what the templates of templates/admin/ show; `error` is web/parts.h's. */
#ifndef STOA_ADMIN_VIEWS_H
#define STOA_ADMIN_VIEWS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct login_page {
	const char *action;
	struct form form;
};

struct shop_row {
	const char *title; /* NULL where it is not known */
	const char *name;
	const char *url;
	const char *role;       /* N_() */
	const char *storefront; /* address of the shop itself */
};
struct shops_page {
	struct shop_row *shops;
	size_t n_shops;
};

struct product_row {
	const char *name;
	const char *url;
	struct picture_part *picture;
	struct status_part state;
	int64_t variants;
	struct money price;
	bool from;
	int64_t available;
	bool counted; /* pieces of this product are counted */
	bool low;     /* a variant runs low */
};

struct products_page {
	const char *action; /* GET q */
	const char *query;
	struct product_row *products;
	size_t n_products;
	struct pager_part pager;
};

/* One variant's row in the form; the fields are price_<id>, compare_<id>, on_hand_<id>, seen_<id>. */
struct variant_row {
	const char *id;      /* digits */
	const char *options; /* the product's name where it has no options */
	const char *sku;
	int64_t committed;
	const char *price; /* as typed, else in the locale's form */
	const char *price_error;
	const char *compare;
	const char *compare_error;
	const char *on_hand;
	const char *on_hand_error;
	const char *seen; /* on hand when the form was shown */
	bool tracked;
};

struct product_edit_page {
	const char *name;
	const char *action;
	const char *currency; /* code, beside the prices */
	bool prices_gross;
	struct status_part state;
	struct form form; /* state: active, draft, archived; its summary lists the rows' errors too */
	struct variant_row *variants;
	size_t n_variants;
	struct picture_part *picture;
	const char *products_url;
	const char *pictures_url;
	int64_t pictures_missing; /* that could not be fetched */
	const char *shop_url;     /* the product's page; NULL where it is not for sale */
};

extern const struct view_type login_page_view;
extern const struct view_type shops_page_view;
extern const struct view_type products_page_view;
extern const struct view_type product_edit_page_view;

#endif
