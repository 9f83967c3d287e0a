#include "kit/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/uenum.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"

enum { MAX_UNITS = 128 };

int32_t text_zone_units(const char *zone, UChar out[TEXT_ZONE_UNITS])
{
	int32_t n = 0;

	for (; zone[n] && n < TEXT_ZONE_UNITS - 1; n++)
		out[n] = (UChar)(unsigned char)zone[n];
	out[n] = 0;
	return n;
}

bool text_zone_known(const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar in[TEXT_ZONE_UNITS], out[TEXT_ZONE_UNITS];
	UBool system = 0;

	if (str_empty(zone) || strlen(zone) >= TEXT_ZONE_UNITS)
		return false;
	ucal_getCanonicalTimeZoneID(in, text_zone_units(zone, in), out, TEXT_ZONE_UNITS, &system, &status);
	return U_SUCCESS(status) && system;
}

const char *text_zone_or_utc(const char *zone)
{
	return zone && text_zone_known(zone) ? zone : "Etc/UTC";
}

static void *open_style(const char *locale, const char *zone, UDateFormatStyle time, UDateFormatStyle date)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UChar id[TEXT_ZONE_UNITS];
	int32_t n = text_zone_units(zone, id);

	return udat_open(time, date, text_latn(locale, latn), id, n, NULL, 0, &status);
}

static void *open_date(const char *locale, const char *zone)
{
	return open_style(locale, zone, UDAT_NONE, UDAT_LONG);
}

static void *open_datetime(const char *locale, const char *zone)
{
	return open_style(locale, zone, UDAT_SHORT, UDAT_MEDIUM);
}

static void close_date(void *f)
{
	udat_close(f);
}

static const struct text_opener date_opener = { "date", open_date, close_date };
static const struct text_opener datetime_opener = { "datetime", open_datetime, close_date };

static char *format(struct arena *a, const UDateFormat *f, int64_t seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar out[MAX_UNITS];
	int32_t n = udat_format(f, (UDate)seconds * U_MILLIS_PER_SECOND, out, MAX_UNITS, NULL, &status);

	BUG_IF(U_FAILURE(status) || n > MAX_UNITS);
	return text_u8(a, out, n);
}

char *text_date(struct arena *a, const char *locale, const char *zone, int64_t seconds)
{
	return format(a, text_cached(&date_opener, locale, text_zone_or_utc(zone)), seconds);
}

char *text_datetime(struct arena *a, const char *locale, const char *zone, int64_t seconds)
{
	return format(a, text_cached(&datetime_opener, locale, text_zone_or_utc(zone)), seconds);
}

/* What an enumeration of ICU holds, in the arena. */
static const char *const *all_of(struct arena *a, UEnumeration *list, size_t *n)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t count = uenum_count(list, &status);
	const char **v = ARENA_ARRAY(a, (size_t)count, const char *);
	const char *one;

	*n = 0;
	while ((one = uenum_next(list, NULL, &status)) != NULL && *n < (size_t)count)
		v[(*n)++] = arena_strdup(a, one);
	uenum_close(list);
	BUG_IF(U_FAILURE(status));
	return v;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *const *sorted(const char *const *v, size_t n)
{
	qsort((void *)v, n, sizeof *v, by_bytes);
	return v;
}

const char *const *text_zones(struct arena *a, size_t *n)
{
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *list = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, NULL, NULL, &status);

	BUG_IF(U_FAILURE(status));
	const char *const *v = all_of(a, list, n);
	return sorted(v, *n);
}

const char *const *text_currencies(struct arena *a, size_t *n)
{
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *list = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);

	BUG_IF(U_FAILURE(status));
	const char *const *v = all_of(a, list, n);
	return sorted(v, *n);
}
