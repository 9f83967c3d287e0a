/*
 * The whole way from template to page: the sets under templates/ are compiled, bound to the structs here and compared
 * with golden files. UPDATE_GOLDEN=1 writes them anew: look at the difference before you keep it.
 */
#include "view_kit.h"

#include <errno.h>
#include <libintl.h>

#include "base/str.h"

struct tag {
	const char *name;
};
struct item {
	const char *name, *kind;
	bool sold;
	struct money price;
	const struct tag *tags;
	size_t n_tags;
};
struct owner {
	const char *name;
};
struct value {
	const char *text;
};
struct things {
	const char *name, *kind, *nothing, *picture, *state;
	int64_t id, number, at, moment, never;
	bool open;
	struct money price;
	struct html body;
	const struct item *items, *none;
	size_t n_items, n_none;
	struct item best;
	const struct owner *owner, *nobody;
	const struct value *values;
	size_t n_values;
};
struct common {
	const char *lang, *dir, *shop, *kind;
	int64_t id;
};

static const struct view_field tag_fields[] = { V_STR(tag, name), V_END };
static const struct view_type tag_view = { "tag", sizeof(struct tag), tag_fields };
static const struct view_field item_fields[] = { V_STR(item, name), V_STR(item, kind), V_BOOL(item, sold),
	V_MONEY(item, price), V_LIST(item, tags, n_tags, &tag_view), V_END };
static const struct view_type item_view = { "item", sizeof(struct item), item_fields };
static const struct view_field owner_fields[] = { V_STR(owner, name), V_END };
static const struct view_type owner_view = { "owner", sizeof(struct owner), owner_fields };
static const struct view_field value_fields[] = { V_STR(value, text), V_END };
static const struct view_type value_view = { "value", sizeof(struct value), value_fields };
static const struct view_field things_fields[] = {
	V_STR(things, name),
	V_STR(things, kind),
	V_STR(things, nothing),
	V_STR(things, picture),
	V_MSG(things, state),
	V_ID(things, id),
	V_INT(things, number),
	V_DATE(things, at),
	V_DATETIME(things, moment),
	V_DATE(things, never),
	V_BOOL(things, open),
	V_MONEY(things, price),
	V_HTML(things, body),
	V_LIST(things, items, n_items, &item_view),
	V_LIST(things, none, n_none, &item_view),
	V_STRUCT(things, best, &item_view),
	V_PTR(things, owner, &owner_view),
	V_PTR(things, nobody, &owner_view),
	V_LIST(things, values, n_values, &value_view),
	V_END,
};
static const struct view_type things_view = { "things", sizeof(struct things), things_fields };
static const struct view_field common_fields[] = { V_STR(common, lang), V_STR(common, dir), V_STR(common, shop),
	V_STR(common, kind), V_ID(common, id), V_END };
static const struct view_type common_view = { "common", sizeof(struct common), common_fields };

static const struct view_page pages[] = { { "constructs", &things_view }, { "contexts", &things_view },
	{ "messages", &things_view }, { "mail", &things_view }, { "feed", &things_view }, { "holes", &things_view },
	{ NULL, NULL } };

static const struct tag tags[] = { { "new" }, { "<hot>" } };
static const struct item items[] = {
	{ "Cup", "a", true, { 1234500, "EUR" }, tags, 2 },
	{ "Pot & lid", "word", false, { 5, "EUR" }, NULL, 0 },
	{ "Tray", "c", true, { 100, "JPY" }, tags, 1 },
};
static const struct owner owner = { "Zoë" };

/* Values that want out of their place. */
static const struct value hostile[] = {
	{ "plain" },
	{ "\"quoted\" 'single' <b>&amp;</b>" },
	{ "</script></textarea></title><script>alert(1)</script>" },
	{ "javascript:alert(1)" },
	{ "JaVaScRiPt:alert(1)" },
	{ " javascript:alert(1)" },
	{ "java\nscript:alert(1)" },
	{ "data:text/html,x" },
	{ "//evil.example/x" },
	{ "https://ok.example/?a=1&b='2'" },
	{ "mailto:a@b.example" },
	{ "\xE2\x80\xAEoverride\xE2\x80\xAC" },
	{ "isolate \xE2\x81\xA7open" },
	{ "pop\xE2\x81\xA9 alone" },
	{ "control\x01\x1B\x7F" },
	{ "no character\xEF\xBF\xBE\xEF\xBF\xBF \xEF\xBC\xA1 \xEF\xBF\xBD" },
	{ "" },
	{ NULL },
	{ "\xE3\x81\x8A\xE8\x8C\xB6 ../{x}" },
};

