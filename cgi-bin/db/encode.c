/* Parameters of a call, from its in struct to libpq's arrays; text as text, all else in Postgres' binary form. */
#include "db/room.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/log.h"

/* Postgres counts microseconds from 2000-01-01. */
#define EPOCH_2000 INT64_C(946684800)

/* pg_type.dat */
const Oid db_type_oid[DB_TYPE__MAX] = {
	[DB_BIGINT] = 20,
	[DB_INT] = 23,
	[DB_TEXT] = 25,
	[DB_BOOL] = 16,
	[DB_TIME] = 1184,
	[DB_BYTES] = 17,
	[DB_JSON] = 3802,
	[DB_BIGINTS] = 1016,
	[DB_TEXTS] = 1009,
};

struct encoded {
	const char *value;
	int length;
	int format;
};

static void put32(uint8_t *to, uint32_t v)
{
	v = htonl(v);
	memcpy(to, &v, sizeof(v));
}

static void put64(uint8_t *to, uint64_t v)
{
	put32(to, (uint32_t)(v >> 32));
	put32(to + 4, (uint32_t)v);
}

static struct encoded binary(const void *p, size_t n)
{
	BUG_IF(n > INT32_MAX);
	return (struct encoded){ .value = p, .length = (int)n, .format = 1 };
}

static struct encoded encode_bigint(struct arena *a, const void *at)
{
	uint8_t *p = arena_alloc(a, 8);
	int64_t v;

	memcpy(&v, at, sizeof(v));
	put64(p, (uint64_t)v);
	return binary(p, 8);
}

static struct encoded encode_int(struct arena *a, const void *at)
{
	uint8_t *p = arena_alloc(a, 4);
	int v;

	memcpy(&v, at, sizeof(v));
	put32(p, (uint32_t)v);
	return binary(p, 4);
}

static struct encoded encode_bool(struct arena *a, const void *at)
{
	uint8_t *p = arena_alloc(a, 1);
	bool v;

	memcpy(&v, at, sizeof(v));
	*p = v;
	return binary(p, 1);
}

/* A time that does not fit lands just short of infinity, where Postgres answers 22008. */
static struct encoded encode_time(struct arena *a, const void *at)
{
	uint8_t *p = arena_alloc(a, 8);
	int64_t v, us;

	memcpy(&v, at, sizeof(v));
	if (v == INT64_MAX || v == INT64_MIN)
		us = v;
	else if (__builtin_sub_overflow(v, EPOCH_2000, &us) || __builtin_mul_overflow(us, INT64_C(1000000), &us))
		us = v > 0 ? INT64_MAX - 1 : INT64_MIN + 1;
	put64(p, (uint64_t)us);
	return binary(p, 8);
}

static struct encoded encode_bytes(struct arena *a, const void *at)
{
	struct bytes v;

	memcpy(&v, at, sizeof(v));
	return binary(arena_memdup(a, v.p, v.n), v.n);
}

static struct encoded encode_text(struct arena *a, const void *at)
{
	const char *v;

	memcpy(&v, at, sizeof(v));
	return (struct encoded){ .value = v ? arena_strdup(a, v) : NULL };
}

/* One dimension, elements numbered from 1 (array_recv in Postgres' arrayfuncs.c). */
enum { ARRAY_HEAD = 20 };

static void put_array_head(uint8_t *p, bool has_nulls, Oid element, size_t n)
{
	put32(p, n > 0 ? 1 : 0);
	put32(p + 4, has_nulls);
	put32(p + 8, element);
	if (n > 0) {
		put32(p + 12, (uint32_t)n);
		put32(p + 16, 1);
	}
}

static size_t array_head_bytes(size_t n)
{
	return n > 0 ? ARRAY_HEAD : 12;
}

static struct encoded encode_bigints(struct arena *a, const void *at)
{
	struct bigints v;
	uint8_t *start, *p;

	memcpy(&v, at, sizeof(v));
	start = arena_alloc(a, array_head_bytes(v.n) + v.n * 12);
	put_array_head(start, false, db_type_oid[DB_BIGINT], v.n);
	p = start + array_head_bytes(v.n);
	for (size_t i = 0; i < v.n; i++, p += 12) {
		put32(p, 8);
		put64(p + 4, (uint64_t)v.v[i]);
	}
	return binary(start, (size_t)(p - start));
}

static struct encoded encode_texts(struct arena *a, const void *at)
{
	struct texts v;
	uint8_t *start, *p;
	size_t bytes;
	bool has_nulls = false;

	memcpy(&v, at, sizeof(v));
	bytes = array_head_bytes(v.n);
	for (size_t i = 0; i < v.n; i++) {
		bytes += 4 + (v.v[i] ? strlen(v.v[i]) : 0);
		has_nulls = has_nulls || !v.v[i];
	}
	start = arena_alloc(a, bytes);
	put_array_head(start, has_nulls, db_type_oid[DB_TEXT], v.n);
	p = start + array_head_bytes(v.n);
	for (size_t i = 0; i < v.n; i++) {
		size_t n = v.v[i] ? strlen(v.v[i]) : 0;

		put32(p, v.v[i] ? (uint32_t)n : UINT32_MAX);
		if (n > 0)
			memcpy(p + 4, v.v[i], n);
		p += 4 + n;
	}
	return binary(start, bytes);
}

static struct encoded (*const encoders[DB_TYPE__MAX])(struct arena *, const void *) = {
	[DB_BIGINT] = encode_bigint,
	[DB_INT] = encode_int,
	[DB_TEXT] = encode_text,
	[DB_BOOL] = encode_bool,
	[DB_TIME] = encode_time,
	[DB_BYTES] = encode_bytes,
	[DB_JSON] = encode_text,
	[DB_BIGINTS] = encode_bigints,
	[DB_TEXTS] = encode_texts,
};

static bool is_null(const struct db_field *f, const char *in)
{
	bool flag = false;

	if (f->nullable && f->type != DB_TEXT && f->type != DB_JSON)
		memcpy(&flag, in + f->null_offset, sizeof(flag));
	return flag;
}

void encode_params(struct ctx *ctx, struct call *c, const void *in)
{
	const struct db_query *q = c->query;

	BUG_IF(q->n_in > 0 && !in);
	c->n_params = (int)q->n_in;
	c->types = ARENA_ARRAY(ctx->arena, q->n_in, Oid);
	c->values = ARENA_ARRAY(ctx->arena, q->n_in, const char *);
	c->lengths = ARENA_ARRAY(ctx->arena, q->n_in, int);
	c->formats = ARENA_ARRAY(ctx->arena, q->n_in, int);
	for (size_t i = 0; i < q->n_in; i++) {
		const struct db_field *f = &q->in[i];
		struct encoded e = { .value = NULL };

		c->types[i] = db_type_oid[f->type];
		if (!is_null(f, in))
			e = encoders[f->type](ctx->arena, (const char *)in + f->offset);
		BUG_IF(!e.value && !f->nullable);
		c->values[i] = e.value;
		c->lengths[i] = e.length;
		c->formats[i] = e.format;
	}
}
