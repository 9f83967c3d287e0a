/*
 * form: fields as data, so that every form looks and fails alike: what was typed stays, the refusal's sentence stands
 * under its field.
 *
 * A handler lays out an array of fields with the values it knows, calls form_fill(), and renders
 * templates/part/fields.xhtml with the form. The same array serves the first showing (GET) and the one after a refusal
 * (POST, status 422).
 */
#ifndef STOA_WEB_FORM_H
#define STOA_WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "http/request.h"
#include "kit/localized.h"
#include "view/view.h"

/* One choice of a select or a group of radio buttons. */
struct form_option {
	const char *value;
	const char *label; /* ready text: view_text() for a message */
	const char *hint;  /* radio: a line below the label; NULL for none */
	bool selected;
	bool disabled;
	const char *id; /* set by form_fill */
};

struct form_field {
	const char *name;
	const char *section; /* N_(): a heading above this field and those after it; NULL for none */
	const char *row;     /* ready text: likewise, of fields that belong to one thing; NULL for none */
	const char *label;   /* N_() */
	const char *type;    /* "text", "email", "tel", "search", "password", "number", "date", "textarea", "select",
	                        "radio",  "checkbox", "hidden" */
	const char *autocomplete; /* HTML's token; NULL for none */
	const char *inputmode;    /* "numeric", "decimal"; NULL for none */
	const char *dir;          /* "ltr" for addresses and codes, "auto" for free text; NULL for the page's own */
	bool required;
	const char
	    *width; /* "third", "half" or "two-thirds" of the row, NULL for all of it; "third start" begins one */
	const char *maxlength; /* digits; NULL for none */
	const char *value;     /* NULL is empty; for a checkbox what it sends ("1" unless set) */
	bool checked;
	const char *hint; /* N_(), NULL for none */
	/* text: how it is written ("10115"), shown as a hint; and for the script that says early that it is not: the
	 * pattern of shop/address.h and the sentence. NULL for none. */
	const char *example;
	const char *pattern;
	const char *unlike; /* ready text */
	struct form_option *options;
	size_t n_options;
	const char *button;      /* select: N_(), a button beside it; NULL for none */
	const char *button_name; /* sends 1 */
	const char *lang;        /* the text's language, of a field of form_localized(); else NULL */
	const char *lang_name;   /* in that language itself */
	/* set by form_fill */
	const char *error; /* a sentence in the page's language; NULL where the field is fine */
	const char *id;
	const char *error_id;
	const char *hint_id;
	const char *described_by; /* aria-describedby; NULL for none */
	const char *invalid;      /* aria-invalid: "true" or NULL */
};

/* One line of the summary at the top. */
struct form_error {
	const char *href;  /* "#f-email"; NULL where no field of the form is meant */
	const char *label; /* the field's, translated; NULL likewise */
	const char *text;
};

struct form {
	const char *prefix; /* of ids, where a page holds several forms; NULL is "f" */
	struct form_field *fields;
	size_t n_fields;
	struct form_error *errors;
	size_t n_errors;
};

extern const struct view_type form_option_view;
extern const struct view_type form_view;
extern const struct view_type form_field_view;

/*
 * Puts ids and, after a POST, typed values and the sentences of ctx->refusals in place. req may be NULL (first
 * showing). Values of type "password" are never shown again.
 */
void form_fill(struct ctx *, struct form *, const struct request *);
/*
 * One field a language of the shop, its own language first and the only one that is required: pattern with "_<locale>"
 * behind its name, what known has as value, and the language's writing direction. to has room for locales.n fields.
 */
void form_localized(
    struct ctx *, struct form_field *to, const struct form_field *pattern, const struct localized *known);
struct form_field *form_find(struct form *, const char *name);

/* The sentence of a refusal in ctx->locale (web/refusal_text.c has one for every code; an unknown code is a bug). */
const char *refusal_sentence(struct ctx *, const struct refusal *);

#endif
