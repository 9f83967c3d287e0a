#include "net/fetch.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/count.h"
#include "base/point.h"
#include "base/str.h"
#include "net/curl_room.h"

static size_t take(char *data, size_t size, size_t n, void *to)
{
	struct buf *body = to;

	buf_add(body, data, size * n);
	/* Anything but the whole length makes libcurl give up. */
	return body->overflow ? 0 : size * n;
}

static bool is_line(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* Whom we ask learns which request of ours it was (base/trace.h). */
static struct curl_slist *add_trace(struct ctx *ctx, struct curl_slist *list)
{
	char parent[TRACE_HEADER_SIZE];

	if (!ctx->trace.id[0])
		return list;
	trace_header(&ctx->trace, parent);
	list = curl_room_add(list, arena_printf(ctx->arena, "traceparent: %s", parent));
	return ctx->trace.state ? curl_room_add(list, arena_printf(ctx->arena, "tracestate: %s", ctx->trace.state))
	                        : list;
}

static enum err_code set_headers(struct ctx *ctx, CURL *curl, const char *const *headers)
{
	/* Without "Expect:" libcurl would wait a second for a "100 Continue" before larger bodies. */
	struct curl_slist *list = curl_room_add(NULL, "Expect:");
	bool clean = true;

	for (; headers && *headers; headers++) {
		clean = clean && is_line(*headers);
		list = curl_room_add(list, *headers);
	}
	curl_room_keep(ctx, add_trace(ctx, list));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	return clean ? ERR_OK : err_set(ctx, ERR_MALFORMED, "a header holds a control character");
}

/* What GET and POST share; a NULL body makes it a GET. */
static enum err_code perform(struct ctx *ctx, CURL *curl, const struct fetch_post *call, struct fetch_answer *out)
{
	struct buf body;
	long status = 0;
	CURLcode code;

	buf_init(&body, ctx->arena, call->max);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_URL, call->url);
	if (call->method)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
	if (call->milliseconds > 0)
		curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->milliseconds);
	else if (call->seconds > 0)
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)call->seconds);
	if (call->body) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->length);
	}
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	point_call(POINT_BEFORE, call->body ? "POST" : call->method ? call->method : "GET", call->url);
	code = curl_easy_perform(curl);
	if (code == CURLE_OK)
		point_call(POINT_AFTER, call->body ? "POST" : call->method ? call->method : "GET", call->url);
	if (body.overflow)
		return err_set(ctx, ERR_TOO_LARGE, "the answer is longer than %zu bytes", call->max);
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
		return err_set(ctx, ERR_MALFORMED, "not an address that may be fetched");
	if (code != CURLE_OK)
		return err_set(ctx, ERR_DOWN, "could not fetch: %s", curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	*out = (struct fetch_answer){ .status = (int)status, .body = buf_str(&body), .length = body.len };
	return ERR_OK;
}

/* Microseconds. */
static int64_t instant(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum err_code send_call(struct ctx *ctx, const struct fetch_post *call, struct fetch_answer *out)
{
	CURL *curl = curl_room_handle(ctx);
	int64_t since = instant();
	enum err_code err;

	curl_room_may_wait(ctx);
	if (!curl)
		return err_set(ctx, ERR_DOWN, "no memory for a connection");
	err = set_headers(ctx, curl, call->headers);
	if (!err)
		err = perform(ctx, curl, call, out);
	count(COUNT_FETCHES);
	count_add(COUNT_FETCH_MICROSECONDS, (uint64_t)(instant() - since));
	if (err == ERR_DOWN)
		count(COUNT_FETCH_FAILURES);
	return err;
}

enum err_code fetch_post(struct ctx *ctx, const struct fetch_post *post, struct fetch_answer *out)
{
	struct fetch_post call = *post;

	call.body = post->body ? post->body : "";
	return send_call(ctx, &call, out);
}

enum err_code fetch_get(struct ctx *ctx, const struct fetch_get *get, struct fetch_answer *out)
{
	struct fetch_post call = { .url = get->url,
		.method = get->method,
		.headers = get->headers,
		.max = get->max,
		.seconds = get->seconds,
		.milliseconds = get->milliseconds };

	return send_call(ctx, &call, out);
}

static void form_encode(struct buf *b, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');

		if (letter || strchr("*-._", *p)) {
			buf_putc(b, (char)*p);
		} else if (*p == ' ') {
			buf_putc(b, '+');
		} else {
			buf_putc(b, '%');
			buf_putc(b, hex[*p >> 4]);
			buf_putc(b, hex[*p & 15]);
		}
	}
}

void fetch_form_add(struct buf *b, const char *name, const char *value)
{
	if (b->len > 0)
		buf_putc(b, '&');
	form_encode(b, name);
	buf_putc(b, '=');
	form_encode(b, value);
}
