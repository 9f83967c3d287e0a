/* Rows of a result, from Postgres' binary form to an array of the query's row struct. */
#include "db/room.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"

#define EPOCH_2000 INT64_C(946684800)

/* Other types of Postgres whose binary form is that of text: varchar, bpchar, name, and json beside jsonb. */
enum { OID_NAME = 19, OID_JSON = 114, OID_BPCHAR = 1042, OID_VARCHAR = 1043 };

/* A value that stands in the result. */
struct raw {
	struct arena *arena;
	const uint8_t *p;
	size_t n;
	Oid type;
};

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return ntohl(v);
}

static int64_t get64(const uint8_t *p)
{
	return (int64_t)((uint64_t)get32(p) << 32 | get32(p + 4));
}

static bool decode_bigint(const struct raw *r, void *to)
{
	int64_t v;

	if (r->n != 8)
		return false;
	v = get64(r->p);
	memcpy(to, &v, sizeof(v));
	return true;
}

static bool decode_int(const struct raw *r, void *to)
{
	int v;

	if (r->n != 4)
		return false;
	v = (int)get32(r->p);
	memcpy(to, &v, sizeof(v));
	return true;
}

static bool decode_bool(const struct raw *r, void *to)
{
	bool v;

	if (r->n != 1)
		return false;
	v = *r->p != 0;
	memcpy(to, &v, sizeof(v));
	return true;
}

static bool decode_time(const struct raw *r, void *to)
{
	int64_t v;

	if (r->n != 8)
		return false;
	v = get64(r->p);
	if (v != INT64_MAX && v != INT64_MIN)
		v = (v >= 0 ? v / 1000000 : -((999999 - v) / 1000000)) + EPOCH_2000;
	memcpy(to, &v, sizeof(v));
	return true;
}

static bool decode_text(const struct raw *r, void *to)
{
	const char *v = arena_strndup(r->arena, (const char *)r->p, r->n);

	memcpy(to, &v, sizeof(v));
	return true;
}

/* jsonb comes with the version 1 before its text. */
static bool decode_json(const struct raw *r, void *to)
{
	struct raw text = *r;

	if (r->type != OID_JSON) {
		if (r->n < 1 || r->p[0] != 1)
			return false;
		text.p++;
		text.n--;
	}
	return decode_text(&text, to);
}

static bool decode_bytes(const struct raw *r, void *to)
{
	struct bytes v = { .p = arena_memdup(r->arena, r->p, r->n), .n = r->n };

	memcpy(to, &v, sizeof(v));
	return true;
}

/* Number of elements of an array of one dimension; the rest of r is its elements. */
static bool array_head(struct raw *r, size_t *n)
{
	uint32_t dimensions;

	if (r->n < 12)
		return false;
	dimensions = get32(r->p);
	*n = 0;
	if (dimensions == 0)
		return true;
	if (dimensions != 1 || r->n < 20)
		return false;
	*n = get32(r->p + 12);
	r->p += 20;
	r->n -= 20;
	return *n <= r->n / 4;
}

/* The next element; false where it is NULL or cut short. */
static bool array_next(struct raw *r, struct raw *element)
{
	uint32_t n;

	if (r->n < 4)
		return false;
	n = get32(r->p);
	if (n > r->n - 4)
		return false;
	*element = (struct raw){ .arena = r->arena, .p = r->p + 4, .n = n };
	r->p += 4 + n;
	r->n -= 4 + n;
	return true;
}

static bool decode_bigints(const struct raw *r, void *to)
{
	struct raw rest = *r, element;
	struct bigints v = { .v = NULL };
	int64_t *all;

	if (!array_head(&rest, &v.n))
		return false;
	v.v = all = ARENA_ARRAY(r->arena, v.n, int64_t);
	for (size_t i = 0; i < v.n; i++)
		if (!array_next(&rest, &element) || !decode_bigint(&element, &all[i]))
			return false;
	memcpy(to, &v, sizeof(v));
	return true;
}

