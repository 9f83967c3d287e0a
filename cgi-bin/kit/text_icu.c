#include "kit/text_icu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

enum { PLACES = 256, BUCKETS = 512, KEY_BYTES = 96, NOWHERE = -1 };

/* Of the process: formatters know a locale, a currency or a zone, and nothing of a request or a shop. */
static struct place {
	const struct text_opener *opener;
	char locale[KEY_BYTES];
	char more[KEY_BYTES];
	void *handle;
	uint64_t used;
	unsigned bucket;
	int next; /* in the bucket */
} places[PLACES];
static int first[BUCKETS];
static int taken;
static uint64_t turn;

/* FNV-1a */
static uint64_t mix(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return (h ^ 0xff) * UINT64_C(1099511628211);
}

static unsigned bucket_of(const struct text_opener *opener, const char *locale, const char *more)
{
	uint64_t h = mix(mix(UINT64_C(14695981039346656037) ^ (uintptr_t)opener, locale), more);

	return (unsigned)((h ^ h >> 32) % BUCKETS);
}

static int *link_to(const struct place *p)
{
	int *link = &first[p->bucket];

	while (*link != p - places)
		link = &places[*link].next;
	return link;
}

/* A free place, or that of the handle used longest ago. */
static struct place *clear_place(void)
{
	struct place *oldest = &places[0];

	if (taken < PLACES)
		return &places[taken++];
	for (struct place *p = places; p < places + PLACES; p++)
		if (p->used < oldest->used)
			oldest = p;
	*link_to(oldest) = oldest->next;
	oldest->opener->close(oldest->handle);
	return oldest;
}

static struct place *find(unsigned bucket, const struct text_opener *opener, const char *locale, const char *more)
{
	if (taken == 0)
		for (int i = 0; i < BUCKETS; i++)
			first[i] = NOWHERE;
	for (int i = first[bucket]; i != NOWHERE; i = places[i].next)
		if (places[i].opener == opener && str_eq(places[i].locale, locale) && str_eq(places[i].more, more))
			return &places[i];
	return NULL;
}

void *text_cached(const struct text_opener *opener, const char *locale, const char *more)
{
	BUG_IF(strlen(locale) >= KEY_BYTES || strlen(more) >= KEY_BYTES);
	unsigned bucket = bucket_of(opener, locale, more);
	struct place *p = find(bucket, opener, locale, more);

	if (!p) {
		void *handle = opener->open(locale, more);
		if (!handle)
			log_event(NULL, LOG_ERROR, "icu_open", "what=%s locale=%s more=%s", opener->name, locale, more);
		BUG_IF(!handle);
		p = clear_place();
		*p = (struct place){ .opener = opener, .handle = handle, .bucket = bucket, .next = first[bucket] };
		first[bucket] = (int)(p - places);
		str_copy(p->locale, locale, sizeof p->locale);
		str_copy(p->more, more, sizeof p->more);
	}
	p->used = ++turn;
	return p->handle;
}

void text_close_word(void *word)
{
	free(word);
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
