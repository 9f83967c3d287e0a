/* One call to a provider at a time, against scripted peers on the loopback: how long, how often, and what its end is
 * called. */
#include "unit.h"

#include <time.h>

#include "base/conf.h"
#include "cache/breaker.h"
#include "cache/cache.h"
#include "folder.h"
#include "peer.h"
#include "shop/provider_call.h"
#include "shop/tenant.h"

enum { PAUSE = 300, PATIENCE = 400 };

static char folder[FOLDER_MAX];
static struct conf conf = { .provider_milliseconds = PATIENCE, .provider_pause_milliseconds = PAUSE };
static const struct tenant shop = { .id = 7 };

static int setup(void **state)
{
	unit_setup(state);
	struct ctx *ctx = *state;
	if (!folder_make(folder, "provider"))
		return 1;
	ctx->conf = &conf;
	ctx->tenant = &shop;
	ctx->breaker = breaker_open(folder);
	return ctx->breaker == NULL;
}

static int teardown(void **state)
{
	struct ctx *ctx = *state;
	breaker_close(&ctx->breaker);
	folder_remove(folder);
	return unit_teardown(state);
}

#define PROVIDER_UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* Takes one request; says that, or by drips, or (NULL) nothing, until it is left. */
static void serve(int listener, const char *answer, bool drips)
{
	const struct timespec drip = { .tv_nsec = 20 * 1000000L };
	char got[4096] = "";
	ssize_t n = 0, k = 1;
	alarm(20);
	int c = accept(listener, NULL, NULL);
	while (!strstr(got, "\r\n\r\n") && k > 0 && n < 4000)
		n += k = read(c, got + n, 4000 - (size_t)n);
	if (!answer)
		k = read(c, got, 1);
	for (size_t i = 0; answer && i < strlen(answer) && k > 0; i++) {
		k = send(c, answer + i, 1, MSG_NOSIGNAL);
		if (drips)
			nanosleep(&drip, NULL);
	}
	_exit(0);
}

static enum err_code call(struct ctx *ctx, const char *answer, bool drips, struct provider_answer *out)
{
	int port, listener = peer_listen(&port), status;
	struct fetch_post post = { .body = "{}", .length = 2, .max = 1000, .seconds = 5 };
	fflush(NULL);
	pid_t peer = fork();
	if (peer == 0)
		serve(listener, answer, drips);
	close(listener);
	post.url = arena_printf(ctx->arena, "http://127.0.0.1:%d/", port);
	enum err_code err = provider_call(ctx, "stripe", &post, out);
	kill(peer, SIGKILL);
	waitpid(peer, &status, 0);
	return err;
}

#define ANSWER(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body

static void an_answer_is_read_whatever_its_status(void **state)
{
	struct ctx *ctx = *state;
	struct provider_answer a;
	assert_int_equal(call(ctx, ANSWER("200 OK", "{\"id\":\"x\"}"), false, &a), ERR_OK);
	assert_string_equal(json_find_text(a.json, "id"), "x");
	assert_true(a.asked && provider_said(ctx) == PROVIDER_ANSWERED);
	assert_int_equal(call(ctx, ANSWER("402 No", "{\"error\":\"declined\"}"), false, &a), ERR_OK);
	assert_int_equal(a.status, 402);
	assert_string_equal(json_find_text(a.json, "error"), "declined");
	assert_int_equal(call(ctx, ANSWER("200 OK", "<html>"), false, &a), ERR_OK);
	assert_null(a.json);
	assert_int_equal(provider_said(ctx), PROVIDER_SILENT);
	assert_int_equal(ctx->err.code, ERR_OK);
}

/* What hangs and what drips ends in time, and nothing is begun that could not have its share of it. */
static void who_waits_waits_no_longer_than_that(void **state)
{
	struct ctx *ctx = *state;
	struct provider_answer a;
	for (int drips = 0; drips < 2; drips++) {
		ctx->calls = (struct provider_calls){ 0 };
		provider_hurry(ctx, PATIENCE);
		int64_t began = cache_clock();
		assert_int_equal(call(ctx, drips ? ANSWER("200 OK", "{\"id\":\"x\"}") : NULL, drips, &a), ERR_DOWN);
		assert_true(cache_clock() - began >= PATIENCE - 50 && cache_clock() - began < 10 * PATIENCE);
		assert_true(a.asked && provider_said(ctx) == PROVIDER_SILENT);
		assert_int_equal(call(ctx, ANSWER("200 OK", "{}"), false, &a), ERR_LIMIT);
		assert_true(!a.asked && provider_said(ctx) == PROVIDER_BUSY);
	}
}

static void what_fails_is_left_alone_and_tried_again(void **state)
{
	struct ctx *ctx = *state;
	struct provider_answer a;
	const struct timespec pause = { .tv_nsec = (PAUSE + 50) * 1000000L };
	static const char *const failures[] = { ANSWER("200 OK", "<html>"), ANSWER("500 No", "{}"),
		ANSWER("429 Later", "{}") };
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
		assert_false(provider_is_away(ctx, "stripe"));
		assert_int_equal(call(ctx, failures[i], false, &a), ERR_OK);
	}
	assert_true(provider_is_away(ctx, "stripe"));
	assert_false(provider_is_away(ctx, "paypal"));
	assert_int_equal(call(ctx, ANSWER("200 OK", "{}"), false, &a), ERR_DOWN);
	assert_true(!a.asked && provider_said(ctx) == PROVIDER_SHUT);
	nanosleep(&pause, NULL);
	assert_int_equal(call(ctx, ANSWER("200 OK", "{}"), false, &a), ERR_OK);
	assert_false(provider_is_away(ctx, "stripe"));
}

/* A card that is declined, keys that are refused: the provider is well. */
static void refusals_are_no_failures(void **state)
{
	struct ctx *ctx = *state;
	struct provider_answer a;
	static const char *const refusals[] = { ANSWER("400 No", "{}"), ANSWER("401 No", "{}"), ANSWER("402 No", "{}"),
		ANSWER("403 No", "{}"), ANSWER("404 No", "{}"), ANSWER("409 No", "{}"), ANSWER("422 No", "") };
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		assert_int_equal(call(ctx, refusals[i], false, &a), ERR_OK);
	assert_false(provider_is_away(ctx, "stripe"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROVIDER_UNIT(an_answer_is_read_whatever_its_status),
		PROVIDER_UNIT(who_waits_waits_no_longer_than_that),
		PROVIDER_UNIT(what_fails_is_left_alone_and_tried_again),
		PROVIDER_UNIT(refusals_are_no_failures),
	};
	return cmocka_run_group_tests_name("provider_call", tests, NULL, NULL);
}
