#include "kit/text_day.h"

#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>

#include "base/log.h"
#include "kit/text.h"
#include "kit/text_icu.h"

enum { ZONE_UNITS = 96, FIRST_YEAR = 1971, LAST_YEAR = 9000 };

static void *open_days(const char *locale, const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[ZONE_UNITS];
	int32_t n = 0;

	for (; zone[n] && n < ZONE_UNITS - 1; n++)
		id[n] = (UChar)(unsigned char)zone[n];
	return ucal_open(id, n, locale, UCAL_GREGORIAN, &status);
}

static void close_days(void *c)
{
	ucal_close(c);
}

static UCalendar *calendar(const char *zone)
{
	static const struct text_opener opener = { "days", open_days, close_days };

	return text_cached(&opener, "en", zone && text_zone_known(zone) ? zone : "Etc/UTC");
}

static bool same_day(const UCalendar *c, int y, int m, int d)
{
	UErrorCode status = U_ZERO_ERROR;
	bool same = ucal_get(c, UCAL_YEAR, &status) == y && ucal_get(c, UCAL_MONTH, &status) == m - 1 &&
	            ucal_get(c, UCAL_DATE, &status) == d;

	return U_SUCCESS(status) && same;
}

bool text_day_read(const char *zone, const char *day, int plus, int64_t *seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	int y, m, d, used = 0;

	if (strlen(day) != 10 || strspn(day, "0123456789-") != 10 ||
	    sscanf(day, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10 || y < FIRST_YEAR || y > LAST_YEAR)
		return false;
	UCalendar *c = calendar(zone);
	ucal_clear(c);
	/* Noon exists once on every day. */
	ucal_setDateTime(c, y, m - 1, d, 12, 0, 0, &status);
	int64_t noon = (int64_t)(ucal_getMillis(c, &status) / U_MILLIS_PER_SECOND);
	if (U_FAILURE(status) || !same_day(c, y, m, d))
		return false;
	*seconds = text_day_start(zone, noon, plus);
	return true;
}

char *text_day_write(struct arena *a, const char *zone, int64_t seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *c = calendar(zone);

	ucal_setMillis(c, (UDate)seconds * U_MILLIS_PER_SECOND, &status);
	int y = ucal_get(c, UCAL_YEAR, &status), m = ucal_get(c, UCAL_MONTH, &status) + 1;
	int d = ucal_get(c, UCAL_DATE, &status);
	BUG_IF(U_FAILURE(status));
	return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}
