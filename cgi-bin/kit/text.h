/*
 * text: what differs between languages: numbers, money, dates, names, order, slugs and words; the one room that knows
 * ICU.
 *
 * locale is a code that we offer ("de", "ar"); formats and bidi marks are CLDR's for it and are kept as they come, but
 * digits are Latin in every language: shops of the Gulf write them so, and a page that holds order numbers, SKUs and
 * form fields would mix two sorts of digits otherwise. What is typed may be in digits of any script. Results live in
 * the arena. Formatters are opened once per process, locale and use. Input that is not valid UTF-8 is read with U+FFFD
 * in place of what is broken.
 */
#ifndef STOA_KIT_TEXT_H
#define STOA_KIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/money.h"

enum { TEXT_SLUG_POINTS = 80 };

/* Known to ICU and in use today: "EUR". */
bool text_currency_known(const char *currency);
/* Decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD. An unknown currency aborts. */
int text_currency_digits(const char *currency);
/* "Euro" in the locale; the code itself where there is no name. */
char *text_currency_name(struct arena *, const char *locale, const char *currency);

/* "42,99 €" */
char *text_money(struct arena *, const char *locale, struct money);
/* As machines write it, ASCII with a point and all decimals of the currency: "42.99". */
char *text_money_plain(struct arena *, struct money);
/* As it stands in a field to be typed over, for text_parse_money: "1234,50". Neither grouped nor with the currency. */
char *text_money_field(struct arena *, const char *locale, struct money);
/* Likewise a whole number, for text_parse_integer. */
char *text_integer_field(struct arena *, const char *locale, int64_t);
/* Grouped: "12.345" */
char *text_integer(struct arena *, const char *locale, int64_t);
/* value / 10^scale without trailing zeros: (1500, 3) is "1,5". scale 0..9. */
char *text_decimal(struct arena *, const char *locale, int64_t value, int scale);
/* Parts per million as percent: 190000 is "19 %", 77000 "7,7 %". */
char *text_percent(struct arena *, const char *locale, int64_t ppm);
/*
 * As text_decimal with a unit as the language abbreviates it: (95, 1, "cm") is "9,5 cm". unit is what a merchant wrote
 * ("cm", "kg", "ml", "W", "min", "°C", ...); one that CLDR has no unit for is printed as it stands.
 */
char *text_measure(struct arena *, const char *locale, int64_t value, int scale, const char *unit);

/*
 * "Glasur: Blau, Größe: 30 cm": names before their values, with the colon and comma of the language; the values alone
 * where names is NULL. "" where n is 0.
 */
const char *text_pairs(
    struct arena *, const char *locale, const char *const *names, const char *const *values, size_t n);

enum text_number {
	TEXT_NUMBER_OK,
	TEXT_NUMBER_FORM,     /* not a number */
	TEXT_NUMBER_DECIMALS, /* more decimals than the currency has */
	TEXT_NUMBER_RANGE,    /* beyond LIMIT_MINOR or 64 bits */
};
/*
 * What a person typed as an amount, in minor units. Digits of any script, grouping by blanks, apostrophes or the
 * locale's sign, minus in front. The locale's decimal sign is always the decimal sign; the other of point and comma
 * groups where exactly three digits follow it, else it is taken for the decimal sign.
 */
enum text_number text_parse_money(const char *locale, const char *typed, const char *currency, int64_t *minor);
/* A machine's decimal ("42.99", "-3"); zeros beyond the currency's decimals are allowed ("4200.00" JPY). */
enum text_number text_parse_plain(const char *decimal, const char *currency, int64_t *minor);
/* A whole number that a person typed: digits of any script, grouping by the rules above. */
enum text_number text_parse_integer(const char *locale, const char *typed, int64_t *value);
/* As text_decimal writes it: value is what was typed times 10^scale, 0..9. */
enum text_number text_parse_decimal(const char *locale, const char *typed, int scale, int64_t *value);

/* IANA name that ICU knows. */
bool text_zone_known(const char *zone);
/* seconds: UTC. zone: "Europe/Berlin"; NULL or unknown is UTC. "21. November 2025" */
char *text_date(struct arena *, const char *locale, const char *zone, int64_t seconds);
/* "21.11.2025, 14:05" */
char *text_datetime(struct arena *, const char *locale, const char *zone, int64_t seconds);
/*
 * UTC seconds at which the zone's day that holds seconds began; plus_days later (or earlier) days by the calendar. A
 * day begins at its first midnight or, where clocks jump over that, when they do.
 */
int64_t text_day_start(const char *zone, int64_t seconds, int plus_days);
/* The zone's day that holds seconds, as date fields have it: "2026-01-31". */
char *text_day_field(struct arena *, const char *zone, int64_t seconds);
/*
 * UTC seconds at which that day begins there, digits of any script; false, and *seconds untouched, where it is no day
 * of the years 1900 to 9999.
 */
bool text_parse_day(const char *zone, const char *typed, int64_t *seconds);
/* All zones that ICU has a place for, in order: "Africa/Abidjan", ... */
const char *const *text_zones(struct arena *, size_t *n);
/* All currencies in use, in order: "AED", ... */
const char *const *text_currencies(struct arena *, size_t *n);
/*
 * As a field for date and time wants it (HTML, "local date and time string"): "2026-03-29T03:00". An hour that comes
 * twice, when clocks are set back, looks the same both times.
 */
char *text_local(struct arena *, const char *zone, int64_t seconds);
/*
 * What such a field sends, seconds left out or not, a blank in place of the T, digits of any script. A time that clocks
 * jump over is the moment at which they do; of one that comes twice it is the first or, with last, the second. False,
 * and *seconds untouched, where it is no such time. Years 1970 to 9999.
 */
bool text_parse_local(const char *zone, const char *typed, bool last, int64_t *seconds);

/* "Frankreich" for "FR"; the code itself where there is no name. */
char *text_country_name(struct arena *, const char *locale, const char *country);
/* ISO 3166-1 alpha-2, upper case, as ICU lists it. */
bool text_country_known(const char *country);
/* The code of its continent (UN M.49: "150" for "FR"), which text_country_name() names. */
const char *text_continent(const char *country);
/* Whether it belongs to a group that CLDR knows, such as "EU". */
bool text_country_in(const char *country, const char *group);
/* The language's name for itself, as it stands in a menu: "Français". */
char *text_language_name(struct arena *, const char *locale);
bool text_is_rtl(const char *locale);
/* Language and region, the likeliest one where the locale names none: "de_DE" of "de", "en_GB" of "en-GB". */
char *text_locale_region(struct arena *, const char *locale);
/* Bytes that order by memcmp as the locale orders the text; *n of them. */
uint8_t *text_sort_key(struct arena *, const char *locale, const char *, size_t *n);

char *text_nfc(struct arena *, const char *);
/* NFKC_Casefold: two texts that differ only in case or form of presentation become equal. */
char *text_fold(struct arena *, const char *);
/*
 * Lower-case letters and digits joined by '-', NFC; Latin is written in ASCII (German umlauts by the locale de: "ae"),
 * other scripts stay. At most TEXT_SLUG_POINTS. "" where the text has no letter or digit.
 */
char *text_slug(struct arena *, const char *locale, const char *);

/*
 * Accept-Language (RFC 9110 12.5.4) by lookup (RFC 4647 3.4): the offered locale that suits best; the first where none
 * does or the header is NULL or malformed. n > 0; the result is an element of offered.
 */
const char *text_negotiate(const char *accept_language, const char *const *offered, size_t n);

#endif
