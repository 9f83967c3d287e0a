#include "web/cart_cookie.h"

#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "web/cookie.h"

enum { CART_SECONDS = 60 * 24 * 3600, TOKEN_DIGITS = 32, NEW_SECONDS = 15 };

static const char name[] = "cart";

bool cart_cookie_read(struct ctx *ctx, const struct request *req, struct cart_cookie *out)
{
	const char *payload = cookie_open(ctx, req, name);
	*out = (struct cart_cookie){ 0 };
	if (payload == NULL || strlen(payload) < TOKEN_DIGITS + 2 || payload[TOKEN_DIGITS] != ':')
		return false;
	if (!str_to_int(payload + TOKEN_DIGITS + 1, 0, (int64_t)LIMIT_QUANTITY * LIMIT_CART_LINES, &out->count))
		return false;
	out->token = arena_strndup(ctx->arena, payload, TOKEN_DIGITS);
	out->heard = arena_printf(ctx->arena, "%lld@%lld", (long long)out->count,
	    (long long)crypto_token_expiry(ctx, request_cookie(req, name)));
	return true;
}

bool cart_cookie_is_new(struct ctx *ctx, const struct request *req)
{
	const char *token = request_cookie(req, name);
	int64_t since = token == NULL ? INT64_MAX : ctx->now + CART_SECONDS - crypto_token_expiry(ctx, token);
	/* Clocks of two boxes may differ by some seconds. */
	return since > -NEW_SECONDS && since < NEW_SECONDS;
}

void cart_cookie_write(struct ctx *ctx, struct exchange *x, const char *token, int64_t count)
{
	cookie_sign(ctx, x, name, arena_printf(ctx->arena, "%s:%lld", token, (long long)count), CART_SECONDS);
	/* Pages fetched ahead carry the old count. */
	x->res->changes = true;
}
