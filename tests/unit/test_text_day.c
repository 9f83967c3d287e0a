/* Days as forms send them. */
#include "kit/text.h"
#include "unit.h"

static void reads(const char *zone, const char *day, int plus, int64_t seconds)
{
	struct arena *arena = arena_create(1 << 16);
	int64_t at = -1;
	assert_true(text_parse_day(zone, day, &at));
	assert_int_equal(text_day_start(zone, at, plus), seconds);
	assert_string_equal(text_day_field(arena, zone, at), day);
	arena_destroy(&arena);
}

static void test_a_day_begins_at_the_midnight_of_its_zone(void **state)
{
	(void)state;
	reads("Etc/UTC", "2026-12-24", 0, 1798070400);
	reads("Europe/Berlin", "2026-12-24", 0, 1798070400 - 3600);
	reads("Pacific/Auckland", "2026-12-24", 0, 1798070400 - 13 * 3600);
	reads("Pacific/Kiritimati", "2026-12-24", 0, 1798070400 - 14 * 3600);
	reads("America/Los_Angeles", "2026-12-24", 0, 1798070400 + 8 * 3600);
	reads("Nowhere/At_All", "2026-12-24", 0, 1798070400);
}

static void test_the_day_after_is_a_calendar_day_later(void **state)
{
	(void)state;
	/* Clocks go forward on this day: it has 23 hours. */
	reads("Europe/Berlin", "2026-03-29", 0, 1774738800);
	reads("Europe/Berlin", "2026-03-29", 1, 1774738800 + 23 * 3600);
	reads("Etc/UTC", "2028-02-28", 1, 1835395200);
	reads("Etc/UTC", "2028-02-29", 0, 1835395200);
}

static void test_a_day_whose_clocks_change_at_midnight_begins_once(void **state)
{
	(void)state;
	/* Set back from one to midnight: the first one counts. Set forward from midnight to one: there is no other. */
	reads("America/Havana", "2026-11-01", 0, 1793505600);
	reads("America/Havana", "2026-11-01", 1, 1793505600 + 25 * 3600);
	reads("America/Havana", "2026-03-08", 0, 1772946000);
}

static void test_digits_of_any_script_make_a_day(void **state)
{
	(void)state;
	int64_t at = -1;
	assert_true(text_parse_day("Etc/UTC", "٢٠٢٦-١٢-٢٤", &at));
	assert_int_equal(at, 1798070400);
}

static void test_what_is_no_day_is_refused(void **state)
{
	(void)state;
	const char *const bad[] = { "", "2026", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-32", "26-01-01",
		"2026-1-1", "2026-01-01T", "0000-01-01", "1899-12-31", "10000-01-01", "24.12.2026", "-026-01-01",
		"2026--1-01", "2026-01-01 00:00" };
	int64_t at;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(text_parse_day("Europe/Berlin", bad[i], &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day_begins_at_the_midnight_of_its_zone),
		cmocka_unit_test(test_the_day_after_is_a_calendar_day_later),
		cmocka_unit_test(test_a_day_whose_clocks_change_at_midnight_begins_once),
		cmocka_unit_test(test_digits_of_any_script_make_a_day),
		cmocka_unit_test(test_what_is_no_day_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
