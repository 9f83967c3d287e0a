#include "kit/text.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>

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

int64_t text_day_start(const char *zone, int64_t seconds, int plus_days)
{
	static const struct text_opener opener = { "calendar", open_calendar, close_calendar };
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = text_cached(&opener, "en", zone_or_utc(zone));

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
