/*
 * cart: what a guest means to buy. Found by the 128-bit token in the shopper's signed cookie; the database holds its
 * hash.
 */
#ifndef STOA_SHOP_CART_H
#define STOA_SHOP_CART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "shop/address.h"

enum cart_trouble {
	CART_FINE,
	CART_PRICE_CHANGED, /* since the shopper last saw it; .seen is the old price */
	CART_SHORT,         /* fewer available than wanted; .available says how many */
	CART_SOLD_OUT,
	CART_WITHDRAWN, /* the product or variant is no longer for sale */
	CART_TROUBLE__MAX
};

struct cart_line {
	int64_t variant_id;
	int64_t product_id;
	const char *name;
	const char *options;
	const char *sku;
	const char *slug;
	const char *picture; /* NULL for none */
	const char *picture_alt;
	const char *tax_class;
	const char *no_withdrawal; /* a code of shop/withdrawal; NULL for none */
	int64_t quantity;
	int64_t available; /* INT64_MAX where untracked or backordered */
	int64_t grams;     /* of one piece */
	bool requires_shipping;
	bool tracked;
	struct money unit;  /* now, in ctx->currency, in the shop's tax mode */
	struct money total; /* unit * quantity */
	struct money seen;
	enum cart_trouble trouble;
};

/* Who and where to, as entered in the first step of the checkout. */
struct contact {
	const char *email;
	const char *phone;
	struct address address;
};

struct cart {
	int64_t id;
	const char *state; /* "open", "ordered" */
	const struct cart_line *lines;
	size_t n_lines;
	int64_t pieces;
	struct money items; /* sum of the lines that can be bought */
	bool blocked;       /* a line is short, sold out or withdrawn */
	bool price_changed;
	const struct contact *contact; /* NULL before it was entered */
	int64_t shipping_method_id;    /* 0 before it was chosen */
	int64_t pickup_id;             /* collected there: of contact.address only the name counts; 0: sent */
	const char *payment_method;    /* NULL before it was chosen */
};

/* ERR_NOT_FOUND for an unknown token or one whose cart was ordered. token: 32 hex digits. */
enum err_code cart_load(struct ctx *, const char *token, struct cart *out);
/* Of an open one, all its pieces. Likewise. */
enum err_code cart_pieces(struct ctx *, const char *token, int64_t *out);
/* Any state; for the checkout's "already ordered". */
enum err_code cart_load_any(struct ctx *, const char *token, struct cart *out);

/*
 * Adds to the cart, making it where token is NULL or stale; *token_out is what the cookie must hold. ERR_NOT_FOUND for
 * an unknown or withdrawn variant; refuses "quantity" with "quantity_available" (argument: pieces) or "cart_full".
 */
enum err_code cart_add(struct ctx *, const char *token, int64_t variant_id, int64_t quantity, const char **token_out);
/*
 * The same by a browser, which may send it twice. heard: what tells one state of the cart as the browser last heard of
 * it from another (NULL where it has heard of none). As many of the same once more, by who has not heard of the first
 * time: that is a second click, or comes after an answer that was lost, and adds nothing.
 */
enum err_code cart_add_heard(
    struct ctx *, const char *token, const char *heard, int64_t variant_id, int64_t quantity, const char **token_out);
/* Sets a line's quantity; 0 removes it. */
enum err_code cart_set(struct ctx *, const char *token, int64_t variant_id, int64_t quantity);
/* The shopper has seen the prices as they are now. */
enum err_code cart_seen(struct ctx *, const struct cart *);
enum err_code cart_set_contact(struct ctx *, const struct cart *, struct contact *);
/* Who collects it there. An address that was entered before stays. place: offered now. */
struct pickup;
enum err_code cart_set_pickup(struct ctx *, const struct cart *, const struct contact *, const struct pickup *place);
enum err_code cart_set_shipping(struct ctx *, const struct cart *, int64_t method_id);
enum err_code cart_set_payment(struct ctx *, const struct cart *, const char *method);

#endif
