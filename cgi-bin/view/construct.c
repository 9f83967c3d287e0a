#include "view/compile.h"

#include <string.h>

#include "base/str.h"
#include "view/plurals.h"

void emit_inner(struct compiler *c, const xmlNode *node, const struct part *content)
{
	const char *text = node_t_attr(c, node, "text");
	const char *html = node_t_attr(c, node, "html");
	bool message = node_t_attr(c, node, "translate") != NULL;

	if ((text != NULL) + (html != NULL) + message > 1)
		compile_error(c, node, "t:text, t:html and t:translate exclude one another");
	if (text != NULL || html != NULL)
		for (const xmlNode *n = node->children; n != NULL; n = n->next)
			if (!node_is_blank(n))
				compile_error(c, n, "content beside t:text or t:html");
	if (content != NULL)
		emit_parts(c, node, content, place(c));
	else if (text != NULL)
		emit_value(c, node, text, place(c));
	else if (html != NULL && (c->text_mode || c->xml_mode))
		compile_error(c, node, "t:html in %s template", c->text_mode ? "a text" : "an XML");
	else if (html != NULL)
		emit_value(c, node, html, TPL_MARKUP);
	else if (message)
		emit_message(c, node);
	else
		emit_nodes(c, node->children);
}

static const char *need_attr(struct compiler *c, const xmlNode *node, const char *name)
{
	const char *s = node_attr(c, node, name);

	if (s == NULL)
		compile_error(c, node, "<t:%s> needs %s=", (const char *)node->name, name);
	return s;
}

static void emit_block(struct compiler *c, const xmlNode *node, const struct part *content)
{
	emit_inner(c, node, content);
}

static void emit_v(struct compiler *c, const xmlNode *node, const struct part *content)
{
	const char *name = need_attr(c, node, "name");

	(void)content;
	if (name != NULL)
		emit_value(c, node, name, place(c));
}

static void emit_plural(struct compiler *c, const xmlNode *node, const struct part *content)
{
	const char *name = need_attr(c, node, "name");
	const char *n = need_attr(c, node, "n");
	uint32_t path;
	uint32_t text;

	(void)content;
	if (name == NULL || n == NULL)
		return;
	if (plural_find(name) == NULL)
		compile_error(c, node, "no plural message \"%s\" in view/plurals.c", name);
	path = path_use(c, node, n, TPL_COUNT);
	text = pool_string(c, name);
	emit(c, (struct tpl_ins){ .op = TPL_PLURAL, .arg = (uint8_t)place(c), .a = path, .b = text });
}

/* The root element of a layout or part; NULL after an error. */
static const xmlNode *root_of(struct compiler *c, const struct source *s, const char *kind, const xmlNode *at)
{
	const xmlNode *root = xmlDocGetRootElement(s->doc);

	if (root == NULL || !node_is_t(root, kind)) {
		compile_error(c, at, "%s is no <t:%s>", s->file, kind);
		return NULL;
	}
	return root;
}

static void emit_part(struct compiler *c, const xmlNode *node, const char *part)
{
	const char *file = c->file;
	const struct source *s = source_get(c, part, node);
	const xmlNode *root = s != NULL ? root_of(c, s, "part", node) : NULL;

	if (root == NULL)
		return;
	if (c->depth == INCLUDE_MAX) {
		compile_error(c, node, "parts include one another deeper than %d", INCLUDE_MAX);
		return;
	}
	c->file = s->file;
	c->depth++;
	emit_nodes(c, root->children);
	c->depth--;
	c->file = file;
}

static void emit_include(struct compiler *c, const xmlNode *node, const struct part *content)
{
	const char *part = need_attr(c, node, "part");
	const char *with = node_attr(c, node, "with");
	const char *as = node_attr(c, node, "as");
	size_t scope = c->n_scope;
	size_t at;
	uint32_t path;

	(void)content;
	if (part == NULL)
		return;
	if (c->xml_mode) {
		compile_error(c, node, "an XML template stands alone: no layout and no parts");
		return;
	}
	if ((with == NULL) != (as == NULL)) {
		compile_error(c, node, "with= and as= go together");
		return;
	}
	if (with == NULL) {
		emit_part(c, node, part);
		return;
	}
	if (!path_is_valid(as) || strpbrk(as, ".@") != NULL || str_eq(as, "page")) {
		compile_error(c, node, "\"%s\" is no name", as);
		return;
	}
	path = path_use(c, node, with, TPL_NAMED);
	scope_push(c, node, as, false);
	at = emit(c, (struct tpl_ins){ .op = TPL_WITH, .slot = c->scope[c->n_scope - 1].slot, .a = path });
	emit_part(c, node, part);
	emit_land(c, at);
	c->n_scope = scope;
}

