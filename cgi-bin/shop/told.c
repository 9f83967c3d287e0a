#include "shop/told.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "db/db.h"
#include "queries.h"

enum { AT_ONCE = 500, ROWS_MAX = 20000 };

/* In which nothing is visible. */
static const char nothing_seen[] = "1:1:";

struct row {
	const char *identity, *snapshot;
	int64_t xid, id, tenant_id;
	struct texts tags;
};

static enum err_code read_rows(struct ctx *ctx, const char *source, const char *known, int64_t max,
    const struct row *from, struct row **out, size_t *n)
{
	enum err_code e;
	if (*source) {
		struct change_news_row *rows;
		struct change_news_in in = {
			.known = known, .after_xid = from->xid, .after_id = from->id, .max_rows = max
		};
		db_scope(ctx->db, 0, source);
		e = q_change_news(ctx, &in, &rows, n);
		*out = ARENA_ARRAY(ctx->arena, *n, struct row);
		for (size_t i = 0; !e && i < *n; i++)
			(*out)[i] = (struct row){ rows[i].identity, rows[i].snapshot, rows[i].xid, rows[i].id,
				rows[i].tenant_id, rows[i].tags };
	} else {
		struct change_news_platform_row *rows;
		struct change_news_platform_in in = {
			.known = known, .after_xid = from->xid, .after_id = from->id, .max_rows = max
		};
		db_scope(ctx->db, 0, NULL);
		e = q_change_news_platform(ctx, &in, &rows, n);
		*out = ARENA_ARRAY(ctx->arena, *n, struct row);
		for (size_t i = 0; !e && i < *n; i++)
			(*out)[i] = (struct row){ rows[i].identity, rows[i].snapshot, rows[i].xid, rows[i].id,
				rows[i].tenant_id, rows[i].tags };
	}
	db_scope(ctx->db, 0, NULL);
	return e;
}

static void add_key(struct told_news *news, const char *key)
{
	for (size_t i = 0; i < news->n; i++)
		if (str_eq(news->keys[i], key))
			return;
	if (news->n < TOLD_KEYS_MAX)
		news->keys[news->n++] = key;
	else
		news->all = true;
}

static void add_row(struct ctx *ctx, struct told_news *news, const struct row *row)
{
	for (size_t i = 0; i < row->tags.n; i++) {
		bool shop = str_eq(row->tags.v[i], "s");
		add_key(news, arena_printf(ctx->arena, shop ? "t%" PRId64 : "t%" PRId64 "-any", row->tenant_id));
		if (!shop)
			add_key(news, arena_printf(ctx->arena, "t%" PRId64 "-%s", row->tenant_id, row->tags.v[i]));
	}
}

enum err_code told_ask(struct ctx *ctx, const char *source, const struct told *told, struct told_news *news)
{
	bool begins = !*told->seen;
	struct row none = { 0 };
	const struct row *last = &none;
	*news = (struct told_news){ .keys = ARENA_ARRAY(ctx->arena, TOLD_KEYS_MAX, const char *) };
	for (size_t read = 0, n = AT_ONCE; n == AT_ONCE && read < ROWS_MAX && !news->all; read += n) {
		struct row *rows;
		enum err_code e =
		    read_rows(ctx, source, begins ? nothing_seen : told->seen, begins ? 0 : AT_ONCE, last, &rows, &n);
		if (e)
			return e;
		if (!news->snapshot) {
			news->identity = rows[0].identity;
			news->snapshot = rows[0].snapshot;
		}
		if (begins || !str_eq(told->identity, news->identity) || read + n >= ROWS_MAX)
			news->all = true;
		for (size_t i = 0; i < n && rows[i].id && !news->all; i++)
			add_row(ctx, news, &rows[i]);
		last = &rows[n - 1];
	}
	if (news->all)
		news->n = 0;
	return ERR_OK;
}

/* A snapshot too long to be noted begins anew the next time. */
static void copy(char *to, size_t size, const char *from)
{
	if (str_copy(to, from, size) >= size)
		to[0] = '\0';
}

void told_passed(struct told *told, const struct told_news *news, int64_t now, int again)
{
	if (!str_eq(told->identity, news->identity)) {
		copy(told->identity, sizeof told->identity, news->identity);
		told->seen[0] = '\0';
	} else if (now - told->later_at < again) {
		return;
	} else if (*told->later) {
		memcpy(told->seen, told->later, sizeof told->seen);
	}
	copy(told->later, sizeof told->later, news->snapshot);
	told->later_at = now;
}
