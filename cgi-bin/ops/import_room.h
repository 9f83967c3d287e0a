/*
 * import_room: what the files of import share, and nobody else includes.
 */
#ifndef STOA_OPS_IMPORT_ROOM_H
#define STOA_OPS_IMPORT_ROOM_H

#include "kit/csv.h"
#include "kit/json.h"
#include "ops/import.h"
#include "ops/product_columns.h"
#include "shop/location.h"
#include "shop/goods_write.h"

struct option_columns {
	int name, value, code, value_code, order;
	int *names, *values; /* by locale */
};

struct attribute_columns {
	const char *code;
	int *at; /* by locale */
};

struct sheet {
	const struct csv_row *header;
	const struct csv_row *rows;
	size_t n;
	bool decimal_commas;  /* "4,50" is 4.50: the cells are parted by something else */
	int at[COL__MAX];     /* place in a row; -1 where the file lacks the column */
	int *in[COL__MAX];    /* by locale, of the columns that have texts */
	int *price, *compare; /* by currency of the shop */
	/* The shop's open locations in their order, set before it is opened, and by each where its pieces stand: those
	 * of the first in a column without a tag, at[COL_QUANTITY]. */
	const struct location *places;
	size_t n_places;
	int *pieces;
	/* Of a file that counts pieces and nothing else: each row a variant at a location. */
	struct counted_columns {
		int location;    /* -1 in a file of products */
		int now, before; /* "On hand (new)", and "On hand (current)" or "On hand" */
	} counted;
	struct option_columns options[PRODUCT_OPTIONS_MAX];
	struct attribute_columns *attributes;
	size_t n_attributes;
	const char **extra; /* name of a column that has no home here; NULL for one that has */
	struct texts locales;
	size_t own; /* the default locale's place among them */
};

/* Rows of one handle, or one record, in the order in which they are read. */
struct group {
	const size_t *row; /* indexes into the sheet */
	size_t n;
	bool record;
};

struct import {
	struct ctx *ctx;  /* memory of the whole import */
	struct ctx *step; /* memory of the step at hand */
	struct import_options options;
	struct sheet sheet;
	struct import_report report;
	struct group *groups;
	size_t n_groups;
	struct known *known;
	size_t steps; /* begun so far */
	int64_t
	    position; /* of the first group's product where others write at the same time; 0: after the shop's last */
};

/* import.c: the group behind the step that begins at first. */
size_t import_step_end(const struct import *, size_t first);

/* import_sheet.c: header and cells. False with the report's file and column set. */
bool sheet_open(struct ctx *, struct sheet *, const char *currency, struct import_report *);
/* To be called before: the locations that its columns may name. */
enum err_code sheet_places(struct ctx *, struct sheet *);
/* "" where the row is short; NULL where the file lacks the column (at below 0). */
const char *sheet_cell(const struct sheet *, size_t row, int at);
/* As sheet_cell, but "" for NULL. */
const char *sheet_text(const struct sheet *, size_t row, int at);
/*
 * old, a JSON object, with the cells that have no home: of the product (variant false) on its first row those whose
 * column is a product's, of a variant all others. An empty cell takes its name away. image: likewise for the column
 * "Variant Image"; NULL leaves it as it is.
 */
const char *sheet_extra(
    struct ctx *, const struct sheet *, size_t row, bool first, bool variant, const char *old, const char *image);

/* import_group.c: rows by handle, in the order of their first rows; SKUs that stand twice are refused, or pieces that
 * are counted twice. */
void import_group_rows(struct import *);
/* A row and what it is sorted by: rows of one key in their order. For qsort(). */
struct import_keyed {
	const char *key;
	size_t row;
};
int import_by_key(const void *, const void *);

bool import_refuse(struct import *, size_t row, enum import_fault, const char *arg);
void import_refuse_group(struct import *, const struct group *, enum import_fault, const char *arg);

struct draft_option {
	const char *const *names; /* by locale; NULL or "" for none */
	const char *code, *order; /* "" for none */
};

struct draft_value {
	const char *text, *code; /* code "" for none */
	const char *const *names;
};

struct draft_price {
	bool set, compare_set;        /* the file has the column */
	int64_t minor, compare_minor; /* -1 for none */
};

