#include "base/str.h"

/*
 * RFC 3629 section 4: what may follow a lead byte. The second byte's range is what keeps out overlong forms, surrogates
 * and everything past U+10FFFF.
 */
static const struct {
	uint8_t lead_min, lead_max, second_min, second_max, length;
} forms[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

/* Bytes of the multi-byte character at p, 0 where it is not well-formed within n. */
static size_t sequence(const uint8_t *p, size_t n)
{
	for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
		if (p[0] < forms[f].lead_min || p[0] > forms[f].lead_max)
			continue;
		if (n < forms[f].length || p[1] < forms[f].second_min || p[1] > forms[f].second_max)
			return 0;
		for (size_t i = 2; i < forms[f].length; i++)
			if ((p[i] & 0xc0) != 0x80)
				return 0;
		return forms[f].length;
	}
	return 0;
}

static bool plain(uint8_t c)
{
	return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

size_t utf8_step(const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;

	return p[0] < 0x80 ? plain(p[0]) : sequence(p, n);
}

bool utf8_clean(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t length = utf8_step(s + i, n - i);
		if (!length)
			return false;
		i += length;
	}
	return true;
}

size_t utf8_length(const char *s)
{
	size_t points = 0;

	for (; *s; s++)
		points += ((uint8_t)*s & 0xc0) != 0x80;
	return points;
}

size_t utf8_prefix(const char *s, size_t max_points)
{
	size_t i = 0, points = 0;

	for (; s[i]; i++) {
		bool starts = ((uint8_t)s[i] & 0xc0) != 0x80;
		if (starts && points++ == max_points)
			break;
	}
	return i;
}