static struct things sample(void)
{
	return (struct things){ .name = "Tea \"&\" <co>",
		.kind = "word",
		.picture = "/media/1.svg",
		.state = N_("State"),
		.id = 42,
		.number = 1234567,
		.at = UNIT_NOW,
		.moment = UNIT_NOW,
		.open = true,
		.price = { 4299, "EUR" },
		.body = { "<p>raw</p>" },
		.items = items,
		.n_items = 3,
		.best = items[1],
		.owner = &owner,
		.values = hostile,
		.n_values = sizeof hostile / sizeof *hostile };
}

static struct conf conf;
static struct view_set *set;

static int setup(void **state)
{
	char command[1600];
	static char dir[400];
	static char locale[400];

	(void)state;
	snprintf(dir, sizeof dir, "%s/tests/unit/templates", view_source());
	snprintf(command, sizeof command,
	    "mkdir -p '%s/locale/ar/LC_MESSAGES' && msgfmt -o '%s/locale/ar/LC_MESSAGES/stoa.mo' '%s/locale/ar.po'",
	    view_tmp(), view_tmp(), dir);
	view_shell(command);
	if (!view_compile(dir, "good", "en", view_build) || !view_compile(dir, "good", "ar", view_build))
		fail_msg("%s", view_said());
	snprintf(locale, sizeof locale, "%s/locale", view_tmp());
	conf =
	    (struct conf){ .template_dir = view_tmp(), .locale_dir = locale, .asset_base = "https://cdn.example/a&b" };
	set = view_open(&conf, "good", pages, &common_view);
	return set == NULL;
}

static int teardown(void **state)
{
	(void)state;
	view_close(&set);
	assert_null(set);
	return 0;
}

static const char *render(struct ctx *ctx, const char *page, const struct things *data)
{
	struct common common = { ctx->locale, str_eq(ctx->locale, "ar") ? "rtl" : "ltr", "Shop <1>", "word", 7 };
	struct buf out;

	ctx->conf = &conf;
	buf_init(&out, ctx->arena, 1 << 20);
	assert_int_equal(view_render(ctx, set, page, data, &common, "Europe/Berlin", &out), ERR_OK);
	return buf_str(&out);
}

static void check_golden(struct ctx *ctx, const char *page, const char *locale)
{
	struct things data = sample();
	const char *got;
	char path[500];
	FILE *f;

	ctx->locale = locale;
	got = render(ctx, page, &data);
	snprintf(path, sizeof path, "%s/tests/unit/templates/golden/%s.%s", view_source(), page, locale);
	if (getenv("UPDATE_GOLDEN") != NULL) {
		f = fopen(path, "we");
		assert_non_null(f);
		fputs(got, f);
		fclose(f);
	}
	assert_string_equal(got, view_read(path));
}

static void pages_are_as_the_golden_files(void **state)
{
	for (const struct view_page *p = pages; p->template != NULL; p++) {
		check_golden(*state, p->template, "en");
		check_golden(*state, p->template, "ar");
	}
}

/* Whatever the golden files say, these must never be in a page. */
static void hostile_values_stay_in_their_place(void **state)
{
	struct things data = sample();
	const char *page = render(*state, "contexts", &data);
	static const char *const never[] = { "<script", "<b>", "href=\"javascript:", "src=\"javascript:",
		"action=\"javascript:", "poster=\"javascript:", "href=\"JaVa", "href=\" ", "href=\"java\n",
		"href=\"data:", "\xE2\x80\xAE", "\x01", "\x1B", "\x7F" };

	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (strstr(page, never[i]) != NULL)
			fail_msg("\"%s\" is in the page", never[i]);
	assert_non_null(strstr(page, "href=\"https://ok.example/?a=1&amp;b=&#39;2&#39;\""));
	assert_non_null(strstr(page, "href=\"/p/%3C%2Fscript%3E"));
	assert_non_null(strstr(page, "isolate \xE2\x81\xA7open\xE2\x81\xA9</p>"));
}

