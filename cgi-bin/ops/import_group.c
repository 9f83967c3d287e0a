#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/import_room.h"

int import_by_key(const void *a, const void *b)
{
	const struct import_keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static int by_first_row(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	/* Records come before the products that name them. */
	if (x->record != y->record)
		return x->record ? -1 : 1;
	return (x->row[0] > y->row[0]) - (x->row[0] < y->row[0]);
}

static struct import_keyed *sorted(struct import *m, int at)
{
	struct import_keyed *v = ARENA_ARRAY(m->ctx->arena, m->sheet.n + 1, struct import_keyed);
	for (size_t i = 0; i < m->sheet.n; i++)
		v[i] = (struct import_keyed){ .key = sheet_text(&m->sheet, i, at), .row = i };
	qsort(v, m->sheet.n, sizeof *v, import_by_key);
	return v;
}

/* The product's own row is the first with a title, wherever it stands. */
static void lead(const struct import *m, size_t *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t row = rows[i];
		if (!*sheet_text(&m->sheet, row, m->sheet.at[COL_TITLE]))
			continue;
		memmove(rows + 1, rows, i * sizeof *rows);
		rows[0] = row;
		return;
	}
}

static bool is_record(const struct import *m, size_t row)
{
	return *sheet_text(&m->sheet, row, m->sheet.at[COL_RECORD]) != '\0';
}

static void refuse_doubled_skus(struct import *m)
{
	struct import_keyed *by_sku = sorted(m, m->sheet.at[COL_SKU]);
	for (size_t i = 1; i < m->sheet.n; i++)
		if (*by_sku[i].key && str_eq(by_sku[i].key, by_sku[i - 1].key))
			import_refuse(m, by_sku[i].row, IMPORT_SKU_TWICE, by_sku[i].key);
}

void import_group_rows(struct import *m)
{
	struct import_keyed *by_handle = sorted(m, m->sheet.at[COL_HANDLE]);
	size_t *rows = ARENA_ARRAY(m->ctx->arena, m->sheet.n, size_t), n = m->sheet.n;
	m->groups = ARENA_ARRAY(m->ctx->arena, n + 1, struct group);
	for (size_t i = 0; i < n; i++) {
		const char *key = by_handle[i].key;
		struct group *g = m->n_groups ? &m->groups[m->n_groups - 1] : NULL;
		rows[i] = by_handle[i].row;
		bool record = is_record(m, rows[i]);
		/* Records of one code (an attribute and its choices) stand alone, and so does a row without a handle.
		 */
		bool joins = g && *key && !record && !g->record && str_eq(key, by_handle[i - 1].key);
		if (!joins) {
			g = &m->groups[m->n_groups++];
			*g = (struct group){ .row = &rows[i], .record = record };
		}
		g->n++;
	}
	for (size_t i = 0; i < m->n_groups; i++)
		if (!m->groups[i].record)
			lead(m, rows + (m->groups[i].row - rows), m->groups[i].n);
	qsort(m->groups, m->n_groups, sizeof *m->groups, by_first_row);
	if (m->sheet.counted.location >= 0)
		import_refuse_doubled_pieces(m);
	else if (m->sheet.at[COL_SKU] >= 0)
		refuse_doubled_skus(m);
}

bool import_refuse(struct import *m, size_t row, enum import_fault fault, const char *arg)
{
	struct import_row *r = &m->report.rows[row];
	r->use = IMPORT_REFUSED_ROW;
	r->fault = fault;
	r->arg = arg;
	return false;
}

void import_refuse_group(struct import *m, const struct group *group, enum import_fault fault, const char *arg)
{
	bool told = false;
	for (size_t i = 0; i < group->n; i++) {
		if (m->report.rows[group->row[i]].use == IMPORT_REFUSED_ROW)
			continue;
		import_refuse(m, group->row[i], told ? IMPORT_PRODUCT : fault, told ? NULL : arg);
		told = true;
	}
}
