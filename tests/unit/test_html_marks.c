/* Text with a few marks, as markup. */
#include "kit/html_marks.h"
#include "unit.h"

static void is(const char *text, const char *markup)
{
	struct arena *arena = arena_create(1 << 20);
	assert_string_equal(html_of_marks(arena, text).safe, markup);
	arena_destroy(&arena);
}

static void test_paragraphs_and_line_breaks(void **state)
{
	(void)state;
	is("", "");
	is("One\ntwo\n\n  \nthree", "<p>One<br>two</p><p>three</p>");
	is("One\r\ntwo", "<p>One<br>two</p>");
}

static void test_headings_and_lists(void **state)
{
	(void)state;
	is("# Big\nText\n## Small", "<h2>Big</h2><p>Text</p><h3>Small</h3>");
	is("Things:\n- one\n- two\n\nEnd", "<p>Things:</p><ul><li>one</li><li>two</li></ul><p>End</p>");
	is("1. one\n12. two", "<ol><li>one</li><li>two</li></ol>");
	is("- one\n1. two", "<ul><li>one</li></ul><ol><li>two</li></ol>");
	is("#no\n-no\n1.no\n2025 was", "<p>#no<br>-no<br>1.no<br>2025 was</p>");
}

static void test_words_that_stand_out(void **state)
{
	(void)state;
	is("a **b c** d", "<p>a <strong>b c</strong> d</p>");
	is("2 ** 3 * 4 **", "<p>2 ** 3 * 4 **</p>");
	is("**[Home](/)**", "<p><strong><a href=\"/\">Home</a></strong></p>");
	is("****", "<p>****</p>");
}

static void test_links(void **state)
{
	(void)state;
	is("[Us](https://example.com/?a=1&b=2)", "<p><a href=\"https://example.com/?a=1&amp;b=2\">Us</a></p>");
	is("[Us](/de/page/wir) [mail](mailto:a@b.example)",
	    "<p><a href=\"/de/page/wir\">Us</a> <a href=\"mailto:a@b.example\">mail</a></p>");
	is("[a](", "<p>[a](</p>");
	is("[](x)", "<p>[](x)</p>");
	is("[a] (b)", "<p>[a] (b)</p>");
}

static void test_nothing_but_known_addresses_becomes_a_link(void **state)
{
	(void)state;
	is("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>");
	is("[x](JavaScript:alert)", "<p>[x](JavaScript:alert)</p>");
	is("[x](data:text/html,a)", "<p>[x](data:text/html,a)</p>");
	is("[x](//evil.example)", "<p>[x](//evil.example)</p>");
	is("[x](/\\evil.example)", "<p>[x](/\\evil.example)</p>");
	is("[x](java\tscript:a)", "<p>[x](java\tscript:a)</p>");
}

static void test_markup_is_text(void **state)
{
	(void)state;
	is("<b onclick=\"x\">&amp;</b>", "<p>&lt;b onclick=&quot;x&quot;&gt;&amp;amp;&lt;/b&gt;</p>");
	is("[\"><script>](https://a/\"><script>)",
	    "<p><a href=\"https://a/&quot;&gt;&lt;script&gt;\">&quot;&gt;&lt;script&gt;</a></p>");
	is("# <i>", "<h2>&lt;i&gt;</h2>");
}

static void test_long_and_dense_text_fits(void **state)
{
	(void)state;
	struct arena *arena = arena_create(1 << 24);
	char text[60001];
	for (size_t i = 0; i + 3 <= 60000; i += 3)
		memcpy(text + i, "- \"", 3);
	for (size_t i = 2; i < 60000; i += 3)
		text[i] = i % 2 ? '\n' : '"';
	text[60000] = '\0';
	assert_true(strlen(html_of_marks(arena, text).safe) > 60000);
	memset(text, '*', 60000);
	assert_int_equal(strlen(html_of_marks(arena, text).safe), 60000 + 7);
	memset(text, '[', 60000);
	assert_int_equal(strlen(html_of_marks(arena, text).safe), 60000 + 7);
	arena_destroy(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paragraphs_and_line_breaks),
		cmocka_unit_test(test_headings_and_lists),
		cmocka_unit_test(test_words_that_stand_out),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_nothing_but_known_addresses_becomes_a_link),
		cmocka_unit_test(test_markup_is_text),
		cmocka_unit_test(test_long_and_dense_text_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
