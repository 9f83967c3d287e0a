#include "web/match.h"

#include <string.h>

#include "base/log.h"

/* Fills seg where the path has the pattern's form. */
static bool fits(struct ctx *ctx, const char *pattern, const char *path, const char **seg)
{
	int n = 0;
	while (*pattern != '\0') {
		if (*pattern != ':') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t length = strcspn(path, "/");
		if (length == 0)
			return false;
		BUG_IF(n == MATCH_SEGMENTS);
		seg[n++] = arena_strndup(ctx->arena, path, length);
		path += length;
		pattern += strcspn(pattern, "/");
	}
	return *path == '\0';
}

struct match match_route(
    struct ctx *ctx, const struct route *routes, unsigned needs, enum http_method method, const char *path)
{
	struct match found = { 0 };
	for (const struct route *r = routes; r->pattern != NULL; r++) {
		const char *seg[MATCH_SEGMENTS] = { 0 };
		if ((r->needs & (NEED_LOCALE | NEED_MEMBER)) != needs || !fits(ctx, r->pattern, path, seg))
			continue;
		found.methods |= 1u << r->method;
		bool taken = r->method == method || (r->method == HTTP_GET && method == HTTP_HEAD);
		if (found.route != NULL || !taken)
			continue;
		found.route = r;
		memcpy(found.seg, seg, sizeof seg);
	}
	return found;
}

struct match match_area(
    struct ctx *ctx, const struct area *const *areas, unsigned needs, enum http_method method, const char *path)
{
	struct match found = { 0 };
	for (; *areas != NULL && found.methods == 0; areas++)
		found = match_route(ctx, (*areas)->routes, needs, method, path);
	return found;
}

const char *match_allow(struct ctx *ctx, unsigned methods)
{
	const char *get = methods & (1u << HTTP_GET) ? "GET, HEAD" : "";
	const char *post = methods & (1u << HTTP_POST) ? "POST" : "";
	return arena_printf(ctx->arena, "%s%s%s", get, *get != '\0' && *post != '\0' ? ", " : "", post);
}
