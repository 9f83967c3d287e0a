#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "cache/keep.h"
#include "kit/crypto.h"
#include "shop/tenant.h"
#include "web/again.h"
#include "web/engine.h"
#include "web/error_page.h"
#include "web/limit.h"
#include "web/match.h"
#include "web/meter.h"
#include "web/once.h"
#include "web/origin.h"
#include "web/query.h"
#include "web/ready.h"
#include "web/site.h"
#include "web/standby.h"
#include "web/urls.h"

/* Files that are too large are the form's to tell, beside all that it shows; its other fields were not read. */
static enum err_code tell_too_large(struct ctx *ctx, struct exchange *x)
{
	const int megabyte = 1024 * 1024;
	x->in = x->route->in_size ? arena_alloc(ctx->arena, x->route->in_size) : NULL;
	x->in_err = ERR_TOO_LARGE;
	refuse(ctx, "", "upload_too_large", arena_printf(ctx->arena, "%d", LIMIT_UPLOAD_BYTES / megabyte), NULL);
	return ERR_OK;
}

static enum err_code read_inputs(
    struct ctx *ctx, struct exchange *x, struct request *req, const struct request_source *source)
{
	static const struct param none[] = { { .name = NULL } };
	const struct route *r = x->route;
	size_t n = req->n_form;
	const struct pair *pairs = req->form;
	if (r->method == HTTP_POST) {
		enum err_code e = request_body(ctx, source, r->body, req);
		if (e == ERR_TOO_LARGE && r->body == BODY_UPLOAD)
			return tell_too_large(ctx, x);
		if (e || r->body == BODY_RAW)
			return e;
		x->own_form = origin_is_own(req, x->app->login != NULL);
		again_take(ctx, x, req);
		pairs = req->form;
		n = req->n_form;
		if (req->n_args)
			return err_set(ctx, ERR_MALFORMED, "a query beside a form");
		if (r->needs & NEED_ONCE)
			pairs = once_take_key(ctx, x, &n);
	} else {
		pairs = query_own_args(ctx, req, &n);
	}
	x->in = r->in_size ? arena_alloc(ctx->arena, r->in_size) : NULL;
	enum err_code e = params_read(ctx, r->params ? r->params : none, pairs, n, x->in);
	if (e != ERR_INPUT)
		return e;
	x->in_err = e;
	return ERR_OK;
}

/* Redirects where only a slash at the end is missing or too much; true where it did. */
static bool mend_slash(struct ctx *ctx, struct exchange *x, const char *path, const char *rest)
{
	size_t n = strlen(rest);
	const char *mended = NULL;
	if (x->req->method != HTTP_GET && x->req->method != HTTP_HEAD)
		return false;
	if (n == 0)
		mended = arena_printf(ctx->arena, "%s/", path);
	else if (n > 1 && rest[n - 1] == '/')
		mended = arena_strndup(ctx->arena, path, strlen(path) - 1);
	if (!mended)
		return false;
	const char *query = x->req->query;
	response_redirect(
	    x->res, 301, arena_printf(ctx->arena, "%s%s%s", url_encode_path(ctx, mended), *query ? "?" : "", query));
	return true;
}

/* The shop's name after the locale, and what follows it. */
static const char *member_segment(struct ctx *ctx, const char *tail, const char **rest)
{
	size_t n = strcspn(tail + 1, "/");
	*rest = tail + 1 + n;
	return arena_strndup(ctx->arena, tail + 1, n);
}

struct found {
	struct match match;
	const char *shop; /* of NEED_MEMBER; NULL for none */
	bool answered;    /* by a redirect */
};

