#include "web/query.h"

#include <string.h>

#include "base/str.h"

static bool is_tracking(const char *name)
{
	static const char *const names[] = { "gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid",
		"twclid", "yclid", "mc_cid", "mc_eid", "_gl" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(name, names[i]))
			return true;
	return str_starts(name, "utm_");
}

const struct pair *query_own_args(struct ctx *ctx, const struct request *req, size_t *n)
{
	struct pair *kept = ARENA_ARRAY(ctx->arena, req->n_args, struct pair);
	*n = 0;
	for (size_t i = 0; i < req->n_args; i++)
		if (!is_tracking(req->args[i].name))
			kept[(*n)++] = req->args[i];
	return kept;
}

const char *query_own(struct ctx *ctx, const struct request *req)
{
	if (*req->query == '\0')
		return "";
	char *own = arena_alloc(ctx->arena, strlen(req->query) + 1), *to = own;
	/* The pieces that are not empty are the pairs, in their order. */
	size_t pair = 0;
	for (const char *s = req->query; *s != '\0' && pair < req->n_args;) {
		size_t n = strcspn(s, "&");
		if (n > 0 && !is_tracking(req->args[pair].name)) {
			if (to > own)
				*to++ = '&';
			memcpy(to, s, n);
			to += n;
		}
		pair += n > 0;
		s += n + (s[n] == '&');
	}
	*to = '\0';
	return own;
}
