#include "fuzz.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "http/parse.h"
#include "http/request.h"

static bool plain(const char *s)
{
	for (const char *c = s; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == ';')
			return false;
	}
	return utf8_clean(s, strlen(s));
}

/* A name that was sent twice is nobody's. */
static void check_doubled(const struct request *req)
{
	for (size_t i = 0; i < req->n_cookies; i++) {
		size_t times = 0;
		for (size_t k = 0; k < req->n_cookies; k++)
			times += str_eq(req->cookies[i].name, req->cookies[k].name);
		const char *value = request_cookie(req, req->cookies[i].name);
		BUG_IF(times > 1 ? value != NULL : value != req->cookies[i].value);
	}
}

/* Written anew in quotes, of which one pair is taken off, they read as the same. */
static void round_trip(struct ctx *ctx, const struct pair *pairs, size_t n)
{
	const struct pair *again = NULL;
	size_t n_again;
	struct buf b;

	buf_init(&b, ctx->arena, 8 * LIMIT_COOKIE_BYTES);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s=\"%s\"", i > 0 ? "; " : "", pairs[i].name, pairs[i].value);
	if (b.len > LIMIT_COOKIE_BYTES)
		return;
	parse_cookies(ctx, buf_str(&b), &again, &n_again);
	BUG_IF(n_again != n);
	for (size_t i = 0; i < n; i++)
		BUG_IF(!str_eq(again[i].name, pairs[i].name) || !str_eq(again[i].value, pairs[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)64 << 20) };
	const char *header = arena_strndup(ctx.arena, (const char *)data, n);
	struct request req = { 0 };

	parse_cookies(&ctx, header, &req.cookies, &req.n_cookies);
	BUG_IF(strlen(header) > LIMIT_COOKIE_BYTES && req.n_cookies > 0);
	for (size_t i = 0; i < req.n_cookies; i++) {
		const struct pair *p = &req.cookies[i];
		BUG_IF(p->name[0] == '\0' || strchr(p->name, '=') != NULL || p->length != strlen(p->value));
		BUG_IF(!plain(p->name) || !plain(p->value));
	}
	/* Each against each: more would be slow without telling more. */
	if (req.n_cookies < 200)
		check_doubled(&req);
	round_trip(&ctx, req.cookies, req.n_cookies);
	arena_destroy(&ctx.arena);
	return 0;
}
