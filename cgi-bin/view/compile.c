#include "view/compile.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

static void compile_source(struct compiler *c, const struct source *s, const char *as)
{
	const xmlNode *root = xmlDocGetRootElement(s->doc);
	struct tpl_template t = { .first = (uint32_t)emit_here(c) };

	if (root == NULL || node_is_t(root, "layout") || node_is_t(root, "part"))
		return;
	c->file = s->file;
	c->text_mode = false;
	c->xml_mode = false;
	c->preserve = 0;
	c->n_scope = 0;
	c->page = NULL;
	c->filling = false;
	if (!node_is_t(root, "page")) {
		compile_error(c, root, "the outermost element is <t:page>, <t:layout> or <t:part>");
		return;
	}
	emit_page(c, root);
	emit(c, (struct tpl_ins){ .op = TPL_END });
	t.count = (uint32_t)emit_here(c) - t.first;
	t.name = pool_string(c, as);
	buf_add(&c->templates, &t, sizeof t);
}

void compile_file(struct compiler *c, const char *name, const char *as)
{
	const struct source *s = source_get(c, name, NULL);

	if (s != NULL)
		compile_source(c, s, as);
}

void compile_memory(struct compiler *c, const char *as, const char *data, size_t n)
{
	const struct source *s = source_memory(c, as, data, n);

	if (s != NULL)
		compile_source(c, s, as);
}

bool compile_assets(struct compiler *c, const char *manifest)
{
	FILE *f = fopen(manifest, "r");
	char line[1024];

	if (f == NULL) {
		fprintf(stderr, "templatec: cannot read %s\n", manifest);
		return false;
	}
	while (fgets(line, sizeof line, f) != NULL) {
		struct asset *a = ARENA_NEW(c->arena, struct asset);
		char *tab = strchr(line, '\t');

		line[strcspn(line, "\n")] = '\0';
		if (tab == NULL)
			continue;
		a->path = arena_strndup(c->arena, line, (size_t)(tab - line));
		a->hashed = arena_strdup(c->arena, tab + 1);
		a->next = c->assets;
		c->assets = a;
	}
	fclose(f);
	return true;
}
