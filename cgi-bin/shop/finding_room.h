/*
 * finding_room: what the files of finding share, and nobody else includes.
 */
#ifndef STOA_SHOP_FINDING_ROOM_H
#define STOA_SHOP_FINDING_ROOM_H

#include "queries.h"
#include "shop/finding.h"
#include "shop/search_marks.h"

/* The slot of a facet among the chosen ones, from 1; 0 where nothing is chosen in it. */
int finding_slot(const struct finding *, const char *facet);
/* Bounds of "100-200"; false where the code is none. */
bool finding_range(struct ctx *, const char *code, const char **low, const char **high);

/* What the chosen values say to a query, in arrays beside one another. */
struct picks {
	int64_t *slot; /* finding_slot() */
	const char **facet, **code, **low, **high;
};
/* In the request's arena; the same n for all arrays, f's number of values. */
struct picks finding_picks(struct ctx *, const struct finding *);
/* As queries name the order. */
const char *finding_sort_word(enum product_sort);

/* Which numbers of a row are only as many as were counted. */
struct uncounted {
	bool list;
	bool slot[FINDING_FACETS + 1]; /* values of a facet in which something is chosen */
	bool price;
};

/* The counts of a query as facets with their names. */
enum err_code finding_facets(struct ctx *, const struct finding *, const struct find_products_row *,
    const struct uncounted *, struct found *out);

/*
 * finding_draw.c: what is asked of the index for words, n times with marks among them ("" for none). drawn: no more
 * than a part of what there is. beyond: what is found is to pass this, too ("" for none). whole: only whole words are
 * asked for, more than enough products have them. many: it is more than are looked at, as far as draws can tell.
 */
struct drawn {
	const char *query, *beyond;
	bool drawn, whole, many;
};
enum err_code finding_draw(struct ctx *, const struct finding *, const char *const *marks, size_t n, struct drawn *out);

/*
 * finding_large.c: the row for a list that is too long to look at each product of. ids reach as far as the page that is
 * asked for. drawn: of words.
 */
enum err_code finding_large(
    struct ctx *, const struct finding *, const struct drawn *, struct find_products_row *row, struct uncounted *);

enum { STEPS_MAX = 6, VALUES_APART = 8 };
/* Neighbours of n counts are joined until STEPS_MAX remain: ends[i] is one past the last of step i. */
size_t finding_join(const int64_t *counts, size_t n, size_t *ends);

#endif
