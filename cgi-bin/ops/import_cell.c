#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "ops/import_room.h"

enum { COUNT_MAX = 100000000 };

/* "1.234,50" has both, and stays what it is: refused. */
const char *cell_number(const struct import *m, const char *cell)
{
	const char *comma = m->sheet.decimal_commas ? strchr(cell, ',') : NULL;
	if (!comma || strchr(cell, '.') || strchr(comma + 1, ','))
		return cell;
	char *out = arena_strdup(m->step->arena, cell);
	out[comma - cell] = '.';
	return out;
}

bool cell_amount(struct import *m, size_t row, int at, const char *currency, enum import_fault fault, int64_t *minor)
{
	const char *cell = sheet_text(&m->sheet, row, at);
	enum text_number n = text_parse_plain(cell_number(m, cell), currency, minor);
	if (n == TEXT_NUMBER_OK && *minor >= 0)
		return true;
	return import_refuse(m, row, n == TEXT_NUMBER_DECIMALS ? IMPORT_PRICE_DECIMALS : fault, cell);
}

/* "500.0" is 500: programs that keep weights as decimals write them so. */
static bool whole(const char *cell, int64_t *out)
{
	char digits[32];
	size_t n = strcspn(cell, ".");
	if (n == 0 || n >= sizeof digits || (cell[n] && (!cell[n + 1] || cell[n + 1 + strspn(cell + n + 1, "0")])))
		return false;
	memcpy(digits, cell, n);
	digits[n] = '\0';
	return str_to_int(digits, -COUNT_MAX, COUNT_MAX, out);
}

bool cell_count(struct import *m, size_t row, int at, enum import_fault fault, int64_t *out)
{
	const char *cell = sheet_cell(&m->sheet, row, at);
	*out = cell ? 0 : -1;
	if (!cell || !*cell)
		return true;
	if (!whole(cell_number(m, cell), out) || (fault == IMPORT_GRAMS && *out < 0))
		return import_refuse(m, row, fault, cell);
	/* More was sold than was there. */
	if (*out < 0)
		*out = 0;
	return true;
}

bool cell_is_false(const char *cell)
{
	return strcasecmp(cell, "false") == 0 || strcasecmp(cell, "no") == 0 || str_eq(cell, "0");
}

int cell_flag(const struct import *m, size_t row, int at, int standard)
{
	const char *cell = sheet_cell(&m->sheet, row, at);
	if (!cell)
		return -1;
	return *cell ? !cell_is_false(cell) : standard;
}

struct texts cell_list(struct ctx *ctx, const char *cell, char separator)
{
	const char ends[] = { separator, '\0' };
	size_t room = 1, n = 0;
	for (const char *c = cell; *c; c++)
		room += *c == separator;
	const char **v = ARENA_ARRAY(ctx->arena, room, const char *);
	while (*cell) {
		size_t length = strcspn(cell, ends);
		const char *part = str_trim(ctx->arena, arena_strndup(ctx->arena, cell, length));
		if (*part)
			v[n++] = part;
		cell += length + (cell[length] == separator);
	}
	return (struct texts){ .v = v, .n = n };
}

/* "2026-03-02T09:00:00Z" */
bool cell_time(const char *cell, int64_t *seconds)
{
	int y, mon, d, h, min, s, used = 0;
	if (sscanf(cell, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &y, &mon, &d, &h, &min, &s, &used) != 6 || cell[used] ||
	    y < 1970 || mon < 1 || mon > 12 || d < 1 || d > 31 || h < 0 || h > 23 || min < 0 || min > 59 || s < 0 ||
	    s > 59)
		return false;
	/* Days since 1970-01-01, years counted from March. */
	int64_t year = y - (mon <= 2), era = year / 400, in_era = year - era * 400;
	int64_t day = (153 * (mon + (mon > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t days = era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day - 719468;
	*seconds = ((days * 24 + h) * 60 + min) * 60 + s;
	return true;
}

static bool longer(const struct import *m, size_t row, int at)
{
	return utf8_length(sheet_text(&m->sheet, row, at)) > LIMIT_NAME_POINTS;
}

bool cell_too_long(struct import *m, size_t row)
{
	static const enum column names[] = { COL_HANDLE, COL_VENDOR, COL_TYPE, COL_SKU, COL_BARCODE };
	static const enum column tagged[] = { COL_TITLE, COL_SLUG };
	const struct sheet *s = &m->sheet;
	const char *column = NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (longer(m, row, s->at[names[i]]))
			column = column_title(names[i]);
	for (size_t i = 0; i < sizeof tagged / sizeof *tagged; i++)
		for (size_t k = 0; k < s->locales.n; k++)
			if (longer(m, row, s->in[tagged[i]][k]))
				column = column_title(tagged[i]);
	for (int i = 0; i < PRODUCT_OPTIONS_MAX; i++)
		for (size_t k = 0; k < s->locales.n; k++)
			if (longer(m, row, s->options[i].names[k]) || longer(m, row, s->options[i].values[k]))
				column = option_title(m->ctx, i + 1, OPT_VALUE);
	if (column)
		import_refuse(m, row, IMPORT_TOO_LONG, column);
	return column != NULL;
}
