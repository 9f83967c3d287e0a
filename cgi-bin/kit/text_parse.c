#include "kit/text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unum.h>
#include <unicode/utf8.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"

/* What was typed, reduced to '-', digits, '.', ',' and ' ' (any sign that only groups). */
struct reduced {
	char s[64];
	size_t n;
};

/* Signs that stand for another, by Unicode's names; '\0' drops the sign (bidi marks around Arabic numbers). */
static const struct {
	UChar32 from;
	char to;
} signs[] = {
	{ '.', '.' }, { ',', ',' }, { '-', '-' }, { 0x2212, '-' }, /* MINUS SIGN */
	{ 0xff0d, '-' },                                           /* FULLWIDTH HYPHEN-MINUS */
	{ 0xff0e, '.' },                                           /* FULLWIDTH FULL STOP */
	{ 0xff0c, ',' },                                           /* FULLWIDTH COMMA */
	{ 0x3002, '.' },                                           /* IDEOGRAPHIC FULL STOP */
	{ 0x3001, ',' },                                           /* IDEOGRAPHIC COMMA */
	{ 0x060c, ',' },                                           /* ARABIC COMMA */
	{ 0x066b, 'd' },                                           /* ARABIC DECIMAL SEPARATOR */
	{ 0x066c, ' ' },                                           /* ARABIC THOUSANDS SEPARATOR */
	{ '\'', ' ' }, { 0x2019, ' ' },                            /* RIGHT SINGLE QUOTATION MARK */
	{ ' ', ' ' }, { 0x00a0, ' ' },                             /* NO-BREAK SPACE */
	{ 0x2009, ' ' },                                           /* THIN SPACE */
	{ 0x202f, ' ' },                                           /* NARROW NO-BREAK SPACE */
	{ 0x3000, ' ' },                                           /* IDEOGRAPHIC SPACE */
	{ 0x061c, '\0' },                                          /* ARABIC LETTER MARK */
	{ 0x200e, '\0' },                                          /* LEFT-TO-RIGHT MARK */
	{ 0x200f, '\0' },                                          /* RIGHT-TO-LEFT MARK */
};

static bool reduce_point(UChar32 c, char *to)
{
	int digit = u_charDigitValue(c);

	if (digit >= 0) {
		*to = (char)('0' + digit);
		return true;
	}
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (signs[i].from == c) {
			*to = signs[i].to;
			return true;
		}
	}
	return false;
}

static bool reduce(const char *typed, struct reduced *r)
{
	int32_t i = 0, n = (int32_t)strnlen(typed, 512);

	r->n = 0;
	while (i < n) {
		UChar32 c;
		char to;
		U8_NEXT(typed, i, n, c);
		if (c < 0 || !reduce_point(c, &to) || r->n + 1 == sizeof r->s)
			return false;
		/* Blanks around the number mean nothing, those inside group. */
		if (to == '\0' || (to == ' ' && r->n == 0))
			continue;
		r->s[r->n++] = to;
	}
	while (r->n && r->s[r->n - 1] == ' ')
		r->n--;
	r->s[r->n] = '\0';
	return r->n > 0 && typed[n] == '\0';
}

static void *open_symbols(const char *locale, const char *more)
{
	char latn[TEXT_LATN_BYTES];
	UErrorCode status = U_ZERO_ERROR;

	(void)more;
	return unum_open(UNUM_DECIMAL, NULL, 0, text_latn(locale, latn), NULL, &status);
}

static void close_symbols(void *f)
{
	unum_close(f);
}

/* The sign beside Latin digits; that of Arabic-Indic ones is unmistakable (signs[]). */
static char decimal_sign(const char *locale)
{
	static const struct text_opener opener = { "symbols", open_symbols, close_symbols };
	UErrorCode status = U_ZERO_ERROR;
	UChar sign[8] = { 0 };

	unum_getSymbol(text_cached(&opener, locale, ""), UNUM_DECIMAL_SEPARATOR_SYMBOL, sign, 8, &status);
	return U_SUCCESS(status) && sign[0] == ',' ? ',' : '.';
}

static size_t digits_at(const char *s)
{
	return strspn(s, "0123456789");
}

