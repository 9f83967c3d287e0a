#include "unit.h"

#include "base/buf.h"

static void grows(void **state)
{
	struct ctx *ctx = *state;
	struct buf b;

	buf_init(&b, ctx->arena, 100000);
	assert_string_equal(buf_str(&b), "");
	for (int i = 0; i < 10000; i++)
		buf_puts(&b, "abc");
	buf_putc(&b, 'd');
	assert_int_equal(b.len, 30001);
	assert_false(b.overflow);
	assert_int_equal(strlen(buf_str(&b)), 30001);
	assert_string_equal(buf_str(&b) + 29998, "bcd");
}

static void formats(void **state)
{
	struct ctx *ctx = *state;
	struct buf b;

	buf_init(&b, ctx->arena, 1000);
	buf_int(&b, INT64_MIN);
	buf_printf(&b, " %s=%d", "n", 5);
	buf_add(&b, "\0x", 2);
	assert_int_equal(b.len, 20 + 4 + 2);
	assert_string_equal(buf_str(&b), "-9223372036854775808 n=5");
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
}

static void overflow_is_sticky(void **state)
{
	struct ctx *ctx = *state;
	struct buf b;

	buf_init(&b, ctx->arena, 5);
	buf_puts(&b, "12345");
	assert_false(b.overflow);
	buf_printf(&b, "%d", 6);
	assert_true(b.overflow);
	buf_puts(&b, "");
	assert_true(b.overflow);
	assert_string_equal(buf_str(&b), "12345");
	buf_clear(&b);
	buf_puts(&b, "1234");
	buf_puts(&b, "56");
	buf_puts(&b, "7");
	assert_string_equal(buf_str(&b), "1234");
}

static void none_allowed(void **state)
{
	struct ctx *ctx = *state;
	struct buf b;

	buf_init(&b, ctx->arena, 0);
	buf_putc(&b, 'x');
	assert_true(b.overflow);
	assert_string_equal(buf_str(&b), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = { UNIT(grows), UNIT(formats), UNIT(overflow_is_sticky), UNIT(none_allowed) };
	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
