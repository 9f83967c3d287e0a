#include "unit.h"

#include "base/conf.h"
#include "web/form.h"

enum { EMAIL, PASSWORD, COUNTRY, METHOD, NEWS, TOKEN, N_FIELDS };

static const struct conf conf = { .locale_dir = "/nonexistent" };

struct sheet {
	struct form_option countries[2], methods[2];
	struct form_field fields[N_FIELDS];
	struct form form;
};

static struct sheet *sheet(struct ctx *ctx)
{
	struct sheet *s = ARENA_NEW(ctx->arena, struct sheet);

	ctx->conf = &conf;
	s->countries[0] = (struct form_option){ .value = "DE", .label = "Germany", .selected = true };
	s->countries[1] = (struct form_option){ .value = "FR", .label = "France" };
	s->methods[0] = (struct form_option){ .value = "post", .label = "Post" };
	s->methods[1] = (struct form_option){ .value = "van", .label = "Van" };
	s->fields[EMAIL] = (struct form_field){
		.name = "email", .label = "E-mail", .type = "email", .value = "known@example.com", .hint = "Hint"
	};
	s->fields[PASSWORD] = (struct form_field){ .name = "password", .label = "Password", .type = "password" };
	s->fields[COUNTRY] = (struct form_field){
		.name = "country", .label = "Country", .type = "select", .options = s->countries, .n_options = 2
	};
	s->fields[METHOD] = (struct form_field){
		.name = "method", .label = "Method", .type = "radio", .options = s->methods, .n_options = 2
	};
	s->fields[NEWS] = (struct form_field){ .name = "news", .label = "News", .type = "checkbox", .checked = true };
	s->fields[TOKEN] = (struct form_field){ .name = "token", .label = "Token", .type = "hidden", .value = "t" };
	s->form = (struct form){ .fields = s->fields, .n_fields = N_FIELDS };
	return s;
}

static void the_first_showing_has_what_is_known(void **state)
{
	struct ctx *ctx = *state;
	struct sheet *s = sheet(ctx);

	form_fill(ctx, &s->form, NULL);
	assert_string_equal(s->fields[EMAIL].value, "known@example.com");
	assert_string_equal(s->fields[EMAIL].id, "f-email");
	assert_string_equal(s->fields[EMAIL].described_by, "f-email-hint");
	assert_null(s->fields[EMAIL].error);
	assert_null(s->fields[EMAIL].invalid);
	assert_true(s->fields[NEWS].checked);
	assert_string_equal(s->fields[NEWS].value, "1");
	assert_true(s->countries[0].selected);
	assert_string_equal(s->countries[1].id, "f-country-2");
	assert_null(s->fields[PASSWORD].described_by);
	assert_int_equal(s->form.n_errors, 0);
}

static void a_get_never_fills_a_form(void **state)
{
	static const struct pair args[] = { { "email", "evil@example.com", 16 } };
	struct ctx *ctx = *state;
	struct request req = { .method = HTTP_GET, .args = args, .n_args = 1 };
	struct sheet *s = sheet(ctx);

	form_fill(ctx, &s->form, &req);
	assert_string_equal(s->fields[EMAIL].value, "known@example.com");
}

static const struct pair typed[] = {
	{ "email", "not <a> mail", 12 },
	{ "password", "secret", 6 },
	{ "country", "FR", 2 },
	{ "method", "van", 3 },
	{ "token", "t2", 2 },
};

static void what_was_typed_stays_but_no_password(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .method = HTTP_POST, .form = typed, .n_form = 5 };
	struct sheet *s = sheet(ctx);

	s->fields[PASSWORD].value = "from the handler";
	form_fill(ctx, &s->form, &req);
	assert_string_equal(s->fields[EMAIL].value, "not <a> mail");
	assert_null(s->fields[PASSWORD].value);
	assert_false(s->countries[0].selected);
	assert_true(s->countries[1].selected);
	assert_false(s->methods[0].selected);
	assert_true(s->methods[1].selected);
	assert_false(s->fields[NEWS].checked);
	assert_string_equal(s->fields[TOKEN].value, "t2");
}

