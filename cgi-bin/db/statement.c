#include "db/room.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"

static const char shop_token[] = "@shop@";
enum { SQL_MAX = 512 * 1024 };

void statements_clear(struct statements *s)
{
	for (int i = 0; i < STATEMENT_BUCKETS; i++)
		s->bucket[i] = -1;
	s->newest = s->oldest = s->free = -1;
	s->used = 0;
	s->prepared = 0;
}

static int *bucket_of(struct statements *s, const struct db_query *q, int64_t tenant)
{
	uint64_t h = (uint64_t)(uintptr_t)q / sizeof(*q) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)tenant;

	h *= UINT64_C(0xff51afd7ed558ccd);
	return &s->bucket[(h >> 32) % STATEMENT_BUCKETS];
}

static void unlink_age(struct statements *s, const struct statement *st)
{
	*(st->newer >= 0 ? &s->slot[st->newer].older : &s->newest) = st->older;
	*(st->older >= 0 ? &s->slot[st->older].newer : &s->oldest) = st->newer;
}

static void link_newest(struct statements *s, struct statement *st)
{
	int i = (int)(st - s->slot);

	st->newer = -1;
	st->older = s->newest;
	if (s->newest >= 0)
		s->slot[s->newest].newer = i;
	else
		s->oldest = i;
	s->newest = i;
}

struct statement *statement_find(struct statements *s, const struct db_query *q, int64_t tenant)
{
	for (int i = *bucket_of(s, q, tenant); i >= 0; i = s->slot[i].next_in_bucket) {
		struct statement *st = &s->slot[i];

		if (st->query == q && st->tenant == tenant) {
			unlink_age(s, st);
			link_newest(s, st);
			return st;
		}
	}
	return NULL;
}

void statement_remove(struct statements *s, struct statement *st)
{
	int i = (int)(st - s->slot);
	int *link = bucket_of(s, st->query, st->tenant);

	while (*link != i) {
		BUG_IF(*link < 0);
		link = &s->slot[*link].next_in_bucket;
	}
	*link = st->next_in_bucket;
	unlink_age(s, st);
	st->query = NULL;
	st->next_in_bucket = s->free;
	s->free = i;
}

struct statement *statement_add(struct statements *s, const struct db_query *q, int64_t tenant, unsigned *evicted)
{
	struct statement *st;
	int *bucket = bucket_of(s, q, tenant);

	*evicted = 0;
	if (s->free < 0 && s->used == STATEMENTS_KEPT) {
		*evicted = s->slot[s->oldest].number;
		statement_remove(s, &s->slot[s->oldest]);
	}
	if (s->free >= 0) {
		st = &s->slot[s->free];
		s->free = st->next_in_bucket;
	} else {
		st = &s->slot[s->used++];
	}
	st->query = q;
	st->tenant = tenant;
	st->number = ++s->prepared;
	st->next_in_bucket = *bucket;
	*bucket = (int)(st - s->slot);
	link_newest(s, st);
	return st;
}

const char *schema_name(struct arena *a, int64_t tenant)
{
	return arena_printf(a, "t_%06lld", (long long)tenant);
}

const char *statement_sql(struct ctx *ctx, const struct db_query *q, int64_t tenant)
{
	const char *schema, *p = q->sql;
	struct buf b;

	if (q->on != DB_ON_SHOP)
		return q->sql;
	schema = schema_name(ctx->arena, tenant);
	buf_init(&b, ctx->arena, SQL_MAX);
	for (const char *hit; (hit = strstr(p, shop_token)); p = hit + sizeof(shop_token) - 1) {
		buf_add(&b, p, (size_t)(hit - p));
		buf_puts(&b, schema);
	}
	buf_puts(&b, p);
	BUG_IF(b.overflow);
	return buf_str(&b);
}
