#include "unit.h"

#include "base/conf.h"
#include "base/limits.h"
#include "base/str.h"
#include "http/request.h"
#include "http/response.h"

static const struct conf conf = { .asset_base = "/assets", .media_base = "https://media.example/shop" };

static struct response fresh(struct ctx *ctx, const char *body)
{
	struct response res;

	ctx->conf = &conf;
	response_init(&res, ctx);
	buf_puts(&res.body, body);
	return res;
}

static const char *build(struct ctx *ctx, const struct request *req, struct response *res, int status)
{
	struct buf out;

	assert_int_equal(response_build(ctx, req, res, &out), status);
	return buf_str(&out);
}

/* The value of a header; NULL where it is absent. Fails where it is there twice. */
static const char *header(struct ctx *ctx, const char *answer, const char *name)
{
	const char *head = arena_strndup(ctx->arena, answer, (size_t)(strstr(answer, "\r\n\r\n") + 2 - answer));
	const char *start = arena_printf(ctx->arena, "\r\n%s: ", name);
	const char *at = strstr(head, start);

	if (!at)
		return NULL;
	at += strlen(start);
	assert_null(strstr(at, start));
	return arena_strndup(ctx->arena, at, strcspn(at, "\r"));
}

static const char *body_of(const char *answer)
{
	return strstr(answer, "\r\n\r\n") + 4;
}

static void a_page_carries_every_security_header(void **state)
{
	struct ctx *ctx = *state;
	struct response res = fresh(ctx, "<p>Hi");
	const char *a = build(ctx, NULL, &res, 200);
	const char *policy = header(ctx, a, "Content-Security-Policy");

	assert_true(str_starts(a, "Status: 200 OK\r\n"));
	assert_string_equal(header(ctx, a, "Content-Type"), "text/html; charset=utf-8");
	assert_string_equal(header(ctx, a, "Content-Length"), "5");
	assert_string_equal(header(ctx, a, "Cache-Control"), "private, no-store");
	assert_string_equal(header(ctx, a, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(header(ctx, a, "Referrer-Policy"), "same-origin");
	assert_non_null(header(ctx, a, "Cross-Origin-Opener-Policy"));
	assert_non_null(header(ctx, a, "Permissions-Policy"));
	assert_non_null(strstr(policy, "default-src 'none'"));
	assert_non_null(strstr(policy, "frame-ancestors 'none'"));
	assert_non_null(strstr(policy, "base-uri 'none'"));
	assert_non_null(strstr(policy, "img-src 'self' data: https://media.example "));
	assert_null(strstr(policy, "unsafe"));
	assert_null(header(ctx, a, "ETag"));
	assert_null(header(ctx, a, "Strict-Transport-Security"));
	assert_string_equal(body_of(a), "<p>Hi");
}

static void transport_security_is_for_https(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .scheme = "https" };
	struct response res = fresh(ctx, "");

	assert_string_equal(header(ctx, build(ctx, &req, &res, 200), "Strict-Transport-Security"), "max-age=31536000");
}

static void a_provider_is_added_to_the_form_targets(void **state)
{
	struct ctx *ctx = *state;
	struct response res = fresh(ctx, "");

	res.form_target = "https://pay.example";
	assert_non_null(strstr(build(ctx, NULL, &res, 200), "form-action 'self' https://pay.example;"));
	res.form_target = "https://pay.example https://try.example";
	assert_non_null(
	    strstr(build(ctx, NULL, &res, 200), "form-action 'self' https://pay.example https://try.example;"));
}

static void head_has_the_headers_and_no_body(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .method = HTTP_HEAD, .scheme = "http" };
	struct response res = fresh(ctx, "<p>Hi");
	const char *a = build(ctx, &req, &res, 200);

	assert_string_equal(header(ctx, a, "Content-Length"), "5");
	assert_string_equal(body_of(a), "");
}

static const char *public_answer(struct ctx *ctx, const char *body, const char *if_none_match, int status)
{
	struct request req = { .method = HTTP_GET, .scheme = "http", .if_none_match = if_none_match };
	struct response res = fresh(ctx, body);

	res.cache = CACHE_PUBLIC;
	return build(ctx, &req, &res, status);
}

static void a_known_page_is_a_304(void **state)
{
	struct ctx *ctx = *state;
	const char *a = public_answer(ctx, "<p>Hi", NULL, 200);
	const char *tag = header(ctx, a, "ETag");
	const char *bare = arena_strndup(ctx->arena, tag + 1, strlen(tag) - 2);
	const char *known[] = { tag, "*", arena_printf(ctx->arena, "W/%s", tag),
		arena_printf(ctx->arena, "\"x\", %s", tag), arena_printf(ctx->arena, "\"%s-gzip\"", bare) };
	const char *other[] = { "", bare, "\"x\"", arena_printf(ctx->arena, "\"%s", bare),
		arena_printf(ctx->arena, "\"%sx\"", bare), "\"", "W/\"\"", "**" };

	assert_string_equal(header(ctx, a, "Cache-Control"), "public, max-age=0, must-revalidate");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *n = public_answer(ctx, "<p>Hi", known[i], 304);
		assert_string_equal(body_of(n), "");
		assert_string_equal(header(ctx, n, "ETag"), tag);
		assert_null(header(ctx, n, "Content-Length"));
		assert_null(header(ctx, n, "Content-Type"));
		assert_non_null(header(ctx, n, "Content-Security-Policy"));
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		public_answer(ctx, "<p>Hi", other[i], 200);
	public_answer(ctx, "<p>Ho", tag, 200);
}