static void a_choice_that_is_not_offered_selects_nothing(void **state)
{
	static const struct pair sent[] = { { "country", "XX", 2 } };
	struct ctx *ctx = *state;
	struct request req = { .method = HTTP_POST, .form = sent, .n_form = 1 };
	struct sheet *s = sheet(ctx);

	form_fill(ctx, &s->form, &req);
	assert_false(s->countries[0].selected || s->countries[1].selected);
}

static void a_refusal_stands_at_its_field_and_in_the_summary(void **state)
{
	struct ctx *ctx = *state;
	struct request req = { .method = HTTP_POST, .form = typed, .n_form = 5 };
	struct sheet *s = sheet(ctx);

	refuse(ctx, "method", "too_small", "2", NULL);
	refuse(ctx, "email", "email", NULL, NULL);
	refuse(ctx, "email", "too_long", "254", NULL);
	refuse(ctx, "token", "required", NULL, NULL);
	refuse(ctx, "", "cart_empty", NULL, NULL);
	form_fill(ctx, &s->form, &req);
	const struct form_field *email = &s->fields[EMAIL];
	assert_string_equal(email->error, "Please write an e-mail address such as name@example.com.");
	assert_string_equal(email->invalid, "true");
	assert_string_equal(email->described_by, "f-email-error f-email-hint");
	assert_string_equal(email->value, "not <a> mail");
	assert_string_equal(s->fields[METHOD].error, "The smallest number possible here is 2.");
	assert_string_equal(s->fields[METHOD].described_by, "f-method-error");
	assert_null(s->fields[COUNTRY].error);
	assert_int_equal(s->form.n_errors, 5);
	assert_string_equal(s->form.errors[0].href, "#f-email");
	assert_string_equal(s->form.errors[0].label, "E-mail");
	assert_string_equal(s->form.errors[1].text, "Please keep this to 254 characters.");
	assert_string_equal(s->form.errors[2].href, "#f-method-1");
	assert_null(s->form.errors[3].href);
	assert_null(s->form.errors[4].href);
	assert_string_equal(s->form.errors[4].text, "Your cart is empty.");
}

static void forms_of_one_page_have_ids_of_their_own(void **state)
{
	struct ctx *ctx = *state;
	struct sheet *s = sheet(ctx);

	s->form.prefix = "ship";
	refuse(ctx, "email", "required", NULL, NULL);
	form_fill(ctx, &s->form, NULL);
	assert_string_equal(s->fields[EMAIL].id, "ship-email");
	assert_string_equal(s->fields[EMAIL].error_id, "ship-email-error");
	assert_string_equal(s->form.errors[0].href, "#ship-email");
}

static void finds_a_field_by_name(void **state)
{
	struct sheet *s = sheet(*state);

	assert_ptr_equal(form_find(&s->form, "news"), &s->fields[NEWS]);
	assert_null(form_find(&s->form, "new"));
}

static void unknown_refusal(void)
{
	struct ctx ctx = unit_ctx();

	ctx.conf = &conf;
	refuse(&ctx, "a", "no_such_code", NULL, NULL);
	refusal_sentence(&ctx, ctx.refusals);
}

static void a_refusal_without_a_sentence_aborts(void **state)
{
	(void)state;
	assert_true(aborts(unknown_refusal));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(the_first_showing_has_what_is_known),
		UNIT(a_get_never_fills_a_form),
		UNIT(what_was_typed_stays_but_no_password),
		UNIT(a_choice_that_is_not_offered_selects_nothing),
		UNIT(a_refusal_stands_at_its_field_and_in_the_summary),
		UNIT(forms_of_one_page_have_ids_of_their_own),
		UNIT(finds_a_field_by_name),
		UNIT(a_refusal_without_a_sentence_aborts),
	};
	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
