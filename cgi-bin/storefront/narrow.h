/*
 * narrow: how a shopper narrows a list (category or search), from the address to what the page shows. Links and one
 * plain form; nothing needs script.
 *
 * One list has one address, whatever way led there: f (sorted), price, stock, sort, page. What forms and people write
 * otherwise (min and max, f in another order, values twice) is redirected to it.
 */
#ifndef STOA_STOREFRONT_NARROW_H
#define STOA_STOREFRONT_NARROW_H

#include "http/request.h"
#include "shop/finding.h"
#include "view/view.h"
#include "web/page.h"
#include "web/parts.h"
#include "web/route.h"

/* Of every list; a handler's own struct of inputs begins with q. */
struct list_in {
	const char *q;         /* search */
	struct param_texts f;  /* "material.oak", "glaze~blue" */
	const char *price;     /* "EUR1000-1999", minor units; an end may be missing */
	const char *min, *max; /* as typed into the form */
	const char *stock;     /* "in" */
	const char *sort;
	int64_t page;
};

/* A value of a facet, a step of prices, a sort order: a link. */
struct narrow_link {
	const char *name;
	const char *url;
	int64_t count;
	bool more; /* the count may be more */
	bool chosen;
};
struct narrow_facet {
	const char *name;
	struct narrow_link *links;
	size_t n_links;
};
struct narrow_chip {
	const char *name; /* "Glaze: blue" */
	const char *url;  /* the list without it */
};
struct narrow_hidden {
	const char *name, *value;
};
/* part/narrow */
struct narrow_part {
	struct narrow_facet *facets;
	size_t n_facets;
	struct narrow_link *stock; /* NULL where everything is there, or nothing */
	struct narrow_link *steps;
	size_t n_steps;
	bool priced;          /* the form for prices is shown */
	const char *form_url; /* where it goes, with the hidden fields */
	struct narrow_hidden *hidden;
	size_t n_hidden;
	const char *currency;
	const char *min, *max;           /* in the fields */
	const char *min_hint, *max_hint; /* what there is */
	const char *min_error, *max_error;
	struct narrow_chip *chips;
	size_t n_chips;
	const char *clear_url;
	struct narrow_link *sorts;
	size_t n_sorts;
	const char *sort; /* name of the chosen one */
	int64_t total;
	bool more;     /* the total may be more */
	bool search;   /* the list is one of a search */
	bool narrowed; /* something is chosen */
	bool any;      /* there is something to choose */
};
extern const struct view_type narrow_part_view;

/* What was asked for, read and put in order. */
struct narrow {
	const struct list_in *in;
	const char *path;      /* of the list, "/de/c/becher" */
	enum product_sort own; /* the list's own order, which needs no word in the address */
	bool search;
	struct finding finding; /* categories or words are the handler's */
};

/*
 * in, path and own of n are set by the caller. ERR_MALFORMED: what no page of ours could have sent. ERR_INPUT: an
 * amount that is none; n is filled without it, and the page is shown with status 422. *elsewhere: where the request
 * should be sent instead; NULL where its address is the list's own.
 */
enum err_code narrow_read(struct ctx *, struct exchange *, struct narrow *n, const char **elsewhere);

/* SORT_FEATURED and false where the word is none of ours. */
bool narrow_sort_of(const char *word, enum product_sort *out);

/* After ERR_INPUT: whether it was an amount, which the page shows again; anything else no page of ours has sent. */
bool narrow_refused(const struct ctx *);

void narrow_fill(struct ctx *, const struct narrow *, const struct found *, struct narrow_part *out);
/* The query of this list's address without its page, "?f=...", or "": to be put behind the same list's path elsewhere.
 */
const char *narrow_query(struct ctx *, const struct narrow *);
/* Whether anything but the order and the page is chosen. */
bool narrow_any(const struct narrow *);
enum err_code narrow_pager(struct ctx *, const struct narrow *, int64_t total, struct pager_part *out);
/* Links to other languages keep what is chosen. */
void narrow_languages(struct ctx *, const struct narrow *, struct page *);

#endif
