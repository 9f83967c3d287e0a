#include "view/compile.h"

#include <libintl.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define CONTEXT_GLUE "\004"

static void remember_file(struct compiler *c, struct message *m)
{
	size_t max = sizeof m->files / sizeof *m->files;

	for (size_t i = 0; i < m->n_files; i++)
		if (str_eq(m->files[i], c->file))
			return;
	if (m->n_files < max)
		m->files[m->n_files++] = arena_strdup(c->arena, c->file);
}

static void remember(struct compiler *c, const char *context, const char *id)
{
	struct message *m;

	for (m = c->messages; m != NULL; m = m->next)
		if (str_eq(m->id, id) && str_eq(m->context, context))
			break;
	if (m == NULL) {
		m = ARENA_NEW(c->arena, struct message);
		m->context = context;
		m->id = id;
		*c->messages_end = m;
		c->messages_end = &m->next;
	}
	remember_file(c, m);
}

const char *message_text(struct compiler *c, const xmlNode *node, const char *context, const char *id)
{
	const char *key = id;
	const char *text;

	(void)node;
	remember(c, context, id);
	if (c->locale == NULL)
		return id;
	if (context != NULL)
		key = arena_printf(c->arena, "%s" CONTEXT_GLUE "%s", context, id);
	text = gettext(key);
	return text == key ? id : text;
}

static void put_string(FILE *f, const char *keyword, const char *s)
{
	fprintf(f, "%s \"", keyword);
	for (; *s != '\0'; s++) {
		if (*s == '\n') {
			fputs("\\n", f);
			continue;
		}
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc(*s, f);
	}
	fputs("\"\n", f);
}

bool compile_write_pot(const struct compiler *c, const char *out)
{
	FILE *f = fopen(out, "w");

	if (f == NULL) {
		fprintf(stderr, "templatec: cannot write %s\n", out);
		return false;
	}
	fputs("msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: stoa\\n\"\n\"MIME-Version: 1.0\\n\"\n"
	      "\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n",
	    f);
	for (const struct message *m = c->messages; m != NULL; m = m->next) {
		fputc('\n', f);
		for (size_t i = 0; i < m->n_files; i++)
			fprintf(f, "#: %s\n", m->files[i]);
		if (m->context != NULL)
			put_string(f, "msgctxt", m->context);
		put_string(f, "msgid", m->id);
		fputs("msgstr \"\"\n", f);
	}
	if (fclose(f) != 0) {
		fprintf(stderr, "templatec: cannot write %s\n", out);
		return false;
	}
	return true;
}
