/*
 * import: products from a CSV file in Shopify's format, with columns of our own beside it (docs: README, "Products as
 * CSV"): one product a handle, its variants and further pictures on further rows, in any order.
 *
 * A product is matched by its handle, a variant by its options, a picture by its address: what is there is changed,
 * what is new is added, nothing is deleted. A column that the file has is the truth, also where a cell is empty; a
 * column that it lacks changes nothing. What has no home here is kept beside the product or the variant.
 *
 * Shopify's separate file of what lies at each location is read by the same door: it has "Location" and "On hand
 * (new)", "On hand (current)" or "On hand", and no prices. Each of its rows counts one variant, found by its SKU or
 * else by handle and options, at the location that it names; it makes neither products nor locations.
 *
 * The rows are written in groups of products, each group in one transaction; a refused row leaves the rest unharmed.
 */
#ifndef STOA_OPS_IMPORT_H
#define STOA_OPS_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum import_fault {
	IMPORT_FINE,
	IMPORT_NO_HANDLE,
	IMPORT_NO_TITLE,       /* a new product has none */
	IMPORT_PRICE,          /* arg: what stands there */
	IMPORT_PRICE_DECIMALS, /* likewise */
	IMPORT_PRICE_OWN,      /* arg: the shop's own currency, in which a new variant has no price */
	IMPORT_COMPARE,
	IMPORT_QUANTITY,
	IMPORT_GRAMS,
	IMPORT_OPTIONS,        /* an option without a value, or the same values as an earlier row */
	IMPORT_OPTIONS_DIFFER, /* arg: the handle; the product has other options in the shop */
	IMPORT_SKU_TAKEN,      /* arg: the SKU; a variant of the shop has it */
	IMPORT_SKU_TWICE,      /* arg: the SKU; an earlier row has it */
	IMPORT_TOO_LONG,       /* arg: the column */
	IMPORT_TOO_MANY,       /* more rows of one handle than a product may have */
	IMPORT_EMPTY,          /* neither variant nor picture */
	IMPORT_CELLS,          /* more cells than the header has columns */
	IMPORT_CELL_SIZE,      /* a cell beyond any measure */
	IMPORT_TAX_CLASS,      /* arg: what stands there */
	IMPORT_VALUE,          /* arg: the column; what stands there is none of its values */
	IMPORT_PATH,           /* arg: what stands there; a category under another parent, or without a name */
	IMPORT_ATTRIBUTE,      /* arg: the column; not a value of the attribute's type */
	IMPORT_RECORD,         /* arg: what stands there; no kind of record */
	IMPORT_PRODUCT,        /* refused with its product: no row of it could be used */
	IMPORT_CONFLICT,       /* changed by somebody else at the same moment */
	IMPORT_UNKNOWN,      /* arg: SKU or handle; of a file that counts pieces: nothing in the shop is that variant */
	IMPORT_LOCATION,     /* arg: the name; likewise: no open location is called so */
	IMPORT_PIECES_TWICE, /* likewise: an earlier row counts the same pieces */
	IMPORT_LOCATION_CLOSED, /* a warning: its pieces were left out. arg: the location that was closed meanwhile */
	IMPORT_STOCK, /* a warning: the pieces were left as they are, more are sold than the file has. arg: SKU or "" */
	IMPORT_FAULT__MAX
};

enum import_use {
	IMPORT_PRODUCT_ROW,
	IMPORT_VARIANT_ROW,
	IMPORT_PICTURE_ROW,
	IMPORT_RECORD_ROW, /* a category, an attribute or a choice of one */
	IMPORT_REFUSED_ROW,
	IMPORT_USE__MAX
};

/* What became of one row of the file. */
struct import_row {
	int line;
	enum import_use use;
	enum import_fault fault; /* of a row that was used: a warning */
	const char *arg;         /* NULL for none */
};

