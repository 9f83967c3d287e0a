#include "unit.h"

#include <stdint.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

static void keeps_code_and_text(void **state)
{
	struct ctx *ctx = *state;

	assert_int_equal(err_set(ctx, ERR_CONFLICT, "could not reserve \"%s\": %d left", "SKU-1", 2), ERR_CONFLICT);
	assert_int_equal(ctx->err.code, ERR_CONFLICT);
	assert_string_equal(ctx->err.text, "could not reserve \"SKU-1\": 2 left");
	assert_int_equal(err_set(NULL, ERR_DOWN, "nobody listens"), ERR_DOWN);
	err_clear(ctx);
	assert_int_equal(ctx->err.code, ERR_OK);
	assert_string_equal(ctx->err.text, "");
}

static void long_texts_are_cut(void **state)
{
	struct ctx *ctx = *state;

	err_set(ctx, ERR_INTERNAL, "%0500d", 1);
	assert_int_equal(strlen(ctx->err.text), sizeof ctx->err.text - 1);
}

static void maps_to_http(void **state)
{
	(void)state;
	assert_int_equal(err_http_status(ERR_OK), 200);
	assert_int_equal(err_http_status(ERR_INPUT), 422);
	assert_int_equal(err_http_status(ERR_UNKNOWN), 503);
	for (int code = 0; code < ERR__MAX; code++) {
		assert_true(err_http_status((enum err_code)code) >= 200);
		assert_non_null(err_name((enum err_code)code));
	}
}

static void collects_refusals_in_order(void **state)
{
	struct ctx *ctx = *state;
	char code[] = "too_long";

	assert_int_equal(refuse(ctx, "name", "required", NULL, NULL), ERR_INPUT);
	assert_int_equal(refuse(ctx, "city", code, "80", NULL), ERR_INPUT);
	code[0] = 'X';
	assert_int_equal(ctx->err.code, ERR_INPUT);
	assert_string_equal(ctx->refusals->field, "name");
	assert_string_equal(ctx->refusals->next->code, "too_long");
	assert_string_equal(refusal_for(ctx, "city")->arg[0], "80");
	assert_null(refusal_for(ctx, "city")->arg[1]);
	assert_null(refusal_for(ctx, "street"));
}

static char logged[4096];

/* stderr leads into a pipe meanwhile. */
struct ear {
	int ends[2], saved;
};

static void listen_in(struct ear *e)
{
	e->saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(e->ends), 0);
	dup2(e->ends[1], STDERR_FILENO);
}

static const char *listened(struct ear *e)
{
	dup2(e->saved, STDERR_FILENO);
	close(e->saved);
	close(e->ends[1]);
	ssize_t n = read(e->ends[0], logged, sizeof logged - 1);
	close(e->ends[0]);
	assert_true(n > 0);
	logged[n] = '\0';
	return logged;
}

/* What log_event() writes to stderr. */
static const char *capture(struct ctx *ctx, const char *value, int64_t id)
{
	struct ear ear;

	listen_in(&ear);
	log_event(
	    ctx, LOG_WARN, "sold_out", "sku=%s id=%ld n=%d%% path=%s/%.*s bare", value, (long)id, -3, "a", 1, "bc");
	return listened(&ear);
}

static void logs_pairs(void **state)
{
	struct ctx *ctx = *state;

	log_init("unit", LOG_INFO);
	str_copy(ctx->request_id, "abc1", sizeof ctx->request_id);
	ctx->tenant_id = 12;
	const char *line = capture(ctx, "A-1", INT64_MIN);
	assert_non_null(strstr(line, " level=warn program=unit "));
	assert_non_null(strstr(
	    line, " event=sold_out request=abc1 tenant=12 sku=A-1 id=-9223372036854775808 n=-3% path=a/b bare\n"));
}

static void lines_for_the_journal_begin_with_their_priority(void **state)
{
	struct ear ear;
	struct stat st;
	char stream[64];

	listen_in(&ear);
	fstat(STDERR_FILENO, &st);
	snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_init("unit", LOG_INFO);
	log_event(NULL, LOG_WARN, "first", "n=%d", 1);
	log_event(NULL, LOG_INFO, "second", "n=%d", 2);
	listened(&ear);
	assert_true(str_starts(logged, "<4>20"));
	assert_non_null(strstr(logged, " n=1\n<6>20"));
	/* What a child of the unit has sent elsewhere is no journal's. */
	log_init("unit", LOG_INFO);
	assert_true(str_starts(capture(*state, "A-1", 1), "20"));
	unsetenv("JOURNAL_STREAM");
}

static void logged_values_cannot_pose_as_pairs(void **state)
{
	struct ctx *ctx = *state;

	assert_non_null(strstr(capture(ctx, "a b=\"c\\\n", 1), " sku=\"a b=\\\"c\\\\\\x0a\" id=1"));
	assert_non_null(strstr(capture(ctx, "", 1), " sku=\"\" id"));
	assert_non_null(strstr(capture(ctx, NULL, 1), " sku=(null) id"));
	char *endless = arena_alloc(ctx->arena, 10001);
	memset(endless, 'x', 10000);
	assert_true(strlen(capture(ctx, endless, 1)) <= 2048);
	assert_true(logged[strlen(logged) - 1] == '\n');
}

static void clock_is_shifted_by_the_environment(void **state)
{
	(void)state;
	unsetenv("STOA_TEST_NOW_OFFSET");
	int64_t now = clock_now();
	setenv("STOA_TEST_NOW_OFFSET", "-86400", 1);
	int64_t day = now - clock_now();
	assert_true(day >= 86398 && day <= 86400);
	setenv("STOA_TEST_NOW_OFFSET", "soon", 1);
	assert_true(clock_now() - now <= 2);
	unsetenv("STOA_TEST_NOW_OFFSET");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(keeps_code_and_text),
		UNIT(long_texts_are_cut),
		UNIT(maps_to_http),
		UNIT(collects_refusals_in_order),
		UNIT(logs_pairs),
		UNIT(lines_for_the_journal_begin_with_their_priority),
		UNIT(logged_values_cannot_pose_as_pairs),
		UNIT(clock_is_shifted_by_the_environment),
	};
	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
