#include "kit/csv.h"

#include <csv.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/str.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

struct reading {
	struct ctx *ctx;
	struct csv_parser parser;
	struct csv_caps caps;
	struct csv *out;
	struct csv_row *rows;
	size_t rows_cap;
	const char **cells;
	size_t n_cells;
	size_t cells_cap;
	int row_line;
	bool overlong;
};

/* Twice the room, with the old elements in front. */
static void *grow(struct arena *a, const void *old, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 16;
	void *bigger = arena_array(a, more, size);

	if (*cap)
		memcpy(bigger, old, *cap * size);
	*cap = more;
	return bigger;
}

static void fail(struct reading *r, enum csv_fault fault, int line)
{
	if (r->out->fault != CSV_FAULT_NONE)
		return;
	r->out->fault = fault;
	r->out->fault_line = line;
}

static void take_cell(void *data, size_t n, void *arg)
{
	struct reading *r = arg;

	if (n > r->caps.cell_bytes && r->caps.keep_overlong) {
		r->overlong = true;
		n = 0;
	}
	if (n > r->caps.cell_bytes)
		fail(r, CSV_FAULT_CELL, r->row_line);
	if (r->n_cells == r->caps.cells)
		fail(r, CSV_FAULT_CELLS, r->row_line);
	if (r->out->fault != CSV_FAULT_NONE)
		return;
	if (r->n_cells == r->cells_cap)
		r->cells = grow(r->ctx->arena, r->cells, &r->cells_cap, sizeof *r->cells);
	r->cells[r->n_cells++] = n ? arena_strndup(r->ctx->arena, data, n) : "";
}

static void take_row(int end, void *arg)
{
	struct reading *r = arg;

	(void)end;
	if (r->out->n == r->caps.rows)
		fail(r, CSV_FAULT_ROWS, r->row_line);
	if (r->out->fault != CSV_FAULT_NONE)
		return;
	if (r->out->n == r->rows_cap)
		r->rows = grow(r->ctx->arena, r->rows, &r->rows_cap, sizeof *r->rows);
	r->rows[r->out->n++] = (struct csv_row){
		.line = r->row_line,
		.n = r->n_cells,
		.cell = arena_memdup(r->ctx->arena, r->cells, r->n_cells * sizeof *r->cells),
		.overlong = r->overlong,
	};
	r->overlong = false;
	r->n_cells = 0;
}

/*
 * Piece by piece, so that a cell beyond its cap is dropped while it is read: whole, it would be as large as the file,
 * and copied each time that the parser's buffer grows.
 */
static bool read_pieces(struct reading *r, const char *data, size_t n)
{
	enum { PIECE = 65536 };

	for (size_t at = 0; at < n; at += PIECE) {
		size_t length = n - at < PIECE ? n - at : PIECE;
		if (csv_parse(&r->parser, data + at, length, take_cell, take_row, r) != length)
			return false;
		if (r->parser.entry_pos > r->caps.cell_bytes + 1 && r->caps.keep_overlong)
			r->parser.entry_pos = r->caps.cell_bytes + 2;
	}
	return true;
}

/*
 * Line by line: a callback does not say where it stands in the buffer, but a row can only start where a line does, and
 * the first byte after a finished row belongs to the next.
 */
static void read_lines(struct reading *r, const char *data, size_t n, int line)
{
	enum { ROW_NOT_BEGUN = 0 };

	for (size_t at = 0; at < n && r->out->fault == CSV_FAULT_NONE;) {
		const char *end = memchr(data + at, '\n', n - at);
		size_t length = end ? (size_t)(end - data) + 1 - at : n - at;
		line++;
		if (r->parser.pstate == ROW_NOT_BEGUN)
			r->row_line = line;
		if (!utf8_clean(data + at, length))
			fail(r, CSV_FAULT_UTF8, line);
		else if (!read_pieces(r, data + at, length))
			fail(r, CSV_FAULT_QUOTE, line);
		else if (r->parser.entry_pos > r->caps.cell_bytes + 1 && !r->caps.keep_overlong)
			fail(r, CSV_FAULT_CELL, r->row_line);
		at += length;
	}
	if (r->out->fault == CSV_FAULT_NONE && csv_fini(&r->parser, take_cell, take_row, r) != 0)
		fail(r, CSV_FAULT_QUOTE, r->row_line);
}

/* A line for the program that reads, as Excel knows it: its length, 0 where there is none. */
static size_t naming_line(const char *data, size_t n, char *delimiter)
{
	static const char naming[] = "sep=";
	size_t at = sizeof naming - 1;

	if (n <= at || strncasecmp(data, naming, at) != 0 || !data[at] || !strchr(",;\t", data[at]))
		return 0;
	*delimiter = data[at++];
	at += at < n && data[at] == '\r';
	return at < n && data[at] == '\n' ? at + 1 : 0;
}

static char found_delimiter(const char *data, size_t n)
{
	static const char all[] = { ',', ';', '\t' };
	size_t count[sizeof all] = { 0 }, most = 0;
	bool quoted = false;

	for (size_t i = 0; i < n && (quoted || data[i] != '\n'); i++) {
		quoted = quoted != (data[i] == '"');
		for (size_t k = 0; k < sizeof all; k++)
			count[k] += !quoted && data[i] == all[k];
	}
	for (size_t k = 1; k < sizeof all; k++)
		if (count[k] > count[most])
			most = k;
	return all[most];
}

enum err_code csv_read(struct ctx *ctx, const char *data, size_t n, struct csv_caps caps, struct csv *out)
{
	struct reading r = { .ctx = ctx, .caps = caps, .out = out };

	*out = (struct csv){ .n = 0 };
	if (n >= 3 && memcmp(data, byte_order_mark, 3) == 0) {
		data += 3;
		n -= 3;
	}
	size_t skipped = naming_line(data, n, &out->delimiter);
	if (!skipped)
		out->delimiter = found_delimiter(data, n);
	BUG_IF(csv_init(&r.parser, CSV_STRICT | CSV_STRICT_FINI) != 0);
	csv_set_delim(&r.parser, (unsigned char)out->delimiter);
	csv_set_blk_size(&r.parser, 4096);
	read_lines(&r, data + skipped, n - skipped, skipped > 0);
	csv_free(&r.parser);
	out->rows = r.rows;
	if (out->fault != CSV_FAULT_NONE)
		return err_set(
		    ctx, ERR_MALFORMED, "csv cannot be read at line %d (fault %d)", out->fault_line, (int)out->fault);
	return ERR_OK;
}

/* Blanks at the ends would be lost on the way back, a mark at the start too, and a lone empty cell would be an empty
 * line. */
static bool must_quote(const char *s, bool lone)
{
	size_t n = strlen(s);

	if (n == 0)
		return lone;
	return strpbrk(s, "\",\r\n") || strchr(" \t", s[0]) || strchr(" \t", s[n - 1]) ||
	       str_starts(s, byte_order_mark);
}

void csv_write_row(struct buf *b, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *s = cells[i] ? cells[i] : "";
		bool quoted = must_quote(s, n == 1);
		buf_puts(b, i ? "," : "");
		buf_puts(b, quoted ? "\"" : "");
		for (; *s; s++) {
			if (*s == '"')
				buf_putc(b, '"');
			buf_putc(b, *s);
		}
		buf_puts(b, quoted ? "\"" : "");
	}
	buf_puts(b, "\r\n");
}
