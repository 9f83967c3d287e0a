#include "media/kind.h"

#include <string.h>

#include "base/str.h"

static const struct {
	const char *name, *ending;
} kinds[] = {
	[MEDIA_JPEG] = { "jpeg", "jpg" },
	[MEDIA_PNG] = { "png", "png" },
	[MEDIA_WEBP] = { "webp", "webp" },
	[MEDIA_AVIF] = { "avif", "avif" },
};
_Static_assert(sizeof kinds / sizeof kinds[0] == MEDIA_KIND__MAX, "each kind has its name");

/* ITU T.81 B.1.1.3, PNG 5.2, RFC 9649 2.4. */
enum media_kind media_kind_of(const uint8_t *p, size_t n)
{
	if (n >= 3 && memcmp(p, "\xff\xd8\xff", 3) == 0)
		return MEDIA_JPEG;
	if (n >= 8 && memcmp(p, "\x89PNG\r\n\x1a\n", 8) == 0)
		return MEDIA_PNG;
	if (n >= 16 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBPVP8", 7) == 0)
		return MEDIA_WEBP;
	return MEDIA_KIND__MAX;
}

const char *media_kind_name(enum media_kind kind)
{
	return kinds[kind].name;
}

const char *media_kind_ending(enum media_kind kind)
{
	return kinds[kind].ending;
}

enum media_kind media_kind_named(const char *name)
{
	for (size_t i = 0; i < MEDIA_KIND__MAX; i++)
		if (str_eq(kinds[i].name, name))
			return (enum media_kind)i;
	return MEDIA_KIND__MAX;
}
