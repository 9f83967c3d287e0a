#include "view/compile.h"

#include <string.h>

#include "base/str.h"

enum { MESSAGE_MAX = 8192 };

struct collect {
	struct compiler *c;
	struct buf id;
	const xmlNode *items[MESSAGE_ELEMENTS];
	int n;
};

static bool is_guarded(struct compiler *c, const xmlNode *node)
{
	static const char *const guards[] = { "each", "with", "if", "unless", NULL };

	for (size_t i = 0; guards[i] != NULL; i++)
		if (node_t_attr(c, node, guards[i]) != NULL)
			return true;
	return false;
}

static bool is_value(struct compiler *c, const xmlNode *node)
{
	return node_is_t(node, "v") && !is_guarded(c, node);
}

/* Whether a translator has something to say inside the element. */
static bool has_words(struct compiler *c, const xmlNode *node)
{
	static const char *const closed[] = { "script", "style", "svg", "math", NULL };

	if (in_words((const char *)node->name, closed) || node_t_attr(c, node, "text") != NULL ||
	    node_t_attr(c, node, "html") != NULL)
		return false;
	for (const xmlNode *n = node->children; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE ? is_value(c, n) || has_words(c, n) : !node_is_blank(n))
			return true;
	}
	return false;
}

/* White space of any length is one blank in a message. */
static void add_text(struct collect *m, const xmlNode *node)
{
	for (const char *s = node_text(m->c, node); *s != '\0'; s++) {
		bool blank = strchr(" \t\r\n", *s) != NULL;

		if (*s == '<')
			compile_error(m->c, node, "a message cannot hold \"<\"");
		else if (!blank)
			buf_putc(&m->id, *s);
		else if (m->id.len > 0 && m->id.data[m->id.len - 1] != ' ')
			buf_putc(&m->id, ' ');
	}
}

static void add_nodes(struct collect *m, const xmlNode *first);

static void add_element(struct collect *m, const xmlNode *node)
{
	int number = m->n + 1;

	if (is_value(m->c, node)) {
		const char *name = node_attr(m->c, node, "name");

		buf_printf(&m->id, "{%s}", name != NULL ? name : "");
		return;
	}
	if (node_t_attr(m->c, node, "translate") != NULL)
		compile_error(m->c, node, "t:translate inside a message");
	if (m->n == MESSAGE_ELEMENTS) {
		compile_error(m->c, node, "more than %d elements in a message", MESSAGE_ELEMENTS);
		return;
	}
	m->items[m->n++] = node;
	if (!has_words(m->c, node)) {
		buf_printf(&m->id, "<%d/>", number);
		return;
	}
	buf_printf(&m->id, "<%d>", number);
	add_nodes(m, node->children);
	buf_printf(&m->id, "</%d>", number);
}

static void add_nodes(struct collect *m, const xmlNode *first)
{
	for (const xmlNode *n = first; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE)
			add_element(m, n);
		else if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
			add_text(m, n);
		else if (n->type != XML_COMMENT_NODE)
			compile_error(m->c, n, "only elements, text and comments can be used");
	}
}

/* The translation of id in parts; NULL after an error. */
static const struct part *translated(struct compiler *c, const xmlNode *node, const char *id)
{
	const char *text;
	const char *why;
	struct part *mine = parts_read(c->arena, id, &why);
	struct part *theirs;

	if (mine == NULL) {
		compile_error(c, node, "message \"%s\": %s", id, why != NULL ? why : "nothing to translate");
		return NULL;
	}
	text = message_text(c, node, node_t_attr(c, node, "context"), id);
	theirs = parts_read(c->arena, text, &why);
	if (why == NULL)
		why = parts_differ(c->arena, mine, theirs);
	if (why != NULL) {
		compile_error(c, node, "%s translation of \"%s\": %s", c->locale != NULL ? c->locale : "the", id, why);
		return NULL;
	}
	return theirs;
}

void emit_parts(struct compiler *c, const xmlNode *node, const struct part *first, enum tpl_need need)
{
	for (const struct part *p = first; p != NULL; p = p->next) {
		if (p->kind == PART_TEXT)
			emit_fixed(c, need, p->text);
		else if (p->kind == PART_HOLE)
			emit_value(c, node, p->text, need);
		else
			emit_element(c, c->items[p->number - 1], p->child);
	}
}

void emit_message(struct compiler *c, const xmlNode *node)
{
	struct collect m = { .c = c };
	const xmlNode *outer[MESSAGE_ELEMENTS];
	const struct part *parts;

	buf_init(&m.id, c->arena, MESSAGE_MAX);
	add_nodes(&m, node->children);
	if (m.id.overflow) {
		compile_error(c, node, "a message of more than %d bytes", MESSAGE_MAX);
		return;
	}
	parts = translated(c, node, str_trim(c->arena, buf_str(&m.id)));
	/* An element of this message may include a part that has messages of its own. */
	memcpy(outer, c->items, sizeof outer);
	memcpy(c->items, m.items, sizeof c->items);
	emit_parts(c, node, parts, place(c));
	memcpy(c->items, outer, sizeof c->items);
}

static bool has_element(const struct part *p)
{
	for (; p != NULL; p = p->next)
		if (p->kind == PART_ELEMENT)
			return true;
	return false;
}

void emit_message_attr(struct compiler *c, const xmlNode *node, const xmlAttr *a)
{
	const struct part *parts = translated(c, node, attr_text(c, a));

	if (has_element(parts))
		compile_error(c, node, "a message in an attribute cannot hold \"<\"");
	else
		emit_parts(c, node, parts, TPL_HUMAN);
}