struct draft_variant {
	size_t row;
	struct draft_value *values;                /* by option */
	const char *sku, *barcode;                 /* NULL: no such column; "" for none */
	struct draft_price *prices;                /* by currency of the shop */
	int64_t grams, on_hand;                    /* -1: no such column */
	int64_t *pieces;                           /* by location, of all but the first; likewise */
	int tracked, backorder, requires_shipping; /* likewise */
	const char *image;                         /* addresses, a line each */
};

struct draft_picture {
	size_t row;
	const char *source, *file;
	int64_t width, height;
	const char *const *alts; /* by locale */
	int64_t position;        /* 0 for none */
};

struct draft_text {
	const char *name, *summary, *body, *description, *slug, *old_slugs; /* NULL: no such column */
};

/* A product as the file has it, before the shop was asked. */
struct draft {
	const struct group *group;
	const char *handle;
	size_t first; /* its first row */
	struct draft_text *texts;
	const char *vendor, *kind, *state, *tax_class; /* NULL: not in the file */
	const char *no_withdrawal;                     /* likewise; "": for none */
	int taxable;                                   /* -1: not said, or by the tax class */
	const struct texts *tags;
	int64_t featured;   /* -1: no such column; 0 for none */
	int64_t created_at; /* -1: no such column */
	/* Likewise; 0: ever since, INT64_MAX: for ever. */
	int64_t publish_at, unpublish_at;
	struct bigints *categories; /* NULL: not in the file */
	bool categories_added;      /* to those that it has, and not in their place */
	const char **facts;         /* JSON by attribute column; NULL for none */
	struct draft_option *options;
	size_t n_options;
	struct draft_variant *variants;
	size_t n_variants;
	struct draft_picture *pictures;
	size_t n_pictures;
};

/* import_draft.c: reads a group; marks refused rows. False where no row of it can be used. */
bool import_draft(struct ctx *, struct import *, const struct group *, struct draft *);
/* Makes what the shop lacks of what the row of a product names and others may name, too: categories, attributes. */
void import_shared(struct import *, size_t row);
/* import_cell.c: one cell each; false after the row was refused. */
bool cell_amount(struct import *, size_t row, int at, const char *currency, enum import_fault, int64_t *minor);
bool cell_count(struct import *, size_t row, int at, enum import_fault, int64_t *out);
/* With a point for a comma that stands for one. */
const char *cell_number(const struct import *, const char *cell);
/* -1 where the file lacks the column; standard for an empty cell. */
int cell_flag(const struct import *, size_t row, int at, int standard);
bool cell_is_false(const char *);
struct texts cell_list(struct ctx *, const char *cell, char separator);
bool cell_time(const char *cell, int64_t *seconds);
bool cell_too_long(struct import *, size_t row);

/* import_known.c: what the shop has beside products. Read once. */
enum err_code known_open(struct import *);
bool known_tax_class(const struct import *, const char *code);
const char *known_default_tax_class(const struct import *);
/* ids of the paths, one a line; makes categories that are missing. False where a path cannot be. */
bool known_categories(struct import *, const char *paths, struct bigints **out);
/* The category of a product type. */
bool known_kind(struct import *, const char *kind, struct bigints **out);
/* The JSON of a fact, NULL for none; false where the cell is no such value. */
bool known_fact(struct import *, size_t column, size_t row, const char **json);
/*
 * The address becomes the entity's own in the locale, the one before stays as a former one; *changed, where it is not
 * NULL, is set to true where it was another one. Inside a transaction.
 */
enum err_code import_set_slug(
    struct ctx *, const char *kind, int64_t id, const char *locale, const char *slug, bool *changed);
/* label, a JSON object by locale, with the cells that are not empty. */
const char *import_relabel(struct ctx *, const struct sheet *, const char *label, const char *const *cells);
/* import_record.c: a category, attribute or choice. */
enum err_code import_record(struct ctx *, struct import *, size_t row);

/* import_write.c: writes a step's products, inside its transaction. */
struct chunk {
	struct import *import;
	struct draft *drafts; /* of the groups that can be used */
	size_t n_drafts;
	struct import_counts counts; /* of what was written */
	import_done_fn *done;
	void *arg;
	size_t first, next;
	bool record; /* of a record that was used */
};
enum err_code import_write_chunk(struct ctx *, void *chunk);
/* import_pieces.c: likewise the pieces of a file that counts them. */
enum err_code import_write_pieces(struct ctx *, void *chunk);
void import_refuse_doubled_pieces(struct import *);

#endif
