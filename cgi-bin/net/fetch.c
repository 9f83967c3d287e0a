#include "net/fetch.h"

#include "base/buf.h"
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

static enum err_code set_headers(struct ctx *ctx, CURL *curl, const char *const *headers)
{
	/* Without "Expect:" libcurl would wait a second for a "100 Continue" before larger bodies. */
	struct curl_slist *list = curl_room_add(NULL, "Expect:");
	bool clean = true;

	for (; headers && *headers; headers++) {
		clean = clean && is_line(*headers);
		list = curl_room_add(list, *headers);
	}
	curl_room_keep(ctx, list);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	return clean ? ERR_OK : err_set(ctx, ERR_MALFORMED, "a header holds a control character");
}

enum err_code fetch_post(struct ctx *ctx, const struct fetch_post *post, struct fetch_answer *out)
{
	CURL *curl = curl_room_handle(ctx);
	struct buf body;
	long status = 0;
	CURLcode code;
	enum err_code err;

	if (!curl)
		return err_set(ctx, ERR_DOWN, "no memory for a connection");
	err = set_headers(ctx, curl, post->headers);
	if (err)
		return err;
	buf_init(&body, ctx->arena, post->max);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_URL, post->url);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->length);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	code = curl_easy_perform(curl);
	if (body.overflow)
		return err_set(ctx, ERR_TOO_LARGE, "the answer is longer than %zu bytes", post->max);
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
		return err_set(ctx, ERR_MALFORMED, "not an address that may be fetched");
	if (code != CURLE_OK)
		return err_set(ctx, ERR_DOWN, "could not fetch: %s", curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	*out = (struct fetch_answer){ .status = (int)status, .body = buf_str(&body), .length = body.len };
	return ERR_OK;
}
