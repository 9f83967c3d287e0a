/* What the template compiler refuses, and the words with which it does. */
#include "view_kit.h"

#define HEAD "<t:page xmlns:t=\"urn:stoa:template\" xmlns=\"http://www.w3.org/1999/xhtml\">"
#define PAGE(body) HEAD body "</t:page>"
#define XML(body) "<t:page xmlns:t=\"urn:stoa:template\" output=\"xml\">" body "</t:page>"
#define TEXT(body) "<t:page xmlns:t=\"urn:stoa:template\" output=\"text\">" body "</t:page>"

static const struct {
	const char *text, *says;
} refused[] = {
	{ PAGE("<t:nope/>"), "p.xhtml:1: unknown construct <t:nope>" },
	{ PAGE("\n\n<p>"), "p.xhtml:3: Opening and ending tag mismatch" },
	{ "", "empty" },
	{ "<p/>", "the outermost element" },
	{ PAGE("&nbsp;"), "Entity 'nbsp' not defined" },
	{ "<!DOCTYPE x [<!ENTITY a \"b\">]>" PAGE("&a;"), "a DTD is not allowed" },
	{ "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x\">" PAGE(""), "a DTD is not allowed" },
	{ PAGE("<?php x ?>"), "only elements, text and comments" },
	{ PAGE("<x:p xmlns:x=\"urn:x\"/>"), "unknown namespace" },
	{ PAGE("<p xml:lang=\"de\"/>"), "unknown namespace" },
	{ PAGE("<script t:text=\"a\"/>"), "no values in <script>" },
	{ PAGE("<script><t:v name=\"a\"/></script>"), "no values and no elements in <script>" },
	{ PAGE("<style>&lt;/style></style>"), "\"</\" and \"<!--\" are not allowed" },
	{ PAGE("<script t:nonce=\"{a}\"/>"), "no values in nonce of <script>" },
	{ PAGE("<p onclick=\"x()\"/>"), "no event handlers" },
	{ PAGE("<p t:onclick=\"{a}\"/>"), "no event handlers" },
	{ PAGE("<p t:style=\"color: {a}\"/>"), "no values in style" },
	{ PAGE("<iframe t:srcdoc=\"{a}\"/>"), "no values in srcdoc" },
	{ PAGE("<meta http-equiv=\"refresh\" t:content=\"{a}\"/>"), "no values in content" },
	{ PAGE("<a href=\"javascript:x\"/>"), "not an address" },
	{ PAGE("<a href=\"java&#10;script:x\"/>"), "not an address" },
	{ PAGE("<a t:href=\"javascript:{a}\"/>"), "not an address" },
	{ PAGE("<a t:href=\"data{a}:x\"/>"), "not an address" },
	{ PAGE("<a t:href=\"{a}:x\"/>"), "after an address comes" },
	{ PAGE("<a href=\"/x\" t:href=\"{a}\"/>"), "href and t:href" },
	{ PAGE("<a t:href=\"{a\"/>"), "without \"}\"" },
	{ PAGE("<a t:href=\"{asset no.css}\"/>"), "no asset \"no.css\"" },
	{ PAGE("<a href=\"{asset css/shop.css}{a}\"/>"), "needs t:href" },
	{ PAGE("<p t:text=\"a b\"/>"), "is no path" },
	{ PAGE("<p t:text=\"a..b\"/>"), "is no path" },
	{ PAGE("<p t:text=\"x.@first\"/>"), "belong to a name of t:each" },
	{ PAGE("<p t:text=\"a\">x</p>"), "content beside t:text" },
	{ PAGE("<p t:text=\"a\" t:html=\"b\"/>"), "exclude one another" },
	{ PAGE("<br>x</br>"), "has no content" },
	{ PAGE("<xmp/>"), "cannot be used" },
	{ PAGE("<p t:each=\"a\"/>"), "name in path" },
	{ PAGE("<p t:each=\"page in a\"/>"), "name in path" },
	{ PAGE("<p t:if=\"a = b c\"/>"), "neither a word nor a path" },
	{ PAGE("<t:v/>"), "needs name=" },
	{ PAGE("<t:hole/>"), "needs name=" },
	{ PAGE("<t:hole name=\"h\"><t:v name=\"a\"/></t:hole>"), "a hole knows page. alone" },
	{ PAGE("<p t:each=\"i in a\"><t:hole name=\"h\"><t:v name=\"i.b\"/></t:hole></p>"),
	    "a hole knows page. alone" },
	{ PAGE("<t:hole name=\"h\"><t:hole name=\"i\"/></t:hole>"), "and not into another" },
	{ TEXT("<t:hole name=\"h\"/>"), "belongs into an HTML page" },
	{ PAGE("<t:v name=\"a\" nmae=\"b\"/>"), "no attribute nmae" },
	{ PAGE("<t:v name=\"a\" t:title=\"b\"/>"), "no attribute t:title" },
	{ PAGE("<t:plural name=\"no_such\" n=\"a\"/>"), "no plural message" },
	{ PAGE("<t:include part=\"no\"/>"), "cannot read the template" },
	{ PAGE("<t:include part=\"../part/x\"/>"), "cannot read the template" },
	{ PAGE("<t:include part=\"bad/p\"/>"), "is no <t:part>" },
	{ PAGE("<t:include part=\"loop\"/>"), "deeper than" },
	{ PAGE("<t:include part=\"loop\" with=\"a\"/>"), "go together" },
	{ PAGE("<t:slot name=\"a\"/>"), "belongs into a layout" },
	{ PAGE("<t:fill slot=\"a\"/>"), "belongs directly into" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" layout=\"outer\"><t:fill slot=\"b\"/></t:page>", "no slot \"b\"" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" layout=\"outer\">x</t:page>", "only <t:fill>" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" layout=\"outer\"><t:fill slot=\"a\"/><t:fill slot=\"a\"/></t:page>",
	    "filled twice" },
	{ PAGE("<p t:translate=\"\"/>"), "nothing to translate" },
	{ PAGE("<p t:translate=\"\">a &lt; b</p>"), "cannot hold \"<\"" },
	{ PAGE("<p t:translate=\"\">a {b</p>"), "\"{\" without \"}\"" },
	{ PAGE("<p t:translate=\"\">a {b c}</p>"), "is no path" },
	{ PAGE("<p t:translate=\"\">a <b t:translate=\"\">c</b></p>"), "inside a message" },
	{ PAGE("<p t:translate-attrs=\"title\"/>"), "no plain attribute" },
	{ PAGE("<p href=\"a\" t:translate-attrs=\"href\"/>"), "cannot be translated" },
	{ PAGE("<t:line>x</t:line>"), "belongs into a text template" },
	{ TEXT("x"), "text outside t:line" },
	{ TEXT("<p>x</p>"), "in a text template" },
	{ TEXT("<t:line><t:line>x</t:line></t:line>"), "not into another" },
	{ TEXT("<t:line t:html=\"a\"/>"), "t:html in a text template" },
	{ XML(""), "one outermost element" },
	{ XML("<a/><b/>"), "one outermost element" },
	{ XML("x<a/>"), "one outermost element" },
	{ XML("<t:block><a/></t:block>"), "one outermost element" },
	{ XML("<a t:if=\"b\"/>"), "t:if on the outermost element" },
	{ XML("<a t:html=\"b\"/>"), "t:html in an XML template" },
	{ XML("<a><t:include part=\"loop\"/></a>"), "an XML template stands alone" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" output=\"xml\" layout=\"outer\"><a/></t:page>",
	    "an XML template stands alone" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" xmlns:g=\"urn:g\" output=\"xml\"><a><g:b/></a></t:page>",
	    "declare the namespace of <b>" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" xmlns=\"urn:g\" output=\"xml\"><a/></t:page>",
	    "declare the namespace of <a>" },
	{ XML("<a t:href=\"javascript:{b}\"/>"), "not an address" },
	{ "<t:page xmlns:t=\"urn:stoa:template\" output=\"yaml\"/>", "or \"xml\"" },
	/* translations: see bad_po */
	{ PAGE("<p t:translate=\"\">lost <b>one</b></p>"), "<1> stands there 0 times" },
	{ PAGE("<p t:translate=\"\">twice <b>one</b></p>"), "<1> stands there 2 times" },
	{ PAGE("<p t:translate=\"\">open <b>one</b></p>"), "is not closed" },
	{ PAGE("<p t:translate=\"\">hole {a}</p>"), "{a} is missing" },
	{ PAGE("<p t:translate=\"\">more</p>"), "{b} is not in the message" },
	{ PAGE("<p t:translate=\"\">nest <b>one <i>two</i></b></p>"), "nested in another way" },
	{ PAGE("<p t:translate=\"\">empty <b>one</b></p>"), "nested in another way" },
	{ PAGE("<p t:translate=\"\">markup</p>"), "begins no placeholder" },
};

