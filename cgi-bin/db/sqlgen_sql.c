/* The parts of SQL that sqlgen must tell apart: strings, comments, parameters, tokens, words. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "db/sqlgen.h"

enum { SQL_MAX_BYTES = 256 * 1024 };

static const struct sqlgen_type types[] = {
	{ "bigint", "int64_t ", "DB_BIGINT", false },
	{ "int", "int ", "DB_INT", false },
	{ "text", "const char *", "DB_TEXT", true },
	{ "bool", "bool ", "DB_BOOL", false },
	{ "timestamptz", "int64_t ", "DB_TIME", false },
	{ "bytea", "struct bytes ", "DB_BYTES", false },
	{ "jsonb", "const char *", "DB_JSON", true },
	{ "bigint[]", "struct bigints ", "DB_BIGINTS", false },
	{ "text[]", "struct texts ", "DB_TEXTS", false },
};

/* What cannot name a member of a struct. */
static const char *const c_words[] = { "auto", "bool", "break", "case", "char", "const", "continue", "default", "do",
	"double", "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
	"restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned",
	"void", "volatile", "while" };

static bool field_name_ok(struct sqlgen_at *at, const struct sqlgen_list *list, const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	if (n == 0 || name[n] || isdigit((unsigned char)name[0])) {
		sqlgen_error(at, "a field's name is made of a-z, 0-9 and _, not \"%s\"", name);
		return false;
	}
	for (size_t i = 0; i < sizeof(c_words) / sizeof(c_words[0]); i++)
		if (str_eq(name, c_words[i])) {
			sqlgen_error(at, "field \"%s\" is a word of C: name it otherwise", name);
			return false;
		}
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(name, list->field[i].name)) {
			sqlgen_error(at, "field \"%s\" stands twice", name);
			return false;
		}
	return true;
}

static void add_field(struct sqlgen_at *at, struct sqlgen_list *list, char *text)
{
	struct arena *a = at->gen->arena;
	size_t n = strcspn(text, " \t");
	struct sqlgen_field f = { .name = arena_strndup(a, text, n) };
	char *type = str_trim(a, text + n);

	if (str_ends(type, "?")) {
		f.nullable = true;
		type = arena_strndup(a, type, strlen(type) - 1);
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(type, types[i].sql))
			f.type = &types[i];
	if (!f.type)
		sqlgen_error(at, "field \"%s\" has the unknown type \"%s\"", f.name, type);
	else if (list->n == SQLGEN_FIELDS)
		sqlgen_error(at, "more than %d fields", SQLGEN_FIELDS);
	else if (field_name_ok(at, list, f.name))
		list->field[list->n++] = f;
}

void sqlgen_fields(struct sqlgen_at *at, struct sqlgen_list *list, const char *text)
{
	struct arena *a = at->gen->arena;

	while (*text) {
		size_t n = strcspn(text, ",");
		char *one = str_trim(a, arena_strndup(a, text, n));

		if (str_empty(one))
			sqlgen_error(at, "an empty place in a list of fields");
		else
			add_field(at, list, one);
		text += n;
		if (*text)
			text = str_trim(a, text + 1);
	}
}

struct scan {
	struct sqlgen_at *at;
	struct sqlgen_query *q;
	struct buf out;
	bool blank;  /* white space is due before the next byte */
	bool insert; /* the word INSERT was seen */
};

static void emit(struct scan *s, const char *bytes, size_t n)
{
	if (s->blank && s->out.len > 0)
		buf_putc(&s->out, ' ');
	s->blank = false;
	buf_add(&s->out, bytes, n);
}

/* Moves n bytes on, counting lines. */
static void skip(struct sqlgen_at *at, size_t n)
{
	for (; n > 0 && *at->p; n--, at->p++)
		if (*at->p == '\n')
			at->line++;
}

static void scan_quoted(struct scan *s)
{
	char quote = *s->at->p;
	const char *end = strchr(s->at->p + 1, quote);
	size_t n;

	if (!end) {
		sqlgen_error(s->at, "a %c is never closed", quote);
		skip(s->at, strlen(s->at->p));
		return;
	}
	n = (size_t)(end - s->at->p) + 1;
	/* The token is replaced wherever it stands: to_regclass('@shop@.product'). */
	if (strstr(arena_strndup(s->at->gen->arena, s->at->p, n), "@shop@"))
		s->q->names_shop = true;
	emit(s, s->at->p, n);
	skip(s->at, n);
}

