#include "ops/import.h"

#include <string.h>

#include "base/str.h"
#include "db/db.h"
#include "ops/import_known.h"
#include "queries.h"
#include "shop/tenant.h"

enum {
	CELLS_MAX = 1000,
	STEP_GROUPS = 250, /* of one transaction */
	STEP_ROWS = 1500,
	STEP_BYTES = 4 * 1024 * 1024,
	STEP_MEMORY = 512 * 1024 * 1024,
	WHOLE_MEMORY = 1024 * 1024 * 1024
};

static enum err_code refuse_file(struct ctx *ctx, struct import_report *r, enum import_file why, int line)
{
	r->file = why;
	r->line = line;
	return err_set(ctx, ERR_MALFORMED, "file of products is refused: %d at line %d", (int)why, line);
}

static bool is_utf16(const char *data, size_t n)
{
	const unsigned char *u = (const unsigned char *)data;
	if (n >= 2 && ((u[0] == 0xff && u[1] == 0xfe) || (u[0] == 0xfe && u[1] == 0xff)))
		return true;
	/* Without its mark: the header is ASCII, so every other byte is nothing. */
	return n >= 4 && ((!u[0] && u[1] && !u[2] && u[3]) || (u[0] && !u[1] && u[2] && !u[3]));
}

static enum err_code read_csv(struct ctx *ctx, const char *data, size_t n, struct import *m)
{
	static const enum import_file faults[] = {
		[CSV_FAULT_QUOTE] = IMPORT_FILE_QUOTE,
		[CSV_FAULT_UTF8] = IMPORT_FILE_ENCODING,
		[CSV_FAULT_ROWS] = IMPORT_FILE_ROWS,
		[CSV_FAULT_CELLS] = IMPORT_FILE_CELLS,
		[CSV_FAULT_CELL] = IMPORT_FILE_CELLS,
	};
	struct csv csv;
	struct csv_caps caps = {
		.rows = IMPORT_ROWS_MAX + 1, .cells = CELLS_MAX, .cell_bytes = IMPORT_CELL_BYTES, .keep_overlong = true
	};
	if (is_utf16(data, n))
		return refuse_file(ctx, &m->report, IMPORT_FILE_UTF16, 1);
	if (csv_read(ctx, data, n, caps, &csv))
		return refuse_file(ctx, &m->report, faults[csv.fault], csv.fault_line);
	if (csv.n == 0)
		return refuse_file(ctx, &m->report, IMPORT_FILE_EMPTY, 1);
	m->sheet.header = &csv.rows[0];
	m->sheet.decimal_commas = csv.delimiter != ',';
	m->sheet.rows = csv.rows + 1;
	m->sheet.n = csv.n - 1;
	m->report.n = m->sheet.n;
	m->report.rows = ARENA_ARRAY(ctx->arena, m->sheet.n + 1, struct import_row);
	for (size_t i = 0; i < m->sheet.n; i++)
		m->report.rows[i].line = m->sheet.rows[i].line;
	return ERR_OK;
}

enum err_code import_open(
    struct ctx *ctx, const char *data, size_t n, const struct import_options *options, struct import **out)
{
	struct import *m = *out = ARENA_NEW(ctx->arena, struct import);
	arena_keep_memory();
	*m = (struct import){ .ctx = ctx, .step = ctx, .options = *options };
	if (str_empty(m->options.currency))
		m->options.currency = ctx->settings->currency;
	enum err_code e = read_csv(ctx, data, n, m);
	if (e)
		return e;
	e = sheet_places(ctx, &m->sheet);
	if (e)
		return e;
	if (!sheet_open(ctx, &m->sheet, m->options.currency, &m->report))
		return refuse_file(ctx, &m->report, m->report.file, 1);
	import_group_rows(m);
	return known_open(m);
}

const struct import_report *import_report_of(const struct import *m)
{
	return &m->report;
}

size_t import_groups(const struct import *m)
{
	return m->n_groups;
}

const struct import_row *import_next_row(const struct import *m, size_t *first, size_t next, size_t *at)
{
	while (*first < next && *at >= m->groups[*first].n) {
		++*first;
		*at = 0;
	}
	return *first < next ? &m->report.rows[m->groups[*first].row[(*at)++]] : NULL;
}

static size_t bytes_of(const struct import *m, const struct group *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->n; i++) {
		const struct csv_row *row = &m->sheet.rows[g->row[i]];
		for (size_t k = 0; k < row->n; k++)
			n += strlen(row->cell[k]);
	}
	return n;
}

/* A step is one record, or products until they are many. */
size_t import_step_end(const struct import *m, size_t first)
{
	size_t rows = 0, bytes = 0, at = first;
	if (m->groups[first].record)
		return first + 1;
	while (at < m->n_groups && at - first < STEP_GROUPS) {
		rows += m->groups[at].n;
		bytes += bytes_of(m, &m->groups[at]);
		if (at > first && (rows > STEP_ROWS || bytes > STEP_BYTES))
			break;
		at++;
	}
	return at;
}

