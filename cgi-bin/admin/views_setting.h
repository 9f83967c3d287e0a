/*
 * views of the settings: one page serves all of them, with what each needs: things in lists that lead on, one form,
 * and single deeds below it.
 */
#ifndef STOA_ADMIN_VIEWS_SETTING_H
#define STOA_ADMIN_VIEWS_SETTING_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct setting_note {
	const char *kind; /* "good" | "bad" | "info" */
	const char *text;
};
struct setting_row {
	const char *name;
	const char *url;            /* NULL for none */
	const char *detail;         /* NULL for none */
	struct status_part *status; /* NULL for none */
};
struct setting_list {
	const char *heading; /* N_() */
	const char *hint;    /* N_() or NULL */
	const char *empty;   /* N_(): instead of rows */
	struct setting_row *rows;
	size_t n_rows;
	const char *add_url; /* NULL where nothing can be added */
	const char *add;     /* N_() */
};
/* A deed of its own, with a button. */
struct setting_act {
	const char *action;
	const char *label;  /* N_() */
	const char *hint;   /* N_() or NULL */
	const char *button; /* N_() */
	const char *kind;   /* "danger" | "quiet" */
};

struct letter_line {
	const char *text;
};
struct letter_preview {
	const char *lang, *dir, *subject;
	struct letter_line *lines;
	size_t n_lines;
};

struct theme_kind {
	const char *kind; /* "light" | "dark" */
	const char *name; /* N_() */
};
struct theme_preview {
	const char *css; /* address of the style sheet */
	struct picture_part *logo;
	struct theme_kind *kinds;
	size_t n_kinds;
};

struct setting_page {
	const char *up_url, *up_name; /* NULL on the first page; up_name N_() */
	const char *title;
	const char *lead; /* N_() or NULL */
	struct setting_note *notes;
	size_t n_notes;
	struct theme_preview *theme;
	struct letter_preview *letter;
	struct setting_list *lists;
	size_t n_lists;
	struct picture_part *picture;
	const char *action;  /* NULL where nothing is to be filled in */
	const char *enctype; /* of a form with a file; else NULL */
	const char *heading; /* N_(), of the form */
	struct form form;
	const char *button;               /* N_() */
	const char *second, *second_name; /* a second button, N_(); NULL for none */
	struct setting_act *acts;
	size_t n_acts;
};

extern const struct view_type setting_page_view;

#endif
