#include "web/ready.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "http/validate.h"
#include "kit/crypto.h"
#include "shop/changes.h"
#include "shop/tenant.h"
#include "view/view.h"
#include "web/engine.h"
#include "web/fault.h"
#include "web/holes.h"

enum {
	/* A page takes some milliseconds; who has waited so long makes it. */
	WAIT_MS = 400,
	WAIT_STEP_FIRST_US = 500,
	WAIT_STEP_MAX_US = 8000,
	SURROGATE_BYTES = 4096
};

const char *ready_word(const struct ready *k)
{
	static const char *const words[] = { [READY_PASS] = "pass", [READY_HIT] = "hit", [READY_MISS] = "miss" };
	return k->how == READY_HIT && k->stale ? "stale" : words[k->how];
}

/* Whatever a page depends on besides the shop's data and who reads it. No part can hold a line's end. */
static const char *question(const struct engine *e, struct ctx *ctx, const struct exchange *x)
{
	const struct request *req = x->req;
	struct buf b;
	buf_init(&b, ctx->arena, 32 * 1024);
	buf_expect(&b, 512);
	const char *const parts[] = { e->fingerprint, req->scheme, req->host, req->path, req->own_query };
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		buf_puts(&b, parts[i]);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

static void key_of(struct ctx *ctx, const char *asked, const char *currency, uint8_t key[CACHE_KEY_BYTES])
{
	size_t n = strlen(asked), more = strlen(currency);
	char *all = arena_alloc(ctx->arena, n + more + 1);
	memcpy(all, asked, n);
	memcpy(all + n, currency, more);
	crypto_digest(all, n + more, key);
}

/* The reader's wish where it has a currency's form; "" for none. Whether the shop offers it a page of it says. */
static const char *wished(const struct request *req)
{
	const char *c = request_cookie(req, "currency");
	return c && strlen(c) == 3 && strspn(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 ? c : "";
}

/* The route that once made the page: what the request counts as. */
static const struct route *route_of(const struct app *app, const char *pattern)
{
	for (const struct area *const *areas = app->areas; *areas != NULL; areas++)
		for (const struct route *r = (*areas)->routes; r->pattern != NULL; r++)
			if (r->kept && str_eq(r->pattern, pattern))
				return r;
	return NULL;
}

struct look {
	struct ctx *ctx;
	struct exchange *x;
	struct ready *ready;
	const char *unless; /* not where the shop offers this currency besides its own; "" for any */
	struct buf *out;
	enum trust { TRUST_HEARD, TRUST_ASKED, TRUST_GRACE } trust;
	const char *silent; /* the cell of a page that was found, which was not heard; NULL for none */
	int status;
	size_t sent;
};

/* Behind its own currency, which stands first. */
static bool offers(const char *currencies, const char *code)
{
	const char *rest = strchr(currencies, ' ');
	return rest && strstr(rest, code) != NULL;
}

/* Whether what was told of changes in the page's cell and on the platform is known. */
static bool is_known(const struct look *l, const char *cell)
{
	if (l->trust == TRUST_HEARD)
		return changes_known(l->ctx, cell);
	return l->trust == TRUST_ASKED ||
	       (changes_age(l->ctx, "") <= CHANGES_GRACE_MS && changes_age(l->ctx, cell) <= CHANGES_GRACE_MS);
}

/*
 * What a network in between may do with a page that is another one from until on (UTC seconds): nobody tells it when
 * the clock changes something, and what we ourselves are not sure of it may not keep at all.
 */
static const char *shared_now(struct ctx *ctx, int64_t until, bool sure)
{
	int64_t left = until - ctx->now, fresh = ctx->conf->cdn_seconds, stale = ctx->conf->cdn_stale_seconds;
	if (fresh == 0)
		return "";
	if (!sure || left <= 0)
		return "CDN-Cache-Control: no-store\r\n";
	fresh = fresh < left ? fresh : left;
	stale = stale < left - fresh ? stale : left - fresh;
	return arena_printf(ctx->arena,
	    "CDN-Cache-Control: max-age=%" PRId64 ", stale-while-revalidate=%" PRId64 ", stale-if-error=%" PRId64
	    "\r\n",
	    fresh, stale, stale);
}

/* A page was found: is it still one to answer with? */
static bool use(void *state, const struct cache_page *page)
{
	struct look *l = state;
	struct ctx *ctx = l->ctx;
	struct kept k;
	if (!kept_read(page->data, page->n, &k) || k.head.until <= ctx->now)
		return false;
	if (*l->unless && !k.head.alike && offers(k.part[KEPT_CURRENCIES], l->unless))
		return false;
	if (!is_known(l, k.part[KEPT_CELL])) {
		l->silent = arena_strdup(ctx->arena, k.part[KEPT_CELL]);
		return false;
	}
	ctx->tenant_id = k.head.tenant_id;
	ctx->locale = arena_strdup(ctx->arena, k.part[KEPT_LOCALE]);
	l->x->route = route_of(l->x->app, k.part[KEPT_ROUTE]);
	const char *shared = shared_now(ctx, k.head.until, l->trust != TRUST_GRACE);
	l->status = kept_answer(ctx, l->x, &k, shared, l->out, &l->sent);
	return true;
}

/*
 * Who wishes for the shop's own currency, or for one that it does not offer, gets the page of those who wish for none:
 * only there are they kept.
 */
static bool look_up(struct look *l)
{
	const char *wish = wished(l->x->req);
	struct cache *c = l->ready->cache;
	l->unless = "";
	if (cache_read(c, l->ctx->arena, l->ready->key, use, l))
		return true;
	if (!*wish)
		return false;
	uint8_t plain[CACHE_KEY_BYTES];
	key_of(l->ctx, l->ready->question, "", plain);
	l->unless = wish;
	return cache_read(c, l->ctx->arena, plain, use, l);
}

/* Where nobody told us of changes for a while we ask ourselves; where that cannot be, an older page is better than
 * none.
 */
static bool look(struct look *l)
{
	l->trust = TRUST_HEARD;
	l->silent = NULL;
	if (look_up(l))
		return true;
	if (!l->silent)
		return false;
	struct err before = l->ctx->err;
	l->trust = changes_refresh(l->ctx, l->silent) ? TRUST_GRACE : TRUST_ASKED;
	l->ready->stale = l->trust == TRUST_GRACE;
	l->ctx->err = before;
	return look_up(l);
}

/* Until the one who is making it is done. */
static bool wait_for(struct look *l)
{
	struct ready *ready = l->ready;
	bool found = false;
	if (!cache_queue(ready->cache, ready->places))
		return false;
	for (long us = WAIT_STEP_FIRST_US, waited = 0; waited < WAIT_MS * 1000L; waited += us) {
		struct timespec step = { .tv_nsec = us * 1000 };
		nanosleep(&step, NULL);
		if (us * 2 <= WAIT_STEP_MAX_US)
			us *= 2;
		if (!cache_claim(ready->cache, ready->key))
			continue;
		found = look(l);
		/* Where it was not kept there is no reason to make it one by one. */
		cache_unclaim(ready->cache, ready->key);
		break;
	}
	cache_unqueue(ready->cache);
	return found;
}

bool ready_answer(struct engine *e, struct ctx *ctx, struct exchange *x, struct ready *ready, struct buf *out,
    int *status, size_t *sent)
{
	bool reads = x->req->method == HTTP_GET || x->req->method == HTTP_HEAD;
	*ready = (struct ready){ .places = e->conf->processes / 2, .shown = { .until = INT64_MAX } };
	if (!reads || !e->has_kept)
		return false;
	ctx->shown = &ready->shown;
	if (!e->cache || !e->conf->cache_megabytes)
		return false;
	ready->cache = e->cache;
	ready->question = question(e, ctx, x);
	key_of(ctx, ready->question, wished(x->req), ready->key);
	struct look l = { .ctx = ctx, .x = x, .ready = ready, .out = out };
	bool found = look(&l);
	if (!found) {
		ready->claimed = cache_claim(ready->cache, ready->key);
		found = !ready->claimed && wait_for(&l);
	}
	if (!found) {
		ready->mark = cache_mark(ready->cache);
		return false;
	}
	ready->how = READY_HIT;
	*status = l.status;
	*sent = l.sent;
	return true;
}

bool ready_had(const struct ready *ready)
{
	return ready->cache && ready->how != READY_HIT && cache_had(ready->cache, ready->key);
}

/* "t17 t17-s t17-p5 ...": what a network in between may be told to forget (worker/purge). */
static const char *shared_keys(struct ctx *ctx, const struct ready *ready)
{
	struct buf b;
	if (!ctx->conf->cdn_seconds)
		return "";
	buf_init(&b, ctx->arena, 2 * SURROGATE_BYTES);
	buf_printf(&b, "Surrogate-Key: stoa t%lld", (long long)ctx->tenant_id);
	/* A header has its limits: a page with more on it goes with everything of the shop. */
	size_t before = b.len;
	for (size_t i = 0; i < ready->shown.n; i++)
		buf_printf(&b, " t%lld-%s", (long long)ctx->tenant_id, ready->shown.tags[i]);
	if (b.len - before > SURROGATE_BYTES || b.overflow || ready->shown.all) {
		b.len = before;
		b.overflow = false;
		buf_printf(&b, " t%lld-any", (long long)ctx->tenant_id);
	}
	buf_puts(&b, "\r\n");
	return buf_str(&b);
}

/* An answer that is nobody's to keep, but was made without its reader. */
static void fill_in_place(struct ctx *ctx, struct exchange *x)
{
	const char *names[VIEW_HOLES_MAX];
	struct filling f;
	struct buf body;
	size_t at = 0;
	x->res->cache = CACHE_PRIVATE;
	for (size_t i = 0; i < x->holes.n; i++)
		names[i] = x->holes.v[i].name;
	holes_fill(ctx, x, names, x->holes.n, &f);
	if (!f.any)
		return;
	buf_init(&body, ctx->arena, x->res->body.max);
	for (size_t i = 0; i < x->holes.n; i++) {
		if (!f.v[i].changed)
			continue;
		buf_add(&body, x->res->body.data + at, x->holes.v[i].from - at);
		buf_add(&body, f.v[i].text, f.v[i].n);
		at = x->holes.v[i].to;
	}
	buf_add(&body, x->res->body.data + at, x->res->body.len - at);
	x->res->body = body;
}

/* Until when the page is as it is: asked once. False where nobody can say. */
static bool has_time(struct ctx *ctx, struct ready *ready)
{
	if (!ready->timed)
		ready->timed = show_clock(ctx) == ERR_OK;
	return ready->timed;
}

int ready_made(struct ctx *ctx, struct exchange *x, struct ready *ready, struct buf *out, size_t *sent)
{
	struct response *res = x->res;
	bool can = res->status == 200 && res->cache != CACHE_PRIVATE && res->n_cookies == 0 && !res->body.overflow;
	if (!can) {
		if (res->status != 301 && res->status != 302)
			fill_in_place(ctx, x);
		*sent = res->body.len;
		return response_build(ctx, x->req, res, out);
	}
	show(ctx, TOPIC_SHOP, 0);
	kept_make(ctx, x, shared_keys(ctx, ready), &ready->page);
	ready->made = ready->cache != NULL && !ready->shown.all;
	ready->how = ready->made ? READY_MISS : READY_PASS;
	/* Who takes it compressed waits for that; for all others it is done when they have their answer. */
	if (ready->made && encoding_choose(x->req->accept_encoding, 1u << ENCODING_GZIP) != ENCODING_IDENTITY)
		kept_compress(ctx, &ready->page);
	/* Else nobody needs to know before the reader has the answer. */
	bool sure = ctx->conf->cdn_seconds > 0 && has_time(ctx, ready);
	return kept_answer(ctx, x, &ready->page, shared_now(ctx, ready->shown.until, sure), out, sent);
}

static void store(struct ctx *ctx, struct ready *ready)
{
	struct buf bytes = { .arena = ctx->arena };
	uint64_t *tags = ARENA_ARRAY(ctx->arena, ready->shown.n, uint64_t);
	const char *own = ready->page.part[KEPT_CURRENCIES];
	bool is_own = ready->page.head.alike || (ctx->currency && str_starts(own, ctx->currency));
	if (!has_time(ctx, ready) || ready->shown.until <= ctx->now)
		return;
	ready->page.head.until = ready->shown.until;
	if (ready->page.head.n[KEPT_GZIP] == 0)
		kept_compress(ctx, &ready->page);
	kept_write(&ready->page, &bytes);
	for (size_t i = 0; i < ready->shown.n; i++)
		tags[i] = cache_tag(ctx->tenant_id, ready->shown.tags[i]);
	struct cache_page page = { .tags = tags, .n_tags = ready->shown.n, .data = bytes.data, .n = bytes.len };
	uint8_t key[CACHE_KEY_BYTES];
	key_of(ctx, ready->question, is_own ? "" : ctx->currency, key);
	fault_before_storing(ctx->conf, ctx->tenant_id);
	if (cache_put(ready->cache, key, &page, ready->mark))
		count(COUNT_PAGE_STORED);
}

void ready_end(struct ctx *ctx, struct ready *ready)
{
	static const enum count counts[] = {
		[READY_PASS] = COUNT_PAGE_PASS, [READY_HIT] = COUNT_PAGE_HIT, [READY_MISS] = COUNT_PAGE_MISS
	};
	count(counts[ready->how]);
	if (ready->made)
		store(ctx, ready);
	if (ready->claimed)
		cache_unclaim(ready->cache, ready->key);
}
