#include "unit.h"

#include "http/request.h"
#include "kit/localized.h"

struct in {
	struct localized title;
	struct localized body;
	const char *title_note;
};

static const struct param params[] = {
	{ "title", PARAM_LOCALIZED, .offset = offsetof(struct in, title), .max = 8 },
	{ "body", PARAM_LOCALIZED_LINES, .offset = offsetof(struct in, body) },
	PARAM(in, title_note, PARAM_TEXT),
	{ .name = NULL },
};

static void a_form_s_texts_are_read_by_language(void **state)
{
	struct ctx *ctx = *state;
	static const struct pair sent[] = {
		{ "title_de", " Krug ", 6 },
		{ "title_pt-BR", "Jarro", 5 },
		{ "body_de", "eins\r\nzwei", 10 },
		{ "title_note", "x", 1 },
	};
	struct in in = { 0 };

	assert_int_equal(params_read(ctx, params, sent, 4, &in), ERR_OK);
	assert_int_equal(in.title.n, 2);
	assert_string_equal(localized_find(&in.title, "de"), "Krug");
	assert_string_equal(localized_find(&in.title, "pt-BR"), "Jarro");
	assert_null(localized_find(&in.title, "fr"));
	assert_string_equal(localized_find(&in.body, "de"), "eins\nzwei");
	assert_string_equal(in.title_note, "x");
}

static void a_text_too_long_is_refused_at_its_language(void **state)
{
	struct ctx *ctx = *state;
	static const struct pair sent[] = { { "title_de", "123456789", 9 }, { "title_fr", "12345678", 8 } };
	struct in in = { 0 };

	assert_int_equal(params_read(ctx, params, sent, 2, &in), ERR_INPUT);
	assert_non_null(refusal_for(ctx, "title_de"));
	assert_null(refusal_for(ctx, "title_fr"));
	assert_string_equal(localized_find(&in.title, "de"), "123456789");
}

static void what_is_no_language_is_not_declared(void **state)
{
	struct ctx *ctx = *state;
	static const char *const names[] = { "title", "title_", "title_d", "title_DE", "title_de-", "title_de-br",
		"title_de_DE", "titlede", "title_1", "title_abcd" };
	struct in in = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct pair sent = { names[i], "x", 1 };
		assert_int_equal(params_read(ctx, params, &sent, 1, &in), ERR_MALFORMED);
	}
}

static void a_language_sent_twice_is_tampering(void **state)
{
	struct ctx *ctx = *state;
	static const struct pair sent[] = { { "title_de", "a", 1 }, { "title_de", "b", 1 } };
	struct in in = { 0 };

	assert_int_equal(params_read(ctx, params, sent, 2, &in), ERR_MALFORMED);
}

static void json_goes_and_comes_back(void **state)
{
	struct ctx *ctx = *state;
	struct localized texts;

	assert_int_equal(localized_parse(ctx, "{\"de\":\"Gr\303\266\303\237e\",\"en\":\"\"}", &texts), ERR_OK);
	assert_int_equal(texts.n, 2);
	assert_string_equal(localized_print(ctx, &texts), "{\"de\":\"Gr\303\266\303\237e\"}");
	assert_int_equal(localized_parse(ctx, NULL, &texts), ERR_OK);
	assert_int_equal(texts.n, 0);
	assert_int_equal(localized_parse(ctx, "{\"de\":1}", &texts), ERR_MALFORMED);
}

static void the_best_is_the_reader_s_then_the_shop_s_then_any(void **state)
{
	struct ctx *ctx = *state;
	struct localized texts;

	assert_int_equal(localized_parse(ctx, "{\"fr\":\"\",\"de\":\"Krug\",\"ja\":\"J\"}", &texts), ERR_OK);
	assert_string_equal(localized_best(&texts, "ja", "de"), "J");
	assert_string_equal(localized_best(&texts, "fr", "ja"), "J");
	assert_string_equal(localized_best(&texts, "fr", "en"), "Krug");
	assert_string_equal(localized_best(&(struct localized){ 0 }, "fr", "en"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_form_s_texts_are_read_by_language),
		UNIT(a_text_too_long_is_refused_at_its_language),
		UNIT(what_is_no_language_is_not_declared),
		UNIT(a_language_sent_twice_is_tampering),
		UNIT(json_goes_and_comes_back),
		UNIT(the_best_is_the_reader_s_then_the_shop_s_then_any),
	};
	return cmocka_run_group_tests_name("localized", tests, NULL, NULL);
}
