#include "kit/text.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

enum { MAX_RANGES = 32, MAX_TAG = 64 };

struct range {
	char tag[MAX_TAG];
	int quality; /* thousandths */
};

/* qvalue of RFC 9110 12.4.2: at most three decimals; -1 where malformed. */
static int read_quality(const char *s, size_t n)
{
	int v = 0, unit = 100;

	if (n == 0 || (s[0] != '0' && s[0] != '1') || (n > 1 && s[1] != '.') || n > 5)
		return -1;
	for (size_t i = 2; i < n; i++, unit /= 10) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v += (s[i] - '0') * unit;
	}
	if (s[0] == '1')
		return v ? -1 : 1000;
	return v;
}

static size_t without_blanks(const char **s, size_t n)
{
	while (n && (**s == ' ' || **s == '\t')) {
		(*s)++;
		n--;
	}
	while (n && ((*s)[n - 1] == ' ' || (*s)[n - 1] == '\t'))
		n--;
	return n;
}

/* One element of the list: a tag, then perhaps ";q=". False where it says nothing that we can use. */
static bool read_range(const char *s, size_t n, struct range *r)
{
	const char *semicolon = memchr(s, ';', n);
	size_t tag_n = semicolon ? (size_t)(semicolon - s) : n;
	const char *tag = s;

	r->quality = 1000;
	if (semicolon) {
		const char *q = semicolon + 1;
		size_t q_n = without_blanks(&q, n - tag_n - 1);
		if (q_n < 3 || strncasecmp(q, "q=", 2) != 0)
			return false;
		r->quality = read_quality(q + 2, q_n - 2);
	}
	tag_n = without_blanks(&tag, tag_n);
	if (tag_n == 0 || tag_n >= MAX_TAG || r->quality < 0)
		return false;
	memcpy(r->tag, tag, tag_n);
	r->tag[tag_n] = '\0';
	return true;
}

static size_t read_ranges(const char *header, struct range *out)
{
	size_t n = 0;

	while (*header && n < MAX_RANGES) {
		size_t len = strcspn(header, ",");
		n += read_range(header, len, &out[n]);
		header += len + (header[len] == ',');
	}
	return n;
}

/* Cuts the last subtag, and a singleton that would then stand last (RFC 4647 3.4). */
static bool shorten(char *tag)
{
	char *dash = strrchr(tag, '-');

	if (!dash)
		return false;
	*dash = '\0';
	if (dash - tag >= 2 && dash[-2] == '-')
		dash[-2] = '\0';
	return true;
}

static bool refused(const struct range *ranges, size_t n_ranges, const char *locale)
{
	for (size_t i = 0; i < n_ranges; i++)
		if (ranges[i].quality == 0 && strcasecmp(ranges[i].tag, locale) == 0)
			return true;
	return false;
}

const char *text_negotiate(const char *header, const char *const *offered, size_t n)
{
	struct range ranges[MAX_RANGES];
	size_t n_ranges = header ? read_ranges(header, ranges) : 0;
	const char *best = offered[0];
	int best_quality = 0;

	for (size_t i = 0; i < n_ranges; i++) {
		struct range r = ranges[i];
		if (r.quality <= best_quality)
			continue;
		do {
			for (size_t k = 0; k < n; k++) {
				bool suits = strcasecmp(r.tag, offered[k]) == 0 || str_eq(r.tag, "*");
				if (!suits || r.quality <= best_quality || refused(ranges, n_ranges, offered[k]))
					continue;
				best = offered[k];
				best_quality = r.quality;
			}
		} while (r.quality > best_quality && shorten(r.tag));
	}
	return best;
}
