#include "unit.h"

#include "base/limits.h"
#include "base/str.h"
#include "http/parse.h"

static enum err_code path_of(struct ctx *ctx, const char *target, const char **path)
{
	*path = NULL;
	return parse_path(ctx, target, path);
}

static void decodes_paths(void **state)
{
	static const char *const cases[][2] = {
		{ "/", "/" },
		{ "/de/p/krug?v=1", "/de/p/krug" },
		{ "/de/#top", "/de/" },
		{ "/de/p/t%C3%B6pfe", "/de/p/t\xc3\xb6pfe" },
		{ "/de/p/t\xc3\xb6pfe", "/de/p/t\xc3\xb6pfe" },
		{ "/a%25b", "/a%b" },
		{ "/a+b", "/a+b" },
		{ "/...", "/..." },
		{ "http://hafen.example/de", "/de" },
		{ "https://hafen.example", "/" },
	};
	const char *path;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(path_of(*state, cases[i][0], &path), ERR_OK);
		assert_string_equal(path, cases[i][1]);
	}
}

static void refuses_paths_that_no_page_has(void **state)
{
	static const char *const bad[] = { "", "de", "*", "//", "//evil.example/", "/de//p", "/.", "/..", "/de/../x",
		"/de/%2e%2E/x", "/de/.", "/de/a%2fb", "/de/a%2Fb", "/a%00b", "/a%0ab", "/a%7f", "/a%", "/a%4", "/a%zz",
		"/a%-1", "/\xff", "/%ff", "/%c0%af", "/%ed%a0%80", "/%f4%90%80%80", "/%e2%82", "/%E2%82/x", "ftp://x/",
		"http:/x" };
	const char *path;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(path_of(*state, bad[i], &path), ERR_MALFORMED);
}

static void refuses_a_path_beyond_the_limit(void **state)
{
	struct ctx *ctx = *state;
	char *target = arena_alloc(ctx->arena, LIMIT_QUERY_BYTES + 2);
	const char *path;

	memset(target, 'a', LIMIT_QUERY_BYTES);
	target[0] = '/';
	assert_int_equal(path_of(ctx, target, &path), ERR_OK);
	target[LIMIT_QUERY_BYTES] = 'a';
	assert_int_equal(path_of(ctx, target, &path), ERR_TOO_LARGE);
}

static enum err_code query_of(struct ctx *ctx, const char *text, const struct pair **pairs, size_t *n)
{
	return parse_query(ctx, text, strlen(text), pairs, n);
}

static void decodes_queries(void **state)
{
	const struct pair *p;
	size_t n;

	assert_int_equal(query_of(*state, "", &p, &n), ERR_OK);
	assert_int_equal(n, 0);
	assert_int_equal(query_of(*state, "&a=1&&b&c=%26+%2B&%C3%A4==&a=%0D%0A&", &p, &n), ERR_OK);
	assert_int_equal(n, 5);
	assert_string_equal(p[0].name, "a");
	assert_string_equal(p[0].value, "1");
	assert_string_equal(p[1].value, "");
	assert_string_equal(p[2].value, "& +");
	assert_string_equal(p[3].name, "\xc3\xa4");
	assert_string_equal(p[3].value, "=");
	assert_string_equal(p[4].value, "\r\n");
	assert_int_equal(p[4].length, 2);
}

static void refuses_broken_queries(void **state)
{
	static const char *const bad[] = { "=1", "a=1&=", "a=%", "a=%4", "a=%zz", "%=1", "a=%00", "a%00=1", "a=%01",
		"a=\x01", "a=%ff", "a=\xff", "a=%ed%a0%80", "a=%c0%af", "a=%e2%82&b=%ac" };
	const struct pair *p;
	size_t n;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(query_of(*state, bad[i], &p, &n), ERR_MALFORMED);
}

static void refuses_too_many_pairs(void **state)
{
	struct ctx *ctx = *state;
	char *text = arena_alloc(ctx->arena, 2 * LIMIT_PARAMS + 3);
	const struct pair *p;
	size_t n;

	for (int i = 0; i < LIMIT_PARAMS; i++)
		memcpy(text + 2 * i, "a&", 2);
	text[2 * LIMIT_PARAMS - 1] = '\0';
	assert_int_equal(query_of(ctx, text, &p, &n), ERR_OK);
	assert_int_equal(n, LIMIT_PARAMS);
	memcpy(text + 2 * LIMIT_PARAMS - 1, "&a", 3);
	assert_int_equal(query_of(ctx, text, &p, &n), ERR_MALFORMED);
}

static void reads_what_is_clean_of_the_cookies(void **state)
{
	static const char header[] = " a=1;b=\"two\" ;; =x; c ;d==; e=\xff; f=\x01; a=2;\tg=\xc3\xa4";
	static const char *const expected[][2] = { { "a", "1" }, { "b", "two" }, { "d", "=" }, { "a", "2" },
		{ "g", "\xc3\xa4" } };
	const struct pair *p = NULL;
	size_t n;

	parse_cookies(*state, header, &p, &n);
	assert_int_equal(n, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(p[i].name, expected[i][0]);
		assert_string_equal(p[i].value, expected[i][1]);
	}
	parse_cookies(*state, NULL, &p, &n);
	assert_int_equal(n, 0);
}

static void cookies_beyond_the_limit_are_none(void **state)
{
	struct ctx *ctx = *state;
	char *header = arena_alloc(ctx->arena, LIMIT_COOKIE_BYTES + 2);
	const struct pair *p;
	size_t n;

	memset(header, 'b', LIMIT_COOKIE_BYTES);
	header[1] = '=';
	parse_cookies(ctx, header, &p, &n);
	assert_int_equal(n, 1);
	header[LIMIT_COOKIE_BYTES] = 'b';
	parse_cookies(ctx, header, &p, &n);
	assert_int_equal(n, 0);
}

static void reads_hosts(void **state)
{
	struct ctx *ctx = *state;
	static const char *const cases[][2] = { { "hafen.example", "hafen.example" },
		{ "Hafen.Example:8443", "hafen.example" }, { "hafen.example.", "hafen.example" },
		{ "hafen.example.:80", "hafen.example" }, { "localhost", "localhost" } };
	static const char *const none[] = { "", ".", "..", ".a", "a..b", "a b", "a@b", "a/b", "a:", "a:x", "a:123456",
		"a:1:2", "[::1]", "[::1]:80", "a_b", "a\tb", "a,b", "\xc3\xa4.example", "a%2eb", ":80", "a..",
		"a..:80" };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(parse_host(ctx, cases[i][0]), cases[i][1]);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_string_equal(parse_host(ctx, none[i]), "");
	assert_string_equal(parse_host(ctx, NULL), "");
	char *huge = arena_alloc(ctx->arena, 300);
	memset(huge, 'a', 253);
	assert_int_equal(strlen(parse_host(ctx, huge)), 253);
	huge[253] = 'a';
	assert_string_equal(parse_host(ctx, huge), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(decodes_paths),
		UNIT(refuses_paths_that_no_page_has),
		UNIT(refuses_a_path_beyond_the_limit),
		UNIT(decodes_queries),
		UNIT(refuses_broken_queries),
		UNIT(refuses_too_many_pairs),
		UNIT(reads_what_is_clean_of_the_cookies),
		UNIT(cookies_beyond_the_limit_are_none),
		UNIT(reads_hosts),
	};
	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
