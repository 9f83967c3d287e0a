/*
 * error_page: what a visitor reads where a handler returned an error: by its code, in the shop's look where a shop is
 * known.
 */
#ifndef STOA_WEB_ERROR_PAGE_H
#define STOA_WEB_ERROR_PAGE_H

#include "base/ctx.h"
#include "web/route.h"

/* Replaces x->res (its Allow and Retry-After excepted). Needs no SQL. An executable without pages answers one line of
 * text. closed: the shop is suspended. */
void error_page_send(struct ctx *, struct exchange *, enum err_code, bool closed);

/* The same for a request that is refused by web/limit: without a look, since it must cost next to nothing. */
void error_page_send_limit(struct ctx *, struct exchange *);

#endif
