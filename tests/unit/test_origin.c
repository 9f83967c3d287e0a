#include "unit.h"

#include "web/origin.h"

static bool own(const char *fetch_site, const char *origin, const char *referer, bool strict)
{
	struct request req = {
		.authority = "hafen.example:8080", .sec_fetch_site = fetch_site, .origin = origin, .referer = referer
	};

	return origin_is_own(&req, strict);
}

static void the_browser_s_own_word_decides(void **state)
{
	static const char *const foreign[] = { "cross-site", "same-site", "", "Same-Origin", "same-origin, none",
		"unknown" };

	(void)state;
	assert_true(own("same-origin", "https://evil.example", "https://evil.example/", true));
	assert_true(own("none", NULL, NULL, true));
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_false(own(foreign[i], "http://hafen.example:8080", "http://hafen.example:8080/", false));
}

static void else_the_origin(void **state)
{
	static const char *const foreign[] = { "null", "", "http://hafen.example", "http://hafen.example:80",
		"http://evil.example:8080", "http://hafen.example:8080.evil.example", "http://evil-hafen.example:8080",
		"http://x.hafen.example:8080", "http://hafen.example:8080@evil.example", "ftp://hafen.example:8080",
		"hafen.example:8080", "http://", "http:///", "http://hafen.example:80800" };

	(void)state;
	assert_true(own(NULL, "http://hafen.example:8080", NULL, true));
	assert_true(own(NULL, "https://HAFEN.example:8080", "http://evil.example/", true));
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_false(own(NULL, foreign[i], "http://hafen.example:8080/", false));
}

static void else_the_referer(void **state)
{
	static const char *const foreign[] = { "", "http://evil.example/",
		"http://evil.example/http://hafen.example:8080/", "http://hafen.example:8080.evil.example/",
		"http://evil.example?hafen.example:8080", "http://evil.example#@hafen.example:8080", "about:blank" };

	(void)state;
	assert_true(own(NULL, NULL, "http://hafen.example:8080/de/cart?x=1", true));
	assert_true(own(NULL, NULL, "http://hafen.example:8080", true));
	assert_true(own(NULL, NULL, "http://hafen.example:8080?x", true));
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_false(own(NULL, NULL, foreign[i], false));
}

static void silence_is_enough_where_it_is_not_strict(void **state)
{
	(void)state;
	assert_true(own(NULL, NULL, NULL, false));
	assert_false(own(NULL, NULL, NULL, true));
}

static bool same(const char *authority, const char *origin)
{
	struct request req = { .authority = authority, .origin = origin };

	return origin_is_own(&req, true);
}

static void the_scheme_s_own_port_may_be_left_out(void **state)
{
	(void)state;
	assert_true(same("hafen.example", "https://hafen.example:443"));
	assert_true(same("hafen.example:443", "https://hafen.example"));
	assert_true(same("hafen.example:80", "http://hafen.example"));
	assert_false(same("hafen.example:443", "http://hafen.example"));
	assert_false(same("hafen.example:80", "https://hafen.example"));
	assert_false(same("", "http://"));
	assert_false(same("", "http://:80"));
	assert_false(same("", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(the_browser_s_own_word_decides),
		UNIT(else_the_origin),
		UNIT(else_the_referer),
		UNIT(silence_is_enough_where_it_is_not_strict),
		UNIT(the_scheme_s_own_port_may_be_left_out),
	};
	return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
