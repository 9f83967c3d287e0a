/*
 * return: the shopper sends something back, or withdraws from the contract.
 */
#ifndef STOA_CHECKOUT_RETURN_H
#define STOA_CHECKOUT_RETURN_H

#include "http/request.h"
#include "web/route.h"

struct return_in {
	const char *key;         /* of the form: the same one twice is one request */
	struct param_keyed back; /* pieces, by the line's id */
	const char *reason, *note;
	bool confirm; /* what was read over is meant */
	bool change;  /* back to the form */
	bool ask;     /* to send back what one may not withdraw from */
};

struct return_look_in {
	bool ask;
};

/* Of an order that one has no link to. */
struct withdraw_in {
	const char *key;
	const char *name, *number, *email;
	bool confirm, change;
};

handler_fn withdraw_get;
handler_fn withdraw_post;
handler_fn return_page_get;
handler_fn return_page_post;

#endif