static struct found find_route(struct ctx *ctx, struct exchange *x)
{
	const struct area *const *areas = x->app->areas;
	enum http_method method = x->req->method;
	struct found f = { 0 };
	if (!x->tail) {
		f.match = match_area(ctx, areas, 0, method, x->req->path);
		return f;
	}
	f.match = match_area(ctx, areas, NEED_LOCALE, method, x->tail);
	if (f.match.methods)
		return f;
	if (x->app->member && x->tail[0] && x->tail[1]) {
		const char *rest;
		f.shop = member_segment(ctx, x->tail, &rest);
		f.match = match_area(ctx, areas, NEED_LOCALE | NEED_MEMBER, method, rest);
		if (!f.match.methods)
			f.answered = mend_slash(ctx, x, x->req->path, rest);
		return f;
	}
	f.answered = mend_slash(ctx, x, x->req->path, x->tail);
	return f;
}

/* The page that was asked for comes after the login; what a form of it would have changed does not. */
static const char *login_address(struct ctx *ctx, const struct exchange *x)
{
	const char *login = url_path(ctx, x->app->login_path);
	bool start = str_eq(x->tail, "/");
	if (start || x->req->method == HTTP_POST)
		return login;
	return arena_printf(ctx->arena, "%s?to=%s", login, url_encode(ctx, url_self(ctx, x->req)));
}

static enum err_code check_needs(struct ctx *ctx, struct exchange *x, const char *shop, bool *answered)
{
	unsigned needs = x->route->needs;
	if ((needs & NEED_ORIGIN) && !origin_is_own(x->req, x->app->login != NULL))
		return err_set(ctx, ERR_FORBIDDEN, "not from a page of ours");
	if (needs & NEED_LOGIN) {
		enum err_code e = x->app->login(ctx, x);
		if (e == ERR_LOGIN) {
			response_redirect(x->res, 303, login_address(ctx, x));
			*answered = true;
			return ERR_OK;
		}
		if (e)
			return e;
	}
	if (!(needs & NEED_MEMBER))
		return ERR_OK;
	enum err_code e = x->app->member(ctx, x, shop);
	return e ? e : limit_shop(ctx, x);
}

/* The bare host: to the home page in the visitor's language, with what an advertiser hung on the link. */
static enum err_code answer_start(struct ctx *ctx, struct exchange *x)
{
	const char *query = x->req->query;
	if (x->req->method != HTTP_GET && x->req->method != HTTP_HEAD) {
		x->res->allow = match_allow(ctx, 1u << HTTP_GET);
		return err_set(ctx, ERR_METHOD, "not by this method");
	}
	response_redirect(
	    x->res, 302, arena_printf(ctx->arena, "/%s/%s%s", site_negotiate(ctx, x), *query ? "?" : "", query));
	x->res->vary = "Accept-Language";
	return ERR_OK;
}

static enum err_code answer(
    struct ctx *ctx, struct exchange *x, struct request *req, const struct request_source *source)
{
	if (str_eq(req->path, "/") && x->view)
		return answer_start(ctx, x);
	const char *moved = req->method == HTTP_GET || req->method == HTTP_HEAD ? site_moved_tail(ctx, x) : NULL;
	if (moved) {
		ctx->locale = ctx->settings->default_locale;
		response_redirect(x->res, 302, url_path(ctx, url_encode_path(ctx, moved)));
		return ERR_OK;
	}
	struct found f = find_route(ctx, x);
	if (f.answered)
		return ERR_OK;
	if (!f.match.route) {
		if (!f.match.methods)
			return err_set(ctx, ERR_NOT_FOUND, "no such page");
		x->res->allow = match_allow(ctx, f.match.methods);
		return err_set(ctx, ERR_METHOD, "not by this method");
	}
	x->route = f.match.route;
	x->for_all = x->route->kept;
	memcpy(x->seg, f.match.seg, sizeof x->seg);
	bool answered = false;
	enum err_code e = check_needs(ctx, x, f.shop, &answered);
	if (!e && !answered)
		e = read_inputs(ctx, x, req, source);
	if (!e && !answered && req->method == HTTP_POST)
		e = again_settle(ctx, x, &answered);
	if (e || answered)
		return e;
	return x->route->needs & NEED_ONCE ? x->app->once(ctx, x) : x->route->handler(ctx, x);
}

