/* Usage: sqlgen DIR FILE.sql...: writes DIR/queries.h and DIR/queries.c. */
#include <stdarg.h>
#include <stdio.h>

#include "db/sqlgen.h"

enum { ARENA_MAX = 64 * 1024 * 1024 };

void sqlgen_error(const struct sqlgen_at *at, const char *fmt, ...)
{
	va_list ap;

	at->gen->errors++;
	fprintf(stderr, "%s:%d: ", at->file, at->line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int main(int argc, char **argv)
{
	struct sqlgen gen = { .arena = arena_create(ARENA_MAX) };
	bool ok = true;

	if (argc < 2) {
		fprintf(stderr, "usage: sqlgen DIR FILE.sql...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		ok = sqlgen_read(&gen, argv[i]) && ok;
	ok = ok && gen.errors == 0 && sqlgen_write(&gen, argv[1]);
	arena_destroy(&gen.arena);
	return ok ? 0 : 1;
}
