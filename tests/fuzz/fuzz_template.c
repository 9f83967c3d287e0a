#include "fuzz.h"

#include "base/log.h"
#include "view/compile.h"

enum { ARENA_MAX = 512 << 20 };

/* Whatever is compiled: every jump stays inside its template and every string inside the pool. */
static void check(const struct compiler *c)
{
	const struct tpl_ins *ins = (const void *)c->ins.data;
	const struct tpl_template *t = (const void *)c->templates.data;

	BUG_IF(c->templates.len != sizeof *t);
	BUG_IF(t->count == 0 || ins[t->first + t->count - 1].op != TPL_END);
	for (uint32_t i = t->first; i < t->first + t->count; i++) {
		BUG_IF(ins[i].op >= TPL_OP__MAX || ins[i].slot >= TPL_SLOTS);
		BUG_IF(ins[i].c >= t->first + t->count);
		BUG_IF(ins[i].op == TPL_LITERAL && (size_t)ins[i].a + ins[i].b > c->pool.len);
	}
}

/* The first byte chooses whether the rest is a page or the text of a message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_create(ARENA_MAX);
	struct compiler *c = ARENA_NEW(arena, struct compiler);
	const char *why;

	compiler_init(c, arena, "/nowhere");
	c->quiet = true;
	if (n > 0 && data[0] == 'm') {
		struct part *parts = parts_read(arena, arena_strndup(arena, (const char *)data + 1, n - 1), &why);

		/* A message equals itself; only more placeholders than are counted may be refused. */
		BUG_IF(n < MESSAGE_ELEMENTS && parts != NULL && parts_differ(arena, parts, parts) != NULL);
	} else {
		compile_memory(c, "p", (const char *)data, n);
		if (c->errors == 0 && c->templates.len > 0)
			check(c);
	}
	compiler_release(c);
	arena_destroy(&arena);
	return 0;
}