/* What is put into a hole later is what would have stood there. */
static void a_hole_rendered_by_itself_is_what_stands_in_its_page(void **state)
{
	struct ctx *ctx = *state;
	struct things data = sample();
	struct common common = { .lang = "ar", .dir = "rtl", .shop = "<Shop>" }, nobody = { .kind = "word" };
	struct view_holes holes = { 0 };
	struct buf page, hole;

	ctx->conf = &conf;
	ctx->locale = "ar";
	buf_init(&page, ctx->arena, 1 << 20);
	assert_int_equal(view_render_holes(ctx, set, "holes", &data, &common, NULL, &page, &holes), ERR_OK);
	assert_int_equal(holes.n, 2);
	assert_string_equal(holes.v[0].name, "who");
	assert_string_equal(holes.v[1].name, "never");
	for (size_t i = 0; i < holes.n; i++) {
		size_t n = holes.v[i].to - holes.v[i].from;
		buf_init(&hole, ctx->arena, 1 << 16);
		view_render_hole(ctx, set, holes.v[i].name, &common, &hole);
		assert_int_equal(hole.len, n);
		assert_memory_equal(buf_str(&hole), page.data + holes.v[i].from, n);
		buf_clear(&hole);
		view_render_hole(ctx, set, holes.v[i].name, &nobody, &hole);
		assert_int_equal(hole.len, 0);
	}
	assert_true(holes.v[0].to - holes.v[0].from > strlen("<Shop>"));
	buf_init(&hole, ctx->arena, 1 << 16);
	view_render_hole(ctx, set, "no such hole", &common, &hole);
	assert_int_equal(hole.len, 0);
	ctx->locale = "en";
}

static void a_page_too_large_is_an_error(void **state)
{
	struct ctx *ctx = *state;
	struct things data = sample();
	struct common common = { 0 };
	struct buf out;

	ctx->conf = &conf;
	buf_init(&out, ctx->arena, 100);
	assert_int_equal(view_render(ctx, set, "constructs", &data, &common, NULL, &out), ERR_INTERNAL);
}

static void plurals_follow_the_language(void **state)
{
	static const struct {
		int64_t n;
		const char *begins;
	} arabic[] = { { 0, "zero" }, { 1, "one" }, { 2, "two" }, { 3, "few" }, { 11, "many" }, { 100, "other" } };
	struct ctx *ctx = *state;

	ctx->conf = &conf;
	assert_string_equal(view_plural(ctx, "results_found", 1), "1 product found");
	assert_string_equal(view_plural(ctx, "results_found", 1234), "1,234 products found");
	ctx->locale = "ar";
	for (size_t i = 0; i < sizeof arabic / sizeof *arabic; i++)
		assert_true(str_starts(view_plural(ctx, "results_found", arabic[i].n), arabic[i].begins));
	ctx->locale = "en";
	assert_string_equal(view_plural(ctx, "results_found", 0), "0 products found");
}

static void texts_follow_the_locale_of_each_request(void **state)
{
	struct ctx *ctx = *state;

	ctx->conf = &conf;
	for (int i = 0; i < 3; i++) {
		ctx->locale = "ar";
		assert_string_equal(view_text(ctx, "State"), "حالة");
		ctx->locale = "en";
		assert_string_equal(view_text(ctx, "State"), "State");
		ctx->locale = "ja";
		assert_string_equal(view_text(ctx, "State"), "State");
	}
	assert_string_equal(view_text(ctx, ""), "");
	assert_string_equal(view_format(ctx, "Hi {1}, {2}", "a", "{1}"), "Hi a, {1}");
	ctx->locale = "ar";
	assert_string_equal(view_format(ctx, "Hi {1}, {2}", "a", NULL), " a {3} {");
}

/* What libpq and libc would say in the language of the last page goes to the log. */
static void other_libraries_keep_their_english(void **state)
{
	struct ctx *ctx = *state;

	ctx->conf = &conf;
	ctx->locale = "ar";
	assert_string_equal(view_text(ctx, "State"), "حالة");
	assert_string_equal(dgettext("stoa", "State"), "State");
	ctx->locale = "de";
	view_plural(ctx, "results_found", 2);
	assert_string_equal(strerror(ENOENT), "No such file or directory");
}

static void another_locale_falls_back(void **state)
{
	struct ctx *ctx = *state;
	struct things data = sample();

	ctx->locale = "ar-EG";
	assert_non_null(strstr(render(ctx, "messages", &data), "افتح"));
	ctx->locale = "nl";
	assert_non_null(strstr(render(ctx, "messages", &data), ">Open<"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(pages_are_as_the_golden_files),
		UNIT(hostile_values_stay_in_their_place),
		UNIT(a_hole_rendered_by_itself_is_what_stands_in_its_page),
		UNIT(a_page_too_large_is_an_error),
		UNIT(plurals_follow_the_language),
		UNIT(texts_follow_the_locale_of_each_request),
		UNIT(other_libraries_keep_their_english),
		UNIT(another_locale_falls_back),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