static const xmlNode *fill_for(struct compiler *c, const char *slot)
{
	for (const xmlNode *n = c->page->children; n != NULL; n = n->next)
		if (node_is_t(n, "fill") && str_eq(node_attr(c, n, "slot"), slot))
			return n;
	return NULL;
}

static void emit_slot(struct compiler *c, const xmlNode *node, const struct part *content)
{
	const char *name = need_attr(c, node, "name");
	const char *file = c->file;
	const xmlNode *fill;

	(void)content;
	if (name == NULL)
		return;
	if (c->page == NULL || c->filling) {
		compile_error(c, node, "<t:slot> belongs into a layout");
		return;
	}
	fill = fill_for(c, name);
	if (fill == NULL) {
		emit_nodes(c, node->children);
		return;
	}
	c->file = (const char *)fill->doc->URL;
	c->filling = true;
	emit_element(c, fill, NULL);
	c->filling = false;
	c->file = file;
}

static void emit_fill(struct compiler *c, const xmlNode *node, const struct part *content)
{
	if (c->filling && node->parent == c->page)
		emit_inner(c, node, content);
	else
		compile_error(c, node, "<t:fill> belongs directly into a <t:page> with a layout");
}

/* It is also rendered by itself, when the rest of its page is long made: nothing of that rest is known then. */
static void emit_hole(struct compiler *c, const xmlNode *node, const struct part *content)
{
	const char *name = need_attr(c, node, "name");
	size_t at;

	if (name == NULL)
		return;
	if (c->hole || c->text_mode || c->xml_mode) {
		compile_error(c, node, "<t:hole> belongs into an HTML page, and not into another");
		return;
	}
	c->hole = true;
	at = emit(c, (struct tpl_ins){ .op = TPL_HOLE, .b = pool_string(c, name) });
	emit_inner(c, node, content);
	emit_land(c, at);
	emit(c, (struct tpl_ins){ .op = TPL_FILLED });
	c->hole = false;
}

static void emit_line(struct compiler *c, const xmlNode *node, const struct part *content)
{
	if (!c->text_mode || c->preserve) {
		compile_error(c, node, "<t:line> belongs into a text template, and not into another");
		return;
	}
	c->preserve++;
	emit_inner(c, node, content);
	c->preserve--;
	emit_raw(c, "\n");
}

static void emit_br(struct compiler *c, const xmlNode *node, const struct part *content)
{
	(void)content;
	if (!c->text_mode || c->preserve)
		compile_error(c, node, "<t:br> belongs between the lines of a text template");
	emit_raw(c, "\n");
}

static const struct construct {
	const char *name;
	void (*emit)(struct compiler *, const xmlNode *, const struct part *content);
	const char *attributes[4]; /* without namespace */
} constructs[] = {
	{ "block", emit_block, { NULL } },
	{ "v", emit_v, { "name" } },
	{ "plural", emit_plural, { "name", "n" } },
	{ "include", emit_include, { "part", "with", "as" } },
	{ "slot", emit_slot, { "name" } },
	{ "fill", emit_fill, { "slot" } },
	{ "hole", emit_hole, { "name" } },
	{ "line", emit_line, { NULL } },
	{ "br", emit_br, { NULL } },
};

static void check_attributes(struct compiler *c, const xmlNode *node, const char *const *known)
{
	static const char *const control[] = { "each", "with", "if", "unless", "text", "html", "translate", "context",
		NULL };

	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		bool own = a->ns != NULL && str_eq((const char *)a->ns->href, TPL_NS);

		if (!in_words((const char *)a->name, own ? control : known))
			compile_error(c, node, "<t:%s> has no attribute %s%s", (const char *)node->name,
			    own ? "t:" : "", (const char *)a->name);
	}
}

