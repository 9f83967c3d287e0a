/*
 * finding: lists of products by category or words, narrowed by what a shopper chooses, with counts of every other
 * choice: exact ones, but where more than FINDING_COUNTED products (of words FINDING_RANKED) would have to be looked
 * at. There a number is as many as were counted, and `more` says that there may be more.
 *
 * Within a facet any of the chosen values will do, between facets all must. A facet's counts heed what is chosen in the
 * others and not in itself, so that each says how many products there were if it were chosen beside its own. Counts are
 * of products: one has a value where any of its active variants has it.
 */
#ifndef STOA_SHOP_FINDING_H
#define STOA_SHOP_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"
#include "shop/catalog.h"

/*
 * facet: "material." for an attribute, "glaze~" for an option; code: a choice, "yes" or "no", a decimal, "100-200" for
 * a number from 100 to less than 200, an option's value.
 */
struct finding_choice {
	const char *facet;
	const char *code;
};
enum { FINDING_FACETS = 8, FINDING_CHOICES = 60, FINDING_COUNTED = 5000, FINDING_RANKED = 2000 };

struct finding {
	struct bigints categories;  /* of words "": any of these */
	const char *words;          /* a tsquery; "" for a category */
	const char *whole;          /* likewise, but where the last one is more than begun */
	const char *begun, *beyond; /* words by marks of their beginnings, and what these leave open (or "") */
	const char *exact;          /* likewise, what weighs more */
	enum product_sort sort;     /* SORT_FEATURED of words: what fits best comes first */
	int64_t page;               /* from 1 */
	const struct finding_choice *choices; /* sorted by facet, at most FINDING_CHOICES of FINDING_FACETS facets */
	size_t n_choices;
	int64_t price_low, price_high; /* in ctx->currency, both in it; -1 for none */
	bool in_stock;
};

struct facet_value {
	const char *code;
	const char *name; /* in ctx->locale */
	int64_t count;
	bool chosen;
	bool yes; /* of a yes or no: name is to be found by the page */
	bool no;
};
struct facet {
	const char *facet;
	const char *name;
	struct facet_value
	    *values; /* in the order of the language, numbers by size, options as the merchant has them */
	size_t n;
	bool chosen; /* any of them */
	bool more;   /* its counts may be more */
};
struct price_step {
	int64_t low, high; /* -1 at the ends */
	int64_t count;
	bool chosen;
};
struct found {
	struct product_list list; /* pages reach CATALOG_LIST_MAX products */
	bool more;                /* list.total and in_stock may be more */
	int64_t base;             /* products before anything was chosen; where there are very many, not 0 */
	int64_t in_stock;
	struct facet *facets; /* where there is something to choose, and those that are chosen */
	size_t n_facets;
	struct price_step *steps; /* none where all fall into one */
	size_t n_steps;
	bool steps_more;         /* their counts may be more */
	int64_t lowest, highest; /* prices among which there is a choice */
};

/* A page past the end is ERR_NOT_FOUND, but the first. */
enum err_code finding_run(struct ctx *, const struct finding *, struct found *out);

/* Active products of a category and those below it. */
struct bigints finding_subtree(struct ctx *, const struct categories *, int64_t category_id);

#endif