/* Why a file as a whole cannot be used; nothing was written. */
enum import_file {
	IMPORT_FILE_FINE,
	IMPORT_FILE_EMPTY,
	IMPORT_FILE_UTF16,
	IMPORT_FILE_ENCODING, /* line: not UTF-8 */
	IMPORT_FILE_QUOTE,    /* line: a quote in the wrong place, or one that never closes */
	IMPORT_FILE_ROWS,     /* more rows than IMPORT_ROWS_MAX */
	IMPORT_FILE_CELLS,    /* line: more cells than any product file has */
	IMPORT_FILE_COLUMN,   /* column: missing */
	IMPORT_FILE_TWICE,    /* column: stands twice in the header */
	IMPORT_FILE_CURRENCY, /* column: a currency that the shop does not have */
	IMPORT_FILE__MAX
};

enum { IMPORT_JOBS_MAX = 16, IMPORT_ROWS_MAX = 200000, IMPORT_CELL_BYTES = 1024 * 1024, IMPORT_PRODUCT_ROWS = 2500 };

struct import_counts {
	int64_t products, updated; /* all, and of those that were there before */
	int64_t variants, pictures, untracked;
	int64_t records;
};

struct import_report {
	struct import_row *rows; /* every row after the header, in the file's order */
	size_t n;
	size_t done; /* rows accounted for so far */
	struct import_counts counts;
	enum import_file file;
	const char *column;
	int line;
};

struct import_options {
	const char *currency; /* of the price columns that name none; NULL for the shop's own */
	bool dry_run;         /* everything but the writing */
	bool whole;           /* set by import_whole() */
	const char *pictures; /* folder with the pictures that the column "Picture file" names; NULL for none */
	/* Of import_all() and import_whole(), in their process: now and then, how many groups are behind it; or NULL.
	 */
	void (*progress)(size_t done, size_t groups);
};

struct import;

/*
 * Reads the whole file and its header. The shop's scope is open (tenant_enter); data must outlive the import.
 * ERR_MALFORMED with the report's file, line and column where the file cannot be used.
 */
enum err_code import_open(struct ctx *, const char *data, size_t n, const struct import_options *, struct import **out);
const struct import_report *import_report_of(const struct import *);
/* Groups of rows that belong together: what import_step counts in. */
size_t import_groups(const struct import *);

/* The rows of the groups [first, next), one after another: *at from 0; NULL at the end. */
const struct import_row *import_next_row(const struct import *, size_t *first, size_t next, size_t *at);

/*
 * Writes groups from first on, as many as make a good transaction, and sets *next to the first that is left. done,
 * where it is not NULL, is called inside that transaction, after its rows were written: what it writes holds exactly as
 * long as they do; it may be called again where the transaction is tried again. Memory of the step is given back.
 */
struct import_step {
	size_t first, next;
	struct import_counts counts; /* of this step */
};
typedef enum err_code import_done_fn(struct ctx *, const struct import *, const struct import_step *, void *arg);
enum err_code import_step(struct ctx *, struct import *, size_t first, import_done_fn *done, void *arg, size_t *next);
/*
 * All steps, by as many processes at once as jobs says (1 to IMPORT_JOBS_MAX), each with a connection of its own; few
 * steps or a dry run need no more than this one. What products share is written first, and products keep the file's
 * order, whoever wrote them. Children of this process do the work, so it has no threads and waits for nothing else.
 * After an error the report says what was written.
 */
enum err_code import_all(struct ctx *, struct import *, int jobs);
/* Rows that were refused so far. */
size_t import_refused(const struct import *);
/*
 * The whole file in one transaction: all of it or nothing. ERR_CONFLICT where a row is refused; a dry run before tells
 * which. done: as of import_step, inside that one transaction, and from the first step on again where it is tried anew.
 */
enum err_code import_whole(struct ctx *, const char *data, size_t n, const struct import_options *,
    import_done_fn *done, void *arg, struct import_counts *counts);
/* Before the first step of an import that goes on at group first: what an earlier dry run would know by now. */
enum err_code import_resume(struct ctx *, struct import *, size_t first);

/* N_() sentences with {1} for the argument: "More decimals than the currency has: “{1}”". */
const char *import_fault_text(enum import_fault);
/* A word that is kept in a table, and back; an unknown one is IMPORT_FINE. */
const char *import_fault_name(enum import_fault);
enum import_fault import_fault_named(const char *);
/* {1}: line or column. */
const char *import_file_text(enum import_file);

#endif
