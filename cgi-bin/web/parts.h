/*
 * parts: what the templates of templates/part/ show, shared by the pages of all executables. Display-ready: handlers
 * fill them from shop/ and do nothing but choose words. Strings live in the request's arena; a NULL string is left out.
 */
#ifndef STOA_WEB_PARTS_H
#define STOA_WEB_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "view/view.h"
#include "web/page.h"

/* part/picture. Where a product has none, give no picture: the part keeps its place. */
struct picture_part {
	const char *src;
	const char *webp;     /* smaller ones, widths with `w`; NULL where there are none (yet) */
	const char *avif;     /* likewise; only where the picture is large */
	const char *sizes;    /* of these */
	const char *loading;  /* "lazy" or NULL */
	const char *priority; /* "high" for the picture that a page is looked at for */
	const char *alt;
	int64_t width, height; /* pixels; 0 leaves both out */
	const char *width_text, *height_text;
};

/* Where a picture stands: decides `sizes`, and whether it waits until it is near the screen. */
enum picture_slot {
	SLOT_HERO,
	SLOT_WIDE, /* as large, further down */
	SLOT_GALLERY_FIRST,
	SLOT_GALLERY,
	SLOT_CARD_FIRST, /* the first row of a list */
	SLOT_CARD,
	SLOT_LINE,
	SLOT__MAX
};
struct ctx;
/* Fills everything but alt from the file's address; width and height that are known stay where that does not tell. */
void picture_show(struct ctx *, struct picture_part *, const char *file, enum picture_slot);
/* Whether the file is of a kind that social networks and feeds take: JPEG, PNG, WebP or GIF, by its name. */
bool picture_is_raster(const char *file);

/* part/price */
struct price_part {
	struct money now;
	struct money was; /* struck through where reduced */
	bool reduced;
	bool from; /* the lowest of several */
};

/* part/card: a product in a list; the whole card is one link. */
struct card_part {
	const char *name;
	const char *url;
	struct picture_part *picture; /* NULL for none */
	struct price_part price;
	const char *stock;      /* in words, only where it matters: "Only 2 left", "Sold out" */
	const char *stock_kind; /* "low" | "out" */
};

/* part/pager: nothing where there is one page only. */
struct pager_part {
	const char *prev_url;  /* NULL on the first */
	const char *first_url; /* instead of prev_url where a list knows its way onwards only; NULL on the first */
	const char *next_url;  /* NULL on the last */
	int64_t page;
	int64_t pages; /* 0 where nobody counts */
	bool many;     /* there is another page */
};

/* part/status: a word in a tinted pill. */
struct status_part {
	const char *label; /* N_() */
	const char *kind;  /* "good" | "warn" | "bad" | "calm" */
};

/* part/address */
struct address_line {
	const char *text;
};
struct address_part {
	struct address_line *lines; /* the country in words last */
	size_t n_lines;
};

/* part/summary: what is bought and what it costs. */
struct summary_line {
	const char *name;
	const char *options; /* "Glaze: sea blue" */
	struct picture_part *picture;
	int64_t quantity;
	struct money total;
	const char *no_withdrawal; /* N_(): why one may not withdraw from it; NULL for none */
};
struct sum_row {
	const char *label; /* ready text: "Shipping, DHL parcel", "19% VAT" */
	struct money amount;
	bool free;        /* "Free" instead of the amount */
	const char *note; /* instead of the amount: "Chosen in the next step"; NULL for none */
	const char *kind; /* "tax" for tax that the total holds already; else NULL */
};
/* part/sums */
struct sums_part {
	struct sum_row *rows; /* items, shipping, taxes */
	size_t n_rows;
	struct money total;
};
struct summary_part {
	struct summary_line *lines;
	size_t n_lines;
	struct sums_part sums;
};

/* The error page of every set: templates/<set>/error. */
/* A field of a form that was refused as a whole: it is sent again as it was. */
struct again_field {
	const char *name, *value;
};

struct error_page {
	const char *heading;   /* N_() */
	const char *text;      /* N_(): what it means, what to do */
	const char *reference; /* request id, for a letter to the shop; NULL for none */
	bool lost;             /* 404: search and the way home are offered */
	bool later;            /* 503: to try again is offered */
	const char *again_url;
	bool both;              /* of resend_url: another form was done under the same key */
	const char *resend_url; /* NULL; else a button sends the form once more */
	struct again_field *fields;
	size_t n_fields;
	const char *look_url; /* where one sees what became of it; NULL for none */
};

extern const struct view_type picture_part_view;
extern const struct view_type price_part_view;
extern const struct view_type card_part_view;
extern const struct view_type pager_part_view;
extern const struct view_type status_part_view;
extern const struct view_type address_part_view;
extern const struct view_type sums_part_view;
extern const struct view_type summary_part_view;
extern const struct view_type error_page_view;

#endif
