/*
 * draft: an order as staff write it, and the change of one before anything of it was sent. It is quoted by the
 * functions that the checkout uses; a line of the order that is changed keeps the price, words and tax of the sale.
 */
#ifndef STOA_SHOP_DRAFT_H
#define STOA_SHOP_DRAFT_H

#include "shop/order.h"
#include "shop/payment.h"
#include "shop/pickup.h"

struct draft_line {
	int64_t variant_id;
	int64_t quantity;
	int64_t unit_minor; /* of the staff's own; -1: the shop's price, or the sale's */
};

/* How it travels: "m<id>" a method, "p<id>" a pickup, "own" with a label and price of the staff's own, "" not chosen.
 */
#define DRAFT_SHIPPING_OWN "own"

struct draft {
	int64_t id;
	int64_t order_id; /* that it changes; 0: a new order */
	int64_t order_edits;
	int64_t version;
	bool open;
	const char *locale, *currency;
	struct contact contact;
	const char *shipping;
	const char *shipping_label;
	int64_t shipping_minor; /* -1 for none */
	const char *payment_method;
	const char *note;
	struct draft_line *lines;
	size_t n_lines;
	int64_t updated_at;
};

/* A draft as it would be sold now. */
struct draft_offer {
	struct cart cart;    /* prices as they count; trouble where there are too few pieces */
	const int64_t *sold; /* line by line: pieces that the order has already */
	const int64_t *returned;
	const int64_t *line_ids; /* the order's; 0 for a new line */
	const struct shipping_offer *methods;
	size_t n_methods;
	const struct pickup *pickups;
	size_t n_pickups;
	const struct payment_choice *choices;
	size_t n_choices;
	struct shipping_offer shipping;
	bool ships;  /* something of it needs shipping */
	bool chosen; /* shipping is what was chosen, and is offered */
	const struct pickup *pickup;
	const struct payment_choice *payment;
	struct quote quote;
};

/* A new one; id of it. */
enum err_code draft_create(struct ctx *, int64_t *id);
/* One that changes the order. ERR_CONFLICT where it cannot change any more. */
enum err_code draft_of_order(struct ctx *, int64_t order_id, int64_t *id);
/* With its lines. ERR_NOT_FOUND. */
enum err_code draft_get(struct ctx *, int64_t id, struct draft *out);
enum err_code draft_price(struct ctx *, const struct draft *, struct draft_offer *out);
/* As it stands; it need not be complete. ERR_CONFLICT where it was saved since, or is no draft any more. */
enum err_code draft_save(struct ctx *, const struct draft *);
enum err_code draft_delete(struct ctx *, int64_t id);

/*
 * Becomes an order, at the total that was shown; paid: the money is there. Refusals at its fields (those of the
 * address, "email", "shipping", "payment"), and at "": "draft_empty", "draft_sold_out" (name, pieces left),
 * "draft_total" (the total is another one now). ERR_CONFLICT where it is no draft any more.
 */
enum err_code draft_place(struct ctx *, const struct draft *, int64_t shown_total, bool paid, int64_t *order_id);
/* The order that the draft became. ERR_NOT_FOUND. */
enum err_code draft_placed(struct ctx *, int64_t id, int64_t *order_id);
/* Changes its order likewise; refusal "" "draft_refunded": a line would cost less than went back of it, or go.
 * ERR_CONFLICT also where the order was changed or sent since. */
enum err_code draft_apply(struct ctx *, const struct draft *, int64_t shown_total);

struct draft_row {
	int64_t id;
	const char *name, *email;
	int64_t pieces, updated_at;
};
/* New orders that are not placed yet, the newest first. */
enum err_code draft_list(struct ctx *, const struct draft_row **out, size_t *n);

struct draft_find {
	int64_t variant_id;
	const char *name, *options, *sku;
	int64_t available;
	bool endless; /* not counted, or can be reordered */
};
/* Variants by a part of the name, the beginning of the article number, or the barcode; not those that it holds. */
enum err_code draft_search(
    struct ctx *, const struct draft *, const char *search, const struct draft_find **out, size_t *n);

#endif
