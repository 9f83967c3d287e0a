#include "kit/text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"
#include "kit/text_latin.h"

static char *normalise(struct arena *a, const UNormalizer2 *form, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t n;
	UChar *text = text_u16(a, s, &n);
	int32_t need = unorm2_normalize(form, text, n, NULL, 0, &status);
	UChar *out = arena_array(a, (size_t)need + 1, sizeof *out);

	status = U_ZERO_ERROR;
	unorm2_normalize(form, text, n, out, need + 1, &status);
	BUG_IF(U_FAILURE(status));
	return text_u8(a, out, need);
}

char *text_nfc(struct arena *a, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFCInstance(&status);

	BUG_IF(U_FAILURE(status));
	return normalise(a, form, s);
}

char *text_fold(struct arena *a, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);

	BUG_IF(U_FAILURE(status));
	return normalise(a, form, s);
}

/* Filtered to Latin letters: the rules alone would spell other scripts in Latin too. */
static void *open_latin(const char *locale, const char *more)
{
	static const UChar latin[] = u"[:Latin:]";
	UErrorCode status = U_ZERO_ERROR;
	UChar id[32];

	(void)more;
	u_uastrcpy(id, str_eq(locale, "de") ? "de-ASCII" : "Latin-ASCII");
	UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	if (U_SUCCESS(status))
		utrans_setFilter(t, latin, -1, &status);
	return U_SUCCESS(status) ? t : NULL;
}

static void close_latin(void *t)
{
	utrans_close(t);
}

char *text_latin_ascii(struct arena *a, const char *locale, const char *s)
{
	static const struct text_opener opener = { "latin", open_latin, close_latin };
	const UTransliterator *t = text_cached(&opener, locale, "");

	/* The longest spelling of one letter has seven. */
	return text_transliterated(a, t, s);
}

static UChar *lower(struct arena *a, const char *s, int32_t *n)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len;
	UChar *text = text_u16(a, s, &len);
	int32_t cap = 3 * len + 1;
	UChar *out = arena_array(a, (size_t)cap, sizeof *out);

	*n = u_strToLower(out, cap, text, len, "", &status);
	BUG_IF(U_FAILURE(status));
	return out;
}

enum { TATWEEL = 0x0640 };

static bool belongs(UChar32 c)
{
	return c != TATWEEL && (u_isalnum(c) || (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_MC_MASK)));
}

/* Vowel marks of Arabic are written by hardly anyone, and a typed address lacks them. */
static bool vanishes(UChar32 c)
{
	return c == TATWEEL || c == '\'' || c == 0x2019 || (c >= 0x064b && c <= 0x065f) || c == 0x0670 ||
	       u_charType(c) == U_FORMAT_CHAR;
}

char *text_slug(struct arena *a, const char *locale, const char *s)
{
	int32_t n, at = 0, out_n = 0, points = 0;
	bool gap = false;
	UChar *text = lower(a, text_latin_ascii(a, locale, text_nfc(a, s)), &n);
	UChar *out = arena_array(a, 2 * (size_t)n + 1, sizeof *out);

	while (at < n) {
		UChar32 c;
		U16_NEXT(text, at, n, c);
		if (vanishes(c))
			continue;
		if (!belongs(c)) {
			gap = true;
			continue;
		}
		bool dash = gap && out_n > 0;
		points += 1 + dash;
		if (points > TEXT_SLUG_POINTS)
			break;
		if (dash)
			out[out_n++] = '-';
		U16_APPEND_UNSAFE(out, out_n, c);
		gap = false;
	}
	return text_nfc(a, text_u8(a, out, out_n));
}
