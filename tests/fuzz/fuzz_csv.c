#include "fuzz.h"

#include <string.h>

#include "base/log.h"
#include "kit/csv.h"

static const struct csv_caps caps = { .rows = 1000, .cells = 100, .cell_bytes = 4096 };

/* Rows that were read are written, and read again as the same. */
static void round_trip(struct ctx *ctx, const struct csv *csv)
{
	struct buf b;
	struct csv again;

	buf_init(&b, ctx->arena, (size_t)32 << 20);
	for (size_t i = 0; i < csv->n; i++)
		csv_write_row(&b, csv->rows[i].cell, csv->rows[i].n);
	BUG_IF(b.overflow);
	BUG_IF(csv_read(ctx, buf_str(&b), b.len, caps, &again) != ERR_OK || again.n != csv->n);
	for (size_t i = 0; i < csv->n; i++) {
		BUG_IF(again.rows[i].n != csv->rows[i].n);
		for (size_t k = 0; k < csv->rows[i].n; k++)
			BUG_IF(strcmp(again.rows[i].cell[k], csv->rows[i].cell[k]) != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)256 << 20) };
	struct csv csv;
	enum err_code code = csv_read(&ctx, (const char *)data, n, caps, &csv);

	BUG_IF((code == ERR_OK) != (csv.fault == CSV_FAULT_NONE));
	BUG_IF(code != ERR_OK && csv.fault_line < 1);
	round_trip(&ctx, &csv);
	arena_destroy(&ctx.arena);
	return 0;
}