/* Where what must be asked first could not be, the form was not read yet: what was typed is shown all the same. */
static void read_late(
    struct ctx *ctx, struct exchange *x, struct request *req, const struct request_source *source, enum err_code code)
{
	const char *tail = NULL;
	if (req->method != HTTP_POST || x->own_form || err_http_status(code) != 503)
		return;
	if (!x->route) {
		if (!x->app->locales && site_locale_segment(ctx, req->path, &tail))
			x->tail = tail;
		x->route = find_route(ctx, x).match.route;
	}
	if (x->route && (x->route->body == BODY_FORM || x->route->body == BODY_TEXTS) &&
	    !request_body(ctx, source, x->route->body, req)) {
		x->own_form = origin_is_own(req, x->app->login != NULL);
		again_take(ctx, x, req);
	}
}

/* What was not found may have moved; what the program says of that counts only where it knows better. */
static enum err_code answer_missing(struct ctx *ctx, struct exchange *x)
{
	struct err why = ctx->err;
	bool asks = x->req->method == HTTP_GET || x->req->method == HTTP_HEAD;
	if (!asks || !x->app->missing || !ctx->settings)
		return ERR_NOT_FOUND;
	response_init(x->res, ctx);
	x->for_all = false;
	enum err_code e = x->app->missing(ctx, x);
	if (e == ERR_NOT_FOUND)
		ctx->err = why;
	return e;
}

/*
 * The shop's schema has refused. Where a fence is meant to, whoever reads may do so in the cell where the shop lives by
 * now; a form is not done twice, since a part of it may be done: it is shown with a button to send it again.
 */
static enum err_code answer_moved(
    struct ctx *ctx, struct exchange *x, struct request *req, const struct request_source *source, bool *closed)
{
	if (!tenant_fenced(ctx))
		return ERR_INTERNAL;
	if (req->method != HTTP_GET && req->method != HTTP_HEAD)
		return ERR_MOVED;
	response_init(x->res, ctx);
	db_scope(ctx->db, 0, NULL);
	ctx->refusals = NULL;
	/* What this process has kept may be the old place. */
	ctx->keep = ctx->around = NULL;
	ctx->tenant = NULL;
	ctx->settings = NULL;
	x->for_all = false;
	x->tail = NULL;
	enum err_code e = site_enter(ctx, x, closed);
	if (!e)
		e = answer(ctx, x, req, source);
	/* Half of what it has shown may be of the old place. */
	x->for_all = false;
	return e;
}

static int64_t microseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* How an answer came about, for the log. span and parent there are of the trace (base/trace.h), whose id is the
 * request's unless it came from elsewhere. */
struct told {
	enum err_code head; /* what is wrong with the request itself */
	enum err_code code;
	int status;
	int64_t began, took;
	size_t bytes;
	struct ready ready;
};

