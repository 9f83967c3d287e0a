#include "kit/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"

enum { MAX_UNITS = 128 };

/* As merchants write units, and the identifiers of CLDR (UTS #35, part 6, "Unit Elements"). */
static const struct {
	const char *written, *cldr;
} measures[] = {
	{ "mm", "millimeter" },
	{ "cm", "centimeter" },
	{ "m", "meter" },
	{ "km", "kilometer" },
	{ "in", "inch" },
	{ "ft", "foot" },
	{ "cm²", "square-centimeter" },
	{ "m²", "square-meter" },
	{ "cm³", "cubic-centimeter" },
	{ "m³", "cubic-meter" },
	{ "mg", "milligram" },
	{ "g", "gram" },
	{ "kg", "kilogram" },
	{ "oz", "ounce" },
	{ "lb", "pound" },
	{ "ml", "milliliter" },
	{ "mL", "milliliter" },
	{ "cl", "centiliter" },
	{ "dl", "deciliter" },
	{ "l", "liter" },
	{ "L", "liter" },
	{ "W", "watt" },
	{ "kW", "kilowatt" },
	{ "kWh", "kilowatt-hour" },
	{ "V", "volt" },
	{ "A", "ampere" },
	{ "mA", "milliampere" },
	{ "Hz", "hertz" },
	{ "lm", "lumen" },
	{ "lx", "lux" },
	{ "bar", "bar" },
	{ "MB", "megabyte" },
	{ "GB", "gigabyte" },
	{ "TB", "terabyte" },
	{ "s", "second" },
	{ "min", "minute" },
	{ "h", "hour" },
	{ "d", "day" },
	{ "°C", "celsius" },
	{ "°F", "fahrenheit" },
	{ "K", "kelvin" },
	{ "%", "percent" },
};

static const char *cldr_unit(const char *written)
{
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (str_eq(measures[i].written, written))
			return measures[i].cldr;
	return NULL;
}

static void *open_measure(const char *locale, const char *unit)
{
	char latn[TEXT_LATN_BYTES], skeleton[MAX_UNITS];
	UChar units[MAX_UNITS];
	UErrorCode status = U_ZERO_ERROR;
	int n = snprintf(skeleton, sizeof skeleton, "unit/%s unit-width-short .#########", unit);

	BUG_IF(n < 0 || n >= MAX_UNITS);
	u_charsToUChars(skeleton, units, n + 1);
	UNumberFormatter *f = unumf_openForSkeletonAndLocale(units, n, text_latn(locale, latn), &status);
	if (U_SUCCESS(status))
		return f;
	unumf_close(f);
	return NULL;
}

static void close_measure(void *f)
{
	unumf_close(f);
}

static const struct text_opener measure_opener = { "measure", open_measure, close_measure };

/* A number and its unit stay on one line, also where CLDR has a plain blank between them. */
static void keep_together(UChar *s, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		if (s[i] == ' ')
			s[i] = 0x00a0;
}

char *text_measure(struct arena *a, const char *locale, int64_t value, int scale, const char *unit)
{
	const char *cldr = cldr_unit(unit);
	UErrorCode status = U_ZERO_ERROR;
	UChar out[MAX_UNITS];
	char number[48];

	if (!cldr)
		return arena_printf(a, "%s\xc2\xa0%s", text_decimal(a, locale, value, scale), unit);
	BUG_IF(scale < 0 || scale > 9);
	int n = snprintf(number, sizeof number, "%" PRId64 "E-%d", value, scale);
	UFormattedNumber *result = unumf_openResult(&status);
	unumf_formatDecimal(text_cached(&measure_opener, locale, cldr), number, n, result, &status);
	int32_t units = unumf_resultToString(result, out, MAX_UNITS, &status);
	unumf_closeResult(result);
	BUG_IF(U_FAILURE(status) || units > MAX_UNITS);
	keep_together(out, units);
	return text_u8(a, out, units);
}