static void scan_comment(struct scan *s)
{
	const char *end;

	s->blank = true;
	if (s->at->p[0] == '-') {
		skip(s->at, strcspn(s->at->p, "\n"));
		return;
	}
	end = strstr(s->at->p + 2, "*/");
	if (!end)
		sqlgen_error(s->at, "a /* is never closed");
	skip(s->at, end ? (size_t)(end - s->at->p) + 2 : strlen(s->at->p));
}

static void scan_param(struct scan *s)
{
	size_t n = 1 + strspn(s->at->p + 1, "0123456789");
	int64_t number = 0;

	if (n == 1) {
		sqlgen_error(s->at, "a $ that is no parameter: dollar quotes are not known here");
	} else if (!str_to_int(
	               arena_strndup(s->at->gen->arena, s->at->p + 1, n - 1), 1, (int64_t)s->q->in.n, &number)) {
		sqlgen_error(
		    s->at, "%.*s is not in the \"-- in:\" list, which ends at $%zu", (int)n, s->at->p, s->q->in.n);
	} else {
		s->q->used[number - 1] = true;
	}
	emit(s, s->at->p, n);
	skip(s->at, n);
}

static void scan_token(struct scan *s)
{
	size_t n = 1 + strspn(s->at->p + 1, "abcdefghijklmnopqrstuvwxyz_");

	if (n > 1 && s->at->p[n] == '@') {
		n++;
		if (strncmp(s->at->p, "@shop@", n) == 0)
			s->q->names_shop = true;
		else
			sqlgen_error(s->at, "unknown token %.*s: @shop@ is the only one", (int)n, s->at->p);
	}
	emit(s, s->at->p, n);
	skip(s->at, n);
}

static void scan_word(struct scan *s)
{
	static const char *const writing[] = { "INSERT", "UPDATE", "DELETE", "MERGE" };
	size_t n = 1;
	const char *word;

	while (isalnum((unsigned char)s->at->p[n]) || s->at->p[n] == '_' || (unsigned char)s->at->p[n] >= 0x80)
		n++;
	word = arena_strndup(s->at->gen->arena, s->at->p, n);
	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++)
		if (strcasecmp(word, writing[i]) == 0)
			s->q->writes = true;
	if (strcasecmp(word, "INSERT") == 0)
		s->insert = true;
	if (strcasecmp(word, "SELECT") == 0 && s->insert && s->q->in.n > 0)
		s->q->insert_select = true;
	if (strcasecmp(word, "E") == 0 && s->at->p[n] == '\'')
		sqlgen_error(s->at, "strings with backslashes (E'') are not known here");
	emit(s, s->at->p, n);
	skip(s->at, n);
}

static void scan_one(struct scan *s)
{
	const char *p = s->at->p;
	unsigned char c = (unsigned char)*p;

	if (isspace(c)) {
		s->blank = true;
		skip(s->at, 1);
	} else if (c == '\'' || c == '"') {
		scan_quoted(s);
	} else if ((c == '-' && p[1] == '-') || (c == '/' && p[1] == '*')) {
		scan_comment(s);
	} else if (c == '$') {
		scan_param(s);
	} else if (c == '@') {
		scan_token(s);
	} else if (isalpha(c) || c == '_') {
		scan_word(s);
	} else {
		emit(s, p, 1);
		skip(s->at, 1);
	}
}

void sqlgen_statement(struct sqlgen_at *at, struct sqlgen_query *q)
{
	struct scan s = { .at = at, .q = q };
	const char *name = q->name ? q->name : "?";

	buf_init(&s.out, at->gen->arena, SQL_MAX_BYTES);
	while (*at->p && *at->p != ';' && strncmp(at->p, "-- name:", 8) != 0)
		scan_one(&s);
	if (*at->p == ';')
		skip(at, 1);
	else
		sqlgen_error(at, "query \"%s\" does not end with ';'", name);
	if (s.out.len == 0)
		sqlgen_error(at, "query \"%s\" has no statement", name);
	if (s.out.overflow)
		sqlgen_error(at, "query \"%s\" is longer than %d bytes", name, SQL_MAX_BYTES);
	q->sql = buf_str(&s.out);
}
