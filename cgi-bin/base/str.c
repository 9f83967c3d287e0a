#include "base/str.h"

#include <string.h>

#include "base/arena.h"

bool str_eq(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool str_empty(const char *s)
{
	return !s || !*s;
}

size_t str_int(int64_t v, char out[STR_INT_MAX])
{
	char digits[STR_INT_MAX];
	size_t n = 0, len = 0;
	uint64_t rest = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do {
		digits[n++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (v < 0)
		out[len++] = '-';
	while (n > 0)
		out[len++] = digits[--n];
	return len;
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

char *str_lower(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

static const char *const spaces[] = { " ", "\t", "\n", "\v", "\f", "\r", "\xc2\xa0", "\xe3\x80\x80" };

/* Bytes of the blank that starts (or, with at_end, ends) s[0..n); 0 where there is none. */
static size_t blank(const char *s, size_t n, bool at_end)
{
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		size_t len = strlen(spaces[i]);
		if (len <= n && memcmp(at_end ? s + n - len : s, spaces[i], len) == 0)
			return len;
	}
	return 0;
}

char *str_trim(struct arena *a, const char *s)
{
	size_t n = strlen(s), k;

	while ((k = blank(s, n, false))) {
		s += k;
		n -= k;
	}
	while ((k = blank(s, n, true)))
		n -= k;
	return arena_strndup(a, s, n);
}

bool str_to_int(const char *s, int64_t min, int64_t max, int64_t *out)
{
	bool negative = *s == '-';
	int64_t v = 0;

	if (negative)
		s++;
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || __builtin_mul_overflow(v, 10, &v))
			return false;
		int digit = *s - '0';
		if (__builtin_add_overflow(v, negative ? -digit : digit, &v))
			return false;
	}
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

void str_hex(const uint8_t *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

int str_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool str_unhex(const char *s, uint8_t *out, size_t n)
{
	if (strlen(s) != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = str_hex_digit(s[2 * i]), low = str_hex_digit(s[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

bool str_equal_secret(const void *a, const void *b, size_t n)
{
	const volatile uint8_t *p = a, *q = b;
	uint8_t differ = 0;

	for (size_t i = 0; i < n; i++)
		differ |= (uint8_t)(p[i] ^ q[i]);
	return differ == 0;
}

size_t str_copy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t n = len < size ? len : size - 1;
		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return len;
}
