#include "unit.h"

#include "base/buf.h"
#include "base/str.h"
#include "kit/html.h"

static const char *text_of(struct ctx *ctx, const char *html)
{
	const char *text = NULL;

	assert_int_equal(html_to_text(ctx, html, strlen(html), &text), ERR_OK);
	return text;
}

static void becomes_text(void **state)
{
	static const struct {
		const char *html, *text;
	} cases[] = {
		{ "", "" },
		{ "plain  text\n here", "plain text here" },
		{ "<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree" },
		{ "<div>a<div>b</div>c</div>", "a\nb\nc" },
		{ "<h2>Care</h2><ul><li>Wash</li><li> Dry </li></ul>After", "Care\n\n- Wash\n- Dry\n\nAfter" },
		{ "a &amp; b &lt;c&gt; &eacute; &#x1F600; &nbsp;", "a & b <c> \xc3\xa9 \xf0\x9f\x98\x80 \xc2\xa0" },
		{ "x<script>alert(1)</script><style>p{}</style><!-- c -->y", "xy" },
		{ "<b>bo<i>ld</b> and</i> on", "bold and on" },
		{ "<table><tr><th>A</th><td>1</td></tr><tr><td>B</td></tr></table>", "A 1\nB" },
		{ "<pre>a\n  b\n</pre>c", "a\nb\n\nc" },
		{ "<p>unclosed <p>again", "unclosed\n\nagain" },
		{ "a<br><br><br><br>b", "a\n\nb" },
		{ "<svg><text>no</text></svg><textarea>no</textarea>yes", "yes" },
		{ "</p></div>stray", "stray" },
		{ "<a href=\"javascript:x\">link</a>", "link" },
		{ "&#1;&#0;x", "\xef\xbf\xbdx" },
		{ "a&#2222222222222222222222;b", "ab" },
		{ "\xff"
		  "broken",
		    "\xef\xbf\xbd"
		    "broken" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(text_of(ctx, cases[i].html), cases[i].text);
}

static const char *repeat(struct ctx *ctx, const char *piece, size_t n)
{
	struct buf b;

	buf_init(&b, ctx->arena, HTML_BYTES);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%zu>", piece, i);
	return buf_str(&b);
}

static void hostile_nesting_ends(void **state)
{
	struct ctx *ctx = *state;
	const char *text;
	const char *deep = repeat(ctx, "<div ", 30000);
	const char *formats =
	    arena_printf(ctx->arena, "<p>%s%s", repeat(ctx, "<b a=", 5000), repeat(ctx, "x<p a=", 5000));

	enum err_code code = html_to_text(ctx, deep, strlen(deep), &text);
	assert_true(code == ERR_OK || code == ERR_TOO_LARGE);
	assert_int_equal(html_to_text(ctx, formats, strlen(formats), &text), ERR_TOO_LARGE);
	assert_int_equal(html_to_text(ctx, deep, HTML_BYTES + 1, &text), ERR_TOO_LARGE);
}

static void text_becomes_markup(void **state)
{
	static const struct {
		const char *text, *html;
	} cases[] = {
		{ "", "" },
		{ " \n\n ", "" },
		{ "one", "<p>one</p>" },
		{ "one\r\ntwo\r\n\r\n\r\nthree\n", "<p>one<br>two</p><p>three</p>" },
		{ "\n<script>\"x\" & 'y'</script>",
		    "<p>&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;</p>" },
		{ "a\rb", "<p>a<br>b</p>" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(html_of_text(ctx->arena, cases[i].text).safe, cases[i].html);
}

static void nothing_is_cut(void **state)
{
	struct ctx *ctx = *state;

	assert_true(str_ends(html_of_text(ctx->arena, "\"\n\n\"\n\n\"\n\"").safe, "<br>&quot;</p>"));
	assert_int_equal(strlen(html_of_text(ctx->arena, "''''''''''").safe), 57);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(becomes_text),
		UNIT(hostile_nesting_ends),
		UNIT(text_becomes_markup),
		UNIT(nothing_is_cut),
	};
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
