/*
 * pictures: the pictures of one product: uploaded, put in order, described in every language of the shop, given to a
 * variant, deleted; and those that an import named and that could not be fetched.
 */
#ifndef STOA_ADMIN_PICTURES_H
#define STOA_ADMIN_PICTURES_H

#include "admin/views_products.h"
#include "http/request.h"
#include "web/form.h"
#include "web/parts.h"
#include "web/route.h"

/* The languages in which a text can be sent; a shop offers some of them. */
enum { PICTURE_LANGUAGES = 5 };
extern const char *const picture_languages[PICTURE_LANGUAGES];

/* As typed, each by its picture's id. */
struct pictures_in {
	struct param_keyed alt[PICTURE_LANGUAGES];
	struct param_keyed variant; /* a variant's id, or "" */
	struct param_keyed place;   /* where it stands among the others */
	struct param_ids gone;
	int64_t up, down, retry; /* the button that was pressed; 0 for none of them */
};

handler_fn pictures_get;
handler_fn pictures_post;
handler_fn pictures_add_post;

/* typed: what a refused form held, with the refusals in ctx; NULL for the first showing. */
enum err_code pictures_show(struct ctx *, struct exchange *, int64_t product_id, const struct pictures_in *typed);

struct picture_alt {
	const char *id; /* "alt_de_12": also its name */
	const char *lang, *lang_name, *dir;
	const char *value;
	const char *error, *error_id, *invalid; /* NULL where it is fine */
};
struct picture_choice {
	const char *value, *label;
	bool selected;
};
struct picture_item {
	const char *id;
	const char *number; /* from 1, in the reader's digits */
	const char *place;  /* from 1, as programs write it */
	struct picture_part *picture;
	const char *source;  /* the address that it is to come from; NULL where it is there */
	const char *trouble; /* N_(): why it did not come; NULL while it is on its way */
	bool first, last, gone;
	struct picture_alt *alts;
	size_t n_alts;
	struct picture_choice *variants; /* none where there is one only */
	size_t n_variants;
};
struct pictures_page {
	struct product_head head;
	const char *action, *add_action;
	struct form form; /* errors alone */
	struct picture_item *items;
	size_t n_items;
	bool movable;            /* more than one */
	const char *most;        /* megabytes of one upload, in the reader's digits */
	const char *most_bytes;  /* the same for programs */
	const char *alt_points;  /* the longest alternative text */
	const char *file_large;  /* sentences for htdocs/js/pictures.js; {1} is the file's name */
	const char *file_failed; /* likewise */
};
extern const struct view_type pictures_page_view;

#endif
