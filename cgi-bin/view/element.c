#include "view/compile.h"

#include <string.h>

#include "base/str.h"

#define XHTML_NS "http://www.w3.org/1999/xhtml"
#define SVG_NS "http://www.w3.org/2000/svg"
#define MATHML_NS "http://www.w3.org/1998/Math/MathML"

enum tpl_need place(const struct compiler *c)
{
	if (c->text_mode)
		return TPL_PLAIN;
	/* An XML document is read by programs: its text has a value's machine form, and the escaping of attributes. */
	return c->xml_mode ? TPL_ATTR : TPL_TEXT;
}

/* Runs of white space become one newline where they held one, else one space. */
static char *fold(struct compiler *c, const char *s)
{
	char *out = arena_alloc(c->arena, strlen(s) + 1);
	size_t n = 0;

	while (*s != '\0') {
		size_t blanks = strspn(s, " \t\r\n");

		if (blanks == 0) {
			out[n++] = *s++;
			continue;
		}
		out[n++] = !c->text_mode && memchr(s, '\n', blanks) != NULL ? '\n' : ' ';
		s += blanks;
	}
	return out;
}

/* Elements of t: that begin and end a stretch of output: white space at their edges is the source's layout only. */
static bool trims(const xmlNode *parent)
{
	return parent != NULL && (node_is_t(parent, "fill") || node_is_t(parent, "part") || node_is_t(parent, "page") ||
	                             node_is_t(parent, "layout") || node_is_t(parent, "line"));
}

static void emit_text(struct compiler *c, const xmlNode *node)
{
	char *s;

	if (c->text_mode && !c->preserve) {
		if (!node_is_blank(node))
			compile_error(c, node, "text outside t:line");
		return;
	}
	if (c->preserve && !c->text_mode) {
		emit_fixed(c, TPL_TEXT, node_text(c, node));
		return;
	}
	s = fold(c, node_text(c, node));
	if (trims(node->parent)) {
		size_t n = strlen(s);

		if (node->prev == NULL && n > 0 && strchr(" \n", s[0]) != NULL) {
			s++;
			n--;
		}
		if (node->next == NULL && n > 0 && strchr(" \n", s[n - 1]) != NULL)
			s[n - 1] = '\0';
	}
	emit_fixed(c, place(c), s);
}

/* Where several control attributes stand on one element: the instructions to land, in the order they were written. */
struct guard {
	const char *each, *with;
	size_t each_at, with_at, if_at, unless_at;
	const char *cond, *unless;
	size_t scope;
	uint16_t each_slot;
};

static void open_each(struct compiler *c, const xmlNode *node, struct guard *g)
{
	const char *name;
	const char *path;
	uint32_t index;

	if (!path_binding(c, node, g->each, &name, &path)) {
		g->each = NULL;
		return;
	}
	index = path_use(c, node, path, TPL_ITEMS);
	scope_push(c, node, name, true);
	g->each_slot = c->scope[c->n_scope - 1].slot;
	g->each_at = emit(c, (struct tpl_ins){ .op = TPL_EACH, .slot = g->each_slot, .a = index });
}

/* The jump back ends the loop; TPL_EACH jumps behind it where the list is empty. */
static void close_each(struct compiler *c, const struct guard *g)
{
	emit(c, (struct tpl_ins){ .op = TPL_NEXT, .slot = g->each_slot, .c = (uint32_t)g->each_at + 1 });
	emit_land(c, g->each_at);
}

static size_t open_with(struct compiler *c, const xmlNode *node, const char *name, const char *path)
{
	uint32_t index = path_use(c, node, path, TPL_NAMED);

	scope_push(c, node, name, false);
	return emit(c, (struct tpl_ins){ .op = TPL_WITH, .slot = c->scope[c->n_scope - 1].slot, .a = index });
}

static void guard_open(struct compiler *c, const xmlNode *node, struct guard *g)
{
	const char *name;
	const char *path;

	*g = (struct guard){ .each = node_t_attr(c, node, "each"),
		.with = node_t_attr(c, node, "with"),
		.cond = node_t_attr(c, node, "if"),
		.unless = node_t_attr(c, node, "unless"),
		.scope = c->n_scope };
	if (g->each != NULL)
		open_each(c, node, g);
	if (g->with != NULL) {
		if (path_binding(c, node, g->with, &name, &path))
			g->with_at = open_with(c, node, name, path);
		else
			g->with = NULL;
	}
	if (g->cond != NULL)
		g->if_at = emit_condition(c, node, g->cond, false);
	if (g->unless != NULL)
		g->unless_at = emit_condition(c, node, g->unless, true);
}