static void only_a_public_200_of_a_reader_has_a_tag(void **state)
{
	struct ctx *ctx = *state;
	struct request get = { .method = HTTP_GET, .scheme = "http", .if_none_match = "*" }, post = get;
	struct response res = fresh(ctx, "x");

	post.method = HTTP_POST;
	assert_null(header(ctx, build(ctx, &get, &res, 200), "ETag"));
	res = fresh(ctx, "x");
	res.cache = CACHE_PUBLIC;
	assert_null(header(ctx, build(ctx, &post, &res, 200), "ETag"));
	res = fresh(ctx, "x");
	res.cache = CACHE_PUBLIC;
	res.status = 404;
	assert_null(header(ctx, build(ctx, &get, &res, 404), "ETag"));
}

static void a_redirect_has_no_body(void **state)
{
	struct ctx *ctx = *state;
	struct response res = fresh(ctx, "half a page");

	response_redirect(&res, 303, "/de/cart?a=%0D%0A");
	const char *a = build(ctx, NULL, &res, 303);
	assert_string_equal(header(ctx, a, "Location"), "/de/cart?a=%0D%0A");
	assert_string_equal(header(ctx, a, "Content-Length"), "0");
	assert_null(header(ctx, a, "Content-Type"));
}

static void cookies_are_strict(void **state)
{
	struct ctx *ctx = *state;
	struct response res = fresh(ctx, "");

	response_cookie(&res, ctx, "cart", "v", 60, true);
	response_cookie(&res, ctx, "gone", "", 0, false);
	response_cookie(&res, ctx, "session", "s", -1, false);
	assert_string_equal(res.cookies[0], "cart=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
	assert_string_equal(res.cookies[1], "gone=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
	assert_string_equal(res.cookies[2], "session=s; Path=/; HttpOnly; SameSite=Lax");
	assert_non_null(
	    strstr(build(ctx, NULL, &res, 200), "\r\nSet-Cookie: session=s; Path=/; HttpOnly; SameSite=Lax\r\n"));
}

static void a_page_too_large_is_a_500_without_a_word_of_it(void **state)
{
	struct ctx *ctx = *state;
	struct response res = fresh(ctx, "secret");

	response_cookie(&res, ctx, "cart", "v", 60, true);
	char *much = arena_alloc(ctx->arena, LIMIT_PAGE_BYTES);
	memset(much, 'a', LIMIT_PAGE_BYTES - 1);
	buf_puts(&res.body, much);
	const char *a = build(ctx, NULL, &res, 500);
	assert_string_equal(body_of(a), "");
	assert_null(strstr(a, "secret"));
	assert_null(header(ctx, a, "Set-Cookie"));
}

/* Each breaks an invariant of its own. */
static void with(void (*change)(struct response *, struct ctx *))
{
	struct ctx ctx = unit_ctx();
	struct response res = fresh(&ctx, "");
	struct buf out;

	change(&res, &ctx);
	response_build(&ctx, NULL, &res, &out);
}

#define BREAKS(name, statement)                                                                                        \
	static void name##_change(struct response *res, struct ctx *ctx)                                               \
	{                                                                                                              \
		(void)ctx;                                                                                             \
		statement;                                                                                             \
	}                                                                                                              \
	static void name(void)                                                                                         \
	{                                                                                                              \
		with(name##_change);                                                                                   \
	}

BREAKS(crlf_in_location, response_redirect(res, 303, "/de\r\nSet-Cookie: a=b"))
BREAKS(lf_in_language, res->language = "de\nX: y")
BREAKS(cr_in_vary, res->vary = "Cookie\r")
BREAKS(crlf_in_disposition, res->disposition = "attachment\r\n\r\n<script>")
BREAKS(crlf_in_type, res->type = "text/html\r\nX: y")
BREAKS(crlf_in_cookie, response_cookie(res, ctx, "a", "b\r\nX: y", 1, false))
BREAKS(semicolon_in_cookie, response_cookie(res, ctx, "a", "b; Domain=example.com", 1, false))
BREAKS(equals_in_cookie_name, response_cookie(res, ctx, "a=b", "c", 1, false))
BREAKS(nameless_cookie, response_cookie(res, ctx, "", "c", 1, false))
BREAKS(crlf_in_target, res->form_target = "https://a\r\nX: y")
BREAKS(second_directive, res->form_target = "https://a;script-src")
BREAKS(unknown_status, res->status = 299)
BREAKS(too_many_cookies, for (int i = 0; i < 9; i++) response_cookie(res, ctx, "a", "b", 1, false))
BREAKS(harmless, res->language = "de")

static void what_could_split_a_header_aborts(void **state)
{
	static void (*const breaks[])(void) = { crlf_in_location, lf_in_language, cr_in_vary, crlf_in_disposition,
		crlf_in_type, crlf_in_cookie, semicolon_in_cookie, equals_in_cookie_name, nameless_cookie,
		crlf_in_target, second_directive, unknown_status, too_many_cookies };

	(void)state;
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
		assert_true(aborts(breaks[i]));
	assert_false(aborts(harmless));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_page_carries_every_security_header),
		UNIT(transport_security_is_for_https),
		UNIT(a_provider_is_added_to_the_form_targets),
		UNIT(head_has_the_headers_and_no_body),
		UNIT(a_known_page_is_a_304),
		UNIT(only_a_public_200_of_a_reader_has_a_tag),
		UNIT(a_redirect_has_no_body),
		UNIT(cookies_are_strict),
		UNIT(a_page_too_large_is_a_500_without_a_word_of_it),
		UNIT(what_could_split_a_header_aborts),
	};
	return cmocka_run_group_tests_name("response", tests, NULL, NULL);
}
