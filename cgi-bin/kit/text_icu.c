#include "kit/text_icu.h"

#include <stdio.h>
#include <string.h>
#include <unicode/ustring.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

enum { PLACES = 96, KEY_BYTES = 96 };

/* Of the process: formatters know a locale, a currency or a zone, and nothing of a request or a shop. */
static struct place {
	const struct text_opener *opener;
	char locale[KEY_BYTES];
	char more[KEY_BYTES];
	void *handle;
	uint64_t used;
} places[PLACES];
static uint64_t turn;

static struct place *find(const struct text_opener *opener, const char *locale, const char *more)
{
	struct place *oldest = &places[0];

	for (struct place *p = places; p < places + PLACES; p++) {
		if (p->opener == opener && str_eq(p->locale, locale) && str_eq(p->more, more))
			return p;
		if (p->used < oldest->used)
			oldest = p;
	}
	if (oldest->opener)
		oldest->opener->close(oldest->handle);
	*oldest = (struct place){ .opener = NULL };
	return oldest;
}

void *text_cached(const struct text_opener *opener, const char *locale, const char *more)
{
	BUG_IF(strlen(locale) >= KEY_BYTES || strlen(more) >= KEY_BYTES);
	struct place *p = find(opener, locale, more);

	if (!p->opener) {
		p->handle = opener->open(locale, more);
		if (!p->handle)
			log_event(NULL, LOG_ERROR, "icu_open", "what=%s locale=%s more=%s", opener->name, locale, more);
		BUG_IF(!p->handle);
		p->opener = opener;
		str_copy(p->locale, locale, sizeof p->locale);
		str_copy(p->more, more, sizeof p->more);
	}
	p->used = ++turn;
	return p->handle;
}

char *text_transliterated(struct arena *a, const UTransliterator *t, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t n, limit;
	UChar *in = text_u16(a, s, &n);
	int32_t cap = 8 * n + 16;
	UChar *text = arena_array(a, (size_t)cap, sizeof *text);

	memcpy(text, in, (size_t)n * sizeof *text);
	limit = n;
	utrans_transUChars(t, text, &n, cap, 0, &limit, &status);
	BUG_IF(U_FAILURE(status));
	return text_u8(a, text, n);
}

const char *text_latn(const char *locale, char room[TEXT_LATN_BYTES])
{
	int n = snprintf(room, TEXT_LATN_BYTES, "%s@numbers=latn", locale);

	BUG_IF(n < 0 || n >= TEXT_LATN_BYTES);
	return room;
}

UChar *text_u16(struct arena *a, const char *s, int32_t *n)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t len = strlen(s);

	BUG_IF(len > INT32_MAX / 4);
	/* No UTF-8 text has more UTF-16 units than bytes. */
	UChar *out = arena_array(a, len + 1, sizeof *out);
	u_strFromUTF8WithSub(out, (int32_t)len + 1, n, s, (int32_t)len, 0xfffd, NULL, &status);
	BUG_IF(U_FAILURE(status));
	return out;
}

char *text_u8(struct arena *a, const UChar *s, int32_t n)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t cap = 3 * n + 1;
	char *out = arena_alloc(a, (size_t)cap);

	u_strToUTF8WithSub(out, cap, NULL, s, n, 0xfffd, NULL, &status);
	BUG_IF(U_FAILURE(status));
	return out;
}
