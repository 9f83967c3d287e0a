#include "unit.h"

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "kit/text_words.h"

/* What CLDR's formats put where a plain blank would break a line or a digit would turn: NBSP, narrow NBSP, and bidi
 * marks. */
#define NB "\xc2\xa0"
#define NNB "\xe2\x80\xaf"
#define LRM "\xe2\x80\x8e"
#define RLM "\xe2\x80\x8f"

static void knows_currencies(void **state)
{
	struct ctx *ctx = *state;

	assert_int_equal(text_currency_digits("EUR"), 2);
	assert_int_equal(text_currency_digits("JPY"), 0);
	assert_int_equal(text_currency_digits("KWD"), 3);
	assert_true(text_currency_known("EUR"));
	assert_true(text_currency_known("GBP"));
	assert_true(text_currency_known("KWD"));
	assert_false(text_currency_known("DEM"));
	assert_false(text_currency_known("ZZZ"));
	assert_false(text_currency_known("eur"));
	assert_false(text_currency_known("EURO"));
	assert_false(text_currency_known(""));
	assert_string_equal(text_currency_name(ctx->arena, "de", "JPY"), "Japanischer Yen");
}

static void formats_money(void **state)
{
	static const struct {
		const char *locale, *currency;
		int64_t minor;
		const char *want;
	} cases[] = {
		{ "en", "EUR", 4299, "€42.99" },
		{ "en", "USD", 123456789, "$1,234,567.89" },
		{ "de", "EUR", 4299, "42,99" NB "€" },
		{ "de", "EUR", -50, "-0,50" NB "€" },
		{ "fr", "EUR", 123456, "1" NNB "234,56" NB "€" },
		{ "ja", "JPY", 4200, "￥4,200" },
		{ "ja", "EUR", 5, "€0.05" },
		{ "en", "KWD", 12345, "KWD" NB "12.345" },
		{ "en", "EUR", LIMIT_MINOR, "€1,000,000,000,000.00" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    text_money(ctx->arena, cases[i].locale, money_of(cases[i].minor, cases[i].currency)),
		    cases[i].want);
	assert_string_equal(text_money_plain(ctx->arena, money_of(-5, "EUR")), "-0.05");
	assert_string_equal(text_money_plain(ctx->arena, money_of(4200, "JPY")), "4200");
	assert_string_equal(text_money_plain(ctx->arena, money_of(1, "KWD")), "0.001");
}

/* Digits are Latin in every language, and what is written can be typed back. */
static void arabic_money_reads_back(void **state)
{
	struct ctx *ctx = *state;
	const char *number = text_decimal(ctx->arena, "ar", 1234567, 2);
	int64_t minor = 0;

	assert_string_equal(number, "12,345.67");
	assert_int_equal(text_parse_money("ar", number, "EUR", &minor), TEXT_NUMBER_OK);
	assert_int_equal(minor, 1234567);
	assert_string_equal(text_money(ctx->arena, "ar", money_of(4299, "EUR")), RLM "42.99" NB "€");
	assert_string_equal(text_money(ctx->arena, "ar", money_of(8800, "BHD")), RLM "8.800" NB "د.ب." RLM);
	assert_string_equal(text_percent(ctx->arena, "ar", 190000), "19" LRM "%" LRM);
	assert_string_equal(text_money_field(ctx->arena, "ar", money_of(1234500, "BHD")), "1234.500");
	assert_string_equal(text_integer(ctx->arena, "ar", 1234), "1,234");
}

/* What stands in a form's field is read as what it is, in every language and currency. */
static void fields_read_back(void **state)
{
	static const char *const locales[] = { "en", "de", "fr", "ar", "ja" };
	static const char *const currencies[] = { "EUR", "JPY", "KWD" };
	static const int64_t values[] = { 0, 1, 999, 1000, 4500, 1234567, 100000000 };
	struct ctx *ctx = *state;

	for (size_t i = 0; i < 5 * 3 * 7; i++) {
		const char *locale = locales[i / 21], *currency = currencies[i / 7 % 3];
		int64_t want = values[i % 7], got = -1;
		const char *field = text_money_field(ctx->arena, locale, money_of(want, currency));
		assert_int_equal(text_parse_money(locale, field, currency, &got), TEXT_NUMBER_OK);
		assert_int_equal(got, want);
		field = text_integer_field(ctx->arena, locale, want);
		assert_int_equal(text_parse_integer(locale, field, &got), TEXT_NUMBER_OK);
		assert_int_equal(got, want);
	}
	assert_string_equal(text_money_field(ctx->arena, "de", money_of(123450, "EUR")), "1234,50");
	assert_string_equal(text_money_field(ctx->arena, "en", money_of(4500, "KWD")), "4.500");
}

static void formats_numbers(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(text_integer(ctx->arena, "de", 12345), "12.345");
	assert_string_equal(text_integer(ctx->arena, "en", INT64_MIN), "-9,223,372,036,854,775,808");
	assert_string_equal(text_decimal(ctx->arena, "fr", 1500, 3), "1,5");
	assert_string_equal(text_percent(ctx->arena, "de", 190000), "19" NB "%");
	assert_string_equal(text_percent(ctx->arena, "de", 77000), "7,7" NB "%");
	assert_string_equal(text_percent(ctx->arena, "en", 88750), "8.875%");
	assert_string_equal(text_percent(ctx->arena, "en", 0), "0%");
}

struct typed {
	const char *locale, *typed, *currency;
	enum text_number code;
	int64_t minor;
};

static void check_typed(const struct typed *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t minor = -77;
		enum text_number code = text_parse_money(cases[i].locale, cases[i].typed, cases[i].currency, &minor);
		if (code != cases[i].code || minor != (code == TEXT_NUMBER_OK ? cases[i].minor : -77))
			fail_msg("%s \"%s\" %s: code %d, minor %ld", cases[i].locale, cases[i].typed, cases[i].currency,
			    (int)code, (long)minor);
	}
}

