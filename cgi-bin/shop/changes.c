#include "shop/changes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "cache/cache.h"
#include "queries.h"

enum {
	AT_ONCE = 500, /* rows that are read in one go */
	WAIT_MS = 2,
	WAITS = 50, /* for another process that is at it */
	/* Rows may have been taken away since. */
	FORGOTTEN_MS = CHANGES_KEPT_SECONDS * 1000 / 2
};

/* In which nothing is visible, and with no rows asked for: who begins needs none of the past. */
static const char nothing_seen[] = "1:1:";

struct source {
	const char *name;
	const char *identity; /* "" where nothing is known */
	const char *known;    /* the snapshot up to which all was applied */
};

struct news {
	const char *identity, *snapshot;
	struct change_news_row *rows;
	size_t n; /* 0 or more: the row without id is none */
};

/* Both queries have the same rows; in C they are two types. */
static enum err_code read_platform(
    struct ctx *ctx, const struct change_news_in *in, struct change_news_row **rows, size_t *n)
{
	struct change_news_platform_row *from;
	enum err_code e = q_change_news_platform(ctx,
	    &(struct change_news_platform_in){
	        .known = in->known, .after_xid = in->after_xid, .after_id = in->after_id, .max_rows = in->max_rows },
	    &from, n);
	if (e)
		return e;
	*rows = ARENA_ARRAY(ctx->arena, *n, struct change_news_row);
	for (size_t i = 0; i < *n; i++)
		(*rows)[i] = (struct change_news_row){ .identity = from[i].identity,
			.snapshot = from[i].snapshot,
			.xid = from[i].xid,
			.id = from[i].id,
			.tenant_id = from[i].tenant_id,
			.tags = from[i].tags };
	return e;
}

static enum err_code read_news(
    struct ctx *ctx, const struct source *s, const struct change_news_in *in, struct news *out)
{
	bool platform = !*s->name;
	*out = (struct news){ 0 };
	db_scope(ctx->db, 0, platform ? NULL : s->name);
	enum err_code e =
	    platform ? read_platform(ctx, in, &out->rows, &out->n) : q_change_news(ctx, in, &out->rows, &out->n);
	db_scope(ctx->db, 0, NULL);
	if (e)
		return e;
	out->identity = out->rows[0].identity;
	out->snapshot = out->rows[0].snapshot;
	if (out->n == 1 && out->rows[0].id == 0)
		out->n = 0;
	return ERR_OK;
}

/* "IDENTITY SNAPSHOT", as of the last one who came to an end. */
static struct source source_of(struct ctx *ctx, const char *name, int64_t at)
{
	struct source s = { .name = name, .identity = "", .known = nothing_seen };
	const char *noted = cache_noted(ctx->cache, name), *blank = strchr(noted, ' ');
	if (!blank || at - cache_beaten(ctx->cache, name) > FORGOTTEN_MS)
		return s;
	s.identity = arena_strndup(ctx->arena, noted, (size_t)(blank - noted));
	s.known = arena_strdup(ctx->arena, blank + 1);
	return s;
}

static void note(struct ctx *ctx, const struct source *s, const struct news *first)
{
	const char *text = arena_printf(ctx->arena, "%s %s", first->identity, first->snapshot);
	/* With too many transactions under way to name them, those from the oldest on count as unseen. */
	if (strlen(text) >= CACHE_NOTE_BYTES) {
		int n = (int)strcspn(first->snapshot, ":");
		text =
		    arena_printf(ctx->arena, "%s %.*s:%.*s:", first->identity, n, first->snapshot, n, first->snapshot);
	}
	cache_note(ctx->cache, s->name, text);
}

/* Numbers of transactions only grow where the database is the same one. */
static bool same_line(const struct source *s, const struct news *news)
{
	return str_eq(s->identity, news->identity) && strtoll(s->known, NULL, 10) <= strtoll(news->snapshot, NULL, 10);
}

static void move(struct ctx *ctx, const struct news *news)
{
	for (size_t i = 0; i < news->n; i++) {
		const struct change_news_row *row = &news->rows[i];
		for (size_t k = 0; k < row->tags.n; k++)
			cache_move(ctx->cache, cache_tag(row->tenant_id, row->tags.v[k]));
	}
}

