#include "unit.h"

#include "base/limits.h"
#include "base/str.h"
#include "http/request.h"

struct in {
	bool first; /* had_offset is never 0 */
	const char *text, *lines, *secret, *email, *code;
	int64_t number, id;
	bool flag, had_flag;
	struct param_ids ids;
	struct param_texts texts;
};

static const struct param params[] = {
	PARAM(in, text, PARAM_TEXT, .min = 2, .max = 5),
	PARAM(in, lines, PARAM_LINES),
	PARAM(in, secret, PARAM_SECRET),
	PARAM(in, email, PARAM_EMAIL),
	PARAM(in, code, PARAM_CODE, .min = 2, .max = 4),
	PARAM(in, number, PARAM_INT, .min = 1, .max = 9999),
	PARAM(in, id, PARAM_ID),
	PARAM(in, flag, PARAM_BOOL, .had_offset = offsetof(struct in, had_flag)),
	PARAM(in, ids, PARAM_IDS),
	PARAM(in, texts, PARAM_TEXTS, .max = 3),
	{ .name = NULL },
};

static enum err_code read_one(struct ctx *ctx, const char *name, const char *value, struct in *in)
{
	struct pair sent = { name, value, strlen(value) };

	*in = (struct in){ 0 };
	ctx->refusals = NULL;
	return params_read(ctx, params, &sent, 1, in);
}

static void assert_refused(struct ctx *ctx, const char *name, const char *value, const char *code, const char *arg)
{
	struct in in;

	assert_int_equal(read_one(ctx, name, value, &in), ERR_INPUT);
	const struct refusal *r = refusal_for(ctx, name);
	assert_non_null(r);
	assert_string_equal(r->code, code);
	if (arg)
		assert_string_equal(r->arg[0], arg);
}

static void assert_tampered(struct ctx *ctx, const char *name, const char *value)
{
	struct in in;

	assert_int_equal(read_one(ctx, name, value, &in), ERR_MALFORMED);
}

static void nothing_sent_gives_the_empty_values(void **state)
{
	struct in in = { .had_flag = true };

	assert_int_equal(params_read(*state, params, NULL, 0, &in), ERR_OK);
	assert_string_equal(in.text, "");
	assert_string_equal(in.lines, "");
	assert_string_equal(in.secret, "");
	assert_string_equal(in.email, "");
	assert_string_equal(in.code, "");
	assert_int_equal(in.number, 0);
	assert_int_equal(in.id, 0);
	assert_false(in.flag);
	assert_false(in.had_flag);
	assert_int_equal(in.ids.n, 0);
	assert_int_equal(in.texts.n, 0);
}

static void text_is_trimmed_composed_and_counted_in_points(void **state)
{
	struct in in;

	assert_int_equal(read_one(*state, "text", " a\tb\xc2\xa0", &in), ERR_OK);
	assert_string_equal(in.text, "a b");
	assert_int_equal(
	    read_one(*state, "text", "\xe8\x8c\xb6\xe7\xa2\x97\xe8\x8c\xb6\xe7\xa2\x97\xe8\x8c\xb6", &in), ERR_OK);
	/* a with combining diaeresis becomes one letter */
	assert_int_equal(read_one(*state, "text", "Ka\xcc\x88se", &in), ERR_OK);
	assert_string_equal(in.text, "K\xc3\xa4se");
	assert_int_equal(read_one(*state, "text", "  ", &in), ERR_OK);
	assert_refused(*state, "text", "abcdef", "too_long", "5");
	assert_refused(*state, "text", "a", "too_short", "2");
	assert_tampered(*state, "text", "a\nb");
	assert_tampered(*state, "text", "a\rb");
}

static void what_was_typed_stays_after_a_refusal(void **state)
{
	struct in in;

	assert_int_equal(read_one(*state, "text", "abcdef", &in), ERR_INPUT);
	assert_string_equal(in.text, "abcdef");
	assert_int_equal(read_one(*state, "email", "no mail", &in), ERR_INPUT);
	assert_string_equal(in.email, "no mail");
}

