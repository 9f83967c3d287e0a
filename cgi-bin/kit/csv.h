/*
 * csv: comma-separated values (RFC 4180) from a whole buffer into rows, and back; the one room that knows libcsv.
 *
 * Rows end by LF or CRLF; a byte order mark is skipped, so are empty lines. Cells that are not quoted lose blanks at
 * their ends. They are parted by commas, semicolons (as spreadsheet programs write where the comma is for decimals) or
 * tabs: by what stands in the first line most often, or by what a line "sep=;" before it says.
 */
#ifndef STOA_KIT_CSV_H
#define STOA_KIT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/ctx.h"

struct csv_row {
	int line; /* of the file, from 1, on which the row starts */
	size_t n;
	const char *const *cell; /* never NULL, NUL-terminated */
	bool overlong;           /* a cell was longer than allowed, and is left empty */
};

struct csv_caps {
	size_t rows;
	size_t cells; /* of one row */
	size_t cell_bytes;
	bool keep_overlong; /* a cell beyond that is a fault of its row, and not of the file */
};

enum csv_fault {
	CSV_FAULT_NONE,
	CSV_FAULT_QUOTE, /* a quote in the wrong place, or one that never closes (then line is where its row starts) */
	CSV_FAULT_UTF8,  /* not UTF-8, or a control character */
	CSV_FAULT_ROWS,  /* more rows than allowed */
	CSV_FAULT_CELLS, /* more cells in a row than allowed */
	CSV_FAULT_CELL,  /* a cell longer than allowed; line is where its row starts */
};

struct csv {
	const struct csv_row *rows;
	size_t n;
	char delimiter;
	enum csv_fault fault;
	int fault_line;
};

/* ERR_MALFORMED with fault and fault_line set, and the rows before it kept. */
enum err_code csv_read(struct ctx *, const char *data, size_t n, struct csv_caps, struct csv *out);

/* One row with CRLF; cells are quoted where they must be. A NULL cell is empty. */
void csv_write_row(struct buf *, const char *const *cells, size_t n);

#endif
