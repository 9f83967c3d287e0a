#include "kit/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/uenum.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"

enum { MAX_UNITS = 128, ZONE_UNITS = 96 };

static int32_t zone_units(const char *zone, UChar out[ZONE_UNITS])
{
	int32_t n = 0;

	for (; zone[n] && n < ZONE_UNITS - 1; n++)
		out[n] = (UChar)(unsigned char)zone[n];
	out[n] = 0;
	return n;
}

bool text_zone_known(const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar in[ZONE_UNITS], out[ZONE_UNITS];
	UBool system = 0;

	if (str_empty(zone) || strlen(zone) >= ZONE_UNITS)
		return false;
	ucal_getCanonicalTimeZoneID(in, zone_units(zone, in), out, ZONE_UNITS, &system, &status);
	return U_SUCCESS(status) && system;
}

static const char *zone_or_utc(const char *zone)
{
	return zone && text_zone_known(zone) ? zone : "Etc/UTC";
}

static void *open_style(const char *locale, const char *zone, UDateFormatStyle time, UDateFormatStyle date)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UChar id[ZONE_UNITS];
	int32_t n = zone_units(zone, id);

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
	return format(a, text_cached(&date_opener, locale, zone_or_utc(zone)), seconds);
}

char *text_datetime(struct arena *a, const char *locale, const char *zone, int64_t seconds)
{
	return format(a, text_cached(&datetime_opener, locale, zone_or_utc(zone)), seconds);
}

static void *open_calendar(const char *locale, const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[ZONE_UNITS];
	int32_t n = zone_units(zone, id);

	return ucal_open(id, n, locale, UCAL_GREGORIAN, &status);
}

static void close_calendar(void *c)
{
	ucal_close(c);
}

static const struct text_opener calendar_opener = { "calendar", open_calendar, close_calendar };

int64_t text_day_start(const char *zone, int64_t seconds, int plus_days)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = text_cached(&calendar_opener, "en", zone_or_utc(zone));

	ucal_setMillis(c, (UDate)seconds * U_MILLIS_PER_SECOND, &status);
	/* Noon exists once on every day; midnight, where clocks are changed, need not. */
	ucal_set(c, UCAL_HOUR_OF_DAY, 12);
	ucal_set(c, UCAL_MINUTE, 0);
	ucal_set(c, UCAL_SECOND, 0);
	ucal_set(c, UCAL_MILLISECOND, 0);
	ucal_add(c, UCAL_DATE, plus_days, &status);
	ucal_set(c, UCAL_HOUR_OF_DAY, 0);
	UDate start = ucal_getMillis(c, &status);
	BUG_IF(U_FAILURE(status));
	return (int64_t)(start / U_MILLIS_PER_SECOND);
}

char *text_day_field(struct arena *a, const char *zone, int64_t seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = text_cached(&calendar_opener, "en", zone_or_utc(zone));

	ucal_setMillis(c, (UDate)seconds * U_MILLIS_PER_SECOND, &status);
	int y = ucal_get(c, UCAL_YEAR, &status), m = ucal_get(c, UCAL_MONTH, &status) + 1;
	int d = ucal_get(c, UCAL_DATE, &status);
	BUG_IF(U_FAILURE(status));
	return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

bool text_parse_day(const char *zone, const char *typed, int64_t *seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = text_cached(&calendar_opener, "en", zone_or_utc(zone));
	int y, m, d, used = 0;

	if (sscanf(typed, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10 || typed[used] || y < 1900 || m < 1 ||
	    m > 12 || d < 1)
		return false;
	ucal_clear(c);
	ucal_setDateTime(c, y, m - 1, 1, 12, 0, 0, &status);
	if (d > ucal_getLimit(c, UCAL_DATE, UCAL_ACTUAL_MAXIMUM, &status))
		return false;
	ucal_set(c, UCAL_DATE, d);
	UDate noon = ucal_getMillis(c, &status);
	BUG_IF(U_FAILURE(status));
	*seconds = text_day_start(zone, (int64_t)(noon / U_MILLIS_PER_SECOND), 0);
	return true;
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