static const char bad_po[] = "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
                             "msgid \"lost <1>one</1>\"\nmsgstr \"weg\"\n\n"
                             "msgid \"twice <1>one</1>\"\nmsgstr \"<1>eins</1> <1>eins</1>\"\n\n"
                             "msgid \"open <1>one</1>\"\nmsgstr \"<1>eins\"\n\n"
                             "msgid \"hole {a}\"\nmsgstr \"loch\"\n\n"
                             "msgid \"more\"\nmsgstr \"mehr {b}\"\n\n"
                             "msgid \"nest <1>one <2>two</2></1>\"\nmsgstr \"<1>eins</1> <2>zwei</2>\"\n\n"
                             "msgid \"empty <1>one</1>\"\nmsgstr \"<1/>\"\n\n"
                             "msgid \"markup\"\nmsgstr \"<script>\"\n";

static int setup(void **state)
{
	char command[1200];

	(void)state;
	snprintf(command, sizeof command, "mkdir -p '%s/locale/de/LC_MESSAGES' '%s/bad'", view_tmp(), view_tmp());
	view_shell(command);
	view_write("bad.po", bad_po);
	snprintf(command, sizeof command, "msgfmt -o '%s/locale/de/LC_MESSAGES/stoa.mo' '%s/bad.po'", view_tmp(),
	    view_tmp());
	view_shell(command);
	view_write("loop.xhtml", "<t:part xmlns:t=\"urn:stoa:template\"><t:include part=\"loop\"/></t:part>");
	view_write("outer.xhtml", "<t:layout xmlns:t=\"urn:stoa:template\"><t:slot name=\"a\"/></t:layout>");
	return 0;
}