void emit_construct(struct compiler *c, const xmlNode *node, const struct part *content)
{
	static const char *const empty[] = { "v", "plural", "include", "br", NULL };

	for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++) {
		if (!str_eq(constructs[i].name, (const char *)node->name))
			continue;
		check_attributes(c, node, constructs[i].attributes);
		if (in_words(constructs[i].name, empty) && node->children != NULL)
			compile_error(c, node, "<t:%s> has no content", constructs[i].name);
		constructs[i].emit(c, node, content);
		return;
	}
	compile_error(c, node, "unknown construct <t:%s>", (const char *)node->name);
}

/* Every fill must find its slot in the layout itself. */
static bool has_slot(struct compiler *c, const xmlNode *node, const char *name)
{
	for (const xmlNode *n = node->children; n != NULL; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (node_is_t(n, "slot") && str_eq(node_attr(c, n, "name"), name))
			return true;
		if (has_slot(c, n, name))
			return true;
	}
	return false;
}

static void check_fills(struct compiler *c, const xmlNode *page, const xmlNode *layout)
{
	for (const xmlNode *n = page->children; n != NULL; n = n->next) {
		const char *slot;

		if (node_is_blank(n))
			continue;
		if (!node_is_t(n, "fill")) {
			compile_error(c, n, "only <t:fill> belongs into a page with a layout");
			continue;
		}
		slot = need_attr(c, n, "slot");
		if (slot != NULL && !has_slot(c, layout, slot))
			compile_error(c, n, "the layout has no slot \"%s\"", slot);
		else if (slot != NULL && fill_for(c, slot) != n)
			compile_error(c, n, "slot \"%s\" is filled twice", slot);
	}
}

/* One element beside white space and comments, which is there under no condition. */
static void emit_xml_page(struct compiler *c, const xmlNode *root, const char *layout)
{
	static const char *const guards[] = { "each", "with", "if", "unless", NULL };
	const xmlNode *document = NULL;

	if (layout != NULL)
		compile_error(c, root, "an XML template stands alone: no layout and no parts");
	for (const xmlNode *n = root->children; n != NULL; n = n->next) {
		if (node_is_blank(n))
			continue;
		if (document != NULL || n->type != XML_ELEMENT_NODE ||
		    (n->ns != NULL && str_eq((const char *)n->ns->href, TPL_NS))) {
			compile_error(c, n, "an XML template has one outermost element");
			return;
		}
		document = n;
	}
	if (document == NULL) {
		compile_error(c, root, "an XML template has one outermost element");
		return;
	}
	for (size_t i = 0; guards[i] != NULL; i++)
		if (node_t_attr(c, document, guards[i]) != NULL)
			compile_error(c, document, "t:%s on the outermost element of an XML template", guards[i]);
	emit_raw(c, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	emit_node(c, document);
	emit_raw(c, "\n");
}

void emit_page(struct compiler *c, const xmlNode *root)
{
	static const char *const known[] = { "layout", "output", NULL };
	const char *layout = node_attr(c, root, "layout");
	const char *output = node_attr(c, root, "output");
	const struct source *s;
	const xmlNode *outer;

	check_attributes(c, root, known);
	if (output != NULL && !str_eq(output, "text") && !str_eq(output, "html") && !str_eq(output, "xml"))
		compile_error(c, root, "output is \"text\", \"html\" or \"xml\"");
	c->text_mode = str_eq(output, "text");
	c->xml_mode = str_eq(output, "xml");
	if (c->xml_mode) {
		emit_xml_page(c, root, layout);
		return;
	}
	if (layout == NULL) {
		emit_nodes(c, root->children);
		return;
	}
	s = source_get(c, layout, root);
	outer = s != NULL ? root_of(c, s, "layout", root) : NULL;
	if (outer == NULL)
		return;
	c->page = root;
	check_fills(c, root, outer);
	c->file = s->file;
	emit_nodes(c, outer->children);
	c->page = NULL;
}