static void lines_keep_their_breaks(void **state)
{
	struct ctx *ctx = *state;
	struct in in;

	assert_int_equal(read_one(ctx, "lines", "\r\na\r\nb\rc\nd\r\n", &in), ERR_OK);
	assert_string_equal(in.lines, "a\nb\nc\nd");
	assert_refused(ctx, "lines", arena_printf(ctx->arena, "%04001d", 0), "too_long", "4000");
}

static void secrets_are_left_as_they_are(void **state)
{
	struct ctx *ctx = *state;
	struct in in;

	assert_int_equal(read_one(ctx, "secret", "  a\xcc\x88 ", &in), ERR_OK);
	assert_string_equal(in.secret, "  a\xcc\x88 ");
	assert_refused(ctx, "secret", arena_printf(ctx->arena, "%0*d", LIMIT_NAME_POINTS + 1, 0), "too_long", NULL);
}

static void mail_addresses(void **state)
{
	struct ctx *ctx = *state;
	static const char *const good[] = { "a@b.co", " jo.o'hara+x@mail.example.org ", "a@xn--bcher-kva.example",
		"a@b\xc3\xbc"
		"cher.example",
		"!#$%&'*+-/=?^_`{|}~@x.y" };
	static const char *const bad[] = { "a", "@b.c", "a@", "a@b", "a@b.", "a@.b", "a@b..c", "a@-b.c", "a@b-.c",
		".a@b.c", "a.@b.c", "a..b@c.d", "a b@c.d", "a@b c.d", "a@b@c.d", "\"a\"@b.c", "a@[127.0.0.1]",
		"j\xc3\xb6@b.c", "a,b@c.d", "<a@b.c>", "a@b.c\r\nBcc: x@y.z", "a@b.c;d@e.f" };
	struct in in;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(read_one(ctx, "email", good[i], &in), ERR_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_refused(ctx, "email", bad[i], "email", NULL);
	assert_refused(ctx, "email", arena_printf(ctx->arena, "%065d@b.c", 0), "email", NULL);
	assert_refused(ctx, "email", arena_printf(ctx->arena, "a@%064d.c", 0), "email", NULL);
}

static void codes_are_ours(void **state)
{
	struct in in;

	assert_int_equal(read_one(*state, "code", "a_-.", &in), ERR_OK);
	assert_string_equal(in.code, "a_-.");
	assert_tampered(*state, "code", "a");
	assert_tampered(*state, "code", "abcde");
	assert_tampered(*state, "code", "a b");
	assert_tampered(*state, "code", "a/b");
	assert_tampered(*state, "code", "\xc3\xa4");
}

static void numbers_of_people(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *typed;
		int64_t value;
	} good[] = { { "1", 1 }, { " 12 ", 12 }, { "007", 7 }, { "\xd9\xa1\xd9\xa2", 12 }, { "\xdb\xb1\xdb\xb2", 12 },
		{ "\xef\xbc\x91\xef\xbc\x92", 12 }, { "1 234", 1234 }, { "1,234", 1234 }, { "9999", 9999 } };
	struct in in;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(read_one(ctx, "number", good[i].typed, &in), ERR_OK);
		assert_int_equal(in.number, good[i].value);
	}
	assert_refused(ctx, "number", "0", "too_small", "1");
	assert_refused(ctx, "number", "-3", "too_small", "1");
	assert_refused(ctx, "number", "10000", "too_large", "9999");
	assert_refused(ctx, "number", "99999999999999999999999", "too_large", "9999");
	assert_refused(ctx, "number", "two", "number", NULL);
	assert_refused(ctx, "number", "1.5", "number", NULL);
	assert_refused(ctx, "number", "1e3", "number", NULL);
	assert_refused(ctx, "number", "0x10", "number", NULL);
}

static void ids_are_plain_digits(void **state)
{
	static const char *const bad[] = { "0", "-1", "+1", " 1", "1 ", "1.0", "x", "9223372036854775808", "\xd9\xa1" };
	struct in in;

	assert_int_equal(read_one(*state, "id", "9223372036854775807", &in), ERR_OK);
	assert_true(in.id == INT64_MAX);
	assert_int_equal(read_one(*state, "id", "", &in), ERR_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_tampered(*state, "id", bad[i]);
		assert_tampered(*state, "ids", bad[i]);
	}
	assert_tampered(*state, "ids", "");
}

