/* Addresses in each country's form. */
#include "unit.h"

#include "base/str.h"
#include "kit/text.h"
#include "shop/address.h"

static struct address some(const char *country, const char *postcode)
{
	return (struct address){
		.name = "Ada Lovelace",
		.line1 = "1 High Street",
		.city = "Town",
		.region = "Region",
		.postcode = postcode,
		.country = country,
	};
}

static enum err_code check(struct ctx *ctx, struct address *a)
{
	err_clear(ctx);
	return address_check(ctx, a);
}

static void postcodes_are_mended(void **state)
{
	static const struct {
		const char *country, *typed, *mended;
	} cases[] = {
		{ "DE", " 10115 ", "10115" },
		{ "GB", "ec1y8sy", "EC1Y 8SY" },
		{ "GB", "M1 1AE", "M1 1AE" },
		{ "GB", "cr2-6xh", "CR2 6XH" },
		{ "CA", "h3z2y7", "H3Z 2Y7" },
		{ "NL", "1234ab", "1234 AB" },
		{ "SE", "11122", "111 22" },
		{ "PL", "00950", "00-950" },
		{ "PT", "2725 079", "2725-079" },
		{ "IE", "a65f4e2", "A65 F4E2" },
		{ "IE", "D6WXY00", "D6W XY00" },
		{ "US", "950141234", "95014-1234" },
		{ "US", "95014", "95014" },
		{ "JP", "1540023", "154-0023" },
		{ "JP", "〒154ー0023", "154-0023" },
		{ "JP", "１５４－００２３", "154-0023" },
		{ "BR", "40301110", "40301-110" },
		{ "SA", "١١٥٦٤", "11564" },
		{ "BH", "317", "317" },
		{ "BH", "", "" },
		{ "LV", "lv1073", "LV-1073" },
		{ "CZ", "10000", "100 00" },
		{ "MT", "nxr1710", "NXR 1710" },
		{ "ZA", "0083", "0083" },
		{ "AR", "c1070aam", "C1070AAM" },
		{ "HK", "999077", "" },
		{ "UG", "anything goes", "anything goes" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct address a = some(cases[i].country, cases[i].typed);

		if (check(*state, &a))
			fail_msg("%s \"%s\" was refused", cases[i].country, cases[i].typed);
		assert_string_equal(a.postcode, cases[i].mended);
	}
}

static void wrong_postcodes_are_refused(void **state)
{
	static const struct {
		const char *country, *typed, *code;
	} cases[] = {
		{ "DE", "1011", "postcode_format" },
		{ "DE", "101150", "postcode_format" },
		{ "DE", "1o115", "postcode_format" },
		{ "DE", "", "required" },
		{ "GB", "12345", "postcode_format" },
		{ "US", "9501", "postcode_format" },
		{ "CA", "H3Z 2Y", "postcode_format" },
		{ "JP", "15400", "postcode_format" },
		{ "SG", "", "required" },
		{ "NO", "0025 Oslo", "postcode_format" },
		{ "BH", "31", "postcode_format" },
		{ "FR", "----", "postcode_format" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct address a = some(cases[i].country, cases[i].typed);

		assert_int_equal(check(ctx, &a), ERR_INPUT);
		assert_non_null(refusal_for(ctx, "postcode"));
		assert_string_equal(refusal_for(ctx, "postcode")->code, cases[i].code);
		if (str_eq(cases[i].code, "postcode_format"))
			assert_string_equal(
			    refusal_for(ctx, "postcode")->arg[0], address_format(cases[i].country)->postcode_example);
	}
}

static void each_empty_field_is_told(void **state)
{
	struct ctx *ctx = *state;
	struct address a = { .country = "US", .name = "  ", .postcode = "1" };

	assert_int_equal(check(ctx, &a), ERR_INPUT);
	assert_string_equal(refusal_for(ctx, "name")->code, "required");
	assert_string_equal(refusal_for(ctx, "line1")->code, "required");
	assert_string_equal(refusal_for(ctx, "city")->code, "required");
	assert_string_equal(refusal_for(ctx, "region")->code, "required");
	assert_string_equal(refusal_for(ctx, "postcode")->code, "postcode_format");
	assert_null(refusal_for(ctx, "company"));
	a = some("XX", "");
	assert_int_equal(check(ctx, &a), ERR_INPUT);
	assert_non_null(refusal_for(ctx, "country"));
	a = some("DE", "10115");
	a.line1 = arena_alloc(ctx->arena, 300);
	memset((char *)(uintptr_t)a.line1, 'x', 201);
	assert_int_equal(check(ctx, &a), ERR_INPUT);
	assert_string_equal(refusal_for(ctx, "line1")->code, "too_long");
}

static void fields_that_a_country_has_not_are_dropped(void **state)
{
	struct address a = some("QA", "10115");

	assert_int_equal(check(*state, &a), ERR_OK);
	assert_string_equal(a.postcode, "");
	assert_string_equal(a.region, "");
	assert_string_equal(a.company, "");
	a = some("SG", "546080");
	a.city = "Singapore";
	assert_int_equal(check(*state, &a), ERR_OK);
	assert_string_equal(a.city, "");
}

static void check_lines(struct ctx *ctx, const struct address *a, const char *wanted)
{
	const char *const *lines = address_lines(ctx, a);
	const char *got = "";

	for (size_t i = 0; lines[i]; i++)
		got = arena_printf(ctx->arena, "%s%s%s", got, i ? "|" : "", lines[i]);
	assert_string_equal(got, wanted);
}

static void labels_are_set_as_the_country_does(void **state)
{
	struct address a = some("DE", "10115");

	a.region = NULL;
	check_lines(*state, &a, "Ada Lovelace|1 High Street|10115 Town");
	a.company = "Engines Ltd";
	a.line2 = "3rd floor";
	check_lines(*state, &a, "Ada Lovelace|Engines Ltd|1 High Street|3rd floor|10115 Town");
	a = some("US", "95014");
	a.region = "CA";
	check_lines(*state, &a, "Ada Lovelace|1 High Street|Town, CA 95014");
	a.region = "";
	check_lines(*state, &a, "Ada Lovelace|1 High Street|Town 95014");
	a.city = "";
	check_lines(*state, &a, "Ada Lovelace|1 High Street|95014");
	a = (struct address){ .name = "山田 太郎",
		.line1 = "神南1-19-11",
		.city = "渋谷区",
		.region = "東京都",
		.postcode = "150-0041",
		.country = "JP" };
	check_lines(*state, &a, "〒150-0041|東京都渋谷区|神南1-19-11|山田 太郎");
	a.postcode = "";
	check_lines(*state, &a, "東京都渋谷区|神南1-19-11|山田 太郎");
	a = (struct address){ .name = "Lim", .line1 = "1 Orchard Road", .postcode = "546080", .country = "SG" };
	check_lines(*state, &a, "Lim|1 Orchard Road|SINGAPORE 546080");
	a = (struct address){ .name = "Li", .line1 = "9 Queen's Road", .region = "Kowloon", .country = "HK" };
	check_lines(*state, &a, "Kowloon|9 Queen's Road|Li");
	a = some("BR", "40301-110");
	a.region = "BA";
	check_lines(*state, &a, "Ada Lovelace|1 High Street|Town-BA|40301-110");
	a = some("UG", "");
	a.region = "";
	check_lines(*state, &a, "Ada Lovelace|1 High Street|Town");
}

static bool in_form(const struct address_format *f, enum address_field field)
{
	for (const enum address_field *p = f->form; *p != ADDRESS_FIELD__MAX; p++)
		if (*p == field)
			return true;
	return false;
}

/* Every form asks for what it prints and demands, and its own example passes. */
static void every_country_has_a_sound_form(void **state)
{
	static const char letters[ADDRESS_FIELD__MAX] = { 'N', 'O', 'A', 'A', 'C', 'S', 'Z' };
	size_t n;
	const char *const *codes = address_countries(&n);

	assert_int_equal(n, 249);
	for (size_t i = 0; i < n; i++) {
		const struct address_format *f = address_format(codes[i]);
		struct address a = some(codes[i], f->postcode_example ? f->postcode_example : "");

		assert_true(i == 0 || strcmp(codes[i - 1], codes[i]) < 0);
		assert_true(text_country_known(codes[i]));
		assert_true(str_empty(f->country) || str_eq(f->country, codes[i]));
		assert_true(in_form(f, ADDRESS_NAME) && in_form(f, ADDRESS_LINE1));
		assert_int_equal(f->region_name != NULL, in_form(f, ADDRESS_REGION));
		for (enum address_field field = 0; field < ADDRESS_FIELD__MAX; field++) {
			const char hole[] = { '%', letters[field], '\0' };

			if (in_form(f, field) != (strstr(f->label, hole) != NULL))
				fail_msg("%s: field %d stands in form or label alone", codes[i], (int)field);
			assert_true(in_form(f, field) || !(f->required & 1u << field));
		}
		assert_int_equal(check(*state, &a), ERR_OK);
		if (f->postcode_example)
			assert_string_equal(a.postcode, f->postcode_example);
	}
}

static void japan_asks_for_the_postcode_first(void **state)
{
	const enum address_field *form = address_format("JP")->form;
	static const enum address_field wanted[] = { ADDRESS_NAME, ADDRESS_COMPANY, ADDRESS_POSTCODE, ADDRESS_REGION,
		ADDRESS_CITY, ADDRESS_LINE1, ADDRESS_LINE2, ADDRESS_FIELD__MAX };

	(void)state;
	assert_memory_equal(form, wanted, sizeof wanted);
	assert_string_equal(address_format("JP")->region_name, "Prefecture");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(postcodes_are_mended),
		UNIT(wrong_postcodes_are_refused),
		UNIT(each_empty_field_is_told),
		UNIT(fields_that_a_country_has_not_are_dropped),
		UNIT(labels_are_set_as_the_country_does),
		UNIT(every_country_has_a_sound_form),
		UNIT(japan_asks_for_the_postcode_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
