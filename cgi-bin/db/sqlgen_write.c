#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "db/sqlgen.h"

enum { OUT_MAX_BYTES = 32 * 1024 * 1024, LITERAL_COLUMNS = 100 };

static const char *upper(struct sqlgen *gen, const char *s)
{
	char *copy = arena_strdup(gen->arena, s);

	for (char *p = copy; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return copy;
}

static void write_struct(struct buf *o, const char *query, const char *kind, const struct sqlgen_list *list)
{
	if (list->n == 0)
		return;
	buf_printf(o, "struct %s_%s {\n", query, kind);
	for (size_t i = 0; i < list->n; i++) {
		const struct sqlgen_field *f = &list->field[i];

		buf_printf(o, "\t%s%s;\n", f->type->c, f->name);
		if (f->nullable && !f->type->null_pointer)
			buf_printf(o, "\tbool %s_null;\n", f->name);
	}
	buf_puts(o, "};\n");
}

/* One typed wrapper: its result, the query's name and suffix, what follows the in argument, and the body's call. */
static void write_wrapper(struct sqlgen *gen, struct buf *o, const struct sqlgen_query *q, const char *const part[4])
{
	const char *head =
	    arena_printf(gen->arena, "static inline %s q_%s%s(struct ctx *ctx", part[0], q->name, part[1]);

	buf_puts(o, head);
	if (q->in.n > 0)
		buf_printf(o, ", const struct %s_in *in", q->name);
	buf_printf(o, "%s)\n{\n\t", part[2]);
	buf_printf(o, "%sdb_%s(ctx, &db_queries[QUERY_%s], %s", str_eq(part[0], "void") ? "" : "return ", part[3],
	    upper(gen, q->name), q->in.n > 0 ? "in" : "NULL");
}

static void write_wrappers(struct sqlgen *gen, struct buf *o, const struct sqlgen_query *q)
{
	struct arena *a = gen->arena;
	const char *rows = arena_printf(a, ", struct %s_row **rows, size_t *n", q->name);
	const char *row = arena_printf(a, ", struct %s_row *row", q->name);

	if (q->out.n == 0) {
		write_wrapper(gen, o, q, (const char *const[]){ "enum err_code", "", ", int64_t *affected", "run" });
		buf_puts(o, ", affected);\n}\n");
		write_wrapper(gen, o, q, (const char *const[]){ "void", "_queue", "", "queue" });
		buf_puts(o, ", NULL, NULL);\n}\n\n");
		return;
	}
	write_wrapper(gen, o, q, (const char *const[]){ "enum err_code", "", rows, "all" });
	buf_puts(o, ", rows, n);\n}\n");
	write_wrapper(gen, o, q, (const char *const[]){ "enum err_code", "_one", row, "one" });
	buf_puts(o, ", row);\n}\n");
	write_wrapper(gen, o, q, (const char *const[]){ "void", "_queue", rows, "queue" });
	buf_puts(o, ", rows, n);\n}\n\n");
	if (q->writes)
		return;
	write_wrapper(gen, o, q, (const char *const[]){ "void", "_ahead", "", "ahead" });
	buf_puts(o, ");\n}\n\n");
}

static void write_header(struct sqlgen *gen, struct buf *o)
{
	buf_puts(o, "/* Made by db/sqlgen from sql/queries. */\n#ifndef STOA_QUERIES_H\n#define STOA_QUERIES_H\n\n"
	            "#include \"db/db.h\"\n\nenum query {\n");
	for (const struct sqlgen_query *q = gen->first; q; q = q->next)
		buf_printf(o, "\tQUERY_%s,\n", upper(gen, q->name));
	buf_puts(o, "\tQUERY__MAX\n};\n\n");
	for (const struct sqlgen_query *q = gen->first; q; q = q->next) {
		write_struct(o, q->name, "in", &q->in);
		write_struct(o, q->name, "row", &q->out);
		write_wrappers(gen, o, q);
	}
	buf_puts(o, "#endif\n");
}

static void write_table(struct buf *o, const char *query, const char *kind, const struct sqlgen_list *list)
{
	if (list->n == 0)
		return;
	buf_printf(o, "static const struct db_field %s_%s[] = {\n", query, kind);
	for (size_t i = 0; i < list->n; i++) {
		const struct sqlgen_field *f = &list->field[i];

		buf_printf(o,
		    "\t{ .name = \"%s\", .type = %s, .nullable = %s,\n\t    .offset = offsetof(struct %s_%s, %s)",
		    f->name, f->type->constant, f->nullable ? "true" : "false", query, kind, f->name);
		if (f->nullable && !f->type->null_pointer)
			buf_printf(o, ", .null_offset = offsetof(struct %s_%s, %s_null)", query, kind, f->name);
		buf_puts(o, " },\n");
	}
	buf_puts(o, "};\n");
}

/* Adjacent literals, broken at blanks. */
static void write_literal(struct buf *o, const char *text)
{
	size_t column = 0;

	buf_puts(o, "\t    \"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_putc(o, '\\');
		if (*text == '\n')
			buf_puts(o, "\\n");
		else
			buf_putc(o, *text);
		column++;
		if (*text == ' ' && column >= LITERAL_COLUMNS && text[1]) {
			buf_puts(o, "\"\n\t    \"");
			column = 0;
		}
	}
	buf_puts(o, "\"");
}

static void write_source(struct sqlgen *gen, struct buf *o)
{
	buf_puts(o, "/* Made by db/sqlgen from sql/queries. */\n#include \"queries.h\"\n\n");
	for (const struct sqlgen_query *q = gen->first; q; q = q->next) {
		write_table(o, q->name, "in", &q->in);
		write_table(o, q->name, "row", &q->out);
	}
	buf_puts(o, "\nconst struct db_query db_queries[] = {\n");
	for (const struct sqlgen_query *q = gen->first; q; q = q->next) {
		buf_printf(o, "\t[QUERY_%s] = {\n\t\t.name = \"%s\",\n\t\t.on = %s,\n\t\t.sql =\n", upper(gen, q->name),
		    q->name, q->on);
		write_literal(o, q->sql);
		buf_puts(o, ",\n");
		if (q->writes)
			buf_puts(o, "\t\t.writes = true,\n");
		if (q->insert_select)
			buf_puts(o, q->plan_once ? "\t\t.plan = DB_PLAN_UNSHARDED,\n" : "\t\t.plan = DB_PLAN_EACH,\n");
		if (q->in.n > 0)
			buf_printf(o, "\t\t.in = %s_in,\n\t\t.n_in = %zu,\n", q->name, q->in.n);
		if (q->out.n > 0)
			buf_printf(o, "\t\t.out = %s_row,\n\t\t.n_out = %zu,\n\t\t.row_size = sizeof(struct %s_row),\n",
			    q->name, q->out.n, q->name);
		buf_puts(o, "\t},\n");
	}
	buf_puts(o, "};\n\nconst size_t db_queries_count = sizeof(db_queries) / sizeof(db_queries[0]);\n");
}

/* A file that stays the same keeps its time, so that nothing is built again for it. */
static bool same_content(struct sqlgen *gen, const char *path, const struct buf *o)
{
	FILE *f = fopen(path, "rb");
	char *old = arena_alloc(gen->arena, o->len + 1);
	size_t n;

	if (!f)
		return false;
	n = fread(old, 1, o->len + 1, f);
	fclose(f);
	return n == o->len && memcmp(old, o->data, n) == 0;
}

static bool put_file(struct sqlgen *gen, const char *path, const struct buf *o)
{
	const char *tmp = arena_printf(gen->arena, "%s.new", path);
	FILE *f;
	bool ok;

	if (o->overflow) {
		fprintf(stderr, "%s: longer than %d bytes\n", path, OUT_MAX_BYTES);
		return false;
	}
	if (same_content(gen, path, o))
		return true;
	f = fopen(tmp, "wb");
	ok = f && fwrite(o->data, 1, o->len, f) == o->len;
	if (f)
		ok = fclose(f) == 0 && ok;
	ok = ok && rename(tmp, path) == 0;
	if (!ok)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return ok;
}

bool sqlgen_write(struct sqlgen *gen, const char *dir)
{
	struct buf header, source;

	buf_init(&header, gen->arena, OUT_MAX_BYTES);
	buf_init(&source, gen->arena, OUT_MAX_BYTES);
	write_header(gen, &header);
	write_source(gen, &source);
	return put_file(gen, arena_printf(gen->arena, "%s/queries.h", dir), &header) &&
	       put_file(gen, arena_printf(gen->arena, "%s/queries.c", dir), &source);
}
