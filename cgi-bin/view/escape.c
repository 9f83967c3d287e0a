#include "view/escape.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { CLASS_TEXT = 1, CLASS_ATTR = 2 };

/* Bytes that end a run which may be copied as it stands. 0xE2 begins the directional controls, 0xEF U+FFFE and U+FFFF.
 */
static const uint8_t classes[256] = {
	[0x01] = 3,
	[0x02] = 3,
	[0x03] = 3,
	[0x04] = 3,
	[0x05] = 3,
	[0x06] = 3,
	[0x07] = 3,
	[0x08] = 3,
	[0x0B] = 3,
	[0x0C] = 3,
	[0x0E] = 3,
	[0x0F] = 3,
	[0x10] = 3,
	[0x11] = 3,
	[0x12] = 3,
	[0x13] = 3,
	[0x14] = 3,
	[0x15] = 3,
	[0x16] = 3,
	[0x17] = 3,
	[0x18] = 3,
	[0x19] = 3,
	[0x1A] = 3,
	[0x1B] = 3,
	[0x1C] = 3,
	[0x1D] = 3,
	[0x1E] = 3,
	[0x1F] = 3,
	[0x7F] = 3,
	[0xE2] = 3,
	[0xEF] = 3,
	['&'] = CLASS_TEXT | CLASS_ATTR,
	['<'] = CLASS_TEXT | CLASS_ATTR,
	['>'] = CLASS_TEXT | CLASS_ATTR,
	['"'] = CLASS_ATTR,
	['\''] = CLASS_ATTR,
};

static const char *const entities[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\''] = "&#39;",
};

#define POP_ISOLATE "\xE2\x81\xA9"

/* Writes the character at s, which begins with 0xE2, and returns its bytes. */
static size_t put_e2(struct buf *out, const unsigned char *s, unsigned *depth)
{
	if (s[1] == '\0' || s[2] == '\0') {
		buf_putc(out, (char)s[0]);
		return 1;
	}
	if (s[1] == 0x80 && s[2] >= 0xAA && s[2] <= 0xAE)
		return 3;
	if (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA8)
		*depth += 1;
	if (s[1] == 0x81 && s[2] == 0xA9) {
		if (*depth == 0)
			return 3;
		*depth -= 1;
	}
	buf_add(out, s, 3);
	return 3;
}

/* Likewise of 0xEF: XML has no U+FFFE and U+FFFF, and HTML calls them errors. */
static size_t put_ef(struct buf *out, const unsigned char *s)
{
	if (s[1] == 0xBF && (s[2] == 0xBE || s[2] == 0xBF))
		return 3;
	buf_putc(out, (char)s[0]);
	return 1;
}

static void put(struct buf *out, const char *value, uint8_t class)
{
	const unsigned char *s = (const unsigned char *)value;
	unsigned depth = 0;

	for (;;) {
		const unsigned char *run = s;

		while (*s != '\0' && !(classes[*s] & class))
			s++;
		if (s > run)
			buf_add(out, run, (size_t)(s - run));
		if (*s == '\0')
			break;
		if (*s == 0xE2) {
			s += put_e2(out, s, &depth);
			continue;
		}
		if (*s == 0xEF) {
			s += put_ef(out, s);
			continue;
		}
		if (entities[*s] != NULL)
			buf_puts(out, entities[*s]);
		s++;
	}
	for (; depth > 0; depth--)
		buf_puts(out, POP_ISOLATE);
}

void escape_text(struct buf *out, const char *s)
{
	put(out, s, CLASS_TEXT);
}

void escape_attr(struct buf *out, const char *s)
{
	put(out, s, CLASS_ATTR);
}

void escape_none(struct buf *out, const char *s)
{
	buf_puts(out, s);
}

bool url_is_safe(const char *s)
{
	static const char *const schemes[] = { "http", "https", "mailto", "tel" };
	size_t n;

	for (const unsigned char *p = (const unsigned char *)s; *p != '\0'; p++)
		if (*p <= ' ' || *p == 0x7F)
			return false;
	n = strcspn(s, ":/?#\\");
	if (s[n] != ':')
		return true;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strlen(schemes[i]) == n && strncasecmp(s, schemes[i], n) == 0)
			return true;
	return false;
}

void escape_url(struct buf *out, const char *s)
{
	escape_attr(out, url_is_safe(s) ? s : "#");
}

static bool unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

void escape_percent(struct buf *out, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (const unsigned char *p = (const unsigned char *)s; *p != '\0'; p++) {
		char three[3] = { '%', hex[*p >> 4], hex[*p & 15] };

		if (unreserved(*p))
			buf_putc(out, (char)*p);
		else
			buf_add(out, three, 3);
	}
}
