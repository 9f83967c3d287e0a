/*
 * narrow_room: what the files of narrow share, and nobody else includes.
 */
#ifndef STOA_STOREFRONT_NARROW_ROOM_H
#define STOA_STOREFRONT_NARROW_ROOM_H

#include "storefront/narrow.h"

struct narrow_sort {
	const char *code;
	const char *label;        /* N_(), of a category */
	const char *search_label; /* N_() */
};
extern const struct narrow_sort narrow_sorts[SORT__MAX];

/* The query of a list that is narrowed like this, without its page: "?f=material.oak", or "". */
const char *narrow_address(struct ctx *, const struct narrow *, const struct finding *);
/* Its whole address. */
const char *narrow_url(struct ctx *, const struct narrow *, const struct finding *);

#endif
