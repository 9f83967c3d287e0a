#include "unit.h"

#include "base/money.h"

static void adds(void **state)
{
	(void)state;
	struct money m = money_add(money_of(150, "EUR"), money_of(-50, "EUR"));
	assert_int_equal(m.minor, 100);
	assert_string_equal(m.currency, "EUR");
	assert_int_equal(money_sub(m, money_of(250, "EUR")).minor, -150);
	assert_int_equal(money_times(m, 3).minor, 300);
}

static void mixed(void)
{
	money_add(money_of(1, "EUR"), money_of(1, "USD"));
}

static void sum_overflow(void)
{
	money_add(money_of(INT64_MAX, "EUR"), money_of(1, "EUR"));
}

static void product_overflow(void)
{
	money_times(money_of(INT64_MAX / 2, "EUR"), 3);
}

static void no_currency(void)
{
	money_of(1, "EURO");
}

static void muldiv_overflow(void)
{
	money_muldiv(INT64_MAX, 3, 2);
}

static void aborts_where_the_sum_makes_no_sense(void **state)
{
	(void)state;
	assert_true(aborts(mixed));
	assert_true(aborts(sum_overflow));
	assert_true(aborts(product_overflow));
	assert_true(aborts(no_currency));
	assert_true(aborts(muldiv_overflow));
}

static void rounds_half_away_from_zero(void **state)
{
	static const struct {
		int64_t value, num, den, want;
	} cases[] = {
		{ 5, 1, 2, 3 },
		{ -5, 1, 2, -3 },
		{ 1, 1, 3, 0 },
		{ 2, 1, 3, 1 },
		{ -2, 1, 3, -1 },
		{ -1, 1, 3, 0 },
		{ 5, -1, 2, -3 },
		{ 1000, 190000, 1000000, 190 },
		{ 11900, 190000, 1190000, 1900 },
		{ INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
		{ INT64_MIN, 1, 1, INT64_MIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(money_muldiv(cases[i].value, cases[i].num, cases[i].den), cases[i].want);
}

static void shares_to_the_last_unit(void **state)
{
	int64_t parts[3];

	(void)state;
	money_share(100, (int64_t[]){ 1, 1, 1 }, 3, parts);
	assert_int_equal(parts[0], 34);
	assert_int_equal(parts[1], 33);
	money_share(-100, (int64_t[]){ 1, 1, 1 }, 3, parts);
	assert_int_equal(parts[0], -34);
	assert_int_equal(parts[2], -33);
	money_share(10, (int64_t[]){ 0, 1, 2 }, 3, parts);
	assert_int_equal(parts[0], 0);
	assert_int_equal(parts[1], 3);
	assert_int_equal(parts[2], 7);
	money_share(7, (int64_t[]){ 0, 0, 0 }, 3, parts);
	assert_int_equal(parts[0], 7);
	money_share(0, NULL, 0, NULL);
}

static void shares_always_sum_to_the_total(void **state)
{
	uint64_t seed = 42;
	int64_t weights[20], parts[20];

	(void)state;
	for (int round = 0; round < 2000; round++) {
		size_t n = 1 + (size_t)(round % 20);
		int64_t sum = 0;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			weights[i] = (int64_t)(seed >> 33) * (round % 5 ? 1 : 1 << 29);
		}
		int64_t total = (int64_t)(seed >> 3) * (round % 2 ? 1 : -1);
		money_share(total, weights, n, parts);
		for (size_t i = 0; i < n; i++) {
			assert_true(total < 0 ? parts[i] <= 0 : parts[i] >= 0);
			sum += parts[i];
		}
		assert_int_equal(sum, total);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(adds),
		UNIT(aborts_where_the_sum_makes_no_sense),
		UNIT(rounds_half_away_from_zero),
		UNIT(shares_to_the_last_unit),
		UNIT(shares_always_sum_to_the_total),
	};
	return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
