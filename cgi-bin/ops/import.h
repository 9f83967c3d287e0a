/*
 * import: products from a CSV file in Shopify's format: one product a handle, its variants and further pictures on the
 * following rows.
 *
 * Texts go to the shop's default locale, the handle is the product's address there; prices are read in the shop's own
 * currency. The product type becomes a category. A variant whose inventory tracker is empty is not tracked, as Shopify
 * has it. What has no home here is kept beside the product or the variant. Each product is written in a transaction of
 * its own; a refused row leaves the rest unharmed.
 */
#ifndef STOA_OPS_IMPORT_H
#define STOA_OPS_IMPORT_H

#include <stddef.h>

#include "base/ctx.h"

enum import_fault {
	IMPORT_FINE,
	IMPORT_NO_HANDLE,
	IMPORT_NO_TITLE,     /* the handle's first row has none */
	IMPORT_HANDLE_TAKEN, /* the shop has a product of this handle; it is left as it is */
	IMPORT_PRICE,        /* arg: what stands there */
	IMPORT_PRICE_DECIMALS,
	IMPORT_COMPARE,
	IMPORT_QUANTITY,
	IMPORT_GRAMS,
	IMPORT_OPTIONS,   /* names an option without a value, or the same values as an earlier row */
	IMPORT_SKU_TAKEN, /* arg: the SKU */
	IMPORT_TOO_LONG,  /* arg: the column */
	IMPORT_EMPTY,     /* neither variant nor picture */
	IMPORT_PRODUCT,   /* refused with its product: no row of it could be used */
	IMPORT_FAULT__MAX
};

enum import_use { IMPORT_PRODUCT_ROW, IMPORT_VARIANT_ROW, IMPORT_PICTURE_ROW, IMPORT_REFUSED_ROW, IMPORT_USE__MAX };

/* What became of one row of the file. */
struct import_row {
	int line;
	enum import_use use;
	enum import_fault fault;
	const char *arg; /* NULL for none */
};

struct import_report {
	struct import_row *rows; /* every row after the header, in the file's order */
	size_t n;
	size_t products, variants, pictures, untracked;
	const char *missing_column; /* where the header is refused: the column that it lacks */
	int fault_line;             /* where the file cannot be read as CSV */
};

/*
 * The shop's scope is open (tenant_enter). ERR_MALFORMED where the file is no CSV of this format (nothing was written);
 * otherwise ERR_OK with every row accounted for, or the database's error, with what was written before it.
 */
enum err_code import_products(struct ctx *, const char *data, size_t n, struct import_report *out);

/* English, for the command line: "price "12.345" has more decimals than EUR". */
const char *import_fault_text(struct ctx *, const struct import_row *);

#endif