static void guard_close(struct compiler *c, const struct guard *g)
{
	if (g->unless != NULL)
		emit_land(c, g->unless_at);
	if (g->cond != NULL)
		emit_land(c, g->if_at);
	if (g->with != NULL)
		emit_land(c, g->with_at);
	if (g->each != NULL)
		close_each(c, g);
	c->n_scope = g->scope;
}

/* In these the browser reads no markup, so nothing can be escaped. */
static void emit_raw_element(struct compiler *c, const xmlNode *node)
{
	static const char *const content[] = { "text", "html", "translate", NULL };

	for (size_t i = 0; content[i] != NULL; i++)
		if (node_t_attr(c, node, content[i]) != NULL)
			compile_error(c, node, "no values in <%s>", (const char *)node->name);
	for (const xmlNode *n = node->children; n != NULL; n = n->next) {
		if (n->type == XML_COMMENT_NODE)
			continue;
		if (n->type != XML_TEXT_NODE && n->type != XML_CDATA_SECTION_NODE)
			compile_error(c, n, "no values and no elements in <%s>", (const char *)node->name);
		else if (strstr(node_text(c, n), "</") != NULL || strstr(node_text(c, n), "<!--") != NULL)
			compile_error(c, n, "\"</\" and \"<!--\" are not allowed in <%s>", (const char *)node->name);
		else
			emit_raw(c, node_text(c, n));
	}
}

static void emit_tag(struct compiler *c, const xmlNode *node, const struct part *content)
{
	static const char *const raw[] = { "script", "style", NULL };
	static const char *const refused[] = { "plaintext", "xmp", "noembed", "noframes", "listing", NULL };
	static const char *const verbatim[] = { "pre", "textarea", NULL };
	const char *name = (const char *)node->name;
	bool keep = in_words(name, verbatim);

	if (in_words(name, refused))
		compile_error(c, node, "<%s> cannot be used", name);
	if (str_eq(name, "html"))
		emit_raw(c, "<!DOCTYPE html>\n");
	emit_raw(c, "<");
	emit_raw(c, name);
	emit_attributes(c, node);
	emit_raw(c, ">");
	if (is_void_element(name)) {
		if (node->children != NULL || node_t_attr(c, node, "text") != NULL)
			compile_error(c, node, "<%s> has no content", name);
		return;
	}
	/* The parser drops one newline here: a value that begins with one would lose it. */
	if (keep)
		emit_raw(c, "\n");
	c->preserve += keep;
	if (in_words(name, raw))
		emit_raw_element(c, node);
	else
		emit_inner(c, node, content);
	c->preserve -= keep;
	emit_raw(c, "</");
	emit_raw(c, name);
	emit_raw(c, ">");
}

void emit_element(struct compiler *c, const xmlNode *node, const struct part *content)
{
	static const char *const spaces[] = { XHTML_NS, SVG_NS, MATHML_NS, NULL };
	bool own = node->ns != NULL && str_eq((const char *)node->ns->href, TPL_NS);
	struct guard g;

	/* A slip inside many includes could double itself without end. */
	if (c->ins.overflow || c->pool.overflow)
		return;
	guard_open(c, node, &g);
	if (own)
		emit_construct(c, node, content);
	else if (c->xml_mode)
		emit_xml_tag(c, node, content);
	else if (node->ns != NULL && !in_words((const char *)node->ns->href, spaces))
		compile_error(c, node, "<%s> is in an unknown namespace", (const char *)node->name);
	else if (c->text_mode)
		compile_error(c, node, "<%s> in a text template", (const char *)node->name);
	else
		emit_tag(c, node, content);
	guard_close(c, &g);
}

void emit_node(struct compiler *c, const xmlNode *node)
{
	switch (node->type) {
	case XML_ELEMENT_NODE:
		emit_element(c, node, NULL);
		break;
	case XML_TEXT_NODE:
	case XML_CDATA_SECTION_NODE:
		emit_text(c, node);
		break;
	case XML_COMMENT_NODE:
		break;
	default:
		compile_error(c, node, "only elements, text and comments can be used");
	}
}

void emit_nodes(struct compiler *c, const xmlNode *first)
{
	for (const xmlNode *n = first; n != NULL; n = n->next)
		emit_node(c, n);
}
