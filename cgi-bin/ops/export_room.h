/*
 * export_room: what the files of export share, and nobody else includes.
 */
#ifndef STOA_OPS_EXPORT_ROOM_H
#define STOA_OPS_EXPORT_ROOM_H

#include "ops/export.h"
#include "ops/import_room.h"
#include "queries.h"

struct export
{
	struct ctx *ctx;    /* memory of the whole export */
	struct sheet sheet; /* where each column stands */
	size_t n_columns;
	struct export_categories_row *categories; /* parents before their children */
	const char **paths;                       /* of them */
	size_t n_categories;
	struct import_attributes_row *attributes;
	size_t n_attributes;
	export_put_fn *put; /* takes each line as it is written; its error ends the export */
	void *arg;
};

/* A row being written, in ctx's arena, which is that of one step: the products of which are forgotten together. */
struct export_row {
	struct ctx *ctx;
	const struct export *of;
	const char **cells;
};
void export_row_init(struct ctx *, const struct export *, struct export_row *);
/* Nothing where at is below 0 (the sheet lacks the column) or text is NULL. Guarded against spreadsheet programs that
 * would take it for a formula. */
void export_put(struct export_row *, int at, const char *text);
/* The members of a JSON object of texts, each in the column of its locale. */
void export_put_label(struct export_row *, const int *at, const char *label);
/* The members of a JSON object that have no home, each in the column of its name. */
void export_put_extra(struct export_row *, const char *extra);
/* The row as a line, to put. */
enum err_code export_write(struct export_row *);

/* export_records.c */
enum err_code export_records(struct ctx *, const struct export *);
/* export_product.c: after (position, id), some products; *n of them. */
enum err_code export_some(struct ctx *, const struct export *, int64_t *position, int64_t *id, size_t *n);

#endif
