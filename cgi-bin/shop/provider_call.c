#include "shop/provider_call.h"

#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "cache/breaker.h"
#include "cache/cache.h"
#include "cache/quota.h"
#include "shop/tenant.h"

enum {
	STANDARD_SECONDS = 30, /* fetch's own */
	SPARE_MS = 1000,       /* of a lease, beyond the call's time limit */
	/* A call that could get no more than so many percent of a request's time is left to the next request: cut
	 * short, a provider that is merely slow would seem to be one that is away. */
	LEAST_PERCENT = 60
};

void provider_hurry(struct ctx *ctx, int milliseconds)
{
	if (!ctx->calls.patience)
		ctx->calls.patience = milliseconds;
}

enum provider_said provider_said(const struct ctx *ctx)
{
	return ctx->calls.said;
}

bool provider_is_away(const struct ctx *ctx, const char *provider)
{
	return ctx->breaker && ctx->tenant &&
	       !breaker_lets(ctx->breaker, breaker_circuit(ctx->tenant->id, provider), cache_clock());
}

/* Milliseconds that the call may take; 0 where too little is left. */
static int64_t time_for(struct ctx *ctx, const struct fetch_post *call)
{
	int64_t own = (call->seconds > 0 ? call->seconds : STANDARD_SECONDS) * INT64_C(1000), left;

	if (!ctx->calls.patience)
		return own;
	if (!ctx->calls.until)
		ctx->calls.until = cache_clock() + ctx->calls.patience;
	left = ctx->calls.until - cache_clock();
	if (left * 100 < (int64_t)ctx->calls.patience * LEAST_PERCENT)
		return 0;
	return left < own ? left : own;
}

static enum err_code ask(struct ctx *ctx, const struct fetch_post *call, int64_t ms, struct provider_answer *out)
{
	struct fetch_post post = *call;
	struct fetch_get get = {
		.url = call->url, .headers = call->headers, .max = call->max, .milliseconds = (int)ms
	};
	struct err before = ctx->err;
	struct fetch_answer a;
	enum err_code err;

	post.milliseconds = (int)ms;
	out->asked = true;
	err = call->body ? fetch_post(ctx, &post, &a) : fetch_get(ctx, &get, &a);
	if (err)
		return err;
	out->status = a.status;
	out->body = a.body;
	out->length = a.length;
	if (a.length > 0 && json_parse(ctx, a.body, a.length, call->max, &out->json)) {
		out->json = NULL;
		ctx->err = before;
	}
	return ERR_OK;
}

static bool went_well(const struct provider_answer *a)
{
	bool done = a->status >= 200 && a->status <= 299;

	return done ? a->json || a->length == 0 : a->status > 0 && a->status < 500 && a->status != 429;
}

/* No answer, or one that cannot be read: it may have been done all the same. */
static bool is_silent(enum err_code err, const struct provider_answer *a)
{
	return err || (!went_well(a) && a->status >= 200 && a->status <= 299);
}

/* As the log says it, and once a change: between these nothing is asked. */
static void tell(struct ctx *ctx, const char *provider, enum breaker_change change)
{
	if (change == BREAKER_SAME)
		return;
	count(change == BREAKER_OPENED ? COUNT_BREAKER_OPENED : COUNT_BREAKER_CLOSED);
	log_event(ctx, change == BREAKER_OPENED ? LOG_ERROR : LOG_INFO, "breaker", "provider=%s state=%s", provider,
	    change == BREAKER_OPENED ? "open" : "closed");
}

static enum err_code ask_unless_away(
    struct ctx *ctx, const char *provider, const struct fetch_post *call, int64_t ms, struct provider_answer *out)
{
	uint64_t circuit = ctx->tenant ? breaker_circuit(ctx->tenant->id, provider) : 0;
	enum breaker_entry entry = BREAKER_GO;
	enum err_code err;

	if (ctx->breaker && circuit)
		entry = breaker_enter(ctx->breaker, circuit, ms + SPARE_MS, cache_clock());
	if (entry == BREAKER_KEEP_OUT) {
		ctx->calls.said = PROVIDER_SHUT;
		return err_set(ctx, ERR_DOWN, "%s has not answered lately", provider);
	}
	err = ask(ctx, call, ms, out);
	ctx->calls.said = is_silent(err, out) ? PROVIDER_SILENT : PROVIDER_ANSWERED;
	if (ctx->breaker && circuit)
		tell(ctx, provider,
		    breaker_tell(ctx->breaker, circuit, entry, !err && went_well(out),
		        ctx->conf->provider_pause_milliseconds, cache_clock()));
	return err;
}

static int percent(const struct quota *q, int of)
{
	int n = quota_processes(q) * of / 100;

	return n > 0 ? n : 1;
}

enum err_code provider_call(
    struct ctx *ctx, const char *provider, const struct fetch_post *call, struct provider_answer *out)
{
	struct quota *q = ctx->quota;
	int64_t ms = time_for(ctx, call);
	enum err_code err;

	*out = (struct provider_answer){ .status = 0 };
	ctx->calls.said = PROVIDER_BUSY;
	if (ms == 0)
		return err_set(ctx, ERR_LIMIT, "no time is left to ask %s", provider);
	if (!q)
		return ask_unless_away(ctx, provider, call, ms, out);
	if (!quota_call(q, percent(q, ctx->conf->shop_calls), percent(q, ctx->conf->all_calls))) {
		count(COUNT_CALLS_HELD_BACK);
		return err_set(ctx, ERR_LIMIT, "too many wait for a provider");
	}
	err = ask_unless_away(ctx, provider, call, ms, out);
	quota_called(q);
	return err;
}