static void log_request(const struct ctx *ctx, const struct exchange *x, const struct told *t)
{
	static const char *const methods[] = {
		[HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST", [HTTP_OTHER] = "other"
	};
	const char *route = x->route ? x->route->pattern : "none";
	const char *parent = ctx->trace.parent[0] ? ctx->trace.parent : "-";
	const char *cache = ready_word(&t->ready);
	enum log_level level = t->status >= 500 ? LOG_ERROR : LOG_INFO;
	struct db_spent db = db_spent(ctx->db);
	long long us = (long long)t->took, db_us = (long long)db.microseconds;
	if (t->code)
		log_event(ctx, level, "request",
		    "method=%s route=%s status=%d us=%lld db_us=%lld trips=%d bytes=%zu cache=%s span=%s parent=%s "
		    "error=%s why=%s",
		    methods[x->req->method], route, t->status, us, db_us, db.trips, t->bytes, cache, ctx->trace.span,
		    parent, err_name(t->code), ctx->err.text);
	else
		log_event(ctx, level, "request",
		    "method=%s route=%s status=%d us=%lld db_us=%lld trips=%d bytes=%zu cache=%s span=%s parent=%s",
		    methods[x->req->method], route, t->status, us, db_us, db.trips, t->bytes, cache, ctx->trace.span,
		    parent);
}

/* What was asked is made anew. head: what is wrong with the request itself. */
static enum err_code make(
    struct ctx *ctx, struct exchange *x, struct request *req, const struct request_source *source, enum err_code head)
{
	bool closed = false;
	struct err why = ctx->err;
	enum err_code code = site_enter(ctx, x, &closed);
	if (head) {
		/* The refusal of the request itself goes first; the site gave it its language. */
		code = head;
		closed = false;
		ctx->err = why;
	}
	if (!code)
		code = limit_shop(ctx, x);
	if (!code)
		code = answer(ctx, x, req, source);
	if (code == ERR_MOVED && !head)
		code = answer_moved(ctx, x, req, source, &closed);
	if (code == ERR_NOT_FOUND && !head && !closed)
		code = answer_missing(ctx, x);
	/* The page has errors of its own; the line tells why it was sent. */
	why = ctx->err;
	if (code)
		x->for_all = false;
	if (!head && !closed)
		read_late(ctx, x, req, source, code);
	if (code && !x->limit.refused)
		error_page_send(ctx, x, code, closed);
	ctx->err = why;
	return code;
}

static struct ctx begin(const struct engine *engine)
{
	return (struct ctx){ .arena = engine->arena,
		.db = engine->db,
		.conf = engine->conf,
		.cache = engine->cache,
		.quota = engine->quota,
		.breaker = engine->breaker,
		.around = engine->keep,
		.now = clock_now() };
}

/* From what is kept, or made. */
static void give(struct engine *engine, struct ctx *ctx, struct exchange *x, struct request *req,
    const struct request_source *source, struct told *told, struct buf *out)
{
	told->code = limit_arrival(ctx, x);
	if (!told->code && !told->head && ready_answer(engine, ctx, x, &told->ready, out, &told->status, &told->bytes))
		return;
	standby_allow(engine, ctx, x);
	if (!told->code)
		told->code = limit_making(ctx, x, ready_had(&told->ready));
	if (!told->code)
		told->code = make(ctx, x, req, source, told->head);
	if (x->limit.refused)
		error_page_send_limit(ctx, x);
	if (x->for_all) {
		told->status = ready_made(ctx, x, &told->ready, out, &told->bytes);
	} else {
		told->bytes = x->res->body.len;
		told->status = response_build(ctx, req, x->res, out);
	}
}

/* Nothing of the request outlives it. */
static void rest(struct engine *engine)
{
	db_rest(engine->db);
	keep_rest(engine->keep);
	keep_rest(engine->goods);
	arena_reset(engine->arena);
}

void dispatch(struct engine *engine)
{
	struct told told = { .began = microseconds(), .ready = { .how = READY_PASS } };
	struct ctx ctx = begin(engine);
	const struct request_source *source = fcgi_source(engine->fcgi);
	struct request req = { 0 };
	struct response res;
	struct exchange x = { .req = &req, .res = &res, .view = engine->view, .app = engine->app };
	struct buf out;
	crypto_name(&engine->ids, ctx.request_id);
	meter_begin(engine->meter);
	response_init(&res, &ctx);
	db_scope(ctx.db, 0, NULL);
	told.head = request_head(&ctx, source, &req);
	trace_begin(
	    &ctx.trace, ctx.request_id, request_header(&req, "traceparent"), request_header(&req, "tracestate"));
	if (engine->app->keeps && (req.method == HTTP_GET || req.method == HTTP_HEAD)) {
		ctx.keep = engine->keep;
		ctx.goods = engine->goods;
	}
	if (!told.head && req.method != HTTP_POST)
		req.own_query = query_own(&ctx, &req);
	give(engine, &ctx, &x, &req, source, &told, &out);
	fcgi_send(engine->fcgi, buf_str(&out), out.len);
	fcgi_finish(engine->fcgi);
	told.took = microseconds() - told.began;
	limit_over(&ctx, &x, told.took);
	log_request(&ctx, &x, &told);
	meter_end(engine->meter, &x, told.status, told.took, db_connections(engine->db));
	ready_end(&ctx, &told.ready);
	rest(engine);
}