static void reads_typed_money(void **state)
{
	static const struct typed cases[] = {
		{ "en", "42.99", "EUR", TEXT_NUMBER_OK, 4299 },
		{ "en", " 42 ", "EUR", TEXT_NUMBER_OK, 4200 },
		{ "en", ".5", "EUR", TEXT_NUMBER_OK, 50 },
		{ "en", "5.", "EUR", TEXT_NUMBER_OK, 500 },
		{ "en", "1,234.56", "EUR", TEXT_NUMBER_OK, 123456 },
		{ "en", "1,234", "EUR", TEXT_NUMBER_OK, 123400 },
		{ "en", "1,234,567", "EUR", TEXT_NUMBER_OK, 123456700 },
		{ "en", "12,5", "EUR", TEXT_NUMBER_OK, 1250 },
		{ "en", "-3", "EUR", TEXT_NUMBER_OK, -300 },
		{ "en", "12.345", "KWD", TEXT_NUMBER_OK, 12345 },
		{ "de", "42,99", "EUR", TEXT_NUMBER_OK, 4299 },
		{ "de", "42.99", "EUR", TEXT_NUMBER_OK, 4299 },
		{ "de", "1.234", "EUR", TEXT_NUMBER_OK, 123400 },
		{ "de", "1.234,5", "EUR", TEXT_NUMBER_OK, 123450 },
		{ "de", "1.234.567,89", "EUR", TEXT_NUMBER_OK, 123456789 },
		{ "de", "1'234,50", "CHF", TEXT_NUMBER_OK, 123450 },
		{ "fr", "1" NNB "234,56", "EUR", TEXT_NUMBER_OK, 123456 },
		{ "fr", "1 234,56", "EUR", TEXT_NUMBER_OK, 123456 },
		{ "ar", "٤٢٫٩٩", "EUR", TEXT_NUMBER_OK, 4299 },
		{ "ar", "١٬٢٣٤٫٥", "EUR", TEXT_NUMBER_OK, 123450 },
		{ "ar", RLM "٤٢.٥", "EUR", TEXT_NUMBER_OK, 4250 },
		{ "ja", "４，２００", "JPY", TEXT_NUMBER_OK, 4200 },
		{ "ja", "４２．９９", "USD", TEXT_NUMBER_OK, 4299 },
	};

	(void)state;
	check_typed(cases, sizeof cases / sizeof *cases);
}

