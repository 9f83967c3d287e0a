#define _GNU_SOURCE /* memmem */

#include "view/compile.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/str.h"

enum { SOURCE_MAX = 1024 * 1024 };

/* xmlSetStructuredErrorFunc's; its second parameter became const in libxml2 2.12. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *xml_error;
#else
typedef xmlError *xml_error;
#endif

struct parse {
	struct compiler *c;
	const char *file;
};

static void on_error(void *arg, xml_error e)
{
	struct parse *p = arg;
	const char *text = e->message != NULL ? e->message : "not well-formed";

	p->c->errors++;
	if (!p->c->quiet)
		fprintf(stderr, "%s:%d: %.*s\n", p->file, e->line, (int)strcspn(text, "\n"), text);
}

/* A DTD could define entities that grow without end or read files; templates have no use for one. */
static bool has_dtd(const char *data, size_t n)
{
	return memmem(data, n, "<!DOCTYPE", 9) != NULL || memmem(data, n, "<!ENTITY", 8) != NULL;
}

static xmlDoc *parse(struct compiler *c, const char *file, const char *data, size_t n)
{
	struct parse p = { c, file };
	unsigned before = c->errors;
	xmlDoc *doc;

	if (has_dtd(data, n)) {
		c->errors++;
		if (!c->quiet)
			fprintf(stderr, "%s:1: a DTD is not allowed\n", file);
		return NULL;
	}
	xmlSetStructuredErrorFunc(&p, on_error);
	doc = xmlReadMemory(data, (int)n, file, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
	xmlSetStructuredErrorFunc(NULL, NULL);
	/* An empty file is refused without a word. */
	if (doc == NULL && c->errors == before) {
		c->errors++;
		if (!c->quiet)
			fprintf(stderr, "%s:1: empty or unreadable\n", file);
	}
	return doc;
}

static struct source *keep(struct compiler *c, const char *name, const char *file, xmlDoc *doc)
{
	struct source *s = ARENA_NEW(c->arena, struct source);

	*s = (struct source){ name, file, doc, c->sources };
	c->sources = s;
	return s;
}

const struct source *source_memory(struct compiler *c, const char *name, const char *data, size_t n)
{
	const char *file = arena_printf(c->arena, "templates/%s.xhtml", name);
	xmlDoc *doc = n <= SOURCE_MAX ? parse(c, file, data, n) : NULL;

	return doc != NULL ? keep(c, arena_strdup(c->arena, name), file, doc) : NULL;
}

/* Names come from templates: nothing may lead out of their folder. */
static bool good_name(const char *name)
{
	return name[0] != '\0' && name[0] != '/' && name[0] != '.' && strstr(name, "..") == NULL &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-./") == strlen(name);
}

const struct source *source_get(struct compiler *c, const char *name, const xmlNode *at)
{
	char *data;
	size_t n;
	FILE *f;

	for (const struct source *s = c->sources; s != NULL; s = s->next)
		if (str_eq(s->name, name))
			return s;
	f = good_name(name) ? fopen(arena_printf(c->arena, "%s/%s.xhtml", c->dir, name), "r") : NULL;
	if (f == NULL) {
		compile_error(c, at, "cannot read the template \"%s\"", name);
		return NULL;
	}
	fseek(f, 0, SEEK_END);
	n = (size_t)ftell(f);
	rewind(f);
	if (n > SOURCE_MAX) {
		fclose(f);
		compile_error(c, at, "\"%s\" is larger than %d bytes", name, SOURCE_MAX);
		return NULL;
	}
	data = arena_alloc(c->arena, n);
	n = fread(data, 1, n, f);
	fclose(f);
	return source_memory(c, name, data, n);
}
