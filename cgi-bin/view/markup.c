#include "view/compile.h"

#include <string.h>

#include "base/str.h"

/* The nearest element around this one that is written out. */
static const xmlNode *parent_tag(const xmlNode *node)
{
	const xmlNode *up = node->parent;

	while (
	    up != NULL && up->type == XML_ELEMENT_NODE && up->ns != NULL && str_eq((const char *)up->ns->href, TPL_NS))
		up = up->parent;
	return up != NULL && up->type == XML_ELEMENT_NODE ? up : NULL;
}

static bool declares(const xmlNode *node, const xmlNs *ns)
{
	for (const xmlNs *d = node->nsDef; d != NULL; d = d->next)
		if (d == ns)
			return true;
	return false;
}

/* Whether the declaration stands on an element that is written out, so that the document's reader finds it. */
static bool is_declared(const xmlNode *node, const xmlNs *ns)
{
	for (; node != NULL; node = parent_tag(node))
		if (declares(node, ns))
			return true;
	return false;
}

static void emit_name(struct compiler *c, const xmlNode *node)
{
	if (node->ns != NULL && node->ns->prefix != NULL) {
		emit_raw(c, (const char *)node->ns->prefix);
		emit_raw(c, ":");
	}
	emit_raw(c, (const char *)node->name);
}

static void emit_declarations(struct compiler *c, const xmlNode *node)
{
	for (const xmlNs *d = node->nsDef; d != NULL; d = d->next) {
		if (str_eq((const char *)d->href, TPL_NS))
			continue;
		emit_raw(c, d->prefix != NULL ? " xmlns:" : " xmlns");
		if (d->prefix != NULL)
			emit_raw(c, (const char *)d->prefix);
		emit_raw(c, "=\"");
		emit_fixed(c, TPL_ATTR, d->href != NULL ? (const char *)d->href : "");
		emit_raw(c, "\"");
	}
}

void emit_xml_tag(struct compiler *c, const xmlNode *node, const struct part *content)
{
	if (node->ns != NULL && !is_declared(node, node->ns))
		compile_error(c, node, "declare the namespace of <%s> on the outermost element of the document",
		    (const char *)node->name);
	emit_raw(c, "<");
	emit_name(c, node);
	emit_declarations(c, node);
	emit_attributes(c, node);
	emit_raw(c, ">");
	emit_inner(c, node, content);
	emit_raw(c, "</");
	emit_name(c, node);
	emit_raw(c, ">");
}
