#include "unit.h"

#include "kit/json.h"

static enum err_code parse(struct ctx *ctx, const char *text, const struct json **out)
{
	return json_parse(ctx, text, strlen(text), 100000, out);
}

static void reads_by_path(void **state)
{
	struct ctx *ctx = *state;
	const struct json *doc, *list;
	const char *text;
	int64_t number;
	bool flag;

	assert_int_equal(parse(ctx, "{\"a\":{\"b\":[{\"c\":\"x\\u00e4\"},7]},\"yes\":true,\"no\":null}", &doc), ERR_OK);
	assert_int_equal(json_get_text(ctx, doc, "a.b.0.c", &text), ERR_OK);
	assert_string_equal(text, "x\xc3\xa4");
	assert_int_equal(json_get_int(ctx, doc, "a.b.1", &number), ERR_OK);
	assert_int_equal(number, 7);
	assert_int_equal(json_get_bool(ctx, doc, "yes", &flag), ERR_OK);
	assert_true(flag);
	assert_int_equal(json_get(ctx, doc, "a.b", &list), ERR_OK);
	assert_int_equal(json_count(list), 2);
	assert_string_equal(json_find_text(json_item(list, 0), "c"), "x\xc3\xa4");
	assert_null(json_item(list, 2));
	assert_int_equal(json_count(doc), 0);
	assert_null(json_find(doc, "no"));
	assert_null(json_find_text(doc, "yes"));
}

static void names_the_path_in_the_error(void **state)
{
	struct ctx *ctx = *state;
	const struct json *doc, *sub;
	const char *text = "kept";
	int64_t number;
	bool flag;

	assert_int_equal(parse(ctx, "{\"a\":{\"b\":1.5}}", &doc), ERR_OK);
	assert_int_equal(json_get_text(ctx, doc, "a.b", &text), ERR_MALFORMED);
	assert_non_null(strstr(ctx->err.text, "a.b"));
	assert_string_equal(text, "kept");
	assert_int_equal(json_get_int(ctx, doc, "a.b", &number), ERR_MALFORMED);
	assert_int_equal(json_get_bool(ctx, doc, "a.c", &flag), ERR_MALFORMED);
	assert_int_equal(json_get(ctx, doc, "a.b.c.d", &sub), ERR_MALFORMED);
	assert_non_null(strstr(ctx->err.text, "a.b.c.d"));
}

static void refuses_what_is_no_document(void **state)
{
	static const char *const bad[] = { "", "{", "[1,]", "{\"a\":1}x", "\"a\"", "7", "{\"a\":1,\"a\":2}",
		"[\"\xff\"]", "[\"a\\u0000b\"]", "[\"\\ud800\"]", "[1e999]", "[99999999999999999999]", "{a:1}", "[\"",
		"[\"\\" };
	struct ctx *ctx = *state;
	const struct json *doc;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(parse(ctx, bad[i], &doc), ERR_MALFORMED);
	assert_int_equal(json_parse(ctx, "[1]\0", 4, 100, &doc), ERR_MALFORMED);
	assert_int_equal(json_parse(ctx, "[1,2]", 5, 4, &doc), ERR_TOO_LARGE);
}

static void caps_the_depth(void **state)
{
	struct ctx *ctx = *state;
	const struct json *doc;
	char text[2 * JSON_DEPTH + 3];

	memset(text, '[', JSON_DEPTH);
	memset(text + JSON_DEPTH, ']', JSON_DEPTH);
	text[2 * JSON_DEPTH] = '\0';
	assert_int_equal(parse(ctx, text, &doc), ERR_OK);
	memset(text, '[', JSON_DEPTH + 1);
	memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	text[2 * JSON_DEPTH + 2] = '\0';
	assert_int_equal(parse(ctx, text, &doc), ERR_MALFORMED);
	assert_int_equal(parse(ctx, "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]", &doc), ERR_OK);
}

static void writes_in_order(void **state)
{
	struct ctx *ctx = *state;
	struct json *doc = json_new_object(ctx->arena), *list = json_new_list(ctx->arena);

	json_put_text(doc, "z", "a\"\n\xc3\xa4</script>");
	json_put_int(doc, "n", INT64_MIN);
	json_put_bool(doc, "b", false);
	json_put_text(doc, "none", NULL);
	json_add_text(list, "x");
	json_add_int(list, 2);
	json_add(list, json_new_object(ctx->arena));
	json_put(doc, "list", list);
	json_put(doc, "again", list);
	assert_string_equal(json_print(ctx->arena, doc),
	    "{\"z\":\"a\\\"\\n\xc3\xa4</script>\",\"n\":-9223372036854775808,\"b\":false,\"none\":null,"
	    "\"list\":[\"x\",2,{}],\"again\":[\"x\",2,{}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(reads_by_path),
		UNIT(names_the_path_in_the_error),
		UNIT(refuses_what_is_no_document),
		UNIT(caps_the_depth),
		UNIT(writes_in_order),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
