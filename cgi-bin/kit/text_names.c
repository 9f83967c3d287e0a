#include "kit/text.h"

#include <stdio.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/uregion.h>
#include <unicode/ustring.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"

enum { MAX_UNITS = 192 };

static void *open_names(const char *locale, const char *more)
{
	static UDisplayContext contexts[] = { UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU, UDISPCTX_STANDARD_NAMES };
	UErrorCode status = U_ZERO_ERROR;

	(void)more;
	return uldn_openForContext(locale, contexts, 2, &status);
}

static void close_names(void *names)
{
	uldn_close(names);
}

static const struct text_opener names_opener = { "names", open_names, close_names };

bool text_country_known(const char *country)
{
	const char *const *all = uloc_getISOCountries();

	while (*all && !str_eq(*all, country))
		all++;
	return *all != NULL;
}

char *text_country_name(struct arena *a, const char *locale, const char *country)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[MAX_UNITS];
	int32_t n = uldn_regionDisplayName(text_cached(&names_opener, locale, ""), country, name, MAX_UNITS, &status);

	return U_SUCCESS(status) && n > 0 ? text_u8(a, name, n) : arena_strdup(a, country);
}

const char *text_continent(const char *country)
{
	UErrorCode status = U_ZERO_ERROR;
	const URegion *region = uregion_getRegionFromCode(country, &status);
	const URegion *around = region ? uregion_getContainingRegionOfType(region, URGN_CONTINENT) : NULL;

	return around ? uregion_getRegionCode(around) : "001";
}

bool text_country_in(const char *country, const char *group)
{
	UErrorCode status = U_ZERO_ERROR;
	const URegion *region = uregion_getRegionFromCode(country, &status);
	const URegion *around = uregion_getRegionFromCode(group, &status);

	return U_SUCCESS(status) && uregion_contains(around, region);
}

static void *open_language(const char *locale, const char *more)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[MAX_UNITS];
	char out[3 * MAX_UNITS + 1];
	int32_t n = uldn_localeDisplayName(text_cached(&names_opener, locale, ""), locale, name, MAX_UNITS, &status);

	(void)more;
	if (U_SUCCESS(status) && n > 0)
		u_strToUTF8WithSub(out, sizeof out, NULL, name, n, 0xfffd, NULL, &status);
	return strdup(U_SUCCESS(status) && n > 0 ? out : locale);
}

char *text_language_name(struct arena *a, const char *locale)
{
	static const struct text_opener opener = { "language", open_language, text_close_word };

	return arena_strdup(a, text_cached(&opener, locale, ""));
}

bool text_is_rtl(const char *locale)
{
	return uloc_isRightToLeft(locale);
}

static void *open_region(const char *locale, const char *more)
{
	UErrorCode status = U_ZERO_ERROR;
	char full[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY], region[ULOC_COUNTRY_CAPACITY];
	char out[ULOC_LANG_CAPACITY + ULOC_COUNTRY_CAPACITY];

	(void)more;
	uloc_addLikelySubtags(locale, full, sizeof full, &status);
	uloc_getLanguage(full, language, sizeof language, &status);
	uloc_getCountry(full, region, sizeof region, &status);
	if (U_FAILURE(status) || !region[0])
		return strdup(locale);
	snprintf(out, sizeof out, "%s_%s", language, region);
	return strdup(out);
}

char *text_locale_region(struct arena *a, const char *locale)
{
	static const struct text_opener opener = { "region", open_region, text_close_word };

	return arena_strdup(a, text_cached(&opener, locale, ""));
}

static void *open_collator(const char *locale, const char *more)
{
	UErrorCode status = U_ZERO_ERROR;

	(void)more;
	return ucol_open(locale, &status);
}

static void close_collator(void *c)
{
	ucol_close(c);
}

uint8_t *text_sort_key(struct arena *a, const char *locale, const char *s, size_t *n)
{
	static const struct text_opener opener = { "collator", open_collator, close_collator };
	const UCollator *c = text_cached(&opener, locale, "");
	int32_t units;
	UChar *text = text_u16(a, s, &units);
	int32_t size = ucol_getSortKey(c, text, units, NULL, 0);
	uint8_t *key = arena_alloc(a, (size_t)size);

	BUG_IF(size <= 0 || ucol_getSortKey(c, text, units, key, size) != size);
	*n = (size_t)size - 1; /* without ICU's terminating 0 */
	return key;
}
