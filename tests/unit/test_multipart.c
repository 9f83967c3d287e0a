#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "http/multipart.h"

#define DISPOSITION "Content-Disposition: form-data; "
#define FIELD(name, value) "--xyz\r\n" DISPOSITION "name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--xyz--\r\n"

static enum err_code parse(struct ctx *ctx, const char *body, struct multipart *out)
{
	return multipart_parse(ctx, "xyz", body, strlen(body), out);
}

static void finds_the_boundary(void **state)
{
	static const char *const cases[][2] = {
		{ "multipart/form-data; boundary=xyz", "xyz" },
		{ "multipart/form-data;charset=utf-8;Boundary=\"a b?c\"", "a b?c" },
		{ "multipart/form-data ; boundary=----WebKitFormBoundaryAb0", "----WebKitFormBoundaryAb0" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(multipart_boundary(*state, cases[i][0]), cases[i][1]);
}

static void refuses_bad_boundaries(void **state)
{
	struct ctx *ctx = *state;
	static const char *const bad[] = { "multipart/form-data", "multipart/form-data; boundary",
		"multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
		"multipart/form-data; boundary=\"a", "multipart/form-data; boundary=\"a \"",
		"multipart/form-data; boundary=a; boundary=a", "multipart/form-data; boundary=a@b",
		"multipart/form-data; boundary=\"a\" x", "multipart/form-data; boundary=\xc3\xa4",
		"multipart/form-data; boundary=\"a\\b\"", "multipart/form-data; =a" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(multipart_boundary(ctx, bad[i]));
	assert_null(multipart_boundary(ctx, NULL));
	assert_non_null(multipart_boundary(ctx, arena_printf(ctx->arena, "m; boundary=%070d", 0)));
	assert_null(multipart_boundary(ctx, arena_printf(ctx->arena, "m; boundary=%071d", 0)));
}

static void reads_fields_and_files(void **state)
{
	static const char body[] = FIELD("a", "1") FIELD("b", "") FIELD("a",
	    "--xy\r\n--\r\n") "--xyz \t\r\n" DISPOSITION
	                      "filename=\"../../x.png\"; name=f\r\nContent-Type: image/png\r\nX-Other: "
	                      "y\r\n\r\n\x89PNG\r\n\r\n--xyz\r\n" DISPOSITION
	                      "name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n" END;
	struct multipart m;

	assert_int_equal(parse(*state, body, &m), ERR_OK);
	assert_int_equal(m.n_fields, 3);
	assert_string_equal(m.fields[0].value, "1");
	assert_string_equal(m.fields[1].value, "");
	assert_string_equal(m.fields[2].name, "a");
	assert_string_equal(m.fields[2].value, "--xy\r\n--\r\n");
	assert_int_equal(m.n_uploads, 1);
	assert_string_equal(m.uploads[0].name, "f");
	assert_string_equal(m.uploads[0].filename, "../../x.png");
	assert_string_equal(m.uploads[0].type, "image/png");
	assert_int_equal(m.uploads[0].length, 6);
	assert_memory_equal(m.uploads[0].data, "\x89PNG\r\n", 6);
}

static void reads_a_form_without_fields(void **state)
{
	struct multipart m;

	assert_int_equal(parse(*state, "--xyz--", &m), ERR_OK);
	assert_int_equal(m.n_fields + m.n_uploads, 0);
}

static void names_hold_what_browsers_escape(void **state)
{
	struct multipart m;

	assert_int_equal(parse(*state, FIELD("a%22b\\", "1") END, &m), ERR_OK);
	assert_string_equal(m.fields[0].name, "a%22b\\");
}

static void refuses_tricks_with_the_boundary(void **state)
{
	static const char *const bad[] = {
		"",
		"--",
		"--xy",
		"--xyz",
		"--xyz-",
		"no boundary here",
		"preamble\r\n" FIELD("a", "1") END,
		"\r\n" FIELD("a", "1") END,
		FIELD("a", "1") END "epilogue",
		FIELD("a", "1") END FIELD("b", "2") END,
		FIELD("a", "1") "--xyz--\n",
		FIELD("a", "1"),
		FIELD("a", "1") "--xyz",
		FIELD("a", "1") "--xyz\r\n",
		FIELD("a", "1") "--xyz\r\n\r\n",
		FIELD("a", "1\r\n--xyzw") END,
		FIELD("a", "1\r\n--xyz -") END,
		"--xyz\n" DISPOSITION "name=\"a\"\n\n1\n--xyz--\n",
		"--xyz\r\n" DISPOSITION "name=\"a\"\r\n\r\n1--xyz--\r\n",
	};
	struct multipart m;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(parse(*state, bad[i], &m), ERR_MALFORMED);
}

static void every_cut_body_is_refused(void **state)
{
	static const char body[] = FIELD("a", "1") FIELD("b", "two") "--xyz--";
	struct multipart m;

	for (size_t n = 0; n + 1 < sizeof body; n++)
		assert_int_equal(multipart_parse(*state, "xyz", body, n, &m), ERR_MALFORMED);
	assert_int_equal(multipart_parse(*state, "xyz", body, sizeof body - 1, &m), ERR_OK);
}

static void refuses_bad_parts(void **state)
{
	static const char *const bad[] = {
		"\r\n1",
		"Content-Type: text/plain\r\n\r\n1",
		"Content-Disposition: form-data\r\n\r\n1",
		"Content-Disposition: attachment; name=\"a\"\r\n\r\n1",
		DISPOSITION "name=\"\"\r\n\r\n1",
		DISPOSITION "name=\"a\r\n\r\n1",
		DISPOSITION "name=\"a\" name=\"b\"\r\n\r\n1",
		DISPOSITION "name=\"a\"; name=\"b\"\r\n\r\n1",
		DISPOSITION "name=\"a\"; filename*=utf-8''x\r\n\r\n1",
		DISPOSITION "name=\"a\"; size=3\r\n\r\n1",
		DISPOSITION "name=\"a\x01\"\r\n\r\n1",
		DISPOSITION "name=\"a\xff\"\r\n\r\n1",
		DISPOSITION "name=\"a\"; filename=\"\xff\"\r\n\r\n1",
		DISPOSITION "name=\"a\"\r\n" DISPOSITION "name=\"a\"\r\n\r\n1",
		DISPOSITION "name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\n1",
		DISPOSITION "name=\"a\"\r\n folded\r\n\r\n1",
		DISPOSITION "name=\"a\"\r\nno colon\r\n\r\n1",
		DISPOSITION "name=\"a\"\r\nX: \x01\r\n\r\n1",
		DISPOSITION "name=\"a\"\r\n\r\n\xff",
		DISPOSITION "name=\"a\"\r\n\r\n\x01",
	};
	struct ctx *ctx = *state;
	struct multipart m;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(
		    parse(ctx, arena_printf(ctx->arena, "--xyz\r\n%s\r\n" END, bad[i]), &m), ERR_MALFORMED);
}

static void a_nul_in_a_field_is_refused(void **state)
{
	static const char body[] = FIELD("a", "1\0002") END;
	struct multipart m;

	assert_int_equal(multipart_parse(*state, "xyz", body, sizeof body - 1, &m), ERR_MALFORMED);
}

static void headers_are_few_and_short(void **state)
{
	struct ctx *ctx = *state;
	struct multipart m;
	struct buf b;

	assert_int_equal(
	    parse(ctx, arena_printf(ctx->arena, "--xyz\r\n" DISPOSITION "name=\"a\"\r\nX: %01100d\r\n\r\n1\r\n" END, 0),
	        &m),
	    ERR_MALFORMED);
	buf_init(&b, ctx->arena, 4096);
	buf_puts(&b, "--xyz\r\n" DISPOSITION "name=\"a\"\r\n");
	for (int i = 0; i < 8; i++)
		buf_puts(&b, "X: y\r\n");
	buf_puts(&b, "\r\n1\r\n" END);
	assert_int_equal(parse(ctx, buf_str(&b), &m), ERR_MALFORMED);
}

static void parts_are_counted(void **state)
{
	struct ctx *ctx = *state;
	struct multipart m;
	struct buf b;

	buf_init(&b, ctx->arena, (size_t)1 << 20);
	for (int i = 0; i < LIMIT_PARAMS; i++)
		buf_puts(&b, FIELD("a", "1"));
	assert_int_equal(parse(ctx, arena_printf(ctx->arena, "%s" END, buf_str(&b)), &m), ERR_OK);
	assert_int_equal(m.n_fields, LIMIT_PARAMS);
	assert_int_equal(
	    parse(ctx, arena_printf(ctx->arena, "%s" FIELD("a", "1") END, buf_str(&b)), &m), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(finds_the_boundary),
		UNIT(refuses_bad_boundaries),
		UNIT(reads_fields_and_files),
		UNIT(reads_a_form_without_fields),
		UNIT(names_hold_what_browsers_escape),
		UNIT(refuses_tricks_with_the_boundary),
		UNIT(every_cut_body_is_refused),
		UNIT(refuses_bad_parts),
		UNIT(a_nul_in_a_field_is_refused),
		UNIT(headers_are_few_and_short),
		UNIT(parts_are_counted),
	};
	return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
