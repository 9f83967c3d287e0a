/* W3C Trace Context, level 1: what a request brings is taken by its exact form, or a trace of our own begins. */
#include "unit.h"

#include "base/trace.h"

#define TOKEN "0123456789abcdef0123456789abcdef"
#define ID "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"

static void test_a_trace_goes_on_with_a_span_of_our_own(void **state)
{
	struct trace t;
	char header[TRACE_HEADER_SIZE];
	(void)state;
	trace_begin(&t, TOKEN, "00-" ID "-" PARENT "-01", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
	assert_string_equal(t.id, ID);
	assert_string_equal(t.parent, PARENT);
	assert_string_equal(t.span, "0123456789abcdef");
	assert_string_equal(t.state, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
	trace_header(&t, header);
	assert_string_equal(header, "00-" ID "-0123456789abcdef-01");
	trace_begin(&t, TOKEN, "00-" ID "-" PARENT "-02", NULL);
	assert_false(t.sampled);
	trace_header(&t, header);
	assert_string_equal(header, "00-" ID "-0123456789abcdef-00");
}

static void test_a_later_version_is_read_as_far_as_this_one_goes(void **state)
{
	static const char *const good[] = { "cc-" ID "-" PARENT "-01", "01-" ID "-" PARENT "-01-what-the-future-has" };
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct trace t;
		trace_begin(&t, TOKEN, good[i], NULL);
		assert_string_equal(t.id, ID);
	}
}

static void test_anything_else_is_replaced(void **state)
{
	static const char *const bad[] = { NULL, "", "00", "00-" ID "-" PARENT, "00-" ID "-" PARENT "-0",
		"00-" ID "-" PARENT "-01-", "00-" ID "-" PARENT "-01 ",
		"00-" ID "-" PARENT "-01, 00-" ID "-" PARENT "-01", "ff-" ID "-" PARENT "-01",
		"0g-" ID "-" PARENT "-01", "00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01",
		"00-00000000000000000000000000000000-" PARENT "-01", "00-" ID "-0000000000000000-01",
		"00_" ID "-" PARENT "-01", "00-" ID "_" PARENT "-01", "00-" ID "-" PARENT "_01",
		"00-" ID "-" PARENT "-0x", " 00-" ID "-" PARENT "-01", "01-" ID "-" PARENT "-01.more" };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct trace t;
		trace_begin(&t, TOKEN, bad[i], "a=b");
		assert_string_equal(t.id, TOKEN);
		assert_string_equal(t.parent, "");
		assert_true(t.sampled);
		assert_null(t.state);
	}
}

static void test_a_state_that_is_no_text_or_too_long_is_dropped(void **state)
{
	struct trace t;
	char longest[TRACE_STATE_MAX + 2];
	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[TRACE_STATE_MAX + 1] = '\0';
	trace_begin(&t, TOKEN, "00-" ID "-" PARENT "-01", longest);
	assert_null(t.state);
	longest[TRACE_STATE_MAX] = '\0';
	trace_begin(&t, TOKEN, "00-" ID "-" PARENT "-01", longest);
	assert_string_equal(t.state, longest);
	trace_begin(&t, TOKEN, "00-" ID "-" PARENT "-01", "a=b\r\nX: y");
	assert_null(t.state);
	trace_begin(&t, TOKEN, "00-" ID "-" PARENT "-01", "");
	assert_null(t.state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_trace_goes_on_with_a_span_of_our_own),
		cmocka_unit_test(test_a_later_version_is_read_as_far_as_this_one_goes),
		cmocka_unit_test(test_anything_else_is_replaced),
		cmocka_unit_test(test_a_state_that_is_no_text_or_too_long_is_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
