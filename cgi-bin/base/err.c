#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/ctx.h"
#include "base/log.h"
#include "base/str.h"

static const struct {
	int status;
	const char *name;
} codes[] = {
	[ERR_OK] = { 200, "ok" },
	[ERR_INPUT] = { 422, "input" },
	[ERR_MALFORMED] = { 400, "malformed" },
	[ERR_LOGIN] = { 401, "login" },
	[ERR_FORBIDDEN] = { 403, "forbidden" },
	[ERR_NOT_FOUND] = { 404, "not_found" },
	[ERR_METHOD] = { 405, "method" },
	[ERR_CONFLICT] = { 409, "conflict" },
	[ERR_TOO_LARGE] = { 413, "too_large" },
	[ERR_MEDIA] = { 415, "media" },
	[ERR_LIMIT] = { 429, "limit" },
	[ERR_INTERNAL] = { 500, "internal" },
	[ERR_RETRY] = { 503, "retry" },
	[ERR_DOWN] = { 503, "down" },
	[ERR_UNKNOWN] = { 503, "unknown" },
	[ERR_REPEATED] = { 409, "repeated" },
	[ERR_MOVED] = { 503, "moved" },
};
_Static_assert(sizeof codes / sizeof *codes == ERR__MAX, "each code has its status and name");

enum err_code err_set(struct ctx *ctx, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	BUG_IF(code <= ERR_OK || code >= ERR__MAX);
	if (!ctx)
		return code;
	ctx->err.code = code;
	va_start(ap, fmt);
	vsnprintf(ctx->err.text, sizeof ctx->err.text, fmt, ap);
	va_end(ap);
	return code;
}

void err_clear(struct ctx *ctx)
{
	ctx->err = (struct err){ .code = ERR_OK };
	ctx->refusals = NULL;
}

int err_http_status(enum err_code code)
{
	BUG_IF(code < ERR_OK || code >= ERR__MAX);
	return codes[code].status;
}

const char *err_name(enum err_code code)
{
	BUG_IF(code < ERR_OK || code >= ERR__MAX);
	return codes[code].name;
}

enum err_code refuse(struct ctx *ctx, const char *field, const char *code, const char *arg1, const char *arg2)
{
	struct refusal *r = ARENA_NEW(ctx->arena, struct refusal);
	struct refusal **end = &ctx->refusals;

	r->field = arena_strdup(ctx->arena, field);
	r->code = arena_strdup(ctx->arena, code);
	r->arg[0] = arg1 ? arena_strdup(ctx->arena, arg1) : NULL;
	r->arg[1] = arg2 ? arena_strdup(ctx->arena, arg2) : NULL;
	while (*end)
		end = &(*end)->next;
	*end = r;
	return err_set(ctx, ERR_INPUT, "refused %s: %s", field, code);
}

const struct refusal *refusal_for(const struct ctx *ctx, const char *field)
{
	const struct refusal *r = ctx->refusals;

	while (r && !str_eq(r->field, field))
		r = r->next;
	return r;
}
