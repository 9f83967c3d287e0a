#include "view/compile.h"

#include <string.h>

#include "base/str.h"

bool node_is_t(const xmlNode *node, const char *local)
{
	return node->type == XML_ELEMENT_NODE && node->ns != NULL && str_eq((const char *)node->ns->href, TPL_NS) &&
	       str_eq((const char *)node->name, local);
}

const char *attr_text(struct compiler *c, const xmlAttr *attr)
{
	xmlChar *s = xmlNodeListGetString(attr->doc, attr->children, 1);
	char *copy = arena_strdup(c->arena, s != NULL ? (const char *)s : "");

	xmlFree(s);
	return copy;
}

static const char *find(struct compiler *c, const xmlNode *node, const char *name, const char *ns)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
		if (str_eq((const char *)a->name, name) && str_eq(a->ns != NULL ? (const char *)a->ns->href : NULL, ns))
			return attr_text(c, a);
	return NULL;
}

const char *node_attr(struct compiler *c, const xmlNode *node, const char *name)
{
	return find(c, node, name, NULL);
}

const char *node_t_attr(struct compiler *c, const xmlNode *node, const char *name)
{
	return find(c, node, name, TPL_NS);
}

const char *node_text(struct compiler *c, const xmlNode *node)
{
	return arena_strdup(c->arena, node->content != NULL ? (const char *)node->content : "");
}

bool node_is_blank(const xmlNode *node)
{
	const char *s = (const char *)node->content;

	if (node->type == XML_COMMENT_NODE)
		return true;
	return node->type == XML_TEXT_NODE && (s == NULL || s[strspn(s, " \t\r\n")] == '\0');
}

bool in_words(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}
