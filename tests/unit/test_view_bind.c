/* What view_open() refuses: unknown names, wrong types, files of another build, damaged files. */
#include "view_kit.h"

struct sub {
	int64_t id;
};
struct thing {
	const char *s, *m;
	struct html h;
	int64_t i, id, d;
	bool b;
	struct money money;
	struct sub sub;
	const struct sub *ptr, *list;
	size_t n;
};

static const struct view_field sub_fields[] = { V_ID(sub, id), V_END };
static const struct view_type sub_view = { "sub", sizeof(struct sub), sub_fields };
static const struct view_field thing_fields[] = { V_STR(thing, s), V_MSG(thing, m), V_HTML(thing, h), V_INT(thing, i),
	V_ID(thing, id), V_DATE(thing, d), V_BOOL(thing, b), V_MONEY(thing, money), V_STRUCT(thing, sub, &sub_view),
	V_PTR(thing, ptr, &sub_view), V_LIST(thing, list, n, &sub_view), V_END };
static const struct view_type thing_view = { "thing", sizeof(struct thing), thing_fields };
static const struct view_page pages[] = { { "p", &thing_view }, { NULL, NULL } };
static const struct view_page other_pages[] = { { "p", &thing_view }, { "q", &thing_view }, { NULL, NULL } };
static const struct view_page no_pages[] = { { NULL, NULL } };

static const struct {
	const char *body, *says; /* NULL: accepted */
} cases[] = {
	{ "<p t:text=\"s\"/><p t:text=\"m\"/><p t:text=\"i\"/><p t:text=\"money\"/><p t:text=\"d\"/>", NULL },
	{ "\n<p t:text=\"nope\"/>", "p.xhtml:2: \"nope\" is unknown in thing" },
	{ "<p t:text=\"sub.nope\"/>", "\"nope\" is unknown in sub" },
	{ "<p t:text=\"s.nope\"/>", "has no fields" },
	{ "<p t:text=\"list.id\"/>", "has no fields" },
	{ "<p t:text=\"page.x\"/>", "no common struct" },
	{ "<p t:text=\"h\"/>", "\"h\" is VIEW_HTML and cannot be text" },
	{ "<p t:text=\"b\"/>", "VIEW_BOOL and cannot be text" },
	{ "<p t:text=\"sub\"/>", "VIEW_STRUCT and cannot be text" },
	{ "<p t:html=\"s\"/>", "cannot be t:html" },
	{ "<p t:html=\"h\"/>", NULL },
	{ "<input t:value=\"{i}\"/>", "cannot be an attribute for programs" },
	{ "<input t:value=\"{money}\"/>", "cannot be an attribute for programs" },
	{ "<input t:value=\"{id}\" t:title=\"{money}\"/>", NULL },
	{ "<a t:href=\"{id}\"/>", "cannot be an address" },
	{ "<a t:href=\"/x/{i}\"/>", "cannot be a part of an address" },
	{ "<a t:href=\"{s}?a={id}\"/>", NULL },
	{ "<time t:datetime=\"{i}\"/>", "cannot be datetime" },
	{ "<p t:each=\"x in s\"/>", "cannot be t:each" },
	{ "<p t:each=\"x in list\" t:text=\"x.nope\"/>", "\"nope\" is unknown in sub" },
	{ "<p t:each=\"x in list\"><a t:href=\"/{x.id}\" t:id=\"a{x.@index}\"/></p>", NULL },
	{ "<p t:with=\"x in list\"/>", "cannot be with" },
	{ "<p t:with=\"x in ptr\"><t:v name=\"x.id\"/><t:v name=\"ptr.id\"/></p>", NULL },
	{ "<p t:if=\"money = a\"/>", "cannot be a comparison" },
	{ "<p t:if=\"s = sub.id\"/>", "another kind" },
	{ "<p t:if=\"id = sub.id\"/>", NULL },
	{ "<t:plural name=\"results_found\" n=\"s\"/>", "cannot be the number of a plural" },
};

