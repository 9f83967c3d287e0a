#include "kit/text_stem.h"

#include <libstemmer.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

static const struct {
	const char *locale, *algorithm;
} languages[] = {
	{ "ar", "arabic" },
	{ "de", "german" },
	{ "en", "english" },
	{ "fr", "french" },
};

enum { LANGUAGES = sizeof languages / sizeof *languages };

/* Opened once per process. */
static struct sb_stemmer *stemmer_of(const char *locale)
{
	static struct sb_stemmer *open[LANGUAGES];

	for (int i = 0; i < LANGUAGES; i++) {
		if (!str_eq(languages[i].locale, locale))
			continue;
		if (!open[i])
			open[i] = sb_stemmer_new(languages[i].algorithm, NULL);
		BUG_IF(!open[i]);
		return open[i];
	}
	return NULL;
}

const char *text_stem(struct arena *a, const char *locale, const char *word)
{
	struct sb_stemmer *s = stemmer_of(locale);

	if (!s)
		return word;
	const sb_symbol *stem = sb_stemmer_stem(s, (const sb_symbol *)word, (int)strlen(word));
	BUG_IF(!stem);
	int n = sb_stemmer_length(s);
	return n > 0 ? arena_strndup(a, (const char *)stem, (size_t)n) : word;
}
