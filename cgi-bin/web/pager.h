/*
 * pager: the pages of a list, by number in ?page=.
 */
#ifndef STOA_WEB_PAGER_H
#define STOA_WEB_PAGER_H

#include <stdint.h>

#include "base/ctx.h"
#include "web/parts.h"

/*
 * base: the list's address with its other parameters ("?sort=price&"), to which "page=N" is added; it ends with '?' or
 * '&'. first is the address of page 1. total rows, per_page of them on a page. page starts at 1.
 */
struct pager_place {
	const char *first;
	const char *base;
	int64_t page;
	int64_t per_page;
	int64_t total;
};

/* ERR_NOT_FOUND where the page lies behind the last one (an empty list has one page). */
enum err_code pager_fill(struct ctx *, const struct pager_place *, struct pager_part *out);

#endif