/* Nothing is known of what came before: whatever is kept may be wrong. The snapshot is older than the move. */
static enum err_code begin(struct ctx *ctx, const struct source *s)
{
	struct news news;
	enum err_code e = read_news(ctx, s, &(struct change_news_in){ .known = nothing_seen }, &news);
	if (e)
		return e;
	cache_move_all(ctx->cache);
	note(ctx, s, &news);
	log_event(ctx, LOG_INFO, "changes_begun", "source=%s before=%s", *s->name ? s->name : "platform",
	    *s->identity ? "another" : "none");
	return ERR_OK;
}

/* One go; ERR_OK with *first still empty where the database is another one. */
static enum err_code go_on(
    struct ctx *ctx, const struct source *s, struct change_news_in *in, struct news *first, bool *last)
{
	struct ctx own = *ctx;
	struct news news;
	own.arena = arena_create(LIMIT_REQUEST_ARENA);
	enum err_code e = read_news(&own, s, in, &news);
	if (e) {
		err_set(ctx, e, "%s", own.err.text);
	} else if (same_line(s, &news)) {
		move(&own, &news);
		if (!first->identity)
			*first = (struct news){ .identity = arena_strdup(ctx->arena, news.identity),
				.snapshot = arena_strdup(ctx->arena, news.snapshot) };
		if (news.n > 0) {
			in->after_xid = news.rows[news.n - 1].xid;
			in->after_id = news.rows[news.n - 1].id;
		}
	} else {
		first->identity = NULL;
	}
	*last = news.n < AT_ONCE || !first->identity;
	arena_destroy(&own.arena);
	return e;
}

/*
 * In several goes where there is much. What becomes visible between two of them and stands before the place reached
 * was not visible in the first one's snapshot, which is the one that is noted.
 */
static enum err_code follow(struct ctx *ctx, const struct source *s)
{
	struct change_news_in in = { .known = s->known, .max_rows = AT_ONCE };
	struct news first = { 0 };
	enum err_code e = ERR_OK;
	for (bool last = !*s->identity; !e && !last;)
		e = go_on(ctx, s, &in, &first, &last);
	if (e)
		return e;
	if (!first.identity)
		return begin(ctx, s);
	note(ctx, s, &first);
	return ERR_OK;
}

static bool is_heard(const struct ctx *ctx, const char *name)
{
	return changes_age(ctx, name) < ctx->conf->heard_milliseconds;
}

/*
 * True where this process follows the source now. Another one is at it else: what it finds is as good, where it has
 * begun after us, or is young enough in any case (*heard).
 */
static bool follow_or_hear(struct ctx *ctx, const char *name, int64_t at, bool *heard)
{
	const struct timespec pause = { .tv_nsec = WAIT_MS * 1000000L };
	*heard = false;
	for (int i = 0; i < WAITS && !*heard; i++) {
		if (cache_follow(ctx->cache, name))
			return true;
		*heard = is_heard(ctx, name) || cache_beaten(ctx->cache, name) > at;
		if (!*heard)
			nanosleep(&pause, NULL);
	}
	return false;
}

enum err_code changes_apply(struct ctx *ctx, const char *name)
{
	int64_t at = cache_clock();
	bool heard;
	if (!follow_or_hear(ctx, name, at, &heard))
		return heard ? ERR_OK : err_set(ctx, ERR_RETRY, "another process follows source \"%s\"", name);
	at = cache_clock();
	struct source s = source_of(ctx, name, at);
	enum err_code e = follow(ctx, &s);
	if (!e)
		cache_beat(ctx->cache, name, at);
	cache_unfollow(ctx->cache, name);
	return e;
}

int64_t changes_age(const struct ctx *ctx, const char *name)
{
	int64_t beaten = ctx->cache ? cache_beaten(ctx->cache, name) : 0;
	return beaten ? cache_clock() - beaten : INT64_MAX;
}

bool changes_known(const struct ctx *ctx, const char *cell)
{
	return is_heard(ctx, "") && is_heard(ctx, cell);
}

enum err_code changes_refresh(struct ctx *ctx, const char *cell)
{
	enum err_code e = is_heard(ctx, "") ? ERR_OK : changes_apply(ctx, "");
	return e || is_heard(ctx, cell) ? e : changes_apply(ctx, cell);
}

enum err_code changes_forget(struct ctx *ctx)
{
	return q_change_forget(ctx, &(struct change_forget_in){ .before = ctx->now - CHANGES_KEPT_SECONDS }, NULL);
}

enum err_code changes_forget_platform(struct ctx *ctx)
{
	return q_change_forget_platform(
	    ctx, &(struct change_forget_platform_in){ .before = ctx->now - CHANGES_KEPT_SECONDS }, NULL);
}