static void a_flag_tells_whether_it_was_sent(void **state)
{
	struct in in;

	assert_int_equal(read_one(*state, "flag", "on", &in), ERR_OK);
	assert_true(in.flag && in.had_flag);
	assert_int_equal(read_one(*state, "flag", "0", &in), ERR_OK);
	assert_true(!in.flag && in.had_flag);
	assert_int_equal(read_one(*state, "code", "ab", &in), ERR_OK);
	assert_true(!in.flag && !in.had_flag);
	assert_tampered(*state, "flag", "maybe");
	assert_tampered(*state, "flag", "ON");
}

static void lists_keep_their_order(void **state)
{
	static const struct pair sent[] = { { "ids", "3", 1 }, { "texts", " b ", 3 }, { "ids", "1", 1 },
		{ "texts", "", 0 }, { "ids", "3", 1 } };
	struct in in = { 0 };

	assert_int_equal(params_read(*state, params, sent, 5, &in), ERR_OK);
	assert_int_equal(in.ids.n, 3);
	assert_int_equal(in.ids.v[0], 3);
	assert_int_equal(in.ids.v[1], 1);
	assert_int_equal(in.texts.n, 2);
	assert_string_equal(in.texts.v[0], "b");
	assert_string_equal(in.texts.v[1], "");
	assert_refused(*state, "texts", "abcd", "too_long", "3");
}

static void unknown_and_doubled_names_are_tampering(void **state)
{
	static const char *const once[] = { "text", "lines", "secret", "email", "code", "number", "id", "flag" };
	struct in in = { 0 };

	for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
		struct pair twice[] = { { once[i], "1", 1 }, { once[i], "1", 1 } };
		assert_int_equal(params_read(*state, params, twice, 2, &in), ERR_MALFORMED);
	}
	assert_tampered(*state, "nope", "1");
	assert_tampered(*state, "Text", "1");
	assert_tampered(*state, "text ", "1");
	/* Tampering outweighs what was mistyped beside it. */
	const struct pair both[] = { { "text", "a", 1 }, { "code", "/", 1 } };
	assert_int_equal(params_read(*state, params, both, 2, &in), ERR_MALFORMED);
}

static void a_required_field_left_empty_is_refused(void **state)
{
	struct ctx *ctx = *state;
	static const enum param_type types[] = { PARAM_TEXT, PARAM_LINES, PARAM_SECRET, PARAM_EMAIL, PARAM_CODE,
		PARAM_INT, PARAM_ID, PARAM_BOOL, PARAM_IDS, PARAM_TEXTS };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		const struct param one[] = { { .name = "f", .type = types[i], .required = true }, { .name = NULL } };
		const struct pair sent = { "f", "", 0 };
		bool list = types[i] == PARAM_IDS || types[i] == PARAM_TEXTS;
		int64_t out[4] = { 0 };
		ctx->refusals = NULL;
		assert_int_equal(params_read(ctx, one, &sent, list ? 0 : 1, out), ERR_INPUT);
		assert_string_equal(refusal_for(ctx, "f")->code, "required");
	}
}

static void every_refused_field_is_named(void **state)
{
	struct ctx *ctx = *state;
	static const struct pair sent[] = { { "number", "x", 1 }, { "text", "a", 1 }, { "email", "b", 1 } };
	struct in in = { 0 };

	assert_int_equal(params_read(ctx, params, sent, 3, &in), ERR_INPUT);
	assert_non_null(refusal_for(ctx, "number"));
	assert_non_null(refusal_for(ctx, "text"));
	assert_non_null(refusal_for(ctx, "email"));
	assert_null(refusal_for(ctx, "code"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(nothing_sent_gives_the_empty_values),
		UNIT(text_is_trimmed_composed_and_counted_in_points),
		UNIT(what_was_typed_stays_after_a_refusal),
		UNIT(lines_keep_their_breaks),
		UNIT(secrets_are_left_as_they_are),
		UNIT(mail_addresses),
		UNIT(codes_are_ours),
		UNIT(numbers_of_people),
		UNIT(ids_are_plain_digits),
		UNIT(a_flag_tells_whether_it_was_sent),
		UNIT(lists_keep_their_order),
		UNIT(unknown_and_doubled_names_are_tampering),
		UNIT(a_required_field_left_empty_is_refused),
		UNIT(every_refused_field_is_named),
	};
	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
