#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/sqlgen.h"

enum { FILE_MAX_BYTES = 4 * 1024 * 1024 };

static char *file_text(struct sqlgen *gen, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	long size = -1;

	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return NULL;
	}
	if (fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size >= 0 && size <= FILE_MAX_BYTES && fseek(f, 0, SEEK_SET) == 0) {
		text = arena_alloc(gen->arena, (size_t)size + 1);
		if (fread(text, 1, (size_t)size, f) != (size_t)size)
			text = NULL;
	}
	fclose(f);
	if (!text)
		fprintf(stderr, "%s: cannot be read\n", path);
	return text;
}

/* The line at ->p without its end; moves on to the next. */
static char *take_line(struct sqlgen_at *at)
{
	size_t n = strcspn(at->p, "\n");
	char *line = str_trim(at->gen->arena, arena_strndup(at->gen->arena, at->p, n));

	at->p += n;
	if (*at->p) {
		at->p++;
		at->line++;
	}
	return line;
}

static const char *peek_line(const struct sqlgen_at *at)
{
	return str_trim(at->gen->arena, arena_strndup(at->gen->arena, at->p, strcspn(at->p, "\n")));
}

static void header_name(struct sqlgen_at *at, struct sqlgen_query *q, const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

	if (n == 0 || text[n] || strchr("0123456789_", text[0])) {
		sqlgen_error(at, "a query's name is made of a-z, 0-9 and _, not \"%s\"", text);
		return;
	}
	for (struct sqlgen_query *o = at->gen->first; o; o = o->next)
		if (o != q && str_eq(o->name, text))
			sqlgen_error(at, "query \"%s\" stands already at %s:%d", text, o->file, o->line);
	q->name = text;
}

static void header_on(struct sqlgen_at *at, struct sqlgen_query *q, const char *text)
{
	static const struct {
		const char *word, *constant;
	} targets[] = { { "shop", "DB_ON_SHOP" }, { "cell", "DB_ON_CELL" }, { "platform", "DB_ON_PLATFORM" } };

	if (q->on)
		sqlgen_error(at, "a second \"-- on:\"");
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (str_eq(text, targets[i].word))
			q->on = targets[i].constant;
	if (!q->on)
		sqlgen_error(at, "\"-- on:\" takes shop, cell or platform, not \"%s\"", text);
}

static void header_in(struct sqlgen_at *at, struct sqlgen_query *q, const char *text)
{
	sqlgen_fields(at, &q->in, text);
}

static void header_out(struct sqlgen_at *at, struct sqlgen_query *q, const char *text)
{
	sqlgen_fields(at, &q->out, text);
}

static void header_plan(struct sqlgen_at *at, struct sqlgen_query *q, const char *text)
{
	q->plan_once = str_eq(text, "once");
	if (!q->plan_once)
		sqlgen_error(at, "\"-- plan:\" takes once, not \"%s\"", text);
}

typedef void header_fn(struct sqlgen_at *, struct sqlgen_query *, const char *text);

static const struct {
	const char *key;
	header_fn *read;
} headers[] = {
	{ "name:", header_name },
	{ "on:", header_on },
	{ "in:", header_in },
	{ "out:", header_out },
	{ "plan:", header_plan },
};

/* A comment line of the header; returns who reads the next line where this one ends with a comma. */
static header_fn *header_line(struct sqlgen_at *at, struct sqlgen_query *q, const char *line, header_fn *more)
{
	struct arena *a = at->gen->arena;
	const char *text = str_trim(a, line + 2);
	size_t word = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	header_fn *fn = more;

	if (word > 0 && text[word] == ':') {
		fn = NULL;
		for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
			if (strncmp(text, headers[i].key, word + 1) == 0 && headers[i].key[word + 1] == '\0')
				fn = headers[i].read;
		if (!fn)
			sqlgen_error(at, "unknown key \"%.*s\": name, on, in, out and plan are known", (int)word, text);
		text = str_trim(a, text + word + 1);
	}
	if (!fn)
		return NULL;
	fn(at, q, text);
	return (fn == header_in || fn == header_out) && str_ends(text, ",") ? fn : NULL;
}

/* What only the whole query shows. */
static void check_query(const struct sqlgen_at *at, const struct sqlgen_query *q)
{
	struct sqlgen_at there = { .gen = at->gen, .file = q->file, .line = q->line };
	const char *name = q->name ? q->name : "?";

	if (!q->on) {
		sqlgen_error(&there, "query \"%s\" has no \"-- on:\"", name);
		return;
	}
	if (str_eq(q->on, "DB_ON_SHOP") && !q->names_shop)
		sqlgen_error(&there, "query \"%s\" is on a shop but names no @shop@ table", name);
	if (!str_eq(q->on, "DB_ON_SHOP") && q->names_shop)
		sqlgen_error(&there, "query \"%s\" is not on a shop but names @shop@", name);
	if (q->plan_once && !q->insert_select)
		sqlgen_error(&there, "query \"%s\" is planned once by itself: it is no INSERT ... SELECT", name);
	for (size_t i = 0; i < q->in.n; i++)
		if (!q->used[i])
			sqlgen_error(&there, "query \"%s\" never uses $%zu (%s)", name, i + 1, q->in.field[i].name);
}

static void read_query(struct sqlgen_at *at)
{
	struct sqlgen_query *q = ARENA_NEW(at->gen->arena, struct sqlgen_query);
	header_fn *more = NULL;
	int errors = at->gen->errors;

	q->file = at->file;
	q->line = at->line;
	if (at->gen->last)
		at->gen->last->next = q;
	else
		at->gen->first = q;
	at->gen->last = q;
	for (const char *line = peek_line(at); *at->p && (str_empty(line) || str_starts(line, "--"));
	     line = peek_line(at)) {
		if (!str_empty(line))
			more = header_line(at, q, line, more);
		take_line(at);
	}
	sqlgen_statement(at, q);
	if (at->gen->errors == errors)
		check_query(at, q);
}

bool sqlgen_read(struct sqlgen *gen, const char *path)
{
	struct sqlgen_at at = { .gen = gen, .file = path, .p = file_text(gen, path), .line = 1 };

	if (!at.p)
		return false;
	while (*at.p) {
		const char *line = peek_line(&at);

		if (str_starts(line, "-- name:")) {
			read_query(&at);
			continue;
		}
		if (!str_empty(line) && !str_starts(line, "--")) {
			if (gen->last && str_eq(gen->last->file, path))
				sqlgen_error(&at, "more than one statement in a query: \"%.40s\"", line);
			else
				sqlgen_error(&at, "text before the first \"-- name:\": \"%.40s\"", line);
			return true;
		}
		take_line(&at);
	}
	return true;
}
