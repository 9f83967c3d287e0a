/*
 * value: a bound path while a page is rendered: where its value lies, and what it is as text, as a condition, as a
 * word.
 */
#ifndef STOA_VIEW_VALUE_H
#define STOA_VIEW_VALUE_H

#include "view/set.h"

struct loop {
	const char *item;
	size_t size;
	size_t i, n;
};

struct render {
	struct ctx *ctx;
	const struct view_file *file;
	const char *zone;
	struct buf *out;
	const void *slot[TPL_SLOTS];
	struct loop loop[TPL_SLOTS];
	int64_t special; /* what @index points to while it is read */
	bool special_bool;
	struct view_holes *holes; /* where to tell them; NULL where nobody asks */
};

/* Where the value lies; NULL if a pointer on the way is. Of @index and its kin it is good until the next call. */
const void *value_find(struct render *, const struct bound *);
/* As text for the context, in the arena or longer; NULL where there is nothing to show. */
const char *value_text(struct render *, const struct bound *, uint8_t context);
/* False where a lone hole leaves its attribute out. */
bool value_is_present(struct render *, const struct bound *);
bool value_is_true(struct render *, const struct bound *);
/* For comparisons; digits holds the number if it is one. NULL where nothing is there. */
const char *value_word(struct render *, const struct bound *, char digits[24]);

#endif
