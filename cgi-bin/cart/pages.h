/*
 * pages: the handlers of the cart.
 */
#ifndef STOA_CART_PAGES_H
#define STOA_CART_PAGES_H

#include "web/route.h"

struct add_in {
	int64_t variant;
	int64_t quantity;
	const char *back;
};
struct update_in {
	int64_t variant;
	int64_t quantity;
};
struct remove_in {
	int64_t variant;
};

handler_fn cart_get;
handler_fn add_post;
handler_fn update_post;
handler_fn remove_post;

/* The cart page; refused: the variant whose typed quantity was refused (422), 0 for none. */
enum err_code cart_show(struct ctx *, struct exchange *, int64_t refused);

#endif
