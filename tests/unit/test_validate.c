/* Which form a client likes best, and whether it has the page already. */
#include "unit.h"

#include "http/validate.h"

enum { ALL = 1u << ENCODING_GZIP | 1u << ENCODING_BROTLI, GZIP = 1u << ENCODING_GZIP };

static void the_best_liked_form_is_chosen(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		unsigned offered;
		enum http_encoding chosen;
	} cases[] = {
		{ NULL, ALL, ENCODING_IDENTITY },
		{ "", ALL, ENCODING_IDENTITY },
		{ "gzip", ALL, ENCODING_GZIP },
		{ "gzip, deflate, br, zstd", ALL, ENCODING_BROTLI },
		{ "gzip, deflate, br, zstd", GZIP, ENCODING_GZIP },
		{ "br", GZIP, ENCODING_IDENTITY },
		{ "br;q=0.5,gzip;q=0.8", ALL, ENCODING_GZIP },
		{ " br ; q=0.5 ,\tgzip ; Q=0.4 ", ALL, ENCODING_BROTLI },
		{ "gzip;q=0", ALL, ENCODING_IDENTITY },
		{ "gzip;q=0.000, *", ALL, ENCODING_BROTLI },
		{ "*;q=0", ALL, ENCODING_IDENTITY },
		{ "*", 0, ENCODING_IDENTITY },
		{ "identity;q=0.5, gzip;q=0.2", ALL, ENCODING_IDENTITY },
		{ "identity;q=0, gzip;q=0.001", ALL, ENCODING_GZIP },
		{ "gzip;q=1.000", ALL, ENCODING_GZIP },
		{ "gzip;q=nonsense", ALL, ENCODING_GZIP },
		{ "gzip;level=3", ALL, ENCODING_GZIP },
		{ "gzipped, brr", ALL, ENCODING_IDENTITY },
		{ ",,,gzip,,", ALL, ENCODING_GZIP },
		{ ";q=1, gzip", ALL, ENCODING_IDENTITY },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (encoding_choose(cases[i].header, cases[i].offered) != cases[i].chosen)
			fail_msg("%s", cases[i].header);
}

static void the_tag_that_was_named_is_told(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *header, *told;
	} cases[] = {
		{ NULL, NULL },
		{ "", NULL },
		{ "*", "\"ab\"" },
		{ "\"ab\"", "\"ab\"" },
		{ "W/\"ab\"", "\"ab\"" },
		{ "\"x\", \"ab-gzip\"", "\"ab-gzip\"" },
		{ "\"ab-br\",\"ab\"", "\"ab-br\"" },
		{ "\"ab-other\"", NULL },
		{ "\"ab.c1\"", NULL },
		{ "\"abc\"", NULL },
		{ "\"a\"", NULL },
		{ "ab", NULL },
		{ "\"ab", NULL },
		{ "\"", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *told = validate_match(ctx, cases[i].header, "\"ab\"");
		if ((told == NULL) != (cases[i].told == NULL))
			fail_msg("%s", cases[i].header);
		if (told)
			assert_string_equal(told, cases[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(the_best_liked_form_is_chosen),
		UNIT(the_tag_that_was_named_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
