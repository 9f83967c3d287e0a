#include "kit/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucurr.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"

enum { MAX_UNITS = 128 };

/* ISO 4217 codes are three ASCII letters; anything else never reaches ICU. */
static bool currency_units(const char *currency, UChar out[4])
{
	for (int i = 0; i < 3; i++) {
		if (currency[i] < 'A' || currency[i] > 'Z')
			return false;
		out[i] = (UChar)currency[i];
	}
	out[3] = 0;
	return currency[3] == '\0';
}

/* ucurr_isAvailable() forgets a currency that some territory has given up (GBP), so the list of those in use decides.
 */
bool text_currency_known(const char *currency)
{
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *all = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
	const char *code = NULL;

	BUG_IF(U_FAILURE(status));
	do
		code = uenum_next(all, NULL, &status);
	while (code && strcmp(code, currency) != 0);
	uenum_close(all);
	return code != NULL;
}

int text_currency_digits(const char *currency)
{
	static struct {
		char currency[4];
		int digits;
	} last;
	UErrorCode status = U_ZERO_ERROR;
	UChar code[4];

	if (str_eq(last.currency, currency))
		return last.digits;
	BUG_IF(!currency_units(currency, code));
	int digits = ucurr_getDefaultFractionDigits(code, &status);
	BUG_IF(U_FAILURE(status) || digits < 0);
	str_copy(last.currency, currency, sizeof last.currency);
	last.digits = digits;
	return digits;
}

static void *open_currency(const char *locale, const char *currency)
{
	UErrorCode status = U_ZERO_ERROR;
	char out[3 * MAX_UNITS + 1];
	UChar code[4];
	UBool choice;
	int32_t n;

	BUG_IF(!currency_units(currency, code));
	const UChar *name = ucurr_getName(code, locale, UCURR_LONG_NAME, &choice, &n, &status);
	u_strToUTF8WithSub(out, sizeof out, NULL, name, n, 0xfffd, NULL, &status);
	BUG_IF(U_FAILURE(status));
	return strdup(out);
}

char *text_currency_name(struct arena *a, const char *locale, const char *currency)
{
	static const struct text_opener opener = { "currency", open_currency, text_close_word };
	UChar code[4];

	return arena_strdup(a, currency_units(currency, code) ? text_cached(&opener, locale, currency) : currency);
}

static void *open_money(const char *locale, const char *currency)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *f = unum_open(UNUM_CURRENCY, NULL, 0, text_latn(locale, latn), NULL, &status);
	UChar code[4];

	BUG_IF(!currency_units(currency, code));
	if (f)
		unum_setTextAttribute(f, UNUM_CURRENCY_CODE, code, 3, &status);
	return U_SUCCESS(status) ? f : NULL;
}

static void *open_integer(const char *locale, const char *more)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, text_latn(locale, latn), NULL, &status);

	(void)more;
	if (f)
		unum_setAttribute(f, UNUM_MAX_FRACTION_DIGITS, 9);
	return f;
}

static void *open_field(const char *locale, const char *digits)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, text_latn(locale, latn), NULL, &status);

	if (f) {
		unum_setAttribute(f, UNUM_GROUPING_USED, false);
		unum_setAttribute(f, UNUM_FRACTION_DIGITS, digits[0] - '0');
	}
	return f;
}

static void *open_percent(const char *locale, const char *more)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *f = unum_open(UNUM_PERCENT, NULL, 0, text_latn(locale, latn), NULL, &status);

	(void)more;
	if (f)
		unum_setAttribute(f, UNUM_MAX_FRACTION_DIGITS, 4);
	return f;
}

static void close_number(void *f)
{
	unum_close(f);
}

static const struct text_opener money_opener = { "money", open_money, close_number };
static const struct text_opener decimal_opener = { "decimal", open_integer, close_number };
static const struct text_opener field_opener = { "field", open_field, close_number };
static const struct text_opener percent_opener = { "percent", open_percent, close_number };

/* value / 10^scale, exactly: ICU reads the decimal's text, no double stands between. */
static char *format(struct arena *a, const UNumberFormat *f, int64_t value, int scale)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar out[MAX_UNITS];
	char number[48];
	int n = snprintf(number, sizeof number, "%" PRId64 "E-%d", value, scale);

	int32_t units = unum_formatDecimal(f, number, n, out, MAX_UNITS, NULL, &status);
	BUG_IF(U_FAILURE(status) || units > MAX_UNITS);
	return text_u8(a, out, units);
}

char *text_money(struct arena *a, const char *locale, struct money m)
{
	return format(a, text_cached(&money_opener, locale, m.currency), m.minor, text_currency_digits(m.currency));
}

char *text_money_plain(struct arena *a, struct money m)
{
	int digits = text_currency_digits(m.currency);
	uint64_t size = m.minor < 0 ? -(uint64_t)m.minor : (uint64_t)m.minor;
	uint64_t unit = 1;

	for (int i = 0; i < digits; i++)
		unit *= 10;
	const char *sign = m.minor < 0 ? "-" : "";
	if (digits == 0)
		return arena_printf(a, "%s%" PRIu64, sign, size);
	return arena_printf(a, "%s%" PRIu64 ".%0*" PRIu64, sign, size / unit, digits, size % unit);
}

char *text_money_field(struct arena *a, const char *locale, struct money m)
{
	int digits = text_currency_digits(m.currency);
	const char more[] = { (char)('0' + digits), '\0' };

	return format(a, text_cached(&field_opener, locale, more), m.minor, digits);
}

char *text_integer_field(struct arena *a, const char *locale, int64_t v)
{
	return format(a, text_cached(&field_opener, locale, "0"), v, 0);
}

char *text_integer(struct arena *a, const char *locale, int64_t v)
{
	return text_decimal(a, locale, v, 0);
}

char *text_decimal(struct arena *a, const char *locale, int64_t value, int scale)
{
	BUG_IF(scale < 0 || scale > 9);
	return format(a, text_cached(&decimal_opener, locale, ""), value, scale);
}

char *text_percent(struct arena *a, const char *locale, int64_t ppm)
{
	return format(a, text_cached(&percent_opener, locale, ""), ppm, 6);
}
