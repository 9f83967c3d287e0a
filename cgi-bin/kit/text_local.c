#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "kit/text_icu.h"

enum { TYPED_BYTES = 80, YEAR_FIRST = 1970, YEAR_FIRST_OF_DAYS = 1900 };
enum part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };

static void *open_calendar(const char *locale, const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[TEXT_ZONE_UNITS];
	int32_t n = text_zone_units(zone, id);
	UCalendar *c = ucal_open(id, n, locale, UCAL_GREGORIAN, &status);

	if (U_SUCCESS(status))
		ucal_setAttribute(c, UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_NEXT_VALID);
	return c;
}

static void close_calendar(void *c)
{
	ucal_close(c);
}

/* last: of a time that comes twice the second one is meant. */
static UCalendar *calendar(const char *zone, bool last)
{
	static const struct text_opener opener = { "calendar", open_calendar, close_calendar };
	UCalendar *c = text_cached(&opener, "en", text_zone_or_utc(zone));

	ucal_setAttribute(c, UCAL_REPEATED_WALL_TIME, last ? UCAL_WALLTIME_LAST : UCAL_WALLTIME_FIRST);
	return c;
}

int64_t text_day_start(const char *zone, int64_t seconds, int plus_days)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = calendar(zone, false);

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

char *text_local(struct arena *a, const char *zone, int64_t seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = calendar(zone, false);

	ucal_setMillis(c, (UDate)seconds * U_MILLIS_PER_SECOND, &status);
	int year = ucal_get(c, UCAL_YEAR, &status), month = ucal_get(c, UCAL_MONTH, &status) + 1;
	int day = ucal_get(c, UCAL_DATE, &status), hour = ucal_get(c, UCAL_HOUR_OF_DAY, &status);
	int minute = ucal_get(c, UCAL_MINUTE, &status);
	BUG_IF(U_FAILURE(status));
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d", year, month, day, hour, minute);
}

char *text_day_field(struct arena *a, const char *zone, int64_t seconds)
{
	char *local = text_local(a, zone, seconds);

	*strchr(local, 'T') = '\0';
	return local;
}

/* Digits of any script as ASCII; false where it is too long, or holds what is neither a digit nor ASCII. */
static bool plain(const char *typed, char out[TYPED_BYTES])
{
	int32_t i = 0, length = (int32_t)strlen(typed);
	size_t n = 0;

	while (i < length && n < TYPED_BYTES - 1) {
		UChar32 c;
		U8_NEXT(typed, i, length, c);
		int32_t digit = c < 0 ? -1 : u_charDigitValue(c);
		if (digit < 0 && (c < 0 || c >= 0x80))
			return false;
		out[n++] = digit >= 0 ? (char)('0' + digit) : (char)c;
	}
	out[n] = '\0';
	return i == length;
}

/* "2026-03-29T02:30" with or without ":00"; of a day alone "2026-03-29". */
static bool split(const char *s, bool day_alone, int64_t part[PARTS])
{
	static const struct {
		size_t digits;
		char after;
		int64_t min, max;
	} form[PARTS] = {
		[YEAR] = { 4, '-', YEAR_FIRST_OF_DAYS, 9999 },
		[MONTH] = { 2, '-', 1, 12 },
		[DAY] = { 2, 'T', 1, 31 },
		[HOUR] = { 2, ':', 0, 23 },
		[MINUTE] = { 2, ':', 0, 59 },
		[SECOND] = { 2, '\0', 0, 59 },
	};

	part[SECOND] = 0;
	for (int i = 0; i < PARTS; i++) {
		char digits[5] = { 0 };
		if (strspn(s, "0123456789") != form[i].digits)
			return false;
		memcpy(digits, s, form[i].digits);
		if (!str_to_int(digits, form[i].min, form[i].max, &part[i]))
			return false;
		s += form[i].digits;
		if (i == DAY && day_alone)
			return *s == '\0';
		if (i == MINUTE && *s == '\0')
			return true;
		if (*s != form[i].after && !(i == DAY && *s == ' '))
			return false;
		s += *s != '\0';
	}
	return *s == '\0';
}

bool text_parse_day(const char *zone, const char *typed, int64_t *seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = calendar(zone, false);
	char ascii[TYPED_BYTES];
	int64_t p[PARTS];

	if (!plain(typed, ascii) || !split(ascii, true, p))
		return false;
	ucal_clear(c);
	ucal_setDateTime(c, (int32_t)p[YEAR], (int32_t)p[MONTH] - 1, (int32_t)p[DAY], 12, 0, 0, &status);
	UDate noon = ucal_getMillis(c, &status);
	/* The 31st of June would be the 1st of July. */
	if (U_FAILURE(status) || ucal_get(c, UCAL_DATE, &status) != p[DAY])
		return false;
	*seconds = text_day_start(zone, (int64_t)(noon / U_MILLIS_PER_SECOND), 0);
	return true;
}

bool text_parse_local(const char *zone, const char *typed, bool last, int64_t *seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = calendar(zone, last);
	char ascii[TYPED_BYTES];
	int64_t p[PARTS];

	if (!plain(typed, ascii) || !split(ascii, false, p) || p[YEAR] < YEAR_FIRST)
		return false;
	ucal_clear(c);
	ucal_setDateTime(c, (int32_t)p[YEAR], (int32_t)p[MONTH] - 1, (int32_t)p[DAY], (int32_t)p[HOUR],
	    (int32_t)p[MINUTE], (int32_t)p[SECOND], &status);
	UDate at = ucal_getMillis(c, &status);
	if (U_FAILURE(status) || at < 0 || ucal_get(c, UCAL_DATE, &status) != p[DAY])
		return false;
	*seconds = (int64_t)(at / U_MILLIS_PER_SECOND);
	return true;
}
