/*
 * returns: what customers send back, as staff answer, receive and pay it.
 */
#ifndef STOA_ADMIN_RETURNS_H
#define STOA_ADMIN_RETURNS_H

#include "web/route.h"

struct returns_in {
	const char *filter;
	int64_t before_id; /* the last one of the page before */
};
struct answer_in {
	const char *answer; /* where it goes, or why not */
};
/* By the line's id. */
struct receive_in {
	struct param_keyed pieces, restock, condition;
	int64_t back; /* a location; 0: where they were sent from */
};
struct money_in {
	int64_t sum; /* minor units that the page named */
};

handler_fn returns_get;
handler_fn return_get_page;
handler_fn return_approve_post;
handler_fn return_refuse_post;
handler_fn return_receive_post;
handler_fn return_refund_post;
handler_fn return_close_post;

#endif