/* The decimal sign's place in the number, NULL where it has none. */
static const char *decimal_place(const char *s, char decimal)
{
	const char *own = strchr(s, 'd');
	const char *first = strpbrk(s, ".,"), *last = first;

	if (own)
		return own;
	if (!first)
		return NULL;
	for (const char *p = first; (p = strpbrk(p, ".,")); p++)
		last = p;
	if (*first != *last)
		return last;
	if (first != last)
		return NULL; /* many of one kind can only group */
	return *first == decimal || digits_at(first + 1) != 3 || digits_at(s) == 0 || digits_at(s) > 3 ? first : NULL;
}

/* Copies the digits of the whole part; groups must be of three digits after the first, all by one sign. */
static bool take_whole(const char *s, const char *end, struct reduced *out)
{
	size_t n = digits_at(s);
	char sign = '\0';

	memcpy(out->s, s, n);
	out->n = n;
	if (n > 3 && s + n < end)
		return false;
	for (s += n; s < end; s += 4) {
		if (n == 0 || !strchr("., ", *s) || digits_at(s + 1) != 3 || (sign && *s != sign))
			return false;
		sign = *s;
		memcpy(out->s + out->n, s + 1, 3);
		out->n += 3;
	}
	return s == end;
}

static enum text_number to_int64(const char *digits, bool negative, int64_t *out)
{
	int64_t v;

	if (!str_to_int(digits, 0, LIMIT_MINOR, &v))
		return TEXT_NUMBER_RANGE;
	*out = negative ? -v : v;
	return TEXT_NUMBER_OK;
}

/* Appends the decimals, filled with zeros to max of them; more are an error unless loose and zero. */
static enum text_number take_decimals(const char *s, int max, bool loose, struct reduced *out)
{
	size_t n = digits_at(s), kept = n > (size_t)max ? (size_t)max : n;

	if (s[n])
		return TEXT_NUMBER_FORM;
	if (n > kept && (!loose || s[kept + strspn(s + kept, "0")]))
		return TEXT_NUMBER_DECIMALS;
	if (out->n + (size_t)max + 1 > sizeof out->s)
		return TEXT_NUMBER_RANGE;
	memcpy(out->s + out->n, s, kept);
	memset(out->s + out->n + kept, '0', (size_t)max - kept);
	out->n += (size_t)max;
	out->s[out->n] = '\0';
	return TEXT_NUMBER_OK;
}

static enum text_number parse_typed(const char *locale, const char *typed, int decimals, int64_t *out)
{
	struct reduced r, digits;

	if (!reduce(typed, &r))
		return TEXT_NUMBER_FORM;
	const char *s = r.s + (r.s[0] == '-');
	s += strspn(s, " ");
	const char *place = decimal_place(s, decimal_sign(locale));
	if (!take_whole(s, place ? place : s + strlen(s), &digits))
		return TEXT_NUMBER_FORM;
	if (digits.n == 0 && (!place || digits_at(place + 1) == 0))
		return TEXT_NUMBER_FORM;
	enum text_number code = take_decimals(place ? place + 1 : "", decimals, false, &digits);
	return code == TEXT_NUMBER_OK ? to_int64(digits.s, r.s[0] == '-', out) : code;
}

enum text_number text_parse_money(const char *locale, const char *typed, const char *currency, int64_t *minor)
{
	return parse_typed(locale, typed, text_currency_digits(currency), minor);
}

enum text_number text_parse_decimal(const char *locale, const char *typed, int scale, int64_t *value)
{
	return parse_typed(locale, typed, scale, value);
}

enum text_number text_parse_integer(const char *locale, const char *typed, int64_t *value)
{
	return parse_typed(locale, typed, 0, value);
}

enum text_number text_parse_plain(const char *decimal, const char *currency, int64_t *minor)
{
	bool negative = *decimal == '-';
	const char *s = decimal + negative;
	size_t whole = digits_at(s);
	struct reduced digits;

	if (whole == 0 || (s[whole] && (s[whole] != '.' || digits_at(s + whole + 1) == 0)))
		return TEXT_NUMBER_FORM;
	if (whole >= sizeof digits.s)
		return TEXT_NUMBER_RANGE;
	memcpy(digits.s, s, whole);
	digits.n = whole;
	const char *rest = s[whole] ? s + whole + 1 : "";
	enum text_number code = take_decimals(rest, text_currency_digits(currency), true, &digits);
	return code == TEXT_NUMBER_OK ? to_int64(digits.s, negative, minor) : code;
}
