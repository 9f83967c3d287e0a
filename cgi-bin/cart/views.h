/* views of the cart: what templates/cart/ shows; `error` is web/parts.h's. */
#ifndef STOA_CART_VIEWS_H
#define STOA_CART_VIEWS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct cart_page_line {
	const char *id; /* variant in digits: also the tail of ids in the page */
	const char *name;
	const char *url; /* NULL where the product is withdrawn */
	const char *options;
	struct picture_part *picture;
	struct money unit;
	struct money total;
	int64_t quantity;
	const char *quantity_text; /* in the field: as typed where it was refused, else the quantity */
	const char *max;           /* digits; NULL for no bound */
	const char *trouble;       /* a sentence: sold out, fewer left, price changed; NULL where all is well */
	const char *trouble_kind;  /* "bad": must be mended before the checkout; "warn": to be known */
	const char *error;         /* refused quantity, at the field; NULL for none */
	bool sellable;
};

struct cart_page {
	struct cart_page_line *lines;
	size_t n_lines;
	struct sums_part sums; /* items, shipping estimate, taxes */
	bool blocked;          /* the checkout waits until the lines are mended */
	bool prices_gross;
	const char *update_url; /* POST variant, quantity */
	const char *remove_url; /* POST variant */
	const char *checkout_url;
	const char *shopping_url;   /* back to the shelves */
	const char *shipping_url;   /* the page on shipping; NULL for none */
	struct card_part *featured; /* for the empty cart */
	size_t n_featured;
};

/* add: asks again where a quantity was refused. */
struct add_page {
	struct form form;
	const char *action;
	const char *back_url;
};

extern const struct view_type cart_page_view;
extern const struct view_type add_page_view;

#endif
