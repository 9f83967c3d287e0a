/*
 * text_icu: what the files of kit/text share: strings to and from UTF-16, and handles that stay open.
 */
#ifndef STOA_KIT_TEXT_ICU_H
#define STOA_KIT_TEXT_ICU_H

#include <stdint.h>
#include <unicode/utrans.h>
#include <unicode/utypes.h>

struct arena;

/* Broken bytes become U+FFFD. NUL-terminated. */
UChar *text_u16(struct arena *, const char *, int32_t *n);
char *text_u8(struct arena *, const UChar *, int32_t n);

/* Written by the rules of t, which make at most eight units of one. */
char *text_transliterated(struct arena *, const UTransliterator *t, const char *);

enum { TEXT_LATN_BYTES = 112 };
/* room, holding the locale with Latin digits, whatever its own are ("ar@numbers=latn"). */
const char *text_latn(const char *locale, char room[TEXT_LATN_BYTES]);

enum { TEXT_ZONE_UNITS = 96 };
/* A time zone's name as ICU reads it, NUL-terminated; the units before that. What does not fit is cut off. */
int32_t text_zone_units(const char *zone, UChar out[TEXT_ZONE_UNITS]);
/* zone where ICU knows it, else "Etc/UTC". */
const char *text_zone_or_utc(const char *zone);

/* How a kind of handle is opened for a locale and one more word (a currency, a time zone; "" for none). */
struct text_opener {
	const char *name;
	void *(*open)(const char *locale, const char *more);
	void (*close)(void *);
};
/*
 * The handle of this process for (opener, locale, more), opened at first use. Valid until the next call: the one used
 * longest ago gives way when all places are taken. Aborts where it cannot be opened.
 */
void *text_cached(const struct text_opener *, const char *locale, const char *more);
/* For openers whose handle is a word from malloc: what languages and currencies are called is asked for on every page.
 */
void text_close_word(void *);

#endif
