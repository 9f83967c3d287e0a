/*
 * pages: the handlers of the demo provider.
 */
#ifndef STOA_DEMOPAY_PAGES_H
#define STOA_DEMOPAY_PAGES_H

#include "web/route.h"

struct answer_in {
	const char *answer; /* "approve" or "decline" */
};

/* The locales of its page, ending with NULL. */
extern const char *const demopay_locales[];

handler_fn pay_get;
handler_fn answer_post;

#endif