static struct conf conf;

/* Whether the file binds; what view_open() says on stderr goes to the folder's file "said". */
static bool opens(const struct view_page *table)
{
	struct view_set *set;
	char path[400];
	int keep = dup(STDERR_FILENO);

	snprintf(path, sizeof path, "%s/said", view_tmp());
	fflush(stderr);
	assert_non_null(freopen(path, "we", stderr));
	set = view_open(&conf, "set", table, NULL);
	fflush(stderr);
	dup2(keep, STDERR_FILENO);
	close(keep);
	if (set == NULL)
		return false;
	view_close(&set);
	return true;
}

static void compile(const char *body, const char *build)
{
	char text[2000];

	snprintf(text, sizeof text,
	    "<t:page xmlns:t=\"urn:stoa:template\" xmlns=\"http://www.w3.org/1999/xhtml\">%s</t:page>", body);
	view_write("set/p.xhtml", text);
	if (!view_compile(view_tmp(), "set", "en", build))
		fail_msg("%s", view_said());
}

static int setup(void **state)
{
	char command[400];

	(void)state;
	snprintf(command, sizeof command, "mkdir -p '%s/set'", view_tmp());
	view_shell(command);
	conf.template_dir = view_tmp();
	return 0;
}

static void names_and_types_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool ok;

		compile(cases[i].body, view_build);
		ok = opens(pages);
		if (ok != (cases[i].says == NULL))
			fail_msg("%s: %s %s", cases[i].body, ok ? "accepted" : "refused", view_said());
		if (!ok && strstr(view_said(), cases[i].says) == NULL)
			fail_msg("%s\nsaid: %s", cases[i].body, view_said());
	}
}

static void the_set_must_be_whole(void **state)
{
	(void)state;
	compile("<p/>", view_build);
	assert_true(opens(pages));
	assert_false(opens(other_pages));
	assert_non_null(strstr(view_said(), "no template \"q\""));
	assert_false(opens(no_pages));
	assert_non_null(strstr(view_said(), "is bound to no struct"));
}

static void another_build_is_refused(void **state)
{
	(void)state;
	compile("<p/>", "0123");
	assert_false(opens(pages));
	assert_non_null(strstr(view_said(), "made by another build"));
}

/* Every byte of the file is turned once: whatever comes, the process lives. */
static void a_damaged_file_never_aborts(void **state)
{
	char path[400];
	static char whole[16384];
	size_t n;
	FILE *f;

	(void)state;
	compile("<p t:each=\"x in list\" t:if=\"x.id = 3\">a<t:v name=\"x.id\"/></p>", view_build);
	snprintf(path, sizeof path, "%s/set.en.tpl", view_tmp());
	f = fopen(path, "re");
	assert_non_null(f);
	n = fread(whole, 1, sizeof whole, f);
	fclose(f);
	assert_true(n > 100 && n < sizeof whole);
	for (size_t i = 0; i < n; i++) {
		f = fopen(path, "we");
		assert_non_null(f);
		whole[i] = (char)~whole[i];
		fwrite(whole, 1, n, f);
		whole[i] = (char)~whole[i];
		fclose(f);
		opens(pages);
	}
	f = fopen(path, "we");
	assert_non_null(f);
	fwrite(whole, 1, n / 2, f);
	fclose(f);
	assert_false(opens(pages));
}

static void a_missing_set_is_refused(void **state)
{
	const char *dir = conf.template_dir;

	(void)state;
	conf.template_dir = "/nowhere";
	assert_false(opens(pages));
	conf.template_dir = dir;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_types_are_checked),
		cmocka_unit_test(the_set_must_be_whole),
		cmocka_unit_test(another_build_is_refused),
		cmocka_unit_test(a_damaged_file_never_aborts),
		cmocka_unit_test(a_missing_set_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
