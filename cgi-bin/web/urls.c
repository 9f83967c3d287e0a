#include "web/urls.h"

#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "shop/tenant.h"

const char *url_path(struct ctx *ctx, const char *tail)
{
	return arena_printf(ctx->arena, "/%s%s", ctx->locale, tail);
}

const char *url_absolute(struct ctx *ctx, const char *host, const char *path)
{
	const struct conf *conf = ctx->conf;
	int standard = str_eq(conf->public_scheme, "https") ? 443 : 80;
	if (conf->public_port == 0 || conf->public_port == standard)
		return arena_printf(ctx->arena, "%s://%s%s", conf->public_scheme, host, path);
	return arena_printf(ctx->arena, "%s://%s:%d%s", conf->public_scheme, host, conf->public_port, path);
}

const char *url_shop(struct ctx *ctx, const char *locale, const char *tail)
{
	return url_absolute(ctx, ctx->tenant->primary_host, arena_printf(ctx->arena, "/%s%s", locale, tail));
}

const char *url_media(struct ctx *ctx, const char *file)
{
	return arena_printf(ctx->arena, "%s/%s", ctx->conf->media_base, url_encode_path(ctx, file));
}

const char *url_media_absolute(struct ctx *ctx, const char *file)
{
	const char *url = url_media(ctx, file);
	if (str_starts(url, "//"))
		return arena_printf(ctx->arena, "%s:%s", ctx->conf->public_scheme, url);
	return url[0] == '/' ? url_absolute(ctx, ctx->tenant->primary_host, url) : url;
}

/* RFC 3986 2.3: unreserved; also is what may stand besides. */
static const char *encode(struct ctx *ctx, const char *s, const char *also)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(ctx->arena, strlen(s) * 3 + 1);
	char *to = out;
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             strchr("-._~", c) != NULL || strchr(also, c) != NULL;
		if (plain) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = hex[c >> 4];
		*to++ = hex[c & 15];
	}
	return out;
}

const char *url_encode(struct ctx *ctx, const char *s)
{
	return encode(ctx, s, "");
}

const char *url_encode_path(struct ctx *ctx, const char *path)
{
	return encode(ctx, path, "/");
}

const char *url_self(struct ctx *ctx, const struct request *req)
{
	const char *path = url_encode_path(ctx, req->path);
	return str_empty(req->own_query) ? path : arena_printf(ctx->arena, "%s?%s", path, req->own_query);
}

bool url_is_local(const char *path)
{
	if (path == NULL || path[0] != '/' || path[1] == '/' || path[1] == '\\')
		return false;
	for (const char *s = path; *s != '\0'; s++) {
		if ((unsigned char)*s <= 0x20 || *s == 0x7f)
			return false;
	}
	return true;
}
