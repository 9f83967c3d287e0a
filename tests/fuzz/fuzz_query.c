#include "fuzz.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "http/parse.h"
#include "http/request.h"

struct in {
	const char *q, *code;
	int64_t page, id;
	struct param_keyed price;
};

static const struct param params[] = {
	PARAM(in, q, PARAM_TEXT, .max = 20),
	PARAM(in, code, PARAM_CODE, .max = 8),
	PARAM(in, page, PARAM_INT, .min = 1, .max = 100),
	PARAM(in, id, PARAM_ID),
	PARAM(in, price, PARAM_KEYED, .max = 8),
	{ .name = NULL },
};

static void encode(struct buf *b, const char *s, size_t n, const char *plain)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '\0' && strchr(plain, s[i]) != NULL)
			buf_putc(b, s[i]);
		else
			buf_printf(b, "%%%02x", (unsigned)(unsigned char)s[i]);
	}
}

/* Pairs are clean, and written anew they read as the same. */
static void check_pairs(struct ctx *ctx, const struct pair *pairs, size_t n)
{
	const struct pair *again;
	size_t n_again;
	struct buf b;

	buf_init(&b, ctx->arena, (size_t)8 << 20);
	BUG_IF(n > LIMIT_PARAMS);
	for (size_t i = 0; i < n; i++) {
		BUG_IF(pairs[i].name[0] == '\0' || strlen(pairs[i].value) != pairs[i].length);
		BUG_IF(
		    !utf8_clean(pairs[i].name, strlen(pairs[i].name)) || !utf8_clean(pairs[i].value, pairs[i].length));
		buf_puts(&b, i > 0 ? "&" : "");
		encode(&b, pairs[i].name, strlen(pairs[i].name), "");
		buf_putc(&b, '=');
		encode(&b, pairs[i].value, pairs[i].length, "");
	}
	BUG_IF(parse_query(ctx, buf_str(&b), b.len, &again, &n_again) != ERR_OK || n_again != n);
	for (size_t i = 0; i < n; i++)
		BUG_IF(!str_eq(again[i].name, pairs[i].name) || !str_eq(again[i].value, pairs[i].value));
}

/* What is accepted lies within what was declared. */
static void check_inputs(struct ctx *ctx, const struct pair *pairs, size_t n)
{
	struct in in = { 0 };
	enum err_code code = params_read(ctx, params, pairs, n, &in);

	BUG_IF(code != ERR_OK && code != ERR_INPUT && code != ERR_MALFORMED);
	BUG_IF((code == ERR_INPUT) != (ctx->refusals != NULL) && code != ERR_MALFORMED);
	if (code != ERR_OK)
		return;
	BUG_IF(utf8_length(in.q) > 20 || strpbrk(in.q, "\r\n\t") != NULL);
	BUG_IF(strlen(in.code) > 8 || strpbrk(in.code, "/ <&\"'") != NULL);
	BUG_IF(in.page < 0 || in.page > 100 || in.id < 0);
	for (size_t i = 0; i < in.price.n; i++)
		BUG_IF(in.price.v[i].id < 1 || param_keyed_find(&in.price, in.price.v[i].id) != in.price.v[i].text);
}

/* A path never leaves its place, and reads as the same when it is encoded anew. */
static void check_path(struct ctx *ctx, const char *path)
{
	const char *again;
	struct buf b;

	BUG_IF(path[0] != '/' || !utf8_clean(path, strlen(path)) || strpbrk(path, "\r\n\t") != NULL);
	BUG_IF(strstr(path, "//") != NULL || strstr(path, "/../") != NULL || strstr(path, "/./") != NULL);
	BUG_IF(str_ends(path, "/..") || str_ends(path, "/."));
	buf_init(&b, ctx->arena, 4 * LIMIT_QUERY_BYTES);
	encode(&b, path, strlen(path), "/");
	if (b.len <= LIMIT_QUERY_BYTES)
		BUG_IF(parse_path(ctx, buf_str(&b), &again) != ERR_OK || !str_eq(again, path));
}

static void check_host(const char *host)
{
	BUG_IF(strlen(host) > 253 || strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") != strlen(host));
	BUG_IF(host[0] == '.' || str_ends(host, ".") || strstr(host, "..") != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)256 << 20), .locale = "de" };
	const char *text = arena_strndup(ctx.arena, (const char *)data, n), *path;
	const struct pair *pairs;
	size_t n_pairs;

	if (parse_query(&ctx, (const char *)data, n, &pairs, &n_pairs) == ERR_OK) {
		check_pairs(&ctx, pairs, n_pairs);
		check_inputs(&ctx, pairs, n_pairs);
	}
	if (parse_path(&ctx, text, &path) == ERR_OK)
		check_path(&ctx, path);
	check_host(parse_host(&ctx, text));
	arena_destroy(&ctx.arena);
	return 0;
}
