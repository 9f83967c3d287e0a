/* Which barcodes other shops may know. Check digits worked out by hand from GS1's General Specifications 7.9. */
#include "unit.h"

#include "shop/feed.h"

static void public_numbers_are_taken(void **state)
{
	static const char *const good[] = { "4006381333931", "96385074", "036000291452", "10012345678902",
		"9780306406157" };
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(gtin_is_public(good[i]));
}

static void others_are_not(void **state)
{
	static const char *const bad[] = { NULL, "", "0", "00000000", "0000000000000", "4006381333932", "400638133393",
		"40063813339310", "4006381333 31", "４006381333931", "A006381333931", "2000000000008", "0200000000004",
		"200000000004", "9800000000007", "20000004", "04000006" };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (gtin_is_public(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_numbers_are_taken),
		cmocka_unit_test(others_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
