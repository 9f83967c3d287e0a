#include "unit.h"

#include <sys/stat.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "web/cart_cookie.h"
#include "web/cookie.h"

enum { SHOP = 7, OTHER_SHOP = 8 };

#define TOKEN "0123456789abcdef0123456789abcdef"

static int load_key(void **state)
{
	struct conf conf = { .key_file =
		                 unit_file("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n") };

	(void)state;
	return chmod(conf.key_file, 0600) == 0 && crypto_load_key(&conf) ? 0 : -1;
}

/* What the browser sends back of the last cookie that was set: its value. */
static const char *sent_back(struct ctx *ctx, const struct response *res)
{
	assert_true(res->n_cookies > 0);
	const char *value = strchr(res->cookies[res->n_cookies - 1], '=') + 1;

	return arena_strndup(ctx->arena, value, strcspn(value, ";"));
}

static const char *sign(struct ctx *ctx, const char *name, const char *payload, int64_t seconds)
{
	struct request req = { .scheme = "http" };
	struct response res;
	struct exchange x = { .req = &req, .res = &res };

	response_init(&res, ctx);
	cookie_sign(ctx, &x, name, payload, seconds);
	return sent_back(ctx, &res);
}

static const char *open_with(struct ctx *ctx, const char *name, const char *value, size_t times)
{
	const struct pair cookies[] = { { name, value, strlen(value) }, { name, value, strlen(value) } };
	struct request req = { .cookies = cookies, .n_cookies = times };

	return cookie_open(ctx, &req, name);
}

static void opens_what_it_signed_until_it_expires(void **state)
{
	struct ctx *ctx = *state;
	ctx->tenant_id = SHOP;
	const char *value = sign(ctx, "cart", "hello", 60);

	assert_string_equal(open_with(ctx, "cart", value, 1), "hello");
	ctx->now += 60;
	assert_string_equal(open_with(ctx, "cart", value, 1), "hello");
	ctx->now += 1;
	assert_null(open_with(ctx, "cart", value, 1));
}

static void another_shop_s_or_use_s_cookie_is_none(void **state)
{
	struct ctx *ctx = *state;
	ctx->tenant_id = SHOP;
	const char *value = sign(ctx, "cart", "hello", 60);

	assert_null(open_with(ctx, "flash", value, 1));
	ctx->tenant_id = OTHER_SHOP;
	assert_null(open_with(ctx, "cart", value, 1));
	ctx->tenant_id = 0;
	assert_null(open_with(ctx, "cart", value, 1));
}

static void a_changed_or_doubled_cookie_is_none_and_no_error(void **state)
{
	struct ctx *ctx = *state;
	ctx->tenant_id = SHOP;
	const char *value = sign(ctx, "cart", "hello", 60);

	for (size_t i = 0; value[i]; i++) {
		char *changed = arena_strdup(ctx->arena, value);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_null(open_with(ctx, "cart", changed, 1));
	}
	assert_null(open_with(ctx, "cart", value, 2));
	assert_null(open_with(ctx, "cart", value, 0));
	assert_null(open_with(ctx, "cart", "", 1));
	assert_int_equal(ctx->err.code, ERR_OK);
}

static void secure_goes_with_https(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .scheme = "https" };
	struct response res;
	struct exchange x = { .req = &req, .res = &res };

	response_init(&res, ctx);
	cookie_sign(ctx, &x, "cart", "a", 60);
	assert_true(str_ends(res.cookies[0], "; Max-Age=60; HttpOnly; SameSite=Lax; Secure"));
}

static bool read_cart(struct ctx *ctx, const char *payload, struct cart_cookie *out)
{
	const char *value = sign(ctx, "cart", payload, 60);
	const struct pair cookies[] = { { "cart", value, strlen(value) } };
	struct request req = { .cookies = cookies, .n_cookies = 1 };

	return cart_cookie_read(ctx, &req, out);
}

/* What a visitor with this cookie reads may be a copy: not right after it was written. */
static bool is_new(struct ctx *ctx, const char *value)
{
	const struct pair cookies[] = { { "cart", value, strlen(value) } };
	struct request req = { .cookies = cookies, .n_cookies = 1 };

	return cart_cookie_is_new(ctx, &req);
}

static void a_cart_cookie_tells_when_it_was_written(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .scheme = "http" };
	struct response res;
	struct exchange x = { .req = &req, .res = &res };

	response_init(&res, ctx);
	cart_cookie_write(ctx, &x, TOKEN, 0);
	const char *value = sent_back(ctx, &res);
	assert_true(is_new(ctx, value));
	ctx->now += 14;
	assert_true(is_new(ctx, value));
	ctx->now -= 28;
	assert_true(is_new(ctx, value));
	ctx->now += 29;
	assert_false(is_new(ctx, value));
	assert_false(is_new(ctx, "nonsense"));
	assert_false(is_new(ctx, ""));
	assert_false(cart_cookie_is_new(ctx, &(struct request){ .n_cookies = 0 }));
}

static void a_cart_cookie_holds_token_and_count(void **state)
{
	static const char *const bad[] = { "", ":", TOKEN, TOKEN ":", TOKEN ":x", TOKEN ":-1", TOKEN ":1x", TOKEN "0:1",
		TOKEN ":999901" };
	struct cart_cookie cart;

	assert_true(read_cart(*state, TOKEN ":3", &cart));
	assert_string_equal(cart.token, TOKEN);
	assert_int_equal(cart.count, 3);
	assert_true(read_cart(*state, TOKEN ":999900", &cart));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(read_cart(*state, bad[i], &cart));
		assert_null(cart.token);
		assert_int_equal(cart.count, 0);
	}
}

static void a_written_cart_is_read_again(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .scheme = "http" };
	struct response res;
	struct exchange x = { .req = &req, .res = &res };
	struct cart_cookie cart;

	response_init(&res, ctx);
	cart_cookie_write(ctx, &x, TOKEN, 12);
	assert_non_null(strstr(res.cookies[0], "; Max-Age=5184000;"));
	const char *value = sent_back(ctx, &res);
	const struct pair cookies[] = { { "cart", value, strlen(value) } };
	req.cookies = cookies;
	req.n_cookies = 1;
	assert_true(cart_cookie_read(ctx, &req, &cart));
	assert_string_equal(cart.token, TOKEN);
	assert_int_equal(cart.count, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(opens_what_it_signed_until_it_expires),
		UNIT(another_shop_s_or_use_s_cookie_is_none),
		UNIT(a_changed_or_doubled_cookie_is_none_and_no_error),
		UNIT(secure_goes_with_https),
		UNIT(a_cart_cookie_tells_when_it_was_written),
		UNIT(a_cart_cookie_holds_token_and_count),
		UNIT(a_written_cart_is_read_again),
	};
	return cmocka_run_group_tests_name("cookie", tests, load_key, NULL);
}
