#include "http/validate.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

static const char *const names[ENCODING__MAX] = { [ENCODING_GZIP] = "gzip", [ENCODING_BROTLI] = "br" };

const char *encoding_name(enum http_encoding e)
{
	return names[e];
}

/* "0.5" in thousandths (RFC 9110 12.4.2); what is malformed counts as 1. */
static int quality(const char *s, size_t n)
{
	int q = 0, unit = 1000;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.' && i == 1)
			continue;
		if (s[i] < '0' || s[i] > '9')
			return 1000;
		q += (s[i] - '0') * unit;
		unit /= 10;
	}
	return n == 0 || q > 1000 ? 1000 : q;
}

/* One element: "gzip;q=0.5". */
struct element {
	const char *name;
	size_t n;
	int quality;
};

static const char *read_element(const char *s, struct element *out)
{
	s += strspn(s, " \t,");
	size_t whole = strcspn(s, ","), n = strcspn(s, ",; \t");
	*out = (struct element){ .name = s, .n = n, .quality = 1000 };
	for (const char *p = s + n; p < s + whole; p++) {
		if ((*p != 'q' && *p != 'Q') || p[1] != '=')
			continue;
		out->quality = quality(p + 2, strcspn(p + 2, ",; \t"));
		break;
	}
	return s + whole;
}

static bool is_name(const struct element *e, const char *name)
{
	return strlen(name) == e->n && strncasecmp(e->name, name, e->n) == 0;
}

enum http_encoding encoding_choose(const char *header, unsigned offered)
{
	/* What is not named takes "*"; without that, identity alone is acceptable, and liked least. */
	int liked[ENCODING__MAX] = { -1, -1, -1 }, others = -1;
	struct element e;
	if (!header)
		return ENCODING_IDENTITY;
	for (const char *s = read_element(header, &e); e.n > 0; s = read_element(s, &e)) {
		if (is_name(&e, "*"))
			others = e.quality;
		else if (is_name(&e, "identity"))
			liked[ENCODING_IDENTITY] = e.quality;
		else if (is_name(&e, "gzip") || is_name(&e, "x-gzip"))
			liked[ENCODING_GZIP] = e.quality;
		else if (is_name(&e, "br"))
			liked[ENCODING_BROTLI] = e.quality;
	}
	enum http_encoding best = ENCODING_IDENTITY;
	int most = liked[ENCODING_IDENTITY] >= 0 ? liked[ENCODING_IDENTITY] : 0;
	for (int i = ENCODING_GZIP; i < ENCODING__MAX; i++) {
		int q = liked[i] >= 0 ? liked[i] : others;
		if (q <= 0 || !(offered & 1u << i) || q < most)
			continue;
		best = (enum http_encoding)i;
		most = q;
	}
	return best;
}

/* tag: the listed one from its quote on, n bytes up to the closing quote. */
static bool same_page(const char *tag, size_t n, const char *etag)
{
	size_t plain = strlen(etag) - 1;
	if (n < plain || strncmp(tag, etag, plain) != 0)
		return false;
	const char *rest = tag + plain;
	size_t left = n - plain;
	return left == 0 || (left == 5 && strncmp(rest, "-gzip", 5) == 0) ||
	       (left == 3 && strncmp(rest, "-br", 3) == 0);
}

const char *validate_match(struct ctx *ctx, const char *header, const char *etag)
{
	if (!header)
		return NULL;
	if (str_eq(header, "*"))
		return etag;
	for (const char *s = header; (s = strchr(s, '"')) != NULL;) {
		const char *end = strchr(s + 1, '"');
		if (!end)
			return NULL;
		if (same_page(s, (size_t)(end - s), etag))
			return arena_strndup(ctx->arena, s, (size_t)(end - s) + 1);
		s = end + 1;
	}
	return NULL;
}
