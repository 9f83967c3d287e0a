/*
 * finding_room: what the files of finding share, and nobody else includes.
 */
#ifndef STOA_SHOP_FINDING_ROOM_H
#define STOA_SHOP_FINDING_ROOM_H

#include "queries.h"
#include "shop/finding.h"

/* The slot of a facet among the chosen ones, from 1; 0 where nothing is chosen in it. */
int finding_slot(const struct finding *, const char *facet);
/* Bounds of "100-200"; false where the code is none. */
bool finding_range(struct ctx *, const char *code, const char **low, const char **high);

/* What the chosen values say to a query, in arrays beside one another. */
struct picks {
	int64_t *slot;
	const char **facet, **code, **low, **high;
};
struct picks finding_picks(struct ctx *, const struct finding *);
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
 * finding_large.c: the row for a list that is too long to look at each product of. ids reach as far as the page that is
 * asked for.
 */
enum err_code finding_large(struct ctx *, const struct finding *, struct find_products_row *row, struct uncounted *);

/* Round numbers (1, 2, 5 and their tens) between which steps lie. */
enum { ROUND_BOUNDS = 45 };
const int64_t *finding_bounds(void);

enum { STEPS_MAX = 6, VALUES_APART = 8 };
/* Neighbours of n counts are joined until STEPS_MAX remain: ends[i] is one past the last of step i. */
size_t finding_join(const int64_t *counts, size_t n, size_t *ends);

#endif