static void refuses_typed_nonsense(void **state)
{
	static const struct typed cases[] = {
		{ "en", "", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", " ", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", ".", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "-", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "4-2", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "€42", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "42 EUR", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "1e3", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "1.2.3", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "1,23,456", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "1234,567", "EUR", TEXT_NUMBER_DECIMALS, 0 },
		{ "en", ",234.5", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "1,234 567", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "1 23", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "\xff", "EUR", TEXT_NUMBER_FORM, 0 },
		{ "en", "42.999", "EUR", TEXT_NUMBER_DECIMALS, 0 },
		{ "en", "42.990", "EUR", TEXT_NUMBER_DECIMALS, 0 },
		{ "de", "1,234", "EUR", TEXT_NUMBER_DECIMALS, 0 },
		{ "ja", "42.5", "JPY", TEXT_NUMBER_DECIMALS, 0 },
		{ "en", "1000000000000.01", "EUR", TEXT_NUMBER_RANGE, 0 },
		{ "en", "99999999999999999999999", "EUR", TEXT_NUMBER_RANGE, 0 },
		{ "en", "9999999999999999999999999999999999999999999999999999999999999999999999", "EUR",
		    TEXT_NUMBER_FORM, 0 },
	};

	(void)state;
	check_typed(cases, sizeof cases / sizeof *cases);
}

