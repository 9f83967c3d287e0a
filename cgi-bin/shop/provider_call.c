#include "shop/provider_call.h"

#include "base/conf.h"
#include "cache/quota.h"

static enum err_code ask(struct ctx *ctx, const struct fetch_post *call, struct fetch_answer *out)
{
	if (call->body)
		return fetch_post(ctx, call, out);
	return fetch_get(ctx,
	    &(struct fetch_get){
	        .url = call->url, .headers = call->headers, .max = call->max, .seconds = call->seconds },
	    out);
}

static int percent(const struct quota *q, int of)
{
	int n = quota_processes(q) * of / 100;

	return n > 0 ? n : 1;
}

enum err_code provider_call(struct ctx *ctx, const struct fetch_post *call, struct fetch_answer *out)
{
	struct quota *q = ctx->quota;
	enum err_code err;

	if (!q)
		return ask(ctx, call, out);
	if (!quota_call(q, percent(q, ctx->conf->shop_calls), percent(q, ctx->conf->all_calls)))
		return err_set(ctx, ERR_LIMIT, "too many wait for a provider");
	err = ask(ctx, call, out);
	quota_called(q);
	return err;
}
