#include "kit/text.h"

#include <string.h>

#include "base/buf.h"

enum { PAIRS_MAX = 64 * 1024 };

/* CLDR's lists end with a word ("and"), which is none of a label's, and it has no colon. */
static const struct signs {
	const char *language, *colon, *comma;
} signs[] = {
	{ "fr", "\xc2\xa0: ", ", " },
	{ "ja", "：", "、" },
	{ "ar", ": ", "، " },
	{ NULL, ": ", ", " },
};

static const struct signs *signs_of(const char *locale)
{
	size_t n = strcspn(locale, "-_");
	const struct signs *s = signs;

	while (s->language && (strlen(s->language) != n || strncmp(s->language, locale, n) != 0))
		s++;
	return s;
}

const char *text_pairs(
    struct arena *a, const char *locale, const char *const *names, const char *const *values, size_t n)
{
	const struct signs *s = signs_of(locale);
	struct buf out;

	buf_init(&out, a, PAIRS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(&out, s->comma);
		if (names) {
			buf_puts(&out, names[i]);
			buf_puts(&out, s->colon);
		}
		buf_puts(&out, values[i]);
	}
	return buf_str(&out);
}
