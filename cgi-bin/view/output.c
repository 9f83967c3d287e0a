#include "view/compile.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "view/escape.h"

enum { SECTION_MAX = 16 * 1024 * 1024 };

void compiler_init(struct compiler *c, struct arena *arena, const char *dir)
{
	*c = (struct compiler){ .arena = arena, .dir = dir, .run = SIZE_MAX };
	c->messages_end = &c->messages;
	buf_init(&c->ins, arena, SECTION_MAX);
	buf_init(&c->paths, arena, SECTION_MAX);
	buf_init(&c->pool, arena, SECTION_MAX);
	buf_init(&c->templates, arena, SECTION_MAX);
	/* Offset 0 is the empty string, path 0 the page's own struct. */
	buf_putc(&c->pool, '\0');
	buf_add(&c->paths, &(struct tpl_path){ .need = TPL_NAMED }, sizeof(struct tpl_path));
}

void compiler_release(struct compiler *c)
{
	for (struct source *s = c->sources; s != NULL; s = s->next)
		xmlFreeDoc(s->doc);
	c->sources = NULL;
}

void compile_error(struct compiler *c, const xmlNode *node, const char *fmt, ...)
{
	struct shown *mine;
	va_list ap;
	struct buf b;
	char text[512];

	c->errors++;
	if (c->quiet)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	buf_init(&b, c->arena, 2048);
	if (node != NULL)
		buf_printf(&b, "%s:%ld: ", c->file, xmlGetLineNo(node));
	buf_puts(&b, text);
	for (const struct shown *s = c->shown; s != NULL; s = s->next)
		if (str_eq(s->text, buf_str(&b)))
			return;
	mine = ARENA_NEW(c->arena, struct shown);
	*mine = (struct shown){ buf_str(&b), c->shown };
	c->shown = mine;
	fprintf(stderr, "%s\n", mine->text);
}

uint32_t pool_string(struct compiler *c, const char *s)
{
	uint32_t at = (uint32_t)c->pool.len;

	if (*s == '\0')
		return 0;
	c->run = SIZE_MAX;
	buf_add(&c->pool, s, strlen(s) + 1);
	return at;
}

size_t emit_here(const struct compiler *c)
{
	return c->ins.len / sizeof(struct tpl_ins);
}

static struct tpl_ins *ins_at(struct compiler *c, size_t i)
{
	return (struct tpl_ins *)(void *)c->ins.data + i;
}

size_t emit(struct compiler *c, struct tpl_ins ins)
{
	size_t at = emit_here(c);

	c->run = SIZE_MAX;
	buf_add(&c->ins, &ins, sizeof ins);
	return at;
}

void emit_land(struct compiler *c, size_t ins)
{
	/* What follows is reached by two ways: a literal run must not reach across. */
	c->run = SIZE_MAX;
	if (!c->ins.overflow)
		ins_at(c, ins)->c = (uint32_t)emit_here(c);
}

static void add_literal(struct compiler *c, const char *s, size_t n)
{
	if (n == 0 || c->ins.overflow)
		return;
	if (c->run == SIZE_MAX || c->run != c->pool.len) {
		emit(c, (struct tpl_ins){ .op = TPL_LITERAL, .a = (uint32_t)c->pool.len });
	}
	buf_add(&c->pool, s, n);
	c->run = c->pool.len;
	if (!c->ins.overflow)
		ins_at(c, emit_here(c) - 1)->b += (uint32_t)n;
}

void emit_raw(struct compiler *c, const char *s)
{
	add_literal(c, s, strlen(s));
}

void emit_fixed(struct compiler *c, enum tpl_need need, const char *s)
{
	static void (*const escape[TPL_CONTEXT__MAX])(struct buf *, const char *) = {
		[TPL_TEXT] = escape_text,
		[TPL_ATTR] = escape_attr,
		[TPL_HUMAN] = escape_attr,
		[TPL_PLAIN] = escape_none,
	};
	struct buf b;

	buf_init(&b, c->arena, SECTION_MAX);
	escape[need](&b, s);
	add_literal(c, buf_str(&b), b.len);
}

static void pad(struct buf *b)
{
	while (b->len % 8 != 0)
		buf_putc(b, '\0');
}

static uint32_t add_section(struct buf *file, const struct buf *section)
{
	uint32_t at;

	pad(file);
	at = (uint32_t)file->len;
	buf_add(file, section->data, section->len);
	return at;
}

/* Writes beside the file and renames: a running program keeps the old one mapped. */
static bool replace_file(struct compiler *c, const char *path, const struct buf *b)
{
	const char *tmp = arena_printf(c->arena, "%s.%ld.tmp", path, (long)getpid());
	FILE *f = fopen(tmp, "w");
	bool ok = f != NULL && fwrite(b->data, 1, b->len, f) == b->len;

	if (f != NULL && fclose(f) != 0)
		ok = false;
	if (!ok || rename(tmp, path) != 0) {
		fprintf(stderr, "templatec: cannot write %s\n", path);
		remove(tmp);
		return false;
	}
	return true;
}

bool compile_write(struct compiler *c, const char *build, const char *out)
{
	struct tpl_header h = { .n_templates = (uint32_t)(c->templates.len / sizeof(struct tpl_template)),
		.n_ins = (uint32_t)emit_here(c),
		.n_paths = (uint32_t)(c->paths.len / sizeof(struct tpl_path)) };
	struct buf file;

	if (c->ins.overflow || c->paths.overflow || c->pool.overflow || c->templates.overflow) {
		fprintf(stderr, "templatec: %s would be too large\n", out);
		return false;
	}
	buf_putc(&c->pool, '\0');
	h.pool_size = (uint32_t)c->pool.len;
	memcpy(h.magic, TPL_MAGIC, sizeof h.magic);
	str_copy(h.build, build, sizeof h.build);
	buf_init(&file, c->arena, (size_t)SECTION_MAX * 4 + 4096);
	buf_add(&file, &h, sizeof h);
	h.templates = add_section(&file, &c->templates);
	h.ins = add_section(&file, &c->ins);
	h.paths = add_section(&file, &c->paths);
	h.pool = add_section(&file, &c->pool);
	h.size = (uint32_t)file.len;
	memcpy(file.data, &h, sizeof h);
	return replace_file(c, out, &file);
}
