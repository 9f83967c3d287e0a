#include "http/request.h"

#include <string.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/str.h"
#include "http/client.h"
#include "http/multipart.h"
#include "http/parse.h"

/* The value of a variable of the source; NULL where it is absent. */
static const char *variable(const struct request_source *source, const char *name)
{
	size_t n = strlen(name);
	for (char *const *v = source->vars; *v != NULL; v++) {
		/* Few begin with the same letter. */
		if (**v == *name && strncmp(*v, name, n) == 0 && (*v)[n] == '=')
			return *v + n + 1;
	}
	return NULL;
}

static bool clean_header(const char *value)
{
	for (const char *s = value; *s != '\0'; s++) {
		if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f)
			return false;
	}
	return utf8_clean(value, strlen(value));
}

/* "HTTP_SEC_FETCH_SITE" to "sec-fetch-site", less its prefix. */
static const char *header_name(struct ctx *ctx, const char *variable_name, size_t n)
{
	char *name = arena_strndup(ctx->arena, variable_name, n);
	for (char *s = name; *s != '\0'; s++) {
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 32);
		else if (*s == '_')
			*s = '-';
	}
	return name;
}

static void read_headers(struct ctx *ctx, const struct request_source *source, struct request *req)
{
	size_t max = 1;
	for (char *const *v = source->vars; *v != NULL; v++)
		max += str_starts(*v, "HTTP_");
	struct pair *list = ARENA_ARRAY(ctx->arena, max, struct pair);
	for (char *const *v = source->vars; *v != NULL; v++) {
		const char *equals = strchr(*v, '=');
		if (!str_starts(*v, "HTTP_") || equals == NULL || !clean_header(equals + 1))
			continue;
		struct pair *p = &list[req->n_headers++];
		p->name = header_name(ctx, *v + 5, (size_t)(equals - *v) - 5);
		p->value = arena_strdup(ctx->arena, equals + 1);
		p->length = strlen(p->value);
	}
	req->headers = list;
}

static enum http_method method_of(const char *name)
{
	static const struct {
		const char *name;
		enum http_method method;
	} known[] = { { "GET", HTTP_GET }, { "HEAD", HTTP_HEAD }, { "POST", HTTP_POST } };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (str_eq(name, known[i].name))
			return known[i].method;
	}
	return HTTP_OTHER;
}

static struct forwarding forwarding_of(struct ctx *ctx, const struct request_source *source, const struct request *req)
{
	return (struct forwarding){
		.remote = variable(source, "REMOTE_ADDR"),
		.forwarded_for = request_header(req, "x-forwarded-for"),
		.forwarded = request_header(req, "forwarded"),
		.trusted = ctx->conf->trusted_proxies,
		.header = ctx->conf->proxy_header,
	};
}

static const char *scheme_of(struct ctx *ctx, const struct request_source *source, const struct request *req)
{
	const char *https = variable(source, "HTTPS");
	if (str_eq(ctx->conf->public_scheme, "https") || str_eq(variable(source, "REQUEST_SCHEME"), "https") ||
	    (https != NULL && str_eq(str_lower(ctx->arena, https), "on")))
		return "https";
	struct forwarding f = forwarding_of(ctx, source, req);
	return client_secure(&f, request_header(req, "x-forwarded-proto")) ? "https" : "http";
}

static const char *media_type(struct ctx *ctx, const char *content_type)
{
	if (content_type == NULL || !clean_header(content_type))
		return "";
	return str_trim(
	    ctx->arena, str_lower(ctx->arena, arena_strndup(ctx->arena, content_type, strcspn(content_type, ";"))));
}

static enum err_code read_length(struct ctx *ctx, const struct request_source *source, struct request *req)
{
	const char *text = variable(source, "CONTENT_LENGTH");
	if (!str_empty(text) && !str_to_int(text, 0, INT64_MAX, &req->content_length))
		return err_set(ctx, ERR_MALFORMED, "bad content length");
	if (str_empty(text) && request_header(req, "transfer-encoding") != NULL)
		return err_set(ctx, ERR_MALFORMED, "body without a length");
	return ERR_OK;
}

static enum err_code read_query(struct ctx *ctx, const struct request_source *source, struct request *req)
{
	const char *query = variable(source, "QUERY_STRING");
	req->query = "";
	if (str_empty(query))
		return ERR_OK;
	size_t n = strlen(query);
	if (n > LIMIT_QUERY_BYTES)
		return err_set(ctx, ERR_TOO_LARGE, "query of %zu bytes", n);
	/* Raw controls and blanks never come from a browser, and the query may go back into a Location. */
	for (const char *c = query; *c != '\0'; c++) {
		if ((unsigned char)*c <= 0x20 || *c == 0x7f)
			return err_set(ctx, ERR_MALFORMED, "control or blank in the query");
	}
	enum err_code code = parse_query(ctx, query, n, &req->args, &req->n_args);
	if (code == ERR_OK)
		req->own_query = req->query = arena_strdup(ctx->arena, query);
	return code;
}

