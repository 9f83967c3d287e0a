/*
 * pages: the handlers of the checkout, one file each.
 */
#ifndef STOA_CHECKOUT_PAGES_H
#define STOA_CHECKOUT_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "web/route.h"

struct contact_in {
	const char *email;
	const char *phone;
	int64_t place; /* where it is collected; 0: it is sent */
	const char *country;
	const char *laid; /* what the shown form was made for: a country, or the digits of a place */
	bool adapt;       /* a button beside such a choice was pressed */
	const char *name, *company, *line1, *line2, *city, *region, *postcode;
};
struct shipping_in {
	int64_t method;
};
struct payment_in {
	const char *method;
};
struct place_in {
	int64_t total;
	const char *currency; /* of total */
	const char *told;     /* of the right of withdrawal, in short */
	bool agreed;
};
struct order_in {
	bool fresh;
};

struct moment_in {
	int64_t tries; /* how often it was tried by this page */
	bool asks;     /* whether it was paid; else: to pay */
};
struct pay_in {
	const char *method; /* another way than before; NULL: the same */
};

handler_fn contact_get;
handler_fn contact_post;
handler_fn shipping_get;
handler_fn shipping_post;
handler_fn payment_get;
handler_fn payment_post;
handler_fn review_get;
handler_fn place_post;
handler_fn order_get;
handler_fn pay_post;
handler_fn back_get;
handler_fn moment_get;
handler_fn cancel_get;
handler_fn cancel_post;

#endif
