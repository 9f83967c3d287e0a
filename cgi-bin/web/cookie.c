#include "web/cookie.h"

#include "base/str.h"
#include "kit/crypto.h"

const char *cookie_open(struct ctx *ctx, const struct request *req, const char *name)
{
	const char *token = request_cookie(req, name), *payload = NULL;
	if (str_empty(token))
		return NULL;
	/* A stranger's or stale cookie is as good as none, and no failure of the request. */
	struct err before = ctx->err;
	enum err_code code = crypto_open_token(ctx, name, ctx->tenant_id, token, &payload);
	ctx->err = before;
	return code == ERR_OK ? payload : NULL;
}

void cookie_sign(struct ctx *ctx, struct exchange *x, const char *name, const char *payload, int64_t seconds)
{
	const char *token = crypto_sign_token(ctx, name, ctx->tenant_id, payload, ctx->now + seconds);
	response_cookie(x->res, ctx, name, token, seconds, cookie_secure(x->req));
}

bool cookie_secure(const struct request *req)
{
	return str_eq(req->scheme, "https");
}
