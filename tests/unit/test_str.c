#include "unit.h"

#include <inttypes.h>

#include "base/str.h"

static void compares(void **state)
{
	(void)state;
	assert_true(str_eq("a", "a"));
	assert_false(str_eq("a", NULL));
	assert_true(str_eq(NULL, NULL));
	assert_true(str_empty(NULL));
	assert_true(str_starts("/p/x", "/p/"));
	assert_false(str_starts("/", "/p/"));
	assert_true(str_ends("x.csv", ".csv"));
	assert_false(str_ends("v", ".csv"));
	assert_true(str_equal_secret("abc", "abc", 3));
	assert_false(str_equal_secret("abc", "abd", 3));
}

static void trims(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(str_trim(ctx->arena, " \t\xc2\xa0 a  b \xe3\x80\x80\r\n"), "a  b");
	assert_string_equal(str_trim(ctx->arena, " \n"), "");
	/* The last byte of U+3040 is not a blank of its own. */
	assert_string_equal(str_trim(ctx->arena, "\xe3\x81\xa0"), "\xe3\x81\xa0");
	assert_string_equal(str_lower(ctx->arena, "AbZ\xc3\x84"), "abz\xc3\x84");
}

static void reads_integers(void **state)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1x", "9223372036854775808", "0x1", "--1",
		"\xd9\xa1" };
	int64_t v = 7;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_to_int(bad[i], INT64_MIN, INT64_MAX, &v));
	assert_int_equal(v, 7);
	assert_true(str_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &v));
	assert_true(v == INT64_MIN);
	assert_true(str_to_int("9223372036854775807", 1, INT64_MAX, &v));
	assert_true(v == INT64_MAX);
	assert_false(str_to_int("0", 1, 9999, &v));
	assert_false(str_to_int("10000", 1, 9999, &v));
}

static void writes_integers_as_the_format_does(void **state)
{
	static const int64_t values[] = { 0, 7, -7, 10, 99, 100, -100, 4096, INT64_MAX, INT64_MIN, INT64_MIN + 1 };
	char mine[STR_INT_MAX + 1], theirs[32];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		mine[str_int(values[i], mine)] = '\0';
		snprintf(theirs, sizeof theirs, "%" PRId64, values[i]);
		assert_string_equal(mine, theirs);
	}
}

static void reads_hex(void **state)
{
	uint8_t bytes[3];
	char hex[7];

	(void)state;
	assert_true(str_unhex("00fFa1", bytes, 3));
	str_hex(bytes, 3, hex);
	assert_string_equal(hex, "00ffa1");
	assert_false(str_unhex("00ff", bytes, 3));
	assert_false(str_unhex("00ffg1", bytes, 3));
}

static void knows_clean_utf8(void **state)
{
	static const char *const good[] = { "", "a\tb\r\n", "\xc3\xa4", "\xe6\x97\xa5", "\xf0\x9f\x98\x80",
		"\xf4\x8f\xbf\xbf", "\xee\x80\x80" };
	static const char *const bad[] = { "\x01", "\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf",
		"\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "\xe6\x97", "\xf0\x9f\x98", "a\x1b" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(utf8_clean(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_clean(bad[i], strlen(bad[i])));
	assert_false(utf8_clean("a\0b", 3));
}

static void counts_code_points(void **state)
{
	(void)state;
	assert_int_equal(utf8_length("a\xc3\xa4\xe6\x97\xa5\xf0\x9f\x98\x80"), 4);
	assert_int_equal(utf8_prefix("a\xc3\xa4\xe6\x97\xa5", 2), 3);
	assert_int_equal(utf8_prefix("a\xc3\xa4", 0), 0);
	assert_int_equal(utf8_prefix("a\xc3\xa4", 9), 3);
}

static void copies_bounded(void **state)
{
	char small[4] = "xxx";

	(void)state;
	assert_int_equal(str_copy(small, "abcdef", sizeof small), 6);
	assert_string_equal(small, "abc");
	assert_int_equal(str_copy(small, "ab", sizeof small), 2);
	assert_string_equal(small, "ab");
	assert_int_equal(str_copy(small, "ab", 0), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(compares),
		UNIT(trims),
		UNIT(reads_integers),
		UNIT(writes_integers_as_the_format_does),
		UNIT(reads_hex),
		UNIT(knows_clean_utf8),
		UNIT(counts_code_points),
		UNIT(copies_bounded),
	};
	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
