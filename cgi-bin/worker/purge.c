#include "worker/purge.h"

#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "net/fetch.h"
#include "shop/told.h"

enum {
	ANSWER_BYTES = 64 * 1024,
	PATIENCE_SECONDS = 3, /* mails and pictures wait meanwhile */
	PAUSE_SECONDS = 5,    /* until one that did not answer is tried again */
	KEYS_BYTES = 4000     /* of one request: header lines have their limits */
};

struct follower {
	const char *source;
	struct told told;
	struct follower *next;
};

struct network {
	const char *url;
	int64_t retry_at;
	struct follower *followers; /* by source */
	struct network *next;
};

struct purge {
	struct network *networks;
};

struct purge *purge_create(struct worker *w)
{
	struct purge *p = ARENA_NEW(w->own, struct purge);
	for (const char *s = w->conf->purge_urls + strspn(w->conf->purge_urls, " "); *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");
		struct network *net = ARENA_NEW(w->own, struct network);
		*net = (struct network){ .url = arena_strndup(w->own, s, n), .next = p->networks };
		p->networks = net;
		s += n;
	}
	return p->networks ? p : NULL;
}

static struct follower *follower_of(struct worker *w, struct network *net, const char *source)
{
	for (struct follower *f = net->followers; f; f = f->next)
		if (str_eq(f->source, source))
			return f;
	struct follower *f = ARENA_NEW(w->own, struct follower);
	*f = (struct follower){ .source = arena_strdup(w->own, source), .next = net->followers };
	net->followers = f;
	return f;
}

static enum err_code send_keys(struct ctx *ctx, const struct network *net, const char *keys)
{
	const char *headers[] = { arena_printf(ctx->arena, "Surrogate-Key: %s", keys), NULL };
	struct fetch_get call = {
		.url = net->url, .method = "PURGE", .headers = headers, .max = ANSWER_BYTES, .seconds = PATIENCE_SECONDS
	};
	struct fetch_answer answer;
	enum err_code e = fetch_get(ctx, &call, &answer);
	if (!e && answer.status / 100 != 2)
		return err_set(ctx, ERR_DOWN, "it answered %d", answer.status);
	return e;
}

static enum err_code pass_on(struct ctx *ctx, const struct network *net, const struct told_news *news)
{
	struct buf keys;
	if (news->all)
		return send_keys(ctx, net, "stoa");
	for (size_t i = 0; i < news->n;) {
		buf_init(&keys, ctx->arena, 2 * KEYS_BYTES);
		for (; i < news->n && keys.len < KEYS_BYTES; i++)
			buf_printf(&keys, "%s%s", keys.len ? " " : "", news->keys[i]);
		enum err_code e = send_keys(ctx, net, buf_str(&keys));
		if (e)
			return e;
	}
	return ERR_OK;
}

enum err_code purge_round(struct worker *w, struct purge *p, const char *source)
{
	/* Boxes may answer with what they kept for so long. */
	int again = w->conf->heard_milliseconds / 1000 + 2;
	for (struct network *net = p ? p->networks : NULL; net; net = net->next) {
		struct follower *f = follower_of(w, net, source);
		struct told_news news;
		struct ctx ctx;
		if (worker_seconds() < net->retry_at)
			continue;
		worker_begin(w, &ctx);
		enum err_code e = told_ask(&ctx, source, &f->told, &news);
		if (e)
			return e;
		e = pass_on(&ctx, net, &news);
		if (!e) {
			told_passed(&f->told, &news, worker_seconds(), again);
			continue;
		}
		net->retry_at = worker_seconds() + PAUSE_SECONDS;
		log_event(&ctx, LOG_WARN, "purge_unheard", "source=%s keys=%zu error=%s why=%s",
		    *source ? source : "platform", news.n, err_name(e), ctx.err.text);
	}
	return ERR_OK;
}