enum err_code request_head(struct ctx *ctx, const struct request_source *source, struct request *req)
{
	*req = (struct request){
		.method = method_of(variable(source, "REQUEST_METHOD")), .path = "/", .query = "", .own_query = ""
	};
	read_headers(ctx, source, req);
	req->host = parse_host(ctx, request_header(req, "host"));
	req->authority = str_empty(req->host) ? "" : str_lower(ctx->arena, request_header(req, "host"));
	req->scheme = scheme_of(ctx, source, req);
	struct forwarding forwarding = forwarding_of(ctx, source, req);
	req->remote = client_address(ctx, &forwarding);
	req->accept_encoding = request_header(req, "accept-encoding");
	req->accept_language = request_header(req, "accept-language");
	req->origin = request_header(req, "origin");
	req->referer = request_header(req, "referer");
	req->sec_fetch_site = request_header(req, "sec-fetch-site");
	req->if_none_match = request_header(req, "if-none-match");
	req->user_agent = request_header(req, "user-agent");
	req->content_type = media_type(ctx, variable(source, "CONTENT_TYPE"));
	parse_cookies(ctx, request_header(req, "cookie"), &req->cookies, &req->n_cookies);
	const char *target = variable(source, "REQUEST_URI");
	enum err_code code = parse_path(ctx, target == NULL ? "" : target, &req->path);
	if (code == ERR_OK)
		code = read_query(ctx, source, req);
	return code == ERR_OK ? read_length(ctx, source, req) : code;
}

/* The announced bytes, no more; ERR_MALFORMED where fewer came. */
static enum err_code read_body(struct ctx *ctx, const struct request_source *source, struct request *req, size_t max)
{
	size_t n = (size_t)req->content_length;
	if (n > max)
		return err_set(ctx, ERR_TOO_LARGE, "body of %zu bytes, %zu allowed", n, max);
	char *body = arena_alloc(ctx->arena, n + 1);
	size_t got = 0;
	while (got < n) {
		size_t more = source->read(source->handle, body + got, n - got);
		if (more == 0)
			return err_set(ctx, ERR_MALFORMED, "body ends after %zu of %zu bytes", got, n);
		got += more;
	}
	req->body = body;
	req->body_length = n;
	return ERR_OK;
}

static size_t limit_of(enum body_kind kind)
{
	return kind == BODY_TEXTS ? LIMIT_TEXTS_BYTES : LIMIT_BODY_BYTES;
}

static enum err_code read_multipart(
    struct ctx *ctx, const struct request_source *source, struct request *req, enum body_kind kind)
{
	const char *boundary = multipart_boundary(ctx, variable(source, "CONTENT_TYPE"));
	if (boundary == NULL)
		return err_set(ctx, ERR_MALFORMED, "multipart without a usable boundary");
	enum err_code code = read_body(ctx, source, req, kind == BODY_UPLOAD ? LIMIT_UPLOAD_BYTES : limit_of(kind));
	if (code != ERR_OK)
		return code;
	struct multipart parts;
	code = multipart_parse(ctx, boundary, req->body, req->body_length, &parts);
	if (code != ERR_OK)
		return code;
	if (kind != BODY_UPLOAD && parts.n_uploads > 0)
		return err_set(ctx, ERR_MALFORMED, "a file where none is taken");
	req->form = parts.fields;
	req->n_form = parts.n_fields;
	req->uploads = parts.uploads;
	req->n_uploads = parts.n_uploads;
	return ERR_OK;
}

enum err_code request_body(
    struct ctx *ctx, const struct request_source *source, enum body_kind kind, struct request *req)
{
	if (kind == BODY_RAW)
		return read_body(ctx, source, req, LIMIT_BODY_BYTES);
	if (str_eq(req->content_type, "multipart/form-data"))
		return read_multipart(ctx, source, req, kind);
	bool nothing = req->content_length == 0 && str_empty(req->content_type);
	if (!nothing && !str_eq(req->content_type, "application/x-www-form-urlencoded"))
		return err_set(ctx, ERR_MEDIA, "a form was expected");
	enum err_code code = read_body(ctx, source, req, limit_of(kind));
	return code == ERR_OK ? parse_query(ctx, req->body, req->body_length, &req->form, &req->n_form) : code;
}

/* NULL where the name is absent or there twice. */
static const char *only(const struct pair *pairs, size_t n, const char *name)
{
	const char *value = NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(pairs[i].name, name) != 0)
			continue;
		if (value != NULL)
			return NULL;
		value = pairs[i].value;
	}
	return value;
}

const char *request_cookie(const struct request *req, const char *name)
{
	return only(req->cookies, req->n_cookies, name);
}

const char *request_header(const struct request *req, const char *lower_name)
{
	return only(req->headers, req->n_headers, lower_name);
}

const char *request_raw(const struct request *req, const char *name)
{
	for (size_t i = 0; i < req->n_form; i++) {
		if (strcmp(req->form[i].name, name) == 0)
			return req->form[i].value;
	}
	for (size_t i = 0; i < req->n_args; i++) {
		if (strcmp(req->args[i].name, name) == 0)
			return req->args[i].value;
	}
	return "";
}