static void reads_plain_decimals(void **state)
{
	static const struct typed cases[] = {
		{ NULL, "42.99", "EUR", TEXT_NUMBER_OK, 4299 },
		{ NULL, "42.9", "EUR", TEXT_NUMBER_OK, 4290 },
		{ NULL, "42.990", "EUR", TEXT_NUMBER_OK, 4299 },
		{ NULL, "4200.00", "JPY", TEXT_NUMBER_OK, 4200 },
		{ NULL, "-0.001", "KWD", TEXT_NUMBER_OK, -1 },
		{ NULL, "42.991", "EUR", TEXT_NUMBER_DECIMALS, 0 },
		{ NULL, "42,99", "EUR", TEXT_NUMBER_FORM, 0 },
		{ NULL, " 42", "EUR", TEXT_NUMBER_FORM, 0 },
		{ NULL, "42.", "EUR", TEXT_NUMBER_FORM, 0 },
		{ NULL, ".5", "EUR", TEXT_NUMBER_FORM, 0 },
		{ NULL, "", "EUR", TEXT_NUMBER_FORM, 0 },
		{ NULL, "99999999999999999999", "EUR", TEXT_NUMBER_RANGE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t minor = 0;
		assert_int_equal(text_parse_plain(cases[i].typed, cases[i].currency, &minor), cases[i].code);
		assert_int_equal(minor, cases[i].minor);
	}
}

static void reads_typed_integers(void **state)
{
	int64_t v;

	(void)state;
	assert_int_equal(text_parse_integer("ar", "١٢", &v), TEXT_NUMBER_OK);
	assert_int_equal(v, 12);
	assert_int_equal(text_parse_integer("de", "1.000", &v), TEXT_NUMBER_OK);
	assert_int_equal(v, 1000);
	assert_int_equal(text_parse_integer("en", "1.5", &v), TEXT_NUMBER_DECIMALS);
}

static void formats_dates(void **state)
{
	struct ctx *ctx = *state;
	const int64_t noon = 1763726400; /* 2025-11-21 12:00 UTC */

	assert_string_equal(text_date(ctx->arena, "en", NULL, noon), "November 21, 2025");
	assert_string_equal(text_date(ctx->arena, "de", "Europe/Berlin", noon), "21. November 2025");
	assert_string_equal(text_datetime(ctx->arena, "de", "Europe/Berlin", noon), "21.11.2025, 13:00");
	assert_string_equal(text_date(ctx->arena, "ja", "Asia/Tokyo", noon + 4 * 3600), "2025年11月22日");
	assert_string_equal(text_date(ctx->arena, "ar", NULL, noon), "21 نوفمبر 2025");
	assert_string_equal(text_datetime(ctx->arena, "de", "No/Where", noon), "21.11.2025, 12:00");
	assert_non_null(text_date(ctx->arena, "en", NULL, INT64_MAX));
	assert_non_null(text_date(ctx->arena, "en", NULL, INT64_MIN));
	assert_true(text_zone_known("Asia/Kuwait"));
	assert_false(text_zone_known("Mars/Base"));
	assert_false(text_zone_known(""));
}

static void measures_speak_the_language(void **state)
{
	static const struct {
		const char *locale;
		int64_t value;
		int scale;
		const char *unit, *want;
	} cases[] = {
		{ "de", 95, 1, "cm", "9,5" NB "cm" },
		{ "en", 950, 2, "cm", "9.5" NB "cm" },
		{ "fr", 1500, 0, "g", "1" NNB "500" NNB "g" },
		{ "ja", 5, 1, "l", "0.5" NB "L" },
		{ "ja", 45, 0, "min", "45" NB "分" },
		{ "ar", 95, 1, "cm", "9.5" NB "سم" },
		{ "ar", 250, 0, "ml", "250" NB "ملتر" },
		{ "ar", 1200, 0, "m", "1,200" NB "متر" },
		{ "ar", 60, 0, "W", "60" NB "واط" },
		{ "de", 200, 0, "°C", "200" NB "°C" },
		{ "en", 200, 0, "°C", "200°C" },
		{ "de", 2, 0, "Stück", "2" NB "Stück" },
		{ "de", 15, 1, "<b>", "1,5" NB "<b>" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    text_measure(ctx->arena, cases[i].locale, cases[i].value, cases[i].scale, cases[i].unit),
		    cases[i].want);
}

static void every_unit_is_known_to_icu(void **state)
{
	static const char *const units[] = { "mm", "cm", "m", "km", "in", "ft", "cm²", "m²", "cm³", "m³", "mg", "g",
		"kg", "oz", "lb", "ml", "mL", "cl", "dl", "l", "L", "W", "kW", "kWh", "V", "A", "mA", "Hz", "lm", "lx",
		"bar", "MB", "GB", "TB", "s", "min", "h", "d", "°C", "°F", "K", "%" };
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		assert_true(str_starts(text_measure(ctx->arena, "en", 15, 1, units[i]), "1.5"));
		assert_true(str_starts(text_measure(ctx->arena, "ar", 15, 1, units[i]), "1.5"));
	}
}

static void pairs_have_the_signs_of_the_language(void **state)
{
	static const char *const names[] = { "N", "M" }, *const values[] = { "v", "w" };
	struct ctx *ctx = *state;

	assert_string_equal(text_pairs(ctx->arena, "en", names, values, 2), "N: v, M: w");
	assert_string_equal(text_pairs(ctx->arena, "de", names, values, 1), "N: v");
	assert_string_equal(text_pairs(ctx->arena, "fr", names, values, 2), "N" NB ": v, M" NB ": w");
	assert_string_equal(text_pairs(ctx->arena, "fr-CH", names, values, 1), "N" NB ": v");
	assert_string_equal(text_pairs(ctx->arena, "ja", names, values, 2), "N：v、M：w");
	assert_string_equal(text_pairs(ctx->arena, "ar", names, values, 2), "N: v، M: w");
	assert_string_equal(text_pairs(ctx->arena, "ar", NULL, values, 2), "v، w");
	assert_string_equal(text_pairs(ctx->arena, "en", NULL, NULL, 0), "");
}

static void days_begin_at_local_midnight(void **state)
{
	const int64_t noon = 1763726400;

	(void)state;
	assert_int_equal(text_day_start(NULL, noon, 0), noon - 12 * 3600);
	assert_int_equal(text_day_start("Europe/Berlin", noon, 0), noon - 13 * 3600);
	assert_int_equal(text_day_start("Europe/Berlin", noon, -1), noon - 37 * 3600);
	/* 2025-10-26 has 25 hours in Berlin. */
	int64_t sunday = text_day_start("Europe/Berlin", 1761480000, 0);
	assert_int_equal(text_day_start("Europe/Berlin", 1761480000, 1) - sunday, 25 * 3600);
}

static void local_times_are_read_and_written(void **state)
{
	struct ctx *ctx = *state;
	int64_t at = 0;

	assert_true(text_parse_local("Europe/Berlin", "2026-06-01T12:30", false, &at));
	assert_int_equal(at, 1780309800);
	assert_string_equal(text_local(ctx->arena, "Europe/Berlin", at), "2026-06-01T12:30");
	assert_string_equal(text_local(ctx->arena, NULL, at), "2026-06-01T10:30");
	assert_true(text_parse_local("Asia/Bahrain", "٢٠٢٦-٠٦-٠١ ١٣:٣٠:٠٠", false, &at));
	assert_int_equal(at, 1780309800);
	/* 2026-03-29 has no half past two in Berlin. */
	assert_true(text_parse_local("Europe/Berlin", "2026-03-29T02:30", false, &at));
	assert_int_equal(at, 1774746000);
	assert_string_equal(text_local(ctx->arena, "Europe/Berlin", at), "2026-03-29T03:00");
	/* 2026-10-25 has two. */
	int64_t second = 0;
	assert_true(text_parse_local("Europe/Berlin", "2026-10-25T02:30", false, &at));
	assert_true(text_parse_local("Europe/Berlin", "2026-10-25T02:30", true, &second));
	assert_int_equal(second - at, 3600);
	static const char *const bad[] = { "", "2026", "2026-06-31T12:00", "2026-02-29T12:00", "2026-13-01T12:00",
		"2026-06-01T24:00", "2026-06-01T12:60", "2026-06-01T12:00Z", "2026-06-01T12:00:00.5",
		"1969-06-01T12:00", "26-06-01T12:00", "2026-6-1T12:00", "2026-06-01", "2026-06-01T12", "x",
		"2026-06-01T12:00:", "2026-06-01T12:00 ٫" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		at = 7;
		assert_false(text_parse_local("Europe/Berlin", bad[i], false, &at));
		assert_int_equal(at, 7);
	}
}

static void names_things(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(text_country_name(ctx->arena, "de", "FR"), "Frankreich");
	assert_string_equal(text_country_name(ctx->arena, "ja", "DE"), "ドイツ");
	assert_string_equal(text_country_name(ctx->arena, "de", "nonsense"), "nonsense");
	assert_true(text_country_known("KW"));
	assert_false(text_country_known("kw"));
	assert_false(text_country_known("XX"));
	assert_string_equal(text_language_name(ctx->arena, "fr"), "Français");
	assert_string_equal(text_language_name(ctx->arena, "de"), "Deutsch");
	assert_string_equal(text_language_name(ctx->arena, "ar"), "العربية");
	assert_string_equal(text_language_name(ctx->arena, "ja"), "日本語");
	assert_true(text_is_rtl("ar"));
	assert_false(text_is_rtl("ja"));
	assert_string_equal(text_locale_region(ctx->arena, "de"), "de_DE");
	assert_string_equal(text_locale_region(ctx->arena, "ja"), "ja_JP");
	assert_string_equal(text_locale_region(ctx->arena, "en-GB"), "en_GB");
	assert_string_equal(text_locale_region(ctx->arena, "zh-Hant"), "zh_TW");
	assert_string_equal(text_locale_region(ctx->arena, "xx"), "xx");
}

static int by_key(struct ctx *ctx, const char *locale, const char *a, const char *b)
{
	size_t n, m;
	uint8_t *p = text_sort_key(ctx->arena, locale, a, &n), *q = text_sort_key(ctx->arena, locale, b, &m);
	int order = memcmp(p, q, n < m ? n : m);

	return order ? order : n < m ? -1 : n > m;
}

static void orders(void **state)
{
	struct ctx *ctx = *state;

	assert_true(by_key(ctx, "de", "Äpfel", "Birnen") < 0);
	assert_true(by_key(ctx, "de", "apfel", "Äpfel") < 0);
	assert_true(by_key(ctx, "fr", "cote", "coté") < 0);
	assert_true(by_key(ctx, "ja", "あ", "い") < 0);
	assert_true(by_key(ctx, "en", "a", "a") == 0);
	assert_true(by_key(ctx, "en", "", "a") < 0);
}

static void makes_slugs(void **state)
{
	static const struct {
		const char *locale, *text, *want;
	} cases[] = {
		{ "en", "  Hello, World! ", "hello-world" },
		{ "de", "Große Tüte Äpfel", "grosse-tuete-aepfel" },
		{ "fr", "L’été à la plage", "lete-a-la-plage" },
		{ "en", "Smörgåsbord & Co.", "smorgasbord-co" },
		{ "ar", "قهوة عَرَبِيَّة ـ جديد", "قهوة-عربية-جديد" },
		{ "ja", "有機 緑茶（カップ）", "有機-緑茶-カップ" },
		{ "ja", "コーヒー豆", "コーヒー豆" },
		{ "de", "日本 Öl", "日本-oel" },
		{ "en", "!!!", "" },
		{ "en",
		    "a\xff"
		    "b",
		    "a-b" },
		{ "en", "../../etc/passwd?x=1#y", "etc-passwd-x-1-y" },
		{ "en", "Cafe\xcc\x81", "cafe" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(text_slug(ctx->arena, cases[i].locale, cases[i].text), cases[i].want);
	char *slug = text_slug(ctx->arena, "ja",
	    "緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶"
	    "緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶緑茶 x");
	assert_int_equal(utf8_length(slug), TEXT_SLUG_POINTS);
}

static void folds(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(text_nfc(ctx->arena, "e\xcc\x81"), "\xc3\xa9");
	assert_string_equal(text_fold(ctx->arena, "STRASSE ﬁ Ａ"), text_fold(ctx->arena, "straße fi a"));
	assert_string_equal(text_nfc(ctx->arena, ""), "");
}

static size_t put_point(char *out, uint32_t c)
{
	if (c < 0x80)
		return (size_t)snprintf(out, 5, "%c", (int)c);
	if (c < 0x800)
		return (size_t)snprintf(out, 5, "%c%c", (int)(0xc0 | c >> 6), (int)(0x80 | (c & 0x3f)));
	if (c < 0x10000)
		return (size_t)snprintf(
		    out, 5, "%c%c%c", (int)(0xe0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3f)), (int)(0x80 | (c & 0x3f)));
	return (size_t)snprintf(out, 5, "%c%c%c%c", (int)(0xf0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3f)),
	    (int)(0x80 | (c >> 6 & 0x3f)), (int)(0x80 | (c & 0x3f)));
}

/* No character there is makes slugs or tokens abort or overrun: each stands in a row of its own kind. */
static void takes_every_character(void **state)
{
	enum { AT_ONCE = 64 };
	struct ctx *ctx = *state;

	for (uint32_t c = 1; c < 0x110000; c += AT_ONCE) {
		char text[4 * AT_ONCE + 1];
		size_t n = 0;
		for (uint32_t k = 0; k < AT_ONCE; k++)
			if (c + k < 0xd800 || c + k > 0xdfff)
				n += put_point(text + n, c + k);
		text[n] = '\0';
		if (c > 0x30000 && c < 0xe0000)
			continue; /* unassigned planes */
		text_slug(ctx->arena, "de", text);
		text_slug(ctx->arena, "en", text);
		text_words(ctx->arena, "ja", text, TEXT_WORDS_DOCUMENT);
		arena_reset(ctx->arena);
	}
}

static void negotiates(void **state)
{
	static const char *const offered[] = { "en", "de", "fr", "ar", "ja", "pt-BR" };
	static const struct {
		const char *header, *want;
	} cases[] = {
		{ NULL, "en" },
		{ "", "en" },
		{ "de", "de" },
		{ "DE-ch", "de" },
		{ "de-CH-1996, fr;q=0.9", "de" },
		{ "it, fr;q=0.5, ja;q=0.7", "ja" },
		{ "it, *;q=0.1", "en" },
		{ "*", "en" },
		{ "en;q=0, *", "de" },
		{ "fr;q=0.8, de;q=0.8", "fr" },
		{ "pt", "en" },
		{ "pt-br", "pt-BR" },
		{ "zh-Hant-x-ja", "en" },
		{ "de;q=1.5, fr;q=0.1", "fr" },
		{ "de;q=0.0001, fr;q=x,,;, ja ; q=0.001", "ja" },
		{ "de;level=1", "en" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(text_negotiate(cases[i].header, offered, 6), cases[i].want);
}

/* More formatters than there are places: the oldest go, results stay right. */
static void formatters_come_and_go(void **state)
{
	static const char *const locales[] = { "en", "de", "fr", "ar", "ja" };
	static const char *const currencies[] = { "EUR", "USD", "JPY", "KWD", "CHF", "GBP", "SEK", "NOK", "DKK", "PLN",
		"CZK", "HUF", "RON", "TRY", "AED", "SAR", "EGP", "CNY", "KRW", "INR", "AUD", "CAD", "NZD", "MXN",
		"BRL" };
	struct ctx *ctx = *state;

	for (int round = 0; round < 2; round++)
		for (size_t l = 0; l < 5; l++)
			for (size_t c = 0; c < sizeof currencies / sizeof *currencies; c++)
				text_money(ctx->arena, locales[l], money_of(100, currencies[c]));
	assert_string_equal(text_money(ctx->arena, "de", money_of(4299, "EUR")), "42,99" NB "€");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(knows_currencies),
		UNIT(formats_money),
		UNIT(arabic_money_reads_back),
		UNIT(fields_read_back),
		UNIT(formats_numbers),
		UNIT(reads_typed_money),
		UNIT(refuses_typed_nonsense),
		UNIT(reads_plain_decimals),
		UNIT(reads_typed_integers),
		UNIT(formats_dates),
		UNIT(measures_speak_the_language),
		UNIT(every_unit_is_known_to_icu),
		UNIT(pairs_have_the_signs_of_the_language),
		UNIT(days_begin_at_local_midnight),
		UNIT(local_times_are_read_and_written),
		UNIT(names_things),
		UNIT(orders),
		UNIT(makes_slugs),
		UNIT(folds),
		UNIT(takes_every_character),
		UNIT(negotiates),
		UNIT(formatters_come_and_go),
	};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
