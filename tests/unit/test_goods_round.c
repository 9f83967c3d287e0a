/* How changed prices are rounded: in currencies of two, three and no decimals. */
#include "unit.h"

#include "shop/goods_bulk.h"

static const struct {
	enum goods_rounding rule;
	const char *currency;
	int64_t minor, rounded;
} cases[] = {
	{ ROUND_EXACT, "EUR", 1337, 1337 },
	{ ROUND_TENTH, "EUR", 1335, 1340 },
	{ ROUND_TENTH, "EUR", 1334, 1330 },
	{ ROUND_WHOLE, "EUR", 1349, 1300 },
	{ ROUND_WHOLE, "EUR", 1350, 1400 },
	{ ROUND_99, "EUR", 1349, 1399 },
	{ ROUND_99, "EUR", 1348, 1299 },
	{ ROUND_95, "EUR", 1300, 1295 },
	{ ROUND_99, "JPY", 1337, 1299 },
	{ ROUND_TENTH, "JPY", 1337, 1340 },
	{ ROUND_WHOLE, "JPY", 1350, 1400 },
	{ ROUND_99, "KWD", 4512, 4990 },
	{ ROUND_95, "KWD", 4512, 4950 },
	{ ROUND_TENTH, "KWD", 4551, 4600 },
	{ ROUND_99, "EUR", 3, 99 },
	{ ROUND_99, "EUR", 0, 0 },
	{ ROUND_WHOLE, "EUR", 0, 0 },
	{ ROUND_WHOLE, "EUR", 20, 100 },
	{ ROUND_TENTH, "EUR", 4, 10 },
};

static void a_price_ends_as_the_rule_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t got = goods_round(cases[i].rule, cases[i].minor, cases[i].currency);
		if (got != cases[i].rounded)
			fail_msg("case %zu: %lld", i, (long long)got);
	}
}

static void an_example_is_an_amount_that_the_rule_leaves(void **state)
{
	static const char *const currencies[] = { "EUR", "JPY", "KWD" };
	(void)state;
	for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++)
		for (int rule = ROUND_TENTH; rule < ROUNDING__MAX; rule++) {
			int64_t example = goods_round_example((enum goods_rounding)rule, currencies[i]);
			assert_int_equal(goods_round((enum goods_rounding)rule, example, currencies[i]), example);
		}
	assert_int_equal(goods_round_example(ROUND_TENTH, "EUR"), 10);
	assert_int_equal(goods_round_example(ROUND_99, "JPY"), 499);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_price_ends_as_the_rule_says),
		cmocka_unit_test(an_example_is_an_amount_that_the_rule_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
