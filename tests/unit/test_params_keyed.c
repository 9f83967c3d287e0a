#include "unit.h"

#include "http/request.h"

struct in {
	struct param_keyed price;
	const char *state;
};

static const struct param params[] = {
	{ "price_", PARAM_KEYED, .offset = offsetof(struct in, price), .max = 8 },
	PARAM(in, state, PARAM_CODE),
	{ .name = NULL },
};

static enum err_code read_pairs(struct ctx *ctx, const struct pair *pairs, size_t n, struct in *in)
{
	*in = (struct in){ 0 };
	return params_read(ctx, params, pairs, n, in);
}

static void reads_each_key_in_the_order_sent(void **state)
{
	struct ctx *ctx = *state;
	static const struct pair sent[] = {
		{ "price_12", " 4,50 ", 6 },
		{ "state", "draft", 5 },
		{ "price_7", "", 0 },
		{ "price_9223372036854775807", "1", 1 },
	};
	struct in in;

	assert_int_equal(read_pairs(ctx, sent, 4, &in), ERR_OK);
	assert_string_equal(in.state, "draft");
	assert_int_equal(in.price.n, 3);
	assert_int_equal(in.price.v[0].id, 12);
	assert_string_equal(in.price.v[0].text, "4,50");
	assert_int_equal(in.price.v[1].id, 7);
	assert_string_equal(param_keyed_find(&in.price, 7), "");
	assert_string_equal(param_keyed_find(&in.price, INT64_MAX), "1");
	assert_null(param_keyed_find(&in.price, 8));
}

static void nothing_sent_is_an_empty_list(void **state)
{
	struct in in;

	assert_int_equal(read_pairs(*state, NULL, 0, &in), ERR_OK);
	assert_int_equal(in.price.n, 0);
}

static void a_key_that_is_no_id_is_not_declared(void **state)
{
	static const char *const names[] = { "price_", "price_0", "price_01", "price_-1", "price_+1", "price_1x",
		"price_x", "price_ 1", "price_9223372036854775808", "price", "Price_1", "price_1_2" };
	struct in in;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct pair sent = { names[i], "1", 1 };
		assert_int_equal(read_pairs(*state, &sent, 1, &in), ERR_MALFORMED);
	}
}

static void a_key_sent_twice_is_refused(void **state)
{
	static const struct pair sent[] = { { "price_3", "1", 1 }, { "price_4", "1", 1 }, { "price_3", "2", 1 } };
	struct in in;

	assert_int_equal(read_pairs(*state, sent, 3, &in), ERR_MALFORMED);
}

static void a_bad_value_is_refused_at_its_own_name_and_kept(void **state)
{
	struct ctx *ctx = *state;
	static const struct pair sent[] = { { "price_3", "123456789", 9 }, { "price_4", "1", 1 } };
	struct in in;

	assert_int_equal(read_pairs(ctx, sent, 2, &in), ERR_INPUT);
	assert_non_null(refusal_for(ctx, "price_3"));
	assert_string_equal(refusal_for(ctx, "price_3")->code, "too_long");
	assert_null(refusal_for(ctx, "price_4"));
	assert_string_equal(param_keyed_find(&in.price, 3), "123456789");
}

static void a_line_break_in_a_value_is_tampering(void **state)
{
	static const struct pair sent[] = { { "price_3", "1\n2", 3 } };
	struct in in;

	assert_int_equal(read_pairs(*state, sent, 1, &in), ERR_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(reads_each_key_in_the_order_sent),
		UNIT(nothing_sent_is_an_empty_list),
		UNIT(a_key_that_is_no_id_is_not_declared),
		UNIT(a_key_sent_twice_is_refused),
		UNIT(a_bad_value_is_refused_at_its_own_name_and_kept),
		UNIT(a_line_break_in_a_value_is_tampering),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
