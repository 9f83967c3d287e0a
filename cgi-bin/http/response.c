#include "http/response.h"

#include <string.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "http/request.h"
#include "http/validate.h"
#include "kit/crypto.h"

enum { HEADER_BYTES = 32 * 1024 };

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 204, "No Content" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
};

static const char *const fixed_headers = "X-Content-Type-Options: nosniff\r\n"
                                         /* Not no-referrer: the origin check of web/ falls back to the Referer. */
                                         "Referrer-Policy: same-origin\r\n"
                                         "Cross-Origin-Opener-Policy: same-origin\r\n"
                                         "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), "
                                         "usb=(), browsing-topics=()\r\n";

void response_init(struct response *res, struct ctx *ctx)
{
	*res = (struct response){ .status = 200, .type = "text/html; charset=utf-8" };
	buf_init(&res->body, ctx->arena, LIMIT_PAGE_BYTES);
}

static bool one_line(const char *s)
{
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	}
	return true;
}

void response_redirect(struct response *res, int status, const char *location)
{
	BUG_IF(location == NULL || !one_line(location));
	res->status = status;
	res->location = location;
	buf_clear(&res->body);
}

/* RFC 6265 4.1.1: cookie-octet. */
static bool cookie_octets(const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s <= 0x20 || *s >= 0x7f || strchr("\",;\\", *s) != NULL)
			return false;
	}
	return true;
}

void response_cookie(
    struct response *res, struct ctx *ctx, const char *name, const char *value, int64_t max_age, bool secure)
{
	BUG_IF(res->n_cookies == (int)(sizeof res->cookies / sizeof res->cookies[0]));
	BUG_IF(name[0] == '\0' || strchr(name, '=') != NULL || !cookie_octets(name) || !cookie_octets(value));
	const char *age = max_age < 0 ? "" : arena_printf(ctx->arena, "; Max-Age=%lld", (long long)max_age);
	res->cookies[res->n_cookies++] = arena_printf(
	    ctx->arena, "%s=%s; Path=/%s; HttpOnly; SameSite=Lax%s", name, value, age, secure ? "; Secure" : "");
}

static const char *reason_of(int status)
{
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	log_bug(__FILE__, __LINE__, "status without a reason phrase");
}

/* "https://cdn.example" of "https://cdn.example/assets"; "" where the address is on our own origin. */
static const char *origin_of(struct ctx *ctx, const char *address)
{
	if (!str_starts(address, "https://") && !str_starts(address, "http://"))
		return "";
	size_t n = (size_t)(strstr(address, "//") + 2 - address);
	return arena_strndup(ctx->arena, address, n + strcspn(address + n, "/"));
}

static void add_policy(struct ctx *ctx, const struct response *res, struct buf *out)
{
	const char *assets = origin_of(ctx, ctx->conf->asset_base);
	const char *media = origin_of(ctx, ctx->conf->media_base);
	const char *target = res->form_target == NULL ? "" : res->form_target;
	BUG_IF(strpbrk(target, ";,\r\n") != NULL);
	buf_printf(out,
	    "Content-Security-Policy: default-src 'none'; img-src 'self' data: %s %s; style-src 'self' %s; "
	    "script-src 'self' %s; font-src 'self' %s; connect-src 'self'; manifest-src 'self'; "
	    "form-action 'self' %s; frame-ancestors 'none'; base-uri 'none'\r\n",
	    media, assets, assets, assets, assets, target);
}

static void add_header(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	BUG_IF(!one_line(value));
	buf_puts(out, name);
	buf_puts(out, ": ");
	buf_puts(out, value);
	buf_puts(out, "\r\n");
}

static bool reads(const struct request *req)
{
	return req != NULL && (req->method == HTTP_GET || req->method == HTTP_HEAD);
}

const char *response_tag(struct ctx *ctx, const char *body, size_t n)
{
	return arena_strndup(ctx->arena, crypto_sha256_hex(ctx->arena, body, n), RESPONSE_TAG_DIGITS);
}

static void settle(struct ctx *ctx, const struct request *req, struct response *res)
{
	if (res->body.overflow) {
		log_event(ctx, LOG_ERROR, "page_too_large", "max=%zu", res->body.max);
		response_init(res, ctx);
		res->status = 500;
	}
	if (res->cache != CACHE_PUBLIC || res->status != 200 || !reads(req))
		return;
	if (res->etag == NULL)
		res->etag = arena_printf(ctx->arena, "\"%s\"", response_tag(ctx, buf_str(&res->body), res->body.len));
	if (validate_match(ctx, req->if_none_match, res->etag) != NULL)
		res->status = 304;
}

static const char *const caching[] = {
	[CACHE_PRIVATE] = "private, no-store",
	[CACHE_PUBLIC] = "public, max-age=0, must-revalidate",
	[CACHE_FOREVER] = "public, max-age=31536000, immutable",
};

const char *response_caching(enum http_cache cache)
{
	return caching[cache];
}

void response_status(struct buf *out, int status)
{
	buf_printf(out, "Status: %d %s\r\n", status, reason_of(status));
}

void response_lines(struct ctx *ctx, const struct request *req, const struct response *res, struct buf *out)
{
	add_header(out, "Content-Language", res->language);
	add_header(out, "X-Robots-Tag", res->robots);
	add_header(out, "Link", res->preload);
	add_header(out, "Speculation-Rules", res->ahead);
	add_header(out, "Content-Disposition", res->disposition);
	buf_puts(out, fixed_headers);
	add_policy(ctx, res, out);
	if (req != NULL && str_eq(req->scheme, "https"))
		add_header(out, "Strict-Transport-Security", "max-age=31536000");
}

void response_cookies(const struct response *res, struct buf *out)
{
	for (int i = 0; i < res->n_cookies; i++)
		add_header(out, "Set-Cookie", res->cookies[i]);
}

static void add_headers(struct ctx *ctx, const struct request *req, const struct response *res, struct buf *out)
{
	bool has_content = res->status != 304 && res->status != 204;
	response_status(out, res->status);
	if (has_content && (res->body.len > 0 || res->location == NULL))
		add_header(out, "Content-Type", res->type);
	if (has_content)
		buf_printf(out, "Content-Length: %zu\r\n", res->body.len);
	add_header(out, "Location", res->location);
	add_header(out, "Cache-Control", caching[res->cache]);
	add_header(out, "ETag", res->etag);
	add_header(out, "Vary", res->vary);
	add_header(out, "Clear-Site-Data", res->changes ? "\"prefetchCache\"" : NULL);
	add_header(out, "Allow", res->allow);
	if (res->retry_after > 0)
		buf_printf(out, "Retry-After: %d\r\n", res->retry_after);
	add_header(out, "Refresh", res->refresh);
	response_cookies(res, out);
	response_lines(ctx, req, res, out);
	buf_puts(out, "\r\n");
}

int response_build(struct ctx *ctx, const struct request *req, struct response *res, struct buf *out)
{
	settle(ctx, req, res);
	buf_init(out, ctx->arena, HEADER_BYTES + res->body.max);
	add_headers(ctx, req, res, out);
	bool head = req != NULL && req->method == HTTP_HEAD;
	if (!head && res->status != 304 && res->status != 204)
		buf_add(out, buf_str(&res->body), res->body.len);
	BUG_IF(out->overflow);
	return res->status;
}
