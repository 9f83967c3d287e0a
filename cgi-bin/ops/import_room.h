/*
 * import_room: what the files of import share, and nobody else includes.
 */
#ifndef STOA_OPS_IMPORT_ROOM_H
#define STOA_OPS_IMPORT_ROOM_H

#include "kit/csv.h"
#include "ops/import.h"
#include "shop/goods_write.h"

/* The columns that have a home. */
enum column {
	COL_HANDLE,
	COL_TITLE,
	COL_BODY,
	COL_VENDOR,
	COL_TYPE,
	COL_TAGS,
	COL_PUBLISHED,
	COL_STATUS,
	COL_OPTION1_NAME,
	COL_OPTION1_VALUE,
	COL_OPTION2_NAME,
	COL_OPTION2_VALUE,
	COL_OPTION3_NAME,
	COL_OPTION3_VALUE,
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
	COL_IMAGE_ALT,
	COL_VARIANT_IMAGE,
	COL__MAX
};

enum { IMPORT_OPTIONS_MAX = 3 };

struct sheet {
	const struct csv_row *header;
	const struct csv_row *rows;
	size_t n;
	int at[COL__MAX]; /* place in a row; -1 where the file lacks the column */
	const char *default_tax_class;
};

/* The cell, "" where the file or the row lacks it. */
const char *sheet_cell(const struct sheet *, size_t row, enum column);
const char *sheet_column_name(enum column);
/* JSON of the cells that have no home here, by column name: Variant ones or the others. Empty cells are left out. */
const char *sheet_extra(struct ctx *, const struct sheet *, size_t row, bool variant);

/* Rows [first, first + n) of one handle, and what they become. */
struct group {
	const size_t *row; /* indexes into the sheet, in order */
	size_t n;
};

/* Reads a group into g; marks refused rows in the report. False where no row of it can be used. */
bool import_draft(
    struct ctx *, const struct sheet *, const struct group *, struct import_report *, struct goods_new *g);

#endif
