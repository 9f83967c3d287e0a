#include "media/name.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static const int webp_widths[] = { 160, 320, 480, 640, 960, 1280, 1920 };
static const int avif_widths[] = { 640, 1280 };
_Static_assert(sizeof webp_widths / sizeof webp_widths[0] < MEDIA_WIDTHS, "and the picture's own");
_Static_assert(sizeof avif_widths / sizeof avif_widths[0] == MEDIA_AVIF_WIDTHS, "two at most");

static bool is_hex(const char *s, size_t n)
{
	return strspn(s, "0123456789abcdef") >= n;
}

/* Plain digits from 1, and what follows them. */
static bool read_number(const char **at, int64_t max, int64_t *out)
{
	char digits[20];
	size_t n = strspn(*at, "0123456789");

	if (n == 0 || n >= sizeof digits)
		return false;
	memcpy(digits, *at, n);
	digits[n] = '\0';
	*at += n;
	return str_to_int(digits, 1, max, out);
}

static bool take(const char **at, const char *word)
{
	if (!str_starts(*at, word))
		return false;
	*at += strlen(word);
	return true;
}

bool media_name_read(const char *address, struct media_name *out)
{
	int64_t width, height;
	const char *at = address;

	*out = (struct media_name){ .kind = MEDIA_KIND__MAX };
	if (!at || !read_number(&at, INT64_MAX, &out->tenant_id) || !take(&at, "/") || !is_hex(at, MEDIA_HASH_SIZE - 1))
		return false;
	memcpy(out->hash, at, MEDIA_HASH_SIZE - 1);
	at += MEDIA_HASH_SIZE - 1;
	if (!take(&at, "-") || !read_number(&at, MEDIA_MAIN_WIDTH, &width) || !take(&at, "x") ||
	    !read_number(&at, MEDIA_MAIN_HEIGHT, &height))
		return false;
	out->width = (int)width;
	out->height = (int)height;
	if (take(&at, "-w")) {
		out->webp = true;
		out->avif = take(&at, "a");
	}
	if (!take(&at, "."))
		return false;
	for (size_t i = 0; i < MEDIA_AVIF; i++)
		if (str_eq(at, media_kind_ending((enum media_kind)i)))
			out->kind = (enum media_kind)i;
	return out->kind != MEDIA_KIND__MAX;
}

const char *media_name_write(struct arena *a, const struct media_name *n)
{
	const char *set = n->avif ? "-wa" : n->webp ? "-w" : "";

	return arena_printf(a, "%06" PRId64 "/%s-%dx%d%s.%s", n->tenant_id, n->hash, n->width, n->height, set,
	    media_kind_ending(n->kind));
}

const char *media_name_small(struct arena *a, const struct media_name *n, int width, enum media_kind kind)
{
	return arena_printf(a, "%06" PRId64 "/%s-%d.%s", n->tenant_id, n->hash, width, media_kind_ending(kind));
}

size_t media_widths(int width, int out[MEDIA_WIDTHS])
{
	size_t n = 0;

	while (n < sizeof webp_widths / sizeof webp_widths[0] && webp_widths[n] < width) {
		out[n] = webp_widths[n];
		n++;
	}
	out[n++] = width;
	return n;
}

size_t media_avif_widths(int width, int out[MEDIA_AVIF_WIDTHS])
{
	size_t n = 0;

	while (n < MEDIA_AVIF_WIDTHS && avif_widths[n] <= width) {
		out[n] = avif_widths[n];
		n++;
	}
	return n;
}
