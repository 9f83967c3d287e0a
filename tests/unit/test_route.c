#include "unit.h"

#include "web/match.h"

static const struct route routes[] = {
	{ .method = HTTP_GET, .pattern = "/", .needs = NEED_LOCALE },
	{ .method = HTTP_GET, .pattern = "/p/new", .needs = NEED_LOCALE | NEED_SHOP },
	{ .method = HTTP_GET, .pattern = "/p/:slug", .needs = NEED_LOCALE | NEED_SHOP },
	{ .method = HTTP_POST, .pattern = "/p/:slug", .needs = NEED_LOCALE | NEED_ORIGIN },
	{ .method = HTTP_POST, .pattern = "/o/:token/pay", .needs = NEED_LOCALE },
	{ .method = HTTP_GET, .pattern = "/:a/:b/x/:c/:d", .needs = NEED_LOCALE },
	{ .method = HTTP_GET, .pattern = "/", .needs = NEED_LOCALE | NEED_MEMBER },
	{ .method = HTTP_POST, .pattern = "/hook/:provider", .needs = NEED_SHOP },
	ROUTE_END,
};

static struct match find(struct ctx *ctx, enum http_method method, const char *path)
{
	return match_route(ctx, routes, NEED_LOCALE, method, path);
}

static void finds_the_first_that_fits(void **state)
{
	struct match m = find(*state, HTTP_GET, "/");

	assert_ptr_equal(m.route, &routes[0]);
	m = find(*state, HTTP_GET, "/p/new");
	assert_ptr_equal(m.route, &routes[1]);
	assert_null(m.seg[0]);
	m = find(*state, HTTP_GET, "/p/newer");
	assert_ptr_equal(m.route, &routes[2]);
	assert_string_equal(m.seg[0], "newer");
}

static void segments_are_whole(void **state)
{
	struct match m = find(*state, HTTP_POST, "/o/0af/pay");

	assert_ptr_equal(m.route, &routes[4]);
	assert_string_equal(m.seg[0], "0af");
	m = find(*state, HTTP_GET, "/1/t\xc3\xb6pfe/x/a?b/%");
	assert_ptr_equal(m.route, &routes[5]);
	assert_string_equal(m.seg[0], "1");
	assert_string_equal(m.seg[1], "t\xc3\xb6pfe");
	assert_string_equal(m.seg[2], "a?b");
	assert_string_equal(m.seg[3], "%");
}

static void near_misses_are_none(void **state)
{
	static const char *const none[] = { "", "/p", "/p/", "/p//", "/p/a/", "/p/a/b", "/P/a", "//", "/o//pay",
		"/o/a/pays", "/o/a/pa", "/o/a/pay/", "/1/2/x/3", "/1/2/y/3/4", "p/a" };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct match m = find(*state, HTTP_GET, none[i]);
		assert_null(m.route);
		assert_int_equal(m.methods, 0);
	}
}

static void head_is_answered_by_get_only(void **state)
{
	assert_ptr_equal(find(*state, HTTP_HEAD, "/p/a").route, &routes[2]);
	assert_null(find(*state, HTTP_HEAD, "/o/a/pay").route);
}

static void another_method_tells_which_there_are(void **state)
{
	struct ctx *ctx = *state;
	struct match m = find(ctx, HTTP_OTHER, "/p/a");

	assert_null(m.route);
	assert_string_equal(match_allow(ctx, m.methods), "GET, HEAD, POST");
	m = find(ctx, HTTP_GET, "/o/a/pay");
	assert_null(m.route);
	assert_string_equal(match_allow(ctx, m.methods), "POST");
	m = find(ctx, HTTP_POST, "/");
	assert_string_equal(match_allow(ctx, m.methods), "GET, HEAD");
	assert_string_equal(match_allow(ctx, 0), "");
}

static void needs_keep_the_tables_apart(void **state)
{
	assert_ptr_equal(match_route(*state, routes, NEED_LOCALE | NEED_MEMBER, HTTP_GET, "/").route, &routes[6]);
	assert_null(match_route(*state, routes, NEED_LOCALE | NEED_MEMBER, HTTP_GET, "/p/a").route);
	assert_ptr_equal(match_route(*state, routes, 0, HTTP_POST, "/hook/demo").route, &routes[7]);
	assert_null(find(*state, HTTP_POST, "/hook/demo").route);
	assert_null(match_route(*state, routes, 0, HTTP_GET, "/").route);
}

static const struct route greedy[] = { { .method = HTTP_GET, .pattern = "/:a/:b/:c/:d/:e" }, ROUTE_END };

static void too_many_segments(void)
{
	struct ctx ctx = unit_ctx();

	match_route(&ctx, greedy, 0, HTTP_GET, "/1/2/3/4/5");
}

static void a_pattern_with_too_many_segments_aborts(void **state)
{
	(void)state;
	assert_true(aborts(too_many_segments));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(finds_the_first_that_fits),
		UNIT(segments_are_whole),
		UNIT(near_misses_are_none),
		UNIT(head_is_answered_by_get_only),
		UNIT(another_method_tells_which_there_are),
		UNIT(needs_keep_the_tables_apart),
		UNIT(a_pattern_with_too_many_segments_aborts),
	};
	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