static bool decode_texts(const struct raw *r, void *to)
{
	struct raw rest = *r, element;
	struct texts v = { .v = NULL };
	const char **all;

	if (!array_head(&rest, &v.n))
		return false;
	v.v = all = ARENA_ARRAY(r->arena, v.n, const char *);
	for (size_t i = 0; i < v.n; i++)
		if (!array_next(&rest, &element) || !decode_text(&element, &all[i]))
			return false;
	memcpy(to, &v, sizeof(v));
	return true;
}

static bool (*const decoders[DB_TYPE__MAX])(const struct raw *, void *) = {
	[DB_BIGINT] = decode_bigint,
	[DB_INT] = decode_int,
	[DB_TEXT] = decode_text,
	[DB_BOOL] = decode_bool,
	[DB_TIME] = decode_time,
	[DB_BYTES] = decode_bytes,
	[DB_JSON] = decode_json,
	[DB_BIGINTS] = decode_bigints,
	[DB_TEXTS] = decode_texts,
};

static bool type_fits(enum db_type type, Oid oid)
{
	if (oid == db_type_oid[type])
		return true;
	if (type == DB_TEXT)
		return oid == OID_VARCHAR || oid == OID_BPCHAR || oid == OID_NAME;
	return type == DB_JSON && oid == OID_JSON;
}

static enum err_code check_shape(struct ctx *ctx, const struct db_query *q, const PGresult *r)
{
	if (PQnfields(r) != (int)q->n_out)
		return err_set(
		    ctx, ERR_INTERNAL, "query %s gives %d columns, %zu are declared", q->name, PQnfields(r), q->n_out);
	for (size_t i = 0; i < q->n_out; i++)
		if (!type_fits(q->out[i].type, PQftype(r, (int)i)))
			return err_set(ctx, ERR_INTERNAL, "query %s: column %s has the type %u", q->name,
			    q->out[i].name, PQftype(r, (int)i));
	if (PQntuples(r) > LIMIT_DB_ROWS)
		return err_set(ctx, ERR_INTERNAL, "query %s gives %d rows", q->name, PQntuples(r));
	return ERR_OK;
}

static enum err_code decode_field(struct ctx *ctx, const struct db_query *q, const PGresult *r, int at[2], char *row)
{
	const struct db_field *f = &q->out[at[1]];
	bool pointer = f->type == DB_TEXT || f->type == DB_JSON;
	const bool null = true;
	struct raw raw = {
		.arena = ctx->arena,
		.p = (const uint8_t *)PQgetvalue(r, at[0], at[1]),
		.n = (size_t)PQgetlength(r, at[0], at[1]),
		.type = PQftype(r, at[1]),
	};

	if (PQgetisnull(r, at[0], at[1])) {
		if (!f->nullable)
			return err_set(ctx, ERR_INTERNAL, "query %s: column %s is NULL", q->name, f->name);
		if (!pointer)
			memcpy(row + f->null_offset, &null, sizeof(null));
		return ERR_OK;
	}
	if (!decoders[f->type](&raw, row + f->offset))
		return err_set(ctx, ERR_INTERNAL, "query %s: column %s cannot be decoded", q->name, f->name);
	return ERR_OK;
}

enum err_code decode_rows(struct ctx *ctx, const struct call *c, const PGresult *r, void **array, size_t *count)
{
	const struct db_query *q = c->query;
	enum err_code err = check_shape(ctx, q, r);
	int n = PQntuples(r);
	char *rows;

	if (err)
		return err;
	rows = arena_array(ctx->arena, (size_t)n, q->row_size);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < (int)q->n_out; j++) {
			err = decode_field(ctx, q, r, (int[2]){ i, j }, rows + (size_t)i * q->row_size);
			if (err)
				return err;
		}
	*array = rows;
	*count = (size_t)n;
	return ERR_OK;
}
