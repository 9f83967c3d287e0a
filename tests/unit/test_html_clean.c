#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "kit/html.h"

static const char *clean(struct ctx *ctx, const char *html)
{
	struct html out = { 0 };

	assert_int_equal(html_clean(ctx, html, strlen(html), &out), ERR_OK);
	return out.safe;
}

static void good_markup_is_kept(void **state)
{
	static const struct {
		const char *html, *safe;
	} cases[] = {
		{ "", "" },
		{ "plain & simple", "plain &amp; simple" },
		{ "<p>One<p>Two<br/>Three", "<p>One</p><p>Two<br>Three</p>" },
		{ "<ul><li>a<li><b>b</b></ul>", "<ul><li>a</li><li><b>b</b></li></ul>" },
		{ "<ol start=3><li>x</ol>", "<ol start=\"3\"><li>x</li></ol>" },
		{ "<h1>A</h1><h4>B</h4><h2>C</h2>", "<h3>A</h3><h5>B</h5><h4>C</h4>" },
		{ "<h3>A</h3>", "<h3>A</h3>" },
		{ "<h1></h1><h2></h2><h3></h3><h4></h4><h5></h5><h6>x</h6>",
		    "<h3></h3><h4></h4><h5></h5><h6></h6><h6></h6><h6>x</h6>" },
		{ "<a href=\"/p/x?a=1&amp;b=2#c\">x</a>", "<a href=\"/p/x?a=1&amp;b=2#c\">x</a>" },
		{ "<a href=' HTTPS://a.example/\xc3\xa4 b '>x</a>",
		    "<a href=\"HTTPS://a.example/\xc3\xa4%20b\">x</a>" },
		{ "<a href=mailto:a@b.example>x</a><a href='tel:+49 40'>y</a>",
		    "<a href=\"mailto:a@b.example\">x</a><a href=\"tel:+49%2040\">y</a>" },
		{ "<a href='/a:b'>x</a><a href='?a=b:c'>y</a>", "<a href=\"/a:b\">x</a><a href=\"?a=b:c\">y</a>" },
		{ "<table><tr><th scope=col colspan=2>A</th></tr><tr><td rowspan=\"3\">b</td></tr></table>",
		    "<table><tbody><tr><th colspan=\"2\" scope=\"col\">A</th></tr><tr><td "
		    "rowspan=\"3\">b</td></tr></tbody>"
		    "</table>" },
		{ "<p dir=RTL lang=ar>\xd8\xa7</p>", "<p dir=\"rtl\" lang=\"ar\">\xd8\xa7</p>" },
		{ "<font color=red><center>x</center></font>", "<div>x</div>" },
		{ "<section class=a><span style='x'>y</span></section>", "<div><span>y</span></div>" },
		{ "<pre>\n\n a\n</pre>", "<pre>\n\n a\n</pre>" },
		{ "<!-- c -->x<img src=a alt=b>y", "xy" },
		{ "&nbsp;&lt;b&gt;&eacute;", "\xc2\xa0&lt;b&gt;\xc3\xa9" },
		{ "a&#1;b\xff"
		  "c",
		    "ab\xef\xbf\xbd"
		    "c" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(clean(ctx, cases[i].html), cases[i].safe);
}

static const char *read_tricks(struct ctx *ctx)
{
	const char *path = arena_printf(ctx->arena, "%s/tests/unit/html/tricks.txt", getenv("SRCDIR"));
	char *text = arena_alloc(ctx->arena, 65536);
	FILE *f = fopen(path, "re");

	assert_non_null(f);
	size_t n = fread(text, 1, 65535, f);
	fclose(f);
	assert_true(n > 4000 && n < 65535);
	return text;
}

static bool in_list(const char *word, size_t n, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == n && strncmp(*list, word, n) == 0)
			return true;
	return false;
}

/* Read by its bytes and not by a parser: every '<' begins a tag of the list, with attributes of the list in quotes. */
static void assert_harmless(const char *safe)
{
	static const char *const tags[] = { "p", "br", "hr", "wbr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl",
		"dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "blockquote", "pre",
		"figure", "figcaption", "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
		"mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "div", NULL };
	static const char *const names[] = { "href", "title", "start", "colspan", "rowspan", "scope", "dir", "lang",
		NULL };
	static const char *const openings[] = { "http:", "https:", "mailto:", "tel:", NULL };

	for (const char *p = safe; (p = strchr(p, '<')) != NULL;) {
		p += p[1] == '/' ? 2 : 1;
		size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz123456");
		assert_true(in_list(p, n, tags));
		for (p += n; *p == ' '; p++) {
			n = strcspn(++p, "=");
			assert_true(in_list(p, n, names));
			bool href = strncmp(p, "href", 4) == 0;
			p += n + 1;
			assert_true(*p++ == '"');
			n = strcspn(p, "\"<>");
			assert_true(p[n] == '"');
			size_t scheme = strcspn(p, ":/?#\"");
			if (href && p[scheme] == ':')
				assert_true(in_list(p, scheme + 1, openings));
			p += n;
		}
		assert_true(*p == '>');
	}
}

static void script_tricks_come_to_nothing(void **state)
{
	struct ctx *ctx = *state;
	const char *tricks = read_tricks(ctx);
	size_t tried = 0;

	for (const char *line = tricks; *line; tried++) {
		size_t n = strcspn(line, "\n");
		const char *safe = clean(ctx, arena_strndup(ctx->arena, line, n));
		assert_harmless(safe);
		/* What is clean is read again as the same. */
		const char *again = clean(ctx, safe);
		assert_harmless(again);
		line += n + (line[n] == '\n');
	}
	assert_true(tried > 100);
	/* One after another they open what the next one closes. */
	assert_harmless(clean(ctx, tricks));
}

static void what_a_trick_is_written_around_stays(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(
	    clean(ctx, "<p onclick=alert(1)>text</p><a href=javascript:alert(1)>link</a>"), "<p>text</p><a>link</a>");
	assert_string_equal(clean(ctx, "a<script>b</script><style>c</style><svg><text>d</text></svg>e"), "ae");
}

static void nesting_beyond_reason_is_refused(void **state)
{
	struct ctx *ctx = *state;
	struct html out;
	struct buf b;

	buf_init(&b, ctx->arena, HTML_BYTES + 16);
	buf_puts(&b, "<p>");
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "<b a=%d>", i);
	for (int i = 0; i < 5000; i++)
		buf_puts(&b, "x<p>");
	assert_int_equal(html_clean(ctx, buf_str(&b), b.len, &out), ERR_TOO_LARGE);
	buf_clear(&b);
	while (b.len < HTML_BYTES)
		buf_puts(&b, "<div>\n");
	assert_int_equal(html_clean(ctx, buf_str(&b), b.len, &out), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(good_markup_is_kept),
		UNIT(script_tricks_come_to_nothing),
		UNIT(what_a_trick_is_written_around_stays),
		UNIT(nesting_beyond_reason_is_refused),
	};
	return cmocka_run_group_tests_name("html_clean", tests, NULL, NULL);
}
