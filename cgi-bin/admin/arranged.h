/*
 * arranged: lists that a merchant puts in order, and what the areas for categories and content share.
 */
#ifndef STOA_ADMIN_ARRANGED_H
#define STOA_ADMIN_ARRANGED_H

#include "http/request.h"
#include "shop/arrange.h"
#include "shop/category_tree.h"
#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"
#include "web/route.h"

/* part/arranged: a row with buttons to move it up and down. */
struct arranged_row {
	const char *id; /* digits */
	const char *name;
	const char *url;    /* NULL where there is nothing to edit */
	const char *parent; /* digits, "" for none */
	const char *depth;  /* class of its indentation: "depth-2"; NULL for none */
	const char *detail; /* NULL for none */
	struct status_part status;
	bool has_status;
	bool first, last; /* nothing to change places with */
};
struct arranged {
	const char *move_url;  /* POST up or down: an id */
	const char *place_url; /* POST id, parent, before: for the script that drags; NULL where nothing is dragged */
	const char *name;      /* N_(): of the first column */
	const char *detail;    /* N_(): of the second; NULL for none */
	struct arranged_row *rows;
	size_t n_rows;
};
extern const struct view_type arranged_view;

struct move_in {
	int64_t up, down;
};
extern const struct param move_params[];
/* The id of the pressed button, and which one; ERR_MALFORMED for none or both. */
enum err_code move_read(struct ctx *, const struct exchange *, int64_t *id, enum arrange_step *);

/* "In the shop" or "Hidden" */
struct status_part shown_status(bool shown);

/* An id as forms have it; "" for 0. */
const char *digits(struct ctx *, int64_t);

/* A field that lists all categories, "" first where none says so (N_(), NULL for no such line). */
void field_categories(
    struct ctx *, struct form_field *, const struct category_tree *, int64_t chosen, const char *none);

/* One of the codes and its words, for a field of type select or radio; ends with a NULL value. */
struct coded {
	const char *value;
	const char *label; /* N_() */
	const char *hint;  /* N_(), NULL for none */
};
void field_codes(struct ctx *, struct form_field *, const struct coded *, const char *chosen);

/*
 * What a form that was refused shows: after ERR_CONFLICT what was typed stays, under the version that is there now, so
 * that whoever saves again knows what they do. Sets the status; anything but a refusal comes back as it is.
 */
enum err_code form_refused(struct ctx *, struct exchange *, enum err_code);
/* Puts the field's value over what was sent. */
void form_overrule(struct form *, const char *name, const char *value);

/* A tab of the area for content. */
struct page_link;
struct page_link *content_tabs(struct ctx *, const char *current, size_t *n);

#endif