static void refuses_with_file_and_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		view_write("bad/p.xhtml", refused[i].text);
		if (view_compile(view_tmp(), "bad", "de", "b"))
			fail_msg("accepted: %s", refused[i].text);
		if (strstr(view_said(), refused[i].says) == NULL)
			fail_msg("%s\nsaid: %s\nnot: %s", refused[i].text, view_said(), refused[i].says);
	}
}

static void an_empty_set_compiles(void **state)
{
	(void)state;
	assert_true(view_compile(view_tmp(), "nothing", "de", "b"));
}

static void writes_a_po_template(void **state)
{
	char command[1200];
	char path[400];
	const char *said;

	(void)state;
	snprintf(path, sizeof path, "%s/out.pot", view_tmp());
	snprintf(command, sizeof command,
	    "./templatec --templates '%s/tests/unit/templates' --assets '%s/tests/unit/templates/manifest' --pot '%s' "
	    "good",
	    view_source(), view_source(), path);
	view_shell(command);
	said = view_read(path);
	assert_non_null(strstr(said, "#: templates/good/messages.xhtml\n"
	                             "msgid \"Read our <1>terms</1> and {name} at <2>the <3>end</3></2>.<4/>\"\n"));
	assert_non_null(strstr(said, "msgctxt \"verb\"\nmsgid \"Open\"\n"));
	assert_non_null(strstr(said, "msgid \"Fish & chips for {name} today\"\n"));
	assert_non_null(strstr(said, "#: templates/part/card.xhtml\nmsgid \"From <1/>\"\n"));
	assert_non_null(strstr(said, "msgid \"Find {name}\"\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_with_file_and_line),
		cmocka_unit_test(an_empty_set_compiles),
		cmocka_unit_test(writes_a_po_template),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
