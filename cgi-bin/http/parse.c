#include "config.h"

#include "http/parse.h"

#include <string.h>

#include "base/limits.h"
#include "base/str.h"

/* The byte of "%XX" at s, of which n bytes are left; -1 where it is none. */
static int percent_byte(const char *s, size_t n)
{
	if (n < 3)
		return -1;
	int high = str_hex_digit(s[1]), low = str_hex_digit(s[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool has_control(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return true;
	}
	return false;
}

static bool segments_plain(const char *path)
{
	for (const char *s = path; *s != '\0';) {
		const char *from = s + 1;
		const char *end = strchrnul(from, '/');
		size_t n = (size_t)(end - from);
		if (n == 0 && *end != '\0')
			return false;
		if ((n == 1 && from[0] == '.') || (n == 2 && from[0] == '.' && from[1] == '.'))
			return false;
		s = end;
	}
	return true;
}

static const char *skip_origin(const char *target)
{
	if (!str_starts(target, "http://") && !str_starts(target, "https://"))
		return target;
	const char *slash = strchr(strstr(target, "//") + 2, '/');
	return slash == NULL ? "/" : slash;
}

enum err_code parse_path(struct ctx *ctx, const char *target, const char **path)
{
	const char *s = skip_origin(target);
	size_t n = strcspn(s, "?#");
	if (s[0] != '/')
		return err_set(ctx, ERR_MALFORMED, "request target is no path");
	if (n > LIMIT_QUERY_BYTES)
		return err_set(ctx, ERR_TOO_LARGE, "path of %zu bytes", n);
	char *out = arena_alloc(ctx->arena, n + 1);
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)s[i];
		if (c == '%') {
			c = percent_byte(s + i, n - i);
			if (c <= 0 || c == '/')
				return err_set(ctx, ERR_MALFORMED, "bad escape in the path");
			i += 2;
		}
		out[len++] = (char)c;
	}
	if (has_control(out, len) || !utf8_clean(out, len) || !segments_plain(out))
		return err_set(ctx, ERR_MALFORMED, "path with controls, invalid utf-8, or dot or empty segments");
	*path = out;
	return ERR_OK;
}

/* Decodes one name or value. NULL where it is malformed. */
static char *decode_form(struct arena *arena, const char *s, size_t n, size_t *length)
{
	char *out = arena_alloc(arena, n + 1);
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		int c = s[i] == '+' ? ' ' : (unsigned char)s[i];
		if (c == '%') {
			c = percent_byte(s + i, n - i);
			if (c < 0)
				return NULL;
			i += 2;
		}
		out[len++] = (char)c;
	}
	*length = len;
	return utf8_clean(out, len) ? out : NULL;
}

static enum err_code decode_pair(struct ctx *ctx, const char *s, size_t n, struct pair *to)
{
	const char *equals = memchr(s, '=', n);
	size_t n_name = equals == NULL ? n : (size_t)(equals - s);
	size_t n_value = equals == NULL ? 0 : n - n_name - 1;
	size_t name_length;
	to->name = decode_form(ctx->arena, s, n_name, &name_length);
	to->value = decode_form(ctx->arena, s + n - n_value, n_value, &to->length);
	if (to->name == NULL || to->value == NULL || name_length == 0)
		return err_set(ctx, ERR_MALFORMED, "bad escape, control or invalid utf-8 in form data");
	return ERR_OK;
}

enum err_code parse_query(struct ctx *ctx, const char *bytes, size_t n, const struct pair **pairs, size_t *n_pairs)
{
	size_t max = 1;
	for (size_t i = 0; i < n; i++)
		max += bytes[i] == '&';
	*n_pairs = 0;
	if (max > LIMIT_PARAMS)
		return err_set(ctx, ERR_MALFORMED, "more than %d parameters", LIMIT_PARAMS);
	struct pair *list = ARENA_ARRAY(ctx->arena, max, struct pair);
	*pairs = list;
	for (size_t at = 0; at < n;) {
		const char *amp = memchr(bytes + at, '&', n - at);
		size_t len = amp == NULL ? n - at : (size_t)(amp - bytes) - at;
		if (len > 0) {
			enum err_code code = decode_pair(ctx, bytes + at, len, &list[*n_pairs]);
			if (code != ERR_OK)
				return code;
			(*n_pairs)++;
		}
		at += len + 1;
	}
	return ERR_OK;
}

static bool read_cookie(struct ctx *ctx, const char *s, size_t n, struct pair *to)
{
	const char *equals = memchr(s, '=', n);
	if (equals == NULL || equals == s)
		return false;
	size_t n_name = (size_t)(equals - s);
	const char *value = equals + 1;
	size_t n_value = n - n_name - 1;
	if (n_value >= 2 && value[0] == '"' && value[n_value - 1] == '"') {
		value++;
		n_value -= 2;
	}
	if (has_control(s, n) || !utf8_clean(s, n))
		return false;
	to->name = arena_strndup(ctx->arena, s, n_name);
	to->value = arena_strndup(ctx->arena, value, n_value);
	to->length = n_value;
	return true;
}

void parse_cookies(struct ctx *ctx, const char *header, const struct pair **pairs, size_t *n_pairs)
{
	*n_pairs = 0;
	*pairs = NULL;
	if (header == NULL || strnlen(header, LIMIT_COOKIE_BYTES + 1) > LIMIT_COOKIE_BYTES)
		return;
	size_t max = 1;
	for (const char *s = header; *s != '\0'; s++)
		max += *s == ';';
	struct pair *list = ARENA_ARRAY(ctx->arena, max, struct pair);
	*pairs = list;
	for (const char *s = header; *s != '\0';) {
		s += strspn(s, " \t;");
		size_t n = strcspn(s, ";"), blank = 0;
		while (blank < n && (s[n - 1 - blank] == ' ' || s[n - 1 - blank] == '\t'))
			blank++;
		if (read_cookie(ctx, s, n - blank, &list[*n_pairs]))
			(*n_pairs)++;
		s += n;
	}
}

const char *parse_host(struct ctx *ctx, const char *header)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
	if (header == NULL || strnlen(header, 262) > 261)
		return "";
	char *host = str_lower(ctx->arena, header);
	size_t n = strspn(host, allowed);
	if (host[n] == ':') {
		size_t digits = strspn(host + n + 1, "0123456789");
		if (digits == 0 || digits > 5 || host[n + 1 + digits] != '\0')
			return "";
	} else if (host[n] != '\0') {
		return "";
	}
	if (n > 0 && host[n - 1] == '.')
		n--;
	host[n] = '\0';
	bool dots = n > 0 && (host[0] == '.' || host[n - 1] == '.' || strstr(host, "..") != NULL);
	return n == 0 || n > 253 || dots ? "" : host;
}
