/*
 * product_columns: the columns of a file of products, as import reads and export writes them.
 *
 * Shopify's have the names of its older exports; the names of the newer ones are read as well, in any case. Beside them
 * stand columns of our own. A column that holds a text may be followed by a locale in brackets ("Title [de]"), one that
 * holds a price by a currency ("Variant Price [USD]"); without them the shop's own is meant.
 */
#ifndef STOA_OPS_PRODUCT_COLUMNS_H
#define STOA_OPS_PRODUCT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

enum column {
	COL_HANDLE,
	COL_TITLE,
	COL_BODY,
	COL_VENDOR,
	COL_TYPE,
	COL_TAGS,
	COL_PUBLISHED,
	COL_SKU,
	COL_GRAMS,
	COL_TRACKER,
	COL_QUANTITY,
	COL_POLICY,
	COL_PRICE,
	COL_COMPARE,
	COL_REQUIRES_SHIPPING,
	COL_TAXABLE,
	COL_BARCODE,
	COL_IMAGE,
	COL_IMAGE_POSITION,
	COL_IMAGE_ALT,
	COL_VARIANT_IMAGE,
	COL_STATUS,
	/* our own */
	COL_RECORD,
	COL_SUMMARY,
	COL_SLUG,
	COL_OLD_SLUGS,
	COL_CATEGORY_PATH,
	COL_CATEGORY_SORT,
	COL_TAX_CLASS,
	COL_NO_WITHDRAWAL,
	COL_FEATURED,
	COL_CREATED,
	COL_PUBLISH_AT,
	COL_UNPUBLISH_AT,
	COL_PICTURE_FILE,
	COL_PICTURE_SIZE,
	COL_ATTRIBUTE_TYPE,
	COL_ATTRIBUTE_UNIT,
	COL_ATTRIBUTE_CHOICE,
	COL__MAX
};

enum { PRODUCT_OPTIONS_MAX = 9 };

/* What stands behind "OptionN ". */
enum option_column { OPT_NAME, OPT_VALUE, OPT_CODE, OPT_VALUE_CODE, OPT_ORDER, OPT__MAX };

struct column_name {
	enum column column;      /* COL__MAX where it is none of the above */
	int option;              /* from 1; 0 for none */
	enum option_column what; /* of the option */
	const char *attribute;   /* code; NULL for none */
	const char *tag;         /* what stands in brackets; NULL for none */
	const char *name;        /* without the tag, as export writes it: also of a column that has no home */
};

/* Reads a cell of the header. */
struct column_name column_read(struct ctx *, const char *header);
const char *column_title(enum column);
const char *option_title(struct ctx *, int option, enum option_column);
/* Name and tag as one: "Title [de]". */
const char *column_tagged(struct ctx *, const char *name, const char *tag);
bool column_has_locales(enum column);
bool column_has_currencies(enum column);
/* A column without a home: one of a variant rather than of a product. */
bool column_is_variants(const char *name);

extern const char attribute_prefix[]; /* "Attribute: " */
extern const char path_separator[];   /* " > " */

/*
 * A cell that a spreadsheet program would take for a formula is written with an apostrophe in front, and read without.
 */
const char *cell_guard(struct ctx *, const char *);
const char *cell_unguard(const char *);

#endif