static enum err_code write_drafts(struct ctx *ctx, struct import *m, struct chunk *c, size_t first, size_t next)
{
	c->drafts = ARENA_ARRAY(ctx->arena, next - first, struct draft);
	for (size_t i = first; i < next; i++) {
		if (import_draft(ctx, m, &m->groups[i], &c->drafts[c->n_drafts]))
			c->n_drafts++;
		if (m->known->failed)
			return m->known->failed;
	}
	return db_tx_within(ctx, import_write_chunk, c);
}

static enum err_code write_record(struct ctx *ctx, struct import *m, struct chunk *c, size_t row)
{
	enum err_code e = import_record(ctx, m, row);
	if (e == ERR_CONFLICT) {
		err_clear(ctx);
		e = ERR_OK;
		import_refuse(m, row, IMPORT_CONFLICT, NULL);
	}
	c->record = m->report.rows[row].use == IMPORT_RECORD_ROW;
	return e ? e : db_tx_within(ctx, import_write_chunk, c);
}

static enum err_code step(struct ctx *ctx, struct import *m, size_t first, size_t next, import_done_fn *done, void *arg)
{
	struct chunk c = { .import = m, .done = done, .arg = arg, .first = first, .next = next };
	bool record = m->groups[first].record;
	enum err_code e;
	if (m->sheet.counted.location >= 0)
		e = db_tx_within(ctx, import_write_pieces, &c);
	else if (record)
		e = write_record(ctx, m, &c, m->groups[first].row[0]);
	else
		e = write_drafts(ctx, m, &c, first, next);
	if (e)
		return e;
	struct import_counts *sum = &m->report.counts;
	sum->products += c.counts.products;
	sum->updated += c.counts.updated;
	sum->variants += c.counts.variants;
	sum->pictures += c.counts.pictures;
	sum->untracked += c.counts.untracked;
	sum->records += c.counts.records;
	return ERR_OK;
}

/* After one step, two, four, and so on: each time the shop may be twice as large. */
static enum err_code replan(struct ctx *ctx, struct import *m)
{
	size_t n = m->steps++;
	return (n & (n - 1)) == 0 ? q_import_replan(ctx, NULL) : ERR_OK;
}

enum err_code import_step(
    struct ctx *ctx, struct import *m, size_t first, import_done_fn *done, void *arg, size_t *next)
{
	struct ctx own = *ctx;
	own.arena = arena_create(STEP_MEMORY);
	m->step = &own;
	m->known->failed = ERR_OK;
	*next = import_step_end(m, first);
	enum err_code e = replan(&own, m);
	if (!e)
		e = step(&own, m, first, *next, done, arg);
	/* Somebody took a handle or a SKU between our look and our writing: find out whose it is. */
	if (e == ERR_CONFLICT && *next > first + 1 && !m->options.whole) {
		*next = first + 1;
		err_clear(&own);
		e = step(&own, m, first, *next, done, arg);
	}
	if (e == ERR_CONFLICT && !m->options.whole) {
		struct chunk nothing = { .import = m, .done = done, .arg = arg, .first = first, .next = *next };
		err_clear(&own);
		import_refuse_group(m, &m->groups[first], IMPORT_CONFLICT, NULL);
		e = db_tx_within(&own, import_write_chunk, &nothing);
	}
	ctx->err = own.err;
	m->step = m->ctx;
	arena_destroy(&own.arena);
	if (!e)
		for (size_t i = first; i < *next; i++)
			m->report.done += m->groups[i].n;
	return e;
}

enum err_code import_resume(struct ctx *ctx, struct import *m, size_t first)
{
	enum err_code e = ERR_OK;
	m->step = ctx;
	for (size_t i = 0; !e && m->options.dry_run && i < first && m->groups[i].record; i++)
		e = import_record(ctx, m, m->groups[i].row[0]);
	m->step = m->ctx;
	return e;
}

size_t import_refused(const struct import *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->report.n; i++)
		n += m->report.rows[i].use == IMPORT_REFUSED_ROW;
	return n;
}

struct whole {
	const char *data;
	size_t n;
	const struct import_options *options;
	import_done_fn *done;
	void *arg;
	struct import_counts counts;
};

/* Everything anew, what is known of the shop too: an attempt before this one has left nothing behind. */
static enum err_code try_whole(struct ctx *ctx, void *arg)
{
	struct whole *w = arg;
	struct ctx own = *ctx;
	struct import *m = NULL;
	own.arena = arena_create(WHOLE_MEMORY);
	enum err_code e = import_open(&own, w->data, w->n, w->options, &m);
	for (size_t at = 0; !e && at < import_groups(m);) {
		e = import_step(&own, m, at, w->done, w->arg, &at);
		if (w->options->progress)
			w->options->progress(at, import_groups(m));
	}
	if (!e && import_refused(m) > 0)
		e = err_set(&own, ERR_CONFLICT, "%zu rows are refused that were good before", import_refused(m));
	if (!e)
		w->counts = m->report.counts;
	ctx->err = own.err;
	arena_destroy(&own.arena);
	return e;
}

enum err_code import_whole(struct ctx *ctx, const char *data, size_t n, const struct import_options *options,
    import_done_fn *done, void *arg, struct import_counts *counts)
{
	struct import_options whole = *options;
	struct whole w = { .data = data, .n = n, .options = &whole, .done = done, .arg = arg };
	whole.whole = true;
	enum err_code e = db_tx(ctx, try_whole, &w);
	*counts = w.counts;
	return e;
}
