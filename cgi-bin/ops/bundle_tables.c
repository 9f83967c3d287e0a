#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "db/carry.h"
#include "ops/bundle_room.h"

struct reading {
	struct parcel_in *in;
	struct carry *to;
	int64_t tenant_id;
	const struct carry_table *tables;
	size_t n;
	size_t open; /* the table whose rows are coming, from 1; 0 for none */
	struct bundle_told *told;
};

/* The schema has just the tables and columns of which the file tells. */
static enum err_code check_tables(struct ctx *ctx, const struct reading *r, const struct json *manifest)
{
	const struct json *list = json_find(manifest, "tables");

	if (json_count(list) != r->n)
		return err_set(
		    ctx, ERR_MALFORMED, "%zu tables in the file, %zu by its migrations", json_count(list), r->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct json *one = json_item(list, i);

		if (!str_eq(json_find_text(one, "name"), r->tables[i].name) ||
		    !str_eq(json_find_text(one, "columns"), r->tables[i].columns))
			return err_set(
			    ctx, ERR_MALFORMED, "the table %s is another one in the file", r->tables[i].name);
	}
	return ERR_OK;
}

static enum err_code close_table(struct ctx *ctx, struct reading *r)
{
	bool open = r->open > 0;

	r->open = 0;
	return open ? carry_in_end(ctx, r->to) : ERR_OK;
}

/* "tables/012-orders/000001.copy": pieces come in their order, tables too. */
static enum err_code take_rows(struct ctx *ctx, struct reading *r, const char *entry, const char *data, size_t n)
{
	const char *number = entry + strlen(BUNDLE_TABLES), *dash = strchr(number, '-');
	int64_t index;
	enum err_code err = ERR_OK;

	if (!dash ||
	    !str_to_int(arena_strndup(ctx->arena, number, (size_t)(dash - number)), 0, (int64_t)r->n - 1, &index) ||
	    !str_starts(dash + 1, r->tables[index].name) || dash[1 + strlen(r->tables[index].name)] != '/')
		return err_set(ctx, ERR_MALFORMED, "the file has a part \"%s\"", entry);
	if (r->open != (size_t)index + 1) {
		err = close_table(ctx, r);
		if (!err)
			err = carry_in_begin(ctx, r->to, &r->tables[index]);
		if (!err)
			r->open = (size_t)index + 1;
	}
	return err ? err : carry_in(ctx, r->to, data, n);
}

static enum err_code check_sums(struct ctx *ctx, struct reading *r, const struct json *sums)
{
	const struct carry_sum *got;
	enum err_code err = carry_sums(ctx, r->to, r->tables, r->n, &got);

	for (size_t i = 0; i < r->n && !err; i++) {
		int64_t rows;

		err = json_get_int(ctx, json_item(sums, i), "rows", &rows);
		if (!err && (got[i].rows != rows || !str_eq(got[i].hash, json_find_text(json_item(sums, i), "hash"))))
			err = err_set(ctx, ERR_MALFORMED, "%s: %lld rows of %lld, or others", r->tables[i].name,
			    (long long)got[i].rows, (long long)rows);
		r->told->rows += got[i].rows;
	}
	r->told->tables = r->n;
	return err ? err : carry_analyze(ctx, r->to, r->tables, r->n);
}

static enum err_code set_sequences(struct ctx *ctx, struct reading *r, const struct json *list)
{
	size_t n = json_count(list);
	struct carry_sequence *s = ARENA_ARRAY(ctx->arena, n + 1, struct carry_sequence);
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < n && !err; i++) {
		const struct json *one = json_item(list, i);

		err = json_get_text(ctx, one, "name", &s[i].name);
		if (!err)
			err = json_get_int(ctx, one, "last", &s[i].last);
		if (!err)
			err = json_get_bool(ctx, one, "called", &s[i].called);
	}
	return err ? err : carry_set_sequences(ctx, r->to, s, n);
}

static enum err_code finish(struct ctx *ctx, struct reading *r, const char *data, size_t n)
{
	const struct json *end;
	enum err_code err = close_table(ctx, r);

	if (!err)
		err = json_parse(ctx, data, n, BUNDLE_PIECE, &end);
	if (!err)
		err = check_sums(ctx, r, json_find(end, "sums"));
	return err ? err : set_sequences(ctx, r, json_find(end, "sequences"));
}

/* *end: nothing comes after this part. */
static enum err_code take_part(struct ctx *ctx, struct reading *r, bool *end)
{
	const char *entry, *data;
	size_t n;
	enum err_code err = parcel_next(ctx, r->in, &entry);

	if (err == ERR_NOT_FOUND)
		err = err_set(ctx, ERR_MALFORMED, "the file is cut short: it has no %s", BUNDLE_END);
	if (!err)
		err = parcel_read(ctx, r->in, BUNDLE_PART_MAX, &data, &n);
	if (err)
		return err;
	*end = str_eq(entry, BUNDLE_END);
	if (*end)
		return finish(ctx, r, data, n);
	if (str_starts(entry, BUNDLE_TABLES))
		return take_rows(ctx, r, entry, data, n);
	if (str_starts(entry, BUNDLE_MEDIA) || str_starts(entry, BUNDLE_ORIGINALS))
		return bundle_media_read(ctx, r->tenant_id, entry, data, n, &r->told->files);
	return err_set(ctx, ERR_MALFORMED, "the file has a part \"%s\"", entry);
}

enum err_code bundle_tables_read(struct ctx *ctx, struct parcel_in *in, const struct json *manifest, int64_t tenant_id,
    struct carry *to, struct bundle_told *told)
{
	struct reading r = { .in = in, .to = to, .tenant_id = tenant_id, .told = told };
	enum err_code err = carry_tables(ctx, to, &r.tables, &r.n);
	bool end = false;

	if (!err)
		err = check_tables(ctx, &r, manifest);
	if (!err)
		err = carry_clear(ctx, to, r.tables, r.n);
	/* The memory of a part is given back before the next. */
	while (!err && !end) {
		struct ctx one = *ctx;

		one.arena = arena_create(BUNDLE_PART_MAX + (size_t)LIMIT_REQUEST_ARENA);
		err = take_part(&one, &r, &end);
		if (err)
			ctx->err = one.err;
		arena_destroy(&one.arena);
	}
	return err;
}
